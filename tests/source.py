"""The package's own source, read as syntax trees: what imports what, how long, where files are opened."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "cablenet"

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One module: its dotted name, its file, its tree and its number of lines."""

    name: str
    path: Path
    tree: ast.Module
    lines: int

    @property
    def room(self) -> str:
        """First name below the package: ``cablenet.network.io`` lies in the room ``network``."""
        parts = self.name.split(".")
        return parts[1] if len(parts) > 1 else "__init__"

    @property
    def is_package(self) -> bool:
        return self.path.name == "__init__.py"


@cache
def modules() -> tuple[Module, ...]:
    """Read every module of the package."""
    return tuple(read_module(path) for path in sorted(PACKAGE.rglob("*.py")))


def read_module(path: Path) -> Module:
    """Read one module of the package."""
    parts = list(path.relative_to(PACKAGE.parent).with_suffix("").parts)
    if parts[-1] == "__init__":
        parts.pop()
    text = path.read_text(encoding="utf-8")
    return Module(name=".".join(parts), path=path, tree=ast.parse(text), lines=len(text.splitlines()))


def imports(module: Module) -> set[str]:
    """Dotted names the module imports anywhere: at the top, inside functions, for types only.

    ``from cablenet.geo import geodesy`` counts as ``cablenet.geo.geodesy``; so does a name that is no
    module, since only its room matters then.
    """
    found: set[str] = set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            found |= {f"{base}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Call):
            found |= _import_module_call(node)
    return found


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """Name the module a from-import reads, relative imports resolved."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    climbed = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*climbed, *([node.module] if node.module else [])])


def _import_module_call(node: ast.Call) -> set[str]:
    """Return the literal name in ``import_module("...")`` or ``__import__("...")``."""
    if _called(node) not in {"import_module", "__import__"} or not node.args:
        return set()
    first = node.args[0]
    return {first.value} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()


def _called(node: ast.Call) -> str:
    """Return the last name of what is called: ``open`` of both ``open()`` and ``path.open()``."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def calls(module: Module) -> set[str]:
    """Last names of everything the module calls."""
    return {_called(node) for node in ast.walk(module.tree) if isinstance(node, ast.Call)}


def functions(module: Module) -> list[FunctionNode]:
    """Every function and method of the module, nested ones too."""
    return [node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def body_lines(function: FunctionNode) -> int:
    """Lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    last = body[-1].end_lineno
    assert last is not None
    return last - body[0].lineno + 1
