"""``cablenet map``: the world's cables by a quantity, whole or cut, and before beside after."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cablenet.cli.options import HELP, as_of_option, data_option, overlay_option
from cablenet.cli.show import status
from cablenet.cli.traffic import Traffic, scenario_of, traffic_options

if TYPE_CHECKING:
    import folium
    import pandas as pd

    from cablenet.network import Network
    from cablenet.network.places import Place
    from cablenet.routing import Routes
    from cablenet.scenarios import Scenario

__all__ = ["map_command"]

FACTS = {"capacity": "capacity_tbps", "round-trip": "rtt_ms", "length": "length_km"}
"""Quantities that need no traffic, and their columns of ``net.links``."""

QUANTITIES = ("utilisation", "change", *FACTS)


@click.command("map", context_settings=HELP)
@click.argument("names", nargs=-1, metavar="[WHAT]...")
@click.option(
    "--to",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("map.html"),
    show_default=True,
    help="HTML file to write.",
)
@click.option(
    "--show",
    "quantity",
    type=click.Choice(QUANTITIES),
    help="What colours the links (default: change if something is cut, else utilisation).",
)
@click.option("--between", nargs=2, metavar="A B", default=("EU", "JP"), show_default=True, help="Two places.")
@click.option("--centre", type=click.FloatRange(-180, 360), help="Longitude in the middle (default: the Pacific, 150).")
@traffic_options
@as_of_option
@data_option
@overlay_option
def map_command(
    names: tuple[str, ...],
    file: Path,
    quantity: str | None,
    between: tuple[str, str],
    centre: float | None,
    traffic: Traffic,
    as_of: str | None,
    data_dir: Path | None,
    overlay: Path | None,
) -> None:
    r"""Draw the world's cables by a quantity, on one page that opens without a network.

    WHAT is as for `cablenet cut`; without it, nothing is cut. `change` shows before, after and the difference, with the
    corridors between the two places.

    \b
    Examples:
      cablenet map south-china-sea --between EU JP --to maps/south-china-sea.html
      cablenet map --show capacity --to maps/capacity.html
      cablenet map red-sea --show utilisation --model diverse
    """
    from cablenet.maps import save
    from cablenet.network import find_place, load

    with status("Loading the network", quiet=False):
        net = load(as_of=as_of, data_dir=data_dir, overlay=overlay)
    one, other = (find_place(net, name) for name in between)
    cut = scenario_of(net, names) if names else None
    chosen = quantity or ("utilisation" if cut is None else "change")
    with status("Drawing the map", quiet=False):
        if chosen in FACTS:
            drawn = _facts_map(net, cut, chosen, centre)
        elif chosen == "utilisation" or cut is None:
            drawn = _traffic_map(net, cut, traffic, centre)
        else:
            drawn = _change_map(net, cut, traffic, (one, other), centre)
        save(drawn, file)
    click.echo(f"Map written to {file.resolve()}")


def _facts_map(net: Network, cut: Scenario | None, quantity: str, centre: float | None) -> folium.Map:
    """Links by one of their own columns; over land lengths and capacities are modelled, so those stay grey."""
    from cablenet.maps import risk_map

    sea = net.links[net.links["kind"] != "land"]
    return risk_map(net, sea[FACTS[quantity]], width=sea["capacity_tbps"], cut=cut, centre=centre)


def _route(net: Network, traffic: Traffic) -> Routes:
    """The world's traffic over the network, as asked for."""
    from cablenet.routing import route

    return route(
        net,
        traffic.demand(net),
        model=traffic.model,  # type: ignore[arg-type] # click has checked it
        policy=traffic.policy(net),
        effort=traffic.effort,
    )


def _traffic_map(net: Network, cut: Scenario | None, traffic: Traffic, centre: float | None) -> folium.Map:
    """How full the links are, and how much of its traffic each country loses."""
    from cablenet.maps import risk_map

    routes = _route(net if cut is None else net.under(cut), traffic)
    return risk_map(net, routes.utilisation, width=routes.flow, countries=_lost(routes), cut=cut, centre=centre)


def _change_map(
    net: Network, cut: Scenario, traffic: Traffic, places: tuple[Place, Place], centre: float | None
) -> folium.Map:
    """Before, after and the difference, with the corridors between two places."""
    import pandas as pd

    from cablenet.maps import compare_map

    sides = {"before": _route(net, traffic), "after": _route(net.under(cut), traffic)}
    ways = [routes.corridors(*places) for routes in sides.values()]
    corridors = pd.concat(
        {f"{side}_{unit}": table[column] for side, table in zip(sides, ways, strict=True) for column, unit in COLUMNS},
        axis=1,
    ).fillna({"before_tbps": 0.0, "after_tbps": 0.0})
    tables = [pd.DataFrame({"flow_tbps": one.flow, "utilisation": one.utilisation}) for one in sides.values()]
    return compare_map(
        net,
        tables[0],
        tables[1],
        cut=cut,
        corridors=corridors.rename_axis("corridor").reset_index(),
        ends=(places[0].name, places[1].name),
        countries=_lost(sides["after"]),
        centre=centre,
    )


COLUMNS = (("tbps", "tbps"), ("rtt_ms", "ms"))
"""Columns of a table of corridors, and what they end with in the map's."""


def _lost(routes: Routes) -> pd.Series:
    """Share of each country's international traffic that is not served, by country code."""
    import pandas as pd

    pairs = routes.pairs
    both = pd.concat([pairs.assign(country=pairs[end]) for end in ("a", "b")])
    sums = both[both["a"] != both["b"]].groupby("country")[["demand_tbps", "unserved_tbps"]].sum()
    known = sums[(sums["demand_tbps"] > 0) & sums.index.isin(routes.net.countries.index)]
    return (known["unserved_tbps"] / known["demand_tbps"]).rename("loss")
