"""``baokan evaluate lines``: results against single lines of ground truth."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

from pipeline.evaluate.lines import evaluate_lines_folder, lines_to_dict, render_lines_table


def run(output: Path, truth: Path, only: Collection[str] | None, *, as_json: bool) -> None:
    """Print errors per 10,000 characters and names, by document."""
    documents = evaluate_lines_folder(output, truth, only)
    told = json.dumps(lines_to_dict(documents), ensure_ascii=False, indent=1)
    print(told if as_json else render_lines_table(documents))
