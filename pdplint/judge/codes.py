"""Answers of terms as numbers: truths, and which of them have to be explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.judge.truth import is_start

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pdplint.judge.truth import Result
    from pdplint.policy.condition import Term

FALSE, UNKNOWN, TRUE = range(3)
"""Truths in such an order that AND is the least of some, and OR the greatest."""
TOLD = 9
"""Added to an answer that has to be explained even where it silences a question."""
ALL = bytes(code % TOLD // 3 for code in range(256))
"""Translates answers to the truths of terms of which every slot has to answer."""
ANY = bytes(code % TOLD % 3 for code in range(256))
"""Translates answers to the truths of terms of which one slot has to answer."""
_NO_SLOTS = TRUE * 3 + FALSE


def code_of(truth: bool | None) -> int:
    """Return the number of a truth."""
    if truth is None:
        return UNKNOWN
    return TRUE if truth else FALSE


def is_told(term: Term, result: Result) -> bool:
    """Tell whether something is to be told of an answer that may silence a question.

    A day ahead is a deadline; what is never given says nothing of whom a question addresses.
    """
    ahead = result.truth is False and is_start(term)
    return ahead or bool(result.pending) or any(fault.beside for fault in result.faults)


def together(found: Sequence[bytes], size: int) -> bytes:
    """Return what terms answer of several places together."""
    if len(found) == 1:
        return found[0]
    first, *others = found or [bytes([_NO_SLOTS]) * size]
    codes = list(first)
    for other in others:
        codes = [_TOGETHER[one][two] for one, two in zip(codes, other, strict=True)]
    return bytes(codes)


def _both(one: int, other: int) -> int:
    every = min(one % TOLD // 3, other % TOLD // 3)
    any_ = max(one % TOLD % 3, other % TOLD % 3)
    return every * 3 + any_ + TOLD * (max(one, other) >= TOLD)


_TOGETHER = [[_both(one, other) for other in range(2 * TOLD)] for one in range(2 * TOLD)]
