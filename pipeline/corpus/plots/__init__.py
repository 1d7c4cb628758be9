"""Figures over time as SVG that we draw ourselves: counts, and beside them how many pages there are to count in.

* ``figure`` says what is drawn, ``periods`` fills the time in, ``frequency`` and ``places`` make figures of counts.
* ``draw`` is all of the drawing; ``ticks``, ``panels``, ``marks``, ``looks`` and ``svg`` are its parts, ``wording`` its
  words in Chinese and English.

A file that is saved looks right by itself; a page that has the figure in it gives its parts other colours by their
classes.
"""

from __future__ import annotations

from pipeline.corpus.plots.drawing import draw
from pipeline.corpus.plots.figure import Figure, Series

__all__ = ["Figure", "Series", "draw"]
