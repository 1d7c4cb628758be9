"""Names of the gazetteer in the text as ``Corpus`` has them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.corpus import around, place_index
from pipeline.corpus.around import Beside
from pipeline.corpus.counting import Period
from pipeline.corpus.placing import Mentioned, Spelled, mentioned, spelled
from pipeline.database import Database


class Places:
    """What ``Corpus`` can tell of names."""

    database: Database

    def places(
        self,
        names: Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        by: Period | str = Period.year,
        limit: int | None = None,
    ) -> list[Mentioned]:
        """Names of the gazetteer with their mentions."""
        with self.database.read() as connection:
            return mentioned(connection, names, kinds=kinds, by=Period(by), limit=limit)

    def spellings(
        self,
        names: Sequence[str] | None = None,
        *,
        kinds: Sequence[str] | None = None,
        by: Period | str = Period.year,
    ) -> list[Spelled]:
        """How they are spelled over time."""
        with self.database.read() as connection:
            return spelled(connection, names, kinds=kinds, by=Period(by))

    def beside(self, name: str, limit: int | None = None) -> list[Beside]:
        """Names that are mentioned in the same blocks as a name, by the number of these."""
        with self.database.read() as connection:
            return around.beside(connection, place_index.ids(connection, name), limit)
