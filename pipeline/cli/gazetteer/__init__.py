"""``baokan gazetteer …``: one thin module for each of its commands."""
