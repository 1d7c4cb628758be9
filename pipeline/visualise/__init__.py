"""Pictures of what was found on a page: regions, blocks, reading order, joins, corrections."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model.page import Page
    from pipeline.model.sheet import Image, Sheet


def layout_picture(sheet: Sheet) -> bytes:
    """JPEG of the page with everything that was found drawn over it (``pipeline.visualise.draw``)."""
    return layout_picture_of(sheet.page, sheet.image)


def layout_picture_of(page: Page, image: Image) -> bytes:
    """The same for a page and its straightened image (``page-0001.json`` and ``page-0001.jpg``)."""
    from pipeline.export.images import encode_jpeg
    from pipeline.visualise.draw import draw_page
    from pipeline.visualise.legend import QUALITY, with_legend

    return encode_jpeg(with_legend(draw_page(page, image), page), QUALITY)
