"""``baokan search|kwic|freq|places|corpus``: what the commands of the corpus are made of."""
