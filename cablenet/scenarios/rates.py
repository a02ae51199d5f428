"""Random faults of cables at sea: published rates by length and class of depth.

No depths come with cablenet, so the distance to the coast stands in: what runs within 12 nautical miles of a coast
(``world/waters.csv``) counts as shallow, where more than half of all faults happen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.errors import InputError
from cablenet.scenarios.chance import strike_by_chance
from cablenet.scenarios.model import Scenario, unlike
from cablenet.scenarios.ranges import DAYS

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network.model import Network
    from cablenet.scenarios.chance import Seed

__all__ = ["LEVELS", "Level", "expected_faults", "fault_rates", "faults"]

Level = Literal["low", "central", "high"]

LEVELS: tuple[Level, ...] = ("low", "central", "high")

DAYS_A_YEAR = 365.25


def fault_rates(net: Network, *, level: Level = "central", data_dir: Path | None = None) -> pd.DataFrame:
    """Faults to be expected on each segment at sea: ``coastal_km``, ``open_km``, ``faults_per_year`` by link id.

    ``rate = sum over classes of rate_class x km_class / 1000``, with the rates of ``reference/fault_rates.csv``. Lengths are
    cable lengths, shared out as the laid route is. Systems whose waters are not measured get the mean share of the others.
    Rates and waters are those of ``data_dir``, a folder laid out as ``data/``, or the built-in ones.

    Raises:
        InputError: if ``level`` is none.
    """
    if level not in LEVELS:
        message = f"Found level={level!r}, expected one of {', '.join(LEVELS)}."
        raise InputError(message)
    rates = catalog.load_table("fault_rates", data_dir=data_dir).set_index("depth_class")[level].astype("float64")
    km = _class_km(net, data_dir)
    yearly = (km["coastal_km"] * rates["coastal"] + km["open_km"] * rates["open"]) / 1000.0
    return km.assign(faults_per_year=yearly)


def expected_faults(net: Network, *, data_dir: Path | None = None) -> pd.DataFrame:
    """Faults a year on the whole network by class of depth: ``length_km``, and ``low``, ``central``, ``high`` faults a year.

    The rates come from 150 to 200 faults a year reported on 1.7 million km, so the sum says how the length of the network
    compares; it is no independent test of the rates. ``data_dir`` as in :func:`fault_rates`.
    """
    rates = (
        catalog.load_table("fault_rates", data_dir=data_dir).set_index("depth_class")[list(LEVELS)].astype("float64")
    )
    km = _class_km(net, data_dir).sum().rename({"coastal_km": "coastal", "open_km": "open"})
    return rates.mul(km / 1000.0, axis=0).assign(length_km=km)[["length_km", *LEVELS]]


def faults(
    net: Network,
    *,
    days: float = DAYS_A_YEAR,
    level: Level = "central",
    seed: Seed = None,
    survival: float = 0.0,
    data_dir: Path | None = None,
) -> Scenario:
    """Random faults during ``days``: each segment is hit with chance ``1 - exp(-rate x days)``, independently.

    Without a ``seed`` every segment keeps its expected share; with one, a draw is made. Faults are those of single
    cables; a quake or anchor that takes several at once is a scenario of its own. ``data_dir`` as in :func:`fault_rates`.

    Raises:
        InputError: if ``days`` is not from 0 to 100,000, or ``survival`` not in [0, 1].
    """
    DAYS.check("days", days)
    rate = fault_rates(net, level=level, data_dir=data_dir)["faults_per_year"]
    chance = -np.expm1(-rate * days / DAYS_A_YEAR)
    draw = "" if seed is None else ", one draw"
    return Scenario(
        id=unlike(f"faults-{days:g}-days", survival, level=(level, "central"), seed=(seed, None)),
        title=f"Random faults of {days:g} days at {level} rates{draw}",
        survival=strike_by_chance(chance, seed=seed, survival=survival),
    )


def _class_km(net: Network, data_dir: Path | None) -> pd.DataFrame:
    """Kilometres of cable of each segment at sea by class."""
    sea = net.links[net.links["kind"] == "sea"]
    waters = catalog.load_table("waters", data_dir=data_dir)
    near = waters[waters["zone"] == "territorial"]
    near_km = near["km"].astype("float64").groupby(near["system_id"] + ":" + near["seq"].astype("str")).sum()
    measured = sea["system"].isin(set(waters["system_id"])) & (sea["route_km"] > 0)
    share = (near_km.reindex(sea.index).fillna(0.0) / sea["route_km"]).clip(upper=1.0).where(measured)
    length = sea["length_km"]
    total = length[measured].sum()
    mean = float((share * length)[measured].sum() / total) if total > 0 else 0.25
    share = share.fillna(mean)
    return pd.DataFrame({"coastal_km": length * share, "open_km": length * (1.0 - share)}).sort_index()
