"""``cablenet owners`` and ``groups``: who owns and makes the cables, and which states stand together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, data_option, json_option
from cablenet.cli.show import show

if TYPE_CHECKING:
    import pandas as pd

    from cablenet.network.parties import By

__all__ = ["groups", "owners"]

BYS = ("any", "party", "parent", "country", "parent-country", "list")

SHOWN = 40
"""Rows of a long list on the terminal; JSON has them all."""


@click.command(context_settings=HELP)
@click.argument("name", required=False)
@click.option("--suppliers", is_flag=True, help="Ask for suppliers instead of owners.")
@click.option("--by", type=click.Choice(BYS), default="any", show_default=True, help="What NAME is.")
@click.option("--every", is_flag=True, help="Only systems of which all owners are meant.")
@data_option
@json_option
def owners(name: str | None, suppliers: bool, by: By, every: bool, data_dir: Path | None, as_json: bool) -> None:
    """List the owners of cable systems, or the systems of NAME, whatever their status.

    NAME is an owner (Meta), its parent (State of China), a published list (fcc-covered-list), a country (CN) or a
    group of states (see `cablenet groups`).

    \b
    Example:
      cablenet owners CN --by parent-country
    """
    from cablenet.network import parties as of

    parties = of.load_parties(data_dir=data_dir)
    if name is None:
        table = of.party_table(parties, suppliers=suppliers)
        columns = ["name", "parent", "country", "parent_country", "state_owned", "checked", "confidence", "systems"]
        _print(
            table[[column for column in columns if column in table]], "Suppliers" if suppliers else "Owners", as_json
        )
        return
    chosen = (of.systems_of_supplier if suppliers else of.systems_of_owner)(parties, name, by=by, every=every)
    _print(_systems(chosen, data_dir), f"Systems of {name}: {len(chosen)}", as_json)


@click.command(context_settings=HELP)
@click.argument("name", required=False)
@data_option
@json_option
def groups(name: str | None, data_dir: Path | None, as_json: bool) -> None:
    """List the groups of states, or the members of NAME (EU, G7, NATO, Five Eyes, southeast-asia)."""
    from cablenet.network import parties as of

    parties = of.load_parties(data_dir=data_dir)
    if name is None:
        table = parties.groups.groupby(["group_id", "title", "direction"], sort=False).size()
        _print(table.rename("members").reset_index().set_index("group_id"), "Groups of states", as_json)
        return
    members = list(of.group_members(parties, name))
    _print(parties.countries.loc[members, ["name", "region"]], f"{name}: {len(members)} members", as_json)


def _systems(chosen: tuple[str, ...], data_dir: Path | None) -> pd.DataFrame:
    from cablenet import catalog

    systems = catalog.load_table("systems", data_dir=data_dir).set_index("system_id")
    return systems.loc[list(chosen), ["name", "status", "rfs_year", "owners", "suppliers"]]


def _print(table: pd.DataFrame, title: str, as_json: bool) -> None:
    from cablenet.report import rich_table, table_json

    if as_json:
        click.echo(table_json(table.reset_index()))
        return
    hidden = len(table) - SHOWN
    more = f" (the first {SHOWN}; all with --json)" if hidden > 0 else ""
    show([rich_table(table.head(SHOWN).reset_index(), title=title + more)])
