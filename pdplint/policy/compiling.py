"""Conditions as policies write them, made into terms that judging asks.

What does not fit, a misspelt operator, path, argument or parameter, is refused with its place: a
question that is never asked would be a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import EVERY, Field, FieldTable, split
from pdplint.policy.arguments import Reading, filled
from pdplint.policy.condition import Condition, Question, Relief, Term, question_of
from pdplint.policy.files import WrongError, hint
from pdplint.policy.operators import OPERATORS, Operator
from pdplint.policy.wording import show

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pdplint.policy.controls import Control

ANY = "any"


class Compiler(NamedTuple):
    """Makes conditions of one kind of entity, with parameters put in."""

    table: FieldTable
    kind: str
    values: Mapping[str, Any]

    def condition(self, raw: Mapping[str, Any], *, asks: bool) -> Condition:
        """Compile a condition; `asks` is true for `require`, false for `when` and `unless`."""
        terms = []
        for path, operators in raw.items():
            if path == ANY:
                continue
            for name, argument in operators.items():
                try:
                    terms.append(self._term(self._filled(path), name, argument, asks=asks))
                except (LookupError, ValueError) as error:
                    raise WrongError(str(error.args[0]), path, name) from None
        group = tuple(
            self._alternative(index, sub, asks=asks) for index, sub in enumerate(raw.get(ANY, ()))
        )
        return Condition(tuple(terms), (group,) if group else ())

    def _alternative(self, index: int, raw: Mapping[str, Any], *, asks: bool) -> Condition:
        if ANY in raw:
            raise WrongError("`any` stands one deep only", ANY, index, ANY)
        try:
            return self.condition(raw, asks=asks)
        except WrongError as error:
            raise WrongError(str(error), ANY, index, *error.pointer) from None

    def _term(self, path: str, name: str, argument: Any, *, asks: bool) -> Term:
        operator = OPERATORS.get(name)
        if operator is None:
            raise ValueError(f"there is no operator {name!r}{hint(name, OPERATORS)}")
        leaves = self.table.at(self.kind, path)
        parts = split(path)
        absent = all(leaf.absent for leaf in leaves)
        if EVERY in parts and not asks:
            raise ValueError(f"{EVERY} stands in `require` only, where it means every")
        if operator.tells_presence and not asks and not absent:
            raise ValueError(
                f"`{name}` is asked in `when` and `unless` only of fields whose absence declares "
                f"something; {path} left out is not described (use none_of: [none])"
            )
        for leaf in leaves:
            _fits(operator, leaf, path)
        reading = Reading(self.table, self.kind, self.values, leaves, name, path)
        asked = operator.argument(reading, filled(argument, self.values))
        return Term(path, parts, operator, asked, absent)

    def _filled(self, path: str) -> str:
        """Return a path with its `$name` parts replaced by the parameters' values."""
        return "/".join(str(filled(part, self.values)) for part in path.split("/"))


def _fits(operator: Operator, leaf: Field, path: str) -> None:
    of = "list" if leaf.type in {"list", "map"} else "scalar"
    if operator.of not in {"any", of}:
        raise ValueError(f"{operator.name} is asked of a {operator.of}; {path} is a {leaf.type}")
    if leaf.type == "block" and (leaf.none or operator.of == "any"):
        return
    if operator.types and leaf.scalar.type not in operator.types:
        raise ValueError(f"{operator.name} cannot be asked of {path}, a {leaf.scalar.type}")


_PARAMETER_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "duration": lambda raw: isinstance(raw, str),
    "date": lambda raw: isinstance(raw, str),
    "integer": lambda raw: isinstance(raw, int) and not isinstance(raw, bool),
    "boolean": lambda raw: isinstance(raw, bool),
    "items": lambda raw: isinstance(raw, list),
    "key": lambda raw: isinstance(raw, str),
}


def parameters(
    control: Control, given: Mapping[str, Any], lists: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values that a binding or a test gives to the parameters of a control.

    `lists` are those that `$name` stands for.

    Raises:
        WrongError: one is missing, is none of the control's, or is of another type.
    """
    values = {}
    for name, raw in given.items():
        if name not in control.parameters:
            told = f"{control.id} has no parameter {name!r}{hint(name, control.parameters)}"
            raise WrongError(told, "with", name)
        value = raw
        if isinstance(raw, str) and raw.startswith("$"):
            if raw[1:] not in lists:
                raise WrongError(f"there is no list {raw}{hint(raw[1:], lists)}", "with", name)
            value = lists[raw[1:]]
        if not _PARAMETER_TYPES[control.parameters[name]](value):
            told = f"{name} is a {control.parameters[name]}, not {show(value)}"
            raise WrongError(told, "with", name)
        values[name] = value
    if missing := set(control.parameters) - set(given):
        raise WrongError(f"{control.id} needs {', '.join(sorted(missing))}", "with")
    return values


class Asked(NamedTuple):
    """Whom a binding asks beyond its control: conditions that hold, that excuse, that relieve."""

    scopes: Sequence[Condition] = ()
    when: Mapping[str, Any] | None = None
    unless: Mapping[str, Any] | None = None
    reliefs: Sequence[Relief] = ()


def bind(
    table: FieldTable, control: Control, values: Mapping[str, Any], asked: Asked | None = None
) -> Question:
    """Compile a control with its parameters, and whom a binding asks, into a question.

    The pointer of what is wrong in it is relative to the binding: a control was checked on its
    own, so what does not fit in it is what the binding puts in.

    Raises:
        WrongError: something does not fit.
    """
    asked = asked or Asked()
    compiler = Compiler(table, control.kind, values)
    when = [inside("when", compiler, asked.when)] if asked.when else []
    excuses = [inside("unless", compiler, asked.unless)] if asked.unless else []
    try:
        own = [compiler.condition(control.when, asks=False)] if control.when else []
        require = compiler.condition(control.require, asks=True)
    except WrongError as error:
        raise WrongError(f"{control.id}: {error}", "with") from None
    return question_of((*asked.scopes, *when, *own), excuses, require, asked.reliefs)


def inside(key: str, compiler: Compiler, raw: Mapping[str, Any]) -> Condition:
    """Return the condition under a key; what is wrong in it has its place from there."""
    try:
        return compiler.condition(raw, asks=False)
    except WrongError as error:
        raise WrongError(str(error), key, *error.pointer) from None
