"""The gravity model: who exchanges how much international traffic with whom, when nobody has published it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.demand.balance import balance, blocks_of
from cablenet.demand.constants import constants, margins, regions, world_total
from cablenet.demand.distance import great_circles_km
from cablenet.demand.entries import country_entries
from cablenet.demand.masses import country_masses
from cablenet.demand.model import Demand
from cablenet.demand.uncertainty import together
from cablenet.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from cablenet.demand.balance import Blocks
    from cablenet.demand.constants import Range, Total
    from cablenet.network.model import Network

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["gravity"]

SHAPING = ("distance_exponent", "gdp_weight", "least_distance_km", "mass_exponent")
"""Constants that shape the matrix before it is balanced."""


def gravity(
    net: Network, *, year: int | None = None, total: Total = "internet", total_tbps: float | None = None
) -> Demand:
    r"""Demand between all countries that have Internet users, in Tbps, with an interval for each pair.

    .. math:: T_{ij} = k\, f_{ij}\, (m_i m_j)^\alpha / \max(d_{ij}, d_0)^\beta, \quad m = u^{1-w} g^w

    with Internet users ``u``, GDP ``g`` and the great-circle distance ``d`` of the Internet cities. ``f`` is one
    factor for each pair of regions, such that the published shares of the year hold (:mod:`cablenet.demand.balance`),
    and ``k`` makes the sum over unordered pairs the world total of ``year`` (default: that of the network), published
    or carried on (:func:`cablenet.demand.constants.world_total`). ``total="used"`` counts private networks too;
    ``total_tbps`` is a total of your own, taken as certain. Users and GDP are those of today, whatever the year. A
    network that lacks a whole region of the world is not balanced. Constants and sources: ``data/reference/demand.csv``,
    ``demand_margins.csv``, ``bandwidth.csv`` and ``docs/demand.md``.

    The interval of a pair joins what each constant and each margin does at its low and its high end, and the spread of
    single pairs, in quadrature on a log scale; so it is about an 80 % interval if the given ones are. That of a
    sum of pairs is narrower (:attr:`Demand.interval_tbps`). Costs 0.2 s for 240 countries.

    Raises:
        InputError: if the total is not a positive number, or the countries lack a column that is needed.
        DataError: if the margins contradict one another.

    References: Anderson and van Wincoop 2003 (doi:10.1257/000282803321455214) for balanced gravity; Zhang, Roughan,
    Duffield and Greenberg 2003 (doi:10.1145/781027.781053) for gravity of network traffic.
    """
    year = net.as_of.year if year is None else year
    world, known = _total(year, total, total_tbps)
    countries = country_masses(net)
    i, j = np.triu_indices(len(countries), 1)
    shares = margins(year) if set(regions().values()) <= set(countries["region"]) else {}
    blocks = blocks_of(countries["region"], list(shares), i, j)
    shares, blocks = _meaningful(shares, blocks)
    variants = _variants(countries, i, j)
    fitted = _fit(variants, shares, blocks)
    shifts = _shifts(variants, fitted, blocks, world)
    flow = np.exp(_scaled(variants["central"], fitted.factor["central"], blocks)) * world[1]
    low, high = _ends(shifts)
    codes = countries.index
    pairs = pd.DataFrame(
        {
            "a": codes.take(i),
            "b": codes.take(j),
            "tbps": flow,
            "low_tbps": flow * np.exp(low),
            "high_tbps": flow * np.exp(high),
        }
    )
    note = f"gravity {year}, {total} bandwidth {known}, {len(fitted.names)} margins"
    entries = country_entries(net, countries.index)
    return Demand(
        pairs=pairs,
        entries=entries,
        note=note,
        shifts=shifts,
        components=(*SHAPING, *fitted.names, "world total"),
        world_tbps=world[1],
    )


def _total(year: int, total: Total, own_tbps: float | None) -> tuple[Range, str]:
    """World total as low, central, high, and how it is known."""
    if own_tbps is None:
        return world_total(year, total=total)
    if not (np.isfinite(own_tbps) and own_tbps > 0):
        message = f"Found total_tbps={own_tbps}, expected a positive number of Tbps."
        raise InputError(message)
    return (own_tbps, own_tbps, own_tbps), "given"


def _meaningful(shares: dict[tuple[str, str], Range], blocks: Blocks) -> tuple[dict[tuple[str, str], Range], Blocks]:
    """The margins that have flows on both sides."""
    kept = np.asarray(blocks.part.any(axis=1) & blocks.rest.any(axis=1))
    left = {key: value for (key, value), keep in zip(shares.items(), kept, strict=True) if keep}
    return left, replace(blocks, part=blocks.part[kept], rest=blocks.rest[kept])


def _variants(countries: pd.DataFrame, i: Ints, j: Ints) -> dict[str, Floats]:
    """Logarithms of the unscaled flows (p,): central, and with each shaping constant at its low and high end."""
    users, gdp = np.log(countries["users"].to_numpy(float)), np.log(countries["gdp_usd"].to_numpy(float))
    km = great_circles_km(countries["lon"].to_numpy(float), countries["lat"].to_numpy(float))[i, j]
    known = constants()

    def flows(**changed: float) -> Floats:
        value = {name: changed.get(name, known[name][1]) for name in SHAPING}
        mass = (1.0 - value["gdp_weight"]) * users + value["gdp_weight"] * gdp
        near = np.log(np.maximum(km, value["least_distance_km"]))
        logs = value["mass_exponent"] * (mass[i] + mass[j]) - value["distance_exponent"] * near
        return np.asarray(logs - logs.max(initial=-np.inf) if len(logs) else logs)

    out = {"central": flows()}
    for name in SHAPING:
        for end in (0, 2):
            out[f"{name} {end}"] = flows(**{name: known[name][end]})
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """Factor of each block by variant, and the margins in use."""

    factor: dict[str, Floats]
    names: list[str]


def _fit(variants: Mapping[str, Floats], shares: Mapping[tuple[str, str], Range], blocks: Blocks) -> _Fit:
    """Balance every variant of the constants, and the central one with each margin at its low and high end."""
    sums = {
        name: np.bincount(blocks.block, weights=np.exp(logs), minlength=blocks.count) for name, logs in variants.items()
    }
    keys = list(shares)
    names = [f"{region} - {other}" if other else region for region, other in keys]
    central = np.array([shares[key][1] for key in keys])
    rows = [sums[name] / max(1e-300, sums[name].sum()) for name in variants]
    targets = [central for _ in variants]
    labels = list(variants)
    for row, key in enumerate(keys):
        for end in (0, 2):
            moved = central.copy()
            moved[row] = shares[key][end]
            rows.append(rows[0])
            targets.append(moved)
            labels.append(f"{names[row]} {end}")
    if not keys:
        return _Fit(factor=dict.fromkeys(labels, np.ones(blocks.count)), names=[])
    factor = balance(np.array(rows), np.array(targets), blocks, names)
    return _Fit(factor=dict(zip(labels, factor, strict=True)), names=names)


def _shifts(variants: Mapping[str, Floats], fitted: _Fit, blocks: Blocks, world: Range) -> Floats:
    """Logarithms (k, 2, p) of what each shaping constant, margin and the world total do at their low and high ends."""
    base, center = _scaled(variants["central"], fitted.factor["central"], blocks), np.log(fitted.factor["central"])
    out = np.empty((len(SHAPING) + len(fitted.names) + 1, 2, len(base)))
    for k, name in enumerate(SHAPING):
        for side, end in enumerate((0, 2)):
            label = f"{name} {end}"
            out[k, side] = _scaled(variants[label], fitted.factor[label], blocks) - base
    for k, name in enumerate(fitted.names, start=len(SHAPING)):
        for side, end in enumerate((0, 2)):
            out[k, side] = (np.log(fitted.factor[f"{name} {end}"]) - center)[blocks.block]
    out[-1] = np.log([[world[0] / world[1]], [world[2] / world[1]]])
    return out


def _ends(shifts: Floats) -> tuple[Floats, Floats]:
    """Logarithms of low and high over central of each pair: all that moves it, and its own spread, in quadrature."""
    spread = constants()["pair_spread"]
    down, up = together(shifts)
    return -np.sqrt(down**2 + np.log(spread[0]) ** 2), np.sqrt(up**2 + np.log(spread[2]) ** 2)


def _scaled(logs: Floats, factor: Floats, blocks: Blocks) -> Floats:
    """Logarithm of each pair's share of the world."""
    shaped = logs + np.log(factor)[blocks.block]
    return np.asarray(shaped - np.log(np.exp(shaped).sum())) if len(shaped) else shaped
