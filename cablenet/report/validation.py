"""The scoreboard as people read it: terminal tables, JSON, and the document."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet.report.tables import rich_table, table_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cablenet.validation import Scoreboard

__all__ = ["scoreboard_json", "scoreboard_markdown", "scoreboard_tables"]

_PART = r"(<!-- scoreboard: {name} -->\n).*?(<!-- end of {name} -->)"
"""Marks in a document between which a part stands."""


def scoreboard_tables(board: Scoreboard) -> list[Any]:
    """Terminal tables: the lines of each part, what was left out, and what they were made of."""
    out: list[Any] = []
    for part in board.parts:
        lines = _lines(board, part.name)
        title = f"{part.title}: {part.scored:,} of {part.rows:,} rows scored"
        out.append(rich_table(lines, title=title) if len(lines) else title)
        out += [f"Fails: {text}" for text in part.fails]
        if len(part.left_out):
            out.append(rich_table(part.left_out, title="Left out"))
        out += [rich_table(table, title=title) for title, table in part.tables.items()]
    return out


def scoreboard_json(board: Scoreboard) -> str:
    """Everything as JSON: by part ``lines, rows, scored, left_out, tables, fails``; an infinite value is ``null``."""
    parts = [
        {
            "part": part.name,
            "title": part.title,
            "rows": part.rows,
            "scored": part.scored,
            "lines": json.loads(table_json(_lines(board, part.name))),
            "left_out": json.loads(table_json(part.left_out)),
            "tables": {title: json.loads(table_json(table)) for title, table in part.tables.items()},
            "fails": list(part.fails),
        }
        for part in board.parts
    ]
    return json.dumps({"failed": board.failed, "parts": parts}, indent=2, ensure_ascii=False)


def scoreboard_markdown(board: Scoreboard, document: str, *, made_with: Sequence[str] = ()) -> str:
    """The document with these parts of the scoreboard made anew, each between its two marks; one without marks is put at the end.

    ``made_with`` are options other than the usual ones, told below the title of each part.
    """
    for part in board.parts:
        marks = re.compile(_PART.format(name=part.name), re.DOTALL)
        if not marks.search(document):
            head = f"{document.rstrip()}\n\n" if document.strip() else ""
            document = f"{head}<!-- scoreboard: {part.name} -->\n<!-- end of {part.name} -->\n"
        made = _markdown(board, part.name, made_with)
        document = marks.sub(lambda found, made=made: f"{found[1]}{made}{found[2]}", document)  # type: ignore[misc]
    return document


def _lines(board: Scoreboard, name: str) -> pd.DataFrame:
    table = board.table()
    return table[table["part"] == name].drop(columns="part").reset_index(drop=True)


def _markdown(board: Scoreboard, name: str, made_with: Sequence[str]) -> str:
    part = next(part for part in board.parts if part.name == name)
    lines = [f"## {part.title}\n"]
    lines += [f"Not the usual figures: made with `{' '.join(made_with)}`.\n"] if made_with else []
    lines.append(f"{part.scored:,} of {part.rows:,} rows scored.")
    if len(part.left_out):
        told = "; ".join(f"{row.rows:,} {row.reason}" for row in part.left_out.itertuples())
        lines[-1] += f" Left out: {told}."
    if part.lines:
        lines += ["", *_table(_lines(board, name))]
    lines += ["", *(f"- Fails: {text}" for text in part.fails)] if part.fails else []
    for title, table in part.tables.items():
        lines += ["", f"**{title}**", "", *_table(table)]
    return "\n".join(lines) + "\n"


def _table(table: pd.DataFrame) -> list[str]:
    """A table in Markdown, numbers to four digits."""
    head = "| " + " | ".join(map(str, table.columns)) + " |"
    rule = "|" + "|".join("---:" if pd.api.types.is_numeric_dtype(kind) else "---" for kind in table.dtypes) + "|"
    rows = ["| " + " | ".join(_cell(value) for value in row) + " |" for row in table.itertuples(index=False)]
    return [head, rule, *rows]


def _cell(value: Any) -> str:  # noqa: ANN401 - cells of any column
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if np.isnan(number):
            return ""
        return f"{number:,.0f}" if abs(number) >= 1000 else f"{number:.4g}"
    return "" if value is None or value is pd.NA else str(value).replace("|", "\\|")
