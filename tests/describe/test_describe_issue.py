"""Documents of one issue find together, whatever order they come in."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.describe import document_metadata, gather_issues, issue, issue_key
from pipeline.describe.issue import merged
from pipeline.model.page import Metadata


def masthead(publication: str, date: str, issue: str, total: str | None = None) -> Metadata:
    origin = dict.fromkeys(("publication", "date", "issue"), "masthead")
    return Metadata(publication=publication, date=date, issue=issue, issue_total=total, origin=origin)


def folio(date: str | None = None, label: str | None = None, issue: str | None = None) -> Metadata:
    return Metadata(date=date, page_label=label, issue=issue, origin={"date": "folio"} if date else {})


def groups(documents: list[tuple[str, Metadata]]) -> list[tuple[str | None, tuple[str, ...]]]:
    return [(issue.key, issue.documents) for issue in gather_issues(documents)]


def test_pages_of_one_day_join_the_page_with_the_masthead() -> None:
    documents = [
        ("p1", masthead("宜居仙霞", "2021-03-12", "5")),
        ("p2", folio("2021-03-12", "2")),
        ("p3", folio("2021-03-12", "3")),
        ("q1", masthead("宜居仙霞", "2021-03-26", "6")),
        ("q4", folio("2021", "4", issue="6")),
        ("x", folio()),
    ]
    wanted = [
        ("宜居仙霞 2021-03-12 第5期", ("p1", "p2", "p3")),
        ("宜居仙霞 2021-03-26 第6期", ("q1", "q4")),
        (None, ("x",)),
    ]
    for order in itertools.permutations(documents):
        assert groups(list(order)) == wanted


def test_a_page_that_fits_two_publications_of_a_day_joins_neither() -> None:
    documents = [
        ("a", masthead("宜居仙霞", "2021-03-12", "5")),
        ("b", masthead("虹桥报", "2021-03-12", "9")),
        ("c", folio("2021-03-12")),
    ]
    assert groups(documents) == [
        ("2021-03-12", ("c",)),
        ("宜居仙霞 2021-03-12 第5期", ("a",)),
        ("虹桥报 2021-03-12 第9期", ("b",)),
    ]


def test_a_month_joins_the_only_issue_of_the_month() -> None:
    one = [("a", masthead("宜居仙霞", "2021-03-12", "5")), ("b", folio("2021-03"))]
    assert groups(one) == [("宜居仙霞 2021-03-12 第5期", ("a", "b"))]
    two = [*one, ("c", masthead("宜居仙霞", "2021-03-26", "6"))]
    assert ("2021-03", ("b",)) in groups(two)


def test_pages_that_give_only_the_month_are_one_monthly_issue() -> None:
    assert groups([("b", folio("2021-03", "2")), ("a", folio("2021-03", "1"))]) == [("2021-03", ("a", "b"))]


def test_a_misread_number_does_not_chain_two_days_together() -> None:
    documents = [
        ("a", masthead("宜居仙霞", "2021-03-12", "5")),
        ("b", masthead("宜居仙霞", "2021-03-12", "6")),
        ("c", masthead("宜居仙霞", "2021-03-26", "6")),
    ]
    assert [documents for _, documents in groups(documents)] == [("a", "b"), ("c",)]


@pytest.mark.parametrize(
    ("metadata", "key"),
    [
        (Metadata(publication="仙霞社区报", date="2021-04-09", issue="07"), "仙霞社区报 2021-04-09 第7期"),
        (Metadata(date="2021", issue="6"), "2021 第6期"),
        (Metadata(publication="仙霞社区报", issue_total="133"), "仙霞社区报 总第133期"),
        (Metadata(date="2021-04"), "2021-04"),
        (Metadata(date="2021"), None),
        (Metadata(issue="6"), None),
        (Metadata(publication="仙霞社区报"), None),
    ],
)
def test_a_key_takes_enough_to_tell_one_issue_from_the_next(metadata: Metadata, key: str | None) -> None:
    assert issue_key(metadata) == key


def test_the_most_trustworthy_value_wins_and_the_most_exact_date() -> None:
    csv = Metadata(issue="8", origin={"issue": "metadata.csv"})
    found = merged([folio("2021-04", issue="7"), masthead("仙霞社区报", "2021-04-09", "7"), csv])
    assert (found.date, found.issue, found.origin["issue"]) == ("2021-04-09", "8", "metadata.csv")


def test_a_document_of_several_pages_has_no_page_label() -> None:
    pages = [folio("2021-03", "1"), folio("2021-03", "2")]
    assert document_metadata(pages) == Metadata(date="2021-03", origin={"date": "folio"})
    assert document_metadata(pages[:1]).page_label == "1"


METADATA = st.builds(
    Metadata,
    publication=st.sampled_from([None, "甲报", "乙报"]),
    date=st.sampled_from([None, "2021", "2021-03", "2021-03-12", "2021-03-26"]),
    issue=st.sampled_from([None, "5", "6"]),
    issue_total=st.sampled_from([None, "131"]),
)


@given(st.lists(METADATA, max_size=7), st.randoms(use_true_random=False))
def test_every_document_is_in_one_issue_and_order_does_not_matter(given_: list[Metadata], random: object) -> None:
    documents = [(f"d{n}", metadata) for n, metadata in enumerate(given_)]
    issues = gather_issues(documents)
    assert sorted(d for issue in issues for d in issue.documents) == [d for d, _ in documents]
    shuffled = documents[:]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert gather_issues(shuffled) == issues


@given(st.lists(METADATA, max_size=9), METADATA)
def test_a_page_finds_its_issue_as_if_it_were_held_against_all(given_: list[Metadata], page: Metadata) -> None:
    dated = {(str(n),): metadata for n, metadata in enumerate(given_) if len(metadata.date or "") == len("2021-03-12")}
    fits = [key for key, metadata in dated.items() if issue._fits(page, metadata)]
    home = issue.Certain(dated).home(("page", page))
    assert home == fits[0] if len(fits) == 1 else home not in dated


def test_a_page_is_held_against_the_few_issues_it_can_belong_to(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    fits = issue._fits

    def counted(*both: Metadata) -> bool:
        nonlocal asked
        asked += 1
        return fits(*both)

    monkeypatch.setattr(issue, "_fits", counted)
    days = [f"{1990 + n // 12}-{1 + n % 12:02}-15" for n in range(360)]
    mastheads = [(f"m{n}", masthead("甲报", day, str(n + 1))) for n, day in enumerate(days)]
    found = gather_issues([*mastheads, *[(f"p{n}", folio(day[:7], "2")) for n, day in enumerate(days)]])
    assert [one.documents for one in found if len(one.documents) != 2] == []
    assert asked == len(days), "with every one of them it would be 129,600, and the square of any archive"
