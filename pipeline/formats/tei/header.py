"""``teiHeader``: bibliographic data, source with its checksum, software, steps, what was corrected and by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.formats.material import Material
from pipeline.formats.provenance import LAYERS, Done, Provenance
from pipeline.formats.tei.xml import element, said
from pipeline.model.page import Metadata

AGENTS: Mapping[str, tuple[str, str]] = {
    "normalise": ("normalised spaces, punctuation and widths", "software"),
    "correct": ("corrected names and terms", "software"),
    "review": ("decided on corrections", "person"),
}
"""Stage that writes records -> what it did, and who it is."""
_VERSION = re.compile(r"\d+[a-z]*\d*(\.\d+[a-z]*\d*){0,3}")
"""What TEI takes for the version of a program."""
_NAME = re.compile(r"[^\w.-]")


def header(material: Material, found: Provenance) -> str:
    """The header of one document."""
    parts = (
        _lines("fileDesc", _title(material, found), _publication(found), _source(material, found)),
        _lines("encodingDesc", _software(found), _editorial(found)),
        _lines("profileDesc", element("langUsage", said("language", "汉语 Chinese", ident="zh"))),
        _lines("revisionDesc", *(_change(number, step) for number, step in enumerate(found.steps, 1))),
    )
    return _lines("teiHeader", *parts) + "\n"


def _lines(name: str, *parts: str, type_: str | None = None) -> str:
    """An element with a line for each part; nothing without any."""
    inner = "".join(f"{part}\n" for part in parts if part)
    return element(name, f"\n{inner}", type_=type_) if inner else ""


def _title(material: Material, found: Provenance) -> str:
    about = material.document.metadata
    title = about.title or " ".join(part for part in (about.publication, _issue(about), about.date) if part)
    people = [
        element(
            "respStmt",
            said("resp", did) + said("name", found.creator if who == "software" else "reviewer", type_=who),
            xml_id=f"resp-{stage}",
        )
        for stage, (did, who) in AGENTS.items()
        if any(name.startswith(f"{stage}.") for name in found.corrections)
    ]
    return _lines("titleStmt", said("title", title or material.document.id), *people)


def _issue(about: Metadata) -> str:
    whole = f"总第{about.issue_total}期" if about.issue_total else ""
    return (f"第{about.issue}期" if about.issue else "") + (f"（{whole}）" if about.issue and whole else whole)


def _publication(found: Provenance) -> str:
    words = f"Text of a scan, made with {found.creator}. Layer: {found.layer} ({LAYERS[found.layer]})."
    return _lines("publicationStmt", said("p", words))


def _source(material: Material, found: Provenance) -> str:
    about, document = material.document.metadata, material.document
    printed = [
        said("title", about.publication, level="j") if about.publication else "",
        said("biblScope", about.issue, unit="issue") if about.issue else "",
        said("biblScope", about.issue_total, unit="running-number") if about.issue_total else "",
        said("date", about.date, when=about.date) if about.date else "",
    ]
    printed += [
        said("biblScope", page.metadata.page_label, unit="page", corresp=f"#{page.name}")
        for page in document.pages
        if page.metadata.page_label and page.status != "failed" and material.wanted(page.name)
    ]
    scan = (
        said("title", found.file),
        said("idno", found.sha256, type_="SHA-256"),
        said("idno", document.id, type_="document"),
        said("note", f"{document.source.media_type}, {document.source.frames} images"),
    )
    return _lines(
        "sourceDesc",
        _lines("bibl", *printed, type_="printed"),
        _lines("bibl", *scan, type_="scan"),
    )


def _software(found: Provenance) -> str:
    programs = []
    for name, version in found.software.items():
        match = _VERSION.match(version)
        programs.append(
            element(
                "application",
                said("label", f"{name} {version}"),
                ident=_NAME.sub("-", name),
                version=match[0] if match else "0",
            )
        )
    return _lines("appInfo", *programs)


def _editorial(found: Provenance) -> str:
    counted = ", ".join(f"{name}: {number}" for name, number in found.corrections.items()) or "none"
    return _lines(
        "editorialDecl",
        element("correction", said("p", f"Records of corrections by stage and status: {counted}."), method="markup"),
        element("normalization", said("p", "Original forms stand in orig."), method="markup"),
        element("hyphenation", said("p", 'A line beginning inside a word has break="no".')),
    )


def _change(number: int, step: Done) -> str:
    data = "".join(f"\n{said('item', f'{name}: {value}')}" for name, value in step.data.items())
    words = said("label", f"{step.stage}, version {step.version}")
    listed = element("list", f"{data}\n") if data else ""
    settings = said("note", step.settings_text, type_="settings") if step.settings else ""
    return element("change", words + settings + listed, n=number)
