"""The findings: those about a fault one by one, those about silence under each subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pdplint.report._html.element import Html, join, tag
from pdplint.report._html.excerpt import excerpt
from pdplint.report._html.filters import filters
from pdplint.report._html.law import clause_list
from pdplint.report._html.sheet import Numbered, Sheet, aside_of, word
from pdplint.report._missing import what_is_asked
from pdplint.report._page import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.model.finding import Finding, Related
    from pdplint.report._page import Page

_LISTED: Final = {"applicability", "undeclared"}
_PLACES: Final = 12
_ROOM: Final = 60


def findings(sheet: Sheet) -> Html:
    """Return the section of the findings with their filters."""
    page = sheet.page
    head = tag("h2", word(page, "findings"), id="findings-title")
    if not sheet.parts:
        body = tag("p", word(page, "no-findings"))
    else:
        parts = [_part(sheet, part, ones) for part, ones in sheet.parts.items()]
        none = tag("p", word(page, "none-shown"), id="none-shown", class_="empty", hidden=True)
        listed = tag("div", none, *parts, class_="list")
        body = tag("div", filters(sheet), listed, class_="columns")
    return tag("section", head, body, id="findings", aria_labelledby="findings-title", tabindex=-1)


def _part(sheet: Sheet, part: str, ones: Sequence[Numbered]) -> Html:
    head = tag("h3", sheet.page.say(part, count=str(len(ones))))
    if part in _LISTED:
        made = [_group(sheet, group) for group in _by_subject(ones).values()]
        return tag("div", head, join(_helps(sheet.page, ones)), *made, class_="part")
    return tag("div", head, *(_card(sheet, one) for one in ones), class_="part")


# A fault -----------------------------------------------------------------------------------------


def _card(sheet: Sheet, one: Numbered) -> Html:
    page, finding = sheet.page, one.finding
    head = tag("header", *_badges(page, finding), _link(page, one))
    about = tag("h4", _about(page, finding), id=f"{one.anchor}-about")
    style = f"finding card {finding.severity}"
    if aside_of(finding) != "standing":
        style += " aside"
    inner = (head, about, *_aside(page, finding), *_body(sheet, finding))
    return tag(
        "article",
        *inner,
        id=one.anchor,
        class_=style,
        data_finding=one.number,
        aria_labelledby=f"{one.anchor}-about",
    )


def _badges(page: Page, finding: Finding) -> Iterator[Html]:
    yield tag("span", page.say(finding.severity), class_=f"badge {finding.severity}")
    state = aside_of(finding)
    if state != "standing":
        yield tag("span", word(page, f"aside-{state}"), class_="badge set-aside")
    yield tag("code", name(finding.control), class_="control")


def _link(page: Page, one: Numbered) -> Html:
    label = word(page, "link")
    return tag("a", "#", href=f"#{one.anchor}", class_="anchor", aria_label=label, title=label)


def _about(page: Page, finding: Finding) -> str:
    """Return whose fault it is; a title says what should be so, so never alone."""
    subject = name(finding.subject) or name(finding.place.path)
    if finding.kind == "problem":
        return subject
    phrase = "cannot-tell" if finding.kind == "undecided" else "shortfall"
    return page.say(phrase, subject=subject, title=finding.title)


def _aside(page: Page, finding: Finding) -> Iterator[Html]:
    waiver = finding.waiver
    if waiver is not None:
        said = word(
            page,
            "waiver",
            until=name(waiver.until),
            approver=name(waiver.approver),
            ticket=name(waiver.ticket),
            reason=waiver.reason,
        )
        yield tag("p", said, class_="why-aside")
    elif finding.baselined:
        yield tag("p", word(page, "known"), class_="why-aside")


def _body(sheet: Sheet, finding: Finding, *, brief: bool = False) -> Iterator[Html]:
    page = sheet.page
    yield tag("p", page.of(finding.message), class_="message")
    yield excerpt(page, finding.place)
    yield from _places(page, "hops", finding.hops)
    others = [other for other in finding.related if not other.asked_by]
    yield from _places(page, "related", others)
    if users := page.users(finding.related):
        yield tag("p", users, class_="users")
    yield from clause_list(sheet, finding.citations, brief=brief)
    if finding.help and not brief:
        label = tag("strong", word(page, "help") + ":")
        yield tag("p", label, " ", page.of(finding.help), class_="help")


def _places(page: Page, phrase: str, ones: Sequence[Related]) -> Iterator[Html]:
    """Yield places in order, each with its message; hops are numbered."""
    if not ones:
        return
    items = [
        tag("li", tag("p", page.of(one.message)), excerpt(page, one.place, 0))
        for one in ones[:_PLACES]
    ]
    rest = len(ones) - _PLACES
    if rest > 0:
        items.append(tag("li", page.say("more-places", count=rest)))
    ordered = tag("ol" if phrase == "hops" else "ul", *items)
    yield tag("div", tag("h5", word(page, phrase)), ordered, class_=phrase)


# What is not described ---------------------------------------------------------------------------


def _helps(page: Page, ones: Sequence[Numbered]) -> Iterator[Html]:
    for help_ in dict.fromkeys(one.finding.help for one in ones if one.finding.help):
        yield tag("p", page.of(help_), class_="help")


def _by_subject(ones: Sequence[Numbered]) -> Mapping[tuple[str, str], list[Numbered]]:
    found: dict[tuple[str, str], list[Numbered]] = {}
    for one in ones:
        found.setdefault((one.finding.subject, one.finding.place.path), []).append(one)
    return found


def _group(sheet: Sheet, ones: Sequence[Numbered]) -> Html:
    page, first = sheet.page, ones[0].finding
    where = tag("code", name(first.place.path), class_="where")
    head = tag("h4", name(first.subject) or name(first.place.path))
    items = [_item(sheet, one) for one in ones]
    users = page.users(other for one in ones for other in one.finding.related)
    told = [tag("p", users, class_="users")] if users else []
    return tag("div", head, where, *told, tag("ul", *items, class_="items"), class_="group")


def _item(sheet: Sheet, one: Numbered) -> Html:
    page, finding = sheet.page, one.finding
    clauses = page.clauses(finding.citations, _ROOM)
    summary = tag(
        "summary",
        tag("span", page.say(finding.severity), class_=f"badge {finding.severity}"),
        *_aside_badge(page, finding),
        tag("span", what_is_asked(page, finding), class_="asked"),
        tag("span", clauses, class_="ids"),
    )
    control = tag("p", tag("code", name(finding.control), class_="control"), _link(page, one))
    body = tag("div", control, *_aside(page, finding), *_body(sheet, finding, brief=True))
    style = "finding" if aside_of(finding) == "standing" else "finding aside"
    details = tag("details", summary, body)
    return tag("li", details, id=one.anchor, class_=style, data_finding=one.number)


def _aside_badge(page: Page, finding: Finding) -> Iterator[Html]:
    state = aside_of(finding)
    if state != "standing":
        yield tag("span", word(page, f"aside-{state}"), class_="badge set-aside")
