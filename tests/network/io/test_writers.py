"""A network written and read back is the same network, as far as the format can hold it; so are the bytes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import Phase, given, settings
from pandas.testing import assert_frame_equal
from shapely.affinity import translate

from cablenet.errors import DataError, InputError
from cablenet.network.io import FORMATS, cannot_hold, geofiles, read_network, read_source, write_network
from tests.small_worlds import networks
from tests.toys import toy_network

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network

WHOLE = ("n.gpkg", "n.parquet", "n.geojson", "n.json")
READABLE = (*WHOLE, "n.graphml")


def same(one: Network, other: Network, *, tables: tuple[str, ...] | None = None) -> None:
    """Assert that two networks are equal, rows in the order of their ids, lines but for whole turns round the world."""
    assert other.as_of == one.as_of or tables
    for field in fields(one):
        before, after = getattr(one, field.name), getattr(other, field.name)
        if not isinstance(before, pd.DataFrame) or (tables and field.name not in tables):
            continue
        before, after = before.sort_index(), after.sort_index()
        plain = {"columns": "geometry", "errors": "ignore"}
        assert_frame_equal(before.drop(**plain), after.drop(**plain))
        if "geometry" in before:
            assert after.crs == before.crs
            turn = 360.0 * np.round((before.geometry.bounds["minx"] - after.geometry.bounds["minx"]) / 360.0)
            shifted = [translate(shape, dx) for shape, dx in zip(after.geometry, turn, strict=True)]
            gaps = shapely.hausdorff_distance(before.geometry.to_numpy(), np.array(shifted, dtype=object))
            assert (gaps < 1e-9).all()


def digest(path: Path) -> str:
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def odd_network() -> Network:
    """The toy world with names that mean something to other programs, and cells that are not there."""
    net = toy_network()
    nodes, links, systems = net.nodes.copy(), net.links.copy(), net.systems.copy()
    nodes.loc["fr", "name"] = "<img src=x onerror=alert(1)>"
    nodes.loc["eg", "name"] = '=HYPERLINK("x")'
    nodes.loc["sg", "name"] = "新加坡 ' \" ; , \\ &amp;"
    links["rfs_year"] = pd.array([2010, None, 1999, 2010, 2010, None, None, None], dtype="Int64")
    systems["length_km"] = pd.array([17500.0, None, 7000.25], dtype="Float64")
    links.loc["alpha:1", "capacity_tbps"] = 1 / 3
    return replace(net, nodes=nodes, links=links, systems=systems)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("net", [toy_network(), odd_network()], ids=["toy", "odd"])
def test_round_trip_is_lossless(tmp_path: Path, name: str, net: Network) -> None:
    write_network(net, tmp_path / name)
    same(net, read_network(tmp_path / name))


@pytest.mark.parametrize("net", [toy_network(), odd_network()], ids=["toy", "odd"])
def test_graphml_holds_nodes_and_links_and_says_what_it_does_not(tmp_path: Path, net: Network) -> None:
    lost = write_network(net, tmp_path / "n.graphml")
    back = read_network(tmp_path / "n.graphml")
    same(net, back, tables=("nodes", "links"))
    assert "systems" in lost["what"].iloc[0]
    assert list(back.systems.columns) == list(net.systems.columns)
    assert len(back.systems) == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trips")


@settings(max_examples=15, phases=[Phase.generate])
@given(net=networks())
def test_every_network_comes_back(folder: Path, net: Network) -> None:
    for name in ("n.geojson", "n.json"):
        write_network(net, folder / name)
        same(net, read_network(folder / name))


@settings(max_examples=3, phases=[Phase.generate])
@given(net=networks(most_nodes=4, most_links=5))
def test_every_network_comes_back_from_the_slow_ones(folder: Path, net: Network) -> None:
    for name in ("n.gpkg", "n.parquet", "n.graphml"):
        write_network(net, folder / name)
        same(net, read_network(folder / name), tables=("nodes", "links") if name == "n.graphml" else None)


@pytest.mark.parametrize("name", [*READABLE, "n.ofds.json"])
def test_the_same_network_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    write_network(toy_network(), tmp_path / name)
    first = digest(tmp_path / name)
    write_network(toy_network(), tmp_path / name)
    assert digest(tmp_path / name) == first
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_geojson_is_split_at_the_antimeridian_one_feature_a_line(tmp_path: Path) -> None:
    write_network(toy_network(), tmp_path / "n.geojson")
    text = (tmp_path / "n.geojson").read_text(encoding="utf-8")
    value = json.loads(text)
    (crossing,) = (row for row in value["features"] if row["properties"].get("link_id") == "beta:2")
    assert crossing["geometry"]["type"] == "MultiLineString"
    west = [lon for part in crossing["geometry"]["coordinates"] for lon, _ in part]
    assert min(west) >= -180
    assert max(west) <= 180
    assert len(text.splitlines()) == len(value["features"]) + 2


def test_geopackage_is_read_by_others(tmp_path: Path) -> None:
    import geopandas as gpd

    write_network(toy_network(), tmp_path / "n.gpkg")
    links = gpd.read_file(tmp_path / "n.gpkg", layer="links")
    assert len(links) == 8
    assert links.crs == "EPSG:4326"


def test_node_link_is_read_by_networkx(tmp_path: Path) -> None:
    write_network(toy_network(), tmp_path / "n.json")
    value = json.loads((tmp_path / "n.json").read_text(encoding="utf-8"))
    graph: Any = nx.node_link_graph(value, edges="edges")
    assert graph.is_multigraph()
    assert graph.edges["fr", "eg", "alpha:1"]["length_km"] == 3000.0


def test_ofds_comes_back_as_wired(tmp_path: Path) -> None:
    net = toy_network()
    lost = write_network(net, tmp_path / "n.ofds.json")
    back = read_source(tmp_path / "n.ofds.json", file_format="ofds")
    assert len(back.segments) == len(net.links)
    assert sorted(back.laid_segments["length_km"]) == sorted(net.links["length_km"])
    assert set(back.stations["name"]) == set(net.nodes["name"])
    assert set(back.systems["name"]) == {*net.systems["name"], "Links over land"}
    assert back.systems.set_index("name")["owners"]["Alpha"] == "A;B"
    assert back.systems.set_index("name")["fibre_pairs"]["Alpha"] == 4
    assert back.report.empty
    assert "as_of" in set(lost["what"])


def test_ofds_says_where_its_schema_is(tmp_path: Path) -> None:
    write_network(toy_network(), tmp_path / "n.ofds.json")
    for network in json.loads((tmp_path / "n.ofds.json").read_text(encoding="utf-8"))["networks"]:
        assert network["links"][0]["rel"] == "describedby"
        nodes = {node["id"] for node in network["nodes"]}
        assert all({span["start"], span["end"]} <= nodes for span in network["spans"])


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "n.geojson"
    path.write_text("old", encoding="utf-8")

    def broken(_table: object) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setattr(geofiles, "split_lines", broken)
    with pytest.raises(OSError, match="full"):
        write_network(toy_network(), path)
    assert path.read_text(encoding="utf-8") == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["n.geojson"]


def test_unknown_endings_and_formats_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.gpkg"):
        write_network(toy_network(), tmp_path / "n.xlsx")
    with pytest.raises(InputError, match="geopackage"):
        write_network(toy_network(), tmp_path / "n.gpkg", file_format="excel")
    with pytest.raises(InputError, match="read_source"):
        read_network(tmp_path / "n.ofds.json")


def test_a_folder_of_something_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "mine.parquet").mkdir()
    with pytest.raises(InputError, match="folder"):
        write_network(toy_network(), tmp_path / "mine.parquet")


def test_every_format_says_what_it_cannot_hold() -> None:
    for name in FORMATS:
        assert list(cannot_hold(name).columns) == ["what", "note"]


@pytest.mark.parametrize("name", READABLE)
def test_somebody_elses_file_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"type":"FeatureCollection","features":[],"graph":{},"nodes":[],"edges":[]}', encoding="utf-8")
    with pytest.raises(DataError):
        read_network(path)
