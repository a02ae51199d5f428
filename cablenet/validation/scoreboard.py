"""All parts of the scoreboard, and the numbers fitted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import unknown_name
from cablenet.scenarios import incidents
from cablenet.validation.calibration import read_calibration
from cablenet.validation.incidents import leave_one_out, replay_all, score_incidents
from cablenet.validation.records import Scoreboard
from cablenet.validation.rtt import fitted, measurements, score_rtt
from cablenet.validation.stock import facts_lengths, score_counts, score_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

    from cablenet.network.model import Network
    from cablenet.validation.records import Part

__all__ = ["PARTS", "calibration_csv", "score"]

PARTS = ("rtt", "incidents", "lengths", "counts", "faults")
"""Parts of the scoreboard, in order."""

_MEANING = {
    "sea_factor": ("factor", "measured over modelled delay at sea"),
    "land_factor": ("factor", "measured over modelled delay over land"),
    "end_ms": ("ms", "what each end adds to a round trip"),
    "hit_share": ("share", "a country is hit when more than this share of its traffic with the hubs ran over the cut"),
}


def score(
    net: Network,
    *,
    parts: Sequence[str] = PARTS,
    measurements: pd.DataFrame | None = None,
    data_dir: Path | None = None,
) -> Scoreboard:
    """Score the model, part by part, in the order of :data:`PARTS`.

    ``net`` is held to ``measurements`` (without them, those of the tables), to the published lengths of its systems and to the
    faults reported. Incidents and counts are of many days: they are scored on the tables alone, not on ``net``. All tables are
    those of ``data_dir``, a folder laid out as ``data/``, or the built-in ones. The incidents take most of the time, about three
    seconds each.

    Raises:
        DataError: if a table is not as its schema says.
        InputError: if the measurements lack a column.
        UnknownNameError: if there is no such part.
    """
    for name in parts:
        if name not in PARTS:
            raise unknown_name("part", name, PARTS)
    makers: dict[str, Callable[[], Part]] = {
        "rtt": lambda: (
            score_rtt(net, _table(measurements, data_dir), calibration=read_calibration(data_dir=data_dir)).part
        ),
        "incidents": lambda: score_incidents(data_dir=data_dir),
        "lengths": lambda: facts_lengths(net=net, data_dir=data_dir),
        "counts": lambda: score_counts(data_dir=data_dir),
        "faults": lambda: score_faults(net, data_dir=data_dir),
    }
    return Scoreboard(parts=tuple(makers[name]() for name in PARTS if name in parts))


def calibration_csv(net: Network, *, measurements: pd.DataFrame | None = None, data_dir: Path | None = None) -> str:
    """The table ``reference/calibration.csv`` fitted anew, on measurements and on the reported incidents."""
    found, spans = fitted(net, _table(measurements, data_dir))
    rows = [
        (name, getattr(found, name), *spans[name], *_MEANING[name], "measured round trips")
        for name in ("sea_factor", "land_factor", "end_ms")
    ]
    facts = incidents(data_dir=data_dir)
    best, _, others = leave_one_out(replay_all(facts.index[facts["outcome"] == "reported"], data_dir=data_dir))
    low, high = np.percentile(others, [5, 95])
    rows.append(("hit_share", best, float(low), float(high), *_MEANING["hit_share"], "reported incidents"))
    lines = ["parameter,value,low,high,unit,fitted_on,meaning"]
    lines += [
        f"{name},{value:.4g},{low_:.4g},{high_:.4g},{unit},{on},{meaning}"
        for name, value, low_, high_, unit, meaning, on in sorted(rows)
    ]
    return "\n".join(lines) + "\n"


def _table(own: pd.DataFrame | None, data_dir: Path | None) -> pd.DataFrame:
    return measurements(data_dir=data_dir) if own is None else own
