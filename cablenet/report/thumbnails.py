"""A small picture of a map for a list of maps: the world, what is cut, and what carries most."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from cablenet.plots import world_plot

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from cablenet.network import Network

__all__ = ["thumbnail"]

WIDTH_PX, HEIGHT_PX, DPI = 480, 190, 100

COLOURS = 64
"""Colours of the picture: enough for a scale, the land and the smooth edges of lines."""

SEA = "#dfe7ef"

SCALE = "YlOrBr"
"""Orange to brown, as the maps show what links gain."""

LEAST = 1 / 60
"""A link with less than this share of the largest value is not drawn apart: it would hide what matters."""


def thumbnail(net: Network, values: pd.Series) -> bytes:
    """PNG of 480 by 190 pixels: links by the logarithm of ``values``, the largest dark and wide, and cut links crimson.

    The same bytes for the same tables. Needs matplotlib.

    Raises:
        InputError: if a link of ``values`` is not in the network, or matplotlib is missing.
    """
    shown = np.log10(values[values > values.max() * LEAST])
    figure = world_plot(net, shown)
    for bar in figure.axes[1:]:
        bar.remove()
    figure.set_size_inches(WIDTH_PX / DPI, HEIGHT_PX / DPI)
    figure.set_layout_engine("none")
    figure.set_facecolor(SEA)
    axes = figure.axes[0]
    axes.set_position((0.0, 0.0, 1.0, 1.0))
    for lines in axes.collections:
        if lines.get_array() is not None:
            # Half a scale of room below, for the palest colours would be lost on the land.
            low, high = shown.min(), shown.max()
            lines.set(cmap=SCALE, clim=(low - max(high - low, 1.0) / 2, high), linewidths=1.0)
    return _small(figure)


def _small(figure: Figure) -> bytes:
    """The figure as PNG with few colours."""
    from PIL import Image

    drawn, made = BytesIO(), BytesIO()
    figure.savefig(drawn, format="png", dpi=DPI, metadata={"Software": None})
    with Image.open(drawn) as picture:
        few = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(made, format="png", optimize=True)
    return made.getvalue()
