"""The commands of ``baokan db``."""
