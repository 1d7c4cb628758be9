"""TEI P5: a document as scholars edit it.  ``header`` says where it comes from, ``facsimile`` where it is printed,
``body`` what it says; ``xml`` escapes."""

from __future__ import annotations

from pipeline.formats.material import Files, Material
from pipeline.formats.pictures import WithPictures
from pipeline.formats.provenance import provenance
from pipeline.formats.tei.body import Body
from pipeline.formats.tei.facsimile import surface
from pipeline.formats.tei.header import header
from pipeline.formats.tei.standoff import StandOff
from pipeline.model.page import Page

NAMESPACE = "http://www.tei-c.org/ns/1.0"
ENDING = ".tei.xml"


def tei_document(material: Material) -> Files:
    """``document.tei.xml`` and its pictures; lines, blocks and figures stand in coordinates of the original scan."""
    beside, files = StandOff(), WithPictures(material)
    surfaces, texts = list[str](), list[str]()

    def written(page: Page) -> Page:
        surfaces.append(surface(page, material))
        files.note(page)
        texts.append(Body(page, material, beside).xml())
        return page

    said = provenance(material.document, map(written, material.pages()), material.layer)
    body = "".join(texts) if any("<div" in text for text in texts) else "".join(texts) + "<div><p/></div>\n"
    parts = (
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        f'<TEI xmlns="{NAMESPACE}" xml:lang="zh">\n',
        header(material, said),
        f"<facsimile>\n{''.join(surfaces)}</facsimile>\n" if surfaces else "",
        beside.xml(said),
        f"<text>\n<body>\n{body}</body>\n</text>\n</TEI>\n",
    )
    files.put(f"document{ENDING}", "".join(parts))
    return files
