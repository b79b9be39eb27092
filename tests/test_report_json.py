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

from pdplint.model import (
    Exposure,
    Fine,
    Judged,
    Kind,
    Place,
    Related,
    Report,
    Scenario,
    Severity,
    State,
    Summary,
    plain,
)
from pdplint.report import render
from tests.test_report_text import (
    ANY_TEXT,
    at,
    cite,
    clause,
    exposure,
    finding,
    full,
    report,
    waiver,
)

SCHEMA = json.loads(
    (Path(__file__).parent.parent / "schemas" / "report.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
DEFS = SCHEMA["$defs"]


def read(given_report: Report, lang: str = "en") -> dict[str, Any]:
    """Return a report as a consumer reads it, after checking that it has the form it promises."""
    document: dict[str, Any] = json.loads(render("json", given_report, lang))
    VALIDATOR.validate(document)
    return document


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
    ],
    ids=["kinds", "severities", "states", "counts", "exposure"],
)
def test_the_schema_knows_what_the_model_knows(listed: list[str], known: tuple[str, ...]) -> None:
    assert tuple(listed) == known


def test_a_finding_is_written_field_by_field() -> None:
    (found,) = read(report(finding()))["findings"]
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
                "regime": "vn-draft-2021",
                "clause": "15.1.e",
                "control": "deletion-deadline",
                "says": "What 15.1.e says.",
                "with": {"limit": "48h"},
                "requires": "at most 48h",
                "extent": "whole",
                "leaves": None,
                "reconstructed": None,
                "doubts": [],
                "fine": {"organisation": {"min_vnd": 120_000_000, "max_vnd": 160_000_000}},
            }
        ],
        "related": [],
        "hops": [],
        "fingerprint": "0123456789abcdef",
        "waiver": None,
        "baselined": False,
    }


def test_the_fields_of_the_design_stand_at_the_top() -> None:
    document = read(report(finding(), regimes=full().regimes))
    assert document["version"] == 1
    assert document["tool"] == {"name": "pdplint", "version": "0.1.0"}
    assert (document["lang"], document["as_of"]) == ("en", "2026-11-21")
    assert [(r["id"], r["status"]) for r in document["regimes"]] == [("vn-draft-2021", "draft")]
    assert document["summary"]["error"] == 1
    lists = ("judged", "relied_on", "deadlines", "loosened")
    assert [document[name] for name in lists] == [[], [], [], []]
    assert document["exposure"] == {}
    assert document["default_regime"] is False


def test_sentences_are_in_the_language_asked() -> None:
    document = read(report(finding()), "vi")
    assert document["lang"] == "vi"
    assert document["findings"][0]["message"] == "3d vượt quá 48h"
    assert document["findings"][0]["citations"][0]["says"] == "Nội dung 15.1.e."


def test_vietnamese_is_written_as_it_reads() -> None:
    assert "3d vượt quá 48h" in render("json", report(finding()), "vi")


def test_a_place_without_a_span_has_none_of_the_four_numbers() -> None:
    (found,) = read(report(finding(place=Place("flows.yaml", 0, ("flows",)))))["findings"]
    assert not {"line", "column", "end_line", "end_column"} & set(found)
    assert (found["path"], found["pointer"]) == ("flows.yaml", "/flows")


@pytest.mark.parametrize("number", ["line", "column", "end_line", "end_column"])
def test_the_schema_takes_the_four_numbers_together_and_none_below_one(number: str) -> None:
    document = read(report(finding()))
    document["findings"][0][number] = 0
    assert not VALIDATOR.is_valid(document)
    del document["findings"][0][number]
    assert not VALIDATOR.is_valid(document)


def test_pointers_are_escaped() -> None:
    place = at("3d")._replace(pointer=("flows", "a/b~c", 0))
    (found,) = read(report(finding(place=place)))["findings"]
    assert found["pointer"] == "/flows/a~1b~0c/0"


@pytest.mark.parametrize(
    ("fine", "written"),
    [
        pytest.param(Fine(), None, id="nothing named"),
        pytest.param(Fine(revenue_percent=5), {"organisation": {"revenue_percent": 5}}, id="share"),
        pytest.param(Fine(None, 200), {"organisation": {"max_vnd": 200}}, id="upper end only"),
        pytest.param(Fine(0, 200), {"organisation": {"min_vnd": 0, "max_vnd": 200}}, id="zero"),
    ],
)
def test_a_fine_has_what_the_clause_names(fine: Fine, written: dict[str, Any] | None) -> None:
    cited = cite(clause(fine=fine))
    (found,) = read(report(finding(citations=(cited,))))["findings"]
    assert found["citations"][0]["fine"] == written


def test_the_numbers_of_a_clause_stay_json_values() -> None:
    cited = cite(limit="48h", least=16, words=["who", "when"], flag=True, nested={"a": None})
    (found,) = read(report(finding(citations=(cited,))))["findings"]
    assert found["citations"][0]["with"] == {
        "limit": "48h",
        "least": 16,
        "words": ["who", "when"],
        "flag": True,
        "nested": {"a": None},
    }


def test_judged_clauses_have_every_count() -> None:
    one = Judged(clause(), "falls_short", {"holds": 4, "shortfall": 1}, None)
    (written,) = read(report(judged=(one,)))["judged"]
    assert written == {
        "regime": "vn-draft-2021",
        "clause": "15.1.e",
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


def test_exposure_keeps_its_two_figures_apart() -> None:
    one = exposure(revenue_percent=5, scenarios=(Scenario(clause("26.3"), 250_000),))
    written = read(report(exposure={"vn-draft-2021": one}))["exposure"]["vn-draft-2021"]
    assert written["declared"] == {"acts": 1, "min_vnd": 120_000_000, "max_vnd": 160_000_000}
    assert written["if_undeclared_too"]["acts"] == 9
    assert written["revenue_percent"] == 5
    assert written["scenarios"][0]["clause"] == "26.3"
    assert written["scenarios"][0]["citizens"] == 250_000


def test_findings_are_sorted() -> None:
    found = [
        finding(place=at("3d")),
        finding(place=at("contract")),
        finding(place=at("contract"), control="a"),
        finding(place=Place("a.yaml", 0, ())),
    ]
    written = read(report(*found))["findings"]
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
    )
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
    assert json.loads(written)["findings"][0]["subject"] == found.subject


def test_a_waiver_and_the_hops_are_written_whole_and_in_order() -> None:
    steps = (
        Related(at("checkout", "flows", "checkout"), "flows/checkout", plain("first")),
        Related(at("sign-up", "consents"), "flows/copy", plain("second")),
    )
    made = finding(waiver=waiver(), hops=steps, baselined=False)
    (found,) = read(report(made))["findings"]
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
        "clauses": ["vn-draft-2021/15.1.e"],
        "reason": "Until the move",
        "approver": "Lan",
        "ticket": "P-1",
        "until": "2027-01-31",
    }
    (known,) = read(report(finding(baselined=True)))["findings"]
    assert (known["waiver"], known["baselined"]) == (None, True)
