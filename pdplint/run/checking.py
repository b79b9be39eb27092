"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__
from pdplint.check import BUILT_IN, NOTHING_DESCRIBED, Checked, check, fingerprinted, law
from pdplint.exposure import Circumstances, added, exposure
from pdplint.facts import look
from pdplint.model import (
    Exposure,
    Finding,
    Judged,
    Loosened,
    Place,
    RegimeInfo,
    Report,
    Span,
    State,
    Summary,
)
from pdplint.operators import Days
from pdplint.run.config import Config, check_controls, read_config
from pdplint.run.discovery import find, is_below, roots_of
from pdplint.run.errors import NothingFoundError
from pdplint.run.reading import Read, papers_of, read_workspace
from pdplint.run.resources import DEFAULT_REGIME, Resources, choose_regimes, load_library
from pdplint.source import Marks, mark
from pdplint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.library import Library, Regime

_LINE_END = re.compile(r"\r\n|\r|\n")


class Options(NamedTuple):
    """What a call asks for, beyond its paths; what is empty is left to the config."""

    regimes: Sequence[str] = ()
    as_of: date | None = None
    select: Sequence[str] = ()
    ignore: Sequence[str] = ()


class Judging(NamedTuple):
    """One workspace as judged, by the regimes and with the settings of its own config."""

    read: Read
    config: Config
    regimes: Sequence[Regime]
    workspace: Workspace
    checked: Checked


def run(paths: Sequence[Path], options: Options, today: date) -> Report:
    """Check the workspaces of some paths and report what concerns the paths.

    Raises:
        UsageError: the call, a config or a policy is wrong.
        NothingFoundError: no description was found at one of the paths.
    """
    resources = Resources()
    library = load_library(resources)
    check_controls((*options.select, *options.ignore), library, "the call")
    configs = {root: read_config(root, resources) for root in roots_of(paths)}
    for config in configs.values():
        check_controls((*config.ignore, *config.severity), library, config.source)
    reads = {
        root: read_workspace(find(root, paths, config), resources.shape)
        for root, config in configs.items()
    }
    _refuse_nothing(paths, reads.values())
    as_of = options.as_of or today
    judgings = [
        judge(one, configs[root], library, options, as_of)
        for root, one in reads.items()
        if one.documents
    ]
    named = bool(options.regimes) or any(config.regimes for config in configs.values())
    report = _report(list(reads.values()), judgings, paths, as_of, named=named)
    loosened = [one for config in configs.values() for one in config.loosened(library)]
    return report._replace(loosened=(*loosened, *_loosened_by_call(options)))


def _refuse_nothing(paths: Sequence[Path], reads: Iterable[Read]) -> None:
    """Nothing matched is not a pass."""
    seen = {
        name
        for one in reads
        for name in (*one.found.descriptions, *(p.place.path for p in one.found.problems))
    }
    for path in paths:
        if not any(is_below(name, path) for name in seen):
            raise NothingFoundError(str(path))


def _loosened_by_call(options: Options) -> Iterator[Loosened]:
    for what, names in (("select", options.select), ("ignore", options.ignore)):
        for name in names:
            yield Loosened(what, name, f"--{what}")


def judge(one: Read, config: Config, library: Library, options: Options, as_of: date) -> Judging:
    """Link and check one workspace that was read, by the regimes that the call or its config name."""
    names = options.regimes or config.regimes or [DEFAULT_REGIME]
    regimes = choose_regimes(library, names)
    workspace = Workspace(one.documents, library.table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found.root))
    days = {regime.id: Days(as_of, regime.calendar) for regime in regimes}
    ignored = {*options.ignore, *config.ignore}
    built_in = {*options.select} & {*BUILT_IN}  # these come of what the others ask
    asked = library.controls if built_in or not options.select else options.select
    checked = check(workspace, library, regimes, days, frozenset({*asked} - ignored))
    findings = tuple(
        finding
        if finding.kind == "problem"
        else finding._replace(severity=config.severity.get(finding.control, finding.severity))
        for finding in checked.findings
        if finding.kind == "problem"
        or (finding.control not in ignored and (not built_in or finding.control in options.select))
    )
    return Judging(one, config, regimes, workspace, checked._replace(findings=findings))


def _report(
    reads: Sequence[Read],
    judgings: Sequence[Judging],
    paths: Sequence[Path],
    as_of: date,
    *,
    named: bool,
) -> Report:
    places = _Places({path: data for one in reads for path, data in one.found.descriptions.items()})
    found = [
        *(fingerprinted(f) for one in reads if not one.documents for f in one.problems),
        *(fingerprinted(f, j.workspace) for j in judgings for f in j.read.problems),
        *(f for j in judgings for f in j.checked.findings),
    ]
    findings = sorted((places.finding(f) for f in found if _concerns(f, paths)), key=_order)
    regimes = {regime.id: regime for judging in judgings for regime in judging.regimes}
    return Report(
        tool_version=__version__,
        as_of=as_of.isoformat(),
        regimes=tuple(map(_info, regimes.values())),
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
            regime.id: reduce(added, [_exposed(regime, j) for j in judgings if regime in j.regimes])
            for regime in regimes.values()
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
    if finding.control == NOTHING_DESCRIBED:
        return True
    shown = [finding.place.path, *(related.place.path for related in finding.related)]
    return any(is_below(name, path) for name in shown for path in paths)


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
        hops = tuple(h._replace(place=self.place(h.place)) for h in finding.hops)
        return finding._replace(place=self.place(finding.place), related=related, hops=hops)


def _info(regime: Regime) -> RegimeInfo:
    return RegimeInfo(regime.id, regime.status, regime.title, regime.about, regime.in_force_today)


def _summary(
    reads: Sequence[Read], findings: Sequence[Finding], judgings: Sequence[Judging]
) -> Summary:
    severities = [finding.severity for finding in findings]
    return Summary(
        files=sum(len(one.found.descriptions) for one in reads),
        skipped_files=sum(len(one.found.skipped) for one in reads),
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
    same: dict[str, list[Judged]] = {}
    for judging in judgings:
        for judged in judging.checked.judged:
            same.setdefault(judged.clause.ref, []).append(judged)
    for every in same.values():
        if every[0].state not in _WORST:
            yield every[0]
            continue
        worst = min(every, key=lambda judged: _WORST.index(judged.state))
        counts = {key: sum(judged.subjects[key] for judged in every) for key in worst.subjects}
        yield worst._replace(subjects=counts)
