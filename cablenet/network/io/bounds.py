"""How much may come in: sources are read whole, but never more of them than is stated here.

A source is a file, a folder or a zip. Nothing of a zip is unpacked under a name of its own choosing, and both the size
that it declares and the size that really comes out are held to a bound.
"""

from __future__ import annotations

import glob
import json
import lzma
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from cablenet.errors import CablenetError, DataError, Fault

__all__ = [
    "MOST_FEATURES",
    "MOST_FILE_BYTES",
    "MOST_LINE_VERTICES",
    "MOST_TEXT_BYTES",
    "MOST_VERTICES",
    "SHAPE_PARTS",
    "Bundle",
    "foreign",
    "open_bundle",
    "parse_json",
    "refuse",
]

MOST_TEXT_BYTES = 32_000_000
"""Largest JSON, GraphML or KML file; parsed, it takes some twenty times as much memory."""

MOST_FILE_BYTES = 256_000_000
"""Largest file of another kind, and most bytes of all members of a zip that are read together."""

MOST_FILES = 20_000
"""Most files of a folder or zip."""

MOST_FEATURES = 100_000
"""Most lines and points of one source."""

MOST_LINE_VERTICES = 100_000
"""Most vertices of one line, unless it is simplified on the way in."""

MOST_VERTICES = 1_000_000
"""Most vertices of all lines together, after simplifying."""

SHAPE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
"""Files that make up a shapefile, all of one stem."""

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, NotImplementedError)
"""What reading a member of a broken, encrypted or strangely packed zip raises."""


def refuse(file: str, found: str, expected: str, *, row: int | None = None, column: str | None = None) -> DataError:
    """Build (not raise) the error for one fault of a source."""
    return DataError([Fault(file=file, row=row, column=column, found=found[:200], expected=expected)])


@contextmanager
def foreign(file: str, expected: str) -> Iterator[None]:
    """Let another library read a file: whatever it raises, the file is what is wrong; its warnings are not ours.

    Raises:
        DataError: for every exception within.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except CablenetError:
        raise
    except Exception as error:  # noqa: BLE001 - drivers raise what they like
        raise refuse(file, str(error) or type(error).__name__, expected) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Files of a source by their path within it; a single file goes by its own name."""

    path: Path
    sizes: dict[str, int]
    zipped: bool

    def named(self, *endings: str) -> list[str]:
        """Paths with one of these endings, in any case, sorted."""
        return sorted(name for name in self.sizes if name.lower().endswith(endings))

    def read(self, name: str, *, most: int = MOST_TEXT_BYTES) -> bytes:
        """Bytes of one file.

        Raises:
            DataError: if it is larger than ``most``, declared or real, or cannot be unpacked.
        """
        if self.sizes[name] > most:
            raise refuse(name, f"{self.sizes[name]:,} bytes", f"at most {most:,}; split the file")
        try:
            if not self.zipped:
                data = self._own(name).read_bytes()
            else:
                with zipfile.ZipFile(self.path) as archive, archive.open(name) as member:
                    data = member.read(most + 1)
        except _BROKEN as error:
            raise refuse(name, str(error) or type(error).__name__, "a file that can be read; fetch it again") from None
        if len(data) > most:
            raise refuse(name, f"more than {most:,} bytes", f"at most {most:,}, as the archive declares")
        return data

    def _own(self, name: str) -> Path:
        return self.path / name if self.path.is_dir() else self.path.with_name(name)

    def unpack(self, names: list[str], folder: Path) -> list[Path]:
        """Write files into a folder of ours, under their last names; all together no more than the bound.

        Raises:
            DataError: as :meth:`read`, or if two have one name.
        """
        total, written = 0, []
        for name in names:
            target = folder / PurePosixPath(name).name
            if target.exists():
                raise refuse(name, "two files of this name", "names that differ; give one folder of the archive")
            data = self.read(name, most=MOST_FILE_BYTES - total)
            total += len(data)
            target.write_bytes(data)
            written.append(target)
        return written


def open_bundle(path: Path) -> Bundle:
    """Look into a file, folder or zip, and count what is there.

    Raises:
        DataError: if there is nothing, too much, or a zip whose table of contents is broken.
    """
    if path.is_dir():
        sizes: dict[str, int] = {}
        for file in path.rglob("*"):
            if file.is_file() and not file.is_symlink():
                sizes[file.relative_to(path).as_posix()] = file.stat().st_size
            if len(sizes) > MOST_FILES:
                raise refuse(path.name, f"more than {MOST_FILES:,} files", "the folder of one source")
        return Bundle(path=path, sizes=sizes, zipped=False)
    if not path.is_file():
        raise refuse(path.name, "no such file", "a file, a folder or a zip; check the path")
    if not zipfile.is_zipfile(path):
        beside = path.parent.glob(f"{glob.escape(path.stem)}.*") if path.suffix.lower() == ".shp" else []
        parts = sorted({path, *(file for file in beside if file.suffix.lower() in SHAPE_PARTS)})
        return Bundle(path=path, sizes={file.name: file.stat().st_size for file in parts}, zipped=False)
    try:
        with zipfile.ZipFile(path) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
    except (*_BROKEN, ValueError) as error:
        raise refuse(path.name, str(error) or type(error).__name__, "a whole zip file; fetch it again") from None
    if len(members) > MOST_FILES:
        raise refuse(path.name, f"{len(members):,} files", f"at most {MOST_FILES:,}")
    return Bundle(path=path, sizes={info.filename: info.file_size for info in members}, zipped=True)


def parse_json(data: bytes, file: str) -> Any:  # noqa: ANN401 - any JSON
    """Parse JSON in UTF-8, with or without a byte order mark; ``NaN`` and ``Infinity`` are no JSON.

    Raises:
        DataError: if it is no JSON, is cut off, or is nested deeper than the interpreter goes.
    """
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise refuse(file, "values nested too deep", "JSON of at most some hundred levels") from None
    except ValueError as error:
        raise refuse(file, str(error), "JSON in UTF-8; fetch the file again") from None


def _no_number(text: str) -> float:
    message = f"{text} is no number of JSON"
    raise ValueError(message)
