"""What is not done with a sample, with a stable code that the page has its own words for."""

from __future__ import annotations

from typing import Literal

from pipeline.errors import SettingsError

Code = Literal["text", "person", "not-judged", "third", "seed", "lines", "enough", "changed", "overtaken"]
"""``text``: no line of print.  ``person``: nobody is named.  ``not-judged``: there is nothing to settle.  ``third``:
somebody else is to settle it.  ``seed``, ``lines``: a number that makes no sense.  ``enough``: no more are needed.
``changed``: the text of the lot is another one.  ``overtaken``: somebody else has just done so."""


class Refusal(SettingsError):
    """A judgement or a draw that cannot be taken; nothing was changed."""

    def __init__(self, code: Code, message: str) -> None:
        self.code = code
        super().__init__(message)
