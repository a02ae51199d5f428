"""Bars: traffic by corridor before and after, and who loses most."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING

from cablenet.errors import InputError
from cablenet.plots.paper import AFTER, BEFORE, LOST, plain, sheet

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["corridor_plot", "loss_plot"]

MOST_BARS = 20
LEAST_SHARE = 0.005

LONGEST = 60
"""Characters of a label."""


def corridor_plot(shares: pd.DataFrame, *, title: str = "Traffic by corridor") -> Figure:
    """Traffic by corridor before and after, the largest on top, ``not served`` at the foot.

    ``shares`` has an index of corridors and the columns ``before_tbps`` and ``after_tbps``, as
    :attr:`cablenet.routing.Between.shares`. At most 20 corridors are drawn.

    Raises:
        InputError: if a column is missing, or matplotlib is.
    """
    _need(shares, "before_tbps", "after_tbps")
    last = shares.index == "not served"
    order = shares.assign(last=last, most=shares[["before_tbps", "after_tbps"]].max(axis=1))
    order = order.sort_values(["last", "most"], ascending=[True, False], kind="stable").head(MOST_BARS)
    figure, axes = sheet(7.0, 0.9 + 0.42 * max(len(order), 1), title=title)
    row = range(len(order))
    axes.barh([i - 0.19 for i in row], order["before_tbps"], height=0.36, color=BEFORE, label="before")
    colours = [LOST if name == "not served" else AFTER for name in order.index]
    axes.barh([i + 0.19 for i in row], order["after_tbps"], height=0.36, color=colours, label="after")
    axes.set_yticks(list(row), [_label(name) for name in order.index])
    axes.invert_yaxis()
    axes.set_xlabel("Tbps", fontsize=8)
    axes.legend(frameon=False, fontsize=8, loc="lower right")
    return figure


def loss_plot(lost_share: pd.Series, names: Mapping[str, str], *, title: str = "Traffic lost by country") -> Figure:
    """The places that lose the largest share of their traffic, in per cent: at most 20, and none that loses less than half of 1 %.

    ``lost_share`` is in [0, 1] by place; ``names`` gives what to call a place.

    Raises:
        InputError: if matplotlib is missing.
    """
    worst = lost_share[lost_share >= LEAST_SHARE].sort_values(ascending=False, kind="stable").head(MOST_BARS)
    figure, axes = sheet(7.0, 0.9 + 0.24 * max(len(worst), 1), title=title)
    axes.barh(range(len(worst)), 100.0 * worst.to_numpy(), height=0.7, color=LOST)
    axes.set_yticks(range(len(worst)), [_label(names.get(place, place)) for place in worst.index])
    axes.invert_yaxis()
    axes.set_xlim(0, 100)
    axes.set_xlabel("per cent of its traffic", fontsize=8)
    return figure


def _label(text: object) -> str:
    return plain(shorten(str(text), LONGEST, placeholder="…"))


def _need(table: pd.DataFrame, *columns: str) -> None:
    missing = [name for name in columns if name not in table.columns]
    if missing:
        message = f"Found no column {', '.join(missing)}, expected {', '.join(columns)} as compare(...) gives them."
        raise InputError(message)
