"""Clauses: as findings cite them, and the ledger of all with what became of each."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from pdplint.report._blocks import asks
from pdplint.report._html.element import Html, join, tag
from pdplint.report._html.sheet import clause_name, word
from pdplint.report._lines import judged_of, not_applying, term
from pdplint.report._money import fined
from pdplint.report._page import name
from pdplint.report._sanctions import costs, linked, own_fine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.finding import Citation
    from pdplint.model.law import Clause
    from pdplint.model.report import Judged, RegimeInfo, State
    from pdplint.report._html.sheet import Sheet
    from pdplint.report._page import Page

STATES: Final[tuple[State, ...]] = (
    "falls_short",
    "undeclared",
    "undecided",
    "holds",
    "not_applicable",
    "elsewhere",
    "conduct",
    "escalation",
    "outside",
    "later",
)
_COUNTED: Final = ("holds", "shortfall", "undeclared", "undecided", "exempt", "not_asked")
_CLAUSES: Final = 6


# In a finding ------------------------------------------------------------------------------------


def clause_list(sheet: Sheet, cited: Sequence[Citation], *, brief: bool) -> Iterator[Html]:
    """Yield what is asked and by which clauses; those that repeat others last, the rest folded."""
    own = [one for one in cited if not one.clause.echo]
    every = [*own, *(one for one in cited if one.clause.echo)]
    for asked, ones in groupby(every[:_CLAUSES], key=lambda one: asks(sheet.page, one)):
        label = tag("strong", word(sheet.page, "asks") + ":")
        for requires in asked:
            yield tag("p", label, " ", requires, class_="asks")
        items = [tag("li", *_cited(sheet, one, brief=brief)) for one in ones]
        yield tag("ul", *items, class_="cited")
    rest = every[_CLAUSES:]
    if rest:
        items = [tag("li", *_cited(sheet, one, brief=True)) for one in rest]
        summary = tag("summary", word(sheet.page, "more-clauses", count=len(rest)))
        yield tag("details", summary, tag("ul", *items, class_="cited"))


def _cited(sheet: Sheet, cited: Citation, *, brief: bool) -> Iterator[Html]:
    page, clause = sheet.page, cited.clause
    yield _reference(sheet, clause)
    own = own_fine(cited)
    if own or not linked(cited):
        yield join([" ", tag("span", page.of(fined(own)), class_="fine")])
    yield Html(" ")
    yield tag("span", page.of(clause.says), class_="says")
    told = [tag("li", page.say("drives"))] if cited.drives else []
    told += [tag("li", line) for line in costs(page, cited)]
    if told:
        yield tag("ul", *told, class_="notes")
    if not brief:
        yield from _notes(page, clause)


def _reference(sheet: Sheet, clause: Clause) -> Html:
    label = clause_name(sheet.page, clause)
    anchor = sheet.clauses.get(clause.ref)
    return tag("a", label, href=f"#{anchor}", class_="id") if anchor else tag("b", label)


def _notes(page: Page, clause: Clause) -> Iterator[Html]:
    """Yield what tempers a clause: what is not judged of it, what was guessed, what is doubtful."""
    said = []
    if clause.extent == "part":
        phrase = "part" if clause.leaves else "part-bare"
        said.append(page.say(phrase, what=clause.leaves or ""))
    if clause.reconstructed:
        said.append(page.say("reconstructed", what=clause.reconstructed))
    said += [page.say("doubt", what=doubt) for doubt in clause.doubts]
    if said:
        yield tag("ul", *(tag("li", one) for one in said), class_="notes")


# The ledger --------------------------------------------------------------------------------------


def ledger(sheet: Sheet) -> Html:
    """Return every clause of every regime asked, by article, and a choice of state."""
    page = sheet.page
    head = tag("h2", word(page, "ledger"), id="ledger-title")
    about = tag("p", word(page, "ledger-about"))
    regimes = [_regime(sheet, regime) for regime in page.report.regimes]
    parts = (head, about, _states(page), *regimes)
    return tag("section", *parts, id="ledger", aria_labelledby="ledger-title")


def _states(page: Page) -> Html:
    counts = Counter(one.state for one in page.report.judged)
    options = [
        tag("option", f"{word(page, f'state-{state}')} ({counts[state]})", value=state)
        for state in STATES
        if counts[state]
    ]
    first = tag("option", word(page, "all"), value="")
    select = tag("select", first, *options, id="ledger-state", name="state")
    label = tag("label", word(page, "state"), for_="ledger-state")
    said = tag("p", id="ledger-count", role="status", aria_live="polite")
    return tag("form", tag("div", label, select, class_="field"), said, id="states", hidden=True)


def _regime(sheet: Sheet, regime: RegimeInfo) -> Html:
    page = sheet.page
    ones = [entry for entry in sheet.ledger if entry[1].regime == regime.id]
    if not ones:
        return Html()
    said = tag("p", judged_of(page, regime, [one for _, one in ones]))
    instruments: dict[str, list[tuple[str, Judged]]] = {}
    for entry in ones:
        instruments.setdefault(entry[1].clause.instrument, []).append(entry)
    out = not_applying(page, (one for _, one in ones))
    made = (
        [_instrument(sheet, id_, found, out.get(id_, "")) for id_, found in instruments.items()]
        if len(instruments) > 1
        else _articles(sheet, ones)
    )
    about = tag("p", page.of(regime.about), class_="hint")
    head = tag("h3", f"{name(regime.id)}: {page.of(regime.title)}")
    return tag("div", head, said, about, *made, class_="regime")


def _instrument(
    sheet: Sheet, id_: str, entries: Sequence[tuple[str, Judged]], why_not: str
) -> Html:
    """Return one instrument, folded: its articles, and why nothing of it applies if so."""
    tally = _tally(sheet.page, [one for _, one in entries])
    summary = tag("summary", tag("span", name(id_), class_="article"), tally)
    why = [tag("p", why_not, class_="hint")] if why_not else []
    return tag("details", summary, *why, *_articles(sheet, entries), class_="instrument-block")


def _articles(sheet: Sheet, entries: Iterable[tuple[str, Judged]]) -> list[Html]:
    articles: dict[str, list[tuple[str, Judged]]] = {}
    for entry in entries:
        articles.setdefault(entry[1].clause.article, []).append(entry)
    return [_article(sheet, article, found) for article, found in articles.items()]


def _tally(page: Page, ones: Sequence[Judged]) -> Html:
    counts = _counts(ones)
    badges = [_badge(str(n), state) for state, n in counts.items()]
    told = ", ".join(page.say(f"state-{state}", count=n) for state, n in counts.items())
    return tag("span", *badges, class_="tally", role="img", aria_label=told, title=told)


def _article(sheet: Sheet, article: str, entries: Sequence[tuple[str, Judged]]) -> Html:
    page = sheet.page
    title = word(page, "article", article=name(article), title=entries[0][1].clause.title)
    tally = _tally(page, [one for _, one in entries])
    summary = tag("summary", tag("span", title, class_="article"), tally)
    rows = [_clause(sheet, anchor, one) for anchor, one in entries]
    return tag("details", summary, tag("ul", *rows, class_="clauses"), class_="article-block")


def _counts(ones: Iterable[Judged]) -> Mapping[str, int]:
    counts = Counter(one.state for one in ones)
    return {state: counts[state] for state in STATES if counts[state]}


def _badge(words: str, state: str) -> Html:
    return tag("span", words, class_=f"badge s-{state}")


def _clause(sheet: Sheet, anchor: str, one: Judged) -> Html:
    page, clause = sheet.page, one.clause
    amounts = [tag("span", page.of(fined(clause.fine)), class_="fine")] if clause.fine else []
    state = _badge(word(page, f"state-{one.state}"), one.state)
    head = tag(
        "p", tag("b", clause_name(page, clause), class_="id"), state, *_extent(page, one), *amounts
    )
    says = tag("p", page.of(clause.says), class_="says")
    return tag(
        "li",
        head,
        says,
        *_outcome(sheet, one),
        id=anchor,
        class_="clause",
        data_state=one.state,
    )


def _extent(page: Page, one: Judged) -> Iterator[Html]:
    if one.clause.extent and one.state in {"holds", "falls_short"}:
        phrase = "whole" if one.clause.extent == "whole" else "in-part"
        yield tag("span", word(page, phrase), class_="extent")


def _outcome(sheet: Sheet, one: Judged) -> Iterator[Html]:
    """Yield why a clause has its state, how its subjects stand, and what rests on what."""
    page, clause = sheet.page, one.clause
    if one.because:
        yield tag("p", word(page, "because", what=one.because))
    counts = [
        term(page, f"subject-{s}", count=one.subjects[s]) for s in _COUNTED if one.subjects.get(s)
    ]
    if counts:
        yield tag("p", word(page, "subjects", counts=", ".join(counts)))
    yield from _notes(page, clause)
    rests = [tag("li", word(page, "rests-on", what=what)) for what in clause.rests_on]
    if rests:
        yield tag("ul", *rests, class_="notes")
    if clause.ref in sheet.cited:
        yield tag("p", _show(page, clause))


def _show(page: Page, clause: Clause) -> Html:
    """Return the link that narrows the findings to those of a clause; of use with scripts only."""
    label = word(page, "see-findings")
    return tag(
        "a",
        label,
        href="#findings",
        class_="narrow",
        data_facet="clause",
        data_value=name(clause.ref),
    )
