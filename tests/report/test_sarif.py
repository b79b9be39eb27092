"""SARIF: valid, its references lead somewhere, and nothing in it is more than text."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.finding import Related, Waiver
from pdplint.model.law import Sanction
from pdplint.model.place import Place, Span
from pdplint.model.report import STATES, InstrumentInfo, Loosened, Report
from pdplint.model.text import plain
from pdplint.report import render, sarif
from pdplint.report._lines import limited
from tests.report.test_text import (
    ANY_TEXT,
    BAN,
    BOTH,
    DECREE,
    DRAFT,
    DUTY,
    FINES,
    LAW,
    NOTHING,
    SHARE,
    STATUTE,
    at,
    cite,
    clause,
    finding,
    full,
    judged,
    report,
    vnd,
)

STANDARDS = Path(__file__).parent.parent / "standards"

# What a report can be -----------------------------------------------------------------------------


def waiver(word: str = "agreed") -> Waiver:
    place = Place(word, 0, (word,), Span(1, 1, 1, 2))
    return Waiver(place, word, word, "shortfall", (word,), word, word, word, word)


EMPTY = report(
    regimes=(),
    instruments=(),
    summary=NOTHING._replace(files=0, flows=0),
    lines={},
    tool_version="",
)
CLEAN = report(judged=(judged(state="holds", subjects={"holds": 4}),))


def worst(word: str = "described") -> Report:
    """Return a report with each field filled, hostile text in all of them, and all that is rare."""
    made = full(word)
    hops = (Related(at("24mo"), word, plain(word)), Related(at("contract"), word, plain(word)))
    odd = (
        finding(hops=hops, place=Place(word, 0, (word, 1), Span(0, 0, 0, 0)), fingerprint=word),
        finding(waiver=waiver(word), fingerprint=word, subject=word),
        finding(baselined=True, kind="undeclared", control=word),
        finding(citations=(cite(clause(word, instrument=word, article=word)),), severity="warning"),
        finding(place=Place("", 0, ()), subject="", help=None, citations=(), severity="note"),
    )
    law = LAW._replace(id=word, title=plain(word), about=plain(word), instruments=(word,))
    named = clause(word, instrument=word, article=word, title=plain(word))
    states = tuple(
        judged(named, state, {"holds": 1}, why, regime=word)
        for state in STATES
        for why in (None, plain(word))
    )
    return made._replace(
        findings=made.findings + odd,
        regimes=(*made.regimes, law),
        instruments=(*made.instruments, InstrumentInfo(word, "in_force", plain(word))),
        judged=made.judged + states,
        as_of=word,
    )


HOSTILE = [
    "::error::x",
    "##[error]x",
    "]]>",
    "a|b",
    "<script>alert(1)</script>",
    "@team",
    "a\nb\r\n::error::c",
    "\u202eabc\u2066",
    "\ud800",
    "\udc80.yaml",
    "x" * 10_000,
    "[a](https://example.com)",
    "\ufffe\uffff\x00\x1b[2J",
    "",
    " ",
    "`` ` ```",
    "www.example.com a@b.example #1 !1 ~x %a",
    "😀" * 2_000,
    "# \\| \\` &lt; &#64; </summary></details>",
    "//host/a:b c?d#e%20",
]
WORDS = st.one_of(ANY_TEXT, st.sampled_from(HOSTILE), st.tuples(ANY_TEXT, ANY_TEXT).map("\n".join))

# SARIF --------------------------------------------------------------------------------------------


@cache
def validator() -> Any:
    schema = json.loads((STANDARDS / "sarif-2.1.0.schema.json").read_text("utf-8"))
    return jsonschema.Draft7Validator(
        schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER
    )


def run(given_report: Report, lang: str = "en") -> dict[str, Any]:
    """Return the one run, after checking what the schema and the standard ask of all runs."""
    log = json.loads(render("sarif", given_report, lang).encode("utf-8"))
    validator().validate(log)
    assert log["version"] == "2.1.0"
    (only,) = log["runs"]
    assert only["columnKind"] == "unicodeCodePoints"
    _check_references(only)
    for name in ("suppressions", "baselineState"):
        assert len({name in result for result in only["results"]}) <= 1
    return dict(only)


def _check_references(only: dict[str, Any]) -> None:
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        _check_links(result)
    targets = [link["target"] for rule in rules for link in rule["relationships"]]
    for reference in [t for r in only["results"] for t in r.get("taxa", [])] + targets:
        taxonomy = only["taxonomies"][reference["toolComponent"]["index"]]
        assert taxonomy["name"] == reference["toolComponent"]["name"]
        assert taxonomy["taxa"][reference["index"]]["id"] == reference["id"]
    for component in only["tool"]["driver"]["supportedTaxonomies"]:
        assert only["taxonomies"][component["index"]]["name"] == component["name"]


def _check_links(result: dict[str, Any]) -> None:
    ids = [location["id"] for location in result.get("relatedLocations", [])]
    assert ids == list(range(1, len(ids) + 1))
    for target in re.findall(r"\]\(([^)]*)\)", result["message"]["text"]):
        assert int(target) in ids


def one(**changed: Any) -> dict[str, Any]:
    (result,) = run(report(finding(**changed)))["results"]
    return dict(result)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("made", [EMPTY, CLEAN, full()], ids=["empty", "clean", "full"])
def test_a_report_is_valid(made: Report, lang: str) -> None:
    only = run(made, lang)
    assert only["language"] == lang
    assert len(only["results"]) == len(made.findings)
    assert only["invocations"][0]["executionSuccessful"] is True


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_text_stays_valid_and_without_links(word: str) -> None:
    _check_inert(run(worst(word)))


@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_stays_valid_and_without_links(word: str, lang: str) -> None:
    _check_inert(run(worst(word), lang))


def _check_inert(only: dict[str, Any]) -> None:
    for result in only["results"]:
        text = result["message"]["text"]
        assert len(text.encode("utf-16-le")) <= 2 * sarif.TEXT
        for location in result.get("relatedLocations", []):
            assert "](" not in location["message"]["text"]
        for location in result["locations"]:
            uri = location.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "a")
            assert re.fullmatch(r"[A-Za-z0-9_.~/%-]*", uri)
            assert not uri.startswith("/")
    for rule in only["tool"]["driver"]["rules"]:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= 10


def test_a_result_has_its_place_clauses_and_fingerprint() -> None:
    result = one()
    assert (result["ruleId"], result["kind"], result["level"]) == (
        "deletion-deadline",
        "fail",
        "error",
    )
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "flows.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 5, "startColumn": 31, "endLine": 5, "endColumn": 33},
    }
    assert location["logicalLocations"] == [
        {"fullyQualifiedName": "/flows/checkout/rights/delete/within"}
    ]
    assert result["partialFingerprints"] == {"pdplint/v1": "0123456789abcdef"}
    assert [taxon["id"] for taxon in result["taxa"]] == ["15.1.e"]
    assert not {"suppressions", "baselineState", "relatedLocations", "codeFlows"} & set(result)


def test_the_first_sentence_says_who_and_what() -> None:
    text = one()["message"]["text"]
    first, second, third = text.split(". ", 2)
    assert first == "flows/checkout: 3d is more than 48h"
    assert second == "Asked: A request to delete is carried out in time"
    assert third == "Cited: draft-2021 15.1.e (a draft, never enacted)."


def test_a_finding_without_subject_or_clauses_is_its_message_alone() -> None:
    result = one(subject="", citations=(), kind="problem", fingerprint="")
    assert result["message"]["text"] == "3d is more than 48h."
    assert not {"taxa", "partialFingerprints"} & set(result)


def test_a_sentence_of_its_own_keeps_its_end() -> None:
    assert one(message=plain("Why?"), subject="", citations=())["message"]["text"].startswith(
        "Why? Asked"
    )


@pytest.mark.parametrize("severity", ["error", "warning", "note"])
def test_the_level_is_the_severity(severity: Any) -> None:
    assert one(severity=severity)["level"] == severity


def test_a_place_without_span_has_no_region() -> None:
    location = one(place=Place("a.yaml", 0, ()))["locations"][0]
    assert "region" not in location["physicalLocation"]
    assert "logicalLocations" not in location


@pytest.mark.parametrize(
    ("span", "region"),
    [
        pytest.param(Span(0, 0, 0, 0), (1, 1, 1, 1), id="never below one"),
        pytest.param(Span(3, 9, 2, 1), (3, 9, 3, 9), id="an end before the start"),
        pytest.param(Span(3, 9, 5, 2), (3, 9, 5, 2), id="over several lines"),
    ],
)
def test_regions_begin_at_one(span: Span, region: tuple[int, ...]) -> None:
    found = one(place=Place("a.yaml", 0, (), span))["locations"][0]["physicalLocation"]["region"]
    assert tuple(found.values()) == region


@pytest.mark.parametrize(
    "path",
    [
        "a b/ß.yaml",
        "a:b.yaml",
        "a%20b#c?d.yaml",
        "đường/dẫn.yaml",
        "caf\udce9.yaml",
        "x\udce9\ud800",
    ],
)
def test_a_path_is_a_relative_reference_that_leads_back(path: str) -> None:
    location = one(place=Place(path, 0, ()))["locations"][0]
    uri = location["physicalLocation"]["artifactLocation"]["uri"]
    assert uri.isascii()
    assert ":" not in uri
    assert unquote(uri, errors="surrogateescape") == path or "\ud800" in path


def test_related_places_are_numbered_and_linked() -> None:
    places = tuple(Related(at("24mo"), "x", plain(f"here [{n}](http://e)")) for n in range(7))
    result = one(related=places)
    assert [place["id"] for place in result["relatedLocations"]] == list(range(1, 8))
    assert result["relatedLocations"][2]["message"]["text"] == "here [2] (http://e)"
    assert result["message"]["text"].endswith("See [1](1), [2](2), [3](3), [4](4), [5](5).")


def test_hops_are_a_code_flow_in_their_order() -> None:
    hops = tuple(Related(at(word), "x", plain(word)) for word in ("24mo", "contract", "3d"))
    (flow,) = one(hops=hops)["codeFlows"]
    (thread,) = flow["threadFlows"]
    told = [step["location"]["message"]["text"] for step in thread["locations"]]
    assert told == ["24mo", "contract", "3d"]


def test_what_github_caps_is_capped() -> None:
    places = tuple(Related(at("24mo"), "x", plain("a")) for _ in range(1200))
    result = one(related=places, hops=places)
    assert len(result["relatedLocations"]) == 100
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 1000


def test_a_waived_finding_is_suppressed_and_only_a_note() -> None:
    waived = finding(waiver=waiver("by contract"), subject="flows/z")
    first, second = run(report(finding(), waived))["results"]
    assert (first["suppressions"], first["level"]) == ([], "error")
    (suppression,) = second["suppressions"]
    assert second["level"] == "note"
    assert second["properties"]["severity"] == "error"
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert suppression["justification"] == "by contract"
    assert suppression["location"]["physicalLocation"]["region"]["startLine"] == 1
    assert "Waived until by contract" in second["message"]["text"]


def test_a_known_finding_is_unchanged_and_the_others_are_new() -> None:
    known = finding(baselined=True, subject="flows/z")
    results = run(report(finding(), known))["results"]
    assert [(r["baselineState"], r["level"]) for r in results] == [
        ("new", "error"),
        ("unchanged", "note"),
    ]


def test_rules_are_the_controls_that_found_something() -> None:
    warned = finding(control="a-rule", severity="warning", help=None)
    driver = run(report(finding(), finding(severity="note"), warned))["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["a-rule", "deletion-deadline"]
    levels = [rule["defaultConfiguration"]["level"] for rule in driver["rules"]]
    assert levels == ["warning", "error"]
    rule = driver["rules"][1]
    assert rule["shortDescription"]["text"] == "A request to delete is carried out in time"
    assert rule["help"]["text"].startswith("Shorten it.\n\nClauses that cite this control:\n- dr")
    assert "never enacted" in rule["help"]["text"]
    assert rule["help"]["markdown"].count("<code>") == 1
    assert rule["properties"]["tags"] == ["personal-data", "draft-2021"]


def test_help_names_forty_clauses_and_counts_the_rest() -> None:
    many = tuple(cite(f"1.{number}") for number in range(43))
    rule = run(report(finding(citations=many)))["tool"]["driver"]["rules"][0]
    assert rule["help"]["text"].endswith("- and 3 more")
    assert rule["help"]["markdown"].endswith("- and 3 more")


def test_help_names_what_each_clause_can_cost() -> None:
    reached = (Sanction(BAN, vnd(1, 2)), Sanction(SHARE, vnd(3, 4)))
    cited = (cite(DUTY)._replace(sanctions=reached), cite())
    help_ = run(report(finding(citations=cited), **BOTH))["tool"]["driver"]["rules"][0]["help"]
    assert "- law-91/14.1 (VND 1–2; VND 3–4): What 14.1 says.\n" in help_["text"]
    assert "- draft-2021/15.1.e (draft-2021: a draft, never enacted) (VND" in help_["text"]
    assert "</code> (VND 1–2; VND 3–4): What 14.1 says." in help_["markdown"]


def test_a_taxonomy_has_the_clauses_of_an_instrument_each_once() -> None:
    ones = (judged(state="holds"), judged(clause("14.2"), "holds"))
    other = cite(clause("9.1", instrument="own"))
    made = report(finding(citations=(cite(), other)), judged=ones)
    first, second = run(made)["taxonomies"]
    assert [taxon["id"] for taxon in first["taxa"]] == ["15.1.e", "14.2"]
    assert "never enacted" in first["shortDescription"]["text"]
    assert first["taxa"][0]["properties"]["fine"] == "VND 120–160 million"
    assert (second["name"], [taxon["id"] for taxon in second["taxa"]]) == ("own", ["9.1"])


def test_a_clause_of_two_regimes_stands_once_in_its_taxonomy() -> None:
    own = DRAFT._replace(id="own", status="in_force", title=plain("Our own"))
    ones = (judged(state="holds"), judged(state="falls_short", regime="own"))
    only = run(report(judged=ones, regimes=(DRAFT, own)))
    (taxonomy,) = only["taxonomies"]
    assert [taxon["id"] for taxon in taxonomy["taxa"]] == ["15.1.e"]
    assert taxonomy["shortDescription"]["text"] == (
        "vn-draft-2021: a draft, never enacted; in force today: Law 91/2025/QH15"
    )
    counted = [(one["id"], one["clauses"], one["whole"]) for one in only["properties"]["regimes"]]
    assert counted == [("vn-draft-2021", 1, 1), ("own", 1, 1)]


@pytest.mark.parametrize(
    ("changed", "taxonomies"),
    [
        pytest.param({}, [("draft-2021", "Draft decree")], id="one regime of one instrument"),
        pytest.param(
            {"regimes": (LAW,), "instruments": (STATUTE, FINES)},
            [("law-91", "Law 91"), ("decree-330", "Decree 330"), ("draft-2021", None)],
            id="one regime of two, and a clause of none that the report knows",
        ),
        pytest.param(
            BOTH,
            [("draft-2021", "Draft decree"), ("law-91", "Law 91"), ("decree-330", "Decree 330")],
            id="two regimes",
        ),
        pytest.param(
            {"regimes": (), "instruments": (DECREE,)},
            [("draft-2021", "Draft decree")],
            id="an instrument that no regime holds",
        ),
    ],
)
def test_taxonomies_are_the_instruments(
    changed: dict[str, Any], taxonomies: list[tuple[str, str | None]]
) -> None:
    only = run(report(finding(), **changed))
    assert [(one["name"], one.get("fullName")) for one in only["taxonomies"]] == taxonomies
    supported = only["tool"]["driver"]["supportedTaxonomies"]
    assert [one["name"] for one in supported] == [known for known, _ in taxonomies]
    (taxon,) = only["results"][0]["taxa"]
    assert (taxon["id"], taxon["toolComponent"]["name"]) == ("15.1.e", "draft-2021")


def test_an_instrument_is_described_by_the_regimes_that_hold_it() -> None:
    draft, law, fines = run(report(**BOTH), "vi")["taxonomies"]
    assert draft["shortDescription"]["text"].startswith("vn-draft-2021: dự thảo, chưa từng")
    assert draft["fullDescription"]["text"] == "Giới thiệu."
    for one in (law, fines):
        assert one["shortDescription"]["text"] == "vn-2026: Luật (đang có hiệu lực)"
    (alone,) = run(report(regimes=()))["taxonomies"]
    for text in ("shortDescription", "fullDescription"):
        assert alone[text]["text"] == "a draft, not in force"


def test_the_driver_has_a_name_in_place_of_an_address() -> None:
    assert run(EMPTY)["tool"]["driver"]["informationUri"] == "urn:pdplint:tool"


def test_the_run_counts() -> None:
    ones = (
        judged(state="holds"),
        judged(clause("1.1", extent="part"), "falls_short"),
        judged(clause("1.2"), "conduct"),
    )
    made = report(finding(), judged=ones, loosened=(Loosened("ignore", "x", "pdplint.yaml"),))
    only = run(made)
    assert only["properties"]["regimes"] == [
        {
            "id": "vn-draft-2021",
            "status": "draft",
            "clauses": 3,
            "judged": 2,
            "whole": 1,
            "part": 1,
            "linked": 0,
        }
    ]
    assert only["properties"]["summary"]["error"] == 1
    (configured,) = only["invocations"][0]["toolConfigurationNotifications"]
    assert configured["message"]["text"] == "Less is reported: ignore: x (pdplint.yaml)"


@pytest.mark.parametrize(
    ("version", "semantic"),
    [
        ("0.1.0", "0.1.0"),
        ("1.2.3-rc.1+x", "1.2.3-rc.1+x"),
        ("0.1.0.dev1", None),
        ("1.0.0\n", None),
    ],
)
def test_a_semantic_version_is_named_as_one(version: str, semantic: str | None) -> None:
    driver = run(report(tool_version=version))["tool"]["driver"]
    assert driver.get("semanticVersion") == semantic


def test_of_too_many_results_the_most_telling_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif, "RESULTS", 2)
    made = report(
        finding(severity="note", control="n"),
        finding(waiver=waiver(), control="w"),
        finding(control="z"),
        finding(severity="warning", control="b"),
    )
    only = run(made)
    assert [result["ruleId"] for result in only["results"]] == ["b", "z"]
    told = only["invocations"][0]["toolExecutionNotifications"][-1]["message"]["text"]
    assert told == "2 results are left out: a consumer takes no more than 2"


def test_the_order_of_findings_changes_nothing() -> None:
    made = worst()
    turned = made._replace(findings=made.findings[::-1])
    assert render("sarif", turned, "en") == render("sarif", made, "en")


# What these formats take ---------------------------------------------------------------------------


@given(ANY_TEXT, st.integers(1, 50))
def test_limited_text_is_never_empty_and_never_longer(word: str, most: int) -> None:
    text = limited(word, most)
    assert 0 < len(text.encode("utf-16-le")) // 2 <= most
    assert not set(text) & set("\n\r\x00\u2028\u202e")


def test_limited_text_splits_no_character() -> None:
    assert limited("😀😀😀", 4) == "😀…"
    assert limited("😀😀", 4) == "😀😀"


def test_a_report_of_several_instruments_names_the_draft() -> None:
    both = (cite(), cite(clause("9.1", instrument="law-91")))
    (result,) = run(report(finding(citations=both), **BOTH))["results"]
    cited = "draft-2021/15.1.e, law-91/9.1 (draft-2021: a draft, never enacted)"
    assert cited in result["message"]["text"]
    (result,) = run(report(finding(citations=both[1:]), **BOTH))["results"]
    assert "Cited: law-91/9.1." in result["message"]["text"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_an_instrument_is_told_by_its_regime_whatever_lines_stand_between(lang: str) -> None:
    regimes = (BOTH["regimes"][1]._replace(read_until="2026-10-31"), BOTH["regimes"][0])
    citations = (cite(clause("1", instrument="law-91")), cite(clause()))
    found = finding(citations=citations)
    taxonomies = run(report(found, **{**BOTH, "regimes": regimes}), lang)["taxonomies"]
    told = {one["name"]: one["shortDescription"]["text"] for one in taxonomies}
    assert "vn-2026" in told["law-91"]
    assert "vn-draft-2021" in told["draft-2021"]
