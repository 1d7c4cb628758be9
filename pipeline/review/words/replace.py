"""Find and replace."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "replace.title": ("查找替换", "Find and replace"),
    "replace.find": ("查找", "Find"),
    "replace.with": ("替换为", "Replace with"),
    "replace.kind": ("块类型", "Kind of block"),
    "replace.submit": ("预览", "Preview"),
    "replace.about": (
        "逐字查找全库现在的文字。先看每一处，不该改的取消勾选；替换是一步，可以整步撤销。",
        "Looks for exactly these characters in all text as it now reads. Look at every place and untick what is to "
        "stay; the replacement is one step and can be undone as one.",
    ),
    "replace.sum": ("{places} 处，分布在 {pages} 页", "{places|place|places} on {pages|page|pages}"),
    "replace.more": (
        "这里只列出前 {most} 处。请缩小范围。",
        "Only the first {most} places are listed. Narrow the search.",
    ),
    "replace.none": ("没有找到“{text}”。", "“{text}” was not found."),
    "replace.apply": ("替换勾选的", "Replace the ticked"),
    "problem.replace-same": ("查找和替换的文字一样。", "What is looked for and what replaces it are the same."),
    "script.replace.same": ("查找和替换的文字一样。", "What is looked for and what replaces it are the same."),
    "script.replace.delete": (
        "“替换为”是空的：勾选的 {count} 处文字会删去。要继续吗？",
        "There is nothing to replace it with: the text at {count|place|places} will be deleted. Go on?",
    ),
    "script.replace.delete-yes": ("删去", "Delete"),
    "script.replace.delete-no": ("不删", "Leave"),
    "script.replace.done": ("已替换 {count} 处", "{count|place|places} replaced"),
    "script.replace.unplaced": (
        "{count} 处没有可以挂靠的字，没有改。",
        "{count|place has|places have} no character on the scan and were left.",
    ),
}
