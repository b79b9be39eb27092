"""What is told in lists: what was not described, by subject, and all that is not a finding."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pdplint.model import SEVERITIES
from pdplint.report._money import dong_range, fined, revenue
from pdplint.report._order import by_place
from pdplint.report._page import STYLE, Page, name, position
from pdplint.report._screen import Line, Piece, columns, cut
from pdplint.words import SENTENCES as SAID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model import (
        Amount,
        Clause,
        Exposure,
        Finding,
        Judged,
        RegimeInfo,
        Reliance,
        State,
        Text,
    )

_STATES: tuple[State, ...] = (
    "falls_short",
    "holds",
    "undeclared",
    "undecided",
    "not_applicable",
    "conduct",
    "escalation",
    "outside",
)
_OPEN = {"undeclared", "undecided"}


def missing(page: Page, findings: Sequence[Finding]) -> Iterator[Line]:
    """Yield what is not described: under each subject the places, the most severe first."""
    yield from _helps(page, findings)
    for (subject, path), found in _by_subject(findings).items():
        yield ()
        yield (Piece(name(subject), "bold"), Piece(f"  {name(path)}", "dim"))
        if users := page.users(other for finding in found for other in finding.related):
            yield from page.prose(users, "  ", "  ", "dim")
        digits = max(len(_line(finding)) for finding in found)
        for finding in found:
            yield from _missing(page, finding, digits)


def _helps(page: Page, findings: Sequence[Finding]) -> Iterator[Line]:
    unjudged = _unjudged(page, findings)
    if unjudged:
        yield from page.prose(page.say("keeps-unjudged", count=unjudged))
    for text in dict.fromkeys(finding.help for finding in findings if finding.help):
        yield from page.prose(page.of(text))


def _unjudged(page: Page, findings: Iterable[Finding]) -> int:
    cited = {citation.clause.ref for finding in findings for citation in finding.citations}
    return sum(one.clause.ref in cited and one.state in _OPEN for one in page.report.judged)


def _by_subject(findings: Iterable[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    ranked = sorted(findings, key=_severity)  # stable: by place within a severity
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in ranked:
        found.setdefault((finding.subject, finding.place.path), []).append(finding)
    return found


def _severity(finding: Finding) -> int:
    return SEVERITIES.index(finding.severity)


def _line(finding: Finding) -> str:
    return str(finding.place.span.line) if finding.place.span else ""


def _missing(page: Page, finding: Finding, digits: int) -> Iterator[Line]:
    severity = page.say(finding.severity)
    pad = " " * (max(columns(page.say(one)) for one in SEVERITIES) - columns(severity) + 2)
    number = f"  {_line(finding).rjust(digits)}  "
    indent = len(number) + columns(severity + pad)
    room = page.width - indent
    asked = cut(_asked(page, finding), room)
    start = (Piece(number, "dim"), Piece(severity, STYLE[finding.severity]), Piece(pad + asked))
    clauses = page.clauses(finding.citations, room)
    if not clauses:
        yield start
    elif columns(asked) + len(clauses) + 2 <= room:
        yield (*start, Piece(f"  {clauses}", "dim"))
    else:
        yield start
        yield (Piece(" " * indent + cut(clauses, room), "dim"),)


def _asked(page: Page, finding: Finding) -> str:
    """Return what is asked, behind the place that lacks it unless the words begin with that."""
    text = finding.message.of(page.lang)
    text = page.of(text.removeprefix(SAID["not-described"].of(page.lang).partition("{")[0]))
    label = name(".".join(map(str, inside(finding))))
    return f"{label}: {text}" if label and not text.startswith(label) else text


def inside(finding: Finding) -> Sequence[str | int]:
    """Return the pointer of a finding from its subject on."""
    prefix = tuple(finding.subject.split("/", 1))
    pointer = finding.place.pointer
    return pointer[len(prefix) :] if pointer[: len(prefix)] == prefix else pointer


def deadlines(page: Page) -> Iterator[Line]:
    """Yield what is not due yet, by day."""
    found = sorted(page.report.deadlines, key=lambda one: (one.due_on, by_place(one.place)))
    if found:
        yield from page.heading("deadlines", len(found))
    for one in found:
        clauses = page.clauses(one.citations, page.width)
        text = f"{name(one.subject)}: {page.of(one.message)}  {position(one.place)}  {clauses}"
        yield from page.prose(text, "  ", "      ")


def relied_on(page: Page) -> Iterator[Line]:
    """Yield what was taken as true, each claim once with its number."""
    found: dict[Text, list[Reliance]] = {}
    for one in sorted(page.report.relied_on, key=lambda one: (one.claim, by_place(one.place))):
        found.setdefault(one.claim, []).append(one)
    if found:
        yield from page.heading("relied", len(page.report.relied_on))
    for claim, ones in found.items():
        if len(ones) == 1:
            where = f"{name(ones[0].subject)}  {position(ones[0].place)}"
        else:
            where = page.say("times", count=len(ones), what=page.names(one.subject for one in ones))
        yield from page.prose(f"{page.of(claim)}: {where}", "  ", "      ")


def loosened(page: Page) -> Iterator[Line]:
    """Yield the settings by which less is reported."""
    if page.report.loosened:
        yield from page.heading("loosened", len(page.report.loosened))
    for one in sorted(page.report.loosened):
        text = page.say(
            "setting", what=name(one.what), value=name(one.value), source=name(one.source)
        )
        yield from page.prose(text, "  ", "      ")


def exposure(page: Page) -> Iterator[Line]:
    """Yield the two figures of each regime; nothing where there are none."""
    if page.report.exposure:
        yield from page.heading("exposure")
    drafts = {regime.id for regime in page.report.regimes if regime.status == "draft"}
    for regime, one in sorted(page.report.exposure.items()):
        draft = " " + page.say("draft-amounts") if regime in drafts else ""
        yield from page.prose(f"{name(regime)}.{draft}" if draft else name(regime), "", "  ")
        yield from _figures(page, one)
        for text in _apart(page, one):
            yield from page.prose(text, "  ", "    ")


def _figures(page: Page, one: Exposure) -> Iterator[Line]:
    labels = [page.say("declared"), page.say("if-undeclared-too")]
    amounts = [_amount(page, one.declared), _amount(page, one.if_undeclared_too)]
    widest = max(map(columns, labels))
    for label, amount in zip(labels, amounts, strict=True):
        pad = " " * (widest - columns(label))
        yield (Piece(f"  {label}:{pad} "), Piece(amount, "bold"))
    yield from page.prose(page.say("not-added"), "  ", "  ")


def _amount(page: Page, amount: Amount) -> str:
    if not amount.acts:
        return page.say("acts-none")
    return page.say("acts", count=amount.acts, amount=dong_range(amount.min_vnd, amount.max_vnd))


def _apart(page: Page, one: Exposure) -> Iterator[str]:
    if one.revenue_percent is not None:
        yield page.say("apart", what=revenue(one.revenue_percent))
    for scenario in one.scenarios:
        clause, citizens = name(scenario.clause.id), f"{scenario.citizens:,}"
        if page.lang == "vi":
            citizens = citizens.replace(",", ".")
        yield page.say(
            "scenario", citizens=citizens, clause=clause, fine=fined(scenario.clause.fine)
        )
    for note in one.notes:
        yield page.say("apart", what=note)


def judged(page: Page) -> Iterator[Line]:
    """Yield for each regime how many clauses were judged, and what became of all of them."""
    if page.report.judged:
        yield from page.heading("judged")
    for regime in page.report.regimes:
        ones = [one for one in page.report.judged if one.clause.regime == regime.id]
        if ones:
            yield from page.prose(_judged_of(page, regime, ones), "", "  ")
            counts = Counter(one.state for one in ones)
            told = [page.say(f"state-{s}", count=str(counts[s])) for s in _STATES if counts[s]]
            yield from page.prose(", ".join(told), "  ", "  ")


def _judged_of(page: Page, regime: RegimeInfo, ones: Sequence[Judged]) -> str:
    clauses: list[Clause] = [one.clause for one in ones if one.state in {"holds", "falls_short"}]
    whole = sum(clause.extent == "whole" for clause in clauses)
    return page.say(
        "judged-of",
        regime=name(regime.id),
        count=str(len(clauses)),
        all=len(ones),
        whole=whole,
        part=len(clauses) - whole,
    )
