"""The command line: what it prints, what it refuses, and how it says so."""

from __future__ import annotations

import json
import re
import runpy
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner, Result

import cablenet
import cablenet.network
from cablenet import catalog, schema
from cablenet.cli import main
from tests.spoiling import fingerprint, set_cell
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network


def commands(group: click.Group, *before: str) -> list[tuple[str, ...]]:
    """Every command of a group, as it is typed."""
    found: list[tuple[str, ...]] = [before]
    for name, command in sorted(group.commands.items()):
        found += commands(command, *before, name) if isinstance(command, click.Group) else [(*before, name)]
    return found


COMMANDS = commands(main)

CUT = ("cut", "south-china-sea", "--between", "EU", "JP")


def run(*arguments: str) -> Result:
    """Run the command; anything but an exit on purpose is a failure of the test."""
    result = CliRunner().invoke(main, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result


def refused(*arguments: str) -> str:
    """Run what must be refused: exit code 2, nothing on stdout, and say what stderr says."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


@pytest.fixture
def loaded(real: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands the network that is loaded already, unless they ask for another day or folder."""
    load = cablenet.network.load

    def load_once(**options: Any) -> Network:  # noqa: ANN401 - whatever the commands hand on
        return load(**options) if any(value for value in options.values()) else real

    monkeypatch.setattr(cablenet.network, "load", load_once)


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Network:
    """Give the commands the toy world, whose answers are worked by hand."""
    net = toy_network()
    monkeypatch.setattr(cablenet.network, "load", lambda **_: net)
    return net


# ---------------------------------------------------------------- help


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_help_is_plain(command: tuple[str, ...], flag: str) -> None:
    result = run(*command, flag)
    assert result.exit_code == 0
    assert result.stdout.startswith("Usage: ")
    assert result.stderr == ""
    assert "\x1b" not in result.stdout
    assert "\\b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 100


def test_every_option_is_explained() -> None:
    for path in COMMANDS:
        command: click.Command = main
        for name in path:
            assert isinstance(command, click.Group)
            command = command.commands[name]
        assert command.help, path
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or parameter.help, (path, parameter.name)


@pytest.mark.parametrize("command", ["policy", "map", "explore"])
def test_one_level_at_a_time(command: str) -> None:
    assert "'all' is not one of" in refused(command, "--at", "all")


def test_a_price_needs_a_policy(toy: Network) -> None:
    assert "--trusted" in refused("policy", "FR", "JP")


def test_own_pairs_may_be_all_there_is(toy: Network, tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text("a,b,tbps\nFR,JP,7\n", encoding="utf-8")
    told = json.loads(run("cut", "strait", "--between", "FR", "JP", "--matrix", str(path), "--alone", "--json").stdout)
    world = {row["quantity"]: row["before"] for row in told["world"]}
    assert world["demand"] == 7.0
    assert "--matrix" in refused("cut", "strait", "--between", "FR", "JP", "--alone")


def test_version() -> None:
    assert run("--version").stdout.split()[-1] == cablenet.__version__


def test_the_module_runs_like_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["cablenet", "--version"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module("cablenet", run_name="__main__")
    assert end.value.code == 0
    assert capsys.readouterr().out == run("--version").stdout


@pytest.mark.parametrize("arguments", [("sink", "a"), ("cut",), ("cut", "--between", "EU"), ("data", "sink")])
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    assert re.match("Usage: |Error: Option ", refused(*arguments))


# ---------------------------------------------------------------- cut


def test_cut_prints_its_tables(toy: Network) -> None:
    result = run("cut", "strait", "--between", "FR,EG", "JP")
    assert result.exit_code == 0
    assert result.stderr == ""
    for heading in (
        "Strait cut: France, Egypt - Japan",
        "Least RTT Paris - Tokyo by corridor",
        "Best different paths before",
        "Best different paths after",
        "Traffic France, Egypt - Japan by corridor",
        "Who else is hurt",
        "Traffic that gets through",
        "Systems cut (1)",
        "Minimum cut after",
        "Least round trip, hub to hub",
        "Most that could flow",
    ):
        assert heading in result.stdout, heading
    assert "Capacities are design capacities" in result.stdout
    assert f"data of {catalog.VINTAGE}" in " ".join(result.stdout.split())
    assert "\x1b" not in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 120


def test_cut_as_json_with_a_map(loaded: None, real: Network, tmp_path: Path) -> None:
    target = tmp_path / "new folder" / "cut.html"
    result = run(*CUT, "--json", "--map", str(target))
    assert result.exit_code == 0
    assert str(target) in result.stderr.replace("\n", "")
    html = target.read_text(encoding="utf-8")
    assert html.lstrip().lower().startswith("<!doctype html>")
    assert len(html.encode()) < 6_000_000
    told: dict[str, Any] = json.loads(result.stdout)
    assert set(told) == {
        "scenario", "as_of", "vintage", "headline", "between", "figures", "traffic_by_corridor", "corridors", "members",
        "paths", "min_cut", "model", "policy", "certificates", "world", "hit", "countries", "links", "levels", "cut_links",
        "notes",
    }  # fmt: skip
    assert told["scenario"] == {"id": "south-china-sea", "title": "South China Sea"}
    assert told["between"] == ["EU", "JP"]
    assert told["as_of"] == catalog.VINTAGE
    assert re.fullmatch("[0-9a-f]{64}", told["vintage"]["sha256"])
    assert {row["quantity"] for row in told["figures"]} >= {"least RTT", "maximum flow", "members cut off"}
    assert set(told["paths"]) == set(told["min_cut"]) == {"before", "after"}
    assert len(told["paths"]["before"]) == 5
    first = told["paths"]["before"][0]
    assert {"rank", "rtt_ms", "length_km", "corridor", "systems", "nodes", "links"} <= set(first)
    assert set(first["links"]) <= set(real.links.index)
    assert len(told["members"]) == 27
    assert set(told["cut_links"]) <= set(real.links.index)
    assert not set(told["cut_links"]) & {link for path in told["paths"]["after"] for link in path["links"]}
    hit = {row["system"] if "system" in row else row["system_id"] for row in told["hit"]}
    assert hit == set(real.links.loc[list(told["cut_links"]), "system"]) - {""}
    assert told["notes"]


def test_several_are_cut_at_once(toy: Network) -> None:
    told = json.loads(run("cut", "strait", "gamma", "--json", "--between", "FR,EG", "Tokyo").stdout)
    assert told["scenario"]["id"] == "strait+gamma"
    assert told["between"] == ["FR,EG", "tokyo-jp"]
    assert set(told["cut_links"]) == {"alpha:3", "gamma:1"}
    figures = {row["quantity"]: row for row in told["figures"]}
    assert figures["least RTT"]["before"] < figures["least RTT"]["after"]
    assert figures["served"]["before"] + figures["not served"]["before"] == pytest.approx(figures["demand"]["before"])


def test_paths_width_and_status_may_be_chosen(toy: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    links = toy.links.copy()
    links.loc["gamma:1", "status"] = "sanctioned"
    monkeypatch.setattr(cablenet.network, "load", lambda **_: replace(toy, links=links))

    def least(*options: str) -> tuple[int, float]:
        told = json.loads(run("cut", "strait", "--between", "FR", "JP", "--json", "--paths", "1", *options).stdout)
        assert len(told["paths"]["before"]) == 1
        return told["paths"]["before"][0]["length_km"], told["paths"]["after"][0]["length_km"]

    assert least() == (18_400.0, 20_400.0)
    assert least("--allow", "sanctioned") == (18_400.0, 19_900.0)
    assert least("--least-tbps", "15") == (20_400.0, 20_400.0)


def test_another_day() -> None:
    then = json.loads(run("chokepoints", "--as-of", "2006-12-26", "--json").stdout)
    assert 0 < max(row["systems"] for row in then) < 60


@pytest.mark.parametrize(
    ("arguments", "told", "near"),
    [
        (("cut", "south-chine-sea"), "Unknown chokepoint, system or incident 'south-chine-sea'", "'south-china-sea'"),
        (("cut", "luzon", "seamewe5"), "Unknown chokepoint, system or incident 'seamewe5'", "'seamewe-5'"),
        (("cut", "luzon", "--between", "EU", "Jpan"), "Unknown place 'Jpan'", "'Japan'"),
        (("corridors", "Frankfort", "Tokyo"), "Unknown place 'Frankfort'", "'Frankfurt'"),
        (("data", "describe", "segmnts"), "Unknown table 'segmnts'", "'segments'"),
    ],
)
def test_unknown_names_list_the_nearest(loaded: None, arguments: tuple[str, ...], told: str, near: str) -> None:
    stderr = refused(*arguments)
    assert stderr.startswith(f"Error: {told}. Nearest known: ")
    assert near in stderr


@pytest.mark.parametrize("places", [("JP", "JP"), ("EU", "DE"), ("Tokyo", "Japan"), ("DE,FR", "Paris")])
def test_two_places_that_are_one(loaded: None, places: tuple[str, str]) -> None:
    assert "share a place" in refused("cut", "luzon", "--between", *places)


@pytest.mark.parametrize("command", [("cut", "luzon"), ("corridors", "EU", "JP"), ("chokepoints",)])
@pytest.mark.parametrize("day", ["tomorrow", "1850", "2006-13"])
def test_a_bad_day(command: tuple[str, ...], day: str) -> None:
    assert f"Found as_of='{day}', expected a date from 1986 to 2040" in refused(*command, "--as-of", day)


@pytest.mark.parametrize(
    "options", [("--paths", "0"), ("--paths", "many"), ("--allow", "stolen"), ("--data", "no/such/folder")]
)
def test_options_that_cannot_be_right(options: tuple[str, ...]) -> None:
    assert "Invalid value" in refused("cut", "luzon", *options)


# ---------------------------------------------------------------- corridors, chokepoints


def test_corridors_of_the_toy_world(toy: Network) -> None:
    text = run("corridors", "FR", "Tokyo").stdout
    assert "Least RTT Paris - Tokyo by corridor" in text
    assert "By the strait" in text
    rows = json.loads(run("corridors", "us", "tokyo-jp", "--json").stdout)
    assert [row["corridor"] for row in rows] == ["By the strait", "By the ocean"]


def test_corridors(loaded: None) -> None:
    rows = json.loads(run("corridors", "Frankfurt", "JP", "--json").stdout)
    assert {"corridor", "rtt_ms", "length_km", "systems"} <= set(rows[0])
    by_name = {row["corridor"]: row["rtt_ms"] for row in rows}
    assert by_name["Atlantic - North America - Pacific"] > 150
    assert None in by_name.values()


def test_chokepoints(loaded: None, real: Network) -> None:
    assert "South China Sea" in run("chokepoints").stdout
    rows = json.loads(run("chokepoints", "--json").stdout)
    assert {row["id"] for row in rows} == set(real.chokepoints.index)
    systems = [row["systems"] for row in rows]
    assert systems == sorted(systems, reverse=True)


# ---------------------------------------------------------------- data


def test_data_list_and_describe() -> None:
    text = run("data", "list").stdout
    assert all(name in text for name in schema.table_names())
    for name in schema.table_names():
        told = run("data", "describe", name).stdout
        assert all(column.name in told for column in schema.table(name).columns)


def test_data_validate_is_content_with_what_ships() -> None:
    result = run("data", "validate")
    assert result.exit_code == 0
    assert "as their schemas say" in result.stdout


@pytest.mark.parametrize(
    "command",
    [
        lambda folder: ("data", "validate", folder),
        lambda folder: ("cut", "luzon", "--data", folder),
        lambda folder: ("corridors", "EU", "JP", "--data", folder),
        lambda folder: ("chokepoints", "--data", folder),
        lambda folder: ("data", "measure", "--data", folder),
    ],
    ids=["validate", "cut", "corridors", "chokepoints", "measure"],
)
def test_broken_data_are_told_by_file_row_and_column(
    data_copy: Path, command: Callable[[str], tuple[str, ...]]
) -> None:
    set_cell(data_copy / "facts/stations.csv", 12, "lat", "far north")
    set_cell(data_copy / "facts/systems.csv", 30, "rfs_year", "soon")
    before = fingerprint(data_copy)
    stderr = refused(*command(str(data_copy)))
    assert stderr.startswith("Error: 1 fault in facts/s")
    assert "facts/stations.csv, row 12, column lat: found 'far north', expected a number from -90 to 90" in stderr
    assert "facts/systems.csv, row 30, column rfs_year: found 'soon', expected a whole number" in stderr
    assert "nothing was written" in stderr
    assert fingerprint(data_copy) == before


@pytest.mark.parametrize("name", ["waterways", "conflicts", "corridors"])
def test_validate_sees_every_table(data_copy: Path, name: str) -> None:
    file = data_copy / schema.table(name).path
    set_cell(file, 2, schema.table(name).columns[0].name, "")
    assert f"{schema.table(name).path}, row 2" in refused("data", "validate", str(data_copy))


def test_validate_of_an_empty_folder_names_every_file(tmp_path: Path) -> None:
    stderr = refused("data", "validate", str(tmp_path))
    assert "no such file" in stderr
    assert f"1 fault in {schema.table('systems').path}" in stderr


def test_measure(real: Network) -> None:
    text = run("data", "measure").stdout
    assert "wiring kept" in text
    rows = json.loads(run("data", "measure", "--json").stdout)
    assert {"measure", "value", "target", "note"} <= set(rows[0])
