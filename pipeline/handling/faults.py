"""Faults of a page: each names its stage and what to do, and touches no other page."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pipeline.errors import OutputError, PageError

log = logging.getLogger("baokan")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that could not be processed; the others are not touched by it."""

    error: PageError
    half: int | None = None


def guard(stage: str, path: Path, frame: int | None, work: Callable[[], T]) -> T:
    """Do a stage's work; whatever it raises becomes a ``PageError`` that names the stage and the reason."""
    try:
        return work()
    except (PageError, OutputError):  # a full disk is no fault of the page either
        raise
    except Exception as error:
        log.debug("%s: stage %s failed", path, stage, exc_info=True)
        cause = "There is not enough memory." if isinstance(error, MemoryError) else f"{type(error).__name__}: {error}."
        remedy = (
            "Give the process more memory, or scan at a lower resolution."
            if isinstance(error, MemoryError)
            else "This is a fault in Baokan; run the file alone with BAOKAN_DEBUG=1 and report what is printed."
        )
        code = "memory" if isinstance(error, MemoryError) else "unexpected"
        raise PageError(path, code, cause, remedy, frame=frame, stage=stage) from error
