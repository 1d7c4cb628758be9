"""Citations as the standards have them, to the character; what is missing leaves no trace."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from pipeline.corpus.citing import Cited, bibtex, gb7714, key_of, ris

FILES_ONLY = True
ADDRESS = "https://archive.local/articles/%E8%99%B9/page-0001/3"
WHOLE = Cited(
    key="hongqiao-page-0001-3",
    title="社区新闻：大家都来！",
    opening="今天虹旭居委会里大家都说一声好。",
    publication="虹桥报",
    issue="5",
    date="2021-01-22",
    label="02",
    address=ADDRESS,
    accessed=date(2026, 3, 2),
)
PRINTED = replace(WHOLE, address=None)
"""The same where nobody else can reach the pages."""


def test_an_article_of_a_newspaper() -> None:
    assert gb7714(PRINTED) == "社区新闻：大家都来！[N]. 虹桥报, 2021-01-22(02)."
    assert gb7714(WHOLE) == f"社区新闻：大家都来！[N/OL]. 虹桥报, 2021-01-22(02)[2026-03-02]. {ADDRESS}."


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"label": None}, "社区新闻：大家都来！[N]. 虹桥报, 2021-01-22."),
        ({"issue": None}, "社区新闻：大家都来！[N]. 虹桥报, 2021-01-22(02)."),
        ({"publication": None}, "社区新闻：大家都来！[N]. 2021-01-22(02)."),
        ({"date": "2021"}, "社区新闻：大家都来！[N]. 虹桥报, 2021(02)."),
        ({"date": None}, "社区新闻：大家都来！[J]. 虹桥报, (5): 02."),
        ({"date": None, "label": None}, "社区新闻：大家都来！[J]. 虹桥报, (5)."),
        ({"date": None, "issue": None}, "社区新闻：大家都来！[N]. 虹桥报(02)."),
        ({"date": None, "issue": None, "label": None}, "社区新闻：大家都来！[N]. 虹桥报."),
        ({"date": None, "issue": None, "label": None, "publication": None}, "社区新闻：大家都来！[N]."),
        ({"title": ""}, "今天虹旭居委会里大家都说一声好。[N]. 虹桥报, 2021-01-22(02)."),
        ({"title": " ", "opening": "号" * 30}, f"{'号' * 20}……[N]. 虹桥报, 2021-01-22(02)."),
    ],
)
def test_what_is_missing_is_left_out_with_its_punctuation(missing: dict[str, str | None], said: str) -> None:
    assert gb7714(replace(PRINTED, **missing)) == said  # type: ignore[arg-type]


def test_an_entry_of_bibtex() -> None:
    assert bibtex(WHOLE) == (
        "@article{hongqiao-page-0001-3,\n"
        "  title = {{社区新闻：大家都来！}},\n"
        "  journal = {虹桥报},\n"
        "  year = {2021},\n"
        "  month = jan,\n"
        "  day = {22},\n"
        "  number = {5},\n"
        "  pages = {02},\n"
        f"  url = {{{ADDRESS}}},\n"
        "  urldate = {2026-03-02},\n"
        "  language = {chinese},\n"
        "}\n"
    )


def test_signs_that_mean_something_to_tex_are_escaped() -> None:
    title = r"A&B 50% {虹}_#1 $~^\x"
    assert r"{{A\&B 50\% \{虹\}\_\#1 \$\textasciitilde{}\textasciicircum{}\textbackslash{}x}}" in bibtex(
        replace(WHOLE, title=title)
    )


@given(some.text(max_size=30))
def test_whatever_a_title_holds_the_braces_of_an_entry_meet(title: str) -> None:
    entry = bibtex(replace(WHOLE, title=title))
    depth = 0
    for one in re.sub(r"\\[{}\\]", "", entry):
        depth += {"{": 1, "}": -1}.get(one, 0)
        assert depth >= 0
    assert depth == 0


def test_a_record_of_ris() -> None:
    assert ris(WHOLE) == "\r\n".join(
        [
            "TY  - NEWS",
            "TI  - 社区新闻：大家都来！",
            "T2  - 虹桥报",
            "PY  - 2021",
            "DA  - 2021/01/22/",
            "IS  - 5",
            "SP  - 02",
            f"UR  - {ADDRESS}",
            "Y2  - 2026/03/02/",
            "LA  - zh",
            "ER  - ",
            "",
        ]
    )
    assert "DA  - 2021/03//\r\n" in ris(replace(WHOLE, date="2021-03"))


def test_a_title_of_several_lines_is_one_line_everywhere() -> None:
    cited = replace(WHOLE, title="社区\n新闻")
    assert "TI  - 社区 新闻\r\n" in ris(cited)
    assert "{{社区 新闻}}" in bibtex(cited)
    assert gb7714(cited).startswith("社区 新闻[N/OL]. ")


FIELDS = ("publication", "issue", "date", "label", "address", "accessed")


@pytest.mark.parametrize("missing", list(product([False, True], repeat=len(FIELDS))))
def test_no_set_of_missing_fields_leaves_a_trace(missing: tuple[bool, ...]) -> None:
    gone = [name for name, left_out in zip(FIELDS, missing, strict=True) if left_out]
    cited = replace(WHOLE, **dict.fromkeys(gone))  # type: ignore[arg-type]
    said = gb7714(cited)
    for text in (said, bibtex(cited), ris(cited)):
        assert "None" not in text
        assert "{}" not in text
    assert not re.search(r"[,.:]\s*[,.:]|\(\)|\[\]|^\s|\s$", said)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - \S.*", line) for line in ris(cited).split("\r\n")[:-2])
    assert ("[2026-03-02]" in said) == (cited.address is not None and cited.accessed is not None)


def test_names_of_entries_are_ascii_and_differ() -> None:
    assert key_of("dev-01 page-0001 3") == "dev-01-page-0001-3"
    names = {key_of(f"{text}-page-0001-3") for text in ("报一", "报二", "报")}
    assert len(names) == 3
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", name) for name in names)
