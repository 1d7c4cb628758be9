"""The pages of samples: who may do what, judging stays blind, and what is entered is what the command sees too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.corpus import corpus, street_page
from helpers.review import Site, site, spoken
from starlette.testclient import TestClient

from pipeline.review.person import Role


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Site]:
    results = corpus(tmp_path / "out", {"报一": [street_page()], "报二": [street_page()]}, pictures=True)
    opened = site(results, shared=True)
    opened.room.editing.intake.run()
    yield opened
    opened.room.close()


def draw(made: Site, judges: int = 1, lines: int = 10, **more: str) -> TestClient:
    """A validator draws sample 1."""
    visitor = made.signed_in("审", Role.validator)
    form = {"issue": "", "select": "", "limit": "3", "judges": str(judges), "lines": str(lines), "name": "一期"}
    answer = visitor.post("/samples", data=form | more)
    assert answer.headers["location"] == "/samples/1"
    return visitor


def waiting(visitor: TestClient, settle: bool = False) -> list[dict[str, Any]]:
    found = visitor.get("/api/samples/1/waiting", params={"settle": settle}).json()
    assert found["waiting"] >= len(found["lines"])
    lines: list[dict[str, Any]] = found["lines"]
    return lines


def judge(visitor: TestClient, line: int, text: str | None, *, settles: bool = False, status: int = 200) -> Any:
    answer = visitor.post("/api/samples/1/judgements", json={"line": line, "text": text, "settles": settles})
    assert answer.status_code == status, answer.text
    return answer.json()


def judge_all(visitor: TestClient, **printed: str) -> None:
    for line in waiting(visitor):
        judge(visitor, line["line"], printed.get(line["text"], line["text"]))


def test_the_plan_says_how_many_lines_it_takes_and_offers_to_draw_them(made: Site) -> None:
    visitor = made.signed_in("审", Role.validator)
    page = spoken(visitor.get("/samples/plan", params={"limit": "500", "judges": "2"}).text)
    assert "2 个文档，2 页，10 行，76 字" in page
    assert "0（无错）" in page
    assert visitor.get("/samples/plan", params={"issue": "没有这一期"}).status_code == 422
    assert visitor.get("/samples/plan", params={"limit": "0"}).status_code == 422


def test_a_sample_is_drawn_judged_and_told_to_have_failed(made: Site) -> None:
    visitor = draw(made)
    judge_all(visitor, 社区新闻="社区新间")
    page = spoken(visitor.get("/samples/1").text)
    assert "不合格：在 95% 的置信度下，差错率不低于万分之" in page
    assert page.count("社区新 闻 间") == 2
    assert "不合格" in spoken(visitor.get("/samples").text)


def test_lines_with_errors_are_not_shown_to_who_still_has_lines_to_judge(made: Site) -> None:
    visitor = draw(made, judges=2)
    judge_all(visitor, 社区新闻="社区新间")
    other = made.signed_in("乙", Role.editor)
    judge(other, waiting(other)[0]["line"], "别的")
    assert "社区新间" not in other.get("/samples/1").text
    assert all("社区新间" not in str(line) for line in waiting(other))


def test_two_who_differ_are_settled_by_a_third_who_sees_both_texts_and_no_names(made: Site) -> None:
    first, second, third = draw(made, judges=2), made.signed_in("乙", "editor"), made.signed_in("丙", "editor")
    judge_all(first)
    judge_all(second, **{"都说一声好。": "都说一生好。"})
    disputed = waiting(third, settle=True)
    assert sorted(disputed[0]["said"]) == ["都说一声好。", "都说一生好。"]
    assert "乙" not in str(disputed)
    assert judge(first, disputed[0]["line"], "都", settles=True, status=422)["error"]["code"] == "samples.third"
    for line in disputed:
        judge(third, line["line"], "都说一声好。", settles=True)
    assert "合格：在 95% 的置信度下" in spoken(first.get("/samples/1").text)


def test_a_line_can_be_judged_again_called_unreadable_or_empty(made: Site) -> None:
    visitor = draw(made)
    a, b, c, *_ = waiting(visitor)
    for line, text in ((a, "一"), (a, None), (b, ""), (c, "三")):
        judge(visitor, line["line"], text)
    held = made.room.sampling.judging.standing(made.room.sampling.samples.get(1))
    texts = {one.line.id: one.judgement.text for one in held if one.judgement}
    assert texts == {a["line"]: None, b["line"]: "", c["line"]: "三"}


def test_more_lines_are_drawn_when_the_verdict_needs_them_and_refused_when_it_does_not(made: Site) -> None:
    visitor = draw(made, lines=4)
    assert visitor.post("/samples/1/more").status_code == 422
    judge_all(visitor)
    assert "约需再抽" in spoken(visitor.get("/samples/1").text)
    assert visitor.post("/samples/1/more").status_code == 303
    assert waiting(visitor)


def test_a_crop_is_a_picture_of_its_line_and_of_no_other_sample(made: Site) -> None:
    visitor = draw(made)
    line = waiting(visitor)[0]
    answer = visitor.get(line["crop"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")
    assert visitor.get("/api/samples/1/lines/999/crop").status_code == 404
    draw_again = visitor.post("/samples", data={"limit": "3", "judges": "1", "lines": "2"})
    assert draw_again.headers["location"] == "/samples/2"
    assert "全部文档" in spoken(visitor.get("/samples").text)
    assert visitor.get(line["crop"].replace("/samples/1/", "/samples/2/")).status_code == 404
    (made.results / "报一" / "page-0001.jpg").unlink()
    (made.results / "报二" / "page-0001.jpg").unlink()
    assert visitor.get(line["crop"]).status_code == 404


def test_text_that_is_no_line_is_refused_with_words(made: Site) -> None:
    visitor = draw(made)
    line = waiting(visitor)[0]["line"]
    error = judge(visitor, line, "两\n行", status=422)["error"]
    assert error["code"] == "samples.text"
    assert "不是一行文字" in error["message"]
    assert len(waiting(visitor)) == 10


def test_readers_look_and_editors_judge_and_validators_draw(made: Site) -> None:
    draw(made)
    reader, editor = made.signed_in("读", Role.reader), made.signed_in("编", Role.editor)
    assert reader.get("/samples/1").status_code == 200
    assert reader.get("/api/samples/1/waiting").status_code == 403
    assert reader.get("/samples/1/judge").status_code == 403
    assert editor.get("/samples/1/judge").status_code == 200
    assert editor.post("/samples", data={"lines": "1"}).status_code == 403
    assert editor.get("/samples/9/judge").status_code == 404


def test_a_page_that_cannot_be_read_is_named_when_a_sample_is_planned(made: Site) -> None:
    visitor = made.signed_in("审", Role.validator)
    (made.results / "报一" / "page-0001.json").write_text("{}", encoding="utf-8")
    answer = visitor.get("/samples/plan")
    assert answer.status_code == 422
    assert "报一/page-0001" in spoken(answer.text)


def test_hostile_text_stays_text_on_the_page_of_a_sample(made: Site) -> None:
    visitor = draw(made, name="<script>alert(1)</script>")
    judge_all(visitor, 社区新闻="<img src=x onerror=alert(1)>")
    page = visitor.get("/samples/1").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page
