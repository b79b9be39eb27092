"""Durations, dates and working days, compared only as far as they can be.

A month has 28 to 31 days and nobody knows the public holidays of 2031, so a comparison has three
answers: true, false, and `None` for what cannot be told. Nothing here reads files, the clock or the
environment.

The model:

* minutes, hours, days (24 h) and weeks (7 d) are exact seconds; years are 12 months;
* n months last as many days as n consecutive months of the Gregorian calendar can, over its cycle
  of 400 years: 1mo is 28 to 31 days, 3mo is 89 to 92, 12mo is 365 or 366. Two durations are
  compared from the same start, so months on both sides cancel: P1M10D is less than P1M12D;
* a working day ends at least a day later, and without a start and a calendar there is no telling
  how much later: 5wd is at least 5d, and never surely at most anything but as many working days or
  `forever`;
* `forever` is longer than everything else and as long as itself.
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import cache
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
WEEK: Final = 7 * DAY

SECONDS_OF: Final[Mapping[str, int]] = {"min": MINUTE, "h": HOUR, "d": DAY, "w": WEEK}
MONTHS_OF: Final[Mapping[str, int]] = {"mo": 1, "y": 12}
UNITS: Final = (*SECONDS_OF, *MONTHS_OF, "wd")

MOST_WORKING_DAYS: Final = 9999
"""Some 40 years: counting them one by one stays cheap, whatever a description says."""

OFF_AT_MOST: Final = 20
"""Weekdays off in a year not yet announced, at most.

The most in the years announced was 14, in 2026 (`policies/calendars/vn.yaml`); this leaves room.
"""

MADE_UP_AT_MOST: Final = 3
"""Saturdays or Sundays worked in a year not yet announced, at most. 2014 and 2015 had two each."""

_SIMPLE: Final = re.compile(rf"([0-9]{{1,6}})({'|'.join(UNITS)})")
_WEEKS: Final = re.compile(r"P([0-9]{1,6})W")
_COMPOUND: Final = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,6})Y)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?"
)
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

DURATION_PATTERN: Final = f"^(?:forever|{_SIMPLE.pattern}|{_WEEKS.pattern}|{_COMPOUND.pattern})$"
"""What `parse_duration` takes, for a JSON Schema; but for the limit on working days."""


class Duration(NamedTuple):
    """A length of time as it was written, and what it is made of.

    Working days never stand with another part. `==` also compares the text; to ask whether two
    durations are as long, use `same`.
    """

    text: str
    months: int = 0
    seconds: int = 0
    working_days: int = 0
    forever: bool = False


class UnitError(ValueError):
    """A duration or a date that cannot be read. `instead` is what to write, where that is clear."""

    def __init__(self, message: str, instead: str | None = None) -> None:
        """Keep the message for people and the correction for programs."""
        super().__init__(message)
        self.instead = instead


class DurationError(UnitError):
    """Not a duration."""


class DateError(UnitError):
    """Not a date."""


def parse_duration(text: str) -> Duration:
    """Read `48h`, `90d`, `3mo`, `60wd`, `P1Y2M10DT2H30M`, `P3W` or `forever`.

    Whole numbers of at most six digits (working days: at most 9999); zero is meant: at once. Raises
    `DurationError`.
    """
    if text == "forever":
        return Duration(text, forever=True)
    if match := _SIMPLE.fullmatch(text):
        return _simple(text, int(match[1]), match[2])
    if match := _WEEKS.fullmatch(text):
        return Duration(text, seconds=int(match[1]) * WEEK)
    if match := _COMPOUND.fullmatch(text):
        years, months, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
        exact = days * DAY + hours * HOUR + minutes * MINUTE + seconds
        return Duration(text, months=12 * years + months, seconds=exact)
    raise _not_a_duration(text)


def _simple(text: str, number: int, unit: str) -> Duration:
    if unit in SECONDS_OF:
        return Duration(text, seconds=number * SECONDS_OF[unit])
    if unit in MONTHS_OF:
        return Duration(text, months=number * MONTHS_OF[unit])
    if number > MOST_WORKING_DAYS:
        raise DurationError(
            f"{text} is more working days than can be counted ({MOST_WORKING_DAYS}); use years"
        )
    return Duration(text, working_days=number)


_LONGEST_EXPLAINED: Final = 64
_LOOSE: Final = (  # not compiled at start-up, for it is seldom needed
    r"\s*(?P<sign>[-+\u2212]?)\s*(?P<whole>\d+)(?P<fraction>[.,]\d+)?"
    r"\s*(?P<unit>[^\W\d_]+(?: [^\W\d_]+)*)\s*"
)
_SPELLED: Final[Mapping[str, str]] = {
    word: unit
    for unit, words in {
        "min": "min,mins,minute,minutes,phút",
        "h": "h,hr,hrs,hour,hours,giờ,tiếng",
        "d": "d,day,days,ngày",
        "w": "w,wk,wks,week,weeks,tuần",
        "mo": "mo,mos,mon,month,months,tháng",
        "y": "y,yr,yrs,year,years,năm",
        "wd": "wd,bd,workday,workdays,working day,working days,business day,business days,"
        "ngày làm việc",
    }.items()
    for word in words.split(",")
}
_FORMS: Final = (
    "write one number and one unit of min h d w mo y wd (48h, 3mo, 60wd), or PT47H59M, or forever"
)


def _not_a_duration(text: str) -> DurationError:
    advice, instead = _advice(text)
    return DurationError(f"{_quoted(text)} is not a duration: {advice}", instead)


def _advice(text: str) -> tuple[str, str | None]:
    if len(text) > _LONGEST_EXPLAINED:
        return _FORMS, None
    capital, small = text.strip().upper(), text.strip().lower()
    if small == "forever" or any(form.fullmatch(capital) for form in (_WEEKS, _COMPOUND)):
        instead = small if small == "forever" else capital
        return f"write {instead}", instead
    match = re.fullmatch(_LOOSE, text)
    if match is None:
        return _FORMS, None
    return _advice_on_number(match["sign"], match["whole"], match["fraction"]) or _advice_on_unit(
        match
    )


def _advice_on_number(sign: str, whole: str, fraction: str | None) -> tuple[str, None] | None:
    """Return what is wrong with the number, if anything."""
    if not whole.isascii():
        return "write the number with the digits 0 to 9", None
    if sign not in ("", "+"):
        return "a length of time cannot be negative", None
    if fraction:
        return "only whole numbers; use a smaller unit (90min, not 1.5h)", None
    if len(whole) > len("999999"):
        return "the number is too large, at most 999999; use a larger unit, or forever", None
    return None


def _advice_on_unit(match: re.Match[str]) -> tuple[str, str | None]:
    whole, written = match["whole"], match["unit"]
    if written.lower() == "m":
        return f"m could be minutes or months; write {whole}min or {whole}mo", None
    if unit := _SPELLED.get(written.lower()):
        return f"write {whole}{unit}", f"{whole}{unit}"
    return _FORMS, None


def _quoted(text: str) -> str:
    """Text for a message: cut, and nothing in it that a terminal would obey."""
    cut = text if len(text) <= _LONGEST_EXPLAINED else text[:_LONGEST_EXPLAINED] + "..."
    return repr(cut)


def at_most(a: Duration, b: Duration) -> bool | None:
    """Whether `a` is at most as long as `b` from every start; `None`: that depends on it."""
    least, most = _difference(a, b)
    if most <= 0:
        return True
    return False if least > 0 else None


def at_least(a: Duration, b: Duration) -> bool | None:
    """Whether `a` is at least as long as `b` from every start; `None`: that depends on it."""
    return at_most(b, a)


def same(a: Duration, b: Duration) -> bool | None:
    """Whether `a` is as long as `b` from every start, from none, or `None`: it depends."""
    least, most = _difference(a, b)
    if least == most == 0:
        return True
    whole_days_apart = a.forever or b.forever or (a.seconds - b.seconds) % DAY == 0
    if least > 0 or most < 0 or not whole_days_apart:
        return False
    return None


def suggest(a: Duration, b: Duration) -> str | None:
    """Name the unit to write `a` in so that it can be decided against `b`.

    `None` if it is decided as it stands. Where `b` mixes months with a shorter unit, months decide
    most, but not everything.
    """
    if at_most(a, b) is not None and at_least(a, b) is not None:
        return None
    if match := _SIMPLE.fullmatch(b.text):
        return match[2]
    if b.months:
        return "mo"
    return next((unit for unit in ("d", "h") if b.seconds % SECONDS_OF[unit] == 0), "min")


def _difference(a: Duration, b: Duration) -> tuple[float, float]:
    """Bound `a` minus `b` in seconds: the least and the most, each reached from some start.

    For working days only the sign is exact, and infinity stands for "no telling".
    """
    if a.forever or b.forever:
        sign = a.forever - b.forever
        return (sign * inf, sign * inf) if sign else (0, 0)
    fewest, most = days_in_months(abs(a.months - b.months))
    if a.months < b.months:
        fewest, most = -most, -fewest
    exact = a.seconds - b.seconds + (a.working_days - b.working_days) * DAY
    open_above = a.working_days > 0 and not b.working_days
    open_below = b.working_days > 0 and not a.working_days
    return (
        -inf if open_below else fewest * DAY + exact,
        inf if open_above else most * DAY + exact,
    )


CYCLE_MONTHS: Final = 12 * 400
CYCLE_DAYS: Final = 146_097


def days_in_months(months: int) -> tuple[int, int]:
    """Return the fewest and the most days that so many consecutive calendar months can have.

    Adding months to the 31st and falling back to the last day of a shorter month stays inside.
    """
    if not months:  # the usual case, and the table costs a millisecond
        return 0, 0
    cycles, rest = divmod(months, CYCLE_MONTHS)
    fewest, most = _days_in_rest(rest)
    whole = cycles * CYCLE_DAYS
    return whole + fewest, whole + most


@cache
def _days_in_rest(months: int) -> tuple[int, int]:
    """Return the fewest and the most days in less than a cycle of months: so many are kept."""
    starts = _month_starts()
    lengths = [starts[month + months] - starts[month] for month in range(CYCLE_MONTHS)]
    return min(lengths), max(lengths)


@cache
def _month_starts() -> tuple[int, ...]:
    """Return the day on which each month of two Gregorian cycles starts, counted from the first."""
    lengths = (days_in_month(year, month) for year in range(2000, 2800) for month in range(1, 13))
    return tuple(accumulate(lengths, initial=0))


def days_in_month(year: int, month: int) -> int:
    """Return 28 to 31. Months are 1 to 12."""
    if month == 2:  # noqa: PLR2004 February
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


class Span(NamedTuple):
    """The days between which a day lies, both included; one day where that is known."""

    earliest: date
    latest: date


class Calendar(NamedTuple):
    """Working days as announced from `first_year` to `last_year`, both included.

    `days_off` fall on Monday to Friday, `working` on Saturday or Sunday; all other days are as the
    day of the week says. After `last_year` and up to `weekends_until` only the weekends are known.
    """

    first_year: int
    last_year: int
    days_off: frozenset[date]
    working: frozenset[date]
    weekends_until: int = 0

    def is_working_day(self, day: date) -> bool | None:
        """Whether people work that day; `None` where that is not announced."""
        if self.last_year < day.year <= self.weekends_until:
            return None if _is_weekday(day) else False
        if not self.first_year <= day.year <= self.last_year:
            return None
        return day not in self.days_off if _is_weekday(day) else day in self.working


def make_calendar(
    first_year: int,
    last_year: int,
    days_off: Iterable[str],
    working: Iterable[str],
    weekends_until: int = 0,
) -> Calendar:
    """Make a calendar from the keys of a file under `policies/calendars/`. Raises `DateError`."""
    return Calendar(
        first_year,
        last_year,
        frozenset(map(parse_date, days_off)),
        frozenset(map(parse_date, working)),
        weekends_until,
    )


def parse_date(text: str) -> date:
    """Read `YYYY-MM-DD`, nothing else; the day has to exist. Raises `DateError`."""
    if not _DATE.fullmatch(text):
        raise DateError(f"{_quoted(text)} is not a date: write year-month-day, such as 2026-01-05")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateError(f"{text} is not a date: there is no such day in the calendar") from None


def add_working_days(day: date, n: int, calendar: Calendar) -> Span:
    """Return the n-th working day after `day`, which itself is not counted; `day` for n = 0.

    In the years announced this is one day. Outside them it is a span: at the earliest, every Monday
    to Friday is worked and, where weekends are not known either, so are `MADE_UP_AT_MOST` weekend
    days of each year; at the latest, `OFF_AT_MOST` weekdays of each year are off, all of them in
    the way. What lies beyond the last
    date there is ends on that date.
    """
    return Span(_nth(day, n, calendar, hurried=True), _nth(day, n, calendar, hurried=False))


def _nth(day: date, n: int, calendar: Calendar, *, hurried: bool) -> date:
    year, exceptions = day.year, 0
    while n > 0 and day < date.max:
        day += timedelta(days=1)
        if day.year != year:
            year, exceptions = day.year, 0
        worked = calendar.is_working_day(day)
        if worked is None:
            worked = _is_weekday(day)
            if worked is not hurried and exceptions < (MADE_UP_AT_MOST if hurried else OFF_AT_MOST):
                worked, exceptions = not worked, exceptions + 1
        n -= worked
    return day


def due(start: date, duration: Duration, calendar: Calendar) -> Span:
    """Return the last day in time for what is to be done within `duration` of something on `start`.

     The day of `start` is not counted, months end on the same day of the month or on its last day
    ; an end on a day off is not moved.
     The hour of `start` is not known, so an end that is not whole days away is one of two days.
     `forever`, and what lies beyond the last date there is, ends on that date.
    """
    if duration.forever:
        return Span(date.max, date.max)
    if duration.working_days:
        return add_working_days(start, duration.working_days, calendar)
    day = add_months(start, duration.months)
    whole, rest = divmod(duration.seconds, DAY)
    return Span(_add_days(day, whole), _add_days(day, whole + (rest > 0)))


def in_time(day: date, last: Span) -> bool | None:
    """Whether `day` is at or before the last day in time; `None` where that day is not known."""
    if day <= last.earliest:
        return True
    return False if day > last.latest else None


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month; at most `date.max`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def _add_days(day: date, days: int) -> date:
    return day + timedelta(days=min(days, (date.max - day).days))


def _is_weekday(day: date) -> bool:
    return day.weekday() < 5  # noqa: PLR2004 Monday is 0, Saturday is 5
