"""The page of an article, and what stands in its place when it is gone."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "article.untitled": ("（无题）", "(no title)"),
    "article.where": ("本文在", "Place of the article"),
    "article.search": ("回到检索结果", "Back to the hits"),
    "article.previous": ("上一篇", "Previous article"),
    "article.next": ("下一篇", "Next article"),
    "article.image": ("看原图", "Page image"),
    "article.block-image": ("这一段的原图", "This paragraph on the page image"),
    "article.hits": ("{count} 处 {query}", "{count|hit|hits} of {query}"),
    "article.no-hits": ("本文没有 {query}", "{query} is not in this article"),
    "article.hits.next": ("下一处", "Next hit"),
    "article.from": ("上接：{title}", "Continued from: {title}"),
    "article.on": ("下转：{title}", "Continued on: {title}"),
    "article.source": ("出处", "Source"),
    "article.publication": ("报刊", "Bulletin"),
    "article.issue": ("期号", "Issue"),
    "article.date": ("日期", "Date"),
    "article.label": ("版次", "Page"),
    "article.document": ("文档", "Document"),
    "article.permalink": ("永久地址", "Permalink"),
    "article.permalink.about": (
        "重新识读、改版面、改文字，这个地址都指同一篇。",
        "It names this article for good, whatever becomes of its text, its layout and later readings.",
    ),
    "article.quality": ("文字质量", "Quality of the text"),
    "article.sure": ("本文识读把握", "Confidence, article"),
    "article.page-sure": ("整页识读把握", "Confidence, page"),
    "article.state": ("页面状态", "State of the page"),
    "article.reviewed-by": ("校对 {who}", "reviewed by {who}"),
    "article.validated-by": ("审定 {who}", "validated by {who}"),
    "article.open": ("待定之处", "Open questions"),
    "article.machine": (
        "还没有人校对过这一页，引用前请对照原图。",
        "Nobody has reviewed this page yet: compare with the image before you cite.",
    ),
    "article.cite": ("引用", "Cite"),
    "article.cite.alone": (
        "这些网页只有本机能打开，引用里就不写地址。用 --shared 启动后会写上。",
        "Only this machine reaches these pages, so that the citation gives no address. With --shared it does.",
    ),
    "article.copy": ("复制", "Copy"),
    "article.copy.of": ("复制 {what}", "Copy {what}"),
    "article.download": ("下载", "Download"),
    "article.download.of": ("下载 {what}", "Download {what}"),
    "gone.title": ("这一篇不在了", "This article is gone"),
    "gone.text": (
        "{document} · {page} 原来的第 {number} 篇，在这一页后来的识读里已经没有了。这个号不会再给别的文章。",
        "Article {number} of {document}, {page} is no longer there since the page was read again. Its number is given "
        "to no other article.",
    ),
    "gone.instead": ("它原来的位置上现在是", "Where it stood there is now"),
    "gone.page": ("看这一页的原图", "Image of the page"),
    "gone.withdrawn": (
        "{document} 已于 {when} 由 {who} 从语料里撤出：{why}",
        "{document} was withdrawn from the corpus by {who}, {when}: {why}",
    ),
    "gone.replaced": (
        "{document} 的扫描件已被新的代替，它的文字不再在语料里。",
        "Another scan has taken the place of that of {document}, and its text is no longer in the corpus.",
    ),
    "script.article.copied": ("已复制", "Copied"),
    "script.article.select": (
        "浏览器不让网页写剪贴板。文字已选中，请按 Ctrl+C。",
        "The browser does not let pages write to the clipboard. The text is selected: press Ctrl+C.",
    ),
    "script.article.previous-hit": ("上一处", "Previous hit"),
}
