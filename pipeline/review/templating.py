"""Templates and static files, read once when the application is made.

A request for a static file is a look into a dictionary: no path from a request reaches the file system.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from pipeline.review import marks
from pipeline.review.words import LANGUAGES, for_scripts

HERE = Path(__file__).parent
TEMPLATES, STATIC = HERE / "templates", HERE / "static"
MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file that the browser may have."""

    content: bytes
    media_type: str


class Pages:
    """Templates and static files."""

    def __init__(self) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for function in (marks.visible, marks.moment, marks.percent, marks.sure, marks.shortened):
            self.environment.filters[function.__name__] = function
        self.environment.globals.update(beside=marks.beside, changes=marks.changes, width=marks.width)
        self.files = _static_files()
        """name below ``static/`` -> file."""
        together = hashlib.sha256()
        for name, file in sorted(self.files.items()):
            together.update(name.encode() + b"\0" + file.content)
        self.version = together.hexdigest()[:12]
        """of all static files together: part of their addresses, so that a browser keeps them until they change."""

    def address(self, name: str) -> str:
        """Where the browser finds a static file.  Raises ``KeyError``."""
        self.files[name]
        return f"/static/{self.version}/{name}"

    def render(self, template: str, **values: Any) -> str:
        """A page as HTML; every value is escaped."""
        return self.environment.get_template(template).render(values)


def _static_files() -> dict[str, StaticFile]:
    found = {
        path.relative_to(STATIC).as_posix(): StaticFile(path.read_bytes(), MEDIA_TYPES[path.suffix])
        for path in sorted(STATIC.rglob("*"))
        if path.suffix in MEDIA_TYPES
    }
    texts = {language: for_scripts(language) for language in LANGUAGES}
    module = f"// Made from pipeline/review/words.\nexport default {json.dumps(texts, ensure_ascii=False, indent=1)};\n"
    found["texts.js"] = StaticFile(module.encode(), MEDIA_TYPES[".js"])
    return found
