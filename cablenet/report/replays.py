"""An incident replayed, as people read it: who is said to be hit, and, apart from it, what routing makes of the cut."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.report.cuts import HURT, main_result, span
from cablenet.report.tables import rich_table, table_json
from cablenet.validation.incidents import reported

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cablenet.network.model import Level
    from cablenet.routing import Comparison
    from cablenet.scenarios import Scenario

__all__ = ["Replayed", "replay_json", "replay_tables", "rides_table", "said_table"]

SHOWN = 25
"""Rows of a long table on the terminal; JSON has them all."""

MARKS = ("right", "too many", "missed")
"""How a country is counted by the scoreboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What was replayed, and what came out.

    ``event`` is the row of the incident; ``scenario`` what it cut, ``still`` what was out before; ``hit`` the table of
    :func:`cablenet.validation.hit_countries` at ``threshold``; ``worlds`` the routing before and after, by level of capacity.
    """

    event: pd.Series
    scenario: Scenario
    still: Scenario
    hit: pd.DataFrame
    threshold: float
    worlds: Mapping[Level, Comparison]


def said_table(hit: pd.DataFrame, event: pd.Series, names: pd.Series) -> pd.DataFrame:
    """Who is said to be hit beside what was reported: ``country`` (index), ``name, exposure_share, served, over_land, said, reported, mark``.

    ``said`` is hit or not hit. ``reported`` is affected, not affected, nothing where no report names the country, or withheld
    where the outcome is. ``mark`` is right, missed or too many, as the scoreboard counts them. ``names`` are those of the countries.
    """
    affected, spared = reported(event)
    table = hit.reindex([*hit.index, *sorted((affected | spared) - set(hit.index))]).rename_axis("country")
    table = (
        table.fillna({"exposure": 0.0}).astype({"exposure": "float64"}).rename(columns={"exposure": "exposure_share"})
    )
    table[["served", "over_land", "hit"]] = table[["served", "over_land", "hit"]].eq(other=True)
    said, true = table.pop("hit").to_numpy(dtype=bool), table.index.isin(affected)
    told = np.select([true, table.index.isin(spared)], ["affected", "not affected"], "")
    mark = np.select([said & true, said, true], MARKS, "")
    withheld = event["outcome"] == "withheld"
    table.insert(0, "name", names.reindex(table.index).fillna("").astype("str"))
    table["said"] = np.where(said, "hit", "not hit")
    return table.assign(reported="withheld" if withheld else told, mark="" if withheld else mark)


def rides_table(comparison: Comparison, scenario: Scenario) -> pd.DataFrame:
    """What routing makes of a cut, by place, those first whose traffic rode it most.

    ``place`` (index), ``name, demand_tbps``; ``rode_share``: of the traffic served before, what rode a link that was
    cut; ``lost_share``: what is not served any more; ``added_ms``: change of the mean RTT of what is served.
    """
    cut = set(scenario.survival.index[scenario.survival < 1])
    paths, rides = comparison.before.rides()
    on_cut = set(rides.loc[rides["link_id"].isin(cut), "path"])
    paths = paths.assign(rode=np.where(paths["path"].isin(on_cut), paths["tbps"], 0.0))
    ends = pd.concat([paths.assign(place=paths[end]) for end in "ab"])
    sums = ends.groupby("place")[["tbps", "rode"]].sum()
    table = comparison.countries[["demand_tbps", "lost_share", "added_ms"]].copy()
    table["lost_share"] = table["lost_share"].round(9) + 0.0  # no minus before nothing
    share = (sums["rode"] / sums["tbps"]).where(sums["tbps"] > 0)
    table["rode_share"] = share.reindex(table.index).fillna(0.0)
    names = comparison.before.net.countries["name"]
    table["name"] = [str(names.get(place, place)) for place in table.index]
    columns = ["name", "demand_tbps", "rode_share", "lost_share", "added_ms"]
    return table[columns].sort_values(["rode_share", "lost_share"], ascending=False, kind="stable")


def replay_tables(replayed: Replayed) -> list[Any]:
    """A replay for the terminal: the event, who is said to be hit by the rule, and what routing makes of the cut."""
    from rich.text import Text

    main = main_result(replayed.worlds)
    said = _said(replayed).reset_index()
    rides = rides_table(main, replayed.scenario).rename_axis("place").reset_index()
    rides = rides[rides["rode_share"] >= HURT]
    said["country"] = said["name"] + " (" + said["country"] + ")"
    said = said[said["reported"].isin(["affected", "not affected"]) | (said["said"] == "hit")]
    said = said[["country", "exposure_share", "served", "over_land", "said", "reported"]]
    return [
        *map(Text, _head(replayed)),
        Text(),
        Text(_rule(replayed)),
        _first(said.rename(columns={"exposure_share": "share"}), "Who is said to be hit, and who was reported"),
        Text(),
        Text(
            f"What routing makes of it, by the model {main.before.model}: traffic that rode what was cut (rode_share), of which what finds no "
            "other way is lost. It names nobody as hit, and no report is held against it."
        ),
        rich_table(_world(replayed), title="Traffic of the world before and after"),
        _first(rides, f"Traffic that rode what was cut, {HURT:.1%} or more of a place's"),
    ]


def replay_json(replayed: Replayed) -> str:
    """A replay as JSON: the event, what was cut, what was out already, who is said to be hit, and what routing makes of it."""
    main = main_result(replayed.worlds)
    facts = {str(key): (None if pd.isna(value) else value) for key, value in replayed.event.items()}
    rides = rides_table(main, replayed.scenario).rename_axis("place").reset_index()
    levels = {level: json.loads(table_json(world.figures.reset_index())) for level, world in replayed.worlds.items()}
    return json.dumps(
        {
            "incident": {"id": replayed.event.name, **facts},
            "scenario": replayed.scenario.to_dict(),
            "still_out": replayed.still.to_dict(),
            "hit": {
                "threshold": replayed.threshold,
                "countries": json.loads(table_json(_said(replayed).reset_index())),
            },
            "routing": {"model": main.before.model, "levels": levels, "places": json.loads(table_json(rides))},
        },
        indent=2,
        ensure_ascii=False,
        default=float,
    )


def _said(replayed: Replayed) -> pd.DataFrame:
    countries = main_result(replayed.worlds).before.net.countries
    return said_table(replayed.hit, replayed.event, countries["name"])


def _head(replayed: Replayed) -> list[str]:
    """The event, what was cut and what was out, and what was reported."""
    event, scenario, still = replayed.event, replayed.scenario, replayed.still
    net = main_result(replayed.worlds).before.net
    cut = scenario.survival.index[scenario.survival < 1]
    systems = net.links["system"].reindex(cut)
    withheld = event["outcome"] == "withheld"
    return [
        f"{event['title']}, {event['date']}: {event['location']} ({event['cause']})",
        f"Network of {net.as_of}: {systems[systems != ''].nunique()} systems cut, in {len(cut)} links.",
        *([f"{still.title}: {len(still.survival)} links out before and after."] if len(still.survival) else []),
        *scenario.notes,
        f"Reported: {'withheld, for blind scoring' if withheld else event['magnitude'] or 'no magnitude'}",
    ]


def _rule(replayed: Replayed) -> str:
    """The rule that is marked, and what came out of it."""
    said = _said(replayed)
    marks = {mark: " ".join(said.index[said["mark"] == mark]) or "none" for mark in MARKS}
    named = " ".join(said.index[said["said"] == "hit"]) or "nobody"
    came = "; ".join(f"{mark}: {codes}" for mark, codes in marks.items())
    return (
        "Who is said to be hit, by the rule that `cablenet validate incidents` marks: a country where a system lands that is cut "
        f"or rides on one that is (served), more than {replayed.threshold:.0%} of whose traffic with the hubs of the world ran over "
        "the cut (share), and which no plentiful fibre over land joins to a hub (over_land).\n"
        f"Said to be hit: {named}. "
        + (
            "What was reported is withheld."
            if replayed.event["outcome"] == "withheld"
            else f"Against the reports: {came}."
        )
    )


def _world(replayed: Replayed) -> pd.DataFrame:
    """Sums of the world before and after, with the interval of the levels there are."""
    figures = {level: world.figures for level, world in replayed.worlds.items()}
    units = main_result(replayed.worlds).figures["unit"]
    spans = [
        span(figures, str(name), f" {unit}" if unit else "", decimals=1 if unit == "Tbps" else 0)
        for name, unit in units.items()
    ]
    return pd.DataFrame({"": list(units.index), "before → after": spans})


def _first(table: pd.DataFrame, title: str) -> Any:  # noqa: ANN401 - rich comes late
    more = f" (the first {SHOWN} of {len(table)}; all with --json)" if len(table) > SHOWN else ""
    return rich_table(table.head(SHOWN), title=title + more)
