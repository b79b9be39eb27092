"""What several test modules share: the schemas, the fields, and small linked workspaces."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from hypothesis import strategies as st

from pdplint.format.fields import FieldTable, field_table
from pdplint.format.form import Form
from pdplint.judge.paths import Context
from pdplint.policy.compiling import Compiler
from pdplint.policy.regimes import Law
from pdplint.policy.values import Days
from pdplint.units import Calendar, make_calendar
from pdplint.workspace.derive import Derived
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pdplint.policy.condition import Condition
    from pdplint.workspace.entity import Entity

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 11, 21)
NO_CALENDAR = make_calendar(1, 0, (), ())
"""A calendar in which no year is announced: how many days off lie ahead is never known."""


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a schema of the project by name; not to be changed, it is kept."""
    text = (ROOT / "schemas" / f"{name}.schema.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


@cache
def table() -> FieldTable:
    return field_table(schema("description"), schema("facts"))


@cache
def form() -> Form:
    return Form(schema("description"), table().root)


class Linked(NamedTuple):
    """One workspace, and the context on which its entities are judged."""

    workspace: Workspace
    context: Context

    def entity(self, subject: str) -> Entity:
        """Return an entity by the name that reports give it: `flows/checkout`."""
        if subject == "organisation":
            return self.workspace.organisation
        kind, _, id_ = subject.partition("/")
        if kind == "transfers":
            derived = self.context.world
            assert isinstance(derived, Derived)
            return derived.transfers[id_]
        return self.workspace.entities[kind][id_]


def linked(calendar: Calendar = NO_CALENDAR, today: date = TODAY, /, **described: Any) -> Linked:
    """Link one description, given by its top-level keys."""
    documents = [Document("a.yaml", 0, {"pdplint": 1, **described})]
    workspace = Workspace(documents, table(), ())
    derived = derive(workspace, Law("VN", ("user.biometric",)))
    return Linked(workspace, Context(derived, table(), Days(today, calendar), {}))


def compiled(kind: str, raw: dict[str, Any], /, *, asks: bool = True, **values: Any) -> Condition:
    """Compile a condition as a control of a kind would have it."""
    return Compiler(table(), kind, values).condition(raw, asks=asks)


# Descriptions of chance

JUNK: tuple[Any, ...] = (
    "", "x", "none", "x y", "2026-02-30", "2026-01-05", "48h", "0wd", "99999wd", "P1D", "VN",
    "user", 0, 1, -1, 1.0, 1.5, 10**30, 131, True, False, [], {}, ["x"], ["x", "x"], [[]],
    {"x": 1}, {"name": 5}, [1, True], [False, 0], "é😀", "worldwide",
)  # fmt: skip


def _resolved(node: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in node:
        found: Any = schema("description")
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        node = {**found, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def _near(draw: st.DrawFn, node: Mapping[str, Any], junk: Sequence[Any]) -> Any:
    """Draw a value of a schema; once in a while, something else."""
    node = _resolved(node)
    if draw(st.integers(0, 24)) == 0:
        return deepcopy(draw(st.sampled_from(junk)))
    if "const" in node or "enum" in node:
        return node["const"] if "const" in node else draw(st.sampled_from(node["enum"]))
    types = node["type"]
    if "array" in types and draw(st.integers(0, 9)):
        return [_near(draw, node["items"], junk) for _ in range(draw(st.integers(0, 3)))]
    if "object" in types and draw(st.integers(0, 9)):
        return _block(draw, node, junk) if "properties" in node else _entries(draw, node, junk)
    scalars = {"boolean": st.booleans(), "integer": st.integers(-1, 200)}
    texts = ["none", "a", "a/1", "48h", "12mo", "2026-01-05", "worldwide"]
    texts += ["by_size", "click_through"]
    return draw(scalars[types] if types in ("boolean", "integer") else st.sampled_from(texts))


def _block(draw: st.DrawFn, node: Mapping[str, Any], junk: Sequence[Any]) -> Any:
    keys = draw(st.lists(st.sampled_from(sorted(node["properties"])), max_size=9, unique=True))
    keys += [key for key in node.get("required", ()) if draw(st.integers(0, 9))]
    if draw(st.integers(0, 19)) == 0:
        keys.append(draw(st.sampled_from(["x", "kpt", "nmae"])))
    blank = {"type": "boolean"}
    return {key: _near(draw, node["properties"].get(key, blank), junk) for key in keys}


def _entries(draw: st.DrawFn, node: Mapping[str, Any], junk: Sequence[Any]) -> Any:
    usual, odd = ["a", "b-1", "telecom"], ["Bad", "subject", "none", "x" * 64]
    names = draw(st.lists(st.sampled_from(3 * usual + odd), max_size=2, unique=True))
    return {name: _near(draw, node["additionalProperties"], junk) for name in names}


@st.composite
def descriptions(draw: st.DrawFn, junk: Sequence[Any] = JUNK) -> Any:
    """Draw a description in which something is wrong once in a while."""
    return _near(draw, schema("description"), junk)
