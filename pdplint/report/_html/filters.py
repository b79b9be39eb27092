"""The form that narrows the findings: hidden until the script that it needs runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from pdplint.model.finding import SEVERITIES
from pdplint.report._html.element import Html, tag
from pdplint.report._html.sheet import facets, word

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pdplint.report._html.sheet import Sheet
    from pdplint.report._page import Page

_CHECKED: Final[Mapping[str, Sequence[str]]] = {
    "severity": SEVERITIES,
    "kind": ("problem", "shortfall", "undecided", "undeclared"),
    "aside": ("standing", "waived", "baselined"),
}
_CHOSEN: Final = ("control", "clause", "file", "subject")
_DIGITS: Final = 6


def filters(sheet: Sheet) -> Html:
    """Return the form; each choice says how many findings it has."""
    page = sheet.page
    every = [facets(finding) for finding in sheet.findings]
    label = tag("label", word(page, "search"), for_="filter-text")
    search = tag("input", type="search", id="filter-text", name="text", autocomplete="off")
    said = tag("p", id="filter-count", role="status", aria_live="polite")
    reset = tag("button", word(page, "reset"), type="reset")
    fields = [
        tag("div", label, search, class_="field"),
        *(_checks(page, facet, every) for facet in _CHECKED if _differs(facet, every)),
        *(_choice(page, facet, every) for facet in _CHOSEN),
    ]
    share = tag("p", word(page, "share"), class_="hint")
    summary = tag("summary", word(page, "filters"))
    fold = tag("details", summary, tag("div", *fields, reset, share, class_="fields"), open=True)
    return tag(
        "form",
        said,
        fold,
        id="filters",
        role="search",
        aria_label=word(page, "filters"),
        hidden=True,
    )


def _differs(facet: str, every: Sequence[Mapping[str, Any]]) -> bool:
    return facet != "aside" or any(one["aside"] != "standing" for one in every)


def _label(page: Page, facet: str, value: str) -> str:
    return page.say(value) if facet == "severity" else word(page, f"{facet}-{value}")


def _checks(page: Page, facet: str, every: Sequence[Mapping[str, Any]]) -> Html:
    counts = Counter(one[facet] for one in every)
    boxes = [
        tag(
            "label",
            tag("input", type="checkbox", name=facet, value=value, checked=True),
            f" {_label(page, facet, value)} ",
            tag("span", str(counts[value]), class_="count"),
        )
        for value in _CHECKED[facet]
        if counts[value]
    ]
    return tag("fieldset", tag("legend", word(page, facet)), *boxes)


def _choice(page: Page, facet: str, every: Sequence[Mapping[str, Any]]) -> Html:
    label = tag("label", word(page, facet), for_=f"filter-{facet}")
    options = [tag("option", word(page, "all"), value=""), *_options(facet, every)]
    select = tag("select", *options, id=f"filter-{facet}", name=facet)
    return tag("div", label, select, class_="field")


def _options(facet: str, every: Sequence[Mapping[str, Any]]) -> Iterator[Html]:
    counts: Counter[str] = Counter()
    for one in every:
        counts.update(one[facet] if isinstance(one[facet], list) else [one[facet]])
    for value in sorted(filter(None, counts), key=_natural):
        yield tag("option", f"{value} ({counts[value]})", value=value)


def _natural(value: str) -> list[str]:
    """Return a key by which `15.2` comes before `15.10`."""
    return [
        part.zfill(_DIGITS) if part.isdigit() else part
        for part in value.replace("/", " ").replace(".", " ").split()
    ]
