"""Start-up and loading, timed in fresh processes beside peers timed in the same run.

    python benchmarks/startup.py [--runs 5] [--json]

Each case is run in turn, round after round, and the least time of each is reported with its ratio to a peer:
the least is what the machine can do, the rest is what else it was doing. Never fails on a time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

CLI = "from cablenet.cli import main; main()"

LOAD_WARM = """
import time
import cablenet
cablenet.load()
start = time.perf_counter()
cablenet.load()
print(time.perf_counter() - start)
"""

LOAD_COLD = """
import time
import geopandas, networkx
import cablenet
start = time.perf_counter()
cablenet.load()
print(time.perf_counter() - start)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A command to time; ``inside`` when it prints its own seconds, else the whole process is timed."""

    name: str
    command: tuple[str, ...]
    peer: str
    inside: bool = False


def cases(scratch: Path) -> list[Case]:
    """List what is timed: peers first, each with a ratio of one to itself."""
    python = sys.executable
    main_job = ("cut", "south-china-sea", "--between", "EU", "JP", "--map", str(scratch / "map.html"))
    return [
        Case(name="python -c pass", command=(python, "-c", "pass"), peer="python -c pass"),
        Case(name="import geopandas", command=(python, "-c", "import geopandas"), peer="import geopandas"),
        Case(name="import cablenet", command=(python, "-c", "import cablenet"), peer="python -c pass"),
        Case(name="cablenet --help", command=(python, "-c", CLI, "--help"), peer="python -c pass"),
        Case(
            name="import cablenet; load()",
            command=(python, "-c", "import cablenet; cablenet.load()"),
            peer="import geopandas",
        ),
        Case(name="load(), first", command=(python, "-c", LOAD_COLD), peer="import geopandas", inside=True),
        Case(name="load(), again", command=(python, "-c", LOAD_WARM), peer="import geopandas", inside=True),
        Case(name="the main job", command=(python, "-c", CLI, *main_job), peer="import geopandas"),
    ]


def seconds(case: Case) -> float | None:
    """Time one run of a case; ``None`` if it failed."""
    start = time.perf_counter()
    done = subprocess.run(case.command, capture_output=True, text=True, check=False)
    wall = time.perf_counter() - start
    if done.returncode:
        return None
    return float(done.stdout.split()[-1]) if case.inside else wall


def measure(runs: int) -> dict[str, list[float]]:
    """Time every case ``runs`` times in turn, after one round that is not counted."""
    with tempfile.TemporaryDirectory() as scratch:
        listed = cases(Path(scratch))
        times: dict[str, list[float]] = {case.name: [] for case in listed}
        for turn in range(runs + 1):
            for case in listed:
                taken = seconds(case)
                if turn and taken is not None:
                    times[case.name].append(taken)
        return times


def told(times: dict[str, list[float]]) -> list[dict[str, object]]:
    """Fold the times to one row a case: least and middle seconds, and the ratio to the peer's least."""
    rows: list[dict[str, object]] = []
    for case in cases(Path()):
        mine, peer = sorted(times[case.name]), times[case.peer]
        row: dict[str, object] = {"case": case.name, "peer": case.peer, "runs": len(mine)}
        if mine and peer:
            row |= {"least_s": mine[0], "median_s": mine[len(mine) // 2], "ratio": mine[0] / min(peer)}
        rows.append(row)
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--runs", type=int, default=3, help="counted rounds (default 3)")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    rows = told(measure(max(1, options.runs)))
    if options.json:
        print(json.dumps(rows, indent=1))
        return
    print(f"{'case':<26}{'least s':>9}{'median s':>10}{'ratio':>8}  to the least of")
    for row in rows:
        if "ratio" in row:
            print(f"{row['case']:<26}{row['least_s']:>9.3f}{row['median_s']:>10.3f}{row['ratio']:>8.2f}  {row['peer']}")
        else:
            print(f"{row['case']:<26}   failed")


if __name__ == "__main__":
    main()
