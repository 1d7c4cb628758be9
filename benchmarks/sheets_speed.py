"""How long a glyph sheet takes to open on a large corpus.

    python benchmarks/sheets_speed.py RESULTS [--pages 10000] [--places 5000] [--images 1000] [--keep FOLDER]

Finished results are multiplied: the database gets the sheets of every page over and over, entered page by page as an
intake does, so that the rows of a character lie as scattered as they would; then one character is left with just so
many places.  The page images are stored as the stage ``export`` stores them, ``--images`` real files of which each
stands for several pages (links).  Timed are the order of all places, and the first screen of 150 pictures; *cold*: in
a new process, after the kernel was told to forget the database and all images (posix_fadvise; where it does not obey,
the figures are those of *warm*).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

import cv2
import numpy as np
from sqlalchemy import Engine, create_engine, insert, text

from pipeline.crops.images import PageImages
from pipeline.database import FILE_NAME, open_database
from pipeline.database.schema import glyphs, pages, sheets, sources
from pipeline.editing.pagefiles import PageFiles
from pipeline.editing.state import machine_state
from pipeline.export.images import encode_page_jpeg
from pipeline.export.interchange import read_page
from pipeline.model.pixels import grey
from pipeline.sheets.pictures import glyph_row, wanted_places
from pipeline.sheets.places import Places, packed, unpacked
from pipeline.sheets.sheet import contents, sheet
from pipeline.sheets.taking import page_places

SCREEN = 150
"""pictures."""
ROW = 50
"""pictures that are asked for at a time."""
PICTURE = 64
"""px, as the page of a sheet asks for at first."""
BATCH = 200
"""pages a transaction."""


def originals(results: Path, most: int, to: Path) -> list[dict[str, Places]]:
    """The sheets of the pages that there are, and ``most`` files of their images, ``00000.jpg`` …"""
    files = sorted(path for path in results.glob("*/page-*.json") if path.with_suffix(".jpg").is_file())
    if not files:
        sys.exit(f"{results}: there are no pages with images here. Run 'baokan run' first.")
    to.mkdir()
    found = []
    for number, file in enumerate(files[:most]):
        image = cv2.imread(str(file.with_suffix(".jpg")), cv2.IMREAD_UNCHANGED)
        (to / f"{number:05d}.jpg").write_bytes(encode_page_jpeg(np.asarray(image, np.uint8), 85))
        page = read_page(file)
        found.append(page_places(page, machine_state(page), grey(np.asarray(image, np.uint8))))
    for number in range(len(found), most):
        shutil.copyfile(to / f"{number % len(found):05d}.jpg", to / f"{number:05d}.jpg")
    return found


def fill(folder: Path, made: list[dict[str, Places]], number: int) -> None:
    """A database with so many pages on its sheets."""
    with open_database(folder / FILE_NAME) as database, database.write() as connection:
        connection.execute(insert(sources).values(id=1, document="all", path="all", state="done"))
    engine = _fast(folder / FILE_NAME)
    rows = [[(one, packed(places), len(places)) for one, places in page.items()] for page in made]
    for first in range(0, number, BATCH):
        with engine.begin() as connection:
            for page, own in islice(zip(range(1, number + 1), cycle(rows), strict=False), first, first + BATCH):
                values = {"id": page, "source": 1, "frame": page, "name": f"page-{page:05d}", "content": ""}
                connection.execute(insert(pages).values(**values, state="machine", version=1, characters=0, taken=""))
                entered = [{"text": a, "page": page, "places": b, "number": c, "seen": 0} for a, b, c in own]
                connection.execute(insert(glyphs), entered)
    with engine.begin() as connection:
        query = "INSERT INTO sheets SELECT text, sum(number), 0, count(*) FROM glyphs GROUP BY text"
        connection.execute(text(query))
    engine.dispose()


def link(folder: Path, number: int, images: int) -> None:
    """The images where those of the pages are looked for."""
    (folder / "all").mkdir()
    for page in range(1, number + 1):
        os.symlink(f"../images/{page % images:05d}.jpg", folder / "all" / f"page-{page:05d}.jpg")


def leave(folder: Path, wanted: int) -> str:
    """Takes places away from the character that has the fewest above ``wanted``; returns it."""
    with open_database(folder / FILE_NAME) as database, database.write() as connection:
        enough = [one for one in contents(connection) if one.number >= wanted]
        if not enough:
            sys.exit(f"No character stands at {wanted} places. Make more pages (--pages).")
        character, left = enough[-1].character, wanted
        rows = connection.execute(glyphs.select().where(glyphs.c.text == character).order_by(glyphs.c.page)).all()
        step = enough[-1].number / wanted
        kept = {int(k * step) for k in range(len(rows))}
        for k, row in enumerate(rows):
            number = min(row.number, left) if k in kept else 0
            same = (glyphs.c.text == character, glyphs.c.page == row.page)
            if number:
                values = {"places": packed(unpacked(row.places)[:number]), "number": number}
                connection.execute(glyphs.update().where(*same).values(**values))
            else:
                connection.execute(glyphs.delete().where(*same))
            left -= number
        connection.execute(sheets.update().where(sheets.c.text == character).values(places=wanted - left))
    return character


def _fast(path: Path) -> Engine:
    """A database that need not survive a loss of power."""
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        connection.exec_driver_sql("PRAGMA cache_size = -400000")
    return engine


def open_sheet(folder: Path, character: str) -> dict[str, float]:
    """Milliseconds of each part of opening a sheet."""
    marks = [time.perf_counter()]
    with open_database(folder / FILE_NAME) as database, database.read() as connection:
        marks.append(time.perf_counter())
        found = sheet(connection, character)
        marks.append(time.perf_counter())
        shown, files, size = PageImages(), PageFiles(folder), 0
        first = found.places[:SCREEN]
        spots = zip(found.pages.tolist(), first["line"].tolist(), first["offset"].tolist(), strict=False)
        for row in iter(lambda: list(islice(spots, ROW)), []):
            size += len(glyph_row(shown, wanted_places(connection, files, character, row), PICTURE))
    marks.append(time.perf_counter())
    parts = dict(zip(("open", "order", "pictures"), np.diff(marks) * 1000, strict=True))
    return parts | {"all": sum(parts.values()), "places": len(found), "KB": size / 1000}


def forget(folder: Path) -> None:
    """Ask the kernel to drop the files from its cache."""
    os.sync()
    for path in [*folder.glob("*.db*"), *(folder / "images").iterdir()]:
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("results", type=Path)
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--places", type=int, default=5_000)
    parser.add_argument("--images", type=int, default=1_000)
    parser.add_argument("--keep", type=Path, help="make the corpus here, and leave it for the next time")
    parser.add_argument("--open", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.open:
        print(json.dumps(open_sheet(asked.results, asked.open)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.keep or Path(temporary) / "corpus"
        if not (folder / "character").is_file():
            folder.mkdir(parents=True)
            start = time.perf_counter()
            fill(folder, originals(asked.results, asked.images, folder / "images"), asked.pages)
            link(folder, asked.pages, asked.images)
            (folder / "character").write_text(leave(folder, asked.places), encoding="utf-8")
            print(f"Made in {time.perf_counter() - start:.0f} s.")
        character = (folder / "character").read_text(encoding="utf-8")
        size = (folder / FILE_NAME).stat().st_size
        with open_database(folder / FILE_NAME) as database, database.read() as connection:
            start = time.perf_counter()
            number = sum(one.number for one in contents(connection))
            listed = 1000 * (time.perf_counter() - start)
        print(f"{asked.pages:,} pages, {number:,} places on sheets, database {size / 1e9:.2f} GB ({size / number:.0f}")
        print(f"bytes a place); the list of all sheets: {listed:.0f} ms; the sheet of {character}:\n")
        print("| | places | database opened | in order | 150 pictures | all, ms | KB |")
        print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
        for kind in ("cold", "cold", "cold", "warm", "warm", "warm"):
            if kind == "cold":
                forget(folder)
            command = [sys.executable, __file__, str(folder), "--open", character]
            told = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
            parts = " | ".join(f"{told[part]:.0f}" for part in ("open", "order", "pictures", "all", "KB"))
            print(f"| {kind} | {told['places']:,} | {parts} |", flush=True)


if __name__ == "__main__":
    main()
