"""Facts -> the built world: every system laid on the sea, its lengths and crossings, and the modelled links over land.

One deterministic command, ``cablenet data build``. It needs the extra ``laying``; users of the built world do not.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from cablenet import catalog
from cablenet._datafiles import data_root
from cablenet.geo.antimeridian import continuous

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    import pandas as pd
    from shapely import LineString

    from cablenet.geo.land import Land
    from cablenet.geo.laying import Edge, Laid
    from cablenet.geo.mesh import SeaMesh

    Point = tuple[float, float]

__all__ = ["LaidSystem", "Seas", "lay_system", "lay_systems", "open_seas"]

CLOSED_WORLD = "map-2022"
"""Basis of segments whose passages are listed in full: what is not listed is passed only if there is no other way."""

NOT_CLOSED = frozenset({"palk-srilanka"})
"""Chokepoints on which the lists of passages are silent though cables pass: the map draws these through shallows."""

SELDOM = (
    "bonifacio",
    "kerch",
    "magellan",
    "messina",
    "northern-sea-route",
    "northwest-passage",
    "taiwan-strait",
    "tatar",
)
"""Passages that a cable takes only where a fact says so, or where there is no other way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seas:
    """What laying needs: the coast, the mesh over the sea, and the chokepoints by id."""

    land: Land
    mesh: SeaMesh
    regions: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidSystem:
    """One system as laid: routes by segment number (continuous longitudes), and its branching units.

    ``tails_km`` is what each route runs over land between a station and the shore.
    """

    system_id: str
    routes: dict[int, LineString]
    units: dict[str, Point]
    tails_km: dict[int, float]


def open_seas(*, data_dir: Path | None = None, mesh_file: Path | None = None) -> Seas:
    """Read the coast and build the mesh (a minute or two); ``mesh_file`` keeps the mesh for the next time."""
    from cablenet.geo.land import parse_waterways, read_land
    from cablenet.geo.mesh import SeaMesh, build_mesh

    root = data_dir or data_root()
    with (root / "facts/waterways.csv").open(encoding="utf-8", newline="") as file:
        waterways = parse_waterways(csv.DictReader(file))
    land = read_land(json.loads((data_root() / "reference/land-10m.json").read_bytes()), waterways)
    if mesh_file is not None and mesh_file.exists():
        with np.load(mesh_file) as arrays:
            mesh = SeaMesh.from_arrays(dict(arrays))
    else:
        mesh = build_mesh(land)
        if mesh_file is not None:
            np.savez(mesh_file, allow_pickle=False, **mesh.to_arrays())
    return Seas(land=land, mesh=mesh, regions=catalog.load_chokepoints(data_dir=data_dir).geometry.to_dict())


def lay_system(
    seas: Seas, system: pd.Series, segments: pd.DataFrame, places: Mapping[str, Point], closed: Collection[str]
) -> LaidSystem:
    """Lay one system: its sea segments over the sea, its land crossings straight.

    ``system`` is a row of the systems, ``segments`` its rows of the segments, ``places`` the stations' positions,
    ``closed`` the chokepoints about which a list of passages is complete.

    Raises:
        GeometryError: if there is no way over the sea for a segment, naming it.
    """
    from cablenet.geo.laying import lay

    sea = segments[segments["kind"] == "sea"]
    edges = [_edge(seas, system, row, closed) for row in sea.itertuples()]
    ends = {end for edge in edges for end in (edge.a, edge.b)}
    laid: Laid | None = None
    if edges:
        laid = lay(seas.mesh, seas.land, {end: places[end] for end in ends & places.keys()}, edges, seas.regions)
    units = dict(laid.junctions) if laid else {}
    routes = {int(name): line for name, line in laid.routes.items()} if laid else {}
    tails = {int(name): km for name, km in laid.tails_km.items()} if laid else {}
    for row in segments[segments["kind"] != "sea"].itertuples():
        known = {**places, **units}
        routes[int(row.seq)] = continuous(shapely.LineString([known[str(row.a)], known[str(row.b)]]))
    return LaidSystem(system_id=str(system.name), routes=routes, units=units, tails_km=tails)


def _edge(seas: Seas, system: pd.Series, row: Any, closed: Collection[str]) -> Edge:  # noqa: ANN401 - a named tuple
    from cablenet.geo.laying import Edge

    through = tuple(name for name in str(row.passages).split(";") if name in seas.regions and name != "egypt-land")
    avoid = tuple(name for name in str(system["avoids"]).split(";") if name in seas.regions and name not in through)
    shunned = {*closed, *SELDOM} if row.basis == CLOSED_WORLD else set(SELDOM)
    reluctant = tuple(sorted(shunned & seas.regions.keys() - {*through, *avoid}))
    return Edge(id=str(row.seq), a=row.a, b=row.b, through=through, avoid=avoid, reluctant=reluctant)


def lay_systems(
    seas: Seas,
    tables: Mapping[str, pd.DataFrame],
    *,
    only: Collection[str] | None = None,
    jobs: int = 1,
    told: Callable[[str], None] = lambda _: None,
) -> dict[str, LaidSystem]:
    """Lay all systems that are not cancelled, or ``only`` some, on ``jobs`` processes; ``told`` hears of each one done.

    Raises:
        GeometryError: if there is no way over the sea for a segment, naming it.
    """
    systems = tables["systems"].set_index("system_id")
    systems = systems[systems["status"] != "cancelled"]
    if only is not None:
        systems = systems[systems.index.isin(only)]
    segments = tables["segments"]
    listed = ";".join(segments.loc[segments["basis"] == CLOSED_WORLD, "passages"]).split(";")
    closed = sorted(set(listed) - {""} - NOT_CLOSED)
    stations = tables["stations"]
    places = dict(zip(stations["station_id"], zip(stations["lon"], stations["lat"], strict=True), strict=True))
    rows = {name: rows for name, rows in segments.groupby("system_id") if name in systems.index}
    work = [(systems.loc[name], rows[name], places, closed) for name in sorted(rows, key=lambda name: -len(rows[name]))]
    done: dict[str, LaidSystem] = {}
    for laid in _each(seas, work, jobs):
        done[laid.system_id] = laid
        told(laid.system_id)
    return dict(sorted(done.items()))


_SEAS: Seas | None = None


def _each(seas: Seas, work: list[Any], jobs: int) -> Any:  # noqa: ANN401 - an iterator either way
    """Results as they come; worker processes inherit the seas, which are too large to send."""
    import multiprocessing

    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from (lay_system(seas, *item) for item in work)
        return
    global _SEAS  # noqa: PLW0603 - inherited by the forked workers
    _SEAS = seas
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_one, work)
    _SEAS = None


def _one(item: Any) -> LaidSystem:  # noqa: ANN401 - arguments of lay_system
    if _SEAS is None:
        message = "a worker was started without the seas"
        raise RuntimeError(message)
    return lay_system(_SEAS, *item)
