"""No public function edits what it is given: every one is called on toy inputs that are compared before and after.

``tests/calls.py`` holds one call for each public function that takes something that could be edited. A new one must be
entered there, or excused with a reason.
"""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from cablenet.scenarios import polygon
from tests.calls import CALLS, EXCUSED
from tests.test_public_api import FUNCTIONS
from tests.toys import STRAIT, toy_network

if TYPE_CHECKING:
    from pathlib import Path

EDITABLE = (
    *("DataFrame", "Series", "Network", "Graph", "NDArray", "Floats", "dict", "list", "Mapping", "Sequence"),
    *("Demand", "Scenario", "Survival", "Routes", "Comparison", "Between", "Compiled", "Briefing", "Measure"),
)
"""Words in the type of a parameter that tell that the thing given could be edited."""


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
def test_inputs_stay_as_they_were(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    function = dict(FUNCTIONS)[name]
    inputs = CALLS[name].inputs()
    options = dict(CALLS[name].options)
    before = [print_of(thing) for thing in (*inputs, options)]
    result = function(*inputs, **options)
    if isinstance(result, Iterator):
        assert list(result), "made nothing, so nothing could be edited"
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
