"""What operators are asked with: kinds of argument, one function each, and arguments to look up.

A kind reads what a policy has written after an operator, once parameters stand in it, and refuses
what could never be true of the field. An operator may bring a kind of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import NONE, ORGANISATION, split
from pdplint.policy.files import hint
from pdplint.policy.values import TODAY, parse

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence
    from datetime import date

    from pdplint.format.fields import Field, FieldTable
    from pdplint.policy.values import Timed


class PathArgument(NamedTuple):
    """An argument that is looked up: `/purpose/lasts`."""

    parts: tuple[str, ...]
    as_list: bool = False


class DayArgument(NamedTuple):
    """The last day that counts: so long after a day; without a length, that day itself.

    `after` is a day, a path or `today`.
    """

    after: date | PathArgument | str
    within: Timed | PathArgument | None


Argument = Any  # a typed literal, a PathArgument or a DayArgument


def filled(raw: Any, values: Mapping[str, Any]) -> Any:
    """Return what stands for `$name` among the values of parameters, and all else as it is.

    Raises:
        ValueError: there is no such parameter.
    """
    if isinstance(raw, str) and raw.startswith("$"):
        if raw[1:] not in values:
            raise ValueError(f"there is no parameter {raw}{hint(raw[1:], values)}")
        return values[raw[1:]]
    return raw


def filled_path(raw: str, values: Mapping[str, Any]) -> str:
    """Return a path with its `$name` parts replaced by the values of parameters.

    Raises:
        ValueError: there is no such parameter.
    """
    return "/".join(str(filled(part, values)) for part in raw.split("/"))


class Reading(NamedTuple):
    """Where an argument stands: in a condition of a kind of entity, after an operator of a path.

    `leaves` are the fields that the path may end in, `values` those of the parameters.
    """

    table: FieldTable
    kind: str
    values: Mapping[str, Any]
    leaves: Sequence[Field]
    operator: str
    path: str

    @property
    def entity_kinds(self) -> Container[str]:
        """The kinds of which entities have ids; the organisation is a word."""
        return self.table.kinds.keys() - {ORGANISATION}

    def path_to(self, raw: str, types: Collection[str], *, as_list: bool = False) -> PathArgument:
        """Return an argument that is looked up.

        Raises:
            LookupError: there is no such path.
            ValueError: what stands there is of another type.
        """
        raw = filled_path(raw, self.values)
        for leaf in self.table.at(self.kind, raw):
            found = _meaning(leaf) if as_list else leaf.type
            if found not in types:
                wanted = " or ".join(sorted(types))
                raise ValueError(f"{raw} is a {found}; a {wanted} is wanted there")
        return PathArgument(split(raw), as_list)

    def timed(self, type_: str, raw: Any) -> Any:
        """Return a date or a duration, written out or looked up."""
        raw = filled(raw, self.values)
        return self.path_to(raw, {type_}) if str(raw).startswith("/") else _one(type_, raw)


Kind = Callable[[Reading, Any], Argument]


def flag(reading: Reading, raw: Any) -> bool:
    """Read true or false."""
    if not isinstance(raw, bool):
        raise ValueError(f"{reading.operator} takes true or false")  # noqa: TRY004 all are ValueError
    return raw


def same(reading: Reading, raw: Any) -> Argument:
    """Read one of what the field itself could hold."""
    if isinstance(raw, str) and raw.startswith("/"):
        return reading.path_to(raw, {_meaning(leaf) for leaf in reading.leaves})
    return _literal(raw, reading.leaves, reading.entity_kinds)


def measure(reading: Reading, raw: Any) -> Argument:
    """Read a duration or a number that others are compared with; a word is none."""
    found = same(reading, raw)
    if isinstance(found, str):
        raise ValueError(f"{reading.operator} takes a measure; {raw!r} is a word")  # noqa: TRY004 all are ValueError
    return found


def items(reading: Reading, raw: Any) -> Argument:
    """Read one or several of what an item could hold."""
    for leaf in reading.leaves:
        if leaf.type == "list" and leaf.scalar.type == "block":
            told = (
                f"{reading.operator} is asked of a list of words; {reading.path} is one of blocks"
            )
            raise ValueError(told)
    if isinstance(raw, str) and raw.startswith("/"):
        return reading.path_to(raw, {_meaning(leaf) for leaf in reading.leaves}, as_list=True)
    listed = raw if isinstance(raw, list) else [raw]
    return [_literal(item, reading.leaves, reading.entity_kinds) for item in listed]


def length(_reading: Reading, raw: Any) -> Argument:
    """Read a duration."""
    return _one("duration", raw)


def day(reading: Reading, raw: Any) -> DayArgument:
    """Read a date, `today`, a path, or `{after, within}`."""
    if not isinstance(raw, dict):
        return DayArgument(_day_after(reading, raw), None)
    if set(raw) != {"after", "within"}:
        raise ValueError("a day is a date, today, a path, or {after: …, within: …}")
    return DayArgument(_day_after(reading, raw["after"]), reading.timed("duration", raw["within"]))


def _day_after(reading: Reading, raw: Any) -> Any:
    return TODAY if filled(raw, reading.values) == TODAY else reading.timed("date", raw)


def _meaning(leaf: Field) -> str:
    """Return what the items of a list, the keys of a map, or a scalar mean."""
    return "word" if leaf.type == "map" else leaf.scalar.type


def _one(type_: str, raw: Any) -> Any:
    if isinstance(raw, list):
        raise ValueError(f"one {type_} stands there, not a list")  # noqa: TRY004 all are ValueError
    return parse(type_, raw)


def _literal(raw: Any, leaves: Sequence[Field], kinds: Container[str]) -> Any:
    """Return a literal that one of the fields could hold; ids of entities are none of them."""
    for leaf in leaves:
        field = leaf.scalar
        if raw == NONE and (leaf.none or NONE in (*leaf.refers_to, *leaf.words)):
            return raw
        measured = field.type in {"date", "duration"}  # a word for one is no measure of another
        if raw in (*leaf.words, *field.words) and not measured:
            return raw
        if field.type == "reference":
            if raw in field.refers_to and raw not in kinds:
                return raw
        elif (not field.words or measured) and leaf.type != "block":
            return _one(field.type, raw)
    reserved = [word for leaf in leaves for word in leaf.scalar.refers_to if word not in kinds]
    words = tuple(str(word) for leaf in leaves for word in leaf.scalar.words) or reserved or (NONE,)
    raise ValueError(f"{raw!r} cannot stand there{hint(str(raw), words)}")
