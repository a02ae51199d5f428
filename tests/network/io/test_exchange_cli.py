"""``cablenet import`` and ``cablenet export``, from a map in somebody's format to a cut of it and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cablenet.cli import main
from tests.network.io.sources import cables, public_map

if TYPE_CHECKING:
    from pathlib import Path


def run(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(arg) for arg in args], catch_exceptions=False)
    return result.exit_code, result.output


def test_in_and_out(tmp_path: Path) -> None:
    source = public_map(tmp_path / "map")
    report = tmp_path / "report.csv"
    code, told = run("import", source, "--format", "telegeography", "--out", tmp_path / "mine", "--report", report)
    assert code == 0
    assert "2 systems, 5 stations and 4 segments" in told
    assert "snapped" in told
    assert report.read_text(encoding="utf-8").startswith("what,system,place,lon,lat,km,note\n")
    code, told = run("export", tmp_path / "mine.graphml", "--data", tmp_path / "mine")
    assert code == 0
    assert "a graph has nodes and edges only" in told
    assert (tmp_path / "mine.graphml").is_file()


@pytest.mark.parametrize(
    ("args", "mend"),
    [
        ((), "--name-column"),
        (("--name-column", "cable"), "no column 'cable'"),
        (("--name-column", "kabel", "--snap-km", "-1"), "snap_km=-1"),
        (("--name-column", "kabel", "--loose-ends", "station"), "--country"),
    ],
)
def test_what_is_ambiguous_is_asked_for(tmp_path: Path, args: tuple[str, ...], mend: str) -> None:
    cables().rename(columns={"name": "kabel"}).to_file(tmp_path / "s.geojson")
    code, told = run("import", tmp_path / "s.geojson", "--format", "vector", "--out", tmp_path / "mine", *args)
    assert code == 2
    assert mend in told
    assert "Traceback" not in told
    assert not (tmp_path / "mine").exists()
