"""Policies: which links traffic may take, and whose traffic (conventions 6.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from cablenet import catalog
from cablenet.errors import InputError, unknown_name
from cablenet.network.jurisdictions import HOWS, link_countries, links_touching
from cablenet.network.parties import (
    country_codes,
    links_of_operator,
    load_parties,
    systems_of_owner,
    systems_of_supplier,
)
from cablenet.network.places import names_of
from cablenet.scenarios import cuts

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import pandas as pd

    from cablenet.network.jurisdictions import How
    from cablenet.network.model import Network
    from cablenet.network.parties import Parties

__all__ = ["FREE", "Policy", "Rule", "avoid", "standard", "trusted"]

MOST_RULES = 8
"""Rules that close links, in one policy: each is a bit of a byte."""

LAST_RESORT_MS = 300.0
"""Price put on links over land that are degraded or of low capacity: taken where there is hardly another way."""

SANCTIONING = "eu-restrictive-measures-telecom"
"""The published group of states whose own traffic may still use links that are closed to transit by sanctions."""

Kind = Literal["jurisdiction", "owner", "supplier", "chokepoint", "status", "system"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Links that are closed, or dearer by ``price_ms`` round trip.

    A closed link may still be used by traffic that has an end in an ``exempt`` place (a country's code); a price is
    paid by everyone.
    """

    title: str
    links: frozenset[str]
    exempt: frozenset[str] = frozenset()
    price_ms: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Rules that hold together; ``|`` joins two policies.

    ``title`` is one line for tables and maps. At most eight rules may close links.
    """

    title: str
    rules: tuple[Rule, ...] = ()

    def __or__(self, other: Policy) -> Policy:
        """Both at once; a rule that stands in both counts once."""
        if set(other.rules) <= set(self.rules):
            return self
        titles = [title for title in (self.title, other.title) if title != FREE.title]
        return Policy(
            title=" and ".join(dict.fromkeys(titles)) or FREE.title,
            rules=tuple(dict.fromkeys((*self.rules, *other.rules))),
        )

    @property
    def closing(self) -> tuple[Rule, ...]:
        """Rules that close links, the first of which is bit 0.

        Raises:
            InputError: if there are more than eight.
        """
        rules = tuple(rule for rule in self.rules if rule.price_ms is None)
        if len(rules) > MOST_RULES:
            message = (
                f"Found {len(rules)} rules that close links, the standard one included, expected at most {MOST_RULES}; "
                "name several in one, e.g. avoid(net, 'jurisdiction', ['CN', 'RU'])."
            )
            raise InputError(message)
        return rules

    def barred(self, countries: Collection[str]) -> frozenset[str]:
        """Links that are closed to traffic between these countries, whichever two of them it is."""
        return frozenset().union(*(rule.links for rule in self.closing if rule.exempt.isdisjoint(countries)))

    def __repr__(self) -> str:
        """Title and counts."""
        return (
            f"Policy {self.title}: {len(self.rules)} rules on {len(set().union(*(r.links for r in self.rules)))} links"
        )


FREE = Policy(title="free")
"""Every link that is alive may be taken by everyone."""


def standard(net: Network, *, allow: str | Collection[str] = ()) -> Policy:
    """What holds where nothing else is said.

    Links over land that are sanctioned carry no transit: only traffic of the states under the sanctions (the
    published group ``eu-restrictive-measures-telecom``) may use them. Links that are degraded or of low capacity cost
    300 ms more, so that they are a last resort. A status in ``allow`` is not held against a link.
    """
    allow = names_of(allow)
    status = net.links["status"]
    rules = []
    barred = frozenset(net.links.index[status == "sanctioned"])
    if barred and "sanctioned" not in allow:
        groups = catalog.load_table("groups")
        exempt = frozenset(groups.loc[groups["group_id"] == SANCTIONING, "country"])
        rules.append(Rule(title="no transit over sanctioned links", links=barred, exempt=exempt))
    weak = frozenset(net.links.index[status.isin({"degraded", "low-capacity"} - set(allow))])
    if weak:
        rules.append(Rule(title="weak links last", links=weak, price_ms=LAST_RESORT_MS))
    title = f"allow {', '.join(sorted(set(allow)))}" if allow else FREE.title
    return Policy(title=title, rules=tuple(rules))


def avoid(
    net: Network,
    kind: Kind,
    names: str | Sequence[str],
    *,
    exempt: str | Collection[str] = (),
    price_ms: float | None = None,
    how: Collection[How] = HOWS,
) -> Policy:
    """Close links by what they are, or price them.

    ``kind`` and ``names``: ``jurisdiction`` (countries or groups of states; ``how`` a link meets them: ``lands``,
    ``territorial`` and ``exclusive`` waters, ``overland``; territories with a code of their own are not meant),
    ``owner`` and ``supplier`` (a name, a parent, a published list, a country), ``chokepoint`` and ``system`` (an id, or
    the full name in capitals or not), ``status``. ``exempt`` are countries whose own traffic may pass;
    with ``price_ms`` the links stay open to all and cost that much more, round trip.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError: if ``names`` is empty, or ``price_ms`` is negative or no number, or stands with ``exempt``.
    """
    names, exempt = names_of(names), names_of(exempt)
    if not names:
        message = f"Found no names of what to avoid, expected one {kind} or more."
        raise InputError(message)
    if price_ms is not None and (not np.isfinite(price_ms) or price_ms < 0 or exempt):
        message = (
            f"Found price_ms={price_ms}, exempt={sorted(exempt)}; expected a price from 0 up, and then no exemption."
        )
        raise InputError(message)
    links = frozenset(str(link) for name in names for link in _links(net, kind, name, how))
    verb = "avoid" if price_ms is None else f"{price_ms:g} ms on"
    title = f"{verb} {kind} {', '.join(names)}"
    rule = Rule(title=title, links=links, exempt=_codes(exempt), price_ms=price_ms)
    return Policy(title=title, rules=(rule,))


def trusted(
    net: Network,
    members: str | Sequence[str],
    *,
    how: Collection[How] = ("lands", "territorial", "overland"),
    least_km: float = 0.0,
) -> Policy:
    """Traffic between ``members`` (countries or groups) stays on links that meet members alone.

    All other traffic goes as it likes, and competes. ``how`` says what counts as meeting a country (by default not
    the waters beyond 12 nautical miles); ``least_km`` passes over shorter stretches. Territories count as members
    with their sovereign.

    Raises:
        UnknownNameError: with the nearest known countries and groups.
        InputError: if ``members`` is empty or ``how`` holds something else.
    """
    members = names_of(members)
    if not members:
        message = "Found no members, expected countries or groups of states, e.g. ['EU', 'JP', 'US']."
        raise InputError(message)
    parties = load_parties()
    inside = set(_codes(members, parties))
    inside |= set(parties.countries.index[parties.countries["sovereign"].isin(sorted(inside))])
    outside = sorted(set(parties.countries.index) - inside)
    links = links_touching(parties, _touched(net), ",".join(outside), how=how, least_km=least_km)
    title = f"only through {', '.join(members)}"
    return Policy(title=title, rules=(Rule(title=title, links=frozenset(map(str, links)), exempt=frozenset(outside)),))


def _links(net: Network, kind: Kind, name: str, how: Collection[How]) -> pd.Index:
    """Ids of the links that a name means."""
    if kind not in get_args(Kind):
        message = f"Found kind {kind!r}, expected one of {', '.join(get_args(Kind))}."
        raise InputError(message)
    if kind == "jurisdiction":
        return links_touching(load_parties(), _touched(net), name, how=how)
    if kind == "owner":
        parties = load_parties()
        ours = net.links["system"].isin(systems_of_owner(parties, name))
        return net.links.index[ours].union(net.links.index.intersection(links_of_operator(parties, name)))
    if kind == "supplier":
        return net.links.index[net.links["system"].isin(systems_of_supplier(load_parties(), name))]
    if kind == "chokepoint":
        return cuts.chokepoint(net, name).survival.index
    if kind == "system":
        return cuts.system(net, name).survival.index
    known = net.links["status"]
    if name not in set(known):
        raise unknown_name("status", name, set(known))
    return net.links.index[known == name]


def _touched(net: Network) -> pd.DataFrame:
    """Countries of each link, from the built-in tables of waters and lands crossed."""
    tables = catalog.load_tables(("waters", "overland"))
    return link_countries(net, tables["waters"], tables["overland"])


def _codes(names: Collection[str], parties: Parties | None = None) -> frozenset[str]:
    """Codes of countries and groups of states."""
    if not names:
        return frozenset()
    known = parties or load_parties()
    return frozenset(code for name in sorted(names) for code in country_codes(known, name))
