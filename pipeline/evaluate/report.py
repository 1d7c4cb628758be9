"""The page of differences: one HTML file without scripts and without anything to fetch.

Language, view and filter are switched by radio buttons that the style sheet reads, so that the page works from a disk,
in a mail and on paper.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from importlib.resources import files

from pipeline.evaluate.differences import BlockDifference, Segment, differences
from pipeline.evaluate.result import Evaluation, FileEvaluation

KINDS = {
    "masthead": ("报头", "masthead"),
    "folio": ("报眉", "folio"),
    "title": ("标题", "title"),
    "subtitle": ("副题", "subtitle"),
    "byline": ("署名", "byline"),
    "heading": ("小标题", "heading"),
    "paragraph": ("段落", "paragraph"),
    "item": ("条目", "list item"),
    "cell": ("单元格", "table cell"),
    "caption": ("图注", "caption"),
    "in_photo": ("图中文字", "in a photo"),
}
FLAGS = {
    "missing": ("缺失", "missing"),
    "left-out": ("可略", "left out, may be"),
    "split": ("拆分", "split"),
    "merged": ("并入他块", "merged"),
    "moved": ("次序不同", "out of order"),
}
LEVELS = {"clean": ("干净", "clean"), "light": ("轻", "light"), "medium": ("中", "medium"), "heavy": ("重", "heavy")}
_COLUMNS = (
    ("cer", "字错率", "CER", "含标点，按阅读顺序", "with punctuation, in reading order"),
    ("cer_art", "文章任序", "articles free", "文章次序不计", "the order of articles left free"),
    ("cer_free", "不计次序", "order ignored", "块对块比较", "block against block"),
    ("block_f1", "块 F1", "block F1", "差异不超过一成即为找到", "found: at most a tenth differs"),
    ("order", "阅读次序", "order", "块序列的相似度", "likeness of the sequences of blocks"),
    ("join_f1", "接行 F1", "join F1", "同段相邻两行接在一起", "lines of one paragraph joined"),
)


def both(zh: str, en: str) -> str:
    """Text in both languages; the style sheet shows one."""
    return f'<span class="zh" lang="zh-CN">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'


def render_html(evaluation: Evaluation) -> str:
    """See ``pipeline.evaluate.render_html``."""
    style = files("pipeline.evaluate").joinpath("report.css").read_text(encoding="utf-8")
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="zh-CN"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            "<title>报刊 Baokan · 质量评测 evaluation</title>",
            f"<style>\n{style}</style></head><body>",
            *_switches(),
            "<main>",
            *_summary(evaluation),
            *(part for number, file in enumerate(evaluation.files) for part in _file(number, file)),
            "</main></body></html>\n",
        )
    )


def _switches() -> Iterator[str]:
    groups = (
        ("language", (("to-zh", "中文"), ("to-en", "English"))),
        ("view", (("beside", both("对照", "side by side")), ("inline", both("合并", "inline")))),
        ("filter", (("all", both("全部", "all blocks")), ("only", both("只看差异", "differences only")))),
    )
    for name, options in groups:
        for number, (key, _) in enumerate(options):
            checked = "" if number else " checked"
            yield f'<input type="radio" class="switch" name="{name}" id="{key}"{checked}>'
    yield '<nav class="bar"><b>报刊 Baokan</b>'
    for _, options in groups:
        labels = "".join(f'<label for="{key}">{label}</label>' for key, label in options)
        yield f'<span class="group">{labels}</span>'
    yield "</nav>"


def _summary(evaluation: Evaluation) -> Iterator[str]:
    yield f"<header><h1>{both('质量评测', 'Evaluation')}</h1>"
    count = len(evaluation.files)
    yield f"<p>{both(f'共 {count} 个文件与标准答案比较。', f'{count} files compared with their ground truth.')} "
    if evaluation.strict:
        yield both("严格比较：空白与全角半角均计。", "Strict: white space and the width of marks count.")
    else:
        yield both("空白、全角半角、引号样式不计为错。", "White space, width and style of marks are no errors.")
    yield "</p></header>"
    yield '<div class="scroll"><table class="figures"><thead><tr>'
    yield f"<th>{both('文件', 'file')}</th><th>{both('扫描质量', 'scan')}</th>"
    for _, zh, en, zh_note, en_note in _COLUMNS:
        yield f"<th>{both(zh, en)}<small>{both(zh_note, en_note)}</small></th>"
    yield f"<th>{both('地名', 'names')}<small>{both('读对', 'right')}</small></th></tr></thead><tbody>"
    for number, file in enumerate(evaluation.files):
        missing = f' <em class="flag missing">{both("无结果", "no results")}</em>' if file.missing else ""
        yield f'<tr><th scope="row"><a href="#file-{number}">{escape(file.truth.id)}</a>{missing}</th>'
        yield f"<td>{_level(file.truth.level)}</td>{_cells(file.figures())}</tr>"
    yield f'</tbody><tfoot><tr><th scope="row">{both("合计", "all")}</th><td></td>{_cells(evaluation.figures())}</tr>'
    yield "</tfoot></table></div>"
    yield f'<p class="legend">{_segment(Segment("lost", both("标准答案有", "in the truth only")), raw=True)} '
    yield f"{_segment(Segment('added', both('结果多出', 'in the output only')), raw=True)} "
    yield f"{_segment(Segment('break', ''))} {both('此处被拆成两块', 'the output goes on in another block')} "
    yield f"<span class='place'>#3</span> {both('结果中的第 3 块', 'third block of the output')}</p>"


def _level(level: str) -> str:
    known = [LEVELS.get(name, (name, name)) for name in level.split("+") if name]
    return both("、".join(zh for zh, _ in known), ", ".join(en for _, en in known))


def _cells(figures: Mapping[str, float | int]) -> str:
    cells = []
    for key, *_ in _COLUMNS:
        value = figures[key]
        error = value if key.startswith("cer") else 1 - value
        shown = f"{value:.2%}" if key.startswith("cer") else f"{value:.3f}"
        width = min(100.0, 100 * error)
        cells.append(f'<td class="number"><span class="meter" style="--error:{width:.1f}%">{shown}</span></td>')
    cells.append(f'<td class="number">{figures["names_right"]}/{figures["names"]}</td>')
    return "".join(cells)


def _file(number: int, file: FileEvaluation) -> Iterator[str]:
    yield f'<section class="file" id="file-{number}">'
    yield f"<h2>{escape(file.truth.id)} <small>{escape(file.truth.file)}</small></h2>"
    figures = file.figures()
    yield '<ul class="cards">'
    for key, zh, en, _, _ in _COLUMNS:
        shown = f"{figures[key]:.2%}" if key.startswith("cer") else f"{figures[key]:.3f}"
        yield f"<li><b>{shown}</b>{both(zh, en)}</li>"
    yield f"<li><b>{figures['names_right']}/{figures['names']}</b>{both('地名', 'names')}</li>"
    yield f"<li><b>{len(file.truth.blocks)}</b>{both('块', 'blocks')}</li></ul>"
    wrong = [name for name in file.names if not name.right]
    if wrong:
        pairs = "　".join(f"{escape(n.wanted)} → <s>{escape(n.read) or '∅'}</s>" for n in wrong)
        yield f'<p class="wrong">{both("读错的地名：", "Place names that came out wrong: ")}{pairs}</p>'
    found = differences(file)
    yield f'<div class="block head"><span></span><b class="truth">{both("标准答案", "Ground truth")}</b>'
    yield f'<b class="read">{both("结果", "Output")}</b>'
    yield f'<b class="both">{both("标准答案与结果", "Truth and output")}</b></div>'
    yield '<ol class="blocks">'
    for place, block in enumerate(found.blocks):
        new = place == 0 or block.block.article != found.blocks[place - 1].block.article
        yield from _block(block, new)
    yield "</ol>"
    if found.extra:
        yield f"<h3>{both('结果多出的文字', 'Text that is not in the truth')}</h3><ul class='extra'>"
        for line, text in found.extra:
            yield f"<li><span class='place'>{_output_line(line)}</span> <ins>{escape(text)}</ins></li>"
        yield "</ul>"
    yield "</section>"


def _block(difference: BlockDifference, new_article: bool) -> Iterator[str]:
    block = difference.block
    fine = not difference.errors and not difference.flags
    quiet = fine or difference.flags == ("left-out",)
    zh, en = KINDS.get(block.kind, (block.kind, block.kind))
    classes = " ".join(
        (
            "block",
            block.kind,
            *(["ok"] if quiet else []),
            *(["left-out"] if not fine and quiet else []),
            *(["first"] if new_article else []),
        )
    )
    yield f'<li class="{classes}"><div class="margin"><span class="kind">{both(zh, en)}</span>'
    for flag in difference.flags:
        yield f'<em class="flag {flag}">{both(*FLAGS[flag])}</em>'
    if difference.errors and "missing" not in difference.flags and "left-out" not in difference.flags:
        yield f'<em class="flag errors">{both(f"{difference.errors} 字", f"{difference.errors} wrong")}</em>'
    places = " ".join(_output_line(line) for line in difference.lines)
    yield f'<span class="place">{places}</span></div>'
    truth = "".join(_segment(s) for s in difference.segments if s.kind in ("same", "lost"))
    read = "".join(_segment(s) for s in difference.segments if s.kind != "lost")
    merged = "".join(_segment(s) for s in difference.segments)
    nothing = f'<i class="nothing">{both("无", "nothing")}</i>'
    yield f'<p class="truth">{truth}</p><p class="read">{read or nothing}</p><p class="both">{merged}</p></li>'


def _segment(segment: Segment, *, raw: bool = False) -> str:
    text = segment.text if raw else escape(segment.text)
    if segment.kind == "lost":
        return f"<del>{text}</del>"
    if segment.kind == "added":
        return f"<ins>{text}</ins>"
    if segment.kind == "break":
        return '<b class="break" title="¶">¶</b>'
    return text


def _output_line(line: int) -> str:
    return f"#{line + 1}"
