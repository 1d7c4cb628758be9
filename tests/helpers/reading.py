"""A typeset page through layout, order and reflow, and the text that comes out."""

from __future__ import annotations

from helpers.typeset import Typesetter
from pipeline.layout import layout
from pipeline.layout.settings import LayoutSettings
from pipeline.model.page import Page
from pipeline.order import order
from pipeline.order.settings import OrderSettings
from pipeline.reflow import reflow
from pipeline.reflow.settings import ReflowSettings

FILL = "这里的每一条小路都由志愿者轮流打扫，孩子们在树下读书，老人在亭子里下棋，日子过得安稳而有滋味。"
FILL2 = "春天一到，花圃里的月季开了满墙，邻居们相约拍照，又把照片贴在楼道的公告栏上，引来许多人驻足观看。"
FILL3 = "街道还在路口设了便民服务点，每周三下午有理发、磨刀和修伞的师傅值班，不收一分钱，大家都说方便。"


def read(page: Typesetter) -> Page:
    sheet = layout(page.sheet(), LayoutSettings())
    sheet = order(sheet, OrderSettings())
    return reflow(sheet, ReflowSettings()).page


def texts(page: Page) -> list[str]:
    """Blocks of the page's text, in reading order."""
    return [page.ocr_text(block).text for block in page.text_blocks()]


def kinds(page: Page) -> dict[str, str]:
    """Text of a block -> its kind."""
    return {page.ocr_text(block).text: block.kind for block in page.blocks}
