"""The order in which reports tell findings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.model.finding import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pdplint.model.finding import Finding
    from pdplint.model.place import Place
    from pdplint.model.report import Reliance


_ASKING = {"applicability", "nothing-described"}
_PARTS = {"problem": "problems", "shortfall": "shortfalls", "undecided": "undecided"}


def part_of(finding: Finding) -> str:
    """Return the part of a page that a finding belongs to, by the key of its heading."""
    if finding.kind != "problem" and finding.control in _ASKING:
        return "applicability"
    return _PARTS.get(finding.kind, "undeclared")


def by_place(place: Place) -> tuple[Any, ...]:
    """Return a key: path, line, column; what has no span comes first in its file."""
    span = place.span
    at = (0, 0) if span is None else (span.line, span.column)
    return (place.path, *at, place.document, place.json_pointer)


def by_finding(finding: Finding) -> tuple[Any, ...]:
    """Return a key: path, line, column, control, and what tells the rest apart."""
    path, line, column, *rest = by_place(finding.place)
    same = (finding.kind, finding.subject, finding.fingerprint, finding.message)
    return (path, line, column, finding.control, *rest, *same)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by path, line, column and control."""
    return sorted(findings, key=by_finding)


def by_taken(one: Reliance) -> tuple[Any, ...]:
    """Return a key that puts claims that take away most clauses first, then by place."""
    path, *at = by_place(one.place)
    return -len(one.citations), path, one.order, *at, one.claim


def by_severity(finding: Finding) -> int:
    """Return a key that puts errors before warnings before notes."""
    return SEVERITIES.index(finding.severity)
