"""A control with its numbers, and whom a clause asks it of, made one question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.policy.compiling import Compiler, inside
from pdplint.policy.condition import question_of
from pdplint.policy.files import WrongError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pdplint.format.fields import FieldTable
    from pdplint.policy.condition import Condition, Question, Relief
    from pdplint.policy.controls import Control


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
