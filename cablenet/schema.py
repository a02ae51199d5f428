"""The tables of cablenet: columns, types, units and constraints stand once, as data, in ``data/schema``.

Each schema is a Frictionless Table Schema (https://specs.frictionlessdata.io/table-schema/) with a ``unit`` added to a
field. This module turns text cells into typed columns and gathers every fault before anybody sees a traceback.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet._datafiles import data_file, data_text
from cablenet.errors import DataError, Fault, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import numpy.typing as npt

    Mask = npt.NDArray[np.bool_]

__all__ = ["Column", "Reference", "Table", "check", "check_references", "table", "table_names"]

LONGEST_CELL = 20_000
"""Longest text a cell may hold, in characters; longer ones are somebody's mistake or mischief."""

LARGEST_WHOLE = 2**53
"""Whole numbers beyond this are not told apart from their neighbours."""

_DTYPES = {"integer": "Int64", "number": "Float64"}
"""Types of columns whose cells are numbers, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its type, unit, meaning and what its cells must fulfil."""

    name: str
    type: str
    description: str
    unit: str = ""
    required: bool = False
    pattern: str = ""
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def expected(self) -> str:
        """What a cell of this column must be, in words."""
        words = {"string": "text", "integer": "a whole number", "number": "a number"}[self.type]
        if self.enum:
            words = "one of " + ", ".join(self.enum)
        if self.pattern:
            words += f" like {self.pattern}"
        low, high = self.minimum, self.maximum
        if low is not None and high is not None:
            words += f" from {low:g} to {high:g}"
        elif low is not None:
            words += f" of at least {low:g}"
        return words + ("" if self.required else ", or nothing")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Cells of ``column`` name rows of ``table`` by its column ``target``."""

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: where it lies under ``data/``, its columns, key and references."""

    name: str
    path: str
    title: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    references: tuple[Reference, ...] = ()


def table_names() -> list[str]:
    """Names of all tables that have a schema, sorted."""
    return sorted(path.stem for path in data_file("schema").glob("*.json"))


@cache
def table(name: str) -> Table:
    """Schema of one table.

    Raises:
        UnknownNameError: if there is no such table.

    >>> table("stations").key
    ('station_id',)
    """
    if name not in table_names():
        raise unknown_name("table", name, table_names())
    raw = json.loads(data_text(f"schema/{name}.json"))
    return Table(
        name=raw["name"],
        path=raw["path"],
        title=raw["title"],
        description=raw["description"],
        columns=tuple(_column(field) for field in raw["fields"]),
        key=tuple(raw["primaryKey"]),
        references=tuple(
            Reference(column=ref["fields"][0], table=ref["reference"]["resource"], target=ref["reference"]["fields"][0])
            for ref in raw.get("foreignKeys", [])
        ),
    )


def _column(field: Mapping[str, Any]) -> Column:
    rules = field.get("constraints", {})
    return Column(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit", ""),
        required=rules.get("required", False),
        pattern=rules.get("pattern", ""),
        enum=tuple(rules.get("enum", ())),
        minimum=rules.get("minimum"),
        maximum=rules.get("maximum"),
    )


def check(cells: pd.DataFrame, schema: Table, *, file: str) -> pd.DataFrame:
    """Turn a table of text cells into typed columns, or say everything that is wrong with it.

    ``cells`` has one column a field, every cell a ``str``, empty where there is nothing. Row numbers in faults are
    those of an editor: the header is line 1. Empty cells of number columns become ``<NA>``.

    Raises:
        DataError: with every fault: missing and unknown columns, cells of a wrong type, out of range, not of the
            listed values, too long; rows whose key stands already.
    """
    faults = list(_column_faults(cells, schema, file))
    typed: dict[str, pd.Series] = {}
    for column in schema.columns:
        if column.name in cells:
            values, wrong = _typed(cells[column.name], column)
            typed[column.name] = values
            for row in cells.index[wrong]:
                found = str(cells.at[row, column.name])[:80]
                faults.append(
                    Fault(file=file, row=int(row) + 2, column=column.name, found=found, expected=column.expected)
                )
    faults += _key_faults(cells, schema, file)
    if faults:
        raise DataError(sorted(faults, key=lambda fault: fault.row or 0))
    return pd.DataFrame(typed, index=cells.index)


def _column_faults(cells: pd.DataFrame, schema: Table, file: str) -> Iterator[Fault]:
    names = [column.name for column in schema.columns]
    for name in names:
        if name not in cells:
            yield Fault(file=file, column=name, found="no such column", expected=f"the columns {', '.join(names)}")
    for name in cells.columns:
        if name not in names:
            yield Fault(file=file, column=str(name)[:80], found="a column", expected=f"only {', '.join(names)}")


def _typed(cells: pd.Series, column: Column) -> tuple[pd.Series, Mask]:
    """Typed values of a column, and which cells are wrong."""
    length = cells.str.len().to_numpy(dtype=np.int64)
    empty = length == 0
    wrong = (length > LONGEST_CELL) | (empty & column.required)
    if column.enum:
        wrong |= ~cells.isin(column.enum).to_numpy(dtype=bool) & ~empty
    if column.pattern:
        wrong |= ~cells.str.fullmatch(column.pattern).to_numpy(dtype=bool) & ~empty
    if column.type == "string":
        return cells.astype("str"), wrong
    numbers = np.asarray(pd.to_numeric(cells.to_numpy(dtype=object), errors="coerce"), dtype=np.float64)
    wrong |= ~np.isfinite(numbers) & ~empty
    if column.type == "integer":
        wrong |= (numbers != np.round(numbers)) & ~empty
        wrong |= np.abs(numbers) > LARGEST_WHOLE
    if column.minimum is not None:
        wrong |= numbers < column.minimum
    if column.maximum is not None:
        wrong |= numbers > column.maximum
    values = pd.Series(np.where(wrong, np.nan, numbers), index=cells.index, name=cells.name)
    return values.astype(_DTYPES[column.type]), wrong


def _key_faults(cells: pd.DataFrame, schema: Table, file: str) -> Iterator[Fault]:
    key = [name for name in schema.key if name in cells]
    if not key:
        return
    again = cells.duplicated(key)
    for row in cells.index[again]:
        found = " ".join(str(cells.at[row, name])[:80] for name in key)
        yield Fault(
            file=file, row=int(row) + 2, column=" ".join(key), found=found, expected="a key that stands only once"
        )


def check_references(tables: Mapping[str, pd.DataFrame], *, files: Mapping[str, str]) -> list[Fault]:
    """Faults of cells that name a row which is not there, over all tables given; references to others are passed over."""
    faults = []
    for name, frame in sorted(tables.items()):
        for ref in table(name).references:
            if ref.table not in tables:
                continue
            known = set(tables[ref.table][ref.target].to_numpy(dtype=object))
            cells = frame[ref.column]
            for row in frame.index[cells.isin(set(cells.to_numpy(dtype=object)) - known - {""})]:
                nearest = unknown_name(ref.table, str(cells[row]), known).nearest
                hint = f", e.g. {nearest[0]}" if nearest else ""
                faults.append(
                    Fault(
                        file=files[name],
                        row=int(row) + 2,
                        column=ref.column,
                        found=str(cells[row])[:80],
                        expected=f"a {ref.target} of {ref.table}{hint}",
                    )
                )
    return faults
