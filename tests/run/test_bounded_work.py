"""What a file can make pdplint do: counted, and never more than about twice for twice the file."""

from __future__ import annotations

import warnings
from cProfile import Profile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pathspec import GitIgnoreSpec

from pdplint import units
from pdplint.accept.waivers import Held, Terms, apply, read_waivers
from pdplint.format.hints import AT_ONCE, COMPARISONS, LONGEST, Hints, near
from pdplint.format.validator import validator
from pdplint.judge.citations import citation
from pdplint.judge.findings import MOST_HOPS
from pdplint.model.finding import Citation, Finding, Waiver
from pdplint.model.place import Place
from pdplint.model.text import plain
from pdplint.policy.wording import MOST_SHOWN
from pdplint.report import render
from pdplint.run import cache as cache_limits
from pdplint.run import door
from pdplint.run.accepting import form_of
from pdplint.run.config import CONFIG_LIMITS, Config, read_config
from pdplint.run.discovery import MOST_DEEP, MOST_LOOKED_INTO, find
from pdplint.run.errors import UsageError
from pdplint.run.explaining import explain_verdict
from pdplint.run.papers import MOST_PAPER, MOST_SKIMMED
from pdplint.run.reading import read_workspace
from pdplint.run.settings import Options
from pdplint.text.decoded import TAG_DIRECTIVES
from pdplint.text.patterns import MOST_FREEDOMS, MOST_PATTERNS, freedoms
from pdplint.text.plain import TEXT_OF_A_NODE
from pdplint.text.reader import read
from pdplint.text.values import LIMITS
from pdplint.workspace.lineage import WAY_STEPS, Lineage
from pdplint.workspace.linking import MOST_MATTERS
from pdplint.workspace.moves import ANYTHING, Move
from pdplint.workspace.sources import MOST_SOURCES
from tests.hostile import SHAPES, declared_between, hub, ladder, recipients, wrong_items, wrong_keys
from tests.support import NO_CALENDAR, schema
from tests.workspaces import (
    ROOT,
    TODAY,
    clause,
    control,
    describe,
    link,
    loaded,
    reported,
    resources,
    sees,
    told,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdplint.model.report import Report
    from pdplint.policy.loading import Library

TWICE = 2.2
"""What doubles, and the odd table that is made larger."""


def work(act: Callable[[], object]) -> int:
    """Return how many functions an act calls, those written in C among them."""
    profile = Profile()
    profile.runcall(act)
    return sum(entry.callcount for entry in profile.getstats())


def growth(make: Callable[[int], Callable[[], object]], size: int) -> float:
    """Return how much more work twice the size is; once is done before, so that caches are full."""
    make(size)()
    return work(make(2 * size)) / work(make(size))


@cache
def library() -> Library:
    """Return a regime that asks in each way in which one entity's answer takes in another."""
    controls = [
        control("given", "{/consent/given: {one_of: [before_collection]}}"),
        control("told", "{/notice/given: {present: true}}"),
        control("needed", "{/data: {subset_of: /purpose/needs}}"),
        control("erased", "{/derived/copies/*/deletion/within: {at_most: 48h}}"),
        control("stored", "{/derived/kept_in: {contains: [VN]}}"),
        control("sent", "{/flow/consent/given: {present: true}}", "/transfers/*"),
        control("assessed", "{/derived/assessed_by/*/document: {present: true}}"),
        control("hosted", "{/derived/servers_in: {contains: [VN]}}", "/organisation"),
        control("plain", "{/derived/sensitive: {empty: true}}"),
        control("first", "{/derived/first_hand: {equals: true}}"),
        control("covered", "{/consent/covers: {contains: /purpose}}"),
        control("filled", "{/derived/filled_by/*/data: {contains_none: [user.name]}}", "/systems/*"),
    ]  # fmt: skip
    names = ("given", "told", "needed", "erased", "stored", "sent", "assessed", "hosted", "plain",
             "first", "filled", "covered")  # fmt: skip
    clauses = [clause(f"1.{n}", f"{{control: {name}}}") for n, name in enumerate(names, 1)]
    unless = "{control: given, unless: {/legal_basis: {equals: none}}}"
    excepted = "{control: given, when: {/consent/given: {equals: at_collection}}}"
    with TemporaryDirectory() as folder:
        return loaded(
            Path(folder), controls, [*clauses, clause("1.20", unless), clause("1.21", excepted)]
        )


def report(folder: Path, text: str, *select: str) -> Report:
    asked = Options(regimes=("tiny",), select=select)
    return reported(describe(folder, text), asked, by=library())


SIZES = {
    "a hub of consents": 40,
    "consents declared on the way": 40,
    "gaps that lie far off": 30,
    "flows that do not say their data": 40,
}


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_file_is_at_most_twice_the_work(tmp_path: Path, name: str) -> None:
    def make(size: int) -> Callable[[], object]:
        text = SHAPES[name](size)
        select = ["given"] if name == "a ladder of consents" else []
        return lambda: report(tmp_path, text, *select)

    assert growth(make, SIZES.get(name, 120)) <= TWICE


# Sources that hand down unlike --------------------------------------------------------------------


def limits(found: Report) -> list[Finding]:
    return [f for f in found.findings if f.control == "limit"]


@pytest.mark.parametrize(
    ("text", "hubs"),
    [
        pytest.param(hub(MOST_SOURCES), [], id="as many as are judged"),
        pytest.param(hub(MOST_SOURCES + 1), ["systems/hub"], id="one more"),
        pytest.param(declared_between(MOST_SOURCES), [], id="as many that declare it on the way"),
        pytest.param(declared_between(MOST_SOURCES + 1), ["systems/hub"], id="one more of them"),
        pytest.param(ladder(MOST_SOURCES), [], id="as many in a row"),
        pytest.param(
            ladder(MOST_SOURCES + 2),
            [f"systems/s{MOST_SOURCES}", f"systems/s{MOST_SOURCES + 1}"],
            id="each system that too many come to",
        ),
        pytest.param(
            hub(3 * MOST_SOURCES).replace("consent: {document: 'x:1", "notice: {document: 'x:2"),
            ["systems/hub"],
            id="one finding, whatever is handed down",
        ),
        pytest.param(
            hub(MOST_SOURCES + 9).replace("from: hub,", "from: hub, consent: {document: 'x:1'},"),
            [],
            id="the copies declare it",
        ),
    ],
)
def test_a_copy_is_judged_against_so_many_sources_and_beyond_it_is_told_once_a_hub(
    tmp_path: Path, text: str, hubs: list[str]
) -> None:
    assert [f.subject for f in limits(report(tmp_path, text))] == hubs


def test_what_is_beyond_the_limit_is_undecided_and_says_what_to_do(tmp_path: Path) -> None:
    found = report(tmp_path, hub(MOST_SOURCES + 1))
    (one,) = limits(found)
    assert (one.kind, one.severity) == ("undecided", "error")
    assert told([one])[0][1] == "hub"
    assert one.help is not None
    assert one.help.en.startswith("Declare at the copies out of it what they take over")
    assert {c.clause.ref for c in one.citations} == {
        f"tiny/1.{number}" for number in (1, 6, 12, 20, 21)
    }
    assert {r.subject for r in one.related} == {f"flows/o{i}" for i in range(MOST_SOURCES + 1)}


@pytest.mark.parametrize(
    ("given", "clause_id", "state"),
    [
        pytest.param("before_collection", "1.1", "undecided", id="all that were judged hold"),
        pytest.param("never", "1.1", "falls_short", id="one that was judged falls short"),
        pytest.param("before_collection", "1.21", "undecided", id="none that was judged is asked"),
    ],
)
def test_no_clause_holds_of_a_copy_of_which_not_all_sources_were_judged(
    tmp_path: Path, given: str, clause_id: str, state: str
) -> None:
    text = hub(MOST_SOURCES + 1).replace("{document", f"{{given: {given}, document")
    (judged,) = (j for j in report(tmp_path, text).judged if j.clause.id == clause_id)
    assert judged.state == state


def many_data(last: str) -> str:
    """Return flows that fill a hub with unlike data, the last of them with another category."""
    names = [
        "user.name", "user.payment", "user.contact.email", "user.contact.phone_number",
        "user.contact.address", "user.contact.url", "user.job_title", "user.content.private",
    ]  # fmt: skip
    unlike = [[one, other] for one in names for other in names if one < other][: 2 * MOST_SOURCES]
    assert len(unlike) >= MOST_SOURCES - 4
    unlike = [*unlike, *([one] for one in names), [last]]
    assert len(unlike) > MOST_SOURCES
    filling = (
        f"  i{n}: {{from: subject, to: [hub], data: [{', '.join(data)}]}}\n"
        for n, data in enumerate(unlike)
    )
    return (
        "pdplint: 1\norganisation: {services: []}\n"
        "systems: {hub: {operated_by: organisation}, out: {operated_by: organisation}}\n"
        "flows:\n" + "".join(filling) + "  copy: {from: hub, to: [out]}\n"
    )


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        pytest.param("user.biometric", ["user.biometric"], id="the last of many is sensitive"),
        pytest.param("user.name", [], id="none is"),
    ],
)
def test_what_is_sensitive_in_a_copy_is_taken_from_all_that_fill_its_source(
    tmp_path: Path, last: str, expected: list[str]
) -> None:
    derived = sees(tmp_path, many_data(last))
    fact = derived.facts(derived.workspace.entities["flows"]["copy"])["sensitive"]
    assert (fact.state, fact.value) == ("value", expected)


def test_a_system_that_too_many_fill_by_way_of_another_cannot_be_told(tmp_path: Path) -> None:
    """What a copy takes over from more flows than are asked is unknown, not what some have."""
    text = many_data("user.biometric").replace("user.name", "user.workplace")
    (judged,) = (j for j in report(tmp_path, text, "filled").judged if j.clause.id == "1.11")
    assert judged.state == "undecided"


def test_the_page_of_a_verdict_says_that_not_all_sources_were_judged(tmp_path: Path) -> None:
    text = hub(MOST_SOURCES + 1).replace("{document", "{given: before_collection, document")
    text = text.replace("from: subject,", "from: subject, role: controller, legal_basis: consent,")
    folder = describe(tmp_path, text)
    page = explain_verdict("consent-obtained", "flows/o0", None, folder, TODAY, "en")
    assert "It cannot be told." in page
    assert "more flows hand down unlike through hub than are judged" in page


# Hints --------------------------------------------------------------------------------------------


def test_hints_last_for_so_many_comparisons_and_then_there_are_none() -> None:
    hints, known = Hints(6), ["alpha", "beta", "gamma"]
    assert [hints.near("alpa", known) for _ in range(3)] == ["alpha", "alpha", None]
    assert hints.left == 0


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        pytest.param("a" * (LONGEST - 1) + "b", ["a" * LONGEST], "a" * LONGEST, id="the longest"),
        pytest.param("a" * LONGEST + "b", ["a" * LONGEST], None, id="a longer word"),
        pytest.param("a" * LONGEST, ["a" * LONGEST + "b"], None, id="a longer one that is known"),
        pytest.param("x1", [f"x{i}" for i in range(AT_ONCE)], "x1", id="as many as at once"),
        pytest.param("x1", [f"x{i}" for i in range(AT_ONCE + 1)], None, id="one more"),
    ],
)
def test_a_word_alone_is_held_against_so_many_of_so_many_letters(
    word: str, known: list[str], meant: str | None
) -> None:
    assert near(word, known) == meant


@pytest.mark.parametrize(
    ("ids", "hinted"),
    [
        pytest.param(COMPARISONS // 4, 4, id="as many as are compared"),
        pytest.param(COMPARISONS // 4 + 1, 3, id="one more"),
    ],
)
def test_unknown_references_get_hints_while_comparisons_last(
    tmp_path: Path, ids: int, hinted: int
) -> None:
    lines = [*(f"  s-{i}: {{}}" for i in range(ids)), "flows:"]
    lines += [f"  f{i}: {{from: subject, to: [s_{i}]}}".replace("_", "-x") for i in range(6)]
    found = link(describe(tmp_path, "\n".join(["pdplint: 1", "systems:", *lines, ""]))).problems
    assert len(found) == 6
    assert sum("did you mean" in one.message.en for one in found) == hinted


# The form of a description ------------------------------------------------------------------------


@pytest.mark.parametrize("make", [wrong_items, wrong_keys])
def test_as_many_misfits_as_are_told_leave_the_rest_judged_and_one_more_leaves_it_unread(
    tmp_path: Path, make: Callable[[int], str]
) -> None:
    told_, beyond = (
        read_workspace(find(describe(tmp_path, make(size)), [], Config()), resources().form)
        for size in (LIMITS.problems, LIMITS.problems + 1)
    )
    assert (len(told_.problems), len(told_.documents), told_.unread) == (LIMITS.problems, 1, [])
    assert (len(beyond.problems), len(beyond.documents)) == (LIMITS.problems + 1, 0)
    assert beyond.unread == [beyond.problems[0].place.path]
    assert beyond.problems[-1].message.en.startswith(f"The file has {LIMITS.problems} problems")


def test_misfits_are_counted_over_all_documents_of_a_file(tmp_path: Path) -> None:
    half = LIMITS.problems // 2
    three = "---\n".join([wrong_items(half), wrong_items(half), wrong_items(1)])
    found = read_workspace(find(describe(tmp_path, three), [], Config()), resources().form)
    assert (len(found.documents), len(found.problems)) == (2, LIMITS.problems + 1)
    assert len(found.unread) == 1


@pytest.mark.parametrize(
    ("bad", "taken"),
    [
        pytest.param(LIMITS.problems, 1, id="as many as are told"),
        pytest.param(LIMITS.problems + 1, 0, id="one more"),
    ],
)
def test_waivers_of_a_file_with_more_misfits_than_are_told_waive_nothing(
    bad: int, taken: int
) -> None:
    signed = "reason: because of it, approver: A, ticket: T-1, until: 2026-12-31"
    entry = f"- {{control: c, subject: flows/x, kind: shortfall, clauses: [r/1], {signed}}}\n"
    text = f"waivers:\n{entry}" + entry.replace("shortfall", "no") * bad
    waivers, problems = read_waivers("w.yaml", text.encode(), form_of(resources(), "waivers"))
    assert (len(waivers), len(problems)) == (taken, bad)


# Long texts ---------------------------------------------------------------------------------------

PATH = "notices: {n: {document: %s}}"
CLAUSE = "organisation: {history: [{clause: r/%s, decided_on: 2026-01-05}]}"


@pytest.mark.parametrize(
    ("text", "longest", "wrong"),
    [
        pytest.param(PATH, 1_000, True, id="the name of a paper"),
        pytest.param(CLAUSE, 200 - len("r/"), True, id="a clause"),
        pytest.param("organisation: {name: %s}", 10_000, False, id="a name is only shown"),
    ],
)
def test_what_is_looked_up_is_no_longer_than_it_may_be(
    text: str, longest: int, wrong: bool
) -> None:
    def misfits(length: int) -> list[str]:
        (document,) = read(("pdplint: 1\n" + text % ("a" * length)).encode()).documents
        return [one.message.en for one in resources().form.misfits(document)]

    limit = longest + len("r/") * (text is CLAUSE)
    told_ = [f"this text has {limit + 1} characters; write {limit} at most"]
    assert misfits(longest) == []
    assert misfits(longest + 1) == (told_ if wrong else [])


def test_a_long_text_at_many_places_counts_at_each() -> None:
    letters = 50_000
    most = LIMITS.nodes // (letters // 100)

    def whole(places: int) -> bool:
        text = f"a: &a {'x' * letters}\nb: [{', '.join(['*a'] * places)}]\n"
        content = read(text.encode())
        assert content.whole or content.problems[0].code == "nodes"
        return content.whole

    assert whole(most - 2)
    assert not whole(most)


# Configs ------------------------------------------------------------------------------------------


def settings_of(folder: Path, text: str) -> Config:
    return read_config(write(folder, {"pdplint.yaml": text}), resources())


@pytest.mark.parametrize(
    ("pattern", "count"),
    [
        pytest.param("*.yaml", 1, id="for any folder"),
        pytest.param("old/", 1, id="a folder anywhere"),
        pytest.param("/old/", 0, id="one folder"),
        pytest.param("legal/*.yaml", 0, id="one star in one folder"),
        pytest.param("a/*/b/*/c*", 0, id="one star in each part"),
        pytest.param("**/old/**", 1, id="what is at the end is free"),
        pytest.param("a/**/b/**/c", 2, id="two of any depth"),
        pytest.param("*_old_*", 2, id="a star more, anywhere"),
        pytest.param("docs/*_*_*", 2, id="two stars more"),
        pytest.param("!*a*", 2, id="taken back"),
        pytest.param("**", 2, id="everything"),
    ],
)
def test_a_pattern_that_can_be_stretched_in_two_places_is_taken(
    tmp_path: Path, pattern: str, count: int
) -> None:
    assert freedoms(pattern) == count
    assert settings_of(tmp_path, f'exclude: ["{pattern}"]').exclude == (pattern,)


TWELVE = "*a*a*a*a*a*a*a*a*a*a*a*b"


@pytest.mark.parametrize(
    ("pattern", "told_"),
    [
        pytest.param(TWELVE, "stretched in 12 places, 2 at most", id="twelve stars"),
        pytest.param("*a*a*b", "stretched in 3 places", id="three stars, anywhere"),
        pytest.param("docs/*a*a*a*b", "stretched in 3 places", id="four stars in one part"),
        pytest.param("docs/****b", "stretched in 3 places", id="a run of stars"),
        pytest.param("/**/*a*/**/*b", "stretched in 3 places", id="both kinds"),
        pytest.param("a/**/b/**/c/**/d", "stretched in 3 places", id="three of any depth"),
        pytest.param("a" * 201, "this has 201 characters, 200 at most", id="too long"),
        pytest.param("a\\\\", "is no pattern", id="a backslash before nothing"),
        pytest.param("[z-a]", "is no pattern", id="a range that leads backwards"),
    ],
)
@pytest.mark.parametrize("key", ["include", "exclude"])
def test_a_pattern_that_could_be_tried_without_end_is_refused_at_its_place(
    tmp_path: Path, key: str, pattern: str, told_: str
) -> None:
    with pytest.raises(UsageError, match=told_) as caught:
        settings_of(tmp_path, f'{key}:\n  - "*.yaml"\n  - "{pattern}"\n')
    assert str(caught.value).partition(": ")[0].endswith("pdplint.yaml:3:5")


def test_the_longest_pattern_is_taken(tmp_path: Path) -> None:
    assert settings_of(tmp_path, f"exclude: [{'a' * 200}]").exclude == ("a" * 200,)


@settings(max_examples=500, deadline=None)
@given(st.text("*a/!\\[] ?", min_size=1, max_size=9))
def test_no_pattern_can_be_stretched_in_more_places_than_are_counted(pattern: str) -> None:
    try:
        with warnings.catch_warnings(action="ignore"):
            spec = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        return
    for one in spec.patterns:
        regex = one.regex.pattern if one.regex is not None else ""
        parts = regex.replace("[^/]*", "*").replace("[^/]+", "*").split("/")
        stars = sum(max(part.replace(".+", "").count("*") - 1, 0) for part in parts)
        assert regex.count(".+") + stars <= freedoms(pattern)


def test_a_config_has_so_many_patterns_together(tmp_path: Path) -> None:
    def config(excluded: int) -> str:
        return f"include: [a]\nexclude: [{', '.join(f'b{i}' for i in range(excluded))}]\n"

    assert len(settings_of(tmp_path, config(MOST_PATTERNS - 1)).exclude) == MOST_PATTERNS - 1
    told_ = f"pdplint.yaml:2:1: include and exclude have {MOST_PATTERNS + 1} patterns together"
    with pytest.raises(UsageError, match=told_):
        settings_of(tmp_path, config(MOST_PATTERNS))


def test_a_config_holds_so_many_values(tmp_path: Path) -> None:
    def config(items: int) -> str:
        return f"ignore: [{', '.join(f'b{i}' for i in range(items))}]\n"

    most = CONFIG_LIMITS.nodes - 4  # the document, the block, the key and the list
    assert len(settings_of(tmp_path, config(most)).ignore) == most
    with pytest.raises(UsageError, match=f"more than {CONFIG_LIMITS.nodes} values"):
        settings_of(tmp_path, config(most + 1))


def test_a_config_names_so_many_regimes(tmp_path: Path) -> None:
    assert len(settings_of(tmp_path, f"regimes: {[f'r{i}' for i in range(20)]}").regimes) == 20
    with pytest.raises(UsageError, match="this has 21 entries, 20 at most"):
        settings_of(tmp_path, f"regimes: {[f'r{i}' for i in range(21)]}")


@pytest.mark.parametrize("key", ["waivers", "baseline", "policies"])
def test_no_path_of_a_config_is_longer_than_a_thousand(tmp_path: Path, key: str) -> None:
    value = "[%s]" if key == "policies" else "%s"
    settings_of(tmp_path, f"{key}: {value % ('a' * 1_000)}")
    with pytest.raises(UsageError, match="this has 1001 characters, 1000 at most"):
        settings_of(tmp_path, f"{key}: {value % ('a' * 1_001)}")


@pytest.mark.parametrize(
    ("items", "unique"),
    [
        pytest.param([1, "1", [1], {"a": 1}, True], True, id="alike only in writing"),
        pytest.param([1, 1.0], False, id="one number"),
        pytest.param([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], False, id="in another order"),
        pytest.param([[1, [False]], [1, [0]]], True, id="false is not nothing"),
    ],
)
def test_whether_items_are_alike_is_told_as_jsonschema_tells_it(
    items: list[Any], unique: bool
) -> None:
    assert validator({"uniqueItems": True}).is_valid(items) is unique
    assert Draft202012Validator({"uniqueItems": True}).is_valid(items) is unique


def test_items_are_compared_in_one_pass() -> None:
    def make(size: int) -> Callable[[], object]:
        items = [*range(size), *map(str, range(size)), *([i] for i in range(size))]
        return lambda: validator({"uniqueItems": True}).is_valid(items)

    assert growth(make, 300) <= TWICE


# What many of two things would make a product of --------------------------------------------------


def test_waivers_are_found_by_what_they_are_for() -> None:
    signed = {"reason": "r", "approver": "a", "ticket": "t", "until": "2027-01-05"}
    at = Place("a.yaml", 0, ())
    terms = Terms(TODAY, {"c"}, set(), set(), {}, NO_CALENDAR, set(), set(), whole=False)

    def make(size: int) -> Callable[[], object]:
        found = [
            Finding("c", "shortfall", "error", plain("t"), plain("m"), at, f"flows/f{i}")
            for i in range(size)
        ]
        found = [one._replace(citations=cited()) for one in found]
        waivers = [Waiver(at, "c", f"flows/f{i}", "shortfall", (), **signed) for i in range(size)]
        return lambda: apply(found, waivers, terms)

    held = make(3)()
    assert isinstance(held, Held)
    assert all(one.waiver is None and one.related for one in held.findings)
    assert growth(make, 100) <= TWICE


def cited() -> tuple[Citation, ...]:
    (binding, *_) = library().regimes["tiny"].bindings
    return (citation(binding),)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        pytest.param(MOST_SHOWN, "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9", id="as many"),
        pytest.param(MOST_SHOWN + 1, "p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, … (11)", id="more"),
    ],
)
def test_a_step_of_a_path_names_so_many_recipients(tmp_path: Path, count: int, shown: str) -> None:
    found = report(tmp_path, recipients(count)).findings
    said = {hop.message.en for one in found for hop in one.hops if hop.subject == "flows/out"}
    assert said == {f"out: from a to {shown}"}


def test_ways_are_shown_while_steps_last() -> None:
    most = WAY_STEPS // 2 - 10  # each flow is a step, and so is the system that it leads to
    moves = [Move(f"f{i}", f"s{i}", (f"s{i + 1}",), (ANYTHING,)) for i in range(most)]
    lineage = Lineage(moves)
    assert len(lineage.way("f0", f"s{most // 2}")) == most // 2
    assert len(lineage.way(f"f{most // 2}", f"s{most}")) == 0
    assert Lineage(moves).way(f"f{most // 2}", f"s{most}")


def test_months_that_were_counted_are_kept_for_one_cycle_of_the_calendar() -> None:
    units._days_in_rest.cache_clear()
    for months in range(0, 40 * units.CYCLE_MONTHS, units.CYCLE_MONTHS // 2 + 1):
        units.days_in_months(months)
    assert units._days_in_rest.cache_info().currsize <= units.CYCLE_MONTHS
    assert units.days_in_months(units.CYCLE_MONTHS + 1) == (146_097 + 28, 146_097 + 31)


# The table ----------------------------------------------------------------------------------------

LIMITED = {
    "a file of YAML or JSON": LIMITS.size,
    "a file that may be a description": MOST_LOOKED_INTO,
    "a config, waivers, a baseline, a policy": door.MOST_BYTES,
    "folders in one another": MOST_DEEP,
    "a paper with headings": MOST_PAPER,
    "the start of another paper": MOST_SKIMMED,
    "one paper": MOST_MATTERS,
    "an entry of the cache": cache_limits.MOST_ENTRY,
    "the cache": cache_limits.MOST_BYTES,
    "values in a file": LIMITS.nodes,
    "nesting": LIMITS.depth,
    "a key": LIMITS.key,
    "`%TAG` directives": TAG_DIRECTIVES,
    "problems in the text of a file": LIMITS.problems - 1,  # reading stops at the last one
    "misfits in the form of a file": LIMITS.problems,
    "the name of a paper, a path in a config": schema("description")["$defs"]["path"]["maxLength"],
    "a clause in `history`": schema("description")["properties"]["organisation"]["properties"][
        "history"
    ]["items"]["properties"]["clause"]["maxLength"],
    "sources of a copy": MOST_SOURCES,
    "hints in a workspace": COMPARISONS,
    "a hint for one word alone": AT_ONCE,
    "a word with a hint": LONGEST,
    "steps of a path shown": MOST_HOPS,
    "recipients in a step shown": MOST_SHOWN,
    "ways sought for paths onward": WAY_STEPS,
    "values in a config": CONFIG_LIMITS.nodes,
    "`regimes` of a config": schema("config")["properties"]["regimes"]["maxItems"],
    "`include` and `exclude`": MOST_PATTERNS,
    "a pattern": schema("config")["properties"]["include"]["items"]["maxLength"],
    "freedoms of a pattern": MOST_FREEDOMS,
    "working days of a time": units.MOST_WORKING_DAYS,
}


def test_the_table_of_limits_has_the_numbers_of_the_code() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text("utf-8")
    rows = text.partition("## Limits")[2].partition("\n## ")[0].split("\n")
    cells = [[cell.strip() for cell in row.split("|")[1:-1]] for row in rows if row[:1] == "|"]
    assert {what: int(most) for what, most, *_ in cells[2:]} == LIMITED
    assert str(TEXT_OF_A_NODE) in text


READER: dict[str, Callable[[int], bytes]] = {
    "size": lambda most: b"a: " + b"x" * (most - len("a: ")),
    "nodes": lambda most: b"a:\n" + b"- 1\n" * (most - len(("document", "block", "key", "list"))),
    "depth": lambda most: b"[" * most + b"]" * most,
    "key": lambda most: b"k" * most + b": 1\n",
    "problems": lambda most: b"- ~\n" * (most - 1),
    "directives": lambda most: b"".join(b"%%TAG !t%d! a\n" % n for n in range(most)) + b"--- a\n",
}
READER_LIMITS = {**LIMITS._asdict(), "directives": TAG_DIRECTIVES}


@pytest.mark.parametrize(
    ("code", "told_"),
    [
        pytest.param("size", "size", id="bytes"),
        pytest.param("nodes", "nodes", id="values"),
        pytest.param("depth", "depth", id="lists in lists"),
        pytest.param("key", "long-key", id="letters of a key"),
        pytest.param("problems", "problems", id="problems"),
        pytest.param("directives", "directives", id="directives"),
    ],
)
def test_a_text_is_read_at_the_limit_and_told_beyond_it(code: str, told_: str) -> None:
    most = READER_LIMITS[code]
    assert told_ not in {one.code for one in read(READER[code](most)).problems}
    assert told_ in {one.code for one in read(READER[code](most + 1)).problems}


@pytest.mark.parametrize(
    ("days", "read_"),
    [
        pytest.param(units.MOST_WORKING_DAYS, True, id="as many as are counted"),
        pytest.param(units.MOST_WORKING_DAYS + 1, False, id="one more"),
    ],
)
def test_so_many_working_days_are_counted(days: int, read_: bool) -> None:
    try:
        found = units.parse_duration(f"{days}wd").working_days == days
    except units.DurationError:
        found = False
    assert found is read_


def test_findings_alike_keep_apart_in_one_pass(tmp_path: Path) -> None:
    def make(size: int) -> Callable[[], object]:
        made = report(tmp_path, SHAPES["one flow in many documents"](size))
        return lambda: render("gitlab", made, "en")

    assert growth(make, 100) <= TWICE
