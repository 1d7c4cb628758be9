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

State = Literal["plain", "bare", "full", "person"]
"""What the token before was: nothing special, a place name without its generic word, a complete one, a person."""

GENERIC_WORDS = log(1 / 12)
"""log probability of one generic word among those that follow a bare name: about a dozen are in use."""
TITLES = log(1 / 12)
"""the same among titles."""
LONGEST_PERSON = 3
LONGEST_UNLISTED = 3
IMPOSSIBLE = -1e9


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


class Language:
    """The rules with their word lists.  ``names``: spelling -> how often it stands on the page as read."""

    def __init__(
        self,
        lexicon: Lexicon,
        words: ContextWords,
        spellings: Mapping[str, object],
        repeats: Mapping[str, int],
        tokens_on_page: float,
        settings: LanguageSettings,
    ) -> None:
        self.lexicon, self.words, self.spellings, self.settings = lexicon, words, spellings, settings
        self._repeats = repeats
        self._names_on_page = max(tokens_on_page * settings.listed_share, 1.0)
        self._log_total = log(lexicon.total)
        self._base = log(settings.listed_share / max(len(spellings), settings.listed_least))
        self._explained: dict[tuple[str, tuple[int, int] | None], Explanation] = {}
        self._longest_name = max(map(len, spellings), default=0)

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
            held = self._explained[text, name] = self._search(text, name)
        return held

    def _search(self, text: str, name: tuple[int, int] | None) -> Explanation:
        size = len(text)
        best: list[dict[State, tuple[float, tuple[int, State, str] | None]]] = [{} for _ in range(size + 1)]
        best[0]["plain"] = (0.0, None)
        for start in range(size):
            if not best[start] or (name is not None and name[0] < start < name[1]):
                continue
            for end, kind, cost, after in self._tokens(text, start, name):
                for state, (so_far, _) in best[start].items():
                    total = so_far + self._after(state, text[start:end], kind, cost)
                    held = best[end].get(after)
                    if held is None or total > held[0]:
                        best[end][after] = (total, (start, state, kind))
        state, (total, _) = max(best[size].items(), key=lambda item: item[1][0])
        return Explanation(total, tuple(self._trace(best, size, state)))

    @staticmethod
    def _trace(
        best: list[dict[State, tuple[float, tuple[int, State, str] | None]]], end: int, state: State
    ) -> list[tuple[int, int, str]]:
        tokens: list[tuple[int, int, str]] = []
        while True:
            back = best[end][state][1]
            if back is None:
                return tokens[::-1]
            tokens.append((back[0], end, back[2]))
            end, state = back[0], back[1]

    def _tokens(self, text: str, start: int, name: tuple[int, int] | None) -> Iterator[tuple[int, str, float, State]]:
        """(end, kind, log probability, state after) of the tokens that may begin at ``start``."""
        settings, size = self.settings, len(text)
        if name is not None and start == name[0]:
            spelling = text[start : name[1]]
            yield name[1], "listed", self.name_cost(spelling), self._state_after(spelling)
            return
        limit = size if name is None or start >= name[1] else name[0]
        first = text[start]
        if not is_chinese(first):
            end = start + 1
            if first.isalnum():
                while end < limit and text[end].isalnum() and not is_chinese(text[end]):
                    end += 1
                yield end, "number", settings.character * (end - start), "plain"
            else:
                yield end, "character", settings.character, "plain"
            return
        frequency = self.lexicon.frequency
        for end in range(start + 1, min(start + LONGEST, limit) + 1):
            word = text[start:end]
            count = frequency.get(word)
            if count:
                yield end, "word" if end > start + 1 else "character", log(count) - self._log_total, "plain"
            elif end == start + 1:
                yield end, "character", settings.unknown, "plain"
            elif word in self.words.place:
                yield end, "word", settings.unknown, "plain"
        for end in range(start + 2, min(start + self._longest_name, limit) + 1):
            spelling = text[start:end]
            if spelling in self.spellings:
                yield end, "listed", self.name_cost(spelling), self._state_after(spelling)
        yield from self._unlisted(text, start, limit)

    def _unlisted(self, text: str, start: int, limit: int) -> Iterator[tuple[int, str, float, State]]:
        """Persons, and place names that no gazetteer has."""
        settings, words = self.settings, self.words
        chinese = start
        while chinese < min(limit, start + 4) and is_chinese(text[chinese]):
            chinese += 1
        if text[start] in words.surnames:
            cost = log(settings.person_share) + settings.surname
            for end in range(start + 2, min(start + LONGEST_PERSON, chinese) + 1):
                yield end, "person", cost + settings.name_character * (end - start - 1), "person"
        for end in range(start + 2, min(start + LONGEST_UNLISTED, chinese) + 1):
            if text.startswith(words.behind_place, end):
                yield end, "unlisted", log(settings.unlisted_share) + settings.name_character * (end - start), "bare"

    def _state_after(self, spelling: str) -> State:
        return "full" if self.words.ends_generic(spelling) else "bare"

    def _after(self, state: State, token: str, kind: str, cost: float) -> float:
        """log probability of a token, given what stands before it."""
        settings = self.settings
        if kind == "number":
            share = settings.after_road if state == "full" else 0.0
            return cost + (log(share) if share else settings.number)
        if state == "bare":
            if token in self.words.place:
                return max(cost, log(settings.after_place) + GENERIC_WORDS)
            return cost + log(1 - settings.after_place)
        if state == "full":
            return cost + log(1 - settings.after_road)
        if state == "person":
            if token in self.words.titles:
                return max(cost, log(settings.after_person) + TITLES)
            return cost + log(1 - settings.after_person)
        return cost
