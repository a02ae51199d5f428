"""Scenarios named on the command line: words, and files that a person has written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cablenet.errors import DataError, Fault

if TYPE_CHECKING:
    from cablenet.network.model import Network
    from cablenet.scenarios import Scenario

__all__ = ["named_scenario"]

LARGEST_BYTES = 20_000_000
"""A scenario or polygon larger than this is somebody's mistake."""


def named_scenario(net: Network, name: str) -> Scenario:
    """Scenario of a word or of a file, see ``cablenet.scenarios.parse``.

    Raises:
        UnknownNameError: with the nearest known names.
        InputError, GeometryError: if a value is missing, or not of its kind.
        DataError: if a file is not there, or not as it should be, with every fault by line and key.
    """
    from cablenet.scenarios import parse

    return parse(net, name, read=_text)


def _text(name: str) -> str:
    """Text of a file somebody named."""
    try:
        data = Path(name).read_bytes()
        if len(data) > LARGEST_BYTES:
            raise DataError([Fault(file=name, found=f"{len(data):,} bytes", expected="at most 20,000,000")])
        return data.decode("utf-8-sig")
    except OSError as error:
        raise DataError([Fault(file=name, found=str(error.strerror), expected="a file that can be read")]) from None
    except UnicodeDecodeError as error:
        raise DataError([Fault(file=name, found=str(error)[:120], expected="UTF-8 text")]) from None
    except ValueError as error:  # no name that a file can have
        raise DataError([Fault(file=name, found=str(error), expected="a file that can be read")]) from None
