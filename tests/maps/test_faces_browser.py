"""Risk map and comparison in a real browser: legends, faces, swipe, languages, and the address that keeps the view."""

from __future__ import annotations

import json
import os
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from cablenet.maps import Measure, risk_map, save
from tests.maps.conftest import AFTER, HOSTILE, build_world
from tests.maps.test_browser import SIZES, changes_picture, mean_ms, near
from tests.maps.test_size import big_network

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.maps.conftest import Look

    Open = Callable[..., Look]

pytestmark = pytest.mark.browser


def shot(seen: Look, name: str, tmp_path: Path) -> None:
    """Keep a picture for people to look at."""
    shots = Path(os.environ.get("CABLENET_SCREENSHOTS", tmp_path))
    shots.mkdir(parents=True, exist_ok=True)
    seen.page.wait_for_timeout(250)
    seen.page.screenshot(path=shots / f"{name}.png")


def across(seen: Look, lon: float, lat: float) -> list[tuple[int, int, int]]:
    """The colours north and south of a place: a line lies a few pixels beside its route."""
    return [seen.colour_at(lon, lat + step / 20) for step in range(-20, 21)]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), *SIZES[:2]])
def test_the_first_view_is_of_cables_and_not_of_ice(look: Open, compared_file: Path, width: int, height: int) -> None:
    bounds = "const b = m.getBounds(); return [b.getWest(), b.getSouth(), b.getEast(), b.getNorth()];"
    west, south, east, north = look(width, height, file=compared_file).run(bounds)
    assert west == pytest.approx(-12, abs=6)  # Ireland
    assert east > 242  # California
    assert south > (-73 if width > 1100 else -79)
    assert north > 72


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_it_opens_without_a_network_at_every_size(
    look: Open, compared_file: Path, width: int, height: int, tmp_path: Path
) -> None:
    seen = look(width, height, file=compared_file)
    for face in ("difference", "before", "after", "swipe"):
        seen.page.locator(f"input[value={face}]").check(force=True)
        shot(seen, f"compared-{face}-{width}x{height}", tmp_path)
    assert [address for address in seen.asked if not address.startswith(("file:", "data:"))] == []
    assert seen.complaints == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert seen.page.evaluate("window.pwned") is None


def test_every_class_of_the_key_switches_its_links(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file, at="#face=after")
    seen.look_at(320, 47, 4)
    full = seen.page.locator("[data-layer=v5]")
    assert "full (99.5 and more)1" in full.locator("xpath=..").inner_text().replace("\n", "")
    assert any(near(colour, "#440154") for colour in across(seen, 320, 47))
    changes_picture(seen, "v5")
    seen.look_at(139, 36, 5)
    changes_picture(seen, "countries")
    changes_picture(seen, "cut")


def test_faces_show_what_changed(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file)
    assert seen.page.locator("input[value=difference]").is_checked()
    seen.look_at(320, 47, 4)
    gained = across(seen, 320, 47)
    assert any(red > blue + 60 for red, _, blue in gained)  # orange
    assert "Change of traffic" in seen.page.locator(".cn-key").inner_text()
    seen.page.locator("input[value=before]").check(force=True)
    assert "Utilisation" in seen.page.locator(".cn-key").inner_text()
    assert not any(red > blue + 60 for red, _, blue in across(seen, 320, 47))
    assert seen.page.locator("[data-layer=cut]").count() == 0  # nothing is cut before
    seen.page.mouse.click(*seen.place_of(320, 47))
    card = seen.page.locator(".cn-card").inner_text()
    for words in (
        "Atlantic One",
        "Traffic before\n8 Tbps",
        "Traffic after\n18 Tbps",
        "Utilisation after\n100 %",
        "24 Tbps",
    ):
        assert words in card


def test_the_bar_parts_before_and_after(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file, at="#face=swipe")
    bar = seen.page.get_by_role("slider")
    assert bar.get_attribute("aria-valuenow") == "50"
    clip = "return m.cablenet.scenes.at(given).face.name"
    wide = seen.run("return m.getSize().x")
    assert seen.run(clip, wide * 0.4) == "before"
    assert seen.run(clip, wide * 0.6) == "after"
    bar.focus()
    for _ in range(10):
        seen.page.keyboard.press("ArrowLeft")
    assert bar.get_attribute("aria-valuenow") == "30"
    assert seen.run(clip, wide * 0.4) == "after"
    box = bar.bounding_box()
    assert box is not None
    seen.page.mouse.move(box["x"] + 1, 300)
    seen.page.mouse.down()
    seen.page.mouse.move(box["x"] + 200, 300)
    seen.page.mouse.up()
    assert int(bar.get_attribute("aria-valuenow") or 0) > 40
    seen.page.locator("input[value=after]").check(force=True)
    assert seen.page.get_by_role("slider").count() == 0
    assert seen.page.locator("canvas").count() == 1


def test_the_address_keeps_face_view_layers_and_language(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file)
    seen.page.locator("input[value=after]").check(force=True)
    seen.page.locator("[data-layer=names]").uncheck()
    seen.look_at(120, 20, 4)
    seen.page.locator("#cn-language select").select_option("de")
    seen.page.wait_for_timeout(400)
    address = seen.page.url
    again = look(file=compared_file, at="#" + address.partition("#")[2])
    assert again.page.locator("input[value=after]").is_checked()
    assert not again.page.locator("[data-layer=names]").is_checked()
    assert again.run(
        "const c = m.getCenter(); return [c.lng, c.lat, m.getZoom()].map(v => Math.round(v * 10) / 10)"
    ) == [120, 20, 4]
    assert again.page.locator("html").get_attribute("lang") == "de"
    assert "Auslastung" in again.page.locator(".cn-key").inner_text()


def test_a_hostile_address_changes_nothing(look: Open, compared_file: Path) -> None:
    at = "#face=__proto__&off=%3Cscript%3E,toString&lang=constructor&at=1e99,NaN,9&x=" + "y" * 5000
    seen = look(file=compared_file, at=at)
    assert seen.complaints == []
    assert seen.page.locator("input[value=difference]").is_checked()
    assert seen.page.locator("html").get_attribute("lang") == "en"


def test_a_country_tells_its_value(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file, at="#face=after")
    seen.look_at(29, 25, 5)
    seen.page.mouse.click(*seen.place_of(29, 25))
    card = seen.page.locator(".cn-card").inner_text()
    assert "Egypt <b>" in card
    assert "2 %" in card


def test_lists_tell_where_values_are_highest(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file, at="#face=after")
    seen.page.locator("summary", has_text="Countries").click()
    assert [row.split("\n") for row in seen.page.locator(".cn-row").all_inner_texts()] == [
        ["Japan", "30 %"],
        ["Egypt <b>", "2 %"],
    ]
    seen.page.locator("summary", has_text="Highest").click()
    rows = seen.page.locator("#cn-systems button")
    assert rows.first.inner_text().startswith("Atlantic One")
    assert "100 %" in rows.first.inner_text()
    rows.first.click()
    assert "Atlantic One" in seen.page.locator(".cn-card").inner_text()
    seen.page.locator("#cn-language select").select_option("fr")
    assert seen.page.locator("#cn-systems details[open]").count() == 2  # they stay open


def test_the_comparison_can_be_used_by_keyboard_alone(look: Open, compared_file: Path) -> None:
    seen = look(file=compared_file)
    seen.page.locator("input[value=difference]").focus()
    seen.page.keyboard.press("ArrowLeft")
    assert seen.page.locator("input[value=after]").is_checked()
    assert seen.run("return m.cablenet.scenes.face.name") == "after"
    seen.page.keyboard.press("ArrowRight")
    seen.page.keyboard.press("ArrowRight")
    assert seen.page.get_by_role("slider").is_visible()
    order = []
    for _ in range(40):
        seen.page.keyboard.press("Tab")
        order.append(
            seen.page.evaluate("(e => `${e.className} ${e.type} ${e.role} ${e.tagName}`)(document.activeElement)")
        )
    reached = " ".join(order)
    for what in ("checkbox", "search", "SUMMARY", "SELECT", "cn-map", "slider", "cn-home"):
        assert what in reached, what


def test_it_prints_on_one_sheet_with_its_legend(look: Open, compared_file: Path, tmp_path: Path) -> None:
    seen = look(file=compared_file)
    paper = seen.page.pdf(path=tmp_path / "map.pdf", prefer_css_page_size=True, print_background=True)
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") + paper.count(b"/Type/Page/") == 1
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    legend = seen.page.locator(".cn-legend").bounding_box()
    assert legend is not None
    assert legend["y"] + legend["height"] <= 720  # 190 mm
    shot(seen, "compared-print", tmp_path)


def test_the_page_speaks_four_languages(look: Open, compared_file: Path) -> None:
    words = json.loads(files("cablenet.maps").joinpath("assets/words.json").read_text(encoding="utf-8"))
    seen = look(1024, 768, file=compared_file)
    for language, wanted in (("de", "Differenz"), ("fr", "Différence"), ("ja", "差分"), ("en", "Difference")):
        seen.page.locator("#cn-language select").select_option(language)
        text = seen.page.locator(".cn-panel").inner_text()
        assert wanted in text
        assert seen.page.evaluate("(e => e.scrollWidth <= e.clientWidth)(document.querySelector('.cn-panel'))"), (
            language
        )
        assert words[language]["corridors"] in text
        assert words[language]["not served"] in text
        assert seen.page.get_by_role("searchbox").get_attribute("placeholder") == words[language]["find"]
    assert seen.complaints == []


def test_every_language_has_every_word() -> None:
    words = json.loads(files("cablenet.maps").joinpath("assets/words.json").read_text(encoding="utf-8"))
    assert list(words) == ["en", "de", "fr", "ja"]
    for table in words.values():
        assert list(table) == list(words["en"])
        for key, text in table.items():
            assert text.strip()
            assert sorted(part.partition("}")[0] for part in text.split("{")[1:]) == sorted(
                part.partition("}")[0] for part in words["en"][key].split("{")[1:]
            ), key


def test_arrows_show_which_way_the_flow_runs(look: Open, tmp_path: Path) -> None:
    flow = AFTER["flow_tbps"].rename("flow")
    for name, sign in (("there", 1), ("back", -1)):
        save(
            risk_map(build_world(), flow, width=Measure(series=flow * sign, title="Flow", signed=True)),
            tmp_path / f"{name}.html",
        )
    pictures = []
    for name in ("there", "back"):
        seen = look(file=tmp_path / f"{name}.html")
        seen.look_at(320, 47, 4)
        pictures.append(seen.picture())
    assert pictures[0] != pictures[1]


def test_hostile_titles_and_values_are_shown_as_text(look: Open, tmp_path: Path) -> None:
    measure = Measure(series=pd.Series({"pacific:1": 5.0, "atlantic:1": 1.0}), title=HOSTILE, unit="<b>u</b>")
    save(risk_map(build_world(), measure, width=measure), tmp_path / "hostile.html")
    seen = look(file=tmp_path / "hostile.html")
    assert "<script>window.pwned=1</script>" in seen.page.locator(".cn-key").inner_text()
    seen.page.locator("summary", has_text="Highest").click()
    assert "5 <b>u</b>" in seen.page.locator("#cn-systems").inner_text()
    assert seen.page.evaluate("window.pwned") is None
    assert seen.page.locator(".cn-page img").count() == 0
    assert seen.complaints == []


def test_a_big_world_moves_smoothly(look: Open, tmp_path: Path) -> None:
    net = big_network()
    save(risk_map(net, net.links["capacity_tbps"], width=net.links["capacity_tbps"]), tmp_path / "big.html")
    seen = look(file=tmp_path / "big.html")
    assert mean_ms(seen, "s.redraw()") < 100
    # While it is dragged the picture moves as it is, and is painted anew only now and then.
    drawn = "let n = 0; const d = cablenet.draw; cablenet.draw = function () { n++; return d.apply(this, arguments); };"
    count = seen.run(
        f"{drawn} for (let i = 0; i < 60; i++) {{ m._rawPanBy(L.point(5, 0)); m.fire('move'); }} cablenet.draw = d; return n;"
    )
    assert count <= 2
