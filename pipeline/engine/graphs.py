"""PP-OCR's two networks as OpenVINO runs them: 8-bit BGR in, and behind the network only what is needed of it.

What the graphs are spared, measured on one thread of a CPU that computes in bf16, where these tails weigh most: sorting
18,710 scores for the best five was 18 % of the recogniser's time, the detector's two enlargements and its sigmoid,
which stay in f32 whatever the precision, a quarter of its time.  A line went from 9.5-9.9 to 8.4 ms, a page of 960 x
1280 px from 173 to 145.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import openvino as ov
from numpy.typing import NDArray
from openvino import opset13 as ops
from openvino.preprocess import PrePostProcessor

HEIGHT = 48
"""px: height of the recogniser's input."""
GROUP = 64
"""scores of one group: the best are sought in the groups with the highest maxima (32 and 128 were slower)."""
NEVER = -1e30
"""score of a character that does not exist."""


def detector(model: ov.Model, mean: Sequence[float], std: Sequence[float]) -> ov.Model:
    """(1, height, width, 3) BGR -> (1, 1, height, width), the log odds that a pixel belongs to a line of text.

    ``mean``, ``std``: of the channels, as shares of 255.
    """
    odds = _behind_sigmoid(model)
    pre = PrePostProcessor(ov.Model([_enlarged_once(odds) or odds], model.get_parameters(), "detector"))
    pre.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC")).set_shape([1, -1, -1, 3])
    pre.input().model().set_layout(ov.Layout("NCHW"))
    steps = pre.input().preprocess().convert_element_type(ov.Type.f32)
    steps.mean([255 * value for value in mean]).scale([255 * value for value in std])
    return pre.build()


def recogniser(model: ov.Model, kept: int) -> ov.Model:
    """(lines, 48, width, 3) BGR -> probabilities and indices, each (lines, steps, ``kept``), best first."""
    best = _best(_scores(model, kept), kept)
    pre = PrePostProcessor(ov.Model(best, model.get_parameters(), "recogniser"))
    pre.input().tensor().set_element_type(ov.Type.u8).set_layout(ov.Layout("NHWC")).set_shape([-1, HEIGHT, -1, 3])
    pre.input().model().set_layout(ov.Layout("NCHW"))
    pre.input().preprocess().convert_element_type(ov.Type.f32).mean(127.5).scale(127.5)
    return pre.build()


def _behind_sigmoid(model: ov.Model) -> ov.Output:
    """What the detector's last sigmoid is taken of; of a network without one, the log odds of its probabilities."""
    last = model.get_results()[0].input_value(0)
    node = _node(last)
    if node.get_type_name() == "Sigmoid":
        return node.input_value(0)
    certain = ops.clamp(last, 1e-6, 1 - 1e-6)
    return ops.log(ops.divide(certain, ops.subtract(ops.constant(np.float32(1)), certain))).output(0)


def _enlarged_once(odds: ov.Output) -> ov.Output | None:
    """The same values as ``odds`` with the two enlargements by two at its end done as one by four.

    A transposed convolution whose kernel is as large as its stride is a convolution of 1 x 1 to four times the
    channels, which are then spread over the pixels.  Spreading can wait until the end, and the values in between are
    a quarter as large a picture.  ``None`` when the network ends otherwise.
    """
    shift = _node(odds)
    second = _producer(shift, "Add", "ConvolutionBackpropData")
    relu = second and _producer(second, None, "Relu")
    bias = relu and _producer(relu, None, "Add")
    first = bias and _producer(bias, "Add", "ConvolutionBackpropData")
    if not (first and bias and second and _doubles(first) and _doubles(second)):
        return None
    inner, outer = _constant(first.input_value(1)), _constant(second.input_value(1))
    channels = inner.shape[1]
    if outer.shape != (channels, 1, 2, 2):
        return None
    spread = inner.transpose(1, 2, 3, 0).reshape(4 * channels, -1, 1, 1)
    added = np.repeat(_constant(bias.input_value(1)).reshape(-1), 4).reshape(1, -1, 1, 1)
    values = ops.relu(ops.add(_pointwise(first.input_value(0), spread), ops.constant(added)))
    joined = np.zeros((2, 2, 2, 2, channels, 2, 2), np.float32)  # y and y inside, x and x inside, from: channel, y, x
    for y in (0, 1):
        for x in (0, 1):
            joined[y, :, x, :, :, y, x] = outer[:, 0].transpose(1, 2, 0)
    at_four = _pointwise(values.output(0), joined.reshape(16, 4 * channels, 1, 1))
    total = ops.add(at_four, ops.constant(_constant(shift.input_value(1)).reshape(1, 1, 1, 1)))
    return ops.depth_to_space(total, "depth_first", 4).output(0)


def _doubles(node: ov.Node) -> bool:
    """Whether a transposed convolution lays its 2 x 2 kernels side by side."""
    said = node.get_attributes()
    alone = not any((*said["pads_begin"], *said["pads_end"], *said["output_padding"]))
    return alone and said["strides"] == [2, 2] and _constant(node.input_value(1)).shape[2:] == (2, 2)


def _pointwise(values: ov.Output, weights: NDArray[np.float32]) -> ov.Node:
    return ops.convolution(values, ops.constant(np.ascontiguousarray(weights)), [1, 1], [0, 0], [0, 0], [1, 1])


def _scores(model: ov.Model, least: int) -> ov.Output:
    """The recogniser's probabilities, filled up to whole groups (``least`` or more) with characters that never occur.

    Where the network's end is a matrix product, its matrix is made wider; else the probabilities are.
    """
    probabilities = model.get_results()[0].input_value(0)
    count = probabilities.get_partial_shape()[2].get_length()
    missing = max(-(-count // GROUP), least) * GROUP - count
    softmax = _node(probabilities)
    add = _producer(softmax, "Softmax", "Add")
    product = add and _producer(add, None, "MatMul")
    if not add or not product or any(product.get_attributes().values()):  # something is transposed
        ends = [ops.constant(np.array([0, 0, n])) for n in (0, missing)]
        return ops.pad(probabilities, *ends, "constant", ops.constant(np.float32(0))).output(0)
    weights = np.pad(_constant(product.input_value(1)), ((0, 0), (0, missing)))
    bias = np.pad(_constant(add.input_value(1)).reshape(-1), (0, missing), constant_values=NEVER)
    wider = ops.matmul(product.input_value(0), ops.constant(weights), False, False)
    return ops.softmax(ops.add(wider, ops.constant(bias)), 2).output(0)


def _best(scores: ov.Output, kept: int) -> list[ov.Output]:
    """The highest of the last axis and their indices.  Exact: they stand in the groups with the highest maxima."""
    groups = scores.get_partial_shape()[2].get_length() // GROUP
    grouped = ops.reshape(scores, ops.constant(np.array([0, 0, groups, GROUP])), True)
    heads = _top(ops.reduce_max(grouped, ops.constant(np.array([3])), False), kept)
    candidates = ops.gather(grouped, heads.output(1), ops.constant(np.int64(2)), batch_dims=2)
    flat = ops.reshape(candidates, ops.constant(np.array([0, 0, kept * GROUP])), True)
    found = _top(flat, kept)
    size = ops.constant(np.int32(GROUP))
    group = ops.gather_elements(heads.output(1), ops.divide(found.output(1), size), 2)
    index = ops.add(ops.multiply(group, size), ops.floor_mod(found.output(1), size))
    return [found.output(0), index.output(0)]


def _top(values: Any, kept: int) -> ov.Node:
    return ops.topk(values, ops.constant(np.int32(kept)), axis=2, mode="max", sort="value", index_element_type="i32")


def _node(output: ov.Output) -> ov.Node:
    """What makes a value, past nodes that only pass it on."""
    node = output.get_node()
    while node.get_type_name() == "Identity":
        node = node.input_value(0).get_node()
    return node


def _producer(node: ov.Node, own: str | None, kind: str) -> ov.Node | None:
    """The node of a kind that feeds ``node``'s first input, when ``node`` is of the kind ``own``."""
    if own and node.get_type_name() != own:
        return None
    before = _node(node.input_value(0))
    return before if before.get_type_name() == kind else None


def _constant(output: ov.Output) -> NDArray[np.float32]:
    node = output.get_node()
    while node.get_type_name() != "Constant":  # a conversion of a stored constant
        node = node.input_value(0).get_node()
    return np.asarray(node.get_data(), dtype=np.float32)
