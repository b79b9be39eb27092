from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from pdplint.judge.paths import Context
from pdplint.policy.values import Days
from pdplint.report.pages.policies import (
    DISPOSITIONS,
    clause_page,
    control_page,
    coverage,
    disposition,
    ledger,
    ledger_data,
    regime_page,
    truth_table,
)
from pdplint.run.resources import load_library
from tests.workspaces import (
    INSTRUMENT,
    REGIME,
    TEXT,
    TODAY,
    clause,
    control,
    draft,
    library,
    policies,
    resources,
    sees,
)

if TYPE_CHECKING:
    from pdplint.model.law import Clause
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Binding, Regime

BOTH = "{en: WORDS, vi: CHỮ}"
SCOPES = """\
scopes:
  - scope: controls_data
    each: /flows/*
    when: {/role: {equals: controller}}
    inside: [{/role: controller}]
    outside: [{/role: processor}]
"""
RELIEF = f"""\
reliefs:
  - id: tiny/1.7
    says: {TEXT}
    lifts: [tiny/1.5]
    each: /organisation
    when: {{/size: {{equals: small}}}}
    lost: {{/services: {{contains_any: [telecom]}}}}
    lost_by: tiny/1.7
    claimed: true
    until: 2030-12-31
"""


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
        clause("1.4", kind="aggravated", raises="['1.1', '1.2']", decisions="2",
               fine="{stated: {percent: {max: 5, of: revenue}}}"),
        clause("1.5", "{control: d, of: controls_data, sanctioned_by: ['1.6'], from: 2026-07-01}", kind="duty", fine=""),
        clause("1.6", extent="", not_checked="", remedies="[mend]", additional="[stop]"),
        clause("1.7", kind="definition", fine="", not_checked=""),
    ]  # fmt: skip
    with TemporaryDirectory() as name:
        text = (
            INSTRUMENT
            + f"remedies: {{mend: {BOTH}}}\nadditional: {{stop: {BOTH}}}\nfrom: 2026-01-01\n"
        )
        folder = policies(Path(name), controls, clauses, REGIME + RELIEF, text, scopes=SCOPES)
        return load_library(resources(), folder, tests=True, cache=False)


def regime() -> Regime:
    return tiny().regimes["tiny"]


def the(id_: str) -> Clause:
    return next(one for one in regime().clauses if one.id == id_)


def bound(id_: str) -> Binding:
    return next(one for one in regime().bindings if one.clause.id == id_)


@pytest.mark.parametrize(
    ("id_", "expected"),
    [
        ("1.1", "whole"),
        ("1.2", "part"),
        ("1.3", "conduct"),
        ("1.4", "escalation"),
        ("1.5", "whole"),
        ("1.6", "linked"),
        ("1.7", "told"),
    ],
)
def test_how_a_clause_is_accounted_for(id_: str, expected: str) -> None:
    assert disposition(the(id_)) == expected
    assert expected in DISPOSITIONS


def test_coverage_counts_each_clause_once() -> None:
    assert coverage(regime()) == {
        "whole": 2, "part": 1, "linked": 1, "conduct": 1, "escalation": 1, "told": 1,
    }  # fmt: skip


# The ledger ------------------------------------------------------------------------------------


def test_the_ledger_has_a_line_for_each_clause() -> None:
    text = ledger(regime(), "en")
    assert (
        "7 clauses: 2 checked whole, 1 checked in part, 1 judged with the duties that it sanctions"
        in text
    )
    assert text.count("### Article 1 (section I): T") == 1
    assert "- **1.1** (checked whole: c; VND " in text
    assert "It says so." in text
    assert "- **1.3** (conduct, not checked; " in text
    assert "- **1.5** (checked whole: d; of controls_data) T" in text
    assert "- **controls_data** role controller" in text
    assert text.endswith("\n")


def test_the_ledger_as_data_has_the_promised_form() -> None:
    data = ledger_data(regime(), "en")
    assert (data["regime"], data["coverage"]["whole"]) == ("tiny", 2)
    first, second, third, fourth, fifth, sixth, _ = data["clauses"]
    assert set(first) == {
        "id", "kind", "article", "section", "title", "says", "from", "until", "fine", "extent", "leaves", "checked_by",
        "not_checked", "sanctions", "rests_on", "reconstructed", "doubts",
    }  # fmt: skip
    assert first["id"] == "tiny/1.1"
    assert first["checked_by"] == [
        {"control": "c", "with": {"limit": "48h"}, "of": [], "sanctioned_by": ["tiny/1.1"]}
    ]
    assert first["fine"] == {"currency": "VND", "min": 10, "max": 20}
    assert (first["from"], first["until"]) == ("2026-01-01", None)
    assert (fifth["fine"], fifth["checked_by"][0]["sanctioned_by"]) == (None, ["tiny/1.6"])
    assert sixth["sanctions"] == ["tiny/1.5"]
    assert data["scopes"] == {"controls_data": "role controller"}
    assert (first["not_checked"], first["leaves"]) == (None, None)
    assert (second["leaves"], second["doubts"]) == ("left", ["WORDS"])
    assert third["not_checked"] == {"because": "conduct", "why": "why"}
    assert (third["rests_on"], third["reconstructed"]) == (["rests"], "rebuilt")
    assert fourth["fine"] == {"currency": "VND", "percent": {"max": 5, "of": "T"}}


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
        pytest.param("1.4", ["- Takes the place of: tiny/1.1, tiny/1.2, from the 2. time on"], id="what it raises"),
        pytest.param("1.5", ["- Kind: duty", "- Lifted by: tiny/1.7", "- Addresses: controls_data: role controller",
                             "- Sanctioned by: tiny/1.6 (VND 10–20)", "- Binds: from 2026-07-01"], id="whom, from when, what it costs"),
        pytest.param("1.6", ["- Sanctions: tiny/1.5", "- Remedies: WORDS", "- Additional penalties: WORDS"], id="what it sanctions"),
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


def test_the_page_of_a_regime_has_its_reliefs() -> None:
    page = regime_page(regime(), "en").splitlines()
    assert {
        "## tiny/1.7", "- Lifts: tiny/1.5", "- Where: organisation: size small; reliefs containing tiny/1.7", "- Lost where: services containing any of telecom (tiny/1.7)",
        "- To be claimed: organisation.reliefs: [tiny/1.7]", "- Binds: until 2030-12-31", "- Binds: from 2026-01-01",
    } <= {*page}  # fmt: skip


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
    derived = sees(tmp_path, f"pdplint: 1\nflows: {{x: {flow}}}\n")
    context = Context(derived, resources().table, Days(TODAY, regime().calendar), {})
    [subject] = derived.subjects("flows")
    page = truth_table(bound("1.1"), subject, context, "en")
    assert page.startswith("# tiny/1.1: c flows/x\n")
    for line in lines:
        assert line in page.splitlines()


def test_a_word_for_what_nobody_knows_is_shown_as_it_is_written(tmp_path: Path) -> None:
    derived = sees(tmp_path, "pdplint: 1\nsystems: {web: {logs: {login: {kept: by_size}}}}\n")
    context = Context(derived, resources().table, Days(TODAY, regime().calendar), {})
    [asks] = [one for one in draft().bindings if one.control.id == "login-log-retention"]
    page = truth_table(asks, derived.workspace.entities["systems"]["web"], context, "en")
    assert "at least 90d -> unknown (by_size; systems/web/logs/login/kept)" in page
