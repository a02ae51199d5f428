"""Which systems serve on a day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from cablenet import catalog
from cablenet.service import history, in_service


def systems(*rows: tuple[str, str, object, object, object, str, str]) -> pd.DataFrame:
    columns = ["system_id", "status", "rfs_year", "rfs_month", "retired_year", "form_of", "part_of"]
    years = dict.fromkeys(["rfs_year", "rfs_month", "retired_year"], "Int64")
    return pd.DataFrame(list(rows), columns=columns).astype(years)


def serving(table: pd.DataFrame, day: str) -> list[str]:
    return list(in_service(table, dt.date.fromisoformat(day))["system_id"])


def test_a_system_serves_from_its_month_to_the_end_of_the_year_it_retired() -> None:
    table = systems(("a", "retired", 2001, 3, 2010, "", ""))
    assert serving(table, "2001-02-28") == []
    assert serving(table, "2001-03-01") == ["a"]
    assert serving(table, "2010-12-31") == ["a"]
    assert serving(table, "2011-01-01") == []


def test_where_only_the_year_is_known_service_starts_in_july() -> None:
    table = systems(("a", "in-service", 2001, pd.NA, pd.NA, "", ""))
    assert serving(table, "2001-06-30") == []
    assert serving(table, "2001-07-01") == ["a"]


def test_an_earlier_form_stands_in_for_what_it_became() -> None:
    table = systems(("new", "in-service", 2001, 1, pd.NA, "", ""), ("old", "retired", 2001, 1, 2007, "new", ""))
    assert serving(table, "2006-12-26") == ["old"]
    assert serving(table, "2008-01-01") == ["new"]


def test_a_part_of_another_system_is_not_counted_twice() -> None:
    assert serving(systems(("a", "in-service", 2001, 1, pd.NA, "", "whole")), "2010-01-01") == []


def test_plans_serve_only_in_the_future() -> None:
    table = systems(("plan", "planned", 2025, 1, pd.NA, "", ""), ("off", "cancelled", 2025, 1, pd.NA, "", ""))
    assert serving(table, catalog.VINTAGE) == []
    assert serving(table, "2030-01-01") == ["plan"]


def test_history_is_near_published_counts() -> None:
    counts = history(catalog.load_table("systems"), range(1990, 2036))
    assert counts.loc[2024] == pytest.approx(570, rel=0.06)
    assert counts.loc[1990] < 60
    assert counts.index[-1] == 2035
