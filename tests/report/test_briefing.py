"""Briefings: what they hold, that hostile names stay text, that files are whole and the same each time."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from cablenet.network import find_place
from cablenet.report import Briefing, briefing, cut_story, write_briefing
from cablenet.report.cuts import _rounded
from cablenet.report.limits import limits
from cablenet.report.text import csv_safe, heading, markdown_table, shown
from cablenet.routing import Between, Effort, Terms, avoid, compare, reroute
from cablenet.scenarios import Scenario, chokepoint, segment
from tests.toys import toy_demand, toy_network

HOSTILE = '=cmd|"x"!A1 <script>alert(1)</script> \u202eevil\u202c | $x$ \U0001f41f'


def toy_briefing(*, name: str = "Alpha", figures: bool = False) -> Briefing:
    """The strait of the toy world cut, its system Alpha by another name."""
    net = toy_network()
    links = net.links.assign(name=net.links["name"].replace("Alpha", name))
    net = replace(net, links=links, systems=net.systems.replace({"name": {"Alpha": name}}))
    scenario: Scenario = chokepoint(net, "strait")
    worlds = reroute(net, scenario, toy_demand(), levels=("central", "low", "high"), model="shortest")
    results = {level: world.between("FR", "JP", terms=Terms(least_tbps=0)) for level, world in worlds.items()}
    return briefing(net, scenario, results, command="cablenet report strait", later=worlds["central"], figures=figures)


def test_the_headline_has_the_range_of_all_levels() -> None:
    net = toy_network()
    scenario = chokepoint(net, "strait")
    worlds = reroute(net, scenario, toy_demand(), levels=("central", "low", "high"))
    results = {level: world.between("FR", "JP", terms=Terms(least_tbps=0)) for level, world in worlds.items()}
    headline = cut_story(net, scenario, results).headline
    assert "grows by 8 ms [0 to 16]," in headline
    assert headline.endswith("Worldwide, 0.0 Tbps [0.0 to 5.0] more cannot be served.")
    alone = cut_story(net, scenario, {"central": results["central"]}).headline
    assert "grows by 8 ms," in alone
    assert "Worldwide" not in alone


class Page(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_briefing_says_what_happened() -> None:
    made = toy_briefing()
    text = made.markdown()
    assert text.startswith("# Strait cut: France - Japan\n")
    assert "all their traffic still gets through, its mean round trip grows by 15 ms" in text
    assert "12.0 Tbps [6.0 to 24.0] → 12.0 Tbps [6.0 to 24.0]" in text
    for part in ("What is cut", "The way it takes", "Who else is hurt", "What would help", "Method and limits"):
        assert f"## {part}" in text
    assert "cablenet report strait" in text
    told = json.loads(made.data)
    assert told["headline"] in text
    assert set(told["levels"]) == {"central", "low", "high"}


def test_the_page_asks_nobody_and_runs_nothing() -> None:
    page = Page(toy_briefing(name=HOSTILE, figures=True).html())
    assert "script" not in page.tags
    assert page.tags.count("svg") == 3
    assert any(HOSTILE in text for text in page.texts)
    text = toy_briefing(figures=True).html()
    assert not re.findall(r"(?:href|src)=.?https?:", text)
    assert "default-src 'none'" in text


def test_files_are_whole_and_the_same_each_time(tmp_path: Path) -> None:
    made = [write_briefing(toy_briefing(name=HOSTILE, figures=True), tmp_path / turn, name="strait") for turn in "ab"]
    names = [path.name for path in made[0]]
    assert names[:3] == ["strait.html", "strait.md", "strait.json"]
    assert "strait-countries.csv" in names
    assert "strait-corridors.svg" in names
    for one, other in zip(*made, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(names)
    with (tmp_path / "a" / "strait-cut.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["name"] == "'" + HOSTILE
    assert rows[0]["cut_km"] == "5500"


def test_one_level_has_no_interval() -> None:
    net = toy_network()
    scenario = chokepoint(net, "strait")
    world = reroute(net, scenario, toy_demand(), model="shortest")["central"]
    result: Between = world.between("FR", "JP", terms=Terms(least_tbps=0))
    story = briefing(net, scenario, {"central": result}, command="x", figures=False).story
    assert story.figures["Demand between the two"] == "12.0 Tbps [6.0 to 24.0]"
    assert story.figures["Traffic that gets through"] == "12.0 Tbps → 12.0 Tbps"
    assert story.figures["Has to take another corridor"] == "100% of the traffic"


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0.0"), (0.0004, "<0.001"), (0.0123, "0.012"), (0.96, "0.96"), (1234.56, "1,234.6")]
)
def test_small_figures_keep_two_digits(value: float, told: str) -> None:
    assert _rounded(value, 1) == told


def test_a_city_that_stands_for_its_country_says_so() -> None:
    net = toy_network()
    world = reroute(net, chokepoint(net, "strait"), toy_demand(), model="shortest")["central"]
    result = world.between("paris-fr", "JP", terms=Terms(least_tbps=0))
    told = limits(world.after, result.before.a, result.before.b)
    assert told[0] == "Demand is known by country: the traffic of Paris is all that of France."
    assert limits(world.after, find_place(net, "FR"), find_place(net, "JP")) == told[1:]


def test_a_policy_that_lets_nothing_through_is_not_the_work_of_the_cut() -> None:
    net = toy_network()
    closed = avoid(net, "system", ["alpha", "beta"])
    world = reroute(net, chokepoint(net, "strait"), toy_demand(), model="shortest", policy=closed)["central"]
    headline = cut_story(net, chokepoint(net, "strait"), {"central": world.between("FR", "JP")}).headline
    assert headline.startswith("Nothing gets through between France and Japan under the policy avoid system")
    assert headline.endswith("whether Strait is cut or not.")


def test_an_answer_that_was_stopped_says_so() -> None:
    net = toy_network()
    scenario = chokepoint(net, "strait")
    world = reroute(net, scenario, toy_demand({("FR", "JP"): 40.0}), effort=Effort(seconds=0.0))["central"]
    assert world.after.certificate is not None
    stopped = replace(world.after.certificate, status="time")
    rough = replace(world.after, solution=replace(world.after.solution, certificate=stopped))
    story = cut_story(net, scenario, {"central": compare(world.before, rough).between("FR", "JP")})
    assert story.headline.endswith("Rough: the search was stopped early.")
    assert any("--seconds" in note for note in story.notes)


def test_what_is_lost_has_taken_no_other_corridor() -> None:
    # Of 40 Tbps Alpha carried 10 and Beta carries 20: without Alpha these 10 are lost, and nobody moves.
    net = toy_network()
    scenario = chokepoint(net, "strait") | segment(net, "gamma:1")
    world = reroute(net, scenario, toy_demand({("FR", "JP"): 40.0}))["central"]
    result = world.between("FR", "JP", terms=Terms(least_tbps=0))
    assert result.traffic.loc["served", ["before", "after"]].tolist() == pytest.approx([30.0, 20.0])
    story = briefing(net, scenario, {"central": result}, command="x", figures=False).story
    assert story.figures["Has to take another corridor"] == "0% of the traffic"


@pytest.mark.parametrize(
    ("value", "column", "expected"),
    [
        (None, "x", ""),
        (pd.NA, "x", ""),
        (float("nan"), "x", ""),
        (float("inf"), "rtt_ms", "none"),
        (2010, "rfs_year", "2010"),
        (12345, "n", "12,345"),
        (0.12345, "lost_share", "12.3%"),
        (0.12345, "x", "0.1235"),
        (1234.5, "x", "1,234.5"),
        (4e-09, "after_tbps", "<0.001"),
        (4e-09, "x", "4e-09"),
        (True, "x", "yes"),
        ("<b>", "x", "<b>"),
    ],
)
def test_cells(value: object, column: str, expected: str) -> None:
    assert shown(value, column) == expected


def test_headings_and_tables() -> None:
    assert heading("capacity_tbps") == "capacity (Tbps)"
    assert heading("added_ms") == "added (ms)"
    assert heading("lost_share") == "lost share"
    table = pd.DataFrame({"name": ["a|b", "<i>\n"], "rtt_ms": [1.0, 2.0]})
    assert markdown_table(table).splitlines() == [
        "| name | rtt (ms) |", "|---|---:|", "| a\\|b | 1 |", "| &lt;i&gt; | 2 |",
    ]  # fmt: skip
    assert csv_safe(pd.DataFrame({"x": ["=1", "-2", "a"], "y": [-1.0, 2.0, 3.0]})).to_dict("list") == {
        "x": ["'=1", "'-2", "a"],
        "y": [-1.0, 2.0, 3.0],
    }
