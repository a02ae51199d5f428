"""Lengths and counts by hand; the shipped ones; records."""

from __future__ import annotations

import pandas as pd
import pytest

from cablenet.validation import facts_lengths, score_counts, score_faults, score_lengths
from cablenet.validation.records import Part, Scoreboard, at_least, at_most, left_out_table, shown_only, within
from tests.toys import toy_network


def test_lengths_by_hand() -> None:
    """Slacks 1.1, 1.2 and 1.3: the median is 1.2, so the first comes out 12/11 and the last 12/13 of what is published."""
    segments = pd.DataFrame(
        {
            "system": ["one", "one", "two", "three", "four", "five", ""],
            "kind": ["sea"] * 6 + ["land"],
            "route_km": [60.0, 40.0, 100.0, 100.0, 100.0, 5.0, 9.0],
            "length_km": [60.0, 40.0, 100.0, 100.0, 100.0, 5.0, 9.0],
        }
    )
    systems = pd.DataFrame(
        {"name": ["One", "Two", "Three", "Four", "Five"], "length_km": [110.0, 120.0, 130.0, None, 6.0]},
        index=["one", "two", "three", "four", "five"],
    )
    part = score_lengths(segments, systems)
    assert (part.rows, part.scored) == (5, 3)
    assert dict(part.left_out.itertuples(index=False)) == {"no published length": 1, "shorter than 20 km": 1}
    ratio = part.tables["Lengths farthest off"].set_index("system")["laid / published"]
    assert ratio.to_dict() == pytest.approx({"one": 12 / 11, "two": 1.0, "three": 12 / 13}, rel=0.02)
    assert [line.verdict for line in part.lines[:2]] == ["ok", "ok"]


def test_a_network_of_its_own_has_lengths() -> None:
    net = toy_network()
    assert score_lengths(net.links, net.systems).scored == 3


def test_systems_without_a_published_length_are_left_out() -> None:
    net = toy_network()
    part = score_lengths(net.links, net.systems.assign(length_km=pd.NA))
    assert (part.rows, part.scored, part.lines) == (3, 0, ())
    assert dict(part.left_out.itertuples(index=False)) == {"no published length": 3}
    absurd = score_lengths(net.links, net.systems.assign(length_km=1e6))
    assert absurd.scored == 3
    assert absurd.fails[0].endswith("times.")


def test_lengths_are_told_of_all_systems_and_of_the_network() -> None:
    net = toy_network()
    names = [line.name for line in facts_lengths(net=net).lines]
    assert sum(name.startswith("all laid: ") for name in names) == 4
    own = [line for line in facts_lengths(net=net).lines if line.name.startswith("network of 2026-11-22: ")]
    alone = score_lengths(net.links, net.systems).lines
    assert [line.value for line in own] == [line.value for line in alone]
    assert own[0].note.endswith("3 of 3 systems, 0 more in part")


def test_a_count_that_fails_has_the_reason_of_its_row() -> None:
    part = score_counts()
    assert len(part.fails) == sum(line.passed is False for line in part.lines)
    assert any("which are one system here" in text for text in part.fails)


def test_the_shipped_lengths_and_counts_add_up() -> None:
    part = facts_lengths()
    assert part.scored + part.left_out["rows"].sum() == part.rows
    counts = score_counts()
    assert counts.scored == counts.rows == sum(line.passed is not None for line in counts.lines)
    assert all(line.value > 0 for line in counts.lines)


def test_faults_of_a_toy_grow_with_its_length() -> None:
    value = score_faults(toy_network()).lines[0].value
    assert 0 < value < 20


def test_verdicts() -> None:
    assert at_least("x", 2.0, 2.0, why="").verdict == "ok"
    assert at_most("x", 2.1, 2.0, why="").verdict == "fails"
    assert at_most("x", float("nan"), 2.0, why="").verdict == ""
    assert within("x", 1.0, 0.9, 1.1, why="").passed
    assert shown_only("x", 1.0).verdict == ""


def test_a_scoreboard_counts_what_fails() -> None:
    lines = (at_least("a", 1.0, 2.0, why="too few"), at_most("b", 1.0, 2.0, why="too many"), shown_only("c", 1.0))
    reasons = pd.Series(["", "far", "far", "near"])
    part = Part(name="p", title="P", lines=lines, rows=4, scored=1, left_out=left_out_table(reasons))
    board = Scoreboard(parts=(part,))
    assert board.failed == 1
    assert part.fails == ("a: too few.",)
    assert part.left_out["rows"].tolist() == [2, 1]
    assert board.table()["verdict"].tolist() == ["fails", "ok", ""]
    assert "p: a = 1 (>= 2) fails" in repr(board)
