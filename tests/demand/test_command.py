"""``cablenet demand``: tables, JSON, CSV there and back, and what is wrong with the input."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from cablenet.cli.demand import demand
from cablenet.demand import between, gravity
from cablenet.errors import DataError, InputError, UnknownNameError
from cablenet.report.demand import demand_tables

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network


@pytest.fixture(autouse=True)
def _loaded(real: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablenet.network.load", lambda **_: real)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(demand, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_two_places_as_json(real: Network) -> None:
    told = json.loads(run("EU", "Japan", "--year", "2025", "--json"))
    wanted = between(real, gravity(real, year=2025), "EU", "JP")
    assert [told["low_tbps"], told["tbps"], told["high_tbps"]] == pytest.approx(list(wanted.interval_tbps))
    assert len(told["pairs"]) == 27
    assert told["source"].startswith("gravity 2025, internet bandwidth published")
    assert told["limits"]


def test_the_world(real: Network) -> None:
    told = run("--year", "2025")
    assert told.startswith("The world: 1,835 Tbps [1,780 to 1,890]; gravity 2025, internet bandwidth published")
    assert "europe" in told
    assert "Largest of" in told


def test_one_place() -> None:
    told = run("SG", "--total", "used")
    assert told.startswith("SG: ")
    assert "singapore-sg" in told


def test_scale() -> None:
    one, two = (json.loads(run("DE", "FR", "--json", "--scale", factor))["tbps"] for factor in ("1", "2"))
    assert two == pytest.approx(2 * one)


def test_csv_there_and_back(tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    run("EU", "JP", "--year", "2025", "--csv", str(path))
    told = json.loads(run("EU", "JP", "--matrix", str(path), "--alone", "--json"))
    assert told["tbps"] == pytest.approx(pd.read_csv(path)["tbps"].sum())
    assert told["source"] == "27 given"


def test_own_pairs_replace(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,tbps,low_tbps,high_tbps\nEU,JP,10,8,12\n", encoding="utf-8")
    told = json.loads(run("EU", "JP", "--matrix", str(path), "--json"))
    assert [told["low_tbps"], told["tbps"], told["high_tbps"]] == pytest.approx([8.0, 10.0, 12.0], rel=0.2)
    assert told["tbps"] == pytest.approx(10.0)
    world = json.loads(run("--matrix", str(path), "--json", "--year", "2025"))
    assert world["tbps"] == pytest.approx(1835.0 + 10.0, rel=0.01)


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(("Atlantis",), UnknownNameError), (("EU", "Nowhere"), UnknownNameError), (("tokyo-jp",), InputError)],
)
def test_unknown_places(arguments: tuple[str, ...], error: type[Exception]) -> None:
    with pytest.raises(error):
        CliRunner().invoke(demand, list(arguments), catch_exceptions=False, standalone_mode=False)


def test_bad_matrix(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,gbps\nEU,JP,10\n", encoding="utf-8")
    with pytest.raises(DataError, match="tbps"):
        CliRunner().invoke(demand, ["--matrix", str(path)], catch_exceptions=False, standalone_mode=False)


@pytest.mark.parametrize("arguments", [("EU", "JP", "US"), ("--alone",)])
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    with pytest.raises(click.UsageError):
        CliRunner().invoke(demand, list(arguments), catch_exceptions=False, standalone_mode=False)


def test_absent_places_are_told(real: Network) -> None:
    modelled = gravity(real, year=2025)
    texts = [str(part) for part in demand_tables(real, modelled, ())]
    assert bool(modelled.absent) == any("so not served" in text for text in texts)
