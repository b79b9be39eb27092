"""Conditions as policies write them, made into terms that judging asks.

What does not fit, a misspelt operator, path, argument or parameter, is refused with its place: a
question that is never asked would be a pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import EVERY, Field, FieldTable, split
from pdplint.policy.arguments import Reading, filled, filled_path
from pdplint.policy.condition import Condition, Term
from pdplint.policy.files import WrongError, hint
from pdplint.policy.operators import OPERATORS, Operator

if TYPE_CHECKING:
    from collections.abc import Mapping


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
                    terms.append(
                        self._term(filled_path(path, self.values), name, argument, asks=asks)
                    )
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


def _fits(operator: Operator, leaf: Field, path: str) -> None:
    of = "list" if leaf.type in {"list", "map"} else "scalar"
    if operator.of not in {"any", of}:
        raise ValueError(f"{operator.name} is asked of a {operator.of}; {path} is a {leaf.type}")
    is_word = leaf.none and "word" in operator.types  # where it is not there, it is the word none
    if leaf.type == "block" and (operator.of == "any" or is_word):
        return
    if operator.types and leaf.scalar.type not in operator.types:
        raise ValueError(f"{operator.name} cannot be asked of {path}, a {leaf.scalar.type}")


def inside(key: str, compiler: Compiler, raw: Mapping[str, Any]) -> Condition:
    """Return the condition under a key; what is wrong in it has its place from there."""
    try:
        return compiler.condition(raw, asks=False)
    except WrongError as error:
        raise WrongError(str(error), key, *error.pointer) from None
