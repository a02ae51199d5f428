"""The face of the package is exact, documented, and never edits what it is given.

``cablenet/__init__.py`` defines ``__version__`` and a sorted ``__all__`` as literals, and a ``__getattr__`` (PEP 562)
that imports each name on first use. A new public name goes into ``FACE`` too.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from types import FunctionType

import pytest

import cablenet
from tests.source import Module, modules

FACE = [
    "Effort",
    "Network",
    "Policy",
    "Routes",
    "Terms",
    "avoid",
    "catalog",
    "compare",
    "compile_network",
    "connect",
    "corridor_table",
    "demand",
    "diverse_paths",
    "errors",
    "find_place",
    "from_graph",
    "least_rtt",
    "load",
    "maps",
    "metrics",
    "plots",
    "policy_price",
    "report",
    "reroute",
    "route",
    "routing",
    "rtt_matrices",
    "rtt_matrix",
    "scenarios",
    "standard",
    "to_graph",
    "trusted",
    "units",
    "validation",
]
"""Every name a user may write after ``cablenet.``; changing it is changing the interface."""

MOST_PARAMETERS = 6

MORE_PARAMETERS = {
    # One picture, each part of which may be left out.
    "cablenet.maps.cut_map": 9,
    "cablenet.maps.risk_map": 8,
    "cablenet.maps.compare_map": 9,
    # What is routed, and the options of route.
    "cablenet.routing.comparison.reroute": 7,
}
"""The few functions with more, each with its reason."""


def public_functions() -> list[tuple[str, FunctionType]]:
    """Return every function a user may call: what the package and each open room list in their ``__all__``."""
    found: dict[FunctionType, str] = {}
    for name in [module.name for module in modules() if is_open(module)]:
        room = importlib.import_module(name)
        things = [getattr(room, exported) for exported in getattr(room, "__all__", ())]
        found |= {thing: f"{thing.__module__}.{thing.__qualname__}" for thing in things if inspect.isfunction(thing)}
    return sorted(((name, function) for function, name in found.items()), key=lambda pair: pair[0])


def is_open(module: Module) -> bool:
    """Whether users are meant to import it: the package and its rooms, but not the command line nor what is inside."""
    room = module.name.split(".")[1:]
    return len(room) <= 1 and module.room not in {"cli", "__main__"} and not any(part[0] == "_" for part in room)


FUNCTIONS = public_functions()
each_function = pytest.mark.parametrize(("name", "function"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])


def test_face_is_exact() -> None:
    assert list(cablenet.__all__) == FACE


def test_every_name_of_the_face_is_there() -> None:
    missing = [name for name in cablenet.__all__ if not hasattr(cablenet, name)]
    assert not missing
    assert set(FACE) <= set(dir(cablenet))


def test_a_name_that_is_not_there_says_so() -> None:
    name = "no_such_name"
    with pytest.raises(AttributeError, match=name):
        getattr(cablenet, name)


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_all_is_a_sorted_list_of_what_exists(module: Module) -> None:
    lists = [
        ast.literal_eval(node.value)
        for node in module.tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
    ]
    for names in lists:
        assert len(names) == len(set(names))
        loaded = importlib.import_module(module.name)
        assert not [name for name in names if not hasattr(loaded, name)]


@each_function
def test_public_functions_are_documented(name: str, function: FunctionType) -> None:
    told = inspect.getdoc(function)
    assert told, f"{name} has no docstring"
    assert told[0].isupper(), f"the docstring of {name} does not begin with a sentence"


@each_function
def test_options_come_after_the_star(name: str, function: FunctionType) -> None:
    parameters = inspect.signature(function).parameters.values()
    positional = [p.name for p in parameters if p.default is not p.empty and p.kind is not p.KEYWORD_ONLY]
    assert not positional, f"{name}: put {positional} after the star"
    assert len(parameters) <= MORE_PARAMETERS.get(name, MOST_PARAMETERS), f"{name} has {len(parameters)} parameters"


@each_function
def test_public_functions_are_fully_typed(name: str, function: FunctionType) -> None:
    signature = inspect.signature(function)
    bare = [p.name for p in signature.parameters.values() if p.annotation is p.empty]
    assert not bare, f"{name}: {bare} have no type"
    assert signature.return_annotation is not signature.empty, f"{name} does not say what it returns"
