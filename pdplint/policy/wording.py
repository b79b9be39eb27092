"""Conditions, arguments and values in words."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from pdplint.format.fields import DERIVED, EVERY
from pdplint.model.text import Text, plain
from pdplint.policy.arguments import Argument, DayArgument, PathArgument
from pdplint.words.findings import say
from pdplint.words.sentences import fill

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pdplint.policy.condition import Condition, Term

LONGEST_SHOWN = 120
MOST_SHOWN = 10


def show(value: Any) -> str:
    """Return a typed value as a reader would write it, cut where it is long."""
    if isinstance(value, list):
        return _cut(listed([*map(show, value[:MOST_SHOWN])], len(value)) or "[]")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _cut(", ".join(map(str, islice(value, LONGEST_SHOWN))))
    return _cut(str(value))


def listed(names: Sequence[str], count: int | None = None) -> str:
    """Return the first names of a list, and of how many if there are more than are shown."""
    count = len(names) if count is None else count
    more = [f"… ({count})"] if count > MOST_SHOWN else []
    return ", ".join([*names[:MOST_SHOWN], *more])


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def requires(term: Term) -> Text:
    """Return what a term asks, as in `at most 48h`."""
    template = term.operator.requires[term.argument is False]
    return fill(template, argument=_show_argument(term.argument), value="", detail="")


def _show_argument(argument: Argument) -> Text:
    if isinstance(argument, PathArgument):
        return plain(_label(argument.parts))
    if isinstance(argument, DayArgument):
        after = _show_argument(argument.after)
        if argument.within is None:
            return after
        length = _show_argument(argument.within)
        return Text(f"{length.en} after {after.en}", f"{length.vi} kể từ {after.vi}")
    return plain(show(argument))


def _label(parts: Sequence[str]) -> str:
    """Return a path as people say it; what is derived is no field, and has no underscores."""
    named = [
        part.replace("_", " ") if before == DERIVED else part
        for before, part in zip(("", *parts), parts, strict=False)
    ]
    return ".".join(part for part in named if part not in {DERIVED, EVERY})


def describe(condition: Condition) -> Text:
    """Return a condition in words: each path with what is asked of it."""
    parts = [describe_term(term) for term in condition.terms]
    for group in condition.groups:
        joined = describe(group[0])
        for alternative in group[1:]:
            joined = say("or", first=joined, second=describe(alternative))
        parts.append(joined)
    whole = parts[0] if parts else plain("")
    for part in parts[1:]:
        whole = say("and", first=whole, second=part)
    return whole


def describe_term(term: Term) -> Text:
    """Return a term in words: its path with what is asked of it."""
    label, asked = _label(term.parts), requires(term)
    return Text(f"{label} {asked.en}", f"{label} {asked.vi}")
