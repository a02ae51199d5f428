"""Ways to spoil a copy of the data, and a fingerprint to see that nobody wrote to it."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path


def set_cell(file: Path, line: int, column: str, text: str) -> str:
    """Put a text into one cell; ``line`` is that of an editor, the header is line 1. Return what stood there."""
    rows = _read(file)
    place = rows[0].index(column)
    before = rows[line - 1][place]
    rows[line - 1][place] = text
    _write(file, rows)
    return before


def drop_column(file: Path, column: str) -> None:
    """Take a column away, header and cells."""
    rows = _read(file)
    place = rows[0].index(column)
    _write(file, [row[:place] + row[place + 1 :] for row in rows])


def add_column(file: Path, column: str, text: str) -> None:
    """Add a column with the same text in each row."""
    rows = _read(file)
    _write(file, [[*row, text if number else column] for number, row in enumerate(rows)])


def set_line(file: Path, line: int, text: str) -> None:
    """Put a text in the place of one line."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[line - 1] = text + "\n"
    file.write_text("".join(lines), encoding="utf-8", newline="")


def repeat_line(file: Path, line: int) -> None:
    """Write one line once more below itself."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(line, lines[line - 1])
    file.write_text("".join(lines), encoding="utf-8", newline="")


def drop_line(file: Path, line: int) -> None:
    """Take one line away."""
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    del lines[line - 1]
    file.write_text("".join(lines), encoding="utf-8", newline="")


def line_of(file: Path, start: str) -> int:
    """Return the number of the first line that starts so."""
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith(start):
            return number
    message = f"no line of {file.name} starts with {start!r}"
    raise AssertionError(message)


def fingerprint(folder: Path) -> dict[str, str]:
    """Hash of every file below a folder, by name."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _read(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def _write(file: Path, rows: list[list[str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
