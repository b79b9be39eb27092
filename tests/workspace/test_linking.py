from __future__ import annotations

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pdplint.run.config import Config
from pdplint.run.discovery import find
from pdplint.run.reading import read_workspace
from pdplint.text.reader import read
from pdplint.text.values import REFUSED
from pdplint.workspace.contradictions import contradictions
from pdplint.workspace.linking import Document, Workspace, is_address
from tests.workspaces import (
    FULL,
    describe,
    link,
    ran,
    reported,
    resources,
    told,
    underlined,
    write,
)

if TYPE_CHECKING:
    from pdplint.model.finding import Finding


def both(finding: Finding) -> tuple[str | None, str | None]:
    """Return what is underlined at a finding and at the place that it is related to."""
    [related] = finding.related
    return underlined(finding.place), underlined(related.place)


# Ids -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "message", "keys"),
    [
        pytest.param(
            "flows: {buy: {}}",
            "flows: {buy: {}}",
            "flows/buy is described twice",
            ("buy", "buy"),
            id="an id stands in two files",
        ),
        pytest.param(
            "organisation: {name: A}",
            "organisation: {name: B}",
            "the organisation is described twice; it stands once in a workspace",
            ("organisation", "organisation"),
            id="two files describe the organisation",
        ),
        pytest.param(
            "systems: {mail: {}}",
            "parties: {mail: {}}",
            "mail is described twice",
            ("mail", "mail"),
            id="a system and a party have one name",
        ),
    ],
)
def test_what_stands_twice_is_told_at_both_places(
    tmp_path: Path, first: str, second: str, message: str, keys: tuple[str, str]
) -> None:
    write(tmp_path, {"a.yaml": f"pdplint: 1\n{first}\n", "b.yaml": f"pdplint: 1\n{second}\n"})
    problems = link(tmp_path).problems
    assert [p.message.en for p in problems] == [message, message]
    assert [Path(p.place.path).name for p in problems] == ["a.yaml", "b.yaml"]
    assert [Path(p.related[0].place.path).name for p in problems] == ["b.yaml", "a.yaml"]
    assert [both(p) for p in problems] == [keys, keys[::-1]]


def test_one_id_may_stand_in_two_kinds(tmp_path: Path) -> None:
    text = "pdplint: 1\nsystems: {mail: {}}\npurposes: {mail: {}}\nflows: {mail: {}}\n"
    assert link(describe(tmp_path, text)).problems == []


def test_a_workspace_is_the_union_of_its_documents(tmp_path: Path) -> None:
    text = "pdplint: 1\nflows: {buy: {to: [db]}}\n---\npdplint: 1\nsystems: {db: {}}\n"
    workspace = link(describe(tmp_path, text))
    assert workspace.problems == []
    assert workspace.entities["systems"]["db"].document == 1


def test_the_first_of_two_is_judged(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": "pdplint: 1\nflows: {x: {name: A}}\n",
            "b.yaml": "pdplint: 1\nflows: {x: {name: B}}\n",
        },
    )
    assert link(tmp_path).entities["flows"]["x"].value == {"name": "A"}


def test_without_an_organisation_an_empty_one_stands_in(tmp_path: Path) -> None:
    workspace = link(describe(tmp_path, "pdplint: 1\nflows: {x: {}}\n"))
    assert not workspace.described_organisation
    assert workspace.organisation.value == {}
    assert [entity.subject for entity in workspace.all()] == ["flows/x"]


# References ------------------------------------------------------------------------------------

REFERENCES = """\
pdplint: 1
organisation: {incidents: {monitored_by: [siem, mail-house]}}
parties: {mail-house: {agreement: none}}
systems: {orders: {operated_by: organisation}, siem: {}}
purposes: {fulfil: {}}
consents: {screen: {covers: [fulfil]}}
flows:
  checkout: {from: subject, to: [orders, mail-house], purpose: fulfil, consent: screen}
  forward: {from: orders, to: [mail-house]}
assessments: {dpia: {covers: [checkout, forward]}}
"""


def test_references_that_lead_somewhere_are_silent(tmp_path: Path) -> None:
    assert link(describe(tmp_path, REFERENCES)).problems == []


@pytest.mark.parametrize(
    ("right", "wrong", "message", "underline"),
    [
        pytest.param(
            "to: [orders, mail-house]",
            "to: [order, mail-house]",
            "order is not described in this workspace; did you mean orders?",
            "order",
            id="in a list, with what is near",
        ),
        pytest.param(
            "purpose: fulfil",
            "purpose: zzz",
            "zzz is not described in this workspace",
            "zzz",
            id="at a key, with nothing near",
        ),
        pytest.param(
            "from: subject",
            "from: subjekt",
            "subjekt is not described in this workspace; did you mean subject?",
            "subjekt",
            id="a reserved word can be what was meant",
        ),
        pytest.param(
            "consent: screen",
            "consent: screem",
            "screem is not described in this workspace; did you mean screen?",
            "screem",
            id="an entry said once",
        ),
        pytest.param(
            "monitored_by: [siem,",
            "monitored_by: [seim,",
            "seim is not described in this workspace; did you mean siem?",
            "seim",
            id="of the organisation",
        ),
        pytest.param(
            "{covers: [fulfil]}",
            "{covers: [fulfill]}",
            "fulfill is not described in this workspace; did you mean fulfil?",
            "fulfill",
            id="inside an entry",
        ),
    ],
)
def test_an_unknown_reference_is_told_with_what_is_near(
    tmp_path: Path, right: str, wrong: str, message: str, underline: str
) -> None:
    assert REFERENCES.count(right) == 1
    workspace = link(describe(tmp_path, REFERENCES.replace(right, wrong)))
    assert told(workspace.problems) == [(message, underline)]


@pytest.mark.parametrize(
    ("right", "wrong", "message", "places"),
    [
        pytest.param(
            "from: subject",
            "from: fulfil",
            "fulfil is one of purposes; one of systems, parties, subject, third_party is wanted",
            ("fulfil", "fulfil"),
            id="a purpose where a source is wanted",
        ),
        pytest.param(
            "covers: [checkout, forward]",
            "covers: [siem, forward]",
            "siem is one of systems; one of flows is wanted",
            ("siem", "siem"),
            id="a system where a flow is wanted",
        ),
    ],
)
def test_a_target_of_the_wrong_kind_is_told_with_both_places(
    tmp_path: Path, right: str, wrong: str, message: str, places: tuple[str, str]
) -> None:
    workspace = link(describe(tmp_path, REFERENCES.replace(right, wrong)))
    [problem] = workspace.problems
    assert problem.message.en == message
    assert both(problem) == places
    assert problem.related[0].place.pointer != problem.place.pointer


def test_a_reference_that_leads_nowhere_is_not_judged(tmp_path: Path) -> None:
    text = REFERENCES.replace("to: [orders, mail-house]", "to: [nowhere, mail-house]")
    workspace = link(describe(tmp_path, text))
    assert workspace.entities["flows"]["checkout"].value["to"] == [REFUSED, "mail-house"]


UNREADABLE = "pdplint: 1\npurposes: {fulfil: {\n"


def test_an_unreadable_file_makes_unknown_references_say_so(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "pdplint: 1\nflows: {x: {purpose: fulfil}}\n", "b.yaml": UNREADABLE})
    [(message, underline)] = told(link(tmp_path).problems)
    assert message.startswith("fulfil is in no file that could be read; ")
    assert message.endswith("b.yaml could not be read whole")
    assert underline == "fulfil"


def test_beside_an_unreadable_file_a_reference_cannot_be_told_to_be_wrong(tmp_path: Path) -> None:
    near = "pdplint: 1\nflows: {x: {purpose: fulfill}}\npurposes: {fulfil: {}}\n"
    write(tmp_path, {"a.yaml": near, "b.yaml": UNREADABLE})
    [problem] = link(tmp_path).problems
    assert problem.kind == "undecided"
    assert problem.message.en.startswith("fulfill is in no file that could be read; ")


# Papers ----------------------------------------------------------------------------------------

HEADINGS = (
    "# Take-down: how?\r\n\r\ntext\r\n## Second  one ##\r\n#no heading\r\n### Đơn khiếu nại\r\n"
)


@pytest.mark.parametrize(
    ("paper", "expected"),
    [
        pytest.param("a.md", None, id="it is there"),
        pytest.param("sub/b.pdf", None, id="it is there and no Markdown"),
        pytest.param(
            "sub/", "sub/: the file cannot be read: it is no regular file", id="a folder of papers"
        ),
        pytest.param("a.md#take-down-how", None, id="its heading is there, as an anchor"),
        pytest.param("a.md#đơn-khiếu-nại", None, id="a heading in Vietnamese"),
        pytest.param("b.md", "b.md is not a file of this workspace", id="it is not there"),
        pytest.param("a.md#no", "a.md has no heading #no", id="the heading is not there"),
        pytest.param(
            "a.md#no-heading", "a.md has no heading #no-heading", id="a hash without a space"
        ),
        pytest.param("sub/b.pdf#x", "sub/b.pdf has no heading #x", id="only Markdown has headings"),
        pytest.param("../a.md", "../a.md leads out of the workspace", id="above the root"),
        pytest.param(
            "/etc/passwd", "/etc/passwd leads out of the workspace", id="an absolute path"
        ),
        pytest.param("link.md", "link.md leads out of the workspace", id="a link out of the root"),
        pytest.param("a\0b", "a\0b is not a file of this workspace", id="a name no file can have"),
        pytest.param("x" * 300, f"{'x' * 300} is not a file of this workspace", id="a long name"),
        pytest.param("a.md/b", "a.md/b is not a file of this workspace", id="below a file"),
    ],
)
def test_papers_are_looked_for_below_the_root(
    tmp_path: Path, paper: str, expected: str | None
) -> None:
    root = tmp_path / "root"
    write(root, {"a.md": HEADINGS.encode(), "sub/b.pdf": b"%PDF"})
    write(tmp_path, {"outside.md": "x"})
    (root / "link.md").symlink_to(tmp_path / "outside.md")
    name = json.dumps(paper)
    workspace = link(describe(root, f"pdplint: 1\nnotices: {{page: {{document: {name}}}}}\n"))
    expects = [] if expected is None else [(expected, name if "\0" in paper else paper)]
    found = [
        (m, u.strip('"') if u and "\0" not in paper else u) for m, u in told(workspace.problems)
    ]
    assert found == expects
    document = workspace.entities["notices"]["page"].value["document"]
    assert document == paper if expected is None else document is REFUSED


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("https://example.vn/notice", True, id="a page"),
        pytest.param("mailto:a@b.vn", True, id="a mailbox"),
        pytest.param("git+ssh://host/x", True, id="a scheme with a plus"),
        pytest.param("legal/notice.md", False, id="a file"),
        pytest.param("a b:c", False, id="a name with a colon"),
        pytest.param("x:", False, id="nothing after the colon"),
        pytest.param(":x", False, id="nothing before it"),
    ],
)
def test_an_address_is_told_from_a_file(name: str, expected: bool) -> None:
    assert is_address(name) is expected


def test_an_address_is_relied_on_and_no_file_is_looked_for(tmp_path: Path) -> None:
    text = 'pdplint: 1\nnotices: {page: {document: "https://example.vn/notice"}}\n'
    report = reported(describe(tmp_path, text))
    assert [f for f in report.findings if f.kind == "problem"] == []
    [reliance] = report.relied_on
    assert reliance.claim.en == "kept elsewhere: https://example.vn/notice"
    assert underlined(reliance.place) == '"https://example.vn/notice"'


# Whatever is refused ---------------------------------------------------------------------------


@cache
def full() -> Any:
    content = read(FULL.encode())
    assert content.problems == []
    return content.documents[0]


def nodes(value: Any, pointer: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = list(value.items() if isinstance(value, dict) else enumerate(value))
    below = [
        inner
        for key, sub in items
        for inner in (
            nodes(sub, (*pointer, key)) if isinstance(sub, dict | list) else [(*pointer, key)]
        )
    ]
    return [pointer, *below] if pointer else below


def with_at(pointer: tuple[Any, ...], value: Any) -> Any:
    document = deepcopy(full())
    holder = document
    for part in pointer[:-1]:
        holder = holder[part]
    holder[pointer[-1]] = value
    return document


def test_the_full_description_has_no_problem(tmp_path: Path) -> None:
    report = reported(describe(tmp_path, FULL, a_md="# Takedown\n"))
    assert {f.control for f in report.findings if f.kind == "problem"} == {"paper"}  # one for all


NODES = st.deferred(lambda: st.sampled_from(nodes(full())))
REFUSED_TEXTS = ["null", "!!str x", ".nan", "'9999-99-99'", "'2 fortnights'", '"\\u0000"']
WRONG = [
    5, -1, 1.5, True, 10**150, "nonsense", "none", "organisation", "subject", "worldwide", "a\0b",
    "user", "../x", "/etc/passwd", "#x", "y" * 400, "9999-12-31", "0001-01-01", "forever", "999999y",
    [], {}, [5], ["x"], ["orders", "orders"], {"x": 1}, [[[]]], {"given": {"within": {}}},
]  # fmt: skip


@settings(max_examples=60)
@given(pointer=NODES, wrong=st.sampled_from(WRONG))
def test_a_wrong_value_anywhere_never_stops_a_run(pointer: tuple[Any, ...], wrong: Any) -> None:
    assume(pointer != ("pdplint",))  # nothing is judged then
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = json.dumps(with_at(pointer, wrong))
        write(folder, {"a.json": text, "a.md": "# Takedown\n"})
        report = reported(folder)
        assert all(f.place.span is not None for f in report.findings)
        assert all(len(f.fingerprint) == 16 for f in report.findings)


@settings(max_examples=30)
@given(pointer=NODES)
def test_something_refused_anywhere_is_told_once_and_never_stops_a_run(
    pointer: tuple[Any, ...],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        text = json.dumps(with_at(pointer, None))  # the format refuses null
        write(folder, {"a.json": text, "a.md": "# Takedown\n"})
        problems = [f for f in reported(folder).findings if f.kind == "problem"]
        assert [p.control for p in problems].count("syntax") == 1


@settings(max_examples=40)
@given(pointer=NODES)
def test_a_node_that_is_refused_after_reading_never_stops_linking(pointer: tuple[Any, ...]) -> None:
    document = with_at(pointer, REFUSED)
    workspace = Workspace([Document("a.yaml", 0, document)], resources().table, ())
    assert workspace.organisation is not None
    assert {p.control for p in workspace.problems} <= {"reference"}
    assert {p.control for p in contradictions(workspace)} <= {"contradiction"}


@pytest.mark.parametrize("text", REFUSED_TEXTS)
def test_a_refused_value_is_told_once_where_it_stands(tmp_path: Path, text: str) -> None:
    description = f"pdplint: 1\norganisation: {{operating_since: {text}}}\n"
    problems = [f for f in ran(describe(tmp_path, description)).findings if f.kind == "problem"]
    assert len(problems) == 1
    assert underlined(problems[0].place) in {text, text.removeprefix("!!str ")}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pdplint: 1\nflows: null\n", id="a kind"),
        pytest.param("pdplint: 1\nflows: []\n", id="a kind that is a list"),
        pytest.param("pdplint: 1\norganisation: 5\n", id="the organisation"),
        pytest.param("%YAML 1.1\n---\npdplint: 1\n", id="a whole document"),
        pytest.param("pdplint: 2\nflows: {x: {}}\n", id="the version"),
        pytest.param("- pdplint: 1\n", id="a list of documents"),
    ],
)
def test_what_is_refused_near_the_root_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    report = ran(tmp_path / "a.yaml")
    assert [f for f in report.findings if f.kind == "problem"]


def test_a_document_that_cannot_be_used_counts_as_unread(tmp_path: Path) -> None:
    describe(
        tmp_path,
        "pdplint: 1\nflows: {x: {purpose: fulfil}}\n",
        b_yaml="%YAML 1.1\n---\npdplint: 1\n",
    )
    one = read_workspace(find(tmp_path.resolve(), [], Config()), resources().form)
    assert [Path(name).name for name in one.unread] == ["b.yaml"]
