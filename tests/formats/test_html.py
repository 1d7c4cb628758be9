"""The web page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from reading import exported, full_page

EMPTY = {"meta", "input", "img"}


class Outline(HTMLParser):
    """Checks that elements close, collects ids, links, and what is said."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.sources: list[str] = []
        self.texts: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.sources += [given["src"]] if "src" in given else []
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag] = self.texts.get(tag, "") + data


def outline(to: Path) -> Outline:
    found = Outline()
    found.feed((to / "报纸/document.html").read_text(encoding="utf-8"))
    assert found.open == []
    return found


def test_the_page_is_whole_and_every_link_and_picture_is_there(tmp_path: Path) -> None:
    to = exported(tmp_path, "html")
    found = outline(to)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links} <= set(found.ids)
    assert found.sources == ["page-0001.figure-1.jpg"]
    assert (to / "报纸" / found.sources[0]).is_file()


def test_articles_hold_the_text_and_nothing_can_break_out(tmp_path: Path) -> None:
    found = outline(exported(tmp_path, "html"))
    assert found.texts["h1"] == "虹桥报"
    assert found.texts["h2"].startswith("社区新闻")
    assert found.texts["h3"] == "记忆一"
    assert "在天山支路一百号的居民区里，大家都说好。" in found.texts["article"]
    assert "&<\ufffd" in found.texts["article"]
    assert found.texts["figcaption"] == "居民在活动"
    assert found.texts["td"] == "姓名年龄张三李四40"
    assert "ab" * 32 in found.texts["footer"]


def test_corrections_are_marked_and_told_in_both_languages(tmp_path: Path) -> None:
    to = exported(tmp_path, "html")
    text = (to / "报纸/document.html").read_text(encoding="utf-8")
    assert (
        'class="fix" title="识别为“天山路”，自动改为“天山支路”。\nRead as 天山路; changed to 天山支路.">天山支路</a>'
        in text
    )
    assert 'class="doubt" title="存疑：“一百”或为“二百”（99%）。' in text
    assert "http" not in text.split("<main>")[1], "nothing is fetched"
    assert "<script" not in text


def test_a_page_without_corrections_or_text_has_no_empty_sections(tmp_path: Path) -> None:
    found = outline(exported(tmp_path, "html", full_page().changed(blocks=(), corrections=())))
    assert "校记" not in found.texts["main"]
    assert "article" not in found.texts
