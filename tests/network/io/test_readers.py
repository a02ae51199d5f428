"""What the readers make of small sources, and what they ask for."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
from shapely import GeometryCollection, LineString, Point, Polygon

import cablenet as cn
from cablenet import catalog
from cablenet.errors import DataError, InputError
from cablenet.network.io import ImportOptions, read_source, write_folder
from tests.network.io.sources import cables, collection, dump, feature, ofds, public_map, towns

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network.io import Imported

NAMED = {"name": "name", "point_name": "town"}


def wiring(imported: Imported) -> list[tuple[str, str, str]]:
    return sorted(zip(imported.segments["system_id"], imported.segments["a"], imported.segments["b"], strict=True))


# ---- the style of TeleGeography


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    return read_source(public_map(tmp_path_factory.mktemp("map")), file_format="telegeography")


def test_public_map_is_wired(told: Imported) -> None:
    assert wiring(told) == [
        ("alpha", "BU1", "alexandria-egypt"),
        ("alpha", "BU1", "mazara-del-vallo-italy"),
        ("alpha", "marseille-france", "BU1"),
        ("pacific", "eureka-ca-united-states", "maruyama-japan"),
    ]
    assert list(told.report["what"]) == ["snapped"] * 4
    assert told.report["km"].between(0.1, 5.0).all()
    unit = told.branching_units.iloc[0]
    assert (unit["lon"], unit["lat"]) == (12.3, 37.8)


def test_public_map_has_its_facts(told: Imported) -> None:
    alpha, pacific = told.systems.to_dict("records")
    assert (alpha["rfs_year"], alpha["rfs_month"], alpha["length_km"]) == (2019, 3, 3400)
    assert (alpha["owners"], alpha["suppliers"], alpha["note"]) == ("Orange;Telecom Egypt", "ASN", "=1+1")
    assert pacific["owners"] == ""
    assert told.systems["rfs_year"].isna().tolist() == [False, True]
    assert dict(zip(told.stations["station_id"], told.stations["country"], strict=True)) == {
        "alexandria-egypt": "EG",
        "eureka-ca-united-states": "US",
        "marseille-france": "FR",
        "maruyama-japan": "JP",
        "mazara-del-vallo-italy": "IT",
    }


def test_lengths_are_published_or_slack(told: Imported) -> None:
    laid = told.laid_segments
    alpha = laid["system_id"] == "alpha"
    assert laid.loc[alpha, "length_km"].sum() == pytest.approx(3400, abs=0.1)
    assert set(laid.loc[alpha, "length_basis"]) == {"published"}
    assert set(laid.loc[~alpha, "length_basis"]) == {"slack"}


def test_a_folder_of_an_import_loads(told: Imported, tmp_path: Path) -> None:
    report = write_folder(told, tmp_path / "mine")
    net = cn.load(data_dir=tmp_path / "mine")
    assert sorted(net.systems.index) == ["alpha", "pacific"]
    sea = net.links[net.links["kind"] == "sea"]
    assert len(sea) == 4
    assert sea.geometry["pacific:1"].length == pytest.approx(96.1, abs=0.1)
    assert set(net.crossings.loc[net.crossings["link_id"].str.startswith("alpha"), "chokepoint"])
    assert len(catalog.load_routes(data_dir=tmp_path / "mine")) == 4
    assert "left out" in set(report["what"])


def test_a_folder_gives_the_same_bytes(told: Imported, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_folder(told, tmp_path / name)
    for file in (tmp_path / "one").rglob("*.*"):
        assert file.read_bytes() == (tmp_path / "two" / file.relative_to(tmp_path / "one")).read_bytes()


def test_a_bare_folder_holds_nothing_else(told: Imported, tmp_path: Path) -> None:
    write_folder(told, tmp_path / "bare", bare=True)
    tables = catalog.load_tables(catalog.FACTS, data_dir=tmp_path / "bare")
    assert sorted(tables["countries"]["country"]) == ["EG", "FR", "IT", "JP", "US"]
    assert len(tables["cities"]) == 5
    assert not len(tables["terrestrial"])
    assert not len(tables["corridors"])
    assert (cn.load(data_dir=tmp_path / "bare").links["kind"] == "sea").all()


def test_a_folder_that_is_not_empty_stays(told: Imported, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.doc").write_text("years of work", encoding="utf-8")
    with pytest.raises(InputError, match="empty"):
        write_folder(told, tmp_path / "mine")
    assert [file.name for file in tmp_path.rglob("*")] == ["mine", "thesis.doc"]


def test_public_map_in_a_zip(told: Imported, tmp_path: Path) -> None:
    public_map(tmp_path / "map")
    with zipfile.ZipFile(tmp_path / "map.zip", "w") as archive:
        for file in sorted((tmp_path / "map").rglob("*.json")):
            archive.write(file, f"top/{file.relative_to(tmp_path / 'map')}")
    assert wiring(read_source(tmp_path / "map.zip", file_format="telegeography")) == wiring(told)


def test_an_unknown_country_is_asked_for(tmp_path: Path) -> None:
    public_map(tmp_path)
    file = tmp_path / "landing-point/landing-point-geo.json"
    value = json.loads(file.read_text(encoding="utf-8"))
    value["features"][4]["properties"]["name"] = "Poseidonis, Atlantis"
    dump(value, file)
    with pytest.raises(DataError, match="--country"):
        read_source(tmp_path, file_format="telegeography")
    for country, code in (("GR", "GR"), ("map", "US")):
        options = ImportOptions(country=country)
        stations = read_source(tmp_path, file_format="telegeography", options=options).stations
        assert stations.set_index("station_id")["country"]["eureka-ca-united-states"] == code


# ---- geographic files


def write_as(kind: str, folder: Path) -> tuple[Path, ImportOptions]:
    """Write cables and towns as files of this kind; returns the source and what is to be said of it."""
    lines, points = cables(), towns()
    if kind == "gpkg":
        lines.to_crs(3857).to_file(folder / "s.gpkg", layer="lines")
        points.to_file(folder / "s.gpkg", layer="points")
        return folder / "s.gpkg", ImportOptions(columns=NAMED)
    if kind == "kml":
        lines.rename(columns={"name": "Name"}).to_file(folder / "s.kml", driver="LIBKML")
        points.rename(columns={"town": "Name"}).to_file(folder / "p.kml", driver="LIBKML")
        return folder / "s.kml", ImportOptions(points=folder / "p.kml")
    if kind == "parquet":
        pytest.importorskip("pyarrow")
        lines.to_parquet(folder / "s.parquet")
        points.to_parquet(folder / "p.parquet")
    else:
        lines.to_file(folder / f"s.{kind}")
        points.to_file(folder / f"p.{kind}")
    return folder / f"s.{kind}", ImportOptions(points=folder / f"p.{kind}", columns={"point_name": "town"})


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "shp", "parquet", "kml"])
def test_every_kind_of_file_gives_the_same_tables(tmp_path: Path, kind: str) -> None:
    source, options = write_as(kind, tmp_path)
    imported = read_source(source, file_format="vector", options=options)
    assert wiring(imported) == [("x", "BU1", "b"), ("x", "BU1", "c"), ("x", "a", "BU1"), ("y", "d", "a")]
    assert imported.systems["rfs_year"].tolist() == [2001, 2010]
    assert imported.systems["owners"].tolist() == ["a;b", ""]
    assert imported.stations["country"].tolist() == ["FR", "NL", "GB", "FR"]
    assert imported.report["what"].tolist() == ["snapped"] * 3


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    source, options = write_as("shp", tmp_path)
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        for part in tmp_path.glob("s.*"):
            if part.suffix != ".zip":
                archive.write(part, f"../../{part.name}")
    again = read_source(tmp_path / "s.zip", file_format="vector", options=options)
    assert wiring(again) == wiring(read_source(source, file_format="vector", options=options))


def test_a_kmz(tmp_path: Path) -> None:
    source, options = write_as("kml", tmp_path)
    with zipfile.ZipFile(tmp_path / "s.kmz", "w") as archive:
        archive.write(source, "doc.kml")
    assert len(read_source(tmp_path / "s.kmz", file_format="vector", options=options).segments) == 4


def test_several_columns_that_could_hold_the_name_are_asked_for(tmp_path: Path) -> None:
    lines = cables().assign(cable="Z")
    lines.to_file(tmp_path / "s.geojson")
    with pytest.raises(InputError, match="--name-column"):
        read_source(tmp_path / "s.geojson", file_format="vector")
    chosen = ImportOptions(columns={"name": "cable"}, loose_ends="station", country="FR")
    assert read_source(tmp_path / "s.geojson", file_format="vector", options=chosen).systems["name"].tolist() == ["Z"]


def test_no_column_that_could_hold_the_name_is_asked_for(tmp_path: Path) -> None:
    cables().rename(columns={"name": "kabel"}).to_file(tmp_path / "s.geojson")
    with pytest.raises(InputError, match=r"kabel.*--name-column"):
        read_source(tmp_path / "s.geojson", file_format="vector")
    with pytest.raises(InputError, match="no column 'NAME'"):
        read_source(tmp_path / "s.geojson", file_format="vector", options=ImportOptions(columns={"name": "NAME"}))


def test_a_missing_reference_system_is_asked_for(tmp_path: Path) -> None:
    source, options = write_as("shp", tmp_path)
    (tmp_path / "s.prj").unlink()
    with pytest.raises(DataError, match="--crs"):
        read_source(source, file_format="vector", options=options)
    said = ImportOptions(crs="EPSG:4326", points=options.points, columns=options.columns)
    assert len(read_source(source, file_format="vector", options=said).segments) == 4


def test_a_reference_system_that_contradicts_the_file_is_refused(tmp_path: Path) -> None:
    source, _ = write_as("gpkg", tmp_path)
    with pytest.raises(InputError, match="leave out --crs"):
        read_source(source, file_format="vector", options=ImportOptions(crs="EPSG:32631", columns=NAMED))
    with pytest.raises(InputError, match="EPSG:4326"):
        read_source(source, file_format="vector", options=ImportOptions(crs="nonsense", columns=NAMED))


def test_projected_metres_without_a_reference_system_are_told(tmp_path: Path) -> None:
    value = collection([feature({"name": "x"}, "LineString", [[430000, 4581000], [500000, 4649776]])])
    with pytest.raises(DataError, match="--crs"):
        read_source(dump(value, tmp_path / "m.geojson"), file_format="vector")
    options = ImportOptions(crs="EPSG:32631", loose_ends="station", country="map")
    stations = read_source(tmp_path / "m.geojson", file_format="vector", options=options).stations
    assert stations["country"].tolist() == ["ES", "ES"]


def test_several_layers_are_asked_for(tmp_path: Path) -> None:
    for layer in ("old", "new"):
        cables().to_file(tmp_path / "s.gpkg", layer=layer)
    with pytest.raises(InputError, match="--layer"):
        read_source(tmp_path / "s.gpkg", file_format="vector")
    with pytest.raises(InputError, match="no layer 'newer'"):
        read_source(tmp_path / "s.gpkg", file_format="vector", options=ImportOptions(layers=("newer",)))
    chosen = ImportOptions(layers=("new",))
    assert len(read_source(tmp_path / "s.gpkg", file_format="vector", options=chosen).segments) == 4


def test_mixed_geometry_is_sorted_out_and_told(tmp_path: Path) -> None:
    shapes = [
        LineString([(0, 0), (1, 1)]),
        Point(0, 0),
        Polygon([(0, 0), (1, 0), (1, 1)]),
        GeometryCollection([LineString([(1, 1), (2, 1)])]),
        None,
    ]
    rows = {"name": ["s", "t", "s", "s", "s"], "country": ["", "FR", "", "", ""]}
    gpd.GeoDataFrame(rows, geometry=shapes, crs=4326).to_file(tmp_path / "m.geojson")
    imported = read_source(tmp_path / "m.geojson", file_format="vector")
    assert wiring(imported) == [("s", "t", "BU1")]
    assert sorted(imported.report["what"]) == ["left out", "loose end"]


def test_markup_and_formulas_stay_text(tmp_path: Path) -> None:
    names = ['<script>alert("x")</script>', "=cmd|' /C calc'!A0", "a\x00b\nc\u2028d", "海底光缆", "🐟;🐠", "x" * 500]
    shapes = [feature({"name": name}, "LineString", [[0, row], [1, row]]) for row, name in enumerate(names)]
    source = dump(collection(shapes), tmp_path / "n.geojson")
    imported = read_source(source, file_format="vector", options=ImportOptions(loose_ends="station", country="FR"))
    assert sorted(imported.systems["name"]) == sorted([*names[:2], "a b c d", *names[3:]])
    write_folder(imported, tmp_path / "out")
    again = catalog.load_table("systems", data_dir=tmp_path / "out")
    assert sorted(again["name"]) == sorted(imported.systems["name"])


def test_a_status_that_is_not_known_is_told(tmp_path: Path) -> None:
    cables().assign(status=["active", "active", "sleeping"]).to_file(tmp_path / "s.geojson")
    with pytest.raises(DataError, match=r"row 3, column status: found 'sleeping'"):
        read_source(tmp_path / "s.geojson", file_format="vector")


def test_rows_of_one_system_may_differ(tmp_path: Path) -> None:
    cables().assign(status=["active", "planned", "active"]).to_file(tmp_path / "s.geojson")
    imported = read_source(tmp_path / "s.geojson", file_format="vector")
    assert sorted(imported.segments["status"]) == ["", "", "", "planned"]


# ---- the Open Fibre Data Standard


def test_a_network_package(tmp_path: Path) -> None:
    imported = read_source(dump(ofds(), tmp_path / "n.json"), file_format="ofds")
    assert wiring(imported) == [("ghana-fibre-network", "1", "2")]
    system = imported.systems.iloc[0]
    assert (system["owners"], system["suppliers"]) == ("FastWeb;FibreCo", "ProjectCo")
    assert (system["rfs_year"], system["fibre_pairs"], system["status"]) == (2018, 12, "in-service")
    assert imported.segments["kind"].tolist() == ["land"]
    assert imported.laid_segments["length_km"].tolist() == [276]
    assert imported.stations["name"].tolist() == ["Accra", "Kumasi"]
    write_folder(imported, tmp_path / "out")
    assert cn.load(data_dir=tmp_path / "out").links.loc["ghana-fibre-network:1", "length_km"] == 276


def test_a_network_as_geojson(tmp_path: Path) -> None:
    (network,) = ofds()["networks"]
    about = {"id": network["id"], "name": network["name"]}
    nodes = []
    for node in network["nodes"]:
        location = node.pop("location")
        nodes.append({"type": "Feature", "geometry": location, "properties": {**node, "network": about}})
    (span,) = network["spans"]
    route = span.pop("route")
    span |= {"start": dict(network["nodes"][0]), "end": dict(network["nodes"][1]), "network": about}
    dump(collection(nodes), tmp_path / "g/nodes.geojson")
    dump(collection([{"type": "Feature", "geometry": route, "properties": span}]), tmp_path / "g/spans.geojson")
    assert wiring(read_source(tmp_path / "g", file_format="ofds")) == [("ghana-fibre-network", "1", "2")]


def test_spans_that_do_not_say_where_they_run_are_asked_for(tmp_path: Path) -> None:
    value = ofds()
    del value["networks"][0]["spans"][0]["deployment"]
    source = dump(value, tmp_path / "n.json")
    with pytest.raises(DataError, match="--kind"):
        read_source(source, file_format="ofds")
    options = ImportOptions(kind="sea")
    assert read_source(source, file_format="ofds", options=options).segments["kind"].tolist() == ["sea"]


def test_a_length_in_metres_is_doubted_not_guessed(tmp_path: Path) -> None:
    value = ofds()
    value["networks"][0]["spans"][0]["fibreLength"] = 276000
    imported = read_source(dump(value, tmp_path / "n.json"), file_format="ofds")
    assert "left out" in set(imported.report["what"])
    assert imported.laid_segments["length_km"].iloc[0] < 300


def test_a_span_without_ends_is_wired_by_geometry(tmp_path: Path) -> None:
    value = ofds()
    del value["networks"][0]["spans"][0]["start"]
    imported = read_source(dump(value, tmp_path / "n.json"), file_format="ofds")
    assert wiring(imported) == [("ghana-fibre-network", "2", "1")]


def test_a_span_without_a_route_is_drawn_straight_and_told(tmp_path: Path) -> None:
    value = ofds()
    del value["networks"][0]["spans"][0]["route"]
    imported = read_source(dump(value, tmp_path / "n.json"), file_format="ofds")
    assert imported.report["what"].tolist() == ["straight"]


def test_a_span_of_an_unknown_node_is_told(tmp_path: Path) -> None:
    value = ofds()
    value["networks"][0]["spans"][0]["end"] = "99"
    with pytest.raises(DataError, match=r"row 1, column start, end: found '99'"):
        read_source(dump(value, tmp_path / "n.json"), file_format="ofds")


def test_options_are_checked() -> None:
    with pytest.raises(InputError, match=r"snap_km=-1.*country='France'"):
        ImportOptions(snap_km=-1, country="France")
    with pytest.raises(InputError, match="column 'colour'"):
        ImportOptions(columns={"colour": "c"})
    with pytest.raises(InputError, match="snap_km=nan"):
        ImportOptions(snap_km=float("nan"))
    with pytest.raises(InputError, match="telegeography"):
        read_source("x", file_format="dwg")
