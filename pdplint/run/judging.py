"""Judging one workspace that was found: read, linked with its papers, checked by the regimes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.check import check, derivations
from pdplint.judge.findings import fingerprinted
from pdplint.model.builtin import BUILT_IN
from pdplint.policy.values import Days
from pdplint.run.memory import Outcome
from pdplint.run.reading import papers_among, read_workspace
from pdplint.run.starter import PLACEHOLDER
from pdplint.workspace.linking import Workspace

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pdplint.format.form import Form
    from pdplint.model.finding import Finding
    from pdplint.policy.regimes import Regime
    from pdplint.run.discovery import Found
    from pdplint.run.reading import LookUp
    from pdplint.run.settings import Options, Settings
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.linking import Paper


class Fresh(NamedTuple):
    """What came of a workspace that was judged now, and from what.

    `papers` are those that were looked up; `derived` has what follows under the law of each regime.
    """

    outcome: Outcome
    papers: Mapping[str, Paper]
    derived: Mapping[str, Derived]


def outcome(
    one: Settings,
    found: Found,
    options: Options,
    as_of: date,
    regimes: Sequence[Regime],
    look_up: LookUp,
    form: Form,
) -> Fresh:
    """Read, link and check one workspace by regimes, each as it stands on the day.

    `look_up` finds the files that descriptions name, and `form` is that of descriptions.
    """
    config, library = one.config, one.library
    read = read_workspace(found, form)
    if not read.documents:
        return Fresh(Outcome(tuple(map(fingerprinted, read.problems)), None), {}, {})
    workspace = Workspace(read.documents, library.table, read.unread)
    papers = papers_among(workspace, look_up)
    workspace.check_papers(papers)
    workspace.check_placeholders(PLACEHOLDER)
    days = {regime.id: Days(as_of, regime.calendar) for regime in regimes}
    ignored = {*options.ignore, *config.ignore}
    built_in = {*options.select} & {*BUILT_IN}  # these come of what the others ask
    asked = library.controls if built_in or not options.select else options.select
    derived = derivations(workspace, regimes)
    checked = check(
        workspace, library, regimes, days, frozenset({*asked} - ignored), derived=derived
    )
    findings = tuple(
        finding
        if finding.kind == "problem"
        else finding._replace(severity=config.severity.get(finding.control, finding.severity))
        for finding in checked.findings
        if _is_always_told(finding)
        or (finding.control not in ignored and (not built_in or finding.control in options.select))
    )
    problems = tuple(fingerprinted(finding, workspace) for finding in read.problems)
    return Fresh(Outcome(problems, checked._replace(findings=findings)), papers, derived)


def _is_always_told(finding: Finding) -> bool:
    return finding.kind == "problem" and finding.severity != "note"
