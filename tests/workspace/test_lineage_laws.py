"""Laws of lineage, through the whole engine: from files to findings, by the shipped policies."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from pdplint.judge.findings import MOST_HOPS
from pdplint.run.checking import run
from pdplint.run.settings import Options
from tests.workspaces import ROOT, TODAY, describe, reported, write

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pdplint.model.finding import Finding, Related
    from pdplint.model.report import Report
    from pdplint.model.text import Text

DATA = ["user.name", "user.contact.email", "user.contact", "user.behavior.purchase_history"]
SYSTEMS = ["sys-a", "sys-b", "sys-c", "sys-d"]
PARTIES = ["par-a", "par-b"]
SPEEDS = ["12h", "24h", "48h", "72h", "35d"]
WHEN = ["VN", "SG"]

WHOLE: dict[str, Any] = {
    "pdplint": 1,
    "organisation": {"name": "Org", "established_in": "VN", "kind": "enterprise", "services": ["website"],
                     "operating_since": "2026-03-02"},
    "purposes": {
        "pur-a": {"statement": "A", "use": "essential.service", "needs": ["user"], "lasts": "12mo"},
        "pur-b": {"statement": "B", "use": "marketing.communications.email", "needs": ["user.name"], "lasts": "1mo"},
    },
    "subjects": {"people": {"kinds": ["customer"], "citizens_of": ["VN"], "located_in": ["VN"], "youngest": 18}},
    "notices": {"page": {"given": "at_collection", "covers": ["pur-a"], "contains": ["purposes"]}},
    "consents": {"box": {"given": "before_collection", "expressed_by": "tick_box", "covers": ["pur-a"],
                         "partial": "by_purpose", "withdrawal": {"stops_within": "24h"}}},
    "rights": {"desk": {"asked_at": "here", "delete": {"within": "24h"}}},
}  # fmt: skip


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small workspace, every part of which is well described or left out."""
    one_of = st.sampled_from
    made = deepcopy(WHOLE)
    made["parties"] = {p: {"role": "processor", "country": draw(one_of(WHEN))} for p in PARTIES}
    made["systems"] = {
        name: {
            "kind": draw(one_of(["database", "backup", "queue"])),
            "operated_by": "organisation",
            "hosted_by": draw(one_of(PARTIES)),
            "hosted_in": [draw(one_of(WHEN))],
            "accessed_from": ["VN"],
            "deletion": {"within": draw(one_of(SPEEDS))},
        }
        for name in SYSTEMS
    }
    made["flows"] = {f"flow-{number}": draw(flows()) for number in range(draw(st.integers(1, 5)))}
    return made


@st.composite
def flows(draw: st.DrawFn) -> dict[str, Any]:
    to = draw(st.lists(st.sampled_from([*SYSTEMS, *PARTIES]), min_size=1, max_size=2, unique=True))
    made: dict[str, Any] = {
        "purpose": draw(st.sampled_from(["pur-a", "pur-b"])),
        "data": draw(st.lists(st.sampled_from(DATA), min_size=1, max_size=2, unique=True)),
        "from": draw(st.sampled_from(["subject", *SYSTEMS])),
        "to": to,
        "retention": {"kept": draw(st.sampled_from(["1mo", "12mo", "24mo"])), "then": "erase"},
    }
    if made["from"] == "subject":
        made |= {"role": "controller", "subjects": "people", "collected_by": "form", "legal_basis": "consent",
                 "consent": "box", "notice": "page", "rights": "desk"}  # fmt: skip
    return made


def report(described: Mapping[str, Any]) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        return reported(describe(Path(folder), yaml.safe_dump(described, sort_keys=False)))


def crossings(described: Mapping[str, Any]) -> set[tuple[str, str]]:
    made = report(described).graph
    assert made is not None
    return {(edge.label, edge.target) for edge in made.edges if edge.crossing}


def reached(described: Mapping[str, Any], control: str) -> set[tuple[str, str]]:
    """Return at which place a control falls short, and for the sake of which flow."""
    found = [
        f for f in report(described).findings if f.control == control and f.kind == "shortfall"
    ]
    return {
        (f.subject, one) for f in found for one in (f.place.json_pointer, *_subjects(f.related))
    }


def _subjects(related: Iterable[Related]) -> Iterator[str]:
    return (one.subject for one in related)


fewer = settings(max_examples=15, deadline=None, phases=set(Phase) - {Phase.explain})


@fewer
@given(workspaces(), st.sampled_from(SYSTEMS), flows())
def test_adding_a_hop_abroad_never_removes_a_crossing(
    described: dict[str, Any], source: str, hop: dict[str, Any]
) -> None:
    before = crossings(described)
    more = deepcopy(described)
    more["parties"]["par-new"] = {"role": "processor", "country": "US"}
    for key in ("role", "subjects", "collected_by", "legal_basis", "consent", "notice", "rights"):
        hop.pop(key, None)
    more["flows"]["flow-new"] = {**hop, "from": source, "to": ["par-new"]}
    after = crossings(more)
    assert before | {("flow-new", "parties/par-new")} == after


@fewer
@given(workspaces(), st.sampled_from(SYSTEMS))
def test_a_slower_copy_never_removes_a_finding_on_deletion(
    described: dict[str, Any], slower: str
) -> None:
    before = reached(described, "deletion-reaches-copies")
    now = described["systems"][slower]["deletion"]
    now["within"] = SPEEDS[min(SPEEDS.index(now["within"]) + 1, len(SPEEDS) - 1)]
    assert before <= reached(described, "deletion-reaches-copies")


RENAMED = re.compile(r"\b(flow|sys|par|pur)-(\w)\b")


TURNED = str.maketrans("abcd01234", "dcba43210")


def other(text: str) -> str:
    """Return a text with other ids, in another order of the alphabet; twice, it is the same again."""
    return RENAMED.sub(lambda found: f"{found[1]}-{found[2].translate(TURNED)}", text)


def said(found: Finding, *, renamed: bool) -> tuple[Any, ...]:
    def of(text: str) -> str:
        return other(text) if renamed else text

    def both(text: Text) -> tuple[list[str], list[str]]:
        return sorted(of(text.en).split("; ")), sorted(of(text.vi).split("; "))

    return (
        found.control, found.kind, found.severity, of(found.subject), of(found.place.json_pointer),
        found.place.span and found.place.span.line, both(found.message),
        tuple(sorted(citation.clause.ref for citation in found.citations)),
        sorted((of(one.subject), both(one.message)) for one in found.related),
        len(found.hops),  # of ways that are as long that is shown whose ids come first
    )  # fmt: skip


def is_tied(found: Finding) -> bool:
    """Tell whether a finding names the first of several systems that nothing fills.

    The first is that whose id comes first, so that no order of files and keys decides; another name
    makes another the first.
    """
    return (found.control, found.kind) == ("marketing-own-data", "undecided")


@fewer
@given(workspaces())
def test_renaming_ids_changes_nothing_but_names(described: dict[str, Any]) -> None:
    renamed = yaml.safe_load(other(yaml.safe_dump(described, sort_keys=False)))
    first, second = report(described), report(renamed)
    assert sorted(said(f, renamed=True) for f in first.findings if not is_tied(f)) == sorted(
        said(f, renamed=False) for f in second.findings if not is_tied(f)
    )
    assert [(j.clause.ref, j.state, j.subjects) for j in first.judged] == [
        (j.clause.ref, j.state, j.subjects) for j in second.judged
    ]


# A workspace of several files

TEAMS: dict[str, dict[str, Any]] = {
    "org.yaml": {key: WHOLE[key] for key in ("pdplint", "organisation", "purposes", "subjects")},
    "papers.yaml": {"pdplint": 1, **{key: WHOLE[key] for key in ("notices", "consents", "rights")}},
    "shop.yaml": {
        "pdplint": 1,
        "systems": {"orders": {"kind": "database", "operated_by": "organisation", "hosted_in": ["VN"],
                               "deletion": {"within": "24h"}}},
        "flows": {"buy": {"purpose": "pur-a", "role": "controller", "data": ["user.name"], "subjects": "people",
                          "from": "subject", "to": ["orders"], "legal_basis": "consent", "consent": "box",
                          "notice": "page", "rights": "desk", "collected_by": "form",
                          "retention": {"kept": "12mo", "then": "erase"}}},
    },
    "ads.yaml": {
        "pdplint": 1,
        "systems": {"crm": {"kind": "database", "operated_by": "organisation", "hosted_in": ["VN"],
                            "deletion": {"within": "35d"}}},
        "flows": {"advertise": {"purpose": "pur-b", "data": ["user.name"], "from": "orders", "to": ["crm"],
                                "retention": {"kept": "24mo", "then": "erase"}}},
    },
}  # fmt: skip
CUT = [
    pytest.param(name, id=f"{name} does not parse")
    for name in ("papers.yaml", "shop.yaml", "ads.yaml")
]


def teams(folder: Path) -> Path:
    texts = {name: yaml.safe_dump(text, sort_keys=False) for name, text in TEAMS.items()}
    return write(folder, texts)


def shortfalls(made: Report) -> Counter[tuple[str, str, str]]:
    found = (f for f in made.findings if f.kind == "shortfall")
    return Counter((f.control, f.subject, f.place.json_pointer) for f in found)


def test_the_path_of_a_finding_goes_through_files_in_order(tmp_path: Path) -> None:
    made = reported(teams(tmp_path))
    (found,) = (f for f in made.findings if f.control == "consent-covers-purpose")
    assert [(hop.subject, Path(hop.place.path).name) for hop in found.hops] == [
        ("flows/buy", "shop.yaml"),
        ("flows/advertise", "ads.yaml"),
    ]
    assert all(hop.place.span is not None for hop in found.hops)


@pytest.mark.parametrize("broken", CUT)
def test_a_file_that_does_not_parse_makes_nothing_fall_short_that_did_not(
    tmp_path: Path, broken: str
) -> None:
    whole = shortfalls(reported(teams(tmp_path)))
    text = (tmp_path / broken).read_text("utf-8")
    (tmp_path / broken).write_text(text + "\n  : [", "utf-8")
    made = reported(tmp_path)
    assert [f for f in made.findings if f.control == "syntax"]
    assert shortfalls(made) - whole == Counter()


@fewer
@given(workspaces(), st.sampled_from([*SYSTEMS, *PARTIES]))
def test_a_system_that_cannot_be_read_makes_nothing_fall_short_that_did_not(
    described: dict[str, Any], name: str
) -> None:
    whole = shortfalls(report(described))
    described["systems" if name in SYSTEMS else "parties"][name] = 5
    assert shortfalls(report(described)) - whole == Counter()


@pytest.mark.parametrize("name", TEAMS)
def test_checking_one_file_reports_what_concerns_it_and_links_all(
    tmp_path: Path, name: str
) -> None:
    folder = teams(tmp_path)
    (folder / "pdplint.yaml").write_text("regimes: [vn-draft-2021]\n", "utf-8")
    every = run([folder], Options(), TODAY)
    one = run([folder / name], Options(), TODAY)
    shown = {f.fingerprint for f in one.findings}
    for found in every.findings:
        at = {Path(p.path).name for p in (found.place, *(r.place for r in found.related))}
        assert (found.fingerprint in shown) is (name in at or found.control == "nothing-described")
    assert not [f for f in one.findings if f.control == "reference"]
    assert one.judged == every.judged


# Paths that a reader follows


def hops(made: Report, control: str, subject: str) -> list[str]:
    (found,) = (f for f in made.findings if (f.control, f.subject) == (control, subject))
    return [hop.message.en for hop in found.hops]


@pytest.mark.parametrize(
    ("control", "subject", "expected"),
    [
        pytest.param(
            "transfer-assessment-kept",
            "flows/share-features",
            ["return-parcel", "load-orders", "build-features", "share-features"],
            id="three hops after the collection it leaves the country",
        ),
        pytest.param(
            "deletion-reaches-copies",
            "systems/orders-backup",
            ["return-parcel", "back-up-orders"],
            id="a backup that is slow to forget",
        ),
        pytest.param(
            "consent-covers-purpose",
            "consents/sign-up-screen",
            ["checkout", "place-order", "note-orders", "build-audience"],
            id="consent for delivery ends in advertising",
        ),
        pytest.param(
            "data-stored-in-vietnam",
            "systems/replay-store",
            ["browse", "store-replays"],
            id="onward, to the link of which nobody says where it is",
        ),
    ],
)
def test_the_example_of_a_platform_shows_its_paths(
    control: str, subject: str, expected: list[str]
) -> None:
    made = reported(ROOT / "examples" / "platform")
    assert [hop.partition(":")[0] for hop in hops(made, control, subject)] == expected


def test_of_a_very_long_path_the_middle_is_counted() -> None:
    described = deepcopy(WHOLE)
    length = MOST_HOPS + 6
    described["systems"] = {
        f"s{i}": {"operated_by": "organisation", "hosted_in": ["VN"], "deletion": {"within": "24h"}}
        for i in range(length)
    }
    described["systems"][f"s{length - 1}"]["deletion"]["within"] = "35d"
    first = {**TEAMS["shop.yaml"]["flows"]["buy"], "to": ["s0"]}
    described["flows"] = {"f0": first} | {
        f"f{i}": {"purpose": "pur-a", "data": ["user.name"], "from": f"s{i - 1}", "to": [f"s{i}"]}
        for i in range(1, length)
    }
    told = hops(report(described), "deletion-reaches-copies", f"systems/s{length - 1}")
    assert len(told) == MOST_HOPS
    assert told[0] == "f0: from subject to s0"
    assert told[1] == "(after 6 further steps) f7: from s6 to s7"
    assert told[-1].startswith(f"f{length - 1}: ")
