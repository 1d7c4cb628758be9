"""What belongs to ``baokan review``."""
