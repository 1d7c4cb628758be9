"""The page of the issues."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "issues.title": ("各期", "Issues"),
    "issues.together": (
        "共 {all} 期，{open} 期需要看一看",
        "{all|issue|issues}, {open} to be looked at",
    ),
    "issues.about": (
        "页码由机器识读，常常没有印出来，所以这里说明每个页码是怎么知道的，缺页、重页只是可能。虚线框的页码是推断的。",
        "Page numbers are read by the machine, and often not printed. So each says how it is known, and what is "
        "missing or double is only likely. Dashed numbers are inferred.",
    ),
    "issues.counting": ("正在逐期查看，好了会自动显示。", "The issues are being looked at; they appear by themselves."),
    "issues.without": (
        "另有 {count} 页看不出属于哪一期，没找到的页可能就在其中。",
        "{count|page does|pages do} not say which issue they belong to; what was not found may be among them.",
    ),
    "issues.of-title": ("报名", "Title"),
    "issues.any-title": ("所有报名", "All titles"),
    "issues.incomplete": ("只列需要看的", "Only what wants a look"),
    "issues.gaps": ("期号", "Numbers of the issues"),
    "issues.gap.missing": (
        "没有第 {numbers} 期（在 {first} 与 {second} 之间）",
        "no number {numbers} (between {first} and {second})",
    ),
    "issues.gap.twice": ("第 {numbers} 期有两个：{first}，{second}", "number {numbers} twice: {first}, {second}"),
    "issues.gap.order": (
        "第 {numbers} 期，号大的日期反而早，可能有一个识错：{first}，{second}",
        "numbers {numbers}: the higher one has the earlier date, so one may be misread: {first}, {second}",
    ),
    "issues.pages": ("已有的页", "Pages that are there"),
    "issues.look": ("需要看的", "To be looked at"),
    "issues.number.none": ("无", "none"),
    "issues.how.printed": ("印作“{label}”", "printed “{label}”"),
    "issues.how.between": ("由同一文件前后两页推断", "inferred from the pages before and behind it in the file"),
    "issues.how.beside": ("由同一文件相邻一页推断", "inferred from the page beside it in the file"),
    "issues.how.nameplate": ("有报头，没有页码，当作第 1 版", "it has a masthead and no number: taken for page 1"),
    "issues.how.unknown": ("看不出页码", "its number is not known"),
    "issues.doubtful": ("前后两页说它是另一个页码", "the pages before and behind say another number"),
    "issues.missing": ("没找到第 {number} 版", "page {number} not found"),
    "issues.missing.between": ("前后的版都在", "lower and higher numbers are there"),
    "issues.missing.before": ("只有后面的版", "only higher numbers are there"),
    "issues.missing.usual": ("同一报纸其他各期多有这一版", "other issues of the title mostly have it"),
    "issues.missing.unsure": ("；页码不明的页可能就是", "; a page without a sure number may be it"),
    "issues.double.label": ("同一页码", "same number"),
    "issues.double.text": ("文字几乎相同", "nearly the same text"),
    "issues.double.other": ("同一页码，文字不同", "same number, other text"),
    "issues.alike": ("文字相同 {share}", "{share} of the text alike"),
    "issues.alike.none": ("文字太少，无从比较", "too little text to compare"),
    "issues.replaced": ("{document} 已由更好的扫描件替换", "{document} was replaced by a better scan"),
    "issues.clear": ("没有", "nothing"),
    "issues.none": ("没有这样的期。", "There are no such issues."),
}
