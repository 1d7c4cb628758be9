"""Stage ``order``: articles, and the order in which everything is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.model.sheet import Sheet
    from pipeline.order.settings import OrderSettings

VERSION = 3


def order(sheet: Sheet, settings: OrderSettings) -> Sheet:
    """See :func:`pipeline.order.stage.order`."""
    from pipeline.order.stage import order as run

    return run(sheet, settings)
