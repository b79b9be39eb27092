"""The figures of an exposure in words, as text, Markdown and the page tell them alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.report._lines import drafts
from pdplint.report._money import fined, money_range, shares
from pdplint.report._page import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pdplint.model.report import Amount, Exposure
    from pdplint.report._page import Page


def told(page: Page) -> Mapping[str, Exposure]:
    """Return the exposures of which there is something to say, by instrument, sorted."""
    found = sorted(page.report.exposure.items())
    return {
        id_: one for id_, one in found if one.if_undeclared_too.acts or one.apart or one.scenarios
    }


def heading_of(page: Page, instrument: str) -> str:
    """Return how an instrument's figures are headed: of a draft, that they bind nobody."""
    if instrument in drafts(page.report):
        return page.say("draft-amounts", instrument=name(instrument))
    return name(instrument)


def amount_of(page: Page, one: Exposure, amount: Amount) -> str:
    """Return how many acts there are, and what is named for them."""
    if not amount.acts:
        return page.say("acts-none")
    sum_ = money_range(amount.min, amount.max, one.currency)
    return page.say("acts", count=amount.acts, amount=sum_)


def beside(page: Page, one: Exposure) -> Iterator[str]:
    """Yield what no figure counts: shares of a base, and what a leak would cost."""
    for fine in one.apart:
        yield page.say("apart", what=shares(fine))
    for scenario in one.scenarios:
        clause, citizens = name(scenario.clause.id), f"{scenario.citizens:,}"
        if page.lang == "vi":
            citizens = citizens.replace(",", ".")
        fine_ = fined(scenario.fine)
        yield page.say("scenario", citizens=citizens, clause=clause, fine=fine_)
