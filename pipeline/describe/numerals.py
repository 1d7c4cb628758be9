"""Numbers as bulletins print them: Arabic and Chinese, with the usual slips of OCR."""

from __future__ import annotations

import re
import unicodedata

DIGIT = "[0-9OoIl〇○]"
"""A digit, or what OCR reads for one."""
HAN_DIGIT = "[一二三四五六七八九〇零○O0]"
HAN_NUMBER = "[一二三四五六七八九十廿卅百〇零]"

_SLIPS = str.maketrans("OoIl〇○", "001100")
_VALUES = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "O": 0, "0": 0}
_TENS = {"廿": 20, "卅": 30}


def fold(text: str) -> str:
    """Compatibility forms (full-width digits, letters, brackets) as plain ones; one character stays one."""
    return "".join(c if len(n := unicodedata.normalize("NFKC", c)) != 1 else n for c in text)


def arabic(text: str) -> str:
    """The digits of a number with the slips put right, leading zeros kept; of a Chinese number its digits."""
    if re.fullmatch(f"{DIGIT}+", text) and re.search("[0-9]", text):
        return text.translate(_SLIPS)
    return str(chinese(text))


def chinese(text: str) -> int:
    """Value of a Chinese number up to 999: 二十一, 廿一, 一百三十一, or digit by digit, 二〇二一.  0 for nothing."""
    if not re.search("[十廿卅百]", text):
        return int("".join(str(_VALUES[c]) for c in text) or 0)
    total, digit = 0, 0
    for character in text:
        if character == "百":
            total, digit = total + (digit or 1) * 100, 0
        elif character == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif character in _TENS:
            total, digit = total + _TENS[character], 0
        else:
            digit = _VALUES[character]
    return total + digit
