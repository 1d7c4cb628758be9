"""Pictures that formats refer to; they lie beside the file."""

from __future__ import annotations

from pipeline.export.figures import figures
from pipeline.formats.material import Files, Material
from pipeline.model.page import Page


def pictures(page: Page, material: Material) -> Files:
    """The figures of a page, where the run made them."""
    names = [figure.file_name(page) for figure in figures(page)]
    return {name: picture for name in names if (picture := material.picture(name)) is not None}
