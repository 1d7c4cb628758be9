"""Names in a text, and which of them were read right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.correct.lexicon import shipped
from pipeline.evaluate.folding import fold
from pipeline.evaluate.names import projection
from pipeline.gazetteer import TERMS, Gazetteer
from pipeline.gazetteer.held import held
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.sampling.lines import FindNames, Span, longest_first

SHORT = 2
"""Characters: of the 1,033 names that ship, some ten of this length are ordinary words, and none that is longer."""


def names_of(gazetteer: Gazetteer, common: int) -> FindNames:
    """Finds the names of places that a gazetteer lists, variant spellings too, the longest where several overlap.

    Left out are terms, and names of two characters that are words of the language as well (芙蓉, 新安): ``common`` is
    the number of occurrences in the word list from which a word is one.
    """
    words = shipped()

    def wanted(spelling: str) -> bool:
        entries = gazetteer.linked(spelling)
        ambiguous = len(spelling) <= SHORT and words.common(spelling, common)
        return not ambiguous and any(entry.kind not in TERMS for entry in entries)

    def find(text: str) -> Iterable[Span]:
        matches = gazetteer.index.exact(text)
        return longest_first([(match.start, match.end) for match in matches if wanted(match.spelling)])

    return find


def names_from(settings: GazetteerSettings, common: int) -> FindNames:
    """The same for the gazetteers that the settings name; they are read when the first name is looked for."""

    @cache
    def finder() -> FindNames:
        return names_of(held(settings), common)

    return lambda text: finder()(text)


def names_in_judged(drawn: str, names: Sequence[Span], judged: str, find: FindNames) -> tuple[Span, ...]:
    """Names in the text that a person gives for a line: those that stood in the drawn text, and those of the lists."""
    if judged == drawn:
        return tuple(names)
    starts, ends = projection(drawn, judged)
    moved = [(starts[start], ends[end]) for start, end in names]
    return longest_first([*find(judged), *(span for span in moved if span[0] < span[1])])


@dataclass(frozen=True, slots=True)
class NameCount:
    """Names of a line."""

    wrong: int
    size: int


def count_names(drawn: str, drawn_names: Sequence[Span], judged: str, judged_names: Sequence[Span]) -> NameCount:
    """Names of a line, and how many the drawn text has otherwise than the judged one; width of forms does not count.

    A name of the drawn text for which nothing is printed is one, too, and wrong.
    """
    to_drawn, to_judged = projection(judged, drawn), projection(drawn, judged)
    wrong = sum(
        fold(judged[start:end]).text != fold(drawn[to_drawn[0][start] : to_drawn[1][end]]).text
        for start, end in judged_names
    )
    gone = sum(to_judged[0][start] >= to_judged[1][end] for start, end in drawn_names)
    return NameCount(wrong + gone, len(judged_names) + gone)
