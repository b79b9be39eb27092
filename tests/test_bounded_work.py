"""What a file can make pdplint do: counted, and never more than about twice for twice the file."""

from __future__ import annotations

from cProfile import Profile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from pdplint.run.explaining import explain_verdict
from pdplint.run.settings import Options
from pdplint.view import MOST_SOURCES
from tests.hostile import SHAPES, declared_between, hub, ladder
from tests.workspaces import TODAY, clause, control, describe, loaded, reported, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdplint.library import Library
    from pdplint.model import Finding, Report

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
        control("filled", "{/derived/filled_by/*/data: {contains_none: [user.name]}}", "/systems/*"),
    ]  # fmt: skip
    names = ("given", "told", "needed", "erased", "stored", "sent", "assessed", "hosted", "plain",
             "first", "filled")  # fmt: skip
    clauses = [clause(f"1.{n}", f"{{control: {name}}}") for n, name in enumerate(names, 1)]
    unless = "{control: given, unless: {/legal_basis: {equals: none}}}"
    excepted = "{control: given, when: {/consent/given: {equals: at_collection}}}"
    with TemporaryDirectory() as folder:
        return loaded(
            Path(folder), controls, [*clauses, clause("1.20", unless), clause("1.21", excepted)]
        )


def report(folder: Path, text: str) -> Report:
    return reported(describe(folder, text), Options(regimes=("tiny",)), by=library())


SIZES = {"a hub of consents": 40, "consents declared on the way": 40}


@pytest.mark.parametrize("name", SHAPES)
def test_twice_the_file_is_at_most_twice_the_work(tmp_path: Path, name: str) -> None:
    def make(size: int) -> Callable[[], object]:
        text = SHAPES[name](size)
        return lambda: report(tmp_path, text)

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
        f"tiny/1.{number}" for number in (1, 6, 20, 21)
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


def test_the_page_of_a_verdict_says_that_not_all_sources_were_judged(tmp_path: Path) -> None:
    text = hub(MOST_SOURCES + 1).replace("{document", "{given: before_collection, document")
    folder = describe(tmp_path, text)
    page = explain_verdict("consent-obtained", "flows/o0", None, folder, TODAY, "en")
    assert "It cannot be told." in page
    assert "more flows hand down unlike through hub than are judged" in page
