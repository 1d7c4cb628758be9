"""Ten readers while a batch writes and an editor decides: ``corpus_readers.py SCAN ... [--recorded RESULTS]``.

Five readers ask ``Corpus`` in processes of their own, five ask ``baokan review`` over HTTP; all have a pause between
two questions.  First they are alone, then a batch of replayed pages is written and an editor changes text beside them.
Printed: how long answers took in both cases, what the batch and the editor did, errors (there must be none), and
whether every answer to one question at one version of the corpus was the same.  Exit code 1: a bar was missed.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from replayed import baokan, call, environment, made_batch
from review import served
from sqlalchemy import select

from pipeline.corpus import Corpus
from pipeline.database.schema import blocks
from pipeline.editing.conflict import Conflict
from pipeline.editing.packing import unpack
from pipeline.editing.requests import SpanEdit
from pipeline.following import editing_of
from pipeline.settings import Settings

READERS = 10
PAUSE = 0.5
"""s between two questions of a reader."""
EDITOR_PAUSE = 0.3
"""s between two changes of the editor."""
NICE = 10
"""of the batch: it takes all cores there are, and people go before it."""
SLOWER = 2.0
"""p95 beside the others, as a multiple of p95 alone: the bar."""
QUERIES = (
    "仙霞",
    "虹旭",
    "居民区",
    "的",
    "志愿者",
    "天山路",
    "居委会 NOT 通知",
    "新村 NEAR/10 老人",
    "alias:虹旭居民区",
)


@dataclass
class Told:
    """Of some readers."""

    seconds: list[float] = field(default_factory=list)
    over_http: list[float] = field(default_factory=list)
    """those of these that came over HTTP."""
    errors: list[str] = field(default_factory=list)
    totals: dict[tuple[str, int], set[int]] = field(default_factory=lambda: defaultdict(set))

    @property
    def p95(self) -> float:
        return float(np.percentile(self.seconds, 95)) if self.seconds else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="*", default=[Path("scans/notices-fax.tif")])
    parser.add_argument("--recorded", type=Path, help="results of these scans (default: they are read first)")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--first", type=int, default=40, help="files that are there before")
    parser.add_argument("--more", type=int, default=600, help="files of the batch beside the readers")
    parser.add_argument("--read", help="what a reader's process is started with: where, token, seconds, seed")
    asked = parser.parse_args()
    if asked.read:
        print(json.dumps(reading(*json.loads(asked.read))))
        return 0
    with tempfile.TemporaryDirectory() as home:
        return measured(Path(home), asked)


def measured(home: Path, asked: argparse.Namespace) -> int:
    folder = home / "out"
    batch, options = made_batch(asked.scans, asked.first + asked.more, home, asked.recorded)
    files = sorted(batch.iterdir())
    first = call("run", *files[: asked.first], "-o", folder, "-q", *options)
    if first.returncode:
        raise SystemExit(first.stderr)
    with Corpus(folder):
        pass
    token = call("review", "token", "add", "readers", "-o", folder).stdout.strip()
    with served(folder) as link:
        where = [str(folder), "{0.scheme}://{0.netloc}".format(urlsplit(link))]
        read_all(where, token, min(10.0, asked.seconds))  # what is read first is slower
        alone = read_all(where, token, asked.seconds)
        with ExitStack() as stack:
            more = files[asked.first :]
            command = ["nice", "-n", str(NICE), *baokan("run", *more, "-o", folder, "-q", *options)]
            writer = stack.enter_context(subprocess.Popen(command, env=environment()))
            stack.callback(writer.terminate)
            beside, edits = read_beside(where, token, asked.seconds, folder)
    with Corpus(folder) as corpus:
        pages = corpus.status().pages
    return told(alone, beside, edits, pages)


def read_all(where: Sequence[str], token: str, seconds: float) -> Told:
    return joined(started(where, token, seconds))


def read_beside(where: Sequence[str], token: str, seconds: float, folder: Path) -> tuple[Told, list[float]]:
    readers = started(where, token, seconds)
    edits = edit(folder, seconds)
    return joined(readers), edits


def started(where: Sequence[str], token: str, seconds: float) -> list[subprocess.Popen[str]]:
    commands = ([where[n % len(where)], token, seconds, n] for n in range(READERS))
    return [
        subprocess.Popen(
            [sys.executable, __file__, "--read", json.dumps(one)], stdout=subprocess.PIPE, text=True, env=environment()
        )
        for one in commands
    ]


def joined(readers: Sequence[subprocess.Popen[str]]) -> Told:
    whole = Told()
    for reader in readers:
        out, _ = reader.communicate()
        if reader.returncode:
            whole.errors.append(f"a reader ended with {reader.returncode}")
            continue
        said = json.loads(out)
        whole.seconds += said["seconds"]
        whole.over_http += said["seconds"] if said["http"] else []
        whole.errors += said["errors"]
        for query, version, total in said["totals"]:
            whole.totals[query, version].add(total)
    return whole


def reading(where: str, token: str, seconds: float, seed: int) -> dict[str, Any]:
    """One reader, until its time is over."""
    chance = random.Random(seed)
    said: dict[str, Any] = {"seconds": [], "errors": [], "totals": [], "http": where.startswith("http")}
    with ExitStack() as stack:
        ask: Any
        if where.startswith("http"):
            client = stack.enter_context(httpx.Client(base_url=where, headers={"Authorization": f"Bearer {token}"}))
            ask = lambda query: over_http(client, query)  # noqa: E731
        else:
            corpus = stack.enter_context(Corpus(where))
            ask = lambda query: in_python(corpus, query)  # noqa: E731
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            query, start = chance.choice(QUERIES), time.perf_counter()
            try:
                said["totals"].append([query, *ask(query)])
            except Exception as error:
                said["errors"].append(f"{type(error).__name__}: {error}")
            said["seconds"].append(time.perf_counter() - start)
            time.sleep(PAUSE * chance.uniform(0.5, 1.5))
    return said


def in_python(corpus: Corpus, query: str) -> tuple[int, int]:
    found = corpus.search(query, limit=20, facet=("year", "kind"))
    return found.version, found.total


def over_http(client: httpx.Client, query: str) -> tuple[int, int]:
    answer = client.get("/api/corpus/search", params={"q": query, "limit": 20, "facet": ["year", "kind"]}, timeout=60.0)
    answer.raise_for_status()
    said = answer.json()
    return said["version"], said["total"]


def edit(folder: Path, seconds: float) -> list[float]:
    """An editor: one character of a block after the other becomes 仙 and goes back; how long each change took."""
    editing, took, chance = editing_of(folder, Settings()), list[float](), random.Random(1)
    with editing.database:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with editing.database.read() as connection:
                row = connection.execute(
                    select(blocks).where(blocks.c.kind == "paragraph").offset(chance.randrange(30)).limit(1)
                ).one()
            layered = unpack(row.cells)
            ids = layered.ids(0, 1)
            start = time.perf_counter()
            try:
                done = editing.edit_spans("李", [SpanEdit(row.page, row.number, ids, row.text[0], "仙霞")])
                editing.undo("李", done.batch)
            except Conflict:
                continue
            took.append((time.perf_counter() - start) / 2)
            time.sleep(EDITOR_PAUSE)
    return took


def told(alone: Told, beside: Told, edits: Sequence[float], pages: int) -> int:
    different = sum(len(totals) > 1 for totals in beside.totals.values())
    versions = len({version for _, version in beside.totals})
    for name, one in (("alone", alone), ("beside a batch and an editor", beside)):
        p50 = 1000 * float(np.percentile(one.seconds, 50))
        http = 1000 * float(np.percentile(one.over_http, 95))
        print(
            f"{READERS} readers {name}: {len(one.seconds):,} answers, p50 {p50:.0f} ms, p95 {1000 * one.p95:.0f} ms "
            f"(over HTTP {http:.0f} ms)"
        )
    slower = beside.p95 / alone.p95
    print(f"p95 is {slower:.2f} times that alone{'' if slower <= SLOWER else '   (misses the bar)'}")
    p95 = 1000 * float(np.percentile(edits, 95)) if edits else 0.0
    print(f"{pages:,} pages in the end; {2 * len(edits):,} changes of the editor, p95 {p95:.0f} ms")
    print(f"{versions:,} versions were seen; {different:,} questions had two answers at one version")
    errors = [*alone.errors, *beside.errors]
    print(f"{len(errors):,} errors{': ' + '; '.join(sorted(set(errors))[:5]) if errors else ''}")
    return int(bool(errors) or different > 0 or slower > SLOWER)


if __name__ == "__main__":
    sys.exit(main())
