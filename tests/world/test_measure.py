"""The laid routes reach their targets, and the measures measure: a world made worse is told so."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cablenet import catalog
from cablenet.world.measure import measure
from tests.spoiling import line_of, set_cell

if TYPE_CHECKING:
    from pathlib import Path

ON_LAND = "share of route on land, %"
DRY = "the same without the way from station to shore, %"
MEDIAN = "laid / published length, median"
WITHIN = "systems within 20 % of their published length, %"
CHOKEPOINTS = "chokepoints passed, F1 by system"
WIRING = "wiring kept, share of segments"


@pytest.fixture(scope="module")
def measures() -> pd.Series:
    """Return the measures of the shipped world."""
    return measure().set_index("measure")["value"]


def test_each_says_what_it_aims_at() -> None:
    table = measure()
    assert list(table.columns) == ["measure", "value", "target", "note"]
    assert set(table["measure"]) >= {ON_LAND, DRY, MEDIAN, WITHIN, CHOKEPOINTS, WIRING}
    assert table["measure"].is_unique
    assert (table.loc[table["measure"].isin([DRY, MEDIAN, WITHIN, CHOKEPOINTS, WIRING]), "target"] != "").all()
    assert table["value"].notna().all()


def test_routes_keep_off_the_land(measures: pd.Series) -> None:
    assert measures[DRY] <= 0.5
    assert measures[DRY] <= measures[ON_LAND] < 1.0


def test_lengths_agree_with_the_published(measures: pd.Series) -> None:
    assert 0.95 <= measures[MEDIAN] <= 1.05
    assert measures[WITHIN] >= 80


def test_chokepoints_are_those_of_the_facts(measures: pd.Series) -> None:
    assert measures[CHOKEPOINTS] >= 0.97


def test_the_wiring_is_kept(measures: pd.Series) -> None:
    assert measures[WIRING] >= 0.98


def test_a_station_that_moved_away_loses_its_wiring(data_copy: Path, measures: pd.Series) -> None:
    file = data_copy / "facts/stations.csv"
    line = line_of(file, "marseille-france,")
    set_cell(file, line, "lat", "-40")
    worse = measure(data_dir=data_copy).set_index("measure")["value"]
    segments = catalog.load_table("segments")
    lost = ((segments["a"] == "marseille-france") | (segments["b"] == "marseille-france")).mean()
    assert measures[WIRING] - worse[WIRING] == pytest.approx(lost, abs=0.002)


def test_land_in_the_way_is_told(data_copy: Path, measures: pd.Series) -> None:
    file = data_copy / "world/segments.csv"
    table = pd.read_csv(file)
    table["land_km"] = table["route_km"]
    table.to_csv(file, index=False, lineterminator="\n")
    worse = measure(data_dir=data_copy).set_index("measure")["value"]
    assert worse[ON_LAND] == pytest.approx(100.0)
    assert worse[DRY] > 50 > measures[DRY]


def test_distance_to_drawn_routes(tmp_path: Path) -> None:
    """Routes drawn where ours are lie at no distance; only those near a coast count."""
    routes = catalog.load_routes()
    names = ["seamewe-5:1", "seamewe-5:2"]
    features = [
        {
            "type": "Feature",
            "properties": {"system_id": name.split(":")[0]},
            "geometry": {"type": "MultiLineString", "coordinates": [list(map(list, routes[name].coords))]},
        }
        for name in names
        if name in routes.index and routes[name].bounds[2] <= 180
    ]
    drawn = tmp_path / "drawn.geojson"
    drawn.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    table = measure(against=drawn).set_index("measure")["value"]
    far = table[[name for name in table.index if name.startswith("distance of drawn routes")]]
    assert len(far) == 1
    assert far.iloc[0] < 0.5
