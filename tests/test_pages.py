from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from pdplint.condition import Bench
from pdplint.operators import Days
from pdplint.pages import (
    DISPOSITIONS,
    clause_page,
    control_page,
    coverage,
    disposition,
    ledger,
    ledger_data,
    truth_table,
)
from pdplint.run.resources import load_library
from tests.workspaces import TEXT, TODAY, clause, control, draft, library, policies, resources, sees

if TYPE_CHECKING:
    from pdplint.library import Binding, Library, Regime
    from pdplint.model import Clause

BOTH = "{en: WORDS, vi: CHỮ}"


@cache
def tiny() -> Library:
    controls = [
        control(
            "c", "{/rights/delete/within: {at_most: $limit}}", parameters="{limit: duration}", when="{/data: {empty: false}}",
            tests="[{name: fine, with: {limit: 2h}, given: {data: [user.name], rights: {delete: {within: 1h}}}, holds: true}, "
            "{name: late, with: {limit: 2h}, given: {data: [user.name], rights: {delete: {within: 3h}}}, falls_short: [/rights/delete/within]}]",
        ),
        control("d", "{/data: {empty: false}}"),
    ]  # fmt: skip
    bound = (
        "{control: c, with: {limit: 48h}, when: {/role: {one_of: [controller]}}, "
        "unless: {/rights/delete/by_law: {present: true}}}"
    )
    clauses = [
        clause("1.1", bound, says="{en: It says so., vi: Nói thế.}"),
        clause("1.2", "{control: d}", extent="part", leaves=BOTH.replace("WORDS", "left"), doubts=f"[{BOTH}]"),
        clause("1.3", not_checked=f"{{because: conduct, why: {BOTH.replace('WORDS', 'why')}}}",
               rests_on=f"[{BOTH.replace('WORDS', 'rests')}]", reconstructed=BOTH.replace("WORDS", "rebuilt")),
        clause("1.4", not_checked=f"{{because: escalation, why: {TEXT}}}", escalates="{clauses: ['1.1', '1.2'], decisions: 2}",
               fine="{organisation: {revenue_percent: 5}}"),
    ]  # fmt: skip
    with TemporaryDirectory() as name:
        folder = policies(Path(name), controls, clauses)
        return load_library(resources(), folder, tests=True, cache=False)


def regime() -> Regime:
    return tiny().regimes["tiny"]


def the(id_: str) -> Clause:
    return next(one for one in regime().clauses if one.id == id_)


def bound(id_: str) -> Binding:
    return next(one for one in regime().bindings if one.clause.id == id_)


@pytest.mark.parametrize(
    ("id_", "expected"),
    [("1.1", "whole"), ("1.2", "part"), ("1.3", "conduct"), ("1.4", "escalation")],
)
def test_how_a_clause_is_accounted_for(id_: str, expected: str) -> None:
    assert disposition(the(id_)) == expected
    assert expected in DISPOSITIONS


def test_a_clause_that_only_sanctions_is_accounted_for_as_that() -> None:
    assert disposition(the("1.1")._replace(extent=None, sanctions=("x:1",))) == "sanctions"


def test_coverage_counts_each_clause_once() -> None:
    assert coverage(regime()) == {"whole": 1, "part": 1, "conduct": 1, "escalation": 1}


# The ledger ------------------------------------------------------------------------------------


def test_the_ledger_has_a_line_for_each_clause() -> None:
    text = ledger(regime(), "en")
    assert "4 clauses: 1 checked whole, 1 checked in part" in text
    assert text.count("## Article 1 (section I): T") == 1
    assert "- **1.1** (checked whole: c; VND " in text
    assert "It says so." in text
    assert "- **1.3** (conduct, not checked; " in text
    assert text.endswith("\n")


def test_the_ledger_as_data_has_the_promised_form() -> None:
    data = ledger_data(regime(), "en")
    assert (data["regime"], data["coverage"]["whole"]) == ("tiny", 1)
    first, second, third, fourth = data["clauses"]
    assert set(first) == {
        "id", "article", "section", "title", "says", "fine", "extent", "leaves", "checked_by", "not_checked",
        "sanctions", "rests_on", "reconstructed", "doubts",
    } | set(first) - {"escalates", "same_act", "scale", "echo"}  # fmt: skip
    assert first["checked_by"] == [{"control": "c", "with": {"limit": "48h"}}]
    assert first["fine"] == {"organisation": {"min_vnd": 10, "max_vnd": 20}}
    assert (first["not_checked"], first["leaves"]) == (None, None)
    assert (second["leaves"], second["doubts"]) == ("left", ["WORDS"])
    assert third["not_checked"] == {"because": "conduct", "why": "why"}
    assert (third["rests_on"], third["reconstructed"]) == (["rests"], "rebuilt")
    assert fourth["fine"] == {"organisation": {"revenue_percent": 5}}


def test_the_ledger_speaks_vietnamese() -> None:
    assert "Nói thế." in ledger(regime(), "vi")
    assert ledger_data(regime(), "vi")["clauses"][0]["says"] == "Nói thế."


# Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id_", "lines"),
    [
        pytest.param(
            "1.1",
            ["# tiny/1.1", "It says so.", "- Status: draft: T", "## c", "- Asks of each of: flows: rights.delete.within at most 48h",
             "- Unless: rights.delete.by_law described"],
            id="what checks it, of whom",
        ),
        pytest.param("1.2", ["- What no description shows: left", "- Doubt: WORDS"], id="what it leaves, and doubts"),
        pytest.param("1.3", ["- Why: why", "- Rests on: rests", "- Reconstructed: rebuilt"], id="why nothing does"),
        pytest.param("1.4", ["- Takes the place of: 1.1, 1.2, from the 2. time on"], id="what it escalates"),
    ],
)  # fmt: skip
def test_the_page_of_a_clause(id_: str, lines: list[str]) -> None:
    page = clause_page(regime(), the(id_), "en")
    for line in lines:
        assert line in page.splitlines()


def test_the_page_of_a_control_has_its_question_who_cites_it_and_examples() -> None:
    page = control_page(tiny(), tiny().controls["c"], "en")
    assert page.startswith("# c\n\nc title.\n")
    assert "  /rights/delete/within: {at_most: $limit}" in page
    assert "- Cited by: tiny/1.1 (" in page
    assert "limit: 48h" in page
    assert page.index("## Holds: fine") < page.index("## Falls short: late")
    assert "within: 3h" in page


def test_a_control_without_examples_or_clauses_has_a_page_too() -> None:
    alone = tiny()._replace(regimes={})
    page = control_page(alone, alone.controls["d"], "vi")
    assert page.startswith("# d\n")
    assert "Viện dẫn" not in page.replace("Được viện dẫn tại", "")


def test_every_shipped_policy_has_a_page_in_both_languages() -> None:
    for lang in ("en", "vi"):
        for one in library().controls.values():
            assert control_page(library(), one, lang).startswith(f"# {one.id}\n")
        for rule in draft().clauses:
            assert clause_page(draft(), rule, lang).startswith(f"# {rule.ref}\n")


# The truth of a verdict ------------------------------------------------------------------------

X = "{role: controller, data: [user.name], rights: "


@pytest.mark.parametrize(
    ("flow", "lines"),
    [
        pytest.param(
            X + "{delete: {within: 50h}}}",
            ["It falls short.", "- when: role one of controller -> true (controller; flows/x/role)",
             "- require: rights.delete.within at most 48h -> false (50h; flows/x/rights/delete/within)"],
            id="it falls short",
        ),
        pytest.param(X + "{delete: {within: 1h}}}", ["It holds."], id="it holds"),
        pytest.param(
            X + "{delete: none}}", ["It falls short.", "- require: rights.delete.within at most 48h -> false (none; flows/x/rights/delete)"],
            id="it is said to be none",
        ),
        pytest.param(
            X + "{}}", ["Something it asks is not described.",
                        "- require: rights.delete.within at most 48h -> unknown (not described; flows/x/rights/delete)"],
            id="it is not described",
        ),
        pytest.param(X + "{delete: {within: 2wd}}}", ["It cannot be told."], id="it cannot be told"),
        pytest.param(X + "{delete: {within: 5, by_law: L}}}", ["It is exempt."], id="it is exempt"),
        pytest.param(
            X + "{delete: {within: 5}}}",
            ["It cannot be told.", "- require: rights.delete.within at most 48h -> unknown (cannot be told; flows/x/rights/delete/within)"],
            id="it is refused",
        ),
        pytest.param("{role: processor}", ["It is not asked here."], id="it is not asked"),
    ],
)  # fmt: skip
def test_the_truth_table_shows_each_term_with_its_value_and_place(
    tmp_path: Path, flow: str, lines: list[str]
) -> None:
    view = sees(tmp_path, f"pdplint: 1\nflows: {{x: {flow}}}\n")
    bench = Bench(view, resources().table, Days(TODAY, regime().calendar))
    [subject] = view.subjects("flows")
    page = truth_table(bound("1.1"), subject, bench, "en")
    assert page.startswith("# tiny/1.1: c flows/x\n")
    for line in lines:
        assert line in page.splitlines()


def test_a_word_for_what_nobody_knows_is_shown_as_it_is_written(tmp_path: Path) -> None:
    view = sees(tmp_path, "pdplint: 1\nsystems: {web: {logs: {login: {kept: by_size}}}}\n")
    bench = Bench(view, resources().table, Days(TODAY, regime().calendar))
    [asks] = [one for one in draft().bindings if one.control.id == "login-log-retention"]
    page = truth_table(asks, view.workspace.entities["systems"]["web"], bench, "en")
    assert "at least 90d -> unknown (by_size; systems/web/logs/login/kept)" in page
