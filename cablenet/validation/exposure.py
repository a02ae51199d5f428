"""Who is hit when cables are cut: the share of each country's traffic that ran over them.

Operators buy capacity on several systems, for reasons that no table tells. So each system's delay is multiplied by a
random factor, and every demand takes its least path: the multinomial weibit model of route choice (Castillo, Menendez,
Jimenez and Rivas 2008, doi:10.1016/j.trb.2007.08.002). Of parallel systems of one length each is taken in proportion to
its capacity to the power ``capacity_power``; a longer one less often, the more so the larger ``spread``.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand import gravity
from cablenet.routing.climbs import Climbs
from cablenet.routing.commodities import lay_out
from cablenet.routing.policies import standard
from cablenet.routing.trees import Trees

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.demand.model import Demand
    from cablenet.network.model import Network, Survival
    from cablenet.routing.commodities import Layout

    Floats = npt.NDArray[np.float64]
    Mask = npt.NDArray[np.bool_]

__all__ = ["HUBS", "Choice", "exposure", "joined_over_land", "landing_countries"]

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
    outside Europe and North America adds to a path's cost. These are assumptions; only the threshold is fitted.
    """

    spread: float = 5.0
    capacity_power: float = 0.3
    border_ms: float = 30.0
    draws: int = 12
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

    ``cut`` and ``out`` are scenarios: ``out`` is what was out of service before. A link cut in part counts for the part that is lost.
    A cut link counts for nothing where a twin survives, of the same system between the same two nodes: a system switches over
    to its own twin. ``demand`` is :func:`cablenet.demand.gravity` where none is given. Some seconds a network with scipy,
    less than one with numba.
    """
    choice = choice or Choice()
    layout = lay_out(net, demand or gravity(net), standard(net))
    problem = layout.problem
    lost, gone = _lost(net, layout, cut, out)
    engine = Climbs(problem) if importlib.util.find_spec("numba") else Trees(problem)
    rng = np.random.default_rng(choice.seed)
    ends = (net.nodes["country"].reindex(layout.node_ids[at]).to_numpy() for at in (problem.source, problem.target))
    countries = [pd.Series(pd.Categorical(codes, categories=sorted(net.countries.index))) for codes in ends]
    hub = [side.isin(HUBS).to_numpy() for side in countries]
    hit, total = np.zeros(len(net.countries)), np.zeros(len(net.countries))
    for _ in range(choice.draws):
        cost = np.where(gone, CLOSED_MS, _cost(net, layout, choice, rng))
        paths = engine.paths(cost)
        joined = paths.cost < CLOSED_MS
        share = np.minimum(paths.over(lost), 1.0)
        for here, there in ((0, 1), (1, 0)):
            chosen = paths.commodity[joined & hub[there][paths.commodity]]
            tbps = problem.tbps[chosen]
            code = countries[here].cat.codes.to_numpy()[chosen]
            total += np.bincount(code, weights=tbps, minlength=len(total))
            hit += np.bincount(code, weights=tbps * share[joined & hub[there][paths.commodity]], minlength=len(total))
    exposed = np.divide(hit, total, out=np.zeros(len(hit)), where=total > 0)
    return pd.Series(exposed, index=pd.Index(sorted(net.countries.index), name="country"), name="exposure")


def landing_countries(net: Network, cut: Survival) -> set[str]:
    """Countries in which a system lands that is cut somewhere: the naive answer to who is hit."""
    links = net.links
    hit = set(links["system"].reindex(cut.survival.index[cut.survival < 1]).dropna()) - {""}
    ends = links[links["system"].isin(hit)]
    country = net.nodes["country"]
    return {*country.reindex(ends["a"]).dropna(), *country.reindex(ends["b"]).dropna()} - {""}


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


def _cost(net: Network, layout: Layout, choice: Choice, rng: np.random.Generator) -> Floats:
    """One draw of the cost of each link.

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
    owner = pd.factorize(np.where(sea, links["system"].to_numpy(), layout.link_ids))[0]
    drawn = rng.exponential(size=int(owner.max()) + 1)[owner] if len(owner) else np.empty(0)
    weight = np.where(sea | thin, (drawn / capacity**choice.capacity_power) ** (1.0 / choice.spread), 1.0)
    cost: Floats = problem.rtt_ms * weight + problem.price_ms + choice.border_ms * thin
    return cost
