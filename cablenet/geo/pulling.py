"""Pull a line over the sea tight, without crossing more land and without losing or gaining a region.

A path over a mesh bends at its nodes. Straight pieces (great circles) replace bends wherever they cost no more, cost
being length with a surcharge on land and along the shore; then corners are cut, and the line is given just so many
points that straight lines between them on a plane of longitude and latitude follow the great circles.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import affinity

from cablenet.geo.kernels import RADIUS_KM, look

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy.typing as npt
    from shapely.geometry.base import BaseGeometry

    from cablenet.geo.land import Land

    Point = tuple[float, float]

__all__ = ["Rope", "Rules", "densify", "pull", "rules", "settle"]

LAND_SURCHARGE, SHORE_SURCHARGE = 60.0, 2.0
"""What a kilometre over land and beside it costs on top of its length."""

SAG_KM = 0.5
"""Greatest distance between a straight line on the map and the great circle that it stands for."""

PASSES = 4
CUTS = (0.6, 0.35, 0.15)
"""Passes of straightening, and the shares of the two sides at which a corner is cut."""

LEAST_GAIN_KM = 0.05

SETTLING_ROUNDS = 3
"""How often junctions are moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Regions that matter to one edge, as bits: those it must keep and those it must not enter anew."""

    areas: npt.NDArray[np.object_]
    keep: int
    shun: int

    def touched(self, lines: Sequence[BaseGeometry]) -> list[int]:
        """Regions that each line meets, as bits."""
        if not len(self.areas) or not len(lines):
            return [0] * len(lines)
        met = shapely.intersects(np.array(lines, dtype=object)[:, None], self.areas[None, :])
        weights = 1 << np.arange(len(self.areas), dtype=object)
        return [int(sum(weights[row])) for row in met]


@dataclass(slots=True)
class Rope:
    """A line being pulled: its points, and cost and regions of each piece between them."""

    points: list[Point]
    cost_km: list[float]
    regions: list[int]

    def take(self, other: Rope) -> None:
        """Become another rope."""
        self.points, self.cost_km, self.regions = other.points, other.cost_km, other.regions


def rules(
    regions: Mapping[str, BaseGeometry], *, keep: Sequence[str], shun: Sequence[str], near: npt.NDArray[np.float64]
) -> Rules:
    """Prepare the regions of one edge that lie near its points ``near`` (n, 2), at every turn of longitude."""
    west, south = near.min(axis=0) - 5.0
    east, north = near.max(axis=0) + 5.0
    box = shapely.box(west, south, east, north)
    turned = {name: _turned(regions[name], box) for name in dict.fromkeys([*keep, *shun])}
    kept = [name for name in keep if not turned[name].is_empty]
    names = [*kept, *(name for name in shun if name not in kept and not turned[name].is_empty)]
    areas = np.empty(len(names), dtype=object)
    areas[:] = [turned[name] for name in names]
    shapely.prepare(areas)
    return Rules(areas=areas, keep=(1 << len(kept)) - 1, shun=((1 << len(names)) - 1) & ~((1 << len(kept)) - 1))


def pull(points: Sequence[Point], land: Land, ruled: Rules) -> Rope:
    """Straighten a line (continuous longitudes) whose ends stay where they are."""
    rope = _rope(points, land, ruled)
    for _ in range(PASSES):
        length = sum(rope.cost_km)
        _straighten(rope, land, ruled)
        _reverse(rope)
        _straighten(rope, land, ruled)
        _reverse(rope)
        _cut_corners(rope, land, ruled)
        if sum(rope.cost_km) > length - LEAST_GAIN_KM * len(rope.points):
            break
    _straighten(rope, land, ruled)
    return rope


def settle(
    ropes: Mapping[str, Rope],
    ruled: Mapping[str, Rules],
    joints: Mapping[str, Sequence[tuple[str, bool]]],
    land: Land,
) -> None:
    """Move each junction to where its ropes are shortest near it; ``joints`` tells its ropes and which end of each.

    The middle of the neighbouring points is sought by Weiszfeld's rule (1937, doi:10.1007/s10479-008-0352-z), and
    taken if it costs less and loses or gains no region.
    """
    for _ in range(SETTLING_ROUNDS):
        moved = {rope for name in joints for rope in _settle_one(ropes, ruled, joints[name], land)}
        for name in sorted(moved):
            ropes[name].take(pull(ropes[name].points, land, ruled[name]))
        if not moved:
            break


def densify(points: Sequence[Point]) -> npt.NDArray[np.float64]:
    """Add points so that the line sags less than ``SAG_KM`` from its great circles; shape (n, 2), continuous.

    >>> len(densify([(0.0, 0.0), (90.0, 0.0)])), len(densify([(0.0, 60.0), (20.0, 60.0)])) > 5
    (2, True)
    """
    out = [np.array([points[0]], dtype=np.float64)]
    for a, b in pairwise(points):
        out.append(_arc(a, b)[1:])
    coords = np.vstack(out)
    jumps = np.round(np.diff(coords[:, 0], prepend=coords[0, 0]) / 360.0)
    coords[:, 0] -= 360.0 * np.cumsum(jumps)
    return coords


def _arc(a: Point, b: Point) -> npt.NDArray[np.float64]:
    """Points of a great circle from a to b, both included, as many as its sag asks for."""
    start, end = _unit(a), _unit(b)
    angle = _angle(start, end)
    share = np.array([0.25, 0.5, 0.75])[:, None]
    flat = (1.0 - share) * np.array(a) + share * np.array(b)
    arch = (np.sin((1.0 - share) * angle) * start + np.sin(share * angle) * end) / max(np.sin(angle), 1e-12)
    sag = max(_angle(_unit((lon, lat)), point) for (lon, lat), point in zip(flat, arch, strict=True)) * RADIUS_KM
    count = int(np.ceil(np.sqrt(sag / SAG_KM))) if angle > 1e-9 else 1
    if count <= 1:
        return np.array([a, b], dtype=np.float64)
    share = np.linspace(0.0, 1.0, count + 1)[:, None]
    xyz = (np.sin((1.0 - share) * angle) * start + np.sin(share * angle) * end) / np.sin(angle)
    lon = np.rad2deg(np.unwrap(np.arctan2(xyz[:, 1], xyz[:, 0])))
    lat = np.rad2deg(np.arcsin(np.clip(xyz[:, 2], -1.0, 1.0)))
    lon += 360.0 * np.round((a[0] - lon[0]) / 360.0)
    lon[0], lat[0], lat[-1] = a[0], a[1], b[1]
    return np.column_stack([lon, lat])


def _unit(point: Point) -> npt.NDArray[np.float64]:
    lon, lat = np.deg2rad(point[0]), np.deg2rad(point[1])
    return np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _angle(a: npt.NDArray[np.float64], b: npt.NDArray[np.float64]) -> float:
    return 2.0 * float(np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b)))


def _turned(region: BaseGeometry, box: BaseGeometry) -> BaseGeometry:
    """The region at those turns of longitude where it meets a box."""
    west, south, east, north = box.bounds
    near = []
    for part in shapely.get_parts(region):
        low, bottom, high, top = part.bounds
        turns = [turn for turn in (-360.0, 0.0, 360.0) if low + turn <= east and high + turn >= west]
        if bottom <= north and top >= south:
            near += [affinity.translate(part, turn) if turn else part for turn in turns]
    return shapely.union_all(near) if len(near) != 1 else near[0]


def _cost(land: Land, a: Point, b: Point) -> float:
    length, dry, shore = look(land.cells, (*a, *b), False)
    return length + LAND_SURCHARGE * dry + SHORE_SURCHARGE * shore


def _line(a: Point, b: Point) -> BaseGeometry:
    return shapely.LineString(densify([a, b]))


def _rope(points: Sequence[Point], land: Land, ruled: Rules) -> Rope:
    """Measure the pieces of a line."""
    pieces = list(pairwise(points))
    return Rope(
        points=list(points),
        cost_km=[_cost(land, a, b) for a, b in pieces],
        regions=ruled.touched([_line(a, b) for a, b in pieces]),
    )


def _reverse(rope: Rope) -> None:
    rope.points.reverse()
    rope.cost_km.reverse()
    rope.regions.reverse()


def _allowed(rope: Rope, ruled: Rules, span: tuple[int, int], new: int) -> bool:
    """Whether pieces ``span`` may give way to pieces that meet the regions ``new``."""
    first, last = span
    old = 0
    for bits in rope.regions[first:last]:
        old |= bits
    if new & ~old & ruled.shun:
        return False
    lost = old & ~new & ruled.keep
    if not lost:
        return True
    for bits in rope.regions[:first]:
        lost &= ~bits
    for bits in rope.regions[last:]:
        lost &= ~bits
    return not lost


def _straighten(rope: Rope, land: Land, ruled: Rules) -> None:
    """From each point go straight to the farthest one that can be reached at no more cost."""
    at = 0
    while at < len(rope.points) - 2:
        reach, step = at + 1, 1
        while reach + step < len(rope.points) and _shortcut(rope, land, ruled, at, reach + step) is not None:
            reach += step
            step *= 2
        while step > 1:
            step //= 2
            if reach + step < len(rope.points) and _shortcut(rope, land, ruled, at, reach + step) is not None:
                reach += step
        if reach > at + 1:
            found = _shortcut(rope, land, ruled, at, reach)
            if found is not None:
                rope.points[at + 1 : reach] = []
                rope.cost_km[at:reach] = [found[0]]
                rope.regions[at:reach] = [found[1]]
        at += 1


def _shortcut(rope: Rope, land: Land, ruled: Rules, first: int, last: int) -> tuple[float, int] | None:
    """Cost and regions of the straight piece between two points of the rope, if it may replace what is there."""
    a, b = rope.points[first], rope.points[last]
    if abs(a[0] - b[0]) > 170.0:
        return None
    cost = _cost(land, a, b)
    if cost > sum(rope.cost_km[first:last]) + 1e-6:
        return None
    bits = ruled.touched([_line(a, b)])[0]
    return (cost, bits) if _allowed(rope, ruled, (first, last), bits) else None


def _cut_corners(rope: Rope, land: Land, ruled: Rules) -> None:
    """Replace each bend by a shorter one across its two sides, where that costs less."""
    at = 1
    while at < len(rope.points) - 1:
        for share in CUTS:
            a = _between(rope.points[at], rope.points[at - 1], share)
            b = _between(rope.points[at], rope.points[at + 1], share)
            chain = [rope.points[at - 1], a, b, rope.points[at + 1]]
            new = _rope(chain, land, ruled)
            saved = sum(rope.cost_km[at - 1 : at + 1]) - sum(new.cost_km)
            bits = new.regions[0] | new.regions[1] | new.regions[2]
            if saved > LEAST_GAIN_KM and _allowed(rope, ruled, (at - 1, at + 1), bits):
                rope.points[at : at + 1] = [a, b]
                rope.cost_km[at - 1 : at + 1] = new.cost_km
                rope.regions[at - 1 : at + 1] = new.regions
                at += 1
                break
        at += 1


def _between(a: Point, b: Point, share: float) -> Point:
    """Point on the great circle from a towards b."""
    start, end = _unit(a), _unit(b)
    angle = _angle(start, end)
    if angle < 1e-9:
        return a
    xyz = (np.sin((1.0 - share) * angle) * start + np.sin(share * angle) * end) / np.sin(angle)
    lon = float(np.rad2deg(np.arctan2(xyz[1], xyz[0])))
    lon += 360.0 * round((a[0] - lon) / 360.0)
    return lon, float(np.rad2deg(np.arcsin(xyz[2])))


def _settle_one(
    ropes: Mapping[str, Rope], ruled: Mapping[str, Rules], joint: Sequence[tuple[str, bool]], land: Land
) -> list[str]:
    """Move one junction; returns the ropes that moved with it."""
    if len(joint) < 2:
        return []
    first_rope, at_start = joint[0]
    old = ropes[first_rope].points[0 if at_start else -1]
    others = []
    for name, start in joint:
        points = ropes[name].points
        here, there = (points[0], points[1]) if start else (points[-1], points[-2])
        others.append((there[0] - here[0] + old[0], there[1]))
    new = _median(old, others)
    changes = []
    gain = 0.0
    for (name, start), other in zip(joint, others, strict=True):
        rope = ropes[name]
        span = (0, 1) if start else (len(rope.cost_km) - 1, len(rope.cost_km))
        cost = _cost(land, new, other)
        bits = ruled[name].touched([_line(new, other)])[0]
        if not _allowed(rope, ruled[name], span, bits):
            return []
        gain += rope.cost_km[span[0]] - cost
        changes.append((rope, span[0], start, cost, bits))
    if gain < 1.0:
        return []
    for rope, at, start, cost, bits in changes:
        place = 0 if start else -1
        rope.points[place] = (rope.points[place][0] + new[0] - old[0], new[1])
        rope.cost_km[at], rope.regions[at] = cost, bits
    return [name for name, _ in joint]


def _median(start: Point, points: Sequence[Point]) -> Point:
    """Point with the least sum of distances to others, on a plane that is true near the start."""
    shrink = max(0.05, float(np.cos(np.deg2rad(start[1]))))
    xy = (np.array(points) - start) * [shrink, 1.0]
    at = np.zeros(2)
    for _ in range(50):
        weight = 1.0 / np.maximum(np.hypot(*(xy - at).T), 1e-6)
        at = (xy * weight[:, None]).sum(axis=0) / weight.sum()
    return float(start[0] + at[0] / shrink), float(start[1] + at[1])
