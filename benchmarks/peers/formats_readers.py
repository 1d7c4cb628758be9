"""What other people's programs read in a PDF or an OFD; runs in an environment of its own, without Baokan.

    python benchmarks/peers/formats_readers.py FILE [--draw FOLDER]

Prints one JSON object: reader -> text of each page, or the error.  ``--draw``: also draws the pages of an OFD with
those readers that can.
"""

from __future__ import annotations

import argparse
import json
import logging
import signal
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

warnings.simplefilter("ignore")
PATIENCE = 240
"""seconds for one reader; easyofd looks for a font again at every character."""


def pypdf(path: str) -> list[str]:
    from pypdf import PdfReader

    return [page.extract_text() for page in PdfReader(path).pages]


def pdfminer(path: str) -> list[str]:
    """In the order of the file: with its analysis of the layout pdfminer goes by places alone."""
    from pdfminer.converter import PDFPageAggregator
    from pdfminer.layout import LTChar
    from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
    from pdfminer.pdfpage import PDFPage

    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter, texts = PDFPageInterpreter(resources, device), []
    with open(path, "rb") as stream:
        for page in PDFPage.get_pages(stream):
            interpreter.process_page(page)
            texts.append("".join(part.get_text() for part in device.get_result() if isinstance(part, LTChar)))
    return texts


def mupdf(path: str) -> list[str]:
    import pymupdf

    return [page.get_text() for page in pymupdf.open(path)]


def ofdreader(path: str) -> list[str]:
    from ofdreader import OfdReader

    return [page.extract_text() for page in OfdReader(path).pages]


def ofdkit(path: str) -> list[str]:
    import ofdkit as library

    with library.open(path) as document:
        return ["".join(run.text for run in page.runs) for page in document.pages]


def easyofd(path: str) -> list[str]:
    return _parsed(_quiet("easyofd.ofd"), path)


def ofd2img(path: str) -> list[str]:
    return _parsed(_quiet("ofd2img.ofd"), path)


def _quiet(module: str) -> Any:
    from importlib import import_module

    from loguru import logger

    logger.remove()
    return import_module(module).OFD()


def _parsed(reader: Any, path: str) -> list[str]:
    reader.read(path, fmt="path")
    return [
        "".join(text["text"] for text in page["text_list"])
        for document in reader.data
        for _, page in sorted(document["page_info"].items(), key=lambda item: int(item[0]))
    ]


def draw(name: str, path: str, folder: Path) -> int:
    """Draw the pages.  Returns their number."""
    reader = _quiet(f"{name}.ofd")
    reader.read(path, fmt="path")
    images = reader.to_jpg()
    for number, image in enumerate(images, start=1):
        image.save(folder / f"{name}-{number}.png")
    return len(images)


def attempt(work: Callable[[], Any]) -> Any:
    """What it returns, or in words why not."""
    signal.alarm(PATIENCE)
    try:
        return work()
    except BaseException as error:  # other people's programs end in every way there is
        return f"{type(error).__name__}: {error}"
    finally:
        signal.alarm(0)


def _late(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"not done in {PATIENCE} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--draw", type=Path)
    given = parser.parse_args()
    signal.signal(signal.SIGALRM, _late)
    logging.disable(logging.CRITICAL)
    out, sys.stdout = sys.stdout, sys.stderr
    readers = (ofdreader, ofdkit, easyofd, ofd2img) if given.file.endswith(".ofd") else (mupdf, pypdf, pdfminer)
    found = {reader.__name__: attempt(lambda: reader(given.file)) for reader in readers}  # noqa: B023
    if given.draw:
        given.draw.mkdir(parents=True, exist_ok=True)
        for name in ("ofd2img", "easyofd"):
            found[f"{name}, pages drawn"] = attempt(lambda: draw(name, given.file, given.draw))  # noqa: B023
    json.dump(found, out, ensure_ascii=False)


if __name__ == "__main__":
    main()
