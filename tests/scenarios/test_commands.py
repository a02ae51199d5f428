"""``cablenet scenarios`` and ``cablenet replay``."""

from __future__ import annotations

import io
import json
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner
from rich.console import Console

import cablenet.network
from cablenet.cli.scenarios import replay, scenarios
from cablenet.cli.written import named_scenario
from cablenet.errors import CablenetError, DataError, InputError, UnknownNameError
from cablenet.report.replays import Replayed, replay_json, replay_tables, said_table
from cablenet.report.scenarios import kinds_table
from cablenet.routing import reroute
from cablenet.scenarios import KINDS, Scenario, incidents
from cablenet.validation import hit_countries, score_incidents
from tests.conftest import CHECKOUT
from tests.toys import STRAIT, toy_demand, toy_network

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network
    from cablenet.network.model import Level


@pytest.fixture(autouse=True)
def _loaded(real: Network, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the commands the network of today unless they ask for another day."""
    load = cablenet.network.load
    monkeypatch.setattr(cablenet.network, "load", lambda **options: load(**options) if any(options.values()) else real)


def printed(*words: str, command: Any = scenarios) -> str:  # noqa: ANN401 - a click command
    result = CliRunner().invoke(command, list(words), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_kinds_are_listed_with_what_they_would_cut() -> None:
    rows = json.loads(printed("--json"))
    assert [row["kind"] for row in rows] == list(KINDS)
    assert all(row["segments"] + row["over_land"] > 0 for row in rows)
    one = next(row for row in rows if row["kind"] == "segment")
    assert (one["systems"], one["segments"], one["over_land"]) == (1, 1, 0)
    told = printed()
    assert "every link that crosses a named passage"[:20] in told
    assert "note" not in told
    assert not any(row["note"] for row in rows)


def test_kinds_are_listed_for_any_network() -> None:
    """The toy has neither Luzon nor SeaMeWe-5 nor Fangshan, but discs, quakes and storms as any other."""
    table = kinds_table(toy_network()).set_index("kind")
    assert list(table.index) == list(KINDS)
    strange = table.index[table["note"] == "not in this network"]
    assert list(strange) == ["chokepoint", "system", "segment", "station"]
    assert (table.loc[strange, ["systems", "segments", "over_land", "tbps"]] == 0).all(axis=None)
    assert table.at["storm", "segments"] == 6


def test_names_are_listed_with_what_they_would_cut(real: Network) -> None:
    rows = json.loads(printed("names", "chokepoint", "zone", "--json"))
    assert {row["name"] for row in rows if row["kind"] == "chokepoint"} == set(real.chokepoints.index)
    luzon = next(row for row in rows if row["name"] == "luzon")
    crossing = real.crossings[real.crossings["chokepoint"] == "luzon"]
    assert luzon["segments"] == crossing["link_id"].nunique()
    of = real.links.loc[crossing["link_id"]]
    assert luzon["tbps"] == pytest.approx(of.groupby("system")["capacity_tbps"].max().sum(), abs=0.001)


def test_one_scenario_is_shown_link_by_link() -> None:
    told = json.loads(printed("show", "segment:seamewe-5:12@0.5", "--json"))
    assert told["survival"] == {"seamewe-5:12": 0.5}
    assert told["links"][0]["lost_tbps"] == pytest.approx(told["tbps"])
    assert "SeaMeWe-5" in printed("show", "seamewe-5:12")
    assert "is not in the network of 2026-11-22" in printed("show", "hengchun-2006").replace("\n", " ")


def test_files_are_read_at_the_door(tmp_path: Path) -> None:
    net = toy_network()
    (tmp_path / "strait.geojson").write_text(json.dumps(STRAIT.__geo_interface__), encoding="utf-8")
    assert list(named_scenario(net, f"polygon:{tmp_path}/strait.geojson").survival.index) == ["alpha:3"]
    file = tmp_path / "mine.toml"
    file.write_text('[[cut]]\nkind = "polygon"\narea_file = "strait.geojson"\nsurvival = 0.5\n', encoding="utf-8")
    assert named_scenario(net, str(file)).survival.to_dict() == {"alpha:3": 0.5}
    assert named_scenario(net, f"{file}@0.5").survival.to_dict() == {"alpha:3": 0.75}
    with pytest.raises(InputError, match="its parts have seeds of their own"):
        named_scenario(net, f"{file}#3")
    file.write_text('[[cut]]\nkind = "polygon"\n\narea_file = "\\u0000.wkt"\n', encoding="utf-8")
    with pytest.raises(DataError, match="line 4, key area_file"):
        named_scenario(net, str(file))
    file.write_bytes(b"\xff\xfe")
    for name in (str(file), str(tmp_path / "none.toml"), f"polygon:{tmp_path}/none.geojson"):
        with pytest.raises(DataError, match="expected"):
            named_scenario(net, name)


@pytest.mark.parametrize("word", ["{}/strait.GEOJSON@0.5", "polygon:{}/strait.wkt@0.5", "polygon:{}/Strait.txt@0.5"])
def test_a_polygon_may_stand_in_a_file(word: str, tmp_path: Path) -> None:
    file = tmp_path / word.partition("@")[0].rpartition("/")[2]
    area = json.dumps(STRAIT.__geo_interface__) if file.suffix == ".GEOJSON" else STRAIT.wkt
    file.write_text(area, encoding="utf-8")
    assert named_scenario(toy_network(), word.format(tmp_path)).survival.to_dict() == {"alpha:3": 0.5}
    file.write_text("", encoding="utf-8")
    with pytest.raises(InputError, match=f"Found in .*{file.name} ''"):
        named_scenario(toy_network(), word.format(tmp_path))


def test_a_file_that_is_not_there_is_one_fault_at_its_key(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('[[cut]]\nkind = "polygon"\narea_file = "none.wkt"\n', encoding="utf-8")
    with pytest.raises(DataError) as raised:
        named_scenario(toy_network(), str(file))
    assert str(raised.value).count("Mend the file") == 1
    assert "line 3, key area_file: found" in str(raised.value)
    assert "No such file" in str(raised.value)


def test_the_example_file_is_a_scenario() -> None:
    told = json.loads(printed("show", str(CHECKOUT / "examples" / "two_straits.toml"), "--json"))
    assert told["systems"] > 20
    assert set(told["survival"].values()) == {0.0, 0.5}


def test_storms_and_faults_are_tables() -> None:
    storms = json.loads(printed("storms", "--json"))
    assert [row["published_pct"] for row in storms] == [43.2, 33.3, 27.1, 18.0, 12.6, 9.6]
    assert "systems are left out for want of a published length" in printed("storms")
    assert "left out" not in printed("storms", "--all-lengths")
    table = {row["depth_class"]: row for row in json.loads(printed("faults", "--json"))}
    assert table["all"]["central"] == pytest.approx(table["coastal"]["central"] + table["open"]["central"])


def event(outcome: str = "reported", affected: str = "FR", spared: str = "SG;ZZ") -> pd.Series:
    """An incident of the toy world."""
    told = {"outcome": outcome, "countries_affected": affected, "countries_not_affected": spared}
    words = {"title": "Toy", "date": "2026-01-01", "location": "strait", "cause": "anchor", "magnitude": "half"}
    return pd.Series({**told, **words}, name="toy-2026")


def replayed(*levels: Level) -> Replayed:
    """Both ways out of France cut, judged by the rule and routed at these levels."""
    net = toy_network()
    cut = Scenario(id="toy", title="Toy", survival=pd.Series(0.0, index=["alpha:1", "beta:1"]))
    worlds = reroute(net, cut, toy_demand(), levels=levels, model="shortest")
    still = Scenario(id="none", title="Nothing", survival=pd.Series(dtype="float64"))
    hit = hit_countries(net, cut, threshold=0.5)
    return Replayed(event=event(), scenario=cut, still=still, hit=hit, threshold=0.5, worlds=worlds)


def test_who_is_hit_is_told_by_the_rule_beside_the_reports() -> None:
    hit = pd.DataFrame(
        {"exposure": [0.9, 0.8, 0.7], "served": True, "over_land": [False, True, False], "hit": [True, False, True]},
        index=["FR", "SG", "JP"],
    )
    names = toy_network().countries["name"]
    table = said_table(hit, event(), names)
    assert table["said"].to_dict() == {"FR": "hit", "SG": "not hit", "JP": "hit", "ZZ": "not hit"}
    assert table["reported"].to_dict() == {"FR": "affected", "SG": "not affected", "JP": "", "ZZ": "not affected"}
    assert table["mark"].to_dict() == {"FR": "right", "SG": "", "JP": "too many", "ZZ": ""}
    assert said_table(hit, event(affected="FR;SG", spared=""), names)["mark"]["SG"] == "missed"
    withheld = said_table(hit, event("withheld", "", ""), names)
    assert set(withheld["reported"]) == {"withheld"}
    assert set(withheld["mark"]) == {""}


def test_replay_tells_every_level_that_is_asked_for() -> None:
    console = Console(width=120, file=io.StringIO(), record=True)
    for part in replay_tables(replayed("central", "low", "high")):
        console.print(part)
    told = console.export_text()
    assert "Said to be hit: FR" in told
    assert "22.0 Tbps [11.0 to 44.0]" in told
    assert list(json.loads(replay_json(replayed("low")))["routing"]["levels"]) == ["low"]


@pytest.mark.slow
def test_replay_of_tonga_reports_tonga() -> None:
    """The only cable of Tonga: all of its traffic is lost, and nobody else's."""
    told = json.loads(printed("tonga-2022", "--model", "shortest", "--json", command=replay))
    places = {row["place"]: row for row in told["routing"]["places"]}
    assert told["routing"]["places"][0]["place"] == "TO"
    assert places["TO"]["rode_share"] == pytest.approx(1.0)
    assert places["TO"]["lost_share"] == pytest.approx(1.0)
    assert places["FJ"]["lost_share"] < 0.01
    assert sum(row["lost_share"] > 0.5 for row in told["routing"]["places"]) == 1
    countries = {row["country"]: row for row in told["hit"]["countries"]}
    assert (countries["TO"]["said"], countries["TO"]["reported"], countries["TO"]["mark"]) == (
        "hit",
        "affected",
        "right",
    )
    assert (countries["FJ"]["said"], countries["FJ"]["reported"]) == ("not hit", "not affected")
    assert told["incident"]["id"] == "tonga-2022"


@pytest.mark.slow
def test_replay_says_of_who_is_hit_what_the_scoreboard_says() -> None:
    """Finland and Estonia ride the cables that were cut, and are joined over land."""
    told = json.loads(printed("estlink-dec-2024", "--model", "shortest", "--json", command=replay))
    assert [row["country"] for row in told["hit"]["countries"] if row["said"] == "hit"] == []
    row = score_incidents(names=["estlink-dec-2024"]).tables["By incident"].iloc[0]
    assert (row["right"], row["too many"], row["missed"]) == ("", "", "")


def test_replay_takes_the_incidents_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "facts").mkdir()
    table = (CHECKOUT / "data" / "facts" / "incidents.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in table if not line.startswith("tonga-2022,")]
    (tmp_path / "facts" / "incidents.csv").write_text("".join(kept), encoding="utf-8")
    shutil.copy(CHECKOUT / "data" / "facts" / "incident_cables.csv", tmp_path / "facts")
    with pytest.raises(UnknownNameError, match="tonga-2022"):
        CliRunner().invoke(replay, ["tonga-2022", "--data", str(tmp_path)], catch_exceptions=False)
    assert "tonga-2022" not in incidents(data_dir=tmp_path).index


def test_replay_knows_its_incidents() -> None:
    with pytest.raises(CablenetError, match="Nearest known: 'hengchun-2006'"):
        CliRunner().invoke(replay, ["hengchun"], catch_exceptions=False)
    assert "hengchun-2006" in incidents().index
