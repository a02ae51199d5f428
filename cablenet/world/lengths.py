"""Cable is longer than the route it is laid on: slack, by system where a length is published, else the median."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CREDIBLE", "cable_lengths", "median_slack"]

CREDIBLE = (1.0, 1.45)
"""Published length over route length between which the published length is believed to describe this wiring."""


def median_slack(route_km: pd.Series, published_km: pd.Series) -> float:
    """Median of published length over route length, over the systems for which that ratio is credible.

    Both are by system; ``published_km`` may be NA. Where that is so of none it is 1: the route itself.
    """
    ratio = (published_km.astype("Float64") / route_km).dropna()
    credible = ratio[ratio.between(*CREDIBLE)]
    return float(credible.median()) if len(credible) else 1.0


def cable_lengths(
    segments: pd.DataFrame, published_km: pd.Series, *, stated: Mapping[frozenset[str], float], detour: float
) -> pd.DataFrame:
    """Length of cable of each segment: ``slack, length_km, length_basis``.

    ``segments`` has ``system_id, a, b, kind, route_km``. Sea segments are scaled so that the system sums to its
    published length where the ratio is credible (rule 3.1), else by the median slack. A land crossing has the
    ``stated`` length of the overland link between its ends, else its great circle times ``detour``.
    """
    sea = segments["kind"] == "sea"
    land_km = pd.Series(0.0, index=segments.index)
    for row in segments[~sea].itertuples():
        given = stated.get(frozenset((str(row.a), str(row.b))))
        land_km[row.Index] = given if given is not None else float(row.route_km) * detour
    by_system = segments.loc[sea].groupby("system_id")["route_km"].sum()
    overland = land_km.groupby(segments["system_id"]).sum().reindex(by_system.index).fillna(0.0)
    published = published_km.reindex(by_system.index).astype("Float64") - overland
    ratio = (published / by_system).astype("Float64")
    usual = median_slack(by_system, published)
    believed = ratio.between(*CREDIBLE).fillna(value=False).astype(bool)
    scale = ratio.where(believed, usual).astype(float)
    slack = np.where(sea, segments["system_id"].map(scale).fillna(1.0), _over(land_km, segments["route_km"]))
    basis = np.where(segments["system_id"].map(believed).fillna(value=False), "published", "slack")
    return pd.DataFrame(
        {
            "slack": np.round(slack, 4),
            "length_km": np.where(sea, segments["route_km"] * slack, land_km).round(2),
            "length_basis": np.where(sea, basis, "stated"),
        },
        index=segments.index,
    )


def _over(length_km: pd.Series, route_km: pd.Series) -> pd.Series:
    """Length over route of what is not laid at sea; 1 for what has no length."""
    return (length_km / route_km.where(route_km > 0)).fillna(1.0).clip(0.5, 3.0)
