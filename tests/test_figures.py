"""Figures in the documents are those that the commands print today."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from cablenet.report import dictionary_markdown

CHECKOUT = Path(__file__).resolve().parent.parent
_spec = importlib.util.spec_from_file_location("refresh", CHECKOUT / "docs" / "refresh.py")
assert _spec is not None
assert _spec.loader is not None
refresh = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(refresh)


@pytest.mark.parametrize("document", refresh.documents(), ids=lambda path: path.relative_to(CHECKOUT).as_posix())
def test_generated_parts_are_current(document: Path) -> None:
    assert document.read_text(encoding="utf-8") == refresh.rendered(document), "run: python docs/refresh.py"


def test_some_documents_have_generated_parts() -> None:
    assert {path.name for path in refresh.documents()} >= {"laying.md", "data.md", "README.md"}


def test_data_dictionary_is_current() -> None:
    written = (CHECKOUT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert written == dictionary_markdown(), "run: cablenet data dictionary > docs/data-dictionary.md"
