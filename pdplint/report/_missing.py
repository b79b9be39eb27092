"""What was not described: under each subject one list, a line or two for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.model.finding import SEVERITIES
from pdplint.report._order import by_severity
from pdplint.report._page import STYLE, Page, inside, name
from pdplint.report._screen import Line, Piece, columns, cut, wrap
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.text import Text

_OPEN = {"undeclared", "undecided"}
_CLAUSES = 32  # columns kept for clauses where what is asked fills two lines


def missing(page: Page, findings: Sequence[Finding]) -> Iterator[Line]:
    """Yield what is not described, the most severe first."""
    yield from _why(page, findings)
    for found in _by_subject(findings).values():
        yield ()
        yield from _subject(page, found)


def _why(page: Page, findings: Sequence[Finding]) -> Iterator[Line]:
    unjudged = _unjudged(page, findings)
    if unjudged:
        yield from page.prose(page.say("keeps-unjudged", count=unjudged))
    for text in dict.fromkeys(finding.help for finding in findings if finding.help):
        yield from page.prose(page.of(text))


def _unjudged(page: Page, findings: Iterable[Finding]) -> int:
    cited = {citation.clause.ref for finding in findings for citation in finding.citations}
    return sum(one.clause.ref in cited and one.state in _OPEN for one in page.report.judged)


def _by_subject(findings: Iterable[Finding]) -> Mapping[tuple[str, str], list[Finding]]:
    found: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=by_severity):
        found.setdefault((finding.subject, finding.place.path), []).append(finding)
    return found


def _subject(page: Page, found: Sequence[Finding]) -> Iterator[Line]:
    lines = {_line(finding) for finding in found}
    only = lines.pop() if len(lines) == 1 else None
    path = name(found[0].place.path) + (f":{only}" if only else "")
    yield (Piece(name(found[0].subject), "bold"), Piece(f"  {path}", "dim"))
    if users := page.users(other for finding in found for other in finding.related):
        yield from page.prose(users, "  ", "  ", "dim")
    digits = max(len(_line(finding)) for finding in found) if only is None else 0
    for finding in found:
        number = f"  {_line(finding).rjust(digits)}  " if digits else "  "
        yield from _entry(page, finding, Piece(number, "dim"))


def _line(finding: Finding) -> str:
    return str(finding.place.span.line) if finding.place.span else ""


def _entry(page: Page, finding: Finding, number: Piece) -> Iterator[Line]:
    severity = page.say(finding.severity)
    pad = " " * (max(columns(page.say(one)) for one in SEVERITIES) - columns(severity) + 2)
    indent = " " * columns(number.text + severity + pad)
    first, *rest = _columns(page, finding, page.width - len(indent))
    yield (number, Piece(severity, STYLE[finding.severity]), Piece(pad), *first)
    for line in rest:
        yield (Piece(indent), *line)


def _columns(page: Page, finding: Finding, room: int) -> Sequence[Line]:
    """Return what is asked and by which clauses, in at most two lines."""
    asked = wrap(what_is_asked(page, finding), room)
    clauses = page.clauses(finding.citations, room)
    if not clauses and len(asked) == 1:
        return [(Piece(asked[0]),)]
    if len(asked) == 1:
        beside = columns(asked[0]) + 2 + columns(clauses) <= room
        first, cited = Piece(asked[0]), Piece(cut(clauses, room), "dim")
        return [(first, Piece("  "), cited)] if beside else [(first,), (cited,)]
    second = cut(" ".join(asked[1:]), room - 2 - min(_CLAUSES, columns(clauses)))
    left = room - 2 - columns(second)
    cited = Piece("  " + cut(page.clauses(finding.citations, left), left), "dim")
    return [(Piece(asked[0]),), (Piece(second), cited)]


def what_is_asked(page: Page, finding: Finding) -> str:
    """Return what is asked, behind the place that lacks it."""
    label = inside(finding.subject, finding.place)
    if finding.control == "applicability" and finding.kind == "undeclared":
        return label or page.of(finding.message)
    asked = finding.message.of(page.lang).removeprefix(_lead("not-described").of(page.lang))
    return _under(label, page.of(asked)) if label and finding.citations else page.of(asked)


def _under(label: str, asked: str) -> str:
    """Return `rights: delete.within …; access.within …`: what is asked of one place, its name once.

    The words may come to the place through a reference: `consent.given` asks for `given`.
    """
    first = asked.partition(" ")[0]
    before, found, _ = f".{first}.".partition(f".{label}.")
    if not found:
        return f"{label}: {asked}"
    whole = first[: len(before) + len(label)]
    if whole == first:
        return label + asked.removeprefix(whole)
    inner = asked.removeprefix(f"{whole}.").replace(f" {whole}.", " ")
    return f"{label}: {inner}"


def _lead(sentence: str) -> Text:
    """Return what stands before the requirement in a sentence: the heading says it already."""
    return say(sentence, requires="")
