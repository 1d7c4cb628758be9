"""What a person says of a source file beside the scans."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SidecarRow:
    """What one row of ``metadata.csv`` says of one file; ``None`` where it says nothing."""

    file: str
    line: int
    """line of the row in the file, 1-based, for messages."""
    title: str | None = None
    date: str | None = None
    """ISO 8601, as far as it is known (``2021-03-12``, ``2021-03``, ``2021``)."""
    issue: str | None = None
    issue_total: str | None = None
    pages: tuple[str, ...] = ()
    """page labels: one, or as many as the file has pages (``1-4``, ``A1、A2``)."""

    @property
    def said(self) -> dict[str, str]:
        """Everything that it says of the file; where it stands in the table does not matter."""
        values = {"title": self.title, "date": self.date, "issue": self.issue, "issue_total": self.issue_total}
        labels = {"pages": "、".join(self.pages)} if self.pages else {}
        return {name: value for name, value in values.items() if value is not None} | labels
