"""Which systems serve on a day, and how many did in each year."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from cablenet import catalog

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ended", "history", "in_service", "is_later"]

MIDYEAR = 7
"""Month taken for the start of service where only the year is known."""


def in_service(systems: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Rows of the systems in service on a day; an earlier form of a system stands in for what it became.

    Up to the date of the facts these are systems in service or retired; after it also those under construction or
    planned for by then. A system with ``part_of`` is counted by the system it is part of.
    """
    status = systems["status"]
    alive = _started(systems["rfs_year"], systems["rfs_month"], day) & ~ended(systems["retired_year"], day)
    if is_later(day):
        known = status != "cancelled"
    else:
        known = status.isin(["in-service", "retired"])
        alive |= systems["rfs_year"].isna() & (status == "in-service") & (day == _vintage())
    alive &= known & (systems["part_of"] == "")
    replaced = set(systems.loc[alive, "form_of"]) - {""}
    return systems[alive & ~systems["system_id"].isin(replaced)]


def history(systems: pd.DataFrame, years: Iterable[int]) -> pd.Series:
    """Number of systems in service at the end of each year (on the date of the facts for the year of the facts)."""
    days = {
        year: min(dt.date(year, 12, 31), _vintage()) if year == _vintage().year else dt.date(year, 12, 31)
        for year in years
    }
    counts = {year: len(in_service(systems, day)) for year, day in days.items()}
    return pd.Series(counts, name="systems").rename_axis("year")


def is_later(day: dt.date) -> bool:
    """Whether a day lies after the date of the facts."""
    return day > _vintage()


def ended(year: pd.Series, day: dt.date) -> pd.Series:
    """Whether service had ended: with the year of retirement, or by the date of the facts if that is the year."""
    last = day.year if day >= _vintage() else day.year - 1
    return (year <= last).fillna(value=False).astype(bool)


def _started(year: pd.Series, month: pd.Series, day: dt.date) -> pd.Series:
    first = year * 12 + month.fillna(MIDYEAR)
    return (first <= day.year * 12 + day.month).fillna(value=False).astype(bool)


def _vintage() -> dt.date:
    return dt.date.fromisoformat(catalog.VINTAGE)
