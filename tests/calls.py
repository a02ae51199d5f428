"""One call of each public function on toy inputs, for the promise that no input is edited (test_inputs_unchanged.py)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cablenet import catalog, schema
from cablenet._datafiles import data_file
from cablenet.demand import gravity
from cablenet.demand.balance import blocks_of
from cablenet.maps import Measure, Words
from cablenet.network import Place, find_place, to_graph
from cablenet.network.parties import load_parties
from cablenet.report import briefing, dependence_figures
from cablenet.routing import (
    Effort,
    Path,
    Policy,
    Routes,
    Terms,
    compile_network,
    corridor_table,
    diverse_paths,
    paths_table,
    reroute,
    route,
)
from cablenet.scenarios import Scenario, chokepoint
from tests.toys import STRAIT, toy_demand, toy_network

if TYPE_CHECKING:
    from cablenet.network import Network
    from cablenet.network.model import Level
    from cablenet.routing import Between, Comparison

__all__ = ["CALLS", "EXCUSED", "Call"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a public function; the inputs are made anew for each test, in an empty directory of its own."""

    inputs: Callable[[], tuple[Any, ...]]
    options: Mapping[str, Any] = field(default_factory=dict)


def on_toy(*arguments: object, **options: object) -> Call:
    """Call a function on the toy network and the arguments given."""
    return Call(inputs=lambda: (toy_network(), *arguments), options=options)


def of(*makers: Callable[[], object], **options: object) -> Call:
    """Call a function on what these make."""
    return Call(inputs=lambda: tuple(make() for make in makers), options=options)


# ---------------------------------------------------------------- toy inputs


def two_places() -> tuple[Place, Place]:
    net = toy_network()
    return find_place(net, "FR"), find_place(net, "JP")


def toy_paths() -> list[Path]:
    return diverse_paths(toy_network(), "paris-fr", "tokyo-jp", count=2)


def toy_survival() -> pd.Series:
    return pd.Series({"alpha:3": 0.0}, name="survival").rename_axis("link_id")


def toy_strait() -> Scenario:
    return chokepoint(toy_network(), "strait")


def toy_ridden() -> tuple[Routes, dict[str, pd.DataFrame], Place]:
    place = find_place(toy_network(), "JP")
    return toy_routes(), dependence_figures(toy_routes(), place), place


def toy_routes() -> Routes:
    return route(toy_network(), toy_demand(), model="shortest")


def toy_comparison() -> Comparison:
    return reroute(toy_network(), toy_strait(), toy_demand(), model="shortest")["central"]


def toy_results() -> dict[Level, Between]:
    return {"central": toy_comparison().between("FR", "JP", terms=Terms(paths=2))}


def toy_cut() -> tuple[Network, Scenario, dict[Level, Between]]:
    return toy_network(), toy_strait(), toy_results()


def toy_corridors() -> pd.DataFrame:
    return corridor_table(toy_network(), "paris-fr", "tokyo-jp")


def toy_traffic(*, share: float = 0.5) -> pd.DataFrame:
    """Traffic on each link of the toy world, as maps read it."""
    flow = toy_network().links["capacity_tbps"] * share
    return pd.DataFrame({"flow_tbps": flow, "utilisation": share})


def toy_shares() -> pd.DataFrame:
    """Traffic by corridor before and after."""
    rows = {"By the strait": (9.0, 0.0, 180.0, np.inf), "not served": (0.0, 3.0, np.inf, np.inf)}
    columns = ["before_tbps", "after_tbps", "before_ms", "after_ms"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("corridor")


def toy_loss() -> pd.Series:
    return pd.Series({"FR": 0.3, "JP": 0.0}, name="loss")


def toy_delays() -> pd.DataFrame:
    return pd.DataFrame({"tbps": [1.0, 3.0, 0.5], "rtt_ms": [200.0, 180.0, np.inf]})


def toy_pairs() -> pd.DataFrame:
    pairs = pd.DataFrame({"a": ["FR", "EG"], "b": ["JP", "JP"], "tbps": [4.0, 1.0]})
    return pairs.assign(low_tbps=pairs["tbps"] / 2, high_tbps=pairs["tbps"] * 2)


def pairs_file() -> File:
    """A matrix of somebody's own, written where the test runs."""
    file = File("demand_pairs.csv")
    toy_pairs().to_csv(file, index=False)
    return file


def margins() -> tuple[Any, ...]:
    """Ten equal pairs of five countries, and half the flow for those that touch the north."""
    region = pd.Series({"AA": "north", "BB": "north", "CC": "south", "DD": "south", "EE": "south"})
    blocks = blocks_of(region, [("north", "")], *np.triu_indices(5, 1))
    sums = np.bincount(blocks.block, minlength=blocks.count)[None, :] / 10.0
    return sums, np.array([[0.5]]), blocks, ["north"]


def toy_links() -> pd.DataFrame:
    """A ring of three and a tail, as a plain table of links."""
    return pd.DataFrame(
        {"a": ["x", "y", "z", "z"], "b": ["y", "z", "x", "t"], "rtt_ms": [3.0, 4.0, 5.0, 1.0]},
        index=pd.Index(["1", "2", "3", "4"], name="link_id"),
    )


def toy_served() -> pd.DataFrame:
    """A pair with its demand, what is served of it, and its RTT."""
    return pd.DataFrame({"a": ["fr"], "b": ["jp"], "demand_tbps": [4.0], "served_tbps": [3.0], "rtt_ms": [180.0]})


def toy_rides() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.Series]:
    """Flows, the links they ride, groups of links, and the country of each place."""
    flows = pd.DataFrame({"path": [0], "a": ["fr"], "b": ["jp"], "tbps": [3.0]})
    rides = pd.DataFrame({"path": [0, 0], "link_id": ["beta:1", "beta:2"]})
    return flows, rides, toy_groups(), pd.Series({"fr": "FR", "jp": "JP"})


def toy_groups() -> pd.DataFrame:
    return pd.DataFrame({"link_id": ["beta:1", "beta:2"], "group": ["system:beta", "system:beta"]})


def measured() -> pd.DataFrame:
    """Round trips between places of the toy world, as measured."""
    ends = {"Paris": (2.0, 48.0), "Tokyo": (139.0, 36.0), "Singapore": (104.0, 1.0)}
    rows = [("Paris", "Tokyo", 250.0), ("Paris", "Singapore", 160.0), ("Singapore", "Tokyo", 75.0)]
    return pd.DataFrame(
        [
            {
                "a_place": a,
                "a_lon": ends[a][0],
                "a_lat": ends[a][1],
                "b_place": b,
                "b_lon": ends[b][0],
                "b_lat": ends[b][1],
                "rtt_ms": ms,
                "statistic": "p50",
            }
            for a, b, ms in rows
        ]
    )


def cities_as_text() -> pd.DataFrame:
    """Cells of a shipped table as the text they are in the file."""
    return pd.read_csv(data_file("facts/cities.csv"), dtype=str, keep_default_na=False).head(20)


def some_systems() -> pd.DataFrame:
    """A few rows of the shipped systems."""
    return catalog.load_table("systems").head(30)


def audit_rows() -> pd.DataFrame:
    """Two rows as the audit gives them."""
    rows = [("coverage", "with <b>length</b>", 3, 4, "a; b"), ("plausibility", "inland", 0, 9, "")]
    return pd.DataFrame(rows, columns=["area", "check", "found", "of", "examples"])


def history_rows() -> pd.DataFrame:
    """Three years as the history gives them."""
    return pd.DataFrame({"year": [2024, 2025, 2030], "systems": [3, 4, 5], "published": [3.0, np.nan, np.nan]})


def overlaid() -> tuple[dict[str, pd.DataFrame], pd.Series, pd.DataFrame, pd.DataFrame]:
    """Return the tables, routes and chokepoints that ship, and an overlay that adds a system and retires another."""
    names = ("systems", "stations", "segments", "laid_segments", "crossings")
    tables = {name: catalog.load_table(name).head(200) for name in names}
    stations = ";".join(tables["stations"]["station_id"].head(2))
    rows = [
        {"action": "add", "system_id": "toy-cable", "landings": stations},
        {"action": "retire", "system_id": tables["systems"]["system_id"][0], "retired_year": "2026"},
    ]
    columns = [column.name for column in schema.table("overlay").columns]
    cells = pd.DataFrame(rows, columns=columns, dtype="str").fillna("")
    overlay = schema.check(cells, schema.table("overlay"), file="overlay.csv")
    return tables, catalog.load_routes().head(20), catalog.load_chokepoints(), overlay


# ---------------------------------------------------------------- calls

_NETWORK: dict[str, Call] = {
    "cablenet.network.graph.from_graph": of(lambda: to_graph(toy_network())),
    "cablenet.network.graph.to_graph": on_toy(),
    "cablenet.network.jurisdictions.link_countries": on_toy(
        pd.DataFrame({"system_id": ["alpha"], "seq": [3], "zone": ["exclusive"], "country": ["VN"], "km": [120.0]}),
        pd.DataFrame({"link_id": ["paris"], "country": ["FR"], "km": [700.0]}),
    ),
    "cablenet.network.jurisdictions.links_touching": Call(
        inputs=lambda: (
            load_parties(),
            pd.DataFrame({"link_id": ["alpha:3"], "country": ["FR"], "how": ["lands"], "km": [float("nan")]}),
            "FR",
        )
    ),
    "cablenet.network.places.find_place": on_toy("FR"),
    "cablenet.overlay.apply_overlay": Call(inputs=overlaid),
    "cablenet.schema.check": of(cities_as_text, lambda: schema.table("cities"), file="cities.csv"),
    "cablenet.schema.check_references": of(
        lambda: {"cities": schema.check(cities_as_text(), schema.table("cities"), file="cities.csv")},
        files={"cities": "cities.csv"},
    ),
    "cablenet.service.ended": Call(inputs=lambda: (some_systems()["retired_year"], dt.date(2010, 1, 1))),
    "cablenet.service.history": Call(inputs=lambda: (some_systems(), range(2000, 2003))),
    "cablenet.service.in_service": Call(inputs=lambda: (some_systems(), dt.date(2010, 1, 1))),
}

_DEMAND: dict[str, Call] = {
    "cablenet.demand.balance.balance": Call(inputs=margins),
    "cablenet.demand.given.from_pairs": of(toy_network, toy_pairs),
    "cablenet.demand.given.read_pairs": of(toy_network, pairs_file),
    "cablenet.demand.gravity.gravity": on_toy(),
    "cablenet.demand.masses.country_masses": on_toy(),
    "cablenet.demand.naming.between": of(toy_network, toy_demand, lambda: "FR", lambda: "JP"),
    "cablenet.demand.naming.members_of": on_toy("EU"),
    "cablenet.demand.summary.place_table": of(toy_network, toy_demand),
    "cablenet.demand.summary.region_table": of(toy_network, toy_demand),
    "cablenet.demand.summary.sensitivity_table": of(lambda: gravity(toy_network())),
}

_SCENARIOS: dict[str, Call] = {
    "cablenet.scenarios.cuts.chokepoint": on_toy("strait"),
    "cablenet.scenarios.cuts.polygon": on_toy(STRAIT),
    "cablenet.scenarios.cuts.segment": on_toy("alpha:3"),
    "cablenet.scenarios.cuts.station": on_toy("sg"),
    "cablenet.scenarios.cuts.system": on_toy("alpha", survival=0.5),
    "cablenet.scenarios.earthquakes.earthquake": on_toy(7.5, (115.0, 12.0)),
    "cablenet.scenarios.footprints.anchor_drag": on_toy([(114.0, 13.0), (116.0, 11.0)], width_km=5.0),
    "cablenet.scenarios.footprints.conflict_zone": on_toy("black-sea"),
    "cablenet.scenarios.footprints.disc": on_toy(115.0, 13.0, 100.0),
    "cablenet.scenarios.grammar.parse": on_toy("disc:115,13,100@0.5"),
    "cablenet.scenarios.library.incident": on_toy("hengchun-2006"),
    "cablenet.scenarios.library.incidents": Call(inputs=tuple, options={"net": toy_network()}),
    "cablenet.scenarios.library.still_out": on_toy("falcon-feb-2008"),
    "cablenet.scenarios.rates.expected_faults": on_toy(),
    "cablenet.scenarios.rates.fault_rates": on_toy(),
    "cablenet.scenarios.rates.faults": on_toy(seed=1),
    "cablenet.scenarios.storms.storm": on_toy(seed=1),
    "cablenet.scenarios.storms.storm_risk": on_toy(),
    "cablenet.scenarios.storms.storm_table": on_toy(),
    "cablenet.scenarios.whose.country": on_toy("SG"),
    "cablenet.scenarios.whose.owner": on_toy("Meta"),
    "cablenet.scenarios.whose.supplier": on_toy("NEC"),
    "cablenet.scenarios.written.read_scenario": on_toy('[[cut]]\nkind = "system"\nname = "gamma"\n'),
}

_METRICS: dict[str, Call] = {
    **{
        f"cablenet.metrics.{name}": of(toy_links)
        for name in (
            "arrays.compile_links",
            "arrays.largest_component",
            "centrality.betweenness",
            "centrality.link_betweenness",
            "connectivity.link_connectivity",
            "connectivity.node_connectivity",
            "distance.average_clustering",
            "distance.closeness",
            "distance.distances",
            "failures.bridges",
            "failures.cut_nodes",
            "resistance.algebraic_connectivity",
            "resistance.kirchhoff_index",
            "resistance.link_resistance",
            "resistance.log_spanning_trees",
            "robustness.robustness",
            "spectrum.generalized_robustness_index",
            "spectrum.natural_connectivity",
            "spectrum.spectral_gap",
            "spectrum.spectral_radius",
            "spectrum.spectral_scaling",
            "spectrum.subgraph_centrality",
        )
    },
    "cablenet.metrics.centrality.demand_betweenness": on_toy(
        pd.DataFrame({"a": ["paris-fr"], "b": ["tokyo-jp"], "tbps": [4.0]})
    ),
    "cablenet.metrics.connectivity.link_disjoint": on_toy(["fr"], ["jp"]),
    "cablenet.metrics.connectivity.min_cut": on_toy("FR", "JP"),
    "cablenet.metrics.connectivity.node_disjoint": on_toy(["fr"], ["jp"]),
    "cablenet.metrics.dependence.concentration": of(lambda: pd.Series([3.0, 1.0])),
    "cablenet.metrics.dependence.corridor_shares": of(lambda: pd.DataFrame({"corridor": ["Suez"], "tbps": [1.0]})),
    "cablenet.metrics.dependence.dependence": Call(inputs=toy_rides),
    "cablenet.metrics.failures.parting": on_toy(["fr"], ["jp"], toy_groups()),
    "cablenet.metrics.failures.single_points": on_toy(),
    "cablenet.metrics.flow.max_flow": on_toy(["paris-fr"], ["tokyo-jp"]),
    "cablenet.metrics.groups.jurisdiction_groups": of(
        lambda: pd.DataFrame({"link_id": ["1"], "country": ["FR"], "how": ["lands"]})
    ),
    "cablenet.metrics.groups.risk_groups": on_toy(),
    "cablenet.metrics.resistance.effective_resistance": Call(inputs=lambda: (toy_links(), "x", "t")),
    "cablenet.metrics.service.base_resiliency": of(toy_served, toy_served),
    "cablenet.metrics.service.place_resiliency": of(toy_served, toy_served),
    "cablenet.metrics.service.rtt_penalty": of(toy_served, toy_served),
    "cablenet.metrics.service.served_share": of(toy_served),
    "cablenet.metrics.shared_risk.group_disjoint": on_toy(["fr"], ["jp"], toy_groups()),
}

_ROUTING: dict[str, Call] = {
    "cablenet.routing.assignment.route": of(
        toy_network, toy_demand, model="optimal", policy=Policy(title="free"), start=toy_routes(), effort=Effort(gap=0)
    ),
    "cablenet.routing.comparison.compare": of(toy_routes, toy_routes),
    "cablenet.routing.comparison.at_level": of(toy_network, toy_demand, lambda: "low"),
    "cablenet.routing.comparison.policy_price": of(toy_network, toy_demand, lambda: Policy(title="free")),
    "cablenet.routing.comparison.reroute": of(toy_network, toy_strait, toy_demand, levels=["low", "high"]),
    "cablenet.routing.compiled.compile_network": on_toy(),
    "cablenet.routing.connection.connect": Call(inputs=lambda: (toy_network(), *two_places())),
    "cablenet.routing.corridors.corridor_table": on_toy("paris-fr", "tokyo-jp"),
    "cablenet.routing.matrix.rtt_matrices": of(
        lambda: compile_network(toy_network()), lambda: [toy_survival(), np.ones(len(toy_network().links))]
    ),
    "cablenet.routing.matrix.rtt_matrix": on_toy(nodes=["tokyo-jp", "eg"]),
    "cablenet.routing.paths.diverse_paths": on_toy("paris-fr", "tokyo-jp"),
    "cablenet.routing.paths.least_rtt": on_toy("paris-fr", "tokyo-jp", through=["strait"], avoid=["node:US"]),
    "cablenet.routing.paths.paths_table": of(toy_network, toy_paths),
    "cablenet.routing.paths.rtt_from": on_toy("paris-fr"),
    "cablenet.routing.policies.avoid": on_toy("jurisdiction", ["SG"], exempt=["SG"], how=["lands"]),
    "cablenet.routing.policies.standard": on_toy(allow=["sanctioned"]),
    "cablenet.routing.policies.trusted": on_toy(["FR", "JP"], how=["lands"]),
}

_VALIDATION: dict[str, Call] = {
    "cablenet.validation.exposure.exposure": of(toy_network, toy_strait, demand=toy_demand(), out=toy_strait()),
    "cablenet.validation.exposure.landing_countries": of(toy_network, toy_strait),
    "cablenet.validation.exposure.served_countries": of(toy_network, toy_strait),
    "cablenet.validation.incidents.hit_countries": of(toy_network, toy_strait),
    "cablenet.validation.rtt.fitted": of(toy_network, measured),
    "cablenet.validation.rtt.predict_rtt": of(toy_network, measured),
    "cablenet.validation.rtt.score_rtt": of(toy_network, measured),
    "cablenet.validation.scoreboard.score": on_toy(parts=["rtt"], measurements=measured()),
    "cablenet.validation.stock.facts_lengths": Call(inputs=tuple, options={"net": toy_network()}),
    "cablenet.validation.stock.score_faults": on_toy(),
    "cablenet.validation.stock.score_lengths": of(
        lambda: toy_network().links[["system", "kind", "route_km", "length_km"]], lambda: toy_network().systems
    ),
}

_SHOWN: dict[str, Call] = {
    "cablenet.maps.compare_map": of(
        toy_network,
        toy_traffic,
        lambda: toy_traffic(share=0.9),
        cut=toy_survival(),
        corridors=toy_shares(),
        countries=toy_loss(),
        words=Words(title="a toy", figures=(("RTT", "180 ms"),)),
    ),
    "cablenet.maps.cut_map": of(
        toy_network,
        toy_survival,
        area=STRAIT,
        before=paths_table(toy_network(), toy_paths()),
        after=paths_table(toy_network(), toy_paths()[1:]),
        figures={"least RTT": "180 ms"},
        notes=["a toy"],
    ),
    "cablenet.maps.explore": on_toy(centre=10.0),
    "cablenet.maps.risk_map": of(
        toy_network,
        lambda: Measure(series=toy_traffic()["utilisation"], title="Utilisation", unit=""),
        width=toy_traffic()["flow_tbps"],
        countries=toy_loss(),
        cut=toy_strait(),
        facts=toy_traffic(),
    ),
    "cablenet.plots.bars.corridor_plot": of(toy_shares),
    "cablenet.plots.bars.loss_plot": of(toy_loss, lambda: {"FR": "France"}),
    "cablenet.plots.curves.delay_plot": of(toy_delays, toy_delays),
    "cablenet.plots.worlds.world_plot": of(
        lambda: toy_network().under(toy_strait()), lambda: toy_traffic()["flow_tbps"]
    ),
    "cablenet.report.briefing.briefing": Call(
        inputs=toy_cut, options={"command": "cablenet report strait", "later": toy_comparison()}
    ),
    "cablenet.report.briefing.write_briefing": Call(
        # Without figures: matplotlib lays one out when it is drawn, and remembers that within the figure.
        inputs=lambda: (briefing(*toy_cut(), command="cablenet report strait", figures=False), File("reports")),
        options={"name": "strait"},
    ),
    "cablenet.report.cuts.chokepoint_table": on_toy(),
    "cablenet.report.cuts.comparison_json": Call(inputs=toy_cut),
    "cablenet.report.cuts.comparison_tables": Call(inputs=toy_cut),
    "cablenet.report.cuts.corridors_tables": Call(inputs=lambda: (toy_network(), *two_places(), toy_corridors())),
    "cablenet.report.cuts.cut_story": Call(inputs=toy_cut),
    "cablenet.report.cuts.main_result": of(toy_results),
    "cablenet.report.dependence.dependence_figures": Call(inputs=lambda: (toy_routes(), *two_places())),
    "cablenet.report.dependence.dependence_json": Call(inputs=toy_ridden),
    "cablenet.report.dependence.dependence_tables": Call(inputs=toy_ridden),
    "cablenet.report.facts.audit_markdown": of(audit_rows),
    "cablenet.report.facts.history_plot": of(history_rows, lambda: File("history.svg")),
    "cablenet.report.pictures.change_map": Call(inputs=toy_cut),
    "cablenet.report.pictures.lost_share": of(toy_comparison),
    "cablenet.report.pictures.traffic": of(toy_routes),
    "cablenet.report.policies.policy_json": of(lambda: toy_results()["central"]),
    "cablenet.report.policies.policy_tables": of(lambda: toy_results()["central"]),
    "cablenet.report.tables.rich_table": of(toy_corridors, title="a toy"),
    "cablenet.report.tables.table_json": of(toy_corridors),
}

CALLS: dict[str, Call] = {
    **_NETWORK, **_DEMAND, **_SCENARIOS, **_METRICS, **_ROUTING, **_VALIDATION, **_SHOWN,
}  # fmt: skip
"""By the full name of the function."""

EXCUSED: dict[str, str] = {
    "cablenet.validation.scoreboard.calibration_csv": "replays every reported incident; predict_rtt, fitted and "
    "hit_countries, of which it is made, are called",
}
"""Public functions that are not called here, each with the reason."""
