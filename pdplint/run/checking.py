"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import reduce
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__, baseline, waive
from pdplint.exposure import Circumstances, added, exposure
from pdplint.facts import look
from pdplint.graph import graph, joined
from pdplint.judge import BUILT_IN, NOTHING_DESCRIBED, Checked, check, fingerprinted, law
from pdplint.model import (
    Exposure,
    Finding,
    Fine,
    Graph,
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
from pdplint.run.accepting import Case, Files, accept, files_in, files_of, place_of, read_baseline
from pdplint.run.changes import Before, Tree, find_in
from pdplint.run.discovery import find, is_below
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.house import HOUSE
from pdplint.run.reading import Read, papers_among, papers_of, read_workspace
from pdplint.run.resources import Resources, choose_regimes
from pdplint.run.settings import Options, regimes_of, settle
from pdplint.source import Marks, mark
from pdplint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.library import Library, Regime
    from pdplint.run.config import Config
    from pdplint.run.discovery import Found
    from pdplint.run.reading import LookUp
    from pdplint.run.settings import Settings

_ALWAYS = (NOTHING_DESCRIBED, waive.CONTROL, baseline.CONTROL)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Judging(NamedTuple):
    """One workspace as judged, by the regimes and with the settings of its own config.

    `filed` holds the files of waivers and baseline, as reports show them.
    """

    read: Read
    config: Config
    regimes: Sequence[Regime]
    workspace: Workspace
    checked: Checked
    filed: Mapping[str, bytes] = {}


class _Asked(NamedTuple):
    """What one call asks, the day on which it judges, and whom it tells how far it is."""

    paths: Sequence[Path]
    options: Options
    as_of: date
    resources: Resources
    tell: Callable[[str], None]


def run(
    paths: Sequence[Path],
    options: Options,
    today: date,
    tell: Callable[[str], None] = lambda _stage: None,
) -> Report:
    """Check the workspaces of some paths and report what concerns the paths.

    `tell` is told what is being done.

    Raises:
        UsageError: the call, a config or a policy is wrong.
        NothingFoundError: no description was found at one of the paths.
    """
    tell("reading the policies")
    asked = _Asked(paths, options, options.as_of or today, Resources(), tell)
    settings = settle(paths, options, asked.resources)
    judgings, reads, before = _judge_all(settings, asked)
    named = bool(options.regimes) or any(one.config.regimes for one in settings)
    tell("writing the report")
    report = _report(reads, judgings, paths, asked.as_of, named=named, before=before)
    loosened = [one for s in settings for one in s.config.loosened(s.library)]
    return report._replace(loosened=(*loosened, *_loosened_by_call(settings, options)))


def judged_workspaces(
    paths: Sequence[Path], options: Options, today: date
) -> list[tuple[Settings, Judging]]:
    """Judge the workspaces of some paths, for commands that write waivers or baselines.

    Raises:
        UsageError: the call, a config or a policy is wrong.
        NothingFoundError: no description was found at one of the paths, or none could be read.
    """
    asked = _Asked(paths, options, options.as_of or today, Resources(), lambda _stage: None)
    settings = settle(paths, options, asked.resources)
    judgings, _, _ = _judge_all(settings, asked)
    by_root = {judging.read.found.root: judging for judging in judgings}
    return [(one, by_root[one.root]) for one in settings if one.root in by_root]


def _judge_all(
    settings: Sequence[Settings], asked: _Asked
) -> tuple[list[Judging], list[Read], dict[Path, Before]]:
    """Judge workspaces: those that could be judged, all as read, and what a ref had of each.

    What is wrong with the call is told before that nothing was found.
    """
    files = [files_of(one, asked.options) for one in settings]
    for file in files:
        if file.baseline:
            read_baseline(file.baseline, asked.resources)
    ref = asked.options.changed_since
    trees = [Tree(one.root, ref) if ref else None for one in settings]
    reads = []
    for one in settings:
        asked.tell(f"reading {one.root}")
        reads.append(read_workspace(_found(one, asked), asked.resources.shape))
    _refuse_nothing(asked.paths, reads)
    judgings = []
    before = {}
    for one, read, file, tree in zip(settings, reads, files, trees, strict=True):
        asked.tell(f"judging {one.root}")
        if read.documents:
            judgings.append(_accepted(one, read, file, asked))
        if tree:
            before[one.root] = _before(one, tree, file, asked)
    return judgings, reads, before


def _found(one: Settings, asked: _Asked) -> Found:
    """Return the descriptions of a workspace; pdplint's own files do not count as left out."""
    options = asked.options
    found = find(one.root, asked.paths, one.config, whole=one.whole, unsaved=options.unsaved)
    own = [one.folder / name for name in one.config.policies]
    own += [place_of(one, options, name)[0] for name in ("waivers", "baseline")]
    left_out = [name for name in found.skipped if not any(is_below(name, path) for path in own)]
    return found._replace(skipped=left_out)


def _accepted(
    one: Settings, read: Read, files: Files, asked: _Asked, papers: LookUp | None = None
) -> Judging:
    """Judge a workspace and hold its waivers and baseline against what was found."""
    judging = judge(read, one.config, one.library, asked.options, asked.as_of, papers)
    findings = accept(case_of(one, judging), files, asked.options, asked.as_of, asked.resources)
    checked = judging.checked._replace(findings=findings)
    filed = {file.shown: file.data for file in files if file}
    return judging._replace(checked=checked, filed=filed)


def case_of(one: Settings, judging: Judging) -> Case:
    """Return a workspace as waivers and baselines are held against it."""
    return Case(judging.workspace, one.library, judging.regimes, judging.checked.findings)


def placed(judging: Judging) -> list[Finding]:
    """Return all that was found in a workspace, with lines and fingerprints, in order."""
    places = _Places({**judging.read.found.descriptions, **judging.filed})
    return sorted((places.finding(finding) for finding in _all_of(judging)), key=_order)


def _before(one: Settings, tree: Tree, files: Files, asked: _Asked) -> Before:
    """Return what the tree of the ref had, by the policies and settings of today."""
    found = find_in(tree, asked.paths, one.config, whole=one.whole)
    read = read_workspace(found, asked.resources.shape)
    if not read.documents:
        return Before.of(map(fingerprinted, read.problems))
    old = files_in(tree, one, asked.options, files)
    try:
        judging = _accepted(one, read, old, asked, tree.headings)
    except UsageError:  # a baseline that could not be used then
        judging = _accepted(one, read, Files(old.waivers, None), asked, tree.headings)
    return Before.of(_all_of(judging))


def _all_of(judging: Judging) -> Iterator[Finding]:
    for finding in judging.read.problems:
        yield fingerprinted(finding, judging.workspace)
    yield from judging.checked.findings


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


def _loosened_by_call(settings: Sequence[Settings], options: Options) -> Iterator[Loosened]:
    for what, names in (("select", options.select), ("ignore", options.ignore)):
        for name in names:
            yield Loosened(what, name, f"--{what}")
    if options.changed_since:
        yield Loosened("changed-since", options.changed_since, "--changed-since")
    for one in settings:
        filed = files_of(one, options).baseline
        if filed:
            yield Loosened("baseline", filed.shown, filed.source)


def judge(
    one: Read,
    config: Config,
    library: Library,
    options: Options,
    as_of: date,
    papers: LookUp | None = None,
) -> Judging:
    """Link and check one workspace that was read, by the regimes that the call or its config name.

    `papers` finds the files that descriptions name, where not on this disk.
    """
    house = [HOUSE] if config.parameters else []
    regimes = choose_regimes(library, [*regimes_of(config, options), *house])
    workspace = Workspace(one.documents, library.table, one.unread)
    if papers is None:
        workspace.check_papers(papers_of(workspace, one.found.root))
    else:
        workspace.check_papers(papers_among(workspace, papers))
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
    before: Mapping[Path, Before] = {},
) -> Report:
    data = {path: data for one in reads for path, data in one.found.descriptions.items()}
    places = _Places({**data, **{path: data for j in judgings for path, data in j.filed.items()}})
    found = list(_introduced(reads, judgings, before))
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
            if _names_fines(regime)
        },
        lines=places.lines,
        graph=joined([_map(judging, findings) for judging in judgings]),
    )


def _map(judging: Judging, findings: Sequence[Finding]) -> Graph:
    """Return the map of a workspace, by the first of its regimes."""
    here = judging.read.found.descriptions
    view = look(judging.workspace, law(judging.regimes[0]))
    return graph(view, [found for found in findings if found.place.path in here])


def _introduced(
    reads: Sequence[Read], judgings: Sequence[Judging], before: Mapping[Path, Before]
) -> Iterator[Finding]:
    """Yield what was found, less what a ref had already."""
    found: list[tuple[Path, Iterable[Finding]]] = [
        (one.found.root, map(fingerprinted, one.problems)) for one in reads if not one.documents
    ]
    found += [(judging.read.found.root, _all_of(judging)) for judging in judgings]
    for root, findings in found:
        known = before.get(root)
        for finding in findings:
            if known is None or not known.had(finding):
                yield finding


def _names_fines(regime: Regime) -> bool:
    return any(clause.fine != Fine() for clause in regime.clauses)


def _exposed(regime: Regime, judging: Judging) -> Exposure:
    organisation = judging.workspace.organisation.value
    facts = Circumstances(
        organisation if isinstance(organisation, dict) else {},
        transfers=bool(look(judging.workspace, law(regime)).transfers),
    )
    return exposure(regime, judging.checked.findings, facts)


def _concerns(finding: Finding, paths: Sequence[Path]) -> bool:
    """Tell whether a finding lies in, or is related to, something at or below one of the paths."""
    if finding.control in _ALWAYS:
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
        waiver = finding.waiver and finding.waiver._replace(place=self.place(finding.waiver.place))
        at = self.place(finding.place)
        return finding._replace(place=at, related=related, hops=hops, waiver=waiver)


def _info(regime: Regime) -> RegimeInfo:
    return RegimeInfo(regime.id, regime.status, regime.title, regime.about, regime.in_force_today)


def _summary(
    reads: Sequence[Read], findings: Sequence[Finding], judgings: Sequence[Judging]
) -> Summary:
    severities = [finding.severity for finding in findings if finding.is_open]
    return Summary(
        files=sum(len(one.found.descriptions) for one in reads),
        skipped_files=sum(len(one.found.skipped) for one in reads),
        flows=sum(len(j.workspace.entities["flows"]) for j in judgings),
        error=severities.count("error"),
        warning=severities.count("warning"),
        note=severities.count("note"),
        waived=sum(finding.waiver is not None for finding in findings),
        baselined=sum(finding.baselined for finding in findings),
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
