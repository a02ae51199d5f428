"""The scoreboard as text: the command, its JSON, and the document that is held to it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from click.testing import CliRunner

from cablenet.cli import main
from cablenet.cli.validate import validate
from cablenet.errors import UnknownNameError
from cablenet.report.validation import scoreboard_markdown
from cablenet.scenarios import system
from cablenet.validation import PARTS, landing_countries, score, score_incidents, served_countries
from tests.toys import toy_network

if TYPE_CHECKING:
    from cablenet.network import Network

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "validation.md"


def test_the_command_prints_json_that_adds_up() -> None:
    result = CliRunner().invoke(validate, ["lengths", "counts", "faults", "--json"], catch_exceptions=False)
    told = json.loads(result.stdout)
    assert [part["part"] for part in told["parts"]] == ["lengths", "counts", "faults"]
    for part in told["parts"]:
        assert part["scored"] + sum(row["rows"] for row in part["left_out"]) == part["rows"]


def test_strict_exits_with_one_where_a_target_is_missed() -> None:
    plain = CliRunner().invoke(validate, ["counts", "--json"], catch_exceptions=False)
    strict = CliRunner().invoke(validate, ["counts", "--json", "--strict"], catch_exceptions=False)
    assert plain.exit_code == 0
    assert strict.exit_code == (1 if json.loads(plain.stdout)["failed"] else 0)


def test_measurements_of_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("a_place,a_lon,a_lat,b_place,b_lon,b_lat,rtt_ms\nLondon,-0.13,51.5,Tokyo,139.7,35.7,235\n")
    result = CliRunner().invoke(validate, ["rtt", "--measurements", str(file), "--json"], catch_exceptions=False)
    assert json.loads(result.stdout)["parts"][0]["scored"] == 1


def folder(tmp_path: Path, **values: float) -> Path:
    """The shipped tables, with another ``value`` of these fitted numbers, no faults, and no published counts, riders or losses."""
    data = Path(shutil.copytree(DOCUMENT.parents[1] / "data", tmp_path / "data"))
    reference = data / "reference"
    fitted = pd.read_csv(reference / "calibration.csv", index_col="parameter")
    fitted.loc[list(values), "value"] = list(values.values())
    fitted.to_csv(reference / "calibration.csv")
    pd.read_csv(reference / "fault_rates.csv").assign(low=0, central=0, high=0).to_csv(
        reference / "fault_rates.csv", index=False
    )
    for name in ("published_counts", "published_figures", "riders", "incident_losses"):
        pd.read_csv(reference / f"{name}.csv").iloc[:0].to_csv(reference / f"{name}.csv", index=False)
    return data


def test_every_table_is_that_of_the_folder_that_is_named(tmp_path: Path) -> None:
    mine = pd.DataFrame(
        [("Paris", 2.0, 48.0, "Tokyo", 139.0, 36.0, 200.0)],
        columns=["a_place", "a_lon", "a_lat", "b_place", "b_lon", "b_lat", "rtt_ms"],
    )
    data = folder(tmp_path, sea_factor=3.0)
    ours, theirs = (
        score(toy_network(), parts=["rtt", "counts", "faults"], measurements=mine, data_dir=place).parts
        for place in (None, data)
    )
    off = [{line.name: line.value for line in part.lines} for part in (ours[0], theirs[0])]
    name = "predicted, median absolute error, %"
    assert off[1][name] > off[0][name]
    assert (ours[1].rows, theirs[1].rows) == (11, 0)
    assert ours[2].lines[0].value > theirs[2].lines[0].value == 0


def test_riders_and_losses_are_those_of_the_folder(real: Network, tmp_path: Path) -> None:
    data = folder(tmp_path, hit_share=0.5)
    cut = system(real, "te-northtgn-eurasiaseacomalexandrosmedex")
    assert served_countries(real, cut, data_dir=data) == landing_countries(real, cut) < served_countries(real, cut)
    part = score_incidents(names=["mogadishu-2017"], data_dir=data)
    assert any("threshold 50%" in line.note for line in part.lines)


def test_a_part_that_is_not_known_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'rtt'"):
        score(toy_network(), parts=["rtts"])


@pytest.mark.parametrize("option", ["--doc", "--fit"])
def test_a_file_that_cannot_be_written_is_refused_before_the_work(option: str, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["validate", "faults", option, str(tmp_path / "none" / "x.md")])
    assert result.exit_code == 2
    assert "expected one that is there" in " ".join(result.output.split())


def test_a_document_that_is_no_text_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    file.write_bytes(b"\xff\xfe")
    result = CliRunner().invoke(main, ["validate", "faults", "--doc", str(file)])
    assert result.exit_code == 2
    assert "expected UTF-8 text" in result.output
    assert file.read_bytes() == b"\xff\xfe"


def test_a_document_says_what_other_than_the_usual_it_was_made_with(tmp_path: Path) -> None:
    file = tmp_path / "x.md"
    command = ["faults", "--doc", str(file), "--json", "--as-of", "2020"]
    result = CliRunner().invoke(validate, command, catch_exceptions=False)
    assert json.loads(result.stdout)["parts"][0]["part"] == "faults"
    assert "made with `--as-of 2020`" in file.read_text(encoding="utf-8")


def test_a_part_is_put_between_its_marks_and_nothing_else_changes() -> None:
    board = score(toy_network(), parts=["faults"])
    first = scoreboard_markdown(board, "# Head\n\nWords.\n")
    assert first.startswith("# Head\n\nWords.\n\n<!-- scoreboard: faults -->\n## Faults")
    assert scoreboard_markdown(board, first) == first


def test_the_document_has_every_part() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert re.findall(r"<!-- scoreboard: (\w+) -->", text) == list(PARTS)


@pytest.mark.parametrize(
    "part", [pytest.param(name, marks=pytest.mark.slow) if name == "incidents" else name for name in PARTS]
)
def test_the_document_is_what_the_command_makes(part: str, tmp_path: Path) -> None:
    copy = tmp_path / "validation.md"
    copy.write_bytes(DOCUMENT.read_bytes())
    CliRunner().invoke(validate, [part, "--doc", str(copy)], catch_exceptions=False)
    assert copy.read_text(encoding="utf-8") == DOCUMENT.read_text(encoding="utf-8"), (
        f"run `cablenet validate {part} --doc docs/validation.md`"
    )
