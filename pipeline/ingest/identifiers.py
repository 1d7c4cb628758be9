"""Document ids: the names of the result folders, safe on every system and never the same twice."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path, PurePath

MAX_BYTES = 180
"""UTF-8 bytes of an id: file systems take 255 for one name, and endings and temporary names are added to it."""

HASH_LENGTHS = (8, 16, 64)
"""Hexadecimal digits of the content hash that are tried, the short one first."""

UNNAMED = "unnamed"
REPLACEMENT = "_"
_FORBIDDEN = frozenset('<>:"/\\|?*')
_UNSAFE_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"})
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)


def document_id(name: str) -> str:
    """The id that a file name asks for: the name without its ending, Chinese kept, unsafe characters replaced.

    Composed (NFC), at most ``MAX_BYTES`` long, never a name that Windows reserves, no dot or space at either end.
    """
    stem = unicodedata.normalize("NFC", PurePath(name).stem)
    safe = "".join(REPLACEMENT if c in _FORBIDDEN or unicodedata.category(c) in _UNSAFE_CATEGORIES else c for c in stem)
    safe = _shorten(safe.strip(" ."), MAX_BYTES) or UNNAMED
    if safe.startswith("-"):  # would be taken for an option on a command line
        safe = REPLACEMENT + safe[1:]
    if safe.split(".")[0].rstrip(" ").casefold() in _RESERVED:
        safe = REPLACEMENT + safe
    return safe


def comparison_key(identifier: str) -> str:
    """What Windows and macOS compare: two ids with the same key would be one folder there."""
    folded = unicodedata.normalize("NFD", identifier).casefold()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", folded).casefold())


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, lower-case hex.  Raises ``OSError``."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def assign_document_ids(
    paths: Iterable[Path],
    digest: Callable[[Path], str] = sha256_of,
    bound: Mapping[str, str] | None = None,
) -> dict[Path, str]:
    """An id for every source file; the result does not depend on the order in which they are given.

    When two would collide, the later name in sorted order gets a short hash of its content.  ``digest`` gives the
    SHA-256 of a file and is asked only where it is needed.  ``bound``: names in the output folder that are taken ->
    SHA-256 of the source they belong to; only that source is given such an id (an empty string: nobody is).
    """
    bound_keys = {comparison_key(identifier): digest_ for identifier, digest_ in (bound or {}).items()}
    taken: set[str] = set()
    result: dict[Path, str] = {}
    for path in sorted(set(paths), key=lambda path: (path.name, str(path))):
        identifier = next(
            candidate
            for candidate in _candidates(path, digest)
            if _is_free(comparison_key(candidate), path, taken, bound_keys, digest)
        )
        taken.add(comparison_key(identifier))
        result[path] = identifier
    return result


def _is_free(key: str, path: Path, taken: set[str], bound: Mapping[str, str], digest: Callable[[Path], str]) -> bool:
    return key not in taken and (key not in bound or bound[key] == _digest(path, digest))


def _candidates(path: Path, digest: Callable[[Path], str]) -> Iterable[str]:
    """The plain id, then with ever more of the content hash, then numbered (copies of one file under one name)."""
    base = document_id(path.name)
    yield base
    content = _digest(path, digest)
    for length in HASH_LENGTHS:
        yield _with_suffix(base, content[:length])
    number = 2
    while True:
        yield _with_suffix(base, f"{content[: HASH_LENGTHS[0]]}-{number}")
        number += 1


def _with_suffix(base: str, suffix: str) -> str:
    return f"{_shorten(base, MAX_BYTES - len(suffix) - 1)}-{suffix}"


def _digest(path: Path, digest: Callable[[Path], str]) -> str:
    """The content hash; for a file that cannot be read, which gets a folder for its error too, a hash of its path."""
    try:
        return digest(path)
    except OSError:
        return hashlib.sha256(str(path).encode("utf-8", "surrogatepass")).hexdigest()


def _shorten(text: str, limit: int) -> str:
    """The longest beginning that has at most ``limit`` UTF-8 bytes and does not end in a dot or space."""
    while len(text.encode("utf-8")) > limit:
        text = text.encode("utf-8")[:limit].decode("utf-8", "ignore")
    return text.rstrip(" .")
