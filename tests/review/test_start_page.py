"""The start page: how far the work has come."""

from __future__ import annotations

from datetime import UTC, datetime

from helpers.review import Site, spoken
from working import rows

from pipeline.database.schema import flags
from pipeline.editing.requests import Decision
from pipeline.review.routes.start import midnight


def test_pages_flags_and_people_are_counted(works: Site) -> None:
    flag = rows(works, flags, flags.c.band == "flagged")[0]
    works.room.editing.decide("甲", [Decision(flag.id, flag.version, "accept")])
    said = spoken(works.signed_in("读", "reader").get("/").text)
    assert "文档 2 已识读的页面 2 待定的名称 3 待看的字 2" in said
    assert "机器识读 1 校对中 1 已校对 0 已审定 0" in said
    assert "存疑处已裁定 17 %" in said
    assert "报二 1 3 报一 1 2" in said
    assert "虹桥报 5 2 5" in said
    assert "甲 " in said


def test_numbers_lead_to_what_they_count(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    page = reader.get("/").text
    assert 'href="/queue?document=%E6%8A%A5%E4%BA%8C"' in page
    assert reader.get("/queue?document=%E6%8A%A5%E4%BA%8C").status_code == 200


def test_all_documents_and_issues_have_a_page(works: Site) -> None:
    reader = works.signed_in("读", "reader")
    assert "报一" in reader.get("/progress").text
    assert "虹桥报 5" in reader.get("/progress?by=issue").text
    assert reader.get("/progress?by=colour").status_code == 422


def test_a_folder_without_pages_says_what_to_do(shared: Site) -> None:
    assert "先运行 baokan run" in shared.signed_in("读", "reader").get("/").text


def test_today_begins_at_midnight_of_this_place() -> None:
    now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    begun = datetime.fromisoformat(midnight(lambda: now))
    local = begun.astimezone()
    assert (local.hour, local.minute) == (0, 0)
    assert 0 <= (now - begun).total_seconds() < 86_400
