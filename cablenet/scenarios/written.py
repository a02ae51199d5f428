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
from typing import TYPE_CHECKING, Any

from cablenet.errors import CablenetError, DataError, Fault
from cablenet.scenarios.kinds import KINDS
from cablenet.scenarios.model import merge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cablenet.network.model import Network
    from cablenet.scenarios.model import Scenario

__all__ = ["read_scenario"]

_TOP = ("id", "title", "cut")

_HEADER = re.compile(r"\s*\[\[\s*[\"']?cut[\"']?\s*\]\]")
_KEY = re.compile(r"\s*[\"']?(?P<key>[A-Za-z0-9_-]+)[\"']?\s*=")
_LINE = re.compile(r"at line (?P<line>\d+)")


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
        raise DataError([Fault(file=file, row=row, found=str(error), expected="TOML")]) from None
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
                wrong = [reader.fault(number, "name" if "name" in part else "kind", _told(part), str(error))]
        faults += wrong
    if faults:
        raise DataError(faults)
    title = document.get("title") or " and ".join(one.title for one in made)
    return merge(document.get("id") or "+".join(one.id for one in made), title, made)


class _Reader:
    """One file as it is read: finds the lines of keys and makes the parts."""

    def __init__(self, *, net: Network, text: str, file: str, read: Callable[[str], str] | None) -> None:
        self._net, self._file, self._read = net, file, read
        self._lines: dict[tuple[int, str], int] = {}
        number = -1
        for row, line in enumerate(text.splitlines(), start=1):
            key = _KEY.match(line)
            if _HEADER.match(line):
                number += 1
                self._lines[number, ""] = row
            elif key:
                self._lines.setdefault((number, key["key"]), row)

    def fault(self, number: int, key: str, found: object, expected: str) -> Fault:
        """A fault at a key of a part; where the key does not stand, at the head of the part."""
        row = self._lines.get((number, key)) or self._lines.get((number, "")) or self._lines.get((-1, "cut"))
        shown = found if isinstance(found, str) else repr(found)
        return Fault(file=self._file, row=row, column=key or None, found=shown[:80], expected=expected)

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
            if key != "kind" and name not in fields:
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
                message = "Found an area_file, expected a file that may be read: pass read=..., or give area as WKT."
                raise DataError(message)
            values["area"] = self._read(part["area_file"])
        return KINDS[part["kind"]].make(self._net, values)


def _told(part: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value!r}" for key, value in part.items() if key != "kind")
