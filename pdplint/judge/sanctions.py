"""What a breach can cost: the sanctions that a binding reaches, for the person described."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pdplint.judge.truth import conjunction, disjunction, judge
from pdplint.model.law import Fine, Sanction

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pdplint.judge.paths import Context
    from pdplint.model.law import Clause, Share
    from pdplint.policy.condition import Condition
    from pdplint.policy.regimes import Binding, Reached, Regime
    from pdplint.workspace.entity import Entity


class Sanctions:
    """The sanctions of a regime for one organisation: as whom it is fined, what was decided before.

    `organisation` is what is described of it.
    """

    def __init__(self, regime: Regime, organisation: Mapping[str, Any]) -> None:
        self.instruments = {one.id: one for one in regime.instruments}
        self.organisation = organisation
        self.decisions = Counter(_decided(organisation))

    def of(self, binding: Binding, subject: Entity | None, context: Context) -> Iterator[Sanction]:
        """Yield what a breach of a binding reaches of a subject.

        Those alone are left out whose own scope is known not to hold; of no subject, none is.
        """
        for reached in binding.sanctions:
            if reaches(reached, subject, context) is not False:
                yield self._raised(reached, subject, context)

    def named(self, clause: Clause) -> Fine:
        """Return what a clause names for the organisation."""
        return self.instruments[clause.instrument].fine(clause, self.organisation)

    def _raised(self, reached: Reached, subject: Entity | None, context: Context) -> Sanction:
        own = Sanction(reached.clause, self.named(reached.clause))
        raised = [
            own._replace(fine=self._fine(one, own.fine), raised_by=one)
            for one, scope in reached.raised
            if self._applies(one, reached.clause) and _holds(scope, subject, context)
        ]
        return max(raised, key=_gravity, default=own)

    def _applies(self, raising: Clause, clause: Clause) -> bool:
        """Tell whether there were decisions enough before that a clause takes another's place."""
        least = raising.raises.decisions if raising.raises else None
        return least is None or self.decisions[clause.ref] + 1 >= least

    def _fine(self, raising: Clause, fine: Fine) -> Fine:
        times = raising.raises.times if raising.raises else None
        if times is None:
            return self.named(raising)
        least, most = (None if n is None else n * times for n in (fine.min, fine.max))
        return fine._replace(min=least, max=most)


def reaches(reached: Reached, subject: Entity | None, context: Context) -> bool | None:
    """Tell whether a sanction addresses a subject, as far as that is known."""
    return _truth(reached.scope, subject, context)


def _holds(scope: Iterable[Condition], subject: Entity | None, context: Context) -> bool:
    return _truth(scope, subject, context) is True


def _truth(scope: Iterable[Condition], subject: Entity | None, context: Context) -> bool | None:
    conditions = tuple(scope)
    if not conditions:
        return True
    if subject is None:
        return None
    return conjunction(judge(one, subject, context, disjunction).truth for one in conditions)


def _gravity(sanction: Sanction) -> tuple[int, tuple[float, int, int]]:
    raises = sanction.raised_by.raises if sanction.raised_by else None
    return (raises.decisions if raises and raises.decisions else 0), size(sanction.fine)


def size(fine: Fine) -> tuple[float, int, int]:
    """Return a key by which fines of one currency are ordered: shares of a base, then amounts."""
    return max(_top(fine.percent), _top(fine.multiple)), fine.max or 0, fine.min or 0


def _top(share: Share | None) -> float:
    return (share.max or share.min or 0) if share else 0


def _decided(organisation: Mapping[str, Any]) -> Iterator[str]:
    history = organisation.get("history")
    for entry in history if isinstance(history, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("clause"), str):
            yield entry["clause"]
