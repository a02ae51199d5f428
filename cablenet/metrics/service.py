"""How well demand is served, before and after: on tables of pairs, whatever routed them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from cablenet.errors import InputError

if TYPE_CHECKING:
    import numpy.typing as npt
    import pandas as pd

    Floats = npt.NDArray[np.float64]

__all__ = ["RttPenalty", "base_resiliency", "place_resiliency", "rtt_penalty", "served_share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RttPenalty:
    """How much longer the round trip takes: ``mean_ms`` over the ``tbps`` of demand that has a path before and after.

    ``apart_pairs`` and ``apart_tbps`` have a path before and none after; ``never_pairs`` and ``never_tbps`` had none before.
    Neither is in the mean, which is missing if nothing is left.
    """

    mean_ms: float
    pairs: int
    tbps: float
    apart_pairs: int
    apart_tbps: float
    never_pairs: int
    never_tbps: float

    def __repr__(self) -> str:
        """One line."""
        return (
            f"{self.mean_ms:+.1f} ms over {self.tbps:,.1f} Tbps of {self.pairs:,} pairs; "
            f"{self.apart_pairs:,} pairs with {self.apart_tbps:,.1f} Tbps cut off"
        )


def served_share(pairs: pd.DataFrame) -> float:
    """Share of the demand that is served: sum of ``served_tbps`` over sum of ``demand_tbps``; missing if none is asked.

    The demand satisfaction ratio of traffic engineering, e.g. Kumar et al. 2018 (Semi-oblivious traffic engineering, NSDI).

    >>> import pandas as pd
    >>> served_share(pd.DataFrame({"demand_tbps": [3.0, 1.0], "served_tbps": [2.0, 1.0]}))
    0.75

    Raises:
        InputError: if a column is missing, or a figure is missing or negative.
    """
    demand, served = _column(pairs, "demand_tbps"), _column(pairs, "served_tbps")
    return float(served.sum() / demand.sum()) if demand.sum() else float("nan")


def base_resiliency(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """Base resiliency: value delivered after over value delivered before; 1 if nothing is lost, missing if nothing was.

    R = sum of served Tbps after / sum of served Tbps before, with traffic delivered as the value. Omer, Nilchiani and
    Mostashari 2009 (doi:10.1109/JSYST.2009.2022570).

    >>> import pandas as pd
    >>> whole, cut = pd.DataFrame({"served_tbps": [3.0, 1.0]}), pd.DataFrame({"served_tbps": [2.0, 1.0]})
    >>> base_resiliency(whole, cut)
    0.75

    Raises:
        InputError: if the column is missing, or a figure is missing or negative.
    """
    delivered, left = _column(before, "served_tbps").sum(), _column(after, "served_tbps").sum()
    return float(left / delivered) if delivered else float("nan")


def place_resiliency(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Base resiliency of each place: ``before_tbps, after_tbps, resiliency`` by node, worst first.

    As :func:`base_resiliency`, over the pairs ``a, b`` that a place is part of: the node-to-node resiliency of Omer,
    Nilchiani and Mostashari 2009, summed by node.

    >>> import pandas as pd
    >>> whole = pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "served_tbps": [3.0, 1.0]})
    >>> place_resiliency(whole, whole.assign(served_tbps=[0.0, 1.0]))["resiliency"].to_dict()
    {'y': 0.0, 'x': 0.25, 'z': 1.0}

    Raises:
        InputError: if a column is missing, or a figure is missing or negative.
    """
    import pandas as pd

    delivered = {name: _by_place(table) for name, table in (("before_tbps", before), ("after_tbps", after))}
    out = pd.DataFrame(delivered).fillna(0.0).rename_axis("place")
    out["resiliency"] = out["after_tbps"] / out["before_tbps"].where(out["before_tbps"] > 0)
    return out.sort_index().sort_values("resiliency", kind="stable")


def rtt_penalty(before: pd.DataFrame, after: pd.DataFrame) -> RttPenalty:
    """Demand-weighted mean of what the round trip takes longer, with what has no path counted apart.

    Mean over pairs joined in both of w (rtt after - rtt before), with w the ``demand_tbps`` before: the change of the average
    delay of Kleinrock 1964 (Communication Nets) for the same demand. Tables have a row a pair: ``a, b, demand_tbps, rtt_ms``;
    an ``rtt_ms`` that is infinite or missing says that there is no path. Pairs only in one table have none in the other.

    >>> import pandas as pd
    >>> whole = pd.DataFrame({"a": ["x", "x"], "b": ["y", "z"], "demand_tbps": [3.0, 1.0], "rtt_ms": [10.0, 20.0]})
    >>> rtt_penalty(whole, whole.assign(rtt_ms=[12.0, float("inf")]))
    +2.0 ms over 3.0 Tbps of 1 pairs; 1 pairs with 1.0 Tbps cut off

    Raises:
        InputError: if a column is missing, a pair stands twice, or a demand is missing or negative.
    """
    one, other = (_by_pair(table) for table in (before, after))
    pairs = one.index.union(other.index)
    one, other = one.reindex(pairs), other.reindex(pairs)
    weight = one["demand_tbps"].fillna(other["demand_tbps"]).to_numpy(dtype=np.float64)
    first, then = (table["rtt_ms"].fillna(np.inf).to_numpy(dtype=np.float64) for table in (one, other))
    had, has = np.isfinite(first), np.isfinite(then)
    both = had & has
    more = np.where(both, then, 0.0) - np.where(both, first, 0.0)
    carried = float(weight[both].sum())
    return RttPenalty(
        mean_ms=float((weight * more).sum() / carried) if carried else float("nan"),
        pairs=int(both.sum()),
        tbps=carried,
        apart_pairs=int((had & ~has).sum()),
        apart_tbps=float(weight[had & ~has].sum()),
        never_pairs=int((~had).sum()),
        never_tbps=float(weight[~had].sum()),
    )


def _column(table: pd.DataFrame, name: str) -> Floats:
    if name not in table:
        message = f"Found a table without the column {name}, expected one row a pair with its figures."
        raise InputError(message)
    value: Floats = table[name].to_numpy(dtype=np.float64)
    if not (np.isfinite(value) & (value >= 0)).all():
        message = (
            f"Found {name} missing, infinite or negative in {int((~(value >= 0)).sum())} rows; expected Tbps from 0."
        )
        raise InputError(message)
    return value


def _by_place(table: pd.DataFrame) -> pd.Series:
    served = _column(table, "served_tbps")
    import pandas as pd

    ends = pd.concat([table["a"], table["b"]], ignore_index=True)
    return pd.Series(np.tile(served, 2)).groupby(ends).sum()


def _by_pair(table: pd.DataFrame) -> pd.DataFrame:
    """Demand and RTT by pair, the lesser name first."""
    import pandas as pd

    demand = _column(table, "demand_tbps")
    a, b = table["a"].to_numpy(dtype=str), table["b"].to_numpy(dtype=str)
    index = pd.MultiIndex.from_arrays([np.where(a <= b, a, b), np.where(a <= b, b, a)], names=["a", "b"])
    if not index.is_unique:
        message = f"Found pairs twice: {sorted(set(index[index.duplicated()]))[:3]}; expected a row a pair."
        raise InputError(message)
    return pd.DataFrame({"demand_tbps": demand, "rtt_ms": table["rtt_ms"].to_numpy(dtype=np.float64)}, index=index)
