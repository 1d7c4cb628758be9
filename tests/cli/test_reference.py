"""The generated documentation is in step with the code."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from pipeline.cli.main import COMMANDS
from pipeline.errors import ExitCode
from pipeline.settings import leaves

DOCS = Path(__file__).resolve().parents[2] / "docs"
_spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
GENERATED: dict[str, str] = _module.generated()


@pytest.mark.parametrize("name", GENERATED)
def test_generated_page_is_in_step(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == GENERATED[name], "run 'python docs/generate.py'"


def test_every_command_option_and_setting_is_documented() -> None:
    assert all(f"## baokan {name}" in GENERATED["cli.md"] for name in COMMANDS)
    assert all(f"| `{key.partition('.')[2]}` |" in GENERATED["settings.md"] for key in leaves())


def test_every_exit_code_is_documented() -> None:
    page = (DOCS / "exit-codes.md").read_text(encoding="utf-8")
    codes = [value for name, value in vars(ExitCode).items() if name.isupper()]
    assert len(codes) == 9
    assert all(f"| {code} |" in page for code in codes)
