"""The vocabulary of conditions: thirteen operators, each one decorated function.

A function gets a value and its argument, both typed, and answers true, false, or None where it
cannot be told. It is never called for a value that is missing, which means the same for all operators
and stands in `judge.truth`, or declared away, of which its decorator tells. No operator coerces: a word is not a number.

To add an operator, add one function here; what policies may write, what reports say of it and its
tests come from the decorator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import units
from pdplint.format.fields import NONE
from pdplint.model.text import Text
from pdplint.policy.arguments import day, flag, items, length, measure, same
from pdplint.policy.values import Days, Items, Timed, hashable, upward

if TYPE_CHECKING:
    from pdplint.policy.arguments import Kind
    from pdplint.policy.values import Due

TAXONOMIES = frozenset({"category", "use"})
WORDLIKE = frozenset({"word", "country", "region", "reference", "subject_kind", "boolean", "text"})


class Example(NamedTuple):
    """One line of an operator's meaning, run by a test: a value of a type, an argument, a truth."""

    type: str
    value: Any
    argument: Any
    truth: bool | None


Judge = Callable[[Any, Any, str, Days], bool | None]


def _never(_argument: Any) -> bool:
    return False


class Operator(NamedTuple):
    """An operator as policies, reports and tests see it.

    `types` are the types of scalar that it takes, empty for all; `of` says whether it is asked of
    one scalar, of a list or of anything; `argument` is the function that reads what it is asked
    with. `awaits`: a missing value is silent until the day named by the argument. `detail` gives the
    items to speak of in `{detail}`. `requires` and `falls_short` are sentences for the report; the
    second of each is for a flag that is false. `of_none` tells from the argument whether it is true
    of what is declared away; `tells_presence`: it asks whether something is described, not what.
    `opposite` is the operator that asks for the contrary with the same argument, if there is one.
    `stricter`: a smaller argument (-1) or a larger one (1) asks for more.
    """

    name: str
    judge: Judge
    of: str
    types: frozenset[str]
    argument: Kind
    requires: tuple[Text, Text]
    falls_short: tuple[Text, Text]
    undecided: Text
    examples: tuple[Example, ...]
    awaits: bool = False
    detail: Callable[[Any, Any, str], Iterable[Any]] | None = None
    of_none: Callable[[Any], bool] = _never
    tells_presence: bool = False
    opposite: str = ""
    stricter: int = 0

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by name: what it consists of are functions."""
        return _named, (self.name,)


Sentences = tuple[str, str] | tuple[tuple[str, str], tuple[str, str]]
OPERATORS: dict[str, Operator] = {}


def _named(name: str) -> Operator:
    return OPERATORS[name]


_CANNOT_BE_TOLD = Text(
    "{value} cannot be compared with {argument}", "không so sánh được {value} với {argument}"
)


def operator(
    *,
    of: str,
    argument: Kind,
    requires: Sentences,
    falls_short: Sentences,
    examples: Iterable[tuple[str, Any, Any, bool | None]],
    undecided: tuple[str, str] = _CANNOT_BE_TOLD,
    types: Iterable[str] = (),
    awaits: bool = False,
    detail: Callable[[Any, Any, str], Iterable[Any]] | None = None,
    of_none: Callable[[Any], bool] = _never,
    tells_presence: bool = False,
    opposite: str = "",
    stricter: int = 0,
) -> Callable[[Judge], Judge]:
    """Register the decorated function as the operator of its name (a trailing `_` dropped)."""

    def register(judge: Judge) -> Judge:
        name = judge.__name__.rstrip("_")
        OPERATORS[name] = Operator(
            name=name,
            judge=judge,
            of=of,
            types=frozenset(types),
            argument=argument,
            requires=_sentences(requires),
            falls_short=_sentences(falls_short),
            undecided=Text(*undecided),
            examples=tuple(Example(*example) for example in examples),
            awaits=awaits,
            detail=detail,
            of_none=of_none,
            tells_presence=tells_presence,
            opposite=opposite,
            stricter=stricter,
        )
        return judge

    return register


def _sentences(given: Sentences) -> tuple[Text, Text]:
    when_true, when_false = given if isinstance(given[0], tuple) else (given, given)
    return Text(*when_true), Text(*when_false)


def within(narrow: str, wide: str) -> bool:
    """Tell whether one key of a taxonomy is another or stands below it."""
    return narrow == wide or narrow.startswith(wide + ".")


def _items(listed: list[Any]) -> Items:
    return listed if isinstance(listed, Items) else Items(listed)


def _covered(item: Any, by: Items, type_: str) -> bool:
    if type_ in TAXONOMIES:
        return any(key in by.held for key in upward(item))
    return hashable(item) in by.held


def _among(value: Any, wanted: list[Any], type_: str) -> bool | None:
    known = _items(wanted)
    if _covered(value, known, type_):
        return True
    return None if type_ in TAXONOMIES and value in known.above else False


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _compare(value: Any, limit: Any, ask: Callable[[Any, Any], bool | None]) -> bool | None:
    if not isinstance(value, Timed):
        return ask(value, limit)
    truth = ask(value.duration, limit.duration)
    if value.duration.forever or limit.duration.forever:
        return truth
    if any(time.event is None and not time.lacks for time in (value, limit)):
        return truth  # a number of a clause: it runs from whatever the other one does
    alike = value.event == limit.event and not value.lacks and not limit.lacks
    return truth if alike else None


@operator(
    of="scalar",
    types=(*WORDLIKE, "duration", "integer"),
    argument=same,
    requires=("{argument}", "{argument}"),
    falls_short=("{value} is described, not {argument}", "mô tả là {value}, không phải {argument}"),
    of_none=lambda wanted: bool(wanted == NONE),
    opposite="none_of",
    examples=[
        ("word", "none", "none", True),
        ("word", "silence", "none", False),
        ("boolean", True, False, False),
        ("duration", "24mo", "2y", True),
        ("duration", "365d", "12mo", None),
        ("duration", "30d", "none", False),
        ("integer", 16, 16, True),
    ],
)
def equals(value: Any, wanted: Any, _type: str, _days: Days) -> bool | None:
    """Tell whether the value is the one named."""
    if isinstance(value, Timed) and isinstance(wanted, Timed):
        return _compare(value, wanted, units.same)
    return bool(value == wanted)


@operator(
    of="scalar",
    types=(*WORDLIKE, *TAXONOMIES),
    argument=items,
    requires=("one of {argument}", "một trong các giá trị {argument}"),
    falls_short=("{value} is not one of {argument}", "{value} không thuộc {argument}"),
    undecided=(
        "{value} is broader than {argument}; name the part that is meant",
        "{value} rộng hơn {argument}; hãy ghi rõ phần được nói đến",
    ),
    of_none=lambda wanted: NONE in wanted,
    opposite="none_of",
    examples=[
        ("word", "button", ["button", "voice"], True),
        ("word", "silence", ["button", "voice"], False),
        ("use", "marketing.advertising.serving", ["marketing"], True),
        ("use", "essential", ["essential.service.security"], None),
    ],
)
def one_of(value: Any, wanted: list[Any], type_: str, _days: Days) -> bool | None:
    """Tell whether the value is among those named, or below one of them in a taxonomy."""
    return _among(value, wanted, type_)


@operator(
    of="scalar",
    types=(*WORDLIKE, *TAXONOMIES),
    argument=items,
    requires=("none of {argument}", "không phải {argument}"),
    falls_short=("{value} is described", "mô tả là {value}"),
    undecided=(
        "{value} is broader than {argument}; name the part that is meant",
        "{value} rộng hơn {argument}; hãy ghi rõ phần được nói đến",
    ),
    of_none=lambda unwanted: NONE not in unwanted,
    opposite="one_of",
    examples=[
        ("word", "keep", ["keep"], False),
        ("word", "erase", ["keep"], True),
        ("use", "essential", ["essential.service.security"], None),
    ],
)
def none_of(value: Any, unwanted: list[Any], type_: str, _days: Days) -> bool | None:
    """Tell whether the value is none of those named."""
    return _not(_among(value, unwanted, type_))


_IN_ONE_UNIT = (
    "whether {value} is {requires} depends on the calendar or on what is counted; write both in one unit, counted from the same event",
    "không xác định được {value} có {requires} hay không vì phụ thuộc lịch hoặc mốc tính; hãy ghi cùng một đơn vị và cùng một mốc tính",
)


@operator(
    of="scalar",
    types=("duration", "integer"),
    argument=measure,
    requires=("at most {argument}", "tối đa {argument}"),
    falls_short=("{value} is more than {argument}", "{value} vượt quá {argument}"),
    undecided=_IN_ONE_UNIT,
    opposite="at_least",
    stricter=-1,
    examples=[
        ("duration", "48h", "48h", True),
        ("duration", "PT47H59M", "48h", True),
        ("duration", "49h", "48h", False),
        ("duration", "12mo", "365d", None),
        ("duration", "forever", "24mo", False),
        ("integer", 3, 2, False),
    ],
)
def at_most(value: Any, limit: Any, _type: str, _days: Days) -> bool | None:
    """Tell whether the value is no more than the limit."""
    return _compare(value, limit, units.at_most if isinstance(value, Timed) else _le)


@operator(
    of="scalar",
    types=("duration", "integer"),
    argument=measure,
    requires=("at least {argument}", "tối thiểu {argument}"),
    falls_short=("{value} is less than {argument}", "{value} ít hơn {argument}"),
    undecided=_IN_ONE_UNIT,
    opposite="at_most",
    stricter=1,
    examples=[
        ("duration", "90d", "90d", True),
        ("duration", "89d", "90d", False),
        ("duration", "3mo", "90d", None),
        ("integer", 16, 16, True),
    ],
)
def at_least(value: Any, limit: Any, _type: str, _days: Days) -> bool | None:
    """Tell whether the value is no less than the limit."""
    return _compare(value, limit, units.at_least if isinstance(value, Timed) else _ge)


def _le(a: int, b: int) -> bool:
    return a <= b


def _ge(a: int, b: int) -> bool:
    return a >= b


def _lacking(value: list[Any], wanted: list[Any], type_: str) -> list[Any]:
    held = _items(value)
    return [item for item in wanted if not _covered(item, held, type_)]


def _extra(value: list[Any], allowed: list[Any], type_: str) -> list[Any]:
    known = _items(allowed)
    return [item for item in value if not _covered(item, known, type_)]


def _unwanted(value: list[Any], unwanted: list[Any], type_: str) -> list[Any]:
    known = _items(unwanted)
    return [
        item
        for item in value
        if _covered(item, known, type_) or (type_ in TAXONOMIES and item in known.above)
    ]


@operator(
    of="list",
    argument=items,
    requires=("containing {argument}", "có {argument}"),
    falls_short=(
        "{detail} is not among what is described",
        "nội dung được mô tả không có {detail}",
    ),
    detail=_lacking,
    opposite="contains_none",
    examples=[
        ("word", ["device", "ip", "login_time"], ["ip", "device"], True),
        ("word", ["ip"], ["ip", "device"], False),
        ("word", [], ["ip"], False),
        ("category", ["user.contact"], ["user.contact.email"], True),
    ],
)
def contains(value: list[Any], wanted: list[Any], type_: str, _days: Days) -> bool:
    """Tell whether every item named is in the list; a parent category covers its children."""
    return not _lacking(value, wanted, type_)


@operator(
    of="list",
    argument=items,
    requires=("containing any of {argument}", "có ít nhất một trong {argument}"),
    falls_short=("none of {argument} is described", "không mô tả mục nào trong {argument}"),
    opposite="contains_none",
    examples=[
        ("word", ["website"], ["website", "social_network"], True),
        ("word", [], ["website"], False),
        ("category", ["user"], ["user.account.username"], True),
        ("category", ["user.account.username"], ["user.account"], True),
    ],
)
def contains_any(value: list[Any], wanted: list[Any], type_: str, _days: Days) -> bool:
    """Tell whether any item named is in the list, or above or below one in a taxonomy."""
    return bool(_unwanted(value, wanted, type_))


@operator(
    of="list",
    argument=items,
    requires=("containing none of {argument}", "không có {argument}"),
    falls_short=("{detail} is described", "có mô tả {detail}"),
    detail=_unwanted,
    of_none=lambda _unwanted: True,
    opposite="contains_any",
    examples=[
        ("country", ["VN"], ["SG"], True),
        ("country", ["VN", "SG"], ["SG"], False),
        ("category", ["user"], ["user.biometric"], False),
    ],
)
def contains_none(value: list[Any], unwanted: list[Any], type_: str, _days: Days) -> bool:
    """Tell whether no item named is in the list, nor above or below one in a taxonomy."""
    return not _unwanted(value, unwanted, type_)


@operator(
    of="list",
    argument=items,
    requires=("nothing beyond {argument}", "không vượt ngoài {argument}"),
    falls_short=("{detail} is beyond {argument}", "{detail} nằm ngoài {argument}"),
    detail=_extra,
    of_none=lambda _allowed: True,
    opposite="contains_none",
    examples=[
        ("category", ["user.contact.email"], ["user.contact"], True),
        ("category", ["user.contact"], ["user.contact.email"], False),
        ("word", [], ["ip"], True),
    ],
)
def subset_of(value: list[Any], allowed: list[Any], type_: str, _days: Days) -> bool:
    """Tell whether the list has nothing beyond the items named and their children."""
    return not _extra(value, allowed, type_)


@operator(
    of="list",
    argument=flag,
    requires=(("empty", "để trống"), ("not empty", "không để trống")),
    falls_short=(
        ("{value} is described", "có mô tả {value}"),
        ("nothing is described", "không có mục nào được mô tả"),
    ),
    of_none=bool,
    examples=[
        ("word", [], True, True),
        ("word", ["ip"], True, False),
        ("word", ["ip"], False, True),
    ],
)
def empty(value: list[Any], wanted: bool, _type: str, _days: Days) -> bool:
    """Tell whether the list has no items."""
    return (not value) is wanted


@operator(
    of="any",
    argument=flag,
    requires=(("described", "có mô tả"), ("not described", "không có")),
    falls_short=(
        ("{value} lies ahead", "{value} là ngày chưa tới"),
        ("{value} is described", "có mô tả {value}"),
    ),
    of_none=lambda wanted: not wanted,
    tells_presence=True,
    examples=[
        ("text", "x", True, True),
        ("text", "x", False, False),
        ("list", [], True, True),
        ("date", "2026-01-01", True, True),
        ("date", "2999-01-01", True, False),
    ],
)
def present(value: Any, wanted: bool, _type: str, days: Days) -> bool:
    """Tell whether something is described; `none` is not something, and a day ahead is not yet."""
    lies_ahead = isinstance(value, date) and value > days.today
    return (not lies_ahead) is wanted


@operator(
    of="scalar",
    types=("date",),
    argument=day,
    awaits=True,
    requires=("no later than {argument}", "không muộn hơn {argument}"),
    falls_short=("{value} is later than {argument}", "{value} muộn hơn {argument}"),
    undecided=(
        "whether {value} is in time depends on days off that are not announced yet (the last day is {argument})",
        "chưa xác định được {value} có đúng hạn hay không vì lịch nghỉ chưa được công bố (hạn cuối: {argument})",
    ),
    stricter=-1,
    examples=[
        ("date", "2025-05-29", {"after": "2025-03-03", "within": "60wd"}, True),
        ("date", "2025-05-30", {"after": "2025-03-03", "within": "60wd"}, False),
        ("date", "2026-01-01", "2026-01-01", True),
        ("date", "2026-01-02", "2026-01-01", False),
    ],
)
def no_later_than(value: date, last: Due, _type: str, _days: Days) -> bool | None:
    """Tell whether a day is on or before the last day."""
    return units.in_time(value, units.Span(last.earliest, last.latest))


@operator(
    of="scalar",
    types=("date",),
    argument=length,
    requires=("no longer ago than {argument}", "không quá {argument} trước đây"),
    falls_short=("{value} is longer ago than {argument}", "{value} đã quá {argument}"),
    stricter=-1,
    examples=[
        ("date", "2026-01-01", "12mo", True),
        ("date", "2020-01-01", "12mo", False),
    ],
)
def newer_than(value: date, length: Timed, _type: str, days: Days) -> bool | None:
    """Tell whether a day is not longer ago than a time."""
    return units.in_time(days.today, units.due(value, length.duration, days.calendar))
