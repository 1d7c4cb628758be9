"""What is said about the text outside of it: places that it names, reasons of corrections, proposals.

Here and not in notes inside the text, so that who takes the text out of ``body`` gets nothing but the text.
"""

from __future__ import annotations

from pipeline.formats.provenance import Provenance
from pipeline.formats.tei.xml import element, said
from pipeline.model.correction import Correction


def responsible(record: Correction) -> str:
    """Pointer to who is responsible for a record (``header.AGENTS``)."""
    return f"#resp-{record.stage}"


class StandOff:
    """Collects while the text is written."""

    def __init__(self) -> None:
        self._places: dict[str, str] = {}
        self._notes: list[str] = []

    def place(self, entry: str) -> str:
        """Pointer to an entry of the gazetteer; entries are listed in the order of their first mention."""
        return "#" + self._places.setdefault(entry, f"place-{len(self._places) + 1}")

    def reason(self, target: str, record: Correction) -> None:
        """Why a correction was made; ``target``: ``xml:id`` of its ``choice``."""
        for language, words in (
            ("zh", "".join(reason.zh for reason in record.reasons)),
            ("en", " ".join(reason.en for reason in record.reasons)),
        ):
            if words:
                self._note(target, "reason", record, words, language)

    def proposal(self, target: str, record: Correction) -> None:
        """What was proposed and not done; ``target``: ``xml:id`` of the place in doubt."""
        readings = "; ".join(f"{one.text} ({one.probability:.1%})" for one in record.candidates)
        self._note(target, "proposal", record, f"{record.before} → {record.after}. {readings}".rstrip(". "), None)

    def _note(self, target: str, type_: str, record: Correction, words: str, language: str | None) -> None:
        self._notes.append(
            said("note", words, type_=type_, target=f"#{target}", resp=responsible(record), xml_lang=language) + "\n"
        )

    def xml(self, provenance: Provenance) -> str:
        """``standOff``; nothing when there is nothing to say."""
        inner = self._list(provenance) + "".join(self._notes)
        return element("standOff", f"\n{inner}") + "\n" if inner else ""

    def _list(self, provenance: Provenance) -> str:
        if not self._places:
            return ""
        listed = "".join(
            element("place", said("placeName", name) + said("idno", name, type_="gazetteer"), xml_id=number) + "\n"
            for name, number in self._places.items()
        )
        files = [name for step in provenance.steps for name in step.data if name.startswith("gazetteer ")]
        words = f"Entries of the gazetteers that names were corrected with ({'; '.join(files)})."
        head = said("desc", words) + "\n" if files else ""
        return element("listPlace", f"\n{head}{listed}") + "\n"
