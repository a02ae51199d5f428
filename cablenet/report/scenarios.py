"""Scenarios as tables: what each kind would cut, and what one cuts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet.errors import UnknownNameError
from cablenet.report.tables import rich_table, table_json
from cablenet.scenarios import KINDS, Scenario, incidents, parse
from cablenet.scenarios import chokepoint as cut_chokepoint
from cablenet.scenarios.model import strike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.network.model import Network

__all__ = [
    "NAMED",
    "cut_links",
    "kinds_table",
    "names_table",
    "scenario_json",
    "scenario_tables",
]

NAMED = ("chokepoint", "incident", "zone")
"""Kinds that come with a list of names."""

SHOWN = 25
"""Rows of a long table on the terminal; JSON has them all."""


def kinds_table(net: Network) -> pd.DataFrame:
    """Every kind with a line and an example, and what the example would cut: ``systems, segments, over_land, tbps``.

    ``tbps`` sums the largest loss of each system: a system has one headline capacity, however many segments are cut. An
    example of something that this network does not hold cuts nothing, and ``note`` says so.
    """
    return pd.DataFrame(
        [{"kind": kind.name, "what": kind.line, **_tried(net, kind.example)} for kind in KINDS.values()]
    )


def names_table(net: Network, kinds: Sequence[str] = NAMED) -> pd.DataFrame:
    """Named scenarios, and what each would cut in this network: ``kind, name, title, systems, segments, tbps``."""
    from cablenet.catalog import load_table

    names = {
        "chokepoint": list(net.chokepoints.index),
        "incident": list(incidents().index),
        "zone": sorted(load_table("conflict_zones")["zone_id"]),
    }
    rows = []
    for kind in kinds:
        for name in names[kind]:
            made = cut_chokepoint(net, name) if kind == "chokepoint" else parse(net, f"{kind}:{name}")
            rows.append({"kind": kind, "name": name, "title": made.title, **_extent(net, made)})
    return pd.DataFrame(rows, columns=["kind", "name", "title", "systems", "segments", "over_land", "tbps"])


def cut_links(net: Network, scenario: Scenario) -> pd.DataFrame:
    """Links that a scenario hits: ``link_id`` (index), ``name, a, b, length_km, surviving, lost_tbps``."""
    links = pd.DataFrame(net.links.drop(columns="geometry"))
    share = scenario.survival[scenario.survival < 1].reindex(links.index).dropna()
    table = links.loc[share.index, ["name", "system", "a", "b", "kind", "length_km"]]
    lost = (1.0 - share) * links.loc[share.index, "capacity_tbps"]
    return table.assign(surviving=share, lost_tbps=lost).sort_index()


def scenario_tables(net: Network, scenario: Scenario) -> list[Any]:
    """A scenario for the terminal: its title and notes, the systems and the links that it hits."""
    from rich.text import Text

    table = cut_links(net, scenario)
    extent = _extent(net, scenario)
    head = (
        f"{scenario.title}: {extent['systems']} systems, {extent['segments']} segments at sea, "
        f"{extent['over_land']} links over land, as of {net.as_of}"
    )
    shown = table.drop(columns=["system", "kind"]).reset_index().head(SHOWN)
    more = f" (the first {SHOWN}; all with --json)" if len(table) > SHOWN else ""
    return [Text(head), *map(Text, scenario.notes), rich_table(shown, title="Links hit" + more)]


def scenario_json(net: Network, scenario: Scenario) -> str:
    """A scenario as JSON: itself, what it comes to, and the links that it hits."""
    links = json.loads(table_json(cut_links(net, scenario).reset_index()))
    return json.dumps(
        {"as_of": str(net.as_of), **scenario.to_dict(), **_extent(net, scenario), "links": links},
        indent=2,
        ensure_ascii=False,
    )


def _tried(net: Network, example: str) -> dict[str, Any]:
    """An example, what it would cut, and a note if it is of another network."""
    try:
        made, note = parse(net, example), ""
    except UnknownNameError:
        made, note = Scenario(id="", title="", survival=strike([], 0.0)), "not in this network"
    return {"example": example, **_extent(net, made), "note": note}


def _extent(net: Network, scenario: Scenario) -> dict[str, Any]:
    """Systems and links hit, and Tbps lost."""
    table = cut_links(net, scenario)
    of_systems = table[table["system"] != ""]
    at_sea = table["kind"] == "sea"
    return {
        "systems": int(of_systems["system"].nunique()),
        "segments": int(at_sea.sum()),
        "over_land": int((~at_sea).sum()),
        "tbps": round(float(of_systems.groupby("system")["lost_tbps"].max().sum()), 3),
    }
