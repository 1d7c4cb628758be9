"""Proofreading by character (纵校) and by line (横校).

By character: all places that read 仙 are shown beside each other, the doubtful ones first, so that a wrong one among
hundreds stands out.  ``index`` keeps for every page which characters stand where (``places``) with a tiny image of each
(``tiles``), in step with the text; ``ranking`` says how doubtful each place is; ``sheet`` puts both together; ``work``
keeps what was seen.  By line: ``reading``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.editing.intake import Follower


def followers(results: Path) -> Sequence[Follower]:
    """What keeps the sheets of a results folder in step with its text."""
    from pipeline.sheets.index import GlyphIndex
    from pipeline.sheets.passes import Passes

    return GlyphIndex(results), Passes()
