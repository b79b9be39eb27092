"""Where data goes: which flows fill which, and which systems each flow's data reaches.

Lineage is per data category: flow B continues flow A for a category if B's source is among A's
recipients and B's data covers it. A flow that does not say which data it moves may move any.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pdplint.operators import within

ANYTHING = "*"
Node = TypeVar("Node", bound=Hashable)


class Move(NamedTuple):
    """What lineage needs of one flow: its id, source, recipients and data categories."""

    id: str
    source: str | None
    recipients: tuple[str, ...]
    data: tuple[str, ...]


def overlap(a: str, b: str) -> bool:
    """Tell whether two categories share something: one is the other or stands below it."""
    return ANYTHING in {a, b} or within(a, b) or within(b, a)


class Lineage:
    """The flows of one workspace as a graph; everything is computed when first asked, and once."""

    def __init__(self, moves: Iterable[Move]) -> None:
        self.moves: Mapping[str, Move] = {move.id: move for move in moves}
        self._taken: dict[tuple[str, str], frozenset[str]] = {}

    @cached_property
    def _into(self) -> Mapping[str, list[Move]]:
        into: dict[str, list[Move]] = {}
        for move in self.moves.values():
            for name in move.recipients:
                into.setdefault(name, []).append(move)
        return into

    @cached_property
    def _out_of(self) -> Mapping[str, list[Move]]:
        out: dict[str, list[Move]] = {}
        for move in self.moves.values():
            if move.source is not None:
                out.setdefault(move.source, []).append(move)
        return out

    def into(self, name: str) -> Sequence[str]:
        """Return the flows that lead into a system or party, in order."""
        return [move.id for move in self._into.get(name, ())]

    def feeders(self, flow: str) -> Sequence[str]:
        """Return the flows that fill the source of a flow with data that it moves on.

        Where none of them moves such data (it was made in between), all that fill the source.
        """
        move = self.moves[flow]
        filling = self._into.get(move.source or "", [])
        sharing = [f.id for f in filling if f.id != flow and _share(f, move)]
        return sharing or [f.id for f in filling if f.id != flow]

    def origins(self, flow: str, declares: Callable[[str], bool], name: str) -> frozenset[str]:
        """Return the flows upstream that declare a field `name`, or begin without declaring it.

        `declares` tells whether a flow declares it; the walk goes no further up from one that does.
        """
        key = (flow, name)
        if key not in self._taken:
            self._taken |= self._origins(flow, declares, name)
        return self._taken[key]

    def _origins(
        self, flow: str, declares: Callable[[str], bool], name: str
    ) -> dict[tuple[str, str], frozenset[str]]:
        def up(node: str) -> Sequence[str]:
            return () if declares(node) or (node, name) in self._taken else self.feeders(node)

        found: dict[tuple[str, str], frozenset[str]] = {}
        for component in components([flow], up):
            members = set(component)
            gathered: set[str] = set()
            for node in component:
                above = up(node)
                if (node, name) in self._taken:
                    gathered |= self._taken[node, name]
                elif declares(node) or not above:
                    gathered.add(node)
                for feeder in above:
                    if feeder not in members:
                        gathered |= found[feeder, name]
            shared = frozenset(gathered or members)
            found |= {(node, name): shared for node in component}
        return found

    def reached(self, flow: str) -> Sequence[str]:
        """Return every system and party that the flow's data reaches, directly and downstream."""
        names, reach = self._reach
        bits = 0
        for category in self.moves[flow].data:
            bits |= reach[flow, category]
        return [name for index, name in enumerate(names) if bits >> index & 1]

    @cached_property
    def _reach(self) -> tuple[Sequence[str], Mapping[tuple[str, str], int]]:
        """For each flow and category a set of recipients, as the bits of a number."""
        names = list(self._into)
        bit = {name: 1 << index for index, name in enumerate(names)}
        nodes = [(move.id, category) for move in self.moves.values() for category in move.data]
        reach: dict[tuple[str, str], int] = {}
        for component in components(nodes, self._onward):
            bits = 0
            for flow, category in component:
                for name in self.moves[flow].recipients:
                    bits |= bit[name]
                for following in self._onward((flow, category)):
                    bits |= reach.get(following, 0)
            reach |= dict.fromkeys(component, bits)
        return names, reach

    def _onward(self, node: tuple[str, str]) -> Sequence[tuple[str, str]]:
        flow, category = node
        return [
            (following.id, other)
            for name in self.moves[flow].recipients
            for following in self._out_of.get(name, ())
            for other in following.data
            if overlap(category, other)
        ]


def _share(a: Move, b: Move) -> bool:
    return any(overlap(one, other) for one in a.data for other in b.data)


def components(
    roots: Iterable[Node], following: Callable[[Node], Iterable[Node]]
) -> list[list[Node]]:
    """Return the strongly connected components reachable from `roots`, successors first.

    Tarjan's algorithm with its own stack, so that long chains do not exhaust Python's.
    """
    order: dict[Node, int] = {}
    low: dict[Node, int] = {}
    done: set[Node] = set()
    path: list[Node] = []
    found: list[list[Node]] = []
    for root in roots:
        if root in order:
            continue
        work: list[tuple[Node, Any]] = [(root, iter(following(root)))]
        order[root] = low[root] = len(order)
        path.append(root)
        while work:
            node, rest = work[-1]
            for successor in rest:
                if successor not in order:
                    order[successor] = low[successor] = len(order)
                    path.append(successor)
                    work.append((successor, iter(following(successor))))
                    break
                if successor not in done:
                    low[node] = min(low[node], order[successor])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == order[node]:
                    found.append(_close(node, path, done))
    return found


def _close(node: Node, path: list[Node], done: set[Node]) -> list[Node]:
    index = len(path) - 1
    while path[index] != node:
        index -= 1
    component = path[index:]
    del path[index:]
    done.update(component)
    return component
