"""Judging without the web page: a table to fill in, with a picture of every line, and its way back.

``judging.csv`` opens in any spreadsheet, ``judging.html`` shows the pictures beside the text.  A row counts when its
``verdict`` or its ``printed`` is filled in; rows left empty were not judged.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from pipeline import files
from pipeline.errors import NoInputError
from pipeline.formats.tables.spreadsheet import GUARD, guarded
from pipeline.sampling.crops import LineCrops
from pipeline.sampling.judging import Said
from pipeline.sampling.records import SampleLine
from pipeline.sampling.standing import Standing

TABLE, SHEET, CROPS = "judging.csv", "judging.html", "crops"
COLUMNS = ("line", "crop", "text", "verdict", "printed")
HEADERS = {"行号": "line", "图像": "crop", "文本": "text", "判定": "verdict", "实际文字": "printed"}
"""Chinese header -> column."""
RIGHT, WRONG, UNREADABLE, NOTHING = "right", "wrong", "unreadable", "nothing"
VERDICTS = {
    **dict.fromkeys(("right", "r", "对", "正确", "√"), RIGHT),
    **dict.fromkeys(("wrong", "w", "错", "错误", "×"), WRONG),
    **dict.fromkeys(("unreadable", "u", "看不清"), UNREADABLE),
    **dict.fromkeys(("nothing", "n", "无字"), NOTHING),
}
"""What may stand in the column ``verdict`` -> what it means."""
_STYLE = """body{font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;margin:2em auto;max-width:64em}
article{border-top:1px solid #bbb;padding:.8em 0}img{max-width:100%;max-height:70vh;display:block}
p{font-size:1.3em;margin:.3em 0;white-space:pre-wrap}small{color:#555}"""
_HELP = (
    "逐行对照图像与文字，在 judging.csv 的“verdict”列填写：对、错（并在“printed”列写出实际文字）、看不清、无字。"
    "未填写的行视为尚未判定。",
    "Compare each picture with the text, and fill in the column verdict of judging.csv: right, wrong (with what is "
    "printed in the column printed), unreadable, nothing. Rows left empty count as not judged.",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line that is to be judged."""

    line: SampleLine
    text: str
    """the text drawn; to settle a difference: what the others say, one below the other."""


def rows_to_judge(lines: Sequence[SampleLine]) -> list[Row]:
    """Lines with the text that was drawn."""
    return [Row(line, line.drawn.text) for line in lines]


def rows_to_settle(standing: Sequence[Standing]) -> list[Row]:
    """Disputed lines with what was said of them, without who said it."""
    return [Row(one.line, " | ".join(sorted({_told(j.text) for j in one.judged}))) for one in standing]


def _told(text: str | None) -> str:
    return "(看不清 unreadable)" if text is None else text or "(无字 nothing)"


def write_sheets(to: Path, rows: Sequence[Row], pictures: LineCrops) -> None:
    """Write the table, the sheet and the pictures into a folder.

    Raises ``OutputError``, ``PageError`` for a page without an image, ``NoInputError`` when nothing waits.
    """
    if not rows:
        raise NoInputError("No line waits for this person.")
    by_page = sorted((row.line for row in rows), key=lambda line: (line.drawn.document, line.drawn.page))
    files.make_folder(to / CROPS)
    files.write_all(to / CROPS, {f"{line.id}.jpg": pictures.jpeg(line.drawn) for line in by_page})
    files.write_all(to, {SHEET: _html(rows), TABLE: _csv(rows)})


def _csv(rows: Sequence[Row]) -> bytes:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([row.line.id, f"{CROPS}/{row.line.id}.jpg", guarded(row.text), "", ""])
    return stream.getvalue().encode("utf-8-sig")


def _html(rows: Sequence[Row]) -> str:
    parts = [
        f'<article><small>{row.line.id}</small><img src="{CROPS}/{row.line.id}.jpg" alt="">'
        f"<p>{escape(row.text)}</p></article>"
        for row in rows
    ]
    help = "".join(f"<p><small>{escape(text)}</small></p>" for text in _HELP)
    return (
        f'<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>抽检 Judging</title><style>{_STYLE}</style>'
        f"<h1>抽检 Judging</h1>{help}{''.join(parts)}</html>\n"
    )


def read_table(path: Path, lines: Mapping[int, SampleLine], *, settles: bool = False) -> list[Said]:
    """The judgements of a filled-in table; rows left empty are left out.

    ``lines``: those of the sample, by their ids.  UTF-8 (with or without byte order mark) or GB 18030, as spreadsheets
    write it.  Raises ``NoInputError`` that names the first row that cannot be used; then nothing of the table is.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NoInputError(f"{path}: the table cannot be read ({error.strerror}).") from error
    reader = csv.DictReader(io.StringIO(_decoded(path, data), newline=""))
    named = {name: HEADERS.get(name.strip(), name.strip()) for name in reader.fieldnames or ()}
    missing = {"line", "verdict", "printed"} - set(named.values())
    if missing:
        raise NoInputError(
            f"{path}: the table has no column {', '.join(sorted(missing))}. 'baokan sample sheets' makes one."
        )
    said = []
    for row in reader:
        cells = {named[name]: (value or "").strip() for name, value in row.items() if name in named}
        try:
            one = _said(cells, lines, settles)
        except ValueError as error:
            raise NoInputError(f"{path}, line {reader.line_num}: {error} Nothing of the table was taken.") from error
        if one is not None:
            said.append(one)
    return said


def _decoded(path: Path, data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise NoInputError(f"{path}: the table is neither UTF-8 nor GB 18030. Save it as 'CSV UTF-8'.")


def _said(cells: Mapping[str, str], lines: Mapping[int, SampleLine], settles: bool) -> Said | None:
    printed, word = _plain(cells["printed"]), cells["verdict"].lower()
    if not printed and not word:
        return None
    line = lines.get(int(cells["line"])) if cells["line"].isdigit() else None
    if line is None:
        raise ValueError(f"'{cells['line']}' is no line of this sample.")
    verdict = VERDICTS.get(word) if word else WRONG
    if verdict is None:
        raise ValueError(f"'{cells['verdict']}' is no verdict: write right, wrong, unreadable or nothing.")
    if settles and verdict == RIGHT:
        raise ValueError("to settle a difference write what is printed: 'right' could mean either text.")
    if (verdict == WRONG) != bool(printed):
        raise ValueError(
            "what is printed is missing." if verdict == WRONG else f"'{word}' and another text contradict each other."
        )
    text = {RIGHT: line.drawn.text, WRONG: printed, UNREADABLE: None, NOTHING: ""}[verdict]
    return Said(line.id, text, settles)


def _plain(value: str) -> str:
    """A cell without the guard that keeps a spreadsheet from changing it."""
    return value[len(GUARD) :] if value.startswith(GUARD) and guarded(value[len(GUARD) :]) == value else value
