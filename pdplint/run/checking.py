"""One call for some paths: read, judge, add the lines, count."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pdplint.model.report import Loosened, Report
from pdplint.run.accepting import Case, Files, accept, files_in, files_of, place_of, read_baseline
from pdplint.run.discovery import CONFIG, Named, find
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.papers import Shelf
from pdplint.run.reporting import Judging, Ran, all_of, report_of
from pdplint.run.resources import Resources, shipped
from pdplint.run.settings import Options, names_regimes, settle, tree_of
from pdplint.run.tasks import Task, judge_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.model.checked import Checked
    from pdplint.model.finding import Waiver
    from pdplint.policy.regimes import Regime
    from pdplint.run.changes import Before
    from pdplint.run.discovery import Found
    from pdplint.run.papers import LookUp
    from pdplint.run.settings import Settings
    from pdplint.run.tree import Tree

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
    judgings, before = _judge_all(settings, asked)
    named = any(names_regimes(one.config, options) for one in settings)
    tell("writing the report")
    ran = [
        Ran(one, judging, before.get(one.root))
        for one, judging in zip(settings, judgings, strict=True)
    ]
    by_call = list(_loosened_by_call(settings, options, asked.resources))
    return report_of(ran, paths, asked.as_of, by_call, options, is_named=named)


class JudgedWorkspace(NamedTuple):
    """One workspace that was judged: as reports have it, and as waivers are held against it."""

    settings: Settings
    judging: Judging
    case: Case


def judged_workspaces(
    paths: Sequence[Path], options: Options, today: date
) -> list[JudgedWorkspace]:
    """Judge the workspaces of some paths, for commands that write waivers or baselines.

    Raises:
        UsageError: the call, a config or a policy is wrong.
        NothingFoundError: no description was found at one of the paths, or none could be read.
    """
    asked = _Asked(paths, options, options.as_of or today, shipped(), lambda _stage: None)
    settings = settle(paths, options, asked.resources)
    judgings, _ = _judge_all(settings, asked)
    return [
        JudgedWorkspace(one, judging, case_of(one, judging.regimes, judging.checked))
        for one, judging in zip(settings, judgings, strict=True)
        if judging.checked
    ]


def _judge_all(
    settings: Sequence[Settings], asked: _Asked
) -> tuple[list[Judging], dict[Path, Before]]:
    """Judge workspaces; return what came of each, and what a ref had of each.

    What is wrong with the call is told before that nothing was found.
    """
    ref = asked.options.changed_since
    trees = [tree_of(one.root, ref, "--changed-since") for one in settings]
    files = [
        files_of(one, asked.options, asked.resources, one.base or tree)
        for one, tree in zip(settings, trees, strict=True)
    ]
    for file in files:
        if file.baseline:
            read_baseline(file.baseline, asked.resources)
    every = []
    for one in settings:
        asked.tell(f"reading {one.root}")
        every.append(_found(one, asked))
    _refuse_nothing(asked.paths, every)
    now = [
        _Side(Task(one, found, _papers(one, found, asked)), file, one.base or tree)
        for one, found, file, tree in zip(settings, every, files, trees, strict=True)
    ]
    then = {n: _then(now[n], tree, asked) for n, tree in enumerate(trees) if tree}
    judgings, old = _judged(now, then, asked)
    return (
        [_accepted(*one, asked) for one in zip(now, judgings, strict=True)],
        {settings[n].root: _before(then[n], old[n], asked) for n in then},
    )


class _Side(NamedTuple):
    """A workspace as it is, or as a ref had it, with its files of waivers and baseline.

    `other` is the other side of a change: what only that describes is no mistake in a waiver.
    """

    task: Task
    files: Files
    other: Tree | None = None


def _judged(
    now: Sequence[_Side], then: Mapping[int, _Side], asked: _Asked
) -> tuple[list[Judging], dict[int, Judging]]:
    """Judge what is, and what a ref had of some of it by their numbers.

    What is the same on both sides, papers too, is judged once.
    """

    def judge(tasks: Iterable[Task]) -> list[Judging]:
        return judge_all([*tasks], asked.options, asked.as_of, asked.resources, asked.tell)

    changed = [n for n in then if not _reads_alike(now[n].task.found, then[n].task.found)]
    judgings = judge([*(side.task for side in now), *(then[n].task for n in changed)])
    old = dict(zip(changed, judgings[len(now) :], strict=True))
    for number in then.keys() - old.keys():
        judging, task = judgings[number], then[number].task
        if judging.papers.hold(task.look_up):
            old[number] = judging._replace(found=task.found)
        else:
            [old[number]] = judge([task])
    return judgings[: len(now)], old


def _reads_alike(found: Found, other: Found) -> bool:
    is_same = [*found.descriptions.items()] == [*other.descriptions.items()]
    return is_same and found.problems == other.problems


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


def _papers(one: Settings, found: Found, asked: _Asked) -> LookUp:
    return Shelf(found.root, _own_papers(one, found, asked.options)).paper


def _accepted(side: _Side, judging: Judging, asked: _Asked) -> Judging:
    """Hold the waivers and the baseline of a workspace against what was found."""
    if not judging.checked:
        return judging
    one, other = side.task.settings, side.other

    def elsewhere() -> set[str]:
        return set() if other is None else _subjects(one, other, judging, asked.resources)

    case = case_of(one, judging.regimes, judging.checked)
    accepted = accept(case, side.files, asked.options, asked.as_of, asked.resources, elsewhere)
    return judging._replace(
        checked=judging.checked._replace(findings=accepted.findings),
        filed={file.shown: file.data for file in side.files[:2] if file},
        loosened=list(_loosened_by(accepted.new, side.files)),
    )


def _own_papers(one: Settings, found: Found, options: Options) -> list[Path]:
    return [*map(Path, found.descriptions), *_own(one, options)]


def _subjects(one: Settings, tree: Tree, judging: Judging, resources: Resources) -> set[str]:
    """Return the names of all that a tree describes, by the regimes of today."""
    from pdplint.run.changes import find_in
    from pdplint.run.reading import read_workspace
    from pdplint.workspace.facts import derive
    from pdplint.workspace.linking import Workspace

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
    from pdplint.text.marks import mark

    marks = mark(files.waivers.data)
    for one in waivers:
        line = marks.nearest(one.place.document, one.place.pointer).line
        told = f"{one.control} {one.subject} {', '.join(one.clauses)} until {one.until}"
        yield Loosened("waiver", told, f"{one.place.path}:{line}")


def case_of(one: Settings, regimes: Sequence[Regime], checked: Checked) -> Case:
    """Return a workspace that was checked as waivers and baselines are held against it."""
    return Case(checked.described, one.library, regimes, checked.findings, checked.upcoming)


def _then(now: _Side, tree: Tree, asked: _Asked) -> _Side:
    """Return what the tree of a ref had, with the policies and settings of today."""
    from pdplint.run.changes import find_in

    one = now.task.settings
    found = find_in(tree, one.named, one.config, whole=one.whole)
    own = map(tree.name_from, _own_papers(one, found, asked.options))
    papers = partial(tree.paper, own={name for name in own if name is not None})
    return _Side(Task(one, found, papers), files_in(tree, one, asked.options, now.files))


def _before(side: _Side, judging: Judging, asked: _Asked) -> Before:
    """Return what is remembered of what a ref had."""
    from pdplint.run.changes import Before

    try:
        accepted = _accepted(side, judging, asked)
    except UsageError:  # a baseline that could not be used then
        side = side._replace(files=Files(side.files.waivers, None))
        accepted = _accepted(side, judging, asked)
    return Before.of(all_of(accepted))


def _refuse_nothing(paths: Sequence[Path], every: Iterable[Found]) -> None:
    """Nothing matched is not a pass."""
    named = Named(paths)
    covered: set[Path] = set()
    for found in every:
        told = (p.place.path for p in found.problems if p.severity == "error")
        for shown in (*found.descriptions, *told):
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
