"""Sources and frames as the ledger has them."""

from __future__ import annotations

import json
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.batch.unit import file_state
from pipeline.errors import PageError
from pipeline.model.page import PageSummary, Source

WAITING, WORKING, DONE, FAILED, QUARANTINED = "waiting", "working", "done", "failed", "quarantined"
OPEN, REPLACED = "open", "replaced"
"""States of sources, beside ``DONE`` and ``FAILED``."""


@dataclass(slots=True)
class FrameRow:
    """A frame as the ledger has it."""

    id: int
    number: int
    state: str
    tries: int = 0
    faults: int = 0
    fingerprint: str | None = None
    error: dict[str, str] | None = None
    stored: str | None = "[]"
    """JSON: what the document says of the frame's pages, failed ones too; ``None``: let go (``SourceRow.let_go``)."""
    elsewhere: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """what the pass over its issue gave it (``Frame.elsewhere``)."""

    @property
    def pages(self) -> list[PageSummary]:
        """What the document says of the frame's pages, failed ones too."""
        assert self.stored is not None, "the document is finished"
        return [PageSummary.model_validate(page) for page in json.loads(self.stored)]

    @pages.setter
    def pages(self, pages: Sequence[PageSummary]) -> None:
        self.stored = json.dumps([page.model_dump(mode="json") for page in pages], ensure_ascii=False)


@dataclass(slots=True)
class SourceRow:
    """A source as the ledger has it."""

    id: int
    document: str
    path: Path
    state: str
    bytes: int | None = None
    modified: int | None = None
    source: Source | None = None
    """``None``: never opened."""
    error: dict[str, str] | None = None
    frames: dict[int, FrameRow] = field(default_factory=dict)

    def let_go(self) -> None:
        """The document is finished: what it says of its pages stands in the ledger, and need not be held as well."""
        for frame in self.frames.values():
            frame.stored, frame.elsewhere = None, {}

    def unchanged(self) -> bool:
        """Whether the file has the size and time of change that it had when it was read."""
        state = file_state(self.path)
        return state is not None and (state.size, state.modified) == (self.bytes, self.modified)


def source_row(row: Any) -> SourceRow:
    """A row of ``sources``."""
    opened = row.sha256 is not None and row.frames is not None
    path = Path(row.path)
    source = Source(file=path.name, sha256=row.sha256, frames=row.frames, media_type=row.media_type) if opened else None
    error = json.loads(row.error) if row.error else None
    return SourceRow(row.id, row.document, path, row.state, row.bytes, row.modified, source, error)


def frame_row(row: Any) -> FrameRow:
    """A row of ``frames``."""
    error = json.loads(row.error) if row.error else None
    elsewhere = json.loads(row.elsewhere) if row.elsewhere else {}
    return FrameRow(
        row.id, row.number, row.state, row.tries, row.faults, row.fingerprint, error, row.pages or "[]", elsewhere
    )


def told(error: PageError, trace: str = "") -> dict[str, str]:
    """An error as it is kept, with the trace of what caused it."""
    said = {"stage": error.stage, "code": error.code, "cause": error.cause, "remedy": error.remedy}
    if not trace and error.__cause__ is not None:
        trace = "".join(traceback.format_exception(error.__cause__))
    return said | ({"trace": trace} if trace else {})


def json_of(value: object) -> str | None:
    """JSON, or ``None`` for nothing."""
    return json.dumps(value, ensure_ascii=False) if value is not None else None


def now() -> str:
    """ISO 8601, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
