from __future__ import annotations

import os
import re
import shutil
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.finding import Finding, Related, Waiver
from pdplint.model.place import Place
from pdplint.model.report import Graph, GraphEdge, GraphNode
from pdplint.model.text import Text, plain
from pdplint.report.pages.map import FORMATS, LONGEST, dot, graph, joined, mermaid, shortened
from tests.workspaces import ROOT, called, describe, reported, sees, write

if TYPE_CHECKING:
    from pathlib import Path

SHOP = """\
pdplint: 1
parties:
  courier: {role: processor, country: VN}
  partner: {name: "Partner Ltd", role: third_party, country: SG}
systems:
  orders: {hosted_on: fpt/hanoi, operated_by: organisation, hosted_by: courier, accessed_from: [VN]}
  copies: {hosted_in: [VN, SG], operated_by: organisation, hosted_by: courier, accessed_from: [VN]}
  edge: {hosted_in: worldwide, operated_by: organisation, hosted_by: courier, accessed_from: [VN]}
  lost: {operated_by: organisation, hosted_by: courier, accessed_from: [VN]}
consents: {box: {recorded_in: copies}}
flows:
  checkout: {from: subject, to: [orders], data: [user.name, user.payment], consent: box}
  share: {from: orders, to: [partner, courier], data: [user.name]}
  cache: {from: orders, to: [edge], data: [user.name]}
  lose: {from: orders, to: [lost], data: [user.name]}
  bought: {from: third_party, to: [orders], data: [user.name]}
  vague: {data: [user.name]}
"""


def finding(subject: str, **more: object) -> Finding:
    at = Place("a.yaml", 0, ())
    made = Finding("c", "shortfall", "error", plain("t"), plain("m"), at, subject)
    return made._replace(**more)  # type: ignore[arg-type]


def mapped(folder: Path, *findings: Finding, text: str = SHOP) -> Graph:
    return graph(sees(folder, text), findings)


def ways(made: Graph) -> dict[tuple[str, str], GraphEdge]:
    return {(edge.label, edge.target): edge for edge in made.edges}


# The map


def test_systems_and_parties_are_grouped_by_where_they_lie(tmp_path: Path) -> None:
    nodes = {node.id: (node.kind, node.label.en, node.group.en) for node in mapped(tmp_path).nodes}
    assert nodes == {
        "subject": ("subject", "people", ""),
        "third_party": ("third_party", "somebody else", ""),
        "unknown": ("unknown", "not described", ""),
        "systems/orders": ("system", "orders", "Vietnam"),
        "systems/copies": ("system", "copies", "Vietnam, Singapore"),
        "systems/edge": ("system", "edge", "worldwide"),
        "systems/lost": ("system", "lost", ""),
        "parties/courier": ("party", "courier", "Vietnam"),
        "parties/partner": ("party", "Partner Ltd", "Singapore"),
    }


def test_countries_are_named_in_both_languages(tmp_path: Path) -> None:
    groups = {node.group for node in mapped(tmp_path).nodes}
    assert Text("Vietnam, Singapore", "Việt Nam, Singapore") in groups


@pytest.mark.parametrize(
    ("way", "crossing", "unclear"),
    [
        pytest.param(("checkout", "systems/orders"), False, False, id="at home"),
        pytest.param(("share", "parties/partner"), True, False, id="a party abroad"),
        pytest.param(("share", "parties/courier"), False, False, id="a party at home"),
        pytest.param(("cache", "systems/edge"), True, False, id="worldwide is abroad too"),
        pytest.param(("lose", "systems/lost"), False, True, id="nobody says where"),
        pytest.param(("checkout", "systems/copies"), True, False, id="who records the consent"),
        pytest.param(("vague", "unknown"), False, False, id="no recipient described"),
    ],
)
def test_what_goes_abroad_is_a_crossing(
    tmp_path: Path, way: tuple[str, str], *, crossing: bool, unclear: bool
) -> None:
    edge = ways(mapped(tmp_path))[way]
    assert (edge.crossing, edge.unclear) == (crossing, unclear)


RECORDED = """\
pdplint: 1
parties: {stripe: {role: processor, country: US}}
systems:
  postgres: {hosted_in: [%s], operated_by: organisation, hosted_by: organisation, accessed_from: [VN]}
consents: {box: {recorded_in: postgres}}
flows:
  pay: {from: subject, to: [stripe], data: [user.payment], consent: box}
"""


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        pytest.param("VN", {}, id="a recorder at home is no way abroad"),
        pytest.param("SG", {("pay", "systems/postgres"): ((), True)}, id="one abroad is"),
    ],
)
def test_to_a_recorder_goes_what_is_recorded_and_nothing_else(
    tmp_path: Path, country: str, expected: dict[tuple[str, str], tuple[object, bool]]
) -> None:
    made = mapped(tmp_path, text=RECORDED % country)
    found = {way: (edge.data, edge.crossing) for way, edge in ways(made).items()}
    assert found == {("pay", "parties/stripe"): (("user.payment",), True), **expected}


@pytest.mark.parametrize("draw", FORMATS.values())
def test_the_way_to_a_recorder_says_what_is_recorded(tmp_path: Path, draw: object) -> None:
    made = mapped(tmp_path, text=RECORDED % "SG")
    drawn = draw(made, "en")  # type: ignore[operator]
    (line,) = [line for line in drawn.splitlines() if "record of consent" in line]
    assert "payment" not in line


def test_a_flow_that_leads_to_its_recorder_too_carries_its_data_there(tmp_path: Path) -> None:
    made = mapped(tmp_path, text=RECORDED.replace("[stripe]", "[stripe, postgres]") % "SG")
    edge = ways(made)["pay", "systems/postgres"]
    assert (edge.data, edge.records) == (("user.payment",), None)


WAIVER = Waiver(Place("w.yaml", 0, ()), "c", "s", "shortfall", (), "r", "a", "t", "2027-01-01")
HOP = Related(Place("a.yaml", 0, ()), "flows/share", plain("h"))


@pytest.mark.parametrize(
    ("found", "systems", "flows"),
    [
        pytest.param(finding("systems/orders"), 1, 0, id="at a system"),
        pytest.param(finding("flows/share"), 0, 1, id="at a flow"),
        pytest.param(finding("transfers/share/partner"), 0, 1, id="at a transfer of the flow"),
        pytest.param(finding("consents/box", hops=(HOP,)), 0, 1, id="on a path that ends with it"),
        pytest.param(finding("flows/share", hops=(HOP,)), 0, 1, id="at a flow, counted once"),
        pytest.param(finding("consents/box"), 0, 0, id="at what the map does not show"),
        pytest.param(finding("systems/orders", baselined=True), 0, 0, id="in the baseline"),
        pytest.param(finding("flows/share", waiver=WAIVER), 0, 0, id="waived"),
    ],
)
def test_findings_are_counted_where_they_lie(
    tmp_path: Path, found: Finding, systems: int, flows: int
) -> None:
    made = mapped(tmp_path, found)
    counts = {node.id: node.findings for node in made.nodes}
    assert counts["systems/orders"] == systems
    assert ways(made)["share", "parties/partner"].findings == flows


def test_what_could_not_be_read_is_on_the_map_without_a_place(tmp_path: Path) -> None:
    text = """\
        pdplint: 1
        systems: {a: 5, b: {hosted_in: [VN]}}
        parties: {p: {role: processor}}
        flows: {f: 7, g: {from: a, to: [b, nowhere]}}
        """
    made = reported(describe(tmp_path, text)).graph
    assert made is not None
    groups = {node.id: node.group.en for node in made.nodes}
    assert groups == {"systems/a": "", "systems/b": "Vietnam", "parties/p": ""}
    assert [(edge.label, edge.source, edge.target) for edge in made.edges] == [
        ("g", "systems/a", "systems/b")
    ]


def test_the_report_of_a_run_has_the_map(tmp_path: Path) -> None:
    made = reported(describe(tmp_path, SHOP)).graph
    assert made is not None
    assert sum(node.findings for node in made.nodes) > 0
    assert len(made.edges) == 8


def test_workspaces_share_people_and_nothing_else(tmp_path: Path) -> None:
    one = mapped(
        tmp_path, text="pdplint: 1\nsystems: {a: {}}\nflows: {f: {from: subject, to: [a]}}\n"
    )
    both = joined([one, one])
    assert both is not None
    assert [node.id for node in both.nodes] == ["subject", "systems/a", "systems/a#2"]
    ends = [(edge.source, edge.target) for edge in both.edges]
    assert ends == [("subject", "systems/a"), ("subject", "systems/a#2")]
    assert joined([]) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("orders", "orders", id="short"),
        pytest.param("a\n b\tc", "a b c", id="on one line"),
        pytest.param("x" * 40, "x" * (LONGEST - 1) + "…", id="cut"),
    ],
)
def test_names_are_short_on_a_map(name: str, expected: str) -> None:
    assert shortened(name) == expected


# What is drawn: each format as its own tool reads it

HOSTILE = [
    'a"b', "a]b", "end", "subgraph x", "<b>x</b>", "</svg><script>alert(1)</script>", "a\nb", "a\\",
    "a\\N", "%%{init: {}}%%", "`code`", "a|b", "#quot;", "&lt;", "a-->b", "]; n0 -> n1", "é😀",
    "style a:#b;", "\x1b[31mred", "\u202eesrever", "", "1. x", "- x",
]  # fmt: skip


def named(*names: str) -> Graph:
    """Return a map in which everything that a description can name has these names."""
    nodes = [
        GraphNode(
            f"systems/{number}", plain(name), ("system", "party")[number % 2], plain(name), number
        )
        for number, name in enumerate(names)
    ]
    people = GraphNode("subject", plain("people"), "subject", plain(""), 0)
    kinds = [
        (crossing, found, unclear) for crossing in (0, 1) for found in (0, 2) for unclear in (0, 1)
    ]
    edges = [
        GraphEdge(
            "subject",
            node.id,
            node.label.en,
            bool(kind[0]),
            kind[1],
            (node.label.en,),
            bool(kind[2]),
        )
        for node in nodes
        for kind in kinds
    ]
    return Graph((people, *nodes), tuple(edges))


NAME = r'"(?:[\w \-.,/()+…]|#\d+;|<br/>)*"'
LINES = [
    r"flowchart LR",
    rf"  subgraph (g\d+|legend)\[{NAME}\]",
    r"  end",
    rf" +[nl]\d+(\[{NAME}\]|\(\[{NAME}\]\)|\(\({NAME}\)\))(:::\w+)?",
    rf"  n\d+ -->\|{NAME}\| n\d+",
    rf"    l\d\[{NAME}\](:::found)? -->\|{NAME}\| l\d\(\[{NAME}\]\):::party",
    r"  linkStyle \d+(,\d+)* stroke:#\w+,stroke-width:[\d.]+px(,stroke-dasharray:2 4)?",
    r"  classDef \w+ [\w:#,.-]+",
]
"""The part of Mermaid's grammar that is used. Mermaid's own parser is not asked here (it needs a
browser's document and 180 MB); its version 11 took the map of examples/platform and of HOSTILE."""


def check_mermaid(drawn: str) -> None:
    for line in drawn.splitlines():
        assert any(re.fullmatch(one, line) for one in LINES), line
    assert len(re.findall(r"(?m)^  subgraph ", drawn)) == len(re.findall(r"(?m)^  end$", drawn))
    links = len(re.findall(r" -->\|", drawn))
    styled = re.findall(r"linkStyle ([\d,]+)", drawn)
    assert all(int(number) < links for numbers in styled for number in numbers.split(","))


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_mermaid_takes_no_word_of_a_description_for_its_own(name: str) -> None:
    check_mermaid(mermaid(named(name, "other")))


@given(st.lists(st.text(max_size=12), max_size=3))
def test_mermaid_keeps_its_form_whatever_is_named(names: list[str]) -> None:
    check_mermaid(mermaid(named(*names)))


def graphviz() -> str:
    """Return where dot is; a test that needs it is left out at a desk without it, never in CI."""
    found = shutil.which("dot")
    if found is None and os.environ.get("CI"):
        pytest.fail("Graphviz is not installed: .ci/run installs it (apt-get install graphviz)")
    if found is None:
        pytest.skip("Graphviz is not installed (apt-get install graphviz): dot is not tried")
    return found


def drawn_by_graphviz(source: str) -> ET.Element:
    done = subprocess.run(
        [graphviz(), "-Tsvg"], input=source.encode(), capture_output=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return ET.fromstring(done.stdout)  # noqa: S314 our own


def texts(svg: ET.Element) -> list[str]:
    return ["".join(one.itertext()) for one in svg.iter("{http://www.w3.org/2000/svg}text")]


def test_graphviz_shows_every_hostile_name_as_it_is() -> None:
    svg = drawn_by_graphviz(dot(named(*HOSTILE)))
    shown = [text.replace("\xa0", " ").strip() for text in texts(svg)]
    expected = {"".join(c if c.isprintable() else " " for c in name).strip() for name in HOSTILE}
    assert expected - {""} <= set(shown)
    assert not list(svg.iter("{http://www.w3.org/2000/svg}script"))


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_graphviz_draws_the_example_of_a_platform(lang: str) -> None:
    report = reported(ROOT / "examples" / "platform")
    assert report.graph is not None
    svg = drawn_by_graphviz(dot(report.graph, lang))
    shown = " ".join(texts(svg))
    for word in (
        "orders-db",
        "share-features",
        "Singapore",
        {"en": "Legend", "vi": "Chú giải"}[lang],
    ):
        assert word in shown
    groups = [one.get("class") for one in svg.iter("{http://www.w3.org/2000/svg}g")]
    assert groups.count("cluster") == 4  # Vietnam, Singapore, not described, the legend
    assert groups.count("edge") == len(report.graph.edges) + 4


@pytest.mark.parametrize("write_as", FORMATS.values(), ids=FORMATS)
def test_an_empty_map_is_a_legend(write_as: object) -> None:
    assert callable(write_as)
    drawn = write_as(Graph((), ()), "vi")
    assert "Chú giải" in drawn
    assert "n0" not in drawn


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        pytest.param((), ["f"], id="none"),
        pytest.param(("user.name", "user.contact.email"), ["f", "name, email"], id="two"),
        pytest.param(tuple(f"user.{c}" for c in "abcd"), ["f", "a, b, +2"], id="more are counted"),
    ],
)
def test_labels_name_the_flow_and_its_first_data(data: tuple[str, ...], shown: list[str]) -> None:
    edge = GraphEdge("subject", "subject", "f", crossing=False, findings=0, data=data)
    people = GraphNode("subject", plain("people"), "subject", plain(""), 0)
    label = "<br/>".join(shown)
    assert f'n0 -->|"{label}"| n0' in mermaid(Graph((people,), (edge,)))


# The command


def test_the_command_draws_and_ends_with_0(tmp_path: Path) -> None:
    done = called("graph", describe(tmp_path, SHOP))
    assert (done.returncode, done.stderr) == (0, "")
    check_mermaid(done.stdout)
    other = called(
        "graph", tmp_path, "--format", "dot", "--lang", "vi", "--regime", "vn-draft-2021"
    )
    assert other.stdout.startswith("digraph")
    assert "Việt Nam" in other.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        pytest.param(["--regime", "nowhere"], 2, "nowhere", id="no such regime"),
        pytest.param(["--format", "png"], 2, "png", id="no such format"),
        pytest.param([], 4, "nothing to check", id="nothing there"),
    ],
)
def test_the_command_says_what_is_wrong(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    folder = write(tmp_path, {"b.txt": ""} if code == 4 else {"a.yaml": SHOP})
    done = called("graph", folder, *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert done.stdout == ""


def test_a_map_of_twenty_systems_has_short_labels() -> None:
    report = reported(ROOT / "examples" / "platform")
    assert report.graph is not None
    labels = re.findall(r'"([^"]*)"', mermaid(report.graph))
    assert max(len(line) for label in labels for line in label.split("<br/>")) <= 40
