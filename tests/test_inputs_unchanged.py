"""No public function edits what it is given: every one is called on toy inputs that are compared before and after.

``CALLS`` holds one call for each public function that takes something that could be edited. A new one must be
entered here, or excused with a reason.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from cablenet import catalog, schema
from cablenet._datafiles import data_file
from cablenet.network import Network, Place, find_place, to_graph
from cablenet.network.parties import load_parties
from cablenet.routing import Comparison, Path, Terms, compare, corridor_table, diverse_paths, paths_table
from cablenet.scenarios import Scenario, chokepoint, polygon
from tests.test_public_api import FUNCTIONS
from tests.toys import STRAIT, toy_network

EDITABLE = ("DataFrame", "Series", "Network", "Graph", "NDArray", "Floats", "dict", "list", "Mapping", "Sequence")
"""Words in the type of a parameter that tell that the thing given could be edited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a public function; the inputs are made anew for each test."""

    inputs: Callable[[], tuple[Any, ...]]
    options: Mapping[str, Any] = field(default_factory=dict)


def on_toy(*arguments: object, **options: object) -> Call:
    """Call a function on the toy network and the arguments given."""
    return Call(inputs=lambda: (toy_network(), *arguments), options=options)


def two_places() -> tuple[Place, Place]:
    net = toy_network()
    return find_place(net, "FR"), find_place(net, "JP")


def toy_paths() -> list[Path]:
    return diverse_paths(toy_network(), "paris-fr", "tokyo-jp", count=2)


def toy_survival() -> pd.Series:
    return pd.Series({"alpha:3": 0.0}, name="survival").rename_axis("link_id")


def toy_cut() -> tuple[Network, Scenario, Comparison]:
    net = toy_network()
    scenario = chokepoint(net, "strait")
    return net, scenario, compare(net, net.under(scenario), *two_places(), terms=Terms(paths=2))


def toy_corridors() -> pd.DataFrame:
    return corridor_table(toy_network(), "paris-fr", "tokyo-jp")


def cities_as_text() -> pd.DataFrame:
    """Read the cells of a shipped table as the text they are in the file."""
    return pd.read_csv(data_file("facts/cities.csv"), dtype=str, keep_default_na=False).head(20)


def some_systems() -> pd.DataFrame:
    """A few rows of the shipped systems."""
    return catalog.load_table("systems").head(30)


def audit_rows() -> pd.DataFrame:
    """Two rows as the audit gives them."""
    rows = [("coverage", "with <b>length</b>", 3, 4, "a; b"), ("plausibility", "inland", 0, 9, "")]
    return pd.DataFrame(rows, columns=["area", "check", "found", "of", "examples"])


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


CALLS: dict[str, Call] = {
    "cablenet.maps.cut_map": Call(
        inputs=lambda: (toy_network(), toy_survival()),
        options={
            "area": STRAIT,
            "before": paths_table(toy_network(), toy_paths()),
            "after": paths_table(toy_network(), toy_paths()[1:]),
            "figures": {"least RTT": "180 ms"},
            "notes": ["a toy"],
        },
    ),
    "cablenet.metrics.flow.max_flow": on_toy(["paris-fr"], ["tokyo-jp"]),
    "cablenet.network.graph.from_graph": Call(inputs=lambda: (to_graph(toy_network()),)),
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
    "cablenet.report.cuts.chokepoint_table": on_toy(),
    "cablenet.report.cuts.comparison_json": Call(inputs=toy_cut),
    "cablenet.report.cuts.comparison_tables": Call(inputs=toy_cut),
    "cablenet.report.cuts.corridors_tables": Call(inputs=lambda: (toy_network(), *two_places(), toy_corridors())),
    "cablenet.report.cuts.cut_story": Call(inputs=toy_cut),
    "cablenet.report.facts.audit_markdown": Call(inputs=lambda: (audit_rows(),)),
    "cablenet.report.tables.rich_table": Call(inputs=lambda: (toy_corridors(),), options={"title": "a toy"}),
    "cablenet.report.tables.table_json": Call(inputs=lambda: (toy_corridors(),)),
    "cablenet.routing.comparison.compare": Call(inputs=lambda: (toy_network(), toy_network(), *two_places())),
    "cablenet.routing.comparison.connect": Call(inputs=lambda: (toy_network(), *two_places())),
    "cablenet.routing.corridors.corridor_table": on_toy("paris-fr", "tokyo-jp"),
    "cablenet.routing.paths.diverse_paths": on_toy("paris-fr", "tokyo-jp"),
    "cablenet.routing.paths.least_rtt": on_toy("paris-fr", "tokyo-jp", through=["strait"], avoid=["node:US"]),
    "cablenet.routing.paths.paths_table": Call(inputs=lambda: (toy_network(), toy_paths())),
    "cablenet.routing.paths.rtt_from": on_toy("paris-fr"),
    "cablenet.scenarios.cuts.chokepoint": on_toy("strait"),
    "cablenet.service.ended": Call(inputs=lambda: (some_systems()["retired_year"], dt.date(2010, 1, 1))),
    "cablenet.service.history": Call(inputs=lambda: (some_systems(), range(2000, 2003))),
    "cablenet.service.in_service": Call(inputs=lambda: (some_systems(), dt.date(2010, 1, 1))),
    "cablenet.scenarios.cuts.polygon": on_toy(STRAIT),
    "cablenet.scenarios.cuts.system": on_toy("alpha", survival=0.5),
    "cablenet.schema.check": Call(
        inputs=lambda: (cities_as_text(), schema.table("cities")), options={"file": "cities.csv"}
    ),
    "cablenet.schema.check_references": Call(
        inputs=lambda: ({"cities": schema.check(cities_as_text(), schema.table("cities"), file="cities.csv")},),
        options={"files": {"cities": "cities.csv"}},
    ),
}
"""By the full name of the function."""

EXCUSED = {"cablenet.report.facts.history_plot": "draws with matplotlib, which not every installation has"}
"""Public functions that are not called here, each with the reason."""


def print_of(thing: object) -> str:
    """Fingerprint anything: the same text if and only if the same content."""
    if isinstance(thing, pd.DataFrame):
        parts: object = (
            tuple(thing.columns),
            tuple(map(str, thing.dtypes)),
            *map(print_of, [thing.index, thing.to_numpy()]),
        )
    elif isinstance(thing, pd.Series):
        parts = (thing.name, str(thing.dtype), print_of(thing.index), print_of(thing.to_numpy()))
    elif isinstance(thing, pd.Index):
        parts = (tuple(thing.names), str(thing.dtype), tuple(thing))
    elif isinstance(thing, nx.Graph):
        parts = (print_of(dict(thing.nodes(data=True))), print_of(list(thing.edges(data=True))), dict(thing.graph))
    elif isinstance(thing, np.ndarray):
        parts = (str(thing.dtype), thing.shape, tuple(thing.ravel().tolist()))
    elif isinstance(thing, Mapping):
        parts = tuple((key, print_of(value)) for key, value in thing.items())
    elif isinstance(thing, list | tuple):
        parts = (type(thing).__name__, *map(print_of, thing))
    elif dataclasses.is_dataclass(thing) and not isinstance(thing, type):
        parts = tuple((item.name, print_of(getattr(thing, item.name))) for item in dataclasses.fields(thing))
    else:
        parts = thing
    return hashlib.sha256(pickle.dumps(parts)).hexdigest()


def editing_functions() -> dict[str, Any]:
    """Return the public functions with a parameter that could be edited."""
    return {
        name: function
        for name, function in FUNCTIONS
        if any(
            word in str(kind)
            for parameter, kind in function.__annotations__.items()
            if parameter != "return"
            for word in EDITABLE
        )
    }


def test_a_scenario_makes_a_new_network() -> None:
    net = toy_network()
    before = print_of(net)
    cut = net.under(polygon(net, STRAIT))
    cut.usable()
    assert print_of(net) == before
    assert print_of(cut) != before


@pytest.mark.parametrize("name", sorted(CALLS))
def test_inputs_stay_as_they_were(name: str) -> None:
    function = dict(FUNCTIONS)[name]
    inputs = CALLS[name].inputs()
    options = dict(CALLS[name].options)
    before = [print_of(thing) for thing in (*inputs, options)]
    function(*inputs, **options)
    assert [print_of(thing) for thing in (*inputs, options)] == before, f"{name} edits what it is given"


def test_every_function_that_could_edit_is_called() -> None:
    missing = sorted(editing_functions().keys() - CALLS.keys() - EXCUSED.keys())
    assert not missing, f"give each a call in CALLS, or a reason in EXCUSED: {missing}"


@pytest.mark.parametrize(
    ("thing", "other"),
    [
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"a": [2]})),
        (pd.DataFrame({"a": [1]}), pd.DataFrame({"b": [1]})),
        (pd.Series([1], index=["x"]), pd.Series([1], index=["y"])),
        (nx.MultiGraph([("a", "b")]), nx.MultiGraph([("a", "c")])),
        ({"a": [1]}, {"a": [1, 2]}),
        (np.array([1.0]), np.array([2.0])),
    ],
    ids=["value", "column", "index", "graph", "dict", "array"],
)
def test_fingerprint_sees_a_change(thing: object, other: object) -> None:
    assert print_of(thing) == print_of(thing)
    assert print_of(thing) != print_of(other)
