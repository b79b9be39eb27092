"""Derived facts, one function each; what they mean stands in `schemas/facts.schema.json`.

Those of flows and of systems stand in modules of their own; here are the others.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from pdplint.format.fields import NONE, ORGANISATION
from pdplint.workspace import flows, systems
from pdplint.workspace.derive import Derive, Derived
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.linking import Workspace, strings, text_or_nothing
from pdplint.workspace.reads import Known, is_whole, known, not_known, read
from pdplint.workspace.register import DERIVED_OF, fact_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pdplint.policy.regimes import Law

__all__ = ["DERIVED_OF", "derive", "fact_of"]
PARTS = (flows, systems)
"""The modules that register further facts when they are imported."""
LEVEL_WITH_DUTIES = 3
"""From which security level on the measures of a system are no matter of choice."""
SERVING_USERS = {"online_service", "infrastructure"}
"""What a system serves whose users are people or enterprises outside."""
OWN_ROLES = {"controller", "controller_processor"}
"""Roles of an organisation that handles the data for itself."""
NO_USERS = {
    "consultant",
    "employee",
    "job_applicant",
    "next_of_kin",
    "shareholder",
    "supplier_vendor",
    "trainee",
}
"""Subjects of an organisation's own who use none of its services; no word of the list `users`."""


def derive(workspace: Workspace, law: Law) -> Derived:
    """Return a workspace as one regime sees it, with everything that is derived."""
    return Derived(workspace, law, DERIVED_OF)


@fact_of("assessments", "start")
def first_start(derived: Derived, assessment: Entity) -> Fact:
    """The first day on which a flow that it covers started."""
    covers = read(assessment, "covers")
    if not isinstance(covers, Known):
        return not_known(covers)
    facts = [derived.started(derived.workspace.entities["flows"][name]) for name in covers.value]
    if not facts:
        return Fact(None, (covers.where,), "missing")
    gaps = [fact for fact in facts if fact.state != "value"]
    return gaps[0] if gaps else min(facts, key=lambda fact: str(fact.value))


@fact_of("organisation")
def servers_in(derived: Derived, organisation: Entity) -> Fact:
    """Where its websites, and the applications that face users, have a copy."""
    facts = (
        derived.countries(system)
        for system in derived.workspace.entities["systems"].values()
        if isinstance(system.value, dict) and systems.faces_users(system)
    )
    return _stand_in(derived, organisation, facts)


@fact_of("organisation")
def serves_users_in(derived: Derived, organisation: Entity) -> Fact:
    """Where the systems of its own that serve users, whoever runs them, have a copy."""
    return _stand_in(derived, organisation, _of_users(derived, derived.countries))


@fact_of("organisation")
def users_have_accounts(derived: Derived, organisation: Entity) -> Fact:
    """Whether a system of its own that serves users has digital accounts."""
    return _of_any(organisation, _of_users(derived, partial(systems.has_accounts, derived)))


@fact_of("organisation")
def users_post(derived: Derived, organisation: Entity) -> Fact:
    """Whether in a system of its own that serves users they can post for others to see."""
    return _of_any(organisation, _of_users(derived, partial(systems.has_user_content, derived)))


def _of_any(organisation: Entity, facts: Iterable[Fact]) -> Fact:
    """Return whether one is true; where none is, it is a matter of what services there are."""
    told = list(facts)
    telling = [fact for fact in told if fact.value] or [f for f in told if f.state != "value"]
    return (
        telling[0] if telling else Fact(value=False, origins=(Where(organisation, ("services",)),))
    )


def _own(derived: Derived) -> Iterator[Entity]:
    """Yield its own systems, whoever runs them, without those that it runs for somebody else."""
    for system in derived.workspace.entities["systems"].values():
        if systems.is_ours(derived, system) and not known(system, "operated_for"):
            yield system


def _of_users(derived: Derived, fact: Callable[[Entity], Fact]) -> Iterator[Fact]:
    """Yield a fact of each of its own systems that serve users, or may."""
    for system in _own(derived):
        serves = read(system, "serves")
        if not isinstance(serves, Known):
            yield not_known(serves)
        elif serves.value in SERVING_USERS:
            yield fact(system)


def _stand_in(derived: Derived, organisation: Entity, facts: Iterable[Fact]) -> Fact:
    """Return all their countries; what is not known matters where none is the home country."""
    found: list[str] = []
    places = [Where(organisation, ("services",))]
    gaps: list[Fact] = []
    for fact in facts:
        if fact.state == "value":
            found += fact.value
            places += fact.origins
        else:
            gaps.append(fact)
    if gaps and derived.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), tuple(places))


@fact_of("organisation")
def users_in(derived: Derived, organisation: Entity) -> Fact:
    """Where people use its services, over all flows, as far as the home country is concerned."""
    return _people_in(derived, organisation, derived.workspace.entities["flows"].values())


@fact_of("organisation")
def service_users_in(derived: Derived, organisation: Entity) -> Fact:
    """Where people use its services, not where only people are who are its own staff or alike."""
    every = derived.workspace.entities["flows"].values()
    others = [flow for flow in every if not _of_staff(derived, flow)]
    return _people_in(derived, organisation, others)


def _of_staff(derived: Derived, flow: Entity) -> bool:
    """Tell whether a flow, not one for somebody else, is of people none of whom uses a service."""
    if not isinstance(flow.value, dict) or known(flow, "role") not in OWN_ROLES:
        return False
    subjects, _ = _subjects(derived, flow)
    kinds = subjects.get("kinds") if isinstance(subjects, dict) else None
    return is_whole(kinds) and set() < set(strings(kinds)) <= NO_USERS


def _people_in(derived: Derived, organisation: Entity, flows: Iterable[Entity]) -> Fact:
    """Return where their people are; what is not known matters where none is at home."""
    found: list[str] = []
    said: dict[Where, None] = {}
    gaps = []
    for flow in flows:
        if not isinstance(flow.value, dict):
            gaps.append(Fact(None, (Where(flow),), "unknown"))
            continue
        where, listed = _located(derived, flow)
        if where is not None:
            if isinstance(listed, list):
                found += strings(listed)
                said[where] = None
            if not is_whole(listed):
                gaps.append(Fact(None, (where,), "missing" if listed is None else "unknown"))
    if gaps and derived.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (Where(organisation), *said))


def _located(derived: Derived, flow: Entity) -> tuple[Where | None, Any]:
    """Where a flow says where its people are; nothing of what other flows hand down to it."""
    subjects, where = _subjects(derived, flow)
    if subjects is None and derived.origins(flow, "subjects"):
        return None, None
    if isinstance(subjects, dict):
        return Where(where.entity, (*where.pointer, "located_in")), subjects.get("located_in")
    return where, subjects


def _subjects(derived: Derived, flow: Entity) -> tuple[Any, Where]:
    """What a flow itself says of its people, and where that stands."""
    subjects, where = flow.value.get("subjects"), Where(flow, ("subjects",))
    if isinstance(subjects, str):
        entry = derived.workspace.entities["subjects"][subjects]
        return entry.value, Where(entry)
    return subjects, where


def _some(derived: Derived, has: Derive) -> Fact:
    facts = [has(derived, system) for system in derived.workspace.entities["systems"].values()]
    telling = [fact for fact in facts if fact.value] or [f for f in facts if f.state != "value"]
    if telling:
        return telling[0]
    said = (w for fact in facts for w in fact.origins if w.pointer[0] in w.entity.value)
    return Fact(value=False, origins=(Where(derived.organisation()), *said))


@fact_of("organisation", "has_user_content")
def some_user_content(derived: Derived, _organisation: Entity) -> Fact:
    """Whether in some system users can post for others to see who are not at their work."""
    return _some(derived, systems.has_user_content)


@fact_of("organisation", "has_accounts")
def some_accounts(derived: Derived, _organisation: Entity) -> Fact:
    """Whether some system has digital accounts."""
    return _some(derived, systems.has_accounts)


def _own_systems(derived: Derived, *, listed: bool) -> Fact:
    found, where = [], [Where(derived.organisation())]
    for system in derived.workspace.entities["systems"].values():
        value = system.value if isinstance(system.value, dict) else {}
        is_listed = value.get("listed") == "critical_to_national_security"
        if value.get("operated_by", ORGANISATION) == ORGANISATION and is_listed is listed:
            found.append(system.id)
            where.append(Where(system, ("listed",)))
    return Fact(found, tuple(where))


@fact_of("organisation")
def unlisted_systems(derived: Derived, _organisation: Entity) -> Fact:
    """Its systems that are not on the state's list of systems critical to national security."""
    return _own_systems(derived, listed=False)


@fact_of("organisation")
def listed_systems(derived: Derived, _organisation: Entity) -> Fact:
    """Its systems that are on that list."""
    return _own_systems(derived, listed=True)


@fact_of("organisation")
def runs_level_3_or_above(derived: Derived, organisation: Entity) -> Fact:
    """Whether some system that it runs for itself has security level 3 or above."""
    facts = [
        _level_3_or_above(system)
        for system in derived.workspace.entities["systems"].values()
        if known(system, "operated_by") in {None, ORGANISATION}
        and not known(system, "operated_for")
    ]
    telling = [fact for fact in facts if fact.value] or [f for f in facts if f.state != "value"]
    said = (where for fact in facts for where in fact.origins)
    return telling[0] if telling else Fact(value=False, origins=(Where(organisation), *said))


def _level_3_or_above(system: Entity) -> Fact:
    level = read(system, "security_level", "level")
    if isinstance(level, Known):
        return Fact(level.value >= LEVEL_WITH_DUTIES, (level.where,))
    if known(system, "security_level") == NONE:
        return Fact(value=False, origins=(level.where,))
    return not_known(level)


def _in_some_flow(derived: Derived, organisation: Entity, told: Callable[[Entity], Fact]) -> Fact:
    """Return whether something that is told of each flow is so of one of them."""
    gaps: list[Fact] = []
    for flow in derived.workspace.entities["flows"].values():
        fact = told(flow) if isinstance(flow.value, dict) else Fact(None, (Where(flow),), "unknown")
        if fact.state != "value":
            gaps.append(fact)
        elif fact.value:
            return Fact(value=True, origins=fact.origins)
    return gaps[0] if gaps else Fact(value=False, origins=(Where(organisation),))


@fact_of("organisation")
def processes_sensitive(derived: Derived, organisation: Entity) -> Fact:
    """Whether some flow carries data that is called sensitive, whoever it is processed for."""
    return _in_some_flow(derived, organisation, lambda flow: flows.sensitive(derived, flow))


@fact_of("organisation")
def controls_data(derived: Derived, organisation: Entity) -> Fact:
    """Whether in some flow it is the controller, or controller and processor."""
    controls = {"controller", "controller_processor"}
    return _in_some_flow(derived, organisation, lambda flow: _is(derived, flow, "role", controls))


@fact_of("organisation")
def uses_data(derived: Derived, organisation: Entity) -> Fact:
    """Whether in some flow it uses data for itself: as controller or as third party."""
    uses = {"controller", "controller_processor", "third_party"}
    return _in_some_flow(derived, organisation, lambda flow: _is(derived, flow, "role", uses))


@fact_of("organisation")
def processes_for_others(derived: Derived, organisation: Entity) -> Fact:
    """Whether in some flow it is the processor of somebody else."""
    return _in_some_flow(
        derived, organisation, lambda flow: _is(derived, flow, "role", {"processor"})
    )


@fact_of("organisation")
def processes_without_consent(derived: Derived, organisation: Entity) -> Fact:
    """Whether some flow rests on a ground other than consent."""

    def told(flow: Entity) -> Fact:
        return _is(derived, flow, "legal_basis", {"consent", "none"}, otherwise=True)

    return _in_some_flow(derived, organisation, told)


def _is(
    derived: Derived, flow: Entity, key: str, words: Collection[str], *, otherwise: bool = False
) -> Fact:
    """Return whether a key of a flow is one of some words, or otherwise none of them.

    A copy that does not say is what the flows are that fill its system.
    """
    sources = [flow] if key in flow.value else derived.origins(flow, key) or [flow]
    said = [read(source, key) for source in sources]
    told = [one for one in said if isinstance(one, Known) and (one.value in words) is not otherwise]
    if told:
        return Fact(value=True, origins=(told[0].where,))
    gaps = [one for one in said if not isinstance(one, Known)]
    return not_known(gaps[0]) if gaps else Fact(value=False, origins=(said[0].where,))


@fact_of("organisation")
def serves_others(derived: Derived, organisation: Entity) -> Fact:
    """Whether a system that it runs for itself is one for others."""
    facts = [
        systems.for_others(derived, system)
        for system in derived.workspace.entities["systems"].values()
        if not known(system, "operated_for")
    ]
    if some := next((f for f in facts if f.state == "value" and f.value != NONE), None):
        return Fact(value=True, origins=some.origins)
    if gap := next((fact for fact in facts if fact.state != "value"), None):
        return gap
    said = (where for fact in facts for where in fact.origins)
    return Fact(value=False, origins=(Where(organisation), *said))


@fact_of("organisation")
def serves_online(derived: Derived, organisation: Entity) -> Fact:
    """Whether a system of its own, whoever runs it, gives an online service."""
    return _serving(derived, organisation, {"online_service"})


@fact_of("organisation")
def serves_users(derived: Derived, organisation: Entity) -> Fact:
    """Whether a system of its own, whoever runs it, serves users as a service or beneath one."""
    return _serving(derived, organisation, SERVING_USERS)


def _serving(derived: Derived, organisation: Entity, what: Collection[str]) -> Fact:
    """Return whether a system of its own, whoever runs it, serves one of these."""
    said = [read(system, "serves") for system in _own(derived)]
    told = [one for one in said if isinstance(one, Known) and one.value in what]
    if told:
        return Fact(value=True, origins=(told[0].where,))
    gaps = [one for one in said if not isinstance(one, Known)]
    if gaps:
        return not_known(gaps[0])
    return Fact(value=False, origins=(Where(organisation), *(one.where for one in said)))


@fact_of("organisation")
def serves_state(derived: Derived, organisation: Entity) -> Fact:
    """Whether it is a body of the state, or runs a system for a state agency."""
    facts = [_state_body(organisation), *_run_for_others(derived)]
    telling = [fact for fact in facts if fact.value] or [f for f in facts if f.state != "value"]
    return telling[0] if telling else facts[0]


def _state_body(organisation: Entity) -> Fact:
    kind = read(organisation, "kind")
    if not isinstance(kind, Known):
        return not_known(kind)
    return Fact(kind.value == "state_body", (kind.where,))


def _run_for_others(derived: Derived) -> Iterator[Fact]:
    for system in derived.workspace.entities["systems"].values():
        party = derived.entity(("parties",), text_or_nothing(known(system, "operated_for")))
        if party is None or system.value.get("operated_by", ORGANISATION) != ORGANISATION:
            continue
        role = read(party, "role")
        if isinstance(role, Known):
            yield Fact(role.value == "state_agency", (Where(system, ("operated_for",)),))
        else:
            yield not_known(role, Where(party, ("role",)))
