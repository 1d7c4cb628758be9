"""The command ``baokan``: one thin module for each subcommand, imported when it is called."""
