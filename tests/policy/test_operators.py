from __future__ import annotations

from datetime import date
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint import units
from pdplint.policy.arguments import day, flag, length, same
from pdplint.policy.operators import OPERATORS, Example, Operator, operator, within
from pdplint.policy.values import Days, Due, Items, Timed, parse
from tests.support import NO_CALENDAR, ROOT, TODAY, schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.text import Text
    from pdplint.policy.arguments import Kind


def announced() -> units.Calendar:
    """Return the shipped calendar, without the code that loads policies."""
    import yaml

    raw = yaml.safe_load((ROOT / "policies" / "calendars" / "vn.yaml").read_text("utf-8"))
    return units.make_calendar(
        raw["first_year"], raw["last_year"], map(str, raw["days_off"]), map(str, raw["working"])
    )


DAYS = Days(TODAY, announced())


def typed(example: Example, kind: Kind) -> Any:
    """Return the argument of an example as a compiled policy has it."""
    raw = example.argument
    if kind is flag:
        return raw
    if kind is length:
        return parse("duration", raw)
    if kind is day:
        after = raw if isinstance(raw, str) else raw["after"]
        time = parse("duration", "0d" if isinstance(raw, str) else raw["within"])
        last = units.due(parse("date", after), time.duration, DAYS.calendar)
        return Due(last.earliest, last.latest, str(raw))
    return raw if raw == "none" else parse(example.type, raw)


def examples() -> Iterator[Any]:
    for name, one in OPERATORS.items():
        for number, example in enumerate(one.examples):
            case = f"{name} {number}: {example.value} against {example.argument}"
            yield pytest.param(one, example, id=case)


@pytest.mark.parametrize(("one", "example"), list(examples()))
def test_every_example_beside_an_operator_is_true(one: Operator, example: Example) -> None:
    value = parse(example.type, example.value)
    assert one.judge(value, typed(example, one.argument), example.type, DAYS) is example.truth


@pytest.mark.parametrize("one", list(OPERATORS.values()), ids=list(OPERATORS))
def test_every_operator_shows_when_it_is_true_and_when_it_is_false(one: Operator) -> None:
    assert {True, False} <= {example.truth for example in one.examples}


def test_the_vocabulary_is_the_one_that_the_design_names() -> None:
    named = (
        "equals one_of none_of at_most at_least contains contains_any contains_none subset_of "
        "empty present no_later_than newer_than"
    )
    assert list(OPERATORS) == named.split()


def fields_of(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def sentences() -> Iterator[Any]:
    for name, one in OPERATORS.items():
        for part, texts in (
            ("requires", one.requires),
            ("falls short", one.falls_short),
            ("undecided", (one.undecided,)),
        ):
            for number, text in enumerate(texts):
                yield pytest.param(one, text, id=f"{name}: {part} {number}")


def test_the_opposite_of_an_operator_is_one() -> None:
    assert {one.opposite for one in OPERATORS.values() if one.opposite} <= set(OPERATORS)


@pytest.mark.parametrize(("one", "text"), list(sentences()))
def test_a_sentence_says_the_same_in_both_languages(one: Operator, text: Text) -> None:
    assert text.en
    assert text.vi
    assert fields_of(text.en) == fields_of(text.vi)
    assert fields_of(text.en) <= {"value", "argument", "detail", "requires"}
    assert one.detail or "detail" not in fields_of(text.en)


def test_an_operator_is_added_by_one_function() -> None:
    @operator(
        of="scalar",
        types=["word"],
        argument=same,
        requires=("x", "x"),
        falls_short=("y", "y"),
        examples=[("word", "a", "a", True)],
    )
    def looks_like_(value: Any, wanted: Any, _type: str, _days: Days) -> bool:
        return bool(value == wanted)

    try:
        assert OPERATORS["looks_like"].judge is looks_like_
        assert OPERATORS["looks_like"].undecided.en
    finally:
        del OPERATORS["looks_like"]


# Taxonomies

KEYS = {
    name: schema("description")["$defs"][definition]["enum"]
    for name, definition in (("category", "data_category"), ("use", "data_use"))
}
categories = st.sampled_from([key for key in KEYS["category"] if key.count(".") < 3])
lists = st.lists(categories, max_size=5, unique=True)
types = st.sampled_from(["category", "word"])


def asks(name: str, value: Any, argument: Any, type_: str = "category") -> bool | None:
    return OPERATORS[name].judge(value, argument, type_, DAYS)


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        pytest.param("user.contact", "user.contact", True, id="a key is within itself"),
        pytest.param("user.contact.email", "user.contact", True, id="a child"),
        pytest.param("user.contact", "user.contact.email", False, id="not the other way round"),
        pytest.param("user.contacts", "user.contact", False, id="only whole parts of a key count"),
    ],
)
def test_a_key_is_within_the_keys_above_it(narrow: str, wide: str, *, expected: bool) -> None:
    assert within(narrow, wide) is expected


@given(lists, lists, lists, types)
def test_subset_of_is_transitive(a: list[str], b: list[str], c: list[str], type_: str) -> None:
    if asks("subset_of", a, b, type_) and asks("subset_of", b, c, type_):
        assert asks("subset_of", a, c, type_)


@given(lists, types)
def test_subset_of_is_reflexive(a: list[str], type_: str) -> None:
    assert asks("subset_of", a, a, type_)


@given(lists, lists, lists, types)
def test_a_longer_list_contains_all_that_the_shorter_one_does(
    value: list[str], more: list[str], wanted: list[str], type_: str
) -> None:
    for name in ("contains", "contains_any"):
        if asks(name, value, wanted, type_):
            assert asks(name, value + more, wanted, type_)


@given(lists, lists, types)
def test_contains_none_is_the_opposite_of_contains_any(
    value: list[str], named: list[str], type_: str
) -> None:
    assert asks("contains_none", value, named, type_) is not asks(
        "contains_any", value, named, type_
    )


@given(lists, lists, types)
def test_contains_is_subset_of_with_its_sides_exchanged(
    value: list[str], wanted: list[str], type_: str
) -> None:
    assert asks("contains", value, wanted, type_) is asks("subset_of", wanted, value, type_)


@given(categories, lists, types)
def test_none_of_is_the_opposite_of_one_of_and_as_undecided(
    value: str, named: list[str], type_: str
) -> None:
    opposite = {True: False, False: True, None: None}
    one = asks("one_of", value, named, type_)
    assert asks("none_of", value, named, type_) is opposite[one]
    assert type_ == "category" or one is not None


@given(lists, lists, types, st.sampled_from(["contains", "contains_none", "subset_of"]))
def test_the_items_spoken_of_are_those_that_make_it_false(
    value: list[str], argument: list[str], type_: str, name: str
) -> None:
    detail = OPERATORS[name].detail
    assert detail is not None
    assert bool(asks(name, value, argument, type_)) is not bool(
        list(detail(value, argument, type_))
    )


# Durations and days

durations = st.sampled_from(["0h", "48h", "PT47H59M", "2d", "30d", "1mo", "12mo", "5wd", "forever"])


@given(durations, durations)
def test_at_most_and_at_least_together_are_equals_or_undecided(a: str, b: str) -> None:
    one, other = parse("duration", a), parse("duration", b)
    both = (
        asks("at_most", one, other, "duration") is True
        and asks("at_least", one, other, "duration") is True
    )
    assert both is (asks("equals", one, other, "duration") is True)


@pytest.mark.parametrize(
    ("value", "limit", "expected"),
    [
        pytest.param(("24mo", None), ("24mo", "collection"), True, id="a literal fits every event"),
        pytest.param(("24mo", "last_use"), ("24mo", None), True, id="so does a literal limit"),
        pytest.param(("1d", "last_use"), ("9y", "last_use"), True, id="the same event"),
        pytest.param(("1d", "last_use"), ("9y", "collection"), None, id="nobody knows last use"),
        pytest.param(("9y", "last_use"), ("1d", "collection"), None, id="nor when it is longer"),
        pytest.param(
            ("forever", "last_use"), ("1d", "collection"), False, id="for ever is from no event"
        ),
        pytest.param(
            ("1d", "last_use"), ("forever", "collection"), True, id="nothing is longer than ever"
        ),
    ],
)
def test_times_compare_only_if_they_are_counted_from_one_event(
    value: tuple[str, str | None], limit: tuple[str, str | None], *, expected: bool | None
) -> None:
    one, other = (Timed(units.parse_duration(text), event) for text, event in (value, limit))
    assert asks("at_most", one, other, "duration") is expected


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        pytest.param("2027-01-29", True, id="by then five days are surely not over"),
        pytest.param("2027-02-03", None, id="whether Monday is worked is not announced"),
        pytest.param("2027-12-01", False, id="no year has so many days off"),
    ],
)
def test_a_day_beyond_the_announced_years_can_be_undecided(
    value: str, *, truth: bool | None
) -> None:
    span = units.due(date(2027, 1, 25), units.parse_duration("5wd"), NO_CALENDAR)
    last = Due(span.earliest, span.latest, "2027")
    assert str(last) == "2027"
    judge = OPERATORS["no_later_than"].judge
    assert judge(parse("date", value), last, "date", DAYS) is truth


@pytest.mark.parametrize(
    ("value", "length", "truth"),
    [
        pytest.param("2025-11-21", "1y", True, id="the anniversary itself is in time"),
        pytest.param("2025-11-20", "1y", False, id="the day before it is not"),
        pytest.param("2026-11-19", "36h", None, id="the hour is not known"),
        pytest.param("2027-01-01", "1d", True, id="a day to come is not long ago"),
        pytest.param("0001-01-01", "forever", True, id="nothing is older than for ever"),
    ],
)
def test_newer_than_counts_back_from_today(value: str, length: str, *, truth: bool | None) -> None:
    judge = OPERATORS["newer_than"].judge
    assert judge(parse("date", value), parse("duration", length), "date", DAYS) is truth


# Reading values


@pytest.mark.parametrize(
    ("type_", "raw", "expected"),
    [
        pytest.param("word", "true", "true", id="a word is no boolean"),
        pytest.param("boolean", True, True, id="a boolean"),
        pytest.param("integer", 5, 5, id="an integer"),
        pytest.param("integer", 5.0, 5, id="JSON Schema takes 5.0 for an integer: so do we"),
        pytest.param("date", "2026-01-05", date(2026, 1, 5), id="a day"),
        pytest.param("country", ["VN", "SG"], ["VN", "SG"], id="a list, item by item"),
        pytest.param("word", [], [], id="an empty list"),
    ],
)
def test_a_value_is_read_by_its_type(type_: str, raw: Any, expected: Any) -> None:
    found = parse(type_, raw)
    assert found == expected
    assert type(found) is (Items if isinstance(expected, list) else type(expected))


@pytest.mark.parametrize(
    ("type_", "raw"),
    [
        pytest.param("integer", True, id="true is not 1"),
        pytest.param("integer", "5", id="no coercion from text"),
        pytest.param("integer", 5.5, id="not whole"),
        pytest.param("integer", float("inf"), id="not finite"),
        pytest.param("boolean", 1, id="1 is not true"),
        pytest.param("boolean", "true", id="a word is not true"),
        pytest.param("duration", 48, id="a number without a unit"),
        pytest.param("duration", "48", id="no unit"),
        pytest.param("date", 20260105, id="a number"),
        pytest.param("date", "2026-02-30", id="no such day"),
        pytest.param("word", 1, id="a number is no word"),
        pytest.param("word", {}, id="nor is a block"),
        pytest.param("word", ["a", None], id="an item is wrong"),
    ],
)
def test_a_value_of_another_type_is_refused(type_: str, raw: Any) -> None:
    with pytest.raises(ValueError, match=r"is not|unit"):
        parse(type_, raw)


@pytest.mark.parametrize(
    ("name", "value", "argument", "truth"),
    [
        pytest.param("none_of", {"within": "3d"}, ["none"], True, id="a block is no word"),
        pytest.param("one_of", {"within": "3d"}, ["none"], False, id="nor one of several"),
        pytest.param("contains_none", [{"a": 1}, "b"], ["c"], True, id="blocks among words"),
        pytest.param("subset_of", [{"a": 1}], [{"a": 1}], True, id="blocks that say the same"),
        pytest.param("subset_of", [{"a": 1}], [{"a": 2}], False, id="blocks that do not"),
    ],
)
def test_blocks_can_be_looked_up_like_words(
    name: str, value: Any, argument: list[Any], truth: bool
) -> None:
    assert OPERATORS[name].judge(value, argument, "word", DAYS) is truth
