"""The rules in their order, text by text."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.block import Block
from pipeline.model.correction import Correction
from pipeline.model.page import Page
from pipeline.model.text import Cell
from pipeline.normalise import brackets, dashes, digits, forms, numerals, punctuation, quotes, spaces
from pipeline.normalise.records import records
from pipeline.normalise.settings import NormaliseSettings
from pipeline.normalise.working import Rule, Working


def rules(settings: NormaliseSettings) -> list[Rule]:
    """The passes of one round: forms first, since the others look for normal forms; quotation before spaces, which
    need to know on which side of a mark they stand."""
    found: list[Rule] = [forms.invisible, forms.forms, forms.addresses, forms.bullets, forms.waves, forms.primes]
    if settings.numbers:
        found += [digits.digits, numerals.days, numerals.zeros, numerals.ones, numerals.ranges]
    if settings.dashes:
        found += [dashes.dashes(settings), dashes.clock_ranges, dashes.ellipses(settings)]
    if settings.quotation:
        found += [forms.two_singles, quotes.double_quotes, quotes.single_quotes, quotes.titles(settings)]
    if settings.punctuation:
        found += [punctuation.half_width, punctuation.full_width, brackets.brackets, punctuation.points]
    if settings.spaces:
        found.append(spaces.spaces(settings))
    return found


def texts(page: Page, block: Block) -> Iterator[Working]:
    """The block's text; of a table the text of each cell."""
    apart: list[Cell] = []
    for cell in page.text(block):
        if cell.ids or not block.cells:
            apart.append(cell)
        elif apart:
            yield Working(page, block.kind, apart)
            apart = []
    if apart:
        yield Working(page, block.kind, apart)


def normalise_text(text: Working, settings: NormaliseSettings) -> None:
    """Bring a text into normal form (``text.text``)."""
    passes = rules(settings)
    for _ in range(settings.rounds):
        if not any([text.apply(rule(text)) for rule in passes]):
            break


def normalise_page(page: Page, settings: NormaliseSettings) -> Page:
    """The page with the new records behind those that it has."""
    found: list[Correction] = list(page.corrections)
    next_id = max((record.id for record in found), default=-1) + 1
    for block in page.blocks:
        for text in texts(page, block):
            normalise_text(text, settings)
            new = list(records(text, block.id, next_id))
            found.extend(new)
            next_id += len(new)
    return page.changed(corrections=tuple(found))
