"""A small world to draw, and a real browser to look at it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box

from cablenet.maps import Words, compare_map, cut_map, save

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import folium
    from playwright.sync_api import Browser, Page, Route

    from cablenet.network import Network

HOSTILE = "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>\"'&amp;</script> {{ 7*7 }} \u202eلمة 🌊"
"""A name that is markup, closes scripts, is a template, and turns the reading direction."""

ENDLESS = "Consortium of very many owners; " * 400

#   marseille ==west-east:1== suez ==west-east:2== singapore ==west-east:3== tokyo             (system west-east)
#                                                     \=====hostile:1=======/                  (beside west-east:3)
#   tokyo ==pacific:1== oregon ..land:us.. new-york ==atlantic:1== bude ..land:eu.. marseille   (pacific passes 180)
#   suva ==island:1== apia                                            (planned, over the antimeridian, westward)
NODES = {
    "marseille": ("Marseille", "FR", 5.4, 43.3),
    "suez": ("Suez", "EG", 32.5, 30.0),
    "singapore": ("Tuas", "SG", 103.6, 1.3),
    "tokyo": ("Maruyama <b>bold</b>", "JP", 140.0, 35.0),
    "oregon": ("Bandon", "US", -124.4, 43.1),
    "new-york": ("Shirley", "US", -72.9, 40.8),
    "bude": ("Bude", "GB", -4.5, 50.8),
    "suva": ("Suva", "FJ", 178.4, -18.1),
    "apia": ("Apia", "WS", -171.8, -13.8),
}
LINES = {
    "west-east:1": ("west-east", "marseille", "suez", [(5.4, 43.3), (11, 37.5), (25, 34), (32.5, 30)]),
    "west-east:2": (
        "west-east",
        "suez",
        "singapore",
        [(32.5, 30), (43, 12.5), (60, 12), (80, 5), (95, 6), (103.6, 1.3)],
    ),
    "west-east:3": ("west-east", "singapore", "tokyo", [(103.6, 1.3), (112, 12), (120, 21), (140, 35)]),
    "hostile:1": ("hostile", "singapore", "tokyo", [(103.6, 1.3), (112, 12), (120, 21), (140, 35)]),
    "pacific:1": ("pacific", "tokyo", "oregon", [(140, 35), (180, 46), (235.6, 43.1)]),
    "land:us": ("", "oregon", "new-york", [(-124.4, 43.1), (-72.9, 40.8)]),
    "atlantic:1": ("atlantic", "new-york", "bude", [(-72.9, 40.8), (-40, 47), (-4.5, 50.8)]),
    "land:eu": ("", "bude", "marseille", [(-4.5, 50.8), (5.4, 43.3)]),
    "island:1": ("island", "apia", "suva", [(-171.8, -13.8), (-178, -15), (-181.6, -18.1)]),
}
SYSTEMS = {
    "west-east": ("West East 1", "in-service", 2017, "Orange;Singtel;KDDI"),
    "hostile": (HOSTILE, "in-service", 2019, ENDLESS),
    "pacific": ("Pacific Great Circle", "in-service", 2020, ["NEC", "Google"]),
    "atlantic": ("Atlantic One", "in-service", None, None),
    "island": ("Islands Link", "planned", 2028, "Samoa"),
}


def build_world() -> Network:
    """Tables as the network hands them over; maps read nothing else of it."""
    nodes = pd.DataFrame.from_dict(NODES, orient="index", columns=["name", "country", "lon", "lat"]).assign(
        kind="station"
    )
    links = pd.DataFrame(
        {
            "system": [line[0] for line in LINES.values()],
            "name": [f"{SYSTEMS[line[0]][0] if line[0] else 'Overland'} {line[1]}" for line in LINES.values()],
            "a": [line[1] for line in LINES.values()],
            "b": [line[2] for line in LINES.values()],
            "kind": ["sea" if line[0] else "land" for line in LINES.values()],
            "status": [SYSTEMS[line[0]][1] if line[0] else "in-service" for line in LINES.values()],
            "rfs_year": pd.array([2017] * len(LINES), dtype="Int64"),
            "length_km": 1000.4,
            "length_basis": "route times median slack",
            "rtt_ms": 9.8,
            "capacity_tbps": 24.0,
            "capacity_low_tbps": 12.0,
            "capacity_high_tbps": np.nan,
            "capacity_basis": "imputed: <i>pairs</i>",
            "source": "https://example.org/a?b=1&c=2;javascript:alert(1);an atlas",
        },
        index=pd.Index(list(LINES), name="link_id"),
    )
    links.loc["west-east:3", "capacity_high_tbps"] = 36.0
    systems = pd.DataFrame.from_dict(SYSTEMS, orient="index", columns=["name", "status", "rfs_year", "owners"])
    systems = systems.assign(
        suppliers="ASN", length_km=20_000, fibre_pairs=None, source="s", confidence="high", note=""
    )
    chokepoints = pd.DataFrame({"name": ["Bab <el>", "Fiji"], "description": ["", None]}, index=["bab", "fiji"])
    shapes = [box(42, 12, 44, 13), box(177, -22, 180, -16).union(box(-180, -22, -174, -16))]
    return cast(
        "Network",
        SimpleNamespace(
            nodes=gpd.GeoDataFrame(
                nodes, geometry=[Point(lon, lat) for lon, lat in zip(nodes.lon, nodes.lat, strict=True)]
            ),
            links=gpd.GeoDataFrame(links, geometry=[LineString(line[3]) for line in LINES.values()]),
            systems=systems,
            chokepoints=gpd.GeoDataFrame(chokepoints, geometry=shapes),
            countries=pd.DataFrame(
                {
                    "name": ["Egypt <b>", "Fiji", "France", "Japan", "Singapore", "United States"],
                    "iso_numeric": ["818", "242", "250", "392", "702", "840"],
                },
                index=pd.Index(["EG", "FJ", "FR", "JP", "SG", "US"], name="country"),
            ),
            as_of=dt.date(2026, 11, 22),
        ),
    )


def paths(*rows: tuple[float, str, Sequence[str], Sequence[str]]) -> pd.DataFrame:
    """A table of paths as routing returns it."""
    table = [
        {
            "rank": n + 1,
            "rtt_ms": rtt,
            "length_km": rtt * 100,
            "corridor": way,
            "nodes": tuple(nodes),
            "links": tuple(links),
        }
        for n, (rtt, way, nodes, links) in enumerate(rows)
    ]
    return pd.DataFrame(table, columns=["rank", "rtt_ms", "length_km", "corridor", "nodes", "links"])


EASTWARD = (
    160.0,
    "Suez & Malacca",
    ["marseille", "suez", "singapore", "tokyo"],
    ["west-east:1", "west-east:2", "west-east:3"],
)
WESTWARD = (
    216.0,
    "Atlantic-US-Pacific",
    ["marseille", "bude", "new-york", "oregon", "tokyo"],
    ["land:eu", "atlantic:1", "land:us", "pacific:1"],
)
AREA = Polygon([(106, 3), (110, 2.5), (118.5, 12.5), (119.8, 18), (115.5, 21.5), (110, 18), (106, 3)])


BEFORE = pd.DataFrame(
    {"flow_tbps": [12.0, 12.0, 12.0, 0.0, 8.0, 8.0], "utilisation": [0.5, 0.5, 0.5, 0.0, 0.3, 0.3]},
    index=["west-east:1", "west-east:2", "west-east:3", "pacific:1", "atlantic:1", "land:us"],
)
AFTER = pd.DataFrame(
    {"flow_tbps": [2.0, 0.0, 0.0, 10.0, 18.0, 18.0], "utilisation": [0.1, 0.0, 0.0, 0.4, 1.0, 0.6]},
    index=BEFORE.index,
)
CORRIDORS = pd.DataFrame(
    [
        ("Suez", 12.0, 0.0, 190.0, np.inf),
        ("Atlantic", 8.0, 10.0, 215.0, 230.0),
        ("not served", 0.0, 10.0, np.inf, np.inf),
    ],
    columns=["corridor", "before_tbps", "after_tbps", "before_ms", "after_ms"],
)


def draw_compared(net: Network) -> folium.Map:
    """Before and after the cut of the South China Sea, with countries shaded and hostile words."""
    return compare_map(
        net,
        BEFORE,
        AFTER,
        cut=SimpleNamespace(survival=pd.Series({"west-east:3": 0.0}), areas={"sea": AREA}, title="South China Sea"),
        corridors=CORRIDORS,
        ends=("Europe", "Japan"),
        countries=pd.Series({"JP": 0.3, "EG": 0.02}, name="loss"),
        words=Words(title="Before and after", headline="Half of the traffic is lost.", notes=(HOSTILE,)),
    )


def draw(net: Network) -> folium.Map:
    """The map of the small world with the South China Sea cut."""
    return cut_map(
        net,
        pd.Series({"west-east:3": 0.0, "hostile:1": 0.5}),
        area=AREA,
        before=paths(EASTWARD),
        after=paths(WESTWARD),
        title="South China Sea cut <b>&</b> more",
        headline="Europe still reaches Japan over America; each round trip takes 56 ms longer.",
        figures={"Cut": "1 segment", "<i>Capacity</i>": "24 Tbps (12 to 36)"},
        notes=["Routes are computed, not surveyed.", HOSTILE],
    )


@pytest.fixture
def net() -> Network:
    return build_world()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world as a file, drawn once."""
    place = tmp_path_factory.mktemp("maps") / "cut.html"
    save(draw(build_world()), place)
    return place


@pytest.fixture(scope="session")
def compared_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Before and after as a file, drawn once."""
    place = tmp_path_factory.mktemp("maps") / "compared.html"
    save(draw_compared(build_world()), place)
    return place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none the test is skipped, unless the run says that it must be there."""
    must = bool(os.environ.get("CI")) or os.environ.get("CABLENET_BROWSER") == "required"
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    playwright = pytest.importorskip("playwright.sync_api") if not must else __import__("playwright.sync_api").sync_api
    with playwright.sync_playwright() as driver:
        try:
            found = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--force-color-profile=srgb"])
        except playwright.Error as error:
            if must:
                raise
            pytest.skip(f"no Chromium to open a map in: {str(error).splitlines()[0]}")
        yield found
        found.close()


class Look:
    """One page in the browser, without a network, and all that it asked for or complained of."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.asked: list[str] = []
        self.complaints: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))
        self.refused: list[str] = []
        page.on("requestfailed", lambda request: self.refused.append(request.failure or ""))
        page.on("console", lambda message: self.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def run(self, script: str, argument: object = None) -> Any:  # noqa: ANN401 -- whatever the page answers
        """Run a script with ``m`` the map, ``w`` its world and ``s`` its scene."""
        head = "const m = map_cablenet, w = m.cablenet.world, s = m.cablenet.scene;"
        return self.page.evaluate(f"(given) => {{ {head} {script} }}", argument)

    def look_at(self, lon: float, lat: float, zoom: float) -> None:
        """Put a place into the middle of the map."""
        self.run("m.setView([given[1], given[0]], given[2], {animate: false})", [lon, lat, zoom])

    def place_of(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place lies in the window, in CSS pixels."""
        script = "const p = m.latLngToContainerPoint([given[1], given[0]]);"
        script += "const b = m.getContainer().getBoundingClientRect();"
        x, y = self.run(f"{script} return [p.x + b.left, p.y + b.top];", [lon, lat])
        return float(x), float(y)

    def colour_at(self, lon: float, lat: float) -> tuple[int, int, int]:
        """The colour of the canvas at a place."""
        self.run("if (s._resting) s._update();")
        script = """const p = m.latLngToLayerPoint([given[1], given[0]]).subtract(s._bounds.min);
        const at = p.multiplyBy(s._container.width / s._bounds.getSize().x).round();
        return [...s._context.getImageData(at.x, at.y, 1, 1).data].slice(0, 3);"""
        red, green, blue = self.run(script, [lon, lat])
        return red, green, blue

    def picture(self) -> str:
        """The canvas as one text, to compare."""
        return str(self.run("return s._container.toDataURL();"))


def only_files(route: Route) -> None:
    """Let files through and refuse everything else."""
    if route.request.url.startswith("file:"):
        route.continue_()
    else:
        route.abort()


@pytest.fixture
def look(browser: Browser, page_file: Path) -> Iterator[Callable[..., Look]]:
    """Open the small world, or another file, in a window of a given size."""
    contexts = []

    def opened(
        width: int = 1440, height: int = 900, *, file: Path = page_file, touch: bool = False, at: str = ""
    ) -> Look:
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=touch, offline=True)
        contexts.append(context)
        context.route("**/*", only_files)
        seen = Look(context.new_page())
        seen.page.goto(file.as_uri() + at)
        seen.page.wait_for_function("window.map_cablenet && map_cablenet.cablenet")
        return seen

    yield opened
    for context in contexts:
        context.close()
