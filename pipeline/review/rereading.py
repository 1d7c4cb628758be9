"""The engine for boxes that people draw: loaded once, when it is first needed, and asked by one thread."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import TypeAdapter
from sqlalchemy import delete, insert, select

from pipeline.database import Database, Lock
from pipeline.database.schema import box_readings
from pipeline.engine.protocol import Engine
from pipeline.errors import PageError
from pipeline.model.geometry import Box
from pipeline.model.page import Page
from pipeline.model.sheet import Image
from pipeline.model.text import Line
from pipeline.review.clock import Clock, written
from pipeline.settings import Settings

_LINES = TypeAdapter(tuple[Line, ...])

LASTS = timedelta(days=1)
"""How long a reading waits for its editor."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the engine read in a box."""

    id: str
    """names it until it is stored."""
    page: int
    """row id."""
    lines: tuple[Line, ...]
    """px, page frame, in reading order."""
    text: str
    """in normal form."""


class Rereading:
    """Reads boxes of stored page images; requests may share it."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self._settings, self._database, self._clock = settings, database, clock
        self._thread = ThreadPoolExecutor(1, "baokan-reading")
        self._engine: Engine | None = None

    def read(self, row: int, page: Page, image: Path, box: Box) -> Reading:
        """Read a box (px, page frame) of a page, whose row and image are given.

        Raises ``EngineError`` (the engine cannot be used), ``PageError`` (the image cannot).
        """
        return self._thread.submit(self._read, row, page, image, box).result()

    def kept(self, id: str, row: int) -> Reading | None:
        """A reading of that page; ``None`` when it was given up."""
        wanted = select(box_readings).where(box_readings.c.id == id, box_readings.c.page == row)
        with self._database.read() as connection:
            found = connection.execute(wanted).first()
        return Reading(id, row, _LINES.validate_json(found.lines), found.text) if found else None

    def close(self) -> None:
        """Let the thread end after what it is at."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _read(self, row: int, page: Page, image: Path, box: Box) -> Reading:
        from pipeline.recognise.piece import read_piece

        pixels = _pixels(image, page)
        em = page.em or self._settings.recognise.scale.usual * max(page.size)
        if self._engine is None:
            self._engine = _engine(self._settings)
        lines = tuple(read_piece(pixels, box, em, self._engine, self._settings.recognise))
        reading = Reading(secrets.token_hex(8), row, lines, self._text(page, lines))
        self._keep(reading)
        return reading

    def _keep(self, reading: Reading) -> None:
        """Another server of the same database may be asked to store the block."""
        now = self._clock()
        values = {"id": reading.id, "page": reading.page, "made": written(now), "text": reading.text}
        with self._database.write(Lock.ROWS) as connection:
            connection.execute(delete(box_readings).where(box_readings.c.made < written(now - LASTS)))
            connection.execute(insert(box_readings).values(**values, lines=_LINES.dump_json(reading.lines).decode()))

    def _text(self, page: Page, lines: tuple[Line, ...]) -> str:
        """The lines as one block, in normal form."""
        from pipeline.model.block import Block, Join
        from pipeline.normalise import normalise_page

        joins = (Join(kind="line"),) * max(0, len(lines) - 1)
        block = Block(id=0, kind="paragraph", lines=tuple(line.id for line in lines), joins=joins, boxes=())
        alone = page.changed(lines=lines, blocks=(block,), articles=(), corrections=(), steps=())
        return normalise_page(alone, self._settings.normalise).text(block, "corrected").text


def _engine(settings: Settings) -> Engine:
    from pipeline.engine import create_engine

    return create_engine(settings.engine)


def _pixels(path: Path, page: Page) -> Image:
    """The stored page image.  Raises ``PageError``."""
    import cv2
    import numpy as np

    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except OSError as error:
        raise _unusable(path, f"The page image cannot be read ({error.strerror}).") from error
    image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    if image is None or image.shape[:2] != page.size[::-1]:
        raise _unusable(path, "The page image is damaged.")
    return np.asarray(image, np.uint8)


def _unusable(path: Path, cause: str) -> PageError:
    return PageError(path, "unreadable-result", cause, "Run 'baokan run' on its scan again.", stage="review")
