"""Schemas are whole and well-formed, every shipped table keeps to its own, and a cell that does not is told exactly."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cablenet import schema
from cablenet._datafiles import data_file
from cablenet.errors import DataError, UnknownNameError
from cablenet.schema import Column, Table

NAMES = schema.table_names()
SHIPPED = [name for name in NAMES if "/" in schema.table(name).path]
"""Those of files that ship; others (an overlay) are their users' own."""

each_table = pytest.mark.parametrize("name", NAMES)
each_shipped = pytest.mark.parametrize("name", SHIPPED)

TOWNS = Table(
    name="towns",
    path="facts/towns.csv",
    title="Towns",
    description="A toy table.",
    columns=(
        Column(name="town", type="string", description="Id.", required=True, pattern="[a-z-]+"),
        Column(name="size", type="string", description="How large.", enum=("small", "large")),
        Column(name="people", type="integer", description="People.", minimum=0, maximum=1e8),
        Column(name="lon", type="number", description="Longitude.", required=True, minimum=-180, maximum=180),
    ),
    key=("town",),
)

GOOD = {"town": "paris", "size": "large", "people": "2000000", "lon": "2.35"}


def cells(*rows: dict[str, str]) -> pd.DataFrame:
    """Rows as the door reads them: every cell a text."""
    return pd.DataFrame([{**GOOD, **row} for row in rows], dtype="str")


def faults_of(frame: pd.DataFrame) -> list[tuple[int | None, str | None, str, str]]:
    with pytest.raises(DataError) as raised:
        schema.check(frame, TOWNS, file="towns.csv")
    assert all(fault.file == "towns.csv" for fault in raised.value.faults)
    return [(fault.row, fault.column, fault.found, fault.expected) for fault in raised.value.faults]


@each_table
def test_schema_files_say_all_there_is_to_say(name: str) -> None:
    raw = json.loads(data_file(f"schema/{name}.json").read_text(encoding="utf-8"))
    assert raw["name"] == name
    assert re.fullmatch(r"((facts|world|reference)/)?[a-z_]+\.csv", raw["path"])
    assert raw["title"]
    assert raw["description"]
    names = [field["name"] for field in raw["fields"]]
    assert len(names) == len(set(names))
    assert set(raw["primaryKey"]) <= set(names)
    for field in raw["fields"]:
        assert field["type"] in {"string", "integer", "number"}, field
        assert field["description"].endswith("."), field
        re.compile(field.get("constraints", {}).get("pattern", ""))
    for reference in raw.get("foreignKeys", []):
        target = schema.table(reference["reference"]["resource"])
        assert reference["reference"]["fields"][0] in {column.name for column in target.columns}


@each_table
def test_lengths_and_capacities_name_their_unit(name: str) -> None:
    units = {column.name: column.unit for column in schema.table(name).columns}
    for column, unit in units.items():
        if column.endswith("_km"):
            assert unit == "km", column
        if column.endswith("_tbps"):
            assert unit, column


@each_shipped
def test_the_columns_of_the_file_are_those_of_the_schema(name: str) -> None:
    wanted = schema.table(name)
    with data_file(wanted.path).open(encoding="utf-8", newline="") as stream:
        header = next(csv.reader(stream))
    assert sorted(header) == sorted(column.name for column in wanted.columns)


def test_every_table_has_a_schema_and_every_schema_a_table() -> None:
    there: set[str] = {
        str(path.relative_to(path.parents[1]))
        for room in ("facts", "world", "reference")
        for path in data_file(room).glob("*.csv")
    }
    assert there == {schema.table(name).path for name in SHIPPED}


def test_a_table_that_is_not_lists_the_nearest() -> None:
    with pytest.raises(UnknownNameError) as raised:
        schema.table("sttaions")
    assert raised.value.nearest[0] == "stations"


def test_what_is_right_gets_its_types() -> None:
    table = schema.check(cells({}, {"town": "rome", "people": "", "size": "", "lon": "-1e1"}), TOWNS, file="towns.csv")
    assert table["town"].to_list() == ["paris", "rome"]
    assert table["lon"].to_list() == [2.35, -10.0]
    assert table["people"][0] == 2_000_000
    assert table["people"].isna().to_list() == [False, True]
    assert table["size"].to_list() == ["large", ""]
    assert str(table["people"].dtype) == "Int64"
    assert str(table["lon"].dtype) == "Float64"


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        ("town", "", "text like [a-z-]+"),
        ("town", "São Paulo", "text like [a-z-]+"),
        ("size", "medium", "one of small, large, or nothing"),
        ("people", "many", "a whole number from 0 to 1e+08, or nothing"),
        ("people", "2.5", "a whole number from 0 to 1e+08, or nothing"),
        ("people", "-1", "a whole number from 0 to 1e+08, or nothing"),
        ("people", "1e300", "a whole number from 0 to 1e+08, or nothing"),
        ("people", "9" * 30, "a whole number from 0 to 1e+08, or nothing"),
        ("lon", "", "a number from -180 to 180"),
        ("lon", "nan", "a number from -180 to 180"),
        ("lon", "NaN", "a number from -180 to 180"),
        ("lon", "inf", "a number from -180 to 180"),
        ("lon", "-Infinity", "a number from -180 to 180"),
        ("lon", "1e400", "a number from -180 to 180"),
        ("lon", "180.0001", "a number from -180 to 180"),
        ("lon", "2,35", "a number from -180 to 180"),
        ("lon", "2.35 E", "a number from -180 to 180"),
        ("lon", "12 km", "a number from -180 to 180"),
        ("lon", "True", "a number from -180 to 180"),
        ("lon", "0x10", "a number from -180 to 180"),
        ("lon", "1_0", "a number from -180 to 180"),
        ("lon", "NA", "a number from -180 to 180"),
        ("lon", "2000-01-01", "a number from -180 to 180"),
    ],
)
def test_a_wrong_cell_is_told_by_row_column_found_and_expected(column: str, text: str, expected: str) -> None:
    assert faults_of(cells({}, {"town": "rome", column: text})) == [(3, column, text, expected)]


def one_cell(text: str, type_: Literal["string", "integer"]) -> pd.DataFrame:
    """A table of one column and one cell, checked."""
    column = Column(name="cell", type=type_, description="")
    free = Table(name="t", path="t.csv", title="T", description="", key=(), columns=(column,))
    return schema.check(pd.DataFrame({"cell": [text]}, dtype="str"), free, file="t.csv")


@pytest.mark.parametrize(
    "text", ['=cmd|"/C calc"!A0', "<script>alert(1)</script>", "@SUM(1+1)", "{{ 7*7 }}", "\u202eنص", "a\nb"]
)
def test_text_is_kept_as_it_is(text: str) -> None:
    assert one_cell(text, "string")["cell"].to_list() == [text]


@pytest.mark.parametrize("text", ["1e300", "9" * 19, "-9007199254740994"])
def test_a_whole_number_too_large_to_tell_from_its_neighbours_is_refused(text: str) -> None:
    with pytest.raises(DataError, match="a whole number"):
        one_cell(text, "integer")


def test_a_cell_of_a_hundred_thousand_characters_is_refused_and_not_printed_whole() -> None:
    found = faults_of(cells({"town": "x" * 100_000}))
    assert [(row, column) for row, column, _, _ in found] == [(2, "town")]
    assert len(found[0][2]) <= 100


def test_columns_that_are_missing_or_unknown() -> None:
    frame = cells({}).rename(columns={"lon": "longitude"})
    assert faults_of(frame) == [
        (None, "lon", "no such column", "the columns town, size, people, lon"),
        (None, "longitude", "a column", "only town, size, people, lon"),
    ]


def test_a_key_stands_only_once() -> None:
    found = faults_of(cells({}, {"town": "rome"}, {"people": "3"}))
    assert found == [(4, "town", "paris", "a key that stands only once")]


def test_all_faults_come_at_once_in_the_order_of_rows() -> None:
    frame = cells({"lon": "x"}, {"town": "b", "size": "huge", "people": "-3"}, {"town": "b", "lon": ""})
    assert [(row, column) for row, column, _, _ in faults_of(frame)] == [
        (2, "lon"),
        (3, "size"),
        (3, "people"),
        (4, "lon"),
        (4, "town"),
    ]


@given(st.lists(st.floats(-180, 180, allow_nan=False), min_size=1, max_size=20))
def test_numbers_come_back_as_they_were_written(values: list[float]) -> None:
    frame = cells(*({"town": "t" * (i + 1), "lon": repr(value)} for i, value in enumerate(values)))
    assert schema.check(frame, TOWNS, file="towns.csv")["lon"].to_list() == values


@given(st.text(max_size=30))
def test_any_text_in_a_number_column_is_a_number_or_a_fault(text: str) -> None:
    frame = cells({"lon": text})
    try:
        value = schema.check(frame, TOWNS, file="towns.csv")["lon"][0]
    except DataError:
        assert [(row, column) for row, column, _, _ in faults_of(frame)] == [(2, "lon")]
    else:
        assert np.isfinite(value)
        assert value == float(text)


def test_references_tell_the_nearest() -> None:
    tables = {
        "countries": pd.DataFrame({"country": ["FR", "DE"], "internet_city": ["paris-fr", "frankfurt-de"]}),
        "cities": pd.DataFrame({"city_id": ["paris-fr", "frankfort-de"], "country": ["FR", "DX"]}),
    }
    files = {"countries": "facts/countries.csv", "cities": "facts/cities.csv"}
    found = [str(fault) for fault in schema.check_references(tables, files=files)]
    assert found == [
        "facts/cities.csv, row 3, column country: found 'DX', expected a country of countries, e.g. DE",
        "facts/countries.csv, row 3, column internet_city: found 'frankfurt-de', expected a city_id of cities, e.g. frankfort-de",
    ]
    assert schema.check_references({"cities": tables["cities"]}, files=files) == []


def test_files_are_named_under_data() -> None:
    assert all(Path(schema.table(name).path).parts[0] in {"facts", "world", "reference"} for name in SHIPPED)
