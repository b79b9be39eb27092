"""The distinct terms that are asked of a kind of entity, numbered along their paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pdplint.policy.condition import argument_paths

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pdplint.policy.condition import Term


class Below(NamedTuple):
    """A term that ends at a node or further down, by the parts `rest`; none is a tap."""

    at: int
    term: Term | None
    rest: tuple[str, ...]


class Node:
    """A part of paths: the terms that end there, and the parts that follow.

    Terms are numbered in the order of their paths, so that all from a part on stand side by side:
    from `first` to `end`, those that end here before `inner`. `tap` is the number for what is said
    here, where a term compares that with something.
    """

    def __init__(self) -> None:
        self.parts: dict[str, Node] = {}
        self.terms: list[Term] = []
        self.is_tapped = False
        self.first = self.inner = self.end = 0
        self.below: list[Below] = []

    def at(self, parts: Iterable[str]) -> Node:
        """Return the node further down, made where there is none."""
        node = self
        for part in parts:
            node = node.parts.setdefault(part, Node())
        return node

    def number(self, first: int) -> int:
        """Number all terms from here on; return the number after the last one."""
        ending = [*self.terms, None] if self.is_tapped else self.terms
        self.below = [Below(first + index, term, ()) for index, term in enumerate(ending)]
        self.first = first
        self.inner = self.end = first + len(ending)
        for part, node in self.parts.items():
            self.end = node.number(self.end)
            self.below += [one._replace(rest=(part, *one.rest)) for one in node.below]
        return self.end

    @property
    def tap(self) -> int | None:
        """The number of what is said here, if a term compares that."""
        return self.inner - 1 if self.is_tapped else None

    @property
    def ending(self) -> list[Below]:
        """What ends here."""
        return [one for one in self.below if not one.rest]

    @property
    def inside(self) -> list[Below]:
        """What ends further down."""
        return [one for one in self.below if one.rest]

    @property
    def taps(self) -> tuple[int, ...]:
        """The numbers of all that is said here and further down and compared."""
        return tuple(one.at for one in self.below if one.term is None)


class Asked(NamedTuple):
    """Where a term has its answer: the index of its code, and the bits of all that it reads.

    `compared` has the bits of what it is compared with.
    """

    at: int
    reads: int
    compared: int = 0


class Comparison(NamedTuple):
    """A term that compares what is said at one path with what is said at others, by their taps."""

    term: Term
    taps: tuple[int, ...]


class Terms:
    """The distinct terms of conditions; terms that are written alike are one.

    Those of `comparisons` have their codes after those of the nodes, in order.
    """

    def __init__(self, terms: Iterable[Term]) -> None:
        self.root = Node()
        comparing = []
        for term in {_key(term): term for term in terms}.values():
            paths = list(argument_paths(term.argument))
            if paths:
                comparing.append(term)
                for path in (term.parts, *paths):
                    self.root.at(path).is_tapped = True
            else:
                self.root.at(term.parts).terms.append(term)
        size = self.root.number(0)
        below = self.root.below
        self._asked = {_key(one.term): Asked(one.at, 1 << one.at) for one in below if one.term}
        tap_of = {one.rest: one.at for one in below if one.term is None}
        self.comparisons: list[Comparison] = []
        for number, term in enumerate(comparing):
            own, *taps = (tap_of[path] for path in (term.parts, *argument_paths(term.argument)))
            self.comparisons.append(Comparison(term, (own, *taps)))
            compared = sum(1 << tap for tap in {*taps})
            self._asked[_key(term)] = Asked(size + number, compared | 1 << own, compared)

    def asked(self, term: Term) -> Asked:
        """Return where a term has its answer."""
        return self._asked[_key(term)]


def _key(term: Term) -> tuple[tuple[str, ...], str, str, bool]:
    return term.parts, term.operator.name, repr(term.argument), term.declared_by_absence
