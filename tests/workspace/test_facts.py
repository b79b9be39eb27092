from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pdplint.policy.regimes import Law
from pdplint.workspace.contradictions import SELLING
from pdplint.workspace.facts import DERIVED_OF, NO_USERS, derive
from pdplint.workspace.linking import place
from tests.workspaces import FULL, describe, link, resources, sees, underlined

if TYPE_CHECKING:
    from pdplint.workspace.derive import Derived
    from pdplint.workspace.entity import Entity, Fact

VN = Law("VN")
SCOPES = Path(__file__).parents[2] / "policies" / "scopes.yaml"


def entity(derived: Derived, subject: str) -> Entity:
    """Return an entity by the name that reports give it."""
    if subject == "organisation":
        return derived.organisation()
    kind, _, id_ = subject.partition("/")
    return derived.transfers[id_] if kind == "transfers" else derived.workspace.entities[kind][id_]


def said(fact: Fact) -> tuple[str, Any, list[str | None]]:
    """Return a fact's state, its value, and what is underlined at the places that it came from."""
    return fact.state, fact.value, [underlined(place(origin)) for origin in fact.origins]


def fact_of(derived: Derived, subject: str, name: str) -> tuple[str, Any, list[str | None]]:
    return said(derived.facts(entity(derived, subject))[name])


# The names -------------------------------------------------------------------------------------


def test_every_derived_fact_is_declared_and_every_declared_one_is_derived() -> None:
    declared = resources().schema("facts")["properties"]
    wanted = {
        kind: set(schema["properties"]) for kind, schema in declared.items() if kind != "transfers"
    }
    made = {kind: set(functions) for kind, functions in DERIVED_OF.items() if functions}
    assert made == wanted


def test_a_transfer_has_every_declared_fact_and_no_other(tmp_path: Path) -> None:
    declared = resources().schema("facts")["properties"]["transfers"]["additionalProperties"]
    derived = sees(
        tmp_path, "pdplint: 1\nparties: {lab: {country: SG}}\nflows: {send: {to: [lab]}}\n"
    )
    assert set(derived.transfers["send/lab"].value) == set(declared["properties"])


JSON_TYPES = {"boolean": bool, "array": list, "string": str}


def test_every_value_is_of_the_declared_type(tmp_path: Path) -> None:
    derived = sees(tmp_path, FULL)
    declared = resources().schema("facts")["properties"]
    seen = 0
    for kind, schema in declared.items():
        fields = schema.get("additionalProperties", schema)["properties"]
        for subject in derived.subjects(kind):
            facts = subject.value if kind == "transfers" else derived.facts(subject)
            for name, fact in facts.items():
                if fact.state == "value":
                    assert isinstance(fact.value, JSON_TYPES[fields[name]["type"]])
                    seen += 1
    assert seen > 50


def test_facts_are_derived_once(tmp_path: Path) -> None:
    derived = sees(tmp_path, FULL)
    flow = entity(derived, "flows/checkout")
    assert derived.facts(flow) is derived.facts(flow)


# One function each -----------------------------------------------------------------------------

BASE = """\
pdplint: 1
parties: {lab: {country: SG, role: processor}, court: {role: state_agency}, buyer: {role: third_party}, anyone: {}, odd: 5}
systems: {own: {operated_by: organisation}, theirs: {operated_by: lab}, whose: {}, typo: {operated_by: nope}, odd-one: 5, rented: {operated_by: buyer}}
"""

CASES = [
    # from_outside
    ("flows: {x: {from: subject}}", "flows/x", "from_outside", ("value", True, ["subject"])),
    ("flows: {x: {from: lab}}", "flows/x", "from_outside", ("value", True, ["lab"])),
    ("flows: {x: {from: own}}", "flows/x", "from_outside", ("value", False, ["own"])),
    ("flows: {x: {from: whose}}", "flows/x", "from_outside", ("value", False, ["whose"])),
    ("flows: {x: {from: theirs}}", "flows/x", "from_outside", ("value", True, ["theirs"])),
    ("flows: {x: {from: odd-one}}", "flows/x", "from_outside", ("unknown", None, ["odd-one"])),
    ("flows: {x: {}}", "flows/x", "from_outside", ("missing", None, ["x"])),
    ("flows: {x: {from: nope}}", "flows/x", "from_outside", ("unknown", None, ["nope"])),
    # discloses
    ("flows: {x: {to: [own]}}", "flows/x", "discloses", ("value", False, ["to"])),
    ("flows: {x: {to: []}}", "flows/x", "discloses", ("unknown", None, ["to"])),
    ("flows: {x: {to: [own, lab]}}", "flows/x", "discloses", ("value", True, ["to"])),
    ("flows: {x: {to: [theirs]}}", "flows/x", "discloses", ("value", True, ["to", "lab"])),
    ("flows: {x: {to: [whose]}}", "flows/x", "discloses", ("missing", None, ["whose"])),
    ("flows: {x: {to: [whose, lab]}}", "flows/x", "discloses", ("value", True, ["to"])),
    ("flows: {x: {to: [typo]}}", "flows/x", "discloses", ("unknown", None, ["nope"])),
    ("flows: {x: {to: [odd-one]}}", "flows/x", "discloses", ("unknown", None, ["to"])),
    ("flows: {x: {to: [own, nope]}}", "flows/x", "discloses", ("unknown", None, ["to"])),
    ("flows: {x: {}}", "flows/x", "discloses", ("missing", None, ["x"])),
    # reaches_partners
    ("flows: {x: {to: [own, lab, court]}}", "flows/x", "reaches_partners", ("value", False, ["to"])),
    ("flows: {x: {to: [theirs]}}", "flows/x", "reaches_partners", ("value", False, ["to"])),
    ("flows: {x: {to: [lab, buyer]}}", "flows/x", "reaches_partners", ("value", True, ["to", "third_party"])),
    ("flows: {x: {to: [rented]}}", "flows/x", "reaches_partners", ("value", True, ["to", "third_party"])),
    ("flows: {x: {to: [anyone]}}", "flows/x", "reaches_partners", ("missing", None, ["anyone"])),
    ("flows: {x: {to: [odd]}}", "flows/x", "reaches_partners", ("unknown", None, ["to"])),
    ("flows: {x: {to: [whose]}}", "flows/x", "reaches_partners", ("missing", None, ["whose"])),
    ("flows: {x: {to: [own, nope]}}", "flows/x", "reaches_partners", ("unknown", None, ["to"])),
    ("flows: {x: {}}", "flows/x", "reaches_partners", ("missing", None, ["x"])),
    # copies
    ("flows: {x: {to: [own, lab]}}", "flows/x", "copies", ("value", ["own"], [])),
    (
        "flows: {x: {to: [own]}, y: {from: own, to: [theirs]}, z: {from: theirs, to: [own, lab]}}",
        "flows/x", "copies", ("value", ["own"], []),
    ),
    ("flows: {x: {to: [own, nope]}}", "flows/x", "copies", ("unknown", None, ["to"])),
    ("flows: {x: {to: [own, odd-one]}}", "flows/x", "copies", ("value", ["own", "odd-one"], [])),
    ("flows: {x: {}}", "flows/x", "copies", ("missing", None, ["x"])),
    ("flows: {x: {to: 5}}", "flows/x", "copies", ("unknown", None, ["5"])),
    # filled_by
    ("flows: {x: {to: [own]}, y: {to: [own]}}", "systems/own", "filled_by", ("value", ["x", "y"], ["own"])),
    ("flows: {x: {}}", "systems/own", "filled_by", ("value", [], ["own"])),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "subject", "name", "expected"),
    [
        pytest.param(*case, id=f"{case[2]} of {case[0]}")  # the description is the case
        for case in CASES
    ],
)
def test_what_is_derived_of_flows_and_systems(
    tmp_path: Path, text: str, subject: str, name: str, expected: tuple[str, Any, list[str]]
) -> None:
    assert fact_of(sees(tmp_path, f"{BASE}{text}\n"), subject, name) == expected


@pytest.mark.parametrize(
    ("flow", "services", "expected"),
    [
        pytest.param("data: [user.biometric, user.name]", "[]", ["user.biometric"], id="called so"),
        pytest.param("data: [user]", "[]", ["user"], id="a parent may hold what is called so"),
        pytest.param("data: [user.payment]", "[website]", [], id="not without the service"),
        pytest.param(
            "data: [user.payment]", "[financial_accounts]", ["user.payment"], id="with the service"
        ),
        pytest.param("data: [user.name]", "5", [], id="services that are refused"),
        pytest.param(
            "data: [user.name], sensitive: [user.name]", "[]", ["user.name"], id="the flow adds"
        ),
        pytest.param(
            "data: [user.biometric], sensitive: [user.biometric]",
            "[]",
            ["user.biometric"],
            id="once, said twice",
        ),
        pytest.param("data: [user.name]", "[]", [], id="nothing is"),
        pytest.param(
            "data: [user.payment, user.biometric]",
            "5",
            ["user.biometric"],
            id="called so with whatever services",
        ),
    ],
)
def test_what_is_sensitive(tmp_path: Path, flow: str, services: str, expected: list[str]) -> None:
    text = f"pdplint: 1\norganisation: {{services: {services}}}\nflows: {{x: {{{flow}}}}}\n"
    found = fact_of(sees(tmp_path, text), "flows/x", "sensitive")
    assert found == ("value", expected, ["data"])


@pytest.mark.parametrize(
    ("organisation", "data", "expected"),
    [
        pytest.param("{kind: enterprise}", "user.payment", ("missing", "services"), id="not said"),
        pytest.param("{services: 5}", "user.payment", ("unknown", "services"), id="refused"),
        pytest.param(
            "{services: [nope]}", "user.payment", ("unknown", "services"), id="one of them"
        ),
        pytest.param("5", "user.payment", ("unknown", "services"), id="refused whole"),
        pytest.param("{kind: enterprise}", "user.name", ("value", "data"), id="no matter"),
        pytest.param("{services: []}", "user.payment", ("value", "data"), id="it has none"),
    ],
)
def test_what_is_sensitive_with_a_service_is_not_known_without_the_services(
    tmp_path: Path, organisation: str, data: str, expected: tuple[str, str]
) -> None:
    law = Law("VN", sensitive_with=((("financial_accounts",), ("user.payment",)),))
    text = f"pdplint: 1\norganisation: {organisation}\nflows: {{x: {{data: [{data}]}}}}\n"
    derived = sees(tmp_path, text, law)
    fact = derived.facts(derived.workspace.entities["flows"]["x"])["sensitive"]
    assert (fact.state, fact.origins[0].pointer[-1]) == expected


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param("{x: {}}", ("missing", None, ["x"]), id="not said"),
        pytest.param("{x: {data: 5}}", ("unknown", None, ["5"]), id="refused"),
        pytest.param("{x: {data: [nope]}}", ("unknown", None, ["data"]), id="one of them refused"),
        pytest.param(
            "{up: {data: [user.biometric], to: [db]}, x: {from: db}}",
            ("value", ["user.biometric"], ["data"]),
            id="taken from the flow that fills the system",
        ),
        pytest.param(
            "{up: {to: [db]}, x: {from: db}}", ("missing", None, ["up"]), id="said nowhere upstream"
        ),
        pytest.param(
            "{up: {data: [nope], to: [db]}, x: {from: db}}",
            ("unknown", None, ["data"]),
            id="refused upstream",
        ),
    ],
)
def test_which_data_is_moved_may_be_unknown(
    tmp_path: Path, flows: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\norganisation: 5\nsystems: {{db: {{}}}}\nflows: {flows}\n"
    assert fact_of(sees(tmp_path, text), "flows/x", "sensitive") == expected


# Days ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("organisation", "flow", "expected"),
    [
        pytest.param(
            "{operating_since: 2024-01-01}", "{started_on: 2025-01-01}",
            ("value", "2025-01-01", ["2025-01-01"]), id="its own day",
        ),
        pytest.param(
            "{operating_since: 2024-01-01}", "{}",
            ("value", "2024-01-01", ["2024-01-01"]), id="else the organisation's",
        ),
        pytest.param("{}", "{}", ("missing", None, ["x"]), id="neither is said"),
        pytest.param("5", "{}", ("missing", None, ["x"]), id="the organisation is refused"),
        pytest.param(
            "{operating_since: 2024-01-01}", "{started_on: 5}", ("unknown", None, ["5"]), id="refused"
        ),
        pytest.param("{operating_since: 5}", "{}", ("unknown", None, ["5"]), id="the other is refused"),
    ],
)  # fmt: skip
def test_when_a_flow_started(
    tmp_path: Path, organisation: str, flow: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\norganisation: {organisation}\nflows: {{x: {flow}}}\n"
    assert fact_of(sees(tmp_path, text), "flows/x", "start") == expected


@pytest.mark.parametrize(
    ("flows", "covers", "expected"),
    [
        pytest.param(
            "{x: {started_on: 2025-01-01}, y: {started_on: 2024-01-01}}", "[x, y]",
            ("value", "2024-01-01", ["2024-01-01"]), id="the first of them",
        ),
        pytest.param(
            "{x: {started_on: 2025-01-01}, y: {}}", "[x, y]", ("missing", None, ["y"]),
            id="one of them is not said",
        ),
        pytest.param("{x: 5}", "[x]", ("unknown", None, ["5"]), id="the flow is refused"),
        pytest.param("{x: {}}", "[nope]", ("unknown", None, ["covers"]), id="it is not there"),
        pytest.param("{x: {}}", "5", ("unknown", None, ["5"]), id="what it covers is refused"),
        pytest.param("{x: {}}", "[]", ("missing", None, ["covers"]), id="it covers nothing"),
    ],
)  # fmt: skip
def test_since_when_an_assessment_is_due(
    tmp_path: Path, flows: str, covers: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\nflows: {flows}\nassessments: {{dpia: {{covers: {covers}}}}}\n"
    state, value, places = fact_of(sees(tmp_path, text), "assessments/dpia", "start")
    assert (state, value, places) == expected


def test_an_assessment_that_does_not_say_what_it_covers(tmp_path: Path) -> None:
    derived = sees(tmp_path, "pdplint: 1\nassessments: {dpia: {}}\n")
    assert fact_of(derived, "assessments/dpia", "start") == ("missing", None, ["dpia"])


# Assessments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("assessments", "expected"),
    [
        pytest.param(
            "assessments: {a: {kind: processing, covers: [x]}, b: {kind: transfer, covers: [x]}}",
            ("value", ["a"], ["x", "covers"]), id="one of its kind covers it",
        ),
        pytest.param(
            "assessments: {a: {kind: processing, covers: [y]}}", ("value", [], ["x"]),
            id="it covers another flow",
        ),
        pytest.param("assessments: {}", ("value", [], ["x"]), id="it is said that there are none"),
        pytest.param("notices: {}", ("missing", None, ["x"]), id="nothing is said of them"),
        pytest.param("assessments: {a: 5}", ("unknown", None, ["5"]), id="one is refused"),
        pytest.param(
            "assessments: {a: {kind: processing, covers: [z]}}", ("unknown", None, ["a"]),
            id="what it covers is misspelt",
        ),
        pytest.param(
            "assessments: {a: {kind: processing, covers: 5}}", ("unknown", None, ["a"]),
            id="what it covers is refused",
        ),
        pytest.param(
            "assessments: {a: {kind: procesing, covers: [x]}}", ("unknown", None, ["a"]),
            id="its kind is misspelt",
        ),
        pytest.param(
            "assessments: {a: {kind: processing, covers: [x, z]}}",
            ("unknown", None, ["a"]), id="it covers the flow, and another is misspelt",
        ),
    ],
)  # fmt: skip
def test_which_assessments_cover_a_flow(
    tmp_path: Path, assessments: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\nflows: {{x: {{}}, y: {{}}}}\n{assessments}\n"
    assert fact_of(sees(tmp_path, text), "flows/x", "assessed_by") == expected


def test_assessments_on_behalf_are_a_kind_of_their_own(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\nflows: {x: {}}\nassessments: {a: {kind: processing_on_behalf, covers: [x]}}\n"
    )
    derived = sees(tmp_path, text)
    assert fact_of(derived, "flows/x", "assessed_on_behalf_by")[1] == ["a"]
    assert fact_of(derived, "flows/x", "assessed_by")[1] == []


def test_where_no_assessment_is_declared_the_reason_is_said(tmp_path: Path) -> None:
    derived = sees(tmp_path, "pdplint: 1\nflows: {x: {}}\n")
    reason = derived.facts(entity(derived, "flows/x"))["assessed_by"].reason
    assert reason is not None
    assert "impact assessment" in reason.en


# Clouds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param("{hosted_on: fpt/hanoi}", ("value", True, ["fpt/hanoi"]), id="a region"),
        pytest.param(
            "{hosted_on: fpt/hanoi, hosting: rented_machines, hosted_by: organisation}",
            ("value", True, ["fpt/hanoi"]), id="a region, whatever else is said",
        ),
        pytest.param(
            "{hosting: cloud, hosted_by: organisation}", ("value", True, ["cloud"]), id="it says so"
        ),
        pytest.param(
            "{kind: saas, operated_by: p, hosting: own_machines}", ("value", True, ["saas", "p"]),
            id="software as a service",
        ),
        pytest.param(
            "{kind: saas, operated_by: organisation, hosted_by: organisation}",
            ("value", False, ["organisation"]), id="that the organisation runs itself",
        ),
        pytest.param("{kind: saas, hosting: own_machines}", ("missing", None, ["x"]), id="whose is not said"),
        pytest.param("{operated_by: p, hosting: own_machines}", ("missing", None, ["x"]), id="of no kind"),
        pytest.param(
            "{kind: database, hosting: colocated_machines, hosted_by: p}",
            ("value", False, ["colocated_machines"]), id="own machines elsewhere",
        ),
        pytest.param(
            "{kind: database, hosting: rented_machines}", ("value", False, ["rented_machines"]),
            id="machines of others",
        ),
        pytest.param(
            "{kind: database, hosted_by: organisation}", ("value", False, ["organisation"]), id="own machines"
        ),
        pytest.param("{kind: database, hosted_by: p}", ("missing", None, ["x"]), id="on what is not said"),
        pytest.param("{kind: database}", ("missing", None, ["x"]), id="nothing is said"),
        pytest.param(
            "{kind: database, hosted_on: a/b, hosting: own_machines}", ("unknown", None, ["a/b"]),
            id="a region refused",
        ),
        pytest.param("{kind: database, hosting: 5}", ("unknown", None, ["5"]), id="refused"),
        pytest.param("{kind: database, hosted_by: 5}", ("unknown", None, ["5"]), id="its host refused"),
        pytest.param("{kind: 5, hosted_by: organisation}", ("unknown", None, ["5"]), id="its kind refused"),
        pytest.param(
            "{kind: saas, operated_by: 5, hosted_by: organisation}", ("unknown", None, ["5"]),
            id="its operator refused",
        ),
        pytest.param("5", ("unknown", None, ["5"]), id="all of it refused"),
    ],
)  # fmt: skip
def test_whether_a_system_stands_in_a_cloud(
    tmp_path: Path, system: str, expected: tuple[str, Any, list[str]]
) -> None:
    derived = sees(tmp_path, f"pdplint: 1\nparties: {{p: {{}}}}\nsystems: {{x: {system}}}\n")
    assert fact_of(derived, "systems/x", "in_cloud") == expected


# Countries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param("{hosted_in: [VN, SG]}", ("value", ["VN", "SG"], ["hosted_in"]), id="named"),
        pytest.param(
            "{hosted_on: aws/ap-southeast-1}", ("value", ["SG"], ["aws/ap-southeast-1"]), id="of its region"
        ),
        pytest.param(
            "{hosted_on: fpt/hanoi, hosted_in: [VN, SG]}", ("value", ["VN", "SG"], ["hosted_in"]),
            id="the countries say more than the region",
        ),
        pytest.param("{hosted_in: worldwide}", ("unknown", None, ["worldwide"]), id="worldwide"),
        pytest.param(
            "{hosted_in: worldwide, hosted_on: fpt/hanoi}", ("unknown", None, ["worldwide"]),
            id="worldwide beside a region",
        ),
        pytest.param("{}", ("missing", None, ["x"]), id="not said"),
        pytest.param("{hosted_in: 5}", ("unknown", None, ["5"]), id="refused"),
        pytest.param("{hosted_on: nowhere/here}", ("unknown", None, ["x"]), id="a region refused"),
        pytest.param("{hosted_in: [VN, XX]}", ("unknown", None, ["hosted_in"]), id="one of them refused"),
    ],
)  # fmt: skip
def test_where_the_copies_of_a_system_lie(
    tmp_path: Path, system: str, expected: tuple[str, Any, list[str]]
) -> None:
    derived = sees(tmp_path, f"pdplint: 1\nsystems: {{x: {system}}}\n")
    assert fact_of(derived, "systems/x", "countries") == expected


def test_worldwide_says_why_it_cannot_be_told(tmp_path: Path) -> None:
    derived = sees(tmp_path, "pdplint: 1\nsystems: {x: {hosted_in: worldwide}}\n")
    reason = derived.countries(entity(derived, "systems/x")).reason
    assert reason is not None
    assert reason.en.startswith("copies lie in no fixed countries")


SYSTEMS = """\
pdplint: 1
systems:
  home: {hosted_in: [VN]}
  away: {hosted_in: [SG, JP]}
  both: {hosted_in: [VN, SG]}
  cdn: {hosted_in: worldwide}
  silent: {}
  odd: 5
"""


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param("{x: {to: [home]}}", ("value", ["VN"], ["to"]), id="at home"),
        pytest.param("{x: {to: [home, away]}}", ("value", ["VN", "SG", "JP"], ["to"]), id="all of them"),
        pytest.param("{x: {to: [both, away]}}", ("value", ["VN", "SG", "JP"], ["to"]), id="each once"),
        pytest.param("{x: {to: [cdn]}}", ("unknown", None, ["worldwide"]), id="worldwide"),
        pytest.param("{x: {to: [away, silent]}}", ("missing", None, ["silent"]), id="one is not said"),
        pytest.param(
            "{x: {to: [home, silent]}}", ("value", ["VN"], ["to"]), id="one at home is known already"
        ),
        pytest.param("{x: {to: [odd]}}", ("unknown", None, ["5"]), id="one is refused"),
        pytest.param("{x: {}}", ("missing", None, ["x"]), id="no recipient is said"),
        pytest.param(
            "{x: {to: [away]}, y: {from: away, to: [home]}}", ("value", ["SG", "JP", "VN"], ["to"]),
            id="downstream too",
        ),
    ],
)  # fmt: skip
def test_where_copies_of_a_flow_are_kept(
    tmp_path: Path, flows: str, expected: tuple[str, Any, list[str]]
) -> None:
    state, value, places = fact_of(
        sees(tmp_path, f"{SYSTEMS}flows: {flows}\n"), "flows/x", "kept_in"
    )
    assert (state, sorted(value or []), places) == (
        expected[0],
        sorted(expected[1] or []),
        expected[2],
    )


@pytest.mark.parametrize(
    ("systems", "expected"),
    [
        pytest.param(
            "{a: {kind: website, hosted_in: [VN]}, b: {kind: application, hosted_in: [SG]}}",
            ("value", ["VN", "SG"], ["services", "hosted_in", "hosted_in"]), id="of both kinds",
        ),
        pytest.param("{a: {kind: database, hosted_in: [SG]}}", ("value", [], ["services"]), id="others not"),
        pytest.param("{a: {kind: website}}", ("missing", None, ["a"]), id="not said"),
        pytest.param("{a: {kind: website, hosted_in: worldwide}}", ("unknown", None, ["worldwide"]), id="no"),
        pytest.param(
            "{a: {kind: website}, b: {kind: website, hosted_in: [VN]}}",
            ("value", ["VN"], ["services", "hosted_in"]), id="one at home is known",
        ),
        pytest.param("{a: 5}", ("value", [], ["services"]), id="one is refused"),
    ],
)  # fmt: skip
def test_where_an_organisation_has_servers(
    tmp_path: Path, systems: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\norganisation: {{services: [website]}}\nsystems: {systems}\n"
    assert fact_of(sees(tmp_path, text), "organisation", "servers_in") == expected


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param(
            "{x: {subjects: {located_in: [VN, LA]}}, y: {subjects: people}}",
            ("value", ["VN", "LA", "SG"], ["organisation", "located_in", "located_in"]), id="of all flows",
        ),
        pytest.param("{x: {subjects: {}}}", ("missing", None, ["subjects"]), id="not said"),
        pytest.param("{x: {}}", ("missing", None, ["x"]), id="nothing said of people"),
        pytest.param("{x: {subjects: silent}}", ("missing", None, ["silent"]), id="not said in an entry"),
        pytest.param("{x: {subjects: {located_in: 5}}}", ("unknown", None, ["5"]), id="refused"),
        pytest.param(
            "{x: {subjects: {located_in: [JP, 5]}}}", ("unknown", None, ["located_in"]),
            id="one country refused: it may be the home country",
        ),
        pytest.param(
            "{x: {subjects: {located_in: [VN, 5]}}}", ("value", ["VN"], ["organisation", "located_in"]),
            id="one refused beside the home country",
        ),
        pytest.param("{x: {subjects: odd}}", ("unknown", None, ["5"]), id="an entry refused"),
        pytest.param("{x: 5}", ("unknown", None, ["5"]), id="a flow refused"),
        pytest.param(
            "{x: {}, y: {subjects: {located_in: [VN]}}}", ("value", ["VN"], ["organisation", "located_in"]),
            id="users at home are known already",
        ),
        pytest.param(
            "{x: {subjects: {located_in: [JP]}, to: [db]}, y: {from: db}}",
            ("value", ["JP"], ["organisation", "located_in"]), id="taken from the flow that fills the system",
        ),
        pytest.param("{}", ("value", [], ["organisation"]), id="no flows at all"),
    ],
)  # fmt: skip
def test_where_people_use_the_services(
    tmp_path: Path, flows: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = (
        "pdplint: 1\norganisation: {}\nsystems: {db: {}}\n"
        f"subjects: {{people: {{located_in: [SG]}}, silent: {{}}, odd: 5}}\nflows: {flows}\n"
    )
    assert fact_of(sees(tmp_path, text), "organisation", "users_in") == expected


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        pytest.param("{role: controller, subjects: {kinds: [employee, trainee], located_in: [VN]}}", ["SG"], id="staff"),
        pytest.param("{role: controller_processor, subjects: staff}", ["SG"], id="staff, in an entry"),
        pytest.param("{role: controller, subjects: {kinds: [employee, customer], located_in: [VN]}}", ["SG", "VN"], id="customers among them"),
        pytest.param("{role: processor, subjects: {kinds: [employee], located_in: [VN]}}", ["SG", "VN"], id="the staff of a client uses the service"),
        pytest.param("{subjects: {kinds: [employee], located_in: [VN]}}", ["SG", "VN"], id="for whom is not said"),
        pytest.param("{role: controller, subjects: {located_in: [VN]}}", ["SG", "VN"], id="who they are is not said"),
        pytest.param("{role: controller, subjects: {kinds: [], located_in: [VN]}}", ["SG", "VN"], id="nobody is named"),
        pytest.param("{role: controller, subjects: {kinds: [employee, 5], located_in: [VN]}}", ["SG", "VN"], id="one of them refused"),
        pytest.param("5", None, id="a flow refused"),
        pytest.param("{role: controller, subjects: 5}", None, id="the people refused"),
    ],
)  # fmt: skip
def test_where_those_are_who_use_the_services(
    tmp_path: Path, flow: str, expected: list[str] | None
) -> None:
    text = (
        "pdplint: 1\norganisation: {}\nsubjects: {staff: {kinds: [employee], located_in: [VN]}}\n"
        f"flows: {{x: {{subjects: {{kinds: [customer], located_in: [SG]}}}}, y: {flow}}}\n"
    )
    assert fact_of(sees(tmp_path, text), "organisation", "service_users_in")[1] == expected


def test_who_uses_no_service_is_told_alike_by_policies_and_facts() -> None:
    lists = yaml.safe_load(SCOPES.read_text("utf-8"))["lists"]
    (users,) = [one for one in lists if one["list"] == "users"]
    assert {*users["without"]} == NO_USERS


def test_who_sells_is_told_alike_by_policies_and_contradictions() -> None:
    lists = yaml.safe_load(SCOPES.read_text("utf-8"))["lists"]
    (selling,) = [one for one in lists if one["list"] == "selling_services"]
    assert {*selling["words"]} == {*SELLING}


# Systems and what they make of the organisation ------------------------------------------------


@pytest.mark.parametrize(
    ("block", "inside", "telling"),
    [
        pytest.param("accounts", "{}", "accounts", id="accounts"),
        pytest.param("user_content", "{audience: public}", "public", id="posts"),
    ],
)
@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param("{kind: website, BLOCK: IN}", ("value", True, ["TELLS"]), id="described"),
        pytest.param(
            "{kind: website, BLOCK: none}", ("value", False, ["none"]), id="said to be none"
        ),
        pytest.param("{kind: website}", ("missing", None, ["x"]), id="owed and not said"),
        pytest.param("{kind: database}", ("value", False, ["x"]), id="not owed and not said"),
        pytest.param(
            "{kind: database, BLOCK: IN}", ("value", True, ["TELLS"]), id="not owed but said"
        ),
        pytest.param("{}", ("missing", None, ["x"]), id="not known whether it is owed"),
        pytest.param("{kind: 5}", ("unknown", None, ["5"]), id="its kind is refused"),
        pytest.param(
            "{kind: website, BLOCK: 5}", ("unknown", None, ["5"]), id="the block is refused"
        ),
        pytest.param("5", ("unknown", None, ["5"]), id="the system is refused"),
    ],
)
def test_whether_a_system_has_a_block(
    tmp_path: Path,
    block: str,
    inside: str,
    telling: str,
    system: str,
    expected: tuple[str, Any, list[str]],
) -> None:
    wanted = (*expected[:2], [text.replace("TELLS", telling) for text in expected[2]])
    described = system.replace("BLOCK", block).replace("IN", inside)
    derived = sees(tmp_path, f"pdplint: 1\norganisation: {{}}\nsystems: {{x: {described}}}\n")
    if system != "5":
        assert fact_of(derived, "systems/x", f"has_{block}") == wanted
    said = [text for text in wanted[2] if text == "none"]  # what the silence of all rests on
    of_all = wanted if wanted[1] is not False else ("value", False, ["organisation", *said])
    assert fact_of(derived, "organisation", f"has_{block}") == of_all


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param("{audience: public}", ("value", True, ["public"]), id="anybody"),
        pytest.param("{audience: members}", ("value", True, ["members"]), id="who has an account"),
        pytest.param("{audience: staff}", ("value", False, ["staff"]), id="who works there"),
        pytest.param("{}", ("missing", None, ["user_content"]), id="who sees it is left out"),
        pytest.param("{audience: all}", ("unknown", None, ["all"]), id="a word that is not known"),
        pytest.param("{audience: 5}", ("unknown", None, ["5"]), id="no word"),
    ],
)
def test_posts_count_where_others_than_staff_see_them(
    tmp_path: Path, content: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\norganisation: {{}}\nsystems: {{x: {{user_content: {content}}}}}\n"
    derived = sees(tmp_path, text)
    assert fact_of(derived, "systems/x", "has_user_content") == expected
    of_all = expected if expected[1] is not False else ("value", False, ["organisation", "staff"])
    assert fact_of(derived, "organisation", "has_user_content") == of_all


def test_one_system_with_accounts_is_enough(tmp_path: Path) -> None:
    text = "pdplint: 1\nsystems: {a: {kind: website}, b: {kind: website, accounts: {}}}\n"
    assert fact_of(sees(tmp_path, text), "organisation", "has_accounts") == (
        "value",
        True,
        ["accounts"],
    )


def test_own_systems_are_told_by_whether_they_are_listed(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {}\nparties: {lab: {}}\nsystems:\n"
        "  a: {listed: critical_to_national_security}\n  b: {listed: none}\n  c: {}\n"
        "  d: {operated_by: lab}\n  e: {operated_by: organisation}\n"
    )
    derived = sees(tmp_path, text)
    assert fact_of(derived, "organisation", "listed_systems") == (
        "value", ["a"], ["organisation", "critical_to_national_security"],
    )  # fmt: skip
    assert fact_of(derived, "organisation", "unlisted_systems")[1] == ["b", "c", "e"]


@pytest.mark.parametrize(
    ("organisation", "systems", "expected"),
    [
        pytest.param("{kind: state_body}", "{}", ("value", True, ["state_body"]), id="it is one"),
        pytest.param("{kind: enterprise}", "{}", ("value", False, ["enterprise"]), id="it is none"),
        pytest.param("{}", "{}", ("missing", None, ["organisation"]), id="not said"),
        pytest.param("{kind: 5}", "{}", ("unknown", None, ["5"]), id="refused"),
        pytest.param(
            "{kind: enterprise}", "{x: {operated_for: court}}", ("value", True, ["court"]),
            id="it runs a system for one",
        ),
        pytest.param("{}", "{x: {operated_for: court}}", ("value", True, ["court"]), id="that is enough"),
        pytest.param(
            "{kind: enterprise}", "{x: {operated_for: court, operated_by: lab}}",
            ("value", False, ["enterprise"]), id="somebody else runs it",
        ),
        pytest.param(
            "{kind: enterprise}", "{x: {operated_for: lab}}", ("value", False, ["enterprise"]),
            id="for somebody else",
        ),
        pytest.param(
            "{kind: enterprise}", "{x: {operated_for: whose}}", ("missing", None, ["whose"]),
            id="it is not said what they are",
        ),
        pytest.param(
            "{kind: enterprise}", "{x: {operated_for: odd}}", ("unknown", None, ["odd"]),
            id="it is refused what they are",
        ),
        pytest.param("{kind: enterprise}", "{x: 5}", ("value", False, ["enterprise"]), id="refused too"),
    ],
)  # fmt: skip
def test_whether_the_state_is_served(
    tmp_path: Path, organisation: str, systems: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = (
        f"pdplint: 1\norganisation: {organisation}\nsystems: {systems}\n"
        "parties: {court: {role: state_agency}, lab: {role: processor}, whose: {}, odd: 5}\n"
    )
    assert fact_of(sees(tmp_path, text), "organisation", "serves_state") == expected


# Transfers -------------------------------------------------------------------------------------

PARTIES = "parties: {lab: {country: SG}, hanoi: {country: VN}, whose: {}, odd: 5}\n"
KNOWN = "operated_by: organisation, hosted_by: organisation, accessed_from: [VN]"


@pytest.mark.parametrize(
    ("recipient", "expected"),
    [
        pytest.param("lab", ("value", True, ["lab", "SG"]), id="a party abroad"),
        pytest.param("hanoi", None, id="a party at home"),
        pytest.param("whose", ("missing", None, ["whose"]), id="a party of which it is not said"),
        pytest.param("odd", None, id="a party that is refused"),
        pytest.param(f"{{hosted_in: [VN], {KNOWN}}}", None, id="a system at home"),
        pytest.param(
            f"{{hosted_in: [VN, JP], {KNOWN}}}", ("value", True, ["x", "hosted_in"]), id="a copy abroad"
        ),
        pytest.param(f"{{hosted_in: worldwide, {KNOWN}}}", ("value", True, ["x", "worldwide"]), id="copies all over"),
        pytest.param(f"{{{KNOWN}}}", ("missing", None, ["x"]), id="not said where its copies lie"),
        pytest.param(f"{{hosted_in: 5, {KNOWN}}}", ("unknown", None, ["5"]), id="refused"),
        pytest.param(
            "{hosted_in: [VN], operated_by: lab, accessed_from: []}", ("value", True, ["x", "SG"]),
            id="run by a party abroad",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: organisation, hosted_by: lab, accessed_from: []}",
            ("value", True, ["x", "SG"]), id="on machines of a party abroad",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: hanoi, hosted_by: hanoi, accessed_from: [VN]}", None,
            id="all parties are at home",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: whose, hosted_by: hanoi, accessed_from: []}", ("missing", None, ["whose"]),
            id="run by a party of which it is not said",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: odd, hosted_by: hanoi, accessed_from: []}", ("unknown", None, ["odd"]),
            id="run by a party that is refused",
        ),
        pytest.param(
            "{hosted_in: [VN], accessed_from: [VN]}", ("missing", None, ["x", "x"]), id="not said who runs it"
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: organisation, accessed_from: [VN, JP]}",
            ("value", True, ["x", "accessed_from"]), id="looked at from abroad",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: organisation, hosted_by: hanoi}", ("missing", None, ["x"]),
            id="not said from where it is looked at",
        ),
    ],
)  # fmt: skip
def test_a_transfer_is_made_where_data_goes_abroad_or_may_go(
    tmp_path: Path, recipient: str, expected: tuple[str, Any, list[str]] | None
) -> None:
    name = recipient if recipient.isalpha() else "x"
    systems = "{}" if recipient.isalpha() else f"{{x: {recipient}}}"
    text = f"pdplint: 1\n{PARTIES}systems: {systems}\nflows: {{send: {{to: [{name}]}}}}\n"
    derived = sees(tmp_path, text)
    assert (list(derived.transfers) == [f"send/{name}"]) is (expected is not None)
    if expected:
        state, value, places = said(derived.transfers[f"send/{name}"].value["abroad"])
        assert (state, value, places) == expected


def test_what_a_transfer_says(tmp_path: Path) -> None:
    derived = sees(tmp_path, FULL)
    assert list(derived.transfers) == [
        "checkout/orders", "checkout/mail-house", "lookup/site", "newsletter/mail-house",
        "checkout/siem",
    ]  # fmt: skip
    found = {name: fact.value for name, fact in derived.transfers["checkout/orders"].value.items()}
    assert found == {
        "flow": "checkout",
        "recipient": "orders",
        "abroad": True,
        "countries": ["SG", "US", "JP"],
        "counterparties": ["cloud"],
        "assessments": ["tia"],
        "start": "2026-01-05",
        "hosts_known": True,
    }
    assert derived.transfers["lookup/site"].value["countries"].value == ["worldwide", "US"]
    assert derived.transfers["checkout/orders"].subject == "transfers/checkout/orders"


@pytest.mark.parametrize(
    "flow",
    [
        pytest.param("5", id="the flow is refused"),
        pytest.param("{}", id="it has no recipient"),
        pytest.param("{to: 5}", id="its recipients are refused"),
        pytest.param("{to: [nope]}", id="its recipient is refused"),
    ],
)
def test_no_transfer_is_made_where_no_recipient_is_known(tmp_path: Path, flow: str) -> None:
    derived = sees(tmp_path, f"pdplint: 1\n{PARTIES}flows: {{send: {flow}}}\n")
    assert derived.transfers == {}


def test_what_is_abroad_depends_on_the_law(tmp_path: Path) -> None:
    text = f"pdplint: 1\n{PARTIES}flows: {{send: {{to: [lab, hanoi]}}}}\n"
    assert list(sees(tmp_path, text, Law("VN")).transfers) == ["send/lab"]
    assert list(sees(tmp_path, text, Law("SG")).transfers) == ["send/hanoi"]


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param(
            "{hosted_in: [SG], operated_by: lab, hosted_by: cloud, accessed_from: []}",
            ("value", ["lab", "cloud"], ["x"]), id="who runs it and whose machines it is on",
        ),
        pytest.param(
            "{hosted_in: [SG], operated_by: lab, hosted_by: lab, accessed_from: []}",
            ("value", ["lab"], ["x"]), id="one party for both, once",
        ),
        pytest.param(
            "{hosted_in: [SG], operated_by: hanoi, hosted_by: organisation, accessed_from: []}",
            ("value", ["hanoi"], ["x"]), id="a party at home whose copies lie abroad",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: hanoi, hosted_by: lab, accessed_from: []}",
            ("value", ["lab"], ["x"]), id="copies at home: only the party abroad",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: hanoi, hosted_by: odd, accessed_from: []}",
            ("value", ["odd"], ["x"]), id="a party that is refused may be abroad",
        ),
        pytest.param(
            "{hosted_in: [SG], operated_by: organisation, accessed_from: []}",
            ("value", [], ["x"]), id="copies abroad, and it is not said on whose machines",
        ),
        pytest.param(
            "{hosted_in: [VN], operated_by: organisation, accessed_from: [SG]}",
            ("value", [], ["x"]), id="looked at from abroad by the organisation itself",
        ),
        pytest.param(
            "{hosted_in: worldwide, operated_by: organisation, hosted_by: hanoi, accessed_from: []}",
            ("value", ["hanoi"], ["x"]), id="copies in no fixed countries",
        ),
    ],
)  # fmt: skip
def test_with_whom_an_agreement_is_to_be_had(
    tmp_path: Path, system: str, expected: tuple[str, Any, list[str]]
) -> None:
    parties = "parties: {lab: {country: SG}, cloud: {country: US}, hanoi: {country: VN}, odd: 5}\n"
    text = f"pdplint: 1\n{parties}systems: {{x: {system}}}\nflows: {{send: {{to: [x]}}}}\n"
    derived = sees(tmp_path, text)
    assert said(derived.transfers["send/x"].value["counterparties"]) == expected


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param(
            "{hosted_in: [SG], hosted_by: lab}",
            ("value", True, ["x"]),
            id="whose machines, is said",
        ),
        pytest.param("{hosted_in: [VN]}", ("value", True, ["x"]), id="copies at home need none"),
        pytest.param("{hosted_in: [SG]}", ("missing", None, ["x", "x"]), id="not said"),
        pytest.param(
            "{hosted_in: [SG], hosted_by: nope}", ("unknown", None, ["nope", "x"]), id="refused"
        ),
        pytest.param(
            "{hosted_in: worldwide}",
            ("missing", None, ["x", "x"]),
            id="copies in no fixed countries",
        ),
    ],
)
def test_whether_all_counterparties_are_known(
    tmp_path: Path, system: str, expected: tuple[str, Any, list[str]]
) -> None:
    text = f"pdplint: 1\n{PARTIES}systems: {{x: {system}}}\nflows: {{send: {{to: [x]}}}}\n"
    derived = sees(tmp_path, text)
    assert said(derived.transfers["send/x"].value["hosts_known"]) == expected


def test_what_records_consent_receives_it(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\nsystems: {book: {hosted_in: [SG]}}\nconsents: {screen: {recorded_in: book}}\n"
        "flows: {a: {to: [], consent: screen}, b: {consent: {recorded_in: book}}, c: {consent: none-such}}\n"
    )
    derived = sees(tmp_path, text)
    assert fact_of(derived, "systems/book", "filled_by")[1] == ["a", "b"]
    assert list(derived.transfers) == ["a/book", "b/book"]
    assert said(derived.transfers["a/book"].value["flow"])[2] == ["book"]


@pytest.mark.parametrize(
    ("party", "ours"),
    [
        pytest.param("{role: processor}", True, id="it works for us"),
        pytest.param("{role: controller}", False, id="it is a controller itself"),
        pytest.param("{role: state_agency}", False, id="it is the state"),
        pytest.param("{}", True, id="not said"),
        pytest.param("5", True, id="refused"),
    ],
)
def test_data_in_a_system_of_another_controller_is_not_ours(
    tmp_path: Path,
    party: str,
    ours: bool,
) -> None:
    text = f"pdplint: 1\nparties: {{p: {party}}}\nsystems: {{x: {{operated_by: p}}}}\nflows: {{f: {{to: [x]}}}}\n"
    derived = sees(tmp_path, text)
    assert fact_of(derived, "systems/x", "ours")[1] is ours
    assert fact_of(derived, "flows/f", "copies")[1] == (["x"] if ours else [])


# Inheritance -----------------------------------------------------------------------------------

CHAIN = """\
pdplint: 1
parties: {lab: {}}
systems: {a: {operated_by: organisation}, b: {operated_by: organisation}, c: {operated_by: lab}}
flows:
  in-one: {from: subject, to: [a], role: controller, data: [user.name]}
  in-two: {from: subject, to: [a], data: [user.payment]}
  on: {from: a, to: [b], data: [user.name]}
  out: {from: b, to: [c], data: [user.name]}
  far: {from: c, to: [lab], data: [user.name]}
  other: {from: a, to: [lab], data: [user.payment]}
  own: {from: a, to: [lab], role: processor, data: [user.name]}
"""


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        pytest.param("on", ["in-one"], id="from the flow that fills the system with that data"),
        pytest.param("out", ["in-one"], id="over a system in between"),
        pytest.param("other", ["in-two"], id="and not from one with other data"),
        pytest.param("in-one", [], id="not where data comes from people"),
        pytest.param("far", [], id="not where data leaves somebody else's system"),
    ],
)
def test_a_flow_out_of_an_own_system_takes_what_it_does_not_say(
    tmp_path: Path, flow: str, expected: list[str]
) -> None:
    derived = sees(tmp_path, CHAIN)
    found = derived.origins(entity(derived, f"flows/{flow}"), "role")
    assert [origin.id for origin in found] == expected


def test_only_flows_inherit(tmp_path: Path) -> None:
    derived = sees(tmp_path, CHAIN)
    assert derived.origins(entity(derived, "systems/a"), "role") == ()


def test_a_circle_of_flows_ends(tmp_path: Path) -> None:
    text = "pdplint: 1\nsystems: {a: {}, b: {}}\nflows: {x: {from: a, to: [b]}, y: {from: b, to: [a]}}\n"
    derived = sees(tmp_path, text)
    assert [o.id for o in derived.origins(entity(derived, "flows/x"), "role")] == []
    assert list(derived.workspace.lineage.reached("x")) == ["b", "a"]


def test_what_stands_nowhere_is_no_entity(tmp_path: Path) -> None:
    derived = sees(tmp_path, CHAIN)
    assert derived.entity(("systems", "parties"), "nope") is None
    assert derived.entity(("no-such-kind",), "a") is None
    assert list(derived.subjects("organisation")) == []


# Laws ------------------------------------------------------------------------------------------

NAMES = ["s0", "s1", "s2", "p0", "p1"]


@st.composite
def workspaces(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a small workspace of systems, parties and flows, with gaps."""
    countries = st.lists(st.sampled_from(["VN", "SG", "JP"]), min_size=1, max_size=2, unique=True)
    system = st.fixed_dictionaries(
        {},
        optional={
            "hosted_in": countries | st.just("worldwide"),
            "operated_by": st.sampled_from(["organisation", "p0", "p1"]),
            "hosted_by": st.sampled_from(["organisation", "p0", "p1"]),
            "accessed_from": st.lists(st.sampled_from(["VN", "SG"]), max_size=1),
        },
    )
    party = st.fixed_dictionaries({}, optional={"country": st.sampled_from(["VN", "SG"])})
    flow = st.fixed_dictionaries(
        {
            "to": st.lists(st.sampled_from(NAMES), max_size=3, unique=True),
            "from": st.sampled_from(["subject", *NAMES]),
        },
        optional={"data": st.just(["user.name"]), "role": st.just("controller")},
    )
    return {
        "pdplint": 1,
        "systems": {name: draw(system) for name in NAMES[:3]},
        "parties": {name: draw(party) for name in NAMES[3:]},
        "flows": {f"f{index}": draw(flow) for index in range(draw(st.integers(1, 3)))},
    }


def seen(document: dict[str, Any], law: Law = VN) -> Derived:
    with TemporaryDirectory() as name:
        return derive(link(describe(Path(name), json.dumps(document))), law)


@settings(max_examples=40)
@given(
    document=workspaces(), flow=st.integers(0, 2), countries=st.sampled_from([["SG"], ["JP", "VN"]])
)
def test_adding_a_hop_abroad_never_removes_a_transfer(
    document: dict[str, Any], flow: int, countries: list[str]
) -> None:
    before = {id_: t.value["abroad"].value for id_, t in seen(document).transfers.items()}
    document["systems"]["far"] = {"hosted_in": countries}
    flows = document["flows"]
    flows[f"f{flow % len(flows)}"]["to"].append("far")
    after = {id_: t.value["abroad"].value for id_, t in seen(document).transfers.items()}
    assert before.items() <= after.items()
    assert f"f{flow % len(flows)}/far" in after


def renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {names.get(key, key): renamed(sub, names) for key, sub in value.items()}
    if isinstance(value, list):
        return [renamed(item, names) for item in value]
    return names.get(value, value) if isinstance(value, str) else value


def everything(derived: Derived) -> dict[str, Any]:
    """Return all facts of a view as plain values."""
    kinds = ("flows", "systems", "organisation", "transfers")
    return {
        entity.subject: {
            name: (fact.state, fact.value, [(o.entity.subject, o.pointer) for o in fact.origins])
            for name, fact in (
                entity.value if kind == "transfers" else derived.facts(entity)
            ).items()
        }
        for kind in kinds
        for entity in derived.subjects(kind)
    }


@settings(max_examples=40)
@given(document=workspaces())
def test_renaming_ids_changes_nothing_but_names(document: dict[str, Any]) -> None:
    names = {name: f"renamed-{name}" for name in (*NAMES, *document["flows"])}
    before = repr(everything(seen(document)))
    after = repr(everything(seen(renamed(document, names))))
    assert after.replace("renamed-", "") == before


@pytest.mark.parametrize(
    ("flows", "state", "value"),
    [
        pytest.param("{}", "value", False, id="no flow"),
        pytest.param("{x: {data: [user.name]}}", "value", False, id="none of it is"),
        pytest.param("{x: {data: [user.biometric]}}", "value", True, id="the law calls it so"),
        pytest.param(
            "{x: {data: [user.name], sensitive: [user.name]}}", "value", True, id="the flow"
        ),
        pytest.param(
            "{x: {data: [user.name]}, y: {role: controller}}", "missing", None, id="not said"
        ),
        pytest.param("{x: {data: [user.biometric]}, y: {}}", "value", True, id="one is enough"),
    ],
)
def test_an_organisation_processes_what_is_sensitive_in_some_flow(
    tmp_path: Path, flows: str, state: str, value: object
) -> None:
    text = "pdplint: 1\norganisation: {services: []}\nflows: " + flows + "\n"
    derived = sees(tmp_path, text)
    fact = derived.facts(derived.workspace.organisation)["processes_sensitive"]
    assert (fact.state, fact.value) == (state, value)


@pytest.mark.parametrize(
    ("flows", "state", "value"),
    [
        pytest.param("{}", "value", False, id="no flow"),
        pytest.param("{x: {role: controller}}", "value", True, id="a controller"),
        pytest.param("{x: {role: controller_processor}}", "value", True, id="or both"),
        pytest.param(
            "{x: {role: processor}, y: {role: third_party}}", "value", False, id="neither"
        ),
        pytest.param("{x: {role: processor}, y: {from: subject}}", "missing", None, id="not said"),
        pytest.param(
            "{x: {role: controller}, y: {from: subject}}", "value", True, id="one is enough"
        ),
        pytest.param(
            "{in: {role: processor, data: [user.name], from: subject, to: [s]},"
            " out: {data: [user.name], from: s, to: [t]}}",
            "value",
            False,
            id="a copy has the role of what fills its system",
        ),
    ],
)
def test_an_organisation_controls_data_in_some_flow(
    tmp_path: Path, flows: str, state: str, value: object
) -> None:
    systems = "{s: {operated_by: organisation}, t: {operated_by: organisation}}"
    text = f"pdplint: 1\norganisation: {{services: []}}\nsystems: {systems}\nflows: {flows}\n"
    derived = sees(tmp_path, text)
    fact = derived.facts(derived.workspace.organisation)["controls_data"]
    assert (fact.state, fact.value) == (state, value)


@pytest.mark.parametrize(
    ("fact", "flows", "state", "value"),
    [
        pytest.param(
            "processes_for_others", "{a: {role: processor}}", "value", True, id="processor"
        ),
        pytest.param("processes_for_others", "{a: {role: controller}}", "value", False, id="not"),
        pytest.param(
            "processes_for_others",
            "{a: {role: controller}, b: {role: processor}}",
            "value",
            True,
            id="one of two",
        ),
        pytest.param("processes_for_others", "{a: {}}", "missing", None, id="no role"),
        pytest.param(
            "processes_without_consent",
            "{a: {legal_basis: contract}}",
            "value",
            True,
            id="contract",
        ),
        pytest.param(
            "processes_without_consent", "{a: {legal_basis: consent}}", "value", False, id="consent"
        ),
        pytest.param(
            "processes_without_consent",
            "{a: {legal_basis: none}}",
            "value",
            False,
            id="no ground is none without consent",
        ),
        pytest.param(
            "processes_without_consent",
            "{a: {from: subject, to: [s], legal_basis: contract}, b: {from: s, to: [t]}}",
            "value",
            True,
            id="a copy has the ground of what fills its system",
        ),
        pytest.param("processes_without_consent", "{a: {}}", "missing", None, id="no ground"),
    ],
)
def test_an_organisation_does_in_some_flow(
    tmp_path: Path, fact: str, flows: str, state: str, value: object
) -> None:
    systems = "{s: {operated_by: organisation}, t: {operated_by: organisation}}"
    text = f"pdplint: 1\norganisation: {{services: []}}\nsystems: {systems}\nflows: {flows}\n"
    derived = sees(tmp_path, text)
    found = derived.facts(derived.workspace.organisation)[fact]
    assert (found.state, found.value) == (state, value)


FOR_OTHERS = [
    pytest.param("enterprise", "{serves: online_service, operated_by: organisation}", "value", "s", id="an online service of an enterprise"),
    pytest.param("enterprise", "{serves: internal_work, operated_by: organisation}", "value", "none", id="its internal work"),
    pytest.param("state_body", "{serves: internal_work, operated_by: organisation}", "value", "s", id="internal work of the state"),
    pytest.param("individual", "{serves: online_service, operated_by: organisation}", "value", "none", id="one person's site"),
    pytest.param("enterprise", "{serves: online_service, operated_by: host}", "value", "none", id="somebody else runs it"),
    pytest.param("enterprise", "{operated_by: host}", "value", "none", id="somebody else runs it, for whatever"),
    pytest.param("enterprise", "{operated_by: organisation}", "missing", None, id="whom it serves is not said"),
    pytest.param("enterprise", "{serves: online_service}", "missing", None, id="who runs it is not said"),
    pytest.param("enterprise", "{serves: internal_work}", "value", "none", id="internal work, whoever runs it"),
    pytest.param(None, "{serves: online_service, operated_by: organisation}", "missing", None, id="the kind of organisation is not said"),
    pytest.param("enterprise, established_in: VN", "{serves: online_service, operated_by: organisation, hosted_in: [SG]}", "value", "s", id="a firm of the country, wherever its machines are"),
    pytest.param("enterprise, established_in: SG", "{serves: online_service, operated_by: organisation, hosted_in: [SG, VN]}", "value", "s", id="a foreign firm with a copy in the country"),
    pytest.param("enterprise, established_in: SG", "{serves: online_service, operated_by: organisation, hosted_in: [SG]}", "value", "none", id="a foreign firm with none there"),
    pytest.param("enterprise, established_in: SG", "{serves: online_service, operated_by: organisation}", "missing", None, id="where a foreign firm's lies is not said"),
    pytest.param("enterprise, established_in: SG", "{serves: online_service, operated_by: organisation, hosted_in: worldwide}", "unknown", None, id="nor known where it lies worldwide"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "system", "state", "value"), FOR_OTHERS)
def test_a_system_is_for_others(
    tmp_path: Path, kind: str | None, system: str, state: str, value: object
) -> None:
    said = f"kind: {kind}" if kind else "name: N"
    text = (
        f"pdplint: 1\norganisation: {{{said}}}\nparties: {{host: {{kind: cloud}}}}\n"
        f"systems: {{s: {system}}}\n"
    )
    found = sees(tmp_path, text)
    fact = found.facts(entity(found, "systems/s"))["for_others"]
    assert (fact.state, fact.value) == (state, value)


HANDLES_SENSITIVE = [
    pytest.param("{f: {from: subject, to: [s], data: [user.name], sensitive: [user.name]}}", "value", True, id="a flow says so"),
    pytest.param("{f: {from: subject, to: [s], data: [user.name]}, g: {from: subject, to: [s], data: [user.biometric]}}", "value", True, id="the law says so of one of two"),
    pytest.param("{f: {from: subject, to: [t], data: [user.biometric]}, g: {from: t, to: [s]}}", "value", True, id="a copy of what is sensitive"),
    pytest.param("{f: {from: subject, to: [s], data: [user.name]}}", "value", False, id="none is"),
    pytest.param("{}", "value", False, id="nothing comes in"),
    pytest.param("{f: {from: subject, to: [s]}}", "missing", None, id="what comes in is not said"),
]  # fmt: skip


@pytest.mark.parametrize(("flows", "state", "value"), HANDLES_SENSITIVE)
def test_a_system_handles_sensitive_data(
    tmp_path: Path, flows: str, state: str, value: object
) -> None:
    text = (
        "pdplint: 1\norganisation: {services: []}\n"
        "systems: {s: {operated_by: organisation}, t: {operated_by: organisation}}\n"
        f"flows: {flows}\n"
    )
    found = sees(tmp_path, text)
    fact = found.facts(entity(found, "systems/s"))["handles_sensitive"]
    assert (fact.state, fact.value) == (state, value)


OWN_SYSTEMS = [
    pytest.param("serves_others", "{s: {serves: online_service, operated_by: organisation}}", "value", True, id="one for others"),
    pytest.param("serves_others", "{s: {serves: internal_work}}", "value", False, id="none for others"),
    pytest.param("serves_others", "{t: {operated_by: organisation}, s: {serves: online_service, operated_by: organisation}}", "value", True, id="one is enough, whatever others are"),
    pytest.param("serves_others", "{t: {operated_by: organisation}, s: {serves: internal_work}}", "missing", None, id="one that does not say"),
    pytest.param("serves_others", "{s: {serves: online_service, operated_by: organisation, operated_for: client}}", "value", False, id="run for a client"),
    pytest.param("serves_others", "{}", "value", False, id="no system"),
    pytest.param("serves_online", "{s: {serves: online_service, operated_by: organisation}}", "value", True, id="an online service"),
    pytest.param("serves_online", "{s: {serves: online_service, operated_by: host}, t: {operated_by: organisation}}", "value", True, id="one that a provider runs, whatever others are"),
    pytest.param("serves_online", "{s: {serves: internal_work}, t: {serves: infrastructure}}", "value", False, id="no online service"),
    pytest.param("serves_online", "{s: {serves: internal_work}, t: {operated_by: organisation}}", "missing", None, id="whom one serves is not said"),
    pytest.param("serves_online", "{s: {serves: online_service, operated_by: organisation, operated_for: client}}", "value", False, id="a client's online service"),
    pytest.param("serves_users", "{s: {serves: internal_work}, t: {serves: infrastructure}}", "value", True, id="infrastructure for others"),
    pytest.param("serves_users", "{s: {serves: online_service, operated_by: organisation}}", "value", True, id="an online service serves users"),
    pytest.param("serves_users", "{s: {serves: internal_work}, t: {serves: industrial_control}}", "value", False, id="no users outside"),
    pytest.param("serves_online", "{}", "value", False, id="no system, no online service"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, hosted_in: [SG, VN]}, t: {serves: infrastructure, operated_by: host, hosted_in: [VN, JP]}}", "value", ["SG", "VN", "JP"], id="of all, whoever runs them"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, hosted_in: [SG]}, t: {serves: internal_work, kind: website, operated_by: organisation, hosted_in: [VN]}}", "value", ["SG"], id="work inside serves no users"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, operated_for: client, hosted_in: [VN]}}", "value", [], id="a client's users are not its own"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, hosted_in: [VN]}, t: {operated_by: organisation}}", "value", ["VN"], id="at home, whatever others are"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, hosted_in: [SG]}, t: {operated_by: organisation, hosted_in: [VN]}}", "missing", None, id="one that may serve them"),
    pytest.param("serves_users_in", "{s: {serves: online_service, operated_by: organisation, hosted_in: worldwide}}", "unknown", None, id="everywhere is nowhere that is told"),
    pytest.param("serves_users_in", "{}", "value", [], id="no system stands anywhere"),
    pytest.param("users_have_accounts", "{s: {kind: saas, serves: online_service, operated_by: host, accounts: {passwords: hashed}}, t: {operated_by: organisation}}", "value", True, id="one has them, whatever others are"),
    pytest.param("users_have_accounts", "{s: {kind: saas, serves: online_service, operated_by: host}}", "value", False, id="software of others that says nothing of them"),
    pytest.param("users_have_accounts", "{s: {kind: website, serves: internal_work, operated_by: organisation, accounts: {passwords: hashed}}}", "value", False, id="accounts of staff are none"),
    pytest.param("users_have_accounts", "{s: {kind: website, serves: online_service, operated_by: organisation}}", "missing", None, id="a website that does not say"),
    pytest.param("users_have_accounts", "{s: {kind: website, operated_by: organisation, accounts: {passwords: hashed}}}", "missing", None, id="whose they are is not said"),
    pytest.param("users_have_accounts", "{}", "value", False, id="no system has accounts"),
    pytest.param("users_post", "{s: {kind: saas, serves: online_service, operated_by: host, user_content: {audience: members}}}", "value", True, id="members see it"),
    pytest.param("users_post", "{s: {kind: saas, serves: online_service, operated_by: host, user_content: {audience: staff}}}", "value", False, id="staff alone see it"),
    pytest.param("users_post", "{s: {kind: saas, serves: online_service, operated_by: organisation, operated_for: client, user_content: {audience: public}}}", "value", False, id="on a client's system"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 3}, operated_by: organisation}}", "value", True, id="level 3"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 2}, operated_by: organisation}}", "value", False, id="level 2"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 2}}, t: {security_level: {level: 4}}}", "value", True, id="one of two, whoever runs it"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 2}}, t: {}}", "missing", None, id="a level that is not said"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 3}, operated_by: host}}", "value", False, id="a level of somebody else's"),
    pytest.param("runs_level_3_or_above", "{s: {security_level: {level: 3}, operated_for: client}}", "value", False, id="a level of a client's"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "described", "state", "value"), OWN_SYSTEMS)
def test_an_organisation_runs_systems(
    tmp_path: Path, fact: str, described: str, state: str, value: object
) -> None:
    text = (
        "pdplint: 1\norganisation: {kind: enterprise}\n"
        f"parties: {{host: {{kind: cloud}}, client: {{kind: bank}}}}\nsystems: {described}\n"
    )
    found = sees(tmp_path, text)
    made = found.facts(found.workspace.organisation)[fact]
    assert (made.state, made.value) == (state, value)


@pytest.mark.parametrize(
    ("to", "state", "value"),
    [
        pytest.param("[lab]", "value", ["lab"], id="a party"),
        pytest.param("[theirs]", "value", ["lab"], id="who runs the system for itself"),
        pytest.param("[lab, theirs]", "value", ["lab"], id="once"),
        pytest.param("[s]", "value", [], id="an own system"),
        pytest.param("[unsaid]", "missing", None, id="who runs it is not said"),
    ],
)
def test_a_flow_is_given_to_parties(
    tmp_path: Path, to: str, state: str, value: list[str] | None
) -> None:
    systems = "{s: {operated_by: organisation}, theirs: {operated_by: lab}, unsaid: {}}"
    text = (
        f"pdplint: 1\norganisation: {{services: []}}\nparties: {{lab: {{}}}}\n"
        f"systems: {systems}\nflows: {{a: {{to: {to}}}}}\n"
    )
    derived = sees(tmp_path, text)
    found = derived.facts(derived.workspace.entities["flows"]["a"])["given_to"]
    assert (found.state, found.value) == (state, value)
