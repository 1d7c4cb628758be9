"""The corpus: the text of all finished pages, to be searched, counted and cited (``docs/corpus.md``).

* ``keeping`` follows the text: names, articles and the engine's other readings, in the transaction that changes it;
  ``refreshing`` takes in what waits.
* ``syntax`` and ``parsing`` read the query language, ``patterns`` and ``matching`` find text, ``searching`` puts them
  together over the database.
* ``concordance``, ``counting``, ``words``, ``placing`` and ``exporting`` work on what was found.

``Corpus`` is all of it for Python.
"""
