"""A page as it reads at one moment of its history: blocks with their text, in reading order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pipeline.model.block import Block
from pipeline.model.page import Page
from pipeline.model.text import LayeredText


@dataclass(frozen=True)
class BlockState:
    """One block."""

    number: int
    """its name on the page: the block's id in the page file, or one given when a person made the block."""
    kind: str
    text: LayeredText
    lines: tuple[int, ...]
    """line ids in reading order."""
    article: int | None = None
    machine: str = ""
    """the corrected layer of the block of this number in the page file; empty for a block that a person made."""


@dataclass(frozen=True)
class PageState:
    """All blocks of a page.  Immutable."""

    blocks: Mapping[int, BlockState] = field(default_factory=dict)
    """number -> block."""
    order: tuple[int, ...] = ()
    """numbers in reading order."""

    def with_block(self, block: BlockState) -> PageState:
        """A copy in which a block is as given; a new one is not yet in the reading order."""
        return replace(self, blocks={**self.blocks, block.number: block})

    def placed(self, order: tuple[int, ...]) -> PageState:
        """A copy in another reading order; blocks that it lacks are gone."""
        return PageState({number: self.blocks[number] for number in order}, order)

    @property
    def characters(self) -> int:
        """Number of characters of all blocks."""
        return sum(len(block.text.text) for block in self.blocks.values())


def lines_of(block: Block) -> tuple[int, ...]:
    """Line ids of a block in reading order, those of a table's cells included."""
    return block.lines or tuple(line for cell in block.cells for line in cell.lines)


def machine_state(page: Page) -> PageState:
    """The page before any decision of a person."""
    blocks = {}
    for block in page.blocks:
        text = page.text(block, "corrected")
        lines = lines_of(block)
        blocks[block.id] = BlockState(block.id, block.kind, text, lines, block.article, text.text)
    return PageState(blocks, tuple(blocks))
