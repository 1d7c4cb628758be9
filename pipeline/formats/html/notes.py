"""What was corrected and what is in doubt: marked in the text where it stands, told at the foot of the page."""

from __future__ import annotations

from pipeline.formats.html.markup import both, element, escaped
from pipeline.formats.spans import Span
from pipeline.model.correction import Correction


class Notes:
    """Collects while the text is written."""

    def __init__(self) -> None:
        self._notes: list[str] = []

    def marked(self, span: Span, inner: str, page: str) -> str:
        """The text of a span with a mark that leads to its note; ``inner``: its markup.

        Changes of spaces, punctuation and widths are not worth a reader's look.
        """
        changes = [record for record in span.changes if record.stage != "normalise"]
        if span.doubts:
            return self._mark("doubt", inner, page, span.doubts[-1], _doubt(span.doubts[-1]))
        if changes:
            return self._mark("fix", inner, page, changes[-1], _change(changes[-1]))
        return inner

    def html(self) -> str:
        """The notes; nothing when there are none."""
        if not self._notes:
            return ""
        head = element("h2", both("校记", "Notes on the text"))
        return element("section", head + element("ol", "".join(self._notes)), class_="notes") + "\n"

    def _mark(self, kind: str, inner: str, page: str, record: Correction, words: tuple[str, str]) -> str:
        name = f"{page}.c{record.id}"
        zh, en = words
        reasons_zh, reasons_en = ("".join(one.zh for one in record.reasons), " ".join(one.en for one in record.reasons))
        told = both(escaped(zh), escaped(en))
        why = both(escaped(reasons_zh), escaped(reasons_en)) if record.reasons else ""
        back = element("a", "↑", href=f"#{name}", aria_label="回到正文 Back to the text")
        why = element("small", why) if why else ""
        self._notes.append(element("li", f"{told} {why} {back}", id=f"{name}.note", class_=kind))
        return element("a", inner, id=name, href=f"#{name}.note", class_=kind, title=f"{zh}\n{en}")


def _change(record: Correction) -> tuple[str, str]:
    by_zh, by_en = ("人工改为", "a person changed it to") if record.stage == "review" else ("自动改为", "changed to")
    after_zh, after_en = (f"“{record.after}”", record.after) if record.after else ("空（删去）", "nothing")
    return f"识别为“{record.before}”，{by_zh}{after_zh}。", f"Read as {record.before}; {by_en} {after_en}."


def _doubt(record: Correction) -> tuple[str, str]:
    others = [one for one in record.candidates if one.text != record.before]
    zh = "、".join(f"“{one.text}”（{one.probability:.0%}）" for one in others) or f"“{record.after}”"
    en = ", ".join(f"{one.text} ({one.probability:.0%})" for one in others) or record.after
    return f"存疑：“{record.before}”或为{zh}。", f"In doubt: {record.before} may be {en}."
