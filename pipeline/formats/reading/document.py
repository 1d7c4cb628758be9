"""One layout file, whichever of the known formats it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import PageError
from pipeline.formats.reading import alto, page_xml
from pipeline.formats.reading.found import FoundPage
from pipeline.formats.reading.xml import Element, parse, problem

ENDING = ".xml"
OTHERS = {
    "html": "This is hOCR or another web page",
    "mets": "This is METS: it lists files and has no text itself",
    "document": "This is ABBYY's own XML",
    "TEI": "This is TEI: it has no places on the scan",
}
"""Root element -> what it is, of files that one might expect to be read."""
NOT_A_LAYOUT = "not-a-layout"


def read_file(path: Path) -> list[FoundPage]:
    """Its pages.  Raises ``PageError``: broken, no PAGE or ALTO, without a page."""
    root = parse(path)
    if root.name == "PcGts":
        return [page_xml.read_page(root, path)]
    if root.name == "alto":
        return list(alto.read_pages(root, path))
    raise _other(root, path)


def _other(root: Element, path: Path) -> PageError:
    what = OTHERS.get(root.name, f"Its root element is '{root.name}'")
    return problem(path, NOT_A_LAYOUT, f"{what}, no PAGE and no ALTO.")


def layout_files(paths: Iterable[Path]) -> Iterator[tuple[Path, bool]]:
    """(file, whether it was named itself): files as they are named, and XML files below folders."""
    for path in paths:
        if path.is_dir():
            inside = (one for one in path.rglob("*") if one.suffix.lower() == ENDING and one.is_file())
            yield from ((one, False) for one in sorted(inside) if not one.name.startswith("."))
        else:
            yield path, True
