"""What the terms of a kind answer of an entity: a byte for each, by which outcomes are looked up.

Of an entity only its blocks are walked (`judge.steps`), and what is missing costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import Field, FieldTable
from pdplint.judge.codes import TOLD, code_of, is_told
from pdplint.judge.paths import Context
from pdplint.judge.steps import MOST_KEPT, Asks, Block, Instead
from pdplint.judge.truth import conjunction, disjunction, judge_term

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Sequence

    from pdplint.judge.asking import Asking, Claimed
    from pdplint.judge.terms import Comparison, Terms
    from pdplint.policy.values import Days
    from pdplint.workspace.entity import Entity

_NO_WORLD: Any = None  # nothing is looked up for a term that compares no two places
_MISSING = ("missing",)


class Answers(NamedTuple):
    """What the terms of a kind answer of one entity.

    `codes` has a byte for each: its truth if every slot has to answer times three, its truth if one
    slot has to, and `TOLD` where that is no plain answer.
    """

    codes: bytes
    claims: Sequence[Claimed]


class Answering:
    """Answers the terms of a kind of entity, as of a day.

    `watched` names the keys at which claims can stand.
    """

    def __init__(
        self, kind: str, terms: Terms, table: FieldTable, days: Days, watched: Collection[str]
    ) -> None:
        asks = Asks(Context(_NO_WORLD, table, days, {}), watched)
        self._missing = Instead(asks, terms.root.below, Field("")).codes("missing")
        self._start = Block(asks, terms.root, table.kinds[kind], (), kind)
        self._compared: list[tuple[Comparison, dict[Hashable, int]]] = [
            (one, {}) for one in terms.comparisons
        ]

    def answers(self, entity: Entity, asking: Asking) -> Answers:
        """Return what all terms answer of an entity that could be read."""
        asking.claims, asking.taps = [], {}
        codes = bytearray(self._missing)
        self._start.answer(entity.value, None, entity, asking, codes)
        for comparison, known in self._compared:
            codes.append(_compare(comparison, known, entity, asking))
        return Answers(bytes(codes), asking.claims)


def _compare(
    comparison: Comparison, known: dict[Hashable, int], entity: Entity, asking: Asking
) -> int:
    """Return what a term answers that compares two places."""
    said = tuple(asking.taps.get(tap, _MISSING) for tap in comparison.taps)
    is_plain = None not in said
    code = known.get(said) if is_plain else None
    if code is None:
        term = comparison.term
        every = judge_term(term, entity, asking.context, conjunction)
        any_ = every if is_plain else judge_term(term, entity, asking.context, disjunction)
        code = code_of(every.truth) * 3 + code_of(any_.truth) + TOLD * is_told(term, every)
        if is_plain:
            if len(known) >= MOST_KEPT:
                known.clear()
            known[said] = code
    return code
