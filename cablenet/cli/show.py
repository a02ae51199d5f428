"""What a terminal shows: tables, a spinner, a progress bar; a pipe gets the tables alone."""

from __future__ import annotations

import sys
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

__all__ = ["progress", "show", "status"]


def show(parts: list[Any]) -> None:
    """Print tables and panels; 120 columns wide in a pipe."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else 120)
    for part in parts:
        console.print(part)


def status(text: str, *, quiet: bool) -> AbstractContextManager[object]:
    """Spinner on a terminal, silence in a pipe."""
    if quiet or not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status(text + " ...")


@contextmanager
def progress(text: str) -> Iterator[Callable[[str, int], None]]:
    """Progress bar on a terminal, silence in a pipe; gives a function to call with each thing done and the total."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(text, total=None)

        def told(name: str, total: int) -> None:
            bar.update(task, advance=1, total=total, description=f"{text}: {name[:30]}")

        yield told
