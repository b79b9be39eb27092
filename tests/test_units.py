from __future__ import annotations

import json
import runpy
import subprocess
import sys
from calendar import monthrange
from datetime import date, datetime, timedelta
from importlib.util import find_spec
from itertools import permutations, product
from pathlib import Path
from time import perf_counter

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.format.regions import COUNTRIES, REGIONS
from pdplint.units import (
    CYCLE_DAYS,
    DAY,
    DURATION_PATTERN,
    HOUR,
    MINUTE,
    UNITS,
    WEEK,
    DateError,
    Duration,
    DurationError,
    add_months,
    at_least,
    at_most,
    days_in_month,
    days_in_months,
    parse_date,
    parse_duration,
    same,
    suggest,
)

# What the tests know by themselves: the calendar of the standard library.


def later(start: date, months: int) -> date:
    """Add months as `dateutil` does: the last day of a month where the day does not exist."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def end(start: date, duration: Duration) -> datetime:
    """Return when a duration without working days ends that starts at midnight."""
    day = later(start, duration.months)
    return datetime(day.year, day.month, day.day) + timedelta(seconds=duration.seconds)  # noqa: DTZ001


small = st.integers(min_value=0, max_value=400)
simple = st.builds(lambda n, unit: parse_duration(f"{n}{unit}"), small, st.sampled_from(UNITS))
near_months = st.builds(
    lambda months, days, hours: parse_duration(f"PT{24 * (30 * months + days) + hours}H"),
    st.integers(0, 40),
    st.integers(0, 20),
    st.integers(0, 23),
)
compound = st.builds(
    lambda y, mo, d, h, mi: parse_duration(f"P{y}Y{mo}M{d}DT{h}H{mi}M"),
    st.integers(0, 3),
    st.integers(0, 14),
    st.integers(0, 70),
    st.integers(0, 50),
    st.sampled_from([0, 0, 30]),
)
calendar_durations = simple.filter(lambda d: not d.working_days) | near_months | compound
durations = simple | near_months | compound | st.just(parse_duration("forever"))
starts = st.dates(date(1999, 1, 1), date(2401, 1, 1))


# Reading


@pytest.mark.parametrize(
    ("text", "months", "seconds", "working_days"),
    [
        pytest.param("90min", 0, 90 * MINUTE, 0, id="minutes"),
        pytest.param("48h", 0, 48 * HOUR, 0, id="hours"),
        pytest.param("90d", 0, 90 * DAY, 0, id="a day has 24 hours"),
        pytest.param("3w", 0, 3 * WEEK, 0, id="a week has 7 days"),
        pytest.param("3mo", 3, 0, 0, id="months"),
        pytest.param("5y", 60, 0, 0, id="a year has 12 months"),
        pytest.param("60wd", 0, 0, 60, id="working days"),
        pytest.param("0d", 0, 0, 0, id="zero is meant: at once"),
        pytest.param("010d", 0, 10 * DAY, 0, id="010 is 10, not 8"),
        pytest.param("999999y", 11_999_988, 0, 0, id="the largest number"),
        pytest.param("9999wd", 0, 0, 9999, id="the most working days"),
        pytest.param("PT47H59M", 0, 48 * HOUR - MINUTE, 0, id="just under two days"),
        pytest.param("P1Y2M10DT2H30M", 14, 10 * DAY + 150 * MINUTE, 0, id="all but seconds"),
        pytest.param("PT1M30S", 0, 90, 0, id="M after T is minutes"),
        pytest.param("P1M", 1, 0, 0, id="M before T is months"),
        pytest.param("P3W", 0, 3 * WEEK, 0, id="weeks stand alone"),
    ],
)
def test_a_duration_is_read_with_its_text(
    text: str, months: int, seconds: int, working_days: int
) -> None:
    assert parse_duration(text) == Duration(text, months, seconds, working_days)


def test_forever_is_a_word() -> None:
    assert parse_duration("forever") == Duration("forever", forever=True)


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        pytest.param("48 hours", "48h", id="English"),
        pytest.param("2 days", "2d", id="English plural"),
        pytest.param("1 Month", "1mo", id="capital letters"),
        pytest.param("48H", "48h", id="a capital unit"),
        pytest.param(" 48h ", "48h", id="spaces around"),
        pytest.param("5 working days", "5wd", id="two words"),
        pytest.param("5 business days", "5wd", id="the American word"),
        pytest.param("20 ngày", "20d", id="Vietnamese"),
        pytest.param("20 ngày làm việc", "20wd", id="Vietnamese working days"),
        pytest.param("+3d", "3d", id="a plus"),
        pytest.param("pt47h59m", "PT47H59M", id="ISO 8601 in small letters"),
        pytest.param("Forever", "forever", id="forever, capital"),
    ],
)
def test_a_near_miss_is_answered_with_what_to_write(text: str, instead: str) -> None:
    with pytest.raises(DurationError, match=f"write {instead}$") as caught:
        parse_duration(text)
    assert caught.value.instead == instead
    parse_duration(instead)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("", "one number and one unit", id="nothing"),
        pytest.param("48", "one number and one unit", id="no unit"),
        pytest.param("h", "one number and one unit", id="no number"),
        pytest.param("3 fortnights", "one number and one unit", id="unknown unit"),
        pytest.param("1d12h", "one number and one unit", id="two units"),
        pytest.param("1e3d", "one number and one unit", id="scientific"),
        pytest.param("0x10d", "one number and one unit", id="hexadecimal"),
        pytest.param("1_000d", "one number and one unit", id="underscore, as in Python"),
        pytest.param("infd", "one number and one unit", id="infinity"),
        pytest.param("P", "one number and one unit", id="empty ISO 8601"),
        pytest.param("PT", "one number and one unit", id="ISO 8601 with an empty time"),
        pytest.param("P1DT", "one number and one unit", id="ISO 8601 ending in T"),
        pytest.param("P1M2Y", "one number and one unit", id="ISO 8601 out of order"),
        pytest.param("P1W2D", "one number and one unit", id="ISO 8601 weeks with days"),
        pytest.param("PT1.5H", "one number and one unit", id="ISO 8601 fraction"),
        pytest.param("-P1D", "one number and one unit", id="ISO 8601 negative"),
        pytest.param("P1234567D", "one number and one unit", id="ISO 8601 too large"),
        pytest.param("3m", "3min or 3mo", id="m is minutes or months"),
        pytest.param("1.5mo", "whole numbers", id="fraction"),
        pytest.param("1,5h", "whole numbers", id="fraction with a comma"),
        pytest.param("-3d", "negative", id="negative"),
        pytest.param("\N{MINUS SIGN}3d", "negative", id="negative with a real minus"),
        pytest.param("1000000d", "too large", id="seven digits"),
        pytest.param("٣d", "digits 0 to 9", id="Arabic-Indic digits"),
        pytest.param("\uff13d", "digits 0 to 9", id="full-width digits"),
        pytest.param("10000wd", "more working days than can be counted", id="40 years of them"),
        pytest.param("9" * 1_000_000 + "d", "one number and one unit", id="a million digits"),
        pytest.param("P" + "1" * 1_000_000, "one number and one unit", id="a million, ISO 8601"),
    ],
)
def test_what_is_no_duration_is_refused_with_the_reason(text: str, why: str) -> None:
    began = perf_counter()
    with pytest.raises(DurationError, match=why) as caught:
        parse_duration(text)
    assert caught.value.instead is None
    assert len(str(caught.value)) < 300
    assert perf_counter() - began < 1


@pytest.mark.parametrize("text", ["48h\n", "\x1b[31m1d", "1d\u202e"])
def test_nothing_hostile_reaches_the_message(text: str) -> None:
    with pytest.raises(DurationError) as caught:
        parse_duration(text)
    assert str(caught.value).isprintable()


@given(st.text(alphabet="0123456789PTYMWDHSdhwymoin.-+ ", max_size=12))
def test_every_text_is_read_or_refused_and_the_schema_pattern_agrees(text: str) -> None:
    allowed = jsonschema_rs.validator_for({"pattern": DURATION_PATTERN}).is_valid(text)
    try:
        duration = parse_duration(text)
    except DurationError:
        assert not allowed or text.endswith("wd")
    else:
        assert allowed
        assert duration.text == text


# Comparing

TRUE, FALSE, UNDECIDED = True, False, None


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("48h", "2d", TRUE, id="the same length in other words"),
        pytest.param("PT47H59M", "48h", TRUE, id="a minute less"),
        pytest.param("PT48H1M", "48h", FALSE, id="a minute more"),
        pytest.param("12mo", "1y", TRUE, id="a year is 12 months"),
        pytest.param("1y", "12mo", TRUE, id="and the other way round"),
        pytest.param("24mo", "24mo", TRUE, id="months against themselves"),
        pytest.param("25mo", "24mo", FALSE, id="a month more"),
        pytest.param("365d", "12mo", TRUE, id="12 months have at least 365 days"),
        pytest.param("12mo", "365d", UNDECIDED, id="in a leap year they have 366"),
        pytest.param("366d", "12mo", UNDECIDED, id="in most years they have 365"),
        pytest.param("12mo", "366d", TRUE, id="but never more"),
        pytest.param("367d", "12mo", FALSE, id="a day more than any year"),
        pytest.param(
            "90d", "3mo", UNDECIDED, id="December to February has 90, February to April 89"
        ),
        pytest.param("3mo", "92d", TRUE, id="3 months are never 3 x 31 days"),
        pytest.param("93d", "3mo", FALSE, id="93 days are more than any 3 months"),
        pytest.param("30d", "1mo", UNDECIDED, id="February"),
        pytest.param("28d", "1mo", TRUE, id="the shortest month"),
        pytest.param("730d", "24mo", TRUE, id="2 years without a leap day"),
        pytest.param("24mo", "731d", TRUE, id="no 2 years have 2 leap days"),
        pytest.param("146097d", "400y", TRUE, id="the whole cycle is exact"),
        pytest.param("400y", "146097d", TRUE, id="the whole cycle is exact, both ways"),
        pytest.param("999999y", "999999d", FALSE, id="far beyond the last date of Python"),
        pytest.param("60wd", "60wd", TRUE, id="working days against themselves"),
        pytest.param("59wd", "60wd", TRUE, id="fewer working days"),
        pytest.param("61wd", "60wd", FALSE, id="more working days"),
        pytest.param("5d", "5wd", TRUE, id="a working day is at least a day"),
        pytest.param("6d", "5wd", UNDECIDED, id="no telling without a start"),
        pytest.param("5wd", "7d", UNDECIDED, id="a holiday may lie in the way"),
        pytest.param("5wd", "400y", UNDECIDED, id="working days have no upper bound"),
        pytest.param("5wd", "4d", FALSE, id="5 working days are never 4 days"),
        pytest.param("5wd", "5d", UNDECIDED, id="from a Sunday they are 5 days"),
        pytest.param("22wd", "1mo", UNDECIDED, id="working days in a month"),
        pytest.param("32wd", "1mo", FALSE, id="more working days than a month has days"),
        pytest.param("1mo", "31wd", TRUE, id="a month against as many working days"),
        pytest.param("1mo", "30wd", UNDECIDED, id="it may have 31"),
        pytest.param("0wd", "0d", TRUE, id="no working days are no time"),
        pytest.param("0wd", "0min", TRUE, id="at once is at once"),
        pytest.param("P1M10D", "P1M12D", TRUE, id="equal months cancel"),
        pytest.param("P1M12D", "P1M10D", FALSE, id="equal months cancel, longer"),
        pytest.param("P1M10D", "P2M", TRUE, id="10 days are less than the other month"),
        pytest.param("P1M30D", "P2M", UNDECIDED, id="30 days against the other month"),
        pytest.param("P2M", "P1M31D", TRUE, id="the other month against 31 days"),
        pytest.param("999999d", "forever", TRUE, id="forever is longer than everything"),
        pytest.param("9999wd", "forever", TRUE, id="than working days too"),
        pytest.param("forever", "forever", TRUE, id="forever is as long as itself"),
        pytest.param("forever", "999999y", FALSE, id="forever has no limit"),
        pytest.param("forever", "9999wd", FALSE, id="however many working days"),
    ],
)
def test_at_most(a: str, b: str, expected: bool | None) -> None:
    assert at_most(parse_duration(a), parse_duration(b)) is expected
    assert at_least(parse_duration(b), parse_duration(a)) is expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param("48h", "2d", TRUE, id="other words"),
        pytest.param("12mo", "1y", TRUE, id="months and years"),
        pytest.param("0wd", "0y", TRUE, id="nothing is nothing"),
        pytest.param("forever", "forever", TRUE, id="forever"),
        pytest.param("146097d", "400y", TRUE, id="the whole cycle"),
        pytest.param("365d", "12mo", UNDECIDED, id="in most years"),
        pytest.param("30d", "1mo", UNDECIDED, id="in some months"),
        pytest.param("PT730H", "1mo", FALSE, id="no month ends in the middle of a day"),
        pytest.param("5wd", "5d", UNDECIDED, id="from a Sunday"),
        pytest.param("5wd", "4d", FALSE, id="never shorter than its days"),
        pytest.param("5wd", "6wd", FALSE, id="other working days"),
        pytest.param("forever", "5wd", FALSE, id="forever and something"),
        pytest.param("32d", "1mo", FALSE, id="longer than any month"),
    ],
)
def test_same(a: str, b: str, expected: bool | None) -> None:
    assert same(parse_duration(a), parse_duration(b)) is expected
    assert same(parse_duration(b), parse_duration(a)) is expected


@pytest.mark.parametrize(
    ("months", "fewest", "most"),
    [
        pytest.param(0, 0, 0, id="none"),
        pytest.param(1, 28, 31, id="one"),
        pytest.param(2, 59, 62, id="July and August have 62"),
        pytest.param(3, 89, 92, id="three"),
        pytest.param(6, 181, 184, id="half a year"),
        pytest.param(12, 365, 366, id="a year"),
        pytest.param(24, 730, 731, id="two years"),
        pytest.param(60, 1825, 1827, id="five years: around 1900 without a leap day"),
        pytest.param(96, 2921, 2922, id="96 months: there is always one"),
        pytest.param(4800, CYCLE_DAYS, CYCLE_DAYS, id="the cycle"),
        pytest.param(4801, CYCLE_DAYS + 28, CYCLE_DAYS + 31, id="the cycle and a month"),
    ],
)
def test_consecutive_months_have_as_many_days_as_they_can(
    months: int, fewest: int, most: int
) -> None:
    assert days_in_months(months) == (fewest, most)


@given(st.integers(0, 60))
def test_the_bounds_of_months_are_those_of_the_whole_cycle(months: int) -> None:
    firsts = [date(year, month, 1) for year, month in product(range(1900, 2300), range(1, 13))]
    lengths = {(later(first, months) - first).days for first in firsts}
    assert days_in_months(months) == (min(lengths), max(lengths))


@given(starts, st.integers(0, 50), st.integers(0, 50))
def test_falling_back_to_the_last_of_a_month_stays_within_the_bounds(
    start: date, shorter: int, more: int
) -> None:
    days = (later(start, shorter + more) - later(start, shorter)).days
    fewest, most = days_in_months(more)
    assert fewest <= days <= most


@given(st.integers(1, 9999), st.integers(1, 12))
def test_months_are_as_long_as_in_the_standard_library(year: int, month: int) -> None:
    assert days_in_month(year, month) == monthrange(year, month)[1]


@given(starts, st.integers(0, 1000))
def test_adding_months_keeps_the_day_or_takes_the_last(start: date, months: int) -> None:
    assert add_months(start, months) == later(start, months)


@given(durations, durations)
def test_the_longer_is_not_the_shorter(a: Duration, b: Duration) -> None:
    assert (at_most(a, b) is True and at_most(b, a) is True) == (same(a, b) is True)
    assert not (at_most(a, b) is False and at_most(b, a) is False)
    if at_most(a, b) is False:
        assert at_most(b, a) is True
        assert same(a, b) is False


@given(durations)
def test_every_duration_is_as_long_as_itself(a: Duration) -> None:
    assert same(a, a) is True
    assert suggest(a, a) is None


@given(durations, durations, durations)
def test_what_is_decided_is_transitive(x: Duration, y: Duration, z: Duration) -> None:
    for a, b, c in permutations((x, y, z)):
        if at_most(a, b) is True and at_most(b, c) is True:
            assert at_most(a, c) is True
            if at_most(b, a) is False or at_most(c, b) is False:
                assert at_most(c, a) is False


@given(calendar_durations, calendar_durations, starts)
def test_what_is_decided_agrees_with_real_dates(a: Duration, b: Duration, start: date) -> None:
    shorter, equal = end(start, a) <= end(start, b), end(start, a) == end(start, b)
    assert at_most(a, b) in (shorter, None)
    assert same(a, b) in (equal, None)


@given(
    st.integers(0, 12),
    st.integers(1, 40),
    st.integers(0, 2),
    st.sampled_from(["ab", "ba"]),
    st.integers(0, 40),
)
def test_what_is_undecided_depends_on_the_start(
    shared: int, months: int, above: int, order: str, days: int
) -> None:
    fewest, most = days_in_months(months)
    between = min(fewest + above, most)
    a = parse_duration(f"P{shared + months}M{days}D")
    b = parse_duration(f"P{shared}M{days + between}D")
    if order == "ba":
        a, b = b, a
    firsts = [date(year, month, 1) for year, month in product(range(2000, 2400), range(1, 13))]
    answers = {end(first, a) <= end(first, b) for first in firsts}
    assert at_most(a, b) is (None if len(answers) > 1 else answers.pop())


@given(small, calendar_durations, starts)
def test_working_days_agree_with_every_monday_to_friday_count(
    n: int, other: Duration, start: date
) -> None:
    day, left = start, n
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5
    reached = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    working = parse_duration(f"{n}wd")
    assert at_most(working, other) in (reached <= end(start, other), None)
    assert at_most(other, working) in (end(start, other) <= reached, None)


# Advice on how to write it


@pytest.mark.parametrize(
    ("a", "b", "unit"),
    [
        pytest.param("3mo", "90d", "d", id="months against days: write days"),
        pytest.param("90d", "3mo", "mo", id="days against months: write months"),
        pytest.param("730d", "2y", "y", id="days against years: write years"),
        pytest.param("7d", "5wd", "wd", id="days against working days: write those"),
        pytest.param("5wd", "7d", "d", id="working days against days: write days"),
        pytest.param("1mo", "720h", "h", id="months against hours: write hours"),
        pytest.param("1mo", "P30D", "d", id="against ISO 8601 days"),
        pytest.param("1mo", "PT720H", "d", id="against ISO 8601 whole days in hours"),
        pytest.param("1mo", "PT721H", "h", id="against ISO 8601 hours"),
        pytest.param("1mo", "PT720H30M", "min", id="against ISO 8601 minutes"),
        pytest.param("40d", "P1M10D", "mo", id="against months and days"),
        pytest.param("3mo", "93d", None, id="decided: 3 months have 92 days at most"),
        pytest.param("forever", "90d", None, id="forever is always decided"),
        pytest.param("24mo", "2y", None, id="months and years are one unit"),
    ],
)
def test_the_advice_is_the_unit_of_the_other(a: str, b: str, unit: str | None) -> None:
    assert suggest(parse_duration(a), parse_duration(b)) == unit


@given(durations, simple, small)
def test_advice_taken_decides(a: Duration, b: Duration, number: int) -> None:
    own = b.text.lstrip("0123456789")
    assert suggest(a, b) in (own, None)
    assert suggest(parse_duration(f"{number}{own}"), b) is None


# Dates


def test_a_date_is_read() -> None:
    assert parse_date("2024-02-29") == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        pytest.param("2025-02-29", "no such day", id="no leap year"),
        pytest.param("2025-04-31", "no such day", id="April has 30 days"),
        pytest.param("2025-13-01", "no such day", id="no such month"),
        pytest.param("0000-01-01", "no such day", id="there is no year 0"),
        pytest.param("2025-1-5", "year-month-day", id="digits left out"),
        pytest.param("20250105", "year-month-day", id="ISO 8601 basic"),
        pytest.param("2025-W01-1", "year-month-day", id="ISO 8601 week"),
        pytest.param("05/01/2025", "year-month-day", id="as written in Vietnam"),
        pytest.param("2025-01-05T00:00:00", "year-month-day", id="with a time"),
        pytest.param("2025-01-05\n", "year-month-day", id="with a line break"),
        pytest.param(
            "\u0662\u0660\u0662\u0665-\u0660\u0661-\u0660\u0665",
            "year-month-day",
            id="Arabic-Indic digits",
        ),
        pytest.param("9" * 1_000_000, "year-month-day", id="a million digits"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(DateError, match=why) as caught:
        parse_date(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 300


# Start-up


def test_units_import_nothing_heavy() -> None:
    script = "import sys, json, pdplint.units; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run(
        [sys.executable, "-S", "-c", script], capture_output=True, check=True, text=True
    )
    heavy = {"dataclasses", "inspect", "yaml", "babel", "dateutil", "holidays", "pdplint.regions"}
    assert not heavy & set(json.loads(ran.stdout))


# Countries and regions


def needs(package: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(not find_spec(package), reason=f"compares with {package}")


def test_there_are_249_countries_named_in_both_languages() -> None:
    assert len(COUNTRIES) == 249
    assert list(COUNTRIES) == sorted(COUNTRIES)
    assert all(code.isalpha() and code.isupper() and len(code) == 2 for code in COUNTRIES)
    assert all(names.keys() == {"en", "vi"} and all(names.values()) for names in COUNTRIES.values())
    assert COUNTRIES["VN"] == {"en": "Vietnam", "vi": "Việt Nam"}


@needs("pycountry")
def test_the_countries_are_those_of_iso_3166() -> None:
    pycountry = pytest.importorskip("pycountry")
    assert set(COUNTRIES) == {country.alpha_2 for country in pycountry.countries}


@needs("babel")
@pytest.mark.parametrize("language", ["en", "vi"])
def test_the_names_are_those_of_cldr(language: str) -> None:
    territories = pytest.importorskip("babel").Locale(language).territories
    assert {code: names[language] for code, names in COUNTRIES.items()} == {
        code: territories[code] for code in COUNTRIES
    }


def test_a_region_is_a_provider_and_a_region_in_small_letters_and_leads_to_a_country() -> None:
    for region, country in REGIONS.items():
        provider, name = region.split("/")
        assert provider.isalpha()
        assert provider.islower()
        assert name == name.lower().strip("-")
        assert country in COUNTRIES


@pytest.mark.parametrize(
    ("region", "country"),
    [
        pytest.param("aws/ap-southeast-1", "SG", id="the one used most from Vietnam"),
        pytest.param("azure/southeastasia", "SG", id="named after a part of the world"),
        pytest.param("azure/eastasia", "HK", id="Hong Kong has a code of its own"),
        pytest.param("gcp/asia-southeast3", "TH", id="opened in 2026"),
        pytest.param("linode/ap-south", "SG", id="ap-south is Singapore here"),
        pytest.param("linode/ap-west", "IN", id="ap-west is Mumbai here"),
        pytest.param("alibaba/me-central-1", "SA", id="Riyadh, where others have it in Qatar"),
        pytest.param("ovh/bhs5", "CA", id="named after a town"),
        pytest.param("viettel/hanoi", "VN", id="a host in Vietnam"),
    ],
)
def test_the_country_of_a_region(region: str, country: str) -> None:
    assert REGIONS[region] == country


@needs("botocore")
def test_every_public_region_of_aws_is_known() -> None:
    loader = pytest.importorskip("botocore.loaders").Loader()
    partitions = loader.load_data("endpoints")["partitions"]
    secret = {"aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f"}
    theirs = {f"aws/{r}" for p in partitions if p["partition"] not in secret for r in p["regions"]}
    assert {region for region in REGIONS if region.startswith("aws/")} == theirs


@needs("oci")
def test_every_region_of_oracle_is_known_but_two_without_a_published_place() -> None:
    spec = find_spec("oci")
    assert spec is not None
    assert spec.origin is not None
    definitions = runpy.run_path(str(Path(spec.origin).with_name("regions_definitions.py")))
    theirs = {f"oracle/{region}" for region in definitions["REGIONS"]}
    without = {"oracle/us-somerset-1", "oracle/us-thames-1"}
    assert {region for region in REGIONS if region.startswith("oracle/")} == theirs - without
