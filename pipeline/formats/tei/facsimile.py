"""Where everything is printed: a surface for each page, zones for blocks and lines, px of the original scan."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import quote

from pipeline.formats.material import Material
from pipeline.formats.tei.xml import element, empty, said
from pipeline.model.geometry import Point, Quad, quad_of, transform_quad
from pipeline.model.page import Page


def line_id(page: Page, line: int) -> str:
    """``xml:id`` of a line's zone."""
    return f"{page.name}.l{line}"


def block_id(page: Page, block: int) -> str:
    """``xml:id`` of the zone of a block, the first of its pieces."""
    return f"{page.name}.b{block}"


def surface(page: Page, material: Material) -> str:
    """The page on the scan; a spread has two surfaces with the same picture."""
    width, height = page.scan_size
    url = page.source.file + (f"#page={page.frame}" if page.source.frames > 1 else "")
    matrix = " ".join(f"{value:.9g}" for row in page.transform for value in row)
    parts = [
        said(
            "desc",
            f"px of the scan, {page.dpi:g} dpi. Scan to straightened page (3x3 homography, by rows): {matrix}. "
            f"Size of the straightened page: {page.size[0]} x {page.size[1]} px.",
            type_="transform",
        ),
        empty("graphic", url=_url(url), width=f"{width}px", height=f"{height}px"),
    ]
    inside = {line for block in page.blocks for line in block.lines}
    inside |= {line for block in page.blocks for cell in block.cells for line in cell.lines}
    for block in page.blocks:
        for number, box in enumerate(block.boxes):
            quad = transform_quad(page.page_to_scan, quad_of(box))
            name = block_id(page, block.id) + (f".{number + 1}" if number else "")
            parts.append(_zone(name, block.kind, quad))
    for line in page.lines:
        if line.id in inside:
            quad = transform_quad(page.page_to_scan, line.quad)
            parts.append(_zone(line_id(page, line.id), "line", quad))
    content = "".join(f"{part}\n" for part in parts)
    return element("surface", f"\n{content}", xml_id=page.name, ulx=0, uly=0, lrx=width, lry=height) + "\n"


def points(corners: Iterable[Point]) -> str:
    """``x,y x,y …``, px to a tenth."""
    return " ".join(f"{_px(x)},{_px(y)}" for x, y in corners)


def _zone(name: str, kind: str, quad: Quad) -> str:
    """Put together by hand: hundreds stand on a page, and none of the values needs a look."""
    return f'<zone xml:id="{name}" type="{kind}" points="{points(quad)}"/>'


def _px(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # plus nothing: minus nothing becomes nothing


def _url(name: str) -> str:
    return quote(name, safe="/#=%")
