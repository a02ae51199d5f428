"""The floors of the house, read off the imports (those for types only count too).

A room is a module or package directly below ``cablenet``. It may import itself and rooms on floors
strictly below its own. A new room must be given a floor here before it may stand.
"""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import Module, body_lines, calls, functions, imports, modules

FLOORS = [
    {"errors"},
    {"units", "_datafiles"},
    {"geo", "schema"},
    {"catalog"},
    {"overlay", "service", "vintages"},
    {"world"},
    {"network"},
    {"scenarios", "metrics", "maps", "plots", "demand"},
    {"routing"},
    {"simulation"},
    {"planning", "validation"},
    {"report"},
    {"__init__"},
    {"cli"},
    {"__main__"},
]
"""From the ground up. The roof is the face, the command line above it, and what ``python -m`` runs."""

FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}

FORBIDDEN = [
    ("geo", {"network", "scenarios", "metrics", "maps", "routing", "catalog"}),
    ("network", {"scenarios", "metrics", "maps", "demand", "routing"}),
    ("metrics", {"routing", "simulation", "scenarios", "maps"}),
    ("maps", {"routing", "simulation", "scenarios", "metrics"}),
    ("plots", {"routing", "simulation", "scenarios", "metrics", "maps"}),
]
"""Arrows that must never be drawn, said again in words so that moving a floor cannot allow them."""

ONLY_IN = {
    "folium": {"maps", "report", "cli"},
    "branca": {"maps"},
    "click": {"cli"},
    "argparse": {"cli"},
    "matplotlib": {"plots", "report"},
}
"""Libraries that only some rooms may name."""

OPENERS = {
    "open", "read_text", "read_bytes", "write_text", "write_bytes", "read_csv", "to_csv", "read_file", "to_file",
    "read_json", "to_json", "read_parquet", "to_parquet", "read_excel", "loadtxt", "savetxt", "fromfile", "tofile",
    "savez", "savez_compressed", "urlopen",
}  # fmt: skip
"""Calls that open a file."""

OPEN_ROOMS = {"_datafiles", "catalog", "world", "report", "cli"}
OPEN_MODULES = ("cablenet.network.io", "cablenet.maps.offline")
"""Where files may be opened: whole rooms, and single modules of others."""

SHAPELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared"}
"""Names that say nothing about what is inside."""

LONG_BODY = 35
LONG_MODULE = 400
SHORT_SHARE = 0.9


def _name(module: Module) -> str:
    return module.name


each_module = pytest.mark.parametrize("module", modules(), ids=_name)


def rooms_imported(module: Module) -> set[str]:
    """Rooms of this package that the module imports, its own left out."""
    found = {name.split(".")[1] for name in imports(module) if name.startswith("cablenet.")}
    # `from cablenet import load` names no room: it reads the face of the package.
    faces = {name for name in found if name not in FLOOR}
    return (found - faces) | ({"__init__"} if faces else set()) - {module.room}


@each_module
def test_every_room_has_a_floor(module: Module) -> None:
    assert module.room in FLOOR, f"give the room {module.room!r} a floor in {__file__}"


@each_module
def test_arrows_only_fall(module: Module) -> None:
    level = FLOOR[module.room]
    rising = {room for room in rooms_imported(module) - {module.room} if FLOOR[room] >= level}
    assert not rising, f"{module.name} (floor {level}) imports {sorted(rising)}, not below it"


@pytest.mark.parametrize(("room", "forbidden"), FORBIDDEN)
def test_rooms_that_must_not_know_one_another(room: str, forbidden: set[str]) -> None:
    known = {module.name: rooms_imported(module) & forbidden for module in modules() if module.room == room}
    assert not any(known.values()), {name: rooms for name, rooms in known.items() if rooms}


def test_modules_do_not_import_one_another_in_a_circle() -> None:
    names = {module.name for module in modules()}
    graph = {
        module.name: {known for name in imports(module) for known in [_module_of(name, names)] if known != module.name}
        for module in modules()
        if module.name != "cablenet"
    }
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as circle:
        pytest.fail(f"circle of imports: {' -> '.join(circle.args[1])}")


def _module_of(name: str, names: set[str]) -> str:
    """Fold an imported name to the module that holds it; foreign names stay as they are."""
    while name not in names and "." in name:
        name = name.rpartition(".")[0]
    return name


@each_module
def test_libraries_kept_to_their_rooms(module: Module) -> None:
    foreign = {name.split(".")[0] for name in imports(module)}
    strayed = {name for name in foreign & ONLY_IN.keys() if module.room not in ONLY_IN[name]}
    assert not strayed, f"{module.name} names {sorted(strayed)}; see ONLY_IN"


@each_module
def test_files_are_opened_at_the_doors_only(module: Module) -> None:
    if module.room in OPEN_ROOMS or module.name.startswith(OPEN_MODULES):
        return
    opened = calls(module) & OPENERS
    assert not opened, f"{module.name} calls {sorted(opened)}; files are opened in {OPEN_ROOMS | {*OPEN_MODULES}}"


@each_module
def test_names_say_something(module: Module) -> None:
    assert not SHAPELESS & {part.strip("_") for part in module.name.split(".")}


@each_module
def test_modules_are_short(module: Module) -> None:
    assert module.lines < LONG_MODULE, f"{module.name} has {module.lines} lines, expected under {LONG_MODULE}"


def test_nine_of_ten_bodies_are_short() -> None:
    sizes = {
        f"{module.name}.{function.name}": body_lines(function) for module in modules() for function in functions(module)
    }
    long = {name: size for name, size in sizes.items() if size >= LONG_BODY}
    assert len(long) <= (1 - SHORT_SHARE) * len(sizes), f"{len(long)} of {len(sizes)} bodies are long: {long}"


@each_module
def test_every_module_says_what_it_is(module: Module) -> None:
    first = module.tree.body[0] if module.tree.body else None
    assert first is not None, f"{module.name} is empty"
    assert module.tree.body[0].__class__.__name__ == "Expr", f"{module.name} has no docstring"
