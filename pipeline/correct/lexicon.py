"""Common words and their frequencies: jieba's dictionary, read without jieba (its own start takes a second)."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

from pipeline.errors import BaokanError

LONGEST = 6
"""characters; longer entries of the dictionary are sayings that decide nothing about a name."""


class Lexicon:
    """Word -> number of occurrences in the text that the dictionary was counted on (about 60 million words)."""

    def __init__(self, path: Path) -> None:
        fields = path.read_text(encoding="utf-8").replace("\n", " ").split(" ")
        self.path = path
        self.frequency: dict[str, int] = dict(zip(fields[0::3], map(int, fields[1::3]), strict=False))
        self.total = sum(self.frequency.values())

    def common(self, word: str, least: int) -> bool:
        """Whether a word occurs at least that often."""
        return self.frequency.get(word, 0) >= least


@cache
def shipped() -> Lexicon:
    """jieba's dictionary, loaded when the first doubtful name turns up (about 0.2 s, once in a process).

    Raises ``BaokanError`` when jieba is not installed.
    """
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        raise BaokanError("The package jieba, whose word list the correction needs, is missing: pip install jieba")
    return Lexicon(Path(spec.origin).with_name("dict.txt"))
