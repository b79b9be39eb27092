"""The report for programs, version 2: `schemas/report.schema.json` says what each field means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.report._lines import json_text
from pdplint.report._order import by_place, by_taken, ordered

if TYPE_CHECKING:
    from pdplint.model.finding import Citation, Finding, Related, Waiver
    from pdplint.model.law import Fine, Sanction, Share
    from pdplint.model.place import Place
    from pdplint.model.report import (
        Amount,
        Deadline,
        Evidence,
        Exposure,
        Judged,
        RegimeInfo,
        Reliance,
        Report,
        WorkspaceReport,
    )
    from pdplint.model.text import Text
    from pdplint.report import Style

VERSION = 2
_COUNTED = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")


def render(report: Report, style: Style) -> str:
    r"""Return the report as JSON: UTF-8 with all that a terminal obeys or hides written `\uXXXX`.

    A lone surrogate, which no JSON reader has to take, becomes U+FFFD.
    """
    return json_text(document(report, style.lang))


def document(report: Report, lang: str) -> dict[str, Any]:
    """Return the report as plain JSON values."""
    return {
        "version": VERSION,
        "tool": {"name": "pdplint", "version": report.tool_version},
        "lang": lang,
        "as_of": report.as_of,
        "regimes": [_regime(one, lang) for one in report.regimes],
        "instruments": [
            {"id": one.id, "status": one.status, "title": one.title.of(lang)}
            for one in report.instruments
        ],
        "default_regime": report.default_regime,
        "summary": report.summary._asdict(),
        "workspaces": [_workspace(one, lang) for one in report.workspaces],
    }


def _workspace(one: WorkspaceReport, lang: str) -> dict[str, Any]:
    relied = sorted(one.relied_on, key=by_taken)
    due = sorted(one.deadlines, key=lambda due: (due.due_on, by_place(due.place), due.subject))
    return {
        "root": one.root,
        "regimes": list(one.regimes),
        "summary": one.summary._asdict(),
        "findings": [_finding(found, lang) for found in ordered(one.findings)],
        "judged": [_judged(judged, lang) for judged in one.judged],
        "relied_on": [_reliance(reliance, lang) for reliance in relied],
        "deadlines": [_deadline(deadline, lang) for deadline in due],
        "loosened": [
            {"what": loose.what, "value": loose.value, "source": loose.source}
            for loose in sorted(one.loosened)
        ],
        "exposure": {id_: _exposure(found, lang) for id_, found in sorted(one.exposure.items())},
        "evidence": one.evidence and _evidence(one.evidence),
    }


def _evidence(one: Evidence) -> dict[str, Any]:
    return {
        "commit": one.commit,
        "modified": one.modified,
        "descriptions": dict(sorted(one.descriptions.items())),
        "papers": dict(sorted(one.papers.items())),
        "policies": dict(sorted(one.policies.items())),
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
        "instruments": list(regime.instruments),
        "not_binding": regime.not_binding,
        "read_until": regime.read_until or None,
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
        "clause": clause.ref,
        "kind": clause.kind,
        "says": clause.says.of(lang),
        "bindings": [
            {"control": one.control, "with": dict(one.with_), "requires": one.requires.of(lang)}
            for one in citation.asked
        ],
        "drives": citation.drives,
        "severity": citation.severity,
        "extent": clause.extent,
        "leaves": _of(clause.leaves, lang),
        "reconstructed": _of(clause.reconstructed, lang),
        "doubts": [doubt.of(lang) for doubt in clause.doubts],
        "sanctions": [_sanction(one, lang) for one in citation.sanctions],
    }


def _sanction(one: Sanction, lang: str) -> dict[str, Any]:
    return {
        "clause": one.clause.ref,
        "says": one.clause.says.of(lang),
        "amount": fine_data(one.fine, lang),
        "raised_by": one.raised_by and one.raised_by.ref,
        "remedies": [text.of(lang) for text in one.clause.remedies],
        "additional": [text.of(lang) for text in one.clause.additional],
    }


def fine_data(fine: Fine, lang: str) -> dict[str, Any]:
    """Return what a clause names as plain JSON values; nothing but the currency for no amount."""
    named: dict[str, Any] = {
        "currency": fine.currency,
        "min": fine.min,
        "max": fine.max,
        "percent": fine.percent and _share(fine.percent, lang),
        "multiple": fine.multiple and _share(fine.multiple, lang),
        "warning": fine.warning or None,
    }
    return {key: value for key, value in named.items() if value is not None}


def _share(share: Share, lang: str) -> dict[str, Any]:
    found = {
        "min": share.min,
        "max": share.max,
        "of": share.of.of(lang),
        "field": share.field or None,
        "least": share.least,
        "most": share.most,
    }
    return {key: value for key, value in found.items() if value is not None}


def _related(related: Related, lang: str) -> dict[str, Any]:
    return {
        **_place(related.place),
        "subject": related.subject,
        "message": related.message.of(lang),
    }


def _judged(judged: Judged, lang: str) -> dict[str, Any]:
    return {
        "regime": judged.regime,
        "clause": judged.clause.ref,
        "kind": judged.clause.kind,
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
        "currency": exposure.currency,
        "declared": _amount(exposure.declared),
        "if_undeclared_too": _amount(exposure.if_undeclared_too),
        "apart": [fine_data(fine, lang) for fine in exposure.apart],
        "scenarios": [
            {
                "clause": one.clause.ref,
                "citizens": one.citizens,
                "amount": fine_data(one.fine, lang),
            }
            for one in exposure.scenarios
        ],
        "notes": [note.of(lang) for note in exposure.notes],
    }


def _amount(amount: Amount) -> dict[str, Any]:
    return {"acts": amount.acts, "min": amount.min, "max": amount.max}
