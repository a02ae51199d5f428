"""What becomes of the world's traffic, and of that between two places, when one network turns into another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.network.places import Place, find_place
from cablenet.routing.assignment import route
from cablenet.routing.connection import Terms, connect
from cablenet.routing.policies import standard
from cablenet.routing.routes import HAIR_TBPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.demand.model import Demand
    from cablenet.network.model import Level, Network, Survival
    from cablenet.routing.assignment import Effort, Model
    from cablenet.routing.connection import Connection
    from cablenet.routing.policies import Policy
    from cablenet.routing.routes import Routes

__all__ = ["Between", "Comparison", "at_level", "compare", "policy_price", "reroute"]


def compare(before: Routes, after: Routes) -> Comparison:
    """Compare two results for the same demand, e.g. of a network before and under a scenario.

    Raises:
        InputError: if the two do not have the same pairs in their demand.
    """
    same = before.demand.pairs[["a", "b"]].equals(after.demand.pairs[["a", "b"]])
    if not same:
        message = "Found two results for different pairs of places, expected the same demand before and after."
        raise InputError(message)
    return Comparison(before=before, after=after)


def reroute(  # noqa: PLR0913 -- what is routed, and the options of route
    net: Network,
    scenario: Survival,
    demand: Demand,
    *,
    levels: Sequence[Level] = ("central",),
    model: Model = "optimal",
    policy: Policy | None = None,
    effort: Effort | None = None,
) -> dict[Level, Comparison]:
    """Route ``demand`` before and under ``scenario``, at each level of capacity and demand (:func:`at_level`), and compare.

    The result after the cut starts from that before it.

    Raises:
        InputError: if the model is unknown, or the policy has too many rules.
    """
    found: dict[Level, Comparison] = {}
    for level in levels:
        here, wanted = at_level(net, demand, level)
        before = route(here, wanted, model=model, policy=policy, effort=effort)
        after = route(here.under(scenario), wanted, model=model, policy=policy, effort=effort, start=before)
        found[level] = compare(before, after)
    return found


def at_level(net: Network, demand: Demand, level: Level) -> tuple[Network, Demand]:
    """The network and its demand at a level: ``low`` is the careful end, low capacities and the high end of the world's total.

    ``high`` is the bold end, high capacities and the low end of the total.
    """
    low, _, high = demand.interval_tbps
    total = {"low": high, "high": low}.get(level)
    return net.at(level), demand if total is None or not demand.total_tbps else demand.scaled_to(total)


def policy_price(
    net: Network,
    demand: Demand,
    policy: Policy,
    *,
    model: Model = "optimal",
    effort: Effort | None = None,
    beside: Policy | None = None,
) -> Comparison:
    """What a policy costs: ``demand`` routed without it (before) and with it (after), in ms and Tbps.

    Before, the standard policy holds; after, the policy and what stands ``beside`` it, the standard policy unless another is
    given (``standard(net, allow=["sanctioned"])``). ``.between("EU", "JP").traffic`` is the price that two places pay.

    Raises:
        InputError: if the model is unknown, or the policies have too many rules.
    """
    usual = standard(net)
    free = route(net, demand, model=model, policy=usual, effort=effort)
    bound = (usual if beside is None else beside) | policy
    return compare(free, route(net, demand, model=model, policy=bound, effort=effort, start=free))


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The world's traffic before and after."""

    before: Routes
    after: Routes

    @cached_property
    def figures(self) -> pd.DataFrame:
        """World totals: ``quantity`` (index), ``before, after, unit``."""
        one, other = self.before.totals(), self.after.totals()
        full = [float((side.utilisation > 0.999).sum()) for side in (self.before, self.after)]
        rows = [
            ("demand", one["demand_tbps"], other["demand_tbps"], "Tbps"),
            ("served", one["served_tbps"], other["served_tbps"], "Tbps"),
            ("not served", one["unserved_tbps"], other["unserved_tbps"], "Tbps"),
            ("mean RTT of what is served", one["rtt_ms"], other["rtt_ms"], "ms"),
            ("pairs of countries cut off", one["pairs_cut_off"], other["pairs_cut_off"], ""),
            ("links full", *full, ""),
        ]
        return pd.DataFrame(rows, columns=["quantity", "before", "after", "unit"]).set_index("quantity")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Each pair: ``a, b, demand_tbps``, then ``served_tbps`` and ``rtt_ms`` before and after, ``lost_tbps, added_ms``."""
        one, other = self.before.pairs, self.after.pairs
        table = one[["a", "b", "demand_tbps"]].assign(
            served_before_tbps=one["served_tbps"],
            served_after_tbps=other["served_tbps"],
            lost_tbps=one["served_tbps"] - other["served_tbps"],
            rtt_before_ms=one["rtt_ms"],
            rtt_after_ms=other["rtt_ms"],
        )
        both = np.isfinite(table["rtt_before_ms"]) & np.isfinite(table["rtt_after_ms"])
        return table.assign(added_ms=(table["rtt_after_ms"] - table["rtt_before_ms"]).where(both))

    @cached_property
    def countries(self) -> pd.DataFrame:
        """Who is hurt: by place, the worst first.

        ``place`` (index), ``demand_tbps``, ``served_before_tbps, served_after_tbps, lost_tbps, lost_share`` (of what was served
        before), ``rtt_before_ms, rtt_after_ms`` (means of what is served), ``added_ms``; the last is missing where nothing is left.
        """
        pairs = self.pairs
        ends = pd.concat([pairs.assign(place=pairs[end]) for end in "ab"], ignore_index=True)
        for side in ("before", "after"):
            served = ends[f"served_{side}_tbps"]
            ends[f"delay_{side}"] = np.where(served > HAIR_TBPS, ends[f"rtt_{side}_ms"], 0.0) * served
        columns = ["demand_tbps", "served_before_tbps", "served_after_tbps", "lost_tbps", "delay_before", "delay_after"]
        table = ends.groupby("place")[columns].sum()
        table["lost_share"] = _share(table["lost_tbps"], table["served_before_tbps"])
        for side in ("before", "after"):
            table[f"rtt_{side}_ms"] = _share(table.pop(f"delay_{side}"), table[f"served_{side}_tbps"], empty=np.inf)
        both = np.isfinite(table["rtt_before_ms"]) & np.isfinite(table["rtt_after_ms"])
        table["added_ms"] = (table["rtt_after_ms"] - table["rtt_before_ms"]).where(both)
        order = ["lost_share", "added_ms"]
        return table.round(12).sort_values(order, ascending=False, kind="stable", na_position="first")

    @cached_property
    def links(self) -> pd.DataFrame:
        """Links whose load changed, the greatest gain first.

        ``link_id`` (index), ``system, name, a, b, capacity_tbps`` (after), ``before_tbps, after_tbps, gained_tbps,
        utilisation_before, utilisation_after``.
        """
        after = self.after
        table = after.net.links[["system", "name", "a", "b", "capacity_tbps"]].copy()
        table = pd.DataFrame(table)
        table["before_tbps"] = self.before.flow.reindex(table.index, fill_value=0.0)
        table["after_tbps"] = after.flow
        table["gained_tbps"] = table["after_tbps"] - table["before_tbps"]
        table["utilisation_before"] = self.before.utilisation.reindex(table.index, fill_value=0.0)
        table["utilisation_after"] = after.utilisation
        changed = table[table["gained_tbps"].abs() > HAIR_TBPS].sort_index()
        return changed.sort_values("gained_tbps", ascending=False, kind="stable")

    @cached_property
    def hit(self) -> pd.DataFrame:
        """Systems that lost capacity: ``system`` (index), ``name, segments, cut, cut_km, rfs_year, owners``; longest first."""
        return _hit(self.before.net, self.after.net)

    def between(self, one: Place | str, other: Place | str, *, terms: Terms | None = None) -> Between:
        """The same for two places, or what :func:`cablenet.find_place` finds by their names: ``between("EU", "JP")``.

        How the two are joined leaves out the links that the policy closes to all traffic between them.

        Raises:
            UnknownNameError: with the nearest known names.
            InputError: if the two places share a node.
        """
        net = self.before.net
        a, b = (place if isinstance(place, Place) else find_place(net, place) for place in (one, other))
        sides = (
            connect(_open_to(side, {*a.countries, *b.countries}), a, b, terms=terms)
            for side in (self.before, self.after)
        )
        return Between(whole=self, before=next(sides), after=next(sides))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON; an infinite figure is ``None``."""
        return {
            "model": self.after.model,
            "policy": self.after.policy.title,
            "certificates": [_certificate(self.before), _certificate(self.after)],
            "world": _records(self.figures.reset_index()),
            "hit": _records(self.hit.reset_index()),
            "countries": _records(self.countries.reset_index()),
            "links": _records(self.links.reset_index()),
        }

    def __repr__(self) -> str:
        """One line: what is served before and after."""
        served, rtt = self.figures.loc["served"], self.figures.loc["mean RTT of what is served"]
        return (
            f"Comparison of the world's traffic: {served['before']:,.1f} → {served['after']:,.1f} Tbps served, mean RTT "
            f"{rtt['before']:.1f} → {rtt['after']:.1f} ms, {len(self.hit)} systems lost capacity"
        )

    def _repr_html_(self) -> str:
        """Show the totals and who is worst hit in a notebook."""
        worst = self.countries[["served_before_tbps", "served_after_tbps", "lost_share", "added_ms"]]
        return _shown(self, self.figures, worst)


@dataclass(frozen=True, kw_only=True)
class Between:
    """Two places before and after: their traffic in the world's, and how they are joined.

    ``before`` and ``after`` say how the places are joined whatever else is on the cables; ``whole`` is the comparison of the
    world's traffic.
    """

    whole: Comparison
    before: Connection
    after: Connection

    @property
    def sides(self) -> tuple[tuple[Routes, Connection], tuple[Routes, Connection]]:
        """Before and after, each with its routes and its connection."""
        return (self.whole.before, self.before), (self.whole.after, self.after)

    @cached_property
    def traffic(self) -> pd.DataFrame:
        """Traffic between the two: ``quantity`` (index), ``before, after, unit``: demand, served, mean and extreme RTT."""
        columns = [_traffic(routes, self.before.a, self.before.b) for routes, _ in self.sides]
        table = pd.DataFrame(dict(zip(("before", "after"), columns, strict=True)))
        return table.assign(unit=["Tbps", "Tbps", "Tbps", "ms", "ms", "ms"]).rename_axis("quantity")

    @cached_property
    def shares(self) -> pd.DataFrame:
        """Traffic by corridor: ``corridor`` (index), ``before_tbps, after_tbps, before_ms, after_ms``; the largest before first."""
        one, other = (routes.corridors(self.before.a, self.before.b) for routes, _ in self.sides)
        table = pd.DataFrame(
            {
                "before_tbps": one["tbps"],
                "after_tbps": other["tbps"],
                "before_ms": one["rtt_ms"],
                "after_ms": other["rtt_ms"],
            }
        ).rename_axis("corridor")
        table[["before_tbps", "after_tbps"]] = table[["before_tbps", "after_tbps"]].fillna(0.0)
        return table.sort_values(["before_tbps", "after_tbps"], ascending=False, kind="stable")

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The headline figures: ``quantity`` (index), ``before, after, unit``."""
        one, other = self.before, self.after
        rows: list[tuple[str, float, float, str]] = [
            ("least RTT", one.rtt_ms, other.rtt_ms, "ms"),
            ("median least RTT of the members", float(one.rtt.median()), float(other.rtt.median()), "ms"),
            ("members cut off", float(np.isinf(one.rtt).sum()), float(np.isinf(other.rtt).sum()), ""),
            ("maximum flow", one.flow.tbps, other.flow.tbps, "Tbps"),
            ("maximum flow, low", one.flow_low.tbps, other.flow_low.tbps, "Tbps"),
            ("maximum flow, high", one.flow_high.tbps, other.flow_high.tbps, "Tbps"),
        ]
        table = pd.DataFrame(rows, columns=["quantity", "before", "after", "unit"])
        return pd.concat([self.traffic, table.set_index("quantity")])

    @cached_property
    def members(self) -> pd.DataFrame:
        """Least RTT to the hub of the other place from each node, before and after, the worst hit first."""
        table = pd.DataFrame({"before_ms": self.before.rtt, "after_ms": self.after.rtt})
        with np.errstate(invalid="ignore"):
            table["added_ms"] = (table["after_ms"] - table["before_ms"]).fillna(0.0)
        return table.sort_values(["added_ms", "before_ms"], ascending=False, kind="stable")

    @cached_property
    def corridors(self) -> pd.DataFrame:
        """Least RTT by corridor family, before and after, those that join the places in either, the best before first."""
        one, other = (side.corridors.set_index("corridor")["rtt_ms"] for side in (self.before, self.after))
        table = pd.DataFrame({"before_ms": one, "after_ms": other})
        return table[np.isfinite(table).any(axis=1)].sort_values(["before_ms", "after_ms"], kind="stable")

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON; an infinite figure is ``None``."""
        return {
            "between": [self.before.a.name, self.before.b.name],
            "figures": _records(self.figures.reset_index()),
            "traffic_by_corridor": _records(self.shares.reset_index()),
            "corridors": _records(self.corridors.reset_index()),
            "members": _records(self.members.reset_index()),
            "paths": {"before": _records(self.before.paths), "after": _records(self.after.paths)},
            "min_cut": {
                "before": _records(self.before.flow.links.reset_index()),
                "after": _records(self.after.flow.links.reset_index()),
            },
            **self.whole.to_dict(),
        }

    def __repr__(self) -> str:
        """One line: the two places, and what is served before and after."""
        served = self.traffic.loc["served"]
        names = f"{self.before.a.title} - {self.before.b.title}"
        return f"Between {names}: {served['before']:,.2f} → {served['after']:,.2f} Tbps served"

    def _repr_html_(self) -> str:
        """Show the figures and the corridors in a notebook."""
        return _shown(self, self.figures, self.shares)


def _open_to(routes: Routes, countries: set[str]) -> Network:
    """The network without the links that its policy closes to all traffic between these countries."""
    ids = routes.net.links.index
    barred = ids.isin(sorted(routes.policy.barred(countries)))
    return routes.net.select(pd.Series(~barred, index=ids)) if barred.any() else routes.net


def _traffic(routes: Routes, one: Place, other: Place) -> pd.Series:
    """Demand, served and RTT of the pairs that join two places."""
    pairs = routes.pairs[routes.select(one, other)]
    served = pairs[pairs["served_tbps"] > HAIR_TBPS]
    total = float(served["served_tbps"].sum())
    return pd.Series(
        {
            "demand": float(pairs["demand_tbps"].sum()),
            "served": total,
            "not served": float(pairs["unserved_tbps"].sum()),
            "mean RTT of the traffic": float((served["rtt_ms"] * served["served_tbps"]).sum()) / total
            if total > 0
            else np.inf,
            "shortest way taken": float(served["least_ms"].min()) if len(served) else np.inf,
            "longest way taken": float(served["most_ms"].max()) if len(served) else np.inf,
        }
    )


def _shown(thing: object, *tables: pd.DataFrame) -> str:
    """A line of text and the heads of tables as HTML, everything escaped."""
    from html import escape

    return f"<p>{escape(repr(thing))}</p>" + "".join(
        str(table.head(8).round(3).to_html(escape=True)) for table in tables
    )


def _share(part: pd.Series, whole: pd.Series, *, empty: float = 0.0) -> pd.Series:
    """Part over whole, ``empty`` where there is no whole."""
    ratio = part / whole.where(whole > HAIR_TBPS)
    return ratio.fillna(empty)


def _hit(before: Network, after: Network) -> pd.DataFrame:
    """Table of :attr:`Comparison.hit`."""
    links = before.links
    lost = after.links["surviving"].reindex(links.index) < links["surviving"]
    ours = links[(links["system"] != "") & links["system"].isin(links.loc[lost, "system"])]
    grouped = ours.assign(lost=lost[ours.index]).groupby("system")
    table = pd.DataFrame({"segments": grouped.size(), "cut": grouped["lost"].sum().astype(int)})
    table["cut_km"] = ours[lost[ours.index]].groupby("system")["length_km"].sum().round().astype(int)
    facts = before.systems.loc[table.index, ["name", "rfs_year", "owners"]]
    table = facts[["name"]].join(table).join(facts[["rfs_year", "owners"]])
    return table.sort_values(["cut_km", "name"], ascending=[False, True])


def _certificate(routes: Routes) -> dict[str, Any] | None:
    found = routes.certificate
    if found is None:
        return None
    return {"objective": found.objective, "bound": found.bound, "gap": found.gap, "status": found.status}


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): _plain(value) for name, value in row.items()} for row in table.to_dict("records")]


def _plain(value: Any) -> Any:  # noqa: ANN401 - cells of any column
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA:
        return None
    if isinstance(value, (float, np.floating)):
        return round(float(value), 6) if np.isfinite(value) else None
    if isinstance(value, (int, np.integer)):
        return int(value)
    return str(value)
