"""The map of a workspace: systems, parties and people, the flows between them, what was found.

`graph` makes it; `mermaid` and `dot` write it for the tools of these names. Both set ids of their
own (`n0`, `g1`), so that no word of a description can be taken for one of the language, and escape
everything that a description says.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from pdplint.format.regions import COUNTRIES
from pdplint.model.report import Graph, GraphEdge, GraphNode
from pdplint.model.text import Text, plain
from pdplint.workspace.linking import SHARED_NAMES, WORLDWIDE, strings, text_or_nothing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pdplint.model.finding import Finding
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity

UNKNOWN = "unknown"
LONGEST = 32  # of a name on the map
DATA_SHOWN = 2

WORDS: Final[Mapping[str, Text]] = {
    "subject": Text("people", "chủ thể dữ liệu"),
    "third_party": Text("somebody else", "bên thứ ba"),
    UNKNOWN: Text("not described", "chưa mô tả"),
    WORLDWIDE: Text("worldwide", "toàn cầu"),
    "consent": Text("record of consent", "ghi nhận sự đồng ý"),
    "finding": Text("{n} finding", "{n} phát hiện"),
    "findings": Text("{n} findings", "{n} phát hiện"),
    "legend": Text("Legend", "Chú giải"),
    "system": Text("system", "hệ thống"),
    "party": Text("party", "bên khác"),
    "flow": Text("flow", "luồng dữ liệu"),
    "crossing": Text("abroad", "ra nước ngoài"),
    "unclear": Text("perhaps abroad", "có thể ra nước ngoài"),
    "found": Text("with findings", "có phát hiện"),
}


# --- the map -------------------------------------------------------------------------------------


def graph(derived: Derived, findings: Sequence[Finding]) -> Graph:
    """Return the map of a workspace as a regime sees it, with what was found counted on it.

    Findings that are waived or known from the baseline are not counted.
    """
    counts = Counter(subject for found in findings for subject in _marked(found))
    edges = tuple(_edges(derived, counts))
    ends = dict.fromkeys(end for edge in edges for end in (edge.source, edge.target))
    outside = [GraphNode(end, WORDS[end], end, plain(""), 0) for end in ends if end in WORDS]
    inside = [
        _node(derived, entity, counts)
        for kind in SHARED_NAMES
        for entity in derived.workspace.entities[kind].values()
    ]
    return Graph((*outside, *inside), edges)


def _marked(finding: Finding) -> set[str]:
    if finding.waiver is not None or finding.baselined:
        return set()
    kind, _, rest = finding.subject.partition("/")
    own = f"flows/{rest.partition('/')[0]}" if kind == "transfers" else finding.subject
    return {own, *(hop.subject for hop in finding.hops[-1:])}


def _node(derived: Derived, entity: Entity, counts: Mapping[str, int]) -> GraphNode:
    value = entity.value if isinstance(entity.value, dict) else {}
    named = plain(shortened(text_or_nothing(value.get("name")) or entity.id))
    kind = "system" if entity.kind == "systems" else "party"
    group = _group(derived, entity) if value else plain("")
    return GraphNode(entity.subject, named, kind, group, counts.get(entity.subject, 0))


def _group(derived: Derived, entity: Entity) -> Text:
    if entity.kind == "parties":
        country = entity.value.get("country")
        return _countries([country]) if isinstance(country, str) else plain("")
    if entity.value.get("hosted_in") == WORLDWIDE:
        return WORDS[WORLDWIDE]
    return _countries(strings(derived.countries(entity).value))


def _countries(codes: Iterable[str]) -> Text:
    named = [COUNTRIES.get(code, {"en": code, "vi": code}) for code in dict.fromkeys(codes)]
    return Text(", ".join(name["en"] for name in named), ", ".join(name["vi"] for name in named))


def _edges(derived: Derived, counts: Mapping[str, int]) -> Iterator[GraphEdge]:
    for flow in derived.workspace.entities["flows"].values():
        if not isinstance(flow.value, dict):
            continue
        recipients = [name for name, _ in derived.workspace.recipients(flow)]
        keepers = [name for name, _ in derived.workspace.recorders(flow)]
        abroad = [name for name in keepers if f"{flow.id}/{name}" in derived.transfers]
        leads_to = dict.fromkeys(recipients or [UNKNOWN])
        for name in leads_to:
            yield _edge(derived, flow, name, counts)
        for name in dict.fromkeys(abroad):
            if name not in leads_to:
                edge = _edge(derived, flow, name, counts)
                yield edge._replace(data=(), records=WORDS["consent"])


def _edge(derived: Derived, flow: Entity, name: str, counts: Mapping[str, int]) -> GraphEdge:
    transfer = derived.transfers.get(f"{flow.id}/{name}")
    crossing = transfer.value["abroad"] if transfer is not None else None
    return GraphEdge(
        source=_end(derived, text_or_nothing(flow.value.get("from"))),
        target=_end(derived, name),
        label=flow.id,
        crossing=crossing is not None and crossing.value is True,
        unclear=crossing is not None and crossing.state != "value",
        findings=counts.get(flow.subject, 0),
        data=tuple(strings(flow.value.get("data"))),
    )


def _end(derived: Derived, name: str) -> str:
    entity = derived.entity(SHARED_NAMES, name)
    if entity is not None:
        return entity.subject
    return name if name in {"subject", "third_party"} else UNKNOWN


def joined(graphs: Sequence[Graph]) -> Graph | None:
    """Return one map of several workspaces; systems that are called alike stay apart.

    What people and others outside are, they are to all.
    """
    nodes: dict[str, GraphNode] = {}
    edges: list[GraphEdge] = []
    for number, one in enumerate(graphs, 1):
        ids = {
            node.id: f"{node.id}#{number}" if number > 1 and "/" in node.id else node.id
            for node in one.nodes
        }
        nodes |= {ids[node.id]: node._replace(id=ids[node.id]) for node in one.nodes}
        edges += [e._replace(source=ids[e.source], target=ids[e.target]) for e in one.edges]
    return Graph(tuple(nodes.values()), tuple(edges)) if graphs else None


def shortened(name: str) -> str:
    """Return a name on one line, cut where it is too long for a map."""
    line = " ".join(name.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


# --- what both formats show ----------------------------------------------------------------------


def _groups(graph: Graph) -> Mapping[Text, list[GraphNode]]:
    """Return systems and parties by where they lie; those of whom it is not told come last."""
    groups: dict[Text, list[GraphNode]] = {}
    for node in graph.nodes:
        if node.kind in {"system", "party"}:
            groups.setdefault(node.group if node.group.en else WORDS[UNKNOWN], []).append(node)
    return dict(sorted(groups.items(), key=lambda group: group[0] == WORDS[UNKNOWN]))


def _counted(findings: int, lang: str) -> str:
    if not findings:
        return ""
    return WORDS["finding" if findings == 1 else "findings"].of(lang).format(n=findings)


def _shown_data(data: Sequence[str]) -> str:
    """Return the last words of the first categories, and how many there are beside."""
    names = list(dict.fromkeys(category.rpartition(".")[2] for category in data))
    more = [f"+{len(names) - DATA_SHOWN}"] if len(names) > DATA_SHOWN else []
    return ", ".join([*names[:DATA_SHOWN], *more])


def _node_lines(node: GraphNode, lang: str) -> list[str]:
    return [line for line in (node.label.of(lang), _counted(node.findings, lang)) if line]


def _edge_lines(edge: GraphEdge, lang: str) -> list[str]:
    carried = edge.records.of(lang) if edge.records else _shown_data(edge.data)
    lines = (shortened(edge.label), carried, _counted(edge.findings, lang))
    return [line for line in lines if line]


# --- mermaid -------------------------------------------------------------------------------------

_PLAIN = frozenset(" -_.,/()+…")
_SHAPES = {"system": ("[", "]"), "party": ("([", "])")}
_ROUND = ("((", "))")
_CLASSES = """\
  classDef default fill:#ffffff,stroke:#57606a,color:#1f2328
  classDef party fill:#eef4ff,stroke:#57606a,color:#1f2328
  classDef people fill:#f6f8fa,stroke:#57606a,color:#1f2328
  classDef found fill:#fff1cc,stroke:#9a6700,stroke-width:2px,color:#1f2328
"""
_CROSSING = "stroke:#b3261e,stroke-width:2.5px"
_UNCLEAR = "stroke:#b3261e,stroke-width:1.5px,stroke-dasharray:2 4"
_FOUND = "stroke:#9a6700,stroke-width:2.5px"
_CROSSING_FOUND = "stroke:#b3261e,stroke-width:4.5px"
_UNCLEAR_FOUND = "stroke:#9a6700,stroke-width:2.5px,stroke-dasharray:2 4"


def mermaid(graph: Graph, lang: str = "en") -> str:
    """Return the map as a Mermaid flowchart, for pages that draw one (GitHub, GitLab)."""
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = ["flowchart LR"]
    lines += [
        f"  {_mermaid_node(n, ids[n.id], lang)}" for n in graph.nodes if n.kind not in _SHAPES
    ]
    for number, (group, nodes) in enumerate(_groups(graph).items()):
        lines.append(f'  subgraph g{number}["{_quoted(group.of(lang))}"]')
        lines += [f"    {_mermaid_node(node, ids[node.id], lang)}" for node in nodes]
        lines.append("  end")
    lines += [f"  {_mermaid_edge(edge, ids, lang)}" for edge in graph.edges]
    lines += _mermaid_legend(lang)
    lines += _mermaid_styles(graph.edges)
    return "\n".join(lines) + "\n" + _CLASSES


def _mermaid_node(node: GraphNode, id_: str, lang: str) -> str:
    opening, closing = _SHAPES.get(node.kind, _ROUND)
    label = "<br/>".join(map(_quoted, _node_lines(node, lang))) or " "
    class_ = "found" if node.findings else {"party": "party", "system": ""}.get(node.kind, "people")
    return f'{id_}{opening}"{label}"{closing}' + (f":::{class_}" if class_ else "")


def _mermaid_edge(edge: GraphEdge, ids: Mapping[str, str], lang: str) -> str:
    label = "<br/>".join(map(_quoted, _edge_lines(edge, lang))) or " "
    return f'{ids[edge.source]} -->|"{label}"| {ids[edge.target]}'


def _mermaid_legend(lang: str) -> Iterator[str]:
    word = {key: _quoted(text.of(lang)) for key, text in WORDS.items()}
    yield f'  subgraph legend["{word["legend"]}"]'
    yield f'    l0["{word["system"]}"] -->|"{word["flow"]}"| l1(["{word["party"]}"]):::party'
    yield f'    l2["{word["system"]}"] -->|"{word["crossing"]}"| l3(["{word["party"]}"]):::party'
    yield f'    l4["{word["system"]}"] -->|"{word["unclear"]}"| l5(["{word["party"]}"]):::party'
    system = f'l6["{word["system"]}"]:::found'
    yield f'    {system} -->|"{word["found"]}"| l7(["{word["party"]}"]):::party'
    yield "  end"


def _mermaid_styles(edges: Sequence[GraphEdge]) -> Iterator[str]:
    """Yield the styles of edges by number: those of the legend follow those of the map."""
    styles = [_mermaid_style(edge) for edge in (*edges, *_LEGEND)]
    for style in dict.fromkeys(style for style in styles if style):
        numbers = [str(number) for number, one in enumerate(styles) if one == style]
        yield f"  linkStyle {','.join(numbers)} {style}"


def _mermaid_style(edge: GraphEdge) -> str:
    if edge.crossing:
        return _CROSSING_FOUND if edge.findings else _CROSSING
    if edge.findings:
        return _UNCLEAR_FOUND if edge.unclear else _FOUND
    return _UNCLEAR if edge.unclear else ""


_LEGEND = (
    GraphEdge("", "", "", crossing=False, findings=0),
    GraphEdge("", "", "", crossing=True, findings=0),
    GraphEdge("", "", "", crossing=False, findings=0, unclear=True),
    GraphEdge("", "", "", crossing=False, findings=1),
)


def _quoted(text: str) -> str:
    """Return a text for a quoted Mermaid label: all but letters, figures and _PLAIN as codes.

    Mermaid reads directives (`%%{`), Markdown and HTML inside labels too.
    """
    safe = (c if c.isalnum() or c in _PLAIN else f"#{ord(c)};" for c in _printable(text))
    return "".join(safe) or " "


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text)


# --- dot -----------------------------------------------------------------------------------------

_HEAD = """\
digraph pdplint {
  graph [rankdir=LR, fontname="Helvetica,sans-serif", fontsize=14, nodesep=0.25, ranksep=0.9]
  node [shape=box, style="rounded,filled", fillcolor="#ffffff", color="#57606a", \
fontname="Helvetica,sans-serif", fontsize=12]
  edge [color="#57606a", fontname="Helvetica,sans-serif", fontsize=9]
"""
_DOT_KINDS = {"system": "", "party": ' shape=box, style="filled", fillcolor="#eef4ff",'}
_DOT_PEOPLE = ' shape=ellipse, style="filled", fillcolor="#f6f8fa",'
_DOT_FOUND = ' fillcolor="#fff1cc", color="#9a6700", penwidth=2,'


def dot(graph: Graph, lang: str = "en") -> str:
    """Return the map in Graphviz's language: `pdplint graph --format dot | dot -Tsvg > map.svg`."""
    ids = {node.id: f"n{number}" for number, node in enumerate(graph.nodes)}
    lines = [f"  {_dot_node(n, ids[n.id], lang)}" for n in graph.nodes if n.kind not in _SHAPES]
    for number, (group, nodes) in enumerate(_groups(graph).items()):
        lines.append(f"  subgraph cluster_{number} {{")
        lines.append(f'    label="{_escaped(group.of(lang))}"; style="rounded"; color="#8c959f"')
        lines += [f"    {_dot_node(node, ids[node.id], lang)}" for node in nodes]
        lines.append("  }")
    lines += [f"  {_dot_edge(e, ids[e.source], ids[e.target], lang)}" for e in graph.edges]
    return _HEAD + "\n".join((*lines, *_dot_legend(lang))) + "\n}\n"


def _dot_node(node: GraphNode, id_: str, lang: str) -> str:
    label = "\\n".join(map(_escaped, _node_lines(node, lang)))
    attributes = _DOT_KINDS.get(node.kind, _DOT_PEOPLE) + (_DOT_FOUND if node.findings else "")
    return f'{id_} [{attributes} label="{label}"]'


def _dot_edge(edge: GraphEdge, source: str, target: str, lang: str) -> str:
    label = "\\n".join(map(_escaped, _edge_lines(edge, lang)))
    return f'{source} -> {target} [label="{label}"{_dot_attributes(edge)}]'


def _dot_attributes(edge: GraphEdge) -> str:
    width = 2.5 if edge.findings else 1.5
    if edge.crossing:
        return f', color="#b3261e", fontcolor="#b3261e", penwidth={width + 1}'
    dotted = ', style="dotted"' if edge.unclear else ""
    if edge.findings:
        return f', color="#9a6700", fontcolor="#7a5200", penwidth={width}{dotted}'
    return f', color="#b3261e", penwidth={width}{dotted}' if edge.unclear else ""


def _dot_legend(lang: str) -> Iterator[str]:
    word = {key: _escaped(text.of(lang)) for key, text in WORDS.items()}
    yield "  subgraph cluster_legend {"
    yield f'    label="{word["legend"]}"; style="dashed"; color="#8c959f"'
    for number, (edge, key) in enumerate(
        zip(_LEGEND, ("flow", "crossing", "unclear", "found"), strict=True)
    ):
        system = f'{_DOT_FOUND if key == "found" else ""} label="{word["system"]}"'
        yield f"    l{number} [{system}]"
        yield f'    m{number} [{_DOT_KINDS["party"]} label="{word["party"]}"]'
        yield f'    l{number} -> m{number} [label="{word[key]}"{_dot_attributes(edge)}]'
    yield "  }"


def _escaped(text: str) -> str:
    """Return a text for a quoted string of dot, where backslashes and entities mean something."""
    printable = _printable(text).replace("&", "&amp;").replace("##", "#&#35;")
    return printable.replace("\\", "\\\\").replace('"', '\\"')


FORMATS: Final = {"mermaid": mermaid, "dot": dot}
