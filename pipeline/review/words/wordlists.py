"""Lists of words."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "nav.words": ("词表", "Words"),
    "nav.words.about": (
        "最常见的词、连续的字、检索式近旁的搭配词",
        "The most frequent words, runs of characters, and the collocates of a query",
    ),
    "wordlists.title": ("词表", "Words"),
    "wordlists.which": ("哪一种表", "Which list"),
    "wordlists.words": ("词", "Words"),
    "wordlists.ngrams": ("连字", "Runs"),
    "wordlists.collocates": ("搭配词", "Collocates"),
    "wordlists.total": ("全部 {count} 词次", "{count|word|words} in the corpus"),
    "wordlists.listed": ("列出 {count} 个", "{count} listed"),
    "wordlists.query": ("谁的搭配词？写检索式", "Beside what? Write a query"),
    "wordlists.window": ("左右各几个词", "Words on either side"),
    "wordlists.least": ("至少", "At least"),
    "wordlists.size": ("几个字", "Characters"),
    "wordlists.characters": ("{count} 字", "{count|character|characters}"),
    "wordlists.submit": ("列出", "List"),
    "wordlists.counting": ("正在统计，数完自动显示。", "Being counted; the list appears by itself."),
    "problem.counting": (
        "这张表还在统计。请在它的页面上等一等，数完会自动显示。",
        "This list is still being counted. Wait on its page; it appears there by itself.",
    ),
    "wordlists.done": ("已数 {count} 段。", "{count|paragraph|paragraphs} done."),
    "wordlists.none": ("没有可列的词。", "There is nothing to list."),
    "wordlists.about": (
        "写一个检索式，列出它左右常出现的词。对数似然比说明是不是偶然，logDice 与语料大小无关，可在不同语料之间比较。",
        "Write a query to list the words that stand beside it. Log-likelihood says how little chance it is; logDice "
        "does not depend on the size of the corpus.",
    ),
    "wordlists.word": ("词", "Word"),
    "wordlists.run": ("连续的字", "Run"),
    "wordlists.count": ("次数", "Count"),
    "wordlists.share": ("每万词", "Per 10,000"),
    "wordlists.together": ("共现", "Together"),
    "wordlists.together.about": ("在窗口里出现的次数", "Times within the window"),
    "wordlists.left": ("左", "Left"),
    "wordlists.left.about": ("在左边的次数", "Times on the left"),
    "wordlists.right": ("右", "Right"),
    "wordlists.right.about": ("在右边的次数", "Times on the right"),
    "wordlists.corpus": ("全库", "Corpus"),
    "wordlists.corpus.about": ("在全部文字里的次数", "Times in the whole corpus"),
    "wordlists.log_likelihood": ("对数似然比", "Log-likelihood"),
    "wordlists.log_likelihood.about": (
        "Dunning 的 G²，越大越不像偶然；负数表示比偶然还少",
        "Dunning's G²: the larger the less it is chance; below zero it is rarer than by chance",
    ),
    "wordlists.log_dice": ("logDice 值", "logDice"),
    "wordlists.log_dice.about": (
        "14 + log₂ Dice 系数，与语料大小无关",
        "14 + log₂ of Dice's coefficient; does not depend on the size of the corpus",
    ),
}
