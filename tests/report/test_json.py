"""The report for programs: its shape is a contract, and `schemas/report.schema.json` says it."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any, get_args

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.finding import Kind, Related, Severity
from pdplint.model.law import ClauseKind, Fine, Sanction, Share
from pdplint.model.place import Place
from pdplint.model.report import (
    Amount,
    Deadline,
    Evidence,
    Exposure,
    InstrumentInfo,
    Loosened,
    RegimeInfo,
    Reliance,
    Report,
    Scenario,
    State,
    Summary,
    WorkspaceReport,
)
from pdplint.model.text import plain
from pdplint.report import render
from tests.report.test_text import (
    AGAIN,
    ANY_TEXT,
    BAN,
    BOTH,
    DUTY,
    REVENUE,
    SHARE,
    TURNOVER,
    asked,
    at,
    cite,
    clause,
    exposure,
    finding,
    full,
    itself,
    judged,
    report,
    vnd,
    waiver,
    workspace,
)
from tests.workspaces import ROOT, library, ran

SCHEMA = json.loads(
    (Path(__file__).parent.parent.parent / "schemas" / "report.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEFS = SCHEMA["$defs"]


def read(given_report: Report, lang: str = "en") -> dict[str, Any]:
    """Return a report as a consumer reads it, after checking that it has the form it promises."""
    document: dict[str, Any] = json.loads(render("json", given_report, lang))
    VALIDATOR.validate(document)
    return document


def only(given_report: Report, lang: str = "en") -> dict[str, Any]:
    """Return the one workspace of a report."""
    (one,) = read(given_report, lang)["workspaces"]
    return dict(one)


def cited(given_report: Report, lang: str = "en") -> dict[str, Any]:
    """Return the one citation of the one finding."""
    (found,) = only(given_report, lang)["findings"]
    (citation,) = found["citations"]
    return dict(citation)


def test_the_schema_is_a_schema_for_both_libraries() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    document = json.loads(render("json", full(), "en"))
    assert jsonschema_rs.validator_for(SCHEMA).is_valid(document)


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if "properties" in node and "additionalProperties" in node else []
    return own + [found for value in node.values() for found in _objects(value)]


def test_every_object_is_closed_and_every_field_described() -> None:
    objects = _objects(SCHEMA)
    assert len(objects) > 15
    for node in objects:
        assert node["additionalProperties"] is False
        assert set(node["required"]) <= set(node["properties"])


@pytest.mark.parametrize(
    ("listed", "known"),
    [
        (DEFS["finding"]["properties"]["kind"]["enum"], get_args(Kind)),
        (DEFS["finding"]["properties"]["severity"]["enum"], get_args(Severity)),
        (DEFS["judged"]["properties"]["state"]["enum"], get_args(State)),
        (list(DEFS["summary"]["properties"]), Summary._fields),
        (list(DEFS["exposure"]["properties"]), Exposure._fields),
        (DEFS["judged"]["properties"]["kind"]["enum"], get_args(ClauseKind)),
        (DEFS["citation"]["properties"]["kind"]["enum"], get_args(ClauseKind)),
        (DEFS["citation"]["properties"]["severity"]["enum"], get_args(Severity)),
        (list(DEFS["fine"]["properties"]), Fine._fields),
        (list(DEFS["fine"]["properties"]["percent"]["properties"]), Share._fields),
        (list(DEFS["fine"]["properties"]["multiple"]["properties"]), Share._fields),
        (list(DEFS["amount"]["properties"]), Amount._fields),
        (list(DEFS["regime"]["properties"]), RegimeInfo._fields),
        (list(DEFS["instrument"]["properties"]), InstrumentInfo._fields),
        (list(DEFS["evidence"]["properties"]), Evidence._fields),
        (list(DEFS["workspace"]["properties"]), WorkspaceReport._fields),
    ],
    ids=[
        "kinds",
        "severities",
        "states",
        "counts",
        "exposure",
        "kinds of clauses judged",
        "kinds of clauses cited",
        "severities of citations",
        "fine",
        "percent",
        "multiple",
        "amount",
        "regime",
        "instrument",
        "evidence",
        "workspace",
    ],
)
def test_the_schema_knows_what_the_model_knows(listed: list[str], known: tuple[str, ...]) -> None:
    assert tuple(listed) == known


def test_a_finding_is_written_field_by_field() -> None:
    (found,) = only(report(finding()))["findings"]
    assert found == {
        "control": "deletion-deadline",
        "kind": "shortfall",
        "severity": "error",
        "title": "A request to delete is carried out in time",
        "message": "3d is more than 48h",
        "help": "Shorten it.",
        "path": "flows.yaml",
        "document": 0,
        "line": 5,
        "column": 31,
        "end_line": 5,
        "end_column": 33,
        "pointer": "/flows/checkout/rights/delete/within",
        "subject": "flows/checkout",
        "citations": [
            {
                "clause": "draft-2021/15.1.e",
                "kind": "sanction",
                "says": "What 15.1.e says.",
                "bindings": [
                    {
                        "control": "deletion-deadline",
                        "with": {"limit": "48h"},
                        "requires": "at most 48h",
                    }
                ],
                "drives": False,
                "severity": "error",
                "extent": "whole",
                "leaves": None,
                "reconstructed": None,
                "doubts": [],
                "sanctions": [
                    {
                        "clause": "draft-2021/15.1.e",
                        "says": "What 15.1.e says.",
                        "amount": {"currency": "VND", "min": 120_000_000, "max": 160_000_000},
                        "raised_by": None,
                        "remedies": [],
                        "additional": [],
                    }
                ],
            }
        ],
        "related": [],
        "hops": [],
        "fingerprint": "0123456789abcdef",
        "waiver": None,
        "baselined": False,
    }


def test_a_citation_has_every_binding_and_every_sanction_that_they_reach() -> None:
    bindings = (
        asked("at most 48h", limit="48h"),
        asked("copies told", "copies")._replace(severity="warning"),
    )
    reached = (Sanction(BAN, vnd(40_000_000, 80_000_000), AGAIN), itself(SHARE))
    citation = cite(DUTY)._replace(asked=bindings, sanctions=reached, drives=True)
    found = cited(report(finding(citations=(citation,)), **BOTH), "vi")
    assert (found["clause"], found["kind"]) == ("law-91/14.1", "duty")
    assert found["bindings"] == [
        {"control": "deletion-deadline", "with": {"limit": "48h"}, "requires": "at most 48h"},
        {"control": "copies", "with": {}, "requires": "copies told"},
    ]
    assert (found["drives"], found["severity"]) == (True, "error")
    assert found["sanctions"] == [
        {
            "clause": "decree-330/52.1.a",
            "says": "Nội dung 52.1.a.",
            "amount": {"currency": "VND", "min": 40_000_000, "max": 80_000_000},
            "raised_by": "decree-330/60.1",
            "remedies": ["xóa dữ liệu", "nộp lại lợi"],
            "additional": ["đình chỉ hoạt động"],
        },
        {
            "clause": "decree-330/52.3",
            "says": "Nội dung 52.3.",
            "amount": {"currency": "VND", "percent": {"max": 5, "of": REVENUE.vi}},
            "raised_by": None,
            "remedies": [],
            "additional": [],
        },
    ]


@pytest.mark.parametrize(
    ("severities", "gravest"),
    [
        pytest.param(("note",), "note", id="of one binding its own"),
        pytest.param(("note", "warning"), "warning", id="of several the gravest"),
        pytest.param(("error", "note"), "error", id="whatever comes last"),
    ],
)
def test_the_severity_of_a_citation_is_that_of_its_bindings(
    severities: tuple[Severity, ...], gravest: str
) -> None:
    bindings = tuple(asked("x")._replace(severity=one) for one in severities)
    made = finding(citations=(cite()._replace(asked=bindings),), severity="warning")
    (found,) = only(report(made))["findings"]
    assert (found["severity"], found["citations"][0]["severity"]) == ("warning", gravest)


def test_a_citation_that_reaches_nothing_has_no_sanctions() -> None:
    assert cited(report(finding(citations=(cite(DUTY),))))["sanctions"] == []


def test_a_citation_without_a_binding_is_none() -> None:
    document = read(report(finding()))
    document["workspaces"][0]["findings"][0]["citations"][0]["bindings"] = []
    assert not VALIDATOR.is_valid(document)


def test_the_fields_of_the_design_stand_at_the_top() -> None:
    document = read(report(finding(), default_regime=True))
    assert document == {
        "version": 2,
        "tool": {"name": "pdplint", "version": "0.1.0"},
        "lang": "en",
        "as_of": "2026-11-21",
        "regimes": [
            {
                "id": "vn-draft-2021",
                "status": "draft",
                "title": "Draft decree",
                "about": "About it.",
                "in_force_today": "Law 91/2025/QH15",
                "instruments": ["draft-2021"],
                "not_binding": 0,
                "read_until": None,
            }
        ],
        "instruments": [{"id": "draft-2021", "status": "draft", "title": "Draft decree"}],
        "default_regime": True,
        "summary": {**COUNTS, "error": 1},
        "workspaces": document["workspaces"],
    }


COUNTS = {
    "files": 3,
    "skipped_files": 0,
    "flows": 5,
    "error": 0,
    "warning": 0,
    "note": 0,
    "waived": 0,
    "baselined": 0,
}


def test_all_that_was_found_stands_in_its_workspace() -> None:
    assert only(report()) == {
        "root": ".",
        "regimes": ["vn-draft-2021"],
        "summary": COUNTS,
        "findings": [],
        "judged": [],
        "relied_on": [],
        "deadlines": [],
        "loosened": [],
        "exposure": {},
        "evidence": None,
    }


def test_regimes_tell_their_instruments_and_what_does_not_bind() -> None:
    regimes = (BOTH["regimes"][0], BOTH["regimes"][1]._replace(not_binding=7))
    document = read(report(**{**BOTH, "regimes": regimes}), "vi")
    told = [(one["id"], one["instruments"], one["not_binding"]) for one in document["regimes"]]
    assert told == [
        ("vn-draft-2021", ["draft-2021"], 0),
        ("vn-2026", ["law-91", "decree-330"], 7),
    ]
    assert document["instruments"] == [
        {"id": "draft-2021", "status": "draft", "title": "Dự thảo Nghị định"},
        {"id": "law-91", "status": "in_force", "title": "Luật 91"},
        {"id": "decree-330", "status": "in_force", "title": "Nghị định 330"},
    ]


# Workspaces


def test_two_workspaces_tell_each_their_own() -> None:
    """The same clause, subject and file name can stand in both: nothing is put together."""
    shop = report(
        finding(), judged=(judged(state="falls_short"),), exposure={"draft-2021": exposure()}
    )
    bank = report(
        finding(severity="warning", place=Place("bank.yaml", 0, ())),
        judged=(judged(state="falls_short"), judged(DUTY, "holds", regime="vn-2026")),
        exposure={"decree-330": exposure(currency="EUR")},
        loosened=(Loosened("ignore", "x", "bank/pdplint.yaml"),),
        **BOTH,
    )
    both = bank._replace(
        summary=Summary(*(a + b for a, b in zip(shop.summary, bank.summary, strict=True))),
        findings=shop.findings + bank.findings,
        workspaces=(workspace(shop, root="shop"), workspace(bank, root="bank")),
    )
    document = read(both)
    first, second = document["workspaces"]
    assert (first["root"], first["regimes"]) == ("shop", ["vn-draft-2021"])
    assert (second["root"], second["regimes"]) == ("bank", ["vn-draft-2021", "vn-2026"])
    assert [one["path"] for one in first["findings"] + second["findings"]] == [
        "flows.yaml",
        "bank.yaml",
    ]
    assert [(one["regime"], one["clause"]) for one in second["judged"]] == [
        ("vn-draft-2021", "draft-2021/15.1.e"),
        ("vn-2026", "law-91/14.1"),
    ]
    assert (len(first["judged"]), first["loosened"], len(second["loosened"])) == (1, [], 1)
    assert list(first["exposure"]) == ["draft-2021"]
    assert [(id_, one["currency"]) for id_, one in second["exposure"].items()] == [
        ("decree-330", "EUR")
    ]
    told = [one["summary"] for one in (first, second, document)]
    assert [(one["files"], one["error"], one["warning"]) for one in told] == [
        (3, 1, 0),
        (3, 0, 1),
        (6, 1, 1),
    ]


def test_without_a_workspace_there_is_none() -> None:
    assert read(report()._replace(workspaces=()))["workspaces"] == []


def test_evidence_is_written_by_path() -> None:
    known = Evidence(
        "0a1b",
        modified=False,
        descriptions={"b.yaml": "b" * 64, "a.yaml": "a" * 64},
        papers={"y.md": None, "x.md": "c" * 64},
        policies={"shipped": "d" * 64},
    )
    made = report()
    found = only(made._replace(workspaces=(workspace(made, evidence=known),)))["evidence"]
    assert found == {
        "commit": "0a1b",
        "modified": False,
        "descriptions": {"a.yaml": "a" * 64, "b.yaml": "b" * 64},
        "papers": {"x.md": "c" * 64, "y.md": None},
        "policies": {"shipped": "d" * 64},
    }
    assert [list(found[files]) for files in ("descriptions", "papers")] == [
        ["a.yaml", "b.yaml"],
        ["x.md", "y.md"],
    ]
    nothing = Evidence(None, None, {}, {}, {})
    found = only(made._replace(workspaces=(workspace(made, evidence=nothing),)))["evidence"]
    assert (found["commit"], found["modified"]) == (None, None)


@pytest.mark.parametrize("evidence", [True, False], ids=["with evidence", "without"])
def test_a_run_over_two_examples_has_the_promised_form(evidence: bool) -> None:
    examples = ROOT / "examples"
    document = read(ran(examples / "shop-broken", examples / "bank", evidence=evidence))
    roots = {Path(one["root"]).name: one for one in document["workspaces"]}
    assert set(roots) == {"shop-broken", "bank"}
    assert all(one["judged"] and one["exposure"] for one in roots.values())
    assert all((one["evidence"] is not None) is evidence for one in roots.values())
    assert all(
        clause.partition("/")[0] in library().instruments
        for one in roots.values()
        for found in one["findings"]
        for clause in (citation["clause"] for citation in found["citations"])
    )


def test_sentences_are_in_the_language_asked() -> None:
    document = read(report(finding()), "vi")
    assert document["lang"] == "vi"
    (found,) = document["workspaces"][0]["findings"]
    assert found["message"] == "3d vượt quá 48h"
    assert found["citations"][0]["says"] == "Nội dung 15.1.e."


def test_vietnamese_is_written_as_it_reads() -> None:
    assert "3d vượt quá 48h" in render("json", report(finding()), "vi")


def test_a_place_without_a_span_has_none_of_the_four_numbers() -> None:
    (found,) = only(report(finding(place=Place("flows.yaml", 0, ("flows",)))))["findings"]
    assert not {"line", "column", "end_line", "end_column"} & set(found)
    assert (found["path"], found["pointer"]) == ("flows.yaml", "/flows")


@pytest.mark.parametrize("number", ["line", "column", "end_line", "end_column"])
def test_the_schema_takes_the_four_numbers_together_and_none_below_one(number: str) -> None:
    document = read(report(finding()))
    (found,) = document["workspaces"][0]["findings"]
    found[number] = 0
    assert not VALIDATOR.is_valid(document)
    del found[number]
    assert not VALIDATOR.is_valid(document)


def test_pointers_are_escaped() -> None:
    place = at("3d")._replace(pointer=("flows", "a/b~c", 0))
    (found,) = only(report(finding(place=place)))["findings"]
    assert found["pointer"] == "/flows/a~1b~0c/0"


FINES = [
    pytest.param(Fine(""), {"currency": ""}, id="nothing named, and no currency"),
    pytest.param(vnd(None, 200), {"currency": "VND", "max": 200}, id="upper end only"),
    pytest.param(vnd(0, 200), {"currency": "VND", "min": 0, "max": 200}, id="zero is an amount"),
    pytest.param(
        vnd(percent=Share(5, 5, REVENUE)),
        {"currency": "VND", "percent": {"min": 5, "max": 5, "of": "revenue in Vietnam"}},
        id="a share alone",
    ),
    pytest.param(
        Fine("EUR", None, 20_000_000, percent=Share(None, 4, TURNOVER)),
        {"currency": "EUR", "max": 20_000_000, "percent": {"max": 4, "of": "turnover worldwide"}},
        id="another currency",
    ),
    pytest.param(
        vnd(multiple=Share(1.5, None, REVENUE)),
        {"currency": "VND", "multiple": {"min": 1.5, "of": "revenue in Vietnam"}},
        id="the lower end of a multiple",
    ),
    pytest.param(
        vnd(1, 2, warning=True),
        {"currency": "VND", "min": 1, "max": 2, "warning": True},
        id="a warning in its place",
    ),
    pytest.param(vnd(warning=True), {"currency": "VND", "warning": True}, id="a warning alone"),
]


@pytest.mark.parametrize(("fine", "written"), FINES)
def test_a_fine_has_what_the_clause_names(fine: Fine, written: dict[str, Any]) -> None:
    reached = cite()._replace(sanctions=(Sanction(clause(), fine),))
    (sanction,) = cited(report(finding(citations=(reached,))))["sanctions"]
    assert sanction["amount"] == written


@pytest.mark.parametrize(("fine", "written"), FINES)
def test_an_exposure_has_what_a_clause_names_too(fine: Fine, written: dict[str, Any]) -> None:
    leak = Scenario(clause("26.3"), fine, 1)
    one = exposure(apart=(fine, fine), scenarios=(leak,))
    found = only(report(exposure={"draft-2021": one}))["exposure"]["draft-2021"]
    assert found["apart"] == [written, written]
    assert [scenario["amount"] for scenario in found["scenarios"]] == [written]


def test_the_numbers_of_a_clause_stay_json_values() -> None:
    numbers = cite(limit="48h", least=16, words=["who", "when"], flag=True, nested={"a": None})
    (binding,) = cited(report(finding(citations=(numbers,))))["bindings"]
    assert binding["with"] == {
        "limit": "48h",
        "least": 16,
        "words": ["who", "when"],
        "flag": True,
        "nested": {"a": None},
    }


def test_judged_clauses_have_every_count() -> None:
    one = judged(state="falls_short", subjects={"holds": 4, "shortfall": 1})
    (written,) = only(report(judged=(one,)))["judged"]
    assert written == {
        "regime": "vn-draft-2021",
        "clause": "draft-2021/15.1.e",
        "kind": "sanction",
        "state": "falls_short",
        "extent": "whole",
        "subjects": {
            "holds": 4,
            "shortfall": 1,
            "undeclared": 0,
            "undecided": 0,
            "exempt": 0,
            "not_asked": 0,
        },
        "because": None,
    }


@pytest.mark.parametrize("state", get_args(State))
def test_every_state_is_written(state: State) -> None:
    one = judged(clause(extent=None, fine=None), state, because=plain("why"))
    (written,) = only(report(judged=(one,)))["judged"]
    assert (written["state"], written["extent"], written["because"]) == (state, None, "why")


@pytest.mark.parametrize("kind", get_args(ClauseKind))
def test_every_kind_of_clause_is_written(kind: ClauseKind) -> None:
    named = clause(kind=kind)
    one = only(report(finding(citations=(cite(named),)), judged=(judged(named),)))
    assert [one["judged"][0]["kind"], one["findings"][0]["citations"][0]["kind"]] == [kind, kind]


def test_exposure_is_by_instrument_and_keeps_its_two_figures_apart() -> None:
    leak = Scenario(clause("26.3"), vnd(320, 400), 250_000)
    one = exposure(apart=(vnd(percent=Share(5, 5, REVENUE)),), scenarios=(leak,))
    written = only(report(exposure={"law-91": exposure(), "draft-2021": one}))["exposure"]
    assert list(written) == ["draft-2021", "law-91"]
    assert written["draft-2021"] == {
        "currency": "VND",
        "declared": {"acts": 1, "min": 120_000_000, "max": 160_000_000},
        "if_undeclared_too": {"acts": 9, "min": 960_000_000, "max": 1_280_000_000},
        "apart": [{"currency": "VND", "percent": {"min": 5, "max": 5, "of": "revenue in Vietnam"}}],
        "scenarios": [
            {
                "clause": "draft-2021/26.3",
                "citizens": 250_000,
                "amount": {"currency": "VND", "min": 320, "max": 400},
            }
        ],
        "notes": [],
    }


def test_what_was_relied_on_names_its_clauses_and_who_shares_it() -> None:
    claim = Reliance(
        at("contract"),
        "flows/checkout",
        plain("relies on a law"),
        (cite(DUTY), cite()),
        ((at("24mo"), "flows/copy"),),
        waiver(),
    )
    (written,) = only(report(relied_on=(claim,), **BOTH))["relied_on"]
    assert written["clauses"] == ["law-91/14.1", "draft-2021/15.1.e"]
    assert [(one["subject"], one["line"]) for one in written["shared_with"]] == [("flows/copy", 6)]
    assert written["waived"] is True


def test_a_day_to_come_has_its_clauses_without_sanctions() -> None:
    due = Deadline(
        at("3d"),
        "flows/checkout",
        "2026-12-18",
        27,
        plain("file it"),
        (cite(DUTY),),
        "2026-12-21",
    )
    (written,) = only(report(deadlines=(due, due._replace(due_on="2026-12-01", due_latest=""))))[
        "deadlines"
    ][1:]
    assert (written["due_on"], written["due_latest"]) == ("2026-12-18", "2026-12-21")
    assert [(one["clause"], one["sanctions"]) for one in written["citations"]] == [
        ("law-91/14.1", [])
    ]


def test_findings_are_sorted() -> None:
    found = [
        finding(place=at("3d")),
        finding(place=at("contract")),
        finding(place=at("contract"), control="a"),
        finding(place=Place("a.yaml", 0, ())),
    ]
    written = only(report(*found))["findings"]
    assert [(one["path"], one.get("line"), one["control"]) for one in written] == [
        ("a.yaml", None, "deletion-deadline"),
        ("flows.yaml", 4, "a"),
        ("flows.yaml", 4, "deletion-deadline"),
        ("flows.yaml", 5, "deletion-deadline"),
    ]


def test_the_same_report_is_the_same_text_whatever_its_order() -> None:
    whole = full()
    turned = whole._replace(
        findings=whole.findings[::-1],
        relied_on=whole.relied_on[::-1],
        deadlines=whole.deadlines[::-1],
        exposure=dict(reversed([*whole.exposure.items()])),
    )
    turned = turned._replace(workspaces=(workspace(turned),))
    assert render("json", turned, "en") == render("json", whole, "en")


@given(ANY_TEXT, st.sampled_from(["en", "vi"]))
def test_any_text_gives_a_report_of_the_promised_form(word: str, lang: str) -> None:
    written = render("json", full(word, as_of=word, tool_version=word), lang)
    VALIDATOR.validate(json.loads(written))
    assert json.loads(written.encode("utf-8"))["as_of"] == _readable(word)
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert all(unicodedata.category(char) not in hidden for char in written if char != "\n")


def _readable(word: str) -> str:
    return "".join("\ufffd" if unicodedata.category(char) == "Cs" else char for char in word)


def test_hidden_characters_survive_as_escapes() -> None:
    found = finding(subject="\u202e\x1b\x7f\x9b\U000e0041")
    written = render("json", report(found), "en")
    assert "\\u202e\\u001b\\u007f\\u009b\\udb40\\udc41" in written
    (only_,) = json.loads(written)["workspaces"]
    assert only_["findings"][0]["subject"] == found.subject


def test_a_waiver_and_the_hops_are_written_whole_and_in_order() -> None:
    steps = (
        Related(at("checkout", "flows", "checkout"), "flows/checkout", plain("first")),
        Related(at("sign-up", "consents"), "flows/copy", plain("second")),
    )
    made = finding(waiver=waiver(), hops=steps, baselined=False)
    (found,) = only(report(made))["findings"]
    assert [hop["message"] for hop in found["hops"]] == ["first", "second"]
    assert found["hops"][1]["line"] == 8
    assert found["waiver"] == {
        "path": "waivers.yaml",
        "document": 0,
        "line": 2,
        "column": 5,
        "end_line": 2,
        "end_column": 12,
        "pointer": "/waivers/0",
        "clauses": ["draft-2021/15.1.e"],
        "reason": "Until the move",
        "approver": "Lan",
        "ticket": "P-1",
        "until": "2027-01-31",
    }
    (known,) = only(report(finding(baselined=True)))["findings"]
    assert (known["waiver"], known["baselined"]) == (None, True)
