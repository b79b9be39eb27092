"""What the clauses name for what was found: two figures, a floor of ranges, never a forecast.

One act counts once, whichever clauses name it (`same_act`, else the clause itself): the highest of
their ranges. Clauses that only echo others add nothing. Earlier decisions replace the base range by
the escalated one. Multipliers and percentages are stated apart and never computed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.model import RELIED_ON, Amount, Clause, Exposure, Finding, Fine, Scenario, Text
from pdplint.words import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.library import Regime

NOTHING = Amount(0, 0, 0)


class Circumstances(NamedTuple):
    """What changes amounts in a workspace: its organisation, and whether data goes abroad."""

    organisation: Mapping[str, Any]
    transfers: bool


def exposure(regime: Regime, findings: Sequence[Finding], facts: Circumstances) -> Exposure:
    """Return what the clauses of one regime name for the findings in one workspace."""
    fines = dict(_fines(regime, facts.organisation))
    declared = _acts(regime, (f for f in findings if f.kind == "shortfall"))
    every = _acts(regime, (f for f in findings if f.kind != "problem" and f.control != RELIED_ON))
    percents = [p for act in declared.values() for c in act if (p := fines[c.id].revenue_percent)]
    return Exposure(
        declared=_sum(declared, fines),
        if_undeclared_too=_sum(every, fines),
        revenue_percent=max(percents, default=None),
        scenarios=tuple(_scenarios(regime, facts)),
        notes=tuple(_notes(regime, declared, fines, facts)),
    )


def added(first: Exposure, second: Exposure) -> Exposure:
    """Return the exposure of two workspaces: acts of different organisations are different acts."""
    return Exposure(
        _plus(first.declared, second.declared),
        _plus(first.if_undeclared_too, second.if_undeclared_too),
        max(first.revenue_percent or 0, second.revenue_percent or 0) or None,
        first.scenarios + second.scenarios,
        tuple(dict.fromkeys(first.notes + second.notes)),
    )


def _plus(a: Amount, b: Amount) -> Amount:
    return Amount(a.acts + b.acts, a.min_vnd + b.min_vnd, a.max_vnd + b.max_vnd)


def _acts(regime: Regime, findings: Iterable[Finding]) -> dict[str, list[Clause]]:
    acts: dict[str, list[Clause]] = {}
    for finding in findings:
        for citation in finding.citations:
            clause = citation.clause
            counts = citation.severity != "note"  # of a doubt nothing is added up
            if clause.regime == regime.id and not clause.echo and counts:
                known = acts.setdefault(clause.same_act or clause.id, [])
                if clause not in known:
                    known.append(clause)
    return acts


def _sum(acts: Mapping[str, Sequence[Clause]], fines: Mapping[str, Fine]) -> Amount:
    highest = [max((fines[c.id] for c in clauses), key=_by_size) for clauses in acts.values()]
    least = sum(fine.min_vnd or 0 for fine in highest)
    return Amount(len(highest), least, sum(fine.max_vnd or 0 for fine in highest))


def _by_size(fine: Fine) -> tuple[int, int]:
    return fine.max_vnd or 0, fine.min_vnd or 0


def _fines(regime: Regime, organisation: Mapping[str, Any]) -> Iterator[tuple[str, Fine]]:
    """Yield the fine of each clause, escalated where there were decisions enough before."""
    history = organisation.get("history")
    entries = history if isinstance(history, list) else []
    decisions = Counter(
        e["clause"] for e in entries if isinstance(e, dict) and isinstance(e.get("clause"), str)
    )
    raising: dict[str, list[tuple[int, Fine]]] = {}
    for other in regime.clauses:
        if other.escalates:
            for name in other.escalates.clauses:
                raising.setdefault(name, []).append((other.escalates.decisions, other.fine))
    for clause in regime.clauses:
        time = decisions[clause.ref] + 1  # the how-manieth it would be
        raised = [one for one in raising.get(clause.id, ()) if time >= one[0]]
        yield clause.id, max(raised, key=lambda pair: pair[0])[1] if raised else clause.fine


def _scenarios(regime: Regime, facts: Circumstances) -> Iterator[Scenario]:
    citizens = _block(facts.organisation, "vietnam").get("citizens_processed")
    if not facts.transfers or not isinstance(citizens, int) or not citizens:
        return
    for clause in regime.clauses:
        scale = clause.scale
        if scale and scale.over < citizens and (scale.up_to is None or citizens <= scale.up_to):
            yield Scenario(clause, citizens)


def _block(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _notes(
    regime: Regime,
    declared: Mapping[str, Sequence[Clause]],
    fines: Mapping[str, Fine],
    facts: Circumstances,
) -> Iterator[Text]:
    yield say("exposure-floor")
    if regime.status == "draft":
        yield say("exposure-draft")
    if facts.organisation.get("kind") == "individual":
        yield say("exposure-individual")
    escalated = sorted(
        {c.id for clauses in declared.values() for c in clauses if fines[c.id] != c.fine}
    )
    if escalated:
        yield say("exposure-escalated", clauses=", ".join(escalated))
    yield from regime.fine_notes
