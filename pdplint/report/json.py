"""The report for programs, version 1: `schemas/report.schema.json` says what each field means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.report._order import by_place, by_taken, ordered
from pdplint.report._terms import json_text

if TYPE_CHECKING:
    from pdplint.model import (
        Amount,
        Citation,
        Deadline,
        Exposure,
        Finding,
        Fine,
        Judged,
        Place,
        RegimeInfo,
        Related,
        Reliance,
        Report,
        Summary,
        Text,
        Waiver,
    )
    from pdplint.report import View

VERSION = 1
_COUNTED = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")


def render(report: Report, view: View) -> str:
    r"""Return the report as JSON: UTF-8 with all that a terminal obeys or hides written `\uXXXX`.

    A lone surrogate, which no JSON reader has to take, becomes U+FFFD.
    """
    return json_text(document(report, view.lang))


def document(report: Report, lang: str) -> dict[str, Any]:
    """Return the report as plain JSON values."""
    relied = sorted(report.relied_on, key=by_taken)
    due = sorted(report.deadlines, key=lambda one: (one.due_on, by_place(one.place), one.subject))
    return {
        "version": VERSION,
        "tool": {"name": "pdplint", "version": report.tool_version},
        "lang": lang,
        "as_of": report.as_of,
        "regimes": [_regime(one, lang) for one in report.regimes],
        "default_regime": report.default_regime,
        "summary": _summary(report.summary),
        "findings": [_finding(one, lang) for one in ordered(report.findings)],
        "judged": [_judged(one, lang) for one in report.judged],
        "relied_on": [_reliance(one, lang) for one in relied],
        "deadlines": [_deadline(one, lang) for one in due],
        "loosened": [
            {"what": one.what, "value": one.value, "source": one.source}
            for one in sorted(report.loosened)
        ],
        "exposure": {
            regime: _exposure(one, lang) for regime, one in sorted(report.exposure.items())
        },
    }


def _of(text: Text | None, lang: str) -> str | None:
    return None if text is None else text.of(lang)


def _regime(regime: RegimeInfo, lang: str) -> dict[str, Any]:
    return {
        "id": regime.id,
        "status": regime.status,
        "title": regime.title.of(lang),
        "about": regime.about.of(lang),
        "in_force_today": _of(regime.in_force_today, lang),
    }


def _summary(summary: Summary) -> dict[str, Any]:
    return {
        "files": summary.files,
        "skipped_files": summary.skipped_files,
        "flows": summary.flows,
        "error": summary.error,
        "warning": summary.warning,
        "note": summary.note,
        "waived": summary.waived,
        "baselined": summary.baselined,
    }


def _finding(finding: Finding, lang: str) -> dict[str, Any]:
    return {
        "control": finding.control,
        "kind": finding.kind,
        "severity": finding.severity,
        "title": finding.title.of(lang),
        "message": finding.message.of(lang),
        "help": _of(finding.help, lang),
        **_place(finding.place),
        "subject": finding.subject,
        "citations": [_citation(one, lang) for one in finding.citations],
        "related": [_related(one, lang) for one in finding.related],
        "hops": [_related(one, lang) for one in finding.hops],
        "fingerprint": finding.fingerprint,
        "waiver": finding.waiver and _waiver(finding.waiver),
        "baselined": finding.baselined,
    }


def _waiver(waiver: Waiver) -> dict[str, Any]:
    return {
        **_place(waiver.place),
        "clauses": list(waiver.clauses),
        "reason": waiver.reason,
        "approver": waiver.approver,
        "ticket": waiver.ticket,
        "until": waiver.until,
    }


def _place(place: Place) -> dict[str, Any]:
    span = place.span
    at = (
        {}
        if span is None
        else {
            "line": span.line,
            "column": span.column,
            "end_line": span.end_line,
            "end_column": span.end_column,
        }
    )
    return {
        "path": place.path,
        "document": place.document,
        **at,
        "pointer": place.json_pointer,
    }


def _citation(citation: Citation, lang: str) -> dict[str, Any]:
    clause = citation.clause
    return {
        "regime": clause.regime,
        "clause": clause.id,
        "control": citation.control,
        "says": clause.says.of(lang),
        "with": dict(citation.with_),
        "requires": citation.requires.of(lang),
        "extent": clause.extent,
        "leaves": _of(clause.leaves, lang),
        "reconstructed": _of(clause.reconstructed, lang),
        "doubts": [doubt.of(lang) for doubt in clause.doubts],
        "fine": _fine(clause.fine),
    }


def _fine(fine: Fine) -> dict[str, Any] | None:
    named = {
        "min_vnd": fine.min_vnd,
        "max_vnd": fine.max_vnd,
        "revenue_percent": fine.revenue_percent,
    }
    given = {key: value for key, value in named.items() if value is not None}
    return {"organisation": given} if given else None


def _related(related: Related, lang: str) -> dict[str, Any]:
    return {
        **_place(related.place),
        "subject": related.subject,
        "message": related.message.of(lang),
    }


def _judged(judged: Judged, lang: str) -> dict[str, Any]:
    return {
        "regime": judged.clause.regime,
        "clause": judged.clause.id,
        "state": judged.state,
        "extent": judged.clause.extent,
        "subjects": {state: judged.subjects.get(state, 0) for state in _COUNTED},
        "because": _of(judged.because, lang),
    }


def _reliance(reliance: Reliance, lang: str) -> dict[str, Any]:
    return {
        **_place(reliance.place),
        "subject": reliance.subject,
        "claim": reliance.claim.of(lang),
        "clauses": [citation.clause.ref for citation in reliance.citations],
        "shared_with": [{**_place(at), "subject": subject} for at, subject in reliance.shared],
        "waived": reliance.waiver is not None,
    }


def _deadline(deadline: Deadline, lang: str) -> dict[str, Any]:
    return {
        **_place(deadline.place),
        "subject": deadline.subject,
        "due_on": deadline.due_on,
        "due_latest": deadline.due_latest or deadline.due_on,
        "days_left": deadline.days_left,
        "message": deadline.message.of(lang),
        "citations": [_citation(one, lang) for one in deadline.citations],
    }


def _exposure(exposure: Exposure, lang: str) -> dict[str, Any]:
    return {
        "declared": _amount(exposure.declared),
        "if_undeclared_too": _amount(exposure.if_undeclared_too),
        "revenue_percent": exposure.revenue_percent,
        "scenarios": [
            {"clause": one.clause.id, "citizens": one.citizens, "fine": _fine(one.clause.fine)}
            for one in exposure.scenarios
        ],
        "notes": [note.of(lang) for note in exposure.notes],
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {"acts": amount.acts, "min_vnd": amount.min_vnd, "max_vnd": amount.max_vnd}
