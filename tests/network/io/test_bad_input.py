"""Broken, hostile and absurd sources: a clear error or a cleaned table, never a traceback, nothing half-written."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cablenet.errors import CablenetError, DataError
from cablenet.network.io import ImportOptions, bounds, read_network, read_source, write_network
from cablenet.network.io.imported import READERS
from tests.network.io.sources import cables, collection, dump, feature, ofds, public_map, towns
from tests.toys import toy_network

if TYPE_CHECKING:
    from collections.abc import Callable

FUZZ = settings(
    max_examples=20, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
ANYWHERE = ImportOptions(loose_ends="station", country="FR", kind="sea")


def reads_or_tells(path: Path, file_format: str) -> None:
    """Read a source; what is raised must be ours."""
    with suppress(CablenetError):
        imported = read_source(path, file_format=file_format, options=ANYWHERE)
        assert len(imported.segments) == len(imported.routes) > 0


# ---- any JSON at all

numbers = st.one_of(
    st.integers(-(10**400), 10**400), st.floats(allow_nan=False, allow_infinity=False), st.integers(-200, 200)
)
scalars = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=20))
words = st.sampled_from([
    "type", "features", "properties", "geometry", "coordinates", "id", "name", "networks", "nodes", "spans", "route",
    "location", "start", "end", "status", "Point", "LineString", "FeatureCollection", "Feature", "crs", "x",
])  # fmt: skip
anything = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=6),
    max_leaves=25,
)


@FUZZ
@given(value=anything, file_format=st.sampled_from(sorted(READERS)))
def test_any_json(tmp_path: Path, value: object, file_format: str) -> None:
    source = dump(value, tmp_path / ("cable-geo.json" if file_format == "telegeography" else "s.json"))
    reads_or_tells(source, file_format)


def _with(value: object, path: list[Any], new: object) -> object:
    """The value with one place in it replaced."""
    if not path:
        return new
    copy: Any = value.copy() if isinstance(value, list | dict) else {}
    copy[path[0]] = _with(copy[path[0]], path[1:], new)
    return copy


def _places(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths to every place of a JSON value."""
    keys = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else []
    return [path, *(place for key, inner in keys for place in _places(inner, (*path, key)))]


GEOJSON = collection(
    [
        feature({"name": "s", "status": "active", "rfs": 2001, "length_km": 100}, "LineString", [[0, 50], [2, 51]]),
        feature({"name": "s"}, "MultiLineString", [[[2, 51], [3, 52]]]),
        feature({"id": "p", "name": "P", "country": "FR"}, "Point", [0, 50]),
    ]
)


@FUZZ
@given(data=st.data())
@pytest.mark.parametrize(("file_format", "value"), [("vector", GEOJSON), ("ofds", ofds())], ids=["vector", "ofds"])
def test_one_thing_wrong(tmp_path: Path, data: st.DataObject, file_format: str, value: object) -> None:
    place = data.draw(st.sampled_from(_places(value)))
    new = data.draw(anything | st.just(10**6) | st.just([]) | st.just({}))
    reads_or_tells(dump(_with(value, list(place), new), tmp_path / "s.json"), file_format)


@FUZZ
@given(data=st.data())
def test_one_thing_wrong_on_a_public_map(tmp_path: Path, data: st.DataObject) -> None:
    files = sorted(public_map(tmp_path / "map").rglob("*.json"))
    file = data.draw(st.sampled_from(files))
    value = json.loads(file.read_text(encoding="utf-8"))
    place = data.draw(st.sampled_from(_places(value)))
    dump(_with(value, list(place), data.draw(anything)), file)
    reads_or_tells(tmp_path / "map", "telegeography")


# ---- any bytes at all


def _sources(folder: Path) -> dict[str, Path]:
    """One whole file of every kind."""
    cables().to_file(folder / "s.gpkg")
    cables().to_file(folder / "s.shp")
    cables().rename(columns={"name": "Name"}).to_file(folder / "s.kml", driver="LIBKML")
    dump(GEOJSON, folder / "s.geojson")
    with zipfile.ZipFile(folder / "s.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "s.geojson", "s.geojson")
    with zipfile.ZipFile(folder / "s.kmz", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "s.kml", "doc.kml")
    try:
        cables().to_parquet(folder / "s.parquet")
    except ImportError:
        (folder / "s.parquet").write_bytes(b"PAR1 without pyarrow")
    return {path.suffix[1:]: path for path in folder.glob("s.*")}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return _sources(tmp_path_factory.mktemp("whole"))


KINDS = ("geojson", "gpkg", "shp", "kml", "kmz", "zip", "parquet")


@settings(FUZZ, max_examples=10)
@given(data=st.data())
@pytest.mark.parametrize("kind", KINDS)
def test_broken_bytes(tmp_path: Path, whole: dict[str, Path], kind: str, data: st.DataObject) -> None:
    good = whole[kind].read_bytes()
    bad = bytearray(good[: data.draw(st.integers(0, len(good)))] if data.draw(st.booleans()) else good)
    for _ in range(data.draw(st.integers(0, 12))):
        if bad:
            bad[data.draw(st.integers(0, len(bad) - 1))] = data.draw(st.integers(0, 255))
    for part in ("shx", "dbf", "prj"):
        (tmp_path / f"s.{part}").write_bytes(whole[part].read_bytes())
    (tmp_path / f"s.{kind}").write_bytes(bad)
    reads_or_tells(tmp_path / f"s.{kind}", "vector")


@pytest.mark.parametrize("name", ["n.geojson", "n.json", "n.graphml", "n.gpkg"])
def test_a_broken_network_is_told(tmp_path: Path, name: str) -> None:
    write_network(toy_network(), tmp_path / name)
    good = (tmp_path / name).read_bytes()
    for cut in (0, 1, 100, len(good) // 2, len(good) - 30):
        (tmp_path / name).write_bytes(good[:cut])
        with pytest.raises(DataError):
            read_network(tmp_path / name)


# ---- a corpus of malice


def _write(text: str | bytes) -> Callable[[Path], Path]:
    def writer(path: Path) -> Path:
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return writer


LINE = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"s"},"geometry":'
CORPUS: dict[str, str | bytes] = {
    "empty.geojson": b"",
    "cut.geojson": b'{"type":"FeatureCollection","features":[{"type":"Fea',
    "list.geojson": b"[1, 2]",
    "nan.geojson": LINE + '{"type":"LineString","coordinates":[[NaN,0],[1,1]]}}]}',
    "infinity.geojson": LINE + '{"type":"LineString","coordinates":[[1e999,0],[1,1]]}}]}',
    "huge.geojson": LINE + '{"type":"LineString","coordinates":[[1e308,0],[1,1]]}}]}',
    "long.geojson": LINE + '{"type":"LineString","coordinates":[[' + "9" * 5000 + ",0],[1,1]]}}]}",
    "polar.geojson": LINE + '{"type":"LineString","coordinates":[[0,91],[1,1]]}}]}',
    "text.geojson": LINE + '{"type":"LineString","coordinates":[["0","1"],[1,1]]}}]}',
    "one.geojson": LINE + '{"type":"LineString","coordinates":[[0,0]]}}]}',
    "flat.geojson": LINE + '{"type":"LineString","coordinates":[0,0,1,1]}}]}',
    "deep.geojson": b"[" * 100_000,
    "closed.geojson": b"[" * 900 + b"]" * 900,
    "inner.geojson": LINE + '{"type":"LineString","coordinates":' + "[" * 900 + "]" * 900 + "}}]}",
    "bytes.geojson": b"\xff\xfe{}",
    "surrogate.geojson": LINE.replace('"s"', r'"\ud800"') + '{"type":"LineString","coordinates":[[0,0],[0,0]]}}]}',
    "virtual.geojson": b"<OGRVRTDataSource><OGRVRTLayer name='x'><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
    "virtual.gpkg": b"<OGRVRTDataSource></OGRVRTDataSource>",
    "page.kml": b"<html><body>404</body></html>",
    "laughs.kml": b'<!DOCTYPE k [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>',
    "crs.geojson": '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"nowhere"}},"features":[]}',
    "notes.txt": b"no map at all",
    "lonely.shp": struct.pack(">i", 9994) + bytes(96),
    "stored.zip": b"PK\x03\x04 and no more",
}


@pytest.mark.parametrize("name", sorted(CORPUS))
def test_corpus(tmp_path: Path, name: str) -> None:
    path = _write(CORPUS[name])(tmp_path / name)
    for file_format in sorted(READERS):
        with pytest.raises(CablenetError) as caught:
            read_source(path, file_format=file_format, options=ANYWHERE)
        assert len(str(caught.value)) < 3000
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_line_of_a_million_vertices_is_refused_or_simplified(tmp_path: Path) -> None:
    coordinates = ",".join(f"[{number / 10_000:.4f},{number % 2 / 1000}]" for number in range(1_000_000))
    path = tmp_path / "long.geojson"
    path.write_text(LINE + '{"type":"LineString","coordinates":[' + coordinates + "]}}]}", encoding="utf-8")
    code = (
        "import resource, sys\n"
        "from cablenet.errors import DataError\n"
        "from cablenet.network.io import read_source\n"
        "try:\n    read_source(sys.argv[1], file_format='vector')\n"
        "except DataError as error:\n    print(error)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    assert "--simplify-km" in done.stdout
    assert int(done.stdout.split()[-1]) < 2000, "megabytes"
    short = path.read_text(encoding="utf-8")[: len(LINE) + 3_000_000].rpartition(",[")[0]
    path.write_text(short + "]}}]}", encoding="utf-8")
    options = ImportOptions(loose_ends="station", country="FR", simplify_km=1.0)
    imported = read_source(path, file_format="vector", options=options)
    assert len(imported.segments) == 1
    assert len(imported.routes.iloc[0].coords) < 100


def test_too_large_a_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    with path.open("wb") as file:
        file.truncate(bounds.MOST_TEXT_BYTES + 1)
    with pytest.raises(DataError, match="at most"):
        read_source(path, file_format="vector")


@pytest.mark.parametrize("name", ["cable-geo.json", "s.geojson", "doc.kml", "s.shp"])
def test_a_zip_that_declares_too_much_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / ("s.kmz" if name == "doc.kml" else "s.zip")
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(name, "w", force_zip64=True) as member,
    ):
        for _ in range(260):
            member.write(bytes(1_000_000))
    with pytest.raises(DataError):
        read_source(path, file_format="telegeography" if name == "cable-geo.json" else "vector")


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_TEXT_BYTES", 1000)
    path = tmp_path / "s.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("s.geojson", " " * 5000)
    bundle = bounds.open_bundle(path)
    bundle.sizes["s.geojson"] = 10
    with pytest.raises(DataError, match="as the archive declares"):
        bundle.read("s.geojson", most=1000)


def test_a_zip_writes_nowhere(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / "s.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in ("../../evil.geojson", "/abs/evil2.geojson"):
            archive.writestr(name, json.dumps(GEOJSON))
    reads_or_tells(path, "vector")
    assert sorted(file.name for file in tmp_path.rglob("*")) == ["in", "s.zip"]


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MOST_FILES", 3)
    for number in range(5):
        (tmp_path / f"{number}.json").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="more than 3 files"):
        read_source(tmp_path, file_format="ofds")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = dump(GEOJSON, tmp_path / "outside.geojson")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "s.geojson").symlink_to(outside)
    with pytest.raises(DataError, match="nothing"):
        read_source(tmp_path / "in", file_format="vector")


def test_points_alone_make_no_network(tmp_path: Path) -> None:
    towns().to_file(tmp_path / "p.geojson")
    with pytest.raises(DataError, match="no lines"):
        read_source(tmp_path / "p.geojson", file_format="vector")
