"""Errors tell what was found, what was expected and what mends it."""

from __future__ import annotations

import pickle

import pytest

from cablenet import errors
from cablenet._datafiles import asset_text, data_file, data_text
from cablenet.errors import CablenetError, DataError, Fault, InputError, UnknownNameError, unknown_name


def fault(row: int, file: str = "stations.csv") -> Fault:
    return Fault(file=file, row=row, column="lon", found="east", expected="a number")


@pytest.mark.parametrize("name", [name for name in errors.__all__ if name.endswith("Error")])
def test_one_root(name: str) -> None:
    assert issubclass(getattr(errors, name), CablenetError)


def test_tree_in_the_docstring_names_every_error() -> None:
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in errors.__all__ if name.endswith("Error"))


def test_unknown_name_lists_the_nearest() -> None:
    error = unknown_name("chokepoint", "south-chna-sea", ["suez", "south-china-sea", "malacca"])
    assert isinstance(error, InputError)
    assert error.nearest[0] == "south-china-sea"
    assert "'south-chna-sea'" in str(error)


@pytest.mark.parametrize("found", ["SEA-ME-WE 5", "seamewe5", "Sea_Me_We-5"])
def test_case_and_punctuation_do_not_matter(found: str) -> None:
    assert unknown_name("system", found, ["seamewe-3", "seamewe-5", "flag"]).nearest[0] == "seamewe-5"


def test_part_of_a_name_is_near() -> None:
    assert "bab-el-mandeb" in unknown_name("chokepoint", "bab", ["bab-el-mandeb", "suez"]).nearest


def test_nothing_near_still_helps() -> None:
    assert "'suez'" in str(unknown_name("chokepoint", "qqq", ["suez"]))
    assert "No chokepoint is known" in str(unknown_name("chokepoint", "suez", []))


def test_all_faults_are_kept_and_ten_are_told() -> None:
    error = DataError([*map(fault, range(2, 14)), fault(3, "systems.csv")])
    lines = str(error).splitlines()
    assert lines[0] == "12 faults in stations.csv; 1 fault in systems.csv:"
    assert lines[1] == "  stations.csv, row 2, column lon: found 'east', expected a number"
    assert lines[11] == "  ... and 3 more"
    assert len(error.faults) == 13


@pytest.mark.parametrize(
    "error",
    [DataError([fault(2)]), DataError("broken"), unknown_name("system", "x", ["y"])],
    ids=["faults", "message", "name"],
)
def test_errors_come_back_from_a_worker(error: CablenetError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize("relative", ["no/such.csv", "../pyproject.toml", "/etc/hostname"])
def test_data_file_refuses_what_is_not_shipped(relative: str) -> None:
    with pytest.raises(DataError, match=r"[Ee]xpected"):
        data_file(relative)


def test_texts_are_read_from_data_and_package() -> None:
    assert data_text("facts/cities.csv").startswith("city_id,")
    assert asset_text("errors.py").startswith('"""What can go wrong')
    with pytest.raises(DataError, match="install it again"):
        asset_text("no/such/asset.js")


def test_unknown_name_error_is_catchable_by_its_root() -> None:
    with pytest.raises(CablenetError):
        raise unknown_name("country", "Atlantis", ["France"])
    assert issubclass(UnknownNameError, InputError)
