"""Solar superstorms: which cables a storm takes, by the latitude at which they land.

The model is that of Abdu Jyothi (2021, doi:10.1145/3452296.3472916): a cable has ``floor(length / spacing)`` repeaters;
each fails with a chance that depends on the highest latitude at which the cable lands (from 60 degrees, from 40, or
below), and the cable fails if any of them does. Castellanos et al. (2022, arXiv:2211.07850) measured voltages on four
transoceanic cables in storms and conclude that none would be damaged; ``finding`` switches between the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.errors import InputError, unknown_name
from cablenet.scenarios.chance import strike_by_chance
from cablenet.scenarios.model import Scenario, strike, unlike
from cablenet.scenarios.ranges import SPACING_KM

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.scenarios.chance import Seed

__all__ = ["FINDING", "SPACINGS_KM", "storm", "storm_risk", "storm_table"]

FINDING = "abdu-jyothi-2021"
"""Study whose chances are taken unless another is asked for; the contrary one is ``castellanos-2022``."""

SPACINGS_KM = (50.0, 100.0, 150.0)
"""Distances between repeaters in the study."""


def storm_risk(
    net: Network, *, state: str = "S1", spacing_km: float = 150.0, finding: str = FINDING, published_only: bool = False
) -> pd.DataFrame:
    """Chance that each system fails: ``length_km, repeaters, latitude, repeater_failure, failure`` by system id.

    ``failure = 1 - (1 - p)^n`` in closed form. Lengths are the published ones, else (unless ``published_only``) those laid;
    ``latitude`` is the highest at which the system lands, north or south.

    Raises:
        UnknownNameError: if there is no such finding or state.
        InputError: if ``spacing_km`` is not from 1 to 20,000.
    """
    SPACING_KM.check("spacing_km", spacing_km)
    tiers = _tiers(finding, state)
    links = net.links[net.links["system"] != ""]
    laid = links.groupby("system")["length_km"].sum()
    length = net.systems["length_km"].astype("Float64").astype("float64")
    length = length.dropna() if published_only else length.fillna(laid)
    nodes = net.nodes[net.nodes["kind"] != "branching_unit"]["lat"].abs()
    ends = pd.concat([links.set_index("system")[end] for end in ("a", "b")])
    latitude = ends.map(nodes).groupby(level=0).max().reindex(length.index).fillna(0.0)
    table = pd.DataFrame({"length_km": length, "repeaters": np.floor(length / spacing_km), "latitude": latitude})
    above = np.searchsorted(tiers.index.to_numpy(dtype=float), table["latitude"].to_numpy(), side="right") - 1
    table["repeater_failure"] = tiers.to_numpy(dtype=float)[np.maximum(above, 0)]
    table["failure"] = 1.0 - (1.0 - table["repeater_failure"]) ** table["repeaters"]
    return table.astype({"repeaters": "int64"}).sort_index().rename_axis("system_id")


def storm_table(
    net: Network, *, finding: str = FINDING, published_only: bool = True, least_km: float = 0.0
) -> pd.DataFrame:
    """Expected share of systems that fail, by state and spacing, beside what was published.

    Columns ``state, spacing_km, systems, without_repeaters, failed_pct, published_pct``. With ``published_only`` over the
    systems of which the length is published, as in the study; its list is that of the summer of 2021. ``least_km`` leaves shorter
    systems out.

    Raises:
        UnknownNameError: if there is no such finding.
        InputError: if no system is left.
    """
    published = catalog.load_table("storm_shares").set_index(["finding", "state", "spacing_km"])["failed_pct"]
    rows = []
    for state in ("S1", "S2"):
        for spacing in SPACINGS_KM:
            risk = storm_risk(net, state=state, spacing_km=spacing, finding=finding, published_only=published_only)
            risk = risk[risk["length_km"] >= least_km]
            if risk.empty:
                of = "a published length" if published_only else "a length"
                message = (
                    f"Found no system with {of} of {least_km:g} km or more in a network of {len(net.systems)}, expected "
                    "some: ask for shorter ones, or for all lengths, those laid too."
                )
                raise InputError(message)
            told = published.get((FINDING, state, spacing))
            bare = int((risk["repeaters"] == 0).sum())
            rows.append((state, spacing, len(risk), bare, 100.0 * float(risk["failure"].mean()), float(told)))
    columns = ["state", "spacing_km", "systems", "without_repeaters", "failed_pct", "published_pct"]
    return pd.DataFrame(rows, columns=columns)


def storm(
    net: Network,
    *,
    state: str = "S1",
    spacing_km: float = 150.0,
    finding: str = FINDING,
    seed: Seed = None,
    survival: float = 0.0,
) -> Scenario:
    """A solar superstorm of ``state`` S1 (high) or S2 (low): a system that fails loses all its segments.

    Without a ``seed`` every segment keeps its expected share; with one, a draw over the systems is made.

    Raises:
        UnknownNameError: if there is no such finding or state.
        InputError: if ``spacing_km`` is not from 1 to 20,000, or ``survival`` not in [0, 1].
    """
    risk = storm_risk(net, state=state, spacing_km=spacing_km, finding=finding)["failure"]
    struck = strike_by_chance(risk, seed=seed, survival=survival)
    of = net.links["system"]
    hit = of[of.isin(struck.index)].sort_index()
    share = strike(hit.index, survival)
    share[:] = hit.map(struck).to_numpy(dtype=float)
    title = f"Solar superstorm {state} ({finding}, a repeater each {spacing_km:g} km)"
    label = unlike(
        f"storm-{state.casefold()}",
        survival,
        spacing=(float(spacing_km), 150.0),
        finding=(finding, FINDING),
        seed=(seed, None),
    )
    return Scenario(id=label, title=title, survival=share)


def _tiers(finding: str, state: str) -> pd.Series:
    """Chance that a repeater fails, by the latitude from which it counts."""
    table = catalog.load_table("storms")
    if finding not in set(table["finding"]):
        raise unknown_name("finding about solar storms", finding, table["finding"])
    rows = table[(table["finding"] == finding) & (table["state"] == state)]
    if rows.empty:
        raise unknown_name("state of a solar storm", state, table["state"])
    return rows.set_index("from_latitude")["repeater_failure"].astype("float64").sort_index()
