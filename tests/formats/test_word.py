"""Word files, as python-docx reads them."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.oxml.ns import qn
from reading import exported, full_page

from pipeline.export.plain import page_text


def test_paragraphs_are_the_text_with_styles_and_none_is_empty(tmp_path: Path) -> None:
    document = docx.Document(str(exported(tmp_path, "docx") / "报纸/document.docx"))
    styles = {p.text: p.style.name for p in document.paragraphs if p.style}
    assert styles["虹桥报"] == "Title"
    assert styles["社区新闻"] == "Heading 1"
    assert styles["邻里守望"] == "Subtitle"
    assert styles["记忆一"] == "Heading 2"
    assert styles["● 第一项"] == "List Paragraph"
    assert styles["居民在活动"] == "Caption"
    assert styles["在天山支路一百号的居民区里，大家都说好。"] == "Body Text"
    for paragraph in document.paragraphs:
        assert paragraph.text.strip() or paragraph._element.xpath(".//pic:pic")
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["姓名", "年龄"], ["张三", ""], ["李四", "40"]]
    written = [p.text for p in document.paragraphs]
    for line in page_text(full_page()).replace("\x01", "\ufffd").split("\n"):
        assert not line or "\t" in line or line == "张三" or line in written


def test_a_doubt_is_a_comment_on_its_words_with_the_readings(tmp_path: Path) -> None:
    document = docx.Document(str(exported(tmp_path, "docx") / "报纸/document.docx"))
    (comment,) = document.comments
    assert "一百 → 二百" in comment.text
    assert "98.8%" in comment.text
    assert "among the engine's readings" in comment.text
    paragraph = next(p for p in document.paragraphs if "一百" in p.text)
    marked = paragraph._element.xpath("./w:commentRangeStart/following-sibling::w:r[1]/w:t")
    assert [one.text for one in marked] == ["一百"]


def test_fonts_for_chinese_pictures_and_properties_are_set(tmp_path: Path) -> None:
    document = docx.Document(str(exported(tmp_path, "docx") / "报纸/document.docx"))
    for name in ("Normal", "Heading 1", "Body Text"):
        fonts = document.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
        assert fonts.get(qn("w:eastAsiaTheme")) is None, "a theme would win over the font"
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "居民在活动"
    assert document.core_properties.title == "虹桥报 第5期 2021-03-12"
    assert document.core_properties.identifier == "sha256:" + "ab" * 32
