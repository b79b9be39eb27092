from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.policy.regimes import Law
from pdplint.run.config import Config
from pdplint.run.settings import Options
from tests.workspaces import (
    TEXT,
    clause,
    control,
    describe,
    judged,
    loaded,
    ran,
    reported,
    subjects,
    told,
    underlined,
    write,
)

if TYPE_CHECKING:
    from pdplint.model.finding import Finding
    from pdplint.model.report import Report
    from pdplint.policy.loading import Library

TINY = Options(regimes=("tiny",))
DELETE = "{/rights/delete/within: {at_most: $limit}}"
LIMIT = {"parameters": "{limit: duration}", "tests": "[{name: n, with: {limit: 1h}, given: {}}]"}
OUT = f"{{because: conduct, why: {TEXT}}}"


@cache
def library() -> Library:
    """Return a regime that asks every way in which findings can come together."""
    controls = [
        control("deletes", DELETE, **LIMIT),
        control("offers", "{/rights/delete: {present: true}, /rights/access: {present: true}}", severity="warning"),
        control("filed", "{/filed_on: {no_later_than: {after: /derived/start, within: 60d}}}", "/assessments/*"),
        control("officer", "{/officer: {present: true}}", "/organisation", severity="note"),
        control("secured", "{/protection/encryption/at_rest: {equals: true}}", "/systems/*"),
        control("agreed", "{/recipient/agreement: {present: true}}", "/transfers/*"),
        control("named", "{/to/*/country: {one_of: [VN]}}"),
        control("plain", "{/data: {contains_none: [user.biometric]}}"),
    ]  # fmt: skip
    role = "{/role: {one_of: [controller]}}"
    clauses = [
        clause("1.1", "{control: deletes, with: {limit: 48h}}"),
        clause("1.2", "{control: deletes, with: {limit: 24h}, severity: warning}"),
        clause("1.3", "{control: deletes, with: {limit: 72h}}", "{control: offers}"),
        clause("2.1", f"{{control: offers, when: {role}}}"),
        clause("2.2", f"{{control: plain, when: {role}, unless: {{/purpose/use: {{one_of: [essential.service]}}}}}}"),
        clause("2.3", f"{{control: deletes, with: {{limit: 1y}}, when: {role}}}"),
        clause("3", "{control: filed}"),
        clause("4", "{control: officer}"),
        clause("5", "{control: secured}"),
        clause("6", "{control: agreed, when: {/abroad: {equals: true}}}"),
        clause("7", "{control: named}", same_act="a"),
        clause("8", not_checked=OUT),
    ]  # fmt: skip
    clauses = [one.replace("- id: '", "- id: '1.") for one in clauses]
    with TemporaryDirectory() as name:
        return loaded(Path(name), controls, clauses)


def report(folder: Path, text: str, options: Options = TINY, **more: object) -> Report:
    return reported(
        describe(folder, "pdplint: 1\n" + text),
        options._replace(regimes=("tiny",)),
        by=library(),
        **more,  # type: ignore[arg-type]
    )


def of(found: Report, control_: str) -> list[Finding]:
    return [finding for finding in found.findings if finding.control == control_]


def clauses(finding: Finding) -> list[str]:
    return [citation.clause.id for citation in finding.citations]


COMPLETE = "organisation: {officer: {contact: a}}\nsystems: {db: {protection: {encryption: {at_rest: true}}}}\n"


# Merging ---------------------------------------------------------------------------------------


def test_one_shortfall_of_one_control_cites_every_clause_that_it_falls_short_of(
    tmp_path: Path,
) -> None:
    flows = "flows: {x: {role: controller, rights: {access: {}, delete: {within: 60h}}}}\n"
    [finding] = of(report(tmp_path, COMPLETE + flows), "deletes")
    assert (finding.kind, finding.severity) == ("shortfall", "error")
    assert clauses(finding) == ["1.1.2", "1.1.1"]  # the strictest first
    assert [one.drives for one in finding.citations] == [True, False]
    assert underlined(finding.place) == "60h"
    assert finding.message.en == "60h is longer than 48h; 60h is longer than 24h" or all(
        number in finding.message.en for number in ("60h", "48h", "24h")
    )


def test_a_merged_finding_has_the_highest_severity_of_those_who_ask(tmp_path: Path) -> None:
    flows = "flows: {x: {role: controller, rights: {access: {}, delete: {within: 36h}}}}\n"
    [alone] = of(report(tmp_path, COMPLETE + flows), "deletes")
    assert (clauses(alone), alone.severity) == (["1.1.2"], "warning")
    [merged] = of(report(tmp_path, COMPLETE + flows.replace("36h", "50h")), "deletes")
    assert (clauses(merged), merged.severity) == (["1.1.2", "1.1.1"], "error")


def test_two_controls_that_fall_short_at_one_place_are_two_findings(tmp_path: Path) -> None:
    flows = "flows: {x: {role: controller, rights: {access: {}, delete: none}}}\n"
    found = report(tmp_path, COMPLETE + flows)
    assert {(f.control, underlined(f.place)) for f in found.findings if f.kind == "shortfall"} == {
        ("deletes", "none"),
        ("offers", "none"),
    }


def test_an_entry_used_by_several_flows_is_one_finding_that_names_them(tmp_path: Path) -> None:
    text = "rights: {desk: {access: {}, delete: {within: 9d}}}\nflows:\n  a: {rights: desk}\n  b: {rights: desk}\n"
    [finding] = of(report(tmp_path, COMPLETE + text), "deletes")
    assert finding.subject == "rights/desk"
    related = [r.message.en for r in finding.related]
    assert {"asked for flows/a", "asked for flows/b"} <= set(related)


@pytest.mark.parametrize(
    ("rights", "places", "asked"),
    [
        pytest.param(
            "", ["x"], ["1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.3"], id="the whole block"
        ),
        pytest.param(
            "rights: {}",
            ["rights", "rights"],
            ["1.1.1", "1.1.2", "1.1.3", "1.2.1", "1.2.3"],
            id="two parts of it",
        ),
        pytest.param(
            "rights: {delete: {within: 1h}}", ["rights"], ["1.1.3", "1.2.1"], id="one part of it"
        ),
    ],
)
def test_what_is_not_described_is_one_finding_for_each_missing_block(
    tmp_path: Path, rights: str, places: list[str], asked: list[str]
) -> None:
    flows = f"flows: {{x: {{role: controller, data: [], to: [], {rights}}}}}\n"
    found = [f for f in of(report(tmp_path, COMPLETE + flows), "not-described") if "x" in f.subject]
    assert [
        underlined(f.place) for f in found if f.place.pointer[-1] not in {"to", "data"}
    ] == places
    told_of = {id_ for f in found for id_ in clauses(f)}
    assert set(asked) <= told_of
    assert len({f.place.pointer for f in found}) == len(found)


def test_what_several_ask_at_one_missing_place_is_listed_whole(tmp_path: Path) -> None:
    flows = "flows: {x: {role: controller}}\n"
    found = of(report(tmp_path, COMPLETE + flows), "not-described")
    [rights] = [f for f in found if f.place.pointer[-1] == "rights"]
    assert rights.message.en.startswith("not described: ")
    assert "48h" in rights.message.en
    assert rights.message.en.count(";") >= 3


def test_whom_a_clause_addresses_is_asked_once_and_cites_all_that_hinge_on_it(
    tmp_path: Path,
) -> None:
    flows = "flows: {x: {data: [user.biometric], rights: {delete: {within: 2y}, access: none}}}\n"
    asked = of(report(tmp_path, COMPLETE + flows), "applicability")
    [role] = [f for f in asked if f.place.pointer[-1] == "role"]
    assert (role.kind, underlined(role.place)) == ("undeclared", "x")
    assert clauses(role) == ["1.2.1", "1.2.2", "1.2.3"]
    assert "3" in role.message.en


def test_whether_it_applies_is_not_asked_where_the_answer_holds_anyway(tmp_path: Path) -> None:
    flows = "flows: {x: {data: [], to: [], rights: {delete: {within: 1h}, access: {}}}}\n"
    asked = of(report(tmp_path, COMPLETE + flows), "applicability")
    assert {id_ for f in asked for id_ in clauses(f)} <= {"1.2.2"}


@pytest.mark.parametrize(
    ("text", "kind", "owed"),
    [
        pytest.param(COMPLETE, "flows", True, id="no flows"),
        pytest.param(
            "organisation: {officer: none}\nflows: {x: {}}\n", "systems", True, id="no systems"
        ),
        pytest.param(
            "flows: {x: {}}\nsystems: {db: {}}\n", "organisation", True, id="no organisation"
        ),
        pytest.param(COMPLETE + "flows: {x: {}}\n", "assessments", False, id="no assessments"),
        pytest.param(COMPLETE + "flows: {x: {to: []}}\n", "transfers", False, id="no transfers"),
    ],
)
def test_nothing_described_is_told_for_what_every_workspace_has(
    tmp_path: Path,
    text: str,
    kind: str,
    owed: bool,
) -> None:
    found = report(tmp_path, text)
    nothing = [f for f in of(found, "nothing-described") if f.subject == kind]
    assert len(nothing) == owed
    for finding in nothing:
        assert finding.message.en.startswith(f"no {kind} described in this workspace: ")
        assert (finding.kind, finding.severity) == ("undeclared", "error")
        assert finding.help is not None
        assert kind in finding.help.en
    id_ = {"assessments": "1.3", "transfers": "1.6"}.get(kind)
    if id_:
        [one] = [j for j in found.judged if j.clause.id == id_]
        assert one.because is not None
        assert (one.state, one.because.en) == ("not_applicable", f"no {kind} described")


# Judged clauses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flow", "state", "count"),
    [
        pytest.param(
            "{rights: {delete: {within: 1h}, access: {}}}", "holds", "holds", id="it holds"
        ),
        pytest.param(
            "{rights: {delete: {within: 9d}, access: {}}}",
            "falls_short",
            "shortfall",
            id="it falls short",
        ),
        pytest.param(
            "{rights: {access: {}}}", "undeclared", "undeclared", id="it is not described"
        ),
        pytest.param(
            "{rights: {delete: {within: 2wd}, access: {}}}",
            "undecided",
            "undecided",
            id="it cannot be told",
        ),
        pytest.param("5", "undecided", "undecided", id="the flow is refused"),
    ],
)
def test_the_state_of_a_clause_is_that_of_its_worst_subject(
    tmp_path: Path, flow: str, state: str, count: str
) -> None:
    text = f"{COMPLETE}flows: {{good: {{rights: {{delete: {{within: 1h}}, access: {{}}}}}}, x: {flow}}}\n"
    [one] = [j for j in report(tmp_path, text).judged if j.clause.id == "1.1.1"]
    assert one.state == state
    assert one.because is None
    expected = dict.fromkeys(
        ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked"), 0
    )
    expected["holds"] += 1
    expected[count] += 1
    assert one.subjects == expected


@pytest.mark.parametrize(
    ("flow", "because", "count"),
    [
        pytest.param(
            "{role: processor, data: [user.biometric]}",
            "asked where role one of controller; of 1 described, none is so", "not_asked", id="asked of nobody",
        ),
        pytest.param(
            "{role: controller, data: [user.biometric], purpose: p}",
            "every one is exempt: purpose.use one of essential.service", "exempt", id="all are exempt",
        ),
    ],
)  # fmt: skip
def test_a_clause_that_applies_to_nobody_says_why(
    tmp_path: Path, flow: str, because: str, count: str
) -> None:
    text = f"purposes: {{p: {{use: essential.service}}}}\nflows: {{x: {flow}}}\n"
    [one] = [j for j in report(tmp_path, text).judged if j.clause.id == "1.2.2"]
    assert one.state == "not_applicable"
    assert one.because is not None
    assert one.because.en == because
    assert one.subjects[count] == 1


def test_every_clause_is_judged_and_in_order(tmp_path: Path) -> None:
    found = report(tmp_path, COMPLETE)
    assert [j.clause for j in found.judged] == list(library().regimes["tiny"].clauses)
    states = {j.clause.id: j.state for j in found.judged}
    assert states["1.8"] == "conduct"
    assert states["1.4"] == states["1.5"] == "holds"


# Deadlines -------------------------------------------------------------------------------------

DUE = "flows: {x: {started_on: 2026-01-01}}\nassessments: {dpia: {covers: [x]}}\n"  # due on 2026-03-02


@pytest.mark.parametrize(
    ("as_of", "left", "state"),
    [
        pytest.param(date(2026, 3, 1), 1, "holds", id="due tomorrow"),
        pytest.param(date(2026, 3, 2), 0, "holds", id="due today"),
        pytest.param(date(2026, 3, 3), None, "falls_short", id="overdue"),
    ],
)
def test_a_missing_date_is_silent_until_it_is_due(
    tmp_path: Path, as_of: date, left: int | None, state: str
) -> None:
    found = report(tmp_path, DUE, as_of=as_of)
    assert [(d.days_left, d.due_on, underlined(d.place)) for d in found.deadlines] == (
        [] if left is None else [(left, "2026-03-02", "dpia")]
    )
    for deadline in found.deadlines:
        assert deadline.message.en == f"due by 2026-03-02; {left} days left"
        assert [c.clause.id for c in deadline.citations] == ["1.3"]
        assert deadline.subject == "assessments/dpia"
    late = [("not described, and was due by 2026-03-02", "dpia")] if left is None else []
    assert told(found.findings, "filed") == late
    [one] = [j for j in found.judged if j.clause.id == "1.3"]
    assert one.state == state


def test_deadlines_are_in_the_order_in_which_they_fall(tmp_path: Path) -> None:
    text = (
        "flows: {x: {started_on: 2026-01-05}, y: {started_on: 2026-01-02}}\n"
        "assessments: {later: {covers: [x]}, sooner: {covers: [y]}}\n"
    )
    found = report(tmp_path, text, as_of=date(2026, 2, 1))
    assert [d.subject for d in found.deadlines] == ["assessments/sooner", "assessments/later"]


# Fingerprints ----------------------------------------------------------------------------------

ONE = """\
pdplint: 1
organisation: {officer: none}
parties: {lab: {country: SG}, inn: {country: JP}}
systems: {db: {protection: {encryption: none}}}
flows:
  buy: {role: controller, data: [user.biometric], to: [lab, inn], rights: {delete: {within: 9d}}}
  sell: {role: controller, data: [nope], rights: {delete: {within: 9d}, access: none}}
"""


def prints(folder: Path, files: dict[str, str | bytes]) -> dict[tuple[str, str, str, str], str]:
    """Return fingerprints by control, kind, subject and the end of the pointer."""
    found = reported(write(folder, files), TINY, by=library())
    keys = [(f.control, f.kind, f.subject, f.message.en) for f in found.findings]
    return dict(zip(keys, (f.fingerprint for f in found.findings), strict=True))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda text: "# a comment\n\n" + text, id="lines that move"),
        pytest.param(lambda text: text.replace("to: [lab, inn]", "to: [inn, lab]"), id="a list in another order"),
        pytest.param(
            lambda text: text.replace("role: controller, data: [user.biometric]", "data: [user.biometric], role: controller"),
            id="keys in another order",
        ),
    ],
)  # fmt: skip
def test_a_fingerprint_stays_where_the_text_around_it_changes(
    tmp_path: Path, change: object
) -> None:
    before = prints(tmp_path / "a", {"a.yaml": ONE})
    after = prints(tmp_path / "b", {"b.yaml": change(ONE)})  # type: ignore[operator]
    assert before == after
    assert len(before) > 8


def test_fingerprints_do_not_depend_on_how_entities_are_spread_over_files(tmp_path: Path) -> None:
    head, flows = ONE.split("flows:\n")
    parts: list[str | bytes] = [head, f"pdplint: 1\nflows:\n{flows}"]
    parts.reverse()
    before = prints(tmp_path / "a", {"a.yaml": ONE})
    assert (
        prints(tmp_path / "b", {f"{index}.yaml": part for index, part in enumerate(parts)})
        == before
    )


def test_fingerprints_are_distinct(tmp_path: Path) -> None:
    found = prints(tmp_path, {"a.yaml": ONE})
    assert len(set(found.values())) == len(found)
    assert {len(one) for one in found.values()} == {16}


def test_a_fingerprint_changes_with_the_subject(tmp_path: Path) -> None:
    before = prints(tmp_path / "a", {"a.yaml": ONE})
    after = prints(tmp_path / "b", {"a.yaml": ONE.replace("  buy:", "  rent:")})
    gone = set(before.values()) - set(after.values())
    assert gone == {print_ for key, print_ in before.items() if key[2] == "flows/buy"}


def test_problems_have_fingerprints_too(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"a.yaml": "pdplint: 1\nflows: {x: {rol: controller}}\n", "b.yaml": "pdplint: 1\nx: [\n"},
    )
    found = reported(tmp_path, TINY, by=library())
    problems = [f for f in found.findings if f.kind == "problem"]
    assert len({f.fingerprint for f in problems}) == len(problems) >= 2
    assert "" not in {f.fingerprint for f in problems}


# Relied on -------------------------------------------------------------------------------------

CLAIMS = """\
pdplint: 1
parties: {lab: {role: processor}, other: {role: controller}}
subjects: {adults: {youngest: 18, age_checked_by: [self_declared]}, cards: {youngest: 18, age_checked_by: [id_document]}}
flows:
  a: {role: processor, legal_basis: contract, rights: {delete: {by_law: Law 1}}}
  b: {legal_basis: consent}
  c: {legal_basis: none, subjects: {youngest: 18, age_checked_by: []}}
"""


def test_every_claim_that_is_accepted_is_listed_as_relied_on(tmp_path: Path) -> None:
    found = reported(describe(tmp_path, CLAIMS), TINY, by=library())
    ages = [r for r in found.relied_on if "stated age" in r.claim.en]
    assert {r.subject for r in ages} == {"subjects/adults", "flows/c"}
    assert {
        (r.subject, r.claim.en, underlined(r.place)) for r in found.relied_on if r not in ages
    } == {
        ("flows/a", "relies on acting as processor", "processor"),
        ("flows/a", "relies on the ground contract", "contract"),
        ("flows/a", "relies on a law: Law 1", "Law 1"),
        ("parties/lab", "relies on acting as processor", "processor"),
    }


# What is asked ---------------------------------------------------------------------------------

SHORT = (
    COMPLETE
    + "flows: {x: {role: controller, data: [], to: [], rights: {delete: none, access: none}}}\n"
)


@pytest.mark.parametrize(
    ("options", "controls"),
    [
        pytest.param(Options(), {"deletes", "offers"}, id="everything"),
        pytest.param(Options(select=("offers",)), {"offers"}, id="one that is selected"),
        pytest.param(Options(ignore=("offers",)), {"deletes"}, id="all but one"),
        pytest.param(
            Options(select=("offers", "deletes"), ignore=("offers",)), {"deletes"}, id="both"
        ),
        pytest.param(Options(select=("not-described",)), set(), id="only what is not described"),
    ],
)
def test_controls_can_be_selected_and_ignored(
    tmp_path: Path, options: Options, controls: set[str]
) -> None:
    found = {f.control for f in report(tmp_path, SHORT, options).findings if f.kind == "shortfall"}
    assert found == controls


def test_selecting_what_is_not_described_asks_everything_and_reports_that(tmp_path: Path) -> None:
    options = Options(select=("not-described",))
    found = report(tmp_path, COMPLETE + "flows: {x: {role: controller}}\n", options)
    assert {f.control for f in found.findings} == {"not-described"}


def test_ignoring_a_control_leaves_no_trace_of_it_elsewhere(tmp_path: Path) -> None:
    text = COMPLETE + "flows: {x: {role: controller}}\n"
    found = report(tmp_path, text, Options(select=("offers",)))
    assert {a.control for f in found.findings for c in f.citations for a in c.asked} == {"offers"}


def test_what_is_not_described_can_be_ignored_and_problems_cannot(tmp_path: Path) -> None:
    text = "flows: {x: {purpose: nope}}\n"
    found = report(
        tmp_path, text, Options(ignore=("not-described", "reference", "nothing-described"))
    )
    assert {f.control for f in found.findings if f.kind != "shortfall"} <= {
        "reference",
        "applicability",
    }
    assert of(found, "reference")


def test_a_clause_whose_controls_are_not_asked_says_so(tmp_path: Path) -> None:
    found = report(tmp_path, SHORT, Options(select=("offers",)))
    because = {j.clause.id: j.because.en for j in found.judged if j.because}
    assert because["1.1.1"] == "none of its controls was asked in this run"
    assert "1.1.3" not in because


def test_a_config_can_give_findings_another_severity_and_problems_not(tmp_path: Path) -> None:
    config = Config("pdplint.yaml", severity={"deletes": "note", "reference": "note"})
    text = SHORT.replace("role:", "purpose: nope, role:")
    found = report(tmp_path, text, config=config)
    assert {f.severity for f in of(found, "deletes")} == {"note"}
    assert {f.severity for f in of(found, "reference")} == {"error"}


# Several regimes -------------------------------------------------------------------------------


def test_each_regime_sees_the_workspace_by_its_own_law(tmp_path: Path) -> None:
    """A view that is gone leaves nothing behind that a later one could take for its own."""
    regime = library().regimes["tiny"]
    homes = ["SG", "VN", "SG", "VN", "SG"]
    regimes = {f"r{i}": regime._replace(id=f"r{i}", law=Law(home)) for i, home in enumerate(homes)}
    text = "pdplint: 1\nparties: {lab: {country: SG, agreement: none}}\nflows: {x: {to: [lab]}}\n"
    by = library()._replace(regimes=regimes)
    found = judged(describe(tmp_path, text), Options(regimes=tuple(regimes)), by=by)
    assert found.checked is not None
    states = [j.state for j in found.checked.judged if j.clause.id == "1.6"]
    assert states == ["not_applicable" if home == "SG" else "falls_short" for home in homes]


# Through a shipped control ---------------------------------------------------------------------


def test_a_shipped_control_finds_what_falls_short(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {kind: enterprise}\n"
        "flows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"
    )
    found = ran(describe(tmp_path, text), select=("deletion-deadline",))
    [finding] = [f for f in found.findings if f.kind == "shortfall"]
    assert finding.control == "deletion-deadline"
    assert underlined(finding.place) == "49h"
    assert list(subjects([finding])) == [
        ("deletion-deadline", "flows/x", "/flows/x/rights/delete/within")
    ]


def test_findings_do_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    head, flows = ONE.split("flows:\n")
    tail = f"pdplint: 1\nflows:\n{flows}"
    one = reported(write(tmp_path / "a", {"a.yaml": head, "b.yaml": tail}), TINY, by=library())
    two = reported(write(tmp_path / "b", {"b.yaml": head, "a.yaml": tail}), TINY, by=library())
    assert sorted(subjects(one.findings)) == sorted(subjects(two.findings))
    assert {(f.message, f.fingerprint) for f in one.findings} == {
        (f.message, f.fingerprint) for f in two.findings
    }


@pytest.mark.parametrize(
    ("within", "options", "state"),
    [
        pytest.param("24h", {}, "holds", id="all are asked"),
        pytest.param("24h", {"ignore": ("deletion-reaches-copies",)}, "undecided", id="one is not"),
        pytest.param(
            "3d", {"ignore": ("deletion-reaches-copies",)}, "falls_short", id="another falls short"
        ),
        pytest.param(
            "24h", {"select": ("login-log-fields",)}, "not_applicable", id="none is asked"
        ),
    ],
)
def test_a_clause_of_which_a_control_was_left_out_does_not_hold(
    tmp_path: Path, within: str, options: dict[str, Any], state: str
) -> None:
    kept_out = "deletion: {within: 24h}, protection: {loss_prevention: none}"
    describe(
        tmp_path,
        f"pdplint: 1\nsystems: {{db: {{operated_by: organisation, {kept_out}}}}}\n"
        f"flows: {{x: {{role: controller, from: subject, to: [db], rights: {{delete: {{within: {within}}}}}}}}}\n",
    )
    judged = {one.clause.id: one for one in ran(tmp_path, **options).judged}
    assert judged["15.1.e"].state == state
    assert (judged["15.1.e"].because is None) is (state in {"holds", "falls_short"})


# Words for what is not there -------------------------------------------------------------------


def test_a_notice_and_a_consent_that_are_none_fall_short_at_one_place_each(tmp_path: Path) -> None:
    flow = (
        "from: subject, role: controller, legal_basis: consent, purpose: p,"
        " data: [user.health_and_medical], notice: none, consent: none"
    )
    text = f"pdplint: 1\npurposes: {{p: {{statement: x}}}}\nflows: {{f: {{{flow}}}}}\n"
    found = [
        (one.kind, one.place.json_pointer)
        for one in reported(describe(tmp_path, text)).findings
        if {"notice", "consent"} & {*one.place.pointer}
    ]
    assert {*found} == {("shortfall", "/flows/f/notice"), ("shortfall", "/flows/f/consent")}


def test_posts_that_only_staff_sees_are_relied_on(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\nsystems: {desk: {user_content: {audience: staff}}}\n"
        "flows: {f: {marketing: {audience: own_customers}}}\n"
    )
    [relied] = reported(describe(tmp_path, text)).relied_on
    assert underlined(relied.place) == "staff"
    assert relied.claim.en == "relies on only staff seeing what users post"
