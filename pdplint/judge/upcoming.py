"""What would be found once further clauses bind, so that no day turns a gate red unannounced."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pdplint.judge.check import check
from pdplint.model.checked import Upcoming
from pdplint.model.finding import RELIED_ON
from pdplint.policy.regimes import turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from pdplint.model.finding import Citation, Finding, Severity
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime
    from pdplint.policy.values import Days
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.linking import Workspace

AHEAD = timedelta(days=90)
"""How far ahead of a day that is told which begins to bind."""


def upcoming(
    workspace: Workspace,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    asked: frozenset[str],
    derived: Mapping[str, Derived],
    found: Iterable[Finding],
    severity: Severity,
) -> Iterator[Upcoming]:
    """Yield what regimes will find within `AHEAD` that they do not today, each once.

    The clauses change, the day does not: what runs out by itself is a deadline. `found` is what
    they find today, and `severity` that of what is yielded.
    """
    today = {one.fingerprint: one.citations for one in found}
    known = {key: frozenset(map(_ref, citations)) for key, citations in today.items()}
    for day in _days(regimes, days):
        later = [_on(regime, day) for regime in regimes]
        changed = asked & {one for regime in regimes for one in _changed(regime, days, day)}
        ahead = check(workspace, library, later, days, changed, derived=derived)
        for finding in ahead.findings:
            if further := _further(finding, known):
                known[finding.fingerprint] = known.get(finding.fingerprint, frozenset()) | further
                more = tuple(one for one in finding.citations if _ref(one) in further)
                whole = finding._replace(citations=(*today.get(finding.fingerprint, ()), *more))
                yield Upcoming(day.isoformat(), further, severity, whole)


def _further(finding: Finding, known: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the clauses that a finding cites and did not, none if it tells of a claim."""
    if finding.control == RELIED_ON:
        return frozenset()
    return frozenset(map(_ref, finding.citations)) - known.get(finding.fingerprint, frozenset())


def _days(regimes: Sequence[Regime], days: Mapping[str, Days]) -> list[date]:
    found: set[date] = set()
    for regime in regimes:
        today = days[regime.id].today
        found.update(turns(regime.whole or regime, today, today + AHEAD))
    return sorted(found)


def _changed(regime: Regime, days: Mapping[str, Days], day: date) -> Iterator[str]:
    """Yield the controls of bindings that begin to be asked of somebody between today and a day."""
    today = days[regime.id].today
    for one in (regime.whole or regime).bindings:
        if one.binds(day) and not (
            one.binds(today) and one.on(day).question.reliefs == one.on(today).question.reliefs
        ):
            yield one.control.id


def _on(regime: Regime, day: date) -> Regime:
    later = (regime.whole or regime).on(day)
    return later if regime.gravest == "error" else later.at_most(regime.gravest)


def _ref(citation: Citation) -> str:
    return citation.clause.ref
