"""``baokan evaluate names``: the corrections of names against ground truth."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection
from pathlib import Path

from pipeline.evaluate.corrections import evaluate_names
from pipeline.evaluate.corrections_report import render_names_html, render_names_table, to_dict


def run(output: Path, truth: Path, html: Path | None, only: Collection[str] | None, *, as_json: bool) -> None:
    """Print recall and precision, fixed, broken and missed names; with ``html`` also write every case with its crop."""
    evaluation = evaluate_names(output, truth, only)
    if html is not None:
        from pipeline import files

        files.write(html, render_names_html(evaluation))
        print(f"Cases: {html}", file=sys.stderr)
    print(json.dumps(to_dict(evaluation), ensure_ascii=False, indent=1) if as_json else render_names_table(evaluation))
