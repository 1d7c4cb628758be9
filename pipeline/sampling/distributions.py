"""Tails and quantiles of the beta, gamma and Student distributions, and bounds of what was only seen in part.

By power series and continued fractions (Abramowitz and Stegun 6.5.29, 6.5.31, 26.5.8; Lentz's method), to some twelve
digits.  Quantiles are found by halving, because every function here rises without a turn.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_TINY = 1e-300
"""Stands for a denominator of zero (Lentz's method)."""
_ENOUGH = 1e-14
"""Relative change at which a series is done."""
_STEPS = 100_000
"""Terms at most; some times the square root of the largest parameter is needed."""
_HALVINGS = 200
"""Halvings at most: more than a double has bits."""


def gamma_below(shape: float, x: float) -> float:
    """P(X <= x) of a gamma distribution with scale 1; ``shape`` > 0.

    For a whole ``shape`` = n + 1 this is P(N > n) of a Poisson count N with mean x.
    """
    if x <= 0:
        return 0.0
    front = math.exp(shape * math.log(x) - x - math.lgamma(shape))
    if x < shape + 1:
        term = total = 1 / shape
        for n in range(1, _STEPS):
            term *= x / (shape + n)
            total += term
            if term < total * _ENOUGH:
                break
        return front * total
    b = x + 1 - shape
    c, d = 1 / _TINY, 1 / b
    fraction = d
    for n in range(1, _STEPS):
        step = -n * (n - shape)
        b += 2
        d = 1 / (step * d + b or _TINY)
        c = b + step / c or _TINY
        fraction *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return 1 - front * fraction


def beta_below(a: float, b: float, x: float) -> float:
    """P(X <= x) of a beta distribution; ``a``, ``b`` > 0.

    P(N >= n) of a binomial count N of k trials with the chance x is ``beta_below(n, k - n + 1, x)``.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    c, d = 1.0, 1 / (1 - (a + b) * x / (a + 1) or _TINY)
    fraction = d
    for n in range(1, _STEPS):
        for step in (
            n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
            -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
        ):
            d = 1 / (1 + step * d or _TINY)
            c = 1 + step / c or _TINY
            fraction *= c * d
        if abs(c * d - 1) < _ENOUGH:
            break
    return fraction


def solve(rising: Callable[[float], float], wanted: float, low: float, high: float) -> float:
    """Where a rising function has the value; ``low`` or ``high`` when it has it nowhere between."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if rising(middle) < wanted else (low, middle)
    return (low + high) / 2


def solve_up(rising: Callable[[float], float], wanted: float, low: float) -> float:
    """The same without an upper end: it is looked for by doubling."""
    step = 1.0
    while rising(low + step) < wanted:
        step *= 2
    return solve(rising, wanted, low, low + step)


def gamma_quantile(shape: float, share: float) -> float:
    """The value that a share (0..1) of a gamma distribution with scale 1 does not exceed."""
    return solve_up(lambda x: gamma_below(shape, x), share, 0.0)


def beta_quantile(a: float, b: float, share: float) -> float:
    """The value that a share (0..1) of a beta distribution does not exceed."""
    return solve(lambda x: beta_below(a, b, x), share, 0.0, 1.0)


def student_quantile(freedom: float, share: float) -> float:
    """The value that a share (0.5..1) of Student's t does not exceed; ``freedom``: degrees, > 0."""
    tail = 2 * (1 - share)
    return solve_up(lambda t: -beta_below(freedom / 2, 0.5, freedom / (freedom + t * t)), -tail, 0.0)


def most(seen: float, looked_at: float, risk: float) -> float:
    """Upper bound of how many there are, when each was seen with the chance ``looked_at`` (0..1] and ``seen`` were.

    The number of which so few or fewer are seen with the chance ``risk`` (0..1): exact for whole numbers, the Poisson
    bound of Garwood (1936) when ``looked_at`` is small, and ``seen`` itself when all was looked at.
    """
    if looked_at >= 1:
        return seen
    return solve_up(
        lambda there: beta_below(seen + 1, there - seen, looked_at) if there > seen else 0.0, 1 - risk, seen
    )


def least(seen: float, looked_at: float, risk: float) -> float:
    """Lower bound of the same: the number of which so many or more are seen with the chance ``risk``."""
    if seen <= 0:
        return 0.0
    if looked_at >= 1:
        return seen
    return solve_up(lambda there: beta_below(seen, there - seen + 1, looked_at), risk, seen)
