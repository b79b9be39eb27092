"""Where data goes: which flows fill which, and which systems each flow's data reaches.

Lineage is per data category: flow B continues flow A for a category if B's source is among A's
recipients and B's data covers it. A flow that takes its data over moves what comes to its source;
one of which it is not known what it moves may move any, which is a way but no sure one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeVar

from pdplint.workspace.graph import chain, components
from pdplint.workspace.moves import ANYTHING, Entry, Move, Moves, Outlet, overlap

FEW = 32
"""How many flows that fill a system are gone through for each field that is taken from them."""
WAY_STEPS = 200_000
"""Steps along the graph for all ways that are shown of one workspace."""
Value = TypeVar("Value", bound=Hashable)


class Origins(NamedTuple):
    """Where data comes from: of the flows of each kind the first, and all of these flows."""

    first: Mapping[Hashable, str]
    flows: frozenset[str]


Kinds = Callable[[str], Iterable[Hashable]]
"""What tells flows apart that data comes from: the kinds of which a flow is one."""


def _each_its_own(flow: str) -> Iterable[Hashable]:
    return (flow,)


class Carried(NamedTuple):
    """One category of data at a flow, or at a system or party."""

    flow: bool
    name: str
    category: str


_Ways = tuple[Sequence[Sequence[Carried]], Mapping[Carried, Sequence[Carried]]]


class Lineage(Moves):
    """The flows of one workspace as a graph; everything is computed when first asked, and once.

    Time grows with flows and references, not with pairs of flows: many flows into a system and many
    out of it meet in the system, by category (`Entry`), and flows that leave it alike share one
    `Outlet`.
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        super().__init__(moves)
        self._taken: dict[tuple[Outlet | Entry, str, bool], Origins] = {}
        self._few: dict[Outlet, Collection[str] | None] = {}
        self._feeding: dict[tuple[Outlet, bool], Sequence[str]] = {}
        self._rings: dict[tuple[Outlet | Entry, str], Collection[str]] = {}
        self._steps_left = WAY_STEPS

    def origins(
        self,
        flow: str,
        declares: Callable[[str], bool],
        name: str,
        kinds: Kinds = _each_its_own,
        most: int | None = None,
        *,
        sure: bool = False,
    ) -> frozenset[str]:
        """Return the flows upstream that declare a field `name`, or begin without declaring it.

        `declares` tells whether a flow declares it; the walk goes no further up from one that does.
        Of the flows of one of the `kinds` the first stands for all. Of more than `most` kinds one
        more than that many are returned, the first ones. `name` stands for all of these arguments:
        what was found is kept by it. Where only what is `sure` counts, none may be left: those of
        which it is not known that the flow passes on what they move.
        """
        if declares(flow) or not self.is_fed(flow):
            return frozenset({flow})
        outlet = self._outlet(flow)
        if (outlet, name, sure) not in self._taken:
            self._take(outlet, declares, name, kinds, most, sure=sure)
        found = self._taken[outlet, name, sure].flows
        return found if found or sure else frozenset({flow})

    def circles(self, flow: str, name: str) -> bool:
        """Tell whether a flow is part of a ring that nothing fills, once its origins were asked."""
        return flow in self._rings.get((self._outlet(flow), name), ())

    def _take(
        self,
        outlet: Outlet,
        declares: Callable[[str], bool],
        name: str,
        kinds: Kinds,
        most: int | None,
        *,
        sure: bool,
    ) -> None:
        def ends(flow: str) -> bool:
            return declares(flow) or self._outlet(flow).source not in self._into

        def up(node: Outlet | Entry) -> Iterable[Outlet | Entry]:
            if isinstance(node, Outlet):
                return self._entries(node, sure=sure)
            above = (feeder for feeder in self._meeting(node, sure=sure) if not ends(feeder))
            return dict.fromkeys(map(self._outlet, above))

        def untaken(node: Outlet | Entry) -> Iterable[Outlet | Entry]:
            return [above for above in up(node) if (above, name, sure) not in self._taken]

        few = self._few_feeders(outlet, sure=sure)
        if few and all(map(ends, few)):  # mostly no walk is needed
            first: dict[Hashable, str] = {}
            self._note(first, kinds, few)
            self._taken[outlet, name, sure] = self._cut(first, most)
            return
        roots: list[Outlet | Entry] = [outlet]
        for component in components(roots, untaken):
            first = {}
            entries = [node for node in component if isinstance(node, Entry)]
            feeders = dict.fromkeys(f for entry in entries for f in self._meeting(entry, sure=sure))
            inside = [feeder for feeder in feeders if not ends(feeder)]
            self._note(first, kinds, feeders.keys() - {*inside})
            for above in dict.fromkeys(one for node in component for one in up(node)):
                if (above, name, sure) in self._taken:
                    self._merge(first, self._taken[above, name, sure].first.items())
            if not first and inside and not sure:  # a ring that nothing fills is its own origin
                self._rings |= dict.fromkeys([(one, name) for one in component], frozenset(inside))
                self._note(first, kinds, inside)
            keys = [(node, name, sure) for node in component]
            self._taken |= dict.fromkeys(keys, self._cut(first, most))

    def few_above(self, flow: str) -> Collection[str] | None:
        """Return the flows upstream of a flow, however far; nothing if these are many."""
        outlet = self._outlet(flow)
        if outlet not in self._few:
            self._few[outlet] = self._few_above(outlet)
        return self._few[outlet]

    def _few_above(self, outlet: Outlet) -> Collection[str] | None:
        found: dict[str, None] = {}
        queue = [outlet]
        for one in queue:
            above = self._few_feeders(one, sure=False)
            if not above and self._entries(one):
                return None
            fresh = [feeder for feeder in above if feeder not in found]
            found |= dict.fromkeys(fresh)
            queue += map(self._outlet, fresh)
            if len(found) > FEW:
                return None
        return found

    def _few_feeders(self, outlet: Outlet, *, sure: bool) -> Sequence[str]:
        """Return the flows that fill what leaves a system, if they are few; else none."""
        known = self._feeding.get((outlet, sure))
        if known is None:
            each = [self._meeting(one, sure=sure) for one in self._entries(outlet, sure=sure)]
            is_few = sum(map(len, each)) <= FEW
            known = list(dict.fromkeys(one for flows in each for one in flows)) if is_few else []
            self._feeding[outlet, sure] = known
        return known

    def _note(self, first: dict[Hashable, str], kinds: Kinds, flows: Iterable[str]) -> None:
        self._merge(first, ((kind, flow) for flow in flows for kind in kinds(flow)))

    def _merge(self, first: dict[Hashable, str], more: Iterable[tuple[Hashable, str]]) -> None:
        """Take each flow for those of its kind of which none before it was met."""
        for kind, flow in more:
            known = first.setdefault(kind, flow)
            if self._order[flow] < self._order[known]:
                first[kind] = flow

    def _cut(self, first: dict[Hashable, str], most: int | None) -> Origins:
        """Return the origins found, of more than `most` kinds the first and one more.

        What is left out of a part is left out of every whole that it is part of: so many come
        before it there, too.
        """
        if most is not None and len(first) > most:
            in_order = sorted(first.items(), key=lambda one: self._order[one[1]])
            first = dict(in_order[: most + 1])
        return Origins(first, frozenset(first.values()))

    def reached(self, flow: str) -> Sequence[str]:
        """Return every system and party that the flow's data reaches, directly and downstream."""
        start = [
            Carried(flow=True, name=flow, category=category) for category in self.carried(flow)
        ]
        seen = dict.fromkeys(start)
        queue = list(start)
        for node in queue:
            fresh = [following for following in self._onward(node) if following not in seen]
            seen |= dict.fromkeys(fresh)
            queue += fresh
        found = {node.name for node in seen if not node.flow}
        return [name for name in self._into if name in found]

    def gathered(
        self, value_of: Callable[[str], frozenset[Value]], *, sure: bool = False
    ) -> Mapping[Carried, frozenset[Value]]:
        """Return for each category of each flow the values of all that it reaches, in one set.

        One pass over the graph, whatever its form; the sets are to be small. Where only what is
        `sure` counts, no way is gone on which it is not known what is moved on.
        """
        ways, onward = self._sure_ways if sure and not self.all_known else self._ways
        union: dict[Carried, frozenset[Value]] = {}
        for component in ways:
            values: set[Value] = set()
            for node in component:
                if not node.flow:
                    values |= value_of(node.name)
                for following in onward[node]:
                    values |= union.get(following, frozenset())
            union |= dict.fromkeys(component, frozenset(values))
        return union

    @cached_property
    def _ways(self) -> _Ways:
        """All ways that data goes: what is reached, the furthest first, and what follows each."""
        return self._gone(sure=False)

    @cached_property
    def _sure_ways(self) -> _Ways:
        return self._gone(sure=True)

    def _gone(self, *, sure: bool) -> _Ways:
        following: dict[Carried, Sequence[Carried]] = {}

        def onward(node: Carried) -> Iterable[Carried]:
            following[node] = found = self._onward(node, sure=sure)
            return found

        return components(self._loads(), onward), following

    def _loads(self) -> list[Carried]:
        return [
            Carried(flow=True, name=flow, category=category)
            for flow in self.moves
            for category in self.carried(flow)
        ]

    def _onward(self, node: Carried, *, sure: bool = False) -> Sequence[Carried]:
        if node.flow:
            return [
                Carried(flow=False, name=name, category=node.category)
                for name in self.moves[node.name].recipients
            ]
        return [
            Carried(flow=True, name=following.id, category=category)
            for following in self._out_of.get(node.name, ())
            for category in (following.data or (node.category,))
            if _goes_on(node.category, category, following, sure=sure)
        ]

    def nearest(self, sought: Callable[[str], bool]) -> Mapping[Carried, str]:
        """Return for each category of each flow the nearest system or party sought that it reaches.

        One pass over the graph; what reaches none is left out.
        """
        before: dict[Carried, list[Carried]] = {}
        ways, onward = self._ways
        for component in ways:
            for node in component:
                for following in onward[node]:
                    before.setdefault(following, []).append(node)
        found = {node: node.name for node in before if not node.flow and sought(node.name)}
        queue = list(found)
        for node in queue:
            fresh = [above for above in before.get(node, ()) if above not in found]
            found |= dict.fromkeys(fresh, found[node])
            queue += fresh
        return {node: name for node, name in found.items() if node.flow}

    def route(self, flow: str, most: int | None = None) -> Sequence[str]:
        """Return the shortest way by which data comes to a flow: flows in order, itself the last.

        The first is one that nothing fills; in a ring that nothing fills, the flow itself. Of more
        than `most` flows (at least 2) the first and the last ones are returned.
        """
        if most is None or self.depth(flow) < most:
            return list(chain(flow, self._nearer))[::-1]
        last = list(islice(chain(flow, self._nearer), most - 1))
        return [self._beginnings[flow], *last[::-1]]

    def depth(self, flow: str) -> int:
        """Return how many flows the route to a flow has before it."""
        return self._depths.get(flow, 0)

    @cached_property
    def _depths(self) -> Mapping[str, int]:
        depths: dict[str, int] = {}
        for flow, above in self._nearer.items():  # in the order of their distance
            depths[flow] = depths.get(above, 0) + 1
        return depths

    @cached_property
    def _beginnings(self) -> Mapping[str, str]:
        beginnings: dict[str, str] = {}
        for flow, above in self._nearer.items():
            beginnings[flow] = beginnings.get(above, above)
        return beginnings

    def way(self, flow: str, name: str) -> Sequence[str]:
        """Return the shortest way by which a flow's data gets to a system or party: flows in order.

        The flow is the first, the one that leads there the last; none where it does not get there,
        or where `WAY_STEPS` were gone for the ways asked before: each looks at much of the graph.
        """
        start = [Carried(flow=True, name=flow, category=c) for c in self.carried(flow)]
        before: dict[Carried, Carried] = {}
        seen = set(start)
        for node in start:
            if not node.flow and node.name == name:
                return [one.name for one in chain(node, before) if one.flow][::-1]
            onward = self._onward(node)
            self._steps_left -= 1 + len(onward)
            if self._steps_left < 0:
                break
            fresh = [following for following in onward if following not in seen]
            seen.update(fresh)
            before |= dict.fromkeys(fresh, node)
            start += fresh
        return []

    @cached_property
    def _nearer(self) -> Mapping[str, str]:
        """For each flow that others fill, that of them which is nearest to where data comes in."""
        alike: dict[Outlet, list[str]] = {}
        for flow, outlet in self._outlets.items():
            alike.setdefault(outlet, []).append(flow)
        order = {outlet: index for index, outlet in enumerate(alike)}
        beyond: dict[Entry, list[Outlet]] = {}
        for outlet in alike:
            for entry in self._entries(outlet):
                beyond.setdefault(entry, []).append(outlet)
        below: dict[str, list[Entry]] = {}
        for entry in beyond:
            for feeder in self._meeting(entry):
                below.setdefault(feeder, []).append(entry)
        nearer: dict[str, str] = {}
        queue = [flow for flow in self.moves if not self.is_fed(flow)]
        begun = set(queue)
        for node in queue:  # what was reached is taken out: each entry and outlet is met once
            entered = (beyond.pop(entry, ()) for entry in below.get(node, ()))
            reached = {outlet for outlets in entered for outlet in outlets if outlet in alike}
            for outlet in sorted(reached, key=order.__getitem__):
                fresh = [flow for flow in alike.pop(outlet) if flow not in begun]
                nearer |= dict.fromkeys(fresh, node)
                queue += fresh
        return nearer


def _goes_on(category: str, other: str, following: Move, *, sure: bool) -> bool:
    """Tell whether a flow moves on a category that comes to its source, as one that it moves."""
    if not following.data:
        return True
    return overlap(category, other) and not (sure and ANYTHING in {category, other})
