"""Names that people use, and the places of a demand that they mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.errors import InputError, UnknownNameError, unknown_name
from cablenet.network.parties import group_members, load_parties
from cablenet.network.places import check_name, find_place

if TYPE_CHECKING:
    from cablenet.demand.model import Demand
    from cablenet.network.model import Network

__all__ = ["between", "members_of", "places_named"]


def members_of(net: Network, name: str) -> tuple[str, ...]:
    """Places that a name means, sorted: countries by code, whether the network reaches them or not, or one node.

    >>> from cablenet import load
    >>> members_of(load(), "Japan")
    ('JP',)

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if ``name`` is no text.
    """
    text, countries = check_name(name).strip(), net.countries
    if text.upper() == "EU" and "eu_member" in countries:
        return tuple(sorted(countries.index[(countries["eu_member"] == 1).to_numpy(dtype=bool)]))
    named = countries.index[countries["name"].str.casefold() == text.casefold()]
    if len(named):
        return (str(named[0]),)
    codes = {code.strip().upper() for code in text.split(",")}
    if codes <= set(countries.index):
        return tuple(sorted(codes))
    try:
        place = find_place(net, text)
    except UnknownNameError:
        raise
    except InputError:  # a group whose first member nothing joins on this date
        place = None
    if place is not None and place.nodes == (place.name,):
        return (place.name,)
    members = sorted(set(group_members(load_parties(), text)) & set(countries.index))
    if not members:
        raise unknown_name("place", name, ["EU", *countries.index, *countries["name"]])
    return tuple(members)


def between(net: Network, demand: Demand, a: str, b: str) -> Demand:
    """What two places exchange, each a country, a group of countries, or a node of the demand; pairs of their members.

    >>> from cablenet import load
    >>> net = load()
    >>> from cablenet.demand import gravity
    >>> [round(tbps) for tbps in between(net, gravity(net, year=2025), "EU", "JP").interval_tbps]
    [1, 3, 5]

    Raises:
        UnknownNameError: if a name means nothing.
        InputError: if the demand has no pairs of one of them.
    """
    return demand.between(*(places_named(net, demand, name) for name in (a, b)))


def places_named(net: Network, demand: Demand, name: str) -> set[str]:
    """Places of a demand that a name means.

    Raises:
        UnknownNameError: if the name means nothing.
        InputError: if the demand has no pairs of it.
    """
    known = set(demand.places)
    found = {name} if name in known else set(members_of(net, name)) & known
    if not known:
        message = f"Found a demand with no pairs at all, expected some of {name!r}."
        raise InputError(message)
    if not found:
        near = unknown_name("place", name, known).nearest
        hint = f"; near it are {', '.join(near)}" if near else ""
        message = f"Found no pairs of {name!r} in this demand, expected one of its {len(known)} places{hint}."
        raise InputError(message)
    return found
