"""Clauses as findings cite them: every binding that fell short, strictest first."""

from __future__ import annotations

from functools import cmp_to_key
from typing import TYPE_CHECKING, Any

from pdplint import units
from pdplint.judge.sanctions import size
from pdplint.model.finding import Asked, Citation
from pdplint.units import DurationError, parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pdplint.model.law import Sanction
    from pdplint.policy.controls import Control
    from pdplint.policy.regimes import Binding


def citation(binding: Binding, sanctions: Iterable[Sanction] = ()) -> Citation:
    """Return the clause of a binding as it is cited for that binding alone."""
    asked = Asked(binding.control.id, binding.with_, binding.requires, binding.severity)
    return Citation(binding.clause, (asked,), (*sanctions,))


def united(first: Citation, second: Citation) -> Citation:
    """Return a clause with all that either citation of it has; of two amounts the higher."""
    sanctions = {one.clause.ref: one for one in first.sanctions}
    for one in second.sanctions:
        known = sanctions.setdefault(one.clause.ref, one)
        sanctions[one.clause.ref] = max(known, one, key=lambda sanction: size(sanction.fine))
    asked = [*first.asked, *(one for one in second.asked if one not in first.asked)]
    return first._replace(asked=tuple(asked), sanctions=tuple(sanctions.values()))


def strictest_first(
    citations: Iterable[Citation], controls: Mapping[str, Control]
) -> tuple[Citation, ...]:
    """Return citations with the strictest number first; the first drives where numbers differ.

    What cannot be compared keeps the order of its names.
    """

    def compare(first: Citation, second: Citation) -> int:
        return _stricter(first, second, controls)

    by_name = sorted(citations, key=lambda one: natural(one.clause.ref))
    ordered = sorted(by_name, key=cmp_to_key(compare))
    drives = len(ordered) > 1 and compare(ordered[0], ordered[-1]) < 0
    return (ordered[0]._replace(drives=drives), *ordered[1:]) if ordered else ()


def natural(ref: str) -> tuple[Any, ...]:
    """Return a key by which clauses stand as in their instrument: 9.1 before 15.1."""
    instrument, _, id_ = ref.partition("/")
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in id_.split(".")]
    return instrument, parts


def _stricter(first: Citation, second: Citation, controls: Mapping[str, Control]) -> int:
    """Return -1 where all that can be compared of the first asks for more, 1 where it asks less."""
    found = {
        sign
        for one in first.asked
        for other in second.asked
        if one.control == other.control
        for sign in _compared(one.with_, other.with_, controls[one.control].stricter)
    }
    return found.pop() if len(found) == 1 else 0


def _compared(
    one: Mapping[str, Any], other: Mapping[str, Any], stricter: Mapping[str, int]
) -> Iterator[int]:
    for name, way in stricter.items():
        if one[name] != other[name]:
            yield -way * _difference(one[name], other[name])


def _difference(one: Any, other: Any) -> int:
    """Return -1, 0 or 1: less, not to be compared, more."""
    if isinstance(one, int) and isinstance(other, int):
        return (one > other) - (one < other)
    try:
        least, most = parse_duration(str(one)), parse_duration(str(other))
    except DurationError:
        return 0
    if units.at_most(least, most):
        return -1
    return 1 if units.at_least(least, most) else 0
