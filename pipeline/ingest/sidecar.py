"""``metadata.csv`` beside the scans: what a person knows of them overrides what is printed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from pipeline.ingest.dates import iso_date
from pipeline.model.page import Metadata, Warning
from pipeline.model.sidecar import SidecarRow

FILE_NAME = "metadata.csv"
ORIGIN = "metadata.csv"
MAX_BYTES = 32 * 1024 * 1024
"""A list of 100,000 scans has 10 MB; a larger file is something else."""

ENCODINGS = ("utf-8-sig", "gb18030")
DELIMITERS = (",", "\t", ";", "，")
HEADERS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "filename", "file name", "文件", "文件名", "文件名称"),
    "title": ("title", "题名", "标题", "名称"),
    "date": ("date", "日期", "出版日期", "出版时间"),
    "issue": ("issue", "期", "期号", "期数", "期次"),
    "page": ("page", "版", "版次", "版面", "版号"),
}
"""Column -> the headers that mean it (compared in lower case, without spaces at the ends)."""

_COLUMN_OF = {alias: column for column, aliases in HEADERS.items() for alias in aliases}
_TOTAL = re.compile(r"[(]?\s*总第?\s*(\d+)\s*期?\s*[)]?")
_ISSUE = re.compile(r"第\s*(\S+?)\s*期")
_BARE_ISSUE = re.compile(r"(\S+?)\s*期?")
_PAGE = re.compile(r"第?\s*(?P<label>.+?)\s*版?")
_RANGE = re.compile(r"(?P<prefix>[A-Za-z]?)(?P<first>\d+)\s*[-–—~至到]\s*(?P=prefix)(?P<last>\d+)")
_LIST = re.compile(r"\s*[、,;|]\s*")
LONGEST_RANGE = 1000
"""Pages that a range of labels may span; a longer one is a slip."""


@dataclass(frozen=True, slots=True)
class Sidecar(Mapping[str, SidecarRow]):
    """The rows by file name.  A name is found whatever its case and Unicode form."""

    path: Path | None = None
    rows: Mapping[str, SidecarRow] = field(default_factory=dict)
    problems: tuple[Warning, ...] = ()
    """what could not be used, each with the number of its line; the other rows hold."""

    def __getitem__(self, file: str) -> SidecarRow:
        return self.rows[_key(file)]

    def __iter__(self) -> Iterator[str]:
        return (row.file for row in self.rows.values())

    def __len__(self) -> int:
        return len(self.rows)


def read_sidecar(folder: Path) -> Sidecar:
    """Read ``metadata.csv`` of a folder; an empty ``Sidecar`` when there is none.  Never raises for what is in it.

    UTF-8 with or without a byte order mark, UTF-16 with one, or GB18030; separated by commas, tabs or semicolons;
    English or Chinese headers (``HEADERS``).  Columns may be missing, but for ``file``.
    """
    path = _sidecar_path(folder)
    if path is None:
        return Sidecar()
    reading = _Reading(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            reading.problem("sidecar-too-large", None, f"It is larger than {MAX_BYTES // 2**20} MB and was not read.")
        else:
            reading.read(path.read_bytes())
    except OSError as error:
        reading.problem("sidecar-unreadable", None, f"It cannot be read ({error.strerror or error}).")
    return Sidecar(path, reading.rows, tuple(reading.problems))


def apply_sidecar(metadata: Metadata, row: SidecarRow, position: int = 1, pages: int = 1) -> Metadata:
    """``metadata`` with everything that the row says in the place of what was printed, and its origin noted.

    ``position``: which of the source's ``pages`` this is, 1-based.  A label is given to a page only where it is clear
    which one is meant: one label for a file of one page, or one for each page.
    """
    label = row.pages[position - 1] if len(row.pages) == pages else None
    said = {
        "title": row.title,
        "date": row.date,
        "issue": row.issue,
        "issue_total": row.issue_total,
        "page_label": label,
    }
    given = {name: value for name, value in said.items() if value is not None}
    if not given:
        return metadata
    return metadata.model_copy(update={**given, "origin": {**metadata.origin, **dict.fromkeys(given, ORIGIN)}})


def _key(file: str) -> str:
    return unicodedata.normalize("NFC", file.strip()).casefold()


def _sidecar_path(folder: Path) -> Path | None:
    try:
        return next((path for path in sorted(folder.iterdir()) if path.name.casefold() == FILE_NAME), None)
    except OSError:
        return None  # a folder that cannot be listed is reported by whoever looks for scans in it


@dataclass
class _Reading:
    path: Path
    rows: dict[str, SidecarRow] = field(default_factory=dict)
    problems: list[Warning] = field(default_factory=list)
    width: int = 0
    """columns of the header"""

    def problem(self, code: str, line: int | None, message: str) -> None:
        where = f"{self.path}" + (f", line {line}" if line else "")
        self.problems.append(Warning(code=code, stage="ingest", message=f"{where}: {message}"))

    def read(self, data: bytes) -> None:
        text = self._decode(data)
        if text is None or not text.strip():
            return
        first = next(line for line in text.splitlines() if line.strip())
        delimiter = max(DELIMITERS, key=lambda mark: len(self._columns(first.split(mark))))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        columns: dict[int, str] | None = None
        try:
            for cells in reader:
                if not any(cell.strip() for cell in cells):
                    continue
                if columns is None:
                    columns = self._header(cells, reader.line_num)
                    if columns is None:
                        return
                else:
                    self._row(columns, cells, reader.line_num)
        except csv.Error as error:
            self.problem("sidecar-row", reader.line_num, f"This is no CSV ({error}); nothing below it was read.")

    def _decode(self, data: bytes) -> str | None:
        encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ENCODINGS
        for encoding in encodings:
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
        self.problem("sidecar-encoding", None, "Its text is neither UTF-8 nor GB18030; save it as UTF-8.")
        return None

    @staticmethod
    def _columns(cells: list[str]) -> dict[int, str]:
        found: dict[int, str] = {}
        for index, cell in enumerate(cells):
            column = _COLUMN_OF.get(unicodedata.normalize("NFKC", cell).strip().strip('"').casefold())
            if column and column not in found.values():
                found[index] = column
        return found

    def _header(self, cells: list[str], line: int) -> dict[int, str] | None:
        columns = self._columns(cells)
        if "file" not in columns.values():
            self.problem(
                "sidecar-header",
                line,
                "There is no column `file` (文件), so nothing was used. The first line names the columns: "
                "file,title,date,issue,page.",
            )
            return None
        for index, cell in enumerate(cells):
            if index not in columns and cell.strip():
                near = get_close_matches(cell.strip().casefold(), _COLUMN_OF, n=1)
                hint = f"; did you mean `{near[0]}`?" if near else "."
                self.problem("sidecar-header", line, f"The column `{cell.strip()}` is not known and was left out{hint}")
        self.width = len(cells)
        return columns

    def _row(self, columns: Mapping[int, str], cells: list[str], line: int) -> None:
        surplus = [cell for cell in cells[self.width :] if cell.strip()]
        if surplus:
            self.problem("sidecar-row", line, f"There are more cells than columns; {surplus[0]!r} was left out.")
        said = {column: cells[index].strip() for index, column in columns.items() if index < len(cells)}
        name = said.get("file", "")
        if not name:
            self.problem("sidecar-row", line, "No file is named; the row was left out.")
        elif _key(name) in self.rows:
            first = self.rows[_key(name)].line
            self.problem("sidecar-row", line, f"{name} has a row already (line {first}); this one was left out.")
        else:
            self._add(name, said, line)

    def _add(self, name: str, said: Mapping[str, str], line: int) -> None:
        if not (self.path.parent / name).exists():
            self.problem("sidecar-file", line, f"There is no file {name} beside it; check the name and its ending.")
        date = None
        if said.get("date"):
            try:
                date = iso_date(said["date"])
            except ValueError:
                self.problem(
                    "sidecar-date", line, f"{said['date']!r} is no date that is understood; write it as 2021-03-12."
                )
        issue, total = _issue(said.get("issue", ""))
        self.rows[_key(name)] = SidecarRow(
            file=name,
            line=line,
            title=said.get("title") or None,
            date=date,
            issue=issue,
            issue_total=total,
            pages=_labels(said.get("page", "")),
        )


def _issue(text: str) -> tuple[str | None, str | None]:
    """``"第 5 期（总第 131 期）"`` -> ``("5", "131")``; what a spreadsheet made of a number (``5.0``) is mended."""
    plain = re.sub(r"(\d)\.0$", r"\1", unicodedata.normalize("NFKC", text).strip())
    total = _TOTAL.search(plain)
    rest = _TOTAL.sub("", plain).strip()
    number = _ISSUE.search(rest) or _BARE_ISSUE.fullmatch(rest)
    return (number.group(1) if number else rest or None), (total.group(1) if total else None)


def _labels(text: str) -> tuple[str, ...]:
    """``"第2版"`` -> ``("2",)``, ``"1-4"`` -> ``("1", "2", "3", "4")``, ``"A1、A2"`` -> ``("A1", "A2")``."""
    plain = re.sub(r"^(\d+)\.0$", r"\1", unicodedata.normalize("NFKC", text).strip())
    labels: list[str] = []
    for part in _LIST.split(plain):
        match = _PAGE.fullmatch(part)
        if match is None:
            continue
        span = _RANGE.fullmatch(match.group("label"))
        first, last = (int(span.group("first")), int(span.group("last"))) if span else (0, -1)
        if span and first <= last < first + LONGEST_RANGE:
            width = len(span.group("first"))
            labels.extend(f"{span.group('prefix')}{n:0{width}d}" for n in range(first, last + 1))
        else:
            labels.append(match.group("label"))
    return tuple(labels)
