"""Who records requests and watches for incidents receives what it records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pdplint.policy.regimes import Law
from pdplint.run.resources import Resources
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace, place

if TYPE_CHECKING:
    from pdplint.workspace.derive import Derived

FLOWS = {
    "tourists": {"from": "subject", "to": ["db"], "subjects": {"citizens_of": ["SG"]}},
    "sign-up": {"from": "subject", "to": ["db"], "subjects": "people"},
    "copy": {"from": "db", "to": ["db"]},
}
AT_HOME = {"operated_by": "organisation", "hosted_by": "organisation", "accessed_from": ["VN"]}


def derived(organisation: Any, flows: Any = None, siem: Any = None) -> Derived:
    document = {
        "organisation": organisation,
        "subjects": {"people": {"citizens_of": ["VN"]}},
        "parties": {"soc": {"role": "processor", "country": "SG"}},
        "systems": {
            "db": {**AT_HOME, "hosted_in": ["VN"]},
            "siem": {**AT_HOME, "hosted_in": ["SG"], **(siem or {})},
            "register": {**AT_HOME, "hosted_in": ["SG"]},
        },
        "flows": FLOWS if flows is None else flows,
    }
    table = Resources().table
    workspace = Workspace([Document("a.yaml", 0, {"pdplint": 1, **document})], table, ())
    return derive(workspace, Law("VN"))


def transfers(seen: Derived) -> dict[str, str]:
    """Return each transfer with the place that makes it one."""
    return {
        name: place(transfer.value["flow"].origins[0]).json_pointer
        for name, transfer in seen.transfers.items()
    }


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        pytest.param({}, {}, id="nobody watches"),
        pytest.param(
            {"incidents": {"monitored_by": ["siem"]}},
            {"sign-up/siem": "/organisation/incidents/monitored_by/0"},
            id="a system abroad watches",
        ),
        pytest.param(
            {"incidents": {"monitored_by": ["db", "soc"]}},
            {"sign-up/soc": "/organisation/incidents/monitored_by/1"},
            id="a party abroad watches, and a system at home",
        ),
        pytest.param(
            {"authority_requests": {"recorded_in": "register"}},
            {"sign-up/register": "/organisation/authority_requests/recorded_in"},
            id="requests are recorded abroad",
        ),
        pytest.param(
            {
                "authority_requests": {"recorded_in": "siem"},
                "incidents": {"monitored_by": ["siem"]},
            },
            {"sign-up/siem": "/organisation/authority_requests/recorded_in"},
            id="one system does both, and is told once",
        ),
        pytest.param({"incidents": "none", "authority_requests": "none"}, {}, id="declared away"),
    ],
)
def test_what_is_recorded_abroad_is_a_transfer(organisation: Any, expected: Any) -> None:
    assert transfers(derived(organisation)) == expected


WATCHED = {"incidents": {"monitored_by": ["siem"]}}


def test_a_flow_of_people_of_the_home_country_stands_for_all() -> None:
    assert set(transfers(derived(WATCHED))) == {"sign-up/siem"}
    tourists = {"tourists": FLOWS["tourists"], "copy": FLOWS["copy"]}
    assert set(transfers(derived(WATCHED, tourists))) == {"tourists/siem"}
    assert transfers(derived(WATCHED, {})) == {}


def test_a_flow_that_leads_there_itself_is_no_second_transfer() -> None:
    flows = {"sign-in": {"from": "subject", "to": ["siem"], "subjects": "people"}}
    assert transfers(derived(WATCHED, flows)) == {"sign-in/siem": "/flows/sign-in/to/0"}


def test_protection_is_asked_of_what_records() -> None:
    seen = derived(WATCHED)
    siem, register = (seen.workspace.entities["systems"][name] for name in ("siem", "register"))
    assert seen.facts(siem)["filled_by"].value == ["sign-up"]
    assert seen.facts(register)["filled_by"].value == []


def test_a_place_that_is_not_described_may_be_abroad() -> None:
    seen = derived(WATCHED, siem={"hosted_in": None})
    (transfer,) = seen.transfers.values()
    assert transfer.value["abroad"].state == "missing"
