"""A backup taken while many write: ``backup_load.py SCANS... [--editors 40] [--workers 8] [--seconds 60]``.

On a PostgreSQL of its own (``--sqlite``: in a file) two runs replay the scans over and over (with ``nice``, as a
service does), as many editors decide or take back, each every two seconds, and what is finished is taken in.  A third
of the time in, ``baokan backup`` is started.  Then everybody is killed, and the backup is restored elsewhere: are all
decisions there that were answered before it began, is the database in order, and are the files those that it knows?
Exit code 1: not.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import psutil
from replayed import baokan, call, environment, made_batch

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from helpers import postgresql

from pipeline.database.place import note_database

THINKS = 2.0
"""s between two decisions of an editor."""
PROCESSES = 4
"""that the editors are divided among, as among web servers."""
EDITORS = r"""
import random, sys, threading, time
from pathlib import Path
from sqlalchemy import func, select
from pipeline.database.schema import flags
from pipeline.editing.conflict import Conflict
from pipeline.editing.requests import Decision
from pipeline.following import editing_of
from pipeline.settings import Settings

editing, thinks, taking = editing_of(Path(sys.argv[1]), Settings()), float(sys.argv[3]), len(sys.argv) > 4

def edit(name):
    chance, mine = random.Random(name), []
    time.sleep(chance.uniform(0, thinks))
    while True:
        begun = time.perf_counter()
        try:
            done = None
            if mine and chance.random() < 0.4:
                done = editing.undo(name, mine.pop())
            else:
                with editing.database.read() as connection:
                    waits = select(flags).where(flags.c.state == "open").offset(chance.randrange(40)).limit(1)
                    row = connection.execute(waits.order_by(flags.c.id)).first()
                if row is not None:
                    done = editing.decide(name, [Decision(row.id, row.version, chance.choice(["accept", "reject"]))])
                    mine.append(done.batch)
        except Conflict:
            done = None
        if done is not None and done.batch:
            sys.stdout.write(f"{done.batch} {time.time()} {time.perf_counter() - begun}\n")
            sys.stdout.flush()
        time.sleep(thinks)

for number in range(int(sys.argv[2])):
    threading.Thread(target=edit, args=(f"{sys.argv[1][-4:]}-{id(editing)}-{number}",), daemon=True).start()
while True:
    if taking:
        editing.intake.run()
    time.sleep(1)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scans", type=Path, nargs="+")
    parser.add_argument("--editors", type=int, default=40)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--sqlite", action="store_true", help="in a file, with one run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as held:
        folder = Path(name)
        out = folder / "out"
        out.mkdir()
        if not options.sqlite:
            held.enter_context(postgresql.session(postgresql.new_home()))
            note_database(out, postgresql.server().fresh())
        batch, replay = made_batch(options.scans, 10_000, folder)
        for number, scan in enumerate(sorted(batch.iterdir())):
            with scan.open("ab") as stream:  # another file each, with the same picture
                stream.write(b"%08d" % number)
        first = call("run", batch, "-o", out, "-q", "--limit", "40", *replay)
        if first.returncode:
            raise SystemExit(first.stderr)
        return judged(folder, out, under_load(folder, out, batch, replay, options))


def under_load(folder: Path, out: Path, batch: Path, replay: list[str], options: argparse.Namespace) -> float:
    """Everybody works, and a backup is taken; returns when it began (s since 1970)."""
    runs = 1 if options.sqlite else 2
    each = ["--jobs", str(options.workers // runs), "--set", "engine.threads=1"]
    with ExitStack() as working:
        for number in range(runs):
            words = ["nice", *baokan("run", batch, "-o", out, "-q", *each, *replay)]
            working.enter_context(process(words, folder / f"run-{number}"))
        for number in range(PROCESSES):
            words = [sys.executable, "-c", EDITORS, str(out), str(options.editors // PROCESSES), str(THINKS)]
            words += ["taking"] if number == 0 else []
            working.enter_context(process(words, folder / f"editors-{number}"))
        time.sleep(options.seconds / 3)
        began, pages = time.time(), finished(out)
        saved = call("backup", folder / "b.tar", "-o", out, "--json")
        print(f"{pages:,} documents when the backup began, {finished(out):,} when it was there")
        print(saved.stdout.strip() or saved.stderr.strip(), flush=True)
        time.sleep(max(0.0, options.seconds - (time.time() - began) - options.seconds / 3))
        if saved.returncode:
            raise SystemExit("the backup failed")
    return began


def judged(folder: Path, out: Path, began: float) -> int:
    """Restore it elsewhere, and look."""
    lines = [line for one in folder.glob("editors-?") for line in one.read_text().splitlines()]
    answers = [line.split() for line in lines if line.count(" ") == 2]
    slow = sorted(float(seconds) for _, _, seconds in answers)
    print(f"{len(answers):,} decisions answered, p95 {1000 * slow[int(0.95 * len(slow))]:.0f} ms")
    promised = {batch for batch, at, _ in answers if float(at) < began}
    restored = folder / "restored"
    codes = [
        call("restore", folder / "b.tar", "-o", restored).returncode,
        call("verify", "-o", restored).returncode,
        (checked := call("db", "check", "--full", "--json", "-o", restored)).returncode,
    ]
    told = json.loads(checked.stdout)
    missing = promised - batches(restored)
    print(f"{len(promised):,} of them before the backup began, missing: {len(missing)}")
    print(f"restore, verify, db check: exit codes {codes}, problems: {told['problems'][:3]}")
    print(f"{sum(told['rows'].values()):,} rows; {told['replayed']:,} pages worked out anew in {told['seconds']:.0f} s")
    return int(any(codes) or bool(missing) or not promised)


def batches(results: Path) -> set[str]:
    import sqlite3

    with sqlite3.connect(results / "baokan.db") as connection:
        return {row[0] for row in connection.execute("SELECT DISTINCT batch FROM events")}


def finished(out: Path) -> int:
    return len(list(out.glob("*/document.json")))


@contextmanager
def process(words: list[str], said: Path):  # type: ignore[no-untyped-def]
    """It is killed at the end, with all that it started, as if the power had gone."""
    stream: IO[bytes]
    with said.open("wb") as stream, Path(f"{said}.errors").open("wb") as errors:
        found = subprocess.Popen(words, stdout=stream, stderr=errors, env=environment())
    try:
        yield found
        if found.poll() is not None:
            raise SystemExit(f"ended early: {Path(f'{said}.errors').read_text()[-2000:]}")
    finally:
        for one in [*psutil.Process(found.pid).children(recursive=True), found] if found.poll() is None else []:
            one.kill()
        found.wait()


if __name__ == "__main__":
    sys.exit(main())
