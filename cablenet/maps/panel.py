"""The panel beside the map, in words: plain HTML that stands without any script.

It is read from the top in ten seconds: what was cut, what it means, the figures, then the key to
the map. Everything here is escaped text; what the key counts and switches is filled by the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from cablenet.maps.text import clip, html_text

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["PathWords", "Words", "panel_html"]

TITLE_CHARS: Final = 140
HEADLINE_CHARS: Final = 420
FIGURE_CHARS: Final = 120
NOTE_CHARS: Final = 600
MOST_FIGURES: Final = 8
INTERVAL: Final = re.compile(r"\[[^\]\[]*\]|\([^()]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the panel says: texts as given, not yet escaped."""

    title: str = ""
    headline: str = ""
    figures: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathWords:
    """The best path before or after: ``side`` names it, ``rtt_ms`` and ``length_km`` are None where there is none."""

    side: str
    rtt_ms: float | int | None
    length_km: float | int | None
    corridor: str


def panel_html(words: Words, paths: Sequence[PathWords] = (), *, first_face: str = "", diagram: str = "") -> str:
    """The inside of the panel, as HTML.

    The page hangs its parts into the elements with ids ``cn-faces`` (the switch between faces, of which ``first_face`` is
    shown first), ``cn-key``, ``cn-find``, ``cn-systems`` and ``cn-language``. Words of the page's own carry their key
    (``data-say``), so that the page can put them into another language. ``diagram`` is HTML, already escaped.
    """
    title = html_text(words.title, TITLE_CHARS) or "Submarine cables"
    parts = [
        '<header class="cn-head">',
        f'<h1 dir="auto">{title}</h1>',
        f'<p class="cn-headline" dir="auto">{html_text(words.headline, HEADLINE_CHARS)}</p>' if words.headline else "",
        _paths_html(paths),
        f'<div id="cn-faces" data-first="{html_text(first_face)}"></div>' if first_face else "",
        '<button type="button" class="cn-fold" aria-expanded="true" aria-controls="cn-body">Details</button>',
        "</header>",
        '<div class="cn-body" id="cn-body">',
        diagram,
        _figures_html(words.figures),
        '<section id="cn-key"></section>',
        '<section class="cn-search" id="cn-find"></section>',
        '<section id="cn-systems"></section>',
        _notes_html(words.notes),
        '<div class="cn-language" id="cn-language"></div>',
        "</div>",
    ]
    return "\n".join(part for part in parts if part)


def _paths_html(paths: Sequence[PathWords]) -> str:
    """The best path before and after, as two cards in the colours of the map."""
    if not paths:
        return ""
    cards = "\n".join(_path_html(path) for path in paths)
    return f'<section class="cn-paths" aria-label="Best path before and after">\n{cards}\n</section>'


def _path_html(path: PathWords) -> str:
    title = f'<span class="cn-side" data-say="{path.side}_cut">{path.side.capitalize()} the cut</span>'
    head = f'<button type="button" class="cn-path cn-path-{path.side}" data-side="{path.side}"'
    if path.rtt_ms is None:
        return f'{head} disabled>{title}<span class="cn-rtt" data-say="no_path_left">No path left</span></button>'
    length = "" if path.length_km is None else f'<span class="cn-km">{path.length_km:,.0f} km</span>'
    return (
        f"{head}>{title}"
        f'<span class="cn-rtt">{path.rtt_ms:,.0f} <abbr title="milliseconds there and back">ms</abbr></span>{length}'
        f'<span class="cn-corridor" dir="auto">{html_text(clip(path.corridor, FIGURE_CHARS))}</span></button>'
    )


def _figures_html(figures: Sequence[tuple[str, str]]) -> str:
    """The key figures, each as one term and its value."""
    if not figures:
        return ""
    rows = "\n".join(
        f'<div><dt dir="auto">{html_text(label, FIGURE_CHARS)}</dt><dd dir="auto">{_value_html(value)}</dd></div>'
        for label, value in figures[:MOST_FIGURES]
    )
    return f'<dl class="cn-figures">\n{rows}\n</dl>'


def _value_html(value: str) -> str:
    """A figure: what stands in brackets (its interval) is set lighter, what follows an arrow starts a new part."""
    parts = html_text(value, FIGURE_CHARS).split(" → ")
    lighter = [INTERVAL.sub(r'<span class="cn-interval">\g<0></span>', part) for part in parts]
    return " ".join(f"<span>{'→ ' if number else ''}{part}</span>" for number, part in enumerate(lighter))


def _notes_html(notes: Sequence[str]) -> str:
    """What a reader must know before quoting a figure."""
    if not notes:
        return ""
    items = "\n".join(f'<li dir="auto">{html_text(note, NOTE_CHARS)}</li>' for note in notes)
    return f'<section class="cn-notes"><h2 data-say="read_with_care">Read with care</h2><ul>\n{items}\n</ul></section>'
