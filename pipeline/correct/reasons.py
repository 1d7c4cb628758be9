"""The explanation of a record in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.correct.decision import Decision, Rule
from pipeline.correct.passage import Passage
from pipeline.correct.probability import Proposal
from pipeline.gazetteer import KINDS, Entry
from pipeline.model.correction import Reason

ROOM = 0.1
"""em; less room is not worth a word."""


def explain(proposal: Proposal, decision: Decision, passage: Passage, entry: Entry) -> tuple[Reason, ...]:
    """What speaks for the change, then what held it back."""
    return (*_for(proposal, passage, entry), *_against(proposal, decision))


def _for(proposal: Proposal, passage: Passage, entry: Entry) -> Iterator[Reason]:
    candidate, evidence = proposal.best.candidate, proposal.best.evidence
    kind_zh, kind_en = KINDS.get(entry.kind, (entry.kind or "名称", entry.kind or "name"))
    alias_zh = f"（“{entry.name}”的别称）" if candidate.name != entry.name else ""
    alias_en = f", a short form of {entry.name}" if candidate.name != entry.name else ""
    inside = f"，属{entry.parent}" if entry.parent else ""
    of = f" in {entry.parent}" if entry.parent else ""
    yield Reason(
        code="in-gazetteer",
        zh=f"“{candidate.name}”是地名表中的{kind_zh}{alias_zh}{inside}。",
        en=f"{candidate.name} is a listed {kind_en}{alias_en}{of}.",
    )
    for edit in candidate.edits:
        if edit.kind == "missing":
            room = passage.hole(edit.position)
            yield Reason(
                code="missing-character",
                zh=f"原文可能漏识“{edit.target}”" + (f"，此处空出约 {room:.1f} 字。" if room >= ROOM else "。"),
                en=f"{edit.target} may have been missed"
                + (f"; there is {room:.1f} em of room." if room >= ROOM else "."),
            )
            continue
        read = passage.readings[edit.position]
        if edit.kind == "extra":
            yield Reason(
                code="extra-character", zh=f"“{read.text}”可能多识。", en=f"{read.text} may be read in excess."
            )
            continue
        offered = read.alternatives.get(edit.target)
        if offered is not None:
            sure = read.alternatives.get(read.text, read.confidence)
            yield Reason(
                code="engine-alternative",
                zh=f"识别时“{read.text}”的把握为 {_percent(sure)}，备选中有“{edit.target}”（{_percent(offered)}）。",
                en=f"The engine read {read.text} ({_percent(sure)}) and offers {edit.target} ({_percent(offered)}).",
            )
        elif evidence.similarity > 0:
            yield Reason(
                code="glyph-similarity",
                zh=f"“{read.text}”与“{edit.target}”字形相近（相似度至少 {_percent(evidence.similarity)}）。",
                en=f"{read.text} and {edit.target} look alike (similarity at least {_percent(evidence.similarity)}).",
            )
        elif not evidence.unseen:
            yield Reason(
                code="like-a-reading",
                zh=f"“{edit.target}”与识别时的备选之一字形相近，或曾被读成它。",
                en=f"{edit.target} looks like one of the engine's readings, or was read as one before.",
            )
        else:
            yield Reason(
                code="one-character-off",
                zh=f"只差一字：“{read.text}”应为“{edit.target}”。",
                en=f"One character differs: {read.text} for {edit.target}.",
            )
    if evidence.language > 0:
        yield Reason(
            code="surroundings",
            zh="与前后文连读，地名比原文通顺。",
            en="With the words around it, the name reads better than the text.",
        )
    if evidence.repeats:
        yield Reason(
            code="repeated",
            zh=f"本页另有 {evidence.repeats:.0f} 处写作“{candidate.name}”。",
            en=f"{candidate.name} stands {evidence.repeats:.0f} more time(s) on this page.",
        )
    if evidence.issue:
        yield Reason(
            code="repeated-in-issue",
            zh=f"同期其他版面有 {evidence.issue:.0f} 处写作“{candidate.name}”。",
            en=f"{candidate.name} stands {evidence.issue:.0f} time(s) on other pages of the issue.",
        )
    if evidence.kin and entry.parent:
        yield Reason(
            code="kin",
            zh=f"本页另有 {evidence.kin:.0f} 处提到{entry.parent}或其所属地名。",
            en=f"{entry.parent}, or a place in it, stands {evidence.kin:.0f} time(s) on this page.",
        )


HELD_BACK: dict[Rule, tuple[str, str]] = {
    "common-word": ("原文是常用词，识别时也没有犹豫。", "The text is a common word, and the engine does not doubt it."),
    "counter": ("会改动数字或方位字，不自动改动。", "A numeral or a direction would be traded for another."),
    "inserted": ("需要增删字，不自动改动。", "A character would be put in or taken out."),
    "doubled": ("改后会有两个相同的字相连，可能是错位。", "A character would stand twice; the name may be shifted."),
    "as-printed": (
        "周围字迹清晰，识别把握很高，原文可能就是这样印的。",
        "The print is clean and the engine sure: it may be printed so.",
    ),
    "short-name": ("地名只有两字，别处没有出现。", "The name has two characters and stands nowhere else."),
    "unseen": (
        "字形与识别备选都不支持，只有上下文支持。",
        "Only the context speaks for it, nothing in the print does.",
    ),
}
"""Rule -> the sentence for the editor, Chinese and English."""


def _against(proposal: Proposal, decision: Decision) -> Iterator[Reason]:
    evidence = proposal.best.evidence
    for rule in decision.held_back:
        zh, en = HELD_BACK[rule]
        yield Reason(code=rule, zh=zh, en=en)
    if decision.status != "applied":
        if evidence.unsupported:
            yield Reason(
                code="not-offered",
                zh=f"识别的把握为 {_percent(evidence.confidence)}，备选中没有该字。",
                en=f"The engine reads it with {_percent(evidence.confidence)} and does not offer the character.",
            )
        if evidence.person:
            yield Reason(code="person-name", zh="原文像是人名。", en="The text as read looks like a person's name.")
        if not decision.held_back:
            yield Reason(
                code="not-sure-enough",
                zh=f"这样的改动约有 {_percent(proposal.probability)} 是对的，未达到自动改动的要求。",
                en=f"About {_percent(proposal.probability)} of such changes are right, too few for an automatic one.",
            )
    if proposal.rivals and proposal.rivals[0][1] >= 0.05:
        rival, probability = proposal.rivals[0]
        yield Reason(
            code="rival",
            zh=f"也可能是“{rival.candidate.name}”（{_percent(probability)}）。",
            en=f"It may also be {rival.candidate.name} ({_percent(probability)}).",
        )


def _percent(value: float) -> str:
    return f"{100 * value:.0f}%" if value >= 0.01 else f"{100 * value:.1f}%"
