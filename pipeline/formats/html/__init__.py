"""A web page to read and print: one file without scripts and without anything to fetch, its pictures beside it.

Pictures lie beside it and not inside, as a bound volume would be a file of hundreds of megabytes otherwise; they are
loaded when they are scrolled to.  ``writing`` makes the text, ``notes`` tells of corrections, ``page.css`` says how it
looks.
"""

from __future__ import annotations

from importlib.resources import files

from pipeline.formats.html.markup import both, element, escaped
from pipeline.formats.html.notes import Notes
from pipeline.formats.html.writing import Writing
from pipeline.formats.material import Files, Material
from pipeline.formats.pictures import WithPictures
from pipeline.formats.provenance import Provenance, provenance
from pipeline.model.page import Page

FILE = "document.html"
FEWEST_CONTENTS = 4
"""articles from which on there is a list of contents."""


def html_document(material: Material) -> Files:
    """``document.html`` and its pictures."""
    notes, beside, parts = Notes(), WithPictures(material), list[str]()
    writing = Writing(material, notes)

    def written(page: Page) -> Page:
        beside.note(page)
        parts.append(writing.page(page))
        return page

    said = provenance(material.document, map(written, material.pages()), material.layer)
    contents = _contents(writing) if len(writing.titles) >= FEWEST_CONTENTS else ""
    body = _heading(material, len(parts)) + contents + "".join(parts) + notes.html() + _footer(said)
    beside.put(FILE, _page(_title(material), body))
    return beside


def _page(title: str, body: str) -> str:
    style = files("pipeline.formats.html").joinpath("page.css").read_text(encoding="utf-8")
    switches = "".join(
        element("input", "", type="radio", name="language", id=f"to-{key}", class_="switch", checked=chosen)
        for key, chosen in (("zh", "checked"), ("en", None))
    )
    labels = "".join(
        element("label", name, for_=f"to-{key}", lang=language)
        for key, name, language in (("zh", "中文", "zh-CN"), ("en", "English", "en"))
    )
    bar = element("b", "报刊 Baokan") + element("span", labels)
    return "".join(
        (
            '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            '<meta name="color-scheme" content="light dark">\n',
            element("title", escaped(title)),
            f"\n<style>\n{style}</style></head><body>\n{switches}\n",
            element("nav", bar, class_="languages"),
            f"\n<main>\n{body}</main>\n</body></html>\n",
        )
    )


def _title(material: Material) -> str:
    about = material.document.metadata
    return about.title or about.publication or material.document.id


def _heading(material: Material, pages: int) -> str:
    about = material.document.metadata
    zh = [f"第 {about.issue} 期" if about.issue else "", f"总第 {about.issue_total} 期" if about.issue_total else ""]
    en = [f"No. {about.issue}" if about.issue else "", f"running no. {about.issue_total}" if about.issue_total else ""]
    day = about.date or ""
    counted_zh, counted_en = f"{pages} 版", f"{pages} page{'s' if pages != 1 else ''}"
    line = both(
        escaped("　".join(part for part in (*zh, day, counted_zh) if part)),
        escaped(" · ".join(part for part in (*en, day, counted_en) if part)),
    )
    inner = element("h1", escaped(_title(material)), lang="zh") + element("p", line, class_="issue")
    return element("header", inner) + "\n"


def _contents(writing: Writing) -> str:
    items = "".join(
        element("li", element("a", escaped(title), href=f"#{name}")) for name, title in writing.titles.items()
    )
    head = element("h2", both("目录", "Contents"))
    return element("nav", head + element("ol", items, lang="zh"), class_="contents") + "\n"


def _footer(found: Provenance) -> str:
    layer_zh = {"ocr": "识别原文", "corrected": "自动校正后的文字", "reviewed": "自动校正并经人工审定的文字"}[
        found.layer
    ]
    counted = ", ".join(f"{name}: {number}" for name, number in found.corrections.items()) or "0"
    summary = element(
        "summary",
        both(escaped(f"{found.creator} 制作；{layer_zh}。"), escaped(f"Made by {found.creator}; {found.layer} text.")),
    )
    software = ", ".join(f"{name} {version}" for name, version in found.software.items())
    facts = (
        ("扫描文件", "Scan", found.file),
        ("SHA-256", "SHA-256", found.sha256),
        ("软件", "Software", software),
        ("步骤", "Steps", " → ".join(f"{step.stage} {step.version}" for step in found.steps)),
        ("校正记录", "Corrections", counted),
    )
    listed = "".join(
        element("dt", both(zh, en)) + element("dd", escaped(value), lang="en") for zh, en, value in facts if value
    )
    return element("footer", element("details", summary + element("dl", listed))) + "\n"
