"""The evaluation of name corrections as a table for the terminal and as a page with every case and its crop."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from pipeline.evaluate.corrections import NameEvaluation, RecordCase
from pipeline.evaluate.report import both
from pipeline.model.geometry import bounding_box
from pipeline.model.text import parse_character_id

MARGIN = 2.5
"""ems of print that a crop shows on either side of the name."""
CROP_QUALITY = 70
"""JPEG"""
OUTCOMES = ("right", "fixed", "offered", "missed", "broken")
STATUSES = ("applied", "flagged", "left")
VERDICTS = {"right": ("改对", "right"), "wrong": ("改错", "wrong"), "unplaced": ("无法对照", "not in the truth")}
STATUS_WORDS = {"applied": ("已改", "applied"), "flagged": ("待核", "flagged"), "left": ("未动", "left")}
_STYLE = """body{font:15px/1.6 sans-serif;margin:2em auto;max-width:70em;padding:0 1em}
table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3em .6em;vertical-align:top;text-align:left}
img{max-height:3.2em;max-width:26em}.wrong{background:#fdd}.right{background:#efe}.en{color:#555;margin-left:.6em}"""


def render_names_table(evaluation: NameEvaluation) -> str:
    """Names by kind and by degradation, records by status: plain text."""
    kinds = sorted({name.kind for name in evaluation.names})
    levels = sorted({name.level for name in evaluation.names})
    rows: list[tuple[str, ...]] = [("names", *OUTCOMES)]
    for kind in kinds:
        found = evaluation.outcomes((kind,))
        rows.append((kind, *(str(found[outcome]) for outcome in OUTCOMES)))
    for level in levels:
        found = evaluation.outcomes(level=level)
        rows.append((f"place, {level or 'unknown'}", *(str(found[outcome]) for outcome in OUTCOMES)))
    rows.append(("records", "right", "wrong", "unplaced", "best first", "in three"))
    for status in STATUSES:
        verdicts = evaluation.verdicts(status)
        ranks = [r.rank for r in evaluation.records if r.record.status == status and r.rank]
        figures = [*(verdicts[v] for v in VERDICTS), sum(k == 1 for k in ranks), sum(k <= 3 for k in ranks)]
        rows.append((status, *map(str, figures)))
    text = "\n".join(f"{row[0]:<20}" + "".join(f"{value:>11}" for value in row[1:]) for row in rows)
    return f"{text}\nprecision of automatic changes {evaluation.precision:.4f}, recall {evaluation.recall:.4f}"


def to_dict(evaluation: NameEvaluation) -> Mapping[str, Any]:
    """The same for ``--json``, with every record."""
    return {
        "precision": evaluation.precision,
        "recall": evaluation.recall,
        "names": {kind: evaluation.outcomes((kind,)) for kind in sorted({name.kind for name in evaluation.names})},
        "levels": {level: evaluation.outcomes(level=level) for level in sorted({n.level for n in evaluation.names})},
        "missed": [
            {"name": n.wanted, "read": n.after, "level": n.level, "outcome": n.outcome}
            for n in evaluation.names
            if n.kind == "place" and n.outcome in ("missed", "offered", "broken")
        ],
        "records": [
            {
                "document": case.document,
                "page": case.page.name,
                "id": case.record.id,
                "status": case.record.status,
                "before": case.record.before,
                "after": case.record.after,
                "verdict": case.verdict,
                "rank": case.rank,
            }
            for case in evaluation.records
        ],
    }


def render_names_html(evaluation: NameEvaluation) -> str:
    """One self-contained page: the figures, every record with its crop, wrong ones first, and the names missed."""
    order = {"wrong": 0, "unplaced": 1, "right": 2}
    cases = sorted(evaluation.records, key=lambda c: (STATUSES.index(c.record.status), order[c.verdict], c.document))
    return "\n".join(
        (
            "<!DOCTYPE html>",
            '<html lang="zh-CN"><head><meta charset="utf-8"><title>报刊 Baokan · 地名校正 names</title>',
            f"<style>{_STYLE}</style></head><body>",
            f"<h1>{both('地名校正', 'Correction of names')}</h1>",
            f"<pre>{escape(render_names_table(evaluation))}</pre>",
            f"<h2>{both('每条记录', 'Every record')}</h2>",
            "<table>",
            *_rows(cases),
            "</table>",
            f"<h2>{both('未改对的地名', 'Names that are not right')}</h2>",
            "<table>",
            *(
                f"<tr><td>{escape(n.wanted)}</td><td>{escape(n.after)}</td><td>{n.outcome}</td><td>{n.level}</td></tr>"
                for n in evaluation.names
                if n.kind == "place" and n.after != n.wanted
            ),
            "</table></body></html>",
        )
    )


def _rows(cases: list[RecordCase]) -> Iterator[str]:
    for case in cases:
        record = case.record
        listed = "；".join(f"{c.text} {100 * c.probability:.1f}%" for c in record.candidates)
        reasons = "<br>".join(both(reason.zh, reason.en) for reason in record.reasons)
        crop = _crop(case)
        image = f'<img alt="" src="data:image/jpeg;base64,{crop}">' if crop else ""
        yield (
            f'<tr class="{case.verdict}"><td>{escape(case.document)}<br>{escape(case.page.name)}</td>'
            f"<td>{both(*STATUS_WORDS[record.status])}<br>{both(*VERDICTS[case.verdict])}</td>"
            f"<td>{image}</td><td>{escape(record.before)} → {escape(record.after)}<br>{escape(listed)}</td>"
            f"<td>{reasons}</td></tr>"
        )


def _crop(case: RecordCase) -> str:
    """The print around the record's first line part as base64 JPEG; empty when the page image was not written."""
    import cv2
    import numpy as np

    path = case.folder / f"{case.page.name}.jpg"
    if not path.is_file():
        return ""
    image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return ""
    line_id = parse_character_id(case.record.characters[0])[0]
    line = case.page.line_by_id[line_id]
    offsets = [offset for number, offset in map(parse_character_id, case.record.characters) if number == line_id]
    corners = [point for offset in offsets for point in line.character_quad(offset)]
    left, top, right, bottom = bounding_box(corners)
    margin = MARGIN * (line.ink_height or bottom - top)
    x0, y0 = max(int(left - margin), 0), max(int(top - margin / 4), 0)
    piece = image[y0 : int(bottom + margin / 4) + 1, x0 : int(right + margin) + 1]
    if not piece.size:
        return ""
    done, data = cv2.imencode(".jpg", piece, [cv2.IMWRITE_JPEG_QUALITY, CROP_QUALITY])
    return base64.b64encode(data.tobytes()).decode() if done else ""
