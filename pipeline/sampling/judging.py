"""Taking judgements: what a person says of a line is checked, its names are marked, and it is entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.sampling.lines import FindNames
from pipeline.sampling.names import names_in_judged
from pipeline.sampling.records import Sample, SampleLine
from pipeline.sampling.refusal import Refusal
from pipeline.sampling.standing import Standing, standings, to_judge, to_settle
from pipeline.sampling.store import Samples

LONGEST = 500
"""Characters: several times the longest line of print; more is no line."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says of one line."""

    line: int
    """id of the line in its sample."""
    text: str | None
    """what is printed; as drawn: it is right; empty: nothing is printed there; ``None``: it cannot be read."""
    settles: bool = False
    """given in the knowledge of two others that differ."""


class Judging:
    """Judgements of one results folder.  No person learns what another said, except to settle a difference."""

    def __init__(self, samples: Samples, find_names: FindNames) -> None:
        self._samples, self._find = samples, find_names

    def standing(self, sample: Sample) -> list[Standing]:
        """All lines of a sample, in the order of judging."""
        return standings(self._samples.lines(sample.id), self._samples.judgements(sample.id), sample.terms.judges)

    def waiting(self, sample: int, judge: str, *, settle: bool = False) -> list[SampleLine]:
        """The lines that wait for this person; ``settle``: those about which others differ."""
        standing = self.standing(self._samples.get(sample))
        return [one.line for one in (to_settle if settle else to_judge)(standing, judge)]

    def enter(self, judge: str, said: Sequence[Said]) -> None:
        """Enter judgements of one person, all or none.

        A line that the person judged before is judged anew: the later row holds.  Raises ``Refusal`` for a text
        that is no line, and for a difference settled by one of those who differ; ``NoInputError`` for an unknown line.
        """
        judge = judge.strip()
        if not judge:
            raise Refusal("person", "A judgement needs the name of the person who gives it.")
        lines = self._samples.lines_of([one.line for one in said])
        rows = []
        for one in said:
            drawn = lines[one.line].drawn
            text = one.text if one.text == drawn.text else _checked(one.text)
            if one.settles:
                self._may_settle(one.line, judge)
            names = () if text is None else names_in_judged(drawn.text, drawn.names, text, self._find)
            rows.append((one.line, judge, text, names, one.settles))
        self._samples.enter(rows)

    def _may_settle(self, line: int, judge: str) -> None:
        judges = {one.judge for one in self._samples.judgements_of_line(line) if not one.settles}
        if len(judges) < 2:
            raise Refusal("not-judged", f"Line {line} was not judged by two people: there is nothing to settle.")
        if judge in judges:
            raise Refusal("third", f"{judge} judged line {line} already: a third person is to settle it.")


def _checked(text: str | None) -> str | None:
    if text is None:
        return None
    if len(text) > LONGEST:
        raise Refusal("text", f"A text of {len(text)} characters is no line; {LONGEST} are taken at most.")
    if any(not character.isprintable() and character != "\u3000" for character in text):
        raise Refusal("text", "The text of a line has no line breaks and no control characters.")
    return text.strip(" ")
