"""Whether the packages of the review pages are installed."""

from __future__ import annotations

from importlib.util import find_spec

from pipeline.errors import SettingsError

PACKAGES = ("fastapi", "jinja2", "uvicorn", "argon2")


def need_extra() -> None:
    """Raise ``SettingsError`` when a package is missing."""
    missing = [name for name in PACKAGES if find_spec(name) is None]
    if missing:
        raise SettingsError(
            f"The review pages need packages that are not installed ({', '.join(missing)}): "
            "pip install 'baokan[review]'."
        )
