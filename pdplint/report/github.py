"""Annotations on GitHub: workflow commands, one a line, which the runner takes from the log.

https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands has the form,
`ActionCommand.cs` and `IssueCommandExtension.cs` of github.com/actions/runner how it is read: a
command begins a line behind spaces (`::`), or stands anywhere in it in the older form (`##[`).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pdplint.report._lines import cited, counted, page_of, stands, status_lines, term, told
from pdplint.report._order import by_finding, by_severity, part_of
from pdplint.report._page import Page, name
from pdplint.report._screen import inert, unobeyed

if TYPE_CHECKING:
    from pdplint.model.finding import Finding, Severity
    from pdplint.model.place import Span
    from pdplint.model.report import Report
    from pdplint.report import Style

SHOWN = 10
"""How many annotations of each level GitHub shows for a step."""

_COMMAND: dict[Severity, str] = {"error": "error", "warning": "warning", "note": "notice"}
_PARTS = ("shortfalls", "problems", "applicability", "undecided", "undeclared")


def render(report: Report, style: Style) -> str:
    """Return a command for each finding that counts, the most telling first; then the counts.

    Findings that are waived or known from the baseline are only counted. Where a level has more
    findings than GitHub shows, one notice says so, ahead of the other notices.
    """
    page = page_of(report, style.lang)
    standing = sorted((one for one in report.findings if stands(one)), key=_rank)
    loud = [_annotation(page, one) for one in standing if one.severity != "note"]
    quiet = [_annotation(page, one) for one in standing if one.severity == "note"]
    levels = Counter(one.severity for one in standing)
    hidden = [_hidden(page)] if any(count > SHOWN for count in levels.values()) else []
    plain = [_log_line(line) for line in [*status_lines(page), counted(page)]]
    return "".join(f"{line}\n" for line in [*loud, *hidden, *quiet, *plain])


def _rank(finding: Finding) -> tuple[object, ...]:
    return (by_severity(finding), _PARTS.index(part_of(finding)), by_finding(finding))


def _annotation(page: Page, finding: Finding) -> str:
    place = finding.place
    properties = {"file": inert(place.path)} if place.path else {}
    if place.path and place.span:
        properties |= _lines(place.span)
    clauses = page.clauses(finding.citations, 60)
    properties["title"] = name(finding.control) + (f" ({clauses})" if clauses else "")
    return _command(_COMMAND[finding.severity], properties, _message(page, finding))


def _lines(span: Span) -> dict[str, str]:
    """Return the place; GitHub refuses columns of a place over several lines.

    Its last column is inclusive: left out, it is the first one.
    """
    line = max(1, span.line)
    end = max(line, span.end_line)
    lines = {"line": str(line), "endLine": str(end)}
    if line == end:
        column = max(1, span.column)
        lines["col"] = str(column)
        lines["endColumn"] = str(max(column, span.end_column - 1))
    return lines


def _message(page: Page, finding: Finding) -> str:
    lines = [told(page, finding)]
    if finding.kind == "shortfall":
        lines.append(term(page, "asked", title=finding.title))
    if finding.citations:
        lines.append(term(page, "cited", clauses=cited(page, finding.citations)))
    if finding.help:
        lines.append(page.say("help", help=finding.help))
    return "\n".join(lines)


def _hidden(page: Page) -> str:
    text = term(page, "hidden", counts=counted(page), most=SHOWN)
    return _command("notice", {"title": "pdplint"}, text)


def _command(command: str, properties: dict[str, str], message: str) -> str:
    given = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{command} {given}::{_data(message)}"


def _data(text: str) -> str:
    return _broken(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _log_line(text: str) -> str:
    return _broken(f"pdplint: {text}")


def _broken(text: str) -> str:
    """Return inert text with a space in what a runner obeys: `## [error]`."""
    return unobeyed(text, lambda char: f"{char} ")
