"""Tantivy on single characters: ``tantivy_peer.py TEXTS QUERIES``, two JSON files with lists of texts.

Prints JSON: seconds that the index took, its bytes on the disk, seconds of each query, texts found by each.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter

import tantivy


def main() -> None:
    texts, queries = (json.loads(Path(name).read_text(encoding="utf-8")) for name in sys.argv[1:3])
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", stored=False, tokenizer_name="whitespace", index_option="position")
    schema = builder.build()
    with tempfile.TemporaryDirectory() as folder:
        index = tantivy.Index(schema, path=folder)
        start = perf_counter()
        writer = index.writer(num_threads=1)
        for text in texts:
            writer.add_document(tantivy.Document(text=" ".join(text)))
        writer.commit()
        writer.wait_merging_threads()
        built = perf_counter() - start
        index.reload()
        searcher, took, found = index.searcher(), [], []
        for query in queries:
            start = perf_counter()
            phrase = tantivy.Query.phrase_query(schema, "text", list(query))
            found.append(searcher.search(phrase, 1, count=True).count)
            took.append(perf_counter() - start)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
    print(json.dumps({"built": built, "bytes": size, "took": took, "found": found}))


if __name__ == "__main__":
    main()
