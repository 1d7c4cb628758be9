"""Puts ``tests/`` on the path, so that tests of all rooms can share ``helpers``."""
