"""The graphs that are run give what the published networks give."""

import cv2
import numpy as np
import openvino as ov
import pytest
from openvino import opset13 as ops

from pipeline.engine import graphs, models


def run(model: ov.Model, image: np.ndarray) -> list[np.ndarray]:
    compiled = ov.Core().compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    results = compiled(image)
    return [np.array(results[k]) for k in range(len(compiled.outputs))]


def picture(height: int, width: int, lines: int = 1) -> np.ndarray:
    """Strokes on paper, so that the networks are neither sure nor silent everywhere."""
    rng = np.random.default_rng(7)
    blocks = rng.integers(0, 2, (lines, height // 4, width // 4, 1)) * 200 + 40
    return np.repeat(blocks.repeat(4, axis=1).repeat(4, axis=2), 3, axis=3).astype(np.uint8)


def test_the_detectors_odds_are_those_of_its_probabilities() -> None:
    path = models.networks(None)[0].path
    image = np.full((1, 96, 192, 3), 255, np.uint8)
    cv2.putText(image[0], "2024.11", (20, 60), cv2.FONT_HERSHEY_DUPLEX, 1.0, (0, 0, 0), 2)
    odds = run(graphs.detector(ov.Core().read_model(path), models.MEAN, models.STD), image)[0]
    normal = (image / 255 - models.MEAN) / models.STD
    plain = run(ov.Core().read_model(path), normal.transpose(0, 3, 1, 2).astype(np.float32))[0]
    assert plain.max() > 0.9  # there is something to find
    assert np.allclose(1 / (1 + np.exp(-odds)), plain, atol=1e-4)


def test_the_best_five_are_the_highest_of_all_scores() -> None:
    path = models.networks(None)[1].path
    image = picture(48, 128, lines=2)
    probabilities, indices = run(graphs.recogniser(ov.Core().read_model(path), 5), image)
    normal = (image / 127.5 - 1).transpose(0, 3, 1, 2).astype(np.float32)
    plain = run(ov.Core().read_model(path), normal)[0]
    best = np.sort(plain, axis=2)[:, :, ::-1][:, :, :5]
    assert probabilities.shape == (2, 16, 5)
    assert np.allclose(probabilities, best, atol=1e-5)
    assert np.allclose(np.take_along_axis(plain, indices.astype(np.int64), axis=2), probabilities, atol=1e-5)


@pytest.mark.parametrize("classes", [64, 70, 193])
def test_a_recogniser_with_another_end_is_read_all_the_same(classes: int) -> None:
    rng = np.random.default_rng(classes)
    table = rng.permutation(classes * 16).reshape(1, 16, classes).astype(np.float32) / (classes * 16)
    image = ops.parameter([-1, 3, 48, -1], np.float32)
    nothing = ops.multiply(ops.reduce_max(image, np.array([1, 2, 3])), ops.constant(np.float32(0)))
    lines = ops.reshape(nothing, ops.constant(np.array([-1, 1, 1])), False)
    model = ov.Model([ops.add(lines, ops.constant(table)).output(0)], [image], "table")
    probabilities, indices = run(graphs.recogniser(model, 3), picture(48, 128))
    assert np.array_equal(indices[0], np.argsort(-table[0], axis=1)[:, :3])
    assert np.allclose(probabilities[0], -np.sort(-table[0], axis=1)[:, :3])


def test_a_detector_without_a_sigmoid_gives_odds_too() -> None:
    image = ops.parameter([-1, 3, -1, -1], np.float32)
    light = ops.clamp(ops.reduce_mean(image, np.array([1]), True), 0.0, 1.0)
    model = ov.Model([light.output(0)], [image], "light")
    picture = np.full((1, 32, 32, 3), 64, np.uint8)
    odds = run(graphs.detector(model, (0, 0, 0), (1, 1, 1)), picture)[0]
    assert np.allclose(odds, np.log(64 / (255 - 64)), atol=1e-4)
