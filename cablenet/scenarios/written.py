"""Scenarios as a person writes them: a small TOML file.

::

    title = "Two straits, and half of a system"

    [[cut]]
    kind = "chokepoint"
    name = "luzon"

    [[cut]]
    kind = "system"
    name = "seamewe-5"
    survival = 0.5
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

from cablenet.errors import CablenetError, DataError, Fault, InputError, UnknownNameError
from cablenet.scenarios.footprints import read_area
from cablenet.scenarios.kinds import KINDS
from cablenet.scenarios.model import merge
from cablenet.scenarios.ranges import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablenet.network.model import Network
    from cablenet.scenarios.model import Scenario

__all__ = ["read_scenario"]

_TOP = ("id", "title", "cut")

LONGEST = 300
"""Longest text that a fault repeats."""

_WORDS = ("line", "key")

_LINE = re.compile(r"at line (?P<line>\d+)")

_TOKEN = re.compile(
    r"""
    \"{3}(?:\\.|[^\\])*?\"{3} | '{3}.*?'{3} | \#[^\n]*                        # what holds neither a part nor a key
    | (?P<part> ^[ \t]*\[\[[ \t]*["']?cut["']?[ \t]*\]\] | \{ )               # [[cut]], or one written { in line }
    | (?P<key> [A-Za-z0-9_-]+ | "(?:\\.|[^"\\\n])*" | '[^'\n]*' ) (?P<is> [ \t]*= )?
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
"""What matters for finding the lines of a file that ``tomllib`` has read."""


def read_scenario(
    net: Network, text: str, *, file: str = "scenario.toml", read: Callable[[str], str] | None = None
) -> Scenario:
    """Scenario of a TOML text: ``title``, ``id``, and one ``[[cut]]`` a part with ``kind`` and the fields of that kind.

    The kinds and their fields are those of :data:`cablenet.scenarios.KINDS`; every part may say ``survival``. A polygon may
    give ``area_file`` instead of ``area``: ``read`` then gets that name and returns the text of the file.

    Raises:
        DataError: with every fault by line and key, what was found and what was expected.
    """
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        where = _LINE.search(str(error))
        row = int(where["line"]) if where else text.count("\n") + 1
        raise DataError([Fault(file=file, row=row, found=str(error), expected="TOML", words=_WORDS)]) from None
    except (ValueError, RecursionError):
        found = "a number of thousands of digits, or as many brackets in one another"
        raise DataError([Fault(file=file, found=found, expected="numbers and lists of some size")]) from None
    reader = _Reader(net=net, text=text, file=file, read=read)
    parts = document.get("cut", [])
    faults = list(reader.top_faults(document))
    made: list[Scenario] = []
    for number, part in enumerate(parts if isinstance(parts, list) else []):
        wrong = list(reader.part_faults(number, part))
        if not wrong:
            try:
                made.append(reader.make(part))
            except CablenetError as error:
                wrong = [reader.blame(number, part, error)]
        faults += wrong
    if faults:
        raise DataError(faults)
    title = document.get("title") or " and ".join(dict.fromkeys(one.title for one in made))
    return merge(document.get("id") or "+".join(dict.fromkeys(one.id for one in made)), title, made)


class _Reader:
    """One file as it is read: finds the lines of keys and makes the parts."""

    def __init__(self, *, net: Network, text: str, file: str, read: Callable[[str], str] | None) -> None:
        self._net, self._file, self._read = net, file, read
        self._lines: dict[tuple[int, str], int] = {}
        number = -1
        ends = [match.start() for match in re.finditer("\n", text)]
        for token in _TOKEN.finditer(text):
            if token["part"]:
                number += 1
                self._lines[number, ""] = bisect_left(ends, token.end()) + 1
            elif token["is"]:
                row = bisect_left(ends, token.start("key")) + 1
                self._lines.setdefault((number, token["key"].strip("\"'")), row)

    def fault(self, number: int, key: str, found: object, expected: str) -> Fault:
        """A fault at a key of a part; where the key does not stand, at the head of the part."""
        row = self._lines.get((number, key)) or self._lines.get((number, "")) or self._lines.get((-1, "cut"))
        text = found[:LONGEST] if isinstance(found, str) else shown(found)
        return Fault(file=self._file, row=row, column=key, found=text, expected=expected, words=_WORDS)

    def blame(self, number: int, part: dict[str, Any], error: CablenetError) -> Fault:
        """Fault of an error that came up when a part was made: at the value that it names, else at the first field."""
        first = KINDS[part["kind"]].fields[0].name
        key = first if first in part else f"{first}_file"
        if isinstance(error, DataError) and error.faults:
            inner = error.faults[0]
            return self.fault(number, key, f"{inner.file}: {inner.found}", inner.expected)
        if isinstance(error, UnknownNameError):
            named = [each for each, value in part.items() if value == error.found]
            hint = str(error).removeprefix(f"Unknown {error.kind} {error.found!r}. ")
            return self.fault(number, (named or [key])[0], error.found, f"a known {error.kind}. {hint.rstrip('.')}")
        found, _, expected = str(error).removeprefix("Found ").partition(", expected ")
        return self.fault(number, key, found, expected.rstrip("."))

    def top_faults(self, document: dict[str, Any]) -> Iterator[Fault]:
        """What is wrong outside the parts."""
        for key, value in document.items():
            if key not in _TOP:
                yield self.fault(-1, key, "a key", f"only {', '.join(_TOP)}; fields of a cut stand below [[cut]]")
            elif key != "cut" and not (isinstance(value, str) and value):
                yield self.fault(-1, key, value, "a text in quotes")
        parts = document.get("cut")
        if not isinstance(parts, list) or not parts:
            yield self.fault(-1, "cut", "none" if parts is None else parts, "one [[cut]] or more")

    def part_faults(self, number: int, part: object) -> Iterator[Fault]:
        """What is wrong in one part, before anything is made of it."""
        if not isinstance(part, dict):
            yield self.fault(number, "cut", part, "a table that starts with [[cut]]")
            return
        kind = KINDS.get(part["kind"]) if isinstance(part.get("kind"), str) else None
        if kind is None:
            yield self.fault(number, "kind", part.get("kind", "no kind"), f"one of {', '.join(KINDS)}")
            return
        fields = {field.name: field for field in kind.fields}
        given = {("area" if key == "area_file" else key): value for key, value in part.items() if key != "kind"}
        for key, value in part.items():
            name = "area" if key == "area_file" else key
            if key == "area_file" and "area" in part:
                yield self.fault(number, key, value, "area or area_file, not both")
            elif key != "kind" and name not in fields:
                yield self.fault(number, key, "a key", f"only {', '.join(['kind', *fields])} for a {kind.name}")
            elif key != "kind" and not fields[name].fits(value):
                yield self.fault(number, key, value, fields[name].expected)
        for field in kind.fields:
            if field.required and field.name not in given:
                yield self.fault(number, field.name, "nothing", field.expected)

    def make(self, part: dict[str, Any]) -> Scenario:
        """Scenario of one part that has no faults."""
        values = {key: value for key, value in part.items() if key not in {"kind", "area_file"}}
        if "area_file" in part:
            if self._read is None:
                message = "Found no way to read a file, expected read=... beside the text, or area as WKT."
                raise InputError(message)
            values["area"] = read_area(self._read(part["area_file"]), file=part["area_file"])
        return KINDS[part["kind"]].make(self._net, values)
