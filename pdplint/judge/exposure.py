"""What the clauses name for what was found: two figures, a floor of ranges, never a forecast.

One act counts once, whichever sanctions name it (`same_act`, else the sanction itself): the highest
of their ranges. Sanctions that only echo others add nothing. Earlier decisions replace the base
range by the raised one. Shares of revenue and the like are stated apart, computed where the
base is declared, and never added; nor are instruments, and so currencies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.judge.sanctions import size
from pdplint.model.builtin import UPCOMING
from pdplint.model.finding import RELIED_ON, Finding
from pdplint.model.report import Amount, Exposure, Scenario
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.law import Fine, Sanction
    from pdplint.model.text import Text
    from pdplint.policy.instruments import Instrument

CITIZENS = "citizens"


class Circumstances(NamedTuple):
    """What changes amounts in a workspace: its organisation, and whether data goes abroad."""

    organisation: Mapping[str, Any]
    transfers: bool


def exposure(instrument: Instrument, findings: Sequence[Finding], facts: Circumstances) -> Exposure:
    """Return what the clauses of one instrument name for the findings in one workspace."""
    declared = _acts(instrument, (f for f in findings if f.kind == "shortfall"))
    every = _acts(
        instrument, (f for f in findings if f.kind != "problem" and f.control != RELIED_ON)
    )
    shares = (one.fine for act in declared.values() for one in act if size(one.fine)[0])
    return Exposure(
        currency=instrument.currency,
        declared=_sum(declared),
        if_undeclared_too=_sum(every),
        apart=tuple(sorted(dict.fromkeys(shares), key=size, reverse=True)[:1]),
        scenarios=tuple(_scenarios(instrument, facts)),
        notes=tuple(_notes(instrument, declared, facts)),
    )


def added(first: Exposure, second: Exposure) -> Exposure:
    """Return the exposure of two workspaces: acts of different organisations are different acts."""
    apart = sorted({*first.apart, *second.apart}, key=size, reverse=True)
    return Exposure(
        first.currency,
        _plus(first.declared, second.declared),
        _plus(first.if_undeclared_too, second.if_undeclared_too),
        tuple(apart[:1]),
        first.scenarios + second.scenarios,
        tuple(dict.fromkeys(first.notes + second.notes)),
    )


def _plus(a: Amount, b: Amount) -> Amount:
    return Amount(a.acts + b.acts, a.min + b.min, a.max + b.max)


def _acts(instrument: Instrument, findings: Iterable[Finding]) -> dict[str, list[Sanction]]:
    acts: dict[str, list[Sanction]] = {}
    for finding in findings:
        if finding.control == UPCOMING:
            continue  # it costs nothing yet
        for citation in finding.citations:
            if citation.severity == "note":
                continue  # of a doubt nothing is added up
            for sanction in citation.sanctions:
                clause = sanction.clause
                if clause.instrument == instrument.id and not clause.echo:
                    known = acts.setdefault(clause.same_act or clause.id, [])
                    if sanction not in known:
                        known.append(sanction)
    return acts


def _sum(acts: Mapping[str, Sequence[Sanction]]) -> Amount:
    highest = [max((one.fine for one in act), key=_by_amount) for act in acts.values()]
    least = sum(fine.min or 0 for fine in highest)
    return Amount(len(highest), least, sum(fine.max or 0 for fine in highest))


def _by_amount(fine: Fine) -> tuple[int, int]:
    return fine.max or 0, fine.min or 0


def _scenarios(instrument: Instrument, facts: Circumstances) -> Iterator[Scenario]:
    citizens = _block(facts.organisation, "vietnam").get("citizens_processed")
    if not facts.transfers or not isinstance(citizens, int) or not citizens:
        return
    for clause in instrument.clauses.values():
        for scale in clause.scale:
            below = scale.up_to is None or citizens <= scale.up_to
            if scale.unit == CITIZENS and citizens > scale.over and below:
                yield Scenario(clause, instrument.fine(clause, facts.organisation), citizens)


def _block(value: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def _by_decisions(sanction: Sanction) -> bool:
    raises = sanction.raised_by.raises if sanction.raised_by else None
    return raises is not None and raises.decisions is not None


def _notes(
    instrument: Instrument, declared: Mapping[str, Sequence[Sanction]], facts: Circumstances
) -> Iterator[Text]:
    yield say("exposure-floor")
    if instrument.status == "draft":
        yield say("exposure-draft")
    person = instrument.person(facts.organisation)
    if person == "individual":
        untold = (
            any(person not in rule.factors for rule in instrument.rules) or not instrument.rules
        )
        yield say("exposure-individual-untold" if untold else "exposure-individual")
    raised = [one for act in declared.values() for one in act if one.raised_by]
    repeated = {one.clause.id for one in raised if _by_decisions(one)}
    for sentence, ids in (
        ("exposure-escalated", repeated),
        ("exposure-raised", {one.clause.id for one in raised} - repeated),
    ):
        if ids:
            yield say(sentence, clauses=", ".join(sorted(ids)))
    yield from instrument.notes
