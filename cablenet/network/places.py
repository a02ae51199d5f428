"""Places by name: a country, a group of countries, a city or a landing station, as nodes where its traffic enters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cablenet.errors import unknown_name

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.network.model import Network

__all__ = ["Place", "find_place"]

EU_HUB = "frankfurt-de"
"""Where delays of the European Union are measured from: the site of its largest Internet exchange (DE-CIX)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere demand enters the network.

    ``hub`` is the node from which delays are quoted; ``nodes`` all nodes at which traffic enters, one a country.
    """

    name: str
    title: str
    hub: str
    nodes: tuple[str, ...]


def find_place(net: Network, name: str) -> Place:
    """Place of this name: ``EU``, a country (``JP``, ``Japan``), country codes joined by commas, or a city or station.

    A country is entered at its Internet city; a list of countries is measured from its first one. Cities and stations
    go by id (``frankfurt-de``) or name (``Frankfurt``; the largest town where several share a name).

    Raises:
        UnknownNameError: with the nearest known names.
    """
    text = name.strip()
    codes = [code.strip().upper() for code in text.split(",")]
    countries = net.countries
    if text.upper() == "EU":
        members = countries[countries["eu_member"] == 1]
        return Place(
            name="EU", title="European Union", hub=EU_HUB, nodes=tuple(sorted(members["internet_city"].unique()))
        )
    if all(code in countries.index for code in codes):
        cities = countries.loc[codes, "internet_city"]
        title = ", ".join(countries.loc[codes, "name"])
        return Place(name=",".join(codes), title=title, hub=str(cities.iloc[0]), nodes=tuple(dict.fromkeys(cities)))
    named = countries.index[countries["name"].str.casefold() == text.casefold()]
    if len(named):
        return find_place(net, str(named[0]))
    node = _node(net.nodes, text)
    if node is None:
        known = ["EU", *countries.index, *countries["name"], *_named(net.nodes).index, *_named(net.nodes)["name"]]
        raise unknown_name("place", name, known)
    return Place(name=node, title=str(net.nodes.at[node, "name"]), hub=node, nodes=(node,))


def _named(nodes: pd.DataFrame) -> pd.DataFrame:
    return nodes[nodes["kind"] != "branching_unit"]


def _node(nodes: pd.DataFrame, text: str) -> str | None:
    """Id of the city or station that is meant, cities first."""
    places = _named(nodes)
    if text in places.index:
        return text
    wanted = text.casefold()
    hits = places[places["name"].str.casefold() == wanted]
    if hits.empty:
        hits = places[places["name"].str.casefold().str.startswith(wanted + ",")]
    if hits.empty:
        return None
    order = hits.assign(town=hits["kind"] == "city").sort_values(
        ["town", "population"], ascending=[False, False], kind="stable"
    )
    return str(order.index[0])
