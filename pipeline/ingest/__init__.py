"""Stage ``ingest``: files and folders in, one image (``model.sheet.Frame``) at a time out.

* ``find(paths, settings)`` lists the scans below files and folders, in natural order.
* ``open_source(path, settings)`` opens one of them; its reader decodes frame by frame.
* ``assign_document_ids(paths)`` names the results.
* ``read_sidecar(folder)`` and ``apply_sidecar(metadata, row)`` read the ``metadata.csv`` beside the scans.

Every file is taken to be hostile or broken until it has proved otherwise: what cannot be read raises
``pipeline.errors.PageError`` with a stable code, the cause and what to do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.ingest.discovery import Findings, Skipped, find
    from pipeline.ingest.identifiers import assign_document_ids, document_id
    from pipeline.ingest.sidecar import Sidecar, apply_sidecar, read_sidecar
    from pipeline.ingest.source import SourceReader, open_source, unreadable_source

VERSION = 1

__all__ = [
    "VERSION",
    "Findings",
    "Sidecar",
    "Skipped",
    "SourceReader",
    "apply_sidecar",
    "assign_document_ids",
    "document_id",
    "find",
    "open_source",
    "read_sidecar",
    "unreadable_source",
]

_HOMES = {
    "Findings": "discovery",
    "Skipped": "discovery",
    "find": "discovery",
    "assign_document_ids": "identifiers",
    "document_id": "identifiers",
    "Sidecar": "sidecar",
    "apply_sidecar": "sidecar",
    "read_sidecar": "sidecar",
    "SourceReader": "source",
    "open_source": "source",
    "unreadable_source": "source",
}


def __getattr__(name: str) -> Any:
    """Import a public name where it lives when it is first used, so that importing the package costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
