"""A folium map that needs no network: Leaflet inlined, nothing fetched, the same bytes each time.

folium's own page loads Leaflet, jQuery, Bootstrap and icon fonts from content delivery networks, and
renders what its elements say a second time as a template, so that a cable named ``{{ 7*7 }}`` would
run. :class:`OfflineMap` therefore writes its own page and hands its parts over as they are. It stays
a ``folium.Map``: it shows itself in a notebook, and simple folium layers can be added to it.
"""

from __future__ import annotations

import base64
import os
import re
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import folium
from branca.element import Element, Figure
from jinja2 import Template

from cablenet._datafiles import data_file
from cablenet.maps.text import html_text, script_json

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["OfflineMap", "asset", "reference", "write_page"]

SCRIPTS: Final = (
    "lines.js",
    "words.js",
    "world.js",
    "face.js",
    "state.js",
    "scene.js",
    "ink.js",
    "ground.js",
    "marks.js",
    "draw.js",
    "pick.js",
    "cards.js",
    "deck.js",
    "key.js",
    "search.js",
    "lists.js",
    "fold.js",
    "scenes.js",
    "start.js",
)
"""Our own scripts, in the order in which they stand in the page."""

POLICY: Final = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; "
    "base-uri 'none'; form-action 'none'"
)
"""Content security policy of the page: it may run what it holds and fetch nothing."""

ID: Final = "cablenet"
"""Fixed in place of folium's random ids, so that the same map gives the same bytes."""


class Verbatim(Element):
    """Text that goes into the page as it is; branca would read its own elements as templates once more."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def render(self, **_: Any) -> str:  # noqa: ANN401 -- branca's signature
        """Return the text."""
        return self._text


class Page(Figure):
    """The page around the map: language, character set, policy, title; script at the end of the body."""

    _template = Template(
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n{{ this.header.render(**kwargs) }}\n</head>\n<body>\n'
        "{{ this.html.render(**kwargs) }}\n<script>\n{{ this.script.render(**kwargs) }}\n</script>\n</body>\n</html>\n"
    )

    def __init__(self) -> None:
        super().__init__(height="720px")
        self._id = ID
        self.header._children.clear()  # noqa: SLF001 -- branca has no other way to leave its meta tag out


class OfflineMap(folium.Map):
    """A map drawn by the page's own canvas from one block of data.

    Args:
        title: name of the page, as text.
        panel: HTML of the panel beside the map, already escaped.
        data: what the page's scripts read; see :mod:`cablenet.maps.compose`.
    """

    def __init__(self, *, title: str, panel: str, data: Mapping[str, Any]) -> None:
        super().__init__(location=(0.0, 0.0), zoom_start=2, tiles=None, prefer_canvas=True)
        self._id = ID
        self.default_js, self.default_css = [], []
        self._title, self._panel, self._data = title, panel, data
        Page().add_child(self)

    def render(self, **kwargs: Any) -> str:  # noqa: ANN401 -- branca's signature
        """Write head, body and script into the page, then what was added to the map; nothing is left to return."""
        page = self.get_root()
        assert isinstance(page, Figure)  # noqa: S101 -- the constructor made it so
        name = self.get_name()
        page.header.add_child(Verbatim(_head(self._title)), name=f"{name}_head")
        page.html.add_child(Verbatim(_body(name, self._panel, self._data)), name=f"{name}_body")
        start = f'var {name} = cablenet.start("{name}", document.getElementById("{name}_data"));'
        page.script.add_child(Verbatim(f"{_scripts()}\n{start}"), name=f"{name}_script")
        for child in self._children.values():
            child.render(**kwargs)
        return ""


def write_page(m: folium.Map, path: str | os.PathLike[str]) -> None:
    """Write a map's page beside its place, then rename it into place."""
    place = Path(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    page: str = m.get_root().render()
    handle, draft = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(page)
        os.chmod(draft, 0o644)  # noqa: PTH101 -- a page is for everybody to read; mkstemp is for its owner alone
        os.replace(draft, place)  # noqa: PTH105 -- one atomic step on the same disk
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _head(title: str) -> str:
    """The head of the page, with the style sheets inlined."""
    return (
        '<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<link rel="icon" href="data:,">\n'
        f"<title>{html_text(title, 140) or 'Submarine cables'}</title>\n"
        f"<!--\n{asset('leaflet/LICENSE').strip()}\n-->\n"
        f"<style>\n{_leaflet_css()}\n{asset('map.css')}\n</style>"
    )


def _body(name: str, panel: str, data: Mapping[str, Any]) -> str:
    """The body of the page: panel, map, and the data as JSON that no browser runs."""
    return (
        f'<div class="cn-page">\n<aside class="cn-panel" aria-label="Summary and key" data-say-label="summary">\n{panel}\n</aside>\n'
        f'<main class="cn-main"><div class="folium-map cn-map" id="{name}" role="region" '
        'aria-label="Map of submarine cables. Arrow keys move it, plus and minus zoom. '
        'Use the search field of the panel to open a cable by name." data-say-label="map_label"></div></main>\n</div>\n'
        "<noscript><p>The map is drawn by a script that this browser does not run; the figures stand above.</p>"
        "</noscript>\n"
        f'<script type="application/json" id="{name}_data">{script_json(data)}</script>'
    )


@cache
def asset(name: str) -> str:
    """A text that is shipped in ``assets``; this module is the one door through which maps open files."""
    return files("cablenet.maps").joinpath("assets").joinpath(name).read_text(encoding="utf-8")


def reference(name: str) -> str:
    """A text of ``data/reference``.

    Raises:
        DataError: if it is missing.
    """
    return data_file(f"reference/{name}").read_text(encoding="utf-8")


@cache
def _leaflet_css() -> str:
    """Leaflet's style sheet with its pictures inlined and without the one rule for Internet Explorer 8."""
    css = re.sub(r"[^{}]*\{\s*behavior:[^}]*\}", "", asset("leaflet/leaflet.css"))
    return re.sub(r"url\((images/[\w.-]+)\)", lambda found: f"url({_picture(found[1])})", css)


@cache
def _picture(name: str) -> str:
    """A picture of Leaflet's as a ``data:`` address."""
    content = files("cablenet.maps").joinpath("assets/leaflet").joinpath(name).read_bytes()
    return f"data:image/png;base64,{base64.b64encode(content).decode('ascii')}"


@cache
def _scripts() -> str:
    """Leaflet and our own scripts; the pictures of a plain folium marker are inlined."""
    leaflet = re.sub(r"\n?//# sourceMappingURL=.*", "", asset("leaflet/leaflet.js"))
    icons = {
        "iconUrl": _picture("images/marker-icon.png"),
        "iconRetinaUrl": _picture("images/marker-icon-2x.png"),
        "shadowUrl": _picture("images/marker-shadow.png"),
    }
    marker = f'L.Icon.Default.imagePath = "";\nL.Icon.Default.mergeOptions({script_json(icons)});'
    return "\n".join([leaflet, marker, *(asset(name) for name in SCRIPTS)])
