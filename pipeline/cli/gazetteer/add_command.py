"""``baokan gazetteer add``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config


def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The normal name.")],
    to: Annotated[Path, typer.Option("--to", metavar="FILE.csv", help="The gazetteer; it is made if need be.")],
    kind: Annotated[str, typer.Option("--kind", metavar="KIND", help="For instance estate, or 小区.")] = "",
    parent: Annotated[str, typer.Option("--parent", metavar="NAME", help="What it belongs to.")] = "",
    aliases: Annotated[
        list[str] | None, typer.Option("--alias", metavar="TEXT", help="Another spelling; may be repeated.")
    ] = None,
    former: Annotated[
        list[str] | None,
        typer.Option("--former", metavar="NAME(YEARS)", help="A former name, 哥伦比亚路(1925/1943); may be repeated."),
    ] = None,
    variants: Annotated[
        list[str] | None,
        typer.Option(
            "--variant", metavar="TEXT", help="A spelling that is printed, though not right; may be repeated."
        ),
    ] = None,
    code: Annotated[str, typer.Option("--code", metavar="CODE", help="Official code.")] = "",
    valid_from: Annotated[str, typer.Option("--from", metavar="DATE", help="Since when the name is official.")] = "",
    valid_to: Annotated[str, typer.Option("--until", metavar="DATE", help="Until when.")] = "",
    latitude: Annotated[str, typer.Option("--latitude", metavar="DEGREES", help="Degrees north, WGS 84.")] = "",
    longitude: Annotated[str, typer.Option("--longitude", metavar="DEGREES", help="Degrees east, WGS 84.")] = "",
    origin: Annotated[str, typer.Option("--source", metavar="TEXT", help="Where the fact comes from.")] = "",
    config: Config = None,
) -> None:
    """Add one name to a gazetteer file.

    The file's other lines, its encoding and its columns stay as they are. Refused (exit code 2) is a name that the file
    has with the same kind and parent, and a value that is not right; nothing is written then.
    """
    from pipeline.errors import SettingsError
    from pipeline.gazetteer.editing import add as append
    from pipeline.gazetteer.fields import clean, entry_of

    row = {
        "name": name,
        "kind": kind,
        "parent": parent,
        "aliases": "|".join(aliases or ()),
        "former": "|".join(former or ()),
        "variants": "|".join(variants or ()),
        "code": code,
        "valid_from": valid_from,
        "valid_to": valid_to,
        "latitude": latitude,
        "longitude": longitude,
        "source": origin,
    }

    def complain(_code: str, message: str, _lost: bool) -> None:
        raise SettingsError(f"Nothing was added: {message}")

    entry = entry_of({column: clean(value) for column, value in row.items()}, complain, to.name, 0)
    assert entry is not None, "complain raises"
    _tell_if_known(name, config)
    append(to, entry)
    print(f"{entry.name} -> {to}", file=sys.stderr)


def _tell_if_known(name: str, config: Path | None) -> None:
    from pipeline.cli.gazetteer.common import line_of, settings_of
    from pipeline.gazetteer import load_from

    for other in load_from(settings_of(None, False, config)).linked(name):
        role = other.role_of(name)
        what = "" if role == "name" else f" as {role} of {other.name}"
        print(f"note: {name} is in {other.file} already{what}: {line_of(other)}", file=sys.stderr)
