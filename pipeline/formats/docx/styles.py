"""The styles of the Word file: Chinese fonts, and names that stand in Word's list of styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

SERIF, SANS, KAI = "宋体", "黑体", "楷体"
"""Chinese typefaces that every Word and WPS has."""
LATIN_SERIF, LATIN_SANS = "Times New Roman", "Arial"
BODY_POINTS = 10.5
"""五号, the usual size of body text."""
MARGIN_CM = 2.5


@dataclass(frozen=True, slots=True)
class Look:
    """How paragraphs of a style look."""

    style: str
    east: str = SERIF
    points: float = BODY_POINTS
    bold: bool = False
    centred: bool = False
    indent_ems: float = 0.0
    """of the first line."""
    before: float = 0.0
    """points."""
    after: float = 0.0
    kept: bool = False
    """on one page with what follows."""
    grey: bool = False


BODY, CAPTION, BYLINE, ITEM, PICTURE, RUNNING, SOURCE, NAME, ISSUE = (
    "Body Text", "Caption", "Byline", "List Paragraph", "Figure", "Running Head", "Source Note", "Title", "Issue",
)  # fmt: skip
HEADINGS = {"title": "Heading 1", "subtitle": "Subtitle", "heading": "Heading 2"}
TABLE = "Table Grid"
LOOKS: tuple[Look, ...] = (
    Look("Normal"),
    Look(NAME, SANS, 22, bold=True, centred=True, after=4, kept=True),
    Look(ISSUE, centred=True, after=10),
    Look("Heading 1", SANS, 16, bold=True, centred=True, before=18, after=6, kept=True),
    Look("Heading 2", SANS, 12, bold=True, before=10, after=4, kept=True),
    Look("Subtitle", KAI, 12, centred=True, after=6, kept=True),
    Look(BODY, indent_ems=2, after=2),
    Look(BYLINE, KAI, centred=True, after=4),
    Look(ITEM, after=2),
    Look(CAPTION, KAI, 9, centred=True, after=8),
    Look(PICTURE, centred=True, before=6, after=2, kept=True),
    Look(RUNNING, points=9, before=6, after=6, grey=True),
    Look(SOURCE, points=8, after=2, grey=True),
)


def new_document() -> Any:
    """An empty A4 document with the styles."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN_CM)
    for look in LOOKS:
        _set(document, look)
    for fonts in document.styles.element.iter(qn("w:rPrDefault")):
        for one in fonts.iter(qn("w:lang")):
            one.set(qn("w:eastAsia"), "zh-CN")
    return document


def text_width() -> float:
    """cm between the margins."""
    return 21 - 2 * MARGIN_CM


def _set(document: Any, look: Look) -> None:
    names = {style.name for style in document.styles}
    style = document.styles[look.style] if look.style in names else document.styles.add_style(look.style, 1)
    if look.style not in names:
        style.base_style, style.quick_style = document.styles["Normal"], True
    latin = LATIN_SANS if look.east == SANS else LATIN_SERIF
    style.font.name, style.font.size = latin, Pt(look.points)
    style.font.bold, style.font.italic = look.bold, False
    style.font.color.rgb = RGBColor(0x66, 0x66, 0x66) if look.grey else RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for border in style.element.findall(".//" + qn("w:pBdr")):  # Word's own title is underlined in blue
        border.getparent().remove(border)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), look.east)
    paragraph = style.paragraph_format
    paragraph.space_before, paragraph.space_after = Pt(look.before), Pt(look.after)
    paragraph.line_spacing_rule = WD_LINE_SPACING.SINGLE
    paragraph.line_spacing = 1.0 if look.style == PICTURE else 1.25
    paragraph.keep_with_next = look.kept
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if look.centred else None
    if look.indent_ems:
        paragraph.first_line_indent = Pt(look.indent_ems * look.points)
        # in characters as well: Word then keeps two characters when the size changes
        style.element.get_or_add_pPr().get_or_add_ind().set(qn("w:firstLineChars"), str(round(100 * look.indent_ems)))
