"""What changed between two data folders."""

from __future__ import annotations

import shutil
from pathlib import Path

from cablenet._datafiles import data_root
from cablenet.vintages import difference


def test_a_folder_does_not_differ_from_itself() -> None:
    assert difference(data_root(), data_root()).empty


def test_rows_added_removed_and_changed_are_told(tmp_path: Path) -> None:
    shutil.copytree(data_root() / "facts", tmp_path / "facts")
    path = tmp_path / "facts" / "systems.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line.replace("MAREA", "Marea") for line in lines if not line.startswith("jupiter,")]
    path.write_text("".join(kept), encoding="utf-8")
    table = difference(data_root(), tmp_path)
    assert table[["key", "change", "column", "old", "new"]].to_numpy().tolist() == [
        ["jupiter", "removed", "", "", ""],
        ["marea", "changed", "name", "MAREA", "Marea"],
    ]
    assert list(difference(tmp_path, data_root())["change"]) == ["added", "changed"]
