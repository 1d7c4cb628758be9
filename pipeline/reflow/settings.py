"""Thresholds of the ``reflow`` stage.  Lengths are in ems (the page's median character size)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ReflowSettings(BaseModel):
    """How rows become whole paragraphs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indent_from: float = Field(
        default=1.25, description="em; smallest indent that starts a paragraph (2 em, worn print)"
    )
    indent_to: float = Field(default=3.2, description="em; a row farther in is centred or set to the right")
    short_row: float = Field(
        default=1.6, description="em; white at the end of a row from which it counts as ended before the column does"
    )
    full_row: float = Field(
        default=0.8, description="em; white at the end of a row that reaches the edge of its column"
    )
    very_short_row: float = Field(
        default=2.4,
        description="em; white after which a flush row begins something new even where no full stop was read",
    )
    edge_window: float = Field(
        default=45.0, description="em; rows this near, up and down, tell where the edges of a column are"
    )
