"""Cells as text: for a page, for Markdown, and for a spreadsheet that must not run them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["csv_safe", "heading", "markdown_table", "shown"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection)."""

UNITS = {"_tbps": " (Tbps)", "_ms": " (ms)", "_km": " (km)"}
"""What a column's ending says of its unit."""

LEAST_SHOWN = 0.001
"""A figure with a unit that is below this is told as below it."""


def shown(value: Any, column: str) -> str:  # noqa: ANN401 - cells of any column
    """A cell as people read it: numbers to three or four digits, ``none`` for infinity, nothing where nothing is known."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return str(value) if column.endswith("year") else f"{value:,}"
    return _number(float(value), column) if isinstance(value, (float, np.floating)) else str(value)


def _number(number: float, column: str) -> str:
    if not np.isfinite(number):
        return "" if np.isnan(number) else "none"
    if column.endswith("share") or column.startswith("utilisation"):
        return f"{number:.1%}"
    if 0 < number < LEAST_SHOWN and column.endswith(tuple(UNITS)):
        return f"<{LEAST_SHOWN}"
    return f"{number:,.4g}" if abs(number) < 10 else f"{number:,.1f}"


def heading(column: str) -> str:
    """A column's name in words, its unit in brackets: ``lost_tbps`` is ``lost (Tbps)``."""
    for ending, unit in UNITS.items():
        if column.endswith(ending):
            return column.removesuffix(ending).replace("_", " ") + unit
    return column.replace("_", " ")


def csv_safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``'`` put before texts that a spreadsheet would take for a formula; numbers stay numbers."""

    def safe(value: Any) -> Any:  # noqa: ANN401 - cells of any column
        return "'" + value if isinstance(value, str) and value.startswith(FORMULA) else value

    out = table.copy()
    for column in out.columns[[not pd.api.types.is_numeric_dtype(kind) for kind in out.dtypes]]:
        out[column] = out[column].map(safe)
    return out


def markdown_table(table: pd.DataFrame) -> str:
    """A table in Markdown; pipes, line breaks and angle brackets in its texts are escaped."""

    def cell(text: str) -> str:
        text = text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace(">", "&gt;")
        return " ".join(text.split())

    numbers = [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    lines = ["| " + " | ".join(cell(heading(str(name))) for name in table.columns) + " |"]
    lines.append("|" + "|".join("---:" if number else "---" for number in numbers) + "|")
    lines += [
        "| " + " | ".join(cell(shown(value, str(name))) for name, value in row.items()) + " |"
        for row in table.to_dict("records")
    ]
    return "\n".join(lines)
