"""A network, a demand and a policy as the problem that an assignment solves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.routing.problem import Problem

if TYPE_CHECKING:
    import numpy.typing as npt

    from cablenet.demand.model import Demand
    from cablenet.network.model import Network
    from cablenet.routing.policies import Policy, Rule

__all__ = ["Layout", "lay_out"]

LEAST_MS = 1e-6
"""Added to the round trip of each link, so that links of no length have a place in the order."""

_COUNT = np.array([number.bit_count() for number in range(256)])
"""How many bits are set in a byte."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A problem, and what its numbers stand for.

    ``node_ids`` (n,) and ``link_ids`` (m,), sorted, name the nodes and the live links of ``problem``; ``pair`` (k,) is the row of
    the demand's pairs that each commodity is part of, ``reversed`` (k,) whether its source is the pair's ``b``.
    ``local_tbps`` has, by pair, what enters and leaves at one node and needs no link.
    """

    problem: Problem
    node_ids: npt.NDArray[np.object_]
    link_ids: npt.NDArray[np.object_]
    pair: npt.NDArray[np.int32]
    reversed: npt.NDArray[np.bool_]
    local_tbps: npt.NDArray[np.float64]


def lay_out(net: Network, demand: Demand, policy: Policy) -> Layout:
    """Problem of routing ``demand`` over the links of ``net`` that are alive, as ``policy`` allows.

    Pairs split into one commodity for each two of their entries, in proportion to the shares. Sorting makes the result the
    same whatever the order of the rows.

    Raises:
        InputError: if the policy has more than eight closing rules.
    """
    links = net.links[net.links["surviving"] > 0].sort_index()
    node_ids = np.sort(net.nodes.index.to_numpy(dtype=object))
    number = pd.Series(np.arange(len(node_ids), dtype=np.int32), index=node_ids)
    parts = _parts(demand, number)
    local = np.zeros(len(demand.pairs))
    here = parts["a"] == parts["b"]
    np.add.at(local, parts.loc[here, "pair"].to_numpy(), parts.loc[here, "tbps"].to_numpy())
    country = net.nodes["country"].reindex(node_ids).to_numpy(dtype=object)
    ends = _oriented(parts[~here], country, policy)
    problem = Problem(
        size=len(node_ids),
        a=number.loc[links["a"]].to_numpy(),
        b=number.loc[links["b"]].to_numpy(),
        rtt_ms=links["rtt_ms"].to_numpy(dtype=np.float64) + LEAST_MS,
        price_ms=_prices(links.index, policy),
        capacity_tbps=links["capacity_tbps"].to_numpy(dtype=np.float64),
        closed=_closed(links.index, policy.closing),
        source=ends["source"].to_numpy(dtype=np.int32),
        target=ends["target"].to_numpy(dtype=np.int32),
        rights=ends["rights"].to_numpy(dtype=np.uint8),
        tbps=ends["tbps"].to_numpy(dtype=np.float64),
    )
    return Layout(
        problem=problem,
        node_ids=node_ids,
        link_ids=links.index.to_numpy(dtype=object),
        pair=ends["pair"].to_numpy(dtype=np.int32),
        reversed=ends["reversed"].to_numpy(dtype=bool),
        local_tbps=local,
    )


def _parts(demand: Demand, number: pd.Series) -> pd.DataFrame:
    """Commodities as given, ``pair, a, b, tbps`` and more; places that are not on the network have none."""
    node = number.index.get_indexer(demand.entries["node_id"])
    entries = demand.entries.assign(node=node)[["place", "node", "share"]][node >= 0]
    pairs = demand.pairs[["a", "b", "tbps"]].reset_index(drop=True).rename_axis("pair").reset_index()
    pairs = pairs[pairs["tbps"] > 0].rename(columns={"a": "place_a", "b": "place_b"})
    parts = pairs.merge(entries, left_on="place_a", right_on="place").rename(columns={"node": "a", "share": "share_a"})
    parts = parts.drop(columns="place").merge(entries, left_on="place_b", right_on="place")
    parts = parts.rename(columns={"node": "b", "share": "share_b"})
    parts["tbps"] *= parts["share_a"] * parts["share_b"]
    return parts[parts["tbps"] > 0]


def _oriented(parts: pd.DataFrame, country: npt.NDArray[np.object_], policy: Policy) -> pd.DataFrame:
    """Commodities with their source, target and rights, sorted: an end that has rights is the source."""
    right_a, right_b = (_rights(country[parts[end].to_numpy()], policy.closing) for end in "ab")
    turn = _COUNT[right_b] > _COUNT[right_a]
    tie = _COUNT[right_b] == _COUNT[right_a]
    turn |= tie & (parts["b"].to_numpy() < parts["a"].to_numpy())
    source = np.where(turn, parts["b"], parts["a"])
    target = np.where(turn, parts["a"], parts["b"])
    table = pd.DataFrame(
        {"source": source, "target": target, "rights": right_a | right_b, "tbps": parts["tbps"].to_numpy()}
    )
    table = table.assign(pair=parts["pair"].to_numpy(), reversed=turn)
    return table.sort_values(["source", "rights", "target", "pair", "reversed"], ignore_index=True)


def _rights(country: npt.NDArray[np.object_], rules: tuple[Rule, ...]) -> npt.NDArray[np.uint8]:
    """Bits of the closing rules from which traffic that ends in each country is exempt."""
    bits = np.zeros(len(country), dtype=np.uint8)
    for bit, rule in enumerate(rules):
        bits[pd.Index(country).isin(sorted(rule.exempt))] |= np.uint8(1 << bit)
    return bits


def _closed(links: pd.Index, rules: tuple[Rule, ...]) -> npt.NDArray[np.uint8]:
    """Bits of the rules for which each link is closed."""
    bits = np.zeros(len(links), dtype=np.uint8)
    for bit, rule in enumerate(rules):
        bits[links.isin(sorted(rule.links))] |= np.uint8(1 << bit)
    return bits


def _prices(links: pd.Index, policy: Policy) -> npt.NDArray[np.float64]:
    """What the policy adds to the cost of each link, in ms; prices add up."""
    added = np.zeros(len(links))
    for rule in policy.rules:
        if rule.price_ms is not None:
            added[links.isin(sorted(rule.links))] += rule.price_ms
    return added
