"""Policy files as they are read, and what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.hints import AT_ONCE, Hints
from pdplint.model.text import Text
from pdplint.units import DateError, parse_date

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

    from pdplint.model.place import Pointer, Span

LISTED = 20
Period = tuple["date | None", "date | None"]


class Source(NamedTuple):
    """The value of one policy file, of a form that its schema allows."""

    path: str
    value: Mapping[str, Any]


class Policies(NamedTuple):
    """The policy files by what they hold; articles and their tests by the instrument's folder."""

    controls: list[Source]
    scopes: list[Source]
    instruments: dict[str, Source]
    articles: dict[str, list[Source]]
    tests: dict[str, list[Source]]
    regimes: dict[str, Source]
    calendars: dict[str, Mapping[str, Any]]

    @classmethod
    def none(cls) -> Policies:
        """Return what holds no policy yet."""
        return cls([], [], {}, {}, {}, {}, {})


class PolicyProblem(NamedTuple):
    """What is wrong in a policy file, and where."""

    path: str
    pointer: Pointer
    message: str
    span: Span | None = None


class PolicyError(Exception):
    """Policies that cannot be used; `problems` says all that is wrong with them."""

    def __init__(self, problems: Sequence[PolicyProblem]) -> None:
        super().__init__("; ".join(problem.message for problem in problems))
        self.problems = tuple(problems)


class Problems:
    """Gathers what is wrong with policies."""

    def __init__(self) -> None:
        self.found: list[PolicyProblem] = []
        self.hints = Hints()

    def tell(self, path: str, pointer: Pointer, message: str) -> None:
        """Take one problem."""
        self.found.append(PolicyProblem(path, pointer, message))

    def hint(self, word: str, known: Collection[str]) -> str:
        """Return what may have been meant by a word that is none of those known."""
        return hint(word, known, self.hints)

    def period(
        self, path: str, pointer: Pointer, raw: Mapping[str, Any], within: Period = (None, None)
    ) -> Period:
        """Return the first and the last day that something binds; `None` is no bound.

        Those of what it stands in, `within`, hold for it too. What would never bind is told.
        """
        first, last = (self.day(path, (*pointer, key), raw) for key in ("from", "until"))
        first = max((day for day in (within[0], first) if day), default=None)
        last = min((day for day in (within[1], last) if day), default=None)
        if first and last and last < first:
            key = "until" if "until" in raw else "from" if "from" in raw else ""
            at = (*pointer, key) if key else pointer
            self.tell(path, at, f"it would never bind: it begins on {first} and ends on {last}")
        return first, last

    def day(self, path: str, pointer: Pointer, raw: Mapping[str, Any]) -> date | None:
        """Return the day under the last part of a pointer, if there is one and it is a day."""
        key = str(pointer[-1])
        if key not in raw:
            return None
        try:
            return parse_date(raw[key])
        except DateError as error:
            self.tell(path, pointer, str(error))
            return None


class WrongError(Exception):
    """Something in a policy that cannot be used; `pointer` leads to it from where it was asked."""

    def __init__(self, message: str, *pointer: str | int) -> None:
        super().__init__(message)
        self.pointer = pointer


class Trial(NamedTuple):
    """A test inside a policy: what is judged, and what shall come of it."""

    path: str
    pointer: Pointer
    raw: Mapping[str, Any]


def text(raw: Mapping[str, str]) -> Text:
    """Return a policy's `{en, vi}`."""
    return Text(" ".join(raw["en"].split()), " ".join(raw["vi"].split()))


def named(raw: str | Sequence[str]) -> tuple[str, ...]:
    """Return what is written as one name or a list of them."""
    return (raw,) if isinstance(raw, str) else tuple(raw)


def hint(word: str, known: Collection[str], hints: Hints | None = None) -> str:
    """Return what may have been meant by a word that is none of those known, or all of these."""
    meant = (hints or Hints(AT_ONCE)).near(word, known)
    if meant:
        return f"; did you mean {meant!r}?"
    return f" (known: {', '.join(sorted(known))})" if known and len(known) <= LISTED else ""
