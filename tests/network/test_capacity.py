"""Capacity of a segment: published, from fibre pairs, or imputed; never the trunk's headline on a branch."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import least_squares

from cablenet import catalog
from cablenet._datafiles import data_file
from cablenet.cli.capacity import capacity as command
from cablenet.cli.capacity import model_csv, with_figures
from cablenet.errors import InputError
from cablenet.network import imputation
from cablenet.network.capacity import assumptions, is_branch, land_capacity, lit_tbps, read_model, segment_capacity
from cablenet.network.capacity_report import MEANINGS, capacity_report, known
from cablenet.network.imputation import (
    ERAS,
    PAIRS_TERMS,
    PER_PAIR_TERMS,
    TUNING,
    Model,
    evaluate,
    fit,
    known_rows,
    traits,
)
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

CHECKOUT = Path(__file__).resolve().parent.parent.parent
NA = pd.NA
LN2 = float(np.log(2.0))

TOY_MODEL = Model(
    pairs={**dict.fromkeys(PAIRS_TERMS, 0.0), "constant": 2 * LN2, "short": LN2},
    per_pair={**dict.fromkeys(PER_PAIR_TERMS, 0.0), "constant": 3 * LN2, "upgrade_decades": LN2},
    interval={("fibre-pairs", era): (0.5, 2.0) for era in ERAS} | {("imputed", era): (0.25, 4.0) for era in ERAS},
)
"""4 pairs (8 without repeaters) of 8 Tbps each, doubled by every ten years of upgrades."""

TOY_RANGES = {"branch_share": (0.25, 0.5, 1.0), "published_range": (0.8, 1.0, 1.1)}


def systems(**columns: list[Any]) -> pd.DataFrame:
    """Systems ``s0, s1, ...``: 2022, 10,000 km, and nothing else known unless told."""
    size = len(next(iter(columns.values())))
    table = {
        "status": ["in-service"] * size,
        "part_of": [""] * size,
        "rfs_year": [2022] * size,
        "length_km": [6000.0] * size,
        "fibre_pairs": [NA] * size,
        "design_capacity_tbps": [NA] * size,
        "capacity_year": [NA] * size,
        **columns,
    }
    frame = pd.DataFrame(table, index=pd.Index([f"s{number}" for number in range(size)], name="system_id"))
    numbers = dict.fromkeys(("length_km", "fibre_pairs", "design_capacity_tbps"), "Float64")
    return frame.astype({**numbers, "rfs_year": "Int64", "capacity_year": "Int64"})


def wires(*rows: tuple[str, str, str, float], own: float | None = None) -> pd.DataFrame:
    """Segments ``(system, a, b, km)``."""
    frame = pd.DataFrame(rows, columns=["system_id", "a", "b", "length_km"])
    frame["design_capacity_tbps"] = pd.array([NA if own is None else own] * len(frame), dtype="Float64")
    return frame.assign(is_branch=is_branch(frame))


def capacities(segments: pd.DataFrame, table: pd.DataFrame, *, year: int = 2022) -> pd.DataFrame:
    return segment_capacity(segments, table, year=year, model=TOY_MODEL, assumed=TOY_RANGES)


def limits(row: pd.Series) -> tuple[float, float, float]:
    return row["capacity_low_tbps"], row["capacity_tbps"], row["capacity_high_tbps"]


# ---------------------------------------------------------------- branches, worked by hand


def branches_of(*rows: tuple[str, str, float]) -> list[str]:
    """Far ends of the segments that are branches."""
    frame = pd.DataFrame([("s", *row) for row in rows], columns=["system_id", "a", "b", "length_km"])
    return list(frame.loc[is_branch(frame), "b"])


def test_trunk_with_two_branches() -> None:
    """x ---- BU1 ---- BU2 ---- y, with p at BU1 and q at BU2."""
    rows = [("BU1", "x", 900), ("BU1", "BU2", 500), ("BU2", "y", 800), ("BU1", "p", 50), ("BU2", "q", 90)]
    assert branches_of(*rows) == ["p", "q"]


def test_three_like_arms_have_no_branch() -> None:
    """The main path is x to y, 1,900 km; an arm of 700 km is more than a third of it, one of 600 km is less."""
    assert branches_of(("BU1", "x", 1000), ("BU1", "y", 900), ("BU1", "z", 700)) == []
    assert branches_of(("BU1", "x", 1000), ("BU1", "y", 900), ("BU1", "z", 600)) == ["z"]


def test_a_festoon_and_a_single_cable_are_trunk_throughout() -> None:
    assert branches_of(("x", "y", 100), ("y", "z", 100), ("y", "w", 5)) == []
    assert branches_of(("x", "y", 100)) == []


def test_a_ring_is_trunk_and_its_stubs_are_branches() -> None:
    """BU1 - BU2 - BU3 - BU1 with a stub at each: no stub is a main end, for a ring has none."""
    ring = [("BU1", "BU2", 500.0), ("BU2", "BU3", 500.0), ("BU3", "BU1", 500.0)]
    assert branches_of(*ring, ("BU1", "p", 20), ("BU2", "q", 30), ("BU3", "r", 40)) == ["p", "q", "r"]
    assert branches_of(("x", "y", 500), ("y", "z", 500), ("z", "x", 500)) == []


def test_two_ways_over_land_in_the_middle_do_not_hide_the_ends() -> None:
    """x - BU1 - y = (two links) = z - BU2 - w, as where a trunk crosses an isthmus twice."""
    rows = [
        ("BU1", "x", 900),
        ("BU1", "y", 100),
        ("y", "z", 200),
        ("y", "z", 210),
        ("BU2", "z", 100),
        ("BU2", "w", 800),
    ]
    assert branches_of(*rows, ("BU1", "p", 30), ("BU2", "q", 30)) == ["p", "q"]


def test_a_stem_that_serves_two_stations_is_no_branch_but_their_own_ways_are() -> None:
    rows = [("BU1", "x", 900), ("BU1", "y", 900), ("BU1", "BU2", 100), ("BU2", "p", 30), ("BU2", "q", 40)]
    assert branches_of(*rows) == ["p", "q"]


def test_a_branch_may_pass_a_unit_where_nothing_else_meets() -> None:
    rows = [("BU1", "x", 900), ("BU1", "y", 900), ("BU1", "BU2", 100), ("BU2", "p", 30)]
    assert branches_of(*rows) == ["BU2", "p"]
    longer = [("BU1", "x", 900), ("BU1", "y", 900), ("BU1", "BU2", 400), ("BU2", "p", 300)]
    assert branches_of(*longer) == [], "700 km in all: an arm, though neither piece is one"


def test_systems_do_not_touch_each_other_and_order_does_not_matter() -> None:
    one = [("s", "BU1", "x", 900.0), ("s", "BU1", "y", 800.0), ("s", "BU1", "p", 50.0)]
    two = [("t", "BU1", "x", 50.0), ("t", "BU1", "y", 800.0), ("t", "BU1", "p", 900.0)]
    frame = pd.DataFrame(one + two, columns=["system_id", "a", "b", "length_km"])
    assert is_branch(frame).to_list() == [False, False, True, True, False, False]
    assert is_branch(frame[::-1]).sort_index().to_list() == is_branch(frame).to_list()
    turned = frame.rename(columns={"a": "b", "b": "a"})
    assert is_branch(turned).to_list() == is_branch(frame).to_list()
    assert is_branch(frame.head(0)).to_list() == []


TREES = st.lists(st.tuples(st.integers(0, 30), st.floats(1, 1000), st.booleans()), min_size=1, max_size=14)


@settings(max_examples=50)
@given(TREES)
def test_laws_of_branches_on_any_tree(steps: list[tuple[int, float, bool]]) -> None:
    """A branch leads to one station; some segment is trunk; without units there is no branch."""
    names = ["x"]
    rows = []
    for number, (to, km, unit) in enumerate(steps):
        rows.append(("s", names[to % len(names)], f"BU{number}" if unit else f"t{number}", km))
        names.append(rows[-1][2])
    frame = pd.DataFrame(rows, columns=["system_id", "a", "b", "length_km"])
    found = is_branch(frame)
    assert not found.all()
    ends = frame.loc[found, ["a", "b"]].to_numpy().ravel()
    if not any(unit for _, _, unit in steps):
        assert not found.any()
    degree = pd.concat([frame["a"], frame["b"]]).value_counts()
    stations = [name for name in ends if not name.startswith("BU")]
    assert all(degree[name] == 1 for name in stations)


# ---------------------------------------------------------------- the rule of a segment, worked by hand


def test_nothing_known() -> None:
    """4 pairs of 8 Tbps; a quarter to four times."""
    row = capacities(wires(("s0", "x", "y", 6000.0)), systems(fibre_pairs=[NA])).iloc[0]
    assert limits(row) == pytest.approx((8.0, 32.0, 128.0))
    assert row["capacity_basis"] == "imputed"
    assert pd.isna(row["capacity_year"])


def test_known_pairs() -> None:
    row = capacities(wires(("s0", "x", "y", 6000.0)), systems(fibre_pairs=[6])).iloc[0]
    assert limits(row) == pytest.approx((24.0, 48.0, 96.0))
    assert row["capacity_basis"] == "fibre-pairs"


def test_published_figure_and_its_year() -> None:
    table = systems(fibre_pairs=[6], design_capacity_tbps=[90.0], capacity_year=[2022])
    row = capacities(wires(("s0", "x", "y", 6000.0)), table).iloc[0]
    assert limits(row) == pytest.approx((72.0, 90.0, 99.0))
    assert (row["capacity_basis"], row["capacity_year"]) == ("published", 2022)


def test_a_published_first_design_may_be_more_today() -> None:
    """Of 2002, 20 Tbps on 4 pairs; two decades of upgrades on make 4 x 8 x 4 = 128 by the model."""
    table = systems(rfs_year=[2002], fibre_pairs=[4], design_capacity_tbps=[20.0], capacity_year=[2002])
    row = capacities(wires(("s0", "x", "y", 6000.0)), table).iloc[0]
    assert limits(row) == pytest.approx((16.0, 20.0, 128.0))


def test_a_figure_younger_than_the_day_is_brought_back() -> None:
    """Upgraded to 80 Tbps by 2022; two decades before, in 2002, a quarter of it."""
    table = systems(rfs_year=[2002], fibre_pairs=[4], design_capacity_tbps=[80.0], capacity_year=[2022])
    row = capacities(wires(("s0", "x", "y", 6000.0)), table, year=2002).iloc[0]
    assert limits(row) == pytest.approx((10.0, 20.0, 40.0))
    assert row["capacity_basis"] == "fibre-pairs"
    assert pd.isna(row["capacity_year"])


def test_a_short_span_has_no_repeaters() -> None:
    table = systems(length_km=[300.0, 900.0, 900.0])
    lines = [("s0", "x", "y", 300.0), ("s1", "x", "y", 300.0), ("s1", "y", "z", 300.0), ("s1", "z", "w", 300.0)]
    rows = capacities(wires(*lines, ("s2", "BU1", "x", 300.0), ("s2", "BU1", "y", 600.0)), table)
    assert rows["capacity_tbps"].to_list() == pytest.approx([64.0] * 4 + [32.0] * 2)


def test_branch_has_a_share_and_is_never_published_by_the_trunk() -> None:
    lines = (("s0", "BU1", "x", 3000.0), ("s0", "BU1", "y", 3000.0), ("s0", "BU1", "p", 50.0))
    told = {"fibre_pairs": [NA], "design_capacity_tbps": [90.0], "capacity_year": [2022]}
    rows = capacities(wires(*lines), systems(**told))
    assert rows["capacity_basis"].to_list() == ["published", "published", "imputed"]
    assert limits(rows.iloc[2]) == pytest.approx((18.0, 45.0, 99.0))
    rows = capacities(wires(*lines), systems(**{**told, "fibre_pairs": [6]}))
    assert rows["capacity_basis"].to_list() == ["published", "published", "fibre-pairs"]
    rows = capacities(wires(*lines, own=7.0), systems(**told))
    assert rows["capacity_basis"].to_list() == ["published"] * 3
    assert limits(rows.iloc[2]) == pytest.approx((5.6, 7.0, 7.7))
    assert rows["capacity_year"].isna().all()


def test_of_what_nothing_is_known_something_is_said() -> None:
    table = systems(rfs_year=[NA], length_km=[NA])
    row = segment_capacity(wires(("s0", "x", "y", np.nan)), table).iloc[0]
    assert row["capacity_basis"] == "imputed"
    assert 0 < row["capacity_low_tbps"] < row["capacity_tbps"] < row["capacity_high_tbps"]


# ---------------------------------------------------------------- laws

ROWS = st.fixed_dictionaries(
    {
        "rfs_year": st.one_of(st.none(), st.integers(1986, 2031)),
        "length_km": st.one_of(st.none(), st.floats(1, 40_000)),
        "fibre_pairs": st.one_of(st.none(), st.integers(1, 96)),
        "design_capacity_tbps": st.one_of(st.none(), st.floats(1e-5, 2500)),
        "capacity_year": st.one_of(st.none(), st.integers(1986, 2026)),
    }
)


@settings(max_examples=50)
@given(row=ROWS, year=st.integers(1986, 2035))
def test_low_central_high_and_branch_below_trunk(row: dict[str, Any], year: int) -> None:
    table = systems(**{name: [NA if value is None else value] for name, value in row.items()})
    segments = wires(("s0", "BU1", "x", 3000.0), ("s0", "BU1", "y", 3000.0), ("s0", "BU1", "p", 50.0))
    rows = segment_capacity(segments, table, year=year)
    low, central, high = (rows[f"capacity_{end}tbps"].to_numpy() for end in ("low_", "", "high_"))
    assert (low > 0).all()
    assert (low <= central).all()
    assert (central <= high).all()
    assert np.isfinite(high).all()
    for part in (low, central, high):
        assert part[2] <= part[0]


@settings(max_examples=50)
@given(rfs=st.integers(1986, 2026), span=st.floats(10, 30_000), first=st.integers(1986, 2030), more=st.integers(0, 20))
def test_new_terminals_never_carry_less(rfs: int, span: float, first: int, more: int) -> None:
    rows = pd.DataFrame({"rfs_year": [float(rfs)], "span_km": [span], "direct": [True], "festoon": [False]})
    assert read_model().upgrade(rows, first, first + more)[0] >= 1 - 1e-12


@settings(max_examples=50)
@given(rfs=st.integers(1986, 2026), one=st.floats(401, 30_000), more=st.floats(0, 20_000))
def test_a_pair_never_carries_more_over_a_longer_way(rfs: int, one: float, more: float) -> None:
    rows = pd.DataFrame({"rfs_year": float(rfs), "span_km": [one, one + more], "direct": False, "festoon": False})
    near, far = read_model().tbps_per_pair(rows, 2026)
    assert far <= near * (1 + 1e-12)


def test_younger_cables_carry_more_a_pair() -> None:
    """At service and today, over the years cables were built; without repeaters there are more pairs."""
    years = np.arange(1988.0, 2027.0)
    rows = pd.DataFrame({"rfs_year": years, "span_km": 6000.0, "direct": False, "festoon": False})
    model = read_model()
    assert (np.diff(model.tbps_per_pair(rows, years)) >= 0).all()
    short = model.fibre_pairs(rows.assign(span_km=200.0))
    assert (short > 2 * model.fibre_pairs(rows)).all()
    assert 1.5 < model.fibre_pairs(rows).min() < model.fibre_pairs(rows).max() < 24


# ---------------------------------------------------------------- the fit


@pytest.fixture(scope="module")
def rows_known() -> pd.DataFrame:
    return known()


@pytest.fixture(scope="module")
def report() -> dict[str, pd.DataFrame]:
    return capacity_report()


def test_committed_coefficients_are_those_of_the_facts(rows_known: pd.DataFrame) -> None:
    again = fit(rows_known)
    kept = read_model()
    mend = "the facts changed: run `cablenet data capacity --fit --doc docs/capacity.md`"
    assert again.pairs == pytest.approx(kept.pairs, abs=1e-6), mend
    assert again.per_pair == pytest.approx(kept.per_pair, abs=1e-6), mend
    for key, pair in again.interval.items():
        assert pair == pytest.approx(kept.interval[key], rel=1e-6), mend
    assert tuple(kept.pairs) == tuple(sorted(PAIRS_TERMS))
    assert set(kept.per_pair) == set(PER_PAIR_TERMS)
    assert model_csv(again, evaluate(rows_known)) == data_file("reference/capacity_model.csv").read_text(
        encoding="utf-8"
    ), mend


def test_order_of_rows_does_not_matter(rows_known: pd.DataFrame) -> None:
    one, other = (imputation._coefficients(rows) for rows in (rows_known, rows_known[::-1]))
    assert one.pairs == pytest.approx(other.pairs, abs=1e-8)
    assert one.per_pair == pytest.approx(other.per_pair, abs=1e-8)


def test_peer_scipy_finds_the_same_huber_minimum(rows_known: pd.DataFrame) -> None:
    some = rows_known[rows_known["pairs"].notna()]
    design, target = imputation._pairs_design(some), np.log(some["pairs"].to_numpy())
    ours = imputation._huber(design, target)
    scale = float(np.median(np.abs(target - design @ ours))) / 0.6745
    start = np.zeros(design.shape[1])
    peer = least_squares(
        lambda x: design @ x - target, start, loss="huber", f_scale=TUNING * scale, xtol=1e-14, ftol=1e-14, gtol=1e-14
    )
    assert ours == pytest.approx(peer.x, abs=1e-4)


def test_a_model_made_by_hand_is_found_again() -> None:
    """Pairs and Tbps made from known coefficients, without noise, in four years and two lengths."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "rfs_year": rng.integers(1988, 2026, 200).astype(float),
            "span_km": rng.choice([200.0, 5000.0, 15_000.0], 200),
            "direct": rng.random(200) < 0.3,
            "festoon": False,
        }
    )
    rows["festoon"] = ~rows["direct"] & (rng.random(200) < 0.3)
    year = rows["rfs_year"] + rng.integers(0, 20, 200)
    true = read_model()
    pairs = true.fibre_pairs(rows)
    rows = rows.assign(pairs=pairs, tbps=pairs * true.tbps_per_pair(rows, year), figure_year=year)
    found = imputation._coefficients(rows)
    assert found.pairs == pytest.approx(true.pairs, abs=1e-6)
    assert found.per_pair == pytest.approx(true.per_pair, abs=1e-6)


def test_leaving_out_really_leaves_out(rows_known: pd.DataFrame) -> None:
    """A figure made a thousand times larger moves its own prediction by nothing."""
    some = rows_known[rows_known["pairs"].notna()].head(40)
    design, target = imputation._pairs_design(some)[:, :2], np.log(some["pairs"].to_numpy())
    wild = target.copy()
    wild[7] += np.log(1000.0)
    one, other = imputation._left_out(design, target), imputation._left_out(design, wild)
    assert other[7] == one[7]
    assert not np.array_equal(one, other)


def test_which_figures_enter_and_with_which_year() -> None:
    table = systems(
        status=["in-service", "in-service", "retired", "in-service", "cancelled", "in-service", "in-service"],
        part_of=["", "", "", "", "", "s0", ""],
        rfs_year=[2001, 2001, 2001, 2015, 2015, 2015, NA],
        fibre_pairs=[4, 4, 4, NA, 4, 4, 4],
        design_capacity_tbps=[10, 10, 10, 10, 10, 10, 10],
        capacity_year=[2022, NA, NA, 2022, 2022, 2022, 2022],
    )
    rows = known_rows(table, wires(("s0", "x", "y", 6000.0)))
    assert rows["figure_year"].fillna(0).to_dict() == {"s0": 2022, "s1": 0, "s2": 2001, "s3": 2015}


def test_traits_by_hand() -> None:
    table = systems(length_km=[300.0, 900.0, NA, 700.0, NA])
    segments = wires(
        ("s0", "x", "y", 310.0),
        *[("s1", a, b, 290.0) for a, b in ("xy", "yz", "zw")],
        *[("s2", "BU1", b, 200.0) for b in "xyz"],
        *[("s3", a, b, 390.0) for a, b in ("xy", "yz")],
    )
    rows = traits(table, segments)
    assert rows["span_km"].to_list() == [300.0, 290.0, 600.0, 390.0, imputation.UNKNOWN_KM]
    assert rows["direct"].to_list() == [True, False, False, False, False]
    assert rows["festoon"].to_list() == [False, True, False, False, False]


def test_errors_and_coverage_are_what_one_may_expect(report: dict[str, pd.DataFrame]) -> None:
    """Ranges, for the data grow; the page says the exact figures."""
    errors = report["Leave-one-out errors (published over modelled)"].set_index(["figure", "service"])
    median = errors["median factor"].astype(float)
    assert median["fibre pairs", "all"] < 1.6
    assert median["Tbps a pair", "from-2012"] < 1.4
    assert median["Tbps, pairs published too", "all"] < 2.2
    assert 0.8 < float(errors.loc[("Tbps, pairs published too", "all"), "median ratio"]) < 1.25
    coverage = report["Intervals and how many published figures they hold"]["coverage"].str.rstrip(" %").astype(float)
    assert coverage.between(72, 88).all()
    routes = report["Sums against published potential capacities"].set_index(["route", "year"])
    low, high = (float(end) for end in routes.loc[("Bab el-Mandeb", "2021"), "low to high"].split(" to "))
    assert low < 178 < high


# ---------------------------------------------------------------- files, page, command


def test_every_term_has_a_meaning() -> None:
    assert set(PAIRS_TERMS) | set(PER_PAIR_TERMS) <= set(MEANINGS)


def test_the_page_says_what_the_command_prints(report: dict[str, pd.DataFrame]) -> None:
    text = (CHECKOUT / "docs/capacity.md").read_text(encoding="utf-8")
    assert with_figures(text, report) == text, "run `cablenet data capacity --doc docs/capacity.md`"


def test_command(report: dict[str, pd.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cablenet.network.capacity_report.capacity_report", lambda **_: report)
    found = CliRunner().invoke(command, ["--json"], catch_exceptions=False)
    assert found.exit_code == 0
    tables = json.loads(found.stdout)
    assert {"low", "central", "high"} <= tables["Stated assumptions"][0].keys()
    page = tmp_path / "page.md"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(Exception, match="expected <!-- figures"):
        with_figures(page.read_text(encoding="utf-8"), {})


def test_assumptions_are_in_order_and_have_sources() -> None:
    table = catalog.load_table("assumptions")
    assert (table["low"] <= table["central"]).all()
    assert (table["central"] <= table["high"]).all()
    assert table["assumption_id"].is_monotonic_increasing
    assert assumptions().keys() == set(table["assumption_id"])
    assert (table["source"].str.startswith("http") | table["source"].eq("assumption of this project")).all()


def test_a_folder_may_have_its_own_model_and_assumptions(tmp_path: Path) -> None:
    assert read_model(data_dir=tmp_path) == read_model()
    assert assumptions(data_dir=tmp_path) == assumptions()
    (tmp_path / "reference").mkdir()
    text = data_file("reference/assumptions.csv").read_text(encoding="utf-8")
    (tmp_path / "reference/assumptions.csv").write_text(text.replace("branch_share,0.33,0.5,", "branch_share,0.2,0.4,"))
    assert assumptions(data_dir=tmp_path)["branch_share"] == (0.2, 0.4, 1.0)
    text = data_file("reference/capacity_model.csv").read_text(encoding="utf-8")
    (tmp_path / "reference/capacity_model.csv").write_text(text)
    assert read_model(data_dir=tmp_path) == read_model()


# ---------------------------------------------------------------- land and lit


def test_land_links_by_hand() -> None:
    countries = pd.DataFrame(
        {
            "sovereign": ["", "", "CN", "", "", ""],
            "zone": ["europe", "europe", "east-asia", "east-asia", "north-america", "latin-america"],
            "subregion": ["Western Europe"] * 2 + ["Eastern Asia"] * 2 + ["North America"] * 2,
        },
        index=["FR", "DE", "HK", "CN", "US", "MX"],
    )
    links = pd.DataFrame(
        {
            "status": ["in-service", "in-service", "in-service", "low-capacity", "in-service", "in-service"],
            "capacity_tbps": pd.array([NA, NA, NA, NA, 12.0, NA], dtype="Float64"),
            "country_a": ["FR", "HK", "DE", "FR", "FR", "US"],
            "country_b": ["DE", "CN", "CN", "FR", "US", "MX"],
        }
    )
    rows = land_capacity(links, countries)
    assert rows["capacity_tbps"].to_list() == [1000.0, 1000.0, 20.0, 0.5, 12.0, 1000.0]
    assert rows["capacity_basis"].to_list() == ["assumed"] * 4 + ["published", "assumed"]
    assert (rows["capacity_low_tbps"] <= rows["capacity_tbps"]).all()
    assert (rows["capacity_tbps"] <= rows["capacity_high_tbps"]).all()


def test_lit_share_is_replaceable() -> None:
    net = toy_network()
    low, central, high = assumptions()["lit_share"]
    rows = lit_tbps(net)
    assert rows["lit_tbps"].to_numpy() == pytest.approx(central * net.links["capacity_tbps"].to_numpy())
    assert rows["lit_low_tbps"].to_numpy() == pytest.approx(low * net.links["capacity_low_tbps"].to_numpy())
    assert rows["lit_high_tbps"].to_numpy() == pytest.approx(high * net.links["capacity_high_tbps"].to_numpy())
    assert lit_tbps(net, share=0.5)["lit_tbps"].to_numpy() == pytest.approx(0.5 * net.links["capacity_tbps"].to_numpy())
    assert lit_tbps(net, share=(0.1, 0.2, 0.3))["lit_high_tbps"].max() == pytest.approx(
        0.3 * net.links["capacity_high_tbps"].max()
    )


@pytest.mark.parametrize("share", [-0.1, 1.5, (0.3, 0.2, 0.4), (0.1, 0.2), float("nan")])
def test_a_share_is_a_share(share: Any) -> None:  # noqa: ANN401 - what a user may hand in
    with pytest.raises(InputError, match="expected a number from 0 to 1"):
        lit_tbps(toy_network(), share=share)


# ---------------------------------------------------------------- the real network


def test_low_central_high(real: Network) -> None:
    links = real.links
    assert (links["capacity_low_tbps"] <= links["capacity_tbps"]).all()
    assert (links["capacity_tbps"] <= links["capacity_high_tbps"]).all()
    assert (links["capacity_low_tbps"] > 0).all()
    assert np.isfinite(links["capacity_high_tbps"]).all()
    assert links.loc[links["kind"] == "sea", "capacity_tbps"].max() <= 3000


def test_branches_do_not_get_the_headline(real: Network) -> None:
    """Rule 4.1: what is not published carries no more than the headline, and trunks with branches have weaker segments."""
    sea = real.links[real.links["kind"] == "sea"]
    design = real.systems["design_capacity_tbps"].reindex(sea["system"]).to_numpy(dtype=float, na_value=np.nan)
    assert not (sea["capacity_tbps"].to_numpy() > design * 1.001)[sea["capacity_basis"] != "published"].any()
    for name in ("seamewe-5", "asia-africa-europe-1-aae-1", "africa-coast-to-europe-ace"):
        own = sea.loc[sea["system"] == name, "capacity_tbps"]
        assert (own < 0.75 * own.max()).sum() >= 8, name
        assert (own == own.max()).sum() >= 10, name


def test_published_figures_stay_what_they_are(real: Network) -> None:
    sea = real.links[(real.links["kind"] == "sea") & (real.links["capacity_basis"] == "published")]
    design = real.systems["design_capacity_tbps"].reindex(sea["system"]).to_numpy(dtype=float, na_value=np.nan)
    segments = catalog.load_table("segments")
    own = pd.Series(
        segments["design_capacity_tbps"].to_numpy(dtype=float, na_value=np.nan),
        index=segments["system_id"] + ":" + segments["seq"].astype(str),
    ).reindex(sea.index)
    expected = own.where(own.notna(), pd.Series(design, index=sea.index))
    assert sea["capacity_tbps"].to_numpy() == pytest.approx(expected.to_numpy())


def test_replaced_links_keep_their_input(real: Network) -> None:
    """Lit capacity is read off the network and edits nothing."""
    before = real.links["capacity_tbps"].copy()
    lit_tbps(replace(real), share=0.3)
    assert real.links["capacity_tbps"].equals(before)
