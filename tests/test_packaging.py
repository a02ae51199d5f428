"""The wheel holds what it should, the sdist builds the same wheel, and the wheel does the main job alone."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

CACHES = {"__pycache__", "_data"}
"""Directories under the package that are never shipped from a checkout as they are."""

MAIN_JOB = "import sys; from cablenet.cli import main; sys.exit(main())"


def build(source: Path, target: str, out: Path) -> Path:
    """Build one artefact with hatchling and return its path."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(out)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (artefact,) = out.glob("*.whl" if target == "wheel" else "*.tar.gz")
    return artefact


def contents(wheel: Path) -> dict[str, str]:
    """Hash every file of a wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}


def tracked(checkout: Path) -> list[Path]:
    """List the files of the package and its data that belong to the project, relative to the checkout.

    Version control decides where there is any (new files count before they are committed); otherwise,
    as in an unpacked sdist, every file counts that is no cache.
    """
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "cablenet", "data"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    if (checkout / ".git").exists() and done.returncode == 0:
        found = [Path(name) for name in done.stdout.split("\0") if name]
    else:
        found = [path.relative_to(checkout) for top in ("cablenet", "data") for path in (checkout / top).rglob("*")]
    return [path for path in found if (checkout / path).is_file() and not CACHES & set(path.parts)]


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(checkout, "wheel", tmp_path_factory.mktemp("wheel"))


def test_wheel_holds_every_tracked_file_and_no_other(wheel: Path, checkout: Path) -> None:
    expected = {
        (Path("cablenet/_data", *path.parts[1:]) if path.parts[0] == "data" else path).as_posix()
        for path in tracked(checkout)
    }
    found = {name for name in contents(wheel) if ".dist-info/" not in name}
    assert found - expected == set(), "in the wheel, but not tracked"
    assert expected - found == set(), "tracked, but not in the wheel: list its part of data/ in pyproject.toml"


def test_wheel_carries_the_licences(wheel: Path) -> None:
    licences = {name.partition("/licenses/")[2] for name in contents(wheel) if "/licenses/" in name}
    assert licences == {"LICENSE", "data/NOTICE"}


def test_sdist_builds_the_same_wheel(wheel: Path, checkout: Path, tmp_path: Path) -> None:
    sdist = build(checkout, "sdist", tmp_path / "sdist")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.glob("cablenet-*")
    again = build(unpacked, "wheel", tmp_path / "again")
    assert again.name == wheel.name
    assert contents(again) == contents(wheel)


@pytest.mark.slow
def test_wheel_does_the_main_job_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    arguments = ["cut", "south-china-sea", "--between", "EU", "JP", "--map", "map.html"]
    done = subprocess.run(
        [sys.executable, "-c", MAIN_JOB, *arguments],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "map.html" in done.stdout
    assert (work / "map.html").stat().st_size > 0
    where = subprocess.run(
        [sys.executable, "-c", "from cablenet._datafiles import data_root; print(data_root())"],
        cwd=work,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()) == site / "cablenet" / "_data"
