"""The map in a real browser without a network: does it open, show, answer, and stay honest text?"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cablenet.maps import cut_map, save
from tests.maps.conftest import EASTWARD, HOSTILE, WESTWARD, build_world, paths
from tests.maps.test_size import big_map

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.maps.conftest import Look

    Open = Callable[..., Look]

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1024, 768), (390, 844)]


def near(colour: tuple[int, int, int], wanted: str, *, within: int = 60) -> bool:
    """Is a colour about that of a hexadecimal text?"""
    parts = [int(wanted[i : i + 2], 16) for i in (1, 3, 5)]
    return sum(abs(a - b) for a, b in zip(colour, parts, strict=True)) <= within


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_opens_without_a_network_at_every_size(look: Open, width: int, height: int, tmp_path: Path) -> None:
    seen = look(width, height)
    seen.page.wait_for_timeout(200)
    shots = Path(os.environ.get("CABLENET_SCREENSHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    seen.page.screenshot(path=shots / f"map-{width}x{height}.png")

    assert [address for address in seen.asked if not address.startswith(("file:", "data:"))] == []
    assert seen.complaints == []
    assert seen.page.title() == "South China Sea cut <b>&</b> more"
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    map_box = seen.page.locator(".cn-map").bounding_box()
    assert map_box is not None
    assert map_box["height"] >= height * 0.5
    assert map_box["width"] >= width * 0.65


def test_nothing_can_leave_the_page_even_if_it_tries(look: Open) -> None:
    seen = look()
    seen.page.evaluate("new Image().src = 'https://example.org/pixel.png'")
    seen.page.evaluate("fetch('https://example.org/').catch(() => 0)")
    seen.page.wait_for_timeout(100)
    assert len(seen.refused) == len([address for address in seen.asked if address.startswith("http")])
    assert any("Content Security Policy" in line for line in seen.complaints)


def test_europe_and_japan_and_both_ways_are_in_the_first_view(look: Open) -> None:
    seen = look()
    west, east = seen.run("const b = m.getBounds(); return [b.getWest(), b.getEast()];")
    assert west < 5.4
    assert east > 365.4
    assert near(seen.colour_at(60, 12), "#0a3f80")
    assert near(seen.colour_at(320, 47), "#c46200")


@pytest.mark.parametrize("lon", [150, 170, 179.9, 180.1, 200, 230])
def test_a_line_over_the_pacific_does_not_jump(look: Open, lon: float) -> None:
    lat = 35 + (lon - 140) * 11 / 40 if lon < 180 else 46 - (lon - 180) * 2.9 / 55.6
    seen = look()
    seen.look_at(lon, lat, 3.5)
    # The line is straight on the globe's grid, but bent between its points on the sheet: look across it.
    assert any(near(seen.colour_at(lon, lat + up / 4), "#c46200") for up in range(-20, 21))


def test_no_line_crosses_the_map_the_wrong_way(look: Open) -> None:
    seen = look()
    seen.run("for (const name in s.visible) s.show(name, name === 'after')")
    seen.look_at(60, 20, 2)
    colours = [seen.colour_at(lon, lat) for lon in range(10, 130, 10) for lat in range(33, 49)]
    assert not any(near(colour, "#c46200") for colour in colours)


def test_the_world_repeats_so_nothing_ends_at_an_edge(look: Open) -> None:
    seen = look()
    keep = "const c = s._container; const all = s._context.getImageData(0, 0, c.width, c.height).data;"
    seen.look_at(0, 20, 2)
    seen.run(f"{keep} window.kept = all;")
    for lon in (360, -720):
        seen.look_at(lon, 20, 2)
        differ = seen.run(f"{keep} return all.filter((v, i) => Math.abs(v - kept[i]) > 24).length;")
        assert differ == 0  # but for the last digit of a float at the edge of a line


def test_every_layer_of_the_key_switches_something(look: Open) -> None:
    seen = look()
    names = seen.run("return [...document.querySelectorAll('[data-layer]')].map(b => b.dataset.layer)")
    assert " ".join(names) == "before after area cut reduced intact waiting land stations chokepoints names"
    seen.look_at(112, 12, 5)
    for name in ("before", "area", "cut", "stations", "names"):
        changes_picture(seen, name)
    seen.page.locator("[data-layer=before]").click()  # it lies on top of
    changes_picture(seen, "reduced")
    seen.look_at(200, 20, 2)
    for name in ("after", "intact", "waiting", "chokepoints"):
        changes_picture(seen, name)
    seen.page.locator("[data-layer=after]").click()
    seen.look_at(-100, 40, 4)
    changes_picture(seen, "land")


def changes_picture(seen: Look, name: str) -> None:
    """Switch a layer and back, and see it go and come."""
    box, before = seen.page.locator(f"[data-layer={name}]"), seen.picture()
    box.click()
    assert seen.picture() != before, name
    box.click()
    assert seen.picture() == before, name


def test_a_popup_tells_the_facts_of_a_cable(look: Open) -> None:
    seen = look()
    seen.look_at(320, 47, 5)
    seen.page.locator("[data-layer=after]").click()
    seen.page.mouse.click(*seen.place_of(320, 47))
    card = seen.page.locator(".cn-card")
    text = card.inner_text()
    for words in ("Atlantic One", "Shirley", "Bude", "1,000 km", "route times median slack", "24 Tbps", "Intact"):
        assert words in text
    assert "atlantic:1" in text
    assert "imputed: <i>pairs</i>" in text
    assert not seen.page.locator(".cn-turn").is_visible()  # one alone has no list
    links = card.locator("a")
    assert links.count() == 1  # the web address alone; javascript: stays text
    assert links.get_attribute("href") == "https://example.org/a?b=1&c=2"
    assert "javascript:alert(1)" in text


def test_cables_that_lie_together_can_be_turned_over(look: Open) -> None:
    seen = look()
    seen.look_at(112, 12, 3)
    seen.page.mouse.click(*seen.place_of(112, 12))
    deck = seen.page.locator(".cn-deck")
    assert "3 lie together here" in deck.inner_text()
    listed = deck.locator(".cn-bundle button")
    together = " | ".join(listed.all_inner_texts())
    assert together.startswith("Path before the cut")
    assert "West East 1" in together
    assert "<script>window.pwned=1</script>" in together
    listed.first.click()
    assert "1 of 3 here" in deck.inner_text()
    assert "Best path before the cut" in deck.inner_text()
    titles = set()
    for _ in range(2):
        deck.get_by_label("Next cable here").click()
        titles.add(deck.locator("h3").inner_text())
    deck.get_by_label("List all here").click()
    assert listed.count() == 3
    listed.filter(has_text="West East 1").click()
    assert "West East 1" in titles
    assert "Cut in this scenario" in deck.inner_text() or "Reduced to 50 %" in deck.inner_text()


def test_hostile_text_is_shown_as_text(look: Open) -> None:
    seen = look()
    field = seen.page.get_by_role("searchbox")
    field.fill("script window")
    shown = seen.page.locator(".cn-found").inner_text()
    assert "<script>window.pwned=1</script><img src=x onerror=window.pwned=2>" in shown
    field.press("Enter")
    card = seen.page.locator(".cn-card")
    assert card.locator("h3").inner_text().startswith("<script>window.pwned=1</script>")
    assert "{{ 7*7 }}" in card.locator("h3").inner_text()
    assert "🌊" in card.locator("h3").inner_text()
    assert len(card.inner_text()) < 3000
    assert "Consortium of very many owners" in card.inner_text()
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.locator(".cn-page img:not(.leaflet-marker-icon)").count() == 0
    assert "49" not in seen.page.locator(".cn-notes").inner_text()
    assert HOSTILE[:40] in seen.page.locator(".cn-notes").inner_text()
    assert seen.complaints == []


def test_stations_come_with_the_zoom_and_name_themselves(look: Open) -> None:
    seen = look()
    x, y = 103.6, 1.3
    pick = """const p = m.latLngToLayerPoint([1.3, 103.6]);
    return cablenet.pick(s.view(), w, p.x, p.y, 5).map(h => h.kind);"""
    seen.look_at(x, y, 4.5)
    assert "station" not in seen.run(pick)
    seen.look_at(x, y, 5)
    assert "station" in seen.run(pick)
    seen.run("['before', 'after'].forEach(n => s.show(n, false))")
    left, top = seen.place_of(x, y)
    seen.page.mouse.move(left - 40, top + 40)
    seen.page.mouse.move(left, top)
    tip = seen.page.locator(".cn-tip")
    tip.wait_for()
    assert "Tuas" in tip.inner_text()
    seen.page.mouse.click(left, top)
    seen.page.locator(".cn-bundle button").first.click()
    assert "2 systems land here" in seen.page.locator(".cn-card").inner_text()


def test_the_keyboard_alone_is_enough(look: Open) -> None:
    seen = look()
    seen.page.keyboard.press("Tab")
    order = []
    for _ in range(30):
        order.append(seen.page.evaluate("(e => `${e.className} ${e.type} ${e.tagName}`)(document.activeElement)"))
        seen.page.keyboard.press("Tab")
    reached = " ".join(order)
    for what in ("cn-path-before", "cn-path-after", "search", "cn-map", "zoom-in", "cn-home", "checkbox"):
        assert what in reached, what
    field = seen.page.get_by_role("searchbox")
    field.focus()
    seen.page.keyboard.type("pacific great")
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")
    assert "Pacific Great Circle" in seen.page.locator(".cn-card").inner_text()
    seen.page.locator(".cn-map").focus()
    seen.page.wait_for_timeout(500)
    seen.page.keyboard.press("Escape")
    before = seen.run("return m.getCenter().lng")
    seen.page.keyboard.press("ArrowRight")
    seen.page.wait_for_timeout(500)
    assert seen.run("return m.getCenter().lng") > before


def test_the_path_cards_show_their_path(look: Open) -> None:
    seen = look()
    seen.page.get_by_role("button", name="After the cut").click()
    card = seen.page.locator(".cn-card").inner_text()
    assert "Best path after the cut" in card
    assert card.index("Atlantic One") < card.index("Pacific Great Circle")


def test_a_best_path_that_stays_the_same_shows_both_colours(look: Open, tmp_path: Path) -> None:
    place = tmp_path / "same.html"
    save(cut_map(build_world(), pd.Series({"pacific:1": 0.0}), before=paths(EASTWARD), after=paths(EASTWARD)), place)
    seen = look(file=place)
    seen.look_at(112, 12, 4)
    colours = [seen.colour_at(112 + step / 20, 12 + step * 9 / 160) for step in range(60)]
    assert any(near(colour, "#0a3f80") for colour in colours)
    assert any(near(colour, "#c46200") for colour in colours)
    assert "same: striped" in seen.page.locator(".cn-layers").inner_text()


def test_the_key_explains_stripes_on_a_part_of_the_way(look: Open, tmp_path: Path) -> None:
    beside = (161.0, "Suez", EASTWARD[2], ["west-east:1", "west-east:2", "hostile:1"])
    place = tmp_path / "part.html"
    save(cut_map(build_world(), pd.Series({"west-east:3": 0.0}), before=paths(EASTWARD), after=paths(beside)), place)
    assert "striped where same" in look(file=place).page.locator(".cn-layers").inner_text()
    assert "striped" not in look().page.locator(".cn-layers").inner_text()


def test_the_next_paths_are_sorted_into_lost_kept_and_new(look: Open, tmp_path: Path) -> None:
    beside = (161.0, "Suez", EASTWARD[2], ["west-east:1", "west-east:2", "hostile:1"])
    before, after = paths(WESTWARD, EASTWARD), paths(WESTWARD, beside)
    place = tmp_path / "next.html"
    save(cut_map(build_world(), pd.Series({"west-east:3": 0.0}), before=before, after=after), place)
    seen = look(file=place)
    layers = seen.run("return [w.paths.before, w.paths.after].map(side => side.map(path => path.layer))")
    assert layers == [["before", "lost"], ["after", "other"]]


def test_on_a_phone_the_panel_folds(look: Open) -> None:
    seen = look(390, 844, touch=True)
    button = seen.page.locator(".cn-fold")
    assert button.get_attribute("aria-expanded") == "false"
    assert not seen.page.get_by_role("searchbox").is_visible()
    assert seen.page.locator(".cn-headline").is_visible()
    folded = seen.run("return m.getSize().y")
    button.click()
    assert button.get_attribute("aria-expanded") == "true"
    assert seen.page.get_by_role("searchbox").is_visible()
    assert seen.run("return m.getSize().y") < folded
    button.click()
    seen.look_at(320, 47, 5)
    x, y = seen.place_of(320, 47)
    seen.page.touchscreen.tap(x, y)
    card = seen.page.locator(".leaflet-popup").bounding_box()
    assert card is not None
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= 390


def test_it_prints_on_one_sheet(look: Open, tmp_path: Path) -> None:
    seen = look()
    paper = seen.page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type/Page/") == 1
    assert seen.run("return m.getSize().x") == 1090  # and goes back to the window


def test_a_big_world_moves_smoothly(look: Open, tmp_path: Path) -> None:
    place = tmp_path / "big.html"
    save(big_map(), place)
    seen = look(file=place)
    assert mean_ms(seen, "s.redraw()") < 100
    seen.look_at(110, 10, 5.5)
    assert mean_ms(seen, "s.redraw()") < 100
    assert mean_ms(seen, "cablenet.pick(s.view(), w, 300 + i, 300, 5)") < 50


def mean_ms(seen: Look, what: str) -> float:
    """Time that the page needs for something, mean of ten."""
    script = f"const t = performance.now(); for (let i = 0; i < 10; i++) {what}; return (performance.now() - t) / 10;"
    return float(seen.run(script))
