"""``baokan corpus withdraw`` and ``put-back``."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server
from pipeline.cli.corpus.common import corpus

Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Id of the document: the folder of its results.")]


def withdraw(
    document: Document,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason; it is kept.")],
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it (default: the user's name).")] = "",
    output: Output = None,
    database: Server = None,
    config: Config = None,
) -> None:
    """Take a document out of the corpus: it is in no search, count or export. Its results stay where they are."""
    with corpus(output, database, config) as opened:
        opened.withdraw(document, by or getpass.getuser(), why)
    print(f"{document} is no longer in the corpus.", file=sys.stderr)


def put_back(document: Document, output: Output = None, database: Server = None, config: Config = None) -> None:
    """Put a withdrawn document into the corpus again."""
    with corpus(output, database, config) as opened:
        done = opened.put_back(document)
    print(f"{document} is in the corpus again." if done else f"{document} was not withdrawn.", file=sys.stderr)
