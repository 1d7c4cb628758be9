"""Baokan: scanned pages of Chinese community bulletins into clean, structured, searchable text.

    from pipeline import digitise
    result = digitise("scans/page.jpg")
    print(result.text())

Importing this package is cheap; the engine and OpenCV are imported when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.export import page_json, page_markdown, page_rows, page_text
    from pipeline.export.interchange import read_document, read_page
    from pipeline.export.result import Digitised
    from pipeline.flow import STAGES, Pipeline, digitise
    from pipeline.model.page import Document, Page
    from pipeline.settings import Settings

__all__ = [
    "STAGES",
    "Digitised",
    "Document",
    "Page",
    "Pipeline",
    "Settings",
    "digitise",
    "page_json",
    "page_markdown",
    "page_rows",
    "page_text",
    "read_document",
    "read_page",
]
_HOME = {
    "STAGES": "pipeline.flow",
    "Digitised": "pipeline.export.result",
    "Document": "pipeline.model.page",
    "Page": "pipeline.model.page",
    "Pipeline": "pipeline.flow",
    "Settings": "pipeline.settings",
    "digitise": "pipeline.flow",
    "page_json": "pipeline.export",
    "page_markdown": "pipeline.export",
    "page_rows": "pipeline.export",
    "page_text": "pipeline.export",
    "read_document": "pipeline.export.interchange",
    "read_page": "pipeline.export.interchange",
}


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
