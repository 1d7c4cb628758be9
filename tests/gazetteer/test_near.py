"""The quick search for misread names finds what the plain one finds: every name tried at every place."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gazetteer.index import Budget, Edit, Match, NameIndex, Options

LETTERS = "虹旭仙路"
TEXTS = st.text(alphabet=LETTERS, min_size=1, max_size=9)


def plain(
    names: list[str], text: str, options: list[Options], budget: Budget, settled: list[bool]
) -> Iterator[tuple[int, Match]]:
    """(number of the name, match): all matches, those of one name at one place in the order of the rules."""
    for start in range(len(text)):
        for number, name in enumerate(names):
            for end, edits in _ways(name, text, options, settled, budget, start, 0, start, (), budget.unsupported):
                if edits and _allowed(name, edits, budget):
                    yield number, Match(start, end, name, edits)


def _ways(
    name: str,
    text: str,
    options: list[Options],
    settled: list[bool],
    budget: Budget,
    start: int,
    done: int,
    position: int,
    edits: tuple[Edit, ...],
    left: int,
) -> Iterator[tuple[int, tuple[Edit, ...]]]:
    """(end in the text, edits) of the ways to read ``name[done:]`` from a position on."""

    def on(step: int, further: int, edit: Edit | None, remains: int) -> Iterator[tuple[int, tuple[Edit, ...]]]:
        added = (*edits, edit) if edit else edits
        return _ways(name, text, options, settled, budget, start, done + step, position + further, added, remains)

    if done == len(name):
        if edits[-1:] != (Edit("extra", position - 1, ""),):  # else the name had ended before that character
            yield position, edits
        return
    first, more = done == 0, len(edits) < budget.edits
    wanted = name[done]
    inside = 0 < position < len(text) and settled[position - 1] and settled[position]
    if left and more and not inside and not first:
        yield from on(1, 0, Edit("missing", position, wanted), 0)
    if position < len(text):
        read, offered, free = text[position], options[position], not settled[position]
        if wanted == read:
            yield from on(1, 1, None, left)
        if more:
            support = offered.get(wanted)
            if support == "alternative":
                yield from on(1, 1, Edit(support, position, wanted), left)
            elif support and left:
                yield from on(1, 1, Edit(support, position, wanted), 0)
            # a name that begins with another character has its second one as it is read
            follows = not first or (len(name) > 1 and text[position + 1 : position + 2] == name[1])
            if left and free and wanted != read and support is None and follows:
                yield from on(1, 1, Edit("other", position, wanted), 0)
            if left and free and not first:
                yield from on(0, 1, Edit("extra", position, ""), 0)
    if left and more and not inside and first and text[position : position + 1] == name[1] and position + 1 < len(text):
        yield from on(1, 0, Edit("missing", position, wanted), 0)


def _allowed(name: str, edits: tuple[Edit, ...], budget: Budget) -> bool:
    shortest = {"other": budget.other_length, "extra": budget.indel_length, "missing": budget.indel_length}
    return len(edits) <= max(1.0, budget.share * len(name)) and all(len(name) >= shortest.get(e.kind, 0) for e in edits)


@st.composite
def searches(draw: st.DrawFn) -> tuple[list[str], str, list[Options], Budget, list[bool]]:
    names = draw(st.lists(st.text(alphabet=LETTERS, min_size=2, max_size=6), min_size=1, max_size=25, unique=True))
    text = draw(TEXTS)
    support = st.sampled_from(["alternative", "look-alike"])
    settled = draw(st.lists(st.booleans(), min_size=len(text), max_size=len(text)))
    options: list[Options] = []
    for character, fixed in zip(text, settled, strict=True):
        offered = draw(st.dictionaries(st.sampled_from(LETTERS.replace(character, "")), support, max_size=3))
        options.append({} if fixed else offered)
    budget = Budget(
        edits=draw(st.integers(1, 4)),
        share=draw(st.sampled_from([0.3, 0.67, 1.0])),
        unsupported=draw(st.integers(0, 1)),
        other_length=draw(st.integers(2, 5)),
        indel_length=draw(st.integers(3, 5)),
    )
    return names, text, options, budget, settled


@settings(max_examples=300, deadline=None)
@given(searches())
def test_the_quick_search_finds_what_the_plain_one_finds_in_the_same_order(
    search: tuple[list[str], str, list[Options], Budget, list[bool]],
) -> None:
    names, *rest = search
    number = {name: k for k, name in enumerate(names)}
    found = NameIndex(names).near(*rest)
    assert sorted(found, key=lambda m: (m.start, number[m.spelling])) == [match for _, match in plain(names, *rest)]
