"""The explorer in a real browser without a network: switches, places, address, export, keyboard, hostile names."""

from __future__ import annotations

import csv
import io
import os
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cablenet.maps import save
from cablenet.maps.explorer import compose_explorer
from tests.maps.explorer_toys import toy_explorer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Download, Locator

    from tests.maps.conftest import Look

    Open = Callable[..., Look]

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (390, 844)]

SWITCH_MS = 100.0
"""Target of the design on a quiet machine; a test run shares its cores, so it may take three times as long."""


@pytest.fixture(scope="module")
def explorer_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy explorer as a file, France and Japan picked, the strait cut."""
    place = tmp_path_factory.mktemp("explorer") / "explore.html"
    save(compose_explorer(toy_explorer(), between=("FR", "JP"), on=["strait"], centre=None), place)
    return place


@pytest.fixture
def opened(look: Open, explorer_file: Path) -> Open:
    """Open the explorer and wait until its figures are read."""

    def seen(*sizes: int, at: str = "", touch: bool = False) -> Look:
        found = look(*sizes, file=explorer_file, at=at, touch=touch)
        found.page.wait_for_function("map_cablenet.cablenet.explorer.ready")
        return found

    return seen


def chip(seen: Look, name: str) -> Locator:
    """The button of a switch."""
    return seen.page.locator(f'[data-switch="{name}"]')


def text(seen: Look, place: str) -> str:
    """What an element says, without marks of direction."""
    return str(seen.page.locator(place).inner_text()).replace("\u2068", "").replace("\u2069", "")


def address(seen: Look) -> str:
    """The state in the address, once it is written."""
    seen.page.wait_for_timeout(250)
    return str(seen.page.evaluate("location.hash"))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_opens_without_a_network_at_every_size(opened: Open, width: int, height: int, tmp_path: Path) -> None:
    seen = opened(width, height)
    shots = Path(os.environ.get("CABLENET_SCREENSHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    seen.page.wait_for_timeout(250)
    seen.page.screenshot(path=shots / f"explorer-{width}x{height}.png")
    assert [url for url in seen.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    frame = seen.page.locator(".cn-map").bounding_box()
    assert frame is not None
    assert frame["height"] >= height * 0.45
    assert text(seen, "#cn-title") == "Strait cut"


def test_headline_and_figures_are_those_of_the_case(opened: Open) -> None:
    seen = opened()
    assert "All traffic between France and Japan still gets through." in text(seen, "#cn-told")
    chip(seen, "ocean").click()
    assert text(seen, "#cn-title") == "Strait and Ocean cut"
    assert text(seen, "#cn-told") == "No traffic between France and Japan gets through any more."
    rows = text(seen, "#cn-results")
    assert "Served\t100 %\t0 %" in rows
    assert "Not served\t0 Tbps\t17.0 Tbps" in rows or "Not served\t0 Tbps\t17 Tbps" in rows
    assert "Cut: segments at sea 2, links over land 0, systems 2, capacity 30 Tbps." in rows
    assert "not served" in rows
    seen.page.locator("#cn-clear, .cn-clear").click()
    assert text(seen, "#cn-title") == "Nothing is cut"
    full = next(row for row in text(seen, "#cn-results").splitlines() if row.startswith("Full segments"))
    assert full.split("\t")[1] == full.split("\t")[2]
    assert "100 % of the traffic between France and Japan gets through" in text(seen, "#cn-told")


def test_picking_other_places_changes_diagram_and_figures(opened: Open) -> None:
    seen = opened(at="#cut=strait,ocean")
    places = seen.page.locator("#cn-pick select")
    places.nth(0).select_option(label="Egypt")
    assert "between Egypt and Japan" in text(seen, "#cn-told")
    assert "Egypt \u2013 Japan, 4 Tbps" in text(seen, "#cn-results").replace("4.0", "4")
    seen.page.locator(".cn-swap").click()
    assert "between Japan and Egypt" in text(seen, "#cn-told")
    places.nth(1).select_option(label="Japan")
    assert "within Japan" in text(seen, "#cn-told")
    places.nth(0).select_option(label="World")
    assert "23 % of the traffic between World and Japan still gets through" in text(seen, "#cn-told")


def test_the_state_goes_through_the_address(opened: Open) -> None:
    seen = opened()
    assert address(seen) == ""
    chip(seen, "canal").click()
    seen.page.locator("#cn-pick select").nth(0).select_option(label="Egypt")
    seen.page.locator("input[value=after]").check(force=True)
    where = address(seen)
    assert where == "#cut=strait,canal&face=after&from=EG"
    told, figures = text(seen, "#cn-told"), text(seen, "#cn-results")
    other = opened(at=where)
    assert text(other, "#cn-told") == told
    assert text(other, "#cn-results") == figures
    assert chip(other, "canal").get_attribute("aria-pressed") == "true"
    assert other.page.locator("input[value=after]").is_checked()
    assert other.picture() == seen.picture()
    chip(other, "canal").click()
    chip(other, "strait").click()
    assert "cut=none" in address(other)
    assert text(opened(at="#cut=none"), "#cn-title") == "Nothing is cut"


@pytest.mark.parametrize(
    "where",
    ["#cut=<script>,strait,strait,nothing&from=XX&to=%00&face=%22", "#cut=__proto__,constructor", "#" + "cut=" * 900],
)
def test_an_address_from_outside_breaks_nothing(opened: Open, where: str) -> None:
    seen = opened(at=where)
    assert seen.complaints == []
    assert seen.page.evaluate("window.pwned") is None
    assert "France" in text(seen, "#cn-results")


def test_what_was_not_computed_is_said_to_be_so(opened: Open) -> None:
    seen = opened(at="#cut=strait,ocean,canal")
    assert text(seen, "#cn-told") == "Not computed."
    missing = text(seen, ".cn-missing")
    assert "cablenet cut strait ocean canal --between 'FR' 'JP'" in missing
    assert "Served\t100 %\t\u2013" in text(seen, "#cn-results")
    cut = seen.run("return w.links.filter(l => l.role === 'cut').map(l => l.id).sort()")
    assert cut == ["alpha:1", "alpha:2", "alpha:3", "beta:2"]
    assert seen.run("return w.faces[1].colour.values.every(v => v === null)")
    seen.page.locator(".cn-missing button", has_text="Strait + Ocean").click()
    assert text(seen, "#cn-title") == "Strait and Ocean cut"
    assert seen.page.locator(".cn-missing").count() == 0
    assert seen.complaints == []


def test_a_combination_that_cuts_the_same_links_is_the_same_case(opened: Open) -> None:
    seen = opened(at="#cut=strait,ocean,twin")
    assert "No traffic between France and Japan" in text(seen, "#cn-told")
    assert "the same as Strait + Ocean alone" in text(seen, "#cn-results")
    assert seen.run("return m.cablenet.explorer.cases.find([]).k") == 0


def test_the_map_follows(opened: Open) -> None:
    seen = opened()
    colours = "return w.faces.map(f => f.layers[w.links.findIndex(l => l.id === given)])"
    assert seen.run(colours, "alpha:3")[1:] == ["cut", "cut"]
    assert seen.run("return w.areas.map(a => a.name)") == ["Strait"]
    before = seen.picture()
    chip(seen, "ocean").click()
    assert seen.picture() != before
    assert seen.run(colours, "beta:2")[1:] == ["cut", "cut"]
    chip(seen, "strait").click()
    chip(seen, "ocean").click()
    assert seen.run(colours, "alpha:3")[1] != "cut"
    assert seen.run("return w.areas.length + w.marks.length") == 0
    change = seen.run("return w.faces[2].colour.values")
    assert set(change) == {0}
    exact = toy_explorer().cases[0].flow_tbps
    shown = dict(zip(toy_explorer().net.links.index, exact, strict=True))
    for number, face in enumerate(("before", "after")):
        flows = seen.run(
            "return Object.fromEntries(w.links.map((l, i) => [l.id, w.faces[given].width.values[i]]))", number
        )
        assert flows == pytest.approx(shown, abs=0.05), face
    chip(seen, "strait").click()
    assert seen.picture() == before


def test_a_dot_on_the_map_is_a_switch_too(opened: Open) -> None:
    seen = opened()
    dots = seen.page.locator(".cn-door")
    assert dots.count() == 5  # a segment has no shape, so no dot
    assert seen.page.locator(".cn-door-on").count() == 1
    west, east = seen.run("const b = m.getBounds(); return [b.getWest(), b.getEast()]")
    places = seen.run(
        "const out = []; m.eachLayer(l => l instanceof L.Marker && out.push(l.getLatLng().lng)); return out"
    )
    middle = (west + east) / 2
    assert all(abs(place - middle) <= 180 for place in places)
    where = seen.run(
        "const p = m.latLngToContainerPoint([37.5, 165]), b = m.getContainer().getBoundingClientRect(); return [p.x + b.left, p.y + b.top]"
    )
    seen.page.mouse.click(*where)
    assert text(seen, "#cn-title") == "Strait and Ocean cut"
    assert seen.page.locator(".cn-popup, .leaflet-popup").count() == 0


def test_what_is_cut_comes_into_view(opened: Open) -> None:
    seen = opened(390, 844, touch=True, at="#cut=canal")
    west, east = seen.run("const b = m.getBounds(); return [b.getWest(), b.getEast()]")
    assert west < 31.5 < east
    seen.page.locator(".cn-fold").click()
    chip(seen, "ocean").tap()
    west, east = seen.run("const b = m.getBounds(); return [b.getWest(), b.getEast()]")
    assert any(west < 165 + turn < east for turn in (-360, 0, 360))


@pytest.mark.parametrize("face", ["before", "after", "difference", "swipe"])
def test_every_face_follows_a_switch(opened: Open, face: str) -> None:
    seen = opened(at=f"#face={face}")
    chip(seen, "ocean").click()
    seen.page.locator("#cn-pick select").nth(0).select_option(label="Egypt")
    assert seen.page.locator(f"input[value={face}]").is_checked()
    assert seen.complaints == []


def test_a_switch_takes_less_than_a_tenth_of_a_second(opened: Open) -> None:
    seen = opened()
    script = """const g = m.cablenet.explorer, out = [];
    for (let i = 0; i < 12; i++) { g.go({on: [i % 5]}); out.push(g.ms); }
    return out.sort((a, b) => a - b)[6];"""
    assert float(seen.run(script)) < 3 * SWITCH_MS


def saved(seen: Look, button: str) -> Download:
    """What a button saves."""
    with seen.page.expect_download() as waiting:
        seen.page.locator(button).click()
    return waiting.value


def test_the_table_is_exported_so_that_no_spreadsheet_runs_it(opened: Open) -> None:
    seen = opened(at="#cut=round,strait&from=SG")
    found = saved(seen, "#cn-csv")
    assert found.suggested_filename == "cablenet-round-strait-SG-JP.csv"
    raw = Path(found.path()).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    served = next(row for row in rows if row["quantity"] == "served")
    assert served["before"] == "100"
    assert served["unit"] == "%"
    assert {"world", "served", "mean_rtt", "traffic"} <= {row["about"] for row in rows} | {
        row["quantity"] for row in rows
    }
    cells = [cell for row in rows for cell in row.values()]
    assert any(cell.startswith("'=cmd") for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells)
    for cell in cells:
        if cell.startswith("-"):
            float(cell)


def test_the_view_is_exported_as_a_picture(opened: Open) -> None:
    for face in ("difference", "swipe"):
        seen = opened(at=f"#face={face}")
        found = saved(seen, "#cn-png")
        assert found.suggested_filename == "cablenet-strait-FR-JP.png"
        raw = Path(found.path()).read_bytes()
        assert raw[:8] == b"\x89PNG\r\n\x1a\n"
        width, height = struct.unpack(">II", raw[16:24])
        assert width > 2000
        assert height > 1000
        assert len(raw) > 100_000
        assert seen.complaints == []


def test_hostile_names_stay_text(opened: Open) -> None:
    seen = opened(at="#cut=round&from=SG")
    assert "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>" in chip(seen, "round").inner_text()
    assert "<script>window.pwned=1" in text(seen, "#cn-title")
    assert "=cmd|'x'!A1" in text(seen, "#cn-results")
    assert seen.page.locator("#cn-results svg text", has_text="=cmd").count() >= 1
    seen.page.locator("#cn-pick select").nth(1).select_option(label="World")
    saved(seen, "#cn-png")
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.locator(".cn-page img:not(.leaflet-marker-icon)").count() == 0
    assert seen.complaints == []


def test_the_keyboard_alone_is_enough(opened: Open) -> None:
    seen = opened()
    reached = []
    for _ in range(40):
        seen.page.keyboard.press("Tab")
        reached.append(seen.page.evaluate("(e => e.id || e.dataset.switch || e.className)(document.activeElement)"))
    for what in ("cn-pick-one", "cn-pick-other", "cn-swap", "strait", "cn-clear", "cn-csv", "cn-png", "cn-link"):
        assert what in reached, what
    chip(seen, "ocean").focus()
    seen.page.keyboard.press("Space")
    assert text(seen, "#cn-title") == "Strait and Ocean cut"
    assert seen.page.evaluate("document.activeElement.dataset.switch") == "ocean"  # focus stays
    seen.page.keyboard.press("Enter")
    assert text(seen, "#cn-title") == "Strait cut"


def test_it_speaks_four_languages(opened: Open) -> None:
    seen = opened()
    words = {"de": "Strait getrennt", "fr": "Strait : coupure", "ja": "Straitを切断", "en": "Strait cut"}
    for language, title in words.items():
        seen.page.locator("#cn-language select").select_option(language)
        assert text(seen, "#cn-title") == title
        assert "{" not in text(seen, "#cn-told")
        shown = text(seen, ".cn-page")
        assert not [word for word in ("save_csv", "full_segments", "note_capacity", "undefined") if word in shown]


def test_on_a_phone_a_switch_is_seen_at_once(opened: Open) -> None:
    seen = opened(390, 844, touch=True)
    assert seen.page.locator("#cn-told").is_visible()
    seen.page.locator(".cn-fold").click()
    chip(seen, "ocean").tap()
    headline = seen.page.locator("#cn-told").bounding_box()
    assert headline is not None
    assert headline["y"] >= 0
    assert "No traffic" in text(seen, "#cn-told")
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_old_browser_is_told_so(look: Open, explorer_file: Path, tmp_path: Path) -> None:
    page = explorer_file.read_text(encoding="utf-8").replace(
        '"use strict";', 'delete window.DecompressionStream; "use strict";', 1
    )
    place = tmp_path / "old.html"
    place.write_text(page, encoding="utf-8")
    seen = look(file=place)
    assert "too old" in text(seen, "#cn-told")
    assert seen.complaints == []
