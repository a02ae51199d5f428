"""Write the figures of the documents again: `python docs/refresh.py`. A test holds the documents to what this makes.

A generated part stands between `<!-- made by: COMMAND -->` and `<!-- end -->`; COMMAND is run and its output put there.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

from cablenet.cli import main

ROOT = Path(__file__).resolve().parent.parent
PART = re.compile(
    r"(?P<head><!-- made by: cablenet (?P<command>[^>]+?) -->\n)(?P<body>.*?)(?P<foot><!-- end -->)", re.DOTALL
)


def documents() -> list[Path]:
    """Documents that have a generated part."""
    found = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md")])
    return [path for path in found if "<!-- made by: " in path.read_text(encoding="utf-8")]


def rendered(path: Path) -> str:
    """The document with its generated parts made anew."""

    def made(part: re.Match[str]) -> str:
        result = CliRunner().invoke(main, shlex.split(part["command"]), catch_exceptions=False)
        output = result.output
        if not output.startswith(("- ", "|", "#")):
            output = f"```text\n{output.rstrip()}\n```\n"
        return f"{part['head']}{output}{part['foot']}"

    return PART.sub(made, path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for document in documents():
        document.write_text(rendered(document), encoding="utf-8")
        print(document.relative_to(ROOT))
