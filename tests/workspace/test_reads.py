"""What an entity says at a path: known, missing or unknown."""

from __future__ import annotations

from typing import Any

import pytest

from pdplint.text.values import REFUSED
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.reads import (
    Gap,
    Known,
    Missing,
    Read,
    Unknown,
    items,
    known,
    listed,
    not_known,
    read,
)


def system(value: Any) -> Entity:
    return Entity("systems", "crm", value, "pdp.yaml", 0)


@pytest.mark.parametrize(
    ("value", "path", "kind", "pointer"),
    [
        ({"a": "x"}, ("a",), Known, ("a",)),
        ({"a": False}, ("a",), Known, ("a",)),
        ({"a": {"b": 0}}, ("a", "b"), Known, ("a", "b")),
        ({"a": []}, ("a",), Known, ("a",)),
        ({"a": "none"}, ("a",), Known, ("a",)),
        ({}, ("a",), Missing, ("a",)),
        ({"a": {}}, ("a", "b"), Missing, ("a", "b")),
        ({}, ("a", "b", "c"), Missing, ("a",)),
        ({"a": "none"}, ("a", "b"), Missing, ("a",)),
        ({"a": ["x"]}, ("a", "b"), Missing, ("a",)),
        ({"a": ["x", REFUSED]}, ("a", "b"), Unknown, ("a",)),
        (REFUSED, ("a",), Unknown, ()),
        ({"a": REFUSED}, ("a",), Unknown, ("a",)),
        ({"a": REFUSED}, ("a", "b"), Unknown, ("a",)),
        ({"a": ["x", REFUSED]}, ("a",), Unknown, ("a",)),
        ({"a": {"b": REFUSED}}, ("a",), Known, ("a",)),
    ],
)
def test_what_is_said_at_a_path_is_known_missing_or_unknown(
    value: Any, path: tuple[str, ...], kind: type[Read], pointer: tuple[str, ...]
) -> None:
    entity = system(value)
    said = read(entity, *path)
    assert isinstance(said, kind)
    assert said.where == Where(entity, pointer)


def test_what_is_known_has_its_value_and_all_else_none() -> None:
    entity = system({"a": {"b": ["x"]}, "c": REFUSED})
    assert read(entity, "a", "b") == Known(["x"], Where(entity, ("a", "b")))
    assert known(entity, "a", "b") == ["x"]
    assert known(entity, "c") is None
    assert known(entity, "d") is None


def test_the_whole_of_an_entity_can_be_read() -> None:
    assert known(system({"a": 1})) == {"a": 1}
    assert isinstance(read(system(REFUSED)), Unknown)


def test_of_a_list_what_is_known_is_listed() -> None:
    entity = system({"a": {"b": ["x", REFUSED, "y"]}, "c": "x", "d": [REFUSED]})
    assert listed(entity, "a", "b") == ["x", "y"]
    assert items(entity, "a", "b") == [
        ("x", Where(entity, ("a", "b", 0))),
        ("y", Where(entity, ("a", "b", 2))),
    ]
    assert [listed(entity, *path) for path in (("c",), ("d",), ("e",), ("d", "f"))] == [[]] * 4


@pytest.mark.parametrize(("kind", "state"), [(Missing, "missing"), (Unknown, "unknown")])
def test_a_gap_is_a_fact_that_is_not_known(kind: type[Gap], state: str) -> None:
    here, there = Where(system({}), ("a",)), Where(system({}), ("b",))
    assert not_known(kind(here)) == Fact(None, (here,), state)
    assert not_known(kind(here), there, here) == Fact(None, (there, here), state)


def test_missing_and_unknown_are_never_equal() -> None:
    where = Where(system({}), ("a",))
    gaps: list[Gap] = [Missing(where), Unknown(where), Missing(where)]
    assert gaps[0] == gaps[2]
    assert gaps[0] != gaps[1]
