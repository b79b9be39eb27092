"""How clauses are read: each test is a description that was once judged against a clause's words."""

from __future__ import annotations

import json
from datetime import date
from random import Random
from shutil import copytree
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.workspaces import ROOT, describe, draft, library, ran, reported

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Finding
    from pdplint.model.law import Clause
    from pdplint.model.report import Judged, Report

TODAY = date(2026, 11, 21)


def said(folder: Path, text: str, as_of: date = TODAY) -> Report:
    """Report what the draft says of one description."""
    return reported(describe(folder, "pdplint: 1\n" + text), as_of=as_of)


def citing(report: Report, clause: str) -> list[Finding]:
    """Return the findings that cite a clause."""
    return [
        finding
        for finding in report.findings
        if clause in {citation.clause.id for citation in finding.citations}
    ]


def places(report: Report, clause: str, kind: str) -> list[str]:
    """Return where findings of a kind cite a clause."""
    return sorted({f.place.json_pointer for f in citing(report, clause) if f.kind == kind})


def state(report: Report, clause: str) -> Judged:
    """Return what became of a clause."""
    [one] = [judged for judged in report.judged if judged.clause.id == clause]
    return one


def clause_of(id_: str) -> Clause:
    """Return a clause of the draft."""
    [one] = [clause for clause in draft().clauses if clause.id == id_]
    return one


# What the texts say ----------------------------------------------------------------------------


def test_14_1_b_joins_not_told_and_no_notification_by_or_as_the_table_does() -> None:
    says = clause_of("14.1.b").says.en
    assert "neither" not in says
    assert "not told, or gets no notification" in says


def test_14_1_d_joins_by_and_what_the_table_joins_so_and_doubts_it() -> None:
    clause = clause_of("14.1.d")
    assert "unsuitable way and is not within" in clause.says.en
    assert "không phù hợp và không nằm trong" in clause.says.vi
    assert any('"and"' in doubt.en for doubt in clause.doubts)


def test_14_1_e_names_breaches_of_the_rules_and_not_any_harmful_act() -> None:
    clause = clause_of("14.1.e")
    assert "breaches of the rules" in clause.says.en
    assert "vi phạm quy định" in clause.says.vi
    assert "acts that harm" not in clause.says.en


@pytest.mark.parametrize("words", ["2021", "draft", "decree", "dự thảo", "nghị định"])
def test_a_control_knows_no_law_so_no_text_of_one_names_the_draft(words: str) -> None:
    for control in library().controls.values():
        for text in (control.title.en, control.title.vi, control.help.en, control.help.vi):
            assert words not in text.lower(), control.id


# 15.2: who is hindered -------------------------------------------------------------------------


def test_a_word_that_a_notice_lacks_is_a_note_under_15_2_where_a_channel_is_declared(
    tmp_path: Path,
) -> None:
    found = said(
        tmp_path,
        "organisation: {complaints: {channel: complaints@example.vn}}\n"
        "flows: {a: {role: controller, notice: {contains: [purposes, manner, recipients]}}}\n",
    )
    [one] = citing(found, "15.2")
    assert (one.severity, one.place.json_pointer) == ("note", "/flows/a/notice/contains")
    [citation] = [c for c in one.citations if c.clause.id == "15.2"]
    assert any("hinders nobody" in doubt.en for doubt in citation.clause.doubts)


def test_what_a_clause_makes_a_note_adds_nothing_to_what_clauses_name(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {complaints: {channel: complaints@example.vn}}\n"
        "flows: {a: {role: controller, from: subject, notice: {contains: [purposes, manner, recipients]}}}\n"
    )
    report = ran(describe(tmp_path, text), select=("notice-content",))
    assert "15.2" in {c.clause.id for f in report.findings for c in f.citations}
    named = report.exposure["draft-2021"]
    assert named.declared.acts == 0
    config = "severity: {notice-content: note}\n"  # what a config lowers still counts
    lowered = ran(describe(tmp_path, text.replace("[purposes, manner, recipients]", "[]"), pdplint_yaml=config), select=("notice-content",))  # fmt: skip
    assert lowered.exposure["draft-2021"].declared.acts > 0


def test_having_no_channel_for_complaints_is_an_error_under_15_2(tmp_path: Path) -> None:
    found = said(tmp_path, "organisation: {complaints: none}\nflows: {a: {role: controller}}\n")
    [one] = [f for f in citing(found, "15.2") if f.control == "complaint-channel"]
    assert (one.kind, one.severity) == ("shortfall", "error")


# 26: transfers ---------------------------------------------------------------------------------

ABROAD = """\
organisation: {operating_since: 2024-01-01}
parties: {lab: {country: SG, agreement: none}}
flows:
  send: {role: controller, from: subject, to: [lab], subjects: {citizens_of: [VN]}, started_on: 2026-01-05, %s}
"""


@pytest.mark.parametrize(
    ("assessments", "kind", "place"),
    [
        pytest.param(
            "assessments: {}\n", "shortfall", "/flows/send", id="none, and that is declared"
        ),
        pytest.param("", "undeclared", "/flows/send", id="nothing is said of any"),
        pytest.param(
            "assessments: {tia: {kind: transfer, covers: [send]}}\n",
            "undeclared",
            "/assessments/tia/officer_notified_on",
            id="one that says nothing of the officer",
        ),
    ],
)
def test_26_2_b_asks_of_transfers_so_writing_that_there_are_no_assessments_buys_nothing(
    tmp_path: Path, assessments: str, kind: str, place: str
) -> None:
    found = said(tmp_path, ABROAD % "legal_basis: emergency" + assessments)
    assert place in places(found, "26.2.b", kind)
    assert state(found, "26.2.b").state in {"falls_short", "undeclared"}


@pytest.mark.parametrize(
    "consent", ["", "consent: {given: never}", "consent: {given: at_collection}"]
)
def test_26_1_a_judges_the_ground_that_is_declared_and_asks_no_consent_beside_a_contract(
    tmp_path: Path, consent: str
) -> None:
    found = said(tmp_path, ABROAD % f"legal_basis: contract, {consent}" + "assessments: {}\n")
    asked = [place for f in citing(found, "26.1.a") if "consent" in (place := f.place.json_pointer)]
    assert asked == []
    assert "/flows/send/legal_basis" in places(found, "26.1.a", "shortfall")


def test_26_1_a_asks_when_consent_was_given_where_consent_is_the_ground(tmp_path: Path) -> None:
    found = said(tmp_path, ABROAD % "legal_basis: consent" + "assessments: {}\n")
    assert "/flows/send/consent" in places(found, "26.1.a", "undeclared")


def test_26_2_a_counts_from_the_first_transfer_not_from_a_flow_that_stays(tmp_path: Path) -> None:
    found = said(
        tmp_path,
        ABROAD.replace("2026-01-05", "2026-11-02") % "legal_basis: emergency"
        + "  stay: {role: controller, from: subject, to: [], started_on: 2024-01-05}\n"
        + "assessments: {tia: {kind: transfer, covers: [send, stay]}}\n",
    )
    assert "/assessments/tia/filed_on" not in places(found, "26.2.a", "shortfall")
    assert "/assessments/tia/filed_on" in {d.place.json_pointer for d in found.deadlines}


# 15.1.e: backups -------------------------------------------------------------------------------

BACKUPS = """\
parties: {shop: {role: controller}}
systems:
  crm: {operated_by: organisation, deletion: {within: 24h}, protection: {loss_prevention: {backups_kept: %s}}}
flows:
  a: {role: %s, on_behalf_of: shop, from: subject, to: [crm], rights: {delete: {within: 24h, %s}}}
"""
KEPT = "/systems/crm/protection/loss_prevention/backups_kept"


@pytest.mark.parametrize(
    ("role", "more", "told"),
    [
        pytest.param("controller", "", [KEPT], id="a controller is asked"),
        pytest.param("controller_processor", "", [KEPT], id="so is a controller and processor"),
        pytest.param("processor", "", [], id="a processor is not addressed by 15.1.e"),
        pytest.param("third_party", "", [], id="nor is a third party"),
        pytest.param("controller", "by_law: Law X", [], id="a law sets another time for the flow"),
    ],
)
def test_15_1_e_asks_for_backups_of_those_flows_alone_that_it_addresses(
    tmp_path: Path, role: str, more: str, told: list[str]
) -> None:
    found = said(tmp_path, BACKUPS % ("30d", role, more))
    assert [p for p in places(found, "15.1.e", "shortfall") if p == KEPT] == told


@pytest.mark.parametrize(
    ("kept", "kind"),
    [
        pytest.param("24h", None, id="gone with the data"),
        pytest.param("25h", "shortfall", id="an hour longer"),
        pytest.param("1wd", "undecided", id="a working day may be a weekend longer"),
        pytest.param("none", None, id="no backups"),
        pytest.param("no", "problem", id="no duration at all, told as a problem"),
    ],
)
def test_how_long_backups_are_kept_is_held_against_what_is_said_of_erasure(
    tmp_path: Path, kept: str, kind: str | None
) -> None:
    found = said(tmp_path, BACKUPS % (kept, "controller", ""))
    told = [*citing(found, "15.1.e"), *(f for f in found.findings if f.kind == "problem")]
    kinds = {f.kind for f in told if f.place.json_pointer == KEPT}
    assert kinds == ({kind} if kind else set())


# What is never given ---------------------------------------------------------------------------

NEVER = """\
purposes: {deliver: {statement: Deliver, use: essential.service}}
systems: {crm: {operated_by: organisation}}
flows:
  a: {role: controller, purpose: deliver, legal_basis: consent, from: subject, to: [crm],
    data: [user.contact], %s}
"""


@pytest.mark.parametrize(
    ("block", "clauses"),
    [
        pytest.param("notice", ["14.1.b", "15.1.a"], id="a notice"),
        pytest.param("consent", ["15.1.b", "16.1.a"], id="a consent"),
    ],
)
def test_given_never_is_one_shortfall_and_no_request_to_describe_what_does_not_exist(
    tmp_path: Path, block: str, clauses: list[str]
) -> None:
    found = said(tmp_path, NEVER % f"{block}: {{given: never}}")
    [one] = [f for f in found.findings if f.place.pointer[:3] == ("flows", "a", block)]
    assert (one.kind, one.place.json_pointer) == ("shortfall", f"/flows/a/{block}/given")
    assert [citation.clause.id for citation in one.citations] == clauses


def test_leaving_out_when_a_notice_is_given_asks_for_its_contents_as_before(tmp_path: Path) -> None:
    found = said(tmp_path, NEVER % "notice: {document: 'https://example.vn/notice'}")
    asked = {f.place.pointer[-1] for f in found.findings if "notice" in f.place.pointer}
    assert asked == {"given", "contains", "covers"}


def test_16_1_e_falls_short_where_nobody_is_told_anything_of_sensitive_data(tmp_path: Path) -> None:
    text = (NEVER % "notice: {given: never}").replace("user.contact", "user.biometric")
    assert places(said(tmp_path, text), "16.1.e", "shortfall") == ["/flows/a/notice/given"]


def test_a_clause_on_contents_of_a_consent_that_is_never_given_says_why_it_is_not_asked(
    tmp_path: Path,
) -> None:
    one = state(said(tmp_path, NEVER % "consent: {given: never}"), "16.1.dd")
    assert one.state == "not_applicable"
    assert one.because is not None
    assert "none is ever given" in one.because.en


def test_a_notice_that_is_never_given_refuses_no_right_beforehand(tmp_path: Path) -> None:
    found = said(tmp_path, NEVER % "notice: {given: never}, rights: {access: none}")
    assert "/flows/a/rights/access" in places(found, "15.1.c", "shortfall")


def test_of_two_sources_of_a_copy_one_without_any_notice_hides_nothing_of_the_other(
    tmp_path: Path,
) -> None:
    found = said(
        tmp_path,
        NEVER
        % "notice: {given: never}"
        + "  b: {role: controller, purpose: deliver, from: subject, to: [crm], notice: {given: at_collection}}\n"
        "  c: {from: crm, to: [lab]}\nparties: {lab: {}}\n",
    )
    assert "/flows/b/notice/contains" in places(found, "15.1.a", "undeclared")


# A clause holds only where what it addresses held ----------------------------------------------

ORGANISATION = """\
organisation:
  operating_since: 2024-01-01
  authority_requests: {answers: {stop_processing: {procedure: "https://example.vn/stop"}}}
"""


@pytest.mark.parametrize(
    ("clause", "text"),
    [
        pytest.param(
            "14.2",
            "parties: {shop: {role: processor, agreement: dpa}}\n"
            "agreements: {dpa: {document: 'https://example.vn/dpa', signed_on: 2025-01-01}}\n"
            "flows: {a: {role: processor, legal_basis: emergency, on_behalf_of: shop}}\n",
            id="14.2 addresses controllers; an agreement with a processor is none",
        ),
        pytest.param(
            "16.1.g",
            "flows: {a: {role: controller, legal_basis: emergency}}\n",
            id="16.1.g addresses flows on consent; a procedure for authorities is none",
        ),
        pytest.param(
            "25.1.c",
            "flows: {a: {role: controller}}\n"
            "assessments: {r: {kind: processing_on_behalf, covers: [a], contains: [contacts, units,"
            " categories, period, transfers, measures, impact]}}\n",
            id="25.1.c addresses processors; a complete record is none",
        ),
        pytest.param(
            "25.2",
            "flows: {a: {role: third_party}}\n"
            "assessments: {r: {kind: processing, covers: [a], filed_on: 2024-01-10}}\n",
            id="25.2 addresses no third party; an assessment sent in time is none",
        ),
        pytest.param(
            "26.2.b",
            "flows: {a: {role: controller, from: subject, to: [], subjects: {citizens_of: [VN]}}}\n"
            "assessments: {t: {kind: transfer, covers: [a], officer_notified_on: 2024-01-10}}\n",
            id="26.2.b addresses transfers; a dossier on a flow that stays is none",
        ),
    ],
)
def test_a_clause_does_not_hold_by_what_only_goes_with_flows_that_it_does_not_address(
    tmp_path: Path, clause: str, text: str
) -> None:
    one = state(said(tmp_path, ORGANISATION + text), clause)
    assert one.subjects["holds"] > 0
    assert one.state == "not_applicable"
    assert one.because is not None


def test_a_clause_holds_by_one_flow_that_it_addresses_among_others_that_it_does_not(
    tmp_path: Path,
) -> None:
    flows = (
        "flows:\n  a: {role: processor}\n"
        "  b: {role: controller, rights: {delete: {within: 24h}}}\n"
        "  c: {role: controller, rights: {delete: {by_law: Law X}}}\n"
    )
    one = state(said(tmp_path, flows), "15.1.dd")
    assert (one.state, one.subjects["holds"]) == ("holds", 1)


def test_15_2_addresses_the_organisation_so_its_channel_holds_without_any_controller(
    tmp_path: Path,
) -> None:
    text = "organisation: {complaints: {channel: a@example.vn}}\nflows: {a: {role: processor}}\n"
    assert state(said(tmp_path, text), "15.2").state == "holds"


# No order decides ------------------------------------------------------------------------------

UNTOLD = "{role: controller, purpose: p, legal_basis: emergency, from: subject, to: [db], data: [user.contact]%s}"
COPIED = """\
purposes: {p: {statement: S, use: essential.service}}
parties: {lab: {country: VN}}
systems: {db: {operated_by: organisation}}
flows:
"""


def flows_in(order: str, **more: str) -> str:
    """Return flows that fill a system, by their names in order, and one that hands data on."""
    named = {name: UNTOLD % more.get(name, "") for name in order}
    named["x"] = "{from: db, to: [lab]}"
    return COPIED + "".join(f"  {name}: {flow}\n" for name, flow in named.items())


@pytest.mark.parametrize("order", ["ab", "ba"])
def test_15_1_i_is_cited_at_every_flow_that_lacks_the_right_in_whatever_order_they_stand(
    tmp_path: Path, order: str
) -> None:
    found = said(tmp_path, flows_in(order))
    assert places(found, "15.1.i", "undeclared") == ["/flows/a/rights", "/flows/b/rights"]


def test_mending_one_of_two_flows_that_lack_the_same_moves_no_clause_to_the_other(
    tmp_path: Path,
) -> None:
    def of_b(report: Report) -> set[tuple[str, str]]:
        [one] = [f for f in report.findings if f.place.json_pointer == "/flows/b/rights"]
        return {(c.clause.id, a.control) for c in one.citations for a in c.asked}

    mended = ", rights: {asked_at: x, object: {within: 1h, with_processor_within: 1h}}"
    before = of_b(said(tmp_path, flows_in("ab")))
    assert of_b(said(tmp_path, flows_in("ab", a=mended))) == before


def without_places(report: Report) -> tuple[set[Any], list[Any], set[str]]:
    """Return all that a report says but for lines: findings, clauses, and what is relied on."""
    findings = {
        (
            f.control, f.kind, f.subject, f.fingerprint, f.severity, f.message.en,
            tuple((c.clause.id, *(a.control for a in c.asked)) for c in f.citations),
            frozenset(f"{r.subject} {r.message.en}" for r in (*f.related, *f.hops)),
        )
        for f in report.findings
    }  # fmt: skip
    clauses = [(j.clause.id, j.state, str((j.subjects, j.because))) for j in report.judged]
    rest = {f"{r.subject} {r.claim.en}" for r in report.relied_on}
    rest |= {f"{d.subject} {d.due_on} {d.message.en}" for d in report.deadlines}
    return findings, clauses, rest


def shuffled(value: Any, by: Random) -> Any:
    """Return a description with its keys, at every depth, in another order; lists stay."""
    if isinstance(value, list):
        return [shuffled(item, by) for item in value]
    if not isinstance(value, dict):
        return value
    items = [(key, shuffled(item, by)) for key, item in value.items()]
    by.shuffle(items)
    return dict(items)


@pytest.mark.parametrize(
    "name", ["marketplace-broken", "platform", "shop-broken", "social-network"]
)
def test_reordering_keys_entities_and_files_of_an_example_changes_nothing_but_places(
    tmp_path: Path, name: str
) -> None:
    before = copytree(ROOT / "examples" / name, tmp_path / "before")
    after = copytree(before, tmp_path / "after")
    by = Random(name)  # noqa: S311 a shuffle that is the same in every run
    names = iter("zyxwvutsrqponmlkjihgfedcba")
    for path in sorted(after.rglob("*.yaml")):
        documents = list(yaml.safe_load_all(path.read_text("utf-8")))
        if path.name != "pdplint.yaml" and all("pdplint" in one for one in documents):
            by.shuffle(documents)
            text = "---\n".join(plain_yaml(shuffled(one, by)) for one in documents)
            path.unlink()
            path.with_name(f"{next(names)}.yaml").write_text(text, "utf-8")
    first, second = (reported(folder, as_of=TODAY) for folder in (before, after))
    assert len(first.findings) > 3
    assert without_places(second) == without_places(first)


def plain_yaml(description: Any) -> str:
    """Write a description as JSON, which is YAML; days are text there."""
    return json.dumps(description, ensure_ascii=False, indent=1, default=str) + "\n"


# Days still to come ----------------------------------------------------------------------------

PLANNED = """\
organisation: {operating_since: 2024-01-01}
parties: {lab: {country: SG, agreement: dpa}}
agreements: {dpa: {document: "https://example.vn/dpa", signed_on: 2026-10-01}}
systems: {db: {operated_by: organisation, hosted_by: organisation, hosted_in: [VN], accessed_from: []}}
flows:
  a: {role: controller, from: subject, to: [lab, db], subjects: {citizens_of: [VN]}, started_on: %s}
  b: {from: db, to: [lab]}
"""
COVERED = """\
assessments:
  d: {kind: processing, covers: [a, b], document: "https://example.vn/d", kept_at: legal/}
  t: {kind: transfer, covers: [a, b], document: "https://example.vn/t", kept_at: legal/}
"""
ON_DAYS = ("25.2", "26.2.a", "26.2.b")


def due(report: Report) -> dict[str, str]:
    """Return what is still to come, each place with its day or days."""
    return {one.place.json_pointer: one.due for one in report.deadlines}


def test_a_flow_that_starts_in_the_future_has_filing_days_to_come_and_none_overdue(
    tmp_path: Path,
) -> None:
    found = said(tmp_path, PLANNED % "2026-12-01" + COVERED, date(2026, 7, 1))
    for clause in ON_DAYS:
        assert places(found, clause, "shortfall") == []
    days = due(found)
    assert days["/assessments/t/officer_notified_on"] == "2026-12-01"
    assert days.keys() >= {
        "/assessments/d/filed_on",
        "/assessments/t/filed_on",
        "/agreements/dpa/filed_on",
        "/agreements/dpa/kept_at",
    }


def test_a_copy_without_a_day_starts_no_earlier_than_the_flow_that_fills_it(tmp_path: Path) -> None:
    found = said(tmp_path, PLANNED % "2026-06-01" + COVERED, date(2026, 6, 2))
    assert due(found)["/agreements/dpa/filed_on"] == "2026-08-22"
    early = (PLANNED % "2026-06-01").replace("b: {", "b: {started_on: 2024-05-01, ")
    assert "/agreements/dpa/filed_on" in places(
        said(tmp_path, early + COVERED), "26.2.a", "shortfall"
    )


@pytest.mark.parametrize("start", ["2026-12-01", "2099-01-01"])
def test_a_planned_flow_is_not_passed_for_being_planned(tmp_path: Path, start: str) -> None:
    found = said(tmp_path, PLANNED % start + "assessments: {}\n")
    assert due(found)["/flows/a"] == start
    assert {c.clause.id for d in found.deadlines for c in d.citations} == set(ON_DAYS)
    assert "/flows/a" in places(found, "25.1.a", "shortfall")
    assert "/flows/a/notice" in places(found, "14.1.b", "undeclared")


def test_on_the_day_of_its_start_what_a_planned_flow_lacked_falls_short(tmp_path: Path) -> None:
    text = PLANNED % "2026-12-01" + "assessments: {}\n"
    on = said(tmp_path, text, date(2026, 12, 1))
    for clause in ON_DAYS:
        assert "/flows/a" in places(on, clause, "shortfall")


def test_of_several_days_set_for_one_place_the_earliest_is_told(tmp_path: Path) -> None:
    text = PLANNED % "2026-06-01" + COVERED
    later = text.replace("b: {", "b: {started_on: 2026-06-15, ")
    for described in (later, later.replace("  a: {", "  z: {").replace("[a, b]", "[z, b]")):
        found = said(tmp_path, described, date(2026, 6, 20))
        assert due(found)["/assessments/t/filed_on"] == "2026-08-22"


def test_a_deadline_beyond_the_last_year_announced_is_a_span_of_days_that_are_no_weekend(
    tmp_path: Path,
) -> None:
    found = said(tmp_path, PLANNED % "2026-11-02" + COVERED)
    [one] = [d for d in found.deadlines if d.place.json_pointer == "/assessments/t/filed_on"]
    assert one.due == f"{one.due_on} - {one.due_latest}"
    assert one.due_on[:4] == one.due_latest[:4] == "2027"
    assert all(date.fromisoformat(d).weekday() < 5 for d in (one.due_on, one.due_latest))
    assert one.due_on in one.message.en
    assert one.due_latest in one.message.en
    assert one.due_latest in one.message.vi


def test_a_deadline_within_the_years_announced_is_one_day(tmp_path: Path) -> None:
    found = said(tmp_path, PLANNED % "2026-06-01" + COVERED, date(2026, 6, 2))
    [one] = [d for d in found.deadlines if d.place.json_pointer == "/assessments/t/filed_on"]
    assert one.due == one.due_on == one.due_latest
    assert one.message.en.startswith(f"due by {one.due_on};")


# No default decides ----------------------------------------------------------------------------


def test_14_1_g_asks_from_which_events_the_times_run_and_takes_none_for_granted(
    tmp_path: Path,
) -> None:
    found = said(
        tmp_path,
        "purposes: {p: {statement: S, lasts: 24mo}}\n"
        "flows: {a: {role: controller, purpose: p, retention: {kept: 24mo, then: erase}}}\n",
    )
    told = {"/flows/a/retention/counted_from", "/purposes/p/counted_from"}
    assert told <= set(places(found, "14.1.g", "undeclared"))
    assert state(found, "14.1.g").state == "undeclared"
