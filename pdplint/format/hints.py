"""Which word was probably meant: a courtesy, with a budget.

A hint costs a comparison with every word that is known, and what is written and what is known both
come from files. So comparisons are counted: where the budget does not last, there is no hint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST: Final = 64
"""Characters of a word that is compared: a comparison takes up to their square."""

COMPARISONS: Final = 10_000
"""Of one word with another, in one workspace, for each of the things that give hints there."""

AT_ONCE: Final = 500
"""Of one word alone with those that are known."""

_ALIKE: Final = 0.6


class Hints:
    """What gives hints about one thing, as long as `left` comparisons last."""

    def __init__(self, comparisons: int = COMPARISONS) -> None:
        self.left = comparisons

    def near(self, word: str, known: Collection[str], alike: float = _ALIKE) -> str | None:
        """Return the known word that is most like another, from the ratio `alike` on, if one is.

        None for a word longer than `LONGEST`, and where more words are known than comparisons left.
        """
        if len(word) > LONGEST or len(known) > self.left:
            return None
        from difflib import get_close_matches

        self.left -= len(known)
        short = [other for other in known if len(other) <= LONGEST]
        return next(iter(get_close_matches(word, short, 1, alike)), None)


def near(word: str, known: Collection[str]) -> str | None:
    """Return the known word that is most like another, for one word that is told alone."""
    return Hints(AT_ONCE).near(word, known)
