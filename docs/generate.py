"""Write the generated parts of the documentation: ``python docs/generate.py [--check]``."""

from __future__ import annotations

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path.insert(0, str(DOCS.parent))


def generated() -> dict[str, str]:
    """File below ``docs/`` -> its text."""
    from pipeline.cli.reference import cli_markdown, settings_markdown
    from pipeline.export.interchange import SCHEMAS, schema_json

    return {
        "cli.md": cli_markdown(),
        "settings.md": settings_markdown(),
        **{f"schema/{name}.schema.json": schema_json(name) for name in SCHEMAS},
    }


def main() -> int:
    """Write what has changed; with ``--check`` only say it, with exit code 1."""
    stale = []
    for name, text in generated().items():
        path = DOCS / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    print("\n".join(f"{'stale' if '--check' in sys.argv else 'written'}: docs/{name}" for name in stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
