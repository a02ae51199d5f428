"""Capacity of each link, published or imputed, always as low, central and high (chapter 4 of the conventions).

*Design capacity* is what a segment could carry with all fibre pairs lit by the terminals of the day; *lit* capacity is
what is equipped, a stated share of it. The model behind imputed figures is :mod:`cablenet.network.imputation`; its
coefficients are read from ``data/reference/capacity_model.csv`` and never fitted while a network loads.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.errors import InputError
from cablenet.network.branches import is_branch
from cablenet.network.imputation import Model, eras, traits

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import numpy.typing as npt

    from cablenet.network.model import Network

    Floats = npt.NDArray[np.float64]

__all__ = ["Range", "assumptions", "is_branch", "land_capacity", "lit_tbps", "read_model", "segment_capacity"]

Range = tuple[float, float, float]
"""Low, central and high."""

LAND_STATUSES = {
    "in-service": "land_in_service_tbps",
    "low-capacity": "land_low_capacity_tbps",
    "degraded": "land_degraded_tbps",
    "sanctioned": "land_sanctioned_tbps",
}
"""The assumption that a link over land of each status goes by where no capacity is stated."""


def read_model(*, data_dir: Path | None = None) -> Model:
    """The fitted model as committed; that of ``data_dir`` where the folder has one.

    Raises:
        DataError: if the table is not as its schema says.
    """
    if data_dir is None or not (data_dir / "reference/capacity_model.csv").exists():
        return _built_in_model()
    return _model(catalog.load_table("capacity_model", data_dir=data_dir))


@cache
def _built_in_model() -> Model:
    return _model(catalog.load_table("capacity_model"))


def _model(table: pd.DataFrame) -> Model:
    part = {
        name: dict(zip(rows["term"], rows["value"].astype(float), strict=True)) for name, rows in table.groupby("part")
    }
    limits = {tuple(term.split(":")): (low, part["high"][term]) for term, low in part["low"].items()}
    return Model(
        pairs=part["pairs"],
        per_pair=part["per-pair"],
        interval={(basis, era): limit for (basis, era), limit in limits.items()},
    )


def assumptions(*, data_dir: Path | None = None) -> dict[str, Range]:
    """Stated assumptions by id, as ``(low, central, high)``; those of ``data_dir`` where the folder has the table.

    >>> assumptions()["branch_share"]
    (0.33, 0.5, 1.0)

    Raises:
        DataError: if the table is not as its schema says.
    """
    if data_dir is None or not (data_dir / "reference/assumptions.csv").exists():
        return dict(_built_in_assumptions())
    return _ranges(catalog.load_table("assumptions", data_dir=data_dir))


@cache
def _built_in_assumptions() -> Mapping[str, Range]:
    return _ranges(catalog.load_table("assumptions"))


def _ranges(table: pd.DataFrame) -> dict[str, Range]:
    rows = zip(table["assumption_id"], table["low"], table["central"], table["high"], strict=True)
    return {name: (float(low), float(central), float(high)) for name, low, central, high in rows}


def segment_capacity(
    segments: pd.DataFrame,
    systems: pd.DataFrame,
    *,
    year: int | None = None,
    model: Model | None = None,
    assumed: Mapping[str, Range] | None = None,
) -> pd.DataFrame:
    """Design capacity of each segment with the terminals of ``year`` (default: that of the data).

    ``segments`` has ``system_id, a, b, design_capacity_tbps`` (own figure or NA), ``is_branch`` (:func:`is_branch`)
    and, where known, ``length_km``; ``systems`` is indexed by id with ``rfs_year, length_km, fibre_pairs,
    design_capacity_tbps`` and, where known, ``capacity_year``. The result has ``capacity_tbps, capacity_low_tbps,
    capacity_high_tbps, capacity_basis, capacity_year`` (NA where not known).

    1. ``published``: the segment's own figure, or on the trunk that of the system. The interval is the spread of
       published figures; its high end is what the model gives for today where that is more, for a published figure
       may be the first design.
    2. ``fibre-pairs``: published pairs times modelled Tbps a pair. Also a figure younger than ``year``, brought back
       by the model's rate of upgrades.
    3. ``imputed``: modelled pairs times modelled Tbps a pair.
    4. A branch has a share of its trunk's capacity, and a wider interval; it is never ``published`` by the trunk's figure.
    """
    assumed = _built_in_assumptions() if assumed is None else assumed
    trunks = _trunks(
        systems, segments, year=year, model=model or _built_in_model(), published=assumed["published_range"]
    )
    rows = trunks.loc[segments["system_id"]].set_index(segments.index)
    branch = segments["is_branch"].to_numpy(dtype=bool)
    own = segments["design_capacity_tbps"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    stated = ~np.isnan(own)
    parts = {}
    names = ("capacity_low_tbps", "capacity_tbps", "capacity_high_tbps")
    for name, share, factor in zip(names, assumed["branch_share"], assumed["published_range"], strict=True):
        parts[name] = np.where(stated, own * factor, rows[name].to_numpy() * np.where(branch, share, 1.0))
    basis = np.where(branch & (rows["capacity_basis"] == "published"), rows["branch_basis"], rows["capacity_basis"])
    basis = np.where(stated, "published", basis)
    return pd.DataFrame(
        {
            "capacity_tbps": parts["capacity_tbps"],
            "capacity_low_tbps": parts["capacity_low_tbps"],
            "capacity_high_tbps": parts["capacity_high_tbps"],
            "capacity_basis": basis,
            "capacity_year": rows["capacity_year"].where((basis == "published") & ~stated).astype("Int64"),
        },
        index=segments.index,
    )


def _trunks(
    systems: pd.DataFrame, segments: pd.DataFrame, *, year: int | None, model: Model, published: Range
) -> pd.DataFrame:
    """Capacity of the trunk of each system: low, central, high, basis, that of its branches, and year of the figure."""
    today = int(catalog.VINTAGE[:4]) if year is None else year
    rows = traits(systems, segments)
    pairs, design = (_floats(systems[name]) for name in ("fibre_pairs", "design_capacity_tbps"))
    stated = _floats(systems["capacity_year"]) if "capacity_year" in systems else np.full(len(rows), np.nan)
    known = pairs > 0
    per_pair = model.tbps_per_pair(rows, today)
    modelled = np.where(known, pairs, model.fibre_pairs(rows)) * per_pair
    then = np.where(stated > today, stated, today)
    # A headline without pairs is one of the first design, whenever it was written down (see known_rows).
    back = np.where(known, model.upgrade(rows, then, today), 1.0)
    younger = back < 1.0
    has = design > 0
    central = np.where(has, design * back, modelled)
    basis = np.where(has & ~younger, "published", np.where(known, "fibre-pairs", "imputed"))
    era = eras(rows["rfs_year"].to_numpy(), np.maximum(rows["rfs_year"].to_numpy(), today))
    limits = {name: model.limits(name, era) for name in ("fibre-pairs", "imputed")}
    low, high = (np.where(known, limits["fibre-pairs"][end], limits["imputed"][end]) for end in (0, 1))
    is_published = basis == "published"
    low = central * np.where(is_published, published[0], low)
    high = np.where(is_published, np.maximum(central * published[2], modelled), central * high)
    return pd.DataFrame(
        {
            "capacity_tbps": central,
            "capacity_low_tbps": low,
            "capacity_high_tbps": high,
            "capacity_basis": basis,
            "branch_basis": np.where(known, "fibre-pairs", "imputed"),
            "capacity_year": pd.array(np.where(np.isnan(stated), pd.NA, stated), dtype="Int64"),
        },
        index=systems.index,
    )


def _floats(column: pd.Series) -> Floats:
    return np.asarray(column.astype("Float64").to_numpy(dtype=float, na_value=np.nan))


def land_capacity(
    links: pd.DataFrame, countries: pd.DataFrame, *, assumed: Mapping[str, Range] | None = None
) -> pd.DataFrame:
    """Capacity of each link over land, with the columns of :func:`segment_capacity`; the basis is ``published`` or ``assumed``.

    ``links`` has ``status``, ``capacity_tbps`` (stated or NA) and the codes ``country_a``, ``country_b``; ``countries`` is
    indexed by code with ``sovereign``, ``zone`` and ``subregion`` (Mexico is of North America here). Hong Kong and Macau are no abroad to China.
    """
    assumed = _built_in_assumptions() if assumed is None else assumed
    state = countries["sovereign"].where(countries["sovereign"] != "", countries.index.to_series())
    zone = countries["zone"].where(countries["subregion"] != "North America", "north-america")
    ends = [links[end].map(zone).to_numpy() for end in ("country_a", "country_b")]
    home = links["country_a"].map(state).to_numpy() == links["country_b"].map(state).to_numpy()
    dense = (ends[0] == ends[1]) & np.isin(ends[0].astype(str), ["europe", "north-america"])
    stated = _floats(links["capacity_tbps"])
    known = ~np.isnan(stated)
    parts = {}
    names = ("capacity_low_tbps", "capacity_tbps", "capacity_high_tbps")
    for place, name in enumerate(names):
        usual = links["status"].map({status: assumed[key][place] for status, key in LAND_STATUSES.items()})
        usual = usual.to_numpy(dtype=float)
        usual = np.where(home | dense, usual, np.minimum(usual, assumed["land_border_tbps"][place]))
        parts[name] = np.where(known, stated * assumed["published_range"][place], usual)
    return pd.DataFrame(
        {
            "capacity_tbps": parts["capacity_tbps"],
            "capacity_low_tbps": parts["capacity_low_tbps"],
            "capacity_high_tbps": parts["capacity_high_tbps"],
            "capacity_basis": np.where(known, "published", "assumed"),
            "capacity_year": pd.array([pd.NA] * len(links), dtype="Int64"),
        },
        index=links.index,
    )


def lit_tbps(net: Network, *, share: float | Range | None = None) -> pd.DataFrame:
    """Lit capacity of each link: ``lit_tbps, lit_low_tbps, lit_high_tbps``, by link id.

    Design capacity times ``share``: a number, or ``(low, central, high)``; without it the assumption ``lit_share`` of
    ``data/reference/assumptions.csv``. Low is low capacity times low share, high is high times high.

    Raises:
        InputError: if a share is outside 0 to 1, or low, central and high are out of order.
    """
    given = assumptions()["lit_share"] if share is None else share
    shares = (given, given, given) if isinstance(given, (int, float)) else tuple(given)
    if len(shares) != 3 or not 0 <= shares[0] <= shares[1] <= shares[2] <= 1:
        message = f"Found share={share!r}, expected a number from 0 to 1, or (low, central, high) in that order."
        raise InputError(message)
    low, central, high = shares
    return pd.DataFrame(
        {
            "lit_tbps": net.links["capacity_tbps"] * central,
            "lit_low_tbps": net.links["capacity_low_tbps"] * low,
            "lit_high_tbps": net.links["capacity_high_tbps"] * high,
        }
    )
