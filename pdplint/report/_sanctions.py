"""What a citation can cost, in words: amounts for the person described, what comes beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.report._money import fined
from pdplint.report._page import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.model.finding import Citation
    from pdplint.model.law import Fine, Sanction
    from pdplint.model.text import Text
    from pdplint.report._page import Page


def own_fine(citation: Citation) -> Fine | None:
    """Return what the clause cited itself names, if it is a sanction."""
    for one in citation.sanctions:
        if one.clause.ref == citation.clause.ref:
            return one.fine
    return citation.clause.fine


def linked(citation: Citation) -> list[Sanction]:
    """Return the sanctions that stand in other clauses than the one cited."""
    return [one for one in citation.sanctions if one.clause.ref != citation.clause.ref]


def fines(page: Page, citation: Citation) -> list[str]:
    """Return what a breach can cost, each once: of the clause itself, or of those it leads to."""
    told: list[Fine | None] = [one.fine for one in citation.sanctions]
    told = told or [own_fine(citation)]
    return list(dict.fromkeys(page.of(fined(fine)) for fine in told))


def costs(page: Page, citation: Citation) -> Iterator[str]:
    """Yield a line for each sanction: its clause and amount, what raised it, what else it brings.

    Of the clause cited itself, clause and amount are told where it is cited.
    """
    for one in citation.sanctions:
        beside = list(_beside(page, one))
        if one.clause.ref != citation.clause.ref:
            what = "; ".join([page.of(fined(one.fine)), *beside])
            yield page.say("sanction", clause=name(one.clause.ref), what=what)
        elif beside:
            yield "; ".join(beside)


def _beside(page: Page, one: Sanction) -> Iterator[str]:
    if one.raised_by is not None:
        yield page.say("raised-by", clause=name(one.raised_by.ref))
    for key, texts in _measures(one):
        yield page.say(key, measures=_listed(page, texts))


def _measures(one: Sanction) -> Iterator[tuple[str, Sequence[Text]]]:
    for key, texts in (("remedies", one.clause.remedies), ("additional", one.clause.additional)):
        if texts:
            yield key, texts


def _listed(page: Page, texts: Sequence[Text]) -> str:
    return ", ".join(page.of(text) for text in texts)
