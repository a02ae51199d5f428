"""Whose law a link meets: where it lands, whose waters it crosses, over whose land it runs.

Waters are those of the nearest coast within 12 and 200 nautical miles, a stand-in for real limits (see
``docs/parties.md``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pandas as pd

from cablenet.errors import InputError
from cablenet.network.parties import country_codes

if TYPE_CHECKING:
    from collections.abc import Collection

    from cablenet.network.model import Network
    from cablenet.network.parties import Parties

__all__ = ["HOWS", "How", "link_countries", "links_touching"]

How = Literal["lands", "territorial", "exclusive", "overland"]

HOWS: tuple[How, ...] = ("lands", "territorial", "exclusive", "overland")
"""How a link meets a country, from the shore outward."""


def link_countries(net: Network, waters: pd.DataFrame, overland: pd.DataFrame) -> pd.DataFrame:
    """Countries of each link: ``link_id, country, how, km``, sorted, each combination once.

    ``lands``: an end at sea is a landing station there. ``territorial``, ``exclusive``: the line runs through the
    waters. ``overland``: it runs over the country, or a link over land ends there. ``km`` is missing where it is not
    measured. ``waters`` and ``overland`` are the tables ``world/waters.csv`` and ``world/overland.csv``.
    """
    at_sea = waters.assign(link_id=waters["system_id"] + ":" + waters["seq"].astype("str")).rename(
        columns={"zone": "how"}
    )
    over = overland.assign(link_id="land:" + overland["link_id"], how="overland")
    columns = ["link_id", "country", "how", "km"]
    rows = pd.concat([at_sea[columns], over[columns], _ends(net)[columns]], ignore_index=True)
    rows = rows[rows["link_id"].isin(net.links.index) & (rows["country"] != "")]
    rows = rows.astype({"km": "float64"}).drop_duplicates(["link_id", "country", "how"])
    return rows.sort_values(["link_id", "country", "how"], ignore_index=True)


def _ends(net: Network) -> pd.DataFrame:
    """Countries in which links end; branching units are at sea and count for none."""
    nodes = net.nodes.loc[net.nodes["kind"] != "branching_unit", "country"]
    links = net.links
    ends = pd.concat([links["a"], links["b"]])
    country = nodes.reindex(ends.to_numpy()).fillna("").to_numpy()
    how = ["lands" if system else "overland" for system in links["system"]] * 2
    return pd.DataFrame({"link_id": ends.index, "country": country, "how": how, "km": float("nan")})


def links_touching(
    parties: Parties,
    touched: pd.DataFrame,
    name: str,
    *,
    how: Collection[How] = HOWS,
    territories: bool = False,
    least_km: float = 0.0,
) -> pd.Index:
    """Ids of the links that meet a country, several, or any member of a group; sorted.

    ``touched`` is what :func:`link_countries` gives; ``name`` is as for ``country_codes``: ``CN``, ``China``,
    ``CN,RU``, ``NATO``. With ``territories``, those that have a code of their own (Guam of the US) count for their
    sovereign. ``least_km`` passes over shorter stretches where they are measured.

    Raises:
        UnknownNameError: with the nearest known countries and groups.
        InputError: if ``how`` holds something else.
    """
    strange = sorted(set(how) - set(HOWS))
    if strange or not how:
        message = f"Found how={strange or 'nothing'}, expected some of {', '.join(HOWS)}."
        raise InputError(message)
    codes = set(country_codes(parties, name))
    if territories:
        codes |= set(parties.countries.index[parties.countries["sovereign"].isin(sorted(codes))])
    long = ~(touched["km"] < least_km)
    chosen = touched[touched["country"].isin(sorted(codes)) & touched["how"].isin(list(how)) & long]
    return pd.Index(sorted(set(chosen["link_id"])), name="link_id", dtype="str")
