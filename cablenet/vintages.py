"""What changed between two data folders, row by row and cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cablenet import catalog, schema

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["difference"]


def difference(old: Path, new: Path) -> pd.DataFrame:
    """Differences of the facts of two folders: ``table, key, change`` (added, removed, changed)``, column, old, new``.

    Raises:
        DataError: if a table of either is not as its schema says.
    """
    rows: list[tuple[str, str, str, str, str, str]] = []
    for name in catalog.FACTS:
        key = list(schema.table(name).key)
        one, other = (_cells(catalog.load_table(name, data_dir=folder)).set_index(key) for folder in (old, new))
        rows += [(name, _text(k), "removed", "", "", "") for k in one.index.difference(other.index)]
        rows += [(name, _text(k), "added", "", "", "") for k in other.index.difference(one.index)]
        both = one.index.intersection(other.index)
        before, after = one.loc[both], other.loc[both, one.columns]
        for column in one.columns:
            for k in both[(before[column] != after[column]).to_numpy()]:
                rows.append((name, _text(k), "changed", column, before.at[k, column], after.at[k, column]))
    return pd.DataFrame(rows, columns=["table", "key", "change", "column", "old", "new"])


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text, empty where there is nothing."""
    return table.astype(object).where(table.notna(), "").astype(str)


def _text(key: object) -> str:
    return " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
