"""Time several ways to the same answer, in turn, so that what else the machine does falls on all of them alike."""

from __future__ import annotations

import resource
import statistics
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["Case", "measure", "peak_mb", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way: ``run`` is timed ``repeats`` times a round; what had to be done before took ``set_up_s``."""

    name: str
    run: Callable[[], object]
    set_up_s: float
    repeats: int = 1


def measure(cases: Sequence[Case], rounds: int) -> dict[str, tuple[float, float]]:
    """Median seconds of each case, by the wall and of the processor, after one run that is not counted."""
    wall: dict[str, list[float]] = {case.name: [] for case in cases}
    processor: dict[str, list[float]] = {case.name: [] for case in cases}
    for case in cases:
        case.run()
    for _ in range(rounds):
        for case in cases:
            for _ in range(case.repeats):
                start, busy = time.perf_counter(), time.process_time()
                case.run()
                wall[case.name].append(time.perf_counter() - start)
                processor[case.name].append(time.process_time() - busy)
    return {case.name: (statistics.median(wall[case.name]), statistics.median(processor[case.name])) for case in cases}


def show(cases: Sequence[Case], times: dict[str, tuple[float, float]], first: str) -> None:
    """Print a row a case, with its time as a multiple of that of ``first``."""
    print(f"{'case':<44}{'set-up s':>10}{'wall ms':>10}{'cpu ms':>10}{'wall x':>9}{'cpu x':>9}")
    for case in cases:
        wall, processor = times[case.name]
        ratios = f"{wall / times[first][0]:>9.1f}{processor / times[first][1]:>9.1f}"
        print(f"{case.name:<44}{case.set_up_s:>10.3f}{1000 * wall:>10.2f}{1000 * processor:>10.2f}{ratios}")


def peak_mb() -> float:
    """Most memory that this process has held so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)
