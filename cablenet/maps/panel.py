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


def panel_html(words: Words, paths: Sequence[PathWords]) -> str:
    """The inside of the panel, as HTML.

    The page hangs its key and its lists of systems into the elements with ids ``cn-key``,
    ``cn-find`` and ``cn-systems``.
    """
    title = html_text(words.title, TITLE_CHARS) or "Submarine cables"
    parts = [
        '<header class="cn-head">',
        f'<h1 dir="auto">{title}</h1>',
        f'<p class="cn-headline" dir="auto">{html_text(words.headline, HEADLINE_CHARS)}</p>' if words.headline else "",
        _paths_html(paths),
        '<button type="button" class="cn-fold" aria-expanded="true" aria-controls="cn-body">Details</button>',
        "</header>",
        '<div class="cn-body" id="cn-body">',
        _figures_html(words.figures),
        '<section id="cn-key"></section>',
        '<section class="cn-search" id="cn-find" aria-label="Find a cable or a landing station"></section>',
        '<section id="cn-systems"></section>',
        _notes_html(words.notes),
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
    title = f"{path.side.capitalize()} the cut"
    head = f'<button type="button" class="cn-path cn-path-{path.side}" data-side="{path.side}"'
    if path.rtt_ms is None:
        return f'{head} disabled><span class="cn-side">{title}</span><span class="cn-rtt">No path left</span></button>'
    length = "" if path.length_km is None else f'<span class="cn-km">{path.length_km:,.0f} km of fibre</span>'
    return (
        f'{head} title="Show this path on the map"><span class="cn-side">{title}</span>'
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
    return f'<section class="cn-notes"><h2>Read with care</h2><ul>\n{items}\n</ul></section>'
