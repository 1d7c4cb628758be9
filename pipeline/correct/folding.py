"""The texts of a page in the characters that the gazetteer uses: names in traditional print are found as well."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.correct import variants
from pipeline.correct.passage import Passage
from pipeline.correct.settings import CandidateSettings


def folded_texts(passages: Sequence[Passage], settings: CandidateSettings) -> Iterator[str]:
    """The texts in the characters that the gazetteer uses, as long as before.

    On a page in simplified characters a doubtful traditional one is a misreading, not print, where the engine offers
    the simplified one as well: it is left as read.
    """
    table = variants.shipped()
    sure = "".join(r.text for p in passages for r in p.readings if r.confidence >= settings.traditional_sure)
    traditional = sum(a != b for a, b in zip(sure, table.fold(sure), strict=True))
    simplified = traditional <= settings.traditional * len(sure)
    for passage in passages:
        characters = list(table.fold(passage.text))
        for k, (reading, normal) in enumerate(zip(passage.readings, characters, strict=True)):
            if simplified and reading.confidence < settings.traditional_sure and normal in reading.alternatives:
                characters[k] = passage.text[k]
        yield "".join(characters)
