"""The gallery: its table, its command, the list made from it, and what its maps say."""

from __future__ import annotations

import re
import shlex
import struct
from typing import TYPE_CHECKING

import click
import pandas as pd
import pytest
from click.testing import CliRunner

from cablenet import catalog
from cablenet.cli.gallery import gallery
from cablenet.errors import UnknownNameError
from cablenet.network import find_place
from cablenet.report.gallery import ENTRIES, find_entries, gallery_readme
from cablenet.report.gallery_maps import Picture, Studio, draw_change, draw_dependence, draw_planned
from tests.conftest import CHECKOUT

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network
    from cablenet.report.gallery_maps import Entry

MAPS = CHECKOUT / "maps"
LIST = MAPS / "README.md"

MOST_BYTES = 60_000
"""A thumbnail is committed each time it changes."""

each_entry = pytest.mark.parametrize("entry", ENTRIES, ids=[entry.name for entry in ENTRIES])


@pytest.fixture(scope="module")
def studio(real: Network) -> Studio:
    """The world's traffic before a cut, routed once, by the quickest model."""
    return Studio(net=real, model="shortest")


def findings() -> dict[str, str]:
    """What the committed list says of each map."""
    found = re.findall(r"thumbnails/([\w-]+)\.png\)\n\n> (.+)\n", LIST.read_text(encoding="utf-8"))
    return dict(found)


def test_the_list_is_made_from_the_table() -> None:
    """Names, titles, commands and words of the committed list are those of the table; findings are its own."""
    told = findings()
    assert list(told) == [entry.name for entry in ENTRIES]
    assert all(re.search(r"\d", text) for text in told.values()), "a finding has a figure"
    assert LIST.read_text(encoding="utf-8") == gallery_readme(told)


def test_every_map_has_a_small_thumbnail_and_no_other_is_there() -> None:
    there = sorted(path.name for path in (MAPS / "thumbnails").iterdir())
    assert there == sorted(f"{entry.name}.png" for entry in ENTRIES)
    for name in there:
        content = (MAPS / "thumbnails" / name).read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", content[16:24]) == (480, 190)
        assert len(content) <= MOST_BYTES


def test_pages_are_not_committed() -> None:
    assert "maps/*.html" in (CHECKOUT / ".gitignore").read_text(encoding="utf-8").splitlines()


@each_entry
def test_names_are_known(entry: Entry, real: Network) -> None:
    known = catalog.load_table("systems")["system_id"] if entry.draw is draw_planned else real.chokepoints.index
    assert set(entry.names) <= set(known)
    one, other = (find_place(real, name) for name in entry.between)
    assert not set(one.nodes) & set(other.nodes)


@each_entry
def test_its_own_command_is_of_the_gallery(entry: Entry) -> None:
    program, verb, *rest = shlex.split(entry.command)
    assert (program, verb) == ("cablenet", "gallery")
    context = gallery.make_context("gallery", rest)
    assert [found.name for found in find_entries(context.params["names"])] == [entry.name]


def test_entries_come_in_the_order_of_the_gallery() -> None:
    assert find_entries([]) == ENTRIES
    assert [entry.name for entry in find_entries(["malacca", "luzon"])] == ["luzon", "malacca"]
    with pytest.raises(UnknownNameError, match="luzon"):
        find_entries(["luson"])


def test_the_command_lists_and_refuses() -> None:
    run = CliRunner().invoke
    listed = run(gallery, ["--list"]).output.splitlines()
    assert [line.split()[0] for line in listed] == [entry.name for entry in ENTRIES]
    refused = run(gallery, ["--thumbnails", "--only", "luzon"])
    assert refused.exit_code == click.UsageError.exit_code
    assert "expected one of them" in refused.output


def page(picture: Picture) -> str:
    text: str = picture.map.get_root().render()
    return text


def test_a_cut_is_drawn_the_same_each_time(studio: Studio) -> None:
    entry = next(entry for entry in ENTRIES if entry.draw is draw_change)
    one, other = (draw_change(studio, entry) for _ in range(2))
    assert page(one) == page(other)
    assert one.finding == other.finding
    assert one.finding.startswith(f"With {entry.title} cut, European Union and Japan stay connected")
    assert (one.net.links["surviving"] < 1).any()
    assert (one.carried > 0).all()


def test_dependence_is_counted_path_by_path(studio: Studio, real: Network) -> None:
    """The share of India, counted once more from the paths: each that touches a link on their land."""
    eu, japan = find_place(real, "EU"), find_place(real, "JP")
    paths = studio.before.paths(eu, japan)
    country = real.nodes["country"]
    ends = pd.DataFrame({end: country.reindex(real.links[end]).to_numpy() for end in "ab"}, index=real.links.index)
    station = {end: (real.nodes["kind"].reindex(real.links[end]) != "branching_unit").to_numpy() for end in "ab"}
    lands = {link for end in "ab" for link in real.links.index[(ends[end] == "IN").to_numpy() & station[end]]}
    tables = catalog.load_tables(("overland",))["overland"]
    lands |= {f"land:{link}" for link in tables.loc[tables["country"] == "IN", "link_id"]}
    touched = [bool(lands.intersection(links)) for links in paths["links"]]
    share = float(paths.loc[touched, "tbps"].sum() / paths["tbps"].sum())
    picture = draw_dependence(studio, find_entries(["eu-japan-by-country"])[0])
    assert 0.0 < share < 1.0
    assert f"India {share:.0%}" in picture.finding
    flow = picture.carried
    assert flow.max() <= paths["tbps"].sum() * (1 + 1e-9)
    assert flow.sum() == pytest.approx(sum(row.tbps * len(row.links) for row in paths.itertuples()))


@pytest.mark.slow
def test_the_command_writes_pages_and_says_what_they_show(tmp_path: Path) -> None:
    done = CliRunner().invoke(gallery, ["--only", "arctic-routes", "--out", str(tmp_path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    text = (tmp_path / "arctic-routes.html").read_text(encoding="utf-8")
    assert "Polar Connect (2030)" in text
    assert "Far North Fiber (2030 supposed, no year is published)" in text
    assert "In 2030 the Arctic systems would take" in done.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["arctic-routes.html"]
