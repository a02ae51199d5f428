"""The scoreboard as text: the command, its JSON, and the document that is held to it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cablenet.cli.validate import validate
from cablenet.report.validation import scoreboard_markdown
from cablenet.validation import PARTS, score
from tests.toys import toy_network

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
