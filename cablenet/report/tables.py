"""Tables for the terminal and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cablenet.report.text import shown

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["rich_table", "table_json"]

WIDEST_TITLE = 72
"""Columns of the terminal; longer titles are broken."""


def rich_table(table: pd.DataFrame, *, title: str) -> Table:
    """A DataFrame as a table for the terminal: numbers right, rounded to the eye; texts are shown as they are."""
    from rich.table import Table
    from rich.text import Text

    heading = Text(title)
    # A title wider than its table would be broken, though there is room beside it.
    out = Table(title=heading, title_justify="left", header_style="bold", min_width=min(heading.cell_len, WIDEST_TITLE))
    for name in table.columns:
        number = pd.api.types.is_numeric_dtype(table[name])
        out.add_column(Text(str(name)), justify="right" if number else "left", overflow="fold")
    for row in table.itertuples(index=False):
        out.add_row(*(Text(shown(value, str(name))) for value, name in zip(row, table.columns, strict=True)))
    return out


def table_json(table: pd.DataFrame) -> str:
    """A table as a JSON list of rows; infinite and missing values are ``null``."""
    plain = table.astype(object).where(table.notna() & ~table.isin([np.inf, -np.inf]), None)
    rows = plain.to_dict("records")
    return json.dumps(rows, indent=2, ensure_ascii=False, default=str)
