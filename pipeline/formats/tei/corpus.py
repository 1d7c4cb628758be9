"""Several documents as one TEI corpus: a file for each, and ``teiCorpus`` over them, which includes them (XInclude)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.formats.tei.xml import element, empty, said

CORPUS_FILE = "corpus.tei.xml"
_NAMESPACES = 'xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude"'
_TAG = re.compile("<[^<>]*>")
"""A tag: in texts and in attributes these brackets are written otherwise."""
_NAMED = re.compile(r'( xml:id="| (?:facs|ref|resp|target|corresp)="#)')


def with_prefix(document: str, prefix: str) -> str:
    """A document whose ``xml:id`` and pointers to them begin with a prefix, so that no two documents share one."""
    return _TAG.sub(lambda tag: _NAMED.sub(lambda begun: begun[1] + prefix, tag[0]), document)


def tei_corpus(title: str, extent: str, publication: str, source: str, method: str, files: Sequence[str]) -> str:
    """The corpus.  ``files``: addresses of the documents, relative to it; the other texts go into its header."""
    description = (
        element("titleStmt", said("title", title)),
        said("extent", extent),
        element("publicationStmt", said("p", publication)),
        element("sourceDesc", said("p", source)),
    )
    head = element(
        "teiHeader",
        "\n"
        + element("fileDesc", "\n" + "".join(f"{part}\n" for part in description))
        + "\n"
        + element("encodingDesc", element("projectDesc", said("p", method)))
        + "\n"
        + element("profileDesc", element("langUsage", said("language", "汉语 Chinese", ident="zh")))
        + "\n",
    )
    included = "".join(empty("xi:include", href=file) + "\n" for file in files)
    begun = f'<?xml version="1.0" encoding="UTF-8"?>\n<teiCorpus {_NAMESPACES} xml:lang="zh">\n'
    return f"{begun}{head}\n{included}</teiCorpus>\n"
