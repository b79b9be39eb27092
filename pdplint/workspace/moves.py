"""Flows as moves from a source to recipients, and how they meet in systems and parties."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from pdplint.policy.operators import within
from pdplint.workspace.graph import components

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

ANYTHING = "*"
"""The category of data of which it is not known what it is."""
ALL = "**"
"""What comes into a system or party whole."""


class Move(NamedTuple):
    """What lineage needs of one flow: its id, source, recipients and data categories.

    Without categories it takes over what comes to its source; `ANYTHING` is what is not known.
    """

    id: str
    source: str | None
    recipients: tuple[str, ...]
    data: tuple[str, ...]


def overlap(a: str, b: str) -> bool:
    """Tell whether two categories share something: one is the other or stands below it."""
    return ANYTHING in {a, b} or within(a, b) or within(b, a)


class Outlet(NamedTuple):
    """What leaves a system or party alike: all flows out of it that say the same of their data."""

    source: str
    data: tuple[str, ...]


class Entry(NamedTuple):
    """What comes into a system or party of one category, or `ALL`: all flows that move some."""

    name: str
    category: str


class Moves:
    """The flows of one workspace; everything is computed when first asked, and once.

    Many flows into a system and many out of it meet in the system, by category (`Entry`), and flows
    that leave it alike share one `Outlet`.
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        self.moves: Mapping[str, Move] = {move.id: move for move in moves}
        self._met: dict[tuple[Entry, bool], Sequence[str]] = {}
        self._entered: dict[tuple[Outlet, bool], Sequence[Entry]] = {}
        self._order = {id_: index for index, id_ in enumerate(self.moves)}

    @cached_property
    def _into(self) -> Mapping[str, list[Move]]:
        into: dict[str, list[Move]] = {}
        for move in self.moves.values():
            for name in dict.fromkeys(move.recipients):
                into.setdefault(name, []).append(move)
        return into

    @cached_property
    def _out_of(self) -> Mapping[str, list[Move]]:
        out: dict[str, list[Move]] = {}
        for move in self.moves.values():
            if move.source is not None:
                out.setdefault(move.source, []).append(move)
        return out

    def carried(self, flow: str) -> Sequence[str]:
        """Return the categories that a flow moves, those that it takes over from others too.

        `ANYTHING` among them where what it moves, or some of it, is not known.
        """
        move = self.moves[flow]
        return move.data or self._taken_over.get(move.source or "", (ANYTHING,))

    @cached_property
    def _taken_over(self) -> Mapping[str, Sequence[str]]:
        """What comes into each source of flows that take their data over, through rings too."""

        def above(name: str) -> Iterable[str]:
            return [m.source for m in self._into.get(name, ()) if not m.data and m.source]

        roots = [m.source for m in self.moves.values() if not m.data and m.source]
        found: dict[str, Sequence[str]] = {}
        for component in components(roots, above):
            into = [move for name in component for move in self._into.get(name, ())]
            said = dict.fromkeys(category for move in into for category in move.data)
            taken = dict.fromkeys(name for name in map(_taking, into) if name in found)
            said |= dict.fromkeys(category for name in taken for category in found[name])
            if any(not move.data and not move.source for move in into):
                said[ANYTHING] = None
            found |= dict.fromkeys(component, tuple(said) or (ANYTHING,))
        return found

    @cached_property
    def all_known(self) -> bool:
        """Whether it is known of every flow what it moves."""
        return not any(ANYTHING in self.carried(flow) for flow in self.moves)

    def unfilled(self, own: Collection[str]) -> Sequence[str]:
        """Return those of some systems that data leaves and nothing fills, but a ring of them."""

        def above(name: str) -> Iterable[str]:
            return [m.source for m in self._into.get(name, ()) if m.source]

        ours, found = {*own}, set()
        for component in components([name for name in own if name in self._out_of], above):
            ring = ours.intersection(component)
            filled = any(
                move.source not in ring for name in component for move in self._into.get(name, ())
            )
            if not filled:
                found |= ring.intersection(self._out_of)
        return [name for name in own if name in found]

    def into(self, name: str) -> Sequence[str]:
        """Return the flows that lead into a system or party, in order."""
        return [move.id for move in self._into.get(name, ())]

    def feeders(self, flow: str) -> Sequence[str]:
        """Return the flows that fill the source of a flow with data that it moves on.

        Where none of them moves such data (it was made in between), all that fill the source. The
        flow itself is none of them.
        """
        found = {f for entry in self._entries(self._outlet(flow)) for f in self._meeting(entry)}
        return sorted(found - {flow}, key=self._order.__getitem__)

    def _outlet(self, flow: str) -> Outlet:
        return self._outlets[flow]

    @cached_property
    def _outlets(self) -> Mapping[str, Outlet]:
        """The outlet of each flow; flows that leave a system alike have the very same."""
        made: dict[Outlet, Outlet] = {}
        found = {}
        for move in self.moves.values():
            outlet = Outlet(move.source or "", move.data)
            found[move.id] = made.setdefault(outlet, outlet)
        return found

    @cached_property
    def _carrying(self) -> Mapping[str, Mapping[str, list[str]]]:
        """The flows into each system or party, by the category that they move."""
        carrying: dict[str, dict[str, list[str]]] = {}
        for name, moves in self._into.items():
            by_category = carrying[name] = {}
            for move in moves:
                for category in dict.fromkeys(self.carried(move.id)):
                    by_category.setdefault(category, []).append(move.id)
        return carrying

    def _meeting(self, entry: Entry, *, sure: bool = False) -> Sequence[str]:
        """Return the flows that bring something of a category into a system or party, in order.

        Where only what is `sure` counts, none of which, or for what, it is not known.
        """
        known = self._met.get((entry, sure))
        if known is None:
            found = set(self._bringing(entry, sure=sure))
            known = self._met[entry, sure] = sorted(found, key=self._order.__getitem__)
        return known

    def _bringing(self, entry: Entry, *, sure: bool) -> Iterable[str]:
        if entry.category == ALL:
            return self.into(entry.name)
        by_category = self._carrying.get(entry.name, {})
        shared = [c for c in by_category if overlap(c, entry.category)]
        if sure:
            shared = [c for c in shared if ANYTHING not in {c, entry.category}]
        return (flow for category in shared for flow in by_category[category])

    def _entries(self, outlet: Outlet, *, sure: bool = False) -> Sequence[Entry]:
        """Return through what data comes to what leaves a system: each category that is met there.

        Where none is, whatever comes there; and that is `sure` also where one flow alone leads
        there.
        """
        known = self._entered.get((outlet, sure))
        if known is None:
            each = [Entry(outlet.source, category) for category in dict.fromkeys(outlet.data)]
            known = [entry for entry in each if self._meeting(entry, sure=sure)]
            filled = outlet.source in self._into
            if not known and filled and not (sure and self._is_open(outlet)):
                known = [Entry(outlet.source, ALL)]
            self._entered[outlet, sure] = known
        return known

    def _is_open(self, outlet: Outlet) -> bool:
        """Tell whether it is not known which of several flows bring what leaves a system."""
        return len(self._into[outlet.source]) > 1 and any(
            self._meeting(Entry(outlet.source, category)) for category in outlet.data
        )

    def is_fed(self, flow: str) -> bool:
        """Tell whether a flow other than itself fills the source of a flow."""
        entries = self._entries(self._outlet(flow))
        return any(one != flow for entry in entries for one in self._meeting(entry)[:2])


def _taking(move: Move) -> str | None:
    """Return from what a flow takes its data over, if it does."""
    return None if move.data else move.source
