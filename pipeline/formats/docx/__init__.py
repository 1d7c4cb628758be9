"""Word: a document that an editor goes on with.  ``styles`` sets how it looks, ``writing`` what stands in it."""

from __future__ import annotations

import io

from pipeline.formats.docx.styles import new_document
from pipeline.formats.docx.writing import Writing
from pipeline.formats.material import Files, Material
from pipeline.formats.provenance import provenance
from pipeline.model.page import Page

FILE = "document.docx"


def docx_document(material: Material) -> Files:
    """``document.docx``: articles with their pictures; what waits for a person is a comment with the readings."""
    document = new_document()
    writing = Writing(document, material)
    writing.begin()

    def written(page: Page) -> Page:
        writing.page(page)
        return page

    said = provenance(material.document, map(written, material.pages()), material.layer)
    writing.finish(said)
    stream = io.BytesIO()
    document.save(stream)
    return {FILE: stream.getvalue()}
