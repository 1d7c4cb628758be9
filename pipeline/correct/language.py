"""How probable a stretch of text is: the best way to explain it, token by token.

A token is a common word, a name of the gazetteer, a place name of no gazetteer, a person's name, a number, or a single
character; what follows a name depends on it (小区 after an estate, a number after a road, 师傅 after a person).  The
text as read and the text with a name put in are explained by the same rules, so that a name competes with the common
word, the unlisted estate or the person that the text may well mean.  A search for the best path (Viterbi) over a
window of some 15 characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Literal

from pipeline.correct.lexicon import LONGEST, Lexicon
from pipeline.correct.passage import is_chinese
from pipeline.correct.settings import LanguageSettings
from pipeline.correct.words import ContextWords
from pipeline.gazetteer.index import NameIndex

State = Literal["plain", "bare", "full", "person"]
"""What the token before was: nothing special, a place name without its generic word, a complete one, a person."""

GENERIC_WORDS = log(1 / 12)
"""log probability of one generic word among those that follow a bare name: about a dozen are in use."""
TITLES = log(1 / 12)
"""the same among titles."""
LONGEST_PERSON = 3
LONGEST_UNLISTED = 3


@dataclass(frozen=True, slots=True)
class Explanation:
    """The best way to explain a stretch of text."""

    log_probability: float
    tokens: tuple[tuple[int, int, str], ...]
    """(start, end, kind): positions in the stretch; kind: 'word', 'listed', 'unlisted', 'person', 'number',
    'character'."""

    def kind_at(self, position: int) -> str:
        """Kind of the token at a position of the stretch."""
        return next((kind for start, end, kind in self.tokens if start <= position < end), "")


Tokens = tuple[tuple[int, int, str], ...]
Best = dict[State, tuple[float, tuple[int, State, str] | None]]
"""State at one position -> log probability of the best way there, and its last step."""


class Language:
    """The rules with their word lists.

    ``names``: the gazetteer's.  ``repeats``: spelling -> how often it stands on the page as read.
    """

    def __init__(
        self,
        lexicon: Lexicon,
        words: ContextWords,
        names: NameIndex,
        repeats: Mapping[str, int],
        tokens_on_page: float,
        settings: LanguageSettings,
    ) -> None:
        self.lexicon, self.words, self.settings = lexicon, words, settings
        self._names, self._repeats = names, repeats
        self._names_on_page = max(tokens_on_page * settings.listed_share, 1.0)
        self._log_total = log(lexicon.total)
        self._base = log(settings.listed_share / names_that_share(names.size, settings))
        self._person = log(settings.person_share) + settings.surname
        self._unlisted_place = log(settings.unlisted_share)
        self._house_number = log(settings.after_road)
        self._word_behind = {
            "bare": log(1 - settings.after_place),
            "full": log(1 - settings.after_road),
            "person": log(1 - settings.after_person),
        }
        self._place_behind = log(settings.after_place) + GENERIC_WORDS
        self._title_behind = log(settings.after_person) + TITLES
        self._longest_place = max(map(len, words.place), default=0)
        self._explained: dict[tuple[str, tuple[int, int] | None], Explanation] = {}
        self._before: dict[tuple[str, tuple[bool, ...]], list[Best]] = {}
        self._behind: dict[tuple[str, State], Explanation] = {}

    def name_cost(self, spelling: str, repeats: int | None = None) -> float:
        """log probability of a listed name; higher for one that stands on the page already."""
        count = self._repeats.get(spelling, 0) if repeats is None else repeats
        if not count:
            return self._base
        share = self.settings.repeat_share
        recent = self.settings.listed_share * share * min(count / self._names_on_page, 1.0)
        return max(self._base, log(recent + (1 - share) * exp(self._base)))

    def explain(self, text: str, name: tuple[int, int] | None = None) -> Explanation:
        """The best explanation of a stretch of text.

        ``name``: (start, end) of a listed name that must be taken as such; without it the text is free.
        """
        held = self._explained.get((text, name))
        if held is None:
            if name is None:
                held = _ended(self._search(text, len(text), "plain"), len(text))
            else:
                held = self._around(text, *name)
            self._explained[text, name] = held
        return held

    def _around(self, text: str, start: int, end: int) -> Explanation:
        """The explanation with a name taken as such: what stands before and behind it is searched once for all the
        names that may stand there."""
        # a place of no list may end before the name when the name begins with 小区, 路 …
        reach = range(max(start - self._longest_place + 1, 0), start + 1)
        key = (text[:start], tuple([text.startswith(self.words.behind_place, k) for k in reach]))
        before = self._before.get(key)
        if before is None:
            before = self._before[key] = self._search(text, start, "plain")
        spelling = text[start:end]
        cost, after = self.name_cost(spelling), self._state_after(spelling)
        state, so_far = max(
            (
                (state, total + self._after(state, spelling, "listed", cost))
                for state, (total, _) in before[start].items()
            ),
            key=lambda item: item[1],
        )
        behind = self._behind.get((text[end:], after))
        if behind is None:
            rest = text[end:]
            behind = self._behind[rest, after] = _ended(self._search(rest, len(rest), after), len(rest))
        return Explanation(
            so_far + behind.log_probability,
            (
                *_trace(before, start, state),
                (start, end, "listed"),
                *((first + end, last + end, kind) for first, last, kind in behind.tokens),
            ),
        )

    def _search(self, text: str, limit: int, entered: State) -> list[Best]:
        """The best ways to each position up to ``limit``; no token goes beyond it.  ``entered``: state at the start."""
        best: list[Best] = [{} for _ in range(limit + 1)]
        best[0][entered] = (0.0, None)
        for start in range(limit):
            here = best[start]
            if not here:
                continue
            for end, kind, cost, after in self._tokens(text, start, limit):
                there = best[end]
                for state, (so_far, _) in here.items():
                    if state != "plain" or kind == "number":
                        total = so_far + self._after(state, text[start:end], kind, cost)
                    else:
                        total = so_far + cost
                    held = there.get(after)
                    if held is None or total > held[0]:
                        there[after] = (total, (start, state, kind))
        return best

    def _tokens(self, text: str, start: int, limit: int) -> list[tuple[int, str, float, State]]:
        """(end, kind, log probability, state after) of the tokens that may begin at ``start``."""
        settings = self.settings
        first = text[start]
        if not is_chinese(first):
            end = start + 1
            if not first.isalnum():
                return [(end, "character", settings.character, "plain")]
            while end < limit and text[end].isalnum() and not is_chinese(text[end]):
                end += 1
            return [(end, "number", settings.character * (end - start), "plain")]
        frequency, log_total = self.lexicon.frequency, self._log_total
        count = frequency.get(first)
        cost = log(count) - log_total if count else settings.unknown
        found: list[tuple[int, str, float, State]] = [(start + 1, "character", cost, "plain")]
        for end in range(start + 2, min(start + LONGEST, limit) + 1):
            word = text[start:end]
            count = frequency.get(word)
            if count:
                found.append((end, "word", log(count) - log_total, "plain"))
            elif word in self.words.place:
                found.append((end, "word", settings.unknown, "plain"))
        for end in self._names.ends(text, start, limit):
            spelling = text[start:end]
            found.append((end, "listed", self.name_cost(spelling), self._state_after(spelling)))
        found.extend(self._unlisted(text, start, limit))
        return found

    def _unlisted(self, text: str, start: int, limit: int) -> Iterator[tuple[int, str, float, State]]:
        """Persons, and place names that no gazetteer has."""
        words, character = self.words, self.settings.name_character
        chinese = start + 1
        while chinese < min(limit, start + LONGEST_UNLISTED) and is_chinese(text[chinese]):
            chinese += 1
        if text[start] in words.surnames:
            for end in range(start + 2, min(start + LONGEST_PERSON, chinese) + 1):
                yield end, "person", self._person + character * (end - start - 1), "person"
        for end in range(start + 2, chinese + 1):
            if text.startswith(words.behind_place, end):
                yield end, "unlisted", self._unlisted_place + character * (end - start), "bare"

    def _state_after(self, spelling: str) -> State:
        return "full" if self.words.ends_generic(spelling) else "bare"

    def _after(self, state: State, token: str, kind: str, cost: float) -> float:
        """log probability of a token, given what stands before it."""
        if kind == "number":
            return cost + (self._house_number if state == "full" else self.settings.number)
        if state == "plain":
            return cost
        if state == "bare" and token in self.words.place:
            return max(cost, self._place_behind)
        if state == "person" and token in self.words.titles:
            return max(cost, self._title_behind)
        return cost + self._word_behind[state]


def names_that_share(listed: int, settings: LanguageSettings) -> int:
    """Number of names among which the share of listed names is divided: the next power of two, so that a few names
    more or less do not move the probabilities of all others."""
    return 1 << (max(listed, settings.listed_least) - 1).bit_length()


def _ended(best: list[Best], end: int) -> Explanation:
    """The best way to the end."""
    state, (total, _) = max(best[end].items(), key=lambda item: item[1][0])
    return Explanation(total, _trace(best, end, state))


def _trace(best: list[Best], end: int, state: State) -> Tokens:
    """The tokens on the best way to a state at ``end``."""
    tokens: list[tuple[int, int, str]] = []
    while True:
        back = best[end][state][1]
        if back is None:
            return tuple(tokens[::-1])
        start, state, kind = back
        tokens.append((start, end, kind))
        end = start
