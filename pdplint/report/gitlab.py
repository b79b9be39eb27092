"""Code Quality of GitLab: one array of findings, compared there with those of the target branch.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format. An entry that GitLab
does not take ends its reading, and of entries with one fingerprint it keeps one.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pdplint.report._lines import cited, json_text, limited, page_of, stands, told
from pdplint.report._order import ordered

if TYPE_CHECKING:
    from pdplint.model.finding import Finding, Severity
    from pdplint.model.place import Place
    from pdplint.model.report import Report
    from pdplint.report import Style
    from pdplint.report._page import Page

SEVERITY: dict[Severity, str] = {"error": "major", "warning": "minor", "note": "info"}
"""GitLab's words for ours; it has `critical` and `blocker` as well, which pdplint does not use."""

_DESCRIPTION, _NAME = 2000, 255


def render(report: Report, style: Style) -> str:
    """Return the findings that count; those waived or known from the baseline are left out.

    A finding that has no line stands at line 1, as GitLab links each entry to a line.
    """
    page = page_of(report, style.lang)
    standing = [finding for finding in ordered(report.findings) if stands(finding)]
    taken: dict[str, int] = {}
    return json_text([_entry(page, finding, _unique(finding, taken)) for finding in standing])


def _entry(page: Page, finding: Finding, fingerprint: str) -> dict[str, Any]:
    clauses = cited(page, finding.citations)
    text = told(page, finding)
    return {
        "description": limited(f"{text} [{clauses}]" if clauses else text, _DESCRIPTION),
        "check_name": limited(finding.control, _NAME),
        "fingerprint": fingerprint,
        "severity": SEVERITY[finding.severity],
        "location": _location(finding.place),
    }


def _location(place: Place) -> dict[str, Any]:
    first, last = (place.span.line, place.span.end_line) if place.span else (1, 1)
    begin = max(1, first)
    return {
        "path": place.path.removeprefix("./"),
        "lines": {"begin": begin, "end": max(begin, last)},
    }


def _unique(finding: Finding, taken: dict[str, int]) -> str:
    """Return the fingerprint of a finding, another one if that is taken.

    The order of findings decides which of two equal ones keeps it, so that a run repeated says
    the same. `taken` holds for each how often it was wanted, so that none is tried again.
    """
    own = finding.fingerprint
    if not own or not own.isascii():
        own = _digest(own, finding.control, finding.kind, finding.subject, *_pointer(finding))
    found = own
    while found in taken:
        taken[own] += 1
        found = _digest(own, str(taken[own]))
    taken[found] = 1
    return found


def _pointer(finding: Finding) -> tuple[str, str]:
    return finding.place.path, finding.place.json_pointer


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
