from __future__ import annotations

import importlib.util
import re
from datetime import date, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pdplint.units import (
    MADE_UP_AT_MOST,
    MOST_WORKING_DAYS,
    OFF_AT_MOST,
    Calendar,
    DateError,
    Span,
    add_working_days,
    due,
    in_time,
    make_calendar,
    parse_duration,
)

if TYPE_CHECKING:
    from types import ModuleType

CALENDARS = Path(__file__).parent.parent / "policies" / "calendars"
FILE = CALENDARS / "vn.yaml"
STAMP = re.compile(r"holidays ([0-9.]+)\. Do not edit")


def load() -> dict[str, Any]:
    data: dict[str, Any] = yaml.load(FILE.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 it makes text only
    return data


def vietnam() -> Calendar:
    data = load()
    return make_calendar(
        int(data["first_year"]), int(data["last_year"]), data["days_off"], data["working"],
        int(data["weekends_until"]),
    )  # fmt: skip


VN = vietnam()


def stamped() -> str:
    found = STAMP.search(FILE.read_text("utf-8"))
    assert found is not None
    return found[1]


def installed() -> str:
    try:
        return version("holidays")
    except PackageNotFoundError:
        return "none"


with_the_library = pytest.mark.skipif(
    installed() != stamped(),
    reason=f"vn.yaml was made with holidays {stamped()}, installed: {installed()}",
)


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_calendar", CALENDARS / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def library() -> Any:
    holidays = pytest.importorskip("holidays")
    return holidays.country_holidays("VN", years=range(VN.first_year, VN.last_year + 1))


# The file


@with_the_library
def test_the_file_is_what_the_generator_makes() -> None:
    make = generator()
    assert make.render(make.exceptions()) == FILE.read_text("utf-8")


@with_the_library
def test_the_last_year_is_the_last_one_for_which_the_library_has_swaps() -> None:
    source = pytest.importorskip("holidays.countries.vietnam").VietnamStaticHolidays
    assert max(source.special_public_holidays) == generator().LAST_YEAR


@with_the_library
def test_every_day_is_as_in_the_library_but_for_the_swaps_that_it_misses() -> None:
    theirs, day, differ = library(), date(VN.first_year, 1, 1), set()
    while day.year <= VN.last_year:
        if VN.is_working_day(day) is not theirs.is_working_day(day):
            differ.add(day)
        day += timedelta(days=1)
    missed = generator().UNKNOWN_TO_THE_LIBRARY
    assert differ == {day for swap in missed for day in (swap.off, swap.worked)}


def test_days_off_are_weekdays_and_working_ones_are_not() -> None:
    assert all(day.weekday() < 5 for day in VN.days_off)
    assert all(day.weekday() >= 5 for day in VN.working)
    assert {day.year for day in VN.days_off} == set(range(VN.first_year, VN.last_year + 1))


def test_no_year_known_goes_beyond_what_is_assumed_of_the_others() -> None:
    for year in range(VN.first_year, VN.last_year + 1):
        assert sum(day.year == year for day in VN.days_off) <= OFF_AT_MOST
        assert sum(day.year == year for day in VN.working) <= MADE_UP_AT_MOST


# Working days


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2025-04-26", True, id="a Saturday worked for 2 May 2025"),
        pytest.param("2025-05-02", False, id="the day off for it"),
        pytest.param("2026-08-22", True, id="a Saturday worked for 31 August 2026"),
        pytest.param("2026-01-10", True, id="a Saturday worked for 2 January 2026"),
        pytest.param("2026-01-02", False, id="the day off that the library misses"),
        pytest.param("2026-11-24", False, id="Vietnamese Culture Day, new in 2026"),
        pytest.param("2025-11-24", True, id="it was no holiday before"),
        pytest.param("2025-04-27", False, id="a Sunday"),
        pytest.param("2025-04-28", True, id="a Monday"),
        pytest.param("2020-12-31", None, id="before the first year known"),
        pytest.param("2027-01-04", None, id="a Monday after the last year announced"),
        pytest.param("2027-01-02", False, id="a Saturday of the year after it"),
        pytest.param("2027-01-03", False, id="a Sunday of that year"),
        pytest.param("2028-01-01", None, id="a Saturday of a year of which nothing is known"),
    ],
)
def test_a_working_day(day: str, expected: bool | None) -> None:
    assert VN.is_working_day(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        pytest.param("2025-03-03", 60, "2025-05-29", id="a naive count says 30 May"),
        pytest.param("2026-08-20", 2, "2026-08-22", id="over the Saturday worked"),
        pytest.param("2026-08-21", 10, "2026-09-08", id="over a swapped Monday and National Day"),
        pytest.param("2026-08-22", 1, "2026-08-24", id="the day itself is not counted"),
        pytest.param("2025-01-24", 1, "2025-02-03", id="over Tet"),
        pytest.param("2025-04-27", 0, "2025-04-27", id="none is the day itself"),
    ],
)
def test_the_nth_working_day(start: str, n: int, expected: str) -> None:
    day = date.fromisoformat(expected)
    assert add_working_days(date.fromisoformat(start), n, VN) == Span(day, day)


@with_the_library
@pytest.mark.parametrize(
    ("start", "n"),
    [
        pytest.param("2025-03-03", 60, id="over 26 April 2025"),
        pytest.param("2026-08-20", 2, id="over 22 August 2026"),
        pytest.param("2026-08-21", 60, id="over 24 November 2026"),
    ],
)
def test_the_nth_working_day_is_that_of_the_library(start: str, n: int) -> None:
    day = library().get_nth_working_day(start, n)
    assert add_working_days(date.fromisoformat(start), n, VN) == Span(day, day)


@with_the_library
@given(st.dates(date(2021, 1, 1), date(2025, 6, 30)), st.integers(1, 120))
def test_every_nth_working_day_until_2025_is_that_of_the_library(start: date, n: int) -> None:
    day = library().get_nth_working_day(start, n)
    assert add_working_days(start, n, VN) == Span(day, day)


# Beyond what is announced


def test_beyond_the_last_year_the_end_is_a_span() -> None:
    span = add_working_days(date(2026, 12, 31), 5, VN)
    assert span.earliest == date(2027, 1, 7)  # Friday, and from Monday to Thursday
    assert span.latest == date(2027, 2, 4)  # 20 weekdays off from 1 January, then 5


def test_where_weekends_are_not_known_either_some_may_be_worked() -> None:
    span = add_working_days(date(2027, 12, 31), 5, VN)
    assert span.earliest == date(2028, 1, 5)  # a worked weekend, Monday to Wednesday


@pytest.mark.parametrize("n", range(1, 70, 7))
def test_in_a_year_whose_weekends_are_known_no_end_of_a_span_falls_on_one(n: int) -> None:
    span = add_working_days(date(2027, 1, 4), n, VN)
    assert span.earliest.weekday() < 5
    assert span.latest.weekday() < 5


def test_days_counted_before_the_last_year_ends_are_not_in_doubt() -> None:
    near = add_working_days(date(2026, 12, 24), 6, VN)
    assert near.earliest < near.latest
    assert add_working_days(date(2026, 12, 24), 5, VN) == Span(
        date(2026, 12, 31), date(2026, 12, 31)
    )


plans = st.dates(date(2026, 6, 1), date(2028, 12, 31))
days_off = st.lists(st.dates(date(2027, 1, 1), date(2031, 12, 31)), max_size=16, unique=True)


@given(plans, st.integers(0, 500), days_off, st.data())
def test_what_is_announced_later_falls_inside_the_span(
    start: date, n: int, off: list[date], data: st.DataObject
) -> None:
    weekdays_off = {day for day in off if day.weekday() < 5}
    saturdays = st.dates(date(2028, 1, 1), date(2031, 12, 31)).filter(lambda d: d.weekday() >= 5)
    worked = data.draw(st.sets(saturdays, max_size=MADE_UP_AT_MOST))
    announced = Calendar(2021, 2031, VN.days_off | weekdays_off, VN.working | worked)
    span, (day, same_day) = add_working_days(start, n, VN), add_working_days(start, n, announced)
    assert day == same_day
    assert span.earliest <= day <= span.latest


@given(plans, st.integers(0, 300))
def test_more_working_days_end_later(start: date, n: int) -> None:
    fewer, more = add_working_days(start, n, VN), add_working_days(start, n + 1, VN)
    assert fewer.earliest < more.earliest
    assert fewer.latest < more.latest


# When something is due


@pytest.mark.parametrize(
    ("start", "duration", "earliest", "latest"),
    [
        pytest.param("2025-03-03", "60wd", "2025-05-29", "2025-05-29", id="working days"),
        pytest.param("2025-03-03", "60d", "2025-05-02", "2025-05-02", id="days"),
        pytest.param("2025-03-03", "48h", "2025-03-05", "2025-03-05", id="whole days in hours"),
        pytest.param("2025-03-03", "72h", "2025-03-06", "2025-03-06", id="72 hours"),
        pytest.param("2025-03-03", "PT47H59M", "2025-03-04", "2025-03-05", id="no whole days"),
        pytest.param("2025-03-03", "1h", "2025-03-03", "2025-03-04", id="maybe after midnight"),
        pytest.param("2025-03-03", "0d", "2025-03-03", "2025-03-03", id="at once"),
        pytest.param("2025-03-03", "0wd", "2025-03-03", "2025-03-03", id="at once, working days"),
        pytest.param("2025-03-03", "2w", "2025-03-17", "2025-03-17", id="weeks"),
        pytest.param("2025-01-31", "1mo", "2025-02-28", "2025-02-28", id="the last of February"),
        pytest.param("2024-02-29", "1y", "2025-02-28", "2025-02-28", id="from a leap day"),
        pytest.param("2025-01-31", "P1M1DT1H", "2025-03-01", "2025-03-02", id="months first"),
        pytest.param("2025-03-03", "forever", "9999-12-31", "9999-12-31", id="forever"),
        pytest.param("2025-03-03", "999999y", "9999-12-31", "9999-12-31", id="years past the end"),
        pytest.param("2025-03-03", "P7974YT1H", "9999-03-03", "9999-03-04", id="nearly the end"),
        pytest.param("9999-12-30", "9d", "9999-12-31", "9999-12-31", id="days past the end"),
        pytest.param("9999-12-30", "9wd", "9999-12-31", "9999-12-31", id="working, past the end"),
        pytest.param("9999-12-31", "1h", "9999-12-31", "9999-12-31", id="hours past the end"),
    ],
)
def test_the_last_day_in_time(start: str, duration: str, earliest: str, latest: str) -> None:
    span = due(date.fromisoformat(start), parse_duration(duration), VN)
    assert span == Span(date.fromisoformat(earliest), date.fromisoformat(latest))


def test_the_largest_number_of_working_days_is_counted() -> None:
    span = due(date(2026, 1, 1), parse_duration(f"{MOST_WORKING_DAYS}wd"), VN)
    assert date(2060, 1, 1) < span.earliest < span.latest < date(2070, 1, 1)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2027-01-05", True, id="at the earliest end"),
        pytest.param("2027-01-06", None, id="between"),
        pytest.param("2027-02-04", None, id="at the latest end"),
        pytest.param("2027-02-05", False, id="after every end there can be"),
    ],
)
def test_in_time(day: str, expected: bool | None) -> None:
    last = Span(date(2027, 1, 5), date(2027, 2, 4))
    assert in_time(date.fromisoformat(day), last) is expected


def test_a_calendar_with_an_impossible_day_is_refused() -> None:
    with pytest.raises(DateError, match="no such day"):
        make_calendar(2025, 2025, ["2025-02-29"], [])
