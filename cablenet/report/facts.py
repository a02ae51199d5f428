"""The facts as people read them: one system, the counts by year, the data dictionary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from cablenet import catalog, schema
from cablenet.errors import InputError, unknown_name
from cablenet.report.tables import rich_table, table_json
from cablenet.service import history

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["audit_markdown", "dictionary_markdown", "history_plot", "history_table", "system_json", "system_tables"]


def history_table(first: int, last: int, *, data_dir: Path | None = None) -> pd.DataFrame:
    """Systems in service at the end of each year: ``year, systems, published``; the last is NA where none is known.

    Years after that of the facts count what is under construction or planned for by then. A published count of the
    first half of a year stands beside the end of the year before.

    Raises:
        InputError: if ``last`` lies before ``first``.
    """
    if last < first:
        message = f"Found years {first} to {last}, expected the first before the last."
        raise InputError(message)
    counts = history(catalog.load_table("systems", data_dir=data_dir), range(first, last + 1))
    published = catalog.load_table("published_counts")
    day = pd.to_datetime(published["date"])
    year = day.dt.year - (day.dt.month <= 6)
    known = dict(zip(year, published["count"], strict=True))
    table = counts.reset_index()
    table["published"] = pd.array([known.get(y, pd.NA) for y in table["year"]], dtype="Int64")
    return table


def history_plot(table: pd.DataFrame, path: Path) -> None:
    """Draw the table of :func:`history_table` to a PNG or SVG file; the same bytes for the same table.

    Raises:
        InputError: if matplotlib (the extra ``plots``) is not installed, or the suffix is no picture's.
    """
    from cablenet.plots.files import save_figure
    from cablenet.plots.paper import AFTER, BEFORE, sheet

    figure, axes = sheet(7.0, 3.6, title="Systems in service")
    now = int(catalog.VINTAGE[:4])
    past, later = table[table["year"] <= now], table[table["year"] >= now]
    axes.plot(past["year"], past["systems"], color=BEFORE, label="cablenet")
    axes.plot(later["year"], later["systems"], color=BEFORE, linestyle="--", label="with what is planned")
    known = table.dropna(subset=["published"])
    axes.plot(known["year"], known["published"].astype(float), "o", color=AFTER, label="published counts")
    axes.set(xlabel="end of year", ylabel="systems in service", ylim=(0, None))
    axes.legend(frameon=False)
    save_figure(figure, path)


def _system(name: str, data_dir: Path | None) -> dict[str, pd.DataFrame]:
    """Tables of one system: its facts, its segments with their lengths and passages."""
    tables = catalog.load_tables(("systems", "segments", "stations", "laid_segments", "crossings"), data_dir=data_dir)
    systems = tables["systems"].set_index("system_id")
    if name not in systems.index:
        raise unknown_name("system", name, systems.index)
    segments = tables["segments"][tables["segments"]["system_id"] == name]
    segments = segments.merge(tables["laid_segments"], on=["system_id", "seq"], how="left")
    crossed = tables["crossings"][tables["crossings"]["system_id"] == name]
    passes = crossed.groupby("seq")["chokepoint"].agg(";".join)
    segments["passes"] = segments["seq"].map(passes).fillna("")
    facts = systems.loc[name].astype(str).replace("<NA>", "")
    return {"facts": facts[facts != ""].rename_axis("fact").rename("value").reset_index(), "segments": segments}


def system_tables(name: str, *, data_dir: Path | None = None) -> list[Any]:
    """Terminal tables of one system.

    Raises:
        UnknownNameError: with the nearest known systems.
    """
    found = _system(name, data_dir)
    columns = ["seq", "a", "b", "kind", "status", "length_km", "length_basis", "passes", "basis", "confidence"]
    return [rich_table(found["facts"], title=name), rich_table(found["segments"][columns], title="Segments")]


def system_json(name: str, *, data_dir: Path | None = None) -> str:
    """One system as JSON.

    Raises:
        UnknownNameError: with the nearest known systems.
    """
    found = _system(name, data_dir)
    facts = dict(zip(found["facts"]["fact"], found["facts"]["value"], strict=True))
    return json.dumps(
        {"system_id": name, **facts, "segments": json.loads(table_json(found["segments"]))},
        indent=2,
        ensure_ascii=False,
    )


def dictionary_markdown() -> str:
    """The data dictionary: every table and column with type, unit, constraint and meaning, from the schemas."""
    lines = ["# Data dictionary", "", "Made by `cablenet data dictionary` from `data/schema/`; do not edit.", ""]
    for name in schema.table_names():
        table = schema.table(name)
        lines += [
            f"## {table.title}",
            "",
            f"`{table.path}`, key {', '.join(f'`{k}`' for k in table.key)}. {table.description}",
            "",
        ]
        lines += ["| column | unit | a cell is | meaning |", "|---|---|---|---|"]
        lines += [f"| `{c.name}` | {c.unit} | {_cell(c.expected)} | {_cell(c.description)} |" for c in table.columns]
        lines += [f"\n`{ref.column}` names a row of `{ref.table}`." for ref in table.references]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def audit_markdown(audit: pd.DataFrame) -> str:
    """The open points of an audit as a Markdown list: coverage gaps, what is not resolved, what is not plausible."""
    plain = audit["check"].str.contains("confidence|^systems (?:in-service|retired|planned|under|can)")
    lines = [
        f"- {row.check}: {row.found:,} of {row.of:,}" + (f" ({row.examples})" if row.examples else "") + "."
        for row in audit[(audit["found"] > 0) & ~plain].itertuples()
    ]
    return "\n".join(lines) + "\n"
