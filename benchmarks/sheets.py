"""How far up glyph sheets bring misread characters.

    python benchmarks/sheets.py FOLDER RESULTS [--fit] [--uncorrected]

FOLDER holds ground truth (``*.gt.json``) and RESULTS what ``baokan run`` made of the same scans.  Every page is put on
the sheets of a database of its own, and each place is held against the truth: it is misread when another character, or
none, was printed there.  Told is the share of the misread places among the first tenth of the grid (rounded up), for
the characters that names use most, and for every sheet of ten places and more; beside it, what confidence alone would
bring, and the most that the first tenth could hold.  ``--uncorrected`` leaves out what the machine corrected, so that
more is wrong; ``--fit`` fits the weights of the evidence anew.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from rapidfuzz.distance import Levenshtein
from sqlalchemy import Connection, insert

from pipeline.crops.images import PageImages
from pipeline.database import FILE_NAME, open_database
from pipeline.database.schema import pages, sources
from pipeline.editing.overall import Overall
from pipeline.editing.state import machine_state
from pipeline.evaluate.assignment import assign
from pipeline.evaluate.folding import Folded, fold
from pipeline.evaluate.truth import Truth, load_truth
from pipeline.export.interchange import read_page
from pipeline.model.page import Page
from pipeline.model.text import CharacterId, parse_character_id
from pipeline.sheets.ranking import EVIDENCE, WEIGHTS, Floats, doubts, evidence
from pipeline.sheets.rows import write
from pipeline.sheets.sheet import Sheet, contents, sheet
from pipeline.sheets.taking import page_places

CHARACTERS = 50
TENTH = 0.1
FULL = 10
"""places: smaller sheets are looked at as a whole, whatever stands first."""
UNRELATED = 0.5
"""of the longer text: a block and what stands for it differ more only when they have nothing to do with each other."""

Place = tuple[int, int, int]
"""Page, line, offset."""


@dataclass
class Judged:
    """One sheet with what is known of its places."""

    sheet: Sheet
    known: np.ndarray
    """bool: the truth says what was printed there."""
    misread: np.ndarray
    """bool, of the known ones."""

    def found(self, doubt: Floats) -> tuple[int, int, int]:
        """Misread places among the first tenth, all of them, and how many the first tenth can hold at most."""
        order = np.argsort(-doubt[self.known], kind="stable")
        first = -(-len(order) // round(1 / TENTH))
        total = int(self.misread.sum())
        return int(self.misread[order][:first].sum()), total, min(first, total)


def printed(truth: Truth, made: Sequence[Page]) -> dict[tuple[int, CharacterId], str]:
    """Number of the page and character id -> the character that was printed there (folded), or nothing."""
    rows = list(_rows(made))
    assigned = assign(truth.blocks, [body for body, _ in rows])
    found: dict[tuple[int, CharacterId], str] = {}
    for block in truth.blocks:
        pieces = [placed.piece for placed in assigned.placed.get(block.id, ())]
        read = "".join(piece.text for piece in pieces)
        owners = [owner for piece in pieces for owner in rows[piece.line][1][piece.start : piece.end]]
        if Levenshtein.distance(block.text, read) > UNRELATED * max(len(block.text), len(read)):
            continue
        for op in Levenshtein.opcodes(block.text, read):
            for k in range(op.dest_start, op.dest_end):
                at = op.src_start + k - op.dest_start
                owner = owners[k]
                if owner is not None:
                    found[owner] = block.text[at] if op.tag != "insert" and at < op.src_end else ""
    return found


def _rows(made: Sequence[Page]) -> Iterator[tuple[Folded, list[tuple[int, CharacterId] | None]]]:
    """Rows of text, folded, with the character behind each folded character."""
    for number, page in enumerate(made):
        for block in page.text_blocks():
            text, start = page.text(block), 0
            owners = text.owners()
            for raw in text.text.split("\n"):
                body = fold(raw)
                behind: list[tuple[int, CharacterId] | None] = []
                for k, owner in enumerate(owners[start : start + len(raw)]):
                    width = body.starts[k + 1] - body.starts[k]
                    behind += [(number, owner) if owner else None] * width
                if body.text:
                    yield body, behind
                start += len(raw) + 1


def enter(connection: Connection, number: int, page: Page, image: Path) -> float:
    """Put a page on the sheets; seconds that it took without writing to the disk."""
    values = {"id": number, "source": 1, "frame": 1, "name": f"page-{number:04d}", "content": "", "state": "machine"}
    connection.execute(insert(pages).values(**values, version=1, characters=0, taken=""))
    start = time.perf_counter()
    overall = Overall()
    write(connection, number, {}, page_places(page, machine_state(page), PageImages().grey(image)), overall)
    overall.finish(connection)
    return time.perf_counter() - start


def judged(one: Sheet, truth: dict[Place, str]) -> Judged:
    """A sheet held against the truth."""
    places = zip(one.pages.tolist(), one.places["line"].tolist(), one.places["offset"].tolist(), strict=True)
    texts = [truth.get(place) for place in places]
    known = np.array([text is not None for text in texts], np.bool_)
    return Judged(one, known, np.array([text != fold(one.character).text for text in texts if text is not None]))


def tell(name: str, sheets: Sequence[Judged]) -> None:
    """One row of the table."""
    ours = [one.found(doubts(one.sheet.places)) for one in sheets]
    sure = [one.found(-one.sheet.places["confidence"].astype(float)) for one in sheets]
    found, total, most = (sum(row[k] for row in ours) for k in range(3))
    alone, number = sum(row[0] for row in sure), sum(len(one.sheet) for one in sheets)
    share = [f"{value} ({value / total:.1%})" if total else "–" for value in (found, alone, most)]
    print(f"| {name} | {len(sheets)} | {number:,} | {total} | {' | '.join(share)} |")


def fit(sheets: Sequence[Judged], rounds: int = 50) -> None:
    """Weights of the evidence by logistic regression (Newton's method, a little held back)."""
    rows = np.concatenate([evidence(one.sheet.places)[one.known] for one in sheets])
    wrong = np.concatenate([one.misread for one in sheets]).astype(float)
    scale = rows.std(axis=0) + 1e-9
    design = np.column_stack([rows / scale, np.ones(len(rows))])
    held = np.diag([1.0] * rows.shape[1] + [1e-6])
    weights = np.zeros(design.shape[1])
    for _ in range(rounds):
        odds = 1 / (1 + np.exp(-design @ weights))
        slope = design.T @ (odds - wrong) + held @ weights
        weights -= np.linalg.solve((design.T * (odds * (1 - odds))) @ design + held, slope)
    print(f"\nFitted on {len(wrong):,} characters, {wrong.sum():.0f} of them misread:")
    for name, now, then in zip(EVIDENCE, weights[:-1] / scale, WEIGHTS, strict=True):
        print(f"  {name}: {now:.2f} (in use: {then:.2f})")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("results", type=Path)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--uncorrected", action="store_true")
    asked = parser.parse_args()
    truth: dict[Place, str] = {}
    used: Counter[str] = Counter()
    seconds, number = 0.0, 0
    with tempfile.TemporaryDirectory() as folder, open_database(Path(folder) / FILE_NAME) as database:
        with database.write() as connection:
            connection.execute(insert(sources).values(id=1, document="all", path="all", state="done"))
        for path in sorted(asked.folder.glob("*.gt.json")):
            known = load_truth(path)
            files = sorted((asked.results / known.id).glob("page-*.json"))
            made = [read_page(file) for file in files]
            if asked.uncorrected:
                made = [page.changed(corrections=()) for page in made]
            for block in known.blocks:
                for name in block.names:
                    used.update(block.body.raw[name.start : name.end] if name.kind == "place" else "")
            for (page, character), text in printed(known, made).items():
                truth[(number + 1 + page, *parse_character_id(character))] = text
            for file, page in zip(files, made, strict=True):
                number += 1
                with database.write() as connection:
                    seconds += enter(connection, number, page, file.with_suffix(".jpg"))
        with database.read() as connection:
            full = [one.character for one in contents(connection) if one.number >= FULL]
            most = [character for character, _ in used.most_common(CHARACTERS)]
            named, others = ([judged(sheet(connection, one), truth) for one in which] for which in (most, full))
    print(f"{number} pages put on the sheets, {1000 * seconds / max(number, 1):.0f} ms a page\n")
    print("| sheets | number | places | misread | in the first tenth | by confidence alone | at most |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    tell(f"the {CHARACTERS} characters that names use most", named)
    tell(f"all with {FULL} places and more", others)
    if asked.fit:
        fit(others)


if __name__ == "__main__":
    main()
