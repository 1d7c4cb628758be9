"""The ledger: what was done of every source and frame, in the database of the results folder.

* ``rows``: sources and frames as the ledger has them; ``reading``: what is asked; ``ledger``: what is entered, with
  ``entries`` for what belongs to a frame.
* ``names`` and ``formats``: two tables with a logic of their own.
"""

from pipeline.batch.ledger.ledger import Ledger
from pipeline.batch.ledger.rows import (
    DONE,
    FAILED,
    OPEN,
    QUARANTINED,
    REPLACED,
    WAITING,
    WORKING,
    FrameRow,
    SourceRow,
    now,
)

__all__ = [
    "DONE",
    "FAILED",
    "OPEN",
    "QUARANTINED",
    "REPLACED",
    "WAITING",
    "WORKING",
    "FrameRow",
    "Ledger",
    "SourceRow",
    "now",
]
