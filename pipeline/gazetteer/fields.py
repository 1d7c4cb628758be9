"""Single values of a row: names, dates, spans of years, degrees.  Shared by all ways that entries come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.gazetteer.entry import Entry, FormerName
from pipeline.gazetteer.kinds import kind_of

LONGEST_NAME = 60
"""characters; a longer "name" is a sentence that slipped into the column."""
SHORTEST_NAME = 2
"""characters; one character stands in any text and names nothing."""
Complain = Callable[[str, str, bool], None]
"""(stable code, sentence, whether the row is left out)."""

_DATE = re.compile(
    r"(?P<year>\d{4})(?:[-/.年](?P<month>0?[1-9]|1[0-2])(?:[-/.月](?P<day>0?[1-9]|[12]\d|3[01]))?)?[年月日]?"
)
_BAD_IN_NAME = re.compile(r"[\s|\x00-\x1f\x7f\ufffd]")
_DATED = re.compile(r"(?P<name>.+?)\s*[(（](?P<years>[-\d/.~～–—至年月日?？\s]*\d{4}[-\d/.~～–—至年月日?？\s]*)[)）]")
_BETWEEN_DATES = re.compile(r"\s*[/~～–—至]\s*")
_YEARS = re.compile(r"(\d{4})?\s*-\s*(\d{4})?")
_SPOILT_CODE = re.compile(r"\d[.,]?\d*E\+?\d+", re.IGNORECASE)


def clean(field: str) -> str:
    """Without white space around it, the full-width space and stray byte order marks included."""
    return field.strip().strip("\ufeff\u3000\u200b").strip()


def name_fault(name: str) -> str:
    """What is wrong with a name, as the end of a sentence; empty when nothing is."""
    if len(name) < SHORTEST_NAME:
        return "is shorter than two characters"
    if len(name) > LONGEST_NAME:
        return f"is longer than {LONGEST_NAME} characters"
    if _BAD_IN_NAME.search(name):
        return "contains white space, a bar or an unreadable character"
    return ""


def iso_date(text: str) -> str | None:
    """``"2021/3/15"`` or ``"2021年3月"`` -> ``"2021-03-15"``, ``"2021-03"``; ``None``: no date."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    return "-".join(part.zfill(2) for part in match.group("year", "month", "day") if part)


def span(text: str) -> tuple[str, str] | None:
    """``"1925/1943"``, ``"1925-1943"``, ``"-1943"``, ``"1925至1943年"`` -> first and last date; ``None``: no span.

    One date alone is the end: a former name is known by when it ceased.
    """
    text = text.replace("?", "").replace("？", "").strip()
    years = _YEARS.fullmatch(text.removesuffix("年"))
    if years:
        return years[1] or "", years[2] or ""
    alone = iso_date(text)
    if alone:
        return "", alone
    parts = _BETWEEN_DATES.split(text)
    if len(parts) != 2:
        return None
    dates = [iso_date(part) if part else "" for part in parts]
    return None if dates[0] is None or dates[1] is None else (dates[0], dates[1])


def span_text(valid_from: str, valid_to: str) -> str:
    """``("1925", "1943")`` -> ``"1925/1943"``, an ISO 8601 interval; empty when neither is known."""
    return f"{valid_from}/{valid_to}" if valid_from or valid_to else ""


def former_text(former: FormerName) -> str:
    """A former name as the column ``former`` has it: ``哥伦比亚路(1925/1943)``."""
    years = span_text(former.valid_from, former.valid_to)
    return f"{former.name}({years})" if years else former.name


def entry_of(row: Mapping[str, str], complain: Complain, file: str, line: int) -> Entry | None:
    """One checked row; ``None`` when it has no usable name.  A bad optional value is left out, its row is not.

    ``row``: column -> cleaned text, columns of ``entry.COLUMNS``.
    """
    name = row.get("name", "")
    fault = name_fault(name)
    if fault:
        complain(
            "bad-name",
            f"name {name!r} {fault}; the row is left out." if name else "the name is empty; the row is left out.",
            True,
        )
        return None
    code = row.get("code", "")
    if code and _SPOILT_CODE.fullmatch(code):
        complain(
            "bad-code", f"code {code!r} of {name} was shortened by a spreadsheet and is left out; copy it anew.", False
        )
        code = ""
    valid_from, valid_to = _validity(row, name, complain)
    latitude, longitude = _place(row, name, complain)
    former = _former(row.get("former", ""), name, complain)
    taken = {name, *(one.name for one in former)}
    aliases = _spellings(row.get("aliases", ""), "alias", name, taken, complain) if row.get("aliases") else ()
    variants = (
        _spellings(row.get("variants", ""), "variant", name, {*taken, *aliases}, complain)
        if row.get("variants")
        else ()
    )
    kind = row.get("kind", "")
    return Entry(
        name=name,
        kind=kind_of(kind) if kind else "",
        parent=row.get("parent", ""),
        aliases=aliases,
        code=code,
        valid_from=valid_from,
        valid_to=valid_to,
        latitude=latitude,
        longitude=longitude,
        source=row.get("source", ""),
        former=former,
        variants=variants,
        file=file,
        line=line,
    )


def _spellings(field: str, what: str, name: str, taken: set[str], complain: Complain) -> tuple[str, ...]:
    """The parts of a field between bars, each once."""
    found: dict[str, None] = {}
    for text in map(clean, field.split("|")):
        fault = name_fault(text) if text else ""
        if fault:
            complain(f"bad-{what}", f"{what} {text!r} of {name} {fault}; the {what} is left out.", False)
        elif text and text not in taken:
            found[text] = None
    return tuple(found)


def _former(field: str, name: str, complain: Complain) -> tuple[FormerName, ...]:
    if not field:
        return ()
    found: dict[str, FormerName] = {}
    for text in map(clean, field.split("|")):
        match = _DATED.fullmatch(text)
        years = span(match["years"]) if match else ("", "")
        former = clean(match["name"]) if match else text
        fault = name_fault(former) if former else ""
        if fault:
            complain("bad-former", f"former name {former!r} of {name} {fault}; it is left out.", False)
        elif former and former != name and former not in found:
            if years is None or (years[0] and years[1] and years[0] > years[1]):
                complain(
                    "bad-date",
                    f"the years of the former name {text!r} of {name} are no span; write 旧名(1925/1943). "
                    "They are left out.",
                    False,
                )
                years = ("", "")
            found[former] = FormerName(former, *years)
    return tuple(found.values())


def _validity(row: Mapping[str, str], name: str, complain: Complain) -> tuple[str, str]:
    dates = []
    for column in ("valid_from", "valid_to"):
        value = row.get(column, "")
        date = iso_date(value) if value else ""
        if date is None:
            complain(
                "bad-date",
                f"{column} {value!r} of {name} is no date; write 2021, 2021-03 or 2021-03-15. It is left out.",
                False,
            )
        dates.append(date or "")
    if dates[0] and dates[1] and dates[0] > dates[1]:
        complain(
            "dates-reversed", f"{name} would be valid from {dates[0]} to {dates[1]}; both dates are left out.", False
        )
        return "", ""
    return dates[0], dates[1]


def _place(row: Mapping[str, str], name: str, complain: Complain) -> tuple[float | None, float | None]:
    given = row.get("latitude", ""), row.get("longitude", "")
    if given == ("", ""):
        return None, None
    latitude, longitude = _degrees(given[0], 90.0), _degrees(given[1], 180.0)
    if latitude is None or longitude is None:
        complain(
            "bad-coordinates",
            f"the place of {name} needs latitude (-90 to 90) and longitude (-180 to 180), decimal degrees; "
            f"{given[0]!r} and {given[1]!r} are left out.",
            False,
        )
        return None, None
    return latitude, longitude


def _degrees(value: str, limit: float) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if -limit <= number <= limit else None
