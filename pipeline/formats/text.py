"""The formats that a run writes itself: plain text, Markdown, JSON."""

from __future__ import annotations

from pipeline.export.figures import figures
from pipeline.export.interchange import page_json
from pipeline.export.markdown import document_markdown, page_markdown
from pipeline.export.plain import document_text, page_text
from pipeline.formats.material import Files, Material
from pipeline.model.page import Page


def txt_page(page: Page, material: Material) -> Files:
    """``page-0001.txt``."""
    return {f"{page.name}.txt": page_text(page, material.layer)}


def txt_document(material: Material) -> Files:
    """``document.txt``."""
    return {"document.txt": document_text(page_text(page, material.layer) for page in material.pages())}


def md_page(page: Page, material: Material) -> Files:
    """``page-0001.md`` and the pictures that it refers to, where the run made them."""
    wanted = [name for figure in figures(page) for name in (figure.file_name(page), f"{page.name}.jpg")]
    pictures = {name: picture for name in dict.fromkeys(wanted) if (picture := material.picture(name)) is not None}
    return {f"{page.name}.md": page_markdown(page, material.layer), **pictures}


def md_document(material: Material) -> Files:
    """``document.md``."""
    pages = ((page.name, page_markdown(page, material.layer)) for page in material.pages())
    return {"document.md": document_markdown(pages)}


def json_page(page: Page, material: Material) -> Files:
    """``page-0001.json``, its blocks with the text of the layer."""
    return {f"{page.name}.json": page_json(page, material.layer)}


def json_document(material: Material) -> Files:
    """``document.json``."""
    return {"document.json": material.document.model_dump_json(by_alias=True, indent=1)}
