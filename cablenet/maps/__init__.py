"""Maps: a network and plain tables in, one self-contained page out.

    cut_map      all systems, the cut ones marked, the best paths before and after, on a folium map
    risk_map     links coloured and sized by any quantity, countries shaded by another, the cut marked
    explore      a whole network by capacity, with its totals
    compare_map  traffic before, after, and the difference, with a diagram of the corridors
    save         a map as one HTML file that opens without a network
    Measure      numbers by id with title, unit, classes and colours;  Words  what the panel says

A map knows no router and no scenario: whoever has numbers of their own can feed them. Nothing in
this room is imported until a map is drawn, because folium is slow to start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from cablenet.maps.measure import Measure
from cablenet.maps.panel import Words

if TYPE_CHECKING:
    from os import PathLike

    import folium
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.maps.block import Cut
    from cablenet.network import Network

__all__ = ["Measure", "Words", "compare_map", "cut_map", "explore", "risk_map", "save"]


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

    words = Words(title=title, headline=headline, figures=tuple((figures or {}).items()), notes=tuple(notes))
    return compose(net, survival, area=area, before=before, after=after, words=words)


def risk_map(  # noqa: PLR0913 -- one picture, and each part of it may be left out
    net: Network,
    values: pd.Series | Measure | None,
    *,
    width: pd.Series | Measure | None = None,
    countries: pd.Series | Measure | None = None,
    cut: Cut | pd.Series | None = None,
    facts: pd.DataFrame | None = None,
    words: Words | None = None,
    centre: float | None = None,
) -> folium.Map:
    """Draw the world's cables coloured by any quantity: utilisation, loss, betweenness, availability, dependence.

    Args:
        net: the network; nothing in it is changed.
        values: what colours the links, by ``link_id``, or None; links without a value stay grey. The name of a Series says title
            and unit (``utilisation``, ``flow_tbps``); a :class:`Measure` says them itself, and classes and colours too.
        width: what gives the links their width, e.g. capacity or traffic. Signed, it also sets arrows.
        countries: what shades the countries, by code, e.g. the share of traffic lost.
        cut: a scenario, or surviving shares by ``link_id``: links at 0 are dashed and crossed, its areas hatched and named.
            Without it, what ``net`` itself says is gone (``net.under(scenario)``).
        facts: further columns by ``link_id`` for the card of each link, e.g. ``flow_before_tbps``, ``flow_after_tbps``.
        words: title, headline, figures and notes of the panel.
        centre: longitude in the middle of the first view; 150 if left out, so that the Pacific is whole.

    Returns:
        A ``folium.Map`` as of :func:`cut_map`.

    Raises:
        InputError: if an id is listed twice, a value is no number, or classes or colours do not fit one another.
        UnknownNameError: if a link, country or palette is not known.

    Cost is about two seconds, and about 2.3 MB of page, for 8,500 links.

    >>> import cablenet as cn
    >>> net = cn.load()
    >>> scs = cn.scenarios.chokepoint(net, "south-china-sea")
    >>> m = cn.maps.risk_map(net, net.links["capacity_tbps"], width=net.links["capacity_tbps"], cut=scs)
    """
    from cablenet.maps.risk import compose_risk

    return compose_risk(net, values, width=width, countries=countries, cut=cut, facts=facts, words=words, centre=centre)


def compare_map(  # noqa: PLR0913 -- one picture, and each part of it may be left out
    net: Network,
    before: pd.DataFrame,
    after: pd.DataFrame,
    *,
    cut: Cut | pd.Series | None = None,
    corridors: pd.DataFrame | None = None,
    ends: tuple[str, str] = ("A", "B"),
    countries: pd.Series | Measure | None = None,
    words: Words | None = None,
    centre: float | None = None,
) -> folium.Map:
    """Draw traffic before and after: each by itself, the difference, or both with a bar between them.

    Args:
        net: the network; nothing in it is changed.
        before: traffic before by ``link_id``: ``flow_tbps`` and ``utilisation`` (0 to 1; infinite is more than full).
        after: the same after.
        cut: as of :func:`risk_map`; it is drawn after and in the difference.
        corridors: traffic between the two ``ends`` by corridor, for the diagram beside the map: ``corridor``
            (column or index), ``before_tbps``, ``after_tbps``, ``before_ms``, ``after_ms``. A row ``not served`` holds what finds no way.
        ends: the two places of ``corridors``, for people.
        countries: what shades the countries after, by code.
        words: title, headline, figures and notes; without them, which segments are full and the mean round trip.
        centre: longitude in the middle of the first view.

    Returns:
        A ``folium.Map`` as of :func:`cut_map`.

    Raises:
        InputError: if a table lacks a column, an id is listed twice, or a value is no number.
        UnknownNameError: if a link or country is not known.

    Cost is about two seconds, and about 2.5 MB of page, for 8,500 links.
    """
    from cablenet.maps.compare import compose_compare

    return compose_compare(
        net,
        before,
        after,
        cut=cut,
        corridors=corridors,
        ends=ends,
        countries=countries,
        words=words,
        centre=centre,
    )


def explore(net: Network, *, centre: float | None = None) -> folium.Map:
    """Draw a whole network: cables by design capacity, what is cut marked, with its totals in words.

    Args:
        net: the network; nothing in it is changed.
        centre: longitude in the middle of the first view; left out, the Pacific is whole.

    Returns:
        A ``folium.Map`` as of :func:`cut_map`.

    Raises:
        InputError: if ``centre`` is no longitude.

    Cost is about two seconds, and about 2.3 MB of page, for 8,500 links.

    >>> import cablenet as cn
    >>> m = cn.maps.explore(cn.load())
    """
    from cablenet.maps.overview import compose_overview

    return compose_overview(net, centre=centre)


def save(m: folium.Map, path: str | PathLike[str]) -> None:
    """Write the map as one HTML file, the same bytes for the same map.

    The file is written beside its place and then renamed, so that a reader never meets half a
    page; missing folders are made.

    Raises:
        OSError: if the place cannot be written.
    """
    from cablenet.maps.offline import write_page

    write_page(m, path)
