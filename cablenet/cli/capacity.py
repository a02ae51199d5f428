"""``cablenet data capacity``: the capacity model, how wrong it is, and how much of the network rests on it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cablenet.cli.options import HELP, data_option, json_option
from cablenet.cli.show import show

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.network.imputation import Model

__all__ = ["capacity"]

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
"""Between these lines a document carries the figures of the command."""


@click.command("capacity", context_settings=HELP)
@click.option("--fit", "refit", is_flag=True, help="Fit the model again and write data/reference/capacity_model.csv.")
@click.option(
    "--doc",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Write the figures into this document, between its two marks.",
)
@data_option
@json_option
def capacity(*, refit: bool, doc: Path | None, data_dir: Path | None, as_json: bool) -> None:
    """Show the capacity model, its leave-one-out error, and what share of the network is published or imputed."""
    from cablenet.network.capacity_report import capacity_report
    from cablenet.report import rich_table

    if refit:
        click.echo(f"Wrote {_write_model(data_dir)}", err=True)
    report = capacity_report(data_dir=data_dir)
    if doc is not None:
        text = doc.read_text(encoding="utf-8")
        doc.write_text(with_figures(text, report), encoding="utf-8", newline="\n")
        click.echo(f"Wrote {doc}", err=True)
    if as_json:
        tables = {title: json.loads(table.to_json(orient="records")) for title, table in report.items()}
        click.echo(json.dumps(tables, indent=2, ensure_ascii=False))
    else:
        show([rich_table(table, title=title) for title, table in report.items()])


def _write_model(data_dir: Path | None) -> Path:
    """Fit the model to the facts and write its table."""
    from cablenet._datafiles import data_root
    from cablenet.network.capacity_report import known
    from cablenet.network.imputation import evaluate, fit

    rows = known(data_dir=data_dir)
    path = (data_dir or data_root()) / "reference/capacity_model.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(model_csv(fit(rows), evaluate(rows)), encoding="utf-8", newline="\n")
    return path


def model_csv(model: Model, evaluated: pd.DataFrame) -> str:
    """Table of the coefficients as text, ten significant digits."""
    from cablenet.network.capacity_report import MEANINGS
    from cablenet.network.imputation import ERROR_OF

    pairs, per_pair = int(evaluated["pairs"].notna().sum()), int(evaluated["per_pair_error"].notna().sum())
    rows: list[tuple[Any, ...]] = []
    for (basis, era), limits in model.interval.items():
        number = int(evaluated.loc[evaluated["era"] == era, ERROR_OF[basis]].notna().sum())
        for part, value in zip(("low", "high"), limits, strict=True):
            rows.append((part, f"{basis}:{era}", value, number, f"{MEANINGS[part]}, {basis}, {era}"))
    rows += [("pairs", term, value, pairs, MEANINGS[term]) for term, value in model.pairs.items()]
    rows += [("per-pair", term, value, per_pair, MEANINGS[term]) for term, value in model.per_pair.items()]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("part", "term", "value", "rows", "meaning"))
    writer.writerows((part, term, f"{value:.10g}", *rest) for part, term, value, *rest in sorted(rows))
    return out.getvalue()


def with_figures(text: str, report: dict[str, pd.DataFrame]) -> str:
    """The document with the figures of the report between its two marks.

    Raises:
        click.ClickException: if the marks are not there.
    """
    before, found, rest = text.partition(BEGIN)
    _, also, after = rest.partition(END)
    if not (found and also):
        message = f"Found no marks, expected {BEGIN} and {END} in the document."
        raise click.ClickException(message)
    parts = [f"### {title}\n\n{_markdown(table)}" for title, table in report.items()]
    return f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}"


def _markdown(table: pd.DataFrame) -> str:
    lines = ["| " + " | ".join(map(str, table.columns)) + " |", "|" + " --- |" * len(table.columns)]
    lines += ["| " + " | ".join(map(str, row)) + " |" for row in table.itertuples(index=False)]
    return "\n".join(lines)
