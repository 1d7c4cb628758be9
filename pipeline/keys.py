"""Names that people type, as they are compared."""

from __future__ import annotations

import unicodedata


def key_of(name: str) -> str:
    """The form in which names are compared: full-width and half-width, large and small letters are the same."""
    return unicodedata.normalize("NFKC", name).casefold().strip()
