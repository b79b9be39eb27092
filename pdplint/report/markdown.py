"""A summary in GitHub's or GitLab's Markdown: of a job (`GITHUB_STEP_SUMMARY`), or as a comment.

Text of others stays text, at each of the stages that such a page passes: the Markdown parser sees
character references where marks would stand, HTML sees the same, and the filters that look for
mentions, references and addresses in what is left find each cut by a space without width.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from pdplint.model.report import STATES
from pdplint.report import _figures as figures
from pdplint.report._blocks import asks
from pdplint.report._lines import (
    aside,
    cited,
    counted,
    drafts,
    judged_of,
    page_of,
    sentence,
    stands,
    status_lines,
    term,
)
from pdplint.report._lists import taken_away
from pdplint.report._money import fined
from pdplint.report._order import by_place, by_severity, by_taken, ordered, part_of
from pdplint.report._page import Page, name, position
from pdplint.report._sanctions import costs, fines, linked, own_fine
from pdplint.report._screen import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.model.finding import Finding, Related
    from pdplint.model.report import Exposure, Judged, RegimeInfo, Reliance, Report
    from pdplint.report import Style

LIMIT = 1_000_000
"""The most bytes: GitHub cuts the summary of a step at 1 MiB, GitLab a comment at a million."""

_HEAD, _TAIL = 100_000, 200_000
_CELL, _ROOM, _CLAUSES, _PLACES = 240, 60, 8, 6
# A space without width: no text of others has one left, as inert text shows it.
_BREAK: Final = "\u200b"
_MARKS: Final = {ord(mark): f"&#{ord(mark)};" for mark in "\\`*_[]<>#|~@&$" + _BREAK}
_LINK = re.compile(r"(?<=@)|(?<=:)(?=/)|(?<=www)(?=\.)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?<=[#!~%&$^*\[{])(?=\S)")


def render(report: Report, style: Style) -> str:
    """Return the summary: what falls short first, at most `LIMIT` bytes, saying where it is cut."""
    page = page_of(report, style.lang)
    head = _fit(page, _head(page), _HEAD)
    tail = _fit(page, _tail(page), _TAIL)
    room = LIMIT - len(head.encode()) - len(tail.encode())
    return head + _fit(page, _findings(page), room) + tail


# Text of others ----------------------------------------------------------------------------------


def escaped(text: str) -> str:
    """Return inert text in which no mark, mention or address is one; not to begin a line."""
    return _LINK.sub(_BREAK, text).translate(_MARKS)


def prose(text: str) -> str:
    """Return inert text in which no reference (`#1`, `!1`, `~label`) is one either."""
    return escaped(_REFERENCE.sub(_BREAK, text))


def code(text: str) -> str:
    """Return inert text in the face of code, in which no filter looks for references."""
    return f"<code>{escaped(text)}</code>"


# Size --------------------------------------------------------------------------------------------


def _fit(page: Page, units: Iterable[str], room: int) -> str:
    """Return as many whole units as there is room for; if some are left, how many."""
    every = list(units)
    sizes = [len(unit.encode()) for unit in every]
    if sum(sizes) <= room:
        return "".join(every)
    room -= 2 * _CELL
    taken = []
    for unit, size in zip(every, sizes, strict=True):
        room -= size
        if room < 0:
            break
        taken.append(unit)
    left = term(page, "cut", count=len(every) - len(taken))
    return "".join([*taken, f"\n**{prose(left)}**\n"])


# The head ----------------------------------------------------------------------------------------


def _head(page: Page) -> Iterator[str]:
    yield f"## pdplint: {prose(counted(page))}\n"
    for line in status_lines(page):
        yield f"\n> **{prose(line)}**\n"
    said = page.say("as-declared", date=name(page.report.as_of))
    if drafts(page.report):
        said = f"{page.say('draft-clauses')} {said}"
    yield f"\n{prose(said)}\n"


def _heading(page: Page, phrase: str, count: int = 0) -> str:
    return f"\n### {prose(page.say(phrase, count=str(count)))}\n\n"


def _table(*columns: str) -> str:
    return f"| {' | '.join(columns)} |\n|{' --- |' * len(columns)}\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


# Findings ----------------------------------------------------------------------------------------


def _findings(page: Page) -> Iterator[str]:
    found = ordered(page.report.findings)
    apart = [finding for finding in found if stands(finding) and not finding.is_listed_apart]
    standing = sorted(apart, key=by_severity)
    parts: dict[str, list[Finding]] = {
        phrase: []
        for phrase in ("problems", "shortfalls", "applicability", "undecided", "undeclared")
    }
    for finding in standing:
        parts[part_of(finding)].append(finding)
    for phrase, ones in parts.items():
        if ones:
            yield _heading(page, phrase, len(ones))
            listed = phrase in {"applicability", "undeclared"}
            yield from (_missing if listed else _faults)(page, ones)
    yield from _aside(page, [finding for finding in found if not stands(finding)])


def _faults(page: Page, findings: Sequence[Finding]) -> Iterator[str]:
    heads = ("severity", "place", "control", "found", "clause-head", "fine")
    yield _table(*(term(page, head) for head in heads))
    for finding in findings:
        yield _row(
            page.say(finding.severity),
            code(position(finding.place)),
            code(name(finding.control)),
            code(_short(page, finding)),
            prose(page.clauses(finding.citations, _ROOM)),
            prose("; ".join(_fines(page, finding))),
        )
    yield f"\n**{prose(term(page, 'details', count=len(findings)))}**\n\n"
    for finding in findings:
        yield _details(page, finding)


def _short(page: Page, finding: Finding) -> str:
    return shown(finding.message.of(page.lang), _CELL)


def _fines(page: Page, finding: Finding) -> list[str]:
    """Return the different fines of the clauses cited, those that only repeat others left out."""
    own = [one for one in finding.citations if not one.clause.echo] or finding.citations
    return list(dict.fromkeys(fine for one in own for fine in fines(page, one)))[:_CLAUSES]


def _details(page: Page, finding: Finding) -> str:
    """Return one block that opens; nothing in its head is Markdown, as no empty line is before."""
    subject = code(name(finding.subject)) if finding.subject else code(name(finding.place.path))
    title = prose(page.of(finding.title))
    items = "".join(f"- {item}\n" for item in _items(page, finding))
    summary = f"<summary>{subject} {prose(name(finding.control))}: {title}</summary>"
    return f"<details>{summary}\n\n{items}\n</details>\n\n"


def _items(page: Page, finding: Finding) -> Iterator[str]:
    yield f"{code(position(finding.place))} {code(page.of(finding.message))}"
    shown_ = finding.citations[:_CLAUSES]
    for requires in dict.fromkeys(text for one in shown_ for text in asks(page, one)):
        yield prose(term(page, "asks", requires=requires))
    for citation in shown_:
        clause = citation.clause
        own, says = own_fine(citation), prose(page.of(clause.says))
        amount = f" ({prose(page.of(fined(own)))})" if own or not linked(citation) else ""
        yield f"{code(cited(page, [citation]))}{amount}: {says}"
        if citation.drives:
            yield prose(page.say("drives"))
        yield from map(prose, costs(page, citation))
        yield from (prose(page.say("doubt", what=doubt)) for doubt in clause.doubts)
    rest = len(finding.citations) - _CLAUSES
    if rest > 0:
        yield prose(term(page, "more", count=rest))
    others = [other for other in finding.related if not other.asked_by]
    for related in (*others, *finding.hops)[:_PLACES]:
        yield _related(page, related)
    if users := page.users(finding.related):
        yield prose(users)
    if finding.help:
        yield prose(page.say("help", help=finding.help))


def _related(page: Page, related: Related) -> str:
    return f"{code(position(related.place))} {code(page.of(related.message))}"


def _missing(page: Page, findings: Sequence[Finding]) -> Iterator[str]:
    """Yield what is not described: a line for each subject, and below it for each place."""
    by_subject: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_subject.setdefault((finding.subject, finding.place.path), []).append(finding)
    for (subject, path), found in by_subject.items():
        yield f"- {code(name(subject))} ({code(name(path))})\n"
        for finding in found:
            line = f"{finding.place.span.line}: " if finding.place.span else ""
            clauses = page.clauses(finding.citations, _ROOM)
            severity = page.say(finding.severity)
            what = code(f"{line}{_short(page, finding)}")
            yield f"  - {severity}: {what} {prose(clauses)}\n"


def _aside(page: Page, findings: Sequence[Finding]) -> Iterator[str]:
    if findings:
        yield f"\n### {prose(term(page, 'aside', count=len(findings)))}\n\n"
        heads = ("severity", "place", "control", "found", "reason")
        yield _table(*(term(page, head) for head in heads))
    for finding in findings:
        yield _row(
            page.say(finding.severity),
            code(position(finding.place)),
            code(name(finding.control)),
            code(_short(page, finding)),
            prose(_reason(page, finding)),
        )


def _reason(page: Page, finding: Finding) -> str:
    reason = aside(page, finding)
    waiver = finding.waiver
    if waiver is None:
        return reason
    signed = term(page, "signed", approver=name(waiver.approver), ticket=name(waiver.ticket))
    return f"{reason} ({signed})"


# The tail ----------------------------------------------------------------------------------------


def _tail(page: Page) -> Iterator[str]:
    yield from _judged(page)
    yield from _exposure(page)
    yield from _lists(page)


def _judged(page: Page) -> Iterator[str]:
    if page.report.judged:
        yield _heading(page, "judged")
        yield _table(*(term(page, head) for head in ("judged-head", "states")))
    for regime in page.report.regimes:
        ones = [one for one in page.report.judged if one.regime == regime.id]
        if ones:
            yield _judged_row(page, regime, ones)


def _judged_row(page: Page, regime: RegimeInfo, ones: Sequence[Judged]) -> str:
    counts = Counter(one.state for one in ones)
    states = [page.say(f"state-{state}", count=counts[state]) for state in STATES if counts[state]]
    return _row(prose(judged_of(page, regime, ones)), prose(", ".join(states)))


def _exposure(page: Page) -> Iterator[str]:
    named = figures.told(page)
    if named:
        yield _heading(page, "exposure")
    for id_, one in named.items():
        yield f"- **{prose(figures.heading_of(page, id_))}**\n"
        yield from (f"  - {prose(line)}\n" for line in _amounts(page, one))
        if one.notes:
            notes = " ".join(prose(sentence(page.of(note))) for note in one.notes)
            yield f"  - {prose(page.say('notes', notes=''))}{notes}\n"


def _amounts(page: Page, one: Exposure) -> Iterator[str]:
    for phrase, amount in (
        ("declared", one.declared),
        ("if-undeclared-too", one.if_undeclared_too),
    ):
        yield f"{page.say(phrase)}: {figures.amount_of(page, one, amount)}"
    yield page.say("not-added")
    yield from figures.beside(page, one)


def _taken(page: Page, one: Reliance) -> str:
    """Return the clauses that a claim takes away, and that somebody accepted that."""
    told = [code(text) for text in taken_away(page, one)]
    return f": {'; '.join(told)}" if told else ""


def _lists(page: Page) -> Iterator[str]:
    report = page.report
    if report.deadlines:
        yield _heading(page, "deadlines", len(report.deadlines))
    for due in sorted(report.deadlines, key=lambda one: (one.due_on, by_place(one.place))):
        yield f"- {code(position(due.place))} {prose(page.of(due.message))}\n"
    if report.relied_on:
        yield _heading(page, "relied", len(report.relied_on))
    for one in sorted(report.relied_on, key=by_taken):
        yield f"- {code(position(one.place))} {code(page.of(one.claim))}{_taken(page, one)}\n"
    if report.loosened:
        yield _heading(page, "loosened", len(report.loosened))
    for loose in sorted(report.loosened):
        told = page.say("setting", what=loose.what, value=loose.value, source=loose.source)
        yield f"- {code(told)}\n"
