"""The words of the page itself in four languages, as one table; texts of the caller's are never translated."""

from __future__ import annotations

import json
from typing import Final

from cablenet.maps.offline import asset

__all__ = ["LANGUAGES", "WORDS"]

WORDS: Final[dict[str, dict[str, str]]] = json.loads(asset("words.json"))
"""Language -> key -> words, with places for values in braces; every language has the keys of English."""

LANGUAGES: Final = tuple(WORDS)
