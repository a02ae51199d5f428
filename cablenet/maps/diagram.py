"""The corridor diagram: two places as two rails, each corridor a line between them as thick as its traffic.

Before stands above after, so what a corridor lost or took is seen without reading. It is plain SVG with real text: it
stands without any script, prints, and can be read aloud.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from cablenet.errors import InputError
from cablenet.maps.style import INK, stroke
from cablenet.maps.text import clip, html_text, number

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CORRIDOR_COLUMNS", "NOT_SERVED", "Summary", "corridor_svg", "summary"]

CORRIDOR_COLUMNS: Final = ("corridor", "before_tbps", "after_tbps", "before_ms", "after_ms")

NOT_SERVED: Final = "not served"
"""The corridor of what finds no way; its line is broken."""

NONE: Final = "-"
"""In place of a figure that there is not."""

LEAST_SHOWN: Final = 0.001
"""Figures below this are told as below it."""

MOST_ROWS: Final = 8
WIDTH: Final = 314
THICKEST: Final = 20.0
THINNEST: Final = 1.5
RAIL: Final = 5
NAME_CHARS: Final = 36
LINE: Final = 15.0

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Traffic over all corridors: what is served, its mean round trip (None where nothing is), the largest corridor."""

    served_tbps: float
    rtt_ms: float | None
    largest: str
    largest_share: float


def corridor_svg(table: pd.DataFrame, ends: tuple[str, str]) -> str:
    """The diagram as HTML: a figure with an SVG of one row a corridor, the busiest first.

    Args:
        table: ``corridor`` (column or index), traffic ``before_tbps`` and ``after_tbps``, mean round trips ``before_ms`` and ``after_ms``
            (infinite or absent where there is none). A corridor named ``not served`` holds what finds no way.
        ends: names of the two places.

    Raises:
        InputError: if a column is missing, or traffic is no number of at least 0.
    """
    rows = _rows(table)
    scale = THICKEST / max((max(row["before"], row["after"]) for row in rows), default=1.0)
    y, parts = 24.0, []
    for row in rows:
        lines, y = _row(row, y, scale)
        parts.append(lines)
    name_a, name_b = (html_text(end, 30) for end in ends)
    rails = "".join(
        f'<rect x="{x}" y="20" width="{RAIL}" height="{y - 22:.0f}" fill="{INK.text}"/>' for x in (0, WIDTH - RAIL)
    )
    heads = f'<text x="0" y="13" class="cn-end">{name_a}</text><text x="{WIDTH}" y="13" class="cn-end" text-anchor="end">{name_b}</text>'
    key = '<span class="cn-dot cn-dot-before"></span><span data-say="before">Before</span> <span class="cn-dot cn-dot-after"></span><span data-say="after">After</span>'
    return (
        f'<figure class="cn-corridors"><figcaption><b data-say="corridors">Corridors</b> {key}</figcaption>'
        f'<svg viewBox="0 0 {WIDTH} {y:.0f}" role="img" aria-label="{name_a} - {name_b}">{heads}{"".join(parts)}{rails}</svg></figure>'
    )


def summary(table: pd.DataFrame, side: str) -> Summary:
    """All corridors together, ``before`` or ``after``."""
    rows = [row for row in _rows(table) if not row["lost"]]
    served = sum(row[side] for row in rows)
    known = [(row[side], row[f"{side}_ms"]) for row in rows if row[side] > 0 and row[f"{side}_ms"] is not None]
    weight = sum(tbps for tbps, _ in known)
    most = max(rows, key=lambda row: row[side], default=None)
    return Summary(
        served_tbps=served,
        rtt_ms=sum(tbps * ms for tbps, ms in known) / weight if weight > 0 else None,
        largest=most["name"] if most else "",
        largest_share=most[side] / served if most and served > 0 else 0.0,
    )


def _rows(table: pd.DataFrame) -> list[Row]:
    """The corridors as plain rows, the busiest first, small ones joined into one, what is not served last."""
    table = table.reset_index() if table.index.name == "corridor" else table
    missing = [name for name in CORRIDOR_COLUMNS if name not in table.columns]
    if missing:
        raise InputError(
            f"Found no column {', '.join(missing)} in the corridors, expected {', '.join(CORRIDOR_COLUMNS)}."
        )
    rows: list[Row] = [
        {
            "name": clip(cell["corridor"]),
            "before": _tbps(cell["before_tbps"]),
            "after": _tbps(cell["after_tbps"]),
            "before_ms": number(cell["before_ms"], 1),
            "after_ms": number(cell["after_ms"], 1),
            "lost": str(cell["corridor"]) == NOT_SERVED,
        }
        for cell in table.to_dict("records")
    ]
    rows.sort(key=lambda row: (row["lost"], -max(row["before"], row["after"]), row["name"]))
    return _joined(rows)


def _joined(rows: list[Row]) -> list[Row]:
    """At most so many rows: the smallest corridors become one."""
    ways, lost = [row for row in rows if not row["lost"]], [row for row in rows if row["lost"]]
    if len(ways) <= MOST_ROWS:
        return rows
    rest = ways[MOST_ROWS - 1 :]
    other: Row = {"name": f"{len(rest)} others", "lost": False}
    for side in ("before", "after"):
        other[side] = sum(row[side] for row in rest)
        known = [(row[side], row[f"{side}_ms"]) for row in rest if row[f"{side}_ms"] is not None and row[side] > 0]
        total = sum(tbps for tbps, _ in known)
        other[f"{side}_ms"] = round(sum(tbps * ms for tbps, ms in known) / total, 1) if total else None
    return [*ways[: MOST_ROWS - 1], other, *lost]


def _tbps(cell: object) -> float:
    """Traffic; absent is none.

    Raises:
        InputError: if it is negative.
    """
    found = number(cell, 6) or 0.0
    if found < 0:
        raise InputError(f"Found {found} Tbps in a corridor, expected at least 0.")
    return float(found)


def _row(row: Row, y: float, scale: float) -> tuple[str, float]:
    """One corridor: its name, its figures, and its two lines; and where the next one starts."""
    say = f' data-say="{NOT_SERVED}"' if row["lost"] else ""
    out = []
    for line in textwrap.wrap(clip(row["name"], 2 * NAME_CHARS), NAME_CHARS)[:2] or [""]:
        out.append(f'<text x="12" y="{y + 12:.1f}" class="cn-way" dir="auto"{say}>{html_text(line)}</text>')
        y += LINE
    y -= LINE
    out.append(f'<text x="12" y="{y + 27:.1f}" class="cn-much">{_figures(row)}</text>')
    y += 32
    for side in ("before", "after"):
        thick = max(THINNEST, row[side] * scale)
        out.append(_line(row, side, y + thick / 2, thick))
        y += thick + 1.5
    return "".join(out), y + 6


def _line(row: Row, side: str, y: float, thick: float) -> str:
    """One line from rail to rail; dotted where nothing flows, broken where it does not arrive."""
    colour = INK.area if row["lost"] else stroke("before").colour if side == "before" else stroke("after").colour
    if row[side] <= 0:
        return f'<path d="M{RAIL} {y:.1f}H{WIDTH - RAIL}" stroke="{colour}" stroke-width="1.2" stroke-dasharray="1.5 5" fill="none"/>'
    way = f"M{RAIL} {y:.1f}H{WIDTH * 0.44:.0f}" if row["lost"] else f"M{RAIL} {y:.1f}H{WIDTH - RAIL}"
    return f'<path d="{way}" stroke="{colour}" stroke-width="{thick:.1f}" fill="none"/>'


def _figures(row: Row) -> str:
    """Traffic and round trip, before and after."""
    traffic = f"{_plain(row['before'])} → {_plain(row['after'])} Tbps"
    if row["lost"]:
        return traffic
    delays = [_delay(row, side) for side in ("before", "after")]
    return f"{traffic} · {delays[0]}" if delays[0] == delays[1] else f"{traffic} · {delays[0]} → {delays[1]}"


def _delay(row: Row, side: str) -> str:
    """A round trip, where there is one."""
    return NONE if row[side] <= 0 or row[f"{side}_ms"] is None else f"{_plain(row[f'{side}_ms'])} ms"


def _plain(value: float) -> str:
    """A number to three digits, as text of a page."""
    if 0 < value < LEAST_SHOWN:
        return f"&lt;{LEAST_SHOWN}"
    return f"{value:,.0f}" if value >= 100 or value == 0 else f"{value:.1f}" if value >= 1 else f"{value:.2g}"
