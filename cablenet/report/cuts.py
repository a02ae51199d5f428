"""Results -> what people read: terminal tables, JSON, and the words on a map."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.report.tables import rich_table

if TYPE_CHECKING:
    from cablenet.network import Network, Place
    from cablenet.routing import Comparison, Pair
    from cablenet.scenarios import Scenario

__all__ = [
    "Story",
    "chokepoint_table",
    "comparison_json",
    "comparison_tables",
    "corridors_tables",
    "cut_story",
]

SHOWN_SYSTEMS = 15
"""Rows of a long list on the terminal; JSON has them all."""

LIMITS = (
    "Capacities are design capacities, partly imputed; how much of them is lit is not known.",
    "Delays are those of the shortest fibre; operators also choose for cost and capacity.",
)
"""Known limits, printed where the result is (rule 9.3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A result in the words of a map or briefing."""

    title: str
    headline: str
    figures: dict[str, str]
    notes: tuple[str, ...]


def cut_story(net: Network, scenario: Scenario, result: Comparison) -> Story:
    """Title, headline, key figures with their intervals, and limits of a cut."""
    one, other = result.before, result.after
    cut_km = int(result.hit["cut_km"].sum())
    figures = {
        "Shortest round trip": f"{_ms(one.rtt_ms)} → {_ms(other.rtt_ms)}",
        f"Way taken {one.a.name}-{one.b.name}": _change(one.corridor, other.corridor),
        "Most that could flow": f"{_flow(one)} → {_flow(other)}",
        "Corridors lost": _lost(result),
        "Systems cut": f"{len(result.hit)}, in {int(result.hit['cut'].sum())} segments, {cut_km:,} km",
    }
    return Story(
        title=f"{scenario.title} cut: {one.a.title} - {one.b.title}",
        headline=_headline(scenario, one, other),
        figures=figures,
        notes=(*LIMITS, f"Network as of {net.as_of}; data of {catalog.VINTAGE}."),
    )


def _headline(scenario: Scenario, one: Pair, other: Pair) -> str:
    lost = 1.0 - other.flow.tbps / one.flow.tbps if one.flow.tbps else 0.0
    name = f"{one.a.title} and {one.b.title}"
    if np.isinf(other.rtt_ms):
        return f"With {scenario.title} cut, no path is left between {name}."
    added = other.rtt_ms - one.rtt_ms
    way = (
        f"the shortest round trip grows by {added:.0f} ms to {other.rtt_ms:.0f} ms, by {other.corridor}"
        if added >= 0.5
        else f"the shortest round trip stays at {other.rtt_ms:.0f} ms, by {other.corridor}"
    )
    most = (
        f"the most that could flow falls by {lost:.0%}" if lost >= 0.005 else "the most that could flow does not fall"
    )
    return f"With {scenario.title} cut, {name} stay connected: {way}; {most}."


def _lost(result: Comparison) -> str:
    """How many corridors no longer join the two, the best of them by name."""
    ways = result.corridors()
    lost = ways[np.isinf(ways["after_ms"])]
    named = f", the best {lost.index[0]} ({lost['before_ms'].iloc[0]:.0f} ms)" if len(lost) else ""
    return f"{len(lost)} of {len(ways)}{named}"


def _change(before: str, after: str) -> str:
    return f"{before}, as before" if before == after else f"{before} → {after}"


def _ms(value: float) -> str:
    return "none" if np.isinf(value) else f"{value:.0f} ms"


def _flow(pair: Pair) -> str:
    return f"{pair.flow.tbps:,.0f} Tbps [{pair.flow_low.tbps:,.0f} to {pair.flow_high.tbps:,.0f}]"


def comparison_tables(net: Network, scenario: Scenario, result: Comparison) -> list[Any]:
    """What the terminal shows of a cut: headline, figures, paths before and after, systems hit, minimum cut, limits."""
    from rich.panel import Panel
    from rich.text import Text

    story = cut_story(net, scenario, result)
    figures = pd.DataFrame({"": list(story.figures), "before → after": list(story.figures.values())})
    hit = result.hit.head(SHOWN_SYSTEMS).drop(columns="owners").reset_index()
    hidden = len(result.hit) - len(hit)
    title = f"Systems cut ({len(result.hit)})" + (f", the first {SHOWN_SYSTEMS}; all with --json" if hidden > 0 else "")
    members = result.members().head(SHOWN_SYSTEMS)
    members.insert(0, "place", net.nodes["name"].reindex(members.index))
    parts: list[Any] = [
        Panel(Text(story.headline), title=Text(story.title)),
        rich_table(figures, title=f"Network as of {net.as_of}"),
        rich_table(result.corridors().reset_index(), title="Least RTT by corridor"),
        rich_table(_paths(result.before), title="Best different paths before"),
        rich_table(_paths(result.after), title="Best different paths after"),
        rich_table(hit, title=title),
        rich_table(_cut(result.after), title=f"Minimum cut after: {result.after.flow.tbps:,.1f} Tbps"),
    ]
    if len(result.before.rtt) > 1:
        parts.insert(5, rich_table(members, title=f"Least RTT to {result.before.b.title}, worst hit first"))
    return [*parts, Text("\n".join(story.notes), style="dim")]


def _paths(pair: Pair) -> pd.DataFrame:
    return pair.paths[["rank", "rtt_ms", "length_km", "capacity_tbps", "corridor", "systems"]].rename(
        columns={"capacity_tbps": "narrowest_tbps"}
    )


def _cut(pair: Pair) -> pd.DataFrame:
    return pair.flow.links.head(SHOWN_SYSTEMS)[["name", "a", "b", "capacity_tbps"]]


def comparison_json(net: Network, scenario: Scenario, result: Comparison) -> str:
    """The whole result of a cut as JSON, with the data's vintage and hash."""
    story = cut_story(net, scenario, result)
    whole = {
        "scenario": {"id": scenario.id, "title": scenario.title},
        "as_of": net.as_of.isoformat(),
        "vintage": catalog.vintage(),
        "headline": story.headline,
        **result.to_dict(),
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
