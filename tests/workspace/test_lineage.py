from __future__ import annotations

from itertools import pairwise
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.workspace.graph import components
from pdplint.workspace.lineage import Carried, Lineage
from pdplint.workspace.moves import ANYTHING, Move, overlap

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

EMAIL, CONTACT, HEALTH = "user.contact.email", "user.contact", "user.health_and_medical"


def flow(path: str, *data: str) -> Move:
    """Return a flow written as `id: source > recipient recipient`."""
    id_, _, rest = path.partition(": ")
    source, _, recipients = rest.partition(" > ")
    return Move(id_, None if source == "?" else source, tuple(recipients.split()), data or (EMAIL,))


def declaring(*flows: str) -> Lineage:
    return Lineage([flow(path) for path in flows])


# Categories


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        pytest.param(EMAIL, EMAIL, True, id="the same"),
        pytest.param(EMAIL, CONTACT, True, id="below"),
        pytest.param(CONTACT, EMAIL, True, id="above"),
        pytest.param(EMAIL, HEALTH, False, id="beside"),
        pytest.param(ANYTHING, HEALTH, True, id="a flow that does not say may move any"),
        pytest.param(HEALTH, ANYTHING, True, id="on either side"),
    ],
)
def test_two_categories_overlap_if_one_holds_the_other(a: str, b: str, *, expected: bool) -> None:
    assert overlap(a, b) is expected


# Where data goes

REACHED = [
    pytest.param(["f: subject > a"], "f", "a", id="one flow"),
    pytest.param(["f: subject > a b"], "f", "a b", id="a star"),
    pytest.param(["f: subject > a", "g: a > b", "h: b > c"], "f", "a b c", id="a chain"),
    pytest.param(["f: subject > a", "g: a > b", "h: b > c"], "g", "b c", id="not upstream"),
    pytest.param(
        ["f: subject > a", "g: a > b", "h: a > c", "i: b > d", "j: c > d"],
        "f",
        "a b c d",
        id="a diamond, its end once",
    ),
    pytest.param(["f: a > b", "g: b > a"], "f", "a b", id="a cycle comes back"),
    pytest.param(["f: a > a"], "f", "a", id="a flow into its own source"),
    pytest.param(["f: subject > a", "g: b > c"], "f", "a", id="what is not joined stays apart"),
    pytest.param(["f: subject > a", "g: ? > b"], "f", "a", id="a flow without a source"),
]


@pytest.mark.parametrize(("flows", "start", "expected"), REACHED)
def test_data_reaches_every_system_downstream(flows: list[str], start: str, expected: str) -> None:
    assert sorted(declaring(*flows).reached(start)) == expected.split()


def test_only_the_data_that_is_moved_on_goes_on() -> None:
    lineage = Lineage(
        [
            flow("f: subject > a", EMAIL, HEALTH),
            flow("g: a > b", CONTACT),
            flow("h: b > c", HEALTH),
            flow("i: b > d", EMAIL),
        ]
    )
    assert lineage.reached("f") == ["a", "b", "d"]


def test_a_flow_that_does_not_say_its_data_may_carry_all_on() -> None:
    lineage = Lineage([flow("f: subject > a"), flow("g: a > b", ANYTHING)])
    assert lineage.reached("f") == ["a", "b"]


# Where data comes from


@pytest.mark.parametrize(
    ("flows", "start", "expected"),
    [
        pytest.param(["f: subject > a", "g: a > b"], "g", "f", id="what fills the source"),
        pytest.param(["f: subject > a", "g: a > b"], "f", "", id="nothing fills a person"),
        pytest.param(["f: subject > a", "g: a > a"], "g", "f", id="no flow feeds itself"),
        pytest.param(["f: ? > a", "g: ? > b"], "g", "", id="no source is no system"),
        pytest.param(
            ["f: subject > a", "e: subject > a", "g: a > b"], "g", "f e", id="in their order"
        ),
    ],
)
def test_the_feeders_of_a_flow_fill_its_source(flows: list[str], start: str, expected: str) -> None:
    assert list(declaring(*flows).feeders(start)) == expected.split()


@pytest.mark.parametrize(
    ("moved_on", "expected"),
    [
        pytest.param(EMAIL, "f", id="only the flow that brought such data"),
        pytest.param(HEALTH, "g", id="only the other one"),
        pytest.param("user.payment", "f g", id="made in between: all that fill the source"),
        pytest.param(ANYTHING, "f g", id="may be either's"),
    ],
)
def test_feeders_share_data_with_the_flow_if_any_does(moved_on: str, expected: str) -> None:
    moves = [flow("f: subject > a", CONTACT), flow("g: x > a", HEALTH), flow("h: a > b", moved_on)]
    assert list(Lineage(moves).feeders("h")) == expected.split()


def test_the_flows_into_a_system_are_told_in_order() -> None:
    lineage = declaring("b: subject > x", "a: subject > x y")
    assert list(lineage.into("x")) == ["b", "a"]
    assert list(lineage.into("nowhere")) == []


ORIGINS = [
    pytest.param(["f: subject > a", "g: a > b"], "f", "g", "f", id="the one that declares"),
    pytest.param(["f: subject > a", "g: a > b"], "g", "g", "g", id="itself, if it declares"),
    pytest.param(["f: subject > a", "g: a > b"], "", "g", "f", id="the beginning, which does not"),
    pytest.param(
        ["f: subject > a", "g: a > b", "h: b > c"], "f g", "h", "g", id="no further up than needed"
    ),
    pytest.param(
        ["e: subject > a", "f: subject > a", "g: a > b"], "e", "g", "e f", id="every source"
    ),
    pytest.param(
        ["f: subject > a", "g: a > b", "h: a > c", "i: b > d", "j: c > d", "k: d > e"],
        "f",
        "k",
        "f",
        id="a diamond leads to one beginning",
    ),
    pytest.param(
        ["f: subject > a", "g: a > b", "h: b > a"], "f", "g", "f", id="a cycle with a way in"
    ),
    pytest.param(["g: a > b", "h: b > a"], "", "g", "g h", id="a cycle without: all of it"),
    pytest.param(["g: a > b", "h: b > a"], "h", "g", "h", id="a cycle in which one declares"),
    pytest.param(["f: a > a", "g: a > b"], "", "g", "f", id="a flow into its own source"),
]


@pytest.mark.parametrize(("flows", "declare", "start", "expected"), ORIGINS)
def test_a_field_is_taken_from_the_nearest_flows_that_declare_it(
    flows: list[str], declare: str, start: str, expected: str
) -> None:
    lineage = declaring(*flows)
    found = lineage.origins(start, lambda id_: id_ in declare.split(), "role")
    assert sorted(found) == expected.split()


def test_origins_are_the_same_in_whatever_order_they_are_asked() -> None:
    flows = ["f: subject > a", "g: a > b", "h: b > a", "i: b > c", "j: c > b"]
    for first in "fghij":
        lineage = declaring(*flows)
        lineage.origins(first, lambda id_: id_ == "f", "role")
        for then in "fghij":
            assert lineage.origins(then, lambda id_: id_ == "f", "role") == {"f"}


def test_each_field_has_origins_of_its_own() -> None:
    lineage = declaring("f: subject > a", "g: a > b", "h: b > c")
    assert lineage.origins("h", lambda id_: id_ == "f", "role") == {"f"}
    assert lineage.origins("h", lambda id_: id_ == "g", "notice") == {"g"}


@pytest.mark.parametrize(
    ("flows", "start", "expected"),
    [
        pytest.param(["f: subject > a"], "f", "f", id="the beginning itself"),
        pytest.param(["f: subject > a", "g: a > b", "h: b > c"], "h", "f g h", id="a chain"),
        pytest.param(
            ["f: subject > a", "g: a > b", "h: b > c", "i: x > b"], "h", "i h", id="the shortest"
        ),
        pytest.param(["g: a > b", "h: b > a"], "g", "g", id="a ring that nothing fills"),
        pytest.param(["f: s > a", "g: a > b", "h: b > a"], "h", "f g h", id="a ring with a way in"),
    ],
)
def test_the_way_by_which_data_comes(flows: list[str], start: str, expected: str) -> None:
    assert list(declaring(*flows).route(start)) == expected.split()


@pytest.mark.parametrize(
    ("most", "expected"),
    [
        pytest.param(None, "f g h i", id="all"),
        pytest.param(4, "f g h i", id="just as many"),
        pytest.param(3, "f h i", id="the first and the last ones"),
        pytest.param(2, "f i", id="two at least"),
    ],
)
def test_of_a_long_way_the_middle_can_be_left_out(most: int | None, expected: str) -> None:
    lineage = declaring("f: subject > a", "g: a > b", "h: b > c", "i: c > d")
    assert list(lineage.route("i", most)) == expected.split()
    assert lineage.depth("i") == 3


@pytest.mark.parametrize(
    ("flows", "to", "expected"),
    [
        pytest.param(["f: subject > a"], "a", "f", id="directly"),
        pytest.param(["f: subject > a", "g: a > b", "h: b > c"], "c", "f g h", id="a chain"),
        pytest.param(
            ["f: s > a", "g: a > b", "h: b > c", "i: a > c"], "c", "f i", id="the shortest"
        ),
        pytest.param(["f: subject > a", "g: b > c"], "c", "", id="it does not get there"),
        pytest.param(["f: s > a", "g: a > a", "h: a > b"], "b", "f h", id="past a ring"),
    ],
)
def test_the_way_by_which_data_goes_on(flows: list[str], to: str, expected: str) -> None:
    assert list(declaring(*flows).way("f", to)) == expected.split()


# Laws

names = st.sampled_from("abcdef")


def some_moves(fewest: int) -> st.SearchStrategy[list[Move]]:
    """Draw some flows with that many categories at least; without any they take theirs over."""
    data = st.sampled_from([EMAIL, CONTACT, HEALTH, ANYTHING])
    return st.lists(
        st.builds(
            lambda source, to, data: (source, tuple(to), tuple(data)),
            names | st.none(),
            st.lists(names, min_size=1, max_size=3, unique=True),
            st.lists(data, min_size=fewest, max_size=3, unique=True),
        ),
        min_size=1,
        max_size=8,
    ).map(lambda made: [Move(f"f{number}", *one) for number, one in enumerate(made)])


moves, saying = some_moves(0), some_moves(1)


def carried_by_force(all_moves: Sequence[Move]) -> dict[str, set[str]]:
    """Hand categories on from flow to flow, until nothing new is found."""
    carried = {move.id: set(move.data) for move in all_moves}
    for move in all_moves:
        if move.source is None and not move.data:
            carried[move.id] = {ANYTHING}
    while True:
        taken = {
            (move.id, category)
            for move in all_moves
            if not move.data and move.source
            for above in all_moves
            if move.source in above.recipients
            for category in carried[above.id] - carried[move.id]
        }
        if not taken:
            taken = {(id_, ANYTHING) for id_, found in carried.items() if not found}
        if not taken:
            return carried
        for id_, category in taken:
            carried[id_].add(category)


@given(moves)
def test_a_flow_that_does_not_say_its_data_takes_over_what_fills_its_source(
    made: list[Move],
) -> None:
    lineage = Lineage(made)
    found = {move.id: set(lineage.carried(move.id)) for move in made}
    assert found == carried_by_force(made)
    assert lineage.all_known is not any(ANYTHING in each for each in found.values())


@given(moves)
def test_what_is_sure_is_part_of_what_may_be(made: list[Move]) -> None:
    lineage = Lineage(made)
    known = lineage.gathered(lambda name: frozenset({name}), sure=True)
    for load, reached in lineage.gathered(lambda name: frozenset({name})).items():
        assert known.get(load, frozenset()) <= reached
    every = {move.id: lineage.origins(move.id, lambda _: False, "role") for move in made}
    rings = any(one.source in one.recipients or lineage.circles(one.id, "role") for one in made)
    for id_, origins in every.items():
        sure = lineage.origins(id_, lambda _: False, "role", sure=True)
        assert sure <= origins
        if lineage.all_known and not rings:  # what goes round in a ring makes nothing sure
            assert sure == origins


@given(moves, st.sets(names))
def test_what_nothing_fills_has_no_way_in_from_elsewhere(made: list[Move], own: set[str]) -> None:
    lineage = Lineage(made)
    unfilled = set(lineage.unfilled(sorted(own)))
    filled = {name for m in made if m.source not in own for name in m.recipients}
    while True:
        more = {name for m in made if m.source in filled for name in m.recipients} - filled
        if not more:
            break
        filled |= more
    left = {move.source for move in made}
    assert unfilled <= (own & left) - filled
    assert bool(unfilled) is bool((own & left) - filled)


def reached_by_force(all_moves: Sequence[Move], start: str) -> set[str]:
    """Follow every flow that takes something on, until nothing new is found."""
    by_id = {move.id: move for move in all_moves}
    known = carried_by_force(all_moves)
    carried = {(start, category) for category in known[start]}
    while True:
        onward = {
            (after.id, other)
            for id_, category in carried
            for after in all_moves
            if after.source in by_id[id_].recipients
            for other in after.data or [category]
            if overlap(category, other)
        }
        if onward <= carried:
            return {name for id_, _ in carried for name in by_id[id_].recipients}
        carried |= onward


@given(moves)
def test_reached_agrees_with_following_every_flow(made: list[Move]) -> None:
    lineage = Lineage(made)
    for move in made:
        assert set(lineage.reached(move.id)) == reached_by_force(made, move.id)


@given(saying, saying)
def test_adding_flows_never_removes_a_reached_system(first: list[Move], more: list[Move]) -> None:
    added = [*first, *(move._replace(id=f"more-{move.id}") for move in more)]
    before, after = Lineage(first), Lineage(added)
    for move in first:
        assert set(before.reached(move.id)) <= set(after.reached(move.id))


@given(moves)
def test_what_is_gathered_is_what_is_reached(made: list[Move]) -> None:
    lineage = Lineage(made)
    gathered = lineage.gathered(lambda name: frozenset({name}))
    for move in made:
        loads = [Carried(True, move.id, category) for category in lineage.carried(move.id)]
        of_each = [gathered[load] for load in loads]
        assert frozenset().union(*of_each) == frozenset(lineage.reached(move.id))


@given(moves, st.sets(names))
def test_the_nearest_of_some_systems_is_one_that_is_reached(
    made: list[Move], sought: set[str]
) -> None:
    lineage = Lineage(made)
    nearest = lineage.nearest(sought.__contains__)
    for move in made:
        loads = [Carried(True, move.id, category) for category in lineage.carried(move.id)]
        of_each = {nearest.get(load) for load in loads}
        reached = sought & set(lineage.reached(move.id))
        assert of_each - {None} <= reached
        assert bool(of_each - {None}) is bool(reached)
        lengths = {name: len(lineage.way(move.id, name)) for name in reached}
        assert not lengths or min(lengths.values()) == min(
            lengths[n] for n in of_each - {None} if n
        )


@given(moves)
def test_a_route_is_made_of_feeders(made: list[Move]) -> None:
    lineage = Lineage(made)
    for move in made:
        route = lineage.route(move.id)
        assert route[-1] == move.id
        assert all(above in lineage.feeders(below) for above, below in pairwise(route))


@given(moves, st.permutations("abcdef"), st.data())
def test_renaming_ids_changes_nothing_but_names(
    made: list[Move], shuffled: list[str], data: st.DataObject
) -> None:
    system = dict(zip("abcdef", shuffled, strict=True))
    ids = [move.id for move in made]
    called = dict(zip(ids, data.draw(st.permutations(ids)), strict=True))
    renamed = Lineage(
        [
            Move(
                called[move.id],
                None if move.source is None else system[move.source],
                tuple(system[name] for name in move.recipients),
                move.data,
            )
            for move in made
        ]
    )
    lineage = Lineage(made)
    for move in made:
        other = called[move.id]
        assert [system[name] for name in lineage.reached(move.id)] == renamed.reached(other)
        assert [called[id_] for id_ in lineage.feeders(move.id)] == renamed.feeders(other)


@given(moves, st.sets(st.sampled_from([f"f{number}" for number in range(8)])))
def test_every_origin_declares_or_begins_or_lies_in_a_closed_cycle(
    made: list[Move], declare: set[str]
) -> None:
    lineage = Lineage(made)
    for move in made:
        for id_ in lineage.origins(move.id, declare.__contains__, "role"):
            above = lineage.feeders(id_)
            circular = any(id_ in lineage.origins(f, declare.__contains__, "role") for f in above)
            assert id_ in declare or not above or circular


graphs = st.dictionaries(
    st.integers(0, 7), st.lists(st.integers(0, 7), max_size=4), min_size=1, max_size=8
)


def together_by_force(graph: Mapping[int, Sequence[int]]) -> dict[int, set[int]]:
    """Return for each node all nodes from which and to which there is a way."""
    nodes = {*graph, *(successor for after in graph.values() for successor in after)}
    ways = {node: {node, *graph.get(node, ())} for node in nodes}
    for middle in nodes:
        for node in nodes:
            if middle in ways[node]:
                ways[node] |= ways[middle]
    return {node: {other for other in ways[node] if node in ways[other]} for node in nodes}


@given(graphs)
def test_components_are_the_nodes_that_reach_each_other(graph: dict[int, list[int]]) -> None:
    found = components(graph, lambda node: graph.get(node, ()))
    expected = together_by_force(graph)
    assert sorted(node for component in found for node in component) == sorted(expected)
    for component in found:
        assert all(set(component) == expected[node] for node in component)


@given(graphs)
def test_components_come_after_what_they_lead_to(graph: dict[int, list[int]]) -> None:
    found = components(graph, lambda node: graph.get(node, ()))
    order = {node: index for index, component in enumerate(found) for node in component}
    for node, after in graph.items():
        assert all(order[successor] <= order[node] for successor in after)


def test_components_begin_at_the_roots_and_see_nothing_else() -> None:
    graph = {1: [2], 2: [], 3: [1]}
    assert components([1], graph.__getitem__) == [[2], [1]]


# Size


def test_a_chain_of_ten_thousand_flows_ends() -> None:
    flows = [Move(f"f{a}", f"s{a}", (f"s{b}",), (EMAIL,)) for a, b in pairwise(range(10_001))]
    start = perf_counter()
    lineage = Lineage(flows)
    assert len(lineage.reached("f0")) == 10_000
    assert lineage.reached("f9999") == ["s10000"]
    assert lineage.origins("f9999", lambda id_: id_ == "f0", "role") == {"f0"}
    assert perf_counter() - start < 20


def test_a_ring_of_ten_thousand_flows_ends() -> None:
    flows = [Move(f"f{a}", f"s{a}", (f"s{(a + 1) % 10_000}",), (EMAIL,)) for a in range(10_000)]
    lineage = Lineage(flows)
    assert len(lineage.reached("f0")) == 10_000
    assert len(lineage.origins("f5", lambda _: False, "role")) == 10_000
