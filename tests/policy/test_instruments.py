"""Instruments, links, days, reliefs: two laws with the same articles, sanctions that begin later."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.policy.own import OwnNumbers
from pdplint.report.json import document
from pdplint.run.errors import UsageError
from pdplint.run.resources import load_library
from tests.workspaces import (
    INSTRUMENT,
    TEXT,
    called,
    clause,
    control,
    describe,
    instrument,
    ran,
    reported,
    resources,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Citation, Finding
    from pdplint.model.report import Judged, Report
    from pdplint.policy.loading import Library

SOON = control("soon", "{/rights/delete/within: {at_most: $limit}}", parameters="{limit: duration}",
               tests="[{name: n, with: {limit: 1h}, given: {rights: {delete: {within: 1h}}}, holds: true}]")  # fmt: skip
KEPT = control("kept", "{/logs/login/kept: {at_least: $least}}", "/systems/*", parameters="{least: duration}",
               tests="[{name: n, with: {least: 1d}, given: {logs: {login: {kept: 1d}}}, holds: true}]")  # fmt: skip
SCOPES = """\
scopes:
  - scope: controlling
    each: /flows/*
    when: {/role: {equals: controller}}
    inside: [{/role: controller}]
    outside: [{/role: processor}]
  - scope: large
    each: /organisation
    when: {/size: {equals: large}}
    inside: [{/size: large}]
    outside: [{/size: small}]
"""
LAW = INSTRUMENT.replace("currency: VND\n", "").replace(f"bases: {{revenue: {TEXT}}}\n", "")
LAW = LAW.replace("fines: [{stated_for: organisation}]\n", "").replace(f"notes: [{TEXT}]\n", "")
LAW = LAW.replace("status: draft", "status: in_force") + "from: 2026-01-01\n"
DECREE = INSTRUMENT.replace("status: draft", "status: in_force") + "from: 2026-08-19\n"
REGIME = f"""\
regime: now
status: in_force
title: {TEXT}
about: {TEXT}
instruments: [law, decree]
home: VN
calendar: vn
sensitive: []
"""
DUTY = {"kind": "duty", "fine": ""}
LINKED = {"extent": "", "not_checked": ""}


def binding(more: str = "sanctioned_by: [decree/1.1]", limit: str = "20d") -> str:
    return f"{{control: soon, with: {{limit: {limit}}}, {more}}}"


def folder(
    tmp_path: Path,
    law: list[str],
    decree: list[str],
    regime: str = REGIME,
    law_text: str = LAW,
    decree_text: str = DECREE,
) -> Path:
    """Write policies with a law of duties and a decree of sanctions, and a regime of both."""
    calendar = (resources().policies / "calendars" / "vn.yaml").read_text("utf-8")
    files = {
        **instrument("law", law, law_text),
        **instrument("decree", decree, decree_text),
        "regimes/now.yaml": regime,
        "calendars/vn.yaml": calendar,
        "scopes.yaml": SCOPES,
        "controls/soon.yaml": SOON,
        "controls/kept.yaml": KEPT,
    }
    return write(tmp_path / "policies", files)


def load(tmp_path: Path, law: list[str], decree: list[str], *texts: str, **more: str) -> Library:
    return load_library(resources(), folder(tmp_path, law, decree, *texts, **more))


LATE = "pdplint: 1\norganisation: ORG\nflows: {x: {role: controller, rights: {delete: {within: 30d}}}}\n"


def judged_on(
    tmp_path: Path,
    library: Library,
    day: str,
    organisation: str = "{kind: enterprise}",
    text: str = LATE,
) -> Report:
    """Report one late deletion on a day."""
    from pdplint.run.settings import Options

    workspace = describe(tmp_path / "shop", text.replace("ORG", organisation))
    options = Options(regimes=("now",))
    return reported(workspace, options, by=library, as_of=date.fromisoformat(day))


def shortfall(report: Report) -> Finding:
    [finding] = [one for one in report.findings if one.kind == "shortfall"]
    return finding


def costs(citation: Citation) -> list[tuple[str, int | None, int | None]]:
    return [(one.clause.ref, one.fine.min, one.fine.max) for one in citation.sanctions]


def states(report: Report) -> dict[str, str]:
    return {one.clause.ref: one.state for one in report.judged}


# Two instruments ---------------------------------------------------------------------------------


def test_two_instruments_have_the_same_numbers_and_are_judged_together(tmp_path: Path) -> None:
    law = [clause("1.1", binding(), **DUTY)]
    library = load(tmp_path, law, [clause("1.1", **LINKED)])
    report = judged_on(tmp_path, library, "2026-10-01")
    [citation] = shortfall(report).citations
    assert (citation.clause.ref, costs(citation)) == ("law/1.1", [("decree/1.1", 10, 20)])
    assert states(report) == {"law/1.1": "falls_short", "decree/1.1": "falls_short"}
    assert {(one.regime, one.clause.ref) for one in report.judged} == {
        ("now", "law/1.1"),
        ("now", "decree/1.1"),
    }
    assert report.exposure["decree"].declared == (1, 10, 20)
    assert set(report.exposure) == {"decree"}  # the law names no amounts


@pytest.mark.parametrize(
    ("day", "sanctions", "judged", "resting"),
    [
        pytest.param("2026-08-18", [], {"law/1.1": "falls_short"}, 1, id="the day before the decree begins"),
        pytest.param("2026-08-19", [("decree/1.1", 10, 20)], {"law/1.1": "falls_short", "decree/1.1": "falls_short"}, 0, id="its first day"),
    ],
)  # fmt: skip
def test_a_sanction_that_begins_later_is_shown_from_its_day_on(
    tmp_path: Path, day: str, sanctions: list[Any], judged: dict[str, str], resting: int
) -> None:
    library = load(tmp_path, [clause("1.1", binding(), **DUTY)], [clause("1.1", **LINKED)])
    report = judged_on(tmp_path, library, day)
    [citation] = shortfall(report).citations
    assert costs(citation) == sanctions
    assert states(report) == judged
    assert [one.not_binding for one in report.regimes] == [resting]
    assert report.exposure["decree"].declared.acts == len(sanctions)


def test_a_waiver_holds_on_when_a_fine_begins_and_when_a_link_is_mended(tmp_path: Path) -> None:
    made = folder(
        tmp_path,
        [clause("1.1", binding(), **DUTY)],
        [clause("1.1", **LINKED), clause("1.2", **LINKED, fine="{stated: {min: 5}}")],
    )
    # two sanctions: at first the second is named by nobody's breach but by its own disposition
    other = clause("1.2", not_checked=f"{{because: later, why: {TEXT}}}")
    write(made, instrument("decree", [clause("1.1", **LINKED), other], DECREE))
    (made / "calendars" / "vn.yaml").unlink()
    entry = (
        "waivers:\n  - {control: soon, subject: flows/x, kind: shortfall, clauses: [law/1.1], reason: r, "
        "approver: a, ticket: t, until: 2027-01-01}\n"
    )
    text = LATE.replace("ORG", "{kind: enterprise}")
    config = "policies: [policies]\nregimes: [now]\n"
    describe(tmp_path, text, pdplint_yaml=config, waivers_yaml=entry)
    mended = [clause("1.1", binding("sanctioned_by: [decree/1.1, decree/1.2]"), **DUTY)]
    for day in ("2026-08-18", "2026-08-19", "mended"):
        if day == "mended":
            write(made, instrument("law", mended, LAW))
            write(
                made,
                instrument("decree", [clause("1.1", **LINKED), clause("1.2", **LINKED)], DECREE),
            )
        as_of = date(2026, 8, 20) if day == "mended" else date.fromisoformat(day)
        [finding] = [
            one for one in ran(tmp_path, as_of=as_of, cache=False).findings if one.control == "soon"
        ]
        assert finding.waiver is not None, day


def test_a_baseline_holds_on_when_a_fine_begins(tmp_path: Path) -> None:
    made = folder(tmp_path, [clause("1.1", binding(), **DUTY)], [clause("1.1", **LINKED)])
    (made / "calendars" / "vn.yaml").unlink()
    text = LATE.replace("ORG", "{kind: enterprise}")
    describe(tmp_path, text, pdplint_yaml="policies: [policies]\nregimes: [now]\n")
    written = called("baseline", "--as-of", "2026-08-18", cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    for day in (date(2026, 8, 18), date(2026, 8, 19)):
        found = ran(tmp_path, as_of=day, cache=False).findings
        assert [one.baselined for one in found if one.control == "soon"] == [True]
        assert [one for one in found if one.control == "baseline"] == []


def test_what_is_cited_only_at_a_lower_severity_needs_no_waiver(tmp_path: Path) -> None:
    law = [
        clause("1.1", binding(), **DUTY),
        clause("1.2", binding("severity: warning", "10d"), **DUTY),
    ]
    made = folder(tmp_path, law, [clause("1.1", **LINKED)])
    (made / "calendars" / "vn.yaml").unlink()
    entry = (
        "waivers:\n  - {control: soon, subject: flows/x, kind: shortfall, clauses: [law/CLAUSE], reason: r, "
        "approver: a, ticket: t, until: 2027-01-01}\n"
    )
    config = "policies: [policies]\nregimes: [now]\n"
    text = LATE.replace("ORG", "{kind: enterprise}")
    for id_, accepted in (("1.1", True), ("1.2", False)):
        describe(tmp_path, text, pdplint_yaml=config, waivers_yaml=entry.replace("CLAUSE", id_))
        report = ran(tmp_path, as_of=date(2026, 10, 1), cache=False)
        [finding] = [one for one in report.findings if one.control == "soon"]
        assert [one.clause.id for one in finding.citations] == ["1.2", "1.1"]
        assert (finding.waiver is not None) is accepted


# Whom a sanction addresses, and what raises it ---------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "sanctions", "state"),
    [
        pytest.param("{size: large}", [("decree/1.1", 10, 20), ("decree/1.2", 30, 40)], "falls_short", id="it holds"),
        pytest.param("{size: small}", [("decree/1.1", 10, 20)], "not_applicable", id="it does not"),
        pytest.param("{kind: enterprise}", [("decree/1.1", 10, 20), ("decree/1.2", 30, 40)], "undecided", id="it cannot be told"),
    ],
)  # fmt: skip
def test_a_sanction_is_shown_where_its_own_scope_holds_of_the_subject(
    tmp_path: Path, organisation: str, sanctions: list[Any], state: str
) -> None:
    law = [clause("1.1", binding("sanctioned_by: [decree/1.1, decree/1.2]"), **DUTY)]
    decree = [
        clause("1.1", **LINKED),
        clause("1.2", of="large", fine="{stated: {min: 30, max: 40}}", **LINKED),
    ]
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01", organisation)
    [citation] = shortfall(report).citations
    assert costs(citation) == sanctions
    assert states(report)["decree/1.2"] == state
    assert states(report)["law/1.1"] == "falls_short"


def test_a_clause_of_a_scope_asks_and_sanctions_nobody_else(tmp_path: Path) -> None:
    decree = [clause("1.1", binding("severity: error"), of="controlling")]
    library = load(tmp_path, [clause("1.1", kind="definition", fine="", not_checked="")], decree)
    assert judged(judged_on(tmp_path, library, "2026-10-01"), "decree/1.1").state == "falls_short"
    other = LATE.replace("controller", "processor")
    report = judged_on(tmp_path, library, "2026-10-01", text=other)
    assert judged(report, "decree/1.1").state == "not_applicable"


def test_own_numbers_are_asked_of_the_scope_of_a_clause_too(tmp_path: Path) -> None:
    law = [clause("1.1", kind="definition", fine="", not_checked="")]
    made = folder(tmp_path, law, [clause("1.1", binding("severity: error"), of="controlling")])
    ours = OwnNumbers("pdplint.yaml", {"soon": {"limit": "1d"}}, ["now"])
    library = load_library(resources(), made, numbers=ours)
    [asked] = library.regimes["own"].bindings
    assert asked.scopes == ("controlling",)


def test_tests_of_one_clause_in_two_files_are_all_run(tmp_path: Path) -> None:
    law = [clause(id_, binding(), **DUTY) for id_ in ("1.1", "1.2")]
    made = folder(tmp_path, law, [clause("1.1", **LINKED)])
    texts = {
        f"instruments/law/article-0{n}.tests.yaml": f"tests: {{'1.1': [{{name: {n}th, given: {{}}}}]{more}}}\n"
        for n, more in ((1, ", '1.2': [{name: x, given: {}}]"), (2, ""))
    }
    write(made, texts)
    loaded = load_library(resources(), made, tests=True).instruments["law"]
    names = {ref: [one.raw["name"] for one in trials] for ref, trials in loaded.trials.items()}
    assert names == {"1.1": ["1th", "2th"], "1.2": ["x"]}


def test_of_two_reliefs_by_one_clause_each_has_its_days(tmp_path: Path) -> None:
    second = RELIEF.replace("reliefs:\n", "").replace("until: 2030-12-31", "from: 2031-01-01")
    law = [
        clause("1.1", binding(), **DUTY),
        clause("1.9", kind="exemption", fine="", not_checked=""),
    ]
    library = load(tmp_path, law, [clause("1.1", **LINKED)], REGIME + RELIEF + second)
    for day in ("2030-12-31", "2031-01-01"):
        report = judged_on(tmp_path, library, day, f"{{{SMALL}}}")
        assert judged(report, "law/1.1").state == "not_applicable", day


HISTORY = "history: [{clause: decree/1.1, decided_on: 2026-09-01}]"


@pytest.mark.parametrize(
    ("raising", "organisation", "expected"),
    [
        pytest.param({"decisions": "2", "fine": "{stated: {min: 30, max: 40}}"}, f"{{{HISTORY}}}", ("decree/1.2", 30, 40), id="the second time"),
        pytest.param({"decisions": "2", "fine": "{stated: {min: 30, max: 40}}"}, "{kind: enterprise}", (None, 10, 20), id="the first time"),
        pytest.param({"decisions": "2", "times": "3", "fine": ""}, f"{{{HISTORY}}}", ("decree/1.2", 30, 60), id="so many times the amount"),
        pytest.param({"of": "large", "times": "2", "fine": ""}, "{size: large}", ("decree/1.2", 20, 40), id="of whom a scope holds"),
        pytest.param({"of": "large", "times": "2", "fine": ""}, "{size: small}", (None, 10, 20), id="of whom it does not"),
        pytest.param({"of": "large", "times": "2", "fine": ""}, "{kind: enterprise}", (None, 10, 20), id="of whom it cannot be told"),
        pytest.param({"depends_on": TEXT}, "{kind: enterprise}", (None, 10, 20), id="by what no description shows"),
        pytest.param({"of": "large", "times": "2", "fine": "", "from": "2027-01-01"}, "{size: large}", (None, 10, 20), id="from a later day on"),
    ],
)  # fmt: skip
def test_a_raised_amount_stands_in_the_place_of_what_it_raises(
    tmp_path: Path,
    raising: dict[str, str],
    organisation: str,
    expected: tuple[str | None, int, int],
) -> None:
    decree = [
        clause("1.1", **LINKED),
        clause("1.2", kind="aggravated", raises="['1.1']", **raising),
    ]
    library = load(tmp_path, [clause("1.1", binding(), **DUTY)], decree)
    report = judged_on(tmp_path, library, "2026-10-01", organisation)
    [sanction] = shortfall(report).citations[0].sanctions
    by = sanction.raised_by and sanction.raised_by.ref
    assert (by, sanction.fine.min, sanction.fine.max) == expected
    assert report.exposure["decree"].declared == (1, *expected[1:])


# Citations ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits", "order", "drives"),
    [
        pytest.param(("20d", "10d"), ["1.2", "1.1"], True, id="the shorter of two deadlines"),
        pytest.param(("10d", "20d"), ["1.1", "1.2"], True, id="which stands first"),
        pytest.param(("20d", "20d"), ["1.1", "1.2"], False, id="of two that are the same none drives"),
        pytest.param(("1mo", "30d"), ["1.1", "1.2"], False, id="what cannot be compared keeps its order"),
    ],
)  # fmt: skip
def test_citations_come_strictest_first_and_say_which_drives(
    tmp_path: Path, limits: tuple[str, str], order: list[str], drives: bool
) -> None:
    law = [
        clause(f"1.{n}", binding("of: controlling", one), **DUTY) for n, one in enumerate(limits, 1)
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    text = LATE.replace("30d", "90d")
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01", text=text)
    cited = [one for found in report.findings if found.control == "soon" for one in found.citations]
    assert [one.clause.id for one in cited] == order
    assert [one.drives for one in cited] == [drives, False]


def test_of_what_is_kept_the_longest_is_the_strictest(tmp_path: Path) -> None:
    law = [
        clause(f"1.{n}", f"{{control: kept, with: {{least: {least}}}}}", **DUTY)
        for n, least in enumerate(("90d", "400d"), 1)
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    text = "pdplint: 1\norganisation: {}\nsystems: {web: {logs: {login: {kept: 30d}}}}\n"
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01", text=text)
    assert [one.clause.id for one in shortfall(report).citations] == ["1.2", "1.1"]


def test_a_citation_has_every_binding_that_fell_short_and_all_they_reach(tmp_path: Path) -> None:
    bindings = [
        binding(),
        binding("sanctioned_by: [decree/1.2]", "10d"),
        binding("sanctioned_by: [decree/1.1]", "60d"),
    ]
    decree = [clause("1.1", **LINKED), clause("1.2", **LINKED)]
    library = load(tmp_path, [clause("1.1", *bindings, **DUTY)], decree)
    report = judged_on(tmp_path, library, "2026-10-01")
    [citation] = shortfall(report).citations
    assert [one.with_["limit"] for one in citation.asked] == ["20d", "10d"]
    assert [ref for ref, _, _ in costs(citation)] == ["decree/1.1", "decree/1.2"]
    [written] = document(report, "en")["workspaces"][0]["findings"][0]["citations"]
    assert [one["with"]["limit"] for one in written["bindings"]] == ["20d", "10d"]


def test_what_is_judged_elsewhere_names_where(tmp_path: Path) -> None:
    law = [
        clause("1.1", binding("of: controlling"), **DUTY),
        clause("1.2", not_checked='{because: elsewhere, by: ["1.1"]}', **DUTY),
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01")
    [one] = [judged for judged in report.judged if judged.clause.ref == "law/1.2"]
    assert (one.state, one.because and one.because.en) == (
        "elsewhere",
        "What it asks is judged at 1.1.",
    )


@pytest.mark.parametrize(
    ("not_checked", "wrong"),
    [
        pytest.param(
            "{because: elsewhere, by: [decree/1.1]}", "nothing judges decree/1.1", id="not judged"
        ),
        pytest.param(
            '{because: elsewhere, by: ["1.2"]}', "nothing judges 1.2", id="not judged by itself"
        ),
        pytest.param('{because: elsewhere, by: ["1.9"]}', "no clause '1.9'", id="not there"),
        pytest.param("{because: elsewhere}", "by", id="not said"),
        pytest.param(f'{{because: elsewhere, by: ["1.1"], why: {TEXT}}}', "why", id="words too"),
        pytest.param(f'{{because: outside, by: ["1.1"], why: {TEXT}}}', "by", id="outside"),
    ],
)
def test_elsewhere_is_where_something_is_judged(
    tmp_path: Path, not_checked: str, wrong: str
) -> None:
    law = [
        clause("1.1", binding("of: controlling"), **DUTY),
        clause("1.2", not_checked=not_checked, **DUTY),
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    with pytest.raises(UsageError, match=wrong):
        load(tmp_path, law, decree)


# Days --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "day", "bound"),
    [
        pytest.param({}, "2026-01-01", True, id="as long as its instrument"),
        pytest.param({"from": "2031-01-01"}, "2026-11-21", False, id="a clause of 2031"),
        pytest.param({"from": "2031-01-01"}, "2031-01-01", True, id="on its first day"),
        pytest.param({"until": "2026-06-30"}, "2026-06-30", True, id="on its last day"),
        pytest.param({"until": "2026-06-30"}, "2026-07-01", False, id="the day after it"),
    ],
)
def test_nothing_outside_its_days_is_judged_or_cited(
    tmp_path: Path, days: dict[str, str], day: str, bound: bool
) -> None:
    law = [
        clause("1.1", binding("of: controlling"), **DUTY, **days),
        clause("1.2", binding("of: controlling"), **DUTY),
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    report = judged_on(tmp_path, load(tmp_path, law, decree), day)
    assert ("law/1.1" in states(report)) is bound
    assert ("law/1.1" in {one.clause.ref for one in shortfall(report).citations}) is bound


def test_a_binding_has_days_of_its_own(tmp_path: Path) -> None:
    law = [clause("1.1", binding("until: 2026-06-30"), binding("from: 2026-07-01", "40d"), **DUTY)]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    library = load(tmp_path, law, decree)
    assert states(judged_on(tmp_path, library, "2026-06-30"))["law/1.1"] == "falls_short"
    assert states(judged_on(tmp_path, library, "2026-07-01"))["law/1.1"] == "holds"


def test_a_clause_that_nothing_checks_on_a_day_says_so(tmp_path: Path) -> None:
    law = [
        clause("1.1", binding("from: 2027-01-01"), **DUTY),
        clause("1.2", binding("of: controlling"), **DUTY),
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01")
    [one] = [judged for judged in report.judged if judged.clause.ref == "law/1.1"]
    assert (one.state, one.because and one.because.en) == (
        "not_applicable",
        "nothing that checks it binds on this day in this regime",
    )


@pytest.mark.parametrize(
    ("day", "more", "message"),
    [
        pytest.param("2025-12-31", "", "the regime now begins on 2026-01-01: nothing of it binds on 2025-12-31", id="before the first instrument"),
        pytest.param("2026-01-31", "from: 2026-02-01\n", "the regime now begins on 2026-02-01", id="before its own first day"),
        pytest.param("2027-01-01", "until: 2026-12-31\n", "the regime now ended on 2026-12-31", id="after its last day"),
    ],
)  # fmt: skip
def test_a_day_on_which_nothing_binds_is_refused(
    tmp_path: Path, day: str, more: str, message: str
) -> None:
    made = folder(
        tmp_path, [clause("1.1", binding(), **DUTY)], [clause("1.1", **LINKED)], REGIME + more
    )
    (made / "calendars" / "vn.yaml").unlink()
    describe(
        tmp_path, LATE.replace("ORG", "{}"), pdplint_yaml="policies: [policies]\nregimes: [now]\n"
    )
    done = called("check", "--as-of", day, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert message in done.stderr
    assert len(done.stderr.splitlines()) == 1


# Reliefs and transitions -------------------------------------------------------------------------

RELIEF = f"""\
reliefs:
  - id: law/1.9
    says: {TEXT}
    lifts: [law/1.1]
    each: /organisation
    when: {{/size: {{one_of: [small]}}}}
    lost: {{any: [{{/services: {{contains_any: [data_processing]}}}}, {{/kind: {{equals: state_body}}}}]}}
    lost_by: law/1.9
    until: 2030-12-31
"""
SMALL = "kind: enterprise, size: small, services: [website]"


@pytest.mark.parametrize(
    ("organisation", "day", "claimed", "state", "because"),
    [
        pytest.param(SMALL, "2026-10-01", False, "not_applicable", "lifted by law/1.9, of 1 described", id="who has it"),
        pytest.param(SMALL.replace("small", "large"), "2026-10-01", False, "falls_short", None, id="who has not"),
        pytest.param(SMALL.replace("website", "data_processing"), "2026-10-01", False, "falls_short", None, id="who lost it"),
        pytest.param(SMALL.replace("enterprise", "state_body"), "2026-10-01", False, "falls_short", None, id="who lost it otherwise"),
        pytest.param("size: small, services: [website]", "2026-10-01", False, "undeclared", None, id="whether it is lost is not told"),
        pytest.param("kind: enterprise, services: [website]", "2026-10-01", False, "undeclared", None, id="whether it is given is not told"),
        pytest.param(SMALL, "2030-12-31", False, "not_applicable", "lifted by law/1.9, of 1 described", id="on its last day"),
        pytest.param(SMALL, "2031-01-01", False, "falls_short", None, id="the day after it"),
        pytest.param(SMALL, "2026-10-01", True, "falls_short", None, id="one to be claimed is given to nobody unasked"),
        pytest.param(SMALL + ", reliefs: []", "2026-10-01", True, "falls_short", None, id="nor where none is claimed"),
        pytest.param(SMALL + ", reliefs: [law/1.9]", "2026-10-01", True, "not_applicable", "lifted by law/1.9, of 1 described", id="who claims it has it"),
        pytest.param(SMALL.replace("small", "large") + ", reliefs: [law/1.9]", "2026-10-01", True, "falls_short", None, id="a claim alone gives nothing"),
    ],
)  # fmt: skip
def test_a_relief_lifts_what_it_names_while_it_holds(
    tmp_path: Path, organisation: str, day: str, claimed: bool, state: str, because: str | None
) -> None:
    regime = REGIME + RELIEF + ("    claimed: true\n" if claimed else "")
    law = [
        clause("1.1", binding(), **DUTY),
        clause("1.2", binding("of: controlling", "40d"), **DUTY),
        clause("1.9", kind="exemption", fine="", not_checked=""),
    ]
    library = load(tmp_path, law, [clause("1.1", **LINKED)], regime)
    report = judged_on(tmp_path, library, day, f"{{{organisation}}}")
    one = judged(report, "law/1.1")
    assert (one.state, one.because and one.because.en) == (state, because)
    assert judged(report, "decree/1.1").state == state  # the sanction follows the duty
    assert judged(report, "law/1.2").state == "holds"


def judged(report: Report, ref: str) -> Judged:
    [one] = [judged for judged in report.judged if judged.clause.ref == ref]
    return one


def test_a_relief_is_relied_on_and_not_verified(tmp_path: Path) -> None:
    law = [
        clause("1.1", binding(), **DUTY),
        clause("1.9", kind="exemption", fine="", not_checked=""),
    ]
    library = load(
        tmp_path, law, [clause("1.1", **LINKED)], REGIME + RELIEF + "    claimed: true\n"
    )
    organisation = f"{{{SMALL}, reliefs: [law/1.9]}}"
    report = judged_on(tmp_path, library, "2026-10-01", organisation)
    claims = {one.claim.en: [c.clause.ref for c in one.citations] for one in report.relied_on}
    [(claim, taken)] = [(told, refs) for told, refs in claims.items() if "relief" in told]
    assert ("claims the relief of law/1.9" in claim, taken) == (True, ["law/1.1"])


@pytest.mark.parametrize(
    ("organisation", "message"),
    [
        pytest.param("{reliefs: [law/1.8]}", "no regime here gives a relief by law/1.8; did you mean law/1.9?", id="a relief misspelt"),
        pytest.param("{history: [{clause: decree/1.2, decided_on: 2026-01-01}]}", "no instrument here has the clause decree/1.2; did you mean decree/1.1?", id="a clause of the history"),
    ],
)  # fmt: skip
def test_a_clause_that_no_policy_has_is_told_where_it_is_named(
    tmp_path: Path, organisation: str, message: str
) -> None:
    law = [
        clause("1.1", binding(), **DUTY),
        clause("1.9", kind="exemption", fine="", not_checked=""),
    ]
    library = load(tmp_path, law, [clause("1.1", **LINKED)], REGIME + RELIEF)
    report = judged_on(tmp_path, library, "2026-10-01", organisation)
    assert message in [one.message.en for one in report.findings if one.control == "reference"]


def test_a_transition_holds_of_each_entity_on_its_side_of_a_day(tmp_path: Path) -> None:
    signed = control("signed", "{/signed_on: {present: true}}", "/assessments/*")
    transition = f"""\
transitions:
  - id: law/1.9
    says: {TEXT}
    lifts: [law/1.1]
    each: /assessments/*
    when: {{/filed_on: {{no_later_than: "2025-12-31"}}}}
"""
    law = [
        clause("1.1", "{control: signed}", **DUTY),
        clause("1.9", kind="transition", fine="", not_checked=""),
    ]
    made = folder(
        tmp_path,
        law,
        [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")],
        REGIME + transition,
    )
    write(made, {"controls/signed.yaml": signed})
    assessed = "pdplint: 1\norganisation: {}\nassessments:\n  old: {kind: processing, filed_on: 2025-12-31}\n  new: {kind: processing, filed_on: 2026-01-01}\n"
    report = judged_on(tmp_path, load_library(resources(), made), "2026-10-01", text=assessed)
    assert judged(report, "law/1.1").subjects["exempt"] == 1
    assert judged(report, "law/1.1").subjects["undeclared"] == 1


def test_an_exemption_is_shown_with_the_clause_that_gives_it(tmp_path: Path) -> None:
    more = "unless: {/rights/delete/by_law: {present: true}}, exempt_by: '1.9'"
    law = [
        clause("1.1", binding(more), **DUTY),
        clause("1.9", kind="exemption", fine="", not_checked=""),
    ]
    decree = [clause("1.1", not_checked=f"{{because: later, why: {TEXT}}}")]
    text = LATE.replace("within: 30d", "within: 30d, by_law: X")
    report = judged_on(tmp_path, load(tmp_path, law, decree), "2026-10-01", text=text)
    because = judged(report, "law/1.1").because
    assert because is not None
    assert because.en == "every one is exempt: rights.delete.by_law described (by law/1.9)"


# Another country ---------------------------------------------------------------------------------

ACT = f"""\
instrument: eu-act
number: Regulation 1/2020
title: {TEXT}
status: in_force
from: 2020-05-25
clauses: COUNT
currency: EUR
bases: {{turnover: {{en: worldwide annual turnover, vi: doanh thu toàn cầu hằng năm}}}}
sources: [{{title: T}}]
"""
HERE = f"""\
regime: de
status: in_force
title: {TEXT}
about: {TEXT}
instruments: [eu-act]
home: DE
calendar: vn
sensitive: []
"""


def test_a_law_of_another_country_is_policies_alone(tmp_path: Path) -> None:
    clauses = [
        clause("1.1", "{control: soon, with: {limit: 1mo}, sanctioned_by: ['1.2']}", **DUTY),
        clause(
            "1.2",
            fine="{stated: {max: 20000000, percent: {max: 4, of: turnover}, warning: true}}",
            **LINKED,
        ),
    ]
    own = write(
        tmp_path / "own",
        {**instrument("eu-act", clauses, ACT), "regimes/de.yaml": HERE, "controls/soon.yaml": SOON},
    )
    assert own.is_dir()
    text = LATE.replace("ORG", "{kind: enterprise}").replace("30d", "90d")
    describe(tmp_path, text, pdplint_yaml="policies: [own]\nregimes: [de]\n")
    report = ran(tmp_path, as_of=date(2026, 10, 1), cache=False)
    [citation] = shortfall(report).citations
    [sanction] = citation.sanctions
    assert (sanction.fine.currency, sanction.fine.max, sanction.fine.warning) == (
        "EUR",
        20_000_000,
        True,
    )
    assert report.exposure["eu-act"].currency == "EUR"
    assert [fine.percent and fine.percent.max for fine in report.exposure["eu-act"].apart] == [4]
    done = called("check", "--as-of", "2026-10-01", cwd=tmp_path)
    assert "eu-act/1.1: T" in done.stdout
    told = "sanctioned by eu-act/1.2: up to EUR 20 million; up to 4% of worldwide annual turnover, or a warning"
    assert told in " ".join(done.stdout.split())


# What is wrong stops the run with its line -------------------------------------------------------

WRONG = [
    pytest.param("law/article-01.yaml", "sanctioned_by: [decree/1.1]", "sanctioned_by: [decre/1.1]",
                 "there is no clause 'decre/1.1'; did you mean 'decree/1.1'?", "decre/1.1", id="an id that is unknown"),
    pytest.param("law/article-01.yaml", "sanctioned_by: [decree/1.1]", "sanctioned_by: [law/1.1]",
                 "law/1.1 is no sanction: its kind is duty", "law/1.1", id="a link that leads nowhere"),
    pytest.param("law/article-01.yaml", "kind: duty", "kind: duty\n    from: 2026-02-30",
                 "2026-02-30 is not a date", "2026-02-30", id="a day that is no day"),
    pytest.param("law/article-01.yaml", "with: {limit: 20d}", "with: {limit: 20d}, of: controling",
                 "there is no scope 'controling'", "controling", id="a scope that is unknown"),
    pytest.param("law/article-01.yaml", "'1.2'", "'1.1'", "1.1 stands twice", "id: '1.1'", id="two of an id"),
    pytest.param("law/article-01.yaml", ", sanctioned_by: [decree/1.1]", "",
                 "no binding names 1.1 in `sanctioned_by`", "id: '1.1'", id="a sanction without a binding"),
    pytest.param("decree/instrument.yaml", "currency: VND\n", "", "an amount without a currency", "stated:",
                 id="an amount without a currency"),
    pytest.param("../regimes/now.yaml", "lifts: [law/1.1]", "lifts: [law/1.9]", "law/1.9 lifts nothing", "lifts: [law/1.9]",
                 id="a relief that lifts nothing"),
    pytest.param("law/article-01.yaml", "checked_by: [{control: soon, with: {limit: 20d}, sanctioned_by: [decree/1.1]}]", "doubts: [{en: x, vi: y}]",
                 "1.1 is a duty without `checked_by` or `not_checked`", "id: '1.1'", id="a clause without a disposition"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "message", "where"), WRONG)
def test_a_broken_policy_stops_the_run_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, message: str, where: str
) -> None:
    law = [clause("1.1", binding(), **DUTY), clause("1.2", kind="definition", fine="", not_checked=""),
           clause("1.9", kind="exemption", fine="", not_checked="")]  # fmt: skip
    made = folder(tmp_path, law, [clause("1.1", **LINKED)], REGIME + RELIEF)
    load_library(resources(), made, cache=False)
    path = made / "instruments" / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(UsageError) as error:
        load_library(resources(), made, cache=False)
    [line] = [one for one in str(error.value).splitlines() if message in one]
    name, number, _ = line.removeprefix(f"{made}/").split(":", 2)
    lines = (made / name).read_text("utf-8").splitlines()
    assert 1 <= int(number) <= len(lines)
    assert where in lines[int(number) - 1]
