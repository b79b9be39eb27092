"""One page in the making: the report, its findings in the order shown, and the names of anchors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from pdplint.report._html.element import seen
from pdplint.report._lines import page_of
from pdplint.report._order import by_severity, ordered, part_of
from pdplint.report._page import name
from pdplint.words import html

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pdplint.model.finding import Finding
    from pdplint.model.law import Clause
    from pdplint.model.report import Judged, Report
    from pdplint.model.text import Text
    from pdplint.report._page import Page

PARTS: Final = ("problems", "applicability", "shortfalls", "undecided", "undeclared")
_ODD: Final = re.compile(r"[^A-Za-z0-9.-]+")
_LONGEST: Final = 80


class Numbered(NamedTuple):
    """A finding with its number on the page, which the scripts know it by, and its anchor."""

    number: int
    anchor: str
    finding: Finding


class Sheet(NamedTuple):
    """What all parts of the page share.

    `ledger` holds the anchor of each entry of the ledger, `clauses` that of the first entry of each
    clause, by its ref, `cited` the refs of those that findings cite.
    """

    page: Page
    parts: Mapping[str, Sequence[Numbered]]
    ledger: Sequence[tuple[str, Judged]]
    clauses: Mapping[str, str]
    cited: frozenset[str]

    @property
    def findings(self) -> list[Finding]:
        """The findings in the order of the page."""
        return [one.finding for part in self.parts.values() for one in part]


def word(page: Page, phrase: str, /, **values: Text | str | int) -> str:
    """Return a phrase of the page in its language."""
    return page.of(html.say(phrase, **values))


def sheet_of(report: Report, lang: str) -> Sheet:
    """Return the sheet of a report: findings by part, errors first, then by place."""
    apart = [one for one in ordered(report.findings) if not one.is_listed_apart or one.waiver]
    found = sorted(apart, key=by_severity)
    sorted_in = [(part, one) for part in PARTS for one in found if part_of(one) == part]
    marks = _anchors("f", (one.fingerprint for _, one in sorted_in))
    parts: dict[str, list[Numbered]] = {}
    for number, ((part, one), mark) in enumerate(zip(sorted_in, marks, strict=True)):
        parts.setdefault(part, []).append(Numbered(number, mark, one))
    anchors = _anchors("c", (judged.clause.ref for judged in report.judged))
    ledger = list(zip(anchors, report.judged, strict=True))
    clauses = {judged.clause.ref: anchor for anchor, judged in reversed(ledger)}
    cited = frozenset(one.clause.ref for finding in found for one in finding.citations)
    return Sheet(page_of(report, lang), parts, ledger, clauses, cited)


def _anchors(prefix: str, names: Iterable[str]) -> list[str]:
    """Return an id for each name, none twice: it can stand in an address as it is."""
    made: dict[str, None] = {}
    for one in names:
        stem = f"{prefix}-{_ODD.sub('-', one[:_LONGEST])}"
        anchor, times = stem, 1
        while anchor in made:
            times += 1
            anchor = f"{stem}-{times}"
        made[anchor] = None
    return list(made)


def clause_name(page: Page, clause: Clause) -> str:
    """Return how the page names a clause: with its instrument if there are several."""
    return name(clause.ref if len(page.report.instruments) > 1 else clause.id)


def aside_of(finding: Finding) -> str:
    """Return whether a finding counts, or why not."""
    if finding.waiver is not None:
        return "waived"
    return "baselined" if finding.baselined else "standing"


def facets(finding: Finding) -> dict[str, Any]:
    """Return what the filters know of a finding."""
    return {
        "severity": finding.severity,
        "kind": finding.kind,
        "aside": aside_of(finding),
        "control": _key(finding.control),
        "file": _key(finding.place.path),
        "subject": [_key(subject) for subject in _subjects(finding)],
        "clause": [_key(ref) for ref in dict.fromkeys(c.clause.ref for c in finding.citations)],
    }


def _subjects(finding: Finding) -> dict[str, None]:
    """Return whom a finding is about, as the map counts them.

    That of a transfer is about its flow too, that of a path about the flow with which it ends.
    """
    kind, _, rest = finding.subject.partition("/")
    own = [finding.subject] if finding.subject else []
    flow = [f"flows/{rest.partition('/')[0]}"] if kind == "transfers" else []
    return dict.fromkeys([*own, *flow, *(hop.subject for hop in finding.hops[-1:])])


def _key(words: str) -> str:
    return seen(name(words))
