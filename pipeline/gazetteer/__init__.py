"""Lists of names (``docs/gazetteer.md``): read from CSV files, checked, stacked, and indexed for matching.

* ``load(paths)``: CSV files -> ``Gazetteer``; ``load_from(settings)``: the shipped one and the user's on top.
* ``Gazetteer.index``: finds names in text, also with wrong characters (``index.NameIndex``).
"""

from __future__ import annotations

from pipeline.gazetteer.entry import KINDS, Entry, Problem
from pipeline.gazetteer.stack import Gazetteer, SourceFile, load, load_from, shipped_files

__all__ = ["KINDS", "Entry", "Gazetteer", "Problem", "SourceFile", "load", "load_from", "shipped_files"]
