"""The files in which findings are accepted, held against what was found in a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.accept import baseline as baselines
from pdplint.accept import waivers as waive
from pdplint.accept.upcoming import notes
from pdplint.format.fields import OWED, field_of
from pdplint.format.form import Form
from pdplint.model.builtin import BUILT_IN
from pdplint.run.config import path_from
from pdplint.run.discovery import shown_file, shown_path
from pdplint.run.door import ShutError, is_there, read_file, real_path, stand_path
from pdplint.run.errors import UsageError
from pdplint.run.settings import BASELINE, WAIVERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.accept.baseline import Baseline
    from pdplint.model.checked import Described, Upcoming
    from pdplint.model.finding import Finding, Waiver
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime
    from pdplint.run.resources import Resources
    from pdplint.run.settings import Options, Settings
    from pdplint.run.tree import Tree


_NAMES = ("waivers", "baseline")


class Filed(NamedTuple):
    """A file as reports show it, where it stands, and what it holds.

    `is_ours` tells that it stands in the tree that is judged, and not where the call says.
    """

    shown: str
    path: Path
    data: bytes
    source: str
    is_ours: bool = True


class Files(NamedTuple):
    """The files of waivers and baseline of one workspace, where there are any.

    `before` are the waivers that a ref had, `None` where no ref is asked.
    """

    waivers: Filed | None
    baseline: Filed | None
    before: tuple[Waiver, ...] | None = None


class Accepted(NamedTuple):
    """Findings with what is accepted of them, and the waivers that the ref asked does not have."""

    findings: tuple[Finding, ...]
    new: tuple[Waiver, ...]


class Case(NamedTuple):
    """What a workspace was found to be, and by what."""

    described: Described
    library: Library
    regimes: Sequence[Regime]
    findings: tuple[Finding, ...]
    upcoming: tuple[Upcoming, ...] = ()


def form_of(resources: Resources, name: str) -> Form:
    """Return the compiled schema of a file with its sentences."""
    schema = resources.schema(name)
    return Form(schema, field_of(schema))


def place_of(settings: Settings, options: Options, name: str) -> tuple[Path, str]:
    """Return where the file of waivers or the baseline stands, or would, and who says so."""
    given: Path | None = getattr(options, name)
    if given is not None:
        return given, f"--{name}"
    own: str = getattr(settings.config, name)
    if own:
        return path_from(settings.folder, own, settings.where(name)), settings.where(name)
    return settings.folder / {"waivers": WAIVERS, "baseline": BASELINE}[name], ""


def files_of(
    settings: Settings, options: Options, resources: Resources, before: Tree | None = None
) -> Files:
    """Read the files that settings and call name, and those of the usual names.

    A call that writes one of them may name it before it is there. `before` is the tree whose
    waivers count as known.

    Raises:
        UsageError: a file that is named is not there, or cannot be read.
    """
    if options.no_waivers:
        return Files(None, None)
    waivers = _present(settings, options, "waivers")
    baseline = _from_base(settings, options) or _present(settings, options, "baseline")
    if before is None or (waivers is not None and not waivers.is_ours):
        return Files(waivers, baseline)
    name = before.name_from(place_of(settings, options, "waivers")[0])
    data = before.data(name) if name else None
    form = form_of(resources, "waivers")
    known = waive.read_waivers("", data, form)[0] if data is not None else []
    return Files(waivers, baseline, tuple(known))


def _present(settings: Settings, options: Options, name: str) -> Filed | None:
    path, source = place_of(settings, options, name)
    is_named = getattr(options, name) is not None
    root = None if is_named else real_path(settings.folder)
    return filed_at(path, root) if options.writes else _filed(path, source, root)


def _from_base(settings: Settings, options: Options) -> Filed | None:
    """Return the baseline as the ref had it from which settings come, if it had one."""
    if settings.base is None or options.baseline is not None:
        return None
    path, source = place_of(settings, options, "baseline")
    name = settings.base.name_from(path)
    if name is None or name not in settings.base.files:
        return None
    shown = f"{settings.base.ref}:{shown_path(path)}"
    return Filed(shown, path, settings.base.whole(name), source or shown)


def filed_at(path: Path, root: Path | None) -> Filed | None:
    """Return a file if there is one at a path, below a root unless the call itself names it.

    Raises:
        UsageError: it cannot be read.
    """
    return _filed(path, "", root)


def _filed(path: Path, source: str, root: Path | None) -> Filed | None:
    if not source and not is_there(path):
        return None
    shown = shown_path(path) if root is None else shown_file(stand_path(path))
    try:
        return Filed(shown, path, read_file(path, root), source or shown, root is not None)
    except ShutError as error:
        told = f"{source}: " if source else ""
        raise UsageError(f"{told}cannot read {shown}: {error}") from None


def files_in(tree: Tree, settings: Settings, options: Options, now: Files) -> Files:
    """Return the files as the tree of a ref had them; what stands outside of it is as it is now."""
    if options.no_waivers:
        return now
    found: list[Filed | None] = []
    for name, today in zip(_NAMES, now[:2], strict=True):
        path, _ = place_of(settings, options, name)
        inside = tree.name_from(path)
        if inside is None or (name == "baseline" and settings.base is not None):
            found.append(today)
            continue
        data = tree.data(inside)
        shown = shown_file(stand_path(path))
        found.append(None if data is None else Filed(shown, path, data, shown))
    waivers, baseline = found
    return Files(waivers, baseline)


def accept(
    case: Case,
    files: Files,
    options: Options,
    as_of: date,
    resources: Resources,
    elsewhere: Callable[[], Collection[str]] = tuple,
) -> Accepted:
    """Return the findings with what is accepted of them, and what is wrong with those files.

    `elsewhere` gives the subjects that another side of the change has, asked only where needed.

    Raises:
        UsageError: the baseline cannot be used.
    """
    findings, later = case.findings, tuple(one.finding for one in case.upcoming)
    problems: list[Finding] = []
    new: tuple[Waiver, ...] = ()
    if files.waivers:
        waivers, malformed = waive.read_waivers(
            files.waivers.shown, files.waivers.data, form_of(resources, "waivers")
        )
        terms = terms_of(case, options, as_of)
        if not {waiver.subject for waiver in waivers} <= {*terms.subjects}:
            terms = terms._replace(subjects={*terms.subjects, *elsewhere()})
        if not files.waivers.is_ours:
            terms = terms._replace(is_from_elsewhere=True)
        held = waive.apply(findings, waivers, terms)
        findings, later = held.findings, waive.apply(later, waivers, terms).findings
        problems += [*malformed, *held.problems]
        if files.before is not None:
            new = tuple(waive.not_in(waivers, files.before))
    if options.new_waivers == "error":
        problems += map(waive.told_new, new)
    if files.baseline:
        baseline = read_baseline(files.baseline, resources)
        problems += baselines.stale(findings, baseline, judged_of(case, options))
        findings = baselines.apply(findings, baseline)
        later = tuple(baselines.apply(later, baseline))
    ahead = (
        one._replace(finding=finding) for one, finding in zip(case.upcoming, later, strict=True)
    )
    return Accepted((*findings, *notes(ahead, findings), *problems), new)


def read_baseline(filed: Filed, resources: Resources) -> Baseline:
    """Return a baseline.

    Raises:
        UsageError: it cannot be used.
    """
    try:
        return baselines.read_baseline(filed.shown, filed.data, form_of(resources, "baseline"))
    except baselines.BaselineError as error:
        place = f"{filed.shown}:{error.span.line}:{error.span.column}"
        raise UsageError(f"{place}: {error}") from None


def judged_of(case: Case, options: Options) -> baselines.Judged:
    """Return what a run judged, for the baseline."""
    return baselines.Judged(
        _asked(case.library, options),
        _instruments(case),
        case.described.is_whole,
        _resting(case),
    )


def _instruments(case: Case) -> list[str]:
    """Return the instruments of the regimes of a run."""
    return list({one.id: one for regime in case.regimes for one in regime.instruments})


def _resting(case: Case) -> set[str]:
    """Return the clauses of those that do not bind on the day, in any of its regimes."""
    every = {c.ref for r in case.regimes for one in r.instruments for c in one.clauses.values()}
    return every - {clause.ref for regime in case.regimes for clause in regime.clauses}


def _asked(library: Library, options: Options) -> set[str]:
    """Return the controls of which nothing found means that there is nothing."""
    if options.select or options.ignore:
        chosen = {*options.select} or {*library.controls}
        return (chosen - {*options.ignore}) & library.controls.keys()
    return {*library.controls, *BUILT_IN}


def terms_of(case: Case, options: Options, as_of: date) -> waive.Terms:
    """Return what waivers are held against."""
    library = case.library
    return waive.Terms(
        today=as_of,
        controls={*library.controls, *BUILT_IN},
        clauses={c.ref for one in library.instruments.values() for c in one.clauses.values()},
        subjects={*case.described.subjects, *OWED, *(finding.subject for finding in case.findings)},
        instruments=library.instruments,
        calendar=case.regimes[0].calendar,
        asked=_asked(library, options),
        judged=_instruments(case),
        whole=case.described.is_whole,
        resting=_resting(case),
    )
