"""What can be wrong with a query, in both languages: the command line says it in English, the pages in either."""

from __future__ import annotations

FAULTS: dict[str, tuple[str, str]] = {
    "long": ("检索式最多 {most} 个字符。", "a query has at most {most} characters."),
    "nothing": (
        "没有要找的文字：至少写一段不带 NOT 的文字。",
        "there is nothing to look for: write at least one text that is not denied.",
    ),
    "near-number": ("NEAR/ 后面要写不超过 {most} 的数。", "NEAR/ is followed by a number up to {most}."),
    "no-field": (
        "没有“{name}”这个字段，最接近的是“{nearest}”。要找这几个字本身，请加引号。",
        "there is no field '{name}'; the nearest is '{nearest}'. To look for the text itself, quote it.",
    ),
    "no-value": ("“{field}”后面缺少内容。", "a value is missing behind '{field}'."),
    "open-quote": ("缺少后引号。", "the closing quotation mark is missing."),
    "empty-quotes": ("引号之间没有文字。", "there is nothing between the quotation marks."),
    "wildcards": ("通配符旁边至少要有一个字。", "wildcards need a character beside them."),
    "no-parenthesis": ("这里没有可以闭合的括号。", "no parenthesis is open here."),
    "open-parenthesis": ("这个括号没有闭合。", "this parenthesis is not closed."),
    "near-sides": (
        "NEAR 两边要写文字，或括号里用 OR 连起来的几段文字。",
        "beside NEAR stand texts, or several with OR in parentheses.",
    ),
    "ends": (
        "检索式到这里就结束了，还缺一段文字或一个左括号。",
        "the query ends where a text or an opening parenthesis is expected.",
    ),
    "unexpected": (
        "这里应当是文字或左括号，却是“{found}”。",
        "'{found}' stands where a text or an opening parenthesis is expected.",
    ),
    "no-date": (
        "“{value}”不是日期，请写 2021、2021-03 或 2021-03-05。",
        "'{value}' is no date: write 2021, 2021-03 or 2021-03-05.",
    ),
    "no-confidence": (
        "“{value}”不是置信度，请写 0.95..、..0.8 或 >=0.9。",
        "'{value}' is no confidence: write 0.95.., ..0.8 or >=0.9.",
    ),
    "no-kind": (
        "没有“{value}”这个种类；有：{kinds}。",
        "there is no kind '{value}'; there are {kinds}.",
    ),
    "no-state": (
        "没有“{value}”这个状态；有：{states}。",
        "there is no state '{value}'; there are {states}.",
    ),
    "no-name": (
        "地名表里没有“{name}”。",
        "no list has the name {name}.",
    ),
}
"""Code -> 中文, English; ``{name}`` in a text is a value."""


class Fault(ValueError):
    """Something is wrong with a part of a query.  ``code``: of ``FAULTS``; ``values``: what its text needs."""

    def __init__(self, code: str, **values: str) -> None:
        self.code, self.values = code, values
        super().__init__(FAULTS[code][1].format(**values))
