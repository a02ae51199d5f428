"""The door of the data: what ships is right, sorted and whole; what is broken is told by file, row and column."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from cablenet import catalog, schema
from cablenet._datafiles import data_file, data_root
from cablenet.errors import DataError, Fault, UnknownNameError
from tests.spoiling import (
    add_column,
    drop_column,
    drop_line,
    fingerprint,
    line_of,
    repeat_line,
    set_cell,
    set_line,
)

if TYPE_CHECKING:
    import pandas as pd

ALL = [name for name in schema.table_names() if schema.table(name).path.count("/")]
"""Tables that ship; others (an overlay) are their users' own."""

EVERY = (*catalog.FACTS, *catalog.WORLD)
each_table = pytest.mark.parametrize("name", ALL)

Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def shipped() -> dict[str, pd.DataFrame]:
    """Return every table as shipped, checked with all references."""
    return catalog.load_tables(ALL)


def _in_order(key: tuple[object, ...]) -> tuple[object, ...]:
    """Sort key of a row: BU2 comes before BU10."""
    return tuple(int(part[2:]) if isinstance(part, str) and re.fullmatch("BU[0-9]+", part) else part for part in key)


def faults_of(load: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(DataError) as raised:
        load()
    return raised.value.faults


# ---------------------------------------------------------------- what ships


def test_every_table_and_reference_is_as_its_schema_says(shipped: dict[str, pd.DataFrame]) -> None:
    assert set(shipped) == set(ALL)
    assert all(len(table) > 0 for table in shipped.values())
    assert set(EVERY) <= set(ALL)


@each_table
def test_rows_are_sorted_by_their_key(name: str, shipped: dict[str, pd.DataFrame]) -> None:
    key = list(schema.table(name).key)
    keys = list(shipped[name][key].itertuples(index=False, name=None))
    assert len(keys) == len(set(keys))
    found = [_in_order(row[:3]) for row in keys]
    assert found == sorted(found), next(pair for pair in zip(found, sorted(found), strict=True) if pair[0] != pair[1])


@each_table
def test_files_are_utf8_with_plain_line_ends(name: str) -> None:
    raw = data_file(schema.table(name).path).read_bytes()
    assert b"\r" not in raw
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert raw.endswith(b"\n")
    raw.decode("utf-8")


@each_table
def test_no_cell_has_blanks_around_it(name: str) -> None:
    with data_file(schema.table(name).path).open(encoding="utf-8", newline="") as stream:
        blank = [
            (number, cell) for number, row in enumerate(csv.reader(stream), 1) for cell in row if cell != cell.strip()
        ]
    assert not blank[:5]


def test_every_fact_names_its_source_and_how_sure_it_is(shipped: dict[str, pd.DataFrame]) -> None:
    for name in catalog.FACTS:
        columns = {column.name: column for column in schema.table(name).columns}
        if name in {"systems", "segments", "stations", "terrestrial", "borders"}:
            assert columns["source"].required
            assert columns["confidence"].required
        if "source" in columns:
            assert (shipped[name]["source"] != "").all()


@pytest.mark.parametrize(
    ("relative", "key"), [("world/routes.geojson", "link_id"), ("chokepoints/chokepoints.geojson", "id")]
)
def test_geojson_has_one_feature_a_line_sorted_with_four_decimals(relative: str, key: str) -> None:
    lines = data_file(relative).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith('{"type":"FeatureCollection","features":[')
    names = [json.loads(line.rstrip(","))["properties"][key] for line in lines[1:-1]]
    assert names == sorted(names)
    assert len(names) == len(set(names))
    assert not re.search(r"\d\.\d{5}", "".join(line.rpartition('"coordinates"')[2] for line in lines[1:-1]))


def test_routes_are_those_of_the_laid_segments(shipped: dict[str, pd.DataFrame]) -> None:
    laid = shipped["laid_segments"]
    routes = catalog.load_routes()
    assert set(routes.index) == set(laid["system_id"] + ":" + laid["seq"].astype(str))
    assert (routes.map(lambda line: line.geom_type) == "LineString").all()
    steps = routes.map(lambda line: float(np.abs(np.diff([x for x, _ in line.coords])).max()))
    assert steps.max() < 180, steps.idxmax()


def test_what_the_tables_are(shipped: dict[str, pd.DataFrame]) -> None:
    table = catalog.available()
    assert set(table.index) >= set(ALL)
    assert (table["columns"] >= 2).all()
    assert (data_root() / table.at["stations", "path"]).is_file()
    told = catalog.describe("systems")
    assert list(told.index) == list(shipped["systems"].columns)
    assert told.at["length_km", "unit"] == "km"
    assert told.at["status", "expected"].startswith("one of in-service, ")


def test_a_table_that_is_not_lists_the_nearest() -> None:
    for call in (catalog.describe, catalog.load_table):
        with pytest.raises(UnknownNameError) as raised:
            call("segmnets")
        assert "segments" in raised.value.nearest


def test_vintage_changes_with_any_table(data_copy: Path) -> None:
    before = catalog.vintage(data_dir=data_copy)
    assert before == catalog.vintage()
    assert re.fullmatch(r"[0-9a-f]{64}", before["sha256"])
    set_cell(data_copy / "facts/stations.csv", 2, "lon", "1.5")
    assert catalog.vintage(data_dir=data_copy)["sha256"] != before["sha256"]


# ---------------------------------------------------------------- what is broken: one table

STATIONS = "facts/stations.csv"

ONE_CELL = [
    pytest.param("lon", "nan", "nan", id="NaN"),
    pytest.param("lat", "inf", "inf", id="infinite"),
    pytest.param("lat", "1e300", "1e300", id="huge"),
    pytest.param("lon", "-180.5", "-180.5", id="out of range"),
    pytest.param("lat", "north", "north", id="text"),
    pytest.param("lat", "51 N", "51 N", id="number with text"),
    pytest.param("lon", "", "", id="nothing"),
    pytest.param("country", "fr", "fr", id="lower case"),
    pytest.param("confidence", "certain", "certain", id="not in the list"),
    pytest.param("name", "x" * 100_000, "x" * 80, id="a hundred thousand characters"),
]


@pytest.mark.parametrize(("column", "text", "found"), ONE_CELL)
def test_a_wrong_cell(data_copy: Path, column: str, text: str, found: str) -> None:
    set_cell(data_copy / STATIONS, 7, column, text)
    expected = next(c.expected for c in schema.table("stations").columns if c.name == column)
    faults = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert faults == (Fault(file=STATIONS, row=7, column=column, found=found, expected=expected),)


def test_a_missing_column(data_copy: Path) -> None:
    drop_column(data_copy / STATIONS, "lat")
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert (fault.file, fault.row, fault.column, fault.found) == (STATIONS, None, "lat", "no such column")
    assert fault.expected == "the columns station_id, name, country, lon, lat, source, confidence"


def test_an_unknown_column(data_copy: Path) -> None:
    add_column(data_copy / STATIONS, "colour", "blue")
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert (fault.file, fault.column, fault.found) == (STATIONS, "colour", "a column")


def test_a_column_twice(data_copy: Path) -> None:
    add_column(data_copy / STATIONS, "lat", "1")
    faults = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert [(fault.column, fault.found) for fault in faults] == [("lat", "a column twice")]


def test_an_id_twice(data_copy: Path) -> None:
    repeat_line(data_copy / STATIONS, 5)
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert (fault.row, fault.column, fault.expected) == (6, "station_id", "a key that stands only once")
    assert (data_copy / STATIONS).read_text(encoding="utf-8").splitlines()[4].startswith(fault.found)


def test_a_ragged_row_hides_no_other_fault(data_copy: Path) -> None:
    file = data_copy / STATIONS
    lines = file.read_text(encoding="utf-8").splitlines()
    set_line(file, 4, lines[3] + ",too,many")
    set_line(file, 3, lines[2].replace(lines[2].split(",")[-1], "certain"))
    repeat_line(file, 6)
    found = faults_of(lambda: catalog.load_tables(catalog.NETWORK, data_dir=data_copy))
    assert [(fault.file, fault.row, fault.column) for fault in found] == [
        (STATIONS, 3, "confidence"),
        (STATIONS, 4, None),
        (STATIONS, 7, "station_id"),
    ]


def test_an_open_quote_hides_no_fault_before_it(data_copy: Path) -> None:
    file = data_copy / STATIONS
    lines = file.read_text(encoding="utf-8").splitlines()
    set_line(file, 3, lines[2].replace(lines[2].split(",")[-1], "certain"))
    set_line(file, 9, 'x,"never closed')
    found = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert [(fault.row, fault.column) for fault in found] == [(3, "confidence"), (9, None)]


@pytest.mark.parametrize(("extra", "cells"), [(",too,many", 9), (None, 1)])
def test_a_ragged_row(data_copy: Path, extra: str | None, cells: int) -> None:
    file = data_copy / STATIONS
    line = file.read_text(encoding="utf-8").splitlines()[3]
    set_line(file, 4, line + extra if extra else "just-one-cell")
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert fault == Fault(file=STATIONS, row=4, found=f"{cells} cells", expected="7 cells, as in the header")


def test_an_empty_file(data_copy: Path) -> None:
    (data_copy / STATIONS).write_bytes(b"")
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert fault == Fault(file=STATIONS, found="an empty file", expected="a header line and rows")


def test_a_file_that_is_not_there(data_copy: Path) -> None:
    (data_copy / STATIONS).unlink()
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert (fault.file, fault.found) == (STATIONS, "no such file")


@pytest.mark.parametrize("raw", [b"\xff\xfe", "Nuuk, Grønland".encode("latin-1")], ids=["utf-16", "latin-1"])
def test_bytes_that_are_not_utf8(data_copy: Path, raw: bytes) -> None:
    file = data_copy / STATIONS
    file.write_bytes(file.read_bytes().replace(b"Aalborg", raw, 1) + b"\n" + raw)
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert fault.file == STATIONS
    assert "UTF-8" in fault.expected


def test_a_quote_that_is_never_closed(data_copy: Path) -> None:
    file = data_copy / STATIONS
    set_line(file, 9, '"Nowhere,XX,1,1,nobody,low')
    faults = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert all(fault.file == STATIONS for fault in faults)
    assert faults[0].row == 9


@pytest.mark.parametrize(
    "text", ["=1+1", "=HYPERLINK(A1)", "@cmd", "<b>bold</b>", "<script>alert(1)</script>", "Ōita 大分", "NA", "null"]
)
def test_formulas_and_markup_in_a_name_stay_text(data_copy: Path, text: str) -> None:
    set_cell(data_copy / STATIONS, 3, "name", text)
    assert catalog.load_table("stations", data_dir=data_copy)["name"].to_list()[1] == text


def test_rows_are_numbered_as_an_editor_does(data_copy: Path) -> None:
    # Line 4 is blank, the cell on lines 5 and 6 has a line break in it, so the wrong latitude stands on line 7.
    file = data_copy / STATIONS
    lines = file.read_text(encoding="utf-8").splitlines()
    broken = lines[4].split(",")
    wrong = [lines[0], lines[1], lines[2], "", 'two-lines-xx,"Two\nlines",FR,1.0,2.0,nobody,low']
    wrong += [f"{broken[0]},Somewhere,FR,1.0,far north,nobody,low", *lines[5:]]
    file.write_text("\n".join(wrong) + "\n", encoding="utf-8", newline="")
    (fault,) = faults_of(lambda: catalog.load_table("stations", data_dir=data_copy))
    assert (fault.row, fault.column, fault.found) == (7, "lat", "far north")


def test_a_byte_order_mark_does_no_harm(data_copy: Path) -> None:
    file = data_copy / STATIONS
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert "station_id" in catalog.load_table("stations", data_dir=data_copy)


# ---------------------------------------------------------------- what is broken: between tables

BETWEEN = [
    ("facts/segments.csv", "b", "nowhere-at-all", "the id of a node"),
    ("facts/segments.csv", "system_id", "zzz-cable", "a system_id of systems"),
    ("facts/terrestrial.csv", "a", "atlantis", "the id of a node"),
    ("facts/stations.csv", "country", "ZZ", "a country of countries"),
    ("facts/borders.csv", "iso2_b", "ZZ", "a country of countries"),
    ("facts/countries.csv", "internet_city", "atlantis", "a city_id of cities"),
    ("world/land_links.csv", "b", "atlantis", "the id of a node"),
]


@pytest.mark.parametrize(("file", "column", "text", "expected"), BETWEEN)
def test_a_name_that_stands_nowhere(data_copy: Path, file: str, column: str, text: str, expected: str) -> None:
    set_cell(data_copy / file, 12, column, text)
    faults = faults_of(lambda: catalog.load_tables(EVERY, data_dir=data_copy))
    hits = [fault for fault in faults if (fault.file, fault.row, fault.column, fault.found) == (file, 12, column, text)]
    assert len(hits) == 1
    assert hits[0].expected.startswith(expected)
    # A segment that lost its name is missing from the built world too; nothing else is told.
    assert all(fault.file.startswith("world/") for fault in faults if fault not in hits)


def test_a_town_between_that_stands_nowhere(data_copy: Path) -> None:
    file = data_copy / "facts/terrestrial.csv"
    line = line_of(file, "ae-om-fujairah-barka")
    set_cell(file, line, "via_nodes", "sohar-om;atlantis")
    (fault,) = faults_of(lambda: catalog.load_tables(EVERY, data_dir=data_copy))
    assert (fault.file, fault.row, fault.column, fault.found) == (
        "facts/terrestrial.csv",
        line,
        "via_nodes",
        "atlantis",
    )


@pytest.mark.parametrize("file", ["facts/segments.csv", "facts/terrestrial.csv"])
def test_a_self_loop(data_copy: Path, file: str) -> None:
    line = 14
    a = set_cell(data_copy / file, line, "a", "lisbon-portugal")
    set_cell(data_copy / file, line, "b", "lisbon-portugal")
    assert a
    faults = faults_of(lambda: catalog.load_tables(EVERY, data_dir=data_copy))
    assert Fault(file=file, row=line, column="b", found="lisbon-portugal", expected="an end other than a") in faults


def test_one_wrong_station_is_one_fault(data_copy: Path) -> None:
    set_cell(data_copy / STATIONS, 2, "lon", "east")
    assert len(faults_of(lambda: catalog.load_tables(EVERY, data_dir=data_copy))) == 1


def test_all_faults_of_all_files_come_at_once_and_nothing_is_written(data_copy: Path) -> None:
    set_cell(data_copy / STATIONS, 2, "lon", "east")
    set_cell(data_copy / STATIONS, 9, "confidence", "")
    set_cell(data_copy / "facts/systems.csv", 4, "status", "sunk")
    set_cell(data_copy / "facts/countries.csv", 3, "eu_member", "2")
    (data_copy / "world/crossings.csv").unlink()
    before = fingerprint(data_copy)
    with pytest.raises(DataError) as raised:
        catalog.load_tables(EVERY, data_dir=data_copy)
    found = {(fault.file, fault.row, fault.column) for fault in raised.value.faults}
    assert found >= {
        (STATIONS, 2, "lon"),
        (STATIONS, 9, "confidence"),
        ("facts/systems.csv", 4, "status"),
        ("facts/countries.csv", 3, "eu_member"),
        ("world/crossings.csv", None, None),
    }
    assert "2 faults in facts/stations.csv" in str(raised.value)
    assert str(raised.value).endswith("nothing was written.")
    assert fingerprint(data_copy) == before


NOT_BUILT = [
    pytest.param("world/segments.csv", "no row for 2africa:1", id="a laid segment"),
    pytest.param("world/branching_units.csv", "no row for 2africa:BU1", id="a branching unit"),
]


@pytest.mark.parametrize(("file", "found"), NOT_BUILT)
def test_a_world_that_is_not_built_from_these_facts(data_copy: Path, file: str, found: str) -> None:
    drop_line(data_copy / file, 2)
    faults = faults_of(lambda: catalog.load_tables(EVERY, data_dir=data_copy))
    assert [(fault.file, fault.found) for fault in faults] == [(file, found)]
    assert "cablenet data build" in faults[0].expected


def test_a_chokepoint_that_is_not_there_is_no_crossing(data_copy: Path) -> None:
    from cablenet.network import load

    set_cell(data_copy / "world/crossings.csv", 2, "chokepoint", "strait-of-nowhere")
    (fault,) = faults_of(lambda: load(data_dir=data_copy))
    assert fault.file == "world/crossings.csv"
    assert "strait-of-nowhere" in fault.found


# ---------------------------------------------------------------- what is broken: shapes

SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
BOWTIE = [[[0, 0], [9, 9], [9, 0], [0, 9], [0, 0]]]


def write_features(path: Path, *features: object) -> None:
    text = ",\n".join(json.dumps(feature) for feature in features)
    path.write_text('{"type":"FeatureCollection","features":[\n' + text + "\n]}\n", encoding="utf-8")


def area(name: object, coordinates: object, kind: str = "Polygon") -> dict[str, Any]:
    facts = {"id": name, "name": "A", "description": "", "kind": "strait", "source": "made"}
    return {"type": "Feature", "properties": facts, "geometry": {"type": kind, "coordinates": coordinates}}


def route(name: object, coordinates: object, kind: str = "LineString") -> dict[str, Any]:
    return {"type": "Feature", "properties": {"link_id": name}, "geometry": {"type": kind, "coordinates": coordinates}}


BAD_AREAS = [
    pytest.param(area("b", BOWTIE), "Self-intersection", id="bowtie"),
    pytest.param(area("b", [0, 0], "Point"), "Point", id="point"),
    pytest.param(area("b", SQUARE, "LineString"), "", id="rings as a line"),
    pytest.param(area("b", [[["0", 0], [1, 0], [1, 1], [0, 0]]]), "", id="text as coordinate"),
    pytest.param(area("b", [[[170, 0], [190, 0], [190, 5], [170, 0]]]), "190", id="beyond the antimeridian"),
    pytest.param(area("b", [[[0, 0], [float("nan"), 0], [1, 1], [0, 0]]]), "", id="NaN"),
    pytest.param(area("b", []), "", id="empty"),
    pytest.param(area("a", SQUARE), "a again", id="id twice"),
    pytest.param(area(7, SQUARE), "7", id="number as id"),
    pytest.param({"type": "Feature", "geometry": None, "properties": None}, "", id="nothing"),
    pytest.param("feature", "", id="no feature"),
]


@pytest.mark.parametrize(("bad", "told"), BAD_AREAS)
def test_a_chokepoint_that_is_none(data_copy: Path, bad: object, told: str) -> None:
    relative = "chokepoints/chokepoints.geojson"
    write_features(data_copy / relative, area("a", SQUARE), bad)
    (fault,) = faults_of(lambda: catalog.load_chokepoints(data_dir=data_copy))
    assert (fault.file, fault.row) == (relative, 3)
    assert told in fault.found


BAD_ROUTES = [
    pytest.param(route("x:2", [[0, 0], [float("inf"), 1]]), id="infinite"),
    pytest.param(route("x:2", [[0, 0]]), id="one point"),
    pytest.param(route("x:2", [[0, 0], [1, 100]]), id="beyond the pole"),
    pytest.param(route("x:2", SQUARE, "Polygon"), id="polygon"),
    pytest.param(route("x:1", [[0, 0], [1, 1]]), id="id twice"),
    pytest.param(route(None, [[0, 0], [1, 1]]), id="no id"),
    pytest.param(
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}}, id="no properties"
    ),
    pytest.param(route("x:2", [[[0, 0], [1, 1]], [[5, 5], [6, 6]]], "MultiLineString"), id="parts apart"),
]


@pytest.mark.parametrize("bad", BAD_ROUTES)
def test_a_route_that_is_none(data_copy: Path, bad: object) -> None:
    write_features(data_copy / "world/routes.geojson", route("x:1", [[0, 0], [1, 1]]), bad)
    (fault,) = faults_of(lambda: catalog.load_routes(data_dir=data_copy))
    assert (fault.file, fault.row) == ("world/routes.geojson", 3)


@pytest.mark.parametrize(
    "raw",
    [b"", b"[]", b"{}", b'{"features": 1}', b"\xff\xfe", b'{"type":"FeatureCollection","features":[{]}'],
    ids=repr,
)
def test_a_file_that_is_no_geojson(data_copy: Path, raw: bytes) -> None:
    (data_copy / "world/routes.geojson").write_bytes(raw)
    (fault,) = faults_of(lambda: catalog.load_routes(data_dir=data_copy))
    assert (fault.file, fault.expected) == ("world/routes.geojson", "a GeoJSON FeatureCollection")


def test_a_route_that_is_not_there(data_copy: Path) -> None:
    from cablenet.network import load

    file = data_copy / "world/routes.geojson"
    drop_line(file, line_of(file, '{"type":"Feature","properties":{"link_id":"2africa:1"}'))
    (fault,) = faults_of(lambda: load(data_dir=data_copy))
    assert fault.file == "world/routes.geojson"
    assert "2africa:1" in fault.found


def test_a_geojson_file_that_is_not_there(data_copy: Path) -> None:
    for relative, load in [
        ("world/routes.geojson", catalog.load_routes),
        ("chokepoints/chokepoints.geojson", catalog.load_chokepoints),
    ]:
        (data_copy / relative).unlink()
        (fault,) = faults_of(lambda load=load: load(data_dir=data_copy))  # type: ignore[misc]
        assert (fault.file, fault.found) == (relative, "no such file")
