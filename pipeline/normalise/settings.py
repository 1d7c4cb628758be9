"""Settings of the ``normalise`` stage."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class NormaliseSettings(BaseModel):
    """Which normal form is made, and how much evidence a change needs."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spaces: bool = Field(default=True, description="take out stray spaces")
    thin_spaces: bool = Field(
        default=False,
        description="a space read between Chinese and digits or Latin becomes a thin space (U+2009) as some houses set "
        "it, and stays",
    )
    punctuation: bool = Field(default=True, description="full-width marks in Chinese context, half-width in numbers")
    quotation: bool = Field(default=True, description="quotation marks and title marks in pairs")
    dashes: bool = Field(default=True, description="the dash, the range mark and the ellipsis in their normal form")
    numbers: bool = Field(
        default=True, description="O/0, l/1, 〇, 曰/日 and 一/— where their place in a number decides"
    )
    dash_width: float = Field(
        default=1.4,
        gt=1,
        le=2,
        description="em; a stroke (or …) read as one character that is at least this wide is the two-em Chinese mark: "
        "measured on 24 pages, single strokes are 0.8 to 1.28 wide, dashes read as one character 1.52 to 2.12",
    )
    alternative_probability: float = Field(
        default=0.2,
        ge=0,
        le=1,
        description="0..1; how likely the engine must hold — for one of the characters before 一 is taken for a stroke",
    )
    quotation_reach: int = Field(
        default=40,
        ge=2,
        description="characters; farthest that a clear title mark 《 looks for a partner read as another angle: titles "
        "of works seldom have more than 30",
    )
    rounds: int = Field(
        default=6,
        ge=1,
        description="passes over a block until nothing changes; two are enough for nearly every block, the rest is for "
        "changes that make room for one another",
    )
