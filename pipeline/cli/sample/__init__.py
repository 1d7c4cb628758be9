"""``baokan sample …``: one thin module for each of its commands."""
