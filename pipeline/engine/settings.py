"""Settings of the OCR engine.  Cheap to import."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class EngineSettings(BaseModel):
    """Which engine reads, with which models, on how many threads."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str = Field(
        default="openvino",
        pattern=r"^(openvino|paddleocr|replay|[\w.]+:\w+)$",
        description="'openvino': PP-OCR's networks run by OpenVINO (fast on a CPU, gives alternatives). "
        "'paddleocr': PaddleOCR with an engine of its own (any PP-OCR model, GPU), slower, no alternatives. "
        "'replay': what an earlier run read (`engine.recordings`). 'package.module:function': an engine of yours.",
    )
    recordings: Path | None = Field(
        default=None,
        description="engine 'replay' only: folder of recordings, for instance the results folder of an earlier run.",
    )
    options: dict[str, str] = Field(default={}, description="for an engine of yours: whatever it wants to be told.")
    model_dir: Path | None = Field(
        default=None,
        description="folder of another PP-OCR model: two subfolders, one of a detection and one of a recognition "
        "model, each with inference.onnx (engine 'paddleocr': or Paddle's own files) and inference.yml. "
        "Default: PP-OCRv6 small from the installed rapidocr package.",
    )
    threads: int = Field(
        default=0,
        ge=0,
        description="threads of one engine; 0: as many as the process may use. Jobs x threads should not exceed the "
        "cores.",
    )
    precision: Literal["auto", "f32", "bf16"] = Field(
        default="auto",
        description="number format of the networks. 'auto': bf16 where the CPU computes in it (AMX or AVX512-BF16), "
        "else f32. Measured over ten pages: the same number of errors, half the time.",
    )
    paddle_engine: Literal["onnxruntime", "paddle"] = Field(
        default="onnxruntime", description="engine 'paddleocr' only: what PaddleOCR runs the networks with."
    )
    paddle_device: str = Field(
        default="cpu", description="engine 'paddleocr' only: PaddleOCR's device, for instance 'cpu' or 'gpu:0'."
    )
    detection_threshold: float = Field(
        default=0.3, gt=0, lt=1, description="probability from which a pixel counts as text (PP-OCR's own value)."
    )
    box_threshold: float = Field(
        default=0.5,
        gt=0,
        lt=1,
        description="mean probability from which a region counts as a line. PP-OCR has 0.6; measured: 0.5 gives the "
        "same text of horizontal lines and finds more of tightly set vertical ones.",
    )
    unclip_ratio: float = Field(
        default=1.5,
        gt=0,
        description="how far a shrunk region is grown back: area / perimeter times this (PP-OCR's own value).",
    )
    width_step: int = Field(
        default=64,
        ge=8,
        multiple_of=8,
        description="px at the network: crops are padded to a multiple of this, so that few shapes occur. Measured: "
        "padding short crops to PP-OCR's 320 px costs time and one error in forty.",
    )
    batch_width: int = Field(
        default=320,
        ge=64,
        description="px at the network: upper limit of the widths of one batch of crops together, so that all but "
        "short lines go alone. Measured: a line costs the same alone, and memory stays at 0.65 GB instead of growing "
        "past 1.1.",
    )
    tile_pixels: int = Field(
        default=2_600_000,
        ge=500_000,
        description="px at the network: a page with more is detected in overlapping tiles whose probability maps are "
        "joined (bounds memory to about 0.6 GB; an A2 page at the default scale has fewer).",
    )
    tile_overlap: int = Field(
        default=192,
        ge=64,
        multiple_of=32,
        description="px at the network: overlap of two tiles; the seam runs in its middle, six ems from either edge.",
    )
    max_crop_width: int = Field(
        default=3200,
        ge=320,
        description="px at the network, whose input is 48 px high: a wider crop is squeezed to this (PP-OCR's "
        "own limit).",
    )
