"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__, baseline, waive
from pdplint.exposure import Circumstances, added, exposure
from pdplint.facts import look
from pdplint.graph import graph, joined
from pdplint.judge import BUILT_IN, NOTHING_DESCRIBED, Checked, check, fingerprinted, law
from pdplint.model import (
    RELIED_ON,
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
from pdplint.run.changes import Before, find_in
from pdplint.run.discovery import CONFIG, Named, find
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.house import HOUSE
from pdplint.run.reading import Read, Shelf, papers_among, read_workspace
from pdplint.run.resources import Resources, check_judges, choose_regimes
from pdplint.run.settings import Options, regimes_of, settle
from pdplint.run.tree import Tree
from pdplint.source import Marks, mark
from pdplint.starter import PLACEHOLDER
from pdplint.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.library import Library, Regime
    from pdplint.model import Citation, Reliance, Waiver
    from pdplint.run.config import Config
    from pdplint.run.discovery import Found
    from pdplint.run.reading import LookUp
    from pdplint.run.settings import Settings

_ALWAYS = (NOTHING_DESCRIBED, waive.CONTROL, baseline.CONTROL)
_LINE_END = re.compile(r"\r\n|\r|\n")


class Judging(NamedTuple):
    """One workspace as judged, by the regimes and with the settings of its own config.

    `filed` holds the files of waivers and baseline, as reports show them; `loosened` what they
    bring that a ref does not have.
    """

    read: Read
    config: Config
    regimes: Sequence[Regime]
    workspace: Workspace
    checked: Checked
    filed: Mapping[str, bytes] = {}
    loosened: Sequence[Loosened] = ()


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
    report = _report(reads, judgings, paths, asked.as_of, is_named=named, before=before)
    loosened = [loose for one in settings for loose in one.loosened]
    loosened += [loose for judging in judgings for loose in judging.loosened]
    by_call = _loosened_by_call(settings, options, asked.resources)
    return report._replace(loosened=(*loosened, *by_call))


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
    ref = asked.options.changed_since
    trees = [Tree(one.root, ref, "--changed-since") if ref else None for one in settings]
    files = [
        files_of(one, asked.options, asked.resources, one.base or tree)
        for one, tree in zip(settings, trees, strict=True)
    ]
    for file in files:
        if file.baseline:
            read_baseline(file.baseline, asked.resources)
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
            judgings.append(_accepted(one, read, file, asked, other=one.base or tree))
        if tree:
            before[one.root] = _before(one, tree, file, asked)
    return judgings, reads, before


def _found(one: Settings, asked: _Asked) -> Found:
    """Return the descriptions of a workspace; pdplint's own files do not count as left out."""
    options = asked.options
    found = find(one.root, one.named, one.config, whole=one.whole, unsaved=options.unsaved)
    own = Named([*(one.folder / name for name in one.config.policies), *_filing(one, options)])
    return found._replace(skipped=[name for name in found.skipped if not own.hold(name)])


def _filing(one: Settings, options: Options) -> list[Path]:
    """Return where waivers and baseline of a workspace stand, or would."""
    return [place_of(one, options, name)[0] for name in ("waivers", "baseline")]


def _own(one: Settings, options: Options) -> list[Path]:
    """Return the files of a workspace that are pdplint's own and so no papers."""
    return [one.root / CONFIG, *_filing(one, options)]


def _accepted(
    one: Settings,
    read: Read,
    files: Files,
    asked: _Asked,
    papers: LookUp | None = None,
    other: Tree | None = None,
) -> Judging:
    """Judge a workspace and hold its waivers and baseline against what was found.

    `other` is the other side of a change: what only that describes is no mistake in a waiver.
    """
    options, resources = asked.options, asked.resources
    shelf = papers or Shelf(read.found.root, _own_papers(one, read, options)).paper
    judging = judge(read, one.config, one.library, options, asked.as_of, shelf)

    def elsewhere() -> set[str]:
        return set() if other is None else _subjects(one, other, judging, resources)

    case = case_of(one, judging)
    accepted = accept(case, files, options, asked.as_of, resources, elsewhere)
    return judging._replace(
        checked=judging.checked._replace(findings=accepted.findings),
        filed={file.shown: file.data for file in files[:2] if file},
        loosened=list(_loosened_by(accepted.new, files)),
    )


def _own_papers(one: Settings, read: Read, options: Options) -> list[Path]:
    return [*map(Path, read.found.descriptions), *_own(one, options)]


def _subjects(one: Settings, tree: Tree, judging: Judging, resources: Resources) -> set[str]:
    """Return the names of all that a tree describes, by the regimes of today."""
    found = find_in(tree, one.named, one.config, whole=one.whole)
    read = read_workspace(found, resources.shape)
    if not read.documents:
        return set()
    workspace = Workspace(read.documents, one.library.table, read.unread)
    views = (look(workspace, law(regime)) for regime in judging.regimes)
    transfers = {transfer.subject for view in views for transfer in view.transfers.values()}
    return transfers | {entity.subject for entity in workspace.all()}


def _loosened_by(waivers: Sequence[Waiver], files: Files) -> Iterator[Loosened]:
    """Yield the waivers that a ref does not have, each with its line."""
    if not waivers or files.waivers is None:
        return
    marks = mark(files.waivers.data)
    for one in waivers:
        line = marks.nearest(one.place.document, one.place.pointer).line
        told = f"{one.control} {one.subject} {', '.join(one.clauses)} until {one.until}"
        yield Loosened("waiver", told, f"{one.place.path}:{line}")


def case_of(one: Settings, judging: Judging) -> Case:
    """Return a workspace as waivers and baselines are held against it."""
    return Case(judging.workspace, one.library, judging.regimes, judging.checked.findings)


def placed(judging: Judging) -> list[Finding]:
    """Return all that was found in a workspace, with lines and fingerprints, in order."""
    places = _Places({**judging.read.found.descriptions, **judging.filed})
    return sorted((places.finding(finding) for finding in _all_of(judging)), key=_order)


def _before(one: Settings, tree: Tree, files: Files, asked: _Asked) -> Before:
    """Return what the tree of the ref had, by the policies and settings of today."""
    found = find_in(tree, one.named, one.config, whole=one.whole)
    read = read_workspace(found, asked.resources.shape)
    if not read.documents:
        return Before.of(map(fingerprinted, read.problems))
    own = map(tree.name_from, _own_papers(one, read, asked.options))
    papers = partial(tree.paper, own={name for name in own if name is not None})
    old = files_in(tree, one, asked.options, files)
    try:
        judging = _accepted(one, read, old, asked, papers)
    except UsageError:  # a baseline that could not be used then
        judging = _accepted(one, read, Files(old.waivers, None), asked, papers)
    return Before.of(_all_of(judging))


def _all_of(judging: Judging) -> Iterator[Finding]:
    for finding in judging.read.problems:
        yield fingerprinted(finding, judging.workspace)
    yield from judging.checked.findings


def _refuse_nothing(paths: Sequence[Path], reads: Iterable[Read]) -> None:
    """Nothing matched is not a pass."""
    named = Named(paths)
    covered: set[Path] = set()
    for one in reads:
        told = (p.place.path for p in one.found.problems if p.severity == "error")
        for shown in (*one.found.descriptions, *told):
            covered.update(named.over(shown))
    for path in paths:
        if path not in covered:
            raise NothingFoundError(str(path))


def _loosened_by_call(
    settings: Sequence[Settings], options: Options, resources: Resources
) -> Iterator[Loosened]:
    for what, names in (("select", options.select), ("ignore", options.ignore)):
        for name in names:
            yield Loosened(what, name, f"--{what}")
    if options.changed_since:
        yield Loosened("changed-since", options.changed_since, "--changed-since")
    for one in settings:
        filed = files_of(one, options, resources).baseline
        if filed:
            yield Loosened("baseline", filed.shown, filed.source)


def judge(
    one: Read,
    config: Config,
    library: Library,
    options: Options,
    as_of: date,
    papers: LookUp,
) -> Judging:
    """Link and check one workspace that was read, by the regimes that the call or its config name.

    `papers` finds the files that descriptions name.
    """
    house = [HOUSE] if config.parameters else []
    regimes = choose_regimes(library, [*regimes_of(config, options), *house])
    check_judges(regimes)
    workspace = Workspace(one.documents, library.table, one.unread)
    workspace.check_papers(papers_among(workspace, papers))
    workspace.check_placeholders(PLACEHOLDER)
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
        if _is_always_told(finding)
        or (finding.control not in ignored and (not built_in or finding.control in options.select))
    )
    return Judging(one, config, regimes, workspace, checked._replace(findings=findings))


def _is_always_told(finding: Finding) -> bool:
    return finding.kind == "problem" and finding.severity != "note"


def _report(
    reads: Sequence[Read],
    judgings: Sequence[Judging],
    paths: Sequence[Path],
    as_of: date,
    *,
    is_named: bool,
    before: Mapping[Path, Before] = {},
) -> Report:
    data = {path: data for one in reads for path, data in one.found.descriptions.items()}
    places = _Places({**data, **{path: data for j in judgings for path, data in j.filed.items()}})
    found = list(_introduced(reads, judgings, before))
    named = Named(paths)
    findings = sorted((places.finding(f) for f in found if _concerns(f, named)), key=_order)
    regimes = {regime.id: regime for judging in judgings for regime in judging.regimes}
    return Report(
        tool_version=__version__,
        as_of=as_of.isoformat(),
        regimes=tuple(map(_info, regimes.values())),
        default_regime=not is_named,
        summary=_summary(reads, findings, judgings),
        findings=tuple(findings),
        judged=tuple(_merged(judgings)),
        relied_on=tuple(one for j in judgings for one in _relied_on(j, places)),
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


def _relied_on(judging: Judging, places: _Places) -> Iterator[Reliance]:
    """Yield the claims with their lines, and with the waivers that accept what they take away."""
    waivers = {
        (found.place, _refs(found.citations)): found.waiver
        for found in judging.checked.findings
        if found.control == RELIED_ON
    }
    for one in judging.checked.relied_on:
        waiver = waivers.get((one.place, _refs(one.citations)))
        shared = tuple((places.place(at), subject) for at, subject in one.shared)
        yield one._replace(place=places.place(one.place), shared=shared, waiver=waiver)


def _refs(citations: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(citation.clause.ref for citation in citations)


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


def _concerns(finding: Finding, named: Named) -> bool:
    """Tell whether a finding lies in, or is related to, something at or below one of the paths."""
    if finding.control in _ALWAYS:
        return True
    shown = [finding.place.path, *(related.place.path for related in finding.related)]
    return any(map(named.hold, shown))


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
