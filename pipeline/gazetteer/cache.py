"""Checked files in the user's cache, so that a list of a hundred thousand names opens in a fraction of a second.

Kept is what costs time, the checked rows of one file; the trie is built from them faster than it would load.  The name
of a cached file is the SHA-256 of the list's bytes with ``VERSION`` in it: a changed list never meets an old cache.  A
cache that is damaged, or cannot be written, is as good as none.
"""

from __future__ import annotations

import hashlib
import logging
import marshal
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.gazetteer.entry import Entry, FormerName, Problem

log = logging.getLogger("baokan")
VERSION = 1
"""Raise it when the reader understands something differently."""
LEAST_BYTES = 200_000
"""Smaller files (some 4,000 names) are read within 30 ms; caching them would only fill the cache."""
KEPT = 16
"""Cached files that stay; beyond them the ones that were used least recently go."""
_PREFIX, _SUFFIX = "gazetteer-", ".bin"
_DIGEST = 32
"""bytes of the SHA-256 that stands before the content."""

Rows = tuple[tuple[Entry, ...], tuple[Problem, ...]]


def cached(path: Path, data: bytes, parse: Callable[[], Rows], folder: Path | None = None) -> Rows:
    """What ``parse()`` gives for the bytes of a file, from the cache where it is there.

    ``path``: of the list, for the file name of its entries and for messages.  ``folder``: of the cache; by default the
    user's.
    """
    if len(data) < LEAST_BYTES:
        return parse()
    digest = hashlib.sha256(data).hexdigest()
    place = (folder or _folder()) / f"{_PREFIX}v{VERSION}.{marshal.version}-{digest}{_SUFFIX}"
    rows = _load(place, path)
    if rows is None:
        rows = parse()
        _store(place, rows)
    return rows


def _folder() -> Path:
    from pipeline.engine.models import cache_folder

    return cache_folder() / "gazetteers"


def _load(place: Path, path: Path) -> Rows | None:
    """The rows; ``None`` when the cache has none that are sound."""
    try:
        stored = place.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        log.debug("gazetteer cache %s cannot be read (%s); the list is read anew", place, error)
        return None
    # marshal trusts its bytes, so nothing reaches it that was not written as it is
    if hashlib.sha256(stored[_DIGEST:]).digest() != stored[:_DIGEST]:
        log.debug("gazetteer cache %s is damaged; the list is read anew", place)
        return None
    file = sys.intern(path.name)
    try:
        rows, problems = marshal.loads(stored[_DIGEST:])
        sound = (
            tuple([_entry(row, file) for row in rows]),
            tuple([Problem(path, *problem) for problem in problems]),
        )
    except (EOFError, TypeError, ValueError) as error:
        log.debug("gazetteer cache %s has another form (%s); the list is read anew", place, error)
        return None
    try:
        os.utime(place)
    except OSError as error:
        log.debug("gazetteer cache %s cannot be marked as used (%s)", place, error)
    return sound


def _entry(row: tuple[Any, ...], file: str) -> Entry:
    (name, *facts), former, variants, line = row
    names = tuple([FormerName(*name) for name in former]) if former else ()
    return Entry(name, *facts, names, variants, file, line)  # type: ignore[call-arg]


def _row(entry: Entry) -> tuple[Any, ...]:
    """What ``_entry`` makes an entry of: values that ``marshal`` knows."""
    return (
        (
            entry.name,
            entry.kind,
            entry.parent,
            entry.aliases,
            entry.code,
            entry.valid_from,
            entry.valid_to,
            entry.latitude,
            entry.longitude,
            entry.source,
        ),
        tuple([(former.name, former.valid_from, former.valid_to) for former in entry.former]),
        entry.variants,
        entry.line,
    )


def _store(place: Path, rows: Rows) -> None:
    """Write the cache whole or not at all; what goes wrong is only logged."""
    entries, problems = rows
    content = marshal.dumps(
        ([_row(entry) for entry in entries], [(p.line, p.message, p.code, p.lost, p.unit) for p in problems])
    )
    temporary = place.with_name(f".{place.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            temporary.write_bytes(hashlib.sha256(content).digest() + content)
            os.replace(temporary, place)
        finally:
            temporary.unlink(missing_ok=True)
        for old in sorted(place.parent.glob(f"{_PREFIX}*{_SUFFIX}"), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.debug("gazetteer cache %s cannot be written (%s); the list is read anew next time", place, error)
