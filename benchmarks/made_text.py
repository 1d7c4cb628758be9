"""Text with place names in context, for the fit and the measurement of name correction.

``Writer`` gives passages: ordinary sentences of a text that is handed in, sentences with listed names, and what must
not be taken for one: unlisted names one character away from a listed one, common words one character away, persons.
The fit part and the held-out part share neither names nor sentences.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.correct import lexicon, words
from pipeline.gazetteer import TERMS, Entry, Gazetteer

ALIAS = 0.2
"""share of the mentions that use an alias."""
SHORT = 0.35
"""share of those of an entry with a short form that use it: on bulletin pages one mention in six has two characters."""
SHORTEST = 2
"""characters of a short form."""
LOCAL = 8
"""entries that a page comes back to; half of them belong to one street office, as in a bulletin."""
FROM_LOCAL = 0.6
"""share of the mentions that come from those: more than half of the names of a bulletin page stand on it again."""
UNLISTED, NEIGHBOUR, WORD, PERSON = 0.06, 0.06, 0.05, 0.08
"""share of the mentions that are names of no list (made at random; one character from a listed one), common words one
character from a listed name, and persons."""
LONGEST_NEIGHBOUR = 3
"""characters of the proper part: 虹云小区 beside 虹旭小区 may well exist, 长宁区人国检察院 does not"""
TERM = 0.08
"""share of the sentences with names that have an organisation, a title or a fixed phrase in the place of a name"""
ORDINARY = 0.25
"""share of the sentences of a page with names that have none."""

FIT = {
    "road": (
        "{p}沿线的梧桐又修剪了一遍。|因管道施工，{p}（{q}至{r}）今晚封闭。|他家住在{p}{n}弄{m}号。|{p}靠近{q}的路口新装了红绿灯。|"
        "报名地址：{p}{n}号二楼。|公交车改走{p}、{q}绕行。|那时的{p}两边还是农田。|从{p}到{q}，步行十分钟。|"
        "{p}上的小店重新开张。|志愿者在{p}站岗。|居民反映{p}{n}弄门口积水。"
    ),
    "committee": (
        "{p}昨天召开了听证会。|{p}书记走访了{n}户人家。|请到{p}登记领取。|{p}和{q}结对共建。|据{p}工作人员介绍，垃圾房已经改好。|"
        "{p}的老人每周聚一次。|{p}、{q}、{r}三家一起报名。|来自{p}的志愿者获奖。"
    ),
    "estate": (
        "{p}加装电梯的工程开工了。|{p}{n}号楼漏水的事解决了。|住在{p}的陈阿姨很高兴。|{p}、{q}将于下周停水。|{p}业委会换届选举结束。|"
        "{p}门口的早餐车搬走了。|在{p}里散步的人多起来。|{p}至{q}的便道打通了。"
    ),
    "other": (
        "活动在{p}举行。|{p}来了一批新朋友。|下午两点，大家到{p}集合。|{p}免费向居民开放。|{p}与{q}签了协议。|{p}举办了讲座。|"
        "走出{p}，天已经黑了。|{p}附近车位紧张。|参观{p}的人排起长队。"
    ),
    "short": (
        "{p}居民自发清扫楼道。|{p}的邻居们商量了一个办法。|{p}、{q}两地先行试点。|在{p}住了三十年。|{p}小区的花开了。|"
        "他是{p}人人都认识的热心人。|搬到{p}以后，日子好过了。|{p}社区食堂开张了。"
    ),
    "term": (
        "会上讨论了{p}。|说到{p}，大家的话就多了。|今年的重点之一是{p}。|{p}也到了现场。|他向大家介绍了{p}。|"
        "关于{p}的问题，下期再谈。"
    ),
}
HELD_OUT = {
    "road": (
        "昨夜，{p}上最后一根电杆被吊走。|失主请到{p}{n}号认领。|{p}（近{q}）人行道铺设盲道。|骑车经过{p}时要当心。|"
        "{q}与{p}的交叉口最为拥堵。|新店开在{p}{n}弄。|过往车辆请绕行{p}。|工程涉及{p}、{q}和{r}三条道路。|"
        "我第一次来{p}是在春天。|家住{p}的王伯伯退休了。|沿{p}向东走到底就是。|{p}菜场今天歇业。"
    ),
    "committee": (
        "有意者请与{p}联系。|{p}请来了律师。|上周三，{p}的楼组长碰了头。|{q}的做法被{p}学了去。|{p}活动室添了一架钢琴。|"
        "物品现存{p}，凭证件领取。|经{p}调解，两家握手言和。|主办方是{p}。"
    ),
    "estate": (
        "影响范围：{p}、{q}{n}至{m}号。|{p}的外墙粉刷一新。|记{p}楼组长的一天。|{p}更换老旧水泵。|夏夜，{p}的凉亭里坐满了人。|"
        "他从{p}搬到{q}。|{p}一位住户送来锦旗。|物业承诺月底前修好{p}的围墙。"
    ),
    "other": (
        "本周六上午，{p}有一场义诊。|孩子们在{p}门前合影。|{p}恢复了夜间服务。|由{p}出资改造。|消防车从{p}赶来。|书展设在{p}一楼。|"
        "他每天去{p}锻炼。|今年{p}新添了三台设备。"
    ),
    "short": (
        "{p}、{q}居民优先。|{p}小区的路灯亮了。|当年的{p}一片芦苇。|{p}人的事{p}人商量着办。|听说{p}也要改造了。|{p}居民区推出新办法。|"
        "她嫁到{p}那年才二十岁。|{p}的夜市又热闹起来。"
    ),
    "term": (
        "什么是{p}？请看本版。|老人第一次听说{p}。|{p}是这次座谈的题目。|居民的信转给了{p}。|围绕{p}，大家提了不少意见。"
    ),
}
SURNAME_TITLES = ("师傅", "阿姨", "老师", "书记", "医生", "先生", "女士", "说", "告诉记者", "介绍", "笑着说", "")
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
LONGEST_SENTENCE = 60


@dataclass(frozen=True)
class Mention:
    """Something that stands in a passage."""

    start: int
    end: int
    text: str
    kind: str
    """kind of the listed name; ``unlisted``, ``neighbour``, ``word`` or ``person`` of what is none."""
    listed: bool


@dataclass
class Passage:
    """Text as it is printed, and what stands in it."""

    text: str = ""
    mentions: list[Mention] = field(default_factory=list)


def in_fit(entry: Entry) -> bool:
    """Whether an entry belongs to the fit part; entries that share a proper part go together."""
    proper = entry.name[: words.shipped().proper_length(entry.name)]
    return hashlib.sha256(proper.encode()).digest()[0] % 2 == 0


def sentences(text: str) -> list[str]:
    """Sentences of mostly Chinese text, up to ``LONGEST_SENTENCE`` characters."""
    found = []
    for sentence in _SENTENCE.findall(text.replace(" ", "")):
        if 8 <= len(sentence) <= LONGEST_SENTENCE and len(_CHINESE.findall(sentence)) > 0.75 * len(sentence):
            found.append(sentence)
    return found


class Writer:
    """Writes the passages of one page."""

    def __init__(self, gazetteer: Gazetteer, ordinary: Sequence[str], fit: bool, rng: random.Random) -> None:
        self.gazetteer, self.ordinary, self.rng = gazetteer, ordinary, rng
        self.templates = {kind: text.split("|") for kind, text in (FIT if fit else HELD_OUT).items()}
        own = [entry for entry in gazetteer.entries if in_fit(entry) == fit and len(entry.name) > 1]
        entries = [entry for entry in own if entry.kind not in TERMS]
        self.terms = [entry for entry in own if entry.kind in TERMS]
        kinds = sorted({entry.kind for entry in entries})
        self.by_kind = {kind: [entry for entry in entries if entry.kind == kind] for kind in kinds}
        self.weights = [len(self.by_kind[kind]) ** 0.5 for kind in kinds]
        parent = rng.choice(sorted({entry.parent for entry in entries if entry.kind == "committee"}))
        siblings = [entry for entry in entries if parent in (entry.parent, entry.name)]
        self.local = [rng.choice(siblings) if k % 2 else self._any_entry() for k in range(LOCAL)]
        self.words = words.shipped()
        self.characters = sorted({c for entry in entries for c in entry.name[: self.words.proper_length(entry.name)]})
        self.traps = _common_neighbours(gazetteer)

    def passage(self, names: bool = True) -> Passage:
        """One passage of two to four sentences."""
        passage = Passage()
        for _ in range(self.rng.randint(2, 4)):
            if not names or self.rng.random() < ORDINARY:
                passage.text += self.rng.choice(self.ordinary)
            else:
                self._sentence(passage)
        return passage

    def _any_entry(self) -> Entry:
        kind = self.rng.choices(list(self.by_kind), self.weights)[0]
        return self.rng.choice(self.by_kind[kind])

    def _sentence(self, passage: Passage) -> None:
        if self.terms and self.rng.random() < TERM:
            term = self.rng.choice(self.terms)
            spelling, kind, listed, like = self._spelling(term), term.kind, True, term.kind
        else:
            spelling, kind, listed, like = self._mention(None)
        template = self.rng.choice(self.templates[self._group(spelling, like)])
        values = {"p": (spelling, kind, listed), "n": str(self.rng.randint(1, 999)), "m": str(self.rng.randint(1, 99))}
        for key in "qr":
            values[key] = self._mention(like)[:3]
        for part in re.split(r"(\{\w\})", template):
            value = values[part[1]] if part.startswith("{") else part
            if isinstance(value, str):
                passage.text += value
            else:
                start = len(passage.text)
                passage.text += value[0]
                passage.mentions.append(Mention(start, len(passage.text), *value))

    def _group(self, spelling: str, kind: str) -> str:
        if kind in TERMS:
            return "term"
        if not self.words.ends_generic(spelling):
            return "short"
        return kind if kind in ("road", "committee", "estate") else "other"

    def _mention(self, kind: str | None) -> tuple[str, str, bool, str]:
        """(text, kind, listed, kind of place whose sentences it stands in): something to put into a sentence."""
        draw = self.rng.random()
        entry = self.rng.choice(self.local) if self.rng.random() < FROM_LOCAL else self._any_entry()
        if kind is not None and kind in self.by_kind and self.rng.random() < 0.7:
            entry = self.rng.choice(self.by_kind[kind])
        for share, make in (
            (UNLISTED, self._unlisted),
            (NEIGHBOUR, self._neighbour),
            (WORD, lambda _: (self.rng.choice(self.traps), "word", False, "word")),
            (PERSON, self._person),
        ):
            if draw < share:
                return make(entry)
            draw -= share
        return self._spelling(entry), entry.kind, True, entry.kind

    def _spelling(self, entry: Entry) -> str:
        short = [alias for alias in entry.aliases if len(alias) == SHORTEST]
        if short and self.rng.random() < SHORT:
            return self.rng.choice(short)
        return self.rng.choice(entry.aliases) if entry.aliases and self.rng.random() < ALIAS else entry.name

    def _unlisted(self, entry: Entry) -> tuple[str, str, bool, str]:
        made = "".join(self.rng.choice(self.characters) for _ in range(2)) + self._generic(entry)
        return made, "unlisted", made in self.gazetteer.by_spelling, entry.kind

    def _neighbour(self, entry: Entry) -> tuple[str, str, bool, str]:
        while entry in self.local or self.words.proper_length(entry.name) > LONGEST_NEIGHBOUR:
            entry = self._any_entry()  # an estate of no list has no reason to resemble what the page is about
        name = entry.name
        k = self.rng.randrange(self.words.proper_length(name))
        made = name[:k] + self.rng.choice(self.characters) + name[k + 1 :]
        return made, "neighbour", made in self.gazetteer.by_spelling, entry.kind

    def _generic(self, entry: Entry) -> str:
        return entry.name[self.words.proper_length(entry.name) :] or "小区"

    def _person(self, _: Entry) -> tuple[str, str, bool, str]:
        given = "".join(self.rng.choice(self.characters) for _ in range(self.rng.randint(1, 2)))
        made = self.rng.choice(sorted(self.words.surnames)) + given + self.rng.choice(SURNAME_TITLES)
        return made, "person", False, "person"


def _common_neighbours(gazetteer: Gazetteer) -> list[str]:
    """Common words at distance one from a listed spelling of the same length."""
    frequency = lexicon.shipped().frequency
    holes: set[tuple[int, str]] = set()
    for spelling in gazetteer.by_spelling:
        if len(spelling) <= 4:
            holes.update((k, spelling[:k] + spelling[k + 1 :]) for k in range(len(spelling)))
    return [
        word
        for word, count in frequency.items()
        if 2 <= len(word) <= 4
        and count >= 20
        and word not in gazetteer.by_spelling
        and any((k, word[:k] + word[k + 1 :]) in holes for k in range(len(word)))
    ]
