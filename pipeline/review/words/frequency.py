"""Frequency over time; what pages with figures and queries share."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "nav.frequency": ("词频", "Frequency"),
    "nav.frequency.about": (
        "任意检索式逐年、逐月、逐期出现多少次，并列出有多少页可查",
        "How often anything is written by year, month or issue, beside the pages there are",
    ),
    "frequency.title": ("词频", "Frequency over time"),
    "frequency.sum": ("命中 {hits} 次，语料库版本 {version}", "{hits|hit|hits}, corpus version {version}"),
    "frequency.query": ("检索式 {number}", "Query {number}"),
    "frequency.placeholder": ("要数什么？写检索式", "What to count? Write a query"),
    "frequency.compare": ("再加一个，比一比", "One more to compare"),
    "frequency.submit": ("统计", "Count"),
    "frequency.by": ("时段", "Period"),
    "frequency.by.year": ("年", "Year"),
    "frequency.by.month": ("月", "Month"),
    "frequency.by.issue": ("期", "Issue"),
    "frequency.measure": ("计数方式", "Measure"),
    "frequency.measure.hits": ("次数", "Hits"),
    "frequency.measure.relative": ("每万字", "Per 10,000"),
    "frequency.table": ("数据", "Numbers"),
    "frequency.pages": ("页数", "Pages"),
    "frequency.characters": ("字数", "Characters"),
    "frequency.per-10000": ("每万字", "per 10,000"),
    "frequency.undated": ("没有日期", "No date"),
    "frequency.no-issue": ("不知哪一期", "No issue known"),
    "frequency.no-pages": ("没有页面，无从统计", "No pages: nothing could be found"),
    "frequency.to": ("{query}，{period}：{hits} 次，看命中处", "{query}, {period}: {hits|hit|hits}, show them"),
    "frequency.about": (
        "写一个检索式，就能看到它在各年、各月、各期出现多少次。图的下半是每个时段有多少页：页少的年份，次数自然少；"
        "没有页面的时段画成空缺，不画成零。最多可以同时比较五个。",
        "Write a query to see how often it stands in each year, month or issue. Below the counts are the pages there "
        "are in each period: a year with few pages has few hits. A period without pages is drawn as a gap and not as "
        "zero. Up to five queries can be compared.",
    ),
    "figure.how": ("点图中的柱或点，看那时的命中处", "A click on a bar or point leads to its hits"),
    "figure.svg": ("存为 SVG", "Save as SVG"),
    "figure.png": ("存为 PNG", "Save as PNG"),
    "figure.csv": ("数据 CSV", "Data as CSV"),
    "script.figure.png.failed": ("图片没有画成，请改存 SVG。", "The picture could not be drawn; save the SVG instead."),
}
