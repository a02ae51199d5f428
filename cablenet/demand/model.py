"""Demand: Tbps between places, and the nodes at which each place's traffic enters the network."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Demand", "Level"]

Level = Literal["low", "central", "high"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Tbps between unordered pairs of places, the same in both directions.

    ``pairs``
        ``a, b, tbps, low_tbps, high_tbps``: places by name (a country's code, or a node id), ``a < b``, each pair once,
        sorted.
    ``entries``
        ``place, node_id, share``: where the traffic of a place enters; the shares of a place sum to 1. A place with no
        entry is not on the network: its demand is counted, and not served.
    """

    pairs: pd.DataFrame
    entries: pd.DataFrame
    note: str = ""

    def at(self, level: Level) -> Demand:
        """The demand with ``tbps`` at the low or high end of its interval."""
        if level == "central":
            return self
        return replace(self, pairs=self.pairs.assign(tbps=self.pairs[f"{level}_tbps"]))
