"""Where the data files that ship with Baokan lie: in a checkout, and in an installed wheel."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from pipeline.errors import BaokanError

PACKAGE = Path(__file__).resolve().parent
MARKER = "changning.csv"
"""A file that is in the folder of dictionaries, so that an unrelated folder of that name is not taken for it."""


@cache
def dictionaries_folder() -> Path:
    """The folder of the shipped dictionaries.

    A wheel carries it inside the package (``pipeline/dictionaries``); in a checkout it lies beside the package.
    Raises ``BaokanError`` when it is in neither place.
    """
    places = (PACKAGE / "dictionaries", PACKAGE.parent / "dictionaries")
    for place in places:
        if (place / MARKER).is_file():
            return place
    raise BaokanError(
        f"The shipped dictionaries are missing: {MARKER} is neither in {places[0]} nor in {places[1]}. "
        "Install Baokan again, or restore the folder 'dictionaries' of the checkout."
    )


def dictionary(name: str) -> Path:
    """Path of one shipped dictionary file.  Raises ``BaokanError`` when it is missing."""
    path = dictionaries_folder() / name
    if not path.is_file():
        raise BaokanError(f"{path}: this data file of Baokan is missing. Install Baokan again, or restore the file.")
    return path


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
