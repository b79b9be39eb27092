"""What is known of where data came from: from the people, from somebody else, or from nowhere told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.workspaces import describe, reported, sees, write

if TYPE_CHECKING:
    from pathlib import Path

BASE = """\
pdplint: 1
organisation: {incidents: {monitored_by: [siem]}}
parties: {broker: {role: third_party}, shop: {role: controller}, vendor: {role: processor}, whose: {country: VN}, odd: 5}
consents: {box: {recorded_in: consent-log}}
systems:
  crm: {operated_by: organisation}
  other: {operated_by: organisation}
  list: {operated_by: broker}
  tool: {operated_by: vendor}
  open: {operated_by: whose}
  consent-log: {operated_by: organisation}
  siem: {operated_by: organisation}
  typo: {operated_by: nope}
"""

FILLED = "up: {from: subject, to: [crm]}"

HANDED_OVER = [
    pytest.param("x: {from: third_party}", True, False, id="somebody else"),
    pytest.param("x: {from: broker}", True, False, id="a party that is a third party"),
    pytest.param("x: {from: shop}", True, False, id="a party that is another controller"),
    pytest.param("x: {from: list}", True, False, id="a system that such a party operates"),
    pytest.param("x: {from: subject}", False, True, id="the people"),
    pytest.param("x: {from: vendor}", False, None, id="a processor, of whom nobody says whence"),
    pytest.param("x: {from: tool}", False, None, id="a processor's system, likewise"),
    pytest.param("x: {from: crm}", False, None, id="an own system that nothing fills"),
    pytest.param(f"{FILLED}, x: {{from: crm}}", False, True, id="an own system that people fill"),
    pytest.param(
        "up: {from: subject, to: [tool]}, x: {from: tool}", False, True, id="a processor's system"
    ),
    pytest.param(
        "up: {from: subject, to: [list]}, x: {from: list}", True, False, id="what was handed over"
    ),
    pytest.param(
        "up: {from: list, to: [crm]}, x: {from: crm}", False, False, id="bought, and copied"
    ),
    pytest.param(
        "up: {from: crm, to: [other]}, x: {from: other}", False, None, id="copied out of nowhere"
    ),
    pytest.param(
        "up: {from: crm, to: [other]}, x: {from: other, to: [crm]}", False, None, id="a ring"
    ),
    pytest.param(f"{FILLED}, b: {{from: shop, to: [crm]}}, x: {{from: crm}}", False, False, id="mixed"),
    pytest.param("x: {from: open}", None, None, id="it is not said what the party is"),
    pytest.param("x: {from: whose}", None, None, id="nor of one that hands over itself"),
    pytest.param("x: {from: odd}", None, None, id="the party was refused"),
    pytest.param("x: {from: typo}", None, None, id="the operator is misspelt"),
    pytest.param("x: {}", None, None, id="nothing is said"),
    pytest.param(
        "up: {from: subject, consent: box}, x: {from: consent-log}", False, True, id="consents"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("flows", "updates", "first_hand"), HANDED_OVER)
def test_what_somebody_else_hands_over_is_asked_alike(
    tmp_path: Path, flows: str, updates: Any, first_hand: Any
) -> None:
    derived = sees(
        tmp_path, f"{BASE}flows: {{{flows.replace('x: {', 'x: {collected_by: import, ')}}}\n"
    )
    facts = derived.facts(derived.workspace.entities["flows"]["x"])
    assert (facts["updates"].value, facts["first_hand"].value) == (updates, first_hand)


@pytest.mark.parametrize(
    ("bought", "expected"),
    [
        pytest.param("data: [user.name]", (False, "flows/b", "from"), id="it brings such data"),
        pytest.param("data: [user.image]", (True, "flows/up", "from"), id="it brings other data"),
        pytest.param("collected_by: import", (None, "flows/b", "data"), id="it does not say"),
        pytest.param("data: 5", (None, "flows/b", "data"), id="what it brings was refused"),
    ],
)
def test_a_bought_list_counts_where_its_data_goes_on(
    tmp_path: Path, bought: str, expected: tuple[Any, str, str]
) -> None:
    flows = (
        "up: {from: subject, to: [crm], data: [user.name]}, "
        f"b: {{from: broker, to: [crm], {bought}}}, x: {{from: crm, data: [user.name]}}"
    )
    derived = sees(tmp_path, f"{BASE}flows: {{{flows}}}\n")
    fact = derived.facts(derived.workspace.entities["flows"]["x"])["first_hand"]
    where = fact.origins[0]
    assert (fact.value, where.entity.subject, where.pointer[-1]) == expected


def test_whichever_untold_list_goes_on_it_was_bought(tmp_path: Path) -> None:
    flows = "a: {from: shop, to: [crm]}, b: {from: broker, to: [crm]}, x: {from: crm, data: [user.name]}"
    derived = sees(tmp_path, f"{BASE}flows: {{{flows}}}\n")
    assert derived.facts(derived.workspace.entities["flows"]["x"])["first_hand"].value is False


def test_where_nothing_fills_a_system_the_reason_names_it(tmp_path: Path) -> None:
    derived = sees(tmp_path, f"{BASE}flows: {{x: {{from: crm}}}}\n")
    fact = derived.facts(derived.workspace.entities["flows"]["x"])["first_hand"]
    assert fact.state == "unknown"
    assert fact.origins[0].entity.subject == "systems/crm"
    assert fact.reason is not None
    assert "no described flow fills crm" in fact.reason.en


def unfilled(folder: Path, flows: str, **more: str) -> list[str]:
    describe(folder, f"{BASE}flows: {{{flows}}}\n")
    made = reported(write(folder, more))
    return [
        f.subject
        for f in made.findings
        if f.control == "nothing-described" and f.subject.startswith("systems/")
    ]


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        pytest.param("x: {from: crm}", ["systems/crm"], id="data leaves it, none comes"),
        pytest.param(
            "x: {from: crm, to: [other]}, y: {from: other}", ["systems/crm"], id="the first of a row"
        ),
        pytest.param("x: {from: crm, to: [crm]}", ["systems/crm"], id="it fills itself"),
        pytest.param(
            "x: {from: crm, to: [other]}, y: {from: other, to: [crm]}",
            ["systems/crm", "systems/other"], id="a ring, whose every system is one",
        ),
        pytest.param(f"{FILLED}, x: {{from: crm}}", [], id="people fill it"),
        pytest.param("up: {from: broker, to: [crm]}, x: {from: crm}", [], id="a party fills it"),
        pytest.param("up: {from: list, to: [crm]}, x: {from: crm}", [], id="a party's system does"),
        pytest.param("up: {to: [crm]}, x: {from: crm}", [], id="something fills it"),
        pytest.param("x: {from: list}", [], id="another party operates it: data comes in there"),
        pytest.param("x: {from: tool}", [], id="so it does where a processor operates it"),
        pytest.param("x: {from: typo}", [], id="it is not known who operates it"),
        pytest.param("x: {from: crm, to: []}", [], id="the flow is refused in part"),
        pytest.param("f: {consent: box}, x: {from: consent-log}", [], id="what it records fills it"),
        pytest.param("f: {from: subject}, x: {from: siem}", [], id="what it watches fills it"),
    ],
)  # fmt: skip
def test_a_system_that_data_leaves_and_nothing_fills_is_told(
    tmp_path: Path, flows: str, expected: list[str]
) -> None:
    assert unfilled(tmp_path, flows) == expected


def test_what_was_not_read_may_fill_it(tmp_path: Path) -> None:
    assert unfilled(tmp_path, "x: {from: crm}", **{"b.yaml": "pdplint: 1\nflows: ["}) == []
