"""The head of the page, and what is told beside the findings: amounts, days, reliance, settings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pdplint.report._figures import beside, heading_of, told
from pdplint.report._html.element import Html, join, tag
from pdplint.report._html.law import STATES
from pdplint.report._html.sheet import clause_name, word
from pdplint.report._lines import (
    by_default,
    counted,
    drafts,
    judged_of,
    sentence,
    status_lines,
)
from pdplint.report._lists import taken_away
from pdplint.report._money import money_range
from pdplint.report._order import by_place, by_taken
from pdplint.report._page import name, position

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.model.report import Amount, Deadline, Exposure, RegimeInfo, Reliance
    from pdplint.model.text import Text
    from pdplint.report._html.sheet import Sheet
    from pdplint.report._page import Page


# The head ----------------------------------------------------------------------------------------


def summary(page: Page) -> Html:
    """Return what the report is of, by which regimes, and its counts."""
    report = page.report
    status = [tag("p", line, class_="status") for line in status_lines(page)]
    said = [page.say("draft-clauses")] if drafts(report) else []
    said.append(page.say("as-declared", date=name(report.as_of)))
    said += by_default(page)
    parts = (
        tag("h2", word(page, "summary"), id="summary-title"),
        tag("div", *status, tag("p", " ".join(said)), class_="banner"),
        tag("dl", *_figures(page), class_="figures"),
        *(_bar(page, regime) for regime in report.regimes),
    )
    return tag("section", *parts, id="summary", aria_labelledby="summary-title")


def _figures(page: Page) -> Iterator[Html]:
    found = page.report.summary
    rows = {
        "errors": found.error,
        "warnings": found.warning,
        "notes": found.note,
        "waived": found.waived,
        "baselined": found.baselined,
        "flows": found.flows,
        "files": found.files,
        "skipped": found.skipped_files,
    }
    for phrase, count in rows.items():
        if count or phrase in {"errors", "warnings", "flows", "files"}:
            term, value = tag("dt", word(page, phrase)), tag("dd", str(count))
            yield tag("div", term, value, class_=f"figure {phrase if count else 'none'}")


def _bar(page: Page, regime: RegimeInfo) -> Html:
    """Return how the clauses of a regime stand: a bar, and the same in words."""
    ones = [one for one in page.report.judged if one.regime == regime.id]
    if not ones:
        return Html()
    counts: Counter[str] = Counter(one.state for one in ones)
    told = {state: page.say(f"state-{state}", count=n) for state, n in counts.items()}
    states = [state for state in STATES if counts[state]]
    label = word(page, "bar", states=", ".join(told[state] for state in states))
    svg = tag("svg", *_rects(states, counts), class_="bar", role="img", aria_label=label)
    keys = [tag("li", told[state], class_=f"key k-{state}") for state in states]
    return join(
        [
            tag("p", judged_of(page, regime, ones), class_="judged"),
            svg,
            tag("ul", *keys, class_="keys"),
        ]
    )


def _rects(states: Sequence[str], counts: Mapping[str, int]) -> Iterator[Html]:
    total, x = sum(counts.values()), 0.0
    for state in states:
        width = 100 * counts[state] / total
        yield tag("rect", x=f"{x:.3f}%", width=f"{width:.3f}%", height="100%", class_=f"f-{state}")
        x += width


def heading(page: Page) -> Html:
    """Return the title of the page with its counts."""
    return tag("div", tag("h1", word(page, "heading")), tag("p", counted(page), class_="lead"))


# Exposure ----------------------------------------------------------------------------------------


def exposure(page: Page) -> Html:
    """Return the two figures of each instrument, never added up, and what goes beside them."""
    named = told(page)
    if not named:
        return Html()
    made = [_exposed(page, id_, one) for id_, one in named.items()]
    about = tag("p", word(page, "exposure-about"))
    return _section(page, "exposure", 0, about, *made)


def _exposed(page: Page, instrument: str, one: Exposure) -> Html:
    said = heading_of(page, instrument)
    figures = [
        tag(
            "div",
            tag("dt", page.say(phrase)),
            tag("dd", *_amount(page, one, amount)),
            class_="figure",
        )
        for phrase, amount in (
            ("declared", one.declared),
            ("if-undeclared-too", one.if_undeclared_too),
        )
    ]
    apart = [tag("li", text) for text in beside(page, one)]
    notes = [tag("li", sentence(page.of(note))) for note in one.notes]
    parts = [tag("h3", said), tag("dl", *figures, class_="amounts")]
    parts.append(tag("p", page.say("not-added")))
    if apart or notes:
        parts += [tag("h4", word(page, "beside")), tag("ul", *apart, *notes, class_="beside")]
    return tag("div", *parts, class_="regime")


def _amount(page: Page, one: Exposure, amount: Amount) -> Iterator[Html]:
    if not amount.acts:
        yield tag("b", page.say("acts-none"))
        return
    yield tag("b", page.of(money_range(amount.min, amount.max, one.currency)))
    acts = page.say("acts", count=amount.acts, amount="").rstrip(", ")
    yield tag("span", acts)


# Lists -------------------------------------------------------------------------------------------


def deadlines(sheet: Sheet) -> Html:
    """Return what is not due yet, by day."""
    page = sheet.page
    found = sorted(page.report.deadlines, key=lambda one: (one.due_on, by_place(one.place)))
    if not found:
        return Html()
    items = [tag("li", *_deadline(sheet, one)) for one in found]
    return _section(page, "deadlines", len(found), tag("ul", *items, class_="rows"))


def _deadline(sheet: Sheet, one: Deadline) -> Iterator[Html]:
    page = sheet.page
    left = word(page, "days-left", count=one.days_left)
    yield tag("p", tag("b", name(one.due)), " ", tag("span", left, class_="extent"))
    yield tag("p", tag("b", name(one.subject)), f": {page.of(one.message)}")
    clauses = ", ".join(dict.fromkeys(clause_name(page, c.clause) for c in one.citations))
    yield tag("p", tag("code", position(one.place), class_="where"), f" {clauses}")


def relied_on(page: Page) -> Html:
    """Return what was taken as true, each claim once with where it stands."""
    found: dict[Text, list[Reliance]] = {}
    for one in sorted(page.report.relied_on, key=by_taken):
        found.setdefault(one.claim, []).append(one)
    if not found:
        return Html()
    items = [
        tag("li", tag("p", tag("b", page.of(claim))), tag("ul", *_claimed(page, ones)))
        for claim, ones in found.items()
    ]
    return _section(page, "relied", len(page.report.relied_on), tag("ul", *items, class_="rows"))


def _claimed(page: Page, ones: Sequence[Reliance]) -> Iterator[Html]:
    for one in ones:
        taken = "; ".join(taken_away(page, one))
        where = tag("code", position(one.place), class_="where")
        yield tag("li", name(one.subject), " ", where, *([" ", taken] if taken else []))


def loosened(page: Page) -> Html:
    """Return the settings by which less is reported, also that there are none."""
    found = sorted(page.report.loosened)
    if not found:
        return _section(page, "loosened", 0, tag("p", word(page, "loosened-none")))
    items = [
        tag("li", page.say("setting", what=one.what, value=one.value, source=one.source))
        for one in found
    ]
    about = tag("p", word(page, "loosened-about"))
    return _section(page, "loosened", len(found), about, tag("ul", *items, class_="rows"))


def _section(page: Page, phrase: str, count: int, *parts: str) -> Html:
    title = word(page, phrase) + (f" ({count})" if count else "")
    head = tag("h2", title, id=f"{phrase}-title")
    return tag("section", head, *parts, id=phrase, aria_labelledby=f"{phrase}-title")
