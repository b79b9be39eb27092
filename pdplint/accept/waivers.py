"""Waivers: a finding that somebody accepted, for a reason and until a day. Pure.

A waiver is for the findings of its control, subject and kind (and place, if it names one), and
accepts the clauses that it names: where a finding cites another, it is open again. What is wrong
with a waiver is itself a finding, and such a waiver waives nothing.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.form import problem, too_many
from pdplint.format.hints import Hints
from pdplint.model.finding import Finding, Related, Severity, Waiver, accepted_with, fingerprint
from pdplint.model.place import Place, Pointer
from pdplint.model.text import Text, plain
from pdplint.text.messages import sentence
from pdplint.text.reader import read
from pdplint.text.values import LIMITS, REFUSED, scalar
from pdplint.units import due, parse_date
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pdplint.format.form import Form
    from pdplint.policy.instruments import Instrument
    from pdplint.units import Calendar

CONTROL = "waiver"
WAIVERS = "waivers"
SOON = timedelta(days=30)
_FIRST_ITEM = re.compile(
    r"^waivers[ \t]*:[^\n]*\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)-(?=[ \n])", re.MULTILINE
)
_EMPTY_LIST = re.compile(r"^waivers[ \t]*:[ \t]*\[[ \t]*\]", re.MULTILINE)


class Terms(NamedTuple):
    """What waivers are held against: the day, what there is, and what this run asked.

    `controls`, `clauses` (as INSTRUMENT/ID) and `subjects` are all that there is. `asked` are the
    controls and `judged` the instruments of this run: of others it cannot be said that a waiver is
    not needed, nor of clauses that are `resting` and do not bind on the day. `calendar` is that of
    the first regime. `whole` is false where a description could not be read. `is_from_elsewhere`
    tells that the waivers do not stand beside what is judged: they may be for what is not there
    yet, or still.
    """

    today: date
    controls: Collection[str]
    clauses: Collection[str]
    subjects: Collection[str]
    instruments: Mapping[str, Instrument]
    calendar: Calendar
    asked: Collection[str]
    judged: Collection[str]
    whole: bool
    is_from_elsewhere: bool = False
    resting: Collection[str] = ()


class Held(NamedTuple):
    """Findings with the waivers that hold, and what is wrong with waivers."""

    findings: tuple[Finding, ...]
    problems: tuple[Finding, ...]


# --- reading ------------------------------------------------------------------------------------


def read_waivers(path: str, data: bytes, form: Form) -> tuple[list[Waiver], list[Finding]]:
    """Return the waivers of a file that have the form, and what is wrong with the text and form.

    `shape` is that of `schemas/waivers.schema.json`. Of a file that cannot be read to its end, no
    waiver is taken.
    """
    content = read(data)
    problems = [
        problem(
            CONTROL,
            Text(sentence(wrong, "en"), sentence(wrong, "vi")),
            Place(path, wrong.document, wrong.pointer, wrong.span),
            path,
        )
        for wrong in content.problems
    ]
    if len(content.documents) > 1:
        problems.append(problem(CONTROL, say("waiver-documents"), Place(path, 1, ()), path))
    misfits = form.misfits(content.documents[0]) if len(content.documents) == 1 else []
    for number, misfit in enumerate(misfits):
        message = misfit.message if number < LIMITS.problems else too_many()
        problems.append(problem(CONTROL, message, Place(path, 0, misfit.pointer), path))
    told = len(misfits) <= LIMITS.problems
    if told and content.whole and len(content.documents) == 1:
        malformed = {found.place.pointer[:2] for found in problems}
        waivers = list(_waivers(path, content.documents[0], malformed))
    else:
        waivers = []
    return waivers, [_known(found, *map(str, found.place.pointer)) for found in problems]


def _waivers(path: str, value: Any, malformed: Collection[Pointer]) -> Iterator[Waiver]:
    entries = value.get(WAIVERS) if isinstance(value, dict) else None
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        pointer: Pointer = (WAIVERS, index)
        if pointer in malformed or (WAIVERS,) in malformed or _holds_refused(entry):
            continue
        clauses = tuple(entry["clauses"])
        given = {key: text for key, text in entry.items() if key != "clauses"}
        yield Waiver(place=Place(path, 0, pointer), clauses=clauses, **given)


def _holds_refused(entry: Any) -> bool:
    """Tell whether something in an entry was refused where it was first written, by an anchor."""
    if isinstance(entry, dict):
        return any(map(_holds_refused, entry.values()))
    return any(map(_holds_refused, entry)) if isinstance(entry, list) else entry is REFUSED


def _known(found: Finding, *parts: str) -> Finding:
    """Return a finding about waivers with its fingerprint; by what it is about, not by its line."""
    made = fingerprint(found.control, found.kind, found.subject, *parts)
    return found._replace(fingerprint=made)


# --- applying -----------------------------------------------------------------------------------


def apply(findings: Iterable[Finding], waivers: Sequence[Waiver], terms: Terms) -> Held:
    """Return the findings, those that a waiver accepts with it, and what is wrong with waivers.

    Only what cites a clause can be waived: a description that cannot be read cannot be accepted.
    """
    problems: list[Finding] = []
    holding: list[Waiver] = []
    hints = Hints()
    for waiver in waivers:
        faults = list(_faults(waiver, terms, hints))
        problems += faults
        if not faults:
            holding.append(waiver)
    used: set[Waiver] = set()
    done: list[Finding] = []
    by_finding: dict[tuple[str, ...], list[Waiver]] = {}
    for waiver in holding:
        key = (waiver.control, waiver.subject, waiver.kind, waiver.pointer)
        by_finding.setdefault(key, []).append(waiver)
    for finding in findings:
        meant = list(_meant(finding, by_finding)) if finding.citations else []
        used.update(meant)
        done.append(_waived(finding, meant))
    for waiver in holding:
        problems += _warnings(waiver, terms, used=waiver in used)
    return Held(tuple(done), tuple(problems))


def _meant(
    finding: Finding, waivers: Mapping[tuple[str, ...], Sequence[Waiver]]
) -> Iterator[Waiver]:
    """Yield the waivers for a finding in the order of their file: for its place, or for any."""
    same = (finding.control, finding.subject, finding.kind)
    found = [waivers.get((*same, inside), ()) for inside in dict.fromkeys(("", finding.inside))]
    yield from sorted(chain(*found), key=lambda waiver: waiver.place.pointer)


def _waived(finding: Finding, meant: Sequence[Waiver]) -> Finding:
    """Return a finding with the waiver that accepts all its clauses; else with why none does."""
    cited = accepted_with(finding)
    left = {waiver: [ref for ref in cited if ref not in waiver.clauses] for waiver in meant}
    for waiver, clauses in left.items():
        if not clauses:
            return finding._replace(waiver=waiver)
    why = (
        Related(
            _inside(waiver, "clauses"),
            finding.subject,
            say("waiver-reopened", clauses=", ".join(clauses)),
        )
        for waiver, clauses in left.items()
    )
    return finding._replace(related=(*finding.related, *why))


def _inside(waiver: Waiver, *parts: str | int) -> Place:
    return waiver.place._replace(pointer=(*waiver.place.pointer, *parts))


def _tell(
    waiver: Waiver, at: Sequence[str | int], message: Text, severity: Severity = "error"
) -> Finding:
    found = problem(CONTROL, message, _inside(waiver, *at), waiver.subject)
    found = found._replace(severity=severity)
    parts = map(str, at[:1])
    return _known(found, waiver.control, waiver.kind, waiver.pointer, message.en, *parts)


def _faults(waiver: Waiver, terms: Terms, hints: Hints) -> Iterator[Finding]:
    """Yield why a waiver waives nothing."""
    if waiver.control not in terms.controls:
        hint = _hint(waiver.control, terms.controls, hints)
        yield _tell(
            waiver, ("control",), say("waiver-control", value=repr(waiver.control), hint=hint)
        )
    if terms.whole and waiver.subject not in terms.subjects:
        hint = _hint(waiver.subject, terms.subjects, hints)
        message = say("waiver-subject", value=repr(waiver.subject), hint=hint)
        severity: Severity = "warning" if terms.is_from_elsewhere else "error"
        yield _tell(waiver, ("subject",), message, severity)
    for index, ref in enumerate(waiver.clauses):
        at = ("clauses", index)
        instrument, _, id_ = ref.partition("/")
        if ref not in terms.clauses:
            hint = _hint(ref, terms.clauses, hints)
            yield _tell(waiver, at, say("waiver-clause", value=repr(ref), hint=hint))
        elif id_ in terms.instruments[instrument].waivers.never:
            yield _tell(waiver, at, say("waiver-never", clause=ref))
    until = parse_date(waiver.until)
    if until < terms.today:
        yield _tell(waiver, ("until",), say("waiver-expired", date=waiver.until))
    for message in _too_long(waiver, until, terms):
        yield _tell(waiver, ("until",), message)


def _too_long(waiver: Waiver, until: date, terms: Terms) -> Iterator[Text]:
    for name in sorted({ref.partition("/")[0] for ref in waiver.clauses}):
        instrument = terms.instruments.get(name)
        longest = instrument.waivers.longest if instrument else None
        if longest:
            latest = due(terms.today, longest, terms.calendar).latest
            if until > latest:
                day = latest.isoformat()
                yield say("waiver-too-long", instrument=name, longest=longest.text, latest=day)


def _warnings(waiver: Waiver, terms: Terms, *, used: bool) -> Iterator[Finding]:
    left = parse_date(waiver.until) - terms.today
    judged = any(
        ref.partition("/")[0] in terms.judged and ref not in terms.resting for ref in waiver.clauses
    )
    if used and left <= SOON:
        message = say("waiver-ends-soon", date=waiver.until, days=left.days)
        yield _tell(waiver, ("until",), message, "warning")
    elif not used and terms.whole and judged and waiver.control in terms.asked:
        yield _tell(waiver, (), say("waiver-unused"), "warning")


def _hint(word: str, known: Collection[str], hints: Hints) -> Text:
    meant = hints.near(word, known)
    return say("did-you-mean", near=meant) if meant else plain("")


# --- what is new --------------------------------------------------------------------------------


def not_in(waivers: Iterable[Waiver], known: Iterable[Waiver]) -> Iterator[Waiver]:
    """Yield the waivers that accept something, or for longer, that none of those known does."""
    by_what: dict[tuple[str, ...], list[Waiver]] = {}
    for one in known:
        by_what.setdefault((*_what(one), one.pointer), []).append(one)
    for waiver in waivers:
        alike = {(*_what(waiver), waiver.pointer), (*_what(waiver), "")}
        before = [one for key in alike for one in by_what.get(key, ())]
        if not any(_accepts(one, waiver) for one in before):
            yield waiver


def _what(waiver: Waiver) -> tuple[str, str, str]:
    return waiver.control, waiver.subject, waiver.kind


def _accepts(known: Waiver, waiver: Waiver) -> bool:
    return {*waiver.clauses} <= {*known.clauses} and waiver.until <= known.until


def told_new(waiver: Waiver) -> Finding:
    """Return the finding of a waiver that a change brings, where such are not taken unseen."""
    return _tell(waiver, (), say("waiver-new"))


# --- writing ------------------------------------------------------------------------------------


def entry(finding: Finding, place: Place, **signed: str) -> Waiver:
    """Return the waiver of one finding: all clauses that it cites, at its place and no other."""
    clauses = tuple(dict.fromkeys(citation.clause.ref for citation in finding.citations))
    return Waiver(
        place=place,
        control=finding.control,
        subject=finding.subject,
        kind=finding.kind,
        clauses=clauses,
        pointer=finding.inside,
        **signed,
    )


def written(waiver: Waiver, indent: str = "  ") -> str:
    """Return a waiver as an item of the list in a file."""
    clauses = ", ".join(map(scalar, waiver.clauses))
    lines = [
        f"- control: {scalar(waiver.control)}",
        f"  subject: {scalar(waiver.subject)}",
        f"  kind: {waiver.kind}",
        *([f"  pointer: {scalar(waiver.pointer)}"] if waiver.pointer else []),
        f"  clauses: [{clauses}]",
        f"  reason: {scalar(waiver.reason)}",
        f"  approver: {scalar(waiver.approver)}",
        f"  ticket: {scalar(waiver.ticket)}",
        f"  until: {waiver.until}",  # a day needs no quotes
    ]
    return "".join(f"{indent}{line}\n" for line in lines)


def appended(text: str, waiver: Waiver) -> str | None:
    """Return the text of a file of waivers with one more, all that stood there left as it was.

    `None` where it is written in a form to which nothing can be appended, such as `[{…}]`.
    """
    ending = "\r\n" if "\r\n" in text else "\n"
    body = text.replace("\r\n", "\n")
    body += "" if not body or body.endswith("\n") else "\n"
    added = _appended(body, waiver)
    before, after = read(text.encode()), read(added.encode())
    old, new = _entries(before.documents), _entries(after.documents)
    if before.problems or after.problems or new[:-1] != old or len(new) != len(old) + 1:
        return None
    return added.replace("\n", ending)


def _appended(body: str, waiver: Waiver) -> str:
    if first := _FIRST_ITEM.search(body):
        return body + written(waiver, first[1])
    if _EMPTY_LIST.search(body):
        return _EMPTY_LIST.sub(f"{WAIVERS}:", body, count=1) + written(waiver)
    has_key = re.search(r"^waivers[ \t]*:", body, re.MULTILINE)
    return body + ("" if has_key else f"{WAIVERS}:\n") + written(waiver)


def _entries(documents: Sequence[Any]) -> list[Any]:
    if len(documents) != 1 or not isinstance(documents[0], dict):
        return []
    entries = documents[0].get(WAIVERS)
    return entries if isinstance(entries, list) else []
