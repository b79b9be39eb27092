"""The report as one page for a browser, that loads nothing and says all without scripts too.

Its policy (`Content-Security-Policy`) allows nothing but the style and the scripts that it holds,
each named by its hash: were text of others ever taken for markup, it would still not run.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from pdplint.report._html.assets import asset
from pdplint.report._html.element import Html, data, tag
from pdplint.report._html.findings import findings
from pdplint.report._html.flow_map import flow_map, graph_data
from pdplint.report._html.law import ledger
from pdplint.report._html.lists import (
    deadlines,
    exposure,
    heading,
    loosened,
    relied_on,
    summary,
)
from pdplint.report._html.sheet import Sheet, facets, sheet_of, word
from pdplint.report._lines import counted
from pdplint.report._page import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pdplint.model.report import Report
    from pdplint.report import Style
    from pdplint.report._page import Page

_SECTIONS: Final = (
    "summary",
    "map",
    "findings",
    "ledger",
    "exposure",
    "deadlines",
    "relied",
    "loosened",
)


DRAWS_MAP = True


def render(report: Report, style: Style) -> str:
    """Return the page. It says the same twice: no clock, no random names."""
    sheet = sheet_of(report, style.lang)
    scripts = list(_scripts(sheet))
    sheet_style = Html(asset("page.css"))
    head = tag("head", *_head(sheet.page, sheet_style, scripts))
    known = tag("script", _data(sheet), type="application/json", id="data")
    body = tag("body", *_body(sheet), known, *(tag("script", script) for script in scripts))
    page = tag("html", head, body, lang=sheet.page.lang)
    return f"<!doctype html>\n{page}\n"


def _head(page: Page, style: Html, scripts: Sequence[Html]) -> Iterator[Html]:
    allowed = " ".join(map(_hash, scripts))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {allowed}; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )
    yield tag("meta", charset="utf-8")
    yield tag("meta", http_equiv="Content-Security-Policy", content=policy)
    yield tag("meta", name="viewport", content="width=device-width, initial-scale=1")
    yield tag("meta", name="color-scheme", content="light dark")
    yield tag("meta", name="referrer", content="no-referrer")
    yield tag("title", word(page, "title", counts=counted(page)))
    yield tag("style", style)


def _hash(inner: Html) -> str:
    return f"'sha256-{b64encode(sha256(inner.encode()).digest()).decode()}'"


def _scripts(sheet: Sheet) -> Iterator[Html]:
    if sheet.page.report.graph is not None:
        yield _library()
        yield Html(asset("map.js"))
    yield Html(asset("page.js"))


def _library() -> Html:
    """Return dagre behind its licence, without the address of its source map.

    A control character that stands in two of its strings is written as an escape, as HTML allows
    none.
    """
    code = asset("dagre.min.js").replace("\x01", "\\x01").partition("\n/*!")[0]
    return Html(f"/*! @dagrejs/dagre\n{asset('dagre.LICENSE').strip()}\n*/\n{code}\n")


def _data(sheet: Sheet) -> Html:
    """Return what the scripts know: facets by number of finding, the graph, their words."""
    page = sheet.page
    words = {"shown": "shown", "clauses": "clauses-shown", "unknown": "place-unknown"}
    told: dict[str, Any] = {
        "findings": [facets(finding) for finding in sheet.findings],
        "graph": graph_data(page),
        "words": {
            key: word(page, phrase, count="{count}", all="{all}") for key, phrase in words.items()
        },
    }
    return data(told)


def _body(sheet: Sheet) -> Iterator[Html]:
    page = sheet.page
    made = (
        summary(page),
        flow_map(page),
        findings(sheet),
        ledger(sheet),
        exposure(page),
        deadlines(sheet),
        relied_on(page),
        loosened(page),
    )
    sections = {id_: part for id_, part in zip(_SECTIONS, made, strict=True) if part}
    links = [tag("li", tag("a", word(page, id_), href=f"#{id_}")) for id_ in sections]
    yield tag("a", word(page, "skip"), href="#findings", class_="skip")
    yield tag("header", heading(page), class_="top")
    yield tag("nav", tag("ul", *links), aria_label=word(page, "contents"))
    yield tag("main", *sections.values())
    version = word(page, "made-by", version=name(page.report.tool_version))
    library = [word(page, "library")] if "map" in sections else []
    yield tag("footer", *(tag("p", line) for line in (version, *library)))
