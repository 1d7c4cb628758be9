"""Are our PDF and OFD what other programs can read?  Exports finished results and asks them.

    python benchmarks/formats_documents.py RESULTS [--find 仙霞路 ...] [--peers PYTHON] [--draw FOLDER]

PDF: ``pdftotext -raw`` and pdfium give the text layer in order, without spaces of their own between Chinese
characters; pdfium finds words where they stand, and the boxes of the characters found lie on the printed ones;
pikepdf's validator finds nothing against PDF/A-2.  OFD: independent readers give the text in order (``--peers``: the
interpreter of an environment that has them).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import pikepdf.pdfa
import pypdfium2 as pdfium

from pipeline.export.interchange import read_document
from pipeline.formats import format_named
from pipeline.formats.facsimile import placed_blocks
from pipeline.formats.material import Material
from pipeline.formats.results import export_results
from pipeline.model.geometry import Box, bounding_box, union
from pipeline.model.page import Page

HERE = Path(__file__).parent
PEERS = HERE / ".venv-formats/bin/python"
CHINESE = "[\u3400-\u9fff，。；：？！、“”（）《》]"
SPACED = re.compile(f"{CHINESE} +(?={CHINESE})")
WHITE = re.compile(r"\s+")
ENOUGH = 0.5
"""overlap (intersection over union) of found and printed characters."""
STAND_INS = str.maketrans("", "", "\ufffe\x02")
"""that pdfium puts for hyphens at line ends."""


def folded(text: str) -> str:
    return WHITE.sub("", text.translate(STAND_INS))


def layer(page: Page) -> str:
    """The text of a page, one block a line."""
    return "\n".join(page.text(block, "corrected").text for block in page.blocks)


def spurious(text: str, printed: str) -> int:
    """Spaces between Chinese characters that stand inside one block and are not in its text."""
    known = re.sub(r"\s+", " ", printed)
    found = 0
    for match in SPACED.finditer(text):
        around = text[match.start() : match.end() + 1]
        joined = folded(around)
        found += re.sub(" +", " ", around) not in known and joined in printed.replace(" ", "")
    return found


def shared(a: Box, b: Box) -> float:
    across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0.0, across) * max(0.0, down)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


def printed(page: Page, word: str) -> list[Box]:
    """Where a word is printed, px, page frame: around its characters in each place of the text, in order."""
    found = []
    for lines in placed_blocks(page, "corrected", page.transform):
        glyphs = [glyph for line in lines for glyph in line.glyphs]
        text = "".join(glyph.text for glyph in glyphs)
        found += [
            union([bounding_box(glyph.quad) for glyph in glyphs[match.start() : match.end()]])
            for match in re.finditer(re.escape(word), text)
        ]
    return found


def searched(sheet: pdfium.PdfPage, word: str, dpi: float) -> list[Box]:
    """Where pdfium finds a word, px."""
    text, scale, height = sheet.get_textpage(), dpi / 72, sheet.get_height()
    search, found = text.search(word, match_case=True), []
    while hit := search.get_next():
        boxes = [text.get_charbox(k) for k in range(hit[0], hit[0] + hit[1])]
        boxes = [box for box in boxes if box[2] > box[0]]  # line ends have no extent
        found.append(
            union([(b[0] * scale, (height - b[3]) * scale, b[2] * scale, (height - b[1]) * scale) for b in boxes])
        )
    return found


def check_pdf(path: Path, pages: list[Page], words: list[str], counts: Counter[str], worst: list[float]) -> None:
    document = pdfium.PdfDocument(path)
    for number, page in enumerate(pages, start=1):
        text = layer(page)
        counts["pages"] += 1
        sheet = document[number - 1]
        readings = {"pdfium": str(sheet.get_textpage().get_text_range())}
        if shutil.which("pdftotext"):
            command = ["pdftotext", "-raw", "-f", str(number), "-l", str(number), str(path), "-"]
            readings["pdftotext"] = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        for name, reading in readings.items():
            counts[f"{name}: text equal"] += folded(reading) == folded(text)
            counts[f"{name}: spurious spaces"] += spurious(reading, text)
        for word in words:
            places, found = printed(page, word), searched(sheet, word, page.dpi)
            counts["words printed"] += len(places)
            counts["words found"] += len(found)
            best = [max((shared(place, box) for box in found), default=0.0) for place in places]
            counts[f"words found on their print, IoU >= {ENOUGH}"] += sum(value >= ENOUGH for value in best)
            worst += best
    report = pikepdf.pdfa.validate_written(path, "2b")
    counts["PDF/A violations"] += sum(
        finding.kind == "violation" and "pdfaid:conformance" not in finding.message for finding in report.findings
    )


def check_peers(python: Path, path: Path, pages: list[Page], draw: Path | None, counts: Counter[str]) -> None:
    command = [
        str(python),
        str(HERE / "peers" / "formats_readers.py"),
        str(path),
        *(["--draw", str(draw)] if draw else []),
    ]
    found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    for name, texts in found.items():
        if isinstance(texts, str):
            counts[f"{path.suffix[1:]}, {name}: failed"] += 1
            print(f"{path}: {name}: {texts}", file=sys.stderr)
        elif isinstance(texts, int):
            counts[f"{path.suffix[1:]}, {name}"] += texts
        else:
            same = (folded(text) == folded(layer(page)) for text, page in zip(texts, pages, strict=True))
            counts[f"{path.suffix[1:]}, {name}: text equal"] += sum(same)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--find", nargs="*", default=["仙霞路", "居民区", "小区", "天山路"])
    parser.add_argument("--peers", type=Path, default=PEERS)
    parser.add_argument("--draw", type=Path, help="folder for pictures that the readers of OFD draw")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    worst: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder)
        export_results(given.results, to, [format_named("pdf"), format_named("ofd")], "corrected")
        for path in sorted(to.glob("*/document.pdf")):
            source = given.results / path.parent.name
            pages = list(Material(read_document(source / "document.json"), source, "corrected").pages())
            check_pdf(path, pages, given.find, counts, worst)
            if given.peers.is_file():
                draw = given.draw / path.parent.name if given.draw else None
                check_peers(given.peers, path.with_suffix(".ofd"), pages, draw, counts)
                check_peers(given.peers, path, pages, None, counts)
    for name, number in counts.items():
        print(f"{number:7,}  {name}")
    if worst:
        worst.sort()
        print(f"IoU of found and printed characters: least {worst[0]:.2f}, median {worst[len(worst) // 2]:.2f}")
    otherwise = [name for name, number in counts.items() if name.endswith("text equal") and number < counts["pages"]]
    missed = counts["words printed"] - counts[f"words found on their print, IoU >= {ENOUGH}"]
    return 1 if otherwise or missed or counts["PDF/A violations"] else 0


if __name__ == "__main__":
    sys.exit(main())
