"""The corpus: the text of all finished pages, to be searched, counted and cited (``docs/corpus.md``).

* ``keeping`` follows the text: names, articles and the engine's other readings, in the transaction that changes it;
  ``refreshing`` takes in what waits.
* ``syntax`` and ``parsing`` read the query language, ``patterns``, ``matching`` and ``reading`` find text,
  ``searching`` puts them together over the database; ``sorting``, ``hits`` and ``facets`` show what was found.
* ``counting``, ``words``, ``collocates``, ``placing`` and ``exporting`` work on it.

``Corpus`` is all of it for Python, ``Options`` how a query is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.corpus.corpus import Corpus
    from pipeline.corpus.searching import Options

__all__ = ["Corpus", "Options"]


def __getattr__(name: str) -> Any:
    """The two names above, imported when they are used: the tables alone need nothing of them."""
    if name == "Corpus":
        from pipeline.corpus.corpus import Corpus

        return Corpus
    if name == "Options":
        from pipeline.corpus.searching import Options

        return Options
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
