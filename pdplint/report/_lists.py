"""What is told beside the findings: days to come, reliance, settings, amounts, clauses."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pdplint.model.report import STATES
from pdplint.report._figures import amount_of, beside, heading_of, told
from pdplint.report._lines import judged_of, not_applying
from pdplint.report._order import by_place, by_taken, ordered
from pdplint.report._page import Page, inside, name, position
from pdplint.report._screen import Line, Piece, columns

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.finding import Finding, Waiver
    from pdplint.model.report import Exposure, Reliance
    from pdplint.model.text import Text


def deadlines(page: Page) -> Iterator[Line]:
    """Yield what is not due yet, by day."""
    found = sorted(page.report.deadlines, key=lambda one: (one.due_on, by_place(one.place)))
    if found:
        yield from page.heading("deadlines", len(found))
    for one in found:
        what = " ".join(filter(None, (name(one.subject), inside(one.subject, one.place))))
        told = filter(None, (position(one.place), page.clauses(one.citations, page.width)))
        text = f"{what}: {page.of(one.message)} ({', '.join(told)})"
        yield from page.prose(text, "  ", "      ")


def waived(page: Page) -> Iterator[Line]:
    """Yield what was found and accepted: by whom, why, until when, and where that stands."""
    found = [(one, one.waiver) for one in ordered(page.report.findings) if one.waiver]
    if found:
        yield from page.heading("waived-list", len(found))
    for one, waiver in found:
        yield from _waived(page, one, waiver)


def _waived(page: Page, one: Finding, waiver: Waiver) -> Iterator[Line]:
    what = " ".join(filter(None, (name(one.subject), inside(one.subject, one.place))))
    signed = {key: name(getattr(waiver, key)) for key in ("until", "approver", "ticket")}
    text = page.say(
        "waived-one-of",
        subject=what,
        control=name(one.control),
        clauses=page.clauses(one.citations, page.width),
        reason=waiver.reason,
        **signed,
    )
    yield from page.prose(text, "  ", "      ")
    at = page.say("waived-at", waiver=position(waiver.place))
    yield from page.prose(f"{position(one.place)}; {at}", "      ", "      ", "dim")


def relied_on(page: Page) -> Iterator[Line]:
    """Yield what was taken as true, what takes most clauses away first; claims alike once."""
    found: dict[tuple[Text, str], list[Reliance]] = {}
    for one in sorted(page.report.relied_on, key=by_taken):
        found.setdefault((one.claim, "; ".join(taken_away(page, one))), []).append(one)
    if found:
        yield from page.heading("relied", len(page.report.relied_on))
    for (claim, taken), ones in found.items():
        times = f" ({len(ones)})" if len(ones) > 1 else ""
        where = page.names(one.subject for one in ones)
        yield from page.prose(f"{page.of(claim)}{times}: {where}", "  ", "      ")
        if taken:
            yield from page.prose(taken, "      ", "      ", "dim")


def taken_away(page: Page, one: Reliance) -> Iterator[str]:
    """Yield the clauses that a claim takes away, with what others, and who accepted it."""
    refs: dict[str, list[str]] = {}
    for citation in one.citations:
        refs.setdefault(citation.clause.instrument, []).append(citation.clause.id)
    told = [f"{name(instrument)} {', '.join(map(name, ids))}" for instrument, ids in refs.items()]
    if told:
        yield page.say("takes-away", count=len(one.citations), clauses="; ".join(told))
    if one.shared:
        yield page.say("shared-with", names=page.names(subject for _, subject in one.shared))
    if one.waiver is not None:
        yield page.say("accepted-by", approver=name(one.waiver.approver))


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
    """Yield the two figures of each instrument; nothing where there are none."""
    named = told(page)
    if named:
        yield from page.heading("exposure")
    for id_, one in named.items():
        yield from page.prose(heading_of(page, id_), "", "  ")
        yield from _figures(page, one)
        for text in beside(page, one):
            yield from page.prose(f"- {text}", "  ", "    ")
        if one.notes:
            notes = " ".join(_sentence(page.of(note)) for note in one.notes)
            # put together here: each note is inert and cut already, and all of them may be long
            yield from page.prose(page.say("notes", notes="") + notes, "  ", "  ", "dim")


def _sentence(note: str) -> str:
    return note[:1].upper() + note[1:] + ("" if note.endswith((".", "…")) else ".")


def _figures(page: Page, one: Exposure) -> Iterator[Line]:
    labels = [page.say("declared"), page.say("if-undeclared-too")]
    amounts = [amount_of(page, one, one.declared), amount_of(page, one, one.if_undeclared_too)]
    widest = max(map(columns, labels))
    for label, amount in zip(labels, amounts, strict=True):
        pad = " " * (widest - columns(label))
        yield (Piece(f"  {label}:{pad} "), Piece(amount, "bold"))
    yield from page.prose(page.say("not-added"), "  ", "  ")


def judged(page: Page) -> Iterator[Line]:
    """Yield for each regime how many clauses were judged, and what became of all of them."""
    if page.report.judged:
        yield from page.heading("judged")
    for regime in page.report.regimes:
        ones = [one for one in page.report.judged if one.regime == regime.id]
        if ones:
            yield from page.prose(judged_of(page, regime, ones), "", "  ")
            counts = Counter(one.state for one in ones)
            told = [page.say(f"state-{s}", count=counts[s]) for s in STATES if counts[s]]
            yield from page.prose(", ".join(told), "  ", "  ")
            for line in not_applying(page, ones).values():
                yield from page.prose(line, "  ", "    ")
