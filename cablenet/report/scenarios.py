"""Scenarios as tables: what each kind would cut, what one cut, and who was hit by an incident."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.errors import UnknownNameError
from cablenet.report.tables import rich_table, table_json
from cablenet.scenarios import KINDS, Scenario, incidents, parse
from cablenet.scenarios import chokepoint as cut_chokepoint
from cablenet.scenarios.model import strike

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.network.model import Network
    from cablenet.routing import Comparison

__all__ = [
    "NAMED",
    "cut_links",
    "kinds_table",
    "names_table",
    "replay_json",
    "replay_table",
    "replay_tables",
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


def replay_table(comparison: Comparison, scenario: Scenario, event: pd.Series) -> pd.DataFrame:
    """Who is hit by an incident, the worst first, beside what was reported.

    ``place`` (index), ``name, demand_tbps``; ``exposed_share``: of the traffic served before, what rode a link that was
    cut; ``lost_share``: what is not served any more; ``added_ms``: change of the mean RTT of what is served;
    ``reported``: affected, not affected, or nothing where nothing was told.
    """
    cut = set(scenario.survival.index[scenario.survival < 1])
    paths, rides = comparison.before.rides()
    on_cut = set(rides.loc[rides["link_id"].isin(cut), "path"])
    paths = paths.assign(exposed=np.where(paths["path"].isin(on_cut), paths["tbps"], 0.0))
    ends = pd.concat([paths.assign(place=paths[end]) for end in "ab"])
    sums = ends.groupby("place")[["tbps", "exposed"]].sum()
    table = comparison.countries[["demand_tbps", "lost_share", "added_ms"]].copy()
    table["lost_share"] = table["lost_share"].round(9) + 0.0  # no minus before nothing
    share = (sums["exposed"] / sums["tbps"]).where(sums["tbps"] > 0)
    table["exposed_share"] = share.reindex(table.index).fillna(0.0)
    told = dict.fromkeys(str(event["countries_not_affected"]).split(";"), "not affected")
    told |= dict.fromkeys(str(event["countries_affected"]).split(";"), "affected")
    names = comparison.before.net.countries["name"]
    table["name"] = [str(names.get(place, place)) for place in table.index]
    table["reported"] = [told.get(str(place), "") for place in table.index]
    columns = ["name", "demand_tbps", "exposed_share", "lost_share", "added_ms", "reported"]
    return table[columns].sort_values(["exposed_share", "lost_share"], ascending=False, kind="stable")


def replay_tables(event: pd.Series, scenario: Scenario, still: Scenario, comparison: Comparison) -> list[Any]:
    """A replay for the terminal."""
    from rich.text import Text

    net = comparison.before.net
    extent = _extent(net, scenario)
    table = replay_table(comparison, scenario, event)
    shown = table[(table["exposed_share"] > 0) | (table["reported"] != "")]
    world = comparison.figures.reset_index()
    lines = [
        f"{event['title']}, {event['date']}: {event['location']} ({event['cause']})",
        f"Network of {net.as_of}: {extent['systems']} systems and {extent['segments']} segments cut.",
        *([f"{still.title}: {len(still.survival)} links out before and after."] if len(still.survival) else []),
        *scenario.notes,
        f"Reported: {event['magnitude'] or ('kept back' if event['outcome'] == 'withheld' else 'no magnitude')}",
    ]
    more = f" (the first {SHOWN} of {len(shown)}; all with --json)" if len(shown) > SHOWN else ""
    return [
        *map(Text, lines),
        rich_table(world, title="World"),
        rich_table(shown.rename_axis("place").reset_index().head(SHOWN), title="Who is hit" + more),
    ]


def replay_json(event: pd.Series, scenario: Scenario, still: Scenario, comparison: Comparison) -> str:
    """A replay as JSON: the event, what was cut, what was out already, the world, and every place."""
    table = replay_table(comparison, scenario, event).rename_axis("place").reset_index()
    facts = {str(key): (None if pd.isna(value) else value) for key, value in event.items()}
    return json.dumps(
        {
            "incident": {"id": event.name, **facts},
            "scenario": scenario.to_dict(),
            "still_out": still.to_dict(),
            "world": json.loads(table_json(comparison.figures.reset_index())),
            "places": json.loads(table_json(table)),
        },
        indent=2,
        ensure_ascii=False,
        default=float,
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
