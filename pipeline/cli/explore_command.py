"""``baokan explore``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.common import Config, Output, Server

app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.command()
def explore(
    output: Output = None,
    database: Server = None,
    port: Annotated[
        int, typer.Option("--port", metavar="N", min=0, max=65535, help="Port on this machine; 0 takes any free one.")
    ] = 0,
    open_browser: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open the browser (default: at a terminal).")
    ] = None,
    config: Config = None,
) -> None:
    """Open the corpus in datasette, a browser for databases: tables, facets, SQL, JSON and CSV of everything.

    Only the views of the corpus can be read, and nothing can be changed; only programs on this machine reach it, and
    it fetches nothing from the network. Runs and editors may go on meanwhile. Needs the extra: pip install
    'baokan[explore]'.
    """
    _need_extra()
    from pipeline.cli.corpus.common import corpus
    from pipeline.errors import SettingsError
    from pipeline.listening import listen

    with corpus(output, database, config) as opened:
        path, version = opened.database.where, opened.version
    if not isinstance(path, Path):
        raise SettingsError(
            f"{path}: datasette opens files of SQLite only. Programs for PostgreSQL (DBeaver, psql, pandas) read the "
            "same views, corpus_documents and the others."
        )
    listener = listen("127.0.0.1", port)
    address = f"http://127.0.0.1:{listener.getsockname()[1]}/corpus"
    print(
        f"语料库已在 datasette 中打开（只读）：\nThe corpus is open in datasette, for reading:\n\n    {address}\n\n"
        "Ctrl-C 停止。Ctrl-C stops it.",
        file=sys.stderr,
    )
    from pipeline.corpus.exploring.serving import serve

    if open_browser if open_browser is not None else sys.stderr.isatty():
        import webbrowser

        webbrowser.open(address)
    serve(path, version, listener)


def _need_extra() -> None:
    """Raise ``SettingsError`` without datasette; its plugins stay out, so that nothing is reached but the corpus."""
    import os
    from importlib.util import find_spec

    from pipeline.errors import SettingsError

    if find_spec("datasette") is None:
        raise SettingsError("'baokan explore' needs a package that is not installed: pip install 'baokan[explore]'.")
    os.environ["DATASETTE_LOAD_PLUGINS"] = ""
