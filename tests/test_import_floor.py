"""Start-up is a feature: the face and the help of the command import nothing heavy."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "numpy", "pandas", "geopandas", "shapely", "pyproj", "pyogrio", "networkx", "folium", "branca", "jinja2",
    "scipy", "numba", "highspy", "rasterio", "matplotlib", "PIL", "requests", "playwright", "rich",
}  # fmt: skip

IMPORT = "import cablenet"
HELP = """
import contextlib, io
from cablenet.cli import main
with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
    main({args!r})
assert "Usage" in told.getvalue(), told.getvalue()
"""
REPORT = """
import json, sys, time
start = time.perf_counter()
{code}
print(json.dumps([time.perf_counter() - start, sorted({{name.partition(".")[0] for name in sys.modules}})]))
"""

EVERY_HELP = """
import contextlib, io
from cablenet.cli import main
for name in sorted(main.commands):
    with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
        main([name, "--help"])
    assert "Usage" in told.getvalue(), name
"""

CASES = {
    "import cablenet": IMPORT,
    "cablenet --help": HELP.format(args=["--help"]),
    "cablenet cut --help": HELP.format(args=["cut", "--help"]),
    "--help of every command": EVERY_HELP,
}

CUT = """
import contextlib, io
from cablenet.cli import main
with contextlib.redirect_stdout(io.StringIO()) as told, contextlib.suppress(SystemExit):
    main(["cut", "luzon", "--model", "optimal"])
assert "Luzon" in told.getvalue(), told.getvalue()
"""


@pytest.mark.parametrize("what", CASES)
def test_start_up_imports_nothing_heavy(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    code = REPORT.format(code=CASES[what])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    seconds, loaded = json.loads(done.stdout)
    with capsys.disabled():
        sys.stdout.write(f"\n  {what}: {1000 * seconds:.0f} ms, {len(loaded)} top-level modules\n")
    assert not HEAVY & set(loaded)


def test_a_plain_cut_compiles_nothing() -> None:
    """Whoever has numba installed does not wait for it where there is one network to route."""
    done = subprocess.run([sys.executable, "-c", REPORT.format(code=CUT)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    _, loaded = json.loads(done.stdout)
    assert not {"numba", "matplotlib", "rasterio"} & set(loaded)
