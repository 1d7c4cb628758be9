"""Pictures of a page: the straightened page for review, and its figures."""

from __future__ import annotations

import cv2

from pipeline.crops.rows import BLOCK, NoRowsError, with_rows
from pipeline.export.figures import figures
from pipeline.model.sheet import Image, Sheet


def encode_jpeg(image: Image, quality: int) -> bytes:
    """JPEG bytes of a grey or BGR image.  Raises ``ValueError`` when the image cannot be stored (over 65,500 px)."""
    done, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not done:
        raise ValueError(f"an image of {image.shape[1]} x {image.shape[0]} px cannot be stored as JPEG")
    return data.tobytes()


def encode_page_jpeg(image: Image, quality: int) -> bytes:
    """Like ``encode_jpeg``, with the same pixels, stored so that strips can be read alone (``pipeline.crops``)."""
    width = 2 * BLOCK if image.ndim == 3 else BLOCK  # colours are stored in half the resolution
    options = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_RST_INTERVAL, -(-image.shape[1] // width)]
    done, data = cv2.imencode(".jpg", image, options)
    try:
        return with_rows(data.tobytes()) if done else encode_jpeg(image, quality)
    except NoRowsError:
        # an OpenCV that subsamples otherwise: the image is as good, only slower to read
        return data.tobytes()


def page_images(sheet: Sheet, quality: int) -> dict[str, bytes]:
    """File name -> JPEG: the straightened page, and one picture for each figure."""
    page = sheet.page
    found = {f"{page.name}.jpg": encode_page_jpeg(sheet.image, quality)}
    for figure in figures(page):
        left, top, right, bottom = (round(value) for value in figure.box)
        found[figure.file_name(page)] = encode_jpeg(sheet.image[top:bottom, left:right], quality)
    return found
