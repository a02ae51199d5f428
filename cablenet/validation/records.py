"""What a score is made of: lines with a target and a verdict, tables, and the rows that were left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

__all__ = [
    "Line",
    "Part",
    "Scoreboard",
    "at_least",
    "at_most",
    "left_out_table",
    "rank_correlation",
    "shown_only",
    "within",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One measure: its ``value`` in the unit of its name, its ``target`` in words, and whether it is met.

    ``passed`` is ``None`` where there is no target, or nothing to measure: the value is not a number. ``why`` says what a missed
    target is missed by.
    """

    name: str
    value: float
    target: str = ""
    passed: bool | None = None
    note: str = ""
    why: str = ""

    @property
    def verdict(self) -> str:
        """``ok``, ``fails``, or nothing where there is no target."""
        return "" if self.passed is None else "ok" if self.passed else "fails"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of the scoreboard.

    ``left_out`` has ``reason, rows``: with ``scored`` they sum to ``rows``, what was given. ``tables`` are what the lines were
    made of, by title.
    """

    name: str
    title: str
    lines: tuple[Line, ...]
    rows: int
    scored: int
    left_out: pd.DataFrame
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def fails(self) -> tuple[str, ...]:
        """What fails and why, a sentence for each target that is missed."""
        return tuple(f"{line.name}: {line.why}." for line in self.lines if line.passed is False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scoreboard:
    """All parts."""

    parts: tuple[Part, ...]

    def table(self) -> pd.DataFrame:
        """Every line: ``part, measure, value, target, verdict, note``."""
        rows = [
            (part.name, line.name, line.value, line.target, line.verdict, line.note)
            for part in self.parts
            for line in part.lines
        ]
        return pd.DataFrame(rows, columns=["part", "measure", "value", "target", "verdict", "note"])

    @property
    def failed(self) -> int:
        """How many targets are missed."""
        return sum(line.passed is False for part in self.parts for line in part.lines)

    def __repr__(self) -> str:
        """One screen: each line with its verdict."""
        rows = self.table().itertuples(index=False)
        return "\n".join(f"{r.part}: {r.measure} = {r.value:.4g} ({r.target}) {r.verdict}".rstrip() for r in rows)


def at_least(name: str, value: float, target: float, *, note: str = "", why: str) -> Line:
    """Line whose value must be ``target`` or more, ``why`` where it is less."""
    return Line(name=name, value=value, target=f">= {target:g}", passed=_met(value, target), note=note, why=why)


def at_most(name: str, value: float, target: float, *, note: str = "", why: str) -> Line:
    """Line whose value must be ``target`` or less, ``why`` where it is more."""
    return Line(name=name, value=value, target=f"<= {target:g}", passed=_met(target, value), note=note, why=why)


def within(name: str, value: float, low: float, high: float, *, note: str = "", why: str) -> Line:
    """Line whose value must lie in ``[low, high]``, ``why`` where it does not."""
    met = _met(value, low) and _met(high, value)
    return Line(name=name, value=value, target=f"{low:g} to {high:g}", passed=met, note=note, why=why)


def _met(more: float, less: float) -> bool | None:
    """Whether one value is no less than another; ``None`` if either is not a number."""
    return None if np.isnan(more) or np.isnan(less) else bool(more >= less)


def shown_only(name: str, value: float, *, note: str = "") -> Line:
    """Line without a target."""
    return Line(name=name, value=value, note=note)


def left_out_table(reasons: pd.Series) -> pd.DataFrame:
    """Count of each reason, ``reason, rows``, the most frequent first; empty reasons mark what was scored."""
    counts = reasons[reasons != ""].value_counts().rename_axis("reason").rename("rows").reset_index()
    return counts.sort_values(["rows", "reason"], ascending=[False, True], ignore_index=True)


def rank_correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Spearman's rank correlation (1904, doi:10.2307/1412159); not a number where either is all the same."""
    ranks = pd.DataFrame({"one": one, "other": other}).rank()
    if len(ranks) < 2 or ranks.nunique().min() < 2:
        return float("nan")
    return float(ranks["one"].corr(ranks["other"]))
