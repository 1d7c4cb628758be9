"""RapidOCR as it comes, on ONNX Runtime or OpenVINO: ``rapidocr_peer.py onnxruntime|openvino``."""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path

from worker import page_by_page, serve


def main(engine: str) -> None:
    from rapidocr import EngineType, RapidOCR

    kind = EngineType(engine)
    ocr = RapidOCR(params={"Det.engine_type": kind, "Cls.engine_type": kind, "Rec.engine_type": kind})

    def read(image: Path) -> str:
        return "\n".join(ocr(str(image)).txts or ())

    runtime = {"onnxruntime": "ONNX Runtime", "openvino": "OpenVINO"}[engine]
    serve(f"RapidOCR {version('rapidocr')}, {runtime} {version(engine)}", page_by_page(read))


if __name__ == "__main__":
    main(sys.argv[1])
