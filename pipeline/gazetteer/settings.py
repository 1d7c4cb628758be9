"""Settings of the gazetteers.  Cheap to import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Precision = Annotated[float, Field(gt=0, lt=1)]


class LearnSettings(BaseModel):
    """When a word that no list has is proposed as a name (``baokan gazetteer learn``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_seen: int = Field(
        default=4,
        ge=1,
        description="times that a new name must stand in the text; what stands once may be a misreading.",
    )
    least_pages: int = Field(
        default=2, ge=1, description="pages on which it must stand: a misprint seldom goes over to another page."
    )
    least_left: int = Field(
        default=2,
        ge=1,
        description="different characters that must stand before it: with only one of them that character is a part of "
        "the name.",
    )
    longest_proper: int = Field(
        default=6,
        ge=2,
        description="characters before the generic word (小区, 路 …); longer names are rarer than slips.",
    )
    common_word: int = Field(
        default=30,
        ge=1,
        description="occurrences in the word list from which the part before the generic word is an ordinary word "
        "(老旧小区, 高速公路), not a name.",
    )
    context: int = Field(default=8, ge=0, description="characters on either side that are shown with a proposal.")


class GazetteerSettings(BaseModel):
    """Which lists of names take part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    shipped: bool = Field(
        default=True,
        description="use the lists that ship with Baokan: the names of Changning district (dictionaries/), and terms.",
    )
    terms: bool = Field(
        default=True,
        description="of the shipped lists use the organisations, titles and fixed phrases too (terms.csv).",
    )
    files: tuple[Path, ...] = Field(
        default=(),
        description="more gazetteers (CSV, see docs/gazetteer.md), stacked on the shipped one in this order: "
        "a later row of the same name, kind and parent replaces an earlier one.",
    )
    beside_scans: bool = Field(
        default=True, description="a file gazetteer.csv beside the scans holds for the scans of that folder."
    )
    issues: Path | None = Field(
        default=None,
        description="folder of gazetteers that hold for one issue each, named by its key "
        "(仙霞社区报 2021-04-09 第7期.csv); used from Python, not by 'baokan run'.",
    )
    precision: dict[str, Precision] = Field(
        default={},
        description="file name of a gazetteer -> least expected precision of its automatic changes, in the place of "
        "correction's own; for instance {'terms.csv': 0.999}.",
    )
    learn: LearnSettings = Field(default=LearnSettings(), description="Proposals of new names.")
