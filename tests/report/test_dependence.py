"""What traffic rides, by hand in the toy world: chokepoints, countries, systems and towns by share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner

import cablenet.network
from cablenet.cli import main
from cablenet.metrics import risk_groups
from cablenet.network import find_place
from cablenet.report import dependence_figures
from cablenet.report.dependence import ridden
from cablenet.routing import route
from tests.toys import toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.routing import Routes


@pytest.fixture
def routes() -> Routes:
    """The toy's 22 Tbps by their shortest ways, all through the strait."""
    return route(toy_network(), toy_demand(), model="shortest")


def test_shares_by_hand(routes: Routes) -> None:
    net = routes.net
    place = {name: find_place(net, name) for name in ("FR", "EG", "JP", "SG")}
    groups = risk_groups(net)
    whole = ridden(routes, groups, place["JP"])
    assert whole.loc["chokepoint:strait"].to_list() == [22.0, 1.0]
    assert whole.loc["landing:fr"].to_list() == pytest.approx([12.0, 12 / 22])
    pair = ridden(routes, groups, place["EG"], place["JP"])
    assert pair["tbps"].unique().tolist() == [4.0]
    assert "landing:fr" not in pair.index
    assert ridden(routes, groups, place["FR"], place["SG"]).empty


def test_the_two_themselves_are_no_third_country(routes: Routes) -> None:
    net = routes.net
    table = dependence_figures(routes, find_place(net, "FR"), find_place(net, "JP"))["Countries crossed or landed in"]
    assert set(table["id"]) == {"EG", "SG"}
    assert table["share"].to_list() == [1.0, 1.0]


def test_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cablenet.network, "load", lambda **_: toy_network())
    monkeypatch.setattr("cablenet.demand.gravity", lambda *_, **__: toy_demand())
    done = CliRunner().invoke(main, ["dependence", "JP", "--model", "shortest", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["of"] == ["JP"]
    assert pd.DataFrame(told["Chokepoints"]).to_dict("records") == [
        {"id": "strait", "name": "Strait", "tbps": 22.0, "share": 1.0}
    ]
    done = CliRunner().invoke(main, ["dependence", "FR", "JP", "--model", "shortest"])
    assert "Herfindahl" in done.stdout
    assert CliRunner().invoke(main, ["dependence", "Atlantis"]).exit_code == 2


def test_shares_are_of_the_demand_served_or_not() -> None:
    routes = route(toy_network(), toy_demand({("FR", "JP"): 60.0}))
    assert routes.pairs["served_tbps"].sum() == pytest.approx(30.0)
    shares = ridden(routes, risk_groups(routes.net), find_place(routes.net, "JP"))["share"]
    assert shares["landing:jp"] == pytest.approx(0.5)
