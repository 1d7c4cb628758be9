"""Figures that a plan takes from the documentation, where they were measured on another machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Documented:
    """A figure, and the words that it stands in."""

    value: float
    page: str
    """of the documentation, below ``docs/``."""
    words: str
    """as they stand there."""
    machine: str

    @property
    def source(self) -> str:
        """For people."""
        return f"docs/{self.page} ({self.machine})"


_TWO_CORES = "two busy cores"
FILES_A_SECOND = Documented(2_500, "fixity.md", "2,500 small files a second", _TWO_CORES)
"""that are read and held against their checksums."""
BYTES_A_SECOND = Documented(410e6, "fixity.md", "410 MB/s", _TWO_CORES)
"""that are read and held against their checksums."""
SEARCHED_CHARACTERS = Documented(
    100e6, "benchmarks.md", "100 million characters on 100,000 pages", "two cores of an AMD EPYC"
)
"""the largest corpus on which searching was measured."""
POSTGRESQL_TIMES = Documented(1.3, "scale.md", "1.3 times as much", "two cores of an AMD EPYC")
"""what a database takes on PostgreSQL, of what it takes in SQLite."""
RUN_BYTES_A_PAGE = Documented(8_000, "benchmarks.md", "8 kB of memory a page", "two cores of an AMD EPYC")
"""that the process which starts a run holds of every page in the results folder."""
