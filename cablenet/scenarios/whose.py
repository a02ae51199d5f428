"""Scenarios that cut links by whose they are: a country's, an owner's, a supplier's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cablenet import catalog
from cablenet.network import parties as known
from cablenet.network.jurisdictions import link_countries, links_touching
from cablenet.scenarios.model import Scenario, strike, unlike

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    import pandas as pd

    from cablenet.network.jurisdictions import How
    from cablenet.network.model import Network
    from cablenet.network.parties import By, Parties

__all__ = ["country", "owner", "supplier"]

LANDINGS: tuple[How, ...] = ("lands",)
"""What a country is cut at unless told otherwise."""

_WORDS: dict[str, str] = {
    "lands": "landings",
    "territorial": "territorial sea",
    "exclusive": "exclusive economic zone",
    "overland": "land",
}


def country(
    net: Network,
    name: str,
    *,
    how: Collection[How] = LANDINGS,
    territories: bool = False,
    touched: pd.DataFrame | None = None,
    survival: float = 0.0,
) -> Scenario:
    """Every link that meets a country, several (``CN,RU``) or a group of states (``NATO``).

    ``how`` says which: ``lands`` (a segment ends at a landing station there), ``territorial`` and ``exclusive`` (it runs
    through the waters), ``overland`` (it runs over the country). ``touched`` is the table of
    ``cablenet.network.jurisdictions.link_countries``; without it that of the shipped waters is made. A system whose waters
    nobody measured, as those that a user adds, meets the waters of the countries where it lands, and a note says so.

    Raises:
        UnknownNameError: with the nearest known countries and groups.
        InputError: if ``how`` holds something else, or ``survival`` is not in [0, 1].
    """
    notes: tuple[str, ...] = ()
    strange: set[str] = set()
    if touched is None:
        waters, overland = _shipped("waters"), _shipped("overland")
        touched = link_countries(net, waters, overland)
        strange = set(net.systems.index) - set(waters["system_id"])
    everyone = _everyone()
    hit = links_touching(everyone, touched, name, how=how, territories=territories)
    if strange and {"territorial", "exclusive"} & set(how):
        landed = links_touching(everyone, touched, name, how=LANDINGS, territories=territories)
        hit = hit.union(landed[net.links.loc[landed, "system"].isin(strange)])
        notes = (_unmeasured(strange),)
    codes = known.country_codes(everyone, name)
    title = str(net.countries["name"].get(codes[0], name)) if len(codes) == 1 else name
    return Scenario(
        id=unlike(f"country-{name.casefold()}-{'-'.join(how)}", survival, territories=(territories, False)),
        title=f"{title} ({', '.join(_WORDS[each] for each in how)})",
        survival=strike(hit, survival),
        notes=notes,
    )


def owner(
    net: Network,
    name: str,
    *,
    by: By = "any",
    every: bool = False,
    parties: Parties | None = None,
    survival: float = 0.0,
) -> Scenario:
    """Every system in which an owner has a share, and every named link over land that it operates.

    ``name`` is an owner, its parent, a published list, or a country; ``by="parent-country"`` takes all owners controlled
    from a country. With ``every``, only systems of which all owners are meant. Without ``parties``, the owners on the
    systems of the network are read by the shipped list of names.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if the name is a company as well as a country, or ``survival`` is not in [0, 1].
    """
    parties = parties or _parties_of(net)
    systems = known.systems_of_owner(parties, name, by=by, every=every)
    operated = known.links_of_operator(parties, name, by=by, every=every)
    hit = [*_segments(net, systems), *(link for link in operated if link in net.links.index)]
    title = f"{'All that is owned by' if every else 'Owned by'} {name}" + _by(by)
    label = unlike(f"owner-{name.casefold()}{_dash(by)}", survival, every=(every, False))
    return Scenario(id=label, title=title, survival=strike(hit, survival))


def supplier(
    net: Network,
    name: str,
    *,
    by: By = "any",
    every: bool = False,
    parties: Parties | None = None,
    survival: float = 0.0,
) -> Scenario:
    """Every system that a supplier took part in making; names as for :func:`owner`.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if the name is a company as well as a country, or ``survival`` is not in [0, 1].
    """
    systems = known.systems_of_supplier(parties or _parties_of(net), name, by=by, every=every)
    title = f"{'All that was made by' if every else 'Made by'} {name}" + _by(by)
    label = unlike(f"supplier-{name.casefold()}{_dash(by)}", survival, every=(every, False))
    return Scenario(id=label, title=title, survival=strike(_segments(net, systems), survival))


@cache
def _everyone() -> Parties:
    """Parties of the shipped data, read once."""
    return known.read_parties(_party_tables())


@cache
def _party_tables() -> dict[str, pd.DataFrame]:
    """Shipped tables of parties, read once."""
    return catalog.load_tables((*known.PARTY_TABLES, "countries", "systems", "terrestrial"))


def _parties_of(net: Network) -> Parties:
    """Parties of the systems of a network, which may be other than the shipped ones."""
    systems = net.systems.reindex(columns=["owners", "suppliers"]).astype("str").fillna("")
    return known.read_parties({**_party_tables(), "systems": systems.rename_axis("system_id").reset_index()})


@cache
def _shipped(name: str) -> pd.DataFrame:
    """A shipped table, read once; nobody edits it."""
    return catalog.load_table(name)


def _segments(net: Network, systems: Iterable[str]) -> list[str]:
    return list(net.links.index[net.links["system"].isin(list(systems))])


def _by(by: By) -> str:
    return "" if by == "any" else f" ({by})"


def _dash(by: By) -> str:
    return "" if by == "any" else f"-by-{by}"


def _unmeasured(systems: Collection[str]) -> str:
    """A note on systems whose waters nobody measured."""
    some = ", ".join(sorted(systems)[:5]) + (", ..." if len(systems) > 5 else "")
    return f"The waters of {len(systems)} systems are not measured ({some}); only their landings count."
