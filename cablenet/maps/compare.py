"""The map of before and after: one sheet, three faces, and the corridor diagram beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cablenet.errors import InputError
from cablenet.maps.block import cut_parts
from cablenet.maps.diagram import Summary, corridor_svg, summary
from cablenet.maps.faces import Face
from cablenet.maps.measure import KNOWN, Measure, as_measure
from cablenet.maps.offline import OfflineMap
from cablenet.maps.panel import Words, panel_html
from cablenet.maps.risk import faces_block
from cablenet.maps.text import clip

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.maps.block import Cut
    from cablenet.network import Network

__all__ = ["compose_compare"]

TRAFFIC_COLUMNS: Final = ("flow_tbps", "utilisation")

FULL: Final = 0.995
"""From this utilisation on a link counts as full."""

ALL_OF_IT: Final = 0.9995
"""A share that is written as all."""


def compose_compare(  # noqa: PLR0913 -- the options of compare_map
    net: Network,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    cut: Cut | pd.Series | None,
    corridors: pd.DataFrame | None,
    ends: tuple[str, str],
    countries: pd.Series | Measure | None,
    words: Words | None,
    centre: float | None,
) -> OfflineMap:
    """Return the map of :func:`cablenet.maps.compare_map`, which tells what the arguments mean."""
    for side, table in (("before", before), ("after", after)):
        missing = [name for name in TRAFFIC_COLUMNS if name not in table.columns]
        if missing:
            raise InputError(
                f"Found no column {', '.join(missing)} in the traffic {side}, expected {', '.join(TRAFFIC_COLUMNS)} by link_id."
            )
    parts = cut_parts(net, cut)
    shade = None if countries is None else as_measure(countries)
    data = faces_block(net, _faces(before, after, shade), parts, centre=centre)
    said = words or _own_words(net, before, after, parts[2], corridors, ends)
    diagram = "" if corridors is None else corridor_svg(corridors, ends)
    panel = panel_html(said, first_face="difference", diagram=diagram)
    return OfflineMap(title=clip(said.title), panel=panel, data=data)


def _faces(before: pd.DataFrame, after: pd.DataFrame, countries: Measure | None) -> list[Face]:
    """Before, after, and what changed; the first two share their legends."""
    facts = tuple(
        Measure(series=table[column], title=f"{title} {side}", unit=unit)
        for column, title, unit in (("flow_tbps", "Traffic", "Tbps"), ("utilisation", "Utilisation", "%"))
        for side, table in (("before", before), ("after", after))
    )
    sides = [
        Face(
            name=side,
            colour=Measure(series=table["utilisation"], **KNOWN["utilisation"]),
            width=Measure(series=table["flow_tbps"], **KNOWN["flow_tbps"]),
            countries=countries if side == "after" else None,
            facts=facts,
            shows_cut=side == "after",
        )
        for side, table in (("before", before), ("after", after))
    ]
    change = after["flow_tbps"].sub(before["flow_tbps"], fill_value=0.0)
    gained = Measure(series=change, title="Change of traffic", unit="Tbps", signed=True)
    moved = Measure(series=change.abs(), title="Change of traffic", unit="Tbps")
    return [*sides, Face(name="difference", colour=gained, width=moved, facts=facts)]


def _own_words(
    net: Network,
    before: pd.DataFrame,
    after: pd.DataFrame,
    cut: str,
    corridors: pd.DataFrame | None,
    ends: tuple[str, str],
) -> Words:
    """Title, headline and figures where the caller gave none: who gets through, how long it takes, what is full."""
    sea = net.links.index[net.links["kind"] != "land"]
    full = [int((table["utilisation"].reindex(sea) >= FULL).sum()) for table in (before, after)]
    figures = [("Segments at sea that are full", f"{full[0]:,} → {full[1]:,}")]
    headline = ""
    if corridors is not None:
        sums = [summary(corridors, side) for side in ("before", "after")]
        told = ["none" if one.rtt_ms is None else f"{one.rtt_ms:,.0f} ms" for one in sums]
        figures.insert(0, ("Mean round trip of what is served", f"{told[0]} → {told[1]}"))
        headline = _headline(sums[0], sums[1], ends)
    title = f"{cut} cut: before and after" if cut else "Before and after"
    return Words(title=title, headline=headline, figures=tuple(figures))


def _headline(before: Summary, after: Summary, ends: tuple[str, str]) -> str:
    """Two plain sentences: what of the traffic still gets through, and by which way."""
    pair = f"between {clip(ends[0], 40)} and {clip(ends[1], 40)}"
    if before.served_tbps <= 0:
        return f"There was no traffic {pair} before."
    if after.served_tbps <= 0:
        return f"No traffic {pair} gets through any more."
    share = min(1.0, after.served_tbps / before.served_tbps)
    through = "All" if share > ALL_OF_IT else f"{share:.0%} of the"
    later = (after.rtt_ms or 0.0) - (before.rtt_ms or 0.0)
    delay = f"{abs(later):.0f} ms {'longer' if later > 0 else 'less'}" if round(later) else "as long as before"
    now = f"{after.largest_share:.0%}"
    same = after.largest == before.largest
    way = f"{now} now goes by {after.largest}" + (f" (before: {before.largest_share:.0%})" if same else "")
    if same and now == f"{before.largest_share:.0%}":
        way = f"{now} goes by {after.largest}, as before"
    return f"{through} traffic {pair} still gets through; a round trip takes {delay}. {way}."
