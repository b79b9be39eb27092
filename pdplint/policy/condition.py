"""Questions as data: paths, terms that ask an operator of them, conditions, whom they address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.policy.arguments import Argument, DayArgument, PathArgument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from pdplint.policy.operators import Operator


class Reads(NamedTuple):
    """The parts of all paths in a question, and those that stand deeper than at its subject."""

    parts: frozenset[str] = frozenset()
    deeper: frozenset[str] = frozenset()

    def of(self, fields: frozenset[str]) -> Reads:
        """Return those parts alone that are among some fields."""
        return Reads(self.parts & fields, self.deeper & fields)


class Term(NamedTuple):
    """One question of one place: a path, an operator, an argument."""

    path: str
    parts: tuple[str, ...]
    operator: Operator
    argument: Argument
    declared_by_absence: bool


class Condition(NamedTuple):
    """Terms that all must be true, and groups of which one alternative must be."""

    terms: tuple[Term, ...] = ()
    groups: tuple[tuple[Condition, ...], ...] = ()


class Relief(NamedTuple):
    """What a clause lifts: `given` to whom, unless it is `lost`, from a first to a last day."""

    clause: str
    given: Condition
    lost: Condition | None = None
    binds_from: date | None = None
    binds_until: date | None = None


class Question(NamedTuple):
    """Of one kind of entity: where all of `when`, unless one of `unless`, `require` shall hold.

    Who has one of the `reliefs` is exempt too. `reads` names the parts of the paths in it.
    """

    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    require: Condition
    reads: Reads = Reads()
    reliefs: tuple[Relief, ...] = ()


def question_of(
    when: Sequence[Condition],
    unless: Sequence[Condition],
    require: Condition,
    reliefs: Sequence[Relief] = (),
) -> Question:
    """Return a question with what it reads."""
    lifted = [one for relief in reliefs for one in (relief.given, relief.lost) if one is not None]
    paths = [path for one in (*when, *unless, require, *lifted) for path in _paths(one)]
    at_subject = [path[1:] if path[0] == "flow" else path for path in paths]  # of a transfer
    reads = Reads(
        frozenset(part for path in paths for part in path),
        frozenset(part for path in at_subject for part in path[1:]),
    )
    return Question((*when,), (*unless,), require, reads, (*reliefs,))


def _paths(condition: Condition) -> Iterator[tuple[str, ...]]:
    for term in condition.terms:
        yield term.parts
        yield from argument_paths(term.argument)
    for group in condition.groups:
        for alternative in group:
            yield from _paths(alternative)


def argument_paths(argument: Argument) -> Iterator[tuple[str, ...]]:
    """Yield the paths at which an argument is looked up."""
    if isinstance(argument, PathArgument):
        yield argument.parts
    elif isinstance(argument, DayArgument):
        yield from argument_paths(argument.after)
        yield from argument_paths(argument.within)
