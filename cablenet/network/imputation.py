"""The capacity model: fibre pairs and Tbps a pair of a trunk from its year, length and wiring, fitted on known rows.

Two log-linear regressions, each fitted by Huber's M-estimator (so one wild figure does not steer them)::

    ln(fibre pairs)   = year of service (bends 1995, 2002, 2014) + short + direct + festoon
    ln(Tbps a pair)   = year of service (bends 1995, 2001, 2010, 2018) + upgrades + short + beyond 8,000 km since 2010

Exponentials of these are medians, not means: no smearing is applied, for a user asks what one cable most likely
carries. *Upgrades* is the time between the year of service and the year of the figure: submerged amplifiers stay,
terminals are replaced. So the same model tells what a cable of 2001 could carry in 2002 and today.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = [
    "ERAS",
    "ERROR_OF",
    "PAIRS_TERMS",
    "PER_PAIR_TERMS",
    "Model",
    "eras",
    "evaluate",
    "fit",
    "interval_of",
    "known_rows",
    "traits",
]

REPEATERLESS_KM = 400.0
"""A span this short needs no repeaters; it has more fibre pairs, and its terminals alone set what a pair carries."""

LONG_KM = 8000.0
"""Beyond this span a pair carries less (noise of the amplifiers adds up)."""

UNKNOWN_YEAR = 2000.0
"""Taken where the year of ready for service is not known."""

UNKNOWN_KM = 1000.0
"""Taken where no length is known."""

LAST_YEAR = 2026.0
"""Later years of service count as this one: the curves are not drawn beyond the newest figures."""

FIRST_UPGRADE, LAST_UPGRADE = 1996.0, 2022.0
"""Cables with optical amplifiers came in 1995 and 1996; no published figure tells of upgrades after 2022."""

WDM_YEAR = 1999.0
"""Older spans without repeaters count as of this year once it has come: nothing in the water holds them back."""

RECENT = 2012
"""Since this year figures are as good as always published at ready for service, so they need no year of their own."""

CHECKPOINTS = {"since_1995": 1995.0, "since_2001": 2001.0, "since_2010": 2010.0, "since_2018": 2018.0}
PAIRS_TERMS = ("constant", "since_1995", "since_2002", "since_2014", "short", "direct", "festoon")
PER_PAIR_TERMS = ("constant", "decades_after_1996", *CHECKPOINTS, "upgrade_decades", "short", "beyond_8000_km")

ERAS = ("to-1996", "1997-2011", "from-2012")
"""Groups with an interval of their own: regenerators, first amplified cables, coherent cables."""

TUNING = 1.345
"""Huber's constant: 95 % as efficient as least squares where errors are normal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Fitted coefficients by term, and the interval factors ``(low, high)`` by basis and era."""

    pairs: Mapping[str, float]
    per_pair: Mapping[str, float]
    interval: Mapping[tuple[str, str], tuple[float, float]]

    def fibre_pairs(self, rows: pd.DataFrame) -> Floats:
        """Median fibre pairs of the trunks of ``rows`` (columns of :func:`traits`)."""
        return np.asarray(np.exp(_pairs_design(rows) @ np.array([self.pairs[term] for term in PAIRS_TERMS])))

    def tbps_per_pair(self, rows: pd.DataFrame, year: npt.ArrayLike) -> Floats:
        """Median Tbps a fibre pair, with the terminals of ``year``."""
        weights = np.array([self.per_pair[term] for term in PER_PAIR_TERMS])
        return np.asarray(np.exp(_per_pair_design(rows, year) @ weights))

    def upgrade(self, rows: pd.DataFrame, since: npt.ArrayLike, until: npt.ArrayLike) -> Floats:
        """Factor by which new terminals raise what a pair carries, from one year to another."""
        return self.tbps_per_pair(rows, until) / self.tbps_per_pair(rows, since)

    def limits(self, basis: str, era: npt.NDArray[np.str_]) -> tuple[Floats, Floats]:
        """Factors from the central figure to the 10 % and 90 % points of published figures, for each era of a row."""
        found = np.array([self.interval[basis, name] for name in era], dtype=float).reshape(-1, 2)
        return found[:, 0], found[:, 1]


def eras(rfs_year: Floats, year: Floats) -> npt.NDArray[np.str_]:
    """Era of each row: by the year of the terminals before 1997, else by that of the cable."""
    later = np.where(rfs_year < RECENT, ERAS[1], ERAS[2])
    return np.where(year < 1997, ERAS[0], later)


def traits(systems: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """What the model knows of each system: ``rfs_year, span_km, direct, festoon``, by system id.

    ``systems`` is indexed by id with ``rfs_year, length_km``; ``segments`` has ``system_id, a, b`` and, where known,
    ``length_km``. The span is the longest stretch of cable that ends on land: of a system without branching units its
    longest segment, else the whole length. A system is direct with one segment, a festoon with three or more and no
    branching unit.
    """
    by = segments["system_id"].to_numpy()
    unit = segments["a"].str.startswith("BU") | segments["b"].str.startswith("BU")
    km = segments["length_km"] if "length_km" in segments else pd.Series(np.nan, index=segments.index)
    told = pd.DataFrame({"n": 1, "unit": unit, "sum": km.astype(float), "longest": km.astype(float)})
    told = told.groupby(by).agg({"n": "sum", "unit": "any", "sum": "sum", "longest": "max"}).reindex(systems.index)
    number, has_unit = told["n"].fillna(0).to_numpy(), told["unit"].eq(other=True).to_numpy()
    length = systems["length_km"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    length = np.where(np.isnan(length), told["sum"].replace(0.0, np.nan).to_numpy(), length)
    span = np.where(has_unit, length, np.fmin(told["longest"].to_numpy(dtype=float), length))
    year = systems["rfs_year"].astype("Float64").to_numpy(dtype=float, na_value=UNKNOWN_YEAR)
    return pd.DataFrame(
        {
            "rfs_year": year,
            "span_km": np.where(np.isnan(span), UNKNOWN_KM, span),
            "direct": number == 1,
            "festoon": (number >= 3) & ~has_unit,
        },
        index=systems.index,
    )


def _after(year: Floats, knot: float) -> Floats:
    """Decades after a year, none before it."""
    return np.maximum(year - knot, 0.0) / 10


def _pairs_design(rows: pd.DataFrame) -> Floats:
    year = np.minimum(rows["rfs_year"].to_numpy(dtype=float), LAST_YEAR)
    short = (rows["span_km"] <= REPEATERLESS_KM).to_numpy(dtype=float)
    columns = [
        np.ones(len(rows)),
        _after(year, 1995),
        _after(year, 2002),
        _after(year, 2014),
        short,
        rows["direct"].to_numpy(dtype=float),
        rows["festoon"].to_numpy(dtype=float),
    ]
    return np.column_stack(columns)


def _per_pair_design(rows: pd.DataFrame, year: npt.ArrayLike) -> Floats:
    own = rows["rfs_year"].to_numpy(dtype=float)
    span = rows["span_km"].to_numpy(dtype=float)
    terminals = np.maximum(np.broadcast_to(np.asarray(year, dtype=float), own.shape), own)
    short = span <= REPEATERLESS_KM
    wet = np.where(short, np.maximum(own, np.minimum(terminals, WDM_YEAR)), own)
    wet = np.minimum(wet, LAST_YEAR)
    upgrade = np.maximum(np.minimum(terminals, LAST_UPGRADE) - np.maximum(wet, FIRST_UPGRADE), 0.0) / 10
    beyond = np.where(own >= 2010, np.log(np.maximum(span / LONG_KM, 1.0)), 0.0)
    bends = [_after(wet, knot) for knot in CHECKPOINTS.values()]
    return np.column_stack([np.ones(len(own)), (wet - 1996) / 10, *bends, upgrade, short.astype(float), beyond])


def known_rows(systems: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """Systems with a year of service and published pairs or capacity: :func:`traits`, ``pairs, tbps, figure_year, source``.

    Left out: cancelled systems and those that another one counts. The year of a figure is the stated one. Where none
    is stated it is that of ready for service if the system is retired or of 2012 or later, else it is not known, and
    the figure does not enter. A figure without fibre pairs is a headline: catalogues carry those on undated, and they
    are first designs as a rule; its year is that of ready for service.
    """
    systems = systems[(systems["status"] != "cancelled") & (systems["part_of"] == "") & systems["rfs_year"].notna()]
    told = systems[["fibre_pairs", "design_capacity_tbps", "capacity_year"]].astype("Float64")
    pairs, tbps, stated = (told[name].to_numpy(dtype=float, na_value=np.nan) for name in told)
    rows = traits(systems, segments)
    own = rows["rfs_year"].to_numpy()
    unstated = (systems["status"] == "retired").to_numpy() | (own >= RECENT) | np.isnan(pairs)
    dated = (stated >= own) & ~np.isnan(pairs)
    year = np.where(dated, stated, np.where(unstated, own, np.nan))
    rows = rows.assign(
        pairs=np.where(pairs > 0, pairs, np.nan), tbps=np.where(tbps > 0, tbps, np.nan), figure_year=year
    )
    return rows[rows[["pairs", "tbps"]].notna().any(axis=1)].sort_index()


def _huber(design: Floats, target: Floats) -> Floats:
    """Coefficients by Huber's M-estimator, scale by the median absolute residual, from least squares on."""
    weight = np.ones(len(target))
    found: Floats = np.zeros(design.shape[1])
    new: Floats = found
    for _ in range(200):
        root = np.sqrt(weight)
        new = np.asarray(np.linalg.lstsq(design * root[:, None], target * root, rcond=None)[0])
        residual = np.abs(target - design @ new)
        scale = max(float(np.median(residual)) / 0.6745, 1e-6)
        weight = np.minimum(1.0, TUNING * scale / np.maximum(residual, 1e-12))
        if np.abs(new - found).max() < 1e-10:
            break
        found = new
    return new


def fit(known: pd.DataFrame) -> Model:
    """Coefficients from :func:`known_rows`, and intervals from their leave-one-out errors. Deterministic; some seconds."""
    return _with_intervals(_coefficients(known), evaluate(known))


def _coefficients(known: pd.DataFrame) -> Model:
    pairs, per_pair = _pairs_rows(known), _per_pair_rows(known)
    of_pairs = _huber(_pairs_design(pairs), np.log(pairs["pairs"].to_numpy()))
    of_per_pair = _huber(
        _per_pair_design(per_pair, per_pair["figure_year"]), np.log((per_pair["tbps"] / per_pair["pairs"]).to_numpy())
    )
    return Model(
        pairs=dict(zip(PAIRS_TERMS, of_pairs.tolist(), strict=True)),
        per_pair=dict(zip(PER_PAIR_TERMS, of_per_pair.tolist(), strict=True)),
        interval={},
    )


def _pairs_rows(known: pd.DataFrame) -> pd.DataFrame:
    return known[known["pairs"].notna()]


def _per_pair_rows(known: pd.DataFrame) -> pd.DataFrame:
    return known[known[["pairs", "tbps", "figure_year"]].notna().all(axis=1)]


def _left_out(design: Floats, target: Floats) -> Floats:
    """Prediction of each row by the fit to all the others."""
    rows = np.arange(len(target))
    return np.array([design[row] @ _huber(design[rows != row], target[rows != row]) for row in rows])


def evaluate(known: pd.DataFrame) -> pd.DataFrame:
    """Published over predicted, each row predicted by the fit to all others: ``pairs_error, per_pair_error, tbps_error``.

    Also ``era`` and ``headline`` (a figure without pairs: it entered no fit). An error of 2 means that twice the
    prediction was published. NA where nothing was published, or the year of the figure is not known.
    """
    model = _coefficients(known)
    year = known["figure_year"].fillna(known["rfs_year"])
    ln_pairs = pd.Series(np.log(model.fibre_pairs(known)), index=known.index)
    ln_per_pair = pd.Series(np.log(model.tbps_per_pair(known, year)), index=known.index)
    some = _pairs_rows(known)
    ln_pairs[some.index] = _left_out(_pairs_design(some), np.log(some["pairs"].to_numpy()))
    some = _per_pair_rows(known)
    target = np.log((some["tbps"] / some["pairs"]).to_numpy())
    ln_per_pair[some.index] = _left_out(_per_pair_design(some, some["figure_year"]), target)
    dated = known["tbps"].where(known["figure_year"].notna())
    return known.assign(
        pairs_error=known["pairs"] / np.exp(ln_pairs),
        per_pair_error=dated / known["pairs"] / np.exp(ln_per_pair),
        tbps_error=dated / np.exp(ln_pairs + ln_per_pair),
        era=eras(known["rfs_year"].to_numpy(dtype=float), year.to_numpy(dtype=float)),
        headline=known["pairs"].isna(),
    )


ERROR_OF = {"fibre-pairs": "per_pair_error", "imputed": "tbps_error"}
"""The error that the interval of a basis is made of."""


def _with_intervals(model: Model, evaluated: pd.DataFrame) -> Model:
    interval = {
        (basis, era): interval_of(evaluated.loc[evaluated["era"] == era, column])
        for basis, column in ERROR_OF.items()
        for era in ERAS
    }
    return Model(pairs=model.pairs, per_pair=model.per_pair, interval=interval)


def interval_of(errors: pd.Series) -> tuple[float, float]:
    """10 % and 90 % points of errors, never on one side of 1."""
    low, high = np.quantile(errors.dropna(), [0.1, 0.9])
    return min(float(low), 1.0), max(float(high), 1.0)
