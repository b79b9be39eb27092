"""What several test modules share: the schemas, the fields, and small linked workspaces."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pdplint.condition import Bench, Condition, Entity
from pdplint.facts import look
from pdplint.fields import FieldTable, field_table
from pdplint.library import Compiler
from pdplint.operators import Days
from pdplint.shape import Shape
from pdplint.units import Calendar, make_calendar
from pdplint.view import Law, View
from pdplint.workspace import Document, Workspace

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
def shape() -> Shape:
    return Shape(schema("description"), table().root)


class Linked(NamedTuple):
    """One workspace, and the bench on which its entities are judged."""

    workspace: Workspace
    bench: Bench

    def entity(self, subject: str) -> Entity:
        """Return an entity by the name that reports give it: `flows/checkout`."""
        if subject == "organisation":
            return self.workspace.organisation
        kind, _, id_ = subject.partition("/")
        if kind == "transfers":
            view = self.bench.world
            assert isinstance(view, View)
            return view.transfers[id_]
        return self.workspace.entities[kind][id_]


def linked(calendar: Calendar = NO_CALENDAR, today: date = TODAY, /, **described: Any) -> Linked:
    """Link one description, given by its top-level keys."""
    documents = [Document("a.yaml", 0, {"pdplint": 1, **described})]
    workspace = Workspace(documents, table(), ())
    view = look(workspace, Law("VN", ("user.biometric",)))
    return Linked(workspace, Bench(view, table(), Days(today, calendar)))


def compiled(kind: str, raw: dict[str, Any], /, *, asks: bool = True, **values: Any) -> Condition:
    """Compile a condition as a control of a kind would have it."""
    return Compiler(table(), kind, values).condition(raw, asks=asks)
