"""Scenarios that cut links by what they are called: a chokepoint, a system, a segment, a station; or by any polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cablenet.errors import InputError, unknown_name
from cablenet.geo.crossing import crossings
from cablenet.scenarios.model import Scenario, strike

if TYPE_CHECKING:
    import pandas as pd
    from shapely.geometry.base import BaseGeometry

    from cablenet.network.model import Network

__all__ = ["chokepoint", "polygon", "segment", "station", "system"]


def chokepoint(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every link whose line crosses the chokepoint, and no other; ``survival`` is the share that is left.

    Raises:
        UnknownNameError: with the nearest known chokepoints.
        InputError: if ``survival`` is not in [0, 1].
    """
    if name not in net.chokepoints.index:
        raise unknown_name("chokepoint", name, net.chokepoints.index)
    hit = net.crossings.loc[net.crossings["chokepoint"] == name, "link_id"]
    row = net.chokepoints.loc[name]
    return Scenario(
        id=name, title=str(row["name"]), survival=strike(hit, survival), areas={str(row["name"]): row["geometry"]}
    )


def system(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every segment of one system, by its id.

    Raises:
        UnknownNameError: with the nearest known systems.
        InputError: if ``survival`` is not in [0, 1].
    """
    if name not in net.systems.index:
        raise unknown_name("system", name, net.systems.index)
    hit = net.links.index[net.links["system"] == name]
    return Scenario(id=name, title=str(net.systems.at[name, "name"]), survival=strike(hit, survival))


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
    return Scenario(id=link, title=title, survival=strike([link], survival))


def station(net: Network, name: str, *, survival: float = 0.0) -> Scenario:
    """Every link that ends at a landing station, at sea and over land; a city or branching unit goes by its id too.

    ``name`` is the id of a node (``fangshan-taiwan``), its name, or the town before the comma of its name.

    Raises:
        UnknownNameError: with the nearest known stations.
        InputError: if several stations bear the name, or ``survival`` is not in [0, 1].
    """
    node = _node(net.nodes, name)
    hit = net.links.index[(net.links["a"] == node) | (net.links["b"] == node)]
    return Scenario(id=node, title=_place(net, node), survival=strike(hit, survival))


def polygon(net: Network, area: BaseGeometry, *, name: str = "area", survival: float = 0.0) -> Scenario:
    """Every link whose line crosses a polygon given in longitude and latitude (split at the antimeridian).

    Raises:
        GeometryError: if ``area`` is no valid Polygon or MultiPolygon.
        InputError: if ``survival`` is not in [0, 1].
    """
    hit = crossings(net.links.geometry, {name: area})["line"]
    return Scenario(id=name, title=name, survival=strike(hit, survival), areas={name: area})


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
            message = f"Found {name!r}, which may be {', '.join(map(repr, found))}. Expected one: give the id."
            raise InputError(message)
        if len(found):
            return str(found[0])
    stations = nodes[nodes["kind"] == "station"]
    raise unknown_name("station", name, [*stations.index, *stations["name"]])
