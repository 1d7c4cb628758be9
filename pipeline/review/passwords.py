"""Passwords: hashed with argon2id (RFC 9106, its second recommended choice: 64 MiB, three passes)."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST = 256
"""characters: more are refused, so that nobody makes the server hash megabytes."""
_AT_ONCE = threading.BoundedSemaphore(2)
"""Each hash takes 64 MiB and some 60 ms of a core; a crowd at the login waits in line instead of filling the memory."""
_hasher = PasswordHasher()
_nobody = ""


def hashed(password: str) -> str:
    """The hash of a password, in PHC's format with its own salt."""
    with _AT_ONCE:
        return _hasher.hash(_normal(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password.  Without a stored hash the same time is spent, and the answer is no."""
    with _AT_ONCE:
        try:
            right = _hasher.verify(stored or _dummy(), _normal(password))
        except (VerificationError, InvalidHashError):
            return False
    return right and stored is not None


def outdated(stored: str) -> bool:
    """Whether a hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def _normal(password: str) -> str:
    """The same characters whatever the keyboard made of them (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _dummy() -> str:
    global _nobody
    if not _nobody:
        _nobody = _hasher.hash("nobody")
    return _nobody
