"""The map of systems, parties and flows: the frame that the script draws in, and a table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.report._html.element import Html, seen, tag
from pdplint.report._html.sheet import word
from pdplint.report._page import name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pdplint.model.report import Graph, GraphEdge, GraphNode
    from pdplint.report._page import Page

_KEYS = ("system", "party", "subject", "crossing", "unclear", "found")


def flow_map(page: Page) -> Html:
    """Return the section of the map, nothing without a graph.

    The table says the same as the map, for screen readers and where no script runs; the script
    folds it once the map is drawn.
    """
    graph = page.report.graph
    if graph is None or not graph.nodes:
        return Html()
    about = word(
        page,
        "map-about",
        nodes=sum(node.kind in {"system", "party"} for node in graph.nodes),
        flows=len({edge.label for edge in graph.edges}),
        crossings=len({e.label for e in graph.edges if e.crossing and not e.records}),
    )
    head = tag("h2", word(page, "map"), id="map-title")
    table = tag("details", tag("summary", word(page, "as-table")), _table(page, graph), open=True)
    failed = tag("p", word(page, "map-failed"), id="map-failed", class_="empty", hidden=True)
    parts = (head, tag("p", about), failed, _frame(page), table)
    return tag("section", *parts, id="map", aria_labelledby="map-title")


def _frame(page: Page) -> Html:
    buttons = [
        tag("button", sign, type="button", data_zoom=zoom, aria_label=word(page, f"zoom-{zoom}"))
        for zoom, sign in (("in", "+"), ("out", "-"))
    ]
    buttons.append(tag("button", word(page, "zoom-fit"), type="button", data_zoom="fit"))
    bar = tag("div", *buttons, class_="zoom", role="group", aria_label=word(page, "map"))
    frame = tag("div", id="map-frame", tabindex=0, role="region", aria_label=word(page, "map-keys"))
    keys = [tag("li", word(page, f"legend-{key}"), class_=f"key m-{key}") for key in _KEYS]
    legend = tag("ul", *keys, class_="keys")
    hint = tag("p", word(page, "map-keys"), class_="hint")
    return tag("div", bar, frame, legend, hint, id="map-drawn", hidden=True)


def _table(page: Page, graph: Graph) -> Html:
    nodes = {node.id: node for node in graph.nodes}
    heads = [
        tag("th", word(page, one), scope="col") for one in ("flow", "from", "to", "data", "marks")
    ]
    rows = [
        tag(
            "tr",
            tag("th", name(edge.label), scope="row"),
            tag("td", _node(page, nodes, edge.source)),
            tag("td", _node(page, nodes, edge.target)),
            tag("td", _carried(page, edge)),
            tag("td", ", ".join(_marks(page, edge))),
        )
        for edge in graph.edges
    ]
    table = tag("table", tag("thead", tag("tr", *heads)), tag("tbody", *rows))
    return tag(
        "div", table, class_="wide", tabindex=0, role="region", aria_label=word(page, "as-table")
    )


def _node(page: Page, nodes: Mapping[str, GraphNode], id_: str) -> str:
    node = nodes.get(id_)
    if node is None:
        return name(id_)
    group = page.of(node.group)
    return f"{page.of(node.label)} ({group})" if group else page.of(node.label)


def _marks(page: Page, edge: GraphEdge) -> Iterator[str]:
    if edge.crossing:
        yield word(page, "crossing")
    elif edge.unclear:
        yield word(page, "unclear")
    if edge.findings:
        yield word(page, "found", count=edge.findings)


def graph_data(page: Page) -> dict[str, Any] | None:
    """Return what the script draws, in the language of the page."""
    graph = page.report.graph
    if graph is None:
        return None
    return {
        "nodes": [_node_data(page, node) for node in graph.nodes],
        "edges": [_edge_data(page, edge) for edge in graph.edges],
    }


def _node_data(page: Page, node: GraphNode) -> dict[str, Any]:
    kind = node.kind if node.kind in {"system", "party"} else "subject"
    return {
        "id": seen(name(node.id)),
        "subject": seen(name(node.id.partition("#")[0])),
        "label": seen(page.of(node.label)),
        "kind": kind,
        "group": seen(page.of(node.group)),
        "findings": node.findings,
        "found": word(page, "found", count=node.findings) if node.findings else "",
    }


def _edge_data(page: Page, edge: GraphEdge) -> dict[str, Any]:
    return {
        "source": seen(name(edge.source)),
        "target": seen(name(edge.target)),
        "label": seen(name(edge.label)),
        "crossing": edge.crossing,
        "unclear": edge.unclear,
        "about": seen("; ".join(_about(page, edge))),
        "findings": edge.findings,
    }


def _about(page: Page, edge: GraphEdge) -> Iterator[str]:
    yield from _marks(page, edge)
    if edge.data or edge.records:
        yield f"{word(page, 'data')}: {_carried(page, edge)}"


def _carried(page: Page, edge: GraphEdge) -> str:
    """Return what goes this way: the categories of the flow, or what is recorded of it."""
    return page.of(edge.records) if edge.records else ", ".join(map(name, edge.data))
