"""A changed gazetteer: pages that it cannot touch are not corrected again, and all come out as if they had been."""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from helpers.databases import copied, kept_in
from helpers.fakes import FakeEngine, scan, told
from sqlalchemy import text

from pipeline.batch.events import Event, PageHeld, RunDone, RunStarted
from pipeline.batch.gazetteers import identity, packed, unpacked
from pipeline.batch.preview import preview
from pipeline.batch.run import run
from pipeline.batch.status import status
from pipeline.batch.wishes import Wishes
from pipeline.cli import preview as preview_words
from pipeline.cli import status_command
from pipeline.database import FILE_NAME, Database, migrations
from pipeline.database.schema import BATCH
from pipeline.flow import SHEET_STAGES, Pipeline, Stage
from pipeline.gazetteer import Entry, FormerName, Gazetteer, SourceFile, load
from pipeline.model.sheet import Sheet
from pipeline.model.text import Alternative
from pipeline.settings import Settings

TEXTS = {
    "a.png": "散步的人到英蓉江路去",
    "b.png": "芙蓉江路开了一家书店",
    "c.png": "今天天气很好大家都出来了",
    "d.png": "古北小区的居民走过虹桥",
    "e.png": "志愿者在凤凰新材居委会集合",
    "f.png": "读书会的朋友们喝茶聊天",
}
DOUBTS = {"英蓉": ("英", "芙"), "新材": ("材", "村")}
"""where the engine is not sure -> the character read, and the one that it offers as well."""
NAMES = ("芙蓉江路,road", "古北小区,estate")


def stages() -> tuple[Stage, ...]:
    read, flow, describe = told(lambda sheet: TEXTS[sheet.frame.path.name])

    def doubtful(sheet: Sheet, pipeline: Pipeline) -> Sheet:
        sheet = read.run(sheet, pipeline)
        (line,) = sheet.page.lines
        for words, (wrong, right) in DOUBTS.items():
            if words in line.text:
                at = line.text.index(words) + words.index(wrong)
                confidences = tuple(60 if k == at else 99 for k in range(len(line.text)))
                offered = {at: (Alternative(wrong, 0.6), Alternative(right, 0.35))}
                line = line.model_copy(update={"confidences": confidences, "alternatives": offered})
        return sheet.with_page(lines=(line,))

    correct = next(stage for stage in SHEET_STAGES if stage.name == "correct")
    return Stage("recognise", 1, doubtful), flow, describe, correct


class Archive:
    """Scans, a list of names, and results."""

    def __init__(self, folder: Path) -> None:
        self.scans, self.list, self.output = folder / "scans", folder / "names.csv", folder / "out"
        for n, name in enumerate(TEXTS):
            scan(self.scans / name, shade=200 + n)
        self.settings: dict[str, dict[str, object]] = {}
        self.names(*NAMES)

    def names(self, *rows: str) -> None:
        self.list.write_text("\n".join(["name,kind", *rows]) + "\n", encoding="utf-8")

    def pipeline(self, output: Path | None = None) -> Pipeline:
        values = {"run": {"output": output or self.output}, "gazetteer": {"shipped": False, "files": [self.list]}}
        made = Settings.model_validate(values | self.settings)
        return Pipeline(made, engine=FakeEngine(), stages=stages())

    def run(self, output: Path | None = None, wishes: Wishes | None = None) -> tuple[RunDone, list[Event]]:
        events: list[Event] = []
        return run([self.scans], self.pipeline(output), events.append, wishes=wishes or Wishes()), events

    def held(self, output: Path | None = None) -> set[str]:
        """Documents of the pages that the next run holds."""
        return {event.document for event in self.run(output)[1] if isinstance(event, PageHeld)}

    def change(self, statement: str) -> None:
        """``:nothing`` in it stands for bytes that mean nothing."""
        with kept_in(self.output) as database, database.write() as connection:
            connection.execute(text(statement), {"nothing": b"\xff\0"})

    def ask(self, statement: str) -> list[tuple[object, ...]]:
        with kept_in(self.output) as database, database.read() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path)


def contents(output: Path) -> dict[str, object]:
    """Every file of the results; of a page's JSON all bytes but its times."""
    found: dict[str, object] = {}
    for path in sorted(output.glob("*/*")):
        if path.parent.name != "logs":
            content = path.read_bytes()
            if path.suffix == ".json" and path.name.startswith("page"):
                head, mark, _ = content.partition(b'"timings":')
                assert mark
                content = head
            found[str(path.relative_to(output))] = content
    return found


def corrected_again(archive: Archive, folder: Path) -> tuple[Path, RunDone]:
    """What a run gives that knows nothing of what can touch a page: a copy of the results as they are now."""
    shutil.rmtree(folder, ignore_errors=True)
    copied(archive.output, folder)
    with kept_in(folder) as database, database.write() as connection:
        connection.execute(text("DELETE FROM page_keys"))
    return folder, archive.run(folder)[0]


CHANGES: tuple[Sequence[str], ...] = (
    (*NAMES, "银杏湾花苑,estate"),
    (*NAMES, "银杏湾花苑,estate", "凤凰新村居委会,committee"),
    (*NAMES, "银杏湾花苑,estate", "凤凰新村居委会,committee", "古北小学,institution"),
    ("古北小区,estate", "银杏湾花苑,estate", "凤凰新村居委会,committee"),
    ("古北小区,district", "银杏湾花园,estate", "凤凰新村居委会,committee"),
    NAMES,
    (*reversed(NAMES), "天空之城,park"),
)


@pytest.mark.parametrize("issue", [False, True])
def test_results_after_changes_in_a_row_are_those_of_correcting_everything_again(
    archive: Archive, tmp_path: Path, issue: bool
) -> None:
    if issue:
        rows = [f"{name},2021-03-12" for name in TEXTS]
        (archive.scans / "metadata.csv").write_text("\n".join(["file,date", *rows]), encoding="utf-8")
    archive.run()
    held, again = [], []
    for rows in CHANGES:
        archive.names(*rows)
        other, all_again = corrected_again(archive, tmp_path / "again")
        assert (all_again.held, all_again.pages) == (0, len(TEXTS))
        done, _ = archive.run()
        assert done.held + done.pages == len(TEXTS)
        held.append(done.held)
        again.append(done.pages)
        assert contents(archive.output) == contents(other)
        assert archive.run()[0].skipped == len(TEXTS), "all fingerprints are those of the new list"
    assert min(held) >= 2
    assert again[0] == 0
    assert max(again) >= 2


def test_name_that_is_right_on_another_page_of_the_issue_reaches_pages_that_were_held(
    archive: Archive, tmp_path: Path
) -> None:
    rows = [f"{name},2021-03-12" for name in TEXTS]
    (archive.scans / "metadata.csv").write_text("\n".join(["file,date", *rows]), encoding="utf-8")
    archive.run()
    before = json.loads((archive.output / "a/page-0001.json").read_text(encoding="utf-8"))["corrections"]
    assert before[0]["evidence"]["issue"] == 1.0
    archive.names(*NAMES, "蓉江路开,road")  # takes the name away from page b, where it begins within another one
    other, _ = corrected_again(archive, tmp_path / "again")
    archive.run()
    assert contents(archive.output) == contents(other)


def test_nothing_but_the_pages_files_and_the_ledger_change_for_pages_that_are_held(archive: Archive) -> None:
    archive.run()
    times = {path: path.stat().st_mtime_ns for path in archive.output.glob("*/*")}
    archive.names(*CHANGES[0])
    done, events = archive.run()
    assert (done.held, done.pages, done.exit_code) == (len(TEXTS), 0, 0)
    assert next(event for event in events if isinstance(event, RunStarted)).held == len(TEXTS)
    changed = {path.name for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert changed == {"page-0001.json"}
    for path, sha256, size in archive.ask("SELECT path, sha256, bytes FROM files"):
        content = (archive.output / str(path)).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), len(content)) == (sha256, size)
    assert len(archive.ask("SELECT id FROM gazetteers")) == 1, "the one before is not needed any more"


def test_pages_are_corrected_again_when_more_than_the_gazetteer_has_changed(archive: Archive, tmp_path: Path) -> None:
    archive.run()
    archive.names(*CHANGES[0])
    archive.settings = {"correct": {"decision": {"precision": 0.9}}}
    assert archive.run()[0].pages == len(TEXTS)
    archive.names(*NAMES)
    decisions = tmp_path / "decisions.csv"
    decisions.write_text("before,after,status\n甲乙,甲丙,rejected\n", encoding="utf-8")
    archive.settings["correct"]["decisions"] = decisions
    assert archive.run()[0].pages == len(TEXTS)
    archive.names(*CHANGES[0])
    decisions.write_text("before,after,status\n甲乙,甲丁,rejected\n", encoding="utf-8")
    assert archive.run()[0].pages == len(TEXTS)
    archive.names(*NAMES)
    assert archive.run()[0].held == len(TEXTS)


@pytest.mark.parametrize(
    "lost",
    [
        "DELETE FROM gazetteers",
        "UPDATE gazetteers SET content = :nothing",
        "UPDATE page_keys SET gazetteer = 'unknown'",
        "UPDATE page_keys SET keys = :nothing",
        "DELETE FROM page_keys",
    ],
)
def test_pages_are_corrected_again_when_it_is_not_known_what_can_touch_them(archive: Archive, lost: str) -> None:
    archive.run()
    archive.change(lost)
    archive.names(*CHANGES[0])
    done, _ = archive.run()
    assert (done.held, done.pages) == (0, len(TEXTS))
    archive.names(*NAMES)
    assert archive.run()[0].held == len(TEXTS), "from then on it is known"


def test_page_file_that_is_not_as_it_was_written_is_made_again(archive: Archive, tmp_path: Path) -> None:
    archive.run()
    archive.names(*CHANGES[0])
    other, _ = corrected_again(archive, tmp_path / "again")
    damaged, changed = archive.output / "c/page-0001.json", archive.output / "f/page-0001.json"
    damaged.write_bytes(damaged.read_bytes()[:100])
    changed.write_bytes(changed.read_bytes().replace(b'"page-0001', b'"page-0009') + b"\n")
    done, _ = archive.run()
    assert (done.held, done.pages) == (len(TEXTS) - 2, 2)
    assert contents(archive.output) == contents(other)


@pytest.mark.in_a_file
def test_run_that_was_killed_between_file_and_ledger_goes_on(archive: Archive, tmp_path: Path) -> None:
    archive.run()
    shutil.copytree(archive.output, tmp_path / "before")
    archive.names(*CHANGES[0])
    archive.run()
    for path in archive.output.glob("baokan.db*"):
        path.unlink()
    shutil.copy(tmp_path / "before" / FILE_NAME, archive.output / FILE_NAME)
    wanted = contents(archive.output)
    done, _ = archive.run()
    assert done.held + done.pages == len(TEXTS)
    assert contents(archive.output) == wanted


def test_interrupted_run_holds_the_rest_at_the_next_start(archive: Archive) -> None:
    archive.run()
    archive.names(*CHANGES[0])
    events: list[Event] = []

    def stop(event: Event) -> None:
        events.append(event)
        if isinstance(event, PageHeld):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run([archive.scans], archive.pipeline(), stop)
    done, _ = archive.run()
    assert (done.held, done.skipped, done.pages) == (len(TEXTS) - 1, 1, 0)


def test_list_beside_the_scans_counts_for_its_folder(archive: Archive) -> None:
    scan(archive.scans / "more/b.png", shade=100)
    archive.run()
    (archive.scans / "more/gazetteer.csv").write_text("name,kind\n银杏湾花苑,estate\n", encoding="utf-8")
    done, _ = archive.run()
    assert (done.held, done.skipped, done.pages) == (1, len(TEXTS), 0)
    (archive.scans / "more/gazetteer.csv").write_text("name,kind\n家书店,institution\n", encoding="utf-8")
    done, _ = archive.run()
    assert (done.held, done.skipped, done.pages) == (0, len(TEXTS), 1)


def test_preview_and_status_tell_of_pages_that_the_change_cannot_touch(archive: Archive) -> None:
    archive.run()
    archive.names(*NAMES, "凤凰新村居委会,committee")
    found = preview([archive.scans], archive.pipeline(), Wishes())
    assert (found.held, found.redo, found.skipped) == (len(TEXTS) - 1, {"correct": 1}, 0)
    assert any(f"cannot touch: {len(TEXTS) - 1} pages" in line for line in preview_words.lines(found))
    archive.run()
    (line, _) = status(archive.output).runs
    assert line.held == len(TEXTS) - 1
    said = status_command.lines(status(archive.output))
    assert any(f"{len(TEXTS) - 1} that the changed gazetteer cannot touch" in line for line in said)


def test_kept_gazetteer_is_the_one_that_was_read() -> None:
    full = Entry(
        "虹旭居民区",
        "committee",
        "仙霞新村街道",
        ("虹旭", "虹旭小区"),
        "310105",
        "1991",
        "",
        31.2,
        121.4,
        "名录",
        (FormerName("虹旭里", "1950", "1990"),),
        ("红旭",),
        "a.csv",
        7,
    )
    files = (SourceFile(Path("a.csv"), "0" * 64, 2), SourceFile(Path("b.csv"), "1" * 64, 1, 0.998))
    kept = Gazetteer((full, Entry("古北", file="b.csv")), files)
    back = unpacked(packed(kept))
    assert back == kept
    assert back is not None
    assert (identity(back), back.version) == (identity(kept), kept.version)
    assert unpacked(packed(kept)[:-9]) is None
    assert identity(Gazetteer((full,))) == "", "nothing tells it from another one"


def test_identity_tells_files_bounds_and_their_names_apart(tmp_path: Path) -> None:
    for name in ("one.csv", "two.csv"):
        (tmp_path / name).write_text("name\n古北小区\n", encoding="utf-8")
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    found = [load([one]), load([two]), load([one, two]), load([two, one]), load([one], {"one.csv": 0.9})]
    assert len({identity(gazetteer) for gazetteer in found}) == len(found)


@pytest.mark.in_a_file
def test_database_of_an_older_version_is_brought_up_to_date(archive: Archive) -> None:
    archive.run()
    for statement in (
        "DROP TABLE page_keys",
        "DROP TABLE gazetteers",
        "ALTER TABLE runs DROP COLUMN todo",
        "ALTER TABLE runs DROP COLUMN held",
        "DELETE FROM migrations WHERE name IN ('0002-recheck', '0003-formats')",
    ):
        archive.change(statement)
        if statement.startswith("DELETE"):
            break
    archive.names(*CHANGES[0])
    assert archive.run()[0].pages == len(TEXTS)
    archive.names(*NAMES)
    assert archive.run()[0].held == len(TEXTS)
    assert archive.ask("SELECT held FROM runs ORDER BY id") == [(None,), (0,), (len(TEXTS),)]


@pytest.mark.in_a_file
def test_preview_of_an_older_database_leaves_it_as_it_is(archive: Archive) -> None:
    archive.run()
    wanted = preview([archive.scans], archive.pipeline(), Wishes())
    path = archive.output / FILE_NAME
    newer = path.rename(path.with_name("newer.db"))
    with Database(path) as older, older.write() as connection:
        for name in ("0001-batch", "0002-recheck", "0003-formats"):
            migrations.apply(connection, name)
    with closing(sqlite3.connect(path)) as older:
        older.execute("ATTACH ? AS newer", [str(newer)])
        for table in BATCH:
            columns = ", ".join(f'"{column.name}"' for column in table.columns)
            older.execute(f"INSERT INTO {table.name} ({columns}) SELECT {columns} FROM newer.{table.name}")
        older.commit()
    before = path.read_bytes()
    assert preview([archive.scans], archive.pipeline(), Wishes()) == wanted
    assert wanted.skipped == len(TEXTS)
    assert path.read_bytes() == before
