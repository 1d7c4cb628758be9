"""``baokan gazetteer show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.common import Config, Json
from pipeline.cli.gazetteer.common import Alone, Files, line_of, print_json, stack

if TYPE_CHECKING:
    from pipeline.gazetteer.search import Card

ROLES = {"alias": "别名", "former": "曾用名", "variant": "异写"}


def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A name, short form, former name or variant.")],
    files: Files = None,
    alone: Alone = False,
    config: Config = None,
    as_json: Json = False,
) -> None:
    """Show all that is known of a name: what it belongs to, what belongs to it, its spellings, its neighbours.

    Neighbours are listed spellings that one character tells apart. Exit code 2: no list has the name; similar ones are
    named.
    """
    from pipeline.errors import SettingsError
    from pipeline.gazetteer.search import cards, search
    from pipeline.gazetteer.writer import plain

    gazetteer = stack(files, alone, config)
    found = cards(gazetteer, name)
    if not found:
        near = ", ".join(dict.fromkeys(hit.spelling for hit in search(gazetteer, name, limit=5)))
        raise SettingsError(f"No gazetteer has {name}." + (f" Similar: {near}." if near else ""))
    if as_json:
        print_json(
            [
                {
                    **plain(card.entry),
                    "file": card.entry.file,
                    "line": card.entry.line,
                    "role": card.role,
                    "parents": card.parents,
                    "children": [child.name for child in card.children],
                    "neighbours": card.neighbours,
                }
                for card in found
            ]
        )
        return
    print("\n\n".join("\n".join(_lines(card, name)) for card in found))


def _lines(card: Card, name: str) -> list[str]:
    from pipeline.gazetteer.fields import former_text, span_text

    entry = card.entry
    lines = [line_of(entry)]
    if card.role != "name":
        lines.append(f"  {name} is its {card.role} ({ROLES[card.role]})")
    shown = {
        "belongs to": " < ".join(card.parents),
        "aliases": ", ".join(entry.aliases),
        "former names": ", ".join(map(former_text, entry.former)),
        "variants": ", ".join(entry.variants),
        "valid": span_text(entry.valid_from, entry.valid_to),
        "place": f"{entry.latitude}, {entry.longitude}" if entry.latitude is not None else "",
        "source": entry.source,
        "from": f"{entry.file}, line {entry.line}",
        f"holds ({len(card.children)})": ", ".join(child.name for child in card.children),
        "one character off": ", ".join(card.neighbours),
    }
    width = max(map(len, shown))
    return lines + [f"  {key:<{width}}  {value}" for key, value in shown.items() if value]
