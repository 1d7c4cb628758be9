"""Saved result sets."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "saved.title": ("已存结果", "Saved results"),
    "saved.about": (
        "存下的是当时找到的每一处，连同它在原图上的位置；以后打开，就能看出哪些没有了、哪些变了、哪些是新的。",
        "Every hit is kept as it was found, with its place on the scan; opened later, a set says which hits are gone, "
        "which read otherwise and which are new.",
    ),
    "saved.none": ("还没有存过结果。先检索，再点“存下结果”。", "Nothing is saved yet. Search, then save the hits."),
    "saved.search-first": ("先检索，再存下找到的。", "Search first, then save what was found."),
    "saved.new": ("存下结果", "Save the hits"),
    "saved.new.about": (
        "存下检索式、选项、语料版本和全部命中。此后文字怎么改，这份清单都不变，随时可以导出。",
        "The query, its options, the version of the corpus and all hits are kept. Whatever happens to the text, this "
        "list stays and can be exported.",
    ),
    "saved.back": ("回到检索", "Back to the search"),
    "saved.name": ("名称", "Name"),
    "saved.note": ("备注", "Note"),
    "saved.note.hint": ("为什么找，打算怎么用", "What it is for"),
    "saved.submit": ("存下", "Save"),
    "saved.hits": ("命中", "Hits"),
    "saved.version": ("语料版本", "Version"),
    "saved.made": ("何人何时", "Saved"),
    "saved.then": (
        "{by} 于 {at} 存下 {count} 处，语料版本 {version}",
        "{count|hit|hits} of corpus version {version}, saved by {by}, {at}",
    ),
    "saved.as-it-was": ("当时的清单", "The list as it was"),
    "saved.changes": ("此后的变化", "What has changed since"),
    "saved.changes.csv": ("变化的 CSV", "Changes as CSV"),
    "saved.changes.file": ("变化", "changes"),
    "saved.forget": ("删除", "Delete"),
    "saved.forget.sure": ("确定删除，不可恢复", "Delete it for good"),
    "saved.then-now": ("当时 → 现在", "Then → now"),
    "saved.same": ("一字未变", "As they were"),
    "saved.unchanged": ("全部命中都和存下时一样。", "All hits are as they were."),
    "saved.change.gone": ("没有了", "Gone"),
    "saved.change.gone.about": (
        "同样的检索现在找不到的",
        "What the same query does not find any more",
    ),
    "saved.change.new": ("新的", "New"),
    "saved.change.new.about": ("存下以后才找得到的", "What it finds since"),
    "saved.change.text": ("文字变了", "Read otherwise"),
    "saved.change.text.about": (
        "在原图上是同一处，命中的文字不同了",
        "The same place on the scan; the hit reads otherwise",
    ),
    "saved.change.context": ("前后文变了", "Other text beside them"),
    "saved.change.context.about": (
        "命中没变，前后四十字里有改动",
        "The hit is as it was; something within forty characters on either side is not",
    ),
    "saved.more": ("这里只列前 {most} 处，CSV 里是全部。", "The first {most} are listed; the CSV has all."),
    "saved.software": ("由 {software} 存下", "saved by {software}"),
    "saved.why.document": ("这份扫描件已不在结果里", "the scan is no longer in the results"),
    "saved.why.withdrawn": ("{by} 于 {at} 撤下该文档：{why}", "{by} withdrew the document, {at}: {why}"),
    "saved.why.replaced": ("已由更好的扫描件替换", "a better scan has replaced this one"),
    "saved.why.page": ("重新识读后没有这一页了", "the scan was read anew, without this page"),
    "saved.why.reread": ("这一页重新识读过", "the page was read anew"),
    "saved.why.decision": ("{by} 于 {at} 改过", "changed by {by}, {at}"),
    "saved.why.text": ("文字不同了", "it reads otherwise"),
    "saved.why.query": (
        "文字没变；是检索条件或地名表的含义变了",
        "it reads as it did; a condition of the query or a list of names means something else now",
    ),
    "saved.error.many": ("命中太多，一份最多存 {most} 处。请缩小范围。", "Too many hits; a set has {most} at most."),
    "saved.error.wide": (
        "命中分布在太多页上，网页上最多 {pages} 页。请缩小范围，或用命令行 baokan corpus save。",
        "The hits stand on too many pages; here it is {pages} at most. Narrow the query, or use 'baokan corpus save'.",
    ),
    "saved.error.name": ("名称须为 1 至 {name} 个可见字符。", "A name has 1 to {name} printable characters."),
    "saved.error.note": ("备注太长。", "The note is too long."),
    "saved.error.taken": ("已有同名的结果，请另取一名。", "There is a set of this name already. Choose another one."),
}
