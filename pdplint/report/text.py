"""The report for people: what falls short, where, under which clause, and what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model.finding import SEVERITIES
from pdplint.report._blocks import blocks
from pdplint.report._lines import (
    by_default,
    counted,
    drafts,
    is_draft_alone,
    read_until,
    status_line,
)
from pdplint.report._lists import deadlines, exposure, judged, loosened, relied_on, waived
from pdplint.report._missing import missing
from pdplint.report._order import by_severity, ordered, part_of
from pdplint.report._page import LARGEST_WIDTH, LEAST_WIDTH, Page, name
from pdplint.report._screen import Line, Piece, printed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.finding import Finding
    from pdplint.model.report import Report
    from pdplint.report import Style

CLAIMS_BY_NAME = True
_ACCEPTANCE = {"waiver", "baseline"}


def render(report: Report, style: Style) -> str:
    """Return the report as text, with ANSI colours only if the style has them."""
    page = Page(report, style.lang, max(LEAST_WIDTH, min(style.width, LARGEST_WIDTH)))
    return printed(_report(page), color=style.color)


def _report(page: Page) -> Iterator[Line]:
    yield from _head(page)
    yield from _findings(page)
    for part in (waived, deadlines, relied_on, loosened, exposure, judged):
        yield from part(page)
    yield ()
    yield from _last(page)


def _head(page: Page) -> Iterator[Line]:
    for regime in page.report.regimes:
        if page.report.default_regime and is_draft_alone(page.report) and regime.status == "draft":
            text = status_line(page, regime)
        else:
            status = page.say(f"status-{regime.status}")
            text = page.say("regime", regime=name(regime.id), title=regime.title, status=status)
        yield from page.prose(text, "", "  ", "bold")
        for line in read_until(page, regime):
            yield from page.prose(line, "  ", "  ")
    told = by_default(page)
    if drafts(page.report):
        told.append(page.say("draft-clauses"))
    told.append(page.say("as-declared", date=name(page.report.as_of)))
    yield from page.prose(" ".join(told))


def _findings(page: Page) -> Iterator[Line]:
    parts: dict[str, list[Finding]] = {
        phrase: []
        for phrase in (
            "problems",
            "acceptance",
            "applicability",
            "shortfalls",
            "undecided",
            "undeclared",
        )
    }
    for finding in ordered(page.report.findings):
        if finding.is_open and not finding.is_listed_apart:
            parts[_part(finding)].append(finding)
    for phrase, findings in parts.items():
        if findings:
            yield from page.heading(phrase, len(findings))
            listed = phrase in {"applicability", "undeclared"}
            findings.sort(key=by_severity)
            yield from (missing if listed else blocks)(page, findings)


def _part(finding: Finding) -> str:
    part = part_of(finding)
    return "acceptance" if part == "problems" and finding.control in _ACCEPTANCE else part


def _last(page: Page) -> Iterator[Line]:
    summary = page.report.summary
    worst = next((severity for severity in SEVERITIES if getattr(summary, severity)), None)
    style = {"error": "red", "warning": "yellow", "note": "blue", None: "bold"}[worst]
    yield (Piece(counted(page), style),)
