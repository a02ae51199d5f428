"""Scenarios that cut links by what they are called: a chokepoint, a system, a segment, a station; or by any polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import shapely

from cablenet.errors import InputError, unknown_name
from cablenet.geo.crossing import crossings
from cablenet.scenarios.model import Scenario, strike, unlike
from cablenet.scenarios.shapes import check_area

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network.model import Network

__all__ = ["chokepoint", "polygon", "segment", "station", "system"]


def chokepoint(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every link whose line crosses the chokepoint, and no other; ``survival`` is the share that is left.

    ``name`` is its id (``luzon``), or its full name in capitals or not.

    Raises:
        UnknownNameError: with the nearest known chokepoints.
        InputError: if ``survival`` is not in [0, 1].
    """
    name = _id(net.chokepoints, "chokepoint", name)
    hit = net.crossings.loc[net.crossings["chokepoint"] == name, "link_id"]
    row = net.chokepoints.loc[name]
    return Scenario(
        id=unlike(name, survival),
        title=str(row["name"]),
        survival=strike(hit, survival),
        areas={str(row["name"]): row["geometry"]},
    )


def system(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every segment of one system, by its id (``seamewe-5``), or its full name in capitals or not.

    Raises:
        UnknownNameError: with the nearest known systems.
        InputError: if ``survival`` is not in [0, 1].
    """
    name = _id(net.systems, "system", name)
    hit = net.links.index[net.links["system"] == name]
    title = str(net.systems.at[name, "name"])
    return Scenario(id=unlike(name, survival), title=title, survival=strike(hit, survival))


def segment(net: Network, link: str, *, survival: float = 0.0) -> Scenario:
    """One link by its id: a segment (``seamewe-5:12``) or a link over land (``land:...``).

    Raises:
        UnknownNameError: with the nearest known links, those of the same system first.
        InputError: if ``survival`` is not in [0, 1].
    """
    if link not in net.links.index:
        same = net.links.index[net.links["system"] == link.rpartition(":")[0]]
        raise unknown_name("link", link, same if len(same) else net.links.index)
    row = net.links.loc[link]
    title = f"{row['name']} {_place(net, row['a'])} - {_place(net, row['b'])}"
    return Scenario(id=unlike(link, survival), title=title, survival=strike([link], survival))


def station(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every link that ends at a landing station, at sea and over land; a city or branching unit goes by its id too.

    ``name`` is the id of a node (``fangshan-taiwan``), its name, or the town before the comma of its name.

    Raises:
        UnknownNameError: with the nearest known stations.
        InputError: if several stations bear the name, or ``survival`` is not in [0, 1].
    """
    node = _node(net.nodes, name)
    hit = net.links.index[(net.links["a"] == node) | (net.links["b"] == node)]
    title = _place(net, node)
    return Scenario(id=unlike(node, survival), title=title, survival=strike(hit, survival))


def polygon(net: Network, area: BaseGeometry, *, name: str = "area", survival: float = 0.0) -> Scenario:
    """Every link whose line crosses a polygon given in longitude and latitude, each side as it is written.

    An area over the antimeridian is split there or runs beyond 180 degrees; a note tells of a side that goes the long way
    round.

    Raises:
        GeometryError: if ``area`` is no valid Polygon or MultiPolygon, or not in degrees.
        InputError: if ``area`` is no shape, or ``survival`` is not in [0, 1].
    """
    check_area(area)
    hit = crossings(net.links.geometry, {name: area})["line"]
    return Scenario(
        id=unlike(name, survival),
        title=name,
        survival=strike(hit, survival),
        areas={name: area},
        notes=_long_way(area),
    )


def _long_way(area: BaseGeometry) -> tuple[str, ...]:
    """A note on a side of more than 180 degrees; one of 360 is an edge of the map, as round a pole."""
    rings = shapely.get_rings(shapely.get_parts(area))
    steps = np.concatenate([np.abs(np.diff(shapely.get_coordinates(ring)[:, 0])) for ring in rings])
    long = steps[(steps > 180.0) & (steps < 360.0)]
    if not len(long):
        return ()
    note = f"A side of the area runs over {long.max():g} degrees of longitude, as written"
    return (f"{note}; over the antimeridian write 170 to 190, not 170 to -170.",)


def _id(table: pd.DataFrame, kind: str, name: str) -> str:
    """Id of the row that is meant: by its id, or by a full name that only one bears."""
    if name in table.index:
        return name
    titled = table.index[table["name"].str.casefold() == name.strip().casefold()]
    if len(titled) != 1:
        raise unknown_name(kind, name, table.index)
    return str(titled[0])


def _place(net: Network, node: str) -> str:
    return str(net.nodes.at[node, "name"])


def _node(nodes: pd.DataFrame, name: str) -> str:
    """Id of the station (else city) that is meant."""
    if name in nodes.index:
        return name
    wanted = name.strip().casefold()
    for kind in ("station", "city"):
        rows = nodes[nodes["kind"] == kind]
        folded = rows["name"].str.casefold()
        found = rows.index[folded == wanted]
        if found.empty:
            found = rows.index[folded.str.partition(",")[0] == wanted]
        if len(found) > 1:
            message = f"Found {name!r}, which may be {', '.join(map(repr, found))}, expected one: give the id."
            raise InputError(message)
        if len(found):
            return str(found[0])
    stations = nodes[nodes["kind"] == "station"]
    raise unknown_name("station", name, [*stations.index, *stations["name"]])
