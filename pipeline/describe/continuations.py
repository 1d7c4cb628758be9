"""Which 下转 meets which 上接: articles that go on on another page of their issue."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Levenshtein

from pipeline.describe.marks import split_label
from pipeline.describe.numerals import fold
from pipeline.describe.settings import DescribeSettings
from pipeline.model.block import Article, Link
from pipeline.model.page import Metadata

_LETTERS = re.compile("[^\u4e00-\u9fffA-Za-z0-9]+")
_QUOTED = re.compile("《([^》]+)》")


@dataclass(frozen=True, slots=True)
class PageOfIssue:
    """One page of an issue, with its articles."""

    document: str
    page: str
    """name of the page's files, ``page-0001``."""
    metadata: Metadata
    articles: tuple[Article, ...]
    titles: dict[int, str] = field(default_factory=dict)
    """article id -> title in the best layer; ``Article.title`` where it is missing."""

    @property
    def label(self) -> tuple[str, int]:
        """``split_label`` of the page label; a page with a nameplate and no label is page 1."""
        if self.metadata.page_label:
            return split_label(self.metadata.page_label)
        return ("", 1) if self.metadata.origin.get("publication") == "masthead" else ("", 0)

    def title(self, article: Article) -> str:
        """Letters and digits of the article's title."""
        return _LETTERS.sub("", fold(self.titles.get(article.id, article.title)))


@dataclass(frozen=True, slots=True)
class Continuation:
    """An article, and the article on another page that goes on with it."""

    source: tuple[str, str, int]
    """(document, page, article id) where it begins."""
    target: tuple[str, str, int]
    """(document, page, article id) where it goes on."""
    evidence: dict[str, float]
    """``points-to`` 1: the first page's 下转 names the second; ``points-back`` 1: the second's 上接 names the first;
    ``title`` 0..1: likeness of the titles (or of the title that a pointer quotes)."""

    @property
    def strength(self) -> float:
        """For ranking: pointers weigh one each, the titles' likeness up to one."""
        return sum(self.evidence.values())


def match_continuations(pages: Sequence[PageOfIssue], settings: DescribeSettings) -> tuple[Continuation, ...]:
    """Pairs of articles, the strongest first taken, each article at most once as source and once as target.

    Two pointers that name each other's page are enough; one pointer needs titles that are alike
    (``settings.title_likeness``).  The order of the pages does not matter.
    """
    candidates = [
        candidate
        for first in pages
        for second in pages
        if first is not second
        for candidate in _between(first, second, settings)
    ]
    candidates.sort(key=lambda c: (-c.strength, c.source, c.target))
    sources: set[tuple[str, str, int]] = set()
    targets: set[tuple[str, str, int]] = set()
    chosen = []
    for candidate in candidates:
        if candidate.source not in sources and candidate.target not in targets:
            sources.add(candidate.source)
            targets.add(candidate.target)
            chosen.append(candidate)
    return tuple(sorted(chosen, key=lambda c: (c.source, c.target)))


def _between(first: PageOfIssue, second: PageOfIssue, settings: DescribeSettings) -> Iterator[Continuation]:
    if not first.label[1] or not second.label[1] or first.label == second.label:
        return
    for one in first.articles:
        onward = [link for link in one.links if _names(link, "continues-on", second)]
        for other in second.articles:
            back = [link for link in other.links if _names(link, "continued-from", first)]
            if not onward and not back:
                continue
            likeness = _likeness(first.title(one), second.title(other), [*onward, *back])
            if (onward and back) or likeness >= settings.title_likeness:
                yield Continuation(
                    source=(first.document, first.page, one.id),
                    target=(second.document, second.page, other.id),
                    evidence={
                        "points-to": float(bool(onward)),
                        "points-back": float(bool(back)),
                        "title": round(likeness, 3),
                    },
                )


def _names(link: Link, kind: str, page: PageOfIssue) -> bool:
    return link.kind == kind and split_label(link.target) == page.label


def _likeness(title: str, other: str, links: Sequence[Link]) -> float:
    quoted = [_LETTERS.sub("", fold(q)) for link in links for q in _QUOTED.findall(link.text)]
    pairs = [(title, other), *((q, t) for q in quoted for t in (title, other))]
    return max((Levenshtein.normalized_similarity(a, b) for a, b in pairs if a and b), default=0.0)
