"""Demand: Tbps between places, and the nodes at which each place's traffic enters the network."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from cablenet.demand.uncertainty import interval_of_sums
from cablenet.errors import InputError
from cablenet.network.places import names_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]
    Ints = npt.NDArray[np.int64]

__all__ = ["Demand", "Level"]

Level = Literal["low", "central", "high"]

LARGEST = 8
"""Pairs that a notebook shows."""

_TBPS = ["tbps", "low_tbps", "high_tbps"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Tbps between unordered pairs of places, the same in both directions.

    ``pairs``
        ``a, b, tbps, low_tbps, high_tbps``: places by name (a country's code, or a node id), ``a < b``, each pair once,
        sorted.
    ``entries``
        ``place, node_id, share``: where the traffic of a place enters; the shares of a place sum to 1. A place with no
        entry is not on the network: its demand is counted, and not served.
    ``note``
        Where it comes from, in a few words.
    ``shifts``, ``components``, ``world_tbps``
        What moves the pairs together, (components, 2, pairs) or None where pairs are sure or move as one, its names, and
        the total that the pairs are part of: for the interval of sums (:mod:`cablenet.demand.uncertainty`).
    """

    pairs: pd.DataFrame
    entries: pd.DataFrame
    note: str = ""
    shifts: Floats | None = field(default=None, repr=False)
    components: tuple[str, ...] = field(default=(), repr=False)
    world_tbps: float = 0.0

    @property
    def total_tbps(self) -> float:
        """Sum over all pairs."""
        return float(self.pairs["tbps"].sum())

    @property
    def interval_tbps(self) -> tuple[float, float, float]:
        """Low, central and high sum of all pairs."""
        low, central, high = self.intervals_tbps(np.zeros(len(self.pairs), dtype=np.int64), count=1)[0]
        return float(low), float(central), float(high)

    def intervals_tbps(self, group: Ints, *, count: int) -> Floats:
        """Low, central and high sums (count, 3) of the pairs by ``group`` (pairs,), numbered from 0.

        What moves pairs together (a constant, a published share, the world total) adds up, what is each one's own
        averages out. Where nothing is known of that, lows and highs are added up as they are.
        """
        tbps, low, high = (self.pairs[name].to_numpy(dtype=float) for name in _TBPS)
        if self.shifts is None:
            return np.column_stack([np.bincount(group, weights=part, minlength=count) for part in (low, tbps, high)])
        out = np.zeros((count, 3))
        sums = interval_of_sums(tbps, low, high, self.shifts, group, world_tbps=self.world_tbps)
        out[: len(sums)] = sums
        return out

    @property
    def places(self) -> tuple[str, ...]:
        """Names of all places, sorted."""
        return tuple(sorted({*self.pairs["a"], *self.pairs["b"]}))

    @property
    def absent(self) -> tuple[str, ...]:
        """Places that have no entry, so that nothing of theirs can be served."""
        return tuple(sorted(set(self.places) - set(self.entries["place"])))

    def at(self, level: Level) -> Demand:
        """The demand with ``tbps`` at the low or high end of each pair's own interval.

        All pairs at once reach further than the world does; for the low or high total of the world scale it
        (:meth:`scaled_to`). Its own interval is then that of the ends added up.

        Raises:
            InputError: if there is no such level.
        """
        if level == "central":
            return self
        if level not in ("low", "high"):
            message = f"Found level {level!r}, expected low, central or high."
            raise InputError(message)
        return replace(self, pairs=self.pairs.assign(tbps=self.pairs[f"{level}_tbps"]), shifts=None, components=())

    def scaled(self, factor: float) -> Demand:
        """The demand times a factor, intervals too.

        Raises:
            InputError: if the factor is negative or no number.
        """
        if not (np.isfinite(factor) and factor >= 0):
            message = f"Found a factor of {factor}, expected a number of 0 or more."
            raise InputError(message)
        times = {name: self.pairs[name] * factor for name in _TBPS}
        note = f"{self.note}, times {factor:.4g}".lstrip(", ")
        return replace(self, pairs=self.pairs.assign(**times), note=note, world_tbps=self.world_tbps * factor)

    def scaled_to(self, total_tbps: float) -> Demand:
        """The demand scaled so that its pairs sum to ``total_tbps``.

        Raises:
            InputError: if the total is negative or no number, or there is no demand to scale.
        """
        if not self.total_tbps:
            message = "Found no demand, expected some to scale; give pairs with Tbps first."
            raise InputError(message)
        return self.scaled(total_tbps / self.total_tbps)

    def between(self, one: str | Collection[str], other: str | Collection[str]) -> Demand:
        """The pairs with one end in ``one`` and the other in ``other``, by names of places."""
        one, other = names_of(one), names_of(other)
        a, b = self.pairs["a"], self.pairs["b"]
        return self._of((a.isin(one) & b.isin(other)) | (a.isin(other) & b.isin(one)))

    def touching(self, places: str | Collection[str]) -> Demand:
        """The pairs with at least one end in ``places``."""
        places = names_of(places)
        return self._of(self.pairs["a"].isin(places) | self.pairs["b"].isin(places))

    def restricted(self, places: str | Collection[str]) -> Demand:
        """The pairs with both ends in ``places``."""
        places = names_of(places)
        return self._of(self.pairs["a"].isin(places) & self.pairs["b"].isin(places))

    def with_pairs(self, other: Demand) -> Demand:
        """This demand, with the pairs of another in the place of its own where both have one, and added where not.

        Entries of places that both have are those of the other.
        """
        import pandas as pd

        both = pd.concat([other.pairs, self.pairs], ignore_index=True).drop_duplicates(["a", "b"])
        pairs = both.sort_values(["a", "b"])
        mine = self.entries[~self.entries["place"].isin(other.entries["place"])]
        entries = pd.concat([other.entries, mine]).sort_values(["place", "node_id"], ignore_index=True)
        note = f"{self.note}; {len(other.pairs):,} pairs replaced or added: {other.note}".lstrip("; ")
        shifts = _side_by_side(other, self)[:, :, pairs.index.to_numpy()]
        names = (*other.components, *self.components)
        return Demand(pairs=pairs.reset_index(drop=True), entries=entries, note=note, shifts=shifts, components=names)

    def _of(self, chosen: pd.Series) -> Demand:
        pairs = self.pairs[chosen].reset_index(drop=True)
        shifts = None if self.shifts is None else self.shifts[:, :, chosen.to_numpy(dtype=bool)]
        kept = self.entries["place"].isin({*pairs["a"], *pairs["b"]})
        return replace(self, pairs=pairs, entries=self.entries[kept].reset_index(drop=True), shifts=shifts)

    def __repr__(self) -> str:
        """One screen: totals, counts, where it comes from."""
        low, central, high = self.interval_tbps
        lost = f", {len(self.absent)} of them not on the network" if self.absent else ""
        source = f" ({self.note})" if self.note else ""
        return (
            f"Demand of {central:,.4g} Tbps [{low:,.4g} to {high:,.4g}] in {len(self.pairs):,} pairs "
            f"of {len(self.places)} places{lost}{source}"
        )

    def _repr_html_(self) -> str:
        """Show the totals and the largest pairs in a notebook."""
        from html import escape

        table = self.pairs.nlargest(LARGEST, "tbps")
        return f"<p>{escape(repr(self))}</p>" + str(table.to_html(escape=True, index=False))


def _side_by_side(one: Demand, other: Demand) -> Floats:
    """Shifts of the pairs of both, each with components of its own; those that have none do not shift."""
    parts = [np.zeros((0, 2, len(it.pairs))) if it.shifts is None else it.shifts for it in (one, other)]
    out = np.zeros((sum(map(len, parts)), 2, len(one.pairs) + len(other.pairs)))
    out[: len(parts[0]), :, : len(one.pairs)] = parts[0]
    out[len(parts[0]) :, :, len(one.pairs) :] = parts[1]
    return out
