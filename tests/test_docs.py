"""The documentation tells the truth: its commands exist, its links lead somewhere, both languages say the same."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README, README_ZH = ROOT / "README.md", ROOT / "README.zh.md"
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PAGES = [README, README_ZH, ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md")), ROOT / "scans" / "README.md"]
TARGETS = set(re.findall(r"^([a-z-]+):.*## ", MAKEFILE, re.MULTILINE))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"(?<!\\)\]\(([^)\s]+)\)")


def prose(text: str) -> str:
    return FENCE.sub("", text)


def code_of(page: Path) -> str:
    """Every command that a page shows, in blocks and in the line."""
    text = page.read_text(encoding="utf-8")
    return "\n".join([*(body for _, body in FENCE.findall(text)), *re.findall(r"`([^`\n]+)`", prose(text))])


def anchors(page: Path) -> set[str]:
    """Names that a link can lead to inside a page, made from its headings as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose(page.read_text(encoding="utf-8"))):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_that_is_shown_exists(page: Path) -> None:
    code = code_of(page)
    wrong = {word for word in re.findall(r"^\s*make ([a-z]+)", code, re.MULTILINE) if word not in TARGETS}
    wrong |= {word for word in re.findall(r"\bbaokan ([a-z]+)\b(?! import)", code) if word not in COMMANDS}
    assert not wrong


def test_every_make_target_is_documented_in_both_languages() -> None:
    for page in (README, README_ZH):
        shown = set(re.findall(r"`make ([a-z-]+)[^`]*`", page.read_text(encoding="utf-8")))
        assert shown >= TARGETS


def test_every_make_target_with_a_recipe_for_people_is_listed_by_make_help() -> None:
    phony = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]
    assert phony == TARGETS


def test_every_command_is_documented() -> None:
    words = "\n".join(code_of(page) for page in PAGES)
    assert not [name for name in COMMANDS if f"baokan {name}" not in words]


def test_both_languages_have_the_same_sections_code_and_links() -> None:
    english, chinese = (page.read_text(encoding="utf-8") for page in (README, README_ZH))

    def levels(text: str) -> list[int]:
        return [len(mark) for mark in re.findall(r"^(#+) ", prose(text), re.MULTILINE)]

    def commands(text: str) -> list[str]:
        return [body for language, body in FENCE.findall(text) if language != "text"]

    def files(text: str) -> set[str]:
        return {link for link in LINK.findall(prose(text)) if not link.startswith(("#", "README"))}

    def table_rows(text: str) -> int:
        return len(re.findall(r"^\|", prose(text), re.MULTILINE))

    assert levels(english) == levels(chinese)
    assert commands(english) == commands(chinese)
    assert files(english) == files(chinese)
    assert table_rows(english) == table_rows(chinese)


def test_the_index_names_every_page_of_the_documentation() -> None:
    index = ROOT / "docs" / "index.md"
    linked = {(index.parent / link).resolve() for link in LINK.findall(index.read_text(encoding="utf-8"))}
    assert not [page.name for page in (ROOT / "docs").glob("*.md") if page != index and page.resolve() not in linked]


def test_every_benchmark_is_explained() -> None:
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    parts = {"own.py", "replayed.py", "worker.py"}
    scripts = {path.name for path in (ROOT / "benchmarks").glob("*.py")} - parts
    assert {"compare.py", "soak.py"} <= scripts
    assert not [name for name in scripts if f"benchmarks/{name}" not in page]


def test_the_ci_installs_the_system_packages_of_the_readme() -> None:
    shown = re.search(r"apt-get install (.+)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    installed = re.search(r"^packages=\((.+)\)$", (ROOT / ".ci" / "run").read_text(encoding="utf-8"), re.MULTILINE)
    assert shown is not None
    assert installed is not None
    assert shown[1].split() == installed[1].split()


def test_every_named_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    explained = page.partition("## Licences to know about")[0]
    assert not [name for name in (Requirement(text).name for text in named) if f"`{name}`" not in explained]


def test_the_three_packages_of_opencv_are_pinned_to_one_version() -> None:
    named = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    pins = {str(Requirement(text).specifier) for text in named if text.startswith("opencv")}
    assert pins == {"==4.10.0.84"}


def runtime_packages() -> set[str]:
    """Everything that is installed because Baokan asks for it, directly or not."""
    names = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    waiting, found = [Requirement(text) for text in names], set[str]()
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        found.add(key[0])
        for text in importlib.metadata.distribution(wanted.name).requires or []:
            further = Requirement(text)
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in ("", *wanted.extras)):
                waiting.append(further)
    return found


def test_nothing_under_the_gpl_is_installed_with_baokan() -> None:
    refused = []
    for name in runtime_packages():
        data = importlib.metadata.distribution(name).metadata
        stated = [data.get("License-Expression") or "", (data.get("License") or "").partition("\n")[0]]
        stated += [line for line in data.get_all("Classifier") or [] if line.startswith("License")]
        words = " ".join(stated).replace("Lesser General Public", "").replace("LGPL", "")
        if re.search(r"\bA?GPL|General Public", words):
            refused.append(f"{name}: {stated}")
    assert not refused


def test_the_changelog_has_the_present_version_on_top() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    top = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert top is not None
    assert top[1] == version


def test_headings_of_the_documentation_never_skip_a_level() -> None:
    for page in PAGES:
        levels = [len(mark) for mark in re.findall(r"^(#+) ", prose(page.read_text(encoding="utf-8")), re.MULTILINE)]
        assert levels[0] == 1, page
        assert all(after - before <= 1 for before, after in pairwise(levels)), page


def test_no_two_files_of_tests_have_one_name() -> None:
    """They share one space of names, and pytest would read only the first."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(set(names)) == sorted(names)
