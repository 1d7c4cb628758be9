"""Scans made for the tests of straightening: pages of columns and of vertical text, turned, shaded, framed."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from helpers.typeset import Typesetter

from pipeline.model.page import Source
from pipeline.model.sheet import Frame, Image

SENTENCES = (
    "去年冬天，街道在小区门口新建了一处花园，每天清晨都有居民来这里散步、锻炼、聊家常。",
    "志愿者们把旧木箱改成花盆，种上月季和薄荷，又在墙边钉了几排书架，谁都可以取来读。",
    "夏天傍晚，孩子们围着水池追逐，老人摇着扇子讲从前的故事，路灯亮起时才慢慢散去。",
    "居委会请来园艺师傅教大家修剪枝叶，还约定每月第一个星期六一起打扫，风雨无阻。",
)
SOURCE = Source(file="made.png", sha256="0" * 64, frames=1, media_type="image/png")


def frame_of(image: Image, dpi: float | None = 150.0, *, bilevel: bool = False) -> Frame:
    return Frame(SOURCE, Path("made.png"), 1, np.ascontiguousarray(image), dpi, bilevel=bilevel)


def vertical_page(width: int, height: int, em: int = 24, margin: int = 160) -> Image:
    """Columns of characters from right to left."""
    page = Typesetter(width, height, em)
    text = "".join(ch for ch in "".join(SENTENCES) if ch not in "，。、") * 3
    rows = (height - 2 * margin) // em
    for n, x in enumerate(range(width - margin, margin - em, -round(1.7 * em))):
        page.vertical(text[7 * n % 90 :][:rows], x, margin)
    return np.asarray(page.image)


def columns_page(width: int, height: int, count: int, *, gutter: int = 60, margin: int = 120, em: int = 24) -> Image:
    page = Typesetter(width, height, em)
    page.line("街心花园的四季", margin, 90, size=2.4, bold=True)
    step = (width - 2 * margin + gutter) / count
    boxes = [(margin + n * step, 220.0, margin + (n + 1) * step - gutter, height - 140.0) for n in range(count)]
    lines_each = int((height - 360) / (1.55 * em)) - 2
    across = int((step - gutter) // em)
    paragraphs = [SENTENCES[n % 4] + SENTENCES[(n + 1) % 4] for n in range(99)]
    room, used = lines_each * count, 0
    fitting = []
    for paragraph in paragraphs:
        used += -(-(len(paragraph) + 3) // (across - 1)) + 1
        if used > room:
            break
        fitting.append(paragraph)
    page.flow(fitting, boxes)
    return np.asarray(page.image)


def turned(image: Image, degrees: float, paper: int = 250) -> Image:
    """Turned counter-clockwise, on a sheet large enough for all of it."""
    h, w = image.shape[:2]
    m = cv2.getRotationMatrix2D(((w - 1) / 2, (h - 1) / 2), degrees, 1.0)
    c, s = abs(m[0, 0]), abs(m[0, 1])
    size = int(np.ceil(w * c + h * s)), int(np.ceil(h * c + w * s))
    m[:, 2] += (np.array(size) - (w, h)) / 2
    return np.asarray(cv2.warpAffine(image, m, size, flags=cv2.INTER_CUBIC, borderValue=(paper,) * 3), np.uint8)
