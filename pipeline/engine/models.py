"""Where the networks come from: the installed ``rapidocr`` package, or a folder of the user.  Never the internet.

PaddleOCR's own engines want *model folders* (``inference.onnx`` beside ``inference.yml``); for them the package's files
are laid out as such once, in the user's cache.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from pipeline.errors import EngineError

Kind = Literal["det", "rec"]
NAMES: dict[Kind, str] = {"det": "PP-OCRv6_small_det", "rec": "PP-OCRv6_small_rec"}
WORDS: dict[Kind, str] = {"det": "detection", "rec": "recognition"}
ONNX, CONFIG = "inference.onnx", "inference.yml"
HELP = (
    "Name a folder with one subfolder for detection and one for recognition, "
    "each with inference.onnx and inference.yml."
)


@dataclass(frozen=True, slots=True)
class Network:
    """One network's file and what is known of it."""

    kind: Kind
    name: str
    """PaddleOCR's name of the model, for instance 'PP-OCRv6_small_det'."""
    path: Path
    """The ONNX file (of a user's folder for PaddleOCR: it may be missing where Paddle's own files are there)."""
    config: Path | None = None
    """Its ``inference.yml``; None for the package's files, which carry what is needed."""

    def checksum(self) -> str:
        """SHA-256 of the file, lower-case hex."""
        with self.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def networks(model_dir: Path | None, *, onnx: bool = True) -> tuple[Network, Network]:
    """Detection and recognition network of a folder, or of the installed ``rapidocr`` package.

    ``onnx``: the ONNX file must be there.  Raises ``EngineError`` when something is missing.
    """
    if model_dir is None:
        return _wheel_network("det"), _wheel_network("rec")
    if not model_dir.is_dir():
        raise EngineError(f"{model_dir}: there is no such folder (setting engine.model_dir). {HELP}")
    found: dict[str, Network] = {}
    for config in sorted(model_dir.glob(f"*/{CONFIG}")):
        name = str(read_config(config).get("Global", {}).get("model_name", config.parent.name))
        kind: Kind | None = "det" if "det" in name.lower() else "rec" if "rec" in name.lower() else None
        if kind is None or (onnx and not (config.parent / ONNX).is_file()):
            continue
        if kind in found:
            raise EngineError(f"{model_dir}: there are two {WORDS[kind]} models, {found[kind].name} and {name}. {HELP}")
        found[kind] = Network(kind, name, config.parent / ONNX, config)
    missing = [word for kind, word in WORDS.items() if kind not in found]
    if missing:
        raise EngineError(f"{model_dir}: no {' and no '.join(missing)} model was found there. {HELP}")
    return found["det"], found["rec"]


def _wheel_network(kind: Kind) -> Network:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise EngineError(
            "The package 'rapidocr' is not installed, which brings the PP-OCRv6 networks. "
            "Install it (pip install rapidocr), or name another model with the setting engine.model_dir."
        )
    path = Path(spec.origin).parent / "models" / f"PP-OCRv6_{kind}_small.onnx"
    if not path.is_file():
        raise EngineError(
            f"{path}: the {WORDS[kind]} network is missing from the installed package 'rapidocr'. "
            "Install rapidocr 3.10 or later (below 4) again, or name another model with the setting engine.model_dir."
        )
    return Network(kind, NAMES[kind], path)


def read_config(path: Path) -> dict[str, Any]:
    """An ``inference.yml``.  Raises ``EngineError`` when it cannot be read."""
    import yaml  # type: ignore[import-untyped, unused-ignore]

    try:
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise EngineError(f"{path}: the model's description cannot be read ({error}). {HELP}") from error
    if not isinstance(loaded, dict):
        raise EngineError(f"{path}: the model's description is empty or no mapping. {HELP}")
    return loaded


def characters_of(network: Network, embedded: str | None) -> list[str]:
    """The recogniser's characters, in the order of its outputs, blank (first) and space (last) left out.

    ``embedded``: the ONNX file's metadata ``character``, one a line.  Raises ``EngineError`` when there is no list.
    """
    if network.config is not None:
        listed = read_config(network.config).get("PostProcess", {}).get("character_dict")
        if isinstance(listed, list) and listed:
            return [str(item) for item in listed]
    if embedded:
        return embedded.split("\n")
    where = network.config or network.path
    raise EngineError(
        f"{where}: the list of the recogniser's characters is missing (PostProcess.character_dict). {HELP}"
    )


def cache_folder() -> Path:
    """Where Baokan may keep what can be made again: ``BAOKAN_CACHE``, or the user's cache folder."""
    if given := os.environ.get("BAOKAN_CACHE"):
        return Path(given)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "baokan" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "baokan"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baokan"


def model_folder(network: Network, characters: list[str] | None, folder: Path | None = None) -> Path:
    """The network as a model folder for PaddleOCR, made once and kept in the cache.

    The folder's name carries the file's checksum.  It appears whole or not at all: it is made beside its place and
    renamed, and when another process was faster, that one's is taken.  Raises ``EngineError`` when the cache cannot
    be written.
    """
    if network.config is not None:
        return network.path.parent
    target = (folder or cache_folder()) / "models" / f"{network.name}-{network.checksum()[:16]}"
    if (target / CONFIG).is_file() and (target / ONNX).is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
        try:
            try:
                os.link(network.path, making / ONNX)
            except OSError:  # another disk, or a file system without links
                shutil.copyfile(network.path, making / ONNX)
            # JSON is YAML; Paddle's reader takes it
            (making / CONFIG).write_text(json.dumps(_description(network, characters)), encoding="utf-8")
            try:
                making.rename(target)
            except OSError:
                if not (target / CONFIG).is_file():
                    raise
        finally:
            shutil.rmtree(making, ignore_errors=True)
    except OSError as error:
        raise EngineError(
            f"{target}: the model folder for PaddleOCR cannot be made ({error}). "
            "Point the environment variable BAOKAN_CACHE to a folder that can be written."
        ) from error
    return target


def _description(network: Network, characters: list[str] | None) -> dict[str, Any]:
    """What ``inference.yml`` says, as PaddleOCR's released models of this family have it."""
    if network.kind == "det":
        normalise = {"mean": list(MEAN), "std": list(STD), "scale": "1./255.", "order": "hwc"}
        return {
            "Global": {"model_name": network.name},
            "PreProcess": {
                "transform_ops": [
                    {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                    {"DetResizeForTest": None},
                    {"NormalizeImage": normalise},
                    {"ToCHWImage": None},
                    {"KeepKeys": {"keep_keys": ["image", "shape"]}},
                ]
            },
            "PostProcess": {
                "name": "DBPostProcess",
                "thresh": 0.3,
                "box_thresh": 0.6,
                "max_candidates": MANY,
                "unclip_ratio": 1.5,
            },
        }
    return {
        "Global": {"model_name": network.name},
        "PreProcess": {
            "transform_ops": [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
                {"KeepKeys": {"keep_keys": ["image"]}},
            ]
        },
        "PostProcess": {"name": "CTCLabelDecode", "character_dict": characters},
    }


MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""The detector's normalisation (in the order blue, green, red; of values 0..1), PP-OCR's own."""
MANY = 100_000
"""Limit of candidate regions: PaddleOCR's own, 1000, drops the top of a dense page in silence."""


@cache
def embedded_characters(path: Path) -> str | None:
    """The metadata ``character`` of an ONNX file, one character a line; None when it has none."""
    import openvino as ov

    model = ov.Core().read_model(path)
    try:
        return str(model.get_rt_info(["framework", "character"]).astype(str))
    except RuntimeError:
        return None
