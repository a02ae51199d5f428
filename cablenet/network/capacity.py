"""Capacity of each segment, published or imputed, always as low, central and high.

A first, coarse imputation (model.md 4): fibre pairs times Tbps a pair. Both come from the year of ready for service:
for systems with repeaters the table below gives the medians over the published figures, rounded, and a test holds it
to the data; for short ones too few figures are published, and the table is an assumption.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import numpy.typing as npt

__all__ = ["IMPUTATION", "land_capacity", "segment_capacity"]

REPEATERLESS_KM = 400.0
"""Shorter systems need no repeaters, and so carry many more fibre pairs of less capacity each."""

BRANCH_SHARE = 0.5
"""Share of the trunk's fibre pairs that a branch to one station is taken to have."""

IMPUTED_RANGE = (0.4, 2.0)
PUBLISHED_RANGE = (0.8, 1.1)
"""Low and high, as multiples of the central figure."""

LAND_TBPS = {"in-service": 1000.0, "low-capacity": 0.5, "degraded": 2.0, "sanctioned": 10.0}
"""Capacity taken for a land link of each status where none is stated: in service it shall not be what limits."""

BORDER_TBPS = 20.0
"""The same for a link in service across a border outside Europe and North America: stated ones carry 3 to 12 Tbps."""

LAND_RANGE = (0.2, 5.0)

IMPUTATION = pd.DataFrame(
    {
        "until": [1999, 2009, 2014, 2018, 2021, 9999],
        "pairs": [3.0, 4.0, 3.0, 5.0, 4.0, 16.0],
        "tbps_per_pair": [1.4, 1.6, 2.2, 10.0, 18.0, 20.0],
        "pairs_repeaterless": [24.0, 24.0, 24.0, 24.0, 48.0, 48.0],
        "tbps_per_pair_repeaterless": [0.4, 0.5, 1.5, 4.0, 8.0, 8.0],
    }
)
"""Imputed fibre pairs of a trunk and design Tbps a pair, by last year of ready for service."""


def segment_capacity(segments: pd.DataFrame, systems: pd.DataFrame) -> pd.DataFrame:
    """Design capacity of each segment: ``capacity_tbps, capacity_low_tbps, capacity_high_tbps, capacity_basis``.

    ``segments`` has ``system_id``, ``design_capacity_tbps`` (own figure or NA) and ``is_branch``; ``systems`` is
    indexed by id with ``rfs_year, length_km, fibre_pairs, design_capacity_tbps``. Basis is ``published`` (a figure for
    the segment, or that of the system on its trunk), ``fibre-pairs`` (published pairs, imputed Tbps a pair) or
    ``imputed``. A branch has half the pairs of the trunk, whatever the basis of the trunk.
    """
    own = systems.loc[segments["system_id"]]
    year = own["rfs_year"].fillna(2000).to_numpy(dtype=float)
    length = own["length_km"].fillna(0).to_numpy(dtype=float)
    pairs, per_pair = _imputed(year, (length > 0) & (length < REPEATERLESS_KM))
    known_pairs = own["fibre_pairs"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    design = own["design_capacity_tbps"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    stated = segments["design_capacity_tbps"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    trunk = np.where(np.isnan(design), np.where(np.isnan(known_pairs), pairs, known_pairs) * per_pair, design)
    branch = segments["is_branch"].to_numpy(dtype=bool)
    central = np.where(np.isnan(stated), trunk * np.where(branch, BRANCH_SHARE, 1.0), stated)
    basis = np.where(np.isnan(known_pairs), "imputed", "fibre-pairs")
    basis = np.where(~np.isnan(design) & ~branch, "published", basis)
    basis = np.where(~np.isnan(stated), "published", basis)
    published = basis == "published"
    low = central * np.where(published, PUBLISHED_RANGE[0], IMPUTED_RANGE[0])
    high = central * np.where(published, PUBLISHED_RANGE[1], IMPUTED_RANGE[1])
    return pd.DataFrame(
        {"capacity_tbps": central, "capacity_low_tbps": low, "capacity_high_tbps": high, "capacity_basis": basis},
        index=segments.index,
    )


def _imputed(
    year: npt.NDArray[np.float64], repeaterless: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    row = np.searchsorted(IMPUTATION["until"].to_numpy(), year)
    table = IMPUTATION.iloc[row]
    pairs = np.where(repeaterless, table["pairs_repeaterless"], table["pairs"])
    per_pair = np.where(repeaterless, table["tbps_per_pair_repeaterless"], table["tbps_per_pair"])
    return pairs.astype(float), per_pair.astype(float)


def land_capacity(links: pd.DataFrame, countries: pd.DataFrame) -> pd.DataFrame:
    """Capacity of each link over land, with the columns of :func:`segment_capacity`; the basis is ``published`` or ``assumed``.

    ``links`` has ``status``, ``capacity_tbps`` (stated or NA) and the codes ``country_a``, ``country_b``; ``countries`` is
    indexed by code with ``sovereign`` and ``zone``. Hong Kong and Macau are no abroad to China.
    """
    state = countries["sovereign"].where(countries["sovereign"] != "", countries.index.to_series())
    zone = [links[end].map(countries["zone"]).to_numpy() for end in ("country_a", "country_b")]
    home = links["country_a"].map(state).to_numpy() == links["country_b"].map(state).to_numpy()
    dense = (zone[0] == zone[1]) & np.isin(zone[0].astype(str), ["europe", "north-america"])
    usual = links["status"].map(LAND_TBPS).to_numpy(dtype=float)
    usual = np.where(home | dense, usual, np.minimum(usual, BORDER_TBPS))
    stated = links["capacity_tbps"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    known = ~np.isnan(stated)
    central = np.where(known, stated, usual)
    return pd.DataFrame(
        {
            "capacity_tbps": central,
            "capacity_low_tbps": central * np.where(known, PUBLISHED_RANGE[0], LAND_RANGE[0]),
            "capacity_high_tbps": central * np.where(known, PUBLISHED_RANGE[1], LAND_RANGE[1]),
            "capacity_basis": np.where(known, "published", "assumed"),
        },
        index=links.index,
    )
