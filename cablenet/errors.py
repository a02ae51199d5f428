"""What can go wrong, as one tree with few leaves.

    CablenetError
      +- InputError           an argument that cannot be right
      |    +- UnknownNameError    a name that is not in the list; tells the nearest known ones
      +- DataError            a table or file that is not as its schema says; carries every fault
      +- GeometryError        a shape that cannot be laid, split, measured or crossed
      +- NoRouteError         two places that no remaining link joins

Every message says three things: what was found, what was expected, and what mends it. Catch
``CablenetError`` to catch whatever this package raises on purpose; anything else is a bug.
"""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "CablenetError",
    "DataError",
    "Fault",
    "GeometryError",
    "InputError",
    "NoRouteError",
    "UnknownNameError",
    "unknown_name",
]

MEND_FILE = "Mend the file and run the command again; nothing was written."
"""What to do about faults in a file."""

SHOWN_FAULTS = 10
"""How many faults a DataError prints; all of them stay in ``DataError.faults``."""

SHOWN_NAMES = 5
"""How many near names an UnknownNameError prints."""

NAME_LIKENESS = 0.5
"""Least likeness (``difflib`` ratio, 0 to 1) for a known name to be called near."""


class CablenetError(Exception):
    """Root of everything this package raises on purpose."""


class InputError(CablenetError):
    """An argument that cannot be right: wrong range, wrong kind, wrong combination."""


class GeometryError(CablenetError):
    """A shape that cannot be laid, split, measured or crossed."""


class NoRouteError(CablenetError):
    """Two places that no remaining link joins.

    Tables never raise this: there a missing path is an infinite RTT that is counted.
    """


class UnknownNameError(InputError):
    """A name that is not in the list it was looked up in.

    Attributes: ``kind`` is what was looked for ("chokepoint"), ``found`` the name that was given
    and ``nearest`` the known names most like it, best first (may be empty).
    """

    def __init__(self, message: str, *, kind: str, found: str, nearest: tuple[str, ...]) -> None:
        super().__init__(message)
        self.kind = kind
        self.found = found
        self.nearest = nearest

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by keyword, so that the error survives the way back from a worker process."""
        return (_restore_unknown_name, (str(self), self.kind, self.found, self.nearest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong in one cell, row or column of a data file.

    ``row`` is the line of the file as an editor numbers it (the header is line 1), or ``None``
    when the fault concerns the whole file; ``column`` is ``None`` when it concerns the row. ``words``
    are what the two are called in such a file.

    >>> print(Fault(file="stations.csv", row=7, column="lon", found="east", expected="a number"))
    stations.csv, row 7, column lon: found 'east', expected a number
    """

    file: str
    row: int | None = None
    column: str | None = None
    found: str
    expected: str
    words: tuple[str, str] = ("row", "column")

    def __str__(self) -> str:
        """One line: where, what was found, what was expected."""
        where = [self.file]
        if self.row is not None:
            where.append(f"{self.words[0]} {self.row}")
        if self.column is not None:
            where.append(f"{self.words[1]} {self.column}")
        return f"{', '.join(where)}: found {self.found!r}, expected {self.expected}"


class DataError(CablenetError):
    """A table or file that is not as its schema says.

    All faults are gathered before this is raised, so one run shows everything there is to mend.
    Pass either the faults, or a plain message for what concerns no single cell. ``mend`` is what to do about faults:
    by default those of a file; a table that was handed in has another.

    >>> fault = Fault(file="stations.csv", row=7, column="lon", found="east", expected="a number")
    >>> print(DataError([fault]))
    1 fault in stations.csv:
      stations.csv, row 7, column lon: found 'east', expected a number
    Mend the file and run the command again; nothing was written.
    """

    def __init__(self, faults: Iterable[Fault] | str, *, mend: str = MEND_FILE) -> None:
        self.faults: tuple[Fault, ...] = () if isinstance(faults, str) else tuple(faults)
        self.mend = mend
        message = faults if isinstance(faults, str) else _tell_faults(self.faults, mend)
        super().__init__(message)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle with the faults, so that the error survives the way back from a worker process."""
        return (_restore_data_error, (self.faults or str(self), self.mend))


def unknown_name(kind: str, found: str, known: Iterable[str]) -> UnknownNameError:
    """Build (not raise) the error for a name that is not among the ``known`` ones.

    Names are compared without regard to case, spaces, hyphens and underscores, by the ratio of
    Ratcliff and Obershelp as in ``difflib``; a known name that contains the given one is near too.
    Costs one comparison per known name.

    >>> print(unknown_name("chokepoint", "south-chine-sea", ["south-china-sea", "suez"]))
    Unknown chokepoint 'south-chine-sea'. Nearest known: 'south-china-sea'.
    >>> print(unknown_name("system", "zzz", ["aae-1", "flag"]))
    Unknown system 'zzz'. None of the 2 known names is like it, e.g. 'aae-1', 'flag'.
    """
    names = sorted(set(known))
    nearest = _nearest(found, names)
    if nearest:
        hint = f"Nearest known: {_listed(nearest)}."
    elif names:
        hint = f"None of the {len(names)} known names is like it, e.g. {_listed(names)}."
    else:
        hint = f"No {kind} is known at all."
    message = f"Unknown {kind} {found!r}. {hint}"
    return UnknownNameError(message, kind=kind, found=found, nearest=nearest)


def told(thing: object) -> str:
    """What was found where something else is meant, in few words.

    >>> told(3), told("JP"), told({})
    ('3', "'JP'", 'a dict')
    """
    return repr(thing) if thing is None or isinstance(thing, (str, int, float)) else f"a {type(thing).__name__}"


def _nearest(found: str, names: list[str]) -> tuple[str, ...]:
    """Return the names most like ``found``, best first, at most ``SHOWN_NAMES``."""
    by_key: dict[str, list[str]] = {}
    for name in names:
        by_key.setdefault(_key(name), []).append(name)
    wanted = _key(found)
    keys = difflib.get_close_matches(wanted, by_key, n=SHOWN_NAMES, cutoff=NAME_LIKENESS)
    if wanted:
        keys += sorted((key for key in by_key if wanted in key and key not in keys), key=len)
    return tuple(name for key in keys for name in by_key[key])[:SHOWN_NAMES]


def _key(name: str) -> str:
    """Fold a name to what is compared: lower case, letters and digits only."""
    return "".join(char for char in name.casefold() if char.isalnum())


def _listed(names: Iterable[str]) -> str:
    """Write up to ``SHOWN_NAMES`` names in quotes, joined by commas."""
    return ", ".join(repr(name) for name in list(names)[:SHOWN_NAMES])


def _tell_faults(faults: tuple[Fault, ...], mend: str) -> str:
    """Write counts by file, the first ``SHOWN_FAULTS`` faults, and what mends them."""
    counts = Counter(fault.file for fault in faults)
    heads = [f"{n} fault{'s' if n != 1 else ''} in {file}" for file, n in counts.items()]
    shown = [f"  {fault}" for fault in faults[:SHOWN_FAULTS]]
    hidden = len(faults) - len(shown)
    if hidden:
        shown.append(f"  ... and {hidden} more")
    return "\n".join([f"{'; '.join(heads)}:", *shown, mend])


def _restore_data_error(faults: tuple[Fault, ...] | str, mend: str) -> DataError:
    """Rebuild a DataError from its pickle."""
    return DataError(faults, mend=mend)


def _restore_unknown_name(message: str, kind: str, found: str, nearest: tuple[str, ...]) -> UnknownNameError:
    """Rebuild an UnknownNameError from its pickle."""
    return UnknownNameError(message, kind=kind, found=found, nearest=nearest)
