"""What a country weighs in the gravity model: its Internet users and its GDP, and what fills a gap in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.demand.constants import constants, regions
from cablenet.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from cablenet.network.model import Network

    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

__all__ = ["country_masses"]

_NEEDED = ("population", "gdp_usd", "internet_users_pct", "zone", "internet_city")


def country_masses(net: Network) -> pd.DataFrame:
    """Countries that have Internet users, by code, sorted: ``users, gdp_usd, mass, basis, region, lon, lat``.

    ``users`` is population times the share that uses the Internet. Where that share is not known it is the
    sovereign's, else the mean of the subregion; an unknown GDP is that of the subregion a head. ``basis`` names what
    was filled in (``users``, ``gdp``, ``users gdp``), and is empty where nothing was. ``mass`` is
    ``users^(1 - w) * gdp^w`` with the central ``gdp_weight`` w of ``data/reference/demand.csv``. ``lon, lat`` are those
    of the Internet city, whether the network of the day has it or not.

    Raises:
        InputError: if the countries of the network lack a column that is needed.
    """
    missing = [name for name in _NEEDED if name not in net.countries]
    if missing:
        message = (
            f"Found countries without {', '.join(missing)}, which gravity needs; give demand by from_pairs instead."
        )
        raise InputError(message)
    table = net.countries.sort_index()
    people = table["population"].astype("Float64").to_numpy(dtype=float, na_value=0.0)
    share, share_filled = _shares(table, people)
    gdp, gdp_filled = _gdp(table, people)
    out = pd.DataFrame({"users": people * share / 100.0, "gdp_usd": gdp}, index=table.index)
    weight = constants()["gdp_weight"][1]
    out["mass"] = out["users"] ** (1.0 - weight) * out["gdp_usd"] ** weight
    out["basis"] = [
        " ".join(np.array(["users", "gdp"])[list(pair)]) for pair in zip(share_filled, gdp_filled, strict=True)
    ]
    out["region"] = table["zone"].map(dict(regions())).fillna("")
    out = out.join(_positions(net, table["internet_city"]))
    return out[(out["users"] > 0) & (out["gdp_usd"] > 0)].rename_axis("country")


def _shares(table: pd.DataFrame, people: Floats) -> tuple[Floats, Bools]:
    """Share of people who use the Internet, in percent, and where it was filled in."""
    share = table["internet_users_pct"].astype("Float64").astype(float)
    sovereign = table.get("sovereign", pd.Series("", index=table.index))
    filled = share.fillna(sovereign.map(share)).fillna(_mean_by_subregion(table, share * people, people, share.notna()))
    return filled.to_numpy(dtype=float), share.isna().to_numpy()


def _gdp(table: pd.DataFrame, people: Floats) -> tuple[Floats, Bools]:
    """GDP in US dollars, and where it was filled in."""
    gdp = table["gdp_usd"].astype("Float64").astype(float)
    each = _mean_by_subregion(table, gdp, people, gdp.notna())
    return gdp.fillna(each * people).to_numpy(dtype=float), gdp.isna().to_numpy()


def _mean_by_subregion(table: pd.DataFrame, sums: pd.Series, people: Floats, known: pd.Series) -> pd.Series:
    """Mean a head over the known countries of each one's subregion; of the world where none is known."""
    area = table.get("subregion", pd.Series("", index=table.index))
    heads = pd.Series(people, index=table.index).where(known)
    total, count = sums.groupby(area).sum(), heads.groupby(area).sum()
    mean = (total / count.where(count > 0)).fillna(sums.sum() / max(1.0, float(heads.sum())))
    return area.map(mean)


def _positions(net: Network, cities: pd.Series) -> pd.DataFrame:
    """Longitude and latitude of each country's Internet city, by the network or else by the facts.

    Raises:
        InputError: if a city is in neither.
    """
    known = dict(_facts())
    known |= dict(zip(net.nodes.index, zip(net.nodes["lon"], net.nodes["lat"], strict=True), strict=True))
    lost = sorted(set(cities) - known.keys())
    if lost:
        message = (
            f"Found no position of {', '.join(lost[:5])} ({len(lost)} Internet cities), expected cities of the facts."
        )
        raise InputError(message)
    places = [known[city] for city in cities]
    return pd.DataFrame(places, index=cities.index, columns=["lon", "lat"], dtype=float)


@cache
def _facts() -> Mapping[str, tuple[float, float]]:
    """Position of each city of the shipped facts."""
    table = catalog.load_table("cities")
    return dict(
        zip(table["city_id"], zip(table["lon"].astype(float), table["lat"].astype(float), strict=True), strict=True)
    )
