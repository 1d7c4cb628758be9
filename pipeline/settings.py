"""All settings in one tree, and where each effective value comes from.

Sources in rising order: the defaults, ``baokan.toml``, environment variables ``BAOKAN_SECTION__KEY``, the command
line.  A key that does not exist is an error that names the nearest one; nothing misspelt is dropped in silence.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from pipeline.address import without_passwords
from pipeline.batch.settings import RunSettings
from pipeline.correct.settings import CorrectSettings
from pipeline.describe.settings import DescribeSettings
from pipeline.editing.settings import EditingSettings
from pipeline.engine.settings import EngineSettings
from pipeline.errors import SettingsError
from pipeline.export.settings import ExportSettings
from pipeline.gazetteer.settings import GazetteerSettings
from pipeline.ingest.settings import IngestSettings
from pipeline.layout.settings import LayoutSettings
from pipeline.normalise.settings import NormaliseSettings
from pipeline.order.settings import OrderSettings
from pipeline.recognise.settings import RecogniseSettings
from pipeline.reflow.settings import ReflowSettings
from pipeline.review.settings import ReviewSettings
from pipeline.sampling.settings import SamplingSettings
from pipeline.straighten.settings import StraightenSettings

FILE_NAME = "baokan.toml"
PREFIX = "BAOKAN_"
NOT_SETTINGS = frozenset({"BAOKAN_CACHE", "BAOKAN_CONFIG", "BAOKAN_DEBUG"})
"""Environment variables that Baokan reads and that are no settings: its cache folder, the file of settings to read,
and tracebacks on errors."""
DEFAULT = "default"


class Settings(BaseModel):
    """Every setting of Baokan, by section; a stage's section has the stage's name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    run: RunSettings = Field(default=RunSettings(), description="The command `baokan run`.")
    ingest: IngestSettings = Field(default=IngestSettings(), description="Reading files.")
    straighten: StraightenSettings = Field(default=StraightenSettings(), description="One upright, even image.")
    engine: EngineSettings = Field(default=EngineSettings(), description="The OCR engine.")
    recognise: RecogniseSettings = Field(default=RecogniseSettings(), description="Lines of characters.")
    layout: LayoutSettings = Field(default=LayoutSettings(), description="Regions of print and their kinds.")
    order: OrderSettings = Field(default=OrderSettings(), description="Reading order and articles.")
    reflow: ReflowSettings = Field(default=ReflowSettings(), description="Whole paragraphs.")
    describe: DescribeSettings = Field(default=DescribeSettings(), description="Issue, date, page label, links.")
    normalise: NormaliseSettings = Field(default=NormaliseSettings(), description="The normal form of the text.")
    gazetteer: GazetteerSettings = Field(default=GazetteerSettings(), description="Lists of names.")
    correct: CorrectSettings = Field(default=CorrectSettings(), description="Correction of names.")
    export: ExportSettings = Field(default=ExportSettings(), description="Files that are written.")
    editing: EditingSettings = Field(default=EditingSettings(), description="What is put before editors.")
    review: ReviewSettings = Field(default=ReviewSettings(), description="The review pages, `baokan review`.")
    sampling: SamplingSettings = Field(default=SamplingSettings(), description="Acceptance sampling (抽检).")


@dataclass(frozen=True, slots=True)
class Value:
    """One given value before validation."""

    value: Any
    origin: str
    """for people: the file, the environment variable, or 'command line'."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Effective settings, and where each comes from."""

    settings: Settings
    origins: Mapping[str, str]
    """dotted key -> origin; keys that are not here have their default."""

    def rows(self) -> Iterator[tuple[str, Any, str]]:
        """``(dotted key, effective value, origin)`` of every setting, in the order of the documentation."""
        for key in leaves():
            value: Any = self.settings
            for part in key.split("."):
                value = getattr(value, part)
            yield key, value, self.origins.get(key, DEFAULT)


def leaves(model: type[BaseModel] = Settings, prefix: str = "") -> dict[str, FieldInfo]:
    """Dotted key -> field, for every setting; those of a section before the sections inside it."""
    found: dict[str, FieldInfo] = {}
    inside: dict[str, FieldInfo] = {}
    for name, field in model.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            inside.update(leaves(inner, f"{prefix}{name}."))
        else:
            found[prefix + name] = field
    return found | inside


def load(
    config: Path | None = None,
    environment: Mapping[str, str] | None = None,
    overrides: Mapping[str, Any] | None = None,
    assignments: tuple[str, ...] = (),
) -> Loaded:
    """Read the settings from all sources.

    ``config``: the file to read (default: ``BAOKAN_CONFIG``, else ``baokan.toml`` in the current folder, where there
    is one).  ``overrides``: dotted key -> value, from options of the command line.  ``assignments``: ``key=value``
    texts (``--set``).  Raises ``SettingsError``.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Value] = {}
    path = config or (Path(environment["BAOKAN_CONFIG"]) if environment.get("BAOKAN_CONFIG") else None)
    if path is not None or Path(FILE_NAME).is_file():
        values.update(_from_file(path or Path(FILE_NAME)))
    values.update(_from_environment(environment))
    for text in assignments:
        key, equals, value = text.partition("=")
        if not equals:
            raise SettingsError(f"--set {text}: write --set SECTION.KEY=VALUE.")
        _check(key.strip(), "command line")
        values[key.strip()] = Value(_parse(key.strip(), value.strip()), "command line")
    for key, value in (overrides or {}).items():
        _check(key, "command line")
        values[key] = Value(value, "command line")
    return Loaded(_validated(values), {key: value.origin for key, value in values.items()})


def _from_file(path: Path) -> dict[str, Value]:
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: the settings file cannot be read ({error.strerror}).") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: this is no valid TOML: {error}.") from error
    found: dict[str, Value] = {}
    known = leaves()

    def walk(branch: Mapping[str, Any], prefix: str) -> None:
        for name, value in branch.items():
            key = prefix + name
            is_section = any(other.startswith(f"{key}.") for other in known)
            if is_section and isinstance(value, dict):
                walk(value, f"{key}.")
            else:
                _check(key, str(path))
                found[key] = Value(_beside(path, known[key], value), str(path))

    walk(tree, "")
    return found


def _from_environment(environment: Mapping[str, str]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name in sorted(environment):
        if not name.upper().startswith(PREFIX) or name.upper() in NOT_SETTINGS:
            continue
        key = name[len(PREFIX) :].lower().replace("__", ".")
        _check(key, f"environment variable {name}", environment_variable)
        found[key] = Value(_parse(key, environment[name]), f"environment variable {name}")
    return found


def environment_variable(key: str) -> str:
    """``"layout.gutter"`` -> ``"BAOKAN_LAYOUT__GUTTER"``."""
    return PREFIX + key.upper().replace(".", "__")


def _check(key: str, origin: str, spelling: Any = str) -> None:
    """Raise ``SettingsError``, naming the nearest valid key, when there is no such setting."""
    known = leaves()
    if key in known:
        return
    near = get_close_matches(key, known, n=1, cutoff=0.0)
    tail = key.rpartition(".")[2]
    same = [other for other in known if other.rpartition(".")[2] == tail]
    nearest = (same or near)[0]
    raise SettingsError(
        f"{origin}: there is no setting {spelling(key)}; the nearest is {spelling(nearest)}. "
        "'baokan settings' lists them all."
    )


def _parse(key: str, text: str) -> Any:
    """A value given as text: JSON for lists and tables, a comma between the items of a simple list."""
    kinds = _kinds(leaves()[key].annotation)
    if type(None) in kinds and text.lower() in ("", "none", "null"):
        return None
    if kinds & {tuple, list, set, frozenset, dict}:
        if text[:1] in ("[", "{"):
            try:
                return json.loads(text)
            except json.JSONDecodeError as error:
                raise SettingsError(f"{key}: {text} is no valid JSON: {error}.") from error
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def _kinds(annotation: Any) -> set[Any]:
    """The plain types that an annotation allows: ``tuple[Path, ...] | None`` -> ``{tuple, NoneType}``."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return set().union(*(_kinds(part) for part in get_args(annotation)))
    return {origin or annotation}


def _beside(path: Path, field: FieldInfo, value: Any) -> Any:
    """Paths in a settings file are meant from that file's folder."""
    kinds = _kinds(field.annotation)
    if Path in kinds and isinstance(value, str):
        return path.parent / value
    if Path in get_args(field.annotation) and isinstance(value, list):
        return [path.parent / item if isinstance(item, str) else item for item in value]
    return value


def _validated(values: Mapping[str, Value]) -> Settings:
    tree: dict[str, Any] = {}
    for key, value in values.items():
        *sections, name = key.split(".")
        branch = tree
        for section in sections:
            branch = branch.setdefault(section, {})
        branch[name] = value.value
    try:
        return Settings.model_validate(tree)
    except ValidationError as error:
        raise SettingsError("\n".join(_sentence(item, values) for item in error.errors())) from error


def _sentence(item: Any, values: Mapping[str, Value]) -> str:
    """One validation error in words: where the value was given, which setting, what is wrong with it."""
    parts = [str(part) for part in item["loc"]]
    key = next((k for n in range(len(parts), 0, -1) if (k := ".".join(parts[:n])) in values), ".".join(parts))
    origin = values[key].origin if key in values else "settings"
    given = values[key].value if key in values else item.get("input")
    return f"{origin}: {key} = {without_passwords(str(given))}: {item['msg']}."
