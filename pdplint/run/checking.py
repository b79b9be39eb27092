"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__
from pdplint.check import Checked, check, law
from pdplint.exposure import Circumstances, added, exposure
from pdplint.facts import look
from pdplint.model import (
    Exposure,
    Finding,
    Judged,
    Place,
    RegimeInfo,
    Report,
    Span,
    State,
    Summary,
)
from pdplint.operators import Days
from pdplint.run.discovery import find, roots_of
from pdplint.run.errors import NothingFoundError
from pdplint.run.reading import Read, papers_of, read_workspace
from pdplint.run.resources import DEFAULT_REGIME, Resources, choose_regimes, load_library
from pdplint.source import Marks, mark
from pdplint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.fields import FieldTable
    from pdplint.library import Library, Regime

_LINE_END = re.compile(r"\r\n|\r|\n")


class Options(NamedTuple):
    """What a call asks for, beyond its paths."""

    regimes: Sequence[str] = ()
    as_of: date | None = None


class Judging(NamedTuple):
    """One workspace as judged."""

    read: Read
    workspace: Workspace
    checked: Checked


def run(paths: Sequence[Path], options: Options, today: date) -> Report:
    """Check the workspaces of some paths and report what concerns the paths.

    Raises:
        UsageError: the call or a policy is wrong.
        NothingFoundError: no description was found.
    """
    resources = Resources()
    roots = roots_of(paths)
    library = load_library(resources)
    regimes = choose_regimes(library, options.regimes or [DEFAULT_REGIME])
    as_of = options.as_of or today
    reads = [read_workspace(find(root, paths), resources.shape) for root in roots]
    if not any(one.found.descriptions or one.problems for one in reads):
        raise NothingFoundError(", ".join(map(str, paths)))
    days = {regime.id: Days(as_of, regime.calendar) for regime in regimes}
    judgings = [
        judge(one, library, regimes, days, resources.table) for one in reads if one.documents
    ]
    return _report(reads, judgings, regimes, as_of, paths, named=bool(options.regimes))


def judge(
    one: Read,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    table: FieldTable,
) -> Judging:
    """Link and check one workspace that was read."""
    workspace = Workspace(one.documents, table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found.root))
    return Judging(one, workspace, check(workspace, library, regimes, days))


def _report(
    reads: Sequence[Read],
    judgings: Sequence[Judging],
    regimes: Sequence[Regime],
    as_of: date,
    paths: Sequence[Path],
    *,
    named: bool,
) -> Report:
    places = _Places({path: data for one in reads for path, data in one.found.descriptions.items()})
    found = [
        *(f for one in reads for f in one.problems),
        *(f for j in judgings for f in j.checked.findings),
    ]
    findings = sorted((places.finding(f) for f in found if _concerns(f, paths)), key=_order)
    return Report(
        tool_version=__version__,
        as_of=as_of.isoformat(),
        regimes=tuple(map(_info, regimes)),
        default_regime=not named,
        summary=_summary(reads, findings, judgings),
        findings=tuple(findings),
        judged=tuple(_merged(judgings)),
        relied_on=tuple(
            r._replace(place=places.place(r.place)) for j in judgings for r in j.checked.relied_on
        ),
        deadlines=tuple(
            d._replace(place=places.place(d.place)) for j in judgings for d in j.checked.deadlines
        ),
        loosened=(),
        exposure={
            regime.id: reduce(added, (_exposed(regime, j) for j in judgings))
            for regime in regimes
            if judgings
        },
        lines=places.lines,
    )


def _exposed(regime: Regime, judging: Judging) -> Exposure:
    organisation = judging.workspace.organisation.value
    facts = Circumstances(
        organisation if isinstance(organisation, dict) else {},
        transfers=bool(look(judging.workspace, law(regime)).transfers),
    )
    return exposure(regime, judging.checked.findings, facts)


def _concerns(finding: Finding, paths: Sequence[Path]) -> bool:
    """Tell whether a finding lies in, or is related to, something at or below one of the paths."""
    shown = [finding.place.path, *(related.place.path for related in finding.related)]
    return any(
        Path(name).resolve().is_relative_to(path.resolve()) for name in shown for path in paths
    )


def _order(finding: Finding) -> tuple[Any, ...]:
    span = finding.place.span or Span(0, 0, 0, 0)
    return (finding.place.path, span, finding.control, finding.kind)


class _Places:
    """Gives places their spans: only files with something to show are read again for marks."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self.data = data
        self.lines: dict[str, tuple[str, ...]] = {}
        self._marks: dict[str, Marks] = {}

    def place(self, place: Place) -> Place:
        if place.path not in self.data:
            return place
        if place.path not in self.lines:
            text = self.data[place.path].decode("utf-8-sig", "replace")
            self.lines[place.path] = tuple(_LINE_END.split(text))
        if place.span is not None:
            return place
        if place.path not in self._marks:
            self._marks[place.path] = mark(self.data[place.path])
        span = self._marks[place.path].nearest(place.document, place.pointer)
        return place._replace(span=span)

    def finding(self, finding: Finding) -> Finding:
        related = tuple(r._replace(place=self.place(r.place)) for r in finding.related)
        return finding._replace(place=self.place(finding.place), related=related)


def _info(regime: Regime) -> RegimeInfo:
    return RegimeInfo(regime.id, regime.status, regime.title, regime.about, regime.in_force_today)


def _summary(
    reads: Sequence[Read], findings: Sequence[Finding], judgings: Sequence[Judging]
) -> Summary:
    severities = [finding.severity for finding in findings]
    return Summary(
        files=sum(len(one.found.descriptions) for one in reads),
        skipped_files=sum(one.found.skipped for one in reads),
        flows=sum(len(j.workspace.entities["flows"]) for j in judgings),
        error=severities.count("error"),
        warning=severities.count("warning"),
        note=severities.count("note"),
        waived=0,
        baselined=0,
    )


_WORST: Sequence[State] = ("falls_short", "undeclared", "undecided", "holds", "not_applicable")


def _merged(judgings: Sequence[Judging]) -> Iterator[Judged]:
    """Yield each clause once for all workspaces of the run: the worst state, subjects added up."""
    for same in zip(*(judging.checked.judged for judging in judgings), strict=True):
        first: Judged = same[0]
        if first.state not in _WORST:
            yield first
            continue
        worst = min(same, key=lambda judged: _WORST.index(judged.state))
        counts = {key: sum(judged.subjects[key] for judged in same) for key in first.subjects}
        yield worst._replace(subjects=counts)
