"""Where the shipped data lies: the one place that knows.

In a wheel ``data/`` is copied to ``cablenet/_data/``; in a checkout or an editable install it lies
beside the package. Callers ask for a path relative to ``data/`` and need not know which.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from cablenet.errors import DataError

__all__ = ["asset_text", "data_file", "data_root", "data_text"]

_PACKAGE = Path(__file__).resolve().parent


@cache
def data_root() -> Path:
    """Return the directory that holds the shipped data.

    The packaged copy (``cablenet/_data``) is preferred; otherwise the ``data/`` of the checkout.

    Raises:
        DataError: if neither exists, which means a broken installation.
    """
    packaged = _PACKAGE / "_data"
    checkout = _PACKAGE.parent / "data"
    for root in (packaged, checkout):
        if root.is_dir():
            return root
    message = (
        f"Found no data: neither {packaged} nor {checkout} is a directory. "
        "Expected the files that come with cablenet; install it again."
    )
    raise DataError(message)


def data_file(relative: str) -> Path:
    """Return the path of one shipped file, or directory, named relative to ``data/``.

    >>> data_file("facts/systems.csv").name
    'systems.csv'

    Raises:
        DataError: if there is no such file, if the name is absolute, or if it leaves the data.
    """
    root = data_root()
    path = (root / relative).resolve()
    if not path.is_relative_to(root.resolve()):
        message = f"Found {relative!r}, expected a name inside the shipped data ({root})."
        raise DataError(message)
    if not path.exists():
        message = (
            f"Found no {relative!r} in {root}. Expected a file that comes with cablenet: "
            "check the spelling, restore it from version control, or install cablenet again."
        )
        raise DataError(message)
    return path


def data_text(relative: str) -> str:
    """Return the text of one shipped file, named relative to ``data/``.

    Raises:
        DataError: as ``data_file``, or if the file is not UTF-8 text.
    """
    return _text(data_file(relative))


def asset_text(relative: str) -> str:
    """Return the text of a file that lies in the package itself, named relative to the package.

    Raises:
        DataError: if there is no such file or it is not UTF-8 text, which means a broken installation.
    """
    path = _PACKAGE / relative
    if not path.is_file():
        message = f"Found no {relative!r} in {_PACKAGE}. Expected a file that comes with cablenet; install it again."
        raise DataError(message)
    return _text(path)


def _text(path: Path) -> str:
    """Read a file as UTF-8 text, its line ends as they are in the file."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"Found bytes in {path} that are not UTF-8 ({error}). Expected UTF-8 text; save the file as such."
        raise DataError(message) from error
