"""Curves: how much of the traffic waits how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.plots.paper import AFTER, BEFORE, sheet

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["delay_plot"]


def delay_plot(before: pd.DataFrame, after: pd.DataFrame, *, title: str = "Round trip of the traffic") -> Figure:
    """Share of the traffic served with a round trip of at most so many milliseconds, before and after.

    Tables of paths with ``tbps`` and ``rtt_ms``, as :meth:`cablenet.routing.Routes.paths` gives them.

    Raises:
        InputError: if matplotlib is missing.
    """
    figure, axes = sheet(5.0, 3.2, title=title)
    for table, colour, label in ((before, BEFORE, "before"), (after, AFTER, "after")):
        served = table[np.isfinite(table["rtt_ms"])].sort_values("rtt_ms", kind="stable")
        total = served["tbps"].sum()
        if total > 0:
            share = 100.0 * served["tbps"].cumsum() / total
            x = np.concatenate([[served["rtt_ms"].iloc[0]], served["rtt_ms"]])
            axes.step(x, np.concatenate([[0.0], share]), where="post", color=colour, label=label)
    axes.set_ylim(0, 100)
    axes.set_xlabel("round trip, ms", fontsize=8)
    axes.set_ylabel("per cent of the traffic", fontsize=8)
    if axes.get_lines():
        axes.legend(frameon=False, fontsize=8, loc="upper left")
    return figure
