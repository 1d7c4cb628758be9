"""Questions that are often asked, as SQL over the views."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One question; ``:name`` in its SQL is a field of its page."""

    name: str
    chinese: str
    english: str
    sql: str


QUESTIONS = (
    Question(
        "coverage",
        "每年有多少页、多少字，识读把握如何",
        "Pages, characters and confidence by year",
        "SELECT coalesce(substr(date, 1, 4), '') AS year, count(*) AS pages, count(DISTINCT issue) AS issues, "
        "sum(characters) AS characters, round(sum(confidence * characters) / sum(characters), 4) AS confidence\n"
        "FROM corpus_pages GROUP BY 1 ORDER BY 1",
    ),
    Question(
        "passages_with",
        "哪些段落有这几个字",
        "Passages that have a text",
        "SELECT date, document, page, title, kind, text FROM corpus_passages\n"
        "WHERE :text != '' AND text LIKE '%' || :text || '%' ORDER BY date IS NULL, date, document, page, position",
    ),
    Question(
        "titles_with",
        "哪些文章的标题有这几个字",
        "Articles with a text in their title",
        "SELECT date, issue, document, page, number, title, characters FROM corpus_articles\n"
        "WHERE :text != '' AND title LIKE '%' || :text || '%' ORDER BY date IS NULL, date, document, page",
    ),
    Question(
        "places",
        "提到最多的地名",
        "The places that are mentioned most",
        "SELECT name, kind, parent, count(*) AS mentions, count(DISTINCT document || '/' || page) AS pages, "
        "min(date) AS first, max(date) AS last\n"
        "FROM corpus_mentions WHERE :year = '' OR date LIKE :year || '%' GROUP BY 1, 2, 3 ORDER BY mentions DESC",
    ),
    Question(
        "place_over_time",
        "一个地名每年提到几次，用哪些写法",
        "A place by year and spelling",
        "SELECT coalesce(substr(date, 1, 4), '') AS year, printed, role, count(*) AS mentions\n"
        "FROM corpus_mentions WHERE name = :name GROUP BY 1, 2, 3 ORDER BY 1, mentions DESC",
    ),
    Question(
        "beside_place",
        "和一个地名同段出现的其他地名",
        "Places in the same passages as a place",
        "SELECT other.name, other.kind, count(DISTINCT other.document || '/' || other.page || '/' || other.block) "
        "AS passages\nFROM corpus_mentions one JOIN corpus_mentions other ON other.document = one.document "
        "AND other.page = one.page AND other.block = one.block AND other.name != one.name\n"
        "WHERE one.name = :name GROUP BY 1, 2 ORDER BY passages DESC",
    ),
    Question(
        "least_sure",
        "识读最没有把握的页",
        "Pages that were read with the least confidence",
        "SELECT document, page, date, state, characters, confidence FROM corpus_pages\n"
        "WHERE characters > 0 ORDER BY confidence LIMIT 200",
    ),
    Question(
        "corrected",
        "哪些改动最常见，人怎么看",
        "The most frequent corrections, and what people said of them",
        "SELECT before, after, count(*) AS times, sum(state = 'accepted') AS accepted, sum(state = 'rejected') AS "
        "rejected, sum(state = 'open') AS open\nFROM corpus_corrections GROUP BY 1, 2 ORDER BY times DESC LIMIT 500",
    ),
    Question(
        "decisions",
        "谁每天做了多少裁定",
        "Decisions by person and day",
        "SELECT substr(at, 1, 10) AS day, editor, count(*) AS decisions FROM corpus_decisions "
        "GROUP BY 1, 2 ORDER BY 1 DESC, 2",
    ),
)
