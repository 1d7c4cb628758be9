"""``baokan sample list``."""

from __future__ import annotations

import sys

from pipeline.cli.common import Config, Json, Output, Server


def list_(output: Output = None, database: Server = None, config: Config = None, as_json: Json = False) -> None:
    """List all samples, how far they were judged, and what they say."""
    from pipeline.cli.sample.common import print_json, sample_dict, sampling

    with sampling(output, database, config) as room:
        results = [room.result(sample) for sample in room.samples.all()]
    if as_json:
        print_json(
            [
                {**sample_dict(one.sample), "lines": one.lines, "decided": one.decided, "verdict": one.verdict}
                for one in results
            ]
        )
        return
    for one in results:
        made = one.sample.made[:10]
        print(f"{one.sample.id:>4}  {made}  {one.decided:>6,} of {one.lines:<6,} {one.verdict:<10} {one.sample.name}")
    if not results:
        print("There are no samples yet: 'baokan sample plan' says how many lines one needs.", file=sys.stderr)
