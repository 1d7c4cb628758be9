"""Editors and workers on one PostgreSQL: ``scale_editors.py SCANS... [--recorded RESULTS]``.

Starts a server of its own (which is gone afterwards, and waits for the disk as in earnest), web servers and runs in
processes of their own, and editors who settle a flag each two seconds over HTTP, each request at another web server,
while the runs replay pages into the same results folder.  Prints how long the answers took, and whether anything was
lost: every decision that was answered is in the database, the text follows from the events, every page was done once
and its files are as the ledger says.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import signal
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from replayed import baokan, call, environment, made_batch
from sqlalchemy import func, select

from pipeline.address import DatabaseUrl
from pipeline.database import Lock
from pipeline.database.place import note_database
from pipeline.database.schema import events, flags, frames
from pipeline.editing.checking import check
from pipeline.editing.store import open_editing
from pipeline.model.page import Page
from pipeline.review import accounts, passwords, sessions
from pipeline.review.clock import now
from pipeline.review.person import Role

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from helpers import postgresql
from helpers.corpus import corpus
from helpers.made_pages import PageMaker

PAUSE_SECONDS = 2.0
"""s between two decisions of an editor."""
WARM_UP_SECONDS = 10.0
"""s for which the editors work before the runs begin and the clock starts: servers that were just started still read
their gazetteers and compile their pages."""
DECIDED_MS = 150.0
"""ms: the bar for a decision that is answered, p95."""
FLAGS = 20
"""on a made page."""
ADMIN = "管理"
PASSWORD = "correct horse battery"
DURABLE = "fsync = on\nfull_page_writes = on\nsynchronous_commit = on\nautovacuum = on\n"


@dataclass
class Told:
    """What the editors were answered."""

    decided: list[float] = field(default_factory=list)
    """ms"""
    shown: list[float] = field(default_factory=list)
    """ms until a flag was shown"""
    codes: Counter[int] = field(default_factory=Counter)
    accepted: set[int] = field(default_factory=set)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--recorded", type=Path, help="results of these scans (default: they are read first)")
    parser.add_argument("--seconds", type=float, default=300.0)
    parser.add_argument("--editors", type=int, default=40)
    parser.add_argument("--servers", type=int, default=2, help="web servers")
    parser.add_argument("--runs", type=int, default=2, help="runs, with --jobs workers each")
    parser.add_argument("--jobs", type=int, default=4)
    parser.add_argument("--together", action="store_true", help="all editors on the same pages (default: on their own)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, postgresql.session(postgresql.new_home()):
        return measure(Path(name), postgresql.server(DURABLE).fresh(), asked)


def measure(folder: Path, url: DatabaseUrl, asked: argparse.Namespace) -> int:
    results = folder / "out"
    results.mkdir()
    note_database(results, url)
    batch, replay = made_batch(asked.scans, int(3 * asked.seconds) + 50, folder, asked.recorded)
    each = int((WARM_UP_SECONDS + asked.seconds) / PAUSE_SECONDS) + 2
    tokens, todo = prepared(results, asked.editors * each, asked.editors)
    print(f"{len(todo):,} flags wait; {asked.editors} editors, {asked.servers} web servers, ", end="")
    print(f"{asked.runs} runs with {asked.jobs} workers, {asked.seconds:.0f} s")
    with ExitStack() as ending:
        addresses = [web_server(results, ending) for _ in range(asked.servers)]
        working = ["nice", "-n", "10", *baokan("run", batch, "-o", results, "-q", "-j", str(asked.jobs)), *replay]
        runs: list[subprocess.Popen[bytes]] = []

        def begin() -> None:
            for _ in range(asked.runs):
                runs.append(subprocess.Popen(working, env=environment(), stderr=subprocess.DEVNULL))
                ending.callback(runs[-1].kill)

        told = asyncio.run(editing(addresses, tokens, todo, asked, begin))
        for run in runs:
            run.send_signal(signal.SIGINT)
        codes = [run.wait(timeout=600) for run in runs]
    print(f"runs ended with {codes}")
    return report(results, url, told)


def prepared(results: Path, decisions: int, editors: int) -> tuple[list[str], list[int]]:
    """Pages with flags, taken in, and people who work on them; returns their sessions, and the row ids of the flags."""
    pages = [dense_page(number) for number in range(decisions // FLAGS + 1)]
    corpus(results, {f"报{number:05d}": [page] for number, page in enumerate(pages)}, pictures=False)
    hashed = passwords.hashed(PASSWORD)
    opened = open_editing(results)
    with opened.database as database:
        opened.intake.run()
        with database.write(Lock.PEOPLE) as connection:
            accounts.add(connection, ADMIN, Role.admin, hashed)
            people = [accounts.add(connection, f"编辑{number}", Role.editor, hashed) for number in range(editors)]
            tokens = [sessions.begin(connection, person.id, now()) for person in people]
        with database.read() as connection:
            waiting = select(flags.c.id).where(flags.c.band == "flagged").order_by(flags.c.id)
            return tokens, list(connection.scalars(waiting))


def dense_page(seed: int) -> Page:
    """Paragraphs with a flagged name each, among other text."""
    chance = random.Random(seed)
    make = PageMaker()
    make.block("title", "社区新闻")
    for _ in range(FLAGS):
        words = "".join(chance.sample("春夏秋冬东南西北天地日月山水风云花草树木鸟虫鱼米油盐酱醋茶", 18))
        make.correct(make.block("paragraph", f"{words[:6]}虹山{words[6:]}"), 6, "虹山", "虹仙", status="flagged")
    return make.page()


def web_server(results: Path, ending: ExitStack) -> str:
    """``baokan review --shared`` in a process of its own; gives its address."""
    command = baokan("review", "--shared", "--port", "0", "--no-open", "-o", results)
    server = subprocess.Popen(command, env=environment(), stderr=subprocess.PIPE, text=True)
    ending.callback(server.wait)
    ending.callback(server.terminate)
    assert server.stderr is not None
    address = next(found[0] for line in server.stderr if (found := re.search(r"http://[^\s/]+", line)))
    threading.Thread(target=server.stderr.read, daemon=True).start()
    return address


def shared_out(todo: list[int], editors: int, together: bool) -> list[list[int]]:
    """Flags for each editor: pages of their own, or all of them on the same two pages at any time."""
    each = len(todo) // editors
    return [todo[n::editors] if together else todo[n * each : (n + 1) * each] for n in range(editors)]


async def editing(
    addresses: list[str], tokens: list[str], todo: list[int], asked: argparse.Namespace, begin: Callable[[], None]
) -> Told:
    """All editors at once; ``begin``: starts the runs, when everybody is at work."""
    told = Told()
    person = {"name": ADMIN, "password": PASSWORD, "next": "/"}
    (cookie,) = httpx.post(f"{addresses[0]}/sign-in", data=person, headers={"Origin": addresses[0]}).cookies
    shares = shared_out(todo, len(tokens), asked.together)
    known = ssl.create_default_context()  # once: making one for each would hold up the answers of the others
    clients = [
        httpx.AsyncClient(timeout=60, limits=httpx.Limits(keepalive_expiry=4), cookies={cookie: token}, verify=known)
        for token in tokens
    ]
    start = time.monotonic() + WARM_UP_SECONDS
    span = start, start + asked.seconds
    at_work = [asyncio.create_task(edit(addresses, n, shares[n], span, told, one)) for n, one in enumerate(clients)]
    await asyncio.sleep(WARM_UP_SECONDS)
    begin()
    await asyncio.gather(*at_work)
    return told


async def edit(
    addresses: list[str],
    number: int,
    share: list[int],
    span: tuple[float, float],
    told: Told,
    client: httpx.AsyncClient,
) -> None:
    """One editor: looks at a flag, decides, waits; each request goes to the next web server.

    ``span``: between which times answers are counted; at the end of it the editor goes home.
    """
    turn = number
    async with client:

        async def ask(method: str, path: str, **more: object) -> tuple[httpx.Response, float]:
            nonlocal turn
            turn += 1
            address = addresses[turn % len(addresses)]
            begun = time.perf_counter()
            answer = await client.request(method, address + path, headers={"Origin": address}, **more)  # type: ignore[arg-type]
            return answer, 1000 * (time.perf_counter() - begun)

        await asyncio.sleep(PAUSE_SECONDS * number / 40)  # not all at one moment
        start, end = span
        for flag in share:
            begun = time.monotonic()
            if begun > end:
                return
            shown, took = await ask("GET", f"/api/flags/{flag}")
            shown.raise_for_status()
            if begun >= start:
                told.shown.append(took)
            version = int(re.findall(r'data-version="(\d+)"', shown.json()["html"])[0])
            body = {"version": version, "choice": "accept"}
            done, took = await ask("POST", f"/api/flags/{flag}/decision", json=body)
            if begun >= start:
                told.decided.append(took)
            told.codes[done.status_code] += 1
            if done.status_code == 200:
                told.accepted.add(flag)
            await asyncio.sleep(max(0.0, PAUSE_SECONDS - (time.monotonic() - begun)))


def percentile(times: list[float], share: int) -> float:
    """The time that this per cent of them do not exceed, ms."""
    return sorted(times)[min(len(times) - 1, len(times) * share // 100)]


def report(results: Path, url: DatabaseUrl, told: Told) -> int:
    """Print what came of it; returns the number of bars missed."""
    opened = open_editing(results)
    with opened.database as database:
        found = check(database, opened.files)
        with database.read() as connection:
            kept = set(connection.scalars(select(flags.c.id).where(flags.c.state == "accepted")))
            logged = connection.scalar(select(func.count()).select_from(events).where(events.c.kind == "accept"))
            states = dict(connection.execute(select(frames.c.state, func.count()).group_by(frames.c.state)).all())
            twice = connection.scalar(select(func.count()).select_from(frames).where(frames.c.tries > 1))
    verified = call("verify", "-o", results)
    p95 = percentile(told.decided, 95)
    print(f"decisions: {len(told.decided):,}, answers {dict(told.codes)}")
    print(f"decision p50 {percentile(told.decided, 50):.0f} ms, p95 {p95:.0f} ms, worst {max(told.decided):.0f} ms")
    print(f"flag shown p50 {percentile(told.shown, 50):.0f} ms, p95 {percentile(told.shown, 95):.0f} ms")
    print(f"kept {len(kept):,}, events {logged:,}, pages that differ from their events {len(found.differences)}")
    print(f"frames {states}, done more than once {twice}, baokan verify: {verified.returncode}")
    lost = bool(told.accepted - kept) or logged != len(kept) or bool(found.differences)
    wrong = [lost, set(told.codes) != {200}, p95 >= DECIDED_MS, bool(twice), verified.returncode != 0]
    names = ["nothing lost", "no error", f"p95 below {DECIDED_MS:.0f} ms", "no frame twice", "files as known"]
    for name, missed in zip(names, wrong, strict=True):
        print(f"{'MISSED' if missed else 'kept'}: {name}")
    return sum(wrong)


if __name__ == "__main__":
    sys.exit(main())
