"""What the traffic of a place rides: chokepoints, countries, systems, landing towns and corridors, by share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet import catalog
from cablenet.metrics import concentration, corridor_shares, dependence, jurisdiction_groups, risk_groups
from cablenet.network import link_countries
from cablenet.report.limits import limits
from cablenet.report.tables import rich_table, table_json
from cablenet.report.text import shown

if TYPE_CHECKING:
    from cablenet.network import Place
    from cablenet.routing import Routes

__all__ = ["dependence_figures", "dependence_json", "dependence_tables", "ridden"]

SHOWN = 12
"""Rows of each table on the terminal; JSON has them all."""

KINDS = {
    "chokepoint": "Chokepoints",
    "country": "Countries crossed or landed in",
    "system": "Systems",
    "landing": "Landing towns",
}
"""Kinds of groups, and how their tables are called."""


def ridden(routes: Routes, groups: pd.DataFrame, *places: Place) -> pd.DataFrame:
    """Traffic of one place, or between two ``places``, that rides each group of links: ``tbps, share`` by group, the largest first.

    ``groups`` is a table ``link_id, group``. The share is of the demand, served or not; shares do not add up, since a path
    rides several groups (:func:`cablenet.metrics.dependence`).
    """
    flows, rides = routes.rides()
    pairs = routes.select(*places)
    chosen = pairs[routes.layout.pair[routes.solution.commodity]]
    # All of it as one: with one name for both ends of every path the shares are those of the whole.
    flows = flows[chosen].assign(a="all", b="all")
    rides = rides[rides["path"].isin(flows["path"])]
    table = dependence(flows, rides, groups, pd.Series({"all": "all"})).set_index("group")[["tbps"]]
    table["share"] = table["tbps"] / float(routes.pairs.loc[pairs, "demand_tbps"].sum())
    return table.sort_index().sort_values("share", ascending=False, kind="stable")


def dependence_figures(routes: Routes, *places: Place) -> dict[str, pd.DataFrame]:
    """Tables ``id, name, tbps, share`` of what traffic of one place, or between two, rides, by title; corridors come last."""
    net, tables = routes.net, catalog.load_tables(("waters", "overland"))
    groups = pd.concat(
        [risk_groups(net), jurisdiction_groups(link_countries(net, tables["waters"], tables["overland"]))]
    )
    table = ridden(routes, groups, *places).reset_index()
    table[["kind", "id"]] = table["group"].str.split(":", n=1, expand=True)
    own = {code for place in places for code in place.countries}
    table = table[(table["kind"] != "country") | ~table["id"].isin(own)]
    known = {"chokepoint": net.chokepoints, "country": net.countries, "system": net.systems, "landing": net.nodes}
    names = pd.concat([rows["name"].rename(f"{kind}:{{}}".format) for kind, rows in known.items()])
    table["name"] = names.reindex(table["group"]).to_numpy(dtype=object)
    found = {
        title: table.loc[table["kind"] == kind, ["id", "name", "tbps", "share"]].reset_index(drop=True)
        for kind, title in KINDS.items()
    }
    flows = routes.rides()[0][routes.select(*places)[routes.layout.pair[routes.solution.commodity]]]
    return {**found, "Corridors": corridor_shares(flows).reset_index()}


def dependence_tables(routes: Routes, figures: dict[str, pd.DataFrame], *places: Place) -> list[Any]:
    """What the terminal shows: the largest of each kind in a sentence, the tables, and the limits."""
    from rich.panel import Panel
    from rich.text import Text

    title = " - ".join(place.title for place in places)
    wanted, served = routes.pairs.loc[routes.select(*places), ["demand_tbps", "served_tbps"]].sum()
    first = [
        f"{row['name']} {row['share']:.0%}"
        for table in (figures[KINDS["chokepoint"]], figures[KINDS["country"]], figures[KINDS["system"]])
        for row in table.head(1).to_dict("records")
    ]
    spread = concentration(figures["Corridors"]["tbps"])
    told = f"{shown(served, 'tbps')} of {shown(wanted, 'tbps')} Tbps are served."
    told += f" The chokepoint, country and system that most of the demand rides: {', '.join(first)}." if first else ""
    told += f" Concentration over corridors (Herfindahl-Hirschman): {spread:.2f}." if len(places) > 1 else ""
    parts: list[Any] = [Panel(Text(told), title=Text(f"What the traffic of {title} rides"))]
    for name, table in figures.items():
        if table.empty or (name == "Corridors" and len(places) == 1):
            continue
        more = f" (the first {SHOWN} of {len(table)}; all with --json)" if len(table) > SHOWN else ""
        parts.append(rich_table(table.head(SHOWN), title=name + more))
    return [*parts, Text("\n".join(limits(routes, *places)), style="dim")]


def dependence_json(routes: Routes, figures: dict[str, pd.DataFrame], *places: Place) -> str:
    """All tables as JSON, by title, with the limits."""
    told = {
        "vintage": catalog.vintage(),
        "as_of": routes.net.as_of.isoformat(),
        "of": [place.name for place in places],
        **{name: json.loads(table_json(table)) for name, table in figures.items()},
        "notes": list(limits(routes, *places)),
    }
    return json.dumps(told, indent=2, ensure_ascii=False, allow_nan=False)
