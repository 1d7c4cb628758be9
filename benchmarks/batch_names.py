"""What a changed list of names costs a batch that is done: ``batch_names.py SCANS... --pages 200``.

A batch of replayed pages is corrected with a list of names, to which then names are added that stand on no page, on
some pages, and on no page again.  Each time the run is made twice: as it is, and on a copy of the results in which it
is not known what can touch a page, so that all are corrected again.  Both must be equal, byte for byte (times aside).
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from batch_kills import differences
from replayed import call, made_batch

ADDED = ("未名湖畔花园", "居民区", "观沧海苑")
"""names that are added one by one; the second stands on many pages of bulletins."""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scans", type=Path, nargs="+", help="scans that are replayed under many names")
    parser.add_argument("--pages", type=int, default=200, help="files of the batch (default 200)")
    parser.add_argument("--name", action="append", help=f"name to add, one after the other (default: {ADDED})")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder_name:
        folder = Path(folder_name)
        batch, replay = made_batch(options.scans, options.pages, folder)
        output, other, names = folder / "out", folder / "again", folder / "names.csv"
        rows = ["name", "山海关路"]
        names.write_text("\n".join(rows) + "\n", encoding="utf-8")

        def run(results: Path) -> tuple[float, str]:
            start = time.perf_counter()
            done = call("run", batch, "-o", results, "-q", "--gazetteer", names, *replay)
            assert done.returncode == 0, done.stderr
            return time.perf_counter() - start, done.stderr.splitlines()[-2]

        print(f"first run: {run(output)[0]:.1f} s; size of the database {size(output)}", flush=True)
        for added in options.name or ADDED:
            rows.append(added)
            names.write_text("\n".join(rows) + "\n", encoding="utf-8")
            shutil.rmtree(other, ignore_errors=True)
            shutil.copytree(output, other)
            with closing(sqlite3.connect(other / "baokan.db")) as database:
                database.execute("DELETE FROM page_keys")
                database.commit()
            again, _ = run(other)
            held, said = run(output)
            found = differences(other, output)
            wrong += bool(found)
            print(f"{added}: all corrected again {again:.1f} s, held {held:.1f} s; {found or 'equal'}", flush=True)
            print(f"  {said}", flush=True)
    return int(wrong > 0)


def size(output: Path) -> str:
    with closing(sqlite3.connect(output / "baokan.db")) as database:
        keys, pages = database.execute("SELECT sum(length(keys)), count(*) FROM page_keys").fetchone()
    return f"{(output / 'baokan.db').stat().st_size / 1e6:.1f} MB, keys {keys / pages / 1000:.1f} kB a page"


if __name__ == "__main__":
    sys.exit(main())
