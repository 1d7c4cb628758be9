"""``ingest`` at work: a file is opened, its frames are decoded one by one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from pipeline import ingest
from pipeline.errors import PageError
from pipeline.handling.faults import PageFailure, guard
from pipeline.ingest.settings import IngestSettings
from pipeline.model.page import Source
from pipeline.model.sheet import Frame
from pipeline.model.sidecar import SidecarRow


@dataclass(frozen=True, slots=True)
class Decoded:
    """A frame in memory."""

    frame: Frame
    seconds: float


def decode(
    path: Path, settings: IngestSettings, row: SidecarRow | None = None
) -> Iterator[Source | Decoded | PageFailure]:
    """First the source of a file, then its frames, one by one; a frame that cannot be read is a ``PageFailure``.

    ``row``: what ``metadata.csv`` says of the file.  Raises ``PageError`` when the file cannot be opened.
    """
    with open_source(path, settings) as reader:
        yield reader.source
        for number in range(1, reader.source.frames + 1):
            try:
                yield decode_frame(reader, number, row)
            except PageError as error:
                yield PageFailure(error)


def open_source(path: Path, settings: IngestSettings) -> ingest.SourceReader:
    """First half of ``ingest``.  Raises ``PageError``."""
    return guard("ingest", path, None, lambda: ingest.open_source(path, settings))


def decode_frame(
    reader: ingest.SourceReader,
    number: int,
    row: SidecarRow | None = None,
    elsewhere: Mapping[str, Mapping[str, int]] = MappingProxyType({}),
) -> Decoded:
    """Second half of ``ingest``: one frame, with what is said of its file and its issue.  Raises ``PageError``."""
    start = time.perf_counter()
    frame = guard("ingest", reader.path, number, lambda: reader.frame(number))
    return Decoded(replace(frame, row=row, elsewhere=elsewhere), time.perf_counter() - start)
