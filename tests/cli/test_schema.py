from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from tests.workspaces import ROOT, pdplint

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = sorted(
    path.name.removesuffix(".schema.json") for path in (ROOT / "schemas").glob("*.schema.json")
)
ENOUGH = {"article", "config", "control", "description", "facts", "regime", "report"}


def test_all_formats_have_one() -> None:
    assert set(SCHEMAS) >= ENOUGH


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_printed_as_it_is_shipped(name: str) -> None:
    done = pdplint("schema", name)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")
    Draft202012Validator.check_schema(json.loads(done.stdout))


def test_without_a_name_each_has_a_line_that_says_what_it_is_for() -> None:
    done = pdplint("schema")
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (0, "")
    assert [name for name, _ in lines] == SCHEMAS
    assert ["config", "pdplint.yaml: the settings of a workspace"] in lines


@pytest.mark.parametrize(
    ("name", "told"),
    [
        pytest.param(
            "descripton",
            "there is no schema 'descripton'; did you mean description?",
            id="misspelt",
        ),
        pytest.param("zzz", "there is no schema 'zzz' (known: article, ", id="like none"),
        pytest.param(
            "../pyproject", "there is no schema '../pyproject' (known: ", id="a path is no name"
        ),
        pytest.param("", "there is no schema '' (known: ", id="an empty name"),
    ],
)
def test_an_unknown_name_is_told_with_those_that_there_are(name: str, told: str) -> None:
    done = pdplint("schema", name)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_what_is_printed_can_stand_beside_a_description(tmp_path: Path) -> None:
    """A schema names the keys of descriptions; in a folder with a dot it is not taken for one."""
    (tmp_path / ".pdplint").mkdir()
    (tmp_path / ".pdplint" / "description.schema.json").write_text(
        pdplint("schema", "description").stdout, "utf-8"
    )
    assert pdplint("check", tmp_path).returncode == 4
