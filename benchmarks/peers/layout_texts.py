"""What peer tools make of ALTO, PAGE and hOCR files: run inside their own environment (``make peers``).

Reads one JSON object a line from standard input (``alto``, ``page``, ``hocr``: paths; ``truth``: path of a text file).
Writes one object a line: the texts that dinglehopper and OCR-D's library extract, dinglehopper's CER of each file
against the truth, problems that OCR-D's validator finds, and what hocr-check says.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from pathlib import Path

from dinglehopper.character_error_rate import character_error_rate
from dinglehopper.extracted_text import ExtractedText
from dinglehopper.ocr_files import extract
from ocrd_models.ocrd_page import TextRegionType, parse
from ocrd_validators.page_validator import PageValidator

HOCR_CHECK = Path(sys.executable).with_name("hocr-check")
HOCR_LINES = Path(sys.executable).with_name("hocr-lines")


def ocrd_text(path: str) -> str:
    """Texts of the regions in OCR-D's reading order."""
    regions = parse(path, silence=True).get_Page().get_AllRegions(classes=["Text"], order="reading-order-only")
    texts = [
        one.get_TextEquiv()[0].get_Unicode()
        for one in regions
        if isinstance(one, TextRegionType) and one.get_TextEquiv()
    ]
    return "\n".join(texts)


def ocrd_problems(path: str) -> list[str]:
    """Texts that disagree between lines, words and glyphs."""
    report = PageValidator.validate(
        filename=path, page_textequiv_consistency="strict", check_baseline=False, check_coords=False
    )
    return [str(error) for error in report.errors]


def hocr_text(path: str) -> tuple[str, list[str], list[str]]:
    """Text of the lines, what hocr-check does not accept, and which of it is about overlapping boxes alone."""
    checked = subprocess.run([sys.executable, HOCR_CHECK, path], capture_output=True, text=True, check=False)
    bad = [line for line in checked.stderr.splitlines() if line.startswith("not ok") or "Error" in line]
    lines = subprocess.run([sys.executable, HOCR_LINES, path], capture_output=True, text=True, check=True)
    overlaps = [line for line in bad if "mostly_nonoverlapping" in line]
    return lines.stdout, [line for line in bad if line not in overlaps], overlaps


def main() -> None:
    for row in sys.stdin:
        task = json.loads(row)
        truth = ExtractedText.from_str(Path(task["truth"]).read_text(encoding="utf-8"))
        with contextlib.redirect_stdout(sys.stderr):
            found = {name: extract(task[name]) for name in ("alto", "page")}
            text, bad, overlaps = hocr_text(task["hocr"])
            answer = {
                "dinglehopper": {name: one.text for name, one in found.items()},
                "cer": {name: character_error_rate(truth, one) for name, one in found.items()},
                "ocrd": ocrd_text(task["page"]),
                "ocrd problems": ocrd_problems(task["page"]),
                "hocr": text,
                "hocr problems": bad,
                "hocr overlaps": overlaps,
            }
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
