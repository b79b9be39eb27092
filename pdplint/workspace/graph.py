"""Walks on graphs of any kind, given by what follows each node."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

Node = TypeVar("Node", bound=Hashable)


def chain(node: Node | None, nearer: Mapping[Node, Node]) -> Iterable[Node]:
    """Yield a node, the one that is nearer than it, and so on to the last."""
    while node is not None:
        yield node
        node = nearer.get(node)


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
