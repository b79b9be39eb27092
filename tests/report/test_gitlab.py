"""Code Quality: what GitLab takes, entry by entry, as one bad entry ends its reading."""

from __future__ import annotations

import json
import unicodedata
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.place import Place, Span
from pdplint.report import render
from tests.report.test_sarif import CLEAN, EMPTY, HOSTILE, WORDS, waiver, worst
from tests.report.test_text import finding, report

if TYPE_CHECKING:
    from pdplint.model.report import Report

# After https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format, and what GitLab
# itself checks: app/validators/json_schemas/codeclimate.json.
SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}


def read(given_report: Report, lang: str = "en") -> list[dict[str, Any]]:
    """Return the entries, after checking what holds for all reports."""
    printed = render("gitlab", given_report, lang)
    entries: list[dict[str, Any]] = json.loads(printed.encode("utf-8"))
    jsonschema.validate(entries, SCHEMA)
    assert not printed.startswith("\ufeff")
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert all(unicodedata.category(char) not in hidden for char in printed if char != "\n")
    fingerprints = [entry["fingerprint"] for entry in entries]
    assert len(set(fingerprints)) == len(fingerprints)
    assert all(entry["location"]["lines"]["end"] >= 1 for entry in entries)
    return entries


@pytest.mark.parametrize("made", [EMPTY, CLEAN], ids=["empty", "clean"])
def test_a_report_without_findings_is_an_empty_array(made: Report) -> None:
    assert read(made) == []


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_text_stays_valid(word: str) -> None:
    assert len(read(worst(word))) == 9


@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_stays_valid(word: str, lang: str) -> None:
    assert len(read(worst(word), lang)) == 9


def test_a_finding_is_one_entry() -> None:
    assert read(report(finding())) == [
        {
            "description": "flows/checkout: 3d is more than 48h "
            "[draft-2021 15.1.e (a draft, never enacted)]",
            "check_name": "deletion-deadline",
            "fingerprint": "0123456789abcdef",
            "severity": "major",
            "location": {"path": "flows.yaml", "lines": {"begin": 5, "end": 5}},
        }
    ]


def test_sentences_are_in_the_language_asked() -> None:
    (entry,) = read(report(finding(citations=())), "vi")
    assert entry["description"] == "flows/checkout: 3d vượt quá 48h"


@pytest.mark.parametrize(
    ("severity", "word"), [("error", "major"), ("warning", "minor"), ("note", "info")]
)
def test_a_severity_has_its_word(severity: str, word: str) -> None:
    (entry,) = read(report(finding()._replace(severity=severity)))  # type: ignore[arg-type]
    assert entry["severity"] == word


@pytest.mark.parametrize(
    ("span", "lines"),
    [
        pytest.param(None, (1, 1), id="no line is line 1"),
        pytest.param(Span(0, 0, 0, 0), (1, 1), id="below one"),
        pytest.param(Span(3, 9, 2, 1), (3, 3), id="an end before the start"),
        pytest.param(Span(3, 9, 5, 1), (3, 5), id="several lines"),
    ],
)
def test_an_entry_has_a_line(span: Span | None, lines: tuple[int, int]) -> None:
    (entry,) = read(report(finding(place=Place("./a/b c.yaml", 0, (), span))))
    assert entry["location"]["path"] == "a/b c.yaml"
    assert tuple(entry["location"]["lines"].values()) == lines


def test_equal_fingerprints_are_made_distinct_whatever_the_order() -> None:
    three = [finding(subject=f"flows/{letter}") for letter in "abc"]
    first, second = read(report(*three)), read(report(*reversed(three)))
    assert first == second
    assert first[0]["fingerprint"] == "0123456789abcdef"
    assert len({entry["fingerprint"] for entry in first}) == 3


@pytest.mark.parametrize("own", ["", "\ud800", "é"])
def test_without_a_fingerprint_one_is_made_of_what_it_is_made_of(own: str) -> None:
    made = report(finding(fingerprint=own), finding(fingerprint=own, subject="flows/b"))
    marks = [entry["fingerprint"] for entry in read(made)]
    assert all(len(mark) == 64 for mark in marks)
    assert marks[0] != marks[1]


def test_findings_set_aside_are_left_out() -> None:
    assert read(report(finding(waiver=waiver()), finding(baselined=True))) == []


def test_the_order_of_findings_changes_nothing() -> None:
    made = worst()
    turned = made._replace(findings=made.findings[::-1])
    assert render("gitlab", turned, "en") == render("gitlab", made, "en")
