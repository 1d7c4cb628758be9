"""What people decided about proposed changes, and what the corrector learns from it.

A decisions table is a CSV file with a header, in any of the encodings that gazetteers may have.  Columns: ``before``
and ``after`` (the texts of the record), ``status`` (``accepted`` or ``rejected``); where they are there also
``document``, ``page``, ``left`` and ``right`` (the text around).  Further columns are kept by whoever writes the file
and are not read here.  One row a decision; order does not matter.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from pipeline.correct import glyphs
from pipeline.correct.confusions import FILE, Confusions
from pipeline.correct.settings import DecisionSettings
from pipeline.errors import SettingsError
from pipeline.gazetteer.reader import decode
from pipeline.model.decided import Decided
from pipeline.resources import dictionary

COLUMNS = ("before", "after", "status")


@dataclass(frozen=True)
class Memory:
    """What was decided so far."""

    decided: tuple[Decided, ...] = ()

    @cached_property
    def balance(self) -> Counter[tuple[str, str]]:
        """(before, after) -> rejections less acceptances."""
        count: Counter[tuple[str, str]] = Counter()
        for one in self.decided:
            count[one.before, one.after] += 1 if one.decision == "rejected" else -1
        return count

    @cached_property
    def confusions(self) -> Confusions | None:
        """The shipped confusions and those that people confirmed; ``None`` when they confirmed none."""
        learnt = learn_confusions(self.decided)
        return Confusions(dictionary(FILE), glyphs.shipped(), learnt) if learnt else None

    def refuses(self, before: str, after: str, settings: DecisionSettings) -> bool:
        """Whether people rejected this change so often that it is not to be proposed again."""
        return self.balance[before, after] >= settings.refuse_after


NOTHING = Memory()


def learn_confusions(decided: Iterable[Decided]) -> Mapping[str, Mapping[str, int]]:
    """Accepted changes of equal length as confusions: character read -> character printed -> cases."""
    learnt: dict[str, Counter[str]] = {}
    for one in decided:
        if one.decision == "accepted" and len(one.before) == len(one.after):
            for read, printed in zip(one.before, one.after, strict=True):
                if read != printed:
                    learnt.setdefault(read, Counter())[printed] += 1
    return learnt


def read(path: Path) -> tuple[Decided, ...]:
    """The decisions of a file.  Raises ``SettingsError`` for a file that cannot be used, naming the line."""
    try:
        text, _ = decode(path, path.read_bytes())
        rows = csv.DictReader(io.StringIO(text, newline=""))
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise SettingsError(f"{path}: the decisions table has no column {missing[0]!r}.")
        return tuple(_decided(path, rows.line_num, row) for row in rows)
    except OSError as error:
        raise SettingsError(f"{path}: the decisions table cannot be read ({error.strerror or error}).") from error
    except csv.Error as error:
        raise SettingsError(f"{path}: the decisions table is no valid CSV ({error}).") from error


def _decided(path: Path, line: int, row: Mapping[str, str | None]) -> Decided:
    before, after, decision = ((row[name] or "").strip() for name in COLUMNS)
    if decision not in ("accepted", "rejected"):
        raise SettingsError(
            f"{path}, line {line}: the decision {decision!r} is not known; use 'accepted' or 'rejected'."
        )
    return Decided(
        before,
        after,
        "accepted" if decision == "accepted" else "rejected",
        page=f"{row.get('document') or ''}/{row.get('page') or ''}".strip("/"),
        left=row.get("left") or "",
        right=row.get("right") or "",
    )


@lru_cache(maxsize=4)
def _held(path: Path, changed: int) -> Memory:
    return Memory(read(path))


def memory_of(path: Path | None) -> Memory:
    """The decisions of the settings' file, read again only when the file has changed; nothing without one."""
    if path is None:
        return NOTHING
    try:
        return _held(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise SettingsError(f"{path}: the decisions table cannot be read ({error.strerror or error}).") from error
