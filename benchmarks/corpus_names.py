"""How many misread names a search still finds: ``python benchmarks/corpus_names.py RESULTS FOLDER [FOLDER ...]``.

RESULTS is what ``baokan run`` made of the scans beside the ground truth in the FOLDERs (``*.gt.json`` with blocks of
``text`` and ``names``).  A name was misread where it stands in the truth more often than in the text that was read.
Printed for ``--alternatives`` and ``--fuzzy``: how many of those are found, what is not, how many of the hits that
are guessed are wrong, and how many wrong ones all names of the gazetteer give.  A hit is right where the truth has the
name.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from rapidfuzz import fuzz

from pipeline.corpus import Corpus, Options
from pipeline.corpus.hits import Hit

UNREAD = ("masthead", "folio", "in_photo")
"""kinds of the truth that are no text of the corpus."""
PLACES, ALL = ("place",), ("place", "org", "person")
AROUND = 10
"""characters on either side by which a hit is looked for in the truth."""
SLACK = 3
"""characters that the stretch of the truth may be off."""
LIKE = 30.0
"""per cent: likeness from which a stretch of the truth is that of the hit; of the poorest pages more is misread."""
WAYS = {"alternatives": Options(all_kinds=True, alternatives=True), "fuzzy": Options(all_kinds=True, fuzzy=True)}


@dataclass
class Truth:
    """One document."""

    text: str
    names: list[tuple[str, str]]
    """name, type."""


@dataclass
class Outcome:
    """Of one way of searching."""

    misread: int = 0
    found: int = 0
    wrong: int = 0
    missed: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    asked = parser.parse_args()
    truths = {name: truth for folder in asked.folders for name, truth in load(folder)}
    with Corpus(asked.results) as corpus:
        for way, options in WAYS.items():
            for types, what in ((PLACES, "names of places"), (ALL, "all names")):
                told(way, what, measured(corpus, truths, types, options))
            unrelated(corpus, truths, way, options)


def load(folder: Path) -> Iterator[tuple[str, Truth]]:
    for path in sorted(folder.glob("*.gt.json")):
        pages = json.loads(path.read_text(encoding="utf-8"))["pages"]
        blocks = [b for page in pages for b in page["blocks"] if b["kind"] not in UNREAD and not b.get("optional")]
        names = [(name["text"], name["type"]) for block in blocks for name in block.get("names") or ()]
        yield path.name.removesuffix(".gt.json"), Truth("\n".join(block["text"] for block in blocks), names)


def measured(corpus: Corpus, truths: Mapping[str, Truth], types: Sequence[str], options: Options) -> Outcome:
    done = Outcome()
    for document, truth in truths.items():
        for name, wanted in Counter(text for text, kind in truth.names if kind in types and len(text) > 1).items():
            query = f'"{name}" document:{document}'
            lost = wanted - corpus.search(query, Options(all_kinds=True), limit=0).total
            if lost <= 0:
                continue
            guessed = [hit for hit in corpus.search(query, options, context=AROUND).hits if hit.guessed]
            right = sum(stands(name, hit, truth.text) for hit in guessed)
            done.misread += lost
            done.found += min(lost, right)
            done.wrong += len(guessed) - right
            if right < lost:
                done.missed.append(f"{document} {name} {lost - right}")
    return done


def stands(name: str, hit: Hit, truth: str) -> bool:
    found = fuzz.partial_ratio_alignment(hit.left + hit.text + hit.right, truth, score_cutoff=LIKE)
    return found is not None and name in truth[max(0, found.dest_start - SLACK) : found.dest_end + SLACK]


def unrelated(corpus: Corpus, truths: Mapping[str, Truth], way: str, options: Options) -> None:
    """All names of the gazetteer, whether the pages have them or not."""
    wrong, right, examples = defaultdict[int, int](int), 0, list[str]()
    names = [name for name in corpus.names.gazetteer.by_spelling if len(name) > 1]
    start = perf_counter()
    for name in names:
        for hit in corpus.search(f'"{name}"', options, context=AROUND).hits:
            if not hit.guessed or hit.document not in truths:
                continue
            if stands(name, hit, truths[hit.document].text):
                right += 1
            else:
                wrong[min(len(name), 5)] += 1
                examples.append(f"{name}={hit.text}")
    took = (perf_counter() - start) / len(names)
    by_length = ", ".join(f"{size}{'+' if size == 5 else ''} characters {wrong[size]}" for size in sorted(wrong))
    characters = sum(len(truth.text) for truth in truths.values())
    print(
        f"{way}, {len(names):,} names of the gazetteer on {characters:,} characters: {right} guessed hits right, "
        f"{sum(wrong.values())} wrong ({by_length}); {1000 * took:.1f} ms a name"
    )
    print(f"  wrong ones: {' '.join(examples[:40])}")


def told(way: str, what: str, done: Outcome) -> None:
    share = done.found / done.misread if done.misread else 1.0
    print(f"{way}, {what}: {done.found} of {done.misread} misread ones found ({share:.0%}), {done.wrong} wrong hits")
    if done.missed:
        print(f"  not found: {'; '.join(done.missed)}")


if __name__ == "__main__":
    main()
