"""The stage on a page without pixels."""

from __future__ import annotations

from pipeline.describe.heads import read_heads
from pipeline.describe.links import linked_articles
from pipeline.describe.settings import DescribeSettings
from pipeline.model.page import Metadata, Page


def describe_page(page: Page, settings: DescribeSettings) -> Page:
    """The page with metadata, links and warnings."""
    metadata, warnings = read_heads(page, settings)
    described = page.changed(metadata=_kept(page.metadata, metadata), articles=linked_articles(page, settings))
    for warning in warnings:
        described = described.warned(warning.code, warning.stage, warning.message)
    return described


def _kept(given: Metadata, read: Metadata) -> Metadata:
    """What is given stays; what is read fills the gaps."""
    values = {field: value for field, value in given if value is not None and field != "origin"}
    new = {field: value for field, value in read if value is not None and field != "origin" and field not in values}
    origin = {**given.origin, **{field: read.origin[field] for field in new}}
    return Metadata(**values, **new, origin=origin)
