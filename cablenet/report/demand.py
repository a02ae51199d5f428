"""Demand as people read it: the world by region, a country's partners, two places with their interval and sources."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cablenet.demand import between, place_table, region_table, sensitivity_table
from cablenet.demand.naming import places_named
from cablenet.report.tables import rich_table

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.demand import Demand
    from cablenet.network import Network

__all__ = ["demand_json", "demand_tables", "selected_demand"]

SHOWN = 15
"""Rows of a long list on the terminal; JSON and CSV have them all."""

MOVING = 6
"""Components shown of what moves a sum."""

LIMITS = (
    "A gravity model held to published shares: right in the sum and between regions, a guess for a single pair.",
    "Bandwidth that is provisioned, not traffic: its average use is under a third.",
    "Between routers: what passes a hub (Singapore, Frankfurt) counts on both sides of it.",
)
"""Known limits, printed where the result is (rule 9.3)."""


def selected_demand(net: Network, demand: Demand, names: tuple[str, ...]) -> Demand:
    """All of the demand, that of one place, or that between two.

    Raises:
        UnknownNameError, InputError: if a name means no place of the demand.
    """
    if len(names) == 2:
        return between(net, demand, *names)
    return demand.touching(places_named(net, demand, names[0])) if names else demand


def demand_tables(net: Network, chosen: Demand, names: tuple[str, ...]) -> list[Any]:
    """Heading, regions and places or partners, the largest pairs, and the limits, for the terminal."""
    from rich.text import Text

    parts: list[Any] = [Text(_heading(chosen, names))]
    if not names:
        parts.append(rich_table(region_table(net, chosen).head(SHOWN), title="Between regions, and within them"))
        parts.append(rich_table(place_table(net, chosen).head(SHOWN), title=f"Largest of {len(chosen.places)} places"))
    largest = _largest(chosen)
    parts.append(rich_table(largest.head(SHOWN), title=f"Largest of {len(largest):,} pairs"))
    if names:
        moving = sensitivity_table(chosen).head(MOVING)
        parts.append(
            rich_table(moving, title="What moves the sum most: constants and shares at their low and high ends")
        )
        shown = _entries(net, chosen, names)
        parts.append(rich_table(shown.head(SHOWN), title=f"Where traffic enters the network: {len(shown)} nodes"))
    if chosen.absent:
        parts.append(Text(f"Not on the network of {net.as_of}, so not served: {', '.join(chosen.absent)}."))
    return [*parts, Text("\n".join(LIMITS))]


def demand_json(net: Network, chosen: Demand, names: tuple[str, ...]) -> str:
    """Everything as JSON: totals, regions, places, all pairs and entries, what is not on the network."""
    low, central, high = chosen.interval_tbps
    tables = {
        "regions": region_table(net, chosen),
        "places": place_table(net, chosen),
        "pairs": _largest(chosen),
        "sensitivity": sensitivity_table(chosen),
        "entries": chosen.entries,
    }
    told = {
        "between": list(names),
        "as_of": str(net.as_of),
        "source": chosen.note,
        "tbps": central,
        "low_tbps": low,
        "high_tbps": high,
        **{name: json.loads(table.to_json(orient="records")) for name, table in tables.items()},
        "absent": list(chosen.absent),
        "limits": list(LIMITS),
    }
    return json.dumps(told, indent=2, ensure_ascii=False)


def _entries(net: Network, chosen: Demand, names: tuple[str, ...]) -> pd.DataFrame:
    """Entries of the places that were asked for."""
    asked = set().union(*(places_named(net, chosen, name) for name in names))
    return chosen.entries[chosen.entries["place"].isin(asked)]


def _largest(chosen: Demand) -> pd.DataFrame:
    table = chosen.pairs[["a", "b", "low_tbps", "tbps", "high_tbps"]]
    return table.sort_values(["tbps", "a", "b"], ascending=[False, True, True], ignore_index=True)


def _heading(chosen: Demand, names: tuple[str, ...]) -> str:
    low, central, high = chosen.interval_tbps
    what = " - ".join(names) if names else "The world"
    return f"{what}: {central:,.4g} Tbps [{low:,.4g} to {high:,.4g}]; {chosen.note}."
