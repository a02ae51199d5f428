"""A cut -> what people read: terminal tables, JSON, and the words on a map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.report.limits import is_rough, limits
from cablenet.report.tables import rich_table
from cablenet.routing.policies import FREE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.table import Table

    from cablenet.network import Network, Place
    from cablenet.network.model import Level
    from cablenet.routing import Between, Comparison, Connection
    from cablenet.scenarios import Scenario

__all__ = [
    "Story",
    "chokepoint_table",
    "comparison_json",
    "comparison_tables",
    "corridors_tables",
    "cut_story",
    "main_result",
    "span",
]

T = TypeVar("T")

SHOWN = 15
"""Rows of a long list on the terminal; JSON has them all."""

LEAST_SHOWN = 0.001
"""Tbps; of less than this no more is told."""

HURT = 0.005
"""A country that loses less than this share of its traffic is not named among those hurt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A result in the words of a map or briefing."""

    title: str
    headline: str
    figures: dict[str, str]
    notes: tuple[str, ...]


def cut_story(net: Network, scenario: Scenario, results: Mapping[Level, Between]) -> Story:
    """Title, headline, key figures with their intervals, and limits of a cut.

    ``results`` holds the comparison at ``central``, or else at the one level that was asked for, and for intervals those at ``low``
    and ``high``. What the scenario itself has to note stands first among the limits.
    """
    main = main_result(results)
    one, other = main.before, main.after
    traffic = {level: result.traffic for level, result in results.items()}
    cut_km = int(main.whole.hit["cut_km"].sum())
    figures = {
        "Demand between the two": _demand(main),
        "Traffic that gets through": span(traffic, "served", " Tbps"),
        "Mean round trip": span(traffic, "mean RTT of the traffic", " ms", decimals=0),
        "Least round trip, hub to hub": f"{_ms(one.rtt_ms)} → {_ms(other.rtt_ms)}",
        "Has to take another corridor": _moved(main),
        "Most that could flow": f"{_flow(one)} → {_flow(other)}",
        "Worst hit elsewhere": _worst(net, main),
        "Systems cut": f"{len(main.whole.hit)}, in {int(main.whole.hit['cut'].sum())} segments, {cut_km:,} km",
    }
    return Story(
        title=f"{scenario.title} cut: {one.a.title} - {one.b.title}",
        headline=_headline(scenario, results),
        figures=figures,
        notes=(
            *scenario.notes,
            f"Least round trips are {_hubs(net, one)} over wide links (--least-tbps); traffic enters elsewhere too, and its own may be less.",
            *limits(main.whole.after, one.a, one.b),
        ),
    )


def _hubs(net: Network, side: Connection) -> str:
    """The towns between which least round trips are told."""
    return " - ".join(str(net.nodes.at[place.hub, "name"]) for place in (side.a, side.b))


def main_result(results: Mapping[Level, T]) -> T:
    """The central result, or the only one there is."""
    return results["central"] if "central" in results else next(iter(results.values()))


def _headline(scenario: Scenario, results: Mapping[Level, Between]) -> str:
    main = main_result(results)
    traffic = main.traffic
    names = f"{main.before.a.title} and {main.before.b.title}"
    if traffic.at["served", "before"] <= 0:
        policy = main.whole.before.policy.title
        under = "" if policy == FREE.title else f" under the policy {policy}"
        return f"Nothing gets through between {names}{under}, whether {scenario.title} is cut or not."
    if traffic.at["served", "after"] <= 0:
        return f"With {scenario.title} cut, nothing gets through between {names}."
    lost = {level: _lost_percent(result.traffic) for level, result in results.items()}
    some = max(lost.values()) >= 100.0 * HURT
    through = f"{_ranged(lost, '%', 0)} of their traffic is lost" if some else "all their traffic still gets through"
    added = {level: _grown(result.traffic, "mean RTT of the traffic") for level, result in results.items()}
    grows = np.nanmax(list(added.values())) >= 0.5
    delay = f"its mean round trip {'grows by ' + _ranged(added, ' ms', 0) if grows else 'does not grow'}"
    way = main.shares["after_tbps"].drop("not served", errors="ignore").idxmax()
    more = {level: _grown(result.whole.figures, "not served") for level, result in results.items()}
    worldwide = f" Worldwide, {_ranged(more, ' Tbps', 1)} more cannot be served."
    else_ = worldwide if np.nanmax(list(more.values())) >= 0.05 else ""
    rough = any(is_rough(side) for result in results.values() for side in (result.whole.before, result.whole.after))
    warned = " Rough: the search was stopped early." if rough else ""
    return f"With {scenario.title} cut, {names} stay connected: {through}, {delay}, most of it by {way}.{else_}{warned}"


def _lost_percent(traffic: pd.DataFrame) -> float:
    """Percent of the traffic that was served before and is not after; 0 where none was."""
    before, after = traffic.loc["served", ["before", "after"]].astype(float)
    return 100.0 * (1.0 - after / before) if before > 0 else 0.0


def _grown(figures: pd.DataFrame, quantity: str) -> float:
    """By how much a figure grew."""
    return float(figures.at[quantity, "after"] - figures.at[quantity, "before"])


def span(figures: Mapping[Level, pd.DataFrame], quantity: str, unit: str, *, decimals: int = 1) -> str:
    """A figure before and after, each with the interval of the levels there are; ``figures`` have ``before, after`` by quantity."""
    return " → ".join(
        _ranged({level: float(table.at[quantity, side]) for level, table in figures.items()}, unit, decimals)
        for side in ("before", "after")
    )


def _ranged(values: Mapping[Level, float], unit: str, decimals: int) -> str:
    """The central value, or the only one, and the range of all levels where they differ and are finite."""
    value = values["central"] if "central" in values else next(iter(values.values()))
    told = "none" if np.isinf(value) else f"{_rounded(value, decimals)}{unit}"
    if not np.isfinite(list(values.values())).all():
        return told
    low, high = (_rounded(end(values.values()), decimals) for end in (min, max))
    return told if low == high else f"{told} [{low} to {high}]"


def _rounded(value: float, decimals: int) -> str:
    """A number in words, never minus nothing; with decimals, what is less than one has two digits that say something."""
    if decimals and 0.0 < value < LEAST_SHOWN:
        return f"<{LEAST_SHOWN:g}"
    if decimals and LEAST_SHOWN <= value < 1.0:
        return f"{value:.2g}"
    return f"{round(value, decimals) + 0.0:,.{decimals}f}"


def _demand(main: Between) -> str:
    """Demand of the two places, with its own interval, which is wider than what the levels of the whole world make of it."""
    routes, ends = main.whole.before, (main.before.a, main.before.b)
    low, central, high = routes.demand.between(*(routes.names(place) for place in ends)).interval_tbps
    return _ranged({"low": low, "central": central, "high": high}, " Tbps", 1)


def _moved(main: Between) -> str:
    """Share of the traffic that got through before, and is on another corridor after."""
    shares = main.shares.drop("not served", errors="ignore")
    total = shares["before_tbps"].sum()
    moved = (shares["after_tbps"] - shares["before_tbps"]).clip(lower=0.0).sum()
    return f"{moved / total:.0%} of the traffic" if total > 0 else "no traffic"


def _worst(net: Network, main: Between) -> str:
    """The countries that lose most of their traffic, by name."""
    hurt = main.whole.countries
    hurt = hurt[(hurt["lost_share"] >= HURT) & hurt.index.isin(net.countries.index)]
    named = [f"{net.countries.at[code, 'name']} -{share:.0%}" for code, share in hurt["lost_share"].head(3).items()]
    rest = f" and {len(hurt) - 3} more" if len(hurt) > 3 else ""
    return (", ".join(named) + rest) if named else "nobody loses traffic"


def _ms(value: float) -> str:
    return "none" if np.isinf(value) else f"{value:.0f} ms"


def _flow(side: Connection) -> str:
    return f"{side.flow.tbps:,.0f} Tbps [{side.flow_low.tbps:,.0f} to {side.flow_high.tbps:,.0f}]"


def comparison_tables(net: Network, scenario: Scenario, results: Mapping[Level, Between]) -> list[Any]:
    """What the terminal shows of a cut: headline, figures, corridors, who is hurt, links, systems hit, minimum cut, limits."""
    from rich.panel import Panel
    from rich.text import Text

    main = main_result(results)
    story = cut_story(net, scenario, results)
    figures = pd.DataFrame({"": list(story.figures), "before → after": list(story.figures.values())})
    hit = main.whole.hit.drop(columns="owners").reset_index()
    a, b = main.before.a, main.before.b
    parts: list[Any] = [
        Panel(Text(story.headline), title=Text(story.title)),
        rich_table(figures, title=f"Network as of {net.as_of}"),
        rich_table(main.shares.reset_index(), title=f"Traffic {a.title} - {b.title} by corridor"),
        rich_table(
            main.corridors.reset_index(),
            title=f"Least RTT {_hubs(net, main.before)} by corridor, over wide links, whatever else is on them",
        ),
        rich_table(_paths(main.before), title="Best different paths before"),
        rich_table(_paths(main.after), title="Best different paths after"),
        _first(_hurt(net, main.whole), "Who else is hurt"),
        _first(_loaded(main.whole), "Links that gain most"),
        _first(hit, f"Systems cut ({len(hit)})"),
        rich_table(_cut(main.after), title=f"Minimum cut after: {main.after.flow.tbps:,.1f} Tbps"),
    ]
    return [part for part in parts if getattr(part, "row_count", 1)] + [Text("\n".join(story.notes), style="dim")]


def _first(table: pd.DataFrame, title: str) -> Table:
    """The first rows of a table for the terminal; the title says where the others are."""
    more = f", the first {SHOWN}; all with --json" if len(table) > SHOWN else ""
    return rich_table(table.head(SHOWN), title=title + more)


def _hurt(net: Network, whole: Comparison) -> pd.DataFrame:
    """Countries that lose traffic or time, as the terminal shows them."""
    table = whole.countries
    table = table[(table["lost_share"] >= HURT) | (table["added_ms"] >= 1.0)]
    table.insert(0, "country", net.countries["name"].reindex(table.index).fillna(""))
    columns = ["country", "served_before_tbps", "served_after_tbps", "lost_share", "rtt_before_ms", "rtt_after_ms"]
    return table[columns].reset_index()


def _loaded(whole: Comparison) -> pd.DataFrame:
    """Links that gain traffic, as the terminal shows them."""
    gained = whole.links[whole.links["gained_tbps"] > 0.05]
    columns = ["name", "a", "b", "capacity_tbps", "before_tbps", "after_tbps", "utilisation_after"]
    return gained[columns]


def _paths(side: Connection) -> pd.DataFrame:
    return side.paths[["rank", "rtt_ms", "length_km", "capacity_tbps", "corridor", "systems"]].rename(
        columns={"capacity_tbps": "narrowest_tbps"}
    )


def _cut(side: Connection) -> pd.DataFrame:
    return side.flow.links.head(SHOWN)[["name", "a", "b", "capacity_tbps"]]


def comparison_json(net: Network, scenario: Scenario, results: Mapping[Level, Between]) -> str:
    """The whole result of a cut as JSON, with the data's vintage and hash; ``levels`` holds the figures of each level."""
    story = cut_story(net, scenario, results)
    whole = {
        "scenario": {"id": scenario.id, "title": scenario.title},
        "as_of": net.as_of.isoformat(),
        "vintage": catalog.vintage(),
        "headline": story.headline,
        **main_result(results).to_dict(),
        "levels": {level: result.to_dict()["figures"] for level, result in results.items()},
        "cut_links": {name: float(share) for name, share in scenario.survival.items()},
        "notes": list(story.notes),
    }
    return json.dumps(whole, indent=2, ensure_ascii=False, allow_nan=False)


def corridors_tables(net: Network, a: Place, b: Place, table: pd.DataFrame) -> list[Any]:
    """Least RTT by corridor, those that join the two places only."""
    names = net.nodes["name"]
    joined = table[np.isfinite(table["rtt_ms"])].sort_values("rtt_ms")
    return [rich_table(joined, title=f"Least RTT {names[a.hub]} - {names[b.hub]} by corridor, as of {net.as_of}")]


def chokepoint_table(net: Network) -> pd.DataFrame:
    """Chokepoints with the systems and segments that pass each: ``id, name, systems, segments``, busiest first."""
    links = net.links["system"].reindex(net.crossings["link_id"]).to_numpy()
    rows = net.crossings.assign(system=links)
    rows = rows[rows["system"] != ""]
    grouped = rows.groupby("chokepoint")
    table = net.chokepoints[["name"]].copy()
    table["systems"] = grouped["system"].nunique().reindex(table.index).fillna(0).astype(int)
    table["segments"] = grouped.size().reindex(table.index).fillna(0).astype(int)
    return table.sort_values(["systems", "name"], ascending=[False, True]).reset_index()
