"""The one block of data of every page: the network, the ground, the cut, the view.

The block is plain JSON. Rows name their fields once (``fields``), texts stand once (``texts``), lines and rings are
encoded (:mod:`cablenet.maps.encoding`). Nothing in it depends on time, chance or order of arrival, so the same tables give
the same bytes. A map adds its own part: paths (:mod:`cablenet.maps.compose`) or faces (:mod:`cablenet.maps.faces`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final, Protocol, runtime_checkable

from cablenet.maps.basemap import country_rings, ground, places
from cablenet.maps.chains import PACIFIC_MIDDLE, TURN, WORLD_NORTH, WORLD_SOUTH, View
from cablenet.maps.encoding import DECIMALS
from cablenet.maps.style import ROLES, page_style
from cablenet.maps.tables import (
    LINK_FIELDS,
    NODE_FIELDS,
    SYSTEM_FIELDS,
    Texts,
    check_survival,
    link_rows,
    node_rows,
    rings_of,
    system_rows,
)
from cablenet.maps.text import clip
from cablenet.maps.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from shapely import LineString
    from shapely.geometry.base import BaseGeometry

    from cablenet.network import Network

__all__ = ["Cut", "base_block", "break_point", "country_rows", "cut_parts", "world_views"]

WIDE: Final = 300.0
NARROW: Final = 130.0
"""Least width of the first view, in degrees, on a wide screen and on a phone."""

PACIFIC_WEST: Final = -12.0
WORLD_MOST: Final = 330.0
WORLD_LEAST: Final = 256.0
EDGE: Final = 10.0
"""West of Ireland; most and least width of the first view of the whole world, in degrees; and how near to its edge a cut may lie."""


@runtime_checkable
class Cut(Protocol):
    """What is cut, e.g. a scenario: surviving share by link, the shapes behind it by name, and its title."""

    @property
    def survival(self) -> pd.Series:
        """Link id -> surviving share in [0, 1]; links not listed survive whole."""

    @property
    def areas(self) -> Mapping[str, BaseGeometry]:
        """Name -> polygon in degrees."""

    @property
    def title(self) -> str:
        """What is cut, for people."""


def base_block(
    net: Network, shares: Mapping[str, float], areas: Mapping[str, BaseGeometry], texts: Texts
) -> dict[str, Any]:
    """The part that all maps have in common; ``texts`` is filled here, and may be filled on."""
    return {
        "asOf": clip(getattr(net, "as_of", None)),
        "words": WORDS,
        "style": page_style(),
        "roles": ROLES,
        "fields": {"system": SYSTEM_FIELDS, "node": NODE_FIELDS, "link": LINK_FIELDS},
        "systems": system_rows(net.systems, texts),
        "nodes": node_rows(net.nodes, _ends_of_cables(net.links), texts),
        "links": link_rows(net, shares, texts),
        "texts": texts.rows,
        "areas": [[_area_name(net, name), *_middle(area), rings_of(area)] for name, area in areas.items()],
        "chokepoints": _chokepoints(net.chokepoints),
        "ground": ground(),
        "places": places(),
    }


def cut_parts(net: Network, cut: Cut | pd.Series | None) -> tuple[dict[str, float], dict[str, BaseGeometry], str]:
    """Surviving shares, areas and title of a cut; without one, what the network itself says is gone."""
    if cut is None:
        surviving = net.links["surviving"] if "surviving" in net.links.columns else None
        return ({} if surviving is None else check_survival(surviving[surviving < 1.0], net.links.index)), {}, ""
    if isinstance(cut, Cut):
        return check_survival(cut.survival, net.links.index), dict(cut.areas), clip(cut.title, 120)
    return check_survival(cut, net.links.index), {}, ""


def country_rows(net: Network) -> list[list[Any]]:
    """Code, name and rings (arc numbers of the ground) of each country, in the table's order."""
    rings = country_rings()
    table = net.countries
    return [
        [clip(code), clip(name), rings.get(str(numeric).zfill(3)) or rings.get(str(name)) or []]
        for code, name, numeric in zip(table.index, table["name"], table["iso_numeric"], strict=True)
    ]


def world_views(centre: float | None, areas: Mapping[str, BaseGeometry]) -> dict[str, dict[str, Any]]:
    """First views of a map of the whole world: wide, and on a phone.

    The wide one is anchored: a screen that is not as wide shows less of the far side, rather than Antarctica below. Around a
    ``centre`` that is the middle; else the west, so that the map runs from Europe over Asia and the Pacific to America.
    If what is cut would lie outside, the Atlantic is in the middle instead.
    """
    boxes = [area.bounds for area in areas.values()]
    cut = None if not boxes else (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
    atlantic = cut is not None and (cut - PACIFIC_WEST) % TURN > WORLD_LEAST - EDGE
    middle = centre if centre is not None else 0.0 if atlantic else None
    west = PACIFIC_WEST if middle is None else middle - WORLD_MOST / 2
    near = cut if cut is not None and centre is None else PACIFIC_MIDDLE if centre is None else centre
    wide = {**_view(west, WORLD_MOST), "least": WORLD_LEAST, "anchor": "west" if middle is None else "middle"}
    return {"view": wide, "focus": _view(near - NARROW / 2, NARROW)}


def _view(west: float, width: float) -> dict[str, Any]:
    return asdict(View(west=west, south=WORLD_SOUTH, east=west + width, north=WORLD_NORTH))


def break_point(line: LineString, areas: Iterable[BaseGeometry]) -> tuple[float, float]:
    """The middle of the longest stretch of a line inside the areas, or of the whole line if none is."""
    from shapely import LineString
    from shapely.affinity import translate

    inside = [line.intersection(translate(area, xoff=turn * TURN)) for area in areas for turn in (-1, 0, 1)]
    parts = [part for found in inside for part in getattr(found, "geoms", [found]) if isinstance(part, LineString)]
    point = max([part for part in parts if not part.is_empty] or [line], key=lambda part: part.length)
    place = point.interpolate(0.5, normalized=True)
    return round(place.x, DECIMALS), round(place.y, DECIMALS)


def _ends_of_cables(links: pd.DataFrame) -> Counter[str]:
    """How many sea links end at each node: a landing station without any is not drawn."""
    sea = links[links["kind"] != "land"]
    return Counter([*map(str, sea["a"]), *map(str, sea["b"])])


def _area_name(net: Network, name: str) -> str:
    """The name of an area for the map: that of its chokepoint, or its own if it says anything."""
    if name in net.chokepoints.index:
        return clip(net.chokepoints.loc[name, "name"], 60)
    return "" if name == "area" else clip(name, 60)


def _middle(area: BaseGeometry) -> tuple[float, float]:
    """Where the name of an area stands."""
    point = area.representative_point()
    return (0.0, 0.0) if point.is_empty else (round(point.x, 2), round(point.y, 2))


def _chokepoints(table: pd.DataFrame) -> list[list[Any]]:
    """Name, description and rings of each chokepoint, sorted by id."""
    return [
        [clip(row["name"]), clip(row.get("description"), 300), rings_of(row["geometry"])]
        for _, row in table.sort_index().iterrows()
    ]
