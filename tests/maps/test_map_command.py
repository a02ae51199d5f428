"""``cablenet map``: one page for each of its ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from cablenet.cli.map import map_command

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--show", "capacity"], ["Design capacity", "segments at sea are at"]),
        (["luzon", "--show", "round-trip", "--centre", "120"], ["Round trip with Luzon Strait cut"]),
        (["--show", "utilisation", "--model", "shortest"], ["segments at sea are full, at 99.5% or more"]),
        (
            ["luzon", "--model", "shortest", "--between", "EU", "JP"],
            ["Luzon Strait cut: before and after", "European Union", "still gets through", "cn-corridors"],
        ),
    ],
)
def test_it_writes_a_page(arguments: list[str], words: list[str], tmp_path: Path) -> None:
    place = tmp_path / "deep" / "map.html"
    done = CliRunner().invoke(map_command, [*arguments, "--to", str(place)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert f"Map written to {place}" in done.output
    page = place.read_text(encoding="utf-8")
    for text in words:
        assert text in page
    assert len(page) < 3_500_000


def test_what_is_not_known_is_refused() -> None:
    assert CliRunner().invoke(map_command, ["--show", "beauty"]).exit_code == 2
