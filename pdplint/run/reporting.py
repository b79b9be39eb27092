"""What was judged, made into a report: places get their lines, workspaces are put together."""

from __future__ import annotations

import re
from functools import reduce
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint import __version__
from pdplint.accept import baseline
from pdplint.accept import waivers as waive
from pdplint.judge.exposure import Circumstances, added, exposure
from pdplint.model.builtin import NOTHING_DESCRIBED
from pdplint.model.finding import RELIED_ON, Finding
from pdplint.model.place import Place, Span
from pdplint.model.report import (
    Evidence,
    Exposure,
    Graph,
    InstrumentInfo,
    Judged,
    Loosened,
    RegimeInfo,
    Reliance,
    Report,
    State,
    Summary,
    WorkspaceReport,
)
from pdplint.run.cache import cache_of_user
from pdplint.run.discovery import Named, shown_file
from pdplint.run.door import ShutError, opened
from pdplint.run.errors import UsageError
from pdplint.run.memory import Papers, Spans
from pdplint.run.resources import shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from pdplint.model.checked import Checked
    from pdplint.model.finding import Citation
    from pdplint.model.place import Pointer
    from pdplint.policy.regimes import Regime
    from pdplint.run.changes import Before
    from pdplint.run.config import Config
    from pdplint.run.discovery import Found
    from pdplint.run.settings import Options, Settings
    from pdplint.text.marks import Marks
    from pdplint.workspace.derive import Derived

_ALWAYS = (NOTHING_DESCRIBED, waive.CONTROL, baseline.CONTROL)
_LINE_END = re.compile(r"\r\n|\r|\n")
_MOST_DIGESTED = 2**30
"""The most bytes of a paper of which a digest is made."""


class Judging(NamedTuple):
    """One workspace as judged, by the regimes and with the settings of its own config.

    `problems` are what is wrong with the text and form of its files; nothing was `checked` where no
    description could be read. `derived` has what follows from what was judged now under the law of
    each regime, by its id; `papers` are those that were looked up. `filed` holds the files of
    waivers and baseline, as reports show them; `loosened` what they bring that a ref does not have.
    """

    found: Found
    config: Config
    regimes: Sequence[Regime]
    problems: tuple[Finding, ...]
    checked: Checked | None
    derived: Mapping[str, Derived] = {}
    filed: Mapping[str, bytes] = {}
    loosened: Sequence[Loosened] = ()
    papers: Papers = Papers()


class Ran(NamedTuple):
    """One workspace of a run: its settings, what was judged, and what a ref had."""

    settings: Settings
    judging: Judging
    before: Before | None


def report_of(
    ran: Sequence[Ran],
    paths: Sequence[Path],
    as_of: date,
    by_call: Sequence[Loosened],
    options: Options,
    *,
    is_named: bool,
) -> Report:
    """Return the report of a run: each workspace, and all of them together.

    `by_call` are the settings of the call by which less is reported; `is_named` tells that regimes
    were named, and `options` which digests and lines are wanted.
    """
    checked = [one.judging for one in ran if one.judging.checked]
    spans = Spans(cache_of_user(is_wanted=options.cache), shipped())
    places = Places(_data(ran), spans, claims=options.places_claims)
    named = Named(paths)
    evident = options.evidence
    workspaces = [_workspace(one, places, named, by_call, evident=evident) for one in ran]
    regimes = {regime.id: regime for judging in checked for regime in judging.regimes}
    infos = tuple(_info(regime, as_of) for regime in regimes.values())
    instruments = {one.id: one for regime in regimes.values() for one in regime.instruments}
    spans.keep()
    findings = sorted(chain(*(one.findings for one in workspaces)), key=_order)
    return Report(
        tool_version=__version__,
        as_of=as_of.isoformat(),
        regimes=infos,
        instruments=tuple(
            InstrumentInfo(one.id, one.status, one.title) for one in instruments.values()
        ),
        default_regime=not is_named,
        summary=reduce(_added_up, (one.summary for one in workspaces)),
        findings=tuple(findings),
        judged=tuple(_merged(workspaces)),
        relied_on=tuple(chain(*(one.relied_on for one in workspaces))),
        deadlines=tuple(chain(*(one.deadlines for one in workspaces))),
        loosened=(*chain(*(_loosened(one) for one in ran)), *by_call),
        exposure={
            id_: reduce(added, [one.exposure[id_] for one in workspaces if id_ in one.exposure])
            for id_ in instruments
            if any(id_ in one.exposure for one in workspaces)
        },
        lines=places.lines,
        graph=_map(ran, workspaces) if options.draws_map else None,
        workspaces=tuple(workspaces),
    )


def _data(ran: Sequence[Ran]) -> dict[str, bytes]:
    """Return every file that a place can lie in, as reports show it."""
    described = {path: data for one in ran for path, data in one.judging.found.descriptions.items()}
    filed = (one.judging.filed for one in ran)
    return described | {path: data for files in filed for path, data in files.items()}


def _workspace(
    one: Ran, places: Places, named: Named, by_call: Sequence[Loosened], *, evident: bool
) -> WorkspaceReport:
    judging, checked = one.judging, one.judging.checked
    found = [finding for finding in _introduced(one) if _concerns(finding, named)]
    findings = sorted(map(places.finding, found), key=_order)
    regimes = judging.regimes if checked else ()
    return WorkspaceReport(
        root=shown_file(one.settings.root),
        regimes=tuple(regime.id for regime in regimes),
        summary=_summary(one, findings),
        findings=tuple(findings),
        judged=checked.judged if checked else (),
        relied_on=tuple(_relied_on(checked, places)) if checked else (),
        deadlines=tuple(
            due._replace(place=places.place(due.place))
            for due in (checked.deadlines if checked else ())
        ),
        loosened=(*_loosened(one), *by_call),
        exposure=dict(_exposures(checked, regimes)) if checked else {},
        evidence=_evidence(one) if evident else None,
    )


def _loosened(one: Ran) -> tuple[Loosened, ...]:
    return (*one.settings.loosened, *one.judging.loosened)


def _introduced(one: Ran) -> Iterator[Finding]:
    """Yield what was found in a workspace, less what a ref had already."""
    for finding in all_of(one.judging):
        if one.before is None or not one.before.had(finding):
            yield finding


def _exposures(checked: Checked, regimes: Sequence[Regime]) -> Iterator[tuple[str, Exposure]]:
    known = {one.id: (one, regime) for regime in regimes for one in regime.instruments}
    described = checked.described
    for id_, (instrument, regime) in known.items():
        if any(clause.fine is not None for clause in instrument.clauses.values()):
            transfers = regime.id in described.moves_abroad
            facts = Circumstances(described.organisation, transfers=transfers)
            yield id_, exposure(instrument, checked.findings, facts)


# --- evidence


def _evidence(one: Ran) -> Evidence:
    """Return digests of all that a workspace was judged from, and the commit it stands at."""
    root = one.settings.root
    checked = one.judging.checked
    names = checked.described.files if checked else ()
    commit, modified = _commit(root)
    return Evidence(
        commit=commit,
        modified=modified,
        descriptions={
            path: sha256(data).hexdigest() for path, data in one.judging.found.descriptions.items()
        },
        papers={name: _digest(root / name, root) for name in names},
        policies=one.settings.library.digests,
    )


def _digest(path: Path, root: Path) -> str | None:
    made = sha256()
    try:
        with opened(path, root) as file:
            if file.size > _MOST_DIGESTED:
                return None
            for piece in file.pieces(_MOST_DIGESTED):
                made.update(piece)
    except ShutError:
        return None
    return made.hexdigest()


def _commit(root: Path) -> tuple[str | None, bool | None]:
    """Return the commit that a folder stands at and whether it differs; nothing without git."""
    from pdplint.run.tree import Git

    git = Git(root, "evidence")
    try:
        commit = git.ask("rev-parse", "--verify", "--quiet", "HEAD")
        if commit is None:
            return None, None
        options = ("-c", "core.fsmonitor=false", "status", "--porcelain", "--", ".")
        status = git.ask(*options)
    except UsageError:
        return None, None
    return commit.decode("ascii", "replace").strip(), None if status is None else bool(status)


# --- lines and counts


def _relied_on(checked: Checked, places: Places) -> Iterator[Reliance]:
    """Yield the claims with their lines, and with the waivers that accept what they take away."""
    waivers = {
        (found.place, _refs(found.citations)): found.waiver
        for found in checked.findings
        if found.control == RELIED_ON
    }
    for one in checked.relied_on:
        waiver = waivers.get((one.place, _refs(one.citations)))
        yield places.reliance(one)._replace(waiver=waiver)


def _refs(citations: Iterable[Citation]) -> tuple[str, ...]:
    return tuple(citation.clause.ref for citation in citations)


def _map(ran: Iterable[Ran], workspaces: Iterable[WorkspaceReport]) -> Graph | None:
    """Return the map of all workspaces, each by the first of its regimes."""
    from pdplint.report.pages.map import graph, joined

    graphs = []
    for one, workspace in zip(ran, workspaces, strict=True):
        judging, checked = one.judging, one.judging.checked
        if checked:
            here = judging.found.descriptions
            derived = judging.derived[judging.regimes[0].id]
            graphs.append(graph(derived, [f for f in workspace.findings if f.place.path in here]))
    return joined(graphs)


def placed(judging: Judging) -> list[Finding]:
    """Return all that was found in a workspace, with lines and fingerprints, in order."""
    places = Places({**judging.found.descriptions, **judging.filed})
    return sorted((places.finding(finding) for finding in all_of(judging)), key=_order)


def all_of(judging: Judging) -> Iterator[Finding]:
    """Yield all that was found in a workspace, with fingerprints, and no lines yet."""
    yield from judging.problems
    if judging.checked:
        yield from judging.checked.findings


def _concerns(finding: Finding, named: Named) -> bool:
    """Tell whether a finding lies in, or is related to, something at or below one of the paths."""
    if finding.control in _ALWAYS:
        return True
    shown = [finding.place.path, *(related.place.path for related in finding.related)]
    return any(map(named.hold, shown))


def _order(finding: Finding) -> tuple[Any, ...]:
    span = finding.place.span or Span(0, 0, 0, 0)
    return (finding.place.path, span, finding.control, finding.kind)


class Places:
    """Gives places their spans: only files with something to show are read again for marks.

    Of `spans` that are remembered none is looked for. `claims` says whether those of claims show
    that are relied on and listed apart.
    """

    def __init__(
        self, data: Mapping[str, bytes], spans: Spans | None = None, *, claims: bool = True
    ) -> None:
        self.data = data
        self.claims = claims
        self._spans = spans
        self._known: dict[str, dict[tuple[int, Pointer], Span]] = {}
        self.lines: dict[str, tuple[str, ...]] = {}
        self._marks: dict[str, Marks] = {}

    def place(self, place: Place) -> Place:
        """Return a place with its span."""
        if place.path not in self.data:
            return place
        if place.path not in self.lines:
            text = self.data[place.path].decode("utf-8-sig", "replace")
            self.lines[place.path] = tuple(_LINE_END.split(text))
        if place.span is not None:
            return place
        return place._replace(span=self._span(place))

    def _span(self, place: Place) -> Span:
        path, data = place.path, self.data[place.path]
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = self._spans.of(data) if self._spans else {}
        span = known.get((place.document, place.pointer))
        if span is None:
            if path not in self._marks:
                from pdplint.text.marks import mark

                self._marks[path] = mark(data)
            span = self._marks[path].nearest(place.document, place.pointer)
            known[place.document, place.pointer] = span
            if self._spans:
                self._spans.learn(data, known)
        return span

    def reliance(self, one: Reliance) -> Reliance:
        """Return a claim with the spans of its places, where these show."""
        if not self.claims:
            return one
        shared = tuple((self.place(at), subject) for at, subject in one.shared)
        return one._replace(place=self.place(one.place), shared=shared)

    def finding(self, finding: Finding) -> Finding:
        """Return a finding with the spans of all its places; of a claim only where these show."""
        if not self.claims and finding.is_listed_apart and finding.is_open:
            return finding
        related = tuple(r._replace(place=self.place(r.place)) for r in finding.related)
        hops = tuple(h._replace(place=self.place(h.place)) for h in finding.hops)
        waiver = finding.waiver and finding.waiver._replace(place=self.place(finding.waiver.place))
        at = self.place(finding.place)
        return finding._replace(place=at, related=related, hops=hops, waiver=waiver)


def _info(regime: Regime, as_of: date) -> RegimeInfo:
    is_old = regime.read_until is not None and as_of > regime.read_until
    every = sum(len(one.clauses) for one in regime.instruments)
    return RegimeInfo(
        id=regime.id,
        status=regime.status,
        title=regime.title,
        about=regime.about,
        in_force_today=regime.in_force_today,
        instruments=tuple(one.id for one in regime.instruments),
        not_binding=every - len(regime.clauses),
        read_until=str(regime.read_until) if is_old else "",
    )


def _summary(one: Ran, findings: Sequence[Finding]) -> Summary:
    severities = [finding.severity for finding in findings if finding.is_open]
    found, checked = one.judging.found, one.judging.checked
    return Summary(
        files=len(found.descriptions),
        skipped_files=len(found.skipped),
        flows=checked.described.flows if checked else 0,
        error=severities.count("error"),
        warning=severities.count("warning"),
        note=severities.count("note"),
        waived=sum(finding.waiver is not None for finding in findings),
        baselined=sum(finding.baselined for finding in findings),
    )


def _added_up(first: Summary, second: Summary) -> Summary:
    return Summary(*(a + b for a, b in zip(first, second, strict=True)))


_WORST: Sequence[State] = ("falls_short", "undeclared", "undecided", "holds", "not_applicable")


def _merged(workspaces: Sequence[WorkspaceReport]) -> Iterator[Judged]:
    """Yield each clause once for all workspaces of the run: the worst state, subjects added up."""
    same: dict[tuple[str, str], list[Judged]] = {}
    for workspace in workspaces:
        for judged in workspace.judged:
            same.setdefault((judged.regime, judged.clause.ref), []).append(judged)
    for every in same.values():
        if every[0].state not in _WORST:
            yield every[0]
            continue
        worst = min(every, key=lambda judged: _WORST.index(judged.state))
        counts = {key: sum(judged.subjects[key] for judged in every) for key in worst.subjects}
        yield worst._replace(subjects=counts)
