"""A path as one unbroken line: which copy of the world each of its links is drawn in.

A link's own line is continuous, but two links that meet may be drawn a turn apart: one leaves
California at 238 degrees, the next one starts there at -122. Following the path and shifting each
link by whole turns joins them, so that nothing jumps across the map.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

__all__ = ["TURN", "Hop", "View", "chain", "home_view"]

TURN: Final = 360.0

WORLD_SOUTH: Final = -45.0
WORLD_NORTH: Final = 66.0
"""Least latitudes shown at the start: what lies beyond has few cables and much Mercator."""

PACIFIC_MIDDLE: Final = 150.0
"""Middle longitude of a map that has no path: Pacific whole, the seam in the quiet Atlantic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One link of a path: its number in the page, turns to shift it by, and whether it runs b to a."""

    link: int
    turns: int
    backwards: bool
    lon_low: float
    lon_high: float
    lat_low: float
    lat_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the map shows first, in degrees; longitudes may lie beyond 180. ``seam`` starts a repeat."""

    west: float
    south: float
    east: float
    north: float


def chain(
    nodes: Sequence[str],
    links: Sequence[str],
    *,
    numbers: Mapping[str, int],
    ends: Mapping[str, tuple[str, str]],
    lines: Mapping[str, npt.NDArray[np.float64]],
) -> list[Hop]:
    """Join the links of one path, in order, into hops that follow one another.

    Args:
        nodes: node ids, one more than links.
        links: link ids.
        numbers: the number of each link in the page.
        ends: nodes ``a`` and ``b`` of each link.
        lines: the line of each link from ``a`` to ``b``, shape ``(n, 2)``, continuous, in degrees.
    """
    hops: list[Hop] = []
    here: float | None = None
    for start, link in zip(nodes, links, strict=False):
        line = lines[link]
        backwards = ends[link][0] != start
        first, last = (line[-1, 0], line[0, 0]) if backwards else (line[0, 0], line[-1, 0])
        turns = 0 if here is None else round((here - first) / TURN)
        here = float(last) + TURN * turns
        low, high = line.min(axis=0), line.max(axis=0)
        hops.append(
            Hop(
                link=numbers[link],
                turns=turns,
                backwards=backwards,
                lon_low=float(low[0]) + TURN * turns,
                lon_high=float(high[0]) + TURN * turns,
                lat_low=float(low[1]),
                lat_high=float(high[1]),
            )
        )
    return hops


def home_view(chains: Iterable[Sequence[Hop]], area: BaseGeometry | None, *, least: float) -> View:
    """The view that shows every chain whole, each shifted by whole turns to lie close to the first.

    Of two shifts that are equally narrow, that with the area nearer the middle wins: for Europe to
    Japan by Suez and by America, Japan lies in the middle and Europe on both sides. The view holds
    the area and is at least ``least`` degrees wide.
    """
    boxes = [_box(hops) for hops in chains if hops]
    if boxes and area is not None and area.bounds[2] - area.bounds[0] < TURN / 2:
        boxes.append(area.bounds)
    middle = PACIFIC_MIDDLE if area is None else float(area.centroid.x)
    if not boxes:
        return View(west=middle - least / 2, south=WORLD_SOUTH, east=middle + least / 2, north=WORLD_NORTH)
    west, south, east, north = boxes[0]
    for box in boxes[1:]:
        shifted = [(box[0] + TURN * turn, box[2] + TURN * turn) for turn in (-1, 0, 1)]
        low, high = min(shifted, key=lambda span: _width(span, (west, east), middle))
        west, east = min(west, low), max(east, high)
        south, north = min(south, box[1]), max(north, box[3])
    more = max(0.0, least - (east - west)) / 2
    return View(west=west - more, south=min(south, WORLD_SOUTH), east=east + more, north=max(north, WORLD_NORTH))


def _width(span: tuple[float, float], other: tuple[float, float], middle: float) -> tuple[int, float]:
    """Sort key: width of both spans together (to ten degrees), then how far its middle is from ``middle``."""
    low, high = min(span[0], other[0]), max(span[1], other[1])
    return round((high - low) / 10), abs((low + high) / 2 - middle)


def _box(hops: Sequence[Hop]) -> tuple[float, float, float, float]:
    """West, south, east and north of a chain."""
    edges: Any = np.array([(hop.lon_low, hop.lat_low, hop.lon_high, hop.lat_high) for hop in hops])
    return edges[:, 0].min(), edges[:, 1].min(), edges[:, 2].max(), edges[:, 3].max()
