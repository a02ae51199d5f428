"""Scenarios that cut links by whose they are: a country's, an owner's, a supplier's."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from cablenet import catalog
from cablenet.network import parties as known
from cablenet.network.jurisdictions import link_countries, links_touching
from cablenet.scenarios.model import Scenario, strike

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
    ``cablenet.network.jurisdictions.link_countries``; without it that of the shipped waters is made.

    Raises:
        UnknownNameError: with the nearest known countries and groups.
        InputError: if ``how`` holds something else, or ``survival`` is not in [0, 1].
    """
    notes: tuple[str, ...] = ()
    if touched is None:
        waters, overland = _shipped("waters"), _shipped("overland")
        touched = link_countries(net, waters, overland)
        notes = _unmeasured(net, waters, how)
    everyone = _everyone()
    hit = links_touching(everyone, touched, name, how=how, territories=territories)
    codes = known.country_codes(everyone, name)
    title = str(net.countries["name"].get(codes[0], name)) if len(codes) == 1 else name
    return Scenario(
        id=f"country-{name.casefold()}-{'-'.join(how)}",
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
    from a country. With ``every``, only systems of which all owners are meant.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if the name is a company as well as a country, or ``survival`` is not in [0, 1].
    """
    parties = parties or _everyone()
    systems = known.systems_of_owner(parties, name, by=by, every=every)
    operated = known.links_of_operator(parties, name, by=by, every=every)
    hit = [*_segments(net, systems), *(link for link in operated if link in net.links.index)]
    title = f"{'All that is owned by' if every else 'Owned by'} {name}" + _by(by)
    return Scenario(id=f"owner-{name.casefold()}{_dash(by)}", title=title, survival=strike(hit, survival))


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
    systems = known.systems_of_supplier(parties or _everyone(), name, by=by, every=every)
    title = f"{'All that was made by' if every else 'Made by'} {name}" + _by(by)
    return Scenario(
        id=f"supplier-{name.casefold()}{_dash(by)}", title=title, survival=strike(_segments(net, systems), survival)
    )


@cache
def _everyone() -> Parties:
    """Parties of the shipped data, read once."""
    return known.load_parties()


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


def _unmeasured(net: Network, waters: pd.DataFrame, how: Collection[How]) -> tuple[str, ...]:
    """A note on systems whose waters nobody measured: those that a user added."""
    if not {"territorial", "exclusive"} & set(how):
        return ()
    strange = sorted(set(net.systems.index) - set(waters["system_id"]))
    if not strange:
        return ()
    return (
        f"The waters of {len(strange)} systems are not measured ({', '.join(strange[:5])}); only their landings count.",
    )
