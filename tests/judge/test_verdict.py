from __future__ import annotations

from itertools import permutations, product
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdplint.format.form import apply
from pdplint.judge.check import check
from pdplint.judge.paths import Context, Slot
from pdplint.judge.truth import conjunction, disjunction, judge
from pdplint.judge.verdict import Verdict, verdict
from pdplint.model.text import Text
from pdplint.policy.condition import Condition, Question
from pdplint.policy.regimes import Law
from pdplint.policy.values import Days, Timed, parse
from pdplint.policy.wording import describe, show
from pdplint.run.resources import Resources, load_library
from pdplint.text.values import REFUSED
from pdplint.units import make_calendar
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace
from tests.support import JUNK, TODAY, Linked, compiled, descriptions, form, linked, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pdplint.format.fields import Field
    from pdplint.policy.loading import Library

YEAR_2026 = make_calendar(2026, 2026, ["2026-11-24"], [])
SHOP: dict[str, Any] = {
    "organisation": {
        "kind": "enterprise",
        "licences": {"e_commerce": {"number": "1"}, "telecom": {}},
        "officer": "none",
        "history": [],
        "vietnam": {"citizens_processed": 12},
    },
    "purposes": {
        "ship": {
            "use": "essential.service",
            "lasts": "24mo",
            "counted_from": "collection",
            "needs": ["user.contact"],
        },
    },
    "parties": {"post": {"role": "processor", "country": "SG", "agreement": "none"}},
    "agreements": {"deal": {}},
    "systems": {
        "shop": {"operated_by": "organisation", "hosted_in": ["VN"], "kind": "website"},
        "cdn": {"operated_by": "post", "hosted_in": "worldwide"},
        "lake": {"operated_by": "organisation", "kind": "data_lake"},
    },
    "rights": {"desk": {"delete": {"within": "48h"}, "access": "none"}},
    "flows": {
        "checkout": {
            "purpose": "ship",
            "role": "controller",
            "data": ["user.contact.email", "user.payment"],
            "from": "subject",
            "to": ["shop", "post"],
            "rights": "desk",
            "retention": {"kept": "12mo", "counted_from": "collection"},
            "marketing": "none",
            "started_on": "2026-01-05",
        },
        "export": {"from": "shop", "to": ["lake"], "rights": {"delete": {"within": "3d"}}},
        "lost": REFUSED,
        "torn": {"role": REFUSED, "data": ["user.contact", REFUSED], "purpose": REFUSED},
    },
}


def shop() -> Linked:
    """Link a description of every kind of value anew: linking writes into what it links."""
    from copy import deepcopy

    return linked(**deepcopy(SHOP))


def slots(world: Linked, subject: str, path: str) -> tuple[Slot, ...]:
    return world.context.resolve(world.entity(subject), tuple(path.strip("/").split("/")))


def placed(slot: Slot) -> str:
    return slot.where.entity.subject + "".join(f"/{part}" for part in slot.where.pointer)


# Paths

RESOLVED = [
    pytest.param("flows/checkout", "/role", "controller", "flows/checkout/role", id="a scalar"),
    pytest.param(
        "flows/checkout", "/retention/kept", "12mo", "flows/checkout/retention/kept", id="a block"
    ),
    pytest.param(
        "flows/checkout", "/rights/delete/within", "48h", "rights/desk/delete/within",
        id="an entry block by its id",
    ),
    pytest.param(
        "flows/export", "/rights/delete/within", "3d", "flows/export/rights/delete/within",
        id="an entry block inline",
    ),
    pytest.param(
        "flows/checkout", "/purpose/use", "essential.service", "purposes/ship/use",
        id="through a reference",
    ),
    pytest.param(
        "flows/checkout", "/organisation/kind", "enterprise", "organisation/kind",
        id="the organisation is in reach",
    ),
    pytest.param(
        "flows/checkout", "/purpose/organisation/kind", "enterprise", "organisation/kind",
        id="behind a door, too",
    ),
    pytest.param(
        "systems/shop", "/operated_by/kind", "enterprise", "organisation/kind",
        id="a reference to the organisation",
    ),
    pytest.param(
        "flows/checkout", "/derived/start", "2026-01-05", "flows/checkout/started_on",
        id="a derived fact stands where it came from",
    ),
    pytest.param(
        "flows/checkout", "/derived/from_outside", "true", "flows/checkout/from",
        id="a derived boolean",
    ),
    pytest.param(
        "systems/cdn", "/hosted_in", "worldwide", "systems/cdn/hosted_in", id="a word for a list"
    ),
    pytest.param(
        "systems/cdn", "/hosted_in/*", "worldwide", "systems/cdn/hosted_in",
        id="a word for a list has no index",
    ),
    pytest.param(
        "transfers/checkout/post", "/flow/purpose/use", "essential.service", "purposes/ship/use",
        id="from a derived entity",
    ),
    pytest.param(
        "transfers/checkout/post", "/countries", "SG", "flows/checkout/to/1", id="its own fact"
    ),
    pytest.param(
        "purposes/ship", "/counted_from", "collection", "purposes/ship/counted_from",
        id="an event",
    ),
    pytest.param(
        "organisation", "/licences", "e_commerce, telecom", "organisation/licences", id="a map"
    ),
    pytest.param("organisation", "/history", "[]", "organisation/history", id="an empty list"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "path", "value", "where"), RESOLVED)
def test_a_path_ends_in_a_value_with_its_place(
    subject: str, path: str, value: str, where: str
) -> None:
    (slot,) = slots(shop(), subject, path)
    assert (slot.state, show(slot.value), placed(slot)) == ("value", value, where)


STATES = [
    pytest.param("flows/checkout", "/legal_basis", "missing", "/legal_basis", id="left out"),
    pytest.param("flows/checkout", "/consent/covers", "missing", "/consent", id="its block, too"),
    pytest.param("flows/checkout", "/marketing", "nothing", "/marketing", id="declared away"),
    pytest.param("flows/checkout", "/marketing/labelled", "nothing", "/marketing", id="in it, too"),
    pytest.param(
        "flows/checkout", "/rights/access/within", "nothing", "rights/desk/access",
        id="declared away in an entry",
    ),
    pytest.param("parties/post", "/agreement", "nothing", "/agreement", id="a reference none"),
    pytest.param(
        "parties/post", "/agreement/signed_on", "nothing", "/agreement", id="behind it, too"
    ),
    pytest.param("flows/checkout", "/from/kind", "nothing", "/from", id="a person has no kind"),
    pytest.param("flows/torn", "/role", "unknown", "/role", id="refused"),
    pytest.param("flows/torn", "/data", "unknown", "/data", id="an item was refused"),
    pytest.param("flows/torn", "/purpose/use", "unknown", "/purpose", id="a refused door"),
    pytest.param("flows/lost", "/role", "unknown", "", id="refused whole"),
    pytest.param(
        "flows/checkout", "/derived/assessed_by", "missing", "", id="a fact that is not described"
    ),
    pytest.param(
        "systems/cdn", "/derived/countries", "unknown", "/hosted_in", id="a fact nobody can tell"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "path", "state", "pointer"), STATES)
def test_a_path_that_ends_early_says_why_and_where(
    subject: str, path: str, state: str, pointer: str
) -> None:
    (slot,) = slots(shop(), subject, path)
    place = pointer if not pointer.startswith("/") and pointer else subject + pointer
    assert (slot.state, placed(slot)) == (state, place)


@pytest.mark.parametrize(
    ("subject", "path", "expected"),
    [
        pytest.param("flows/checkout", "/data/*", "data/0 data/1", id="every item of a list"),
        pytest.param(
            "organisation", "/licences/*/number",
            "licences/e_commerce/number licences/telecom/number", id="every entry of a map",
        ),
        pytest.param("organisation", "/history/*/decided_on", "", id="every one of none"),
        pytest.param(
            "flows/torn", "/data/*", "data/0 data/1", id="a refused item stands where it stood"
        ),
    ],
)  # fmt: skip
def test_a_star_means_every_item(subject: str, path: str, expected: str) -> None:
    found = [placed(slot).removeprefix(f"{subject}/") for slot in slots(shop(), subject, path)]
    assert found == expected.split()


def test_the_items_of_a_list_of_references_are_doors() -> None:
    found = slots(shop(), "flows/checkout", "/to/*/country")
    assert [(slot.state, placed(slot)) for slot in found] == [
        ("nothing", "systems/shop"),
        ("value", "parties/post/country"),
    ]


def test_the_items_of_a_derived_list_stand_where_the_list_came_from() -> None:
    (slot,) = slots(shop(), "transfers/checkout/post", "/counterparties/*")
    assert (slot.value, placed(slot)) == ("post", "flows/checkout/to/1")


def test_a_time_keeps_the_event_from_which_it_is_counted() -> None:
    world = shop()
    (kept,) = slots(world, "flows/checkout", "/retention/kept")
    (within,) = slots(world, "flows/checkout", "/rights/delete/within")
    assert isinstance(kept.value, Timed)
    assert (kept.value.event, within.value.event) == ("collection", None)


def counted(kept: Any, lasts: Any) -> Linked:
    """Link a flow that keeps data a day and its purpose that lasts two, from these events."""
    return linked(
        purposes={"ship": {"lasts": "2d", **({} if lasts is None else {"counted_from": lasts})}},
        flows={
            "f": {
                "purpose": "ship",
                "retention": {"kept": "1d", **({} if kept is None else {"counted_from": kept})},
            }
        },
    )


FROM_KEPT, FROM_LASTS = "flows/f/retention/counted_from", "purposes/ship/counted_from"


@pytest.mark.parametrize(
    ("kept", "lasts", "truth", "faults"),
    [
        pytest.param("collection", "collection", True, [], id="from the same event"),
        pytest.param(
            "collection", "last_use", None, ["undecided flows/f/retention/kept"], id="from two"
        ),
        pytest.param(None, "collection", None, [f"undeclared {FROM_KEPT}"], id="one is not told"),
        pytest.param("event", None, None, [f"undeclared {FROM_LASTS}"], id="the other is not"),
        pytest.param(
            None, None, None, [f"undeclared {FROM_KEPT}", f"undeclared {FROM_LASTS}"], id="neither"
        ),
        pytest.param(REFUSED, "collection", None, [], id="one was refused: quiet"),
        pytest.param(REFUSED, None, None, [f"undeclared {FROM_LASTS}"], id="and one is missing"),
    ],
)
def test_two_times_are_compared_only_where_both_say_from_which_event_they_run(
    kept: Any, lasts: Any, truth: bool | None, faults: list[str]
) -> None:
    raw = {"/retention/kept": {"at_most": "/purpose/lasts"}}
    assert told(counted(kept, lasts), "flows/f", raw) == (truth, faults)


@pytest.mark.parametrize("kept", [None, REFUSED, "collection"])
def test_a_number_of_a_clause_runs_from_whatever_event_the_time_does(kept: Any) -> None:
    world = counted(kept, None)
    assert told(world, "flows/f", {"/retention/kept": {"at_most": "1d"}}) == (True, [])
    place = "shortfall flows/f/retention/kept"
    assert told(world, "flows/f", {"/retention/kept": {"at_most": "1h"}}) == (False, [place])


@pytest.mark.parametrize("path", ["/kind", "/licences/*/number", "/derived/serves_state"])
def test_a_refused_organisation_is_unknown_from_everywhere(path: str) -> None:
    systems = {"shop": {"operated_by": "organisation"}}
    world = linked(organisation=REFUSED, systems=systems, flows={"f": {}})
    for subject, start in (
        ("organisation", ""),
        ("systems/shop", "/operated_by"),
        ("flows/f", "/organisation"),
    ):
        (slot,) = slots(world, subject, start + path)
        assert slot.state == "unknown"


def test_a_workspace_without_an_organisation_does_not_describe_it() -> None:
    (slot,) = slots(linked(flows={"f": {}}), "flows/f", "/organisation/kind")
    assert (slot.state, placed(slot)) == ("missing", "organisation/kind")


def test_each_regime_sees_its_own_facts_of_an_entity_that_they_share() -> None:
    world = linked(flows={"f": {"data": ["user.payment"], "from": "subject"}})
    flow = world.entity("flows/f")
    for number in range(20):  # a view that is gone leaves its address to the next
        law = Law("VN", ("user.payment",) if number % 2 else ())
        context = world.context._replace(world=derive(world.workspace, law), ends={})
        (slot,) = context.resolve(flow, ("derived", "sensitive"))
        assert slot.value == (["user.payment"] if number % 2 else [])


# Inheritance


def inheriting(**flows: dict[str, Any]) -> Linked:
    own = {"operated_by": "organisation"}
    flows = {"out": {"from": "hub", "to": ["end"]}, **flows}
    return linked(systems={"hub": dict(own), "end": dict(own), "more": dict(own)}, flows=flows)


def test_a_flow_out_of_an_own_system_inherits_what_it_does_not_say() -> None:
    world = inheriting(into={"from": "subject", "to": ["hub"], "role": "controller"})
    (slot,) = slots(world, "flows/out", "/role")
    assert (slot.value, placed(slot)) == ("controller", "flows/into/role")


def test_what_it_says_itself_counts() -> None:
    flows = {"from": "subject", "to": ["hub"], "role": "controller"}
    world = inheriting(into=flows, out={"from": "hub", "to": ["end"], "role": "processor"})
    (slot,) = slots(world, "flows/out", "/role")
    assert slot.value == "processor"


def test_what_was_refused_in_it_is_not_inherited() -> None:
    flows = {"from": "subject", "to": ["hub"], "role": "controller"}
    world = inheriting(into=flows, out={"from": "hub", "to": ["end"], "role": REFUSED})
    (slot,) = slots(world, "flows/out", "/role")
    assert slot.state == "unknown"


def test_every_source_is_inherited_from_with_its_place() -> None:
    world = inheriting(
        one={"from": "subject", "to": ["hub"], "rights": {"delete": {"within": "1d"}}},
        two={"from": "subject", "to": ["hub"]},
    )
    found = slots(world, "flows/out", "/rights/delete/within")
    assert [(slot.state, placed(slot)) for slot in found] == [
        ("value", "flows/one/rights/delete/within"),
        ("missing", "flows/two/rights"),
    ]


def test_a_field_of_the_flow_itself_is_not_inherited() -> None:
    into = {"from": "subject", "to": ["hub"], "started_on": "2026-01-05"}
    (slot,) = slots(inheriting(into=into), "flows/out", "/started_on")
    assert (slot.state, placed(slot)) == ("missing", "flows/out/started_on")


def test_a_ring_of_flows_of_which_none_says_it_ends() -> None:
    world = linked(
        systems={"a": {}, "b": {}, "c": {}},
        flows={
            "f": {"from": "a", "to": ["b"]},
            "g": {"from": "b", "to": ["c"]},
            "h": {"from": "c", "to": ["a"]},
        },
    )
    found = slots(world, "flows/f", "/role")
    assert [(slot.state, placed(slot)) for slot in found] == [("missing", "flows/f/role")]


# Kleene's logic

truths = st.sampled_from([True, False, None])
several = st.lists(truths, max_size=6)
OPPOSITE = {True: False, False: True, None: None}
RANK = {False: 0, None: 1, True: 2}


@pytest.mark.parametrize(("a", "b"), list(product([True, False, None], repeat=2)))
def test_and_is_the_least_and_or_the_greatest(*, a: bool | None, b: bool | None) -> None:
    assert conjunction([a, b]) is min(a, b, key=RANK.__getitem__)
    assert disjunction([a, b]) is max(a, b, key=RANK.__getitem__)


def test_all_of_nothing_is_true_and_any_of_nothing_is_false() -> None:
    assert conjunction([]) is True
    assert disjunction([]) is False


@given(several, several)
def test_and_and_or_are_each_others_opposites(a: list[bool | None], b: list[bool | None]) -> None:
    both = a + b
    assert OPPOSITE[conjunction(both)] is disjunction(OPPOSITE[truth] for truth in both)
    assert conjunction([conjunction(a), conjunction(b)]) is conjunction(both)
    assert disjunction([disjunction(a), disjunction(b)]) is disjunction(both)


@given(several, st.randoms())
def test_order_does_not_matter(given_truths: list[bool | None], random: Any) -> None:
    shuffled = list(given_truths)
    random.shuffle(shuffled)
    assert conjunction(shuffled) is conjunction(given_truths)
    assert disjunction(shuffled) is disjunction(given_truths)


@given(several, st.data())
def test_learning_what_was_unknown_never_changes_what_was_told(
    known: list[bool | None], data: st.DataObject
) -> None:
    booleans = st.booleans()
    learned = [data.draw(booleans) if truth is None else truth for truth in known]
    for together in (conjunction, disjunction):
        assert together(known) in {None, together(learned)}


@given(given_truths=several, index=st.integers(0, 5), truth=truths)
def test_and_and_or_are_monotone(
    *, given_truths: list[bool | None], index: int, truth: bool | None
) -> None:
    if index < len(given_truths) and RANK[truth] >= RANK[given_truths[index]]:
        raised = [*given_truths[:index], truth, *given_truths[index + 1 :]]
        for together in (conjunction, disjunction):
            assert RANK[together(raised)] >= RANK[together(given_truths)]


# Terms

HOLDS, SHORT, SILENT, UNSURE = "holds", "shortfall", "undeclared", "undecided"


def told(world: Linked, subject: str, raw: dict[str, Any]) -> tuple[bool | None, list[str]]:
    """Judge a condition; return its truth and `kind place` of each fault that is to be told."""
    entity = world.entity(subject)
    result = judge(compiled(entity.kind, raw), entity, world.context)
    faults = [
        f"{fault.kind} {fault.where.entity.subject}"
        + "".join(f"/{part}" for part in fault.where.pointer)
        for fault in result.faults
        if not fault.quiet
    ]
    return result.truth, faults


TERMS = [
    pytest.param("checkout", {"/role": {"one_of": ["controller"]}}, "true", id="true: silence"),
    pytest.param(
        "checkout", {"/role": {"one_of": ["processor"]}}, "false: shortfall flows/checkout/role",
        id="false: where it stands",
    ),
    pytest.param(
        "checkout", {"/legal_basis": {"equals": "consent"}},
        "unknown: undeclared flows/checkout/legal_basis", id="left out: at the key",
    ),
    pytest.param(
        "checkout", {"/consent/covers": {"contains": "/purpose"}},
        "unknown: undeclared flows/checkout/consent", id="the missing block, not its field",
    ),
    pytest.param("torn", {"/role": {"one_of": ["controller"]}}, "unknown:", id="refused: quiet"),
    pytest.param("lost", {"/role": {"one_of": ["controller"]}}, "unknown:", id="whole: quiet"),
    pytest.param("torn", {"/data": {"empty": False}}, "unknown:", id="a refused item: quiet"),
    pytest.param(
        "checkout", {"/retention/kept": {"at_most": "365d"}},
        "unknown: undecided flows/checkout/retention/kept", id="a year is not surely 365 days",
    ),
    pytest.param(
        "checkout", {"/data/*": {"one_of": ["user.contact"]}},
        "false: shortfall flows/checkout/data/1", id="every item, each at its own place",
    ),
    pytest.param(
        "checkout", {"/role": {"equals": "processor"}, "/legal_basis": {"equals": "consent"}},
        "false: shortfall flows/checkout/role; undeclared flows/checkout/legal_basis",
        id="each failing term is told",
    ),
    pytest.param(
        "checkout", {"/role": {"none_of": ["processor"], "equals": "third_party"}},
        "false: shortfall flows/checkout/role", id="several operators of one place",
    ),
    pytest.param(
        "checkout", {"/retention/kept": {"at_most": "/purpose/lasts"}}, "true",
        id="compared with another field",
    ),
    pytest.param(
        "checkout", {"/data": {"subset_of": "/purpose/needs"}},
        "false: shortfall flows/checkout/data", id="a list with a list",
    ),
    pytest.param(
        "checkout", {"/to": {"contains": "/consent/recorded_in"}},
        "unknown: undeclared flows/checkout/consent", id="what it is compared with is missing",
    ),
    pytest.param(
        "export", {"/to": {"contains": "/purpose/needs"}}, None,
        id="what cannot be compared does not load",
    ),
    pytest.param(
        "checkout", {"/data": {"contains_none": "/derived/sensitive"}}, "true",
        id="compared with a derived fact",
    ),
    pytest.param(
        "torn", {"/rights/delete/within": {"at_most": "/purpose/lasts"}},
        "unknown: undeclared flows/torn/rights", id="the value is asked before the argument",
    ),
    pytest.param(
        "checkout", {"/derived/assessed_by": {"empty": False}},
        "unknown: undeclared flows/checkout", id="a missing fact is not described",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("flow", "raw", "expected"), TERMS)
def test_a_condition_is_judged_place_by_place(
    flow: str, raw: dict[str, Any], expected: str | None
) -> None:
    if expected is None:
        with pytest.raises(Exception, match="is wanted there"):
            told(shop(), f"flows/{flow}", raw)
        return
    truth, faults = told(shop(), f"flows/{flow}", raw)
    word, _, places = expected.partition(": ")
    assert str({True: "true", False: "false", None: "unknown"}[truth]) == word.rstrip(":")
    assert faults == [place for place in places.split("; ") if place]


OVERWRITTEN = {
    "logs": {"login": {"kept": "by_size"}, "system": {"kept": "90d"}},
    "deletion": {"within": "1d"},
}


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        pytest.param("/logs/login/kept", {"present": True}, True, id="it is described"),
        pytest.param("/logs/login/kept", {"present": False}, False, id="so it is not left out"),
        pytest.param("/logs/login/kept", {"at_least": "1min"}, None, id="not at least anything"),
        pytest.param("/logs/login/kept", {"at_most": "forever"}, None, id="nor at most"),
        pytest.param("/logs/login/kept", {"equals": "90d"}, None, id="nor equal"),
        pytest.param("/logs/login/kept", {"at_least": "/logs/system/kept"}, None, id="to no field"),
        pytest.param("/deletion/within", {"at_most": "/logs/login/kept"}, None, id="as a limit"),
    ],
)
def test_a_log_kept_by_size_is_kept_for_no_time_that_can_be_told(
    path: str, asked: dict[str, Any], *, expected: bool | None
) -> None:
    world = linked(systems={"web": OVERWRITTEN})
    truth, faults = told(world, "systems/web", {path: asked})
    assert truth is expected
    kinds = {True: [], False: ["shortfall"], None: ["undecided"]}[expected]
    assert [fault.split()[0] for fault in faults] == kinds
    if expected is None:
        result = judge(
            compiled("systems", {path: asked}), world.entity("systems/web"), world.context
        )
        assert "lasts for no certain time" in result.faults[0].sentence.en
        assert not result.faults[0].quiet


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        pytest.param("systems", {"/logs/login/kept": {"at_least": "by_size"}}, id="a log's"),
        pytest.param(
            "systems", {"/logs/login/kept": {"equals": "by_size"}}, id="not even the same"
        ),
        pytest.param(
            "agreements", {"/signed_on": {"no_later_than": "click_through"}}, id="a click"
        ),
    ],
)
def test_a_word_for_what_is_not_known_is_no_measure(kind: str, asked: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=r"is not a (duration|date)"):
        compiled(kind, asked)


def test_a_day_that_nobody_wrote_down_is_there_and_no_day_to_count_from() -> None:
    world = linked(agreements={"terms": {"signed_on": "click_through", "expires_on": "2027-01-01"}})
    signed = {"/signed_on": {"present": True}}
    assert told(world, "agreements/terms", signed) == (True, [])
    for asked in (
        {"/signed_on": {"newer_than": "forever"}},
        {"/signed_on": {"no_later_than": "today"}},
        {"/expires_on": {"no_later_than": {"after": "/signed_on", "within": "1d"}}},
    ):
        truth, faults = told(world, "agreements/terms", asked)
        assert (truth, [fault.split()[0] for fault in faults]) == (None, ["undecided"])


def test_terms_that_nobody_accepted_are_signed_by_nobody() -> None:
    world = linked(agreements={"terms": {"signed_on": "none"}})
    truth, faults = told(world, "agreements/terms", {"/signed_on": {"present": True}})
    assert (truth, faults) == (False, ["shortfall agreements/terms/signed_on"])


@pytest.mark.parametrize("block", ["notice", "consent"])
def test_a_notice_or_consent_that_is_none_is_never_given_and_has_no_parts(block: str) -> None:
    world = linked(
        systems={"crm": {"operated_by": "organisation"}},
        flows={"f": {"from": "subject", "to": ["crm"], block: "none"}, "copy": {"from": "crm"}},
    )
    for flow in ("f", "copy"):
        for part, asked, expected in (
            ("given", {"equals": "never"}, True),
            ("given", {"one_of": ["before_collection", "at_collection"]}, False),
            ("covers", {"empty": False}, None),
            ("document", {"present": True}, None),
        ):
            condition = compiled("flows", {f"/{block}/{part}": asked})
            result = judge(condition, world.entity(f"flows/{flow}"), world.context)
            assert result.truth is expected
            assert [one.beside for one in result.faults] == ([] if expected else [expected is None])


def test_an_argument_that_was_refused_is_quiet() -> None:
    world = linked(
        purposes={"ship": {"lasts": REFUSED}},
        flows={"f": {"purpose": "ship", "retention": {"kept": "1d"}}},
    )
    assert told(world, "flows/f", {"/retention/kept": {"at_most": "/purpose/lasts"}}) == (None, [])


def test_an_argument_that_is_declared_away_is_told() -> None:
    world = linked(
        systems={
            "db": {"protection": {"loss_prevention": {"backups_kept": "none"}},
                   "deletion": {"within": "1d"}}
        }
    )  # fmt: skip
    raw = {"/deletion/within": {"at_least": "/protection/loss_prevention/backups_kept"}}
    place = "systems/db/protection/loss_prevention/backups_kept"
    assert told(world, "systems/db", raw) == (None, [f"undecided {place}"])


def test_what_is_compared_is_named_with_its_place() -> None:
    world = shop()
    entity = world.entity("flows/checkout")
    condition = compiled("flows", {"/retention/kept": {"at_least": "/purpose/lasts"}})
    (fault,) = judge(condition, entity, world.context).faults
    assert fault.sentence == Text("12mo is less than 24mo", "12mo ít hơn 24mo")
    ((where, said),) = fault.related
    assert where.pointer == ("lasts",)
    assert said.en == "compared with 24mo here"


def test_an_argument_may_be_the_keys_of_a_map() -> None:
    world = linked(organisation={"services": ["telecom", "messaging"], "licences": {"telecom": {}}})
    raw = {"/services": {"subset_of": "/licences"}}
    assert told(world, "organisation", raw) == (False, ["shortfall organisation/services"])


def test_a_single_value_is_an_argument_where_items_are_asked() -> None:
    world = linked(
        purposes={"ship": {}},
        flows={"f": {"purpose": "ship", "consent": {"covers": ["ship"], "required": []}}},
    )
    assert told(world, "flows/f", {"/consent/covers": {"contains": "/purpose"}}) == (True, [])
    assert told(world, "flows/f", {"/consent/required": {"contains": "/purpose"}})[0] is False


NOTHING = [
    pytest.param("/marketing", {"present": True}, False, id="none is not present"),
    pytest.param("/marketing", {"present": False}, True, id="none is absent"),
    pytest.param("/marketing/audience", {"one_of": ["bought"]}, False, id="none is none of these"),
    pytest.param("/marketing/audience", {"none_of": ["bought"]}, True, id="and not that one"),
]


@pytest.mark.parametrize(("path", "asked", "expected"), NOTHING)
def test_none_is_said_and_not_the_same_as_nothing_said(
    path: str, asked: dict[str, Any], *, expected: bool
) -> None:
    truth, faults = told(shop(), "flows/checkout", {path: asked})
    assert truth is expected
    assert faults == ([] if expected else ["shortfall flows/checkout/marketing"])
    silent, faults = told(shop(), "flows/export", {path: asked})
    assert silent is None
    assert faults == ["undeclared flows/export/marketing"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"equals": "none"}, True, id="the word none"),
        pytest.param({"one_of": ["none", "hashed"]}, True, id="one of several words"),
        pytest.param({"none_of": ["none"]}, False, id="if it is not wanted"),
    ],
)
def test_what_is_declared_away_is_the_word_none_of_its_fields(
    asked: dict[str, Any], *, expected: bool
) -> None:
    world = linked(systems={"plain": {"accounts": "none"}})
    truth, faults = told(world, "systems/plain", {"/accounts/passwords": asked})
    assert truth is expected
    assert faults == ([] if expected else ["shortfall systems/plain/accounts"])


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        pytest.param("/accounts/verified_by", {"empty": True}, True, id="empty"),
        pytest.param("/accounts/verified_by", {"empty": False}, False, id="not some"),
        pytest.param("/accounts/verified_by", {"contains": "email"}, False, id="contains nothing"),
        pytest.param("/accounts/verified_by", {"contains_any": ["email"]}, False, id="nor any"),
        pytest.param("/accounts/verified_by", {"contains_none": ["email"]}, True, id="so none"),
        pytest.param("/accounts/verified_by", {"subset_of": ["email"]}, True, id="and no more"),
        pytest.param("/deletion/within", {"at_most": "1d"}, False, id="no time is in time"),
        pytest.param(
            "/protection/access_control/reviewed_on", {"newer_than": "1y"}, False, id="no"
        ),
    ],
)
def test_lists_times_and_days_in_a_block_declared_away(
    path: str, asked: dict[str, Any], *, expected: bool
) -> None:
    world = linked(
        systems={
            "s": {"accounts": "none", "deletion": "none", "protection": {"access_control": "none"}}
        }
    )
    truth, faults = told(world, "systems/s", {path: asked})
    assert truth is expected
    assert [fault.split()[0] for fault in faults] == ([] if expected else ["shortfall"])


def test_an_empty_list_is_described_and_a_list_left_out_is_not() -> None:
    world = linked(systems={"said": {"accessed_from": []}, "silent": {}})
    asked = {"/accessed_from": {"empty": True}}
    assert told(world, "systems/said", asked) == (True, [])
    assert told(world, "systems/silent", asked) == (
        None,
        ["undeclared systems/silent/accessed_from"],
    )


def test_a_field_whose_absence_declares_something_is_never_asked_for() -> None:
    world = linked(assessments={"a": {}})
    assert told(world, "assessments/a", {"/receipt": {"present": False}}) == (True, [])
    assert told(world, "assessments/a", {"/receipt": {"present": True}}) == (
        False,
        ["shortfall assessments/a/receipt"],
    )


def test_several_sources_count_as_their_worst() -> None:
    world = inheriting(
        good={"from": "subject", "to": ["hub"], "rights": {"delete": {"within": "1d"}}},
        late={"from": "subject", "to": ["hub"], "rights": {"delete": {"within": "9d"}}},
        mute={"from": "subject", "to": ["hub"]},
    )
    assert told(world, "flows/out", {"/rights/delete/within": {"at_most": "2d"}}) == (
        False,
        ["shortfall flows/late/rights/delete/within", "undeclared flows/mute/rights"],
    )


def test_a_day_argument_with_several_sources_counts_each() -> None:
    days = {"one": "2026-01-01", "two": "2026-03-01"}
    flows: dict[str, dict[str, Any]] = {
        id_: {"from": "subject", "to": ["hub"], "without_consent": {"risks_assessed_on": day}}
        for id_, day in days.items()
    }
    out = {"from": "hub", "to": ["end"], "started_on": "2026-02-01"}
    world = inheriting(**flows, out=out)
    asked = {"/started_on": {"no_later_than": "/without_consent/risks_assessed_on"}}
    assert told(world, "flows/out", asked) == (False, ["shortfall flows/out/started_on"])


# Groups

YES: dict[str, Any] = {"/role": {"equals": "controller"}}
NO: dict[str, Any] = {"/role": {"equals": "processor"}}
MAYBE: dict[str, Any] = {"/legal_basis": {"equals": "consent"}}


@pytest.mark.parametrize(
    "alternatives", [list(one) for n in (2, 3) for one in product([YES, NO, MAYBE], repeat=n)]
)
def test_a_group_is_true_if_any_alternative_is(alternatives: list[dict[str, Any]]) -> None:
    known = {id(YES): True, id(NO): False, id(MAYBE): None}
    truth, faults = told(shop(), "flows/checkout", {"any": alternatives})
    assert truth is disjunction(known[id(one)] for one in alternatives)
    assert bool(faults) is not bool(truth)
    if truth is None:
        assert {fault.split()[0] for fault in faults} == {"undeclared"}


def test_a_group_that_fails_names_all_its_alternatives() -> None:
    world = shop()
    condition = compiled("flows", {"any": [NO, {"/role": {"equals": "third_party"}}]})
    result = judge(condition, world.entity("flows/checkout"), world.context)
    (fault,) = result.faults
    assert fault.sentence.en == "controller is described, not processor, or third_party"
    assert len(result.traces) == 2


def test_a_group_stands_beside_terms() -> None:
    asked = {**NO, "any": [NO, MAYBE]}
    truth, faults = told(shop(), "flows/checkout", asked)
    assert truth is False
    assert faults == ["shortfall flows/checkout/role", "undeclared flows/checkout/legal_basis"]


def test_a_group_hands_on_the_day_of_the_alternative_that_holds() -> None:
    world = linked(assessments={"a": {"kind": "transfer"}})
    asked = {
        "any": [{"/kind": {"equals": "processing"}}, {"/filed_on": {"no_later_than": "2027-01-01"}}]
    }
    condition = compiled("assessments", asked)
    result = judge(condition, world.entity("assessments/a"), world.context)
    assert result.truth is True
    assert [str(pending.due_on) for pending in result.pending] == ["2027-01-01"]


def test_an_empty_condition_is_true() -> None:
    world = shop()
    assert judge(Condition(), world.entity("flows/checkout"), world.context).truth is True


# Days


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param({"after": "2026-11-20", "within": "60d"}, "2027-01-19", id="is to come"),
        pytest.param({"after": "2026-11-20", "within": "1d"}, "2026-11-21", id="today is in time"),
        pytest.param({"after": "2026-11-19", "within": "1d"}, "shortfall", id="was yesterday"),
        pytest.param("today", "undeclared", id="is today: what is not there has not happened"),
        pytest.param("2026-11-20", "shortfall", id="was a day that is over"),
        pytest.param(
            {"after": "2026-11-20", "within": "36h"}, "2026-11-21", id="is today or after"
        ),
        pytest.param({"after": "2026-11-19", "within": "36h"}, "undecided", id="may be over"),
        pytest.param({"after": "2026-11-20", "within": "forever"}, "9999-12-31", id="never comes"),
        pytest.param({"after": "today", "within": "2wd"}, "2026-11-25", id="skips a day off"),
        pytest.param({"after": "/signed_on", "within": "1d"}, "undeclared", id="is not known"),
        pytest.param({"after": "/updated_on", "within": "1d"}, "undeclared", id="nor from silence"),
    ],
)
def test_a_missing_day_is_silent_until_the_last_day(asked: Any, expected: str) -> None:
    world = linked(YEAR_2026, TODAY, assessments={"a": {}})
    condition = compiled("assessments", {"/filed_on": {"no_later_than": asked}})
    result = judge(condition, world.entity("assessments/a"), world.context)
    if expected[0].isdigit():
        assert result.truth is True
        assert [str(pending.due_on) for pending in result.pending] == [expected]
    else:
        assert [fault.kind for fault in result.faults] == [expected]
        assert result.truth is (False if expected == "shortfall" else None)


@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        pytest.param("2026-03-02", "", id="in time"),
        pytest.param("2026-03-03", "shortfall", id="a day late"),
        pytest.param("2027-03-03", "shortfall", id="a day to come that is too late"),
    ],
)
def test_a_day_that_is_described_is_held_to_the_last_day(filed: str, expected: str) -> None:
    world = linked(
        flows={"f": {"started_on": "2026-01-01"}},
        assessments={"a": {"covers": ["f"], "filed_on": filed}},
    )
    asked = {"/filed_on": {"no_later_than": {"after": "/derived/start", "within": "60d"}}}
    condition = compiled("assessments", asked)
    result = judge(condition, world.entity("assessments/a"), world.context)
    assert "".join(fault.kind for fault in result.faults) == expected
    if expected:
        assert result.faults[0].sentence.en == f"{filed} is later than 2026-03-02"


def test_a_day_ahead_is_not_yet_there_and_is_listed() -> None:
    world = linked(assessments={"a": {"filed_on": "2026-12-24"}})
    condition = compiled("assessments", {"/filed_on": {"no_later_than": "2027-01-01"}})
    result = judge(condition, world.entity("assessments/a"), world.context)
    assert result.truth is True
    assert [str(pending.due_on) for pending in result.pending] == ["2027-01-01"]


def test_a_day_in_a_block_left_out_is_awaited_too() -> None:
    world = linked(organisation={"name": "x"})
    asked = {"/officer/authority_notified_on": {"no_later_than": "2027-01-01"}}
    result = judge(compiled("organisation", asked), world.entity("organisation"), world.context)
    assert [pending.where.pointer for pending in result.pending] == [("officer",)]


def test_beyond_the_announced_years_a_day_is_undecided_and_says_between_which() -> None:
    world = linked(assessments={"a": {}})
    asked = {"/filed_on": {"no_later_than": {"after": "2026-10-26", "within": "18wd"}}}
    result = judge(compiled("assessments", asked), world.entity("assessments/a"), world.context)
    (fault,) = result.faults
    assert fault.kind == "undecided"
    assert "lies between 2026-11-" in fault.sentence.en


def test_a_length_may_be_a_field() -> None:
    world = linked(
        organisation={"incidents": {"exercised_on": "2026-01-01", "records_kept": "1y"}},
    )
    asked = {
        "/incidents/exercised_on": {
            "no_later_than": {"after": "2025-01-01", "within": "/incidents/records_kept"}
        }
    }
    assert told(world, "organisation", asked)[0] is True


def test_what_is_asked_of_a_day_is_said_in_both_languages() -> None:
    asked = {"/filed_on": {"no_later_than": {"after": "/signed_on", "within": "60d"}}}
    assert describe(compiled("assessments", asked)) == Text(
        "filed_on no later than 60d after signed_on",
        "filed_on không muộn hơn 60d kể từ signed_on",
    )


# The verdict

ANSWERS = {True: YES, False: NO, None: MAYBE}


def expected_verdict(
    *, when: bool | None, unless: bool | None, require: bool | None
) -> tuple[str, bool]:
    """Falls short = when AND NOT unless AND NOT require, in the words of the design."""
    if when is False:
        return "not_asked", False
    if unless is True:
        return "exempt", False
    if require is True:
        return "holds", False
    if when is True and unless is False:
        return ("shortfall" if require is False else "undeclared"), False
    return "undeclared", True


TABLE = list(product([True, False, None], repeat=3))


@pytest.mark.parametrize(("when", "unless", "require"), TABLE)
def test_the_verdict_follows_from_when_unless_and_require(
    *, when: bool | None, unless: bool | None, require: bool | None
) -> None:
    found = ask(when=ANSWERS[when], unless=ANSWERS[unless], require=ANSWERS[require])
    assert (found.state, found.applicability) == expected_verdict(
        when=when, unless=unless, require=require
    )
    assert bool(found.faults) is (found.state in {"shortfall", "undeclared", "undecided"})
    if found.state == "undeclared":
        assert {fault.kind for fault in found.faults} == {"undeclared"}


def ask(
    subject: str = "flows/checkout",
    world: Linked | None = None,
    *,
    when: dict[str, Any] | None = None,
    unless: dict[str, Any] | None = None,
    require: dict[str, Any],
) -> Verdict:
    world = world or shop()
    entity = world.entity(subject)

    def scope(raw: dict[str, Any] | None) -> tuple[Condition, ...]:
        return (compiled(entity.kind, raw, asks=False),) if raw else ()

    question = Question(scope(when), scope(unless), compiled(entity.kind, require))
    return verdict(question, entity, world.context)


def test_an_entity_that_was_refused_is_undecided_and_quiet() -> None:
    found = ask("flows/lost", when=YES, require=YES)
    assert found.state == "undecided"
    assert all(fault.quiet for fault in found.faults)


def test_one_of_several_sources_is_enough_for_a_clause_to_apply() -> None:
    world = inheriting(
        one={"from": "subject", "to": ["hub"], "role": "processor"},
        two={"from": "subject", "to": ["hub"], "role": "controller"},
    )
    late = {"/retention/kept": {"at_most": "1d"}}
    assert ask("flows/out", world, when=YES, require=late).state == "undeclared"


def test_a_source_that_surely_does_not_apply_is_no_fault_while_another_is_unknown() -> None:
    world = inheriting(
        one={"from": "subject", "to": ["hub"], "role": "processor"},
        two={"from": "subject", "to": ["hub"]},
    )
    late = {"/retention/kept": {"at_most": "1d"}}
    found = ask("flows/out", world, when=YES, require=late)
    assert (found.state, found.applicability) == ("undeclared", True)
    assert [(fault.kind, fault.where.entity.id) for fault in found.faults] == [
        ("undeclared", "two")
    ]


def test_all_sources_must_be_exempt() -> None:
    world = inheriting(
        one={"from": "subject", "to": ["hub"], "role": "processor"},
        two={"from": "subject", "to": ["hub"], "role": "controller"},
    )
    assert ask("flows/out", world, unless=YES, require=NO).state == "shortfall"


def test_a_day_to_come_is_listed_only_where_the_clause_surely_applies() -> None:
    world = linked(assessments={"a": {"kind": "transfer"}})
    asked = {"/filed_on": {"no_later_than": "2027-01-01"}}
    sure = ask("assessments/a", world, when={"/kind": {"equals": "transfer"}}, require=asked)
    unsure = ask("assessments/a", world, when={"/contains": {"empty": False}}, require=asked)
    assert (sure.state, len(sure.pending)) == ("holds", 1)
    assert (unsure.state, len(unsure.pending)) == ("holds", 0)


BEGUN = {"/derived/start": {"no_later_than": "today"}}
AHEAD = {"from": "subject", "role": "controller", "started_on": "2027-03-01"}


@pytest.mark.parametrize(
    ("flow", "more", "require", "days"),
    [
        pytest.param(AHEAD, {}, NO, ["2027-03-01"], id="what would not hold is due on that day"),
        pytest.param(AHEAD, {}, YES, [], id="what holds already is due on none"),
        pytest.param(AHEAD, {"/from": {"equals": "third_party"}}, NO, [], id="it is asked never"),
        pytest.param(AHEAD, {"/legal_basis": {"equals": "consent"}}, NO, [], id="it is not told whether"),
        pytest.param({"from": "subject"}, {}, NO, [], id="no day is told"),
        pytest.param(
            {**AHEAD, "started_on": "2026-01-01"}, {"/from": {"equals": "third_party"}}, NO, [],
            id="it has begun and is not asked",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_from_a_day_on_is_to_come_before_it(
    flow: dict[str, Any], more: dict[str, Any], require: dict[str, Any], days: list[str]
) -> None:
    found = ask("flows/f", linked(flows={"f": flow}), when={**BEGUN, **more}, require=require)
    assert [str(pending.due_on) for pending in found.pending] == days


def test_what_is_exempt_is_never_to_come() -> None:
    world = linked(flows={"f": AHEAD})
    assert ask("flows/f", world, when=BEGUN, unless=YES, require=NO).pending == ()


def test_a_time_that_cannot_be_compared_is_undecided() -> None:
    found = ask(require={"/retention/kept": {"at_most": "365d"}})
    assert (found.state, found.applicability) == ("undecided", False)
    assert found.faults[0].sentence.en == "12mo may be more or less than 365d: write it in d"


def test_times_counted_from_different_events_are_undecided_and_say_so() -> None:
    world = linked(
        purposes={"ship": {"lasts": "24mo", "counted_from": "contract_end"}},
        flows={
            "f": {"purpose": "ship", "retention": {"kept": "12mo", "counted_from": "collection"}}
        },
    )
    found = ask("flows/f", world, require={"/retention/kept": {"at_most": "/purpose/lasts"}})
    (fault,) = found.faults
    assert found.state == "undecided"
    assert fault.sentence.en == (
        "12mo is counted from collection and 24mo from contract_end: count both from the same event"
    )


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=4), st.data())
def test_the_order_of_terms_changes_no_verdict(
    answers: list[bool | None], data: st.DataObject
) -> None:
    world = shop()
    entity = world.entity("flows/checkout")
    conditions = [compiled("flows", ANSWERS[answer]) for answer in answers]
    shuffled = data.draw(st.permutations(conditions))

    def state(ordered: Sequence[Condition]) -> tuple[str, int]:
        whole = Condition(tuple(term for condition in ordered for term in condition.terms))
        found = verdict(Question((), (), whole), entity, world.context)
        return found.state, len(found.faults)

    assert state(shuffled) == state(conditions)


@pytest.mark.parametrize("order", list(permutations([YES, NO, MAYBE])))
def test_the_order_of_alternatives_changes_no_truth(order: tuple[dict[str, Any], ...]) -> None:
    assert told(shop(), "flows/checkout", {"any": list(order)})[0] is True


# Words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(True, "true", id="as YAML writes it"),
        pytest.param(False, "false", id="both"),
        pytest.param([], "[]", id="an empty list"),
        pytest.param(["a", True], "a, true", id="a list"),
        pytest.param({"a": 1, "b": 2}, "a, b", id="the keys of a block"),
        pytest.param(parse("date", "2026-01-05"), "2026-01-05", id="a day"),
        pytest.param(parse("duration", "P1M"), "P1M", id="a time, as written"),
        pytest.param("x" * 500, "x" * 119 + "…", id="what is long is cut"),
        pytest.param(["x"] * 500, "x, " * 10 + "… (500)", id="a long list, too"),
    ],
)
def test_a_value_is_shown_as_a_reader_would_write_it(value: Any, expected: str) -> None:
    assert show(value) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        pytest.param({}, "", id="nothing"),
        pytest.param(YES, "role controller", id="a term"),
        pytest.param({**YES, **MAYBE}, "role controller; legal_basis consent", id="terms"),
        pytest.param({"any": [YES, NO]}, "role controller, or role processor", id="a group"),
        pytest.param(
            {"/data/*": {"one_of": ["user.contact"]}}, "data one of user.contact", id="every"
        ),
        pytest.param(
            {"/derived/copies": {"empty": False}}, "copies not empty", id="a fact, a false flag"
        ),
        pytest.param(
            {"/retention/kept": {"at_most": "/purpose/lasts"}},
            "retention.kept at most purpose.lasts",
            id="a path as argument",
        ),
        pytest.param(
            {"/started_on": {"no_later_than": "today"}},
            "started_on no later than today",
            id="a day",
        ),
    ],
)
def test_a_condition_is_described_in_words(raw: dict[str, Any], expected: str) -> None:
    assert describe(compiled("flows", raw)).en == expected
    assert bool(describe(compiled("flows", raw)).vi) is bool(expected)


# Whatever is described


@pytest.fixture(scope="module")
def shipped() -> Library:
    return load_library(Resources())


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(descriptions(junk=(*JUNK, REFUSED, [REFUSED], {"kind": REFUSED})))
def test_no_description_stops_the_judging(shipped: Library, document: Any) -> None:
    fitting = apply(document, form().misfits(document))
    if not isinstance(fitting, dict):
        return
    read = repr(fitting)
    workspace = Workspace([Document("a.yaml", 0, fitting)], table(), ())
    regimes = list(shipped.regimes.values())
    days = {regime.id: Days(TODAY, regime.calendar) for regime in regimes}
    checked = check(workspace, shipped, regimes, days)
    assert repr(fitting) == read  # what was read is never changed
    for finding in checked.findings:
        assert finding.message.en
        assert finding.message.vi
        judged_nothing = finding.control == "nothing-described"
        assert finding.citations or finding.kind == "problem" or judged_nothing


@settings(max_examples=200)
@given(descriptions(junk=(*JUNK, REFUSED, [REFUSED])), st.data())
def test_every_path_of_the_table_can_be_walked_in_every_description(
    document: Any, data: st.DataObject
) -> None:
    fitting = apply(document, form().misfits(document))
    if not isinstance(fitting, dict):
        return
    workspace = Workspace([Document("a.yaml", 0, fitting)], table(), ())
    context = Context(derive(workspace, Law("VN")), table(), Days(TODAY, YEAR_2026), {})
    for entity in [*workspace.all(), workspace.organisation]:
        parts = data.draw(st.sampled_from(PATHS[entity.kind]))
        for slot in context.resolve(entity, parts):
            assert slot.state in {"value", "missing", "nothing", "never", "unknown", "untold"}
            assert slot.value is not REFUSED or slot.state == "unknown"


def _paths_from(field: Field, doors: int) -> list[tuple[str, ...]]:
    """Return every path below a field, through as many references as asked."""
    found: list[tuple[str, ...]] = []
    steps = [*field.children.items(), *([("*", field.item)] if field.item else [])]
    if field.type == "reference" and doors:
        kinds = [table().kinds[kind] for kind in field.refers_to if kind in table().kinds]
        steps = [step for kind in kinds for step in kind.children.items()]
        doors -= 1
    for part, child in steps:
        found += [(part,), *((part, *rest) for rest in _paths_from(child, doors))]
    return found


PATHS = {kind: _paths_from(field, 1) for kind, field in table().kinds.items()}
