"""Which documents belong to one issue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.page import Metadata

FIELDS = ("publication", "date", "issue", "issue_total", "page_label", "section", "title")
PAGE_FIELDS = frozenset({"page_label", "section"})
_MONTH = len("2021-03")
_YEAR = len("2021")
_FULL_DATE = len("2021-03-12")
_RANK = {"metadata.csv": 0, "masthead": 1, "folio": 2}
"""Where a value comes from, the most trustworthy first; anything else comes last."""


@dataclass(frozen=True, slots=True)
class Issue:
    """Documents of one issue."""

    key: str | None
    """``issue_key`` of what they say together; ``None``: nothing is known, and each such document is by itself."""
    metadata: Metadata
    documents: tuple[str, ...]
    """document ids, sorted."""


def issue_key(metadata: Metadata) -> str | None:
    """For instance ``仙霞社区报 2021-04-09 第7期``; ``None`` when the print does not tell.

    It takes a month, a number in a year, or a running number.
    """
    dated = metadata.date is not None and len(metadata.date) > len("2021")
    numbered = metadata.issue is not None and metadata.date is not None
    if not (dated or numbered or metadata.issue_total):
        return None
    parts = [metadata.publication, metadata.date]
    if metadata.issue:
        parts.append(_in_words(metadata.issue))
    elif metadata.issue_total and not dated:
        parts.append(f"总{_in_words(metadata.issue_total)}")
    return " ".join(part for part in parts if part)


def merged(metadata: Iterable[Metadata], leave_out: frozenset[str] = frozenset()) -> Metadata:
    """Field by field the value of the most trustworthy origin, of the most exact date, that most agree on."""
    given = list(metadata)
    values: dict[str, str] = {}
    origin: dict[str, str] = {}
    for field in FIELDS:
        stated = [(getattr(m, field), m.origin.get(field, "")) for m in given if getattr(m, field) is not None]
        if not stated or field in leave_out:
            continue
        counts = Counter(value for value, _ in stated)

        def order(
            item: tuple[str, str], field: str = field, counts: Counter[str] = counts
        ) -> tuple[int, int, int, str]:
            value, source = item
            return (-len(value) if field == "date" else 0, _RANK.get(source, len(_RANK)), -counts[value], value)

        value, source = min(stated, key=order)
        values[field] = value
        if source:
            origin[field] = source
    return Metadata(**values, origin=origin)


def document_metadata(pages: Sequence[Metadata]) -> Metadata:
    """What the pages of one document say together; page label and section only when there is one page."""
    return merged(pages, PAGE_FIELDS if len(pages) > 1 else frozenset())


def gather_issues(documents: Sequence[tuple[str, Metadata]]) -> tuple[Issue, ...]:
    """The issues that the documents (id, metadata) make up, sorted by key and first document.

    1. Documents with a publication and a full date: one issue for each pair of the two.
    2. Documents with a full date only: the one issue of that date; an issue of their own when there is none, or when
       several publications appeared that day.
    3. Documents without a full date: the one issue that has the same number in the same year, the same running
       number, or alone appeared in that month; else an issue of those that say the same.
    4. Documents that say nothing stay by themselves.

    The order of the documents does not matter.
    """
    groups: dict[tuple[str, ...], list[tuple[str, Metadata]]] = {}
    dated = [(i, m) for i, m in sorted(documents, key=lambda d: d[0]) if m.date and len(m.date) == _FULL_DATE]
    for document in dated:
        if document[1].publication:
            groups.setdefault(("dated", document[1].publication, document[1].date or ""), []).append(document)
    on_day: dict[str, list[tuple[str, ...]]] = {}
    for key in groups:
        on_day.setdefault(key[2], []).append(key)
    for document in dated:
        if not document[1].publication:
            day = document[1].date or ""
            same = on_day.get(day, [])
            groups.setdefault(same[0] if len(same) == 1 else ("dated", "", day), []).append(document)
    certain = Certain({key: merged(m for _, m in members) for key, members in groups.items()})
    known = {name for name, _ in dated}
    for document in sorted(documents, key=lambda d: d[0]):
        if document[0] not in known:
            groups.setdefault(certain.home(document), []).append(document)
    issues = []
    for members in groups.values():
        together = merged((m for _, m in members), PAGE_FIELDS if len(members) > 1 else frozenset())
        issues.append(Issue(issue_key(together), together, tuple(sorted(i for i, _ in members))))
    return tuple(sorted(issues, key=lambda issue: (issue.key is None, issue.key or "", issue.documents)))


class Certain:
    """Issues of which publication or date are known, found by what a document without a full date may say of them."""

    def __init__(self, issues: Mapping[tuple[str, ...], Metadata]) -> None:
        """``issues``: key -> what its documents say together; each has a full date."""
        self._issues = issues
        self._by: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        for key, issue in issues.items():
            for word in _words(issue):
                self._by.setdefault(word, []).append(key)

    def home(self, document: tuple[str, Metadata]) -> tuple[str, ...]:
        """The group of a document (id, metadata) without a full date."""
        name, metadata = document
        near = dict.fromkeys(key for word in _words(metadata) for key in self._by.get(word, ()))
        fits = [key for key in near if _fits(metadata, self._issues[key])]
        if len(fits) == 1:
            return fits[0]
        if issue_key(metadata) is None:
            return ("alone", name)
        return ("loose", metadata.publication or "", metadata.date or "", metadata.issue or metadata.issue_total or "")


def _words(metadata: Metadata) -> list[tuple[str, str]]:
    """What documents of one issue have in common, of which one thing at least makes ``_fits`` hold."""
    date, found = metadata.date or "", list[tuple[str, str]]()
    if date:
        found.append(("month", date[:_MONTH]))
    if date and metadata.issue:
        found.append(("issue of a year", f"{date[:_YEAR]} {_number(metadata.issue)}"))
    if metadata.issue_total:
        found.append(("total", _number(metadata.issue_total)))
    return found


def _fits(metadata: Metadata, issue: Metadata) -> bool:
    if metadata.publication and issue.publication and metadata.publication != issue.publication:
        return False
    date, full = metadata.date or "", issue.date or ""
    if not full.startswith(date):
        return False
    if metadata.issue and issue.issue and date:
        return _number(metadata.issue) == _number(issue.issue)
    if metadata.issue_total and issue.issue_total:
        return _number(metadata.issue_total) == _number(issue.issue_total)
    return len(date) >= _MONTH and not metadata.issue and not metadata.issue_total


def _number(issue: str) -> str:
    """Numbers without leading zeros; anything else (特刊, 5-6) as it stands."""
    return str(int(issue)) if issue.isdecimal() else issue.strip()


def _in_words(issue: str) -> str:
    """``第7期`` for ``07``; what is no number already says what it is."""
    number = _number(issue)
    return f"第{number}期" if number[:1].isdecimal() else number
