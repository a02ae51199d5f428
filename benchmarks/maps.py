"""Maps, timed: how long the world takes to draw, how heavy its page is, how smoothly it moves in a browser.

    python benchmarks/maps.py [--rounds 3] [--json]

The peer is the same network drawn with folium's own GeoJSON layer in the same run. The browser (Chromium by Playwright, no
network) is left out where there is none. Never fails on a time.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from cablenet.network import Network

PAN = """async () => {
  const map = Object.entries(window).find(([name, value]) => name.startsWith("map_") && value && value.panBy)[1];
  await new Promise(done => setTimeout(done, 1500));
  const steps = [];
  let last = performance.now(), moving = true;
  map.once("moveend", () => { moving = false; });
  map.panBy([900, 60], { animate: true, duration: 2.5, easeLinearity: 0.9 });
  while (moving) {
    await new Promise(requestAnimationFrame);
    const now = performance.now();
    steps.push(now - last);
    last = now;
  }
  steps.sort((a, b) => a - b);
  return { frames_per_s: 1000 * steps.length / steps.reduce((a, b) => a + b), p95_ms: steps[Math.floor(steps.length * 0.95)] };
}"""
"""Pan by most of a window within 2.5 s and count the frames."""


def ours(net: Network, place: Path) -> None:
    """Draw the world by its capacity, with a chokepoint cut."""
    from cablenet import maps, scenarios

    cut = scenarios.chokepoint(net, "south-china-sea")
    capacity = net.links["capacity_tbps"]
    maps.save(maps.risk_map(net, capacity, width=capacity, cut=cut), place)


def plain_folium(net: Network, place: Path) -> None:
    """Draw the same lines with folium's GeoJSON layer."""
    import folium

    drawn = folium.Map(location=(20, 150), zoom_start=2, tiles=None)
    table = net.links[["name", "capacity_tbps", "geometry"]].astype({"name": str})
    folium.GeoJson(table.to_json(), tooltip=folium.GeoJsonTooltip(["name", "capacity_tbps"])).add_to(drawn)
    drawn.save(str(place))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), args.rounds)
    if args.json:
        print(json.dumps(found, indent=2))
        return
    for name, row in found.items():
        print(f"{name:12}", "  ".join(f"{key} {value:,.2f}" for key, value in row.items()))


def measure(folder: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Figures of each way to draw: least seconds, of the clock and of the processor, megabytes, and how it moves."""
    import folium  # noqa: F401 -- both need it; its import is no part of drawing

    import cablenet

    net = cablenet.load()
    ways: dict[str, Callable[[Network, Path], None]] = {"cablenet": ours, "folium": plain_folium}
    found: dict[str, dict[str, float]] = {}
    for name, draw in ways.items():
        place = folder / f"{name}.html"
        clock, work = [], []
        for _ in range(rounds):
            start = time.perf_counter(), time.process_time()
            draw(net, place)
            clock.append(time.perf_counter() - start[0])
            work.append(time.process_time() - start[1])
        found[name] = {
            "first_s": clock[0],
            "least_s": min(clock),
            "least_cpu_s": min(work),
            "megabytes": place.stat().st_size / 1e6,
        }
    found["cablenet"] |= in_browser(folder / "cablenet.html")
    return found


def in_browser(place: Path) -> dict[str, Any]:
    """Seconds until the page is painted, and frames a second while it is panned; empty without a browser.

    folium's own page is not opened: it fetches its scripts from the network.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 1440, "height": 900}, offline=True).new_page()
        page.goto(place.as_uri())
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
        moved: dict[str, float] = page.evaluate(PAN)
        browser.close()
    return {"first_paint_s": float(paint), **moved}


if __name__ == "__main__":
    main()
