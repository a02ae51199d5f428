"""Prices of full links, from the paths known so far: the smoothed dual of a multicommodity flow."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.routing.problem import PENALTY_MS

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

    from cablenet.routing.columns import Contest

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["minimise", "settle"]

MEMORY = 12
"""Steps that the quasi-Newton method remembers."""

MOST_HALVINGS = 20

ENOUGH = 1e-4
"""Share of the decrease that the slope promises which a step must bring (Armijo)."""

LEAST_COSINE = 1e-9
"""Between a step and the change of slope along it; below, the change is rounding."""

STILL = 1e-8
"""A step that gains less than this share is the last."""

LEAST_CAPACITY = 1e-3
"""Capacity in Tbps below which steps are not scaled any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dual:
    """Smoothed dual of a contest: ``demand`` (c,) and ``capacity`` (r,) in Tbps, ``softness_ms`` as temperature."""

    contest: Contest
    demand: Floats
    capacity: Floats
    softness_ms: float

    def flow(self, price: Floats) -> tuple[Floats, float]:
        """Tbps of each path, (p,), at these prices (r,), and the value of the dual."""
        contest, softness = self.contest, self.softness_ms
        cost = contest.cost_ms + contest.matrix @ price
        least = np.minimum(np.minimum.reduceat(cost, contest.first), PENALTY_MS)
        weight = np.exp((least[contest.owner] - cost) / softness)
        total = np.add.reduceat(weight, contest.first) + np.exp((least - PENALTY_MS) / softness)
        # Sums of products, not inner products: those of long vectors wake the threads of the linear algebra library.
        value = float((self.demand * (least - softness * np.log(total))).sum() - (price * self.capacity).sum())
        return (self.demand / total)[contest.owner] * weight, value


def settle(  # noqa: PLR0913 -- one contest, and how it is settled
    contest: Contest,
    *,
    demand: Floats,
    capacity: Floats,
    start: Floats,
    softness_ms: float,
    steps: int = 60,
    late: Callable[[], bool] = lambda: False,
) -> tuple[Floats, Floats]:
    """Prices (r,) in ms at which the paths of a contest nearly fit the capacities, and the Tbps of each path (p,).

    Each commodity of ``demand`` (c,) spreads over its paths, and over not being served at ``PENALTY_MS``, by a logit with
    temperature ``softness_ms`` of cost plus prices. That is the answer of least cost less ``softness_ms`` times entropy;
    its dual is smooth and concave in the prices, with gradient load less ``capacity`` (r,), and is climbed from
    ``start`` (r,) by :func:`minimise`. As the temperature falls the
    answer tends to that of the linear programme; at any temperature the prices lie in the middle of those that are
    possible, which keeps column generation steady (entropic smoothing of duals: Nesterov 2005,
    doi:10.1007/s10107-004-0552-5). Whatever is reached is taken after ``steps``, or when it is ``late``.
    """
    dual = _Dual(contest=contest, demand=demand, capacity=capacity, softness_ms=softness_ms)
    if not len(contest.rows) or not len(contest.paths):
        return start, dual.flow(start)[0] if len(contest.paths) else np.empty(0)
    # A full link's price moves by about as much as its load does in shares of its capacity, so the steps are scaled.
    unit = 1.0 / np.sqrt(np.maximum(capacity, LEAST_CAPACITY))
    turned = contest.matrix.T.tocsr()

    def descend(scaled: Floats) -> tuple[float, Floats]:
        tbps, value = dual.flow(scaled * unit)
        return -value, (capacity - turned @ tbps) * unit

    price = minimise(descend, np.minimum(start, PENALTY_MS) / unit, PENALTY_MS / unit, steps=steps, late=late) * unit
    return price, dual.flow(price)[0]


def minimise(
    function: Callable[[Floats], tuple[float, Floats]],
    start: Floats,
    most: Floats,
    *,
    steps: int = 60,
    late: Callable[[], bool] = lambda: False,
) -> Floats:
    """Where a smooth convex function of 0 <= x <= most, given with its gradient, is least, near enough after some steps.

    Projected quasi-Newton: directions by the limited-memory BFGS recursion (Nocedal and Wright 2006, algorithm 7.4,
    doi:10.1007/978-0-387-40065-5) on the variables that are free to move, and steps halved along the projection
    until they satisfy Armijo (Bertsekas 1982, doi:10.1137/0320018). A step costs a few evaluations. (That of scipy
    spends a hundred times longer on a few hundred variables, for it wakes all threads of the linear algebra library.)
    """
    past: deque[tuple[Floats, Floats]] = deque(maxlen=MEMORY)
    x = start
    value, slope = function(x)
    for _ in range(steps):
        free = ((x > 0.0) | (slope < 0.0)) & ((x < most) | (slope > 0.0))
        direction = -_turned(np.where(free, slope, 0.0), past, free)
        if direction @ slope >= 0.0:
            past.clear()
            direction = np.where(free, -slope, 0.0)
        length = 1.0 if past else 1.0 / max(1.0, float(np.abs(direction).max()))
        for _ in range(MOST_HALVINGS):
            moved = np.clip(x + length * direction, 0.0, most)
            next_value, next_slope = function(moved)
            if next_value <= value + ENOUGH * float(slope @ (moved - x)):
                break
            length /= 2.0
        else:
            return x
        if (moved - x) @ (next_slope - slope) > 0.0:
            past.append((moved - x, next_slope - slope))
        gain = value - next_value
        x, value, slope = moved, next_value, next_slope
        if gain <= STILL * abs(value) or late():
            return x
    return x


def _turned(slope: Floats, past: deque[tuple[Floats, Floats]], free: Mask) -> Floats:
    """The slope times the inverse of the curvature that the past steps show, among the free variables."""
    turned, back = slope.copy(), []
    for step, bend in reversed(past):
        curve = _curve(step, bend, free)
        share = float((step * turned)[free].sum()) / curve if curve > 0.0 else 0.0
        turned -= share * np.where(free, bend, 0.0)
        back.append((share, curve))
    if past:
        step, bend = past[-1]
        size = float((bend * bend)[free].sum())
        turned *= back[0][1] / size if back[0][1] > 0.0 and size > 0.0 else 1.0
    for (step, bend), (share, curve) in zip(past, reversed(back), strict=True):
        if curve > 0.0:
            turned += (share - float((bend * turned)[free].sum()) / curve) * np.where(free, step, 0.0)
    return turned


def _curve(step: Floats, bend: Floats, free: Mask) -> float:
    """Curvature along a step among the free variables; 0 where it is lost in rounding."""
    curve = float((step * bend)[free].sum())
    size = float((step * step)[free].sum() * (bend * bend)[free].sum())
    return curve if curve > LEAST_COSINE * size**0.5 else 0.0
