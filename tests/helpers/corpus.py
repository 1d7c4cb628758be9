"""A results folder with made pages in its database, as a run leaves it; no engine needed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageDraw
from sqlalchemy import delete, insert, select

from helpers.databases import with_tables
from helpers.made_pages import PageMaker
from helpers.typeset import SERIF, font
from pipeline.database import database_of, open_database
from pipeline.database.schema import files, frames, sources
from pipeline.export.interchange import page_json
from pipeline.model.page import Document, Metadata, Page, PageSummary, Source
from pipeline.model.text import Alternative


def street_page() -> Page:
    """A heading, two paragraphs of two lines; 虹山 flagged twice, 天山路 changed by itself, one unsure character."""
    make = PageMaker()
    make.block("title", "社区新闻")
    first = make.block("paragraph", "今天虹山居委会里大家", "都说一声好。")
    second = make.block("paragraph", "虹山小区在天山路边上", "大家都很高兴。")
    make.correct(first, 2, "虹山", "虹仙", status="flagged")
    make.correct(second, 0, "虹山", "虹仙", status="flagged")
    make.correct(second, 5, "天山路", "天山支路")
    page = make.page()
    doubtful = page.lines[2].model_copy(
        update={
            "confidences": (97, 97, 97, 40, 97, 97),
            "alternatives": {3: (Alternative("声", 0.4), Alternative("生", 0.35))},
        }
    )
    return page.changed(lines=tuple(doubtful if line.id == 2 else line for line in page.lines))


def misread_page() -> Page:
    """虹鲲新村 once as it is printed and once misread, with the right character among the engine's readings."""
    make = PageMaker()
    make.block("title", "今天到虹鲲新村看望居民")
    make.block("paragraph", "今天到虹鳃新村看望了老人，大家都很高兴。")
    page = make.page()
    doubtful = page.lines[1].model_copy(
        update={
            "confidences": (97, 97, 97, 97, 52, *(97,) * (len(page.lines[1].text) - 5)),
            "alternatives": {4: (Alternative("鳃", 0.52), Alternative("鲲", 0.46))},
        }
    )
    return page.changed(lines=(page.lines[0], doubtful))


def sha_of(document: str) -> str:
    """SHA-256 that the source of a made document has."""
    return hashlib.sha256(document.encode()).hexdigest()


def corpus(folder: Path, documents: Mapping[str, Sequence[Page]], *, pictures: bool = False) -> Path:
    """Results with these documents; each page becomes a frame of its document's source.  Returns ``folder``."""
    with_tables(folder)
    for document, pages in documents.items():
        put(folder, document, pages, pictures=pictures)
    return folder


def put(folder: Path, document: str, pages: Sequence[Page], *, pictures: bool = False, sha256: str = "") -> None:
    """Write a document, or write it again with other pages, as another run would."""
    source = Source(
        file=f"{document}.tif", sha256=sha256 or sha_of(document), frames=len(pages), media_type="image/tiff"
    )
    home = folder / document
    home.mkdir(exist_ok=True)
    numbered = [page.changed(source=source, frame=n) for n, page in enumerate(pages, 1)]
    written: list[tuple[int | None, Path]] = []
    for page in numbered:
        (home / f"{page.name}.json").write_text(page_json(page), encoding="utf-8")
        written.append((page.frame, home / f"{page.name}.json"))
        if pictures:
            (home / f"{page.name}.jpg").write_bytes(picture(page))
            written.append((page.frame, home / f"{page.name}.jpg"))
    summaries = tuple(PageSummary(name=page.name, frame=page.frame, status="done") for page in numbered)
    made = Document(
        id=document,
        source=source,
        metadata=Metadata(publication="虹桥报", date="2021-01-22", issue="5"),
        issue_key="虹桥报 5",
        pages=summaries,
    )
    (home / "document.json").write_text(made.model_dump_json(by_alias=True), encoding="utf-8")
    written.append((None, home / "document.json"))
    _enter(folder, document, source, written)


def _enter(folder: Path, document: str, source: Source, written: Sequence[tuple[int | None, Path]]) -> None:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with open_database(database_of(folder)) as database, database.write() as connection:
        found = connection.scalar(select(sources.c.id).where(sources.c.document == document))
        if found is not None:
            connection.execute(delete(files).where(files.c.source == found))
            connection.execute(sources.update().where(sources.c.id == found).values(sha256=source.sha256))
        else:
            values = {
                "document": document,
                "path": f"/scans/{source.file}",
                "state": "done",
                "media_type": source.media_type,
            }
            entered = connection.execute(
                insert(sources).values(**values, sha256=source.sha256, frames=source.frames)
            ).inserted_primary_key
            assert entered is not None
            found = entered[0]
            for number in range(1, source.frames + 1):
                connection.execute(insert(frames).values(source=found, number=number, state="done", tries=1, faults=0))
        for frame, path in written:
            data = path.read_bytes()
            connection.execute(
                insert(files).values(
                    path=path.relative_to(folder).as_posix(),
                    source=found,
                    frame=frame,
                    bytes=len(data),
                    sha256=hashlib.sha256(data).hexdigest(),
                    written=now,
                )
            )


def picture(page: Page) -> bytes:
    """The page image: every character drawn where its line says, as JPEG."""
    image = Image.new("L", page.size, 245)
    draw = ImageDraw.Draw(image)
    for line in page.lines:
        for k, character in enumerate(line.text):
            (x, y), _, (_, bottom), _ = line.character_quad(k)
            draw.text((x, y - 0.2 * (bottom - y)), character, font=font(SERIF, round(bottom - y)), fill=20)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()
