"""``baokan review check|decisions|inherit`` say what they did, and fail with the documented code."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.corpus import corpus, put, street_page
from sqlalchemy import select, update
from typer.testing import CliRunner

from pipeline.cli.main import app
from pipeline.database.schema import blocks, flags
from pipeline.editing.requests import Decision
from pipeline.editing.store import open_editing


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """One page with one decision on it."""
    folder = corpus(tmp_path / "out", {"报一": [street_page()]})
    editing = open_editing(folder)
    editing.intake.run()
    with editing.database as database:
        with database.read() as connection:
            one = connection.execute(select(flags).where(flags.c.band == "flagged").order_by(flags.c.id)).first()
        assert one is not None
        editing.decide("甲", [Decision(one.id, one.version, "accept")])
    return folder


def call(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.output + (done.stderr if done.stderr_bytes else "")


def test_check_passes_on_sound_results_and_finds_a_block_that_was_tampered_with(results: Path) -> None:
    code, said = call("review", "check", "-o", str(results))
    assert code == 0
    assert "1 pages checked, 0 blocks differ" in said
    with open_editing(results).database as database, database.write() as connection:
        connection.execute(update(blocks).where(blocks.c.number == 0).values(text="假", cells='["假",[]]'))
        connection.execute(update(blocks).where(blocks.c.number == 0).values(cells='[["假",["0.0"]]]'))
    code, said = call("review", "check", "-o", str(results))
    assert code == 7
    assert "报一/page-0001, block 0" in said


def test_decisions_are_written(results: Path, tmp_path: Path) -> None:
    code, said = call("review", "decisions", "--to", str(tmp_path / "d.csv"), "-o", str(results))
    assert code == 0
    assert "1 decisions" in said
    assert "虹山,虹仙,accepted,报一,page-0001" in (tmp_path / "d.csv").read_text(encoding="utf-8-sig")


def test_inherit_takes_over_from_the_replaced_scan(results: Path) -> None:
    put(results, "报一", [street_page()], sha256="cd" * 32)
    code, said = call("review", "inherit", "报一/page-0001", "--editor", "乙", "-o", str(results))
    assert code == 0
    assert "1 taken over, 0 satisfied already, 0 to be looked at" in said


def test_inherit_of_an_unknown_page_is_wrong_usage(results: Path) -> None:
    code, said = call("review", "inherit", "没有/page-0001", "-o", str(results))
    assert code == 2
    assert "no such page" in said
