"""PaddleOCR on ONNX Runtime with the PP-OCRv6 small networks that the package rapidocr brings."""

from __future__ import annotations

import os
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from worker import page_by_page, serve

DETECTION_SIDE = 1600
"""px of the longer side for detection: with PaddleOCR's default (736 px of the shorter side) it misses small type."""


def model_folders(folder: Path) -> dict[str, Path]:
    """Lay out the networks as PaddleOCR wants them: a folder each, with ``inference.onnx`` and ``inference.yml``."""
    import onnxruntime
    import yaml

    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package rapidocr, which brings the networks, is not installed")
    networks = Path(spec.origin).parent / "models"
    recognition = networks / "PP-OCRv6_rec_small.onnx"
    session = onnxruntime.InferenceSession(str(recognition), providers=["CPUExecutionProvider"])
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    settings = {
        "PP-OCRv6_small_det": (
            networks / "PP-OCRv6_det_small.onnx",
            [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"DetLabelEncode": None},
                {"DetResizeForTest": {"resize_long": 960}},
                {"NormalizeImage": {"order": "hwc"}},
                {"ToCHWImage": None},
                {"KeepKeys": {"keep_keys": ["image", "shape", "polys", "ignore_tags"]}},
            ],
            {"name": "DBPostProcess", "thresh": 0.3, "box_thresh": 0.6, "unclip_ratio": 1.5, "max_candidates": 3000},
        ),
        "PP-OCRv6_small_rec": (
            recognition,
            [
                {"DecodeImage": {"channel_first": False, "img_mode": "BGR"}},
                {"MultiLabelEncode": {"gtc_encode": "NRTRLabelEncode"}},
                {"RecResizeImg": {"image_shape": [3, 48, 320]}},
                {"KeepKeys": {"keep_keys": ["image", "label_ctc", "label_gtc", "length", "valid_ratio"]}},
            ],
            {"name": "CTCLabelDecode", "character_dict": characters},
        ),
    }
    folders = {}
    for name, (network, before, after) in settings.items():
        folders[name] = folder / name
        folders[name].mkdir()
        (folders[name] / "inference.onnx").symlink_to(network)
        document = {"Global": {"model_name": name}, "PreProcess": {"transform_ops": before}, "PostProcess": after}
        (folders[name] / "inference.yml").write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")
    return folders


def main() -> None:
    os.environ["PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK"] = "True"
    from paddleocr import PaddleOCR

    with tempfile.TemporaryDirectory() as folder:
        folders = model_folders(Path(folder))
        ocr = PaddleOCR(
            text_detection_model_name="PP-OCRv6_small_det",
            text_detection_model_dir=str(folders["PP-OCRv6_small_det"]),
            text_recognition_model_name="PP-OCRv6_small_rec",
            text_recognition_model_dir=str(folders["PP-OCRv6_small_rec"]),
            text_det_limit_side_len=DETECTION_SIDE,
            text_det_limit_type="max",
            use_doc_orientation_classify=False,
            use_doc_unwarping=False,
            use_textline_orientation=False,
            engine="onnxruntime",
        )

        def read(image: Path) -> str:
            return "\n".join(text for page in ocr.predict(str(image)) for text in page["rec_texts"])

        serve(f"PaddleOCR {version('paddleocr')}, ONNX Runtime {version('onnxruntime')}", page_by_page(read))


if __name__ == "__main__":
    main()
