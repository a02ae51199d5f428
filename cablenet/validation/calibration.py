"""The calibrated predictor of measured round trips: three physical numbers, fitted on measurements.

A packet does not take the least path through empty fibre. It rides wide cables (:func:`cablenet.validation.delays.usual_path_ms`),
and three things lengthen its way, each with one number:

``sea_factor``
    Measured over modelled delay at sea: cables that are not the shortest of the wide ones.
``land_factor``
    The same over land: real fibre winds more than the detour of the land links says, and visits routers on its way.
``end_ms``
    What each end adds: the way in the town, its equipment, the data centre's own network.

``rtt = sea_factor * sea_ms + land_factor * land_ms + 2 * end_ms``, where the path is the usual one when land costs
``land_factor / sea_factor`` as much as its delay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet import catalog

if TYPE_CHECKING:
    from pathlib import Path

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

__all__ = ["Calibration", "fit", "interval", "predict_ms", "read_calibration", "without_place"]

ROUNDS = 80
"""Rounds of reweighting; the sum of errors moves by less than a millionth after forty."""

DRAWS = 200
"""Draws of places for the intervals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """The three numbers: two factors, and the ms that each end adds."""

    sea_factor: float
    land_factor: float
    end_ms: float

    @property
    def land_weight(self) -> float:
        """How much dearer a path counts a ms over land than one at sea; never less than 1."""
        return max(1.0, self.land_factor / self.sea_factor)


def read_calibration(*, data_dir: Path | None = None) -> Calibration:
    """The numbers fitted on the shipped measurements, from ``reference/calibration.csv``.

    Raises:
        DataError: if the table is not as its schema says.
    """
    table = catalog.load_table("calibration", data_dir=data_dir).set_index("parameter")["value"].astype(float)
    return Calibration(**{name: float(table[name]) for name in ("sea_factor", "land_factor", "end_ms")})


def predict_ms(calibration: Calibration, sea_ms: Floats, land_ms: Floats) -> Floats:
    """Predicted round trip of paths whose delays at sea and over land are these, all in ms."""
    found: Floats = calibration.sea_factor * sea_ms + calibration.land_factor * land_ms + 2.0 * calibration.end_ms
    return found


def fit(sea_ms: Floats, land_ms: Floats, measured_ms: Floats) -> Calibration:
    """Numbers that make the mean absolute error least, as a share of what was measured.

    Least absolute deviations by iteratively reweighted least squares (Schlossmacher 1973, doi:10.2307/2284512). A factor
    that the rows cannot tell (no path at sea, or none over land) is 1. All arrays (n,), in ms; n of 3 or more.
    """
    columns = np.column_stack([sea_ms, land_ms, np.full(len(sea_ms), 2.0)]) / measured_ms[:, None]
    told = np.abs(columns).sum(axis=0) > 0
    given = np.where(told, 0.0, 1.0)
    left = 1.0 - columns @ given
    weight = np.ones(len(left))
    found = given.copy()
    for _ in range(ROUNDS):
        root = np.sqrt(weight)
        found[told] = np.linalg.lstsq(columns[:, told] * root[:, None], left * root, rcond=None)[0]
        weight = 1.0 / np.maximum(np.abs(columns @ found - 1.0), 1e-4)
    return Calibration(sea_factor=float(found[0]), land_factor=float(found[1]), end_ms=float(found[2]))


def without_place(rows: pd.DataFrame) -> Floats:
    """Prediction of each row by numbers fitted on the rows that share neither of its places, (n,).

    ``rows`` has ``a_node, b_node, sea_ms, land_ms, measured_ms``. A row is predicted twice, once for each of its places, by the
    fit without all rows of that place; the mean of both is given. Overfitting shows as a gap to the fit on all rows.
    """
    sea, land, measured = (rows[name].to_numpy(dtype=float) for name in ("sea_ms", "land_ms", "measured_ms"))
    total, times = np.zeros(len(rows)), np.zeros(len(rows))
    for place in sorted({*rows["a_node"], *rows["b_node"]}):
        mine = (rows["a_node"] == place).to_numpy() | (rows["b_node"] == place).to_numpy()
        if mine.all():
            continue
        found = fit(sea[~mine], land[~mine], measured[~mine])
        total[mine] += predict_ms(found, sea[mine], land[mine])
        times[mine] += 1
    mean: Floats = np.divide(total, times, out=np.full(len(rows), np.nan), where=times > 0)
    return mean


def interval(rows: pd.DataFrame, *, seed: int = 0) -> dict[str, tuple[float, float]]:
    """From the 5th to the 95th hundredth of :data:`DRAWS` fits of each number, places drawn with repetition.

    A row counts as often as the product of the times its two places were drawn (Fafchamps and Gubert 2007,
    doi:10.1016/j.jdeveco.2006.05.005, on pairs that share a place).
    """
    rng = np.random.default_rng(seed)
    places = sorted({*rows["a_node"], *rows["b_node"]})
    number = {place: i for i, place in enumerate(places)}
    a, b = (rows[end].map(number).to_numpy(dtype=int) for end in ("a_node", "b_node"))
    sea, land, measured = (rows[name].to_numpy(dtype=float) for name in ("sea_ms", "land_ms", "measured_ms"))
    fits = []
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(len(places), size=len(places)), minlength=len(places))
        chosen = np.repeat(np.arange(len(rows)), times[a] * times[b])
        if len(chosen) >= 3:
            found = fit(sea[chosen], land[chosen], measured[chosen])
            fits.append((found.sea_factor, found.land_factor, found.end_ms))
    low, high = np.percentile(np.array(fits), [5, 95], axis=0)
    names = ("sea_factor", "land_factor", "end_ms")
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(names)}
