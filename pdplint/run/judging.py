"""Judging one workspace that was found: read, linked with its papers, checked by the regimes."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.check import check, derivations
from pdplint.judge.findings import fingerprinted
from pdplint.judge.subjects import compiled
from pdplint.judge.upcoming import upcoming
from pdplint.model.builtin import BUILT_IN, UPCOMING
from pdplint.model.finding import SEVERITIES, graver, lighter
from pdplint.policy.values import Days
from pdplint.run.memory import Entry, Outcome, Papers
from pdplint.run.papers import papers_among
from pdplint.run.reading import read_workspace
from pdplint.run.starter import PLACEHOLDER
from pdplint.workspace.linking import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pdplint.format.form import Form
    from pdplint.model.finding import Finding, Severity
    from pdplint.model.sharing import Sharing
    from pdplint.policy.regimes import Regime
    from pdplint.run.config import Config
    from pdplint.run.discovery import Found
    from pdplint.run.papers import LookUp
    from pdplint.run.settings import Options, Settings
    from pdplint.workspace.derive import Derived


class Fresh(NamedTuple):
    """What came of a workspace judged now, and what follows under the law of each regime."""

    entry: Entry
    derived: Mapping[str, Derived]


def outcome(
    one: Settings,
    found: Found,
    options: Options,
    as_of: date,
    regimes: Sequence[Regime],
    look_up: LookUp,
    form: Form,
    sharing: Sharing | None = None,
) -> Fresh:
    """Read, link and check one workspace by regimes, each as it stands on the day.

    `look_up` finds the files that descriptions name, and `form` is that of descriptions. `sharing`
    says how the work is shared, if it is.
    """
    config, library = one.config, one.library
    read = read_workspace(found, form, sharing)
    if not read.documents:
        return Fresh(Entry(Papers(), Outcome(tuple(map(fingerprinted, read.problems)), None)), {})
    workspace = Workspace(read.documents, library.table, read.unread)
    papers = papers_among(workspace, look_up)
    workspace.check_papers(papers)
    workspace.check_placeholders(PLACEHOLDER)
    days = {regime.id: Days(as_of, regime.calendar) for regime in regimes}
    ignored = {*options.ignore, *config.ignore}
    built_in = _built_in(options)
    derived = derivations(workspace, regimes)
    asked = _asked(one, options)
    checked = check(workspace, library, regimes, days, asked, derived=derived, sharing=sharing)
    ceilings = _ceilings(regimes)

    def is_told(control: str) -> bool:
        return control not in ignored and (not built_in or control in options.select)

    findings = tuple(
        finding
        if finding.kind == "problem"
        else finding._replace(severity=_severity(finding, config, ceilings))
        for finding in checked.findings
        if _is_always_told(finding) or is_told(finding.control)
    )
    problems = tuple(fingerprinted(finding, workspace) for finding in read.problems)
    checked = checked._replace(findings=findings)
    if is_told(UPCOMING):
        severity = config.severity.get(UPCOMING, "note")
        ahead = upcoming(
            workspace, library, regimes, days, asked, derived, checked.findings, severity
        )
        checked = checked._replace(
            upcoming=tuple(one for one in ahead if is_told(one.finding.control) or built_in)
        )
    came = Outcome(problems, checked)
    return Fresh(Entry(Papers.of(papers), came), derived)


def _ceilings(regimes: Sequence[Regime]) -> Mapping[str, Severity]:
    """Return for each clause what a finding that cites it is at most; none where it is any."""
    found: dict[str, Severity] = {}
    if any(regime.gravest != SEVERITIES[0] for regime in regimes):
        for regime in regimes:
            for clause in regime.clauses:
                known = found.get(clause.ref, regime.gravest)
                found[clause.ref] = graver(known, regime.gravest)
    return found


def _severity(finding: Finding, config: Config, ceilings: Mapping[str, Severity]) -> Severity:
    """Return what a config makes of a finding: no more than the regimes that it cites allow."""
    severity = config.severity.get(finding.control, finding.severity)
    most = [ceilings[one.clause.ref] for one in finding.citations if one.clause.ref in ceilings]
    return lighter(severity, reduce(graver, most)) if most else severity


def prepare(one: Settings, options: Options, as_of: date, regimes: Sequence[Regime]) -> None:
    """Compile what is asked under some regimes, which is made once for many workspaces."""
    for regime in regimes:
        days = Days(as_of, regime.calendar)
        for questions in compiled(regime, _asked(one, options), one.library.table, days).values():
            questions.prepare()


def _asked(one: Settings, options: Options) -> frozenset[str]:
    """Return the controls that are asked: all for built-in ones, which come of the others."""
    is_chosen = options.select and not _built_in(options)
    asked = options.select if is_chosen else one.library.controls
    return frozenset({*asked} - {*options.ignore, *one.config.ignore})


def _built_in(options: Options) -> set[str]:
    return {*options.select} & {*BUILT_IN}


def _is_always_told(finding: Finding) -> bool:
    return finding.kind == "problem" and finding.severity != "note"
