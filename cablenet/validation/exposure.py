"""Who is hit when cables are cut: the share of each country's traffic that ran over them.

Operators buy capacity on several systems, for reasons that no table tells. So each system's delay is multiplied by a
random factor, and every demand takes its least path: the multinomial weibit model of route choice (Castillo, Menendez,
Jimenez and Rivas 2008, doi:10.1016/j.trb.2007.08.002). Of parallel systems of one length each is taken in proportion to
its capacity to the power ``capacity_power``; a longer one less often, the more so the larger ``spread``. Each system that a path
boards adds ``board_ms`` at either end, so that paths ride one system as far as it goes.

Users fetch what they want where it is near. So a hub counts by the inverse square of the round trip to it.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet import catalog
from cablenet.demand import gravity
from cablenet.routing.climbs import Climbs
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.trees import Trees
from cablenet.validation.boarding import LEAST_MS, boarded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import numpy.typing as npt

    from cablenet.demand.model import Demand
    from cablenet.network.model import Network, Survival
    from cablenet.routing.commodities import Layout

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["HUBS", "Choice", "exposure", "joined_over_land", "landing_countries", "served_countries"]

HUBS = ("DE", "ES", "FR", "GB", "HK", "IT", "JP", "NL", "SG", "US")
"""Countries with the exchanges and data centres where the world meets; traffic with them is what is missed."""

DENSE = frozenset({"europe", "north-america"})
"""Zones within which fibre over a land border is nothing special."""

CLOSED_MS = 1e7
"""Cost of a link that is out: longer than any way round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How systems are chosen, and how often it is drawn.

    ``spread`` is the shape of the Weibull factor, ``capacity_power`` the power of capacity, ``border_ms`` what a land border
    outside Europe and North America adds to a path's cost, ``board_ms`` what each end of the ride on a system does. These are
    assumptions; only the threshold is fitted.
    """

    spread: float = 5.0
    capacity_power: float = 0.3
    border_ms: float = 30.0
    board_ms: float = 2.0
    draws: int = 64
    seed: int = 0


def exposure(
    net: Network,
    cut: Survival,
    *,
    demand: Demand | None = None,
    out: Survival | None = None,
    choice: Choice | None = None,
) -> pd.Series:
    """Share of each country's traffic with the hubs of the world that ran over links that are cut, by country, 0 to 1.

    The mean over the hubs, each weighted by the inverse square of the round trip to it. ``cut`` and ``out`` are scenarios: ``out`` is
    what was out of service before. A link cut in part counts for the part that is lost. A cut link counts for nothing where a
    twin survives, of the same system between the same two nodes: a system switches over to its own twin. ``demand`` is
    :func:`cablenet.demand.gravity` where none is given; it says where in a country traffic enters. Some seconds a network with
    scipy, less than two with numba.
    """
    codes = pd.Index(sorted(net.countries.index), name="country")
    if not (cut.survival < 1).any():
        return pd.Series(0.0, index=codes, name="exposure")
    choice = choice or Choice()
    layout = lay_out(net, demand or gravity(net), standard(net))
    lost, gone = _lost(net, layout, cut, out)
    problem = boarded(layout.problem, net.links["system"].reindex(layout.link_ids).to_numpy(dtype=object))
    boardings = len(problem.a) - len(lost)
    lost = np.concatenate([lost, np.zeros(boardings)])
    engine = Climbs(problem) if importlib.util.find_spec("numba") else Trees(problem)
    ends = [net.nodes["country"].reindex(layout.node_ids[at]) for at in (problem.source, problem.target)]
    country, hub = ([names.get_indexer(side) for side in ends] for names in (codes, pd.Index(HUBS)))
    chosen = np.flatnonzero((hub[0] >= 0) | (hub[1] >= 0))
    sums = np.zeros((3, len(codes), len(HUBS)))
    for drawn in _costs(net, layout, choice):
        cost = np.concatenate([np.where(gone, CLOSED_MS, drawn), np.full(boardings, choice.board_ms + LEAST_MS)])
        paths = engine.paths(cost, commodities=chosen)
        paths = paths.only(paths.cost < CLOSED_MS)
        tbps = problem.tbps[paths.commodity]
        parts = tbps, tbps * np.minimum(paths.over(lost), 1.0), tbps * paths.over(problem.rtt_ms)
        for here, there in ((0, 1), (1, 0)):
            at, to = country[here][paths.commodity], hub[there][paths.commodity]
            kept = (at >= 0) & (to >= 0)
            for total, part in zip(sums, parts, strict=True):
                np.add.at(total, (at[kept], to[kept]), part[kept])
    return pd.Series(_mean_over_hubs(*sums), index=codes, name="exposure")


def _mean_over_hubs(tbps: Floats, hit: Floats, tbps_ms: Floats) -> Floats:
    """Share of the traffic that was hit by country, the mean over hubs by the inverse square of the round trip; all (countries, hubs)."""
    some = tbps > 0
    share = np.divide(hit, tbps, out=np.zeros_like(tbps), where=some)
    weight = np.divide(tbps, tbps_ms, out=np.zeros_like(tbps), where=some) ** 2
    mean: Floats = np.divide(
        (weight * share).sum(axis=1), weight.sum(axis=1), out=np.zeros(len(tbps)), where=some.any(axis=1)
    )
    return mean


def landing_countries(net: Network, cut: Survival) -> set[str]:
    """Countries in which a system lands that is cut somewhere: the naive answer to who is hit."""
    return _landed_in(net, _cut_systems(net, cut))


def served_countries(net: Network, cut: Survival, *, data_dir: Path | None = None) -> set[str]:
    """Countries in which a system lands that is cut somewhere, or one that rides on such a system.

    Which rides on which is a fact of ``reference/riders.csv``: its owner holds fibre on the other, or has no other way on.
    """
    riders = catalog.load_table("riders", data_dir=data_dir)
    hit = _cut_systems(net, cut)
    return _landed_in(net, hit | set(riders.loc[riders["carrier_id"].isin(hit), "system_id"]))


def _cut_systems(net: Network, cut: Survival) -> set[str]:
    """Systems that are cut somewhere."""
    return set(net.links["system"].reindex(cut.survival.index[cut.survival < 1]).dropna()) - {""}


def _landed_in(net: Network, systems: set[str]) -> set[str]:
    """Countries in which any of these systems lands."""
    ends = net.links.loc[net.links["system"].isin(systems), ["a", "b"]].to_numpy().ravel()
    return set(net.nodes["country"].reindex(ends).dropna()) - {""}


def joined_over_land(net: Network) -> set[str]:
    """Countries that fibre over land borders of Europe or North America joins to a hub other than themselves.

    Such fibre is plentiful: what a country there loses at sea goes over land.
    """
    links = net.links[
        (net.links["kind"] == "land") & (net.links["status"] == "in-service") & (net.links["surviving"] > 0)
    ]
    zone = net.countries["zone"]
    dense = set(zone.index[zone.isin(DENSE)])
    ends = zip(*(net.nodes["country"].reindex(links[end]) for end in "ab"), strict=True)
    part = {code: code for code in dense}
    for one, other in sorted({(a, b) for a, b in ends if a != b and a in dense and b in dense}):
        old, new = part[other], part[one]
        part = {code: new if group == old else group for code, group in part.items()}
    hubs = {code: {hub for hub in HUBS if part.get(hub) == group} - {code} for code, group in part.items()}
    return {code for code, near in hubs.items() if near}


def _lost(net: Network, layout: Layout, cut: Survival, out: Survival | None) -> tuple[Floats, Mask]:
    """Share lost of each link, and which were out before."""
    ids = pd.Index(layout.link_ids)
    lost = 1.0 - cut.survival.reindex(ids).fillna(1.0).to_numpy(dtype=float)
    gone = np.zeros(len(ids), dtype=bool)
    if out is not None:
        gone = (out.survival.reindex(ids).fillna(1.0).to_numpy(dtype=float) <= 0) & (lost == 0)
    links = net.links.loc[ids, ["system", "a", "b"]]
    low, high = links[["a", "b"]].min(axis=1), links[["a", "b"]].max(axis=1)
    twin = links["system"] + "|" + low + "|" + high
    whole = set(twin[(lost == 0) & ~gone & (links["system"] != "").to_numpy()])
    lost[twin.isin(whole).to_numpy()] = 0.0
    return lost, gone


def _costs(net: Network, layout: Layout, choice: Choice) -> Iterator[Floats]:
    """Cost of each link, drawn ``choice.draws`` times.

    Systems, and land borders outside the dense zones, have a factor each; fibre inside a country or a dense zone is plentiful and has
    none. A border counts as no wider than a middling link at sea, since only the capacities at sea are those of the day.
    """
    problem = layout.problem
    links = net.links.loc[layout.link_ids]
    sea = (links["kind"] == "sea").to_numpy()
    ends = [net.nodes["country"].reindex(links[end]) for end in "ab"]
    border = ~sea & (ends[0].to_numpy() != ends[1].to_numpy())
    zones = [net.countries["zone"].reindex(side.to_numpy()) for side in ends]
    thin = border & ~(zones[0].isin(DENSE).to_numpy() & zones[1].isin(DENSE).to_numpy())
    tbps = problem.capacity_tbps
    most, middle = (float(tbps[sea].max()), float(np.median(tbps[sea]))) if sea.any() else (1.0, 1.0)
    capacity = np.clip(np.where(thin, np.minimum(tbps, middle), tbps), 1e-6, most) / most
    owner, owners = pd.factorize(np.where(sea, links["system"].to_numpy(), layout.link_ids))
    fixed = problem.price_ms + choice.border_ms * thin
    for drawn in _exponentials(choice, len(owners)):
        weight = np.where(sea | thin, (drawn[owner] / capacity**choice.capacity_power) ** (1.0 / choice.spread), 1.0)
        yield problem.rtt_ms * weight + fixed


def _exponentials(choice: Choice, count: int) -> Floats:
    """Exponential numbers (draws, ``count``); each column has one from each of as many equally likely strata as there are draws.

    A Latin hypercube (McKay, Beckman and Conover 1979, doi:10.2307/1268522): the mean over draws settles with fewer of them.
    """
    rng = np.random.default_rng(choice.seed)
    strata = rng.permuted(np.tile(np.arange(choice.draws), (count, 1)), axis=1)
    drawn: Floats = -np.log1p(-(strata + rng.random(strata.shape)) / choice.draws).T
    return drawn
