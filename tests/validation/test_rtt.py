"""Round trips scored: toys by hand, rows that add up, bad input, and the shipped measurements."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from cablenet.errors import DataError, InputError
from cablenet.units import rtt_ms
from cablenet.validation import Calibration, fitted, measurements, predict_rtt, read_calibration, score_rtt
from cablenet.validation.calibration import fit, predict_ms, without_place
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network
    from cablenet.validation import Line

PLACES = {
    "Paris": (2.0, 48.0),
    "Tokyo": (139.0, 36.0),
    "Singapore": (104.0, 1.0),
    "Nowhere": (-30.0, -40.0),
    "Versailles": (2.1, 48.1),
}

# Least paths of the toy world by hand, km at sea and over land.
BY_HAND = {
    ("Paris", "Tokyo"): (17_500, 900),
    ("Paris", "Singapore"): (12_000, 700),
    ("Tokyo", "Singapore"): (5_500, 200),
}


def rows(*triples: tuple[str, str, float], statistic: str = "p50") -> pd.DataFrame:
    """Measurements between places of the toy world."""
    return pd.DataFrame(
        [
            {
                "a_place": a,
                "a_lon": PLACES[a][0],
                "a_lat": PLACES[a][1],
                "b_place": b,
                "b_lon": PLACES[b][0],
                "b_lat": PLACES[b][1],
                "rtt_ms": ms,
                "statistic": statistic,
            }
            for a, b, ms in triples
        ]
    )


PLAIN = Calibration(sea_factor=1.0, land_factor=1.0, end_ms=0.0)


def changed(column: str, values: dict[str, float]) -> Network:
    """The toy world, its cables laid without slack, with other values of some links in one column."""
    net = toy_network()
    links = net.links.assign(route_km=net.links["length_km"])
    links.loc[list(values), column] = list(values.values())
    return replace(net, links=links)


@pytest.mark.parametrize("ends", BY_HAND)
def test_least_and_predicted_are_those_worked_by_hand(ends: tuple[str, str]) -> None:
    sea, land = (rtt_ms(float(km)) for km in BY_HAND[ends])
    numbers = Calibration(sea_factor=1.1, land_factor=1.5, end_ms=3.0)
    told = predict_rtt(changed("route_km", {}), rows((*ends, 200.0)), calibration=numbers).iloc[0]
    assert told["least_ms"] == pytest.approx(sea + land, abs=1e-4)
    assert told["predicted_ms"] == pytest.approx(1.1 * sea + 1.5 * land + 6.0, abs=1e-4)


def test_the_way_round_does_not_matter() -> None:
    both = predict_rtt(toy_network(), rows(("Paris", "Tokyo", 200.0), ("Tokyo", "Paris", 210.0)))
    assert both["predicted_ms"].iloc[0] == both["predicted_ms"].iloc[1]


def test_traffic_takes_the_wide_cable_where_the_narrow_one_is_shorter() -> None:
    net = changed("capacity_tbps", {"alpha:3": 1.0, "gamma:1": 50.0})
    told = predict_rtt(net, rows(("Tokyo", "Singapore", 70.0)), calibration=PLAIN).iloc[0]
    assert told["least_ms"] == pytest.approx(rtt_ms(5_500.0 + 200.0), abs=1e-4)
    assert told["predicted_ms"] == pytest.approx(rtt_ms(7_000.0 + 200.0), abs=1e-4)


def test_what_many_landings_add_to_a_published_length_is_not_on_the_way() -> None:
    # Beta and gamma, of three and two landings, have a slack of 1.1; alpha, of four, seems to have one of 1.3.
    slack = {"alpha": 1.3, "beta": 1.1, "gamma": 1.1}
    links = toy_network().links
    sea = links[links["kind"] == "sea"]
    route = (sea["length_km"] / sea["system"].map(slack)).to_dict()
    told = predict_rtt(changed("route_km", route), rows(("Paris", "Singapore", 150.0)), calibration=PLAIN).iloc[0]
    assert told["least_ms"] == pytest.approx(rtt_ms(12_000.0 + 700.0), abs=1e-4)
    assert told["predicted_ms"] == pytest.approx(rtt_ms(12_000.0 / 1.3 * 1.1 + 700.0), abs=1e-4)


def test_every_row_is_scored_or_told_why_not() -> None:
    table = pd.concat(
        [
            rows(("Paris", "Tokyo", 200.0), ("Paris", "Singapore", 150.0), ("Tokyo", "Singapore", 70.0)),
            rows(("Paris", "Tokyo", 150.0), statistic="claimed"),
            rows(("Paris", "Nowhere", 90.0), ("Paris", "Versailles", 1.0)),
        ]
    )
    part = score_rtt(toy_network(), table).part
    assert (part.rows, part.scored) == (6, 3)
    assert dict(part.left_out.itertuples(index=False)) == {
        "neither a median (p50) nor a mean (avg) of measurements": 1,
        "a place is farther than 50 km from every node": 1,
        "nearer than 1,000 km": 1,
    }


def test_what_nothing_joins_is_counted() -> None:
    net = toy_network()
    apart = net.select(net.links["kind"] == "sea")
    part = score_rtt(apart, rows(("Paris", "Tokyo", 200.0))).part
    assert part.scored == 0
    assert part.left_out["rows"].sum() == 1


ALONE = rows(("Paris", "Tokyo", 200.0))


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        (ALONE.iloc[:0], None),
        (rows(("Paris", "Versailles", 10.0)), "nearer than 1,000 km"),
        (rows(("Paris", "Nowhere", 90.0)), "a place is farther than 50 km from every node"),
        (rows(("Paris", "Paris", 1.0)), "nearer than 1,000 km"),
        (rows(("Paris", "Tokyo", 200.0), statistic="p95"), "neither a median (p50) nor a mean (avg) of measurements"),
    ],
)
def test_measurements_that_are_all_left_out_are_counted(table: pd.DataFrame, reason: str | None) -> None:
    assert predict_rtt(toy_network(), table)["predicted_ms"].isna().all()
    part = score_rtt(toy_network(), table).part
    assert (part.rows, part.scored, part.lines) == (len(table), 0, ())
    assert dict(part.left_out.itertuples(index=False)) == ({reason: 1} if reason else {})
    with pytest.raises(InputError, match="Found 0 measurements"):
        fitted(toy_network(), table)


def test_one_measurement_meets_only_the_targets_that_it_can() -> None:
    lines = {line.name: line for line in score_rtt(toy_network(), ALONE).part.lines}
    assert np.isnan(lines["least, Spearman rank correlation"].value)
    assert lines["least, Spearman rank correlation"].verdict == ""
    assert lines["baseline error / predicted error"].verdict == ""


def test_pairs_between_two_places_of_ones_own() -> None:
    def line(*own: str) -> Line:
        return score_rtt(toy_network(), ALONE, calibration=PLAIN, own=own).part.lines[-1]

    assert line("FR", "JP").verdict == "fails"
    assert "Paris - Tokyo" in line("FR", "JP").why
    assert (line("Europe", "JP").verdict, line("Europe", "JP").note) == ("", "no row joins them")
    with pytest.raises(InputError, match="expected two places"):
        line()


def test_every_target_that_is_missed_has_its_reason() -> None:
    slow = rtt_ms(18_400.0)
    part = score_rtt(toy_network(), rows(("Paris", "Tokyo", slow / 2), ("Tokyo", "Singapore", slow))).part
    assert len(part.fails) == sum(line.passed is False for line in part.lines) >= 3
    assert all(line.why for line in part.lines if line.target)


def test_a_perfect_prediction_has_no_error() -> None:
    net, numbers = changed("route_km", {}), Calibration(sea_factor=1.0, land_factor=1.0, end_ms=5.0)
    exact = [(a, b, rtt_ms(float(sum(km))) + 10.0) for (a, b), km in BY_HAND.items()]
    score = score_rtt(net, rows(*exact), calibration=numbers)
    lines = {line.name: line for line in score.part.lines}
    assert lines["predicted, median absolute error, %"].value == pytest.approx(0.0, abs=1e-3)
    assert lines["least more than 5 % above measured, % of rows"].value == 0.0
    assert lines["least, Spearman rank correlation"].value == pytest.approx(1.0)


def test_a_least_round_trip_above_the_measured_is_a_violation() -> None:
    slow = rtt_ms(18_400.0)
    lines = {
        x.name: x
        for x in score_rtt(
            toy_network(), rows(("Paris", "Tokyo", slow / 1.06), ("Tokyo", "Paris", slow / 1.04))
        ).part.lines
    }
    violation = lines["least more than 5 % above measured, % of rows"]
    assert violation.value == pytest.approx(50.0)
    assert violation.verdict == "fails"


def test_fit_gives_back_the_numbers_that_made_the_rows() -> None:
    rng = np.random.default_rng(1)
    sea, land = rng.uniform(10, 200, 50), rng.uniform(1, 60, 50)
    made = Calibration(sea_factor=1.07, land_factor=1.4, end_ms=2.5)
    found = fit(sea, land, predict_ms(made, sea, land))
    assert (found.sea_factor, found.land_factor, found.end_ms) == pytest.approx((1.07, 1.4, 2.5), abs=1e-6)


def test_fit_leaves_a_factor_at_one_that_no_row_tells() -> None:
    land = np.array([10.0, 20.0, 40.0])
    found = fit(np.zeros(3), land, 1.2 * land + 4.0)
    assert found.sea_factor == 1.0
    assert (found.land_factor, found.end_ms) == pytest.approx((1.2, 2.0), abs=1e-6)


def test_a_place_that_alone_is_odd_shows_when_left_out() -> None:
    nodes = ["a", "b", "c", "d"]
    table = pd.DataFrame(
        [(x, y, 10.0 * (i + 1), 5.0 * (j + 1)) for i, x in enumerate(nodes) for j, y in enumerate(nodes) if x < y],
        columns=["a_node", "b_node", "sea_ms", "land_ms"],
    )
    table["measured_ms"] = table["sea_ms"] + table["land_ms"] + 6.0
    assert without_place(table) == pytest.approx(table["measured_ms"].to_numpy(), rel=1e-3)


def test_fitted_needs_three_rows() -> None:
    with pytest.raises(InputError, match="expected 3 or more"):
        fitted(toy_network(), rows(("Paris", "Tokyo", 200.0)))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Paris,2,48,Tokyo,139,36,fast", "rtt_ms"),
        ("Paris,2,480,Tokyo,139,36,200", "a_lat"),
        ("Paris,2,48,Tokyo,139,36", "7 cells"),
        (",2,48,Tokyo,139,36,200", "a_place"),
    ],
)
def test_a_malformed_file_names_file_row_and_column(line: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text(f"a_place,a_lon,a_lat,b_place,b_lon,b_lat,rtt_ms\nParis,2,48,Singapore,104,1,150\n{line}\n")
    with pytest.raises(DataError, match=r"mine\.csv") as caught:
        measurements(path=file)
    fault = caught.value.faults[0]
    assert fault.row == 3
    assert told in str(caught.value)


def test_a_place_off_the_globe_is_refused() -> None:
    with pytest.raises(InputError, match="expected degrees"):
        predict_rtt(toy_network(), ALONE.assign(a_lat=151.0))


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(InputError, match="b_place"):
        predict_rtt(toy_network(), rows(("Paris", "Tokyo", 1.0)).drop(columns="b_place"))


def test_a_table_with_words_for_numbers_is_refused() -> None:
    with pytest.raises(InputError, match="1 rows without numbers"):
        predict_rtt(toy_network(), rows(("Paris", "Tokyo", 1.0)).assign(rtt_ms="slow"))


def test_the_shipped_measurements_meet_the_targets(real: Network) -> None:
    part = score_rtt(real, measurements()).part
    assert part.scored + part.left_out["rows"].sum() == part.rows == 1394
    missed = {line.name for line in part.lines if line.passed is False}
    assert missed <= {"EU-JP, predicted, largest error, %"}


@pytest.mark.slow
def test_the_shipped_numbers_are_those_fitted_on_the_shipped_measurements(real: Network) -> None:
    found, spans = fitted(real, measurements())
    shipped = read_calibration()
    for name, (low, high) in spans.items():
        assert getattr(shipped, name) == pytest.approx(getattr(found, name), rel=0.02)
        assert low <= getattr(shipped, name) <= high
