"""JUnit: valid against both schemas there are, whatever the text; names that stay."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.place import Place
from pdplint.model.report import STATES, Report
from pdplint.model.text import plain
from pdplint.report import render
from tests.report.test_sarif import CLEAN, EMPTY, HOSTILE, WORDS, waiver, worst
from tests.report.test_text import BOTH, DRAFT, clause, finding, full, judged, missing, report

STANDARDS = Path(__file__).parent.parent / "standards"


@cache
def schema(name: str) -> Any:
    return xmlschema.XMLSchema(str(STANDARDS / name))


def read(given_report: Report, lang: str = "en") -> ET.Element:
    """Return the suites, after checking what holds for all reports."""
    printed = render("junit", given_report, lang)
    root = ET.fromstring(printed.encode("utf-8"))  # noqa: S314 - we wrote it
    for name in ("junit-10.xsd", "JUnit.xsd"):
        schema(name).validate(root)
    names = []
    for suite in root.findall("testsuite"):
        cases = suite.findall("testcase")
        names += [(case.get("classname"), case.get("name")) for case in cases]
        assert suite.get("tests") == str(len(cases))
        for element, key in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
            assert suite.get(key) == str(len(suite.findall(f"testcase/{element}")))
    return root


def outcomes(root: ET.Element) -> dict[str, str]:
    """Return what each case came to: the name of its element and what it says, or `holds`."""
    found = {}
    for case in root.iter("testcase"):
        result = next(iter(case), None)
        assert len(case) <= 1
        said = "holds" if result is None else f"{result.tag}: {result.get('message')}"
        found[f"{case.get('classname')} {case.get('name')}"] = said
    return found


FILES = "descriptions.files descriptions are found"


def falling(*findings: Any, **changed: Any) -> Report:
    one = judged(state="falls_short", subjects={"holds": 4, "shortfall": 1})
    return report(*findings, judged=(one,), **changed)


CASE = "draft-2021.article-15 15.1.e Rights"


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("made", [EMPTY, CLEAN, full()], ids=["empty", "clean", "full"])
def test_a_report_is_valid(made: Report, lang: str) -> None:
    read(made, lang)


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_text_stays_valid(word: str) -> None:
    _unique(read(worst(word)))


@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_stays_valid(word: str, lang: str) -> None:
    read(worst(word), lang)


def _unique(root: ET.Element) -> None:
    for suite in root:
        names = [(c.get("classname"), c.get("name")) for c in suite.findall("testcase")]
        assert len(set(names)) == len(names)


def test_nothing_at_all_is_skipped_not_silent() -> None:
    assert outcomes(read(EMPTY)) == {FILES: "skipped: no description was found"}


def test_a_clean_report_holds() -> None:
    assert outcomes(read(CLEAN)) == {CASE: "holds", FILES: "holds"}


def test_a_clause_that_falls_short_fails_and_tells_all_findings() -> None:
    root = read(falling(finding(severity="warning"), finding(subject="flows/z")))
    assert outcomes(root)[CASE] == "failure: flows/z: 3d is more than 48h"
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("type") == "shortfall"
    ref = "draft-2021 15.1.e (a draft, never enacted)"
    assert (failure.text or "").splitlines() == [
        "15.1.e: What 15.1.e says. (4 hold, 1 fall short)",
        f"flows.yaml:5:31: warning deletion-deadline: flows/checkout: 3d is more than 48h: {ref}",
        f"flows.yaml:5:31: error deletion-deadline: flows/z: 3d is more than 48h: {ref}",
    ]


def test_sentences_are_in_the_language_asked() -> None:
    said = outcomes(read(falling(finding()), "vi"))
    assert said["draft-2021.article-15 15.1.e Quyền"] == "failure: flows/checkout: 3d vượt quá 48h"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        pytest.param(
            {"waiver": waiver("agreed")}, "skipped: waived until agreed: agreed", id="waived"
        ),
        pytest.param({"baselined": True}, "skipped: known from the baseline", id="baselined"),
        pytest.param({"severity": "note"}, "skipped: notes only", id="notes"),
    ],
)
def test_a_clause_fails_only_for_what_counts(changed: dict[str, Any], said: str) -> None:
    root = read(falling(finding(**changed)))
    assert outcomes(root)[CASE] == said
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert "flows.yaml:5:31" in (skipped.text or "")


def test_a_clause_that_falls_short_where_nothing_is_reported_still_fails() -> None:
    said = outcomes(read(falling()))[CASE]
    assert said == "failure: 15.1.e: What 15.1.e says. (4 hold, 1 fall short)"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("holds", "holds"),
        (
            "undeclared",
            "skipped: 2 not described; what is not described stands under descriptions",
        ),
        (
            "undecided",
            "skipped: 2 not described; what cannot be told stands under descriptions",
        ),
        ("not_applicable", "skipped: not applicable"),
        ("conduct", "skipped: on conduct that no description shows"),
        ("escalation", "skipped: on repeated acts"),
        ("outside", "skipped: outside what is described"),
        ("later", "skipped: not yet looked into"),
    ],
)
def test_a_clause_that_was_not_judged_is_skipped_and_says_why(state: Any, said: str) -> None:
    one = judged(state=state, subjects={"undeclared": 2})
    assert outcomes(read(report(judged=(one,))))[CASE] == said


def test_a_reason_given_is_told() -> None:
    one = judged(state="conduct", because=plain("It is what people do."))
    assert outcomes(read(report(judged=(one,))))[CASE] == "skipped: It is what people do."


def test_no_subject_is_said_too() -> None:
    assert outcomes(read(report(judged=(judged(),))))[CASE].startswith("skipped: 0 not asked; ")


def test_what_is_missing_fails_once_for_its_entity() -> None:
    one = judged(subjects={"undeclared": 1})
    root = read(report(missing("to"), missing("from"), judged=(one,)))
    said = outcomes(root)
    assert said["descriptions.flows flows/checkout"].startswith("failure: flows/checkout: not desc")
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("type") == "undeclared"
    assert len((failure.text or "").splitlines()) == 2


def test_a_shortfall_whose_clause_has_no_case_fails_for_its_entity() -> None:
    said = outcomes(read(report(finding(citations=()))))
    assert (
        said["descriptions.flows flows/checkout"] == "failure: flows/checkout: 3d is more than 48h"
    )
    other = judged(clause(instrument="gone"), "falls_short", regime="gone")
    said = outcomes(read(report(finding(), judged=(other,))))
    assert "descriptions.flows flows/checkout" in said


def test_a_file_that_cannot_be_read_is_an_error_once() -> None:
    problem = finding(kind="problem", control="syntax", citations=())
    known = problem._replace(place=Place("b.yaml", 0, ()), baselined=True)
    said = outcomes(read(report(problem, problem._replace(subject="x"), known)))
    assert said["descriptions.files flows.yaml"] == "error: flows/checkout: 3d is more than 48h"
    assert said["descriptions.files b.yaml"] == "skipped: known from the baseline"


def test_cases_of_one_name_are_numbered() -> None:
    twice = (judged(state="holds"), judged(state="holds"))
    assert list(outcomes(read(report(judged=twice)))) == [CASE, f"{CASE} (2)", FILES]


def test_a_suite_is_a_regime_and_a_class_an_article_of_an_instrument() -> None:
    own = DRAFT._replace(id="own")
    regimes = (*BOTH["regimes"], own)
    ones = (
        judged(state="holds"),
        judged(clause("14.1", instrument="law-91"), "holds", regime="vn-2026"),
        judged(clause("14.1", instrument="decree-330"), "holds", regime="vn-2026"),
        judged(state="falls_short", regime="own"),
    )
    root = read(report(finding(), judged=ones, **{**BOTH, "regimes": regimes}))
    told = {
        suite.get("name"): [
            (case.get("classname"), case.get("name"), len(case)) for case in suite.iter("testcase")
        ]
        for suite in root
    }
    assert told == {
        "vn-draft-2021": [("draft-2021.article-15", "15.1.e Rights", 0)],
        "vn-2026": [
            ("law-91.article-14", "14.1 Rights", 0),
            ("decree-330.article-14", "14.1 Rights", 0),
        ],
        "own": [("draft-2021.article-15", "15.1.e Rights", 1)],
        "descriptions": [("descriptions.files", "descriptions are found", 0)],
    }


@pytest.mark.parametrize(
    ("as_of", "stamp"),
    [("2026-11-21", "2026-11-21T00:00:00"), ("::error::", "1970-01-01T00:00:00")],
)
def test_the_time_is_that_of_the_report(as_of: str, stamp: str) -> None:
    root = read(report(as_of=as_of))
    assert {suite.get("timestamp") for suite in root} == {stamp}


def test_what_xml_refuses_is_written_out() -> None:
    word = "a\ufffe\uffff\x00\ud800]]>"
    failure = read(falling(finding(message=plain(word)))).find(".//failure")
    assert failure is not None
    assert failure.get("message") == "flows/checkout: a\\ufffe\\uffff\\u0000\\ud800]]>"


def test_the_type_of_a_result_is_never_a_name_of_others() -> None:
    made = worst("yaml")
    types = {result.get("type") for result in read(made).iter() if result.get("type")}
    assert types <= {"shortfall", "undeclared", "undecided", "problem"}


def test_names_do_not_depend_on_what_was_found() -> None:
    ones = [judged(clause(f"1.{n}"), state) for n, state in enumerate(STATES)]
    held = [one._replace(state="holds") for one in ones]
    assert list(outcomes(read(report(judged=tuple(ones))))) == list(
        outcomes(read(report(judged=tuple(held))))
    )


def test_the_order_of_findings_changes_nothing() -> None:
    made = worst()
    turned = made._replace(findings=made.findings[::-1])
    assert render("junit", turned, "en") == render("junit", made, "en")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_a_regime_that_was_read_until_a_day_has_its_own_line(lang: str) -> None:
    regimes = (BOTH["regimes"][1]._replace(read_until="2026-10-31"), DRAFT)
    first, second, *_ = read(report(**{**BOTH, "regimes": regimes}), lang).findall("testsuite")
    about = [
        next(one.get("value", "") for one in suite.iter("property") if one.get("name") == "about")
        for suite in (first, second)
    ]
    assert "vn-2026" in about[0]
    assert "vn-draft-2021" in about[1]
