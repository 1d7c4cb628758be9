"""Lists of names (``docs/gazetteer.md``): read from CSV files, checked, stacked, and indexed for matching.

* ``load(paths)``: CSV files -> ``Gazetteer``; ``load_from(settings)``: the shipped ones and the user's on top;
  ``layers.Layers``: upon these what holds for one folder or one issue.
* ``Gazetteer.index``: finds names in text, also with wrong characters (``index.NameIndex``).
* What the command ``baokan gazetteer`` does: ``check``, ``importing``, ``writer``, ``editing``, ``search``, ``diff``,
  ``learn``.
"""

from __future__ import annotations

from pipeline.gazetteer.entry import Entry, FormerName, Problem
from pipeline.gazetteer.kinds import KINDS, TERMS
from pipeline.gazetteer.stack import Gazetteer, SourceFile, load, load_from, shipped_files, shipped_terms

__all__ = [
    "KINDS",
    "TERMS",
    "Entry",
    "FormerName",
    "Gazetteer",
    "Problem",
    "SourceFile",
    "load",
    "load_from",
    "shipped_files",
    "shipped_terms",
]
