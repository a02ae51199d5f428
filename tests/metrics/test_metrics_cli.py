"""``cablenet metrics`` on the toy world, whose answers are worked by hand, and on the real one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

import cablenet.network
from cablenet.cli.metrics import metrics
from cablenet.errors import InputError, UnknownNameError
from cablenet.report.metrics import metrics_json, metrics_tables, pair_figures, world_figures
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Give the command the toy world."""
    net = toy_network()
    monkeypatch.setattr(cablenet.network, "load", lambda **_: net)
    return net


def told(*arguments: str) -> dict[str, Any]:
    """Run the command and read its JSON."""
    done = CliRunner().invoke(metrics, [*arguments, "--json"])
    if done.exception is not None:
        raise done.exception
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_pair(toy: Network) -> None:
    found = told("FR", "JP")
    ways = {row["measure"]: (row["found"], row["at most"]) for row in found["Disjoint paths"]}
    assert ways == {
        "paths that share no link": (2, 2),
        "paths that share no node": (2, 2),
        "paths that share no chokepoint, landing town or system": (1, 1),
        "single points of failure": (2, 2),
    }
    assert [row["max flow (Tbps)"] for row in found["Most that could flow"]] == [15.0, 30.0, 60.0]
    alone = {(row["kind"], row["id"]) for row in found["Single points of failure"]}
    # How Paris and Tokyo get to their coasts is not asked; all cables land in one town on either side.
    assert alone == {("landing", "fr"), ("landing", "jp")}
    # Of two ways the one in fewer risk groups: Beta lands once on its way, Alpha twice, and passes the strait.
    assert found["Paths that share no risk"][0]["by"] == "Beta"
    assert found["as_of"] == "2026-11-22"


def test_a_place_against_the_rest(toy: Network) -> None:
    # Singapore's cables lead to Egypt, and by one station of Japan to Tokyo and to the US; all land in one town.
    ways = {row["measure"]: row["found"] for row in told("SG")["Disjoint paths"]}
    assert ways["paths that share no link"] == 3
    assert ways["single points of failure"] == 1


def test_the_world(toy: Network) -> None:
    found = told()
    values = {row["measure"]: row["value"] for row in found["Structure of the largest component"]}
    assert (values["nodes"], values["links"], values["node connectivity"]) == (7, 8, 1)
    times = {row["measure"]: row["value"] for row in found["Least round trips over all pairs"]}
    assert (times["pairs of nodes"], times["of these joined"]) == (21, 21)
    counts = {row["country"]: row for row in found["Single points of failure by country"]}
    assert (counts["FR"]["link"], counts["FR"]["town"], counts["JP"]["town"]) == (0, 1, 1)
    # Both links of the US are of one system; Singapore has two systems, and so has Japan.
    assert (counts["US"]["system"], counts["US"]["link"]) == (1, 0)
    assert "SG" not in counts


def test_tables_for_the_terminal(toy: Network) -> None:
    done = CliRunner().invoke(metrics, ["FR", "JP"])
    assert done.exit_code == 0
    for heading in ("Disjoint paths", "Most that could flow", "Minimum cut at central", "Single points of failure"):
        assert heading in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 120


def test_places_that_cannot_be_right(toy: Network) -> None:
    with pytest.raises(UnknownNameError):
        told("Atlantis")
    with pytest.raises(InputError, match="on both sides"):
        told("FR", "FR,JP")
    done = CliRunner().invoke(metrics, ["FR", "JP", "US"])
    assert done.exit_code == 2
    assert "Found 3 places" in done.stderr


def test_the_real_pair(real: Network) -> None:
    figures = pair_figures(real, ("DE", "JP"), seconds=120)
    ways = figures["Disjoint paths"].set_index("measure")["found"]
    assert 1 <= ways.iloc[2] <= ways.iloc[1] <= ways.iloc[0]
    flows = figures["Most that could flow"]["max flow (Tbps)"]
    assert flows.is_monotonic_increasing
    assert len(metrics_tables(figures)) >= 4
    assert json.loads(metrics_json(real, figures))["as_of"] == real.as_of.isoformat()


@pytest.mark.slow
def test_the_real_world(real: Network) -> None:
    figures = world_figures(real)
    values = figures["Structure of the largest component"].set_index("measure")["value"]
    assert values["nodes"] == len(real.nodes)
    assert 0.9 * len(real.nodes) < values["nodes of the largest component"] <= len(real.nodes)
