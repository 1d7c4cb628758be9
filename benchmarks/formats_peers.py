"""Do other tools read the files that Baokan writes as they are meant?  Run by ``make peers``.

    python benchmarks/formats_peers.py RESULTS [--layer corrected] [--json FILE]

Exports every page of a results folder as ALTO, PAGE and hOCR, and asks dinglehopper, OCR-D's library and validator,
and hocr-tools (in their own environment, ``benchmarks/.venv-formats``) what stands in them.  The CER that dinglehopper
computes is against the text of the page with every twentieth character spoilt: it has to be the same for both formats.
Exit code 1: a tool reads something else than the page has.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from pipeline.export.folders import finished_documents
from pipeline.export.interchange import read_document
from pipeline.formats.alto import alto
from pipeline.formats.hocr import hocr
from pipeline.formats.material import Material
from pipeline.formats.page_xml import page_xml
from pipeline.model.page import Layer, Page

HERE = Path(__file__).resolve().parent
PYTHON = HERE / ".venv-formats/bin/python"
SPOILT = 20
"""Every so many characters one is another in the text that the CER is measured against."""
# dinglehopper reads these as one character: its rules for German print, which hold for every text
SAME = str.maketrans({"—": "–", "’": "'"})


def squeezed(text: str) -> str:
    return "".join(text.split()).translate(SAME)


def text_of(page: Page, layer: Layer) -> str:
    """Every block in reading order, masthead and folio included: these formats have the whole page."""
    return "\n".join(page.text(block, layer).text for block in page.blocks)


def tasks(results: Path, layer: Layer, folder: Path) -> Iterator[tuple[str, str, dict[str, str]]]:
    """(name, text, paths of the files) of every page."""
    for path in finished_documents(results):
        material = Material(read_document(path), path.parent, layer)
        for page in material.pages():
            name = f"{path.parent.name}-{page.name}"
            files = {"alto": alto(page, material), "page": page_xml(page, material), "hocr": hocr(page, material)}
            text = text_of(page, layer)
            squeezed_text = squeezed(text)
            files["truth"] = "".join("※" if n % SPOILT == 7 else one for n, one in enumerate(squeezed_text))
            paths = {}
            for kind, content in files.items():
                target = folder / f"{name}.{kind}.xml"
                target.write_text(content, encoding="utf-8")
                paths[kind] = str(target)
            yield name, text, paths


def wrong(answer: dict[str, Any], text: str) -> list[str]:
    """What a tool reads otherwise than the page has it."""
    found = answer["dinglehopper"]
    checks = {
        "dinglehopper reads another text in ALTO": squeezed(found["alto"]) == squeezed(text),
        "dinglehopper reads another text in PAGE than in ALTO": found["page"] == found["alto"],
        "OCR-D reads another text in PAGE": squeezed(answer["ocrd"]) == squeezed(text),
        "hocr-lines reads another text": squeezed(answer["hocr"]) == squeezed(text),
        "the CER of ALTO and PAGE differ": answer["cer"]["alto"] == answer["cer"]["page"],
        "spaces between Chinese characters": answer["spaces"] == 0,
    }
    return [*(name for name, right in checks.items() if not right), *answer["ocrd problems"], *answer["hocr problems"]]


def chinese(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def spurious(read: str, text: str) -> int:
    """Spaces between two Chinese characters on a line, beyond those of the page's own text."""

    def count(value: str) -> int:
        inner = zip(value, value[1:], value[2:], strict=False)
        return sum(b in " \u3000" and chinese(a) and chinese(c) for a, b, c in inner)

    return max(0, count(read) - count(text))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--layer", choices=["ocr", "corrected", "reviewed"], default="corrected")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if not PYTHON.is_file():
        print("The peer tools are not installed: make peers", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        listed = list(tasks(options.results, options.layer, Path(folder)))
        done = subprocess.run(
            [str(PYTHON), str(HERE / "peers/layout_texts.py")],
            input="".join(json.dumps(paths) + "\n" for _, _, paths in listed),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    rows = []
    for (name, text, _), line in zip(listed, done.stdout.splitlines(), strict=True):
        answer = json.loads(line)
        answer["spaces"] = spurious(answer["dinglehopper"]["alto"], text)
        row = {"page": name, "cer": answer["cer"], "wrong": wrong(answer, text), "overlaps": answer["hocr overlaps"]}
        rows.append(row)
        print(f"{name:32} CER {answer['cer']['alto']:.4f} {answer['cer']['page']:.4f}  {row['wrong'] or 'as it is'}")
    bad = sum(bool(row["wrong"]) for row in rows)
    print(
        f"{len(rows)} pages, {bad} read otherwise; hocr-check finds boxes that overlap on "
        f"{sum(bool(row['overlaps']) for row in rows)} (lines of scans that lie askew)"
    )
    if options.json:
        options.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if bad or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
