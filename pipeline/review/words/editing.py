"""What cannot be done to a page, and why."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "problem.editing.flag-gone": (
        "这个存疑处已经没有了：它所在的页重新识别过。请刷新。",
        "This flag is no longer there: its page was read again. Reload.",
    ),
    "problem.editing.page-gone": ("这一页已经不在了。请刷新。", "This page is no longer there. Reload."),
    "problem.editing.block-gone": (
        "这一段已经不在了：它并入了别的段，或者这一页重新识别过。请刷新。",
        "This block is no longer there: it was joined to another, or the page was read again. Reload.",
    ),
    "problem.editing.no-text": ("请写出这里应有的文字。", "Say the text that is to stand there."),
    "problem.editing.line-end": (
        "一段文字里不能换行，也不能有制表符；只有表格可以。",
        "A block is one line of text; only a table has line ends and tabs.",
    ),
    "problem.editing.no-place": (
        "扫描图上这里没有可以挂靠文字的字。请改它旁边的文字，或者画一个新块。",
        "No character on the scan is here that text could belong to. Change the text beside it, or draw a block.",
    ),
    "problem.editing.kind": ("没有这种块类型。", "There is no such kind of block."),
    "problem.editing.join-itself": ("一段不能与自己合并。", "A block cannot be joined to itself."),
    "problem.editing.join-picture": ("图片没有文字，不能合并。", "A picture has no text to be joined."),
    "problem.editing.split-line": (
        "只能在第二行或更后的行首拆分。",
        "A block can be split at the beginning of its second line or a later one.",
    ),
    "problem.editing.order": (
        "阅读顺序里每一段必须恰好出现一次。",
        "A reading order must have every block of the page once.",
    ),
    "problem.editing.draw-empty": (
        "框里没有读出文字。请围住印刷的字，或画得大一些。",
        "Nothing could be read in this box. Draw it around the print, or make it larger.",
    ),
    "problem.editing.state": ("没有这种页面状态。", "A page cannot be called that."),
    "problem.editing.validated": (
        "复核在校对完成之后，由另一个人进行。",
        "A page is validated after its review, by another person than its reviewer.",
    ),
    "problem.editing.orphan-gone": (
        "这个裁定已经处理过了，或者它所在的页又重新识别过。请刷新。",
        "This decision is settled already, or its page was read again. Reload.",
    ),
    "problem.editing.no-action": ("没有这一步操作。", "There is no such action."),
    "problem.editing.undone": ("这一步已经撤销过了。", "This was taken back already."),
    "problem.editing.nothing-to-inherit": ("那张扫描图上没有校对结果。", "There is no decision on that scan."),
    "problem.editing.name": ("这不能作为名称写入。", "This cannot be entered as a name."),
    "problem.editing.name-known": ("地名表里已经有这个名称。", "The gazetteer has this name already."),
    "problem.editing.name-undo": (
        "地名表里的名称不在这里撤销：请从文件里删去那一行。",
        "A name in the gazetteer is not taken back here: take its line out of the file.",
    ),
}
