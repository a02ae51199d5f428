"""How two places are joined, and what a scenario does to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.errors import InputError
from cablenet.metrics.flow import Flow, max_flow
from cablenet.routing.corridors import corridor_table
from cablenet.routing.paths import diverse_paths, paths_table, rtt_from

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.network.places import Place

__all__ = ["Comparison", "Pair", "Terms", "compare", "connect"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What counts as a way: ``paths`` of them are shown; ``allow`` adds links of a status such as ``"sanctioned"``.

    A way narrower than ``least_tbps`` (design capacity of its narrowest link) is a byway: it adds to the flow, but does
    not count as the way taken. The default is of the order of what the European Union and Japan exchange.
    """

    paths: int = 5
    least_tbps: float = 5.0
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """How two places are joined in one network.

    ``paths`` is the table of the best sufficiently different paths between the hubs, the first that of least RTT;
    ``corridors`` the least RTT by each corridor family;
    ``rtt`` the least RTT from each node of ``a`` to the hub of ``b``, by node, infinite where there is none;
    ``flow`` the maximum flow with its minimum cut, ``flow_low`` and ``flow_high`` at careful and bold capacities.
    """

    a: Place
    b: Place
    paths: pd.DataFrame
    corridors: pd.DataFrame
    rtt: pd.Series
    flow: Flow
    flow_low: Flow
    flow_high: Flow

    @property
    def rtt_ms(self) -> float:
        """Least RTT between the hubs, in ms; infinite where there is no path."""
        return float(self.paths["rtt_ms"].iloc[0]) if len(self.paths) else float("inf")

    @property
    def corridor(self) -> str:
        """Corridor of the least-RTT path."""
        return str(self.paths["corridor"].iloc[0]) if len(self.paths) else "none"


def connect(net: Network, a: Place, b: Place, *, terms: Terms | None = None) -> Pair:
    """How ``a`` and ``b`` are joined: the best different paths, least RTT by corridor and from each member, maximum flow.

    Raises:
        InputError: if the two places share a node.
    """
    if set(a.nodes) & set(b.nodes):
        message = f"Found {a.name} and {b.name}, which share a place; expected two that are apart."
        raise InputError(message)
    terms = terms or Terms()
    wide = net.select(net.links["capacity_tbps"] >= terms.least_tbps)
    flows = {
        level: max_flow(net, a.nodes, b.nodes, capacity=f"capacity_{level}tbps", allow=terms.allow)
        for level in ("low_", "", "high_")
    }
    return Pair(
        a=a,
        b=b,
        paths=paths_table(wide, diverse_paths(wide, a.hub, b.hub, count=terms.paths, allow=terms.allow)),
        corridors=corridor_table(wide, a.hub, b.hub, allow=terms.allow),
        rtt=rtt_from(wide, b.hub, allow=terms.allow).reindex(list(a.nodes)).fillna(np.inf),
        flow=flows[""],
        flow_low=flows["low_"],
        flow_high=flows["high_"],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two places before and after: ``hit`` is the table of systems that the scenario hit."""

    before: Pair
    after: Pair
    hit: pd.DataFrame

    def figures(self) -> pd.DataFrame:
        """The headline figures: ``quantity`` (index), ``before``, ``after``, ``unit``."""
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
        return table.set_index("quantity")

    def members(self) -> pd.DataFrame:
        """Least RTT to the hub of the other place from each node, before and after, the worst hit first."""
        table = pd.DataFrame({"before_ms": self.before.rtt, "after_ms": self.after.rtt})
        with np.errstate(invalid="ignore"):
            table["added_ms"] = (table["after_ms"] - table["before_ms"]).fillna(0.0)
        return table.sort_values(["added_ms", "before_ms"], ascending=False, kind="stable")

    def corridors(self) -> pd.DataFrame:
        """Least RTT by corridor family, before and after, those that join the places in either, the best before first."""
        one, other = (side.corridors.set_index("corridor")["rtt_ms"] for side in (self.before, self.after))
        table = pd.DataFrame({"before_ms": one, "after_ms": other})
        return table[np.isfinite(table).any(axis=1)].sort_values(["before_ms", "after_ms"], kind="stable")

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain values, ready for JSON; an infinite RTT is ``None``."""
        return {
            "between": [self.before.a.name, self.before.b.name],
            "figures": _records(self.figures().reset_index()),
            "hit": _records(self.hit.reset_index()),
            "corridors": _records(self.corridors().reset_index()),
            "members": _records(self.members().reset_index()),
            "paths": {"before": _records(self.before.paths), "after": _records(self.after.paths)},
            "min_cut": {
                "before": _records(self.before.flow.links.reset_index()),
                "after": _records(self.after.flow.links.reset_index()),
            },
        }


def compare(before: Network, after: Network, a: Place, b: Place, *, terms: Terms | None = None) -> Comparison:
    """What becomes of the connection of two places when ``before`` turns into ``after``.

    Raises:
        InputError: if the two places share a node.
    """
    return Comparison(
        before=connect(before, a, b, terms=terms), after=connect(after, a, b, terms=terms), hit=_hit(before, after)
    )


def _hit(before: Network, after: Network) -> pd.DataFrame:
    """Systems that lost capacity: ``system`` (index), ``name, segments, cut, cut_km, rfs_year, owners``; longest cut first."""
    links = before.links
    lost = after.links["surviving"].reindex(links.index) < links["surviving"]
    ours = links[(links["system"] != "") & links["system"].isin(links.loc[lost, "system"])]
    grouped = ours.assign(lost=lost[ours.index]).groupby("system")
    table = pd.DataFrame({"segments": grouped.size(), "cut": grouped["lost"].sum().astype(int)})
    table["cut_km"] = ours[lost[ours.index]].groupby("system")["length_km"].sum().round().astype(int)
    facts = before.systems.loc[table.index, ["name", "rfs_year", "owners"]]
    table = facts[["name"]].join(table).join(facts[["rfs_year", "owners"]])
    return table.sort_values(["cut_km", "name"], ascending=[False, True])


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
