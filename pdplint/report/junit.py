"""JUnit XML: a suite for each regime, a case for each of its clauses; and one for descriptions.

Valid against both schemas there are (`junit-10.xsd` of Jenkins, `JUnit.xsd` of Ant): a case has one
result at most, which tells all findings. Jenkins and GitLab follow a case by its names, so these do
not depend on what was found; GitLab drops a second case of one name.

* a clause that falls short: `failure`, or `skipped` where all that is found counts as a note, is
  waived or is known from the baseline;
* a clause that holds: nothing; any other: `skipped`, and why;
* suite `descriptions`: an `error` for each file that cannot be read as a description, a `failure`
  for each entity of which something is not described or cannot be told.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from xml.etree import ElementTree as ET

from pdplint.report._lines import (
    aside,
    cited,
    counted,
    page_of,
    stands,
    status_line,
    term,
    told,
)
from pdplint.report._order import by_severity, ordered
from pdplint.report._page import name, position
from pdplint.report._screen import inert, shown, unobeyed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.law import Clause
    from pdplint.model.report import Judged, RegimeInfo, Report
    from pdplint.report import Style
    from pdplint.report._page import Page

DESCRIPTIONS = "descriptions"
_NAME = 120
_COUNTED = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")
_RESULTS = {"failure": "failures", "error": "errors", "skipped": "skipped"}
_NEVER = "1970-01-01"
_NO_XML = re.compile("[\ufffe\uffff]")


class _Case(NamedTuple):
    """A case; `result` is the element that it has, if it has one, `kind` the type of that."""

    group: str
    name: str
    result: str | None = None
    kind: str = ""
    message: str = ""
    text: str = ""


def render(report: Report, style: Style) -> str:
    """Return the suites. Times are 0 and the host is `localhost`: a report says the same twice."""
    page = page_of(report, style.lang)
    root = ET.Element("testsuites")
    for regime in report.regimes:
        about = status_line(page, regime)
        _suite(root, page, regime.id, _clause_cases(page, regime), about)
    _suite(root, page, DESCRIPTIONS, _description_cases(page), counted(page))
    ET.indent(root)
    made = unobeyed(ET.tostring(root, encoding="unicode"), lambda char: f"&#{ord(char)};")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{made}\n'


# Elements ----------------------------------------------------------------------------------------


def _suite(root: ET.Element, page: Page, title: str, cases: Sequence[_Case], about: str) -> None:
    counts = Counter(case.result for case in cases if case.result)
    attributes = {
        "name": _token(title),
        "package": _token(title),
        "id": str(len(root)),
        "timestamp": f"{_day(page.report.as_of)}T00:00:00",
        "hostname": "localhost",
        "tests": str(len(cases)),
        "time": "0",
        **{key: str(counts[result]) for result, key in _RESULTS.items()},
    }
    suite = ET.SubElement(root, "testsuite", attributes)
    properties = ET.SubElement(suite, "properties")
    told_ = {"about": about, "pdplint": page.report.tool_version, "as-of": page.report.as_of}
    for key, value in told_.items():
        ET.SubElement(properties, "property", {"name": key, "value": _xml(page.of(value))})
    names: Counter[tuple[str, str]] = Counter()
    for case in cases:
        _case(suite, case, names)
    ET.SubElement(suite, "system-out")
    ET.SubElement(suite, "system-err")


def _case(suite: ET.Element, case: _Case, names: Counter[tuple[str, str]]) -> None:
    group, title = _token(case.group), _token(case.name)
    names[group, title] += 1
    times = names[group, title]
    again = f" ({times})" if times > 1 else ""
    element = ET.SubElement(
        suite, "testcase", {"name": title + again, "classname": group, "time": "0"}
    )
    if case.result is None:
        return
    attributes = {"message": _xml(case.message)}
    if case.result != "skipped":
        # GitLab reads XML as Rails does, where some types (`yaml`, `file`) change what text means:
        # so it is a word of ours, never a name of a control.
        attributes["type"] = case.kind
    ET.SubElement(element, case.result, attributes).text = _xml(case.text or case.message)


def _token(text: str) -> str:
    """Return a name as `xs:token` has it: single spaces, and never empty."""
    return _xml(" ".join(shown(text, _NAME).split())) or "-"


def _xml(text: str) -> str:
    r"""Return text with lines, all else inert, and what XML refuses besides written `\ufffe`."""
    lines = "\n".join(map(inert, text.split("\n")))
    return _NO_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", lines)


def _day(as_of: str) -> str:
    try:
        return date.fromisoformat(as_of).isoformat()
    except ValueError:
        return _NEVER


# Clauses -----------------------------------------------------------------------------------------


def _clause_cases(page: Page, regime: RegimeInfo) -> list[_Case]:
    short: dict[str, list[Finding]] = {}
    for finding in ordered(page.report.findings):
        if finding.kind == "shortfall":
            for ref in {citation.clause.ref for citation in finding.citations}:
                short.setdefault(ref, []).append(finding)
    ones = [one for one in page.report.judged if one.regime == regime.id]
    return [_clause_case(page, one, short.get(one.clause.ref, ())) for one in ones]


def _clause_case(page: Page, judged: Judged, short: Sequence[Finding]) -> _Case:
    clause = judged.clause
    case = _Case(_class(clause), f"{clause.id} {page.of(clause.title)}")
    if judged.state == "holds":
        return case
    if judged.state == "falls_short":
        says = f"{name(clause.id)}: {page.of(clause.says)}"
        return _found(page, case, short, f"{says} ({_counts(page, judged.subjects)})")
    return case._replace(result="skipped", message=_because(page, judged))


def _class(clause: Clause) -> str:
    """Return `draft-2021.article-15`: Jenkins shows what is before the dot as a package."""
    return f"{clause.instrument}.article-{clause.article.replace('.', '-')}"


def _because(page: Page, judged: Judged) -> str:
    if judged.because:
        return page.of(judged.because)
    counts = _counts(page, judged.subjects)
    if judged.state == "undeclared":
        return term(page, "lists-missing", counts=counts)
    if judged.state == "undecided":
        return term(page, "lists-undecided", counts=counts)
    return term(page, f"state-{judged.state}")


def _counts(page: Page, subjects: Mapping[str, int]) -> str:
    counts = [
        term(page, f"subject-{state}", count=subjects[state])
        for state in _COUNTED
        if subjects.get(state)
    ]
    return ", ".join(counts) or term(page, "subject-not_asked", count=0)


# Findings ----------------------------------------------------------------------------------------


def _found(page: Page, case: _Case, findings: Sequence[Finding], says: str = "") -> _Case:
    """Return the case with what was found: a failure, unless nothing of it is more than a note.

    A clause may fall short without a finding here: paths decide what is reported, not what is
    judged.
    """
    loud = [one for one in findings if stands(one) and one.severity != "note"]
    text = "\n".join([*([says] if says else ()), *(_line(page, one) for one in findings)])
    if loud or not findings:
        worst = min(loud, key=by_severity, default=None)
        message = told(page, worst) if worst else says
        kind = worst.kind if worst else "shortfall"
        return case._replace(result="failure", kind=kind, message=message, text=text)
    notes = any(map(stands, findings))
    why = term(page, "only-notes") if notes else aside(page, findings[0])
    return case._replace(result="skipped", message=why, text=text)


def _line(page: Page, finding: Finding) -> str:
    clauses = cited(page, finding.citations)
    parts = [
        f"{position(finding.place)}: {page.say(finding.severity)} {shown(finding.control, _NAME)}",
        told(page, finding),
        *([clauses] if clauses else ()),
        *([] if stands(finding) else [aside(page, finding)]),
    ]
    return ": ".join(parts)


# Descriptions ------------------------------------------------------------------------------------


def _description_cases(page: Page) -> list[_Case]:
    found = _files_case(page)
    problems, rest = _unattached(page.report)
    files = [_problem_case(page, path, ones) for path, ones in problems.items()]
    entities = [
        _found(page, _Case(f"{DESCRIPTIONS}.{kind}", subject), ones)
        for (kind, subject), ones in rest.items()
    ]
    return [found, *files, *entities]


def _files_case(page: Page) -> _Case:
    case = _Case(f"{DESCRIPTIONS}.files", term(page, "files"))
    if page.report.summary.files:
        return case
    return case._replace(result="skipped", message=term(page, "no-files"))


def _unattached(
    report: Report,
) -> tuple[Mapping[str, list[Finding]], Mapping[tuple[str, str], list[Finding]]]:
    """Return what is told of no clause: problems by file, and the rest by entity."""
    asked = {one.clause.ref for one in report.judged if one.state == "falls_short"}
    problems: dict[str, list[Finding]] = {}
    rest: dict[tuple[str, str], list[Finding]] = {}
    for finding in ordered(report.findings):
        if finding.kind == "problem":
            problems.setdefault(finding.place.path, []).append(finding)
        elif finding.kind != "shortfall" or not _refs(finding) & asked:
            kind = finding.subject.partition("/")[0].replace(".", "-")
            rest.setdefault((kind, finding.subject), []).append(finding)
    return problems, dict(sorted(rest.items()))


def _refs(finding: Finding) -> set[str]:
    return {citation.clause.ref for citation in finding.citations}


def _problem_case(page: Page, path: str, findings: Iterable[Finding]) -> _Case:
    ones = list(findings)
    case = _found(page, _Case(f"{DESCRIPTIONS}.files", path), ones)
    return case._replace(result="error") if case.result == "failure" else case
