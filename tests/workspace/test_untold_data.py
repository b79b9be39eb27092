"""A flow that does not say which data it moves: inherited first, linked then, and told where not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pdplint.policy.condition import Reads
from pdplint.run.explaining import explain_verdict
from pdplint.words.pages import say
from tests.workspaces import TODAY, describe, reported, sees

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pdplint.model.finding import Finding
    from pdplint.model.report import Report

EMAIL, IMAGE = "user.contact.email", "user.image"

DESCRIBED: dict[str, Any] = {
    "pdplint": 1,
    "organisation": {"name": "Org", "services": ["marketing_services"]},
    "purposes": {
        "guard": {"statement": "Guard", "use": "essential.service.security", "needs": [IMAGE]},
        "insure": {"statement": "Insure", "use": "train_ai_system", "needs": [EMAIL]},
    },
    "notices": {
        "sign": {"given": "on_site_sign", "covers": ["guard"]},
        "page": {"given": "at_collection", "covers": ["insure"]},
    },
    "parties": {"insurer": {"role": "controller", "country": "VN"}},
    "systems": {
        "cameras": {"kind": "camera_network", "operated_by": "organisation"},
        "recorder": {"kind": "file_store", "operated_by": "organisation"},
        "core": {"kind": "database", "operated_by": "organisation"},
    },
    "flows": {
        "film": {"purpose": "guard", "role": "controller", "data": [IMAGE], "from": "subject", "to": ["recorder"],
                 "collected_by": "audio_video_public", "legal_basis": "public_recording", "notice": "sign",
                 "retention": {"kept": "30d"}},
        "keep-film": {"purpose": "guard", "from": "recorder", "to": ["core"], "retention": {"kept": "30d"}},
        "sign-up": {"purpose": "insure", "role": "controller", "data": [EMAIL], "from": "subject", "to": ["core"],
                    "collected_by": "form", "legal_basis": "consent", "notice": "page"},
        "hand-over": {"purpose": "insure", "data": [EMAIL], "from": "core", "to": ["insurer"],
                      "retention": {"kept": "30d"}},
    },
}  # fmt: skip


def report(folder: Path, **changed: Mapping[str, Any] | None) -> Report:
    """Report what is described with some flows changed: fields set, or with `None` left out."""
    flows = {name: dict(flow) for name, flow in DESCRIBED["flows"].items()}
    for name, fields in changed.items():
        flow = flows[name.replace("_", "-")]
        flow |= fields or {}
        for field in [field for field, value in flow.items() if value is None]:
            del flow[field]
    return reported(
        describe(folder, yaml.safe_dump({**DESCRIBED, "flows": flows}, sort_keys=False))
    )


def told(made: Report, clause: str) -> set[tuple[str, str, str]]:
    """Return where a clause is found amiss, and for the sake of which flow."""
    cited = [f for f in made.findings if clause in {c.clause.id for c in f.citations}]
    return {(f.kind, f.subject + _inside(f), one) for f in cited for one in _for_whom(f)}


def _inside(found: Finding) -> str:
    return "".join(f"/{part}" for part in found.place.pointer[2:])


def _for_whom(found: Finding) -> set[str]:
    asked = {one.subject for one in found.related if one.message.en.startswith("asked for")}
    return asked or {found.subject}


def test_a_copy_that_does_not_say_its_data_carries_what_it_was_filled_with(tmp_path: Path) -> None:
    made = report(tmp_path)
    assert told(made, "16.2") == set()
    assert told(made, "14.1.c") == set()


@pytest.mark.parametrize(
    "data",
    [pytest.param(None, id="taken over"), pytest.param([IMAGE], id="said")],
)
def test_what_was_never_filmed_is_not_asked_for_a_sign(
    tmp_path: Path, data: list[str] | None
) -> None:
    made = report(tmp_path, keep_film={"data": data})
    assert {j.clause.id: j.subjects["shortfall"] for j in made.judged}["16.2"] == 0


def test_where_data_comes_in_untold_it_is_undeclared_there_and_no_shortfall_further_on(
    tmp_path: Path,
) -> None:
    made = report(tmp_path, film={"data": None})
    assert told(made, "16.2") == {("undeclared", "flows/film/data", "flows/hand-over")}
    assert ("undeclared", "flows/film/data", "flows/hand-over") in told(made, "14.1.c")
    assert not [f for f in made.findings if f.subject == "flows/hand-over" and "16.2" in _cites(f)]
    assert len([f for f in made.findings if f.place.pointer == ("flows", "film", "data")]) <= 1


def _cites(found: Finding) -> set[str]:
    return {citation.clause.id for citation in found.citations}


def test_what_was_refused_is_told_once_and_makes_nothing_fall_short(tmp_path: Path) -> None:
    made = report(tmp_path, film={"data": ["user.imago"]})
    assert {kind for kind, _, one in told(made, "16.2") if one == "flows/hand-over"} == set()
    states = {j.clause.id: (j.state, j.subjects["undecided"]) for j in made.judged}
    assert states["16.2"] == ("undecided", 1)
    assert [f.place.pointer for f in made.findings if f.control == "shape"] == [
        ("flows", "film", "data", 0)
    ]


def test_a_copy_whose_data_was_refused_may_carry_either(tmp_path: Path) -> None:
    made = report(tmp_path, hand_over={"data": 5})
    assert told(made, "16.2") == set()
    assert {j.clause.id: j.state for j in made.judged}["16.2"] == "undecided"


def test_of_the_only_flow_that_fills_a_system_it_is_known_that_it_goes_on(tmp_path: Path) -> None:
    made = report(
        tmp_path,
        film={"data": None},
        sign_up={"to": ["insurer"]},
    )
    assert {kind for kind, _, _ in told(made, "16.2")} == {"shortfall"}


# Where copies lie ---------------------------------------------------------------------------------

SYSTEMS = "systems: {abroad: {hosted_in: [SG]}, home: {hosted_in: [VN]}, x: {operated_by: vendor, hosted_in: [SG]}}"


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param(
            "{f: {from: subject, data: [user.name], to: [abroad]}, g: {from: abroad, to: [home]}}",
            ("value", ["SG", "VN"], "flows/f"),
            id="a copy that does not say its data carries it home",
        ),
        pytest.param(
            "{f: {from: subject, to: [abroad]}, g: {from: abroad, to: [home]}}",
            ("value", ["SG", "VN"], "flows/f"),
            id="whatever it is, it is copied home whole",
        ),
        pytest.param(
            "{f: {from: subject, to: [abroad]}, g: {from: abroad, data: [user.name], to: [home]}}",
            ("missing", None, "flows/f"),
            id="it is not said what comes in, so not whether the copy at home has all of it",
        ),
        pytest.param(
            "{f: {from: subject, data: [user.name], to: [abroad]}, g: {from: abroad, data: 5, to: [home]}}",
            ("unknown", None, "flows/f"),
            id="what goes home was refused",
        ),
        pytest.param(
            "{f: {from: subject, data: 5, to: [abroad]}, g: {from: abroad, data: [user.name], to: [home]}}",
            ("unknown", None, "flows/f"),
            id="what comes in was refused",
        ),
        pytest.param(
            "{f: {from: subject, to: [abroad]}}",
            ("value", ["SG"], "flows/f"),
            id="whatever it is, none of it lies at home",
        ),
        pytest.param(
            "{f: {from: subject, to: [home]}, g: {from: home, data: [user.name], to: [abroad]}}",
            ("value", ["VN"], "flows/f"),
            id="whatever it is, it lies at home",
        ),
        pytest.param(
            "{f: {from: subject, data: [user.name], to: [x]}, g: {from: x, to: [home]}}",
            ("unknown", None, "flows/f"),
            id="what comes back from a vendor's system is not said",
        ),
    ],
)
def test_where_copies_of_untold_data_lie(
    tmp_path: Path, flows: str, expected: tuple[str, Any, str]
) -> None:
    derived = sees(
        tmp_path, f"pdplint: 1\nparties: {{vendor: {{country: SG}}}}\n{SYSTEMS}\nflows: {flows}\n"
    )
    fact = derived.facts(derived.workspace.entities["flows"]["f"])["kept_in"]
    assert (fact.state, fact.value, fact.origins[0].entity.subject) == expected


# From which flows a copy takes what it does not say ----------------------------------------------

CORE = "systems: {a: {}, core: {}, mid: {}}\nflows:\n"


@pytest.mark.parametrize(
    ("flows", "each", "doubtful"),
    [
        pytest.param(
            """
  f: {from: subject, to: [core], data: [user.name], role: controller}
  g: {from: subject, to: [core], data: [user.image], role: processor}
  x: {from: core, data: [user.name]}""",
            "f", "", id="that which brings it",
        ),
        pytest.param(
            """
  f: {from: subject, to: [core], data: [user.name], role: controller}
  g: {from: subject, to: [core], role: processor}
  x: {from: core, data: [user.name]}""",
            "f", "g", id="one brings it, another may",
        ),
        pytest.param(
            """
  f: {from: subject, to: [core], data: [user.name], role: controller}
  g: {from: subject, to: [core], role: controller}
  x: {from: core, data: [user.name]}""",
            "f", "", id="what may bring it hands down the same",
        ),
        pytest.param(
            """
  f: {from: subject, to: [core], data: [user.image], role: controller}
  g: {from: subject, to: [core], role: processor}
  x: {from: core, data: [user.name]}""",
            "g", "", id="only one may bring it",
        ),
        pytest.param(
            """
  f: {from: subject, to: [core], role: controller}
  g: {from: subject, to: [core], role: processor}
  x: {from: core, data: [user.name]}""",
            "", "f g", id="one of two may bring it",
        ),
        pytest.param(
            """
  f: {from: subject, to: [core], role: controller}
  g: {from: subject, to: [core], role: processor}
  x: {from: core}""",
            "f g", "", id="all of it is passed on, whatever it is",
        ),
        pytest.param(
            """
  f: {from: subject, to: [a], data: [user.name], role: controller}
  g: {from: a, to: [core]}
  h: {from: subject, to: [core], data: [user.image], role: processor}
  x: {from: core, data: [user.name]}""",
            "f", "", id="through a copy that takes it over",
        ),
        pytest.param(
            """
  f: {from: subject, to: [a], data: [user.name], role: controller}
  g: {from: a, to: [core], data: 5}
  h: {from: subject, to: [core], data: [user.name], role: processor}
  x: {from: core, data: [user.name]}""",
            "h", "f", id="through a copy that was refused, perhaps",
        ),
        pytest.param(
            """
  f: {from: subject, to: [a], data: [user.name], role: controller}
  g: {from: a, to: [core], data: 5, role: third_party}
  h: {from: subject, to: [core], data: [user.name], role: processor}
  x: {from: core, data: [user.name]}""",
            "h", "f g", id="one that declares on the way, perhaps",
        ),
        pytest.param(
            """
  f: {from: subject, to: [a], data: [user.image], role: controller}
  g: {from: a, to: [mid]}
  k: {from: mid, to: [a, core]}
  h: {from: subject, to: [core], data: [user.name], role: processor}
  x: {from: core, data: [user.name]}""",
            "h", "", id="round a ring nothing is added",
        ),
    ],
)  # fmt: skip
def test_from_which_flows_a_copy_is_known_to_take_what_it_passes_on(
    tmp_path: Path, flows: str, each: str, doubtful: str
) -> None:
    derived = sees(tmp_path, f"pdplint: 1\n{CORE}{flows}\n")
    found = derived.sources(derived.workspace.entities["flows"]["x"], Reads(frozenset({"role"})))
    assert [one.id for one in found.each if one] == each.split()
    assert [one.id for one in found.doubtful] == doubtful.split()


def test_the_truth_table_gives_the_verdict_of_the_report(tmp_path: Path) -> None:
    report(tmp_path, film={"data": None})
    page = explain_verdict("public-recording", "flows/hand-over", None, tmp_path, TODAY, "en")
    assert say("verdict-undeclared").en in page
