"""Places by name: a country, a group of countries, a city or a landing station, as nodes where its traffic enters."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cablenet.errors import InputError, UnknownNameError, told, unknown_name
from cablenet.network.parties import group_members, load_parties

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from cablenet.network.model import Network

__all__ = ["Place", "find_place"]

EU_HUB = "frankfurt-de"
"""Where delays of the European Union are measured from: the site of its largest Internet exchange (DE-CIX)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere demand enters the network.

    ``hub`` is the node from which delays are quoted; ``nodes`` all nodes at which traffic enters, one a country;
    ``countries`` the codes of those countries, or of the country in which a city or station lies; ``inside`` all towns and
    landing stations of the place, where it can be left whichever way traffic takes to them.
    """

    name: str
    title: str
    hub: str
    nodes: tuple[str, ...]
    countries: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()


def find_place(net: Network, name: str) -> Place:
    """Place of this name: ``EU``, a country (``JP``, ``Japan``), country codes joined by commas, or a city or station.

    A country is entered at its Internet city; a list of countries, or a published group of states (``G7``), is measured
    from its first one. Cities and stations
    go by id (``frankfurt-de``) or name (``Frankfurt``; the largest town where several share a name).

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if nothing joins the place on the date of the network, or ``name`` is no text.
    """
    text = check_name(name).strip()
    countries = net.countries
    if text.upper() == "EU":
        members = countries.index[countries["eu_member"] == 1]
        return _place(net, ("EU", "European Union"), list(members), hub=EU_HUB)
    codes = [code.strip().upper() for code in text.split(",")]
    named = countries.index[countries["name"].str.casefold() == text.casefold()]
    if len(named):
        codes = [str(named[0])]
    if all(code in countries.index for code in codes):
        return _place(net, (",".join(codes), ", ".join(countries.loc[codes, "name"])), codes)
    node = _node(net.nodes, text)
    if node is None:
        with suppress(UnknownNameError):
            members = [code for code in group_members(load_parties(), text) if code in countries.index]
            return _place(net, (text, text), members)
        places = _named(net.nodes)
        raise unknown_name("place", name, ["EU", *countries.index, *countries["name"], *places.index, *places["name"]])
    row = net.nodes.loc[node]
    return Place(
        name=node, title=str(row["name"]), hub=node, nodes=(node,), countries=(str(row["country"]),), inside=(node,)
    )


def place_of(net: Network, place: Place | str) -> Place:
    """The place itself, or that of a name (:func:`find_place`).

    Raises:
        UnknownNameError, InputError: as :func:`find_place`.
    """
    return place if isinstance(place, Place) else find_place(net, place)


def check_name(name: object) -> str:
    """The name of a place, if it is text.

    Raises:
        InputError: if it is something else.
    """
    if not isinstance(name, str):
        message = f"Found {told(name)}, expected the name of a place, e.g. 'EU', 'Japan' or 'Frankfurt'."
        raise InputError(message)
    return name


def names_of(names: str | Iterable[str]) -> tuple[str, ...]:
    """Names, of which a text alone is one.

    >>> names_of("JP"), names_of(["JP", "KR"])
    (('JP',), ('JP', 'KR'))

    Raises:
        InputError: if there is something else among them.
    """
    found: tuple[Any, ...] = (names,) if isinstance(names, str) or not hasattr(names, "__iter__") else tuple(names)
    strange = [name for name in found if not isinstance(name, str)]
    if strange:
        message = f"Found {told(strange[0])} where a name is meant, expected text, or a list of texts."
        raise InputError(message)
    return found


def _place(net: Network, names: tuple[str, str], codes: list[str], *, hub: str | None = None) -> Place:
    """Place of several countries, measured from ``hub`` or the first; those that nothing joins are left out."""
    name, title = names
    every = [*([hub] if hub else []), *net.countries.loc[codes, "internet_city"]]
    cities = [city for city in every if city in net.nodes.index] if len(every) > 1 else every
    if not cities or cities[0] not in net.nodes.index:
        message = (
            f"Found {title}, whose Internet city nothing joins as of {net.as_of}; "
            "name one of its landing stations, or a later date."
        )
        raise InputError(message)
    inside = net.nodes.index[net.nodes["country"].isin(codes)]
    return Place(
        name=name,
        title=title,
        hub=cities[0],
        nodes=tuple(sorted(set(cities))),
        countries=tuple(sorted(set(codes))),
        inside=tuple(sorted({*cities, *inside})),
    )


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
