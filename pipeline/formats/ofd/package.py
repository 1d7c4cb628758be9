"""The files of an OFD around its pages: entry, document, resources (GB/T 33190, chapter 7)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import NAMESPACE_URL, uuid5
from xml.sax.saxutils import escape, quoteattr

from pipeline.formats.ofd.layers import NAMESPACE, mm
from pipeline.formats.provenance import Provenance
from pipeline.formats.titles import title, whole_date
from pipeline.model.page import Document

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FOLDER = "Doc_0"
FONT = 1
"""id of the only font."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page as the document lists it."""

    id: int
    picture: int
    """id of its picture."""
    file: str
    """name of its picture."""
    format: str
    """of its picture: JPEG, PNG."""
    size: tuple[float, float]
    """mm."""


def entry_xml(document: Document, origin: Provenance) -> str:
    """``OFD.xml``: what the document is, where it comes from, and where it begins."""
    said = document.metadata
    identifier = uuid5(NAMESPACE_URL, f"{origin.sha256} {origin.layer} {origin.creator}").hex
    name, _, number = origin.creator.partition(" ")
    date = whole_date(document)
    return "".join(
        (
            _HEAD,
            f'<ofd:OFD xmlns:ofd="{NAMESPACE}" Version="1.0" DocType="OFD"><ofd:DocBody><ofd:DocInfo>',
            f"<ofd:DocID>{identifier}</ofd:DocID>",
            f"<ofd:Title>{escape(title(document))}</ofd:Title>",
            f"<ofd:Author>{escape(said.publication)}</ofd:Author>" if said.publication else "",
            f"<ofd:Abstract>{escape(' '.join(origin.sentences))}</ofd:Abstract>",
            f"<ofd:CreationDate>{date}</ofd:CreationDate>" if date else "",
            "<ofd:DocUsage>Normal</ofd:DocUsage>",
            f"<ofd:Creator>{escape(name)}</ofd:Creator>",
            f"<ofd:CreatorVersion>{escape(number)}</ofd:CreatorVersion>" if number else "",
            "<ofd:CustomDatas>",
            *_custom(document, origin),
            "</ofd:CustomDatas></ofd:DocInfo>",
            f"<ofd:DocRoot>{FOLDER}/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        )
    )


def _custom(document: Document, origin: Provenance) -> Iterator[str]:
    """What the standard has no element for, by name."""
    said = document.metadata
    steps = [
        {"stage": one.stage, "version": one.version, "settings": one.settings, "data": one.data} for one in origin.steps
    ]
    values = {
        "Source": origin.file,
        "SourceSHA256": origin.sha256,
        "Software": _json(origin.software),
        "TextLayer": origin.layer,
        "Corrections": _json(origin.corrections),
        "Steps": _json(steps),
        "Publication": said.publication,
        "Date": said.date,
        "Issue": said.issue,
        "IssueTotal": said.issue_total,
    }
    for name, value in values.items():
        if value is not None:
            yield f"<ofd:CustomData Name={quoteattr(name)}>{escape(value)}</ofd:CustomData>"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document_xml(sheets: Sequence[Sheet], last: int) -> str:
    """``Document.xml``: the pages in order.  ``last``: the highest id in use."""
    width, height = sheets[0].size
    return "".join(
        (
            _HEAD,
            f'<ofd:Document xmlns:ofd="{NAMESPACE}"><ofd:CommonData>',
            f"<ofd:MaxUnitID>{last}</ofd:MaxUnitID>",
            f"<ofd:PageArea><ofd:PhysicalBox>0 0 {mm(width)} {mm(height)}</ofd:PhysicalBox></ofd:PageArea>",
            "<ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>",
            "</ofd:CommonData><ofd:Pages>",
            *(f'<ofd:Page ID="{sheet.id}" BaseLoc="{page_file(number)}"/>' for number, sheet in enumerate(sheets)),
            "</ofd:Pages></ofd:Document>",
        )
    )


def page_file(number: int) -> str:
    """Where a page stands in the document's folder.  ``number``: from 0."""
    return f"Pages/Page_{number}/Content.xml"


def public_xml() -> str:
    """``PublicRes.xml``: the font, by its name; the text is transparent, and no font has to be there."""
    return (
        f'{_HEAD}<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:Fonts>'
        f'<ofd:Font ID="{FONT}" FontName="宋体" FamilyName="SimSun" Charset="unicode"/></ofd:Fonts></ofd:Res>'
    )


def resources_xml(sheets: Sequence[Sheet]) -> str:
    """``DocumentRes.xml``: the pictures."""
    return "".join(
        (
            f'{_HEAD}<ofd:Res xmlns:ofd="{NAMESPACE}" BaseLoc="Res"><ofd:MultiMedias>',
            *(
                f'<ofd:MultiMedia ID="{sheet.picture}" Type="Image" Format="{sheet.format}">'
                f"<ofd:MediaFile>{escape(sheet.file)}</ofd:MediaFile></ofd:MultiMedia>"
                for sheet in sheets
            ),
            "</ofd:MultiMedias></ofd:Res>",
        )
    )
