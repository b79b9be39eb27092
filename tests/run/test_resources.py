"""Policies as a package carries them: compiled, the same as those that are read, or not used."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from pdplint.policy.operators import OPERATORS
from pdplint.run.resources import COMPILED, Resources, compiled_policies, load_library
from tests.workspaces import ROOT


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Resources:
    """A package as it is built: its schemas, no policies but those compiled from the checkout."""
    monkeypatch.chdir(ROOT)
    (tmp_path / COMPILED).write_bytes(compiled_policies(Resources(Path())))
    (tmp_path / "schemas").symlink_to(ROOT / "schemas")
    return Resources(tmp_path)


def test_compiled_policies_are_those_that_are_read(package: Resources) -> None:
    read = load_library(Resources(Path()), cache=False)  # from where they were compiled
    compiled = load_library(package)
    assert compiled.regimes["vn-draft-2021"].bindings == read.regimes["vn-draft-2021"].bindings
    assert compiled.table == read.table == package.table
    assert compiled.digests == read.digests
    assert compiled.instruments.keys() == read.instruments.keys()


def test_they_name_no_folder_of_where_they_were_made(package: Resources) -> None:
    assert str(ROOT).encode() not in (package.root / COMPILED).read_bytes()


def test_those_of_another_version_are_not_used(package: Resources) -> None:
    (package.root / COMPILED).write_bytes(pickle.dumps(("0.0.0", None)))
    assert Resources(package.root).compiled is None


def test_a_checkout_has_none() -> None:
    assert Resources().compiled is None


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_is_the_very_same_after_pickling(name: str) -> None:
    again = pickle.loads(pickle.dumps(OPERATORS[name]))  # noqa: S301 our own
    assert again is OPERATORS[name]
