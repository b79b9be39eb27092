"""The baseline: what was known on a day, so that only what is new fails. It only shrinks. Pure.

An entry is a finding by control, kind, subject and the place inside that, with the clauses that it
cited. Of another kind, at another place or under another clause it is new. Only what cites a clause
can be in a baseline: what cannot be read is never known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.form import problem
from pdplint.model.builtin import UPCOMING
from pdplint.model.finding import Finding, Related, accepted_with, fingerprint
from pdplint.model.place import Place, Span
from pdplint.text.messages import sentence
from pdplint.text.reader import read
from pdplint.text.values import scalar
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pdplint.format.form import Form

VERSION = 1
CONTROL = "baseline"
FINDINGS = "findings"
_HEAD = """\
# What was known when `pdplint baseline` first wrote this. It fails no run; what is new does.
# It only shrinks: `pdplint baseline` takes out what is mended and adds nothing.
# To start over, delete the file.
"""


class BaselineError(Exception):
    """A baseline that cannot be used: what is wrong with it, and where."""

    def __init__(self, message: str, span: Span) -> None:
        super().__init__(message)
        self.span = span


_Key = tuple[str, str, str, str]


class Known(NamedTuple):
    """One finding as a baseline knows it; `pointer` is that inside the subject."""

    control: str
    kind: str
    subject: str
    pointer: str
    clauses: tuple[str, ...]

    @property
    def key(self) -> _Key:
        """What tells it from the others."""
        return self[:4]


class Baseline(NamedTuple):
    """A baseline as it stands in a file: `entries[n]` is the n-th of its list."""

    path: str
    entries: tuple[Known, ...]


class Judged(NamedTuple):
    """What a run judged: only of that can be said what is no longer found.

    `instruments` were judged, less their clauses that are `resting`: that do not bind on the day.
    `whole` is false where a description could not be read.
    """

    controls: Collection[str]
    instruments: Collection[str]
    whole: bool
    resting: Collection[str] = ()


def read_baseline(path: str, data: bytes, form: Form) -> Baseline:
    """Return a baseline; `shape` is that of `schemas/baseline.schema.json`.

    Raises:
        BaselineError: it cannot be read, is of another version, or has not the form.
    """
    from pdplint.text.marks import mark

    content = read(data)
    for wrong in content.problems:
        raise BaselineError(sentence(wrong, "en"), wrong.span)
    marks = mark(data)
    value = content.documents[0] if len(content.documents) == 1 else None
    version = value.get("version") if isinstance(value, dict) else None
    if version != VERSION or isinstance(version, bool):
        found = "no version" if version is None else f"version {version}"
        raise BaselineError(
            f"this baseline is of {found}, and this pdplint reads version {VERSION}; "
            "delete it and run `pdplint baseline` to write it anew",
            marks.nearest(0, ("version",)),
        )
    for misfit in form.misfits(value):
        raise BaselineError(misfit.message.en, marks.nearest(0, misfit.pointer))
    return Baseline(path, tuple(map(_known, value[FINDINGS])) if value else ())


def _known(entry: dict[str, Any]) -> Known:
    return Known(**{**entry, "clauses": tuple(entry["clauses"])})


def known(findings: Iterable[Finding]) -> tuple[Known, ...]:
    """Return what a baseline written today would know: what is open and cites a clause.

    What begins to bind later is none of it: it is not found yet.
    """
    found = (
        Known(f.control, f.kind, f.subject, f.inside, tuple(sorted(_cited(f))))
        for f in findings
        if f.citations and f.waiver is None and f.control != UPCOMING
    )
    return tuple(sorted(set(found)))


def _cited(finding: Finding) -> set[str]:
    return {citation.clause.ref for citation in finding.citations}


def apply(findings: Iterable[Finding], baseline: Baseline) -> tuple[Finding, ...]:
    """Return the findings, those that the baseline knows marked so; a waived one stays waived."""
    entries = {entry.key: (index, entry) for index, entry in enumerate(baseline.entries)}
    return tuple(_marked(finding, baseline.path, entries) for finding in findings)


def _marked(finding: Finding, path: str, entries: dict[_Key, tuple[int, Known]]) -> Finding:
    found = entries.get((finding.control, finding.kind, finding.subject, finding.inside))
    if found is None or not finding.citations or finding.waiver is not None:
        return finding
    index, entry = found
    new = sorted({*accepted_with(finding)} - {*entry.clauses})
    if not new:
        return finding._replace(baselined=True)
    at = Place(path, 0, (FINDINGS, index, "clauses"))
    why = Related(at, finding.subject, say("baseline-reopened", clauses=", ".join(new)))
    return finding._replace(related=(*finding.related, why))


def stale(findings: Iterable[Finding], baseline: Baseline, judged: Judged) -> Iterator[Finding]:
    """Yield a note for each entry of which nothing is found any more."""
    left = {entry.key for entry in shrunk(findings, baseline, judged)}
    for index, entry in enumerate(baseline.entries):
        if entry.key not in left:
            at = Place(baseline.path, 0, (FINDINGS, index))
            found = problem(CONTROL, say("baseline-stale"), at, entry.subject)
            made = fingerprint(CONTROL, found.kind, *entry.key)
            yield found._replace(severity="note", fingerprint=made)


def shrunk(findings: Iterable[Finding], baseline: Baseline, judged: Judged) -> tuple[Known, ...]:
    """Return the entries, less what is no longer found and the clauses no longer cited.

    What the run did not judge stays as it is.
    """
    if not judged.whole:
        return baseline.entries
    cited: dict[_Key, set[str]] = {
        (f.control, f.kind, f.subject, f.inside): _cited(f) for f in findings
    }
    left = (_less(entry, cited.get(entry.key, set()), judged) for entry in baseline.entries)
    return tuple(entry for entry in left if entry.clauses)


def _less(entry: Known, cited: set[str], judged: Judged) -> Known:
    if entry.control not in judged.controls:
        return entry
    left = (ref for ref in entry.clauses if ref in cited or not _was_judged(ref, judged))
    return entry._replace(clauses=tuple(left))


def _was_judged(clause: str, judged: Judged) -> bool:
    return clause.partition("/")[0] in judged.instruments and clause not in judged.resting


def written(entries: Sequence[Known]) -> str:
    """Return the text of a baseline, sorted so that a change to it reads well in a review."""
    items = "".join(map(_item, sorted(set(entries))))
    return f"{_HEAD}version: {VERSION}\n{FINDINGS}:{'' if items else ' []'}\n{items}"


def _item(entry: Known) -> str:
    clauses = ", ".join(map(scalar, entry.clauses))
    return (
        f"  - control: {scalar(entry.control)}\n"
        f"    kind: {entry.kind}\n"
        f"    subject: {scalar(entry.subject)}\n"
        f"    pointer: {scalar(entry.pointer)}\n"
        f"    clauses: [{clauses}]\n"
    )
