"""In a notebook: what shows itself, that names stay text, and that the example runs from top to bottom."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest

from cablenet.demand import gravity
from cablenet.routing import compare, reroute, route
from cablenet.scenarios import Scenario, chokepoint
from cablenet.scenarios.model import strike
from tests.conftest import CHECKOUT
from tests.toys import toy_demand, toy_network

if TYPE_CHECKING:
    from pathlib import Path

    from cablenet.network import Network

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e🌊"

NOTEBOOKS = sorted(CHECKOUT.glob("examples/*.ipynb"))

MOST_BYTES = 20_000
"""Of what a thing shows of itself."""


class Tags(HTMLParser):
    """Gathers the tags of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.seen.add(tag)


def shown(thing: object) -> str:
    """What a notebook shows: plain tables, small, and nothing that a name brought along."""
    text: str = thing._repr_html_()  # type: ignore[attr-defined]
    tags = Tags()
    tags.feed(text)
    assert tags.seen <= {"p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "div", "style"}
    assert len(text) <= MOST_BYTES
    return text


@pytest.fixture(scope="module")
def hostile() -> Network:
    """The toy world with names that are markup."""
    net = toy_network()
    countries = net.countries.assign(name=HOSTILE)
    return replace(
        net,
        links=net.links.assign(name=HOSTILE),
        systems=net.systems.assign(name=HOSTILE, owners=HOSTILE),
        countries=countries,
        nodes=net.nodes.assign(name=HOSTILE),
    )


def test_a_network_shows_its_totals(hostile: Network) -> None:
    assert "Network as of" in shown(hostile)


def test_routes_show_totals_and_the_fullest_links(hostile: Network) -> None:
    routes = route(hostile, toy_demand(), model="shortest")
    text = shown(routes)
    assert f"{routes.totals()['served_tbps']:,.1f} of" in text
    fullest = routes.utilisation[routes.flow > 0].idxmax()
    assert f"<th>{fullest}</th>" in text


def test_comparisons_show_before_and_after(hostile: Network) -> None:
    world = reroute(hostile, chokepoint(hostile, "strait"), toy_demand(), model="shortest")["central"]
    assert "<td>22.0</td>" in shown(world)
    assert repr(world).startswith("Comparison of the world's traffic: 22.0 → ")
    result = world.between("FR", "JP")
    text = shown(result)
    assert "12.00 → 12.00 Tbps served" in text
    assert "least RTT" in text
    assert all(f"<th>{name}</th>" in text for name in result.shares.index)


def test_a_scenario_shows_what_it_hits() -> None:
    survival = strike([f"{HOSTILE}:1", f"{HOSTILE}:2", "alpha:1"], 0.5)
    text = shown(Scenario(id=HOSTILE, title=HOSTILE, survival=survival, notes=(HOSTILE,)))
    assert "3 links hit" in text
    rows = re.findall(r"<th>([^<]+)</th>\s*<td>(\d+)</td>\s*<td>([\d.]+)</td>", text)
    assert [(count, least) for _, count, least in rows] == [("2", "0.5"), ("1", "0.5")]
    assert rows[1][0] == "alpha"


def test_a_scenario_that_hits_nothing_shows_itself() -> None:
    assert "0 links hit" in shown(Scenario(id="none", title="Nothing", survival=strike([], 0.0)))


def test_everything_of_the_world_stays_small(real: Network) -> None:
    routes = route(real, gravity(real), model="shortest")
    cut = chokepoint(real, "south-china-sea")
    world = compare(routes, route(real.under(cut), routes.demand, model="shortest"))
    for thing in (real, cut, routes, world, world.between("EU", "JP")):
        shown(thing)


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_run(path: Path, tmp_path: Path) -> None:
    missing = [name for name in ("nbformat", "nbclient", "ipykernel") if find_spec(name) is None]
    if missing and os.environ.get("CI") != "true":
        pytest.skip(f"needs {', '.join(missing)} (the extra `test`)")
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    assert not any(cell.get("outputs") for cell in notebook.cells), "a notebook is kept without outputs"
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    client = NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env={**os.environ, "PYTHONPATH": str(CHECKOUT)})
    pages = [
        cell for cell in notebook.cells if any("text/html" in out.get("data", {}) for out in cell.get("outputs", []))
    ]
    assert len(pages) >= 5, "network, scenario, routes, comparison and map show themselves"
    assert "folium-map" in str(pages[-1]["outputs"]) or "iframe" in str(pages[-1]["outputs"])


def test_the_example_is_named_in_the_documents() -> None:
    told = (CHECKOUT / "docs" / "notebook.md").read_text(encoding="utf-8")
    for path in NOTEBOOKS:
        assert f"../examples/{path.name}" in told
