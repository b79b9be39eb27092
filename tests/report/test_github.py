"""Annotations: what GitHub's runner reads from the log, and nothing that others wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.place import Place, Span
from pdplint.model.text import plain
from pdplint.report import render
from tests.report.test_sarif import CLEAN, EMPTY, HOSTILE, WORDS, waiver, worst
from tests.report.test_text import NOTHING, at, finding, full, missing, report

if TYPE_CHECKING:
    from pdplint.model.report import Report

# Read as github.com/actions/runner reads, Runner.Common/ActionCommand.cs --------------------------

COMMANDS = {"error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "add-path"}
COMMANDS |= {"set-env", "set-output", "save-state", "stop-commands", "echo", "add-matcher"}


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def parse(line: str) -> Command | None:
    return _parse_new(line) or _parse_old(line)


def _parse_new(line: str) -> Command | None:
    line = line.lstrip()
    end = line.find("::", 2)
    if not line.startswith("::") or end < 0:
        return None
    name, _, given_properties = line[2:end].partition(" ")
    if name.lower() not in COMMANDS:
        return None
    pairs = [pair.split("=", 1) for pair in given_properties.strip().split(",") if pair]
    properties = {pair[0]: _unescape(pair[1], "%3A:", "%2C,") for pair in pairs if len(pair) == 2}
    return Command(name, properties, _unescape(line[end + 2 :]))


def _parse_old(line: str) -> Command | None:
    begin = line.find("##[")
    end = line.find("]", begin)
    if begin < 0 or end < 0:
        return None
    name, _, _ = line[begin + 3 : end].partition(" ")
    return Command(name, {}, line[end + 1 :]) if name.lower() in COMMANDS else None


def _unescape(text: str, *more: str) -> str:
    for pair in ("%0D\r", "%0A\n", *more, "%25%"):
        text = text.replace(pair[:3], pair[3:])
    return text


def read(given_report: Report, lang: str = "en") -> tuple[list[Command], list[str]]:
    """Return the commands and the other lines, after checking what holds for all of them."""
    printed = render("github", given_report, lang)
    assert printed.endswith("\n")
    printed.encode("utf-8")
    lines = printed[:-1].split("\n")
    assert lines == printed.splitlines()
    commands = [command for line in lines if (command := parse(line))]
    plain_lines = [line for line in lines if parse(line) is None]
    assert all(line.startswith("pdplint: ") for line in plain_lines)
    assert lines == [line for line in lines if parse(line)] + plain_lines
    for command in commands:
        _check(command)
    return commands, plain_lines


def _check(command: Command) -> None:
    assert command.name in {"error", "warning", "notice"}
    known = {"file", "line", "endLine", "col", "endColumn", "title"}
    assert set(command.properties) <= known
    assert command.properties["title"]
    assert "##[" not in command.message
    numbers = {key: int(command.properties.get(key, 1)) for key in known - {"file", "title"}}
    assert 1 <= numbers["line"] <= numbers["endLine"]
    assert 1 <= numbers["col"] <= numbers["endColumn"]
    if numbers["line"] != numbers["endLine"]:
        assert "col" not in command.properties
    assert ("line" in command.properties) <= ("file" in command.properties)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("made", [EMPTY, CLEAN], ids=["empty", "clean"])
def test_a_report_without_findings_has_no_command(made: Report, lang: str) -> None:
    commands, lines = read(made, lang)
    assert commands == []
    assert len(lines) == 1 + len(made.regimes)


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_text_gives_no_command(word: str) -> None:
    _count(worst(word))


@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_gives_no_command(word: str, lang: str) -> None:
    _count(worst(word), lang)


def _count(made: Report, lang: str = "en") -> None:
    commands, _ = read(made, lang)
    standing = [one for one in made.findings if one.waiver is None and not one.baselined]
    assert len(commands) == len(standing)


def test_a_finding_is_one_command() -> None:
    ((command,), lines) = read(report(finding()))
    assert command == Command(
        "error",
        {
            "file": "flows.yaml",
            "line": "5",
            "endLine": "5",
            "col": "31",
            "endColumn": "32",
            "title": "deletion-deadline (15.1.e)",
        },
        "flows/checkout: 3d is more than 48h\n"
        "Asked: A request to delete is carried out in time\n"
        "Cited: draft-2021 15.1.e (a draft, never enacted)\n"
        "help: Shorten it.",
    )
    assert lines == [
        "pdplint: vn-draft-2021: a draft, never enacted; in force today: Law 91/2025/QH15",
        "pdplint: 1 error in 3 files",
    ]


def test_sentences_are_in_the_language_asked() -> None:
    ((command,), lines) = read(report(finding()), "vi")
    assert "3d vượt quá 48h" in command.message
    assert "dự thảo, chưa từng được ban hành" in command.message
    assert lines[-1] == "pdplint: 1 lỗi trong 3 tệp"


@pytest.mark.parametrize(
    ("severity", "name"), [("error", "error"), ("warning", "warning"), ("note", "notice")]
)
def test_a_severity_has_its_command(severity: str, name: str) -> None:
    ((command,), _) = read(report(finding()._replace(severity=severity)))  # type: ignore[arg-type]
    assert command.name == name


def test_properties_and_message_are_escaped_and_come_back() -> None:
    place = Place("a:b,c%0A%.yaml", 0, (), Span(1, 1, 1, 2))
    found = finding(place=place, control="x,y:z::w", message=plain("100% %0A ::error::, b"))
    ((command,), _) = read(report(found))
    assert command.properties["file"] == "a:b,c%0A%.yaml"
    assert command.properties["title"] == "x,y:z::w (15.1.e)"
    assert command.message.splitlines()[0] == "flows/checkout: 100% %0A ::error::, b"


def test_the_older_form_is_broken() -> None:
    found = finding(message=plain("##[group]x"), subject="##[error]")
    printed = render("github", report(found, as_of="##[error]x"), "en")
    assert "##[" not in printed
    assert "## [group]x" in printed


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        pytest.param(Place("a.yaml", 0, ()), {"file"}, id="no span"),
        pytest.param(Place("", 0, (), Span(1, 1, 1, 1)), set(), id="no file"),
        pytest.param(
            Place("a", 0, (), Span(1, 9, 3, 2)), {"file", "line", "endLine"}, id="several lines"
        ),
        pytest.param(
            Place("a", 0, (), Span(0, 0, 0, 0)),
            {"file", "line", "endLine", "col", "endColumn"},
            id="below one",
        ),
    ],
)
def test_a_place_is_as_exact_as_github_takes_it(place: Place, kept: set[str]) -> None:
    ((command,), _) = read(report(finding(place=place)))
    assert set(command.properties) - {"title"} == kept


def test_shortfalls_come_first_in_each_level() -> None:
    made = report(
        missing("to"),
        finding(kind="undecided", control="d"),
        missing(control="applicability"),
        finding(kind="problem", control="c"),
        finding(control="b"),
        finding(control="n", severity="note"),
        finding(control="w", severity="warning"),
    )
    commands, _ = read(made)
    controls = [command.properties["title"].split()[0] for command in commands]
    assert controls == ["b", "c", "applicability", "d", "not-described", "w", "n"]


def test_where_github_hides_some_one_notice_says_so_before_the_others() -> None:
    many = [finding(subject=f"flows/f{number}") for number in range(11)]
    commands, _ = read(report(*many, finding(severity="note", control="n")))
    assert [command.name for command in commands] == ["error"] * 11 + ["notice"] * 2
    assert commands[11].properties == {"title": "pdplint"}
    assert commands[11].message == (
        "11 errors, 1 note in 3 files. GitHub shows 10 annotations of each level; "
        "the log shows all."
    )


def test_findings_set_aside_are_counted_and_not_annotated() -> None:
    summary = NOTHING._replace(waived=1, baselined=1)
    made = report(finding(waiver=waiver()), finding(baselined=True), summary=summary)
    commands, lines = read(made)
    assert commands == []
    assert lines[-1].endswith("; 1 waived; 1 known from the baseline")


def test_a_finding_without_clauses_or_help_says_no_more() -> None:
    bare = finding(citations=(), help=None, kind="problem", place=at("3d"))
    ((command,), _) = read(report(bare))
    assert command.properties["title"] == "deletion-deadline"
    assert command.message == "flows/checkout: 3d is more than 48h"


def test_a_draft_without_a_law_and_a_law_say_what_they_are() -> None:
    (draft,) = full().regimes
    made = report(regimes=(draft._replace(in_force_today=None), draft._replace(status="in_force")))
    _, lines = read(made)
    assert "never enacted; other law is in force today" in lines[0]
    assert lines[1] == "pdplint: vn-draft-2021: Draft decree (in force)"


def test_the_order_of_findings_changes_nothing() -> None:
    made = worst()
    turned = made._replace(findings=made.findings[::-1])
    assert render("github", turned, "en") == render("github", made, "en")
