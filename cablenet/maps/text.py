"""Text from data, made safe to show: cleaned, shortened, and escaped for HTML or for JSON in HTML.

Data is not trusted. It may hold markup, half an emoji, a line that turns the reading direction of
all that follows, or ten thousand letters.
"""

from __future__ import annotations

import html
import json
import math
import re
from typing import Final

__all__ = ["clip", "html_text", "number", "script_json"]

LABEL_CHARS: Final = 160
"""Most characters of a name that are kept."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")
"""Control characters, and marks that turn the direction of text beyond their own end."""


def clip(value: object, limit: int = LABEL_CHARS) -> str:
    r"""Return a value as one line of clean text of at most ``limit`` characters; an absent one is empty.

    >>> clip("  Sea   Me We\n5 ")
    'Sea Me We 5'
    >>> clip("abcdef", 4)
    'abc…'
    """
    if value is None or value != value or str(value) in {"<NA>", "NaT"}:  # noqa: PLR0124 -- NaN alone differs from itself
        return ""
    whole = str(value)[: 8 * limit].encode("utf-8", "replace").decode("utf-8")
    line = " ".join(_UNSEEN.sub(" ", whole).split())
    return line if len(line) <= limit and len(str(value)) <= 8 * limit else line[: limit - 1].rstrip() + "…"


def number(value: object, decimals: int = 0) -> float | int | None:
    """Return a finite number, rounded, or None for what is absent or none.

    >>> number("12.345", 1), number(None), number(float("inf"))
    (12.3, None, None)
    """
    try:
        found = value if isinstance(value, float) else float(str(value))
    except ValueError:
        return None
    if not math.isfinite(found):
        return None
    rounded = round(found, decimals)
    return int(rounded) if rounded == int(rounded) else rounded


def html_text(value: object, limit: int = 2000) -> str:
    """Return text for an HTML page: clean, shortened and escaped, quotes too.

    >>> html_text("<b>Q&A</b>")
    '&lt;b&gt;Q&amp;A&lt;/b&gt;'
    """
    return html.escape(clip(value, limit), quote=True)


def script_json(value: object) -> str:
    r"""Return JSON that can stand inside a ``script`` element whatever its strings hold.

    ``<``, ``>`` and ``&`` become escapes, so no string can close the element or open a comment; the
    two line separators that JavaScript once took for line ends are escaped too. Keys keep their order.

    >>> script_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'

    Raises:
        ValueError: if a number is not finite.
    """
    plain = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        plain = plain.replace(char, f"\\u{ord(char):04x}")
    return plain
