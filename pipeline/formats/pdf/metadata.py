"""What a PDF says of itself: XMP, in the vocabulary that PDF/A allows without further declarations."""

from __future__ import annotations

import json
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from pipeline.formats.provenance import Provenance
from pipeline.formats.titles import title, whole_date
from pipeline.model.page import Document

_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
}
PRODUCER = "Baokan"


def info(document: Document, origin: Provenance) -> dict[str, str]:
    """The document information dictionary; the XMP says the same."""
    return {
        "Title": title(document),
        "Subject": _description(origin),
        "Creator": origin.creator,
        "Producer": PRODUCER,
    }


def xmp(document: Document, origin: Provenance) -> bytes:
    """The XMP packet: PDF/A-2u, title, source with its checksum, and the processing steps as its history."""
    names = " ".join(f"xmlns:{prefix}={quoteattr(uri)}" for prefix, uri in _NAMESPACES.items())
    said = document.metadata
    properties = [
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>",
        f"<dc:title>{_alternative(title(document))}</dc:title>",
        f"<dc:description>{_alternative(_description(origin))}</dc:description>",
        f"<dc:source>{escape(f'{origin.file}, SHA-256 {origin.sha256}')}</dc:source>",
        f"<dc:language>{_bag(['zh'])}</dc:language>",
        f"<dc:publisher>{_bag([said.publication])}</dc:publisher>" if said.publication else "",
        f"<dc:date>{_sequence([whole])}</dc:date>" if (whole := whole_date(document)) else "",
        f"<xmp:CreatorTool>{escape(origin.creator)}</xmp:CreatorTool>",
        f"<pdf:Producer>{PRODUCER}</pdf:Producer>",
        f"<xmpMM:History><rdf:Seq>{''.join(_events(origin))}</rdf:Seq></xmpMM:History>",
    ]
    return "\n".join(
        (
            _BEGIN,
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
            f'<rdf:Description rdf:about="" {names}>',
            *(one for one in properties if one),
            "</rdf:Description>",
            "</rdf:RDF>",
            "</x:xmpmeta>",
            '<?xpacket end="r"?>',
        )
    ).encode()


def _description(origin: Provenance) -> str:
    return " ".join(origin.sentences)


def _events(origin: Provenance) -> Iterable[str]:
    for step in origin.steps:
        data = json.dumps(step.data, ensure_ascii=False, sort_keys=True)
        yield (
            '<rdf:li rdf:parseType="Resource">'
            f"<stEvt:action>{escape(step.stage)}</stEvt:action>"
            f"<stEvt:softwareAgent>{escape(f'{origin.creator}, {step.stage} {step.version}')}</stEvt:softwareAgent>"
            f"<stEvt:parameters>{escape(f'settings: {step.settings_text}; data: {data}')}</stEvt:parameters>"
            "</rdf:li>"
        )


def _alternative(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{escape(text)}</rdf:li></rdf:Alt>'


def _bag(items: Iterable[str]) -> str:
    return f"<rdf:Bag>{''.join(f'<rdf:li>{escape(one)}</rdf:li>' for one in items)}</rdf:Bag>"


def _sequence(items: Iterable[str]) -> str:
    return f"<rdf:Seq>{''.join(f'<rdf:li>{escape(one)}</rdf:li>' for one in items)}</rdf:Seq>"
