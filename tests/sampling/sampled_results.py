"""Small results folders whose every line is known, and what is needed to sample them."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from helpers.databases import with_tables
from helpers.made_pages import SIZE, SOURCE, PageMaker
from PIL import Image

from pipeline.database import Database, database_of, open_database
from pipeline.export.interchange import page_json
from pipeline.model.page import Document, Page, PageSummary, Source
from pipeline.sampling.lines import Span
from pipeline.sampling.lot import Scope
from pipeline.sampling.records import Sample, Terms
from pipeline.sampling.service import Sampling
from pipeline.sampling.settings import SamplingSettings

WORDS = "春夏秋冬东南西北天地日月山水风云花草树木鸟虫鱼米油盐酱醋茶"
NAME = "天山路"
TERMS = Terms(judges=1, limit=3.0, confidence=0.95, effect=1.5)


def find_names(text: str) -> Sequence[Span]:
    """A list with one name."""
    return [(k, k + len(NAME)) for k in range(len(text)) if text.startswith(NAME, k)]


def made_line(number: int) -> str:
    """Some 15 different characters; every fifth line has the name."""
    chance = random.Random(number)
    text = "".join(chance.sample(WORDS, chance.randint(8, 18)))
    return text[:4] + NAME + text[4:] if number % 5 == 0 else text


def made_page(first: int, lines: int, frame: int = 1, source: Source = SOURCE) -> Page:
    """A page of one paragraph."""
    make = PageMaker()
    make.block("masthead", "虹桥报", article=None)
    make.block("paragraph", *(made_line(first + k) for k in range(lines)))
    return make.page(frame=frame, source=source)


def write_document(results: Path, name: str, pages: Sequence[Page], issue: str | None = None) -> None:
    """A finished document with its page images."""
    folder = results / name
    folder.mkdir(parents=True)
    for page in pages:
        (folder / f"{page.name}.json").write_text(page_json(page), encoding="utf-8")
        Image.fromarray(np.full((SIZE[1], SIZE[0]), 240, np.uint8)).save(folder / f"{page.name}.jpg")
    document = Document(
        id=name,
        source=pages[0].source,
        issue_key=issue,
        pages=tuple(PageSummary(name=page.name, frame=page.frame, status="done") for page in pages),
    )
    (folder / "document.json").write_text(document.model_dump_json(by_alias=True), encoding="utf-8")


def source_of(name: str) -> Source:
    return SOURCE.model_copy(update={"file": f"{name}.jpg", "sha256": hashlib.sha256(name.encode()).hexdigest()})


def write_results(results: Path, documents: int = 3, pages: int = 2, lines: int = 20) -> Path:
    """Documents ``d0``, ``d1`` … of issues ``i0``, ``i1``, in turn."""
    for number in range(documents):
        name = f"d{number}"
        made = [made_page(1000 * number + 100 * page, lines + page, page + 1, source_of(name)) for page in range(pages)]
        write_document(results, name, made, f"i{number % 2}")
    return results


def opened(results: Path) -> Database:
    return open_database(database_of(with_tables(results)))


def sampling_of(results: Path, database: Database, **settings: float) -> Sampling:
    return Sampling(database, results, SamplingSettings.model_validate(settings), find_names)


def drawn_sample(room: Sampling, lines: int = 30, terms: Terms = TERMS, scope: Scope | None = None) -> Sample:
    scope = scope or Scope()
    return room.draw("probe", "anna", scope, terms, room.count(scope), lines, seed=7)
