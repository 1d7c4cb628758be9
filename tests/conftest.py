"""Puts ``tests/`` on the path, so that tests of all rooms can share ``helpers``; how properties are tried out."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# the first generated text waits for a table of all characters: seconds, on a busy machine that has not made it yet
settings.register_profile("any-speed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any-speed")
