"""Findings told one by one: the place, the clauses with what they ask, what to change."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from pdplint.report._money import fined
from pdplint.report._page import STYLE, Page, name, position, source
from pdplint.report._sanctions import costs, linked, own_fine
from pdplint.report._screen import Line, Piece, columns, cut, wrap
from pdplint.report._snippet import Margin, excerpt

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.model.finding import Citation, Finding, Related
    from pdplint.model.law import Clause

_CLAUSES = 6
_PLACES = 4
_HOPS = 12


def blocks(page: Page, findings: Iterable[Finding]) -> Iterator[Line]:
    """Yield a block for each finding, an empty line before each but the first."""
    for index, finding in enumerate(findings):
        if index:
            yield ()
        yield from block(page, finding)


def block(page: Page, finding: Finding) -> Iterator[Line]:
    """Yield all that is told of one finding."""
    others = [other for other in finding.related if not other.asked_by]
    margin = Margin(page.width, _digits(finding, others))
    yield from _head(page, finding)
    yield from _scene(page, finding, margin)
    for other in others[:_PLACES]:
        yield from _other(page, other, margin)
    indent = " " * (margin.digits + 1)
    if len(others) > _PLACES:
        more = page.say("more-places", count=len(others) - _PLACES)
        yield (Piece(f"{indent}::: {more}", "dim"),)
    if users := page.users(finding.related):
        yield from page.prose(users, indent + "= ", indent + "  ")
    yield from _path(page, finding, indent)
    yield from citations(page, finding.citations, indent)
    if finding.help:
        text = page.say("help", help=finding.help)
        yield from page.prose(text, indent + "= ", indent + "  ")


def _path(page: Page, finding: Finding, indent: str) -> Iterator[Line]:
    """Yield the way by which the data came, a step a line."""
    if finding.hops:
        yield (Piece(f"{indent}= {page.say('path')}"),)
    for number, hop in enumerate(finding.hops[:_HOPS], 1):
        step = f"{number}. {position(hop.place)}: {page.of(hop.message)}"
        yield from page.prose(step, indent + "  ", indent + "     ")
    if len(finding.hops) > _HOPS:
        more = page.say("more-places", count=len(finding.hops) - _HOPS)
        yield (Piece(f"{indent}  … {more}", "dim"),)


def _digits(finding: Finding, others: Sequence[Related]) -> int:
    places = [finding.place, *(other.place for other in others[:_PLACES])]
    return max(len(str(place.span.line)) if place.span else 1 for place in places)


def _head(page: Page, finding: Finding) -> Iterator[Line]:
    tag = f"{page.say(finding.severity)}[{name(finding.control)}]"
    first, *rest = wrap(_about(page, finding), page.width, " " * (columns(tag) + 1), "  ")
    yield (Piece(tag, STYLE[finding.severity]), Piece(" " + first.lstrip(), "bold"))
    for text in rest:
        yield (Piece(text, "bold"),)


def _about(page: Page, finding: Finding) -> str:
    """Return whose fault it is; a title says what should be so, so never alone."""
    subject = name(finding.subject)
    if finding.kind == "problem":
        return subject
    phrase = "cannot-tell" if finding.kind == "undecided" else "shortfall"
    return page.say(phrase, subject=subject, title=finding.title)


def _scene(page: Page, finding: Finding, margin: Margin) -> Iterator[Line]:
    place, message = finding.place, page.of(finding.message)
    yield (Piece(" " * margin.digits + "--> ", "dim"), Piece(position(place)))
    if place.span is None:
        indent = " " * (margin.digits + 1)
        yield from page.prose(message, indent + "= ", indent + "  ")
        return
    yield (margin.line("|"),)
    mark = Piece("^", STYLE[finding.severity])
    yield from excerpt(source(page.report, place), place.span, message, margin, mark)
    yield (margin.line("|"),)


def _other(page: Page, other: Related, margin: Margin) -> Iterator[Line]:
    message = page.of(other.message)
    yield (Piece(" " * margin.digits + " ::: ", "dim"), Piece(position(other.place)))
    if other.place.span is None:
        indent = " " * (margin.digits + 5)
        yield from page.prose(message, indent, indent)
        return
    lines = source(page.report, other.place)
    yield from excerpt(lines, other.place.span, message, margin, Piece("-", "blue"))


def citations(page: Page, cited: Sequence[Citation], indent: str) -> Iterator[Line]:
    """Yield the clauses, those that ask the same under what they ask; details once a report."""
    own = [citation for citation in cited if not citation.clause.echo] or list(cited)
    for asked, ones in groupby(own[:_CLAUSES], key=lambda one: asks(page, one)):
        for text in asked:
            yield from page.prose(page.say("asks", requires=text), indent + "= ", indent + "  ")
        for citation in ones:
            yield from _clause(page, citation, indent + "  ")
    echoes = [citation for citation in cited if citation not in own]
    for phrase, rest in (("more-clauses", own[_CLAUSES:]), ("echo", echoes)):
        if rest:
            text = page.say(phrase, clauses=page.clauses(rest, page.width * 2))
            yield from page.prose(text, indent + "= ", indent + "  ")


def _clause(page: Page, citation: Citation, indent: str) -> Iterator[Line]:
    clause, fine = citation.clause, own_fine(citation)
    phrase = "cited-bare" if fine is None and linked(citation) else "cited"
    says = page.of(clause.says)
    text = page.say(phrase, clause=name(clause.ref), fine=fined(fine), says=says)
    details = list(_details(page, clause))
    every = {f"{clause.ref} {line}": line for line in costs(page, citation)}
    new = [line for key, line in every.items() if key not in page.told]
    page.told |= dict.fromkeys(every, clause.ref)
    again = clause.ref in page.told
    if again:
        above = " " + page.say("see-above") if details or len(new) < len(every) else ""
        room = page.width - columns(indent + above)
        yield (Piece(f"{indent}{cut(text, room)}{above}"),)
    else:
        page.told[clause.ref] = clause.ref
        yield from page.prose(text, indent, indent + "  ")
    for line in [page.say("drives"), *new] if citation.drives else new:
        yield from page.prose(line, indent + "  ", indent + "    ")
    for phrase, what in () if again else details:
        detail = _detail(page, clause, phrase, what)
        yield from page.prose(detail, indent + "  ", indent + "    ", "dim")


def asks(page: Page, citation: Citation) -> tuple[str, ...]:
    """Return what the bindings of a clause ask, each once."""
    return tuple(dict.fromkeys(page.of(one.requires) for one in citation.asked))


def _details(page: Page, clause: Clause) -> Iterator[tuple[str, str]]:
    if clause.extent == "part":
        yield ("part", page.of(clause.leaves)) if clause.leaves else ("part-bare", "")
    if clause.reconstructed:
        yield "reconstructed", page.of(clause.reconstructed)
    for doubt in clause.doubts:
        yield "doubt", page.of(doubt)


def _detail(page: Page, clause: Clause, phrase: str, what: str) -> str:
    """Return a detail, or with which clause this report told the same already."""
    first = page.told.setdefault(what, clause.ref) if what else clause.ref
    same = first == clause.ref
    return page.say(phrase, what=what if same else page.say("same", clause=name(first)))
