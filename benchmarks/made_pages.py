"""Pages with place names, rendered, degraded, read by the default engine and kept: the matter of fit and measurement.

    python benchmarks/made_pages.py PART OUTPUT.jsonl --text FILE [--pages N] [--seed N]

PART: ``fit``, ``held-out`` (other names, other sentences, other degradations), ``ordinary`` (the text alone).
FILE: ordinary Chinese text, UTF-8, at least 100,000 characters, for instance a corpus of an installable package; it
is not part of the project.  Each line of OUTPUT is one page after ``recognise`` and ``normalise`` with what was printed
in each block; some 0.2 MB and one to two seconds a page.  Needs the fonts of the Debian package fonts-noto-cjk.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from made_text import Mention, Passage, Writer, sentences
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from pipeline.engine import create_engine
from pipeline.engine.protocol import Engine
from pipeline.engine.settings import EngineSettings
from pipeline.gazetteer import Gazetteer, load_from
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.model.block import Block, Join
from pipeline.model.page import Page, Source
from pipeline.model.sheet import Frame, Sheet
from pipeline.model.text import Line
from pipeline.normalise import normalise_page
from pipeline.normalise.settings import NormaliseSettings
from pipeline.recognise import recognise
from pipeline.recognise.settings import RecogniseSettings

FONT_FOLDER = Path("/usr/share/fonts/opentype/noto")
FONTS = ("NotoSerifCJK-Regular.ttc", "NotoSansCJK-Regular.ttc", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc")
SIMPLIFIED = 2
DRAWN = 36
"""px: size of a character before it is scanned; body text at 300 dpi."""
COLUMNS, LINES, MEASURE = 2, 38, 20
"""columns, lines a column, characters a line."""
PITCH = 1.55
"""line pitch, em."""
LOST = 0.25
"""share of wrong characters from which a page counts as unreadable and is left out: no name can be saved there."""
KEPT_BELOW, KEPT_LEAST = 100, 0.0005
"""per cent, and probability: alternatives are kept on disk below the one and from the other, so that narrower limits
can be tried without reading again."""


KEPT = RecogniseSettings()
"""as a run keeps them."""
MOST = 20
"""alternatives of a character."""


@dataclass(frozen=True)
class Damage:
    """How a page is scanned."""

    font: str
    em: float
    """px a character on the scan."""
    spread: float
    """px on the drawn page: ink spread, negative: ink loss."""
    blur: float
    """px on the scan, sigma."""
    noise: float
    """grey levels, sigma."""
    contrast: float
    quality: int
    """JPEG."""
    bilevel: bool

    @property
    def level(self) -> str:
        """How bad it is, for the tables: one bit a pixel, or the size of the characters."""
        return "1 bit" if self.bilevel else "large" if self.em > 20 else "< 16 px" if self.em < 16 else "16-19 px"


def damage_of(part: str, rng: random.Random) -> Damage:
    """A random damage; the held-out part has another mixture than the fit part."""
    fit = part == "fit"
    bilevel = rng.random() < (0.12 if fit else 0.18)
    em = rng.uniform(13, 20) if fit else rng.uniform(13.5, 19)
    clean = rng.random() < 0.2
    return Damage(
        font=rng.choices(FONTS, (3, 3, 1, 1) if fit else (2, 2, 2, 2))[0],
        em=em * 1.6 if clean else em * 1.15 if bilevel else em,
        spread=rng.uniform(-0.2, 0.6) if fit else rng.uniform(-0.25, 0.7),
        blur=em * (rng.uniform(0.05, 0.11) if fit else rng.uniform(0.06, 0.105)),
        noise=rng.uniform(3, 12) if fit else rng.uniform(4, 11),
        contrast=rng.uniform(0.5, 0.85) if fit else rng.uniform(0.45, 0.8),
        quality=rng.randint(30, 85) if fit else rng.randint(35, 75),
        bilevel=bilevel,
    )


def scan(drawn: NDArray[np.uint8], damage: Damage, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The drawn page (dark on white) as it comes from the scanner."""
    ink = 255.0 - drawn.astype(np.float32)
    if damage.spread:
        soft = cv2.GaussianBlur(ink, (0, 0), 1.2)
        ink = np.clip((soft - 127.5 + 90 * damage.spread) * 2.2 + 127.5, 0, 255)
    scale = damage.em / DRAWN
    ink = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.GaussianBlur(ink, (0, 0), damage.blur) * damage.contrast
    grain = cv2.GaussianBlur(rng.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 0.7) * 2.2
    grey = 235 - 0.9 * ink + damage.noise * (0.7 * grain + 0.7 * rng.normal(0, 1, ink.shape))
    grey = np.clip(grey, 0, 255).astype(np.uint8)
    if damage.bilevel:
        level, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
        return np.where(grey > level, 255, 0).astype(np.uint8)
    done, data = cv2.imencode(".jpg", grey, [cv2.IMWRITE_JPEG_QUALITY, damage.quality])
    assert done
    return np.asarray(cv2.imdecode(data, cv2.IMREAD_GRAYSCALE), dtype=np.uint8)


@cache
def face(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT_FOLDER / name), DRAWN, index=SIMPLIFIED)


@dataclass
class Setting:
    """A set page: passages with the places of their lines."""

    image: Image.Image
    passages: list[Passage]
    places: list[list[tuple[float, float]]]
    """for each passage the (left edge, vertical middle) of its lines, px on the drawn page."""


def typeset(write: Writer, names: bool, font: str) -> Setting:
    """Fill a page with passages; a passage may go on in the next column."""
    width = DRAWN * (COLUMNS * (MEASURE + 3) + 2)
    image = Image.new("L", (width, round(DRAWN * (LINES * PITCH + 4))), 255)
    draw = ImageDraw.Draw(image)
    slots = [
        (DRAWN * (2 + column * (MEASURE + 3)), DRAWN * (2 + PITCH * line))
        for column in range(COLUMNS)
        for line in range(LINES)
    ]
    setting = Setting(image, [], [])
    while True:
        passage = write.passage(names)
        chunks = _chunks(passage.text, font)
        if len(chunks) > len(slots):
            return setting
        places = []
        for chunk in chunks:
            x, y = slots.pop(0)
            draw.text((x, y), chunk, font=face(font), fill=15, anchor="lt")
            places.append((x, y + DRAWN / 2))
        setting.passages.append(passage)
        setting.places.append(places)


def _chunks(text: str, font: str) -> list[str]:
    """Lines of at most the measure."""
    lines, line = [], ""
    for character in text:
        if face(font).getlength(line + character) > MEASURE * DRAWN:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line] if line else lines


def read(setting: Setting, damage: Damage, engine: Engine, seed: int) -> Page:
    """The page as the stages before ``correct`` leave it, one block for each passage."""
    image = scan(np.asarray(setting.image), damage, np.random.default_rng(seed))
    size = (image.shape[1], image.shape[0])
    source = Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png")
    blank = Page(source=source, frame=1, scan_size=size, size=size, dpi=150)
    sheet = Sheet(blank, image, Frame(source, Path("made.png"), 1, image, 150.0))
    settings = RecogniseSettings(alternatives_below=KEPT_BELOW, alternatives_least=KEPT_LEAST)
    page = recognise(sheet, engine, settings).page
    blocks = []
    scale = damage.em / DRAWN
    for places in setting.places:
        found = [line.id for x, y in places for line in _at(page.lines, x * scale, y * scale, damage.em)]
        joins = tuple(Join(kind="line") for _ in found[1:])
        box = (0.0, 0.0, float(size[0]), float(size[1]))
        blocks.append(Block(id=len(blocks), kind="paragraph", lines=tuple(found), joins=joins, boxes=(box,)))
    return normalise_page(page.changed(blocks=tuple(blocks)), NormaliseSettings())


def _at(lines: tuple[Line, ...], x: float, y: float, em: float) -> list[Line]:
    """The pieces of the printed line that begins at (x, y), from the left."""
    found = []
    for line in lines:
        left, top, right, bottom = line.box
        if abs((top + bottom) / 2 - y) < 0.6 * em and x - 2 * em < (left + right) / 2 < x + (MEASURE + 1.5) * em:
            found.append(line)
    return sorted(found, key=lambda line: line.box[0])


def make(part: str, pages: int, seed: int, text: list[str], engine: Engine, gazetteer: Gazetteer) -> Iterator[str]:
    """The pages, one JSON text each."""
    number = done = 0
    while done < pages:
        number += 1
        rng = random.Random(f"{part}-{seed}-{number}")
        damage = damage_of(part, rng)
        setting = typeset(Writer(gazetteer, text, part == "fit", rng), part != "ordinary", damage.font)
        page = read(setting, damage, engine, rng.randrange(2**31))
        if _errors(page, setting) > LOST:
            continue
        done += 1
        yield json.dumps(
            {
                "level": damage.level,
                "damage": asdict(damage),
                "truth": [asdict(passage) for passage in setting.passages],
                "page": json.loads(page.to_json()),
            },
            ensure_ascii=False,
        )


def _errors(page: Page, setting: Setting) -> float:
    """Share of wrong characters."""
    pairs = [
        (page.text(block).text, passage.text) for block, passage in zip(page.blocks, setting.passages, strict=True)
    ]
    return sum(Levenshtein.distance(*pair) for pair in pairs) / sum(len(printed) for _, printed in pairs)


@dataclass(frozen=True)
class Made:
    """A page of the file."""

    level: str
    truth: tuple[Passage, ...]
    page: Page


def load(path: Path, kept: RecogniseSettings = KEPT, most: int = MOST) -> Iterator[Made]:
    """The pages of a file.  The alternatives are those that the settings ``kept`` would have kept, ``most`` each."""
    with path.open(encoding="utf-8") as file:
        for row in file:
            data = json.loads(row)
            page = Page.model_validate(data["page"])
            truth = tuple(Passage(t["text"], [Mention(**m) for m in t["mentions"]]) for t in data["truth"])
            yield Made(data["level"], truth, page.changed(lines=tuple(_kept(line, kept, most) for line in page.lines)))


def _kept(line: Line, kept: RecogniseSettings, most: int) -> Line:
    """The line with the alternatives that would have been kept."""
    alternatives = {
        k: tuple(a for a in offered[:most] if a.probability >= kept.alternatives_least or a.text == line.text[k])
        for k, offered in line.alternatives.items()
        if line.confidences[k] < kept.alternatives_below
    }
    return line.model_copy(update={"alternatives": alternatives})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("fit", "held-out", "ordinary"))
    parser.add_argument("output", type=Path)
    parser.add_argument("--text", type=Path, required=True, help="ordinary Chinese text, UTF-8")
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    text = sentences(options.text.read_text(encoding="utf-8"))
    if len(text) < 1000:
        raise SystemExit(f"{options.text}: only {len(text)} sentences of Chinese; hand in a larger text.")
    gazetteer = load_from(GazetteerSettings())
    with options.output.open("w", encoding="utf-8") as file:
        pages = make(options.part, options.pages, options.seed, text, create_engine(EngineSettings()), gazetteer)
        for number, row in enumerate(pages, 1):
            file.write(row + "\n")
            print(f"\r{number}/{options.pages}", end="", file=sys.stderr)
    print(file=sys.stderr)


if __name__ == "__main__":
    main()
