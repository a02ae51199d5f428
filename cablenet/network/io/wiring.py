"""Wiring from geometry: line ends snapped to stations, lines that meet become branching units, what stays loose is told.

The lines of a system are taken apart into steps between vertices. A vertex is a *node* when it is a station, when one
line or three and more meet there, or when what is known of the segment changes. A segment is the way from node to node.
Nothing depends on the order of the lines.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet.geo.antimeridian import continuous
from cablenet.geo.geodesy import distances_km
from cablenet.network.io.given import DECIMALS, Given, ImportOptions, Line, Note, Station

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Segment", "Wired", "wire"]

Vertex = tuple[float, float]
Own = tuple[tuple[str, str], ...]

KM_PER_DEGREE = 111.2
LONG_STEP_DEGREES = 180.0
"""A step over more longitudes than this goes the other way round the world, which is shorter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One piece of a system; ends are station ids or ``BU1``, ``BU2``, ...; the line is continuous, from ``a`` to ``b``."""

    a: str
    b: str
    kind: str
    own: Own
    line: shapely.LineString
    length_km: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wired:
    """Segments and places of branching units by system, stations that were made, and notes."""

    segments: dict[str, list[Segment]]
    units: dict[str, dict[str, Vertex]]
    stations: dict[str, Station]
    notes: list[Note]


@dataclass(slots=True)
class _Web:
    """Steps between vertices of one system, and which vertices are stations."""

    system: str
    near: dict[Vertex, dict[Vertex, Own]] = field(default_factory=lambda: defaultdict(dict))
    station: dict[Vertex, str] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    doubled_km: float = 0.0

    def add(self, u: Vertex, v: Vertex, own: Own) -> None:
        if u == v:
            return
        if v in self.near[u]:
            self.doubled_km += _km(u, v)
            own = min(own, self.near[u][v])
        self.near[u][v] = self.near[v][u] = own

    def cut(self, u: Vertex, v: Vertex, at: Vertex) -> None:
        """Lead the step from ``u`` to ``v`` through ``at``."""
        if at in {u, v}:
            return
        own = self.near[u].pop(v)
        del self.near[v][u]
        self.add(u, at, own)
        self.add(at, v, own)

    def ends(self) -> list[Vertex]:
        """Vertices where one line ends and no station is."""
        return sorted(v for v, next_ in self.near.items() if len(next_) == 1 and v not in self.station)

    def steps(self) -> list[tuple[Vertex, Vertex]]:
        return sorted((u, v) for u, next_ in self.near.items() for v in next_ if u < v)

    def tell(self, what: str, at: Vertex, *, place: str = "", km: float | None = None, note: str = "") -> None:
        self.notes.append(Note(what=what, system=self.system, place=place, lon=at[0], lat=at[1], km=km, note=note))


def wire(given: Given, options: ImportOptions) -> Wired:
    """Wire every system of a source that has lines.

    Cost: a few microseconds a vertex, and for each landing that no line's end reaches one pass over the steps of its
    system.
    """
    by_system: dict[str, list[Line]] = defaultdict(list)
    for line in given.lines:
        by_system[line.system].append(line)
    segments: dict[str, list[Segment]] = {}
    units: dict[str, dict[str, Vertex]] = {}
    made: dict[str, Station] = {}
    notes: list[Note] = []
    for system in sorted(by_system):
        lines = by_system[system]
        if all(line.a and line.b for line in lines):
            segments[system], units[system], told = _by_ends(system, lines, given)
        else:
            web = _web(system, lines, given, options)
            if options.loose_ends == "station":
                made |= _make_stations(web)
            segments[system], units[system] = _segments(web)
            told = web.notes
        notes += told
    return Wired(segments=segments, units=units, stations=made, notes=notes)


def _km(u: Vertex, v: Vertex) -> float:
    return float(distances_km(*u, *v)[0])


def _key(lon: float, lat: float) -> Vertex:
    """Vertex of a place: rounded, with one longitude for each meridian."""
    turned = round((lon + 180.0) % 360.0 - 180.0, DECIMALS)
    return (180.0 if turned in {-180.0, 180.0} else turned + 0.0, round(lat, DECIMALS) + 0.0)


def _web(system: str, lines: list[Line], given: Given, options: ImportOptions) -> _Web:
    """Steps of the lines of one system, snapped and joined."""
    web = _Web(system=system)
    listed = given.landings.get(system)
    chosen = sorted(given.stations if listed is None else {name for name in listed if name in given.stations})
    places = {name: _key(given.stations[name].lon, given.stations[name].lat) for name in chosen}
    for name, at in places.items():
        web.station.setdefault(at, name)
    tree = _Nearest(places)
    for line in lines:
        _add_line(web, line, tree, options)
    if listed is not None:
        _reach(web, places, options)
    if options.join_km:
        _join(web, options.join_km)
    if web.doubled_km:
        web.notes.append(Note(what="doubled", system=system, km=web.doubled_km, note="lines drawn twice count once"))
    for at in web.ends():
        name, km = tree.nearest(at)
        web.tell("loose end", at, place=name, km=km, note="nearest station" if name else "")
    return web


def _add_line(web: _Web, line: Line, tree: _Nearest, options: ImportOptions) -> None:
    """Add the steps of a line; its ends go on to the stations they are snapped to."""
    coords = shapely.get_coordinates(line.shape)
    if np.abs(np.diff(coords[:, 0])).max(initial=0.0) > LONG_STEP_DEGREES:
        web.tell("long step", _key(*coords[0]), note="a step over more than 180 degrees goes the short way round")
    own = (("kind", line.kind), *line.own)
    vertices = [_key(lon, lat) for lon, lat in coords.tolist()]
    if len(set(vertices)) < 2:
        web.tell("no length", vertices[0], note="a line shorter than 11 m was left out")
        return
    for u, v in pairwise(vertices):
        web.add(u, v, own)
    for end in {vertices[0], vertices[-1]} if vertices[0] != vertices[-1] else set():
        if end in web.station:
            continue
        name, km = tree.nearest(end)
        if km is not None and km <= options.snap_km:
            at = tree.places[name]
            web.add(end, at, own)
            web.tell("snapped", end, place=name, km=km)


def _reach(web: _Web, places: dict[str, Vertex], options: ImportOptions) -> None:
    """Lead the nearest line through each listed landing that no line's end reached, if one passes near enough."""
    for name, at in sorted(places.items()):
        if at in web.near or web.station.get(at) != name:
            continue
        step, _, km = _nearest_step(web.steps(), at)
        if step is not None and km <= options.snap_km:
            web.cut(*step, at)
            web.tell("passed", at, place=name, km=km, note="the line was led through the landing")
        else:
            web.tell("unreached landing", at, place=name, km=km if step else None, note="distance of the nearest line")


def _join(web: _Web, within_km: float) -> None:
    """Join each loose end to the nearest other line of its system."""
    for end in web.ends():
        if len(web.near[end]) != 1:
            continue
        (before,) = web.near[end]
        steps = [step for step in web.steps() if end not in step and before not in step]
        step, at, km = _nearest_step(steps, end)
        if step is not None and km <= within_km:
            web.cut(*step, at)
            web.add(end, at, web.near[end][before])
            web.tell("joined", end, km=km, note="a loose end was joined to another line")


def _nearest_step(steps: list[tuple[Vertex, Vertex]], at: Vertex) -> tuple[tuple[Vertex, Vertex] | None, Vertex, float]:
    """Step that passes nearest to a place, the point on it, and how far that is (km), on a plane at the place."""
    if not steps:
        return None, at, float("inf")
    ends = np.array(steps, dtype=float)
    scale = np.array([max(0.01, np.cos(np.deg2rad(at[1]))), 1.0])
    a = ends[:, 0] - at
    a[:, 0] -= 360.0 * np.round(a[:, 0] / 360.0)
    along = ends[:, 1] - ends[:, 0]
    along[:, 0] -= 360.0 * np.round(along[:, 0] / 360.0)
    a, along = a * scale, along * scale
    share = np.clip(-(a * along).sum(axis=1) / (along**2).sum(axis=1), 0.0, 1.0)
    foot = a + share[:, None] * along
    best = int(np.argmin((foot**2).sum(axis=1)))
    lon, lat = (foot[best] / scale + at).tolist()
    point = _key(lon, lat)
    return steps[best], point, _km(at, point)


class _Nearest:
    """The nearest of some places, over the sphere."""

    def __init__(self, places: dict[str, Vertex]) -> None:
        from scipy.spatial import cKDTree

        self.places = places
        self._names = list(places)
        self._tree = cKDTree(_on_sphere(places.values())) if places else None

    def nearest(self, at: Vertex) -> tuple[str, float | None]:
        """Name and distance (km) of the nearest place; no name where there is none."""
        if self._tree is None:
            return "", None
        _, number = self._tree.query(_on_sphere([at])[0])
        name = self._names[int(number)]
        return name, _km(at, self.places[name])


def _on_sphere(places: Iterable[Vertex]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lon, lat = np.deg2rad(np.array(list(places), dtype=float)).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _make_stations(web: _Web) -> dict[str, Station]:
    """Make a station of each loose end, numbered from west to east."""
    made = {}
    for number, at in enumerate(web.ends(), start=1):
        name = f"{web.system}-end-{number}"
        made[name] = Station(name=f"{web.system} end {number}", country="", lon=at[0], lat=at[1])
        web.station[at] = name
    return made


def _segments(web: _Web) -> tuple[list[Segment], dict[str, Vertex]]:
    """Ways from node to node, and the branching units, numbered from west to east."""
    nodes = {v for v, next_ in web.near.items() if v in web.station or len(next_) != 2 or len(set(next_.values())) > 1}
    left = {frozenset(step) for step in web.steps()}
    ways = []
    for start in [*sorted(nodes), *sorted(set(web.near) - nodes)]:
        for after in sorted(web.near[start]):
            if frozenset((start, after)) in left:
                nodes.add(start)  # of a ring without any node, the first vertex is one
                ways += _unlooped(_walk(web, start, after, nodes, left), nodes, web)
    units = {v: f"BU{number}" for number, v in enumerate(sorted(nodes - set(web.station)), start=1)}
    named = web.station | units
    out = []
    for way in sorted(ways, key=lambda way: (way[0], way[-1], way)):
        own = dict(web.near[way[0]][way[1]])
        kind = own.pop("kind")
        line = continuous(shapely.LineString(way))
        out.append(Segment(a=named[way[0]], b=named[way[-1]], kind=kind, own=tuple(own.items()), line=line))
    return out, {name: v for v, name in units.items()}


def _walk(web: _Web, start: Vertex, after: Vertex, nodes: set[Vertex], left: set[frozenset[Vertex]]) -> list[Vertex]:
    """Vertices from a node over ``after`` to the next node; the steps are taken out of ``left``."""
    way = [start, after]
    left.remove(frozenset(way))
    while way[-1] not in nodes:
        (onward,) = (v for v in web.near[way[-1]] if v != way[-2])
        left.remove(frozenset((way[-1], onward)))
        way.append(onward)
    return way


def _unlooped(way: list[Vertex], nodes: set[Vertex], web: _Web) -> list[list[Vertex]]:
    """The way, or if it comes back to where it began, its two halves with a branching unit between."""
    if way[0] != way[-1]:
        return [way]
    half = len(way) // 2
    nodes.add(way[half])
    web.tell("loop", way[half], note="a line that comes back to its start was divided in the middle")
    return [way[: half + 1], way[half:]]


def _by_ends(system: str, lines: list[Line], given: Given) -> tuple[list[Segment], dict[str, Vertex], list[Note]]:
    """Segments of lines whose ends the source names; the lines go on to those ends."""
    named = sorted({end for line in lines for end in (line.a, line.b)} - set(given.stations))
    units = {name: f"BU{number}" for number, name in enumerate(named, start=1)}
    at = {name: given.units[system, name] for name in named}
    at |= {end: (given.stations[end].lon, given.stations[end].lat) for end in given.stations}
    out: list[Segment] = []
    notes: list[Note] = []
    for line in lines:
        a, b = _key(*at[line.a]), _key(*at[line.b])
        way = [_key(lon, lat) for lon, lat in shapely.get_coordinates(line.shape).tolist()]
        if _km(way[0], b) + _km(way[-1], a) < _km(way[0], a) + _km(way[-1], b):
            way.reverse()
        for end, vertex, name in ((0, a, line.a), (-1, b, line.b)):
            km = _km(way[end], vertex)
            if km > 0.02:
                where = {"lon": way[end][0], "lat": way[end][1]}
                notes.append(Note(what="snapped", system=system, place=name, km=km, note="as the source says", **where))
        whole = [a, *way, b]
        kept = [whole[0], *(v for u, v in pairwise(whole) if v != u)]
        shape = continuous(shapely.LineString(kept if len(kept) > 1 else [a, b]))
        ends = (units.get(line.a, line.a), units.get(line.b, line.b))
        out.append(Segment(a=ends[0], b=ends[1], kind=line.kind, own=line.own, line=shape, length_km=line.length_km))
    return out, {units[name]: _key(*at[name]) for name in named}, notes
