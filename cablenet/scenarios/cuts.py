"""Scenarios that cut links: by chokepoint, by system, by any polygon."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cablenet.errors import InputError, unknown_name
from cablenet.geo.crossing import crossings
from cablenet.scenarios.model import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from cablenet.network.model import Network

__all__ = ["chokepoint", "polygon", "system"]


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
        id=name, title=str(row["name"]), survival=_survival(hit, survival), areas={str(row["name"]): row["geometry"]}
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
    return Scenario(id=name, title=str(net.systems.at[name, "name"]), survival=_survival(hit, survival))


def polygon(net: Network, area: BaseGeometry, *, name: str = "area", survival: float = 0.0) -> Scenario:
    """Every link whose line crosses a polygon given in longitude and latitude (split at the antimeridian).

    Raises:
        GeometryError: if ``area`` is no valid Polygon or MultiPolygon.
        InputError: if ``survival`` is not in [0, 1].
    """
    hit = crossings(net.links.geometry, {name: area})["line"]
    return Scenario(id=name, title=name, survival=_survival(hit, survival), areas={name: area})


def _survival(hit: Iterable[str], survival: float) -> pd.Series:
    if not 0.0 <= survival <= 1.0:
        message = f"Found survival={survival}, expected a share from 0 (cut) to 1 (untouched)."
        raise InputError(message)
    index = pd.Index(sorted(set(hit)), name="link_id", dtype="str")
    return pd.Series(float(survival), index=index, name="survival")
