"""What lies in ``deploy/`` fits this version: its commands, settings, extras, files, addresses and units."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from configparser import RawConfigParser
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
import typer
import yaml
from fastapi.testclient import TestClient
from helpers.results import results
from helpers.systemd import needs_systemd, verify

from pipeline.cli.main import COMMANDS, app
from pipeline.errors import ExitCode
from pipeline.review.app import create_app
from pipeline.settings import Settings, load

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
OURS = {name: service for name, service in COMPOSE["services"].items() if service.get("image") == "baokan"}
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
UNITS = sorted((DEPLOY / "systemd").iterdir())
PAGES = (
    *(ROOT / "docs" / f"{name}.md" for name in ("deploy", "scale", "database", "cluster")),
    DEPLOY / "compose.yaml",
    DEPLOY / "Dockerfile",
)
FENCE = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


class Units(RawConfigParser):
    """A unit of systemd: names keep their case, and one may be given several times."""

    def __init__(self, path: Path) -> None:
        super().__init__(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
        self.read_string(path.read_text(encoding="utf-8"))

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def written() -> Iterator[tuple[str, list[str]]]:
    """Where and how ``baokan …`` is written, in the words of the command line."""
    for name, service in OURS.items():
        yield f"compose: {name}", service["command"]
    for path in SERVICES:
        for line in re.findall(r"^Exec\w+=(.+)$", path.read_text(encoding="utf-8"), re.MULTILINE):
            words = shlex.split(line.replace("%%", "%"))
            yield from ((path.name, one) for one in commands(shlex.join(words) if words[0] != "/bin/sh" else words[2]))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        shown = "\n".join(FENCE.findall(text)) if page.suffix == ".md" else text
        for line in shown.splitlines():
            yield from ((page.name, one) for one in commands(line.strip("# ")))
    for line in re.findall(r"CMD (\[.+\])$", DOCKERFILE, re.MULTILINE):
        yield "Dockerfile", json.loads(line)


def commands(line: str) -> Iterator[list[str]]:
    """The command lines of Baokan in a line of shell, wherever they begin."""
    if "baokan" not in line:
        return
    try:
        words = shlex.split(line, comments=True)
    except ValueError:  # prose
        return
    for place, word in enumerate(words[:-1]):
        if Path(word).name == "baokan" and words[place + 1] in COMMANDS:
            yield ["baokan", *words[place + 1 :]]
            return


def parse(command: Any, name: str, words: list[str], parent: Any = None) -> None:
    """Have the parser take the words; nothing is run.  Raises ``click.UsageError``."""
    context = command.make_context(name, list(words), parent=parent)
    if isinstance(command, click.Group) or hasattr(command, "list_commands"):
        rest = [*context._protected_args, *context.args]
        if rest:
            sub_name, sub, further = command.resolve_command(context, rest)
            parse(sub, sub_name, further, context)


WRITTEN = [(where, words) for where, words in written() if words[1:] != ["--help"]]


@pytest.mark.parametrize(("where", "words"), WRITTEN, ids=[f"{where}: {' '.join(w)}" for where, w in WRITTEN])
def test_every_command_that_is_written_is_taken_by_the_command_line(where: str, words: list[str]) -> None:
    assert words[0] == "baokan"
    parse(typer.main.get_command(app), "baokan", words[1:])


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    for wrong in (["review", "--shard"], ["review", "people", "ad", "x"], ["plan", "3M", "--until", "30d"]):
        with pytest.raises(Exception, match=r"(?i)no such"):
            parse(typer.main.get_command(app), "baokan", wrong)
    assert len(WRITTEN) > 12, "they are found at all"


@pytest.mark.parametrize("name", OURS)
def test_settings_of_the_containers_exist(name: str) -> None:
    given = {key: re.sub(r"\$\{\w+:-(.*?)\}", r"\1", value) for key, value in OURS[name]["environment"].items()}
    settings = load(environment=given).settings
    assert str(settings.run.output), "a setting that does not exist raises"


def test_what_the_compose_file_names_is_there() -> None:
    for service in COMPOSE["services"].values():
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service["secrets"]) <= set(COMPOSE["secrets"])
        mounted = {volume.rpartition(":")[0].partition(":")[0] for volume in service["volumes"]}
        assert {name for name in mounted if re.fullmatch(r"\w+", name)} <= set(COMPOSE["volumes"])
        assert set(service.get("depends_on", {})) <= set(COMPOSE["services"])
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert all(service["read_only"] and service["cap_drop"] == ["ALL"] for service in OURS.values())


def test_no_password_stands_in_the_files() -> None:
    for path in [*DEPLOY.rglob("*")]:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"://\w+:[^@/\s]+@", text), path
            assert not re.search(r"PASSWORD\s*[:=]\s*(?!.*(FILE|secrets|\$))\S", text), path


def test_the_check_of_the_server_asks_what_strangers_may_ask(tmp_path: Path) -> None:
    check = " ".join(COMPOSE["services"]["server"]["healthcheck"]["test"])
    address = re.search(r"http://[^']+", check)
    assert address is not None
    port = COMPOSE["services"]["server"]["command"][-1]
    assert f":{port}/" in address[0]
    settings = Settings.model_validate({"run": {"output": results(tmp_path, documents=1, frames=1)}})
    with TestClient(create_app(settings.run.output, settings, shared=True)) as client:
        assert client.get(address[0]).status_code == 200


def test_the_image_copies_what_is_there_and_nothing_is_kept_out() -> None:
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = [line[1:] for line in ignored if line.startswith("!")]
    copied = [name for line in re.findall(r"^COPY (.+)$", DOCKERFILE, re.MULTILINE) for name in line.split()[:-1]]
    for name in (name for name in copied if not name.startswith("--")):
        assert (ROOT / name).exists(), name
        assert any(fnmatch(name, pattern) for pattern in let_in), name


def test_the_image_has_extras_that_exist_and_does_not_run_as_root() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = re.findall(r"(?:\.|baokan)\[([\w,]+)\]", DOCKERFILE)
    assert len(groups) == 2
    assert groups[0] == groups[1], "what is built is what is installed"
    assert set(groups[0].split(",")) <= set(project["optional-dependencies"])
    users = re.findall(r"^USER (\w+)$", DOCKERFILE, re.MULTILINE)
    assert users == ["baokan"]
    assert DOCKERFILE.index("USER baokan") < DOCKERFILE.index("ENTRYPOINT")


def test_a_password_in_a_file_reaches_the_command_and_its_file_is_not_named_to_it(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密\n", encoding="utf-8")
    shell = str(DEPLOY / "entrypoint.sh")
    plain = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    for more, said in (({"PGPASSWORD_FILE": str(tmp_path / "secret")}, "秘密"), ({}, "")):
        words = ["sh", shell, "sh", "-c", 'printf "%s%s" "${PGPASSWORD:-}" "${PGPASSWORD_FILE:-}"']
        found = subprocess.run(words, env=plain | more, capture_output=True, encoding="utf-8", check=True)
        assert found.stdout == said
    assert os.access(DEPLOY / "entrypoint.sh", os.X_OK)


@pytest.mark.parametrize("path", SERVICES, ids=lambda path: path.name)
def test_a_service_may_write_its_own_folders_only_and_gets_no_rights(path: Path) -> None:
    service = Units(path)["Service"]
    assert service["User"] == "baokan"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    writable = service["ReadWritePaths"].split()
    words = shlex.split(service["ExecStart"].replace("%%", "%"))
    line = words[2] if words[0] == "/bin/sh" else shlex.join(words)
    output = re.search(r"--output (\S+)", line)
    assert output is not None
    assert any(Path(output[1]).is_relative_to(folder) for folder in writable)
    assert all(folder in Units(path)["Unit"]["RequiresMountsFor"].split() for folder in writable)
    codes = {value for name, value in vars(ExitCode).items() if name.isupper()}
    assert {int(code) for code in service.get("RestartPreventExitStatus", "2").split()} <= codes


@needs_systemd
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    verify(UNITS, "/opt/baokan/.venv/bin/baokan", tmp_path)


def test_every_file_is_explained() -> None:
    page = (ROOT / "docs" / "deploy.md").read_text(encoding="utf-8")
    for path in (DEPLOY / "Dockerfile", DEPLOY / "compose.yaml", DEPLOY / "reverse-proxy.conf", *SERVICES):
        assert path.name in page or path.name.replace("-backup.service", "-backup.timer") in page, path.name
