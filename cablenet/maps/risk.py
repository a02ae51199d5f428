"""The risk map: links coloured by a quantity, on the network that is cut or whole."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from cablenet.errors import InputError
from cablenet.maps.block import base_block, break_point, country_rows, cut_parts, world_views
from cablenet.maps.faces import Face, face_rows
from cablenet.maps.measure import ENDLESS, Measure, as_measure
from cablenet.maps.offline import OfflineMap
from cablenet.maps.panel import Words, panel_html
from cablenet.maps.tables import Texts
from cablenet.maps.text import clip

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.maps.block import Cut
    from cablenet.network import Network

__all__ = ["compose_risk", "faces_block", "facts_of", "marks"]

MOST_MARKS: Final = 40
"""Most cut segments that get a cross; the page leaves out those that would lie on one another."""

MOST_FACTS: Final = 12


def compose_risk(  # noqa: PLR0913 -- the options of risk_map
    net: Network,
    values: pd.Series | Measure | None,
    *,
    width: pd.Series | Measure | None,
    countries: pd.Series | Measure | None,
    cut: Cut | pd.Series | None,
    facts: pd.DataFrame | None,
    words: Words | None,
    centre: float | None,
) -> OfflineMap:
    """Return the map of :func:`cablenet.maps.risk_map`, which tells what the arguments mean."""
    face = Face(
        name="",
        colour=None if values is None else as_measure(values),
        width=None if width is None else as_measure(width),
        countries=None if countries is None else as_measure(countries),
        facts=facts_of(facts),
    )
    parts = cut_parts(net, cut)
    data = faces_block(net, [face], parts, centre=centre)
    said = words or _own_words(net, data, parts[2])
    return OfflineMap(title=clip(said.title), panel=panel_html(said), data=data)


def faces_block(
    net: Network,
    faces: Sequence[Face],
    cut: tuple[dict[str, float], dict[str, BaseGeometry], str],
    *,
    centre: float | None,
) -> dict[str, Any]:
    """The block of data of a page with faces: network, cut, countries where one shades them, legends and values.

    Raises:
        InputError: if ``centre`` is no longitude.
    """
    if centre is not None and not -180.0 <= centre <= 360.0:
        raise InputError(f"Found centre={centre}, expected a longitude from -180 to 360.")
    shares, areas, _ = cut
    shaded = any(face.countries is not None for face in faces)
    rows = country_rows(net) if shaded else []
    links = net.links.index.to_numpy(dtype=object)
    sea = {str(link): bool(at_sea) for link, at_sea in zip(links, net.links["kind"] != "land", strict=True)}
    return {
        **base_block(net, shares, areas, Texts()),
        **face_rows(faces, sea, [row[0] for row in rows]),
        "countries": rows,
        "paths": {"before": [], "after": []},
        "marks": marks(net, shares, areas),
        **world_views(centre, areas),
    }


def facts_of(table: pd.DataFrame | None) -> tuple[Measure, ...]:
    """The columns of a table by link id as facts for the cards; the name of a column says title and unit."""
    if table is None:
        return ()
    if len(table.columns) > MOST_FACTS:
        raise InputError(f"Found {len(table.columns)} columns of facts, expected up to {MOST_FACTS}: choose some.")
    return tuple(as_measure(table[name]) for name in table.columns)


def marks(net: Network, shares: Mapping[str, float], areas: Mapping[str, BaseGeometry]) -> list[tuple[float, float]]:
    """Where crosses go: on the segments at sea that are cut whole, the widest first, inside the area if there is one."""
    gone = [link for link, share in shares.items() if share <= 0.0]
    cut = net.links.loc[net.links.index.intersection(gone)]
    sea = cut[cut["kind"] != "land"].sort_index().sort_values("capacity_tbps", ascending=False, kind="stable")
    return [break_point(line, areas.values()) for line in sea["geometry"].head(MOST_MARKS)]


def _own_words(net: Network, data: dict[str, Any], cut: str) -> Words:
    """A title and a headline where the caller gave none: how many segments at sea lie in the highest class."""
    colour = data["faces"][0]["colour"]
    if colour is None:
        return Words(title=f"{cut} cut" if cut else "Submarine cables")
    legend = data["scales"][colour["scale"]]
    title = legend["title"] + (f" with {cut} cut" if cut else "")
    if legend["signed"] or not legend["breaks"]:
        return Words(title=title)
    top = legend["breaks"][-1]
    values = [math.inf if value == ENDLESS else value for value in colour["values"]]
    sea = [value for value, kind in zip(values, net.links["kind"], strict=True) if kind != "land" and value is not None]
    high = sum(isinstance(value, float | int) and value >= top for value in sea)
    unit = "%" if legend["unit"] == "%" else f" {legend['unit']}".rstrip()
    above = (
        f"{legend['top']}, at {top * legend['factor']:,.4g}{unit} or more"
        if legend["top"]
        else f"at {top * legend['factor']:,.4g}{unit} or more"
    )
    be = "is" if high == 1 else "are"
    return Words(title=title, headline=f"{high:,} of {len(sea):,} segments at sea {be} {above}.")
