"""SARIF 2.1.0: findings for code scanning and editors, the clauses of an instrument as a taxonomy.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub takes from it, and its
limits: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support.

Every result is of kind `fail`: to any other kind the standard allows no level. GitHub reads neither
`suppressions` nor `baselineState`, so what is waived or known from the baseline is a note.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from pdplint.judge.citations import united
from pdplint.report._lines import (
    aside,
    cited,
    counted,
    json_text,
    judged_by_extent,
    limited,
    page_of,
    sentence,
    stands,
    status_line,
    term,
    told,
)
from pdplint.report._money import fined
from pdplint.report._order import by_finding, by_severity, ordered
from pdplint.report._sanctions import fines
from pdplint.report.markdown import code, prose

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pdplint.model.finding import Citation, Finding, Related, Waiver
    from pdplint.model.law import Clause
    from pdplint.model.place import Place, Span
    from pdplint.model.report import InstrumentInfo, RegimeInfo, Report, Summary
    from pdplint.report import Style
    from pdplint.report._page import Page

HOME = "urn:pdplint:tool"
"""pdplint has no public address; a name is what can be said of it for certain."""
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
# GitHub refuses a file with more results, cuts longer texts, and shows no more of the rest.
RESULTS, TEXT, NAME = 25_000, 1024, 255
LOCATIONS, STEPS, TAGS = 100, 1000, 10
_CLAUSES, _LINKS = 40, 5
_SEMANTIC = re.compile(r"\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_SEVERITY = {"error": "error", "warning": "warning", "note": "recommendation"}


class _Frame(NamedTuple):
    """What results refer to: the index of each rule, and of each clause in its taxonomy."""

    page: Page
    findings: Sequence[Finding]
    rules: Mapping[str, int]
    taxonomies: Mapping[str, Mapping[str, int]]
    clauses: Mapping[str, Sequence[Clause]]


def render(report: Report, style: Style) -> str:
    """Return one run with a result for each finding, those waived or in the baseline too."""
    page = page_of(report, style.lang)
    frame = _frame(page)
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(frame)]})


def _frame(page: Page) -> _Frame:
    findings = _most_telling(page.report.findings)
    rules = {control: index for index, control in enumerate(sorted({f.control for f in findings}))}
    clauses = _clauses(page.report, findings)
    taxonomies = {
        instrument: {clause.id: index for index, clause in enumerate(ones)}
        for instrument, ones in clauses.items()
    }
    return _Frame(page, findings, rules, taxonomies, clauses)


def _most_telling(findings: Sequence[Finding]) -> Sequence[Finding]:
    if len(findings) > RESULTS:
        findings = sorted(findings, key=lambda f: (not stands(f), by_severity(f), by_finding(f)))
    return ordered(findings[:RESULTS])


def _clauses(report: Report, findings: Iterable[Finding]) -> Mapping[str, Sequence[Clause]]:
    """Return for each instrument its clauses: those asked, and those cited; each once."""
    found: dict[str, dict[str, Clause]] = {one.id: {} for one in report.instruments}
    asked = [one.clause for one in report.judged]
    named = [citation.clause for finding in findings for citation in finding.citations]
    for clause in asked + named:
        found.setdefault(clause.instrument, {}).setdefault(clause.id, clause)
    return {instrument: list(clauses.values()) for instrument, clauses in found.items()}


def _run(frame: _Frame) -> dict[str, Any]:
    page = frame.page
    return {
        "tool": {"driver": _driver(frame)},
        "language": page.lang,
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": _text(term(page, "root"))}},
        "invocations": [_invocation(frame)],
        "taxonomies": [_taxonomy(frame, one) for one in frame.taxonomies],
        "results": _results(frame),
        "properties": _properties(frame),
    }


def _driver(frame: _Frame) -> dict[str, Any]:
    version = frame.page.report.tool_version
    by_control: dict[str, list[Finding]] = {control: [] for control in frame.rules}
    for finding in frame.findings:
        by_control[finding.control].append(finding)
    driver: dict[str, Any] = {
        "name": "pdplint",
        "version": limited(version, NAME),
        "informationUri": HOME,
    }
    if _SEMANTIC.fullmatch(version):
        driver["semanticVersion"] = version
    return driver | {
        "language": frame.page.lang,
        "supportedTaxonomies": [_component(frame, one) for one in frame.taxonomies],
        "rules": [_rule(frame, found) for found in by_control.values()],
    }


def _rule(frame: _Frame, found: Sequence[Finding]) -> dict[str, Any]:
    page, first = frame.page, found[0]
    citations = _once(citation for finding in found for citation in finding.citations)
    worst = min(found, key=by_severity).severity
    named = dict.fromkeys(limited(citation.clause.instrument, NAME) for citation in citations)
    title = page.of(first.title)
    full = f"{title}. {page.of(first.help)}" if first.help else title
    references = [_reference(frame, citation.clause) for citation in citations]
    return {
        "id": limited(first.control, NAME),
        "shortDescription": _text(title),
        "fullDescription": _text(full),
        "help": _help(page, first, citations),
        "defaultConfiguration": {"level": worst},
        "relationships": [{"target": one, "kinds": ["relevant"]} for one in references],
        "properties": {
            "tags": ["personal-data", *named][:TAGS],
            "problem.severity": _SEVERITY[worst],
        },
    }


def _once(citations: Iterable[Citation]) -> list[Citation]:
    found: dict[str, Citation] = {}
    for citation in citations:
        known = found.get(citation.clause.ref)
        found[citation.clause.ref] = united(known, citation) if known else citation
    return list(found.values())


def _help(page: Page, finding: Finding, citations: Sequence[Citation]) -> dict[str, str]:
    """Return what to change and under which clauses, as text and as Markdown."""
    help_ = page.of(finding.help or finding.title) or "-"
    text, markdown = [help_], [prose(help_)]
    if citations:
        text += ["", term(page, "clauses")]
        markdown += ["", prose(term(page, "clauses")), ""]
    for citation in citations[:_CLAUSES]:
        clause = citation.clause
        says, fine = page.of(clause.says), "; ".join(fines(page, citation))
        ref = cited(page, [citation])
        text.append(f"- {ref} ({fine}): {says}")
        markdown.append(f"- {code(ref)} ({prose(fine)}): {prose(says)}")
    if len(citations) > _CLAUSES:
        more = term(page, "more", count=len(citations) - _CLAUSES)
        text.append(f"- {more}")
        markdown.append(f"- {prose(more)}")
    return {"text": "\n".join(text), "markdown": "\n".join(markdown)}


def _taxonomy(frame: _Frame, instrument: str) -> dict[str, Any]:
    known = {one.id: one for one in frame.page.report.instruments}
    taxa = [_taxon(frame.page, clause) for clause in frame.clauses[instrument]]
    about = _about(frame.page, known[instrument]) if instrument in known else {}
    return {"name": limited(instrument, NAME), **about, "taxa": taxa}


def _about(page: Page, instrument: InstrumentInfo) -> dict[str, Any]:
    """Return what an instrument is, by the regimes that hold it."""
    holding = [
        one
        for one in page.report.regimes
        if instrument.id in one.instruments and one.status == instrument.status
    ]
    status = page.say(f"status-{instrument.status}")
    return {
        "fullName": limited(page.of(instrument.title), NAME),
        "shortDescription": _text("; ".join(status_line(page, one) for one in holding) or status),
        "fullDescription": _text(" ".join(page.of(one.about) for one in holding) or status),
        "language": page.lang,
    }


def _taxon(page: Page, clause: Clause) -> dict[str, Any]:
    return {
        "id": limited(clause.id, NAME),
        "shortDescription": _text(page.of(clause.says)),
        "properties": {
            "fine": page.of(fined(clause.fine)) if clause.fine else None,
            "extent": clause.extent,
        },
    }


def _component(frame: _Frame, instrument: str) -> dict[str, Any]:
    return {"name": limited(instrument, NAME), "index": list(frame.taxonomies).index(instrument)}


def _reference(frame: _Frame, clause: Clause) -> dict[str, Any]:
    return {
        "id": limited(clause.id, NAME),
        "index": frame.taxonomies[clause.instrument][clause.id],
        "toolComponent": _component(frame, clause.instrument),
    }


def _results(frame: _Frame) -> list[dict[str, Any]]:
    """Return the results; what is told of one result's waiver or baseline is told of all."""
    waived = any(finding.waiver for finding in frame.findings)
    baselined = any(finding.baselined for finding in frame.findings)
    results = []
    for finding in frame.findings:
        result = _result(frame, finding)
        if waived:
            result["suppressions"] = _suppressions(frame.page, finding)
        if baselined:
            result["baselineState"] = "unchanged" if finding.baselined else "new"
        results.append(result)
    return results


def _result(frame: _Frame, finding: Finding) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": limited(finding.control, NAME),
        "ruleIndex": frame.rules[finding.control],
        "kind": "fail",
        "level": finding.severity if stands(finding) else "note",
        "message": _message(frame.page, finding),
        "locations": [_location(finding.place)],
    }
    page = frame.page
    related = [_step(page, one) for one in finding.related[:LOCATIONS]]
    hops = [{"location": _step(page, one)} for one in finding.hops[:STEPS]]
    taxa = [_reference(frame, citation.clause) for citation in _once(finding.citations)]
    several = {
        "relatedLocations": [{"id": number, **one} for number, one in enumerate(related, 1)],
        "codeFlows": [{"threadFlows": [{"locations": hops}]}] if hops else [],
        "taxa": taxa,
    }
    if finding.fingerprint:
        result["partialFingerprints"] = {"pdplint/v1": finding.fingerprint}
    properties = {
        "kind": finding.kind,
        "severity": finding.severity,
        "subject": limited(finding.subject, NAME),
    }
    given = {key: value for key, value in several.items() if value}
    return result | given | {"properties": properties}


def _message(page: Page, finding: Finding) -> dict[str, str]:
    """Return a message whose first sentence stands alone, with links to related places last."""
    sentences = [told(page, finding)]
    if finding.kind == "shortfall":
        sentences.append(term(page, "asked", title=finding.title))
    if finding.citations:
        sentences.append(term(page, "cited", clauses=cited(page, finding.citations)))
    if not stands(finding):
        sentences.append(aside(page, finding))
    first, *rest = sentences
    text = " ".join([sentence(first, capital=False), *map(sentence, rest)])
    numbers = range(1, 1 + len(finding.related[:_LINKS]))
    links = ", ".join(f"[{number}]({number})" for number in numbers)
    message = _text(text, TEXT - 100)
    if links:
        message["text"] += " " + term(page, "see", links=links)
    return message


def _text(text: str, most: int = TEXT) -> dict[str, str]:
    """Return a message in which nothing is a link: `[text](target)` is one even in plain text."""
    return {"text": limited(text.replace("](", "] ("), most)}


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if place.path:
        artifact = {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"}
        region = {"region": _region(place.span)} if place.span else {}
        location["physicalLocation"] = {"artifactLocation": artifact, **region}
    if place.pointer:
        name = limited(place.json_pointer, TEXT)
        location["logicalLocations"] = [{"fullyQualifiedName": name}]
    return location


def _uri(path: str) -> str:
    """Return a relative reference; the bytes of a name that is not UTF-8 are kept."""
    relative = path.removeprefix("./").lstrip("/")
    try:
        raw = relative.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = relative.encode("utf-8", "surrogatepass")
    return quote(raw)


def _region(span: Span) -> dict[str, int]:
    line, column = max(1, span.line), max(1, span.column)
    end_line = max(line, span.end_line)
    end_column = max(column if line == end_line else 1, span.end_column)
    return {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}


def _step(page: Page, related: Related) -> dict[str, Any]:
    return {**_location(related.place), "message": _text(page.of(related.message))}


def _suppressions(page: Page, finding: Finding) -> list[dict[str, Any]]:
    waiver = finding.waiver
    return [] if waiver is None else [_suppression(page, waiver)]


def _suppression(page: Page, waiver: Waiver) -> dict[str, Any]:
    told_ = {"approver": waiver.approver, "ticket": waiver.ticket, "until": waiver.until}
    return {
        "kind": "external",
        "status": "accepted",
        "justification": limited(waiver.reason, TEXT),
        "location": _location(waiver.place),
        "properties": {key: page.of(value) for key, value in told_.items()},
    }


def _invocation(frame: _Frame) -> dict[str, Any]:
    page = frame.page
    settings = [
        page.say("setting", what=one.what, value=one.value, source=one.source)
        for one in sorted(page.report.loosened)
    ]
    configured = [_notification(term(page, "loosened", setting=one)) for one in settings]
    executed = [_notification(counted(page))]
    left = len(page.report.findings) - len(frame.findings)
    if left:
        executed.append(_notification(term(page, "left-out", count=left, most=RESULTS)))
    return {
        "executionSuccessful": True,
        "toolConfigurationNotifications": configured,
        "toolExecutionNotifications": executed,
    }


def _notification(text: str) -> dict[str, Any]:
    return {"level": "note", "message": _text(text)}


def _properties(frame: _Frame) -> dict[str, Any]:
    report = frame.page.report
    return {
        "asOf": limited(report.as_of, NAME),
        "summary": _summary(report.summary),
        "regimes": [_regime(frame.page, regime) for regime in report.regimes],
        "reliedOn": len(report.relied_on),
        "deadlines": len(report.deadlines),
        "loosened": len(report.loosened),
    }


def _summary(summary: Summary) -> dict[str, int]:
    counts = summary._asdict()
    return {"files": counts.pop("files"), "skippedFiles": counts.pop("skipped_files"), **counts}


def _regime(page: Page, regime: RegimeInfo) -> dict[str, Any]:
    ones = [one for one in page.report.judged if one.regime == regime.id]
    counts = judged_by_extent(ones)
    return {
        "id": limited(regime.id, NAME),
        "status": limited(regime.status, NAME),
        "clauses": len(ones),
        "judged": sum(counts),
        **counts._asdict(),
    }
