"""What ``baokan run --dry-run`` prints."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pipeline.batch.preview import Preview


def print_preview(found: Preview, stream: TextIO, *, as_json: bool) -> None:
    """To standard output: it is what the command was asked for."""
    if as_json:
        print(json.dumps({"event": "preview", **asdict(found)}, ensure_ascii=False), file=stream)
        return
    for line in lines(found):
        print(line, file=stream)


def lines(found: Preview) -> list[str]:
    """The preview in words."""
    origin = "measured on the pages done here" if found.measured else "a guess, as no page was done here yet"
    said = [f"note: {note}" for note in found.notes]
    said.append(f"{found.files:,} files, {found.new:,} of them never opened (each counted as one page).")
    said.append(f"To do from the scan: {found.recognise:,} pages.")
    said += [f"To redo from '{stage}' on, without the scan: {pages:,} pages." for stage, pages in found.redo.items()]
    if found.held:
        said.append(f"The changed gazetteer cannot touch: {found.held:,} pages (their corrections stay as they are).")
    said.append(f"Done before: {found.skipped:,} pages.")
    if found.formats:
        said.append(f"To write in other formats, from what is done: {found.formats:,} files.")
    if found.failed:
        said.append(f"Failed before and left alone: {found.failed:,} pages (--retry-failed tries them again).")
    duration = timedelta(seconds=round(found.seconds))
    said.append(f"About {duration} with {found.jobs} worker{'s' if found.jobs > 1 else ''} ({origin}).")
    return said
