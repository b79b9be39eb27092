"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pdplint.judge.check import BUILT_IN, check
from pdplint.judge.findings import fingerprinted
from pdplint.model.report import Loosened, Report
from pdplint.policy.own import OWN
from pdplint.policy.values import Days
from pdplint.run.accepting import Case, Files, accept, files_in, files_of, place_of, read_baseline
from pdplint.run.changes import Before, find_in
from pdplint.run.discovery import CONFIG, Named, find
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.reading import Read, Shelf, papers_among, read_workspace
from pdplint.run.reporting import Judging, Ran, all_of, report_of
from pdplint.run.resources import Resources, check_judges, choose_regimes, shipped, standing_on
from pdplint.run.settings import Options, regimes_of, settle
from pdplint.run.starter import PLACEHOLDER
from pdplint.run.tree import Tree
from pdplint.text.marks import mark
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from datetime import date

    from pdplint.model.finding import Finding, Waiver
    from pdplint.policy.loading import Library
    from pdplint.run.config import Config
    from pdplint.run.discovery import Found
    from pdplint.run.reading import LookUp
    from pdplint.run.settings import Settings

_LINE_END = re.compile(r"\r\n|\r|\n")


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
    asked = _Asked(paths, options, options.as_of or today, shipped(), tell)
    settings = settle(paths, options, asked.resources)
    judgings, reads, before = _judge_all(settings, asked)
    named = bool(options.regimes) or any(one.config.regimes for one in settings)
    tell("writing the report")
    by_root = {judging.read.found.root: judging for judging in judgings}
    ran = [
        Ran(one, read, by_root.get(one.root), before.get(one.root))
        for one, read in zip(settings, reads, strict=True)
    ]
    by_call = list(_loosened_by_call(settings, options, asked.resources))
    return report_of(ran, paths, asked.as_of, by_call, options, is_named=named)


def judged_workspaces(
    paths: Sequence[Path], options: Options, today: date
) -> list[tuple[Settings, Judging]]:
    """Judge the workspaces of some paths, for commands that write waivers or baselines.

    Raises:
        UsageError: the call, a config or a policy is wrong.
        NothingFoundError: no description was found at one of the paths, or none could be read.
    """
    asked = _Asked(paths, options, options.as_of or today, shipped(), lambda _stage: None)
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
        reads.append(read_workspace(_found(one, asked), asked.resources.form))
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
    read = read_workspace(found, resources.form)
    if not read.documents:
        return set()
    workspace = Workspace(read.documents, one.library.table, read.unread)
    derivations = (derive(workspace, regime.law) for regime in judging.regimes)
    transfers = {
        transfer.subject for derived in derivations for transfer in derived.transfers.values()
    }
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


def _before(one: Settings, tree: Tree, files: Files, asked: _Asked) -> Before:
    """Return what the tree of the ref had, by the policies and settings of today."""
    found = find_in(tree, one.named, one.config, whole=one.whole)
    read = read_workspace(found, asked.resources.form)
    if not read.documents:
        return Before.of(map(fingerprinted, read.problems))
    own = map(tree.name_from, _own_papers(one, read, asked.options))
    papers = partial(tree.paper, own={name for name in own if name is not None})
    old = files_in(tree, one, asked.options, files)
    try:
        judging = _accepted(one, read, old, asked, papers)
    except UsageError:  # a baseline that could not be used then
        judging = _accepted(one, read, Files(old.waivers, None), asked, papers)
    return Before.of(all_of(judging))


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
    numbers = [OWN] if config.parameters else []
    chosen = choose_regimes(library, [*regimes_of(config, options), *numbers])
    regimes = standing_on(as_of, chosen)
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
