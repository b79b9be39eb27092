"""The files in which findings are accepted, held against what was found in a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint import baseline as baselines
from pdplint import waive
from pdplint.fields import field_of
from pdplint.judge import BUILT_IN, OWED
from pdplint.run.config import path_from
from pdplint.run.discovery import shown_path
from pdplint.run.errors import UsageError
from pdplint.run.settings import BASELINE, WAIVERS
from pdplint.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.baseline import Baseline
    from pdplint.library import Library, Regime
    from pdplint.model import Finding
    from pdplint.run.changes import Tree
    from pdplint.run.resources import Resources
    from pdplint.run.settings import Options, Settings
    from pdplint.workspace import Workspace


_NAMES = ("waivers", "baseline")


class Filed(NamedTuple):
    """A file as reports show it, where it stands, and what it holds."""

    shown: str
    path: Path
    data: bytes
    source: str


class Files(NamedTuple):
    """The files of waivers and baseline of one workspace, where there are any."""

    waivers: Filed | None
    baseline: Filed | None


class Case(NamedTuple):
    """What a workspace was found to be, and by what."""

    workspace: Workspace
    library: Library
    regimes: Sequence[Regime]
    findings: tuple[Finding, ...]


def shape_of(resources: Resources, name: str) -> Shape:
    """Return the compiled schema of a file with its sentences."""
    schema = resources.schema(name)
    return Shape(schema, field_of(schema))


def place_of(settings: Settings, options: Options, name: str) -> tuple[Path, str]:
    """Return where the file of waivers or the baseline stands, or would, and who says so."""
    given: Path | None = getattr(options, name)
    if given is not None:
        return given, f"--{name}"
    own: str = getattr(settings.config, name)
    if own:
        return path_from(settings.folder, own, settings.where(name)), settings.where(name)
    return settings.folder / {"waivers": WAIVERS, "baseline": BASELINE}[name], ""


def files_of(settings: Settings, options: Options) -> Files:
    """Read the files that settings and call name, and those of the usual names.

    A call that writes one of them may name it before it is there.

    Raises:
        UsageError: a file that is named is not there, or cannot be read.
    """
    if options.no_waivers:
        return Files(None, None)
    places = [place_of(settings, options, name) for name in _NAMES]
    return Files(
        *(filed_at(path) if options.writes else _filed(path, source) for path, source in places)
    )


def filed_at(path: Path) -> Filed | None:
    """Return a file if there is one at a path.

    Raises:
        UsageError: it cannot be read.
    """
    return _filed(path, "")


def _filed(path: Path, source: str) -> Filed | None:
    if not source and not path.is_file():
        return None
    try:
        return Filed(shown_path(path), path, path.read_bytes(), source or shown_path(path))
    except OSError as error:
        told = f"{source}: " if source else ""
        raise UsageError(f"{told}cannot read {shown_path(path)}: {error.strerror}") from None


def files_in(tree: Tree, settings: Settings, options: Options, now: Files) -> Files:
    """Return the files as the tree of a ref had them; what stands outside of it is as it is now."""
    if options.no_waivers:
        return now
    found: list[Filed | None] = []
    for name, today in zip(_NAMES, now, strict=True):
        path, _ = place_of(settings, options, name)
        try:
            data = tree.data(path.resolve().relative_to(tree.root).as_posix())
        except ValueError:  # it does not stand below the root
            found.append(today)
        else:
            shown = shown_path(path)
            found.append(None if data is None else Filed(shown, path, data, shown))
    return Files(*found)


def accept(
    case: Case, files: Files, options: Options, as_of: date, resources: Resources
) -> tuple[Finding, ...]:
    """Return the findings with what is accepted of them, and what is wrong with those files.

    Raises:
        UsageError: the baseline cannot be used.
    """
    findings = case.findings
    problems: list[Finding] = []
    if files.waivers:
        waivers, malformed = waive.read_waivers(
            files.waivers.shown, files.waivers.data, shape_of(resources, "waivers")
        )
        held = waive.apply(findings, waivers, terms_of(case, options, as_of))
        findings = held.findings
        problems += [*malformed, *held.problems]
    if files.baseline:
        baseline = read_baseline(files.baseline, resources)
        problems += baselines.stale(findings, baseline, judged_of(case, options))
        findings = baselines.apply(findings, baseline)
    return (*findings, *problems)


def read_baseline(filed: Filed, resources: Resources) -> Baseline:
    """Return a baseline.

    Raises:
        UsageError: it cannot be used.
    """
    try:
        return baselines.read_baseline(filed.shown, filed.data, shape_of(resources, "baseline"))
    except baselines.BaselineError as error:
        place = f"{filed.shown}:{error.span.line}:{error.span.column}"
        raise UsageError(f"{place}: {error}") from None


def judged_of(case: Case, options: Options) -> baselines.Judged:
    """Return what a run judged, for the baseline."""
    regimes = [regime.id for regime in case.regimes]
    return baselines.Judged(_asked(case.library, options), regimes, not case.workspace.unread)


def _asked(library: Library, options: Options) -> set[str]:
    """Return the controls of which nothing found means that there is nothing."""
    if options.select or options.ignore:
        chosen = {*options.select} or {*library.controls}
        return (chosen - {*options.ignore}) & library.controls.keys()
    return {*library.controls, *BUILT_IN}


def terms_of(case: Case, options: Options, as_of: date) -> waive.Terms:
    """Return what waivers are held against."""
    library = case.library
    subjects = {entity.subject for entity in case.workspace.all()}
    return waive.Terms(
        today=as_of,
        controls={*library.controls, *BUILT_IN},
        clauses={c.ref for regime in library.regimes.values() for c in regime.clauses},
        subjects={*subjects, *OWED, *(finding.subject for finding in case.findings)},
        regimes=library.regimes,
        asked=_asked(library, options),
        judged=[regime.id for regime in case.regimes],
        whole=not case.workspace.unread,
    )
