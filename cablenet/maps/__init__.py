"""Maps: a network and plain tables in, one self-contained page out.

    cut_map    all systems, the cut ones marked, the best paths before and after, on a folium map
    save       that map as one HTML file that opens without a network

A map knows no router and no scenario: whoever has numbers of their own can feed them. Nothing in
this room is imported until a map is drawn, because folium is slow to start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike

    import folium
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

__all__ = ["cut_map", "save"]


def cut_map(  # noqa: PLR0913 -- one picture, and each part of it may be left out
    net: Network,
    survival: pd.Series,
    *,
    area: BaseGeometry | None = None,
    before: pd.DataFrame | None = None,
    after: pd.DataFrame | None = None,
    title: str = "",
    headline: str = "",
    figures: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
) -> folium.Map:
    """Draw a network of which part is cut, with the best paths before and after.

    Args:
        net: the network; nothing in it is changed.
        survival: surviving share of each link's capacity in [0, 1], indexed by ``link_id``. Links
            that are not listed survive whole; 0 is drawn as cut, anything between as reduced.
        area: polygon or multipolygon of the scenario, in degrees (EPSG:4326), hatched on the map.
        before: paths before the cut, one a row: ``rank``, ``rtt_ms``, ``length_km``, ``corridor``,
            ``nodes`` and ``links`` (tuples of ids). Rank 1 is drawn thick, the others thin.
        after: the same after the cut. An empty table says in the panel that no path is left.
        title: one line above the map, and the name of the page.
        headline: what happened, in one or two plain sentences.
        figures: four to six key figures, label -> value with its unit and interval.
        notes: what a reader must know about the limits of the figures.

    Returns:
        A ``folium.Map`` that shows itself in a notebook and is written by :func:`save`. Every text
        is escaped, and the page asks no server for anything: tile layers and plugins that are added
        to it later are refused by its content security policy.

    Raises:
        InputError: if a share is no number in [0, 1], if a link is listed twice, if a table of
            paths lacks a column, or if the area is no polygon.
        UnknownNameError: if ``survival`` or a path names a link or node that the network lacks.

    Cost is about two seconds, and about 2 MB of page, for 8,000 links with 30,000 vertices.
    """
    from cablenet.maps.compose import compose
    from cablenet.maps.panel import Words

    words = Words(title=title, headline=headline, figures=tuple((figures or {}).items()), notes=tuple(notes))
    return compose(net, survival, area=area, before=before, after=after, words=words)


def save(m: folium.Map, path: str | PathLike[str]) -> None:
    """Write the map as one HTML file, the same bytes for the same map.

    The file is written beside its place and then renamed, so that a reader never meets half a
    page; missing folders are made.

    Raises:
        OSError: if the place cannot be written.
    """
    from cablenet.maps.offline import write_page

    write_page(m, path)
