"""Constants, published totals and margins of the demand model, read from ``data/reference``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Literal

import numpy as np

from cablenet import catalog
from cablenet.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["Range", "Total", "Totals", "constants", "margins", "regions", "world_total"]

Range = tuple[float, float, float]
"""Low, central and high."""

Total = Literal["internet", "used"]
"""Which bandwidth: that of the Internet, or all that is used, private networks included."""

Totals = tuple[Range, str]
"""World total in Tbps, and whether it is ``published``, ``interpolated`` or ``extrapolated``."""

REACH_YEARS = 8
"""A margin is not used for years further than this before its first figure."""


@cache
def constants() -> Mapping[str, Range]:
    """Constants of the gravity model by name, each low, central and high.

    >>> constants()["distance_exponent"]
    (0.6, 0.9, 1.2)

    Raises:
        DataError: if the table is not as its schema says.
    """
    table = catalog.load_table("demand")
    rows = zip(table["constant"], table["low"], table["central"], table["high"], strict=True)
    return {name: (float(low), float(central), float(high)) for name, low, central, high in rows}


@cache
def regions() -> Mapping[str, str]:
    """Region of the demand model by zone of countries.

    >>> regions()["north-africa"]
    'africa'
    """
    table = catalog.load_table("demand_regions")
    return dict(zip(table["zone"], table["region"], strict=True))


def world_total(year: int, *, total: Total = "internet") -> Totals:
    """International bandwidth of the world in Tbps, each connection counted once, and how it is known.

    Published years are as published; between two of them growth is even (log-linear); before the first and after the
    last it is the published rate of growth, and the interval widens with every year.

    >>> world_total(2025)
    ((1779.95, 1835.0, 1890.05), 'published')

    Raises:
        InputError: if ``total`` is neither ``internet`` nor ``used``.
    """
    if total not in ("internet", "used"):
        message = f"Found total={total!r}, expected 'internet' or 'used'."
        raise InputError(message)
    years, values = _series(total)
    known = constants()
    error = known[f"{total}_total"]
    if year in years:
        found = float(values[list(years).index(year)])
        return (found * error[0], found, found * error[2]), "published"
    if years[0] < year < years[-1]:
        found = float(np.exp(np.interp(year, years, np.log(values))))
        return (found * error[0], found, found * error[2]), "interpolated"
    late = year > years[-1]
    growth = known[f"{total}_growth" if late else "early_growth"]
    base, ahead = (values[-1], year - years[-1]) if late else (values[0], year - years[0])
    low, central, high = (float(base * rate**ahead) for rate in growth)
    return (min(low, high) * error[0], central, max(low, high) * error[2]), "extrapolated"


@cache
def _series(total: Total) -> tuple[Floats, Floats]:
    """Published years and world totals."""
    table = catalog.load_table("bandwidth")
    rows = table[(table["quantity"] == f"{total}-bandwidth") & (table["place"] == "world") & (table["other"] == "")]
    rows = rows.sort_values("year")
    return rows["year"].to_numpy(dtype=float), rows["value"].to_numpy(dtype=float)


def margins(year: int) -> dict[tuple[str, str], Range]:
    """Shares (0 to 1) the demand of a year is held to, by region and what it is connected with (see the table).

    Between published years they change evenly; outside they stay. A margin further than :data:`REACH_YEARS` before its
    first figure is not used.
    """
    out: dict[tuple[str, str], Range] = {}
    for key, (years, values) in sorted(_margins().items()):
        if year >= years[0] - REACH_YEARS:
            low, central, high = (float(np.interp(year, years, column)) / 100.0 for column in values.T)
            out[key] = (low, central, high)
    return out


@cache
def _margins() -> Mapping[tuple[str, str], tuple[Floats, Floats]]:
    """Years (n,) and low, central, high in percent (n, 3) of each margin."""
    table = catalog.load_table("demand_margins").sort_values(["region", "other", "year"])
    return {
        (str(region), str(other)): (
            rows["year"].to_numpy(dtype=float),
            rows[["low", "central", "high"]].to_numpy(dtype=float),
        )
        for (region, other), rows in table.groupby(["region", "other"])
    }
