"""Values as operators take them: typed, and looked up rather than gone through."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import units

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

TODAY = "today"


class Timed(NamedTuple):
    """A duration and the event from which it is counted; no event fits every event.

    `lacks` names the field that was to tell the event and does not: then it fits none.
    """

    duration: units.Duration
    event: str | None = None
    lacks: str | None = None

    def __str__(self) -> str:
        return self.duration.text


class Due(NamedTuple):
    """The last day on which something is in time, as far as the calendar tells."""

    earliest: date
    latest: date
    text: str

    def __str__(self) -> str:
        return self.text


class Days(NamedTuple):
    """What operators may know of the world: today, and which days are worked."""

    today: date
    calendar: units.Calendar


class Items(list[Any]):
    """A list whose items are looked up, not gone through: many ask of one that is shared."""

    @cached_property
    def held(self) -> frozenset[Any]:
        """What is in it."""
        return frozenset(map(hashable, self))

    @cached_property
    def above(self) -> frozenset[str]:
        """Keys of a taxonomy: what is in it, and all that stands above."""
        return frozenset(key for item in self.held for key in upward(item))


def hashable(item: Any) -> Any:
    """Return what stands for an item in a set: blocks and lists that say the same are one."""
    return (type(item), repr(item)) if isinstance(item, dict | list) else item


def upward(key: str) -> Iterator[str]:
    """Yield a key of a taxonomy and those above it."""
    while key:
        yield key
        key = key.rpartition(".")[0]


def parse(type_: str, raw: Any) -> Any:
    """Return a raw value of a description as operators take it.

    Raises:
        ValueError: the value is none that a field of this type could hold.
    """
    if isinstance(raw, list):
        return Items(parse(type_, item) for item in raw)
    if type_ == "duration":
        return Timed(units.parse_duration(_string(raw)))
    if type_ == "date":
        return units.parse_date(_string(raw))
    if type_ == "integer" and isinstance(raw, float) and raw.is_integer():
        return int(raw)  # JSON Schema takes 5.0 for an integer
    if type_ in {"boolean", "integer"}:
        wanted = bool if type_ == "boolean" else int
        if type(raw) is not wanted:
            message = f"{raw!r} is not {'true or false' if wanted is bool else 'a whole number'}"
            raise ValueError(message)
        return raw
    return _string(raw)


def _string(raw: Any) -> str:
    if isinstance(raw, str):
        return raw
    message = f"{raw!r} is not a string"
    raise ValueError(message)
