"""The explorer: one page on which a person cuts chokepoints and picks two places; map, diagram and figures follow."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from branca.element import Figure

from cablenet.errors import unknown_name
from cablenet.maps.block import country_rows, world_views
from cablenet.maps.explorer_pack import FLOW_STEPS, MS_STEPS, SHARE_STEPS, most_tbps, packed, slots
from cablenet.maps.faces import Face, face_rows
from cablenet.maps.measure import KNOWN, Measure
from cablenet.maps.offline import OfflineMap, Verbatim, asset
from cablenet.maps.risk import faces_block, marks
from cablenet.maps.tables import check_survival, rings_of
from cablenet.maps.text import clip, html_text
from cablenet.maps.words import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cablenet.maps.explorer_data import Explorer, Switch

__all__ = ["EXPLORER_WORDS", "ExplorerMap", "compose_explorer"]

EXPLORER_WORDS: Final[dict[str, dict[str, str]]] = json.loads(asset("explorer_words.json"))
"""The words of the explorer by language and key, beside those that all maps have, or in place of them."""

SCRIPTS: Final = (
    "explorer_cases.js",
    "explorer_world.js",
    "explorer_diagram.js",
    "explorer_figures.js",
    "explorer_panel.js",
    "explorer_export.js",
    "explorer.js",
)

CHANGE: Final = "Change of traffic"
LONGER: Final = "Longer round trip"

NOTES: Final = (
    "note_capacity",
    "note_demand",
    "note_model",
)
"""Keys of what a reader must know before quoting a figure."""


class ExplorerMap(OfflineMap):
    """The page of an explorer: a map with its scripts, and the cases as one text beside its data."""

    def __init__(self, *, title: str, panel: str, data: Mapping[str, Any], cases: str) -> None:
        super().__init__(title=title, panel=panel, data=data)
        self._cases = cases

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 -- branca's signature
        """Write the page of a map, then what an explorer adds."""
        super().render(**kwargs)
        page = self.get_root()
        assert isinstance(page, Figure)  # noqa: S101 -- the constructor made it so
        name = self.get_name()
        page.header.add_child(Verbatim(f"<style>\n{asset('explorer.css')}\n</style>"), name=f"{name}_explorer_head")
        cases = f'<script type="text/plain" id="cn-cases">{self._cases}</script>'
        page.html.add_child(Verbatim(cases), name=f"{name}_explorer_cases")
        scripts = "\n".join(asset(one) for one in SCRIPTS)
        start = f'cablenet.explore({name}, document.getElementById("cn-cases"));'
        page.script.add_child(Verbatim(f"{scripts}\n{start}"), name=f"{name}_explorer_script")
        return ""


def compose_explorer(
    explorer: Explorer, *, between: tuple[str, str] | None, on: Sequence[str] | None, centre: float | None
) -> ExplorerMap:
    """Return the page of :func:`cablenet.maps.explore`, which tells what the arguments mean."""
    net = explorer.net
    faces = _faces(explorer)
    rows = face_rows(faces, {str(link): kind != "land" for link, kind in net.links["kind"].items()}, explorer.countries)
    block = faces_block(net, faces[:1], ({}, {}, ""), centre=centre)
    first = explorer.switches[0].areas if explorer.switches else {}
    where = {str(link): row for row, link in enumerate(net.links.index)}
    kept, slot = slots(explorer)
    cases = packed(explorer, slot)
    text = cases.pop("bytes")
    data = {
        **block,
        "words": {language: {**WORDS[language], **EXPLORER_WORDS.get(language, {})} for language in WORDS},
        "faces": rows["faces"][:1],
        "scales": rows["scales"],
        "facts": rows["facts"],
        "countries": country_rows(net),
        **world_views(centre, dict(first)),
        "explorer": {
            **cases,
            "faces": [_hollow(row) for row in rows["faces"]],
            "most": _short(most_tbps(explorer)),
            "room": _short(net.links["capacity_tbps"]),
            "switches": [_switch_row(explorer, one, where) for one in explorer.switches],
            "spots": [[clip(one.id, 60), clip(one.title), int(one.group)] for one in explorer.spots],
            "pairs": explorer.pairs.tolist(),
            "demand": _short(explorer.demand_tbps),
            "corridors": [clip(name, 100) for name in explorer.corridors],
            "ways": kept,
            "computed": {",".join(map(str, key)): case for key, case in explorer.computed.items()},
            "figures": [_figures(case.figures) for case in explorer.cases],
            "steps": {"share": SHARE_STEPS, "ms": MS_STEPS, "flow": FLOW_STEPS},
            "method": clip(explorer.method, 400),
            "command": clip(explorer.command, 200),
            "first": _first(explorer, between, on),
        },
    }
    title = EXPLORER_WORDS["en"]["explore_title"]
    return ExplorerMap(title=title, panel=_panel(), data=data, cases=text)


def _faces(explorer: Explorer) -> list[Face]:
    """Before, and what gives after and difference their legends: classes that suit all cases."""
    links = explorer.net.links
    base = explorer.cases[0].flow_tbps
    room = links["capacity_tbps"].to_numpy(dtype=float)
    load = np.divide(base, room, out=np.where(base > 0, np.inf, 0.0), where=room > 0)
    most = np.max([np.abs(case.flow_tbps - base) for case in explorer.cases], axis=0)
    flow = Measure(series=pd.Series(base, index=links.index), **KNOWN["flow_tbps"])
    use = Measure(series=pd.Series(load, index=links.index), **KNOWN["utilisation"])
    change = pd.Series(np.where(most > 0, most, np.nan), index=links.index)
    none = pd.Series(0.0, index=pd.Index(explorer.countries))
    loss = Measure(series=none, **{**KNOWN["loss"], "none_below": 0.001})
    longer = Measure(series=none, title=LONGER, unit="ms", breaks=(2.0, 5.0, 10.0, 25.0, 50.0), none_below=1.0)
    return [
        Face(name="before", colour=use, width=flow, countries=None, shows_cut=False),
        Face(name="after", colour=use, width=flow, countries=loss),
        Face(
            name="difference",
            colour=Measure(series=change, title=CHANGE, unit="Tbps", signed=True),
            width=Measure(series=change, title=CHANGE, unit="Tbps"),
            countries=longer,
        ),
    ]


def _short(values: Iterable[float]) -> list[float | int]:
    """Numbers to five digits, whole ones without a point."""
    found = [float(f"{value:.5g}") for value in values]
    return [int(value) if value == int(value) else value for value in found]


def _hollow(row: dict[str, Any]) -> dict[str, Any]:
    """A face without its values, which the page fills in case by case."""
    parts = {
        part: None if row[part] is None else {"scale": row[part]["scale"], "values": []}
        for part in ("colour", "width", "countries")
    }
    return {**row, **parts}


def _switch_row(explorer: Explorer, switch: Switch, where: Mapping[str, int]) -> dict[str, Any]:
    """A switch for the page: words, links by number (``where``) with what survives of them, shapes, and where crosses go."""
    net = explorer.net
    shares = check_survival(switch.survival, net.links.index)
    hit = {link: share for link, share in sorted(shares.items()) if share < 1.0}
    areas = {clip(name, 60): area for name, area in switch.areas.items() if not area.is_empty}
    return {
        "id": address_id(switch.id),
        "title": clip(switch.title, 120),
        "kind": switch.kind,
        "note": clip(switch.note, 600),
        "links": [where[link] for link in hit],
        "shares": [round(share, 3) for share in hit.values()],
        "areas": [[name, *_middle(area), rings_of(area)] for name, area in areas.items()],
        "marks": marks(net, shares, areas),
    }


def address_id(name: str) -> str:
    """An id as it may stand in the address of a page, where commas part several.

    >>> address_id("country:DE,FR")
    'country:DE-FR'
    """
    return re.sub(r"[^\w:.@+-]+", "-", clip(name, 60))


def _middle(area: Any) -> tuple[float, float]:  # noqa: ANN401 -- a shapely geometry
    """Where the name of an area stands."""
    point = area.representative_point()
    return round(point.x, 2), round(point.y, 2)


def _figures(figures: Mapping[str, float]) -> list[float | None]:
    """The world's figures of one case, in the order in which the page reads them."""
    found = [figures.get(name, np.nan) for name in ("served_tbps", "unserved_tbps", "rtt_ms", "pairs_cut_off")]
    return [float(f"{one:.6g}") if np.isfinite(one) else None for one in found]


def _first(explorer: Explorer, between: tuple[str, str] | None, on: Sequence[str] | None) -> dict[str, Any]:
    """What the page shows when its address says nothing: two places, and what is cut.

    Raises:
        UnknownNameError: if a place or switch is not in the explorer.
    """
    spots, switches = [one.id for one in explorer.spots], [one.id for one in explorer.switches]
    places = between or (spots[0], spots[-1])
    for place in places:
        if place not in spots:
            raise unknown_name("place of the explorer", place, spots)
    chosen = switches[:1] if on is None else list(on)
    for one in chosen:
        if one not in switches:
            raise unknown_name("switch", one, switches)
    return {"from": spots.index(places[0]), "to": spots.index(places[1]), "on": [switches.index(one) for one in chosen]}


def _panel() -> str:
    """The panel: what is cut and what it means, two places, the switches; results, key, search. The page fills it in."""
    notes = "\n".join(f'<li data-say="{key}">{html_text(EXPLORER_WORDS["en"][key])}</li>' for key in NOTES)
    return "\n".join(
        [
            '<header class="cn-head">',
            f'<h1 id="cn-title" dir="auto">{html_text(EXPLORER_WORDS["en"]["explore_title"])}</h1>',
            '<p class="cn-headline" id="cn-told" aria-live="polite" dir="auto"></p>',
            '<div id="cn-pick"></div>',
            '<div id="cn-faces" data-first="difference"></div>',
            '<button type="button" class="cn-fold" aria-expanded="true" aria-controls="cn-body"></button>',
            "</header>",
            '<div class="cn-body" id="cn-body">',
            '<section id="cn-switches"></section>',
            '<section id="cn-results" tabindex="0" aria-label="Results" data-say-label="results"></section>',
            '<section id="cn-key"></section>',
            '<section class="cn-search" id="cn-find"></section>',
            '<section id="cn-systems"></section>',
            f'<section class="cn-notes"><h2 data-say="read_with_care">Read with care</h2><ul>\n{notes}\n</ul>',
            '<p id="cn-method" dir="auto"></p></section>',
            '<div class="cn-language" id="cn-language"></div>',
            "</div>",
        ]
    )
