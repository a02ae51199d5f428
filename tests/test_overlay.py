"""Overlays add, change and retire systems, and say what is wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest
import shapely

import cablenet as cn
from cablenet.errors import DataError

HEADER = (
    "action,system_id,name,status,rfs_year,rfs_month,retired_year,length_km,fibre_pairs,"
    "design_capacity_tbps,owners,suppliers,source,confidence,note,landings\n"
)
ADD = "add,my-plan,My <plan>,in-service,2025,,,12000,16,300,Me,,mine,low,,grover-beach-ca-united-states;shima-japan\n"
CHANGE = "change,marea,,,,,,,,300,,,,,,\n"
RETIRE = "retire,jupiter,,,,,2025,,,,,,,,,\n"


def written(folder: Path, *rows: str) -> Path:
    path = folder / "mine.csv"
    path.write_text(HEADER + "".join(rows), encoding="utf-8")
    return path


def test_an_overlay_adds_changes_and_retires(tmp_path: Path) -> None:
    net = cn.load(overlay=written(tmp_path, ADD, CHANGE, RETIRE))
    added = net.links.loc["my-plan:1"]
    assert net.systems.at["my-plan", "name"] == "My <plan>"
    assert added["length_km"] == pytest.approx(12000)
    assert added["capacity_tbps"] == 300
    assert added["length_basis"] == "great-circle"
    assert net.links.at["marea:1", "capacity_tbps"] == 300
    assert "jupiter" not in net.systems.index
    assert "jupiter" in cn.load().systems.index


def test_an_added_system_over_the_antimeridian_is_one_line(tmp_path: Path) -> None:
    net = cn.load(overlay=written(tmp_path, ADD))
    line = net.links.at["my-plan:1", "geometry"]
    steps = abs(shapely.get_coordinates(line)[1:, 0] - shapely.get_coordinates(line)[:-1, 0])
    assert steps.max() < 10
    assert set(net.crossings.loc[net.crossings["link_id"] == "my-plan:1", "chokepoint"]) >= {"shima"}


@pytest.mark.parametrize(
    ("row", "column", "expected"),
    [
        (ADD.replace("my-plan", "marea"), "system_id", "a new id"),
        (CHANGE.replace("marea", "mareas"), "system_id", "e.g. marea"),
        (RETIRE.replace("2025", ""), "retired_year", "the year in which service ends"),
        (ADD.replace("shima-japan", "shimo-japan"), "landings", "a station_id"),
        (ADD.replace("grover-beach-ca-united-states;", ""), "landings", "at least two"),
        (CHANGE.replace("change", "edit"), "action", "one of add, change, retire"),
        (CHANGE.replace("300", "lots"), "design_capacity_tbps", "a number"),
    ],
)
def test_a_wrong_row_is_told_by_row_and_column(tmp_path: Path, row: str, column: str, expected: str) -> None:
    with pytest.raises(DataError) as caught:
        cn.load(overlay=written(tmp_path, row))
    fault = caught.value.faults[0]
    assert (fault.row, fault.column) == (2, column)
    assert expected in fault.expected
