"""The world with its links, coloured by any series."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from cablenet._datafiles import data_text
from cablenet.errors import InputError
from cablenet.geo.topojson import topology_polygons
from cablenet.plots.paper import LOST, QUIET, plain, sheet

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd
    from matplotlib.figure import Figure

    from cablenet.network import Network

__all__ = ["world_plot"]

WEST = -25.0
"""Left edge of the map: the Pacific is whole, and Iceland's west is where the sheet is cut."""

LEAST_DEGREES2 = 0.15
"""Islands smaller than this are left out of the land."""


def world_plot(net: Network, values: pd.Series | None, *, title: str = "", unit: str = "") -> Figure:
    """Map of the world, the Pacific whole, links coloured by ``values`` (by link id) and cut links crimson.

    Plate carree, from 25 degrees West eastward. Links without a value, or all if there are no ``values``, are drawn thin and
    grey; the scale is viridis, which is perceptually uniform and safe for the colour-blind. ``unit`` stands beside it.

    Raises:
        InputError: if a link of ``values`` is not in the network, or matplotlib is missing.
    """
    figure, axes = sheet(9.0, 4.6, title=title)
    from matplotlib.collections import LineCollection, PolyCollection

    axes.add_collection(PolyCollection(_land(), facecolor="#ece9e0", edgecolor="none"))
    links = net.links
    strange = [] if values is None else sorted(set(values.index) - set(links.index))
    if strange:
        message = f"Found values for links that the network lacks: {strange[:3]}; expected link ids of net.links."
        raise InputError(message)
    cut = links["surviving"] <= 0
    shown = values.dropna() if values is not None else links["capacity_tbps"][:0]
    shown = shown[~cut[shown.index]].sort_values(kind="stable")
    rest = links[~cut & ~links.index.isin(shown.index) & (links["kind"] == "sea")]
    axes.add_collection(LineCollection(_lines(rest), colors=QUIET, linewidths=0.35, alpha=0.6))
    scaled = LineCollection(_lines(links.loc[shown.index]), cmap="viridis_r", linewidths=1.1)
    if len(shown):
        scaled.set_array(np.repeat(shown.to_numpy(dtype=float), _copies(links.loc[shown.index])))
        axes.add_collection(scaled)
        figure.colorbar(scaled, ax=axes, shrink=0.6, pad=0.01).set_label(plain(unit), fontsize=8)
    axes.add_collection(LineCollection(_lines(links[cut]), colors=LOST, linewidths=1.0, linestyles="dashed"))
    axes.set_xlim(WEST, WEST + 360.0)
    axes.set_ylim(-58.0, 80.0)
    axes.set_aspect("equal")
    axes.set_axis_off()
    return figure


def _lines(links: pd.DataFrame) -> list[npt.NDArray[np.float64]]:
    """Lines within the sheet: one that passes its edge is drawn at both."""
    return [
        np.add(line.coords, (turn, 0.0))
        for line in links["geometry"]
        for turn in _turns(line.bounds[0], line.bounds[2])
    ]


def _copies(links: pd.DataFrame) -> list[int]:
    """How often each line is drawn."""
    return [len(_turns(line.bounds[0], line.bounds[2])) for line in links["geometry"]]


def _turns(low: float, high: float) -> list[float]:
    """Whole turns of the globe that bring a part of a stretch of longitudes onto the sheet."""
    return [turn for turn in (-360.0, 0.0, 360.0, 720.0) if low + turn < WEST + 360.0 and high + turn > WEST]


@cache
def _land() -> list[npt.NDArray[np.float64]]:
    """Outer rings of the land (Natural Earth 1:50 million, public domain), on the sheet."""
    topology = json.loads(data_text("reference/countries-50m.json"))
    rings = [
        np.asarray(polygon.exterior.coords)
        for _, polygons in topology_polygons(topology, "land")
        for polygon in polygons
        if polygon.area >= LEAST_DEGREES2
    ]
    return [np.add(ring, (turn, 0.0)) for ring in rings for turn in _turns(ring[:, 0].min(), ring[:, 0].max())]
