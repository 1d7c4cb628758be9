"""How fast the review pages answer: ``review.py RESULTS [--flags 60] [--pages 10000] [--all 100000]``.

First an editor works in Chromium on a copy of finished results, with the keyboard alone: from the key to the next item
painted, its pictures included.  Then a database of ``--all`` flags on ``--pages`` pages is made at random, and every
filter of the queue is asked for over HTTP.  Exit code 1: a bar was missed.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Error, Page, Request, sync_playwright
from review_corpus import made

from pipeline.database import FILE_NAME
from pipeline.editing.store import open_editing

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
LAPTOP = {"width": 1366, "height": 768}
PAINTED_MS, DECIDED_MS, QUEUE_MS = 200.0, 100.0, 150.0
KEYS = ("a", "r", "a", "1", "2", "a", "a", "r", "e")
"""What the editor presses, over and over; ``e`` retypes."""
FILTERS = (
    "", "queue=text", "document=虹桥报-0100", "issue=虹桥报 1992-02-08 第102期", "since=1995&until=2005-06",
    "kind=term",     "kind=place-name", "band=applied", "band=any", "name=虹", "name=路", "state=accepted", "state=any",
    "state=any&band=any", "state=any&editor=王编辑", "queue=text&since=1995&state=any", "at=30", "at=30&band=any",
    "state=any&since=1991&kind=place-name&name=路&editor=李校对",
)  # fmt: skip
OTHERS = (
    "/",
    "/progress?by=issue&at=5",
    "/history",
    "/history?editor=王编辑",
    "/replace?find=仙霞路",
    "/replace?find=居委会",
)
REPEATS = 10
WATCH = """() => {
    window.painted = new Promise((resolve) => {
        const room = document.getElementById('room'), before = document.getElementById('item').dataset.id;
        let pressed = 0;
        addEventListener('keydown', (event) => { pressed = event.timeStamp; }, { capture: true });
        const watcher = new MutationObserver(async () => {
            const item = document.getElementById('item');
            if (!item || item.dataset.id === before) return;
            watcher.disconnect();
            await Promise.all([...item.querySelectorAll('.crop img')].map((image) => image.decode().catch(() => null)));
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - pressed)));
        });
        watcher.observe(room, { childList: true });
    });
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--flags", type=int, default=60, help="flags to settle in the browser (default 60)")
    parser.add_argument("--pages", type=int, default=10_000, help="pages of the made database (default 10,000)")
    parser.add_argument("--all", type=int, default=100_000, help="flags of the made database (default 100,000)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        missed = settling(copied(options.results, Path(name) / "sample"), options.flags)
        missed += asking(Path(name) / "made", options.pages, options.all)
    return int(missed > 0)


def copied(results: Path, to: Path) -> Path:
    """Results to work on: the database anew, all other files shared."""

    def copy(source: str, target: str) -> str:
        (shutil.copyfile if Path(source).name.startswith(FILE_NAME) else os.link)(source, target)
        return target

    shutil.copytree(results, to, copy_function=copy)
    editing = open_editing(to)
    with editing.database:
        editing.intake.run()
    return to


@contextmanager
def served(results: Path) -> Iterator[str]:
    """``baokan review`` in a process of its own; gives its one-time link."""
    command = [sys.executable, "-m", "pipeline.cli.main", "review", "-o", str(results), "--port", "0", "--no-open"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as server:
        assert server.stdout is not None
        link = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+token=\S+", line)))
        try:
            yield link
        finally:
            server.terminate()


def settling(results: Path, count: int) -> int:
    """An editor at work; returns the number of bars missed."""
    times: list[float] = []
    answers: list[float] = []

    def note(request: Request) -> None:
        if request.url.partition("?")[0].endswith("/decision"):
            answers.append(request.timing["responseEnd"])

    with served(results) as link, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=next(filter(None, map(shutil.which, BROWSERS)), None),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        page = browser.new_context(viewport=LAPTOP).new_page()
        page.on("requestfinished", note)
        page.goto(link)
        page.wait_for_url(re.compile(r"/$"))
        address = page.url.rstrip("/")
        for queue in ("names", "text"):
            if len(times) < count:
                times += settled(page, address, queue, count - len(times))
        browser.close()
    print(f"in Chromium, {len(times)} flags of {results.name} settled with the keyboard")
    missed = told("key to next item painted", times, PAINTED_MS)
    return missed + told("decision answered", answers, DECIDED_MS)


def settled(page: Page, address: str, queue: str, count: int) -> list[float]:
    """Milliseconds from each key to the next item, until the queue ends."""
    page.goto(f"{address}/queue?queue={queue}")
    first = page.locator("[data-row] a").first.get_attribute("href") or ""
    if first.startswith("/groups/"):
        page.goto(address + first)
        first = page.locator("li[data-row] a").first.get_attribute("href") or ""
    page.goto(address + first)
    page.wait_for_load_state("networkidle")
    times: list[float] = []
    while len(times) < count:
        key = KEYS[len(times) % len(KEYS)]
        if key == "2" and not page.locator("[data-candidate='2']").count():
            key = "1"
        if key == "e":
            page.keyboard.press("e")
            page.keyboard.insert_text("改写")
            key = "Enter"
        page.evaluate(WATCH)
        page.keyboard.press(key)
        try:
            times.append(float(page.evaluate("() => window.painted")))
        except Error:  # the last one leads back to the list
            page.wait_for_url("**/queue*")
            break
    return times


def asking(folder: Path, pages: int, flags: int) -> int:
    """The queue of a large database over HTTP; returns the number of bars missed."""
    start = time.perf_counter()
    made(folder, pages, flags).close()
    print(f"\n{flags:,} flags on {pages:,} pages made in {time.perf_counter() - start:.0f} s")
    with served(folder) as link, httpx.Client(timeout=60) as client:
        address, token = re.fullmatch(r"(http://[^/]+)/enter\?token=(\S+)", link).groups()  # type: ignore[union-attr]
        client.post(f"{address}/enter", data={"token": token}, headers={"Origin": address})
        together: list[float] = []
        for query in FILTERS:
            times = asked(client, f"{address}/queue?{query}")
            print(f"  {query or 'no filter':58s} median {statistics.median(times):6.1f} ms  max {max(times):6.1f} ms")
            together += times
        missed = told("queue and filters", together, QUEUE_MS)
        for path in OTHERS:
            told(path, asked(client, address + path), None)
    return missed


def asked(client: httpx.Client, address: str) -> list[float]:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        client.get(address).raise_for_status()
        times.append((time.perf_counter() - start) * 1000)
    return times


def told(what: str, times: Sequence[float], bar: float | None) -> int:
    """Print p50, p95 and the longest, ms; returns 1 when the bar is missed."""
    ranked = sorted(times)
    p95 = ranked[min(len(ranked) - 1, round(0.95 * len(ranked)))]
    missed = bar is not None and p95 > bar
    verdict = "" if bar is None else f"   bar {bar:.0f} ms: {'MISSED' if missed else 'met'}"
    print(f"{what:44s} p50 {statistics.median(ranked):6.1f} ms  p95 {p95:6.1f} ms  max {ranked[-1]:6.1f} ms{verdict}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
