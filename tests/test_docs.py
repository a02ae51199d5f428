"""What the documents say is true: their code runs, their commands exist, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

import cablenet
from cablenet.cli import main

CHECKOUT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md"), *CHECKOUT.glob("*/README.md")])
EXAMPLES = sorted(CHECKOUT.glob("examples/*.py"))

BLOCK = re.compile(r"^```(?P<language>\w+)\n(?P<code>.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)")
COMMAND = re.compile(r"(?:^|[\s/])cablenet (?P<rest>[^&|\n]+)")


def name(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [match["code"] for match in found if match["language"] == language]


def told_commands() -> list[str]:
    """Return every cablenet command line that stands in a shell block of a document."""
    shell = (block for path in DOCUMENTS for block in blocks(path, "sh"))
    return sorted({match["rest"].strip() for block in shell for match in COMMAND.finditer(block)})


def run_python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run Python on the checkout's package, elsewhere, with warnings as errors."""
    command = [sys.executable, "-W", "error", *arguments]
    env = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if blocks(path, "python")], ids=name)
def test_python_in_documents_runs(document: Path, tmp_path: Path) -> None:
    code = "\n".join(blocks(document, "python"))
    done = run_python("-c", code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("example", EXAMPLES, ids=name)
def test_examples_run(example: Path, tmp_path: Path) -> None:
    done = run_python(str(example), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip(), "an example tells the reader something"


@pytest.mark.parametrize("line", told_commands())
def test_commands_in_documents_parse(line: str) -> None:
    command: click.Command = main
    words = shlex.split(line, comments=True)
    context = click.Context(command, info_name="cablenet")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"cablenet has no command {words[0]!r}"
        command, words = found, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    if "--help" not in words:
        command.parse_args(context, words)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document: Path) -> None:
    targets = {match["target"] for match in LINK.finditer(document.read_text(encoding="utf-8"))}
    local = {target for target in targets if "://" not in target and not target.startswith("mailto:")}
    lost = {target for target in local if not (document.parent / target).exists()}
    assert not lost


def test_readme_has_its_two_commands() -> None:
    text = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    for command in ("run", "test"):
        assert text.count(f"<!-- command: {command} -->\n```sh\n") == 1


def test_version_stands_the_same_everywhere() -> None:
    citation = (CHECKOUT / "CITATION.cff").read_text(encoding="utf-8")
    changelog = (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")
    heads = re.findall(r"^## (?P<version>\S+) - (?P<date>\S+)$", changelog, re.MULTILINE)
    assert heads[0][0] == cablenet.__version__
    assert f"\nversion: {heads[0][0]}\ndate-released: {heads[0][1]}\n" in citation
