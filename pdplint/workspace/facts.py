"""Derived facts, one function each; what they mean stands in `schemas/facts.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.format.fields import NONE, ORGANISATION
from pdplint.policy.operators import within
from pdplint.text.values import REFUSED
from pdplint.units import at_most, parse_duration, suggest
from pdplint.words import say
from pdplint.workspace.derive import SOMEWHERE, Derive, Derived, Lands
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.linking import (
    KINDS,
    OWING,
    SHARED_NAMES,
    Workspace,
    strings,
    text_or_nothing,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pdplint.model import Pointer
    from pdplint.policy.regimes import Law

DERIVED_OF: dict[str, dict[str, Derive]] = {
    kind: {} for kind in (*KINDS, ORGANISATION, "transfers")
}


def derive(workspace: Workspace, law: Law) -> Derived:
    """Return a workspace as one regime sees it, with everything that is derived."""
    return Derived(workspace, law, DERIVED_OF)


def fact_of(kind: str, name: str = "") -> Callable[[Derive], Derive]:
    """Register the decorated function as a derived fact of a kind, by its own name unless given."""

    def register(derive: Derive) -> Derive:
        DERIVED_OF[kind][name or derive.__name__] = derive
        return derive

    return register


@fact_of("flows")
def from_outside(derived: Derived, flow: Entity) -> Fact:
    """Whether the data comes from people, somebody else or a party, not out of an own system."""
    where = Where(flow, ("from",))
    source = flow.value.get("from")
    if not isinstance(source, str):
        return Fact(None, (where,), "missing" if source is None else "unknown")
    if derived.comes_from_unread(flow):
        return Fact(None, (where,), "unknown")
    return Fact(not derived.leaves_own_system(flow), (where,))


@fact_of("flows")
def discloses(derived: Derived, flow: Entity) -> Fact:
    """Whether it hands data to a party, directly or as the operator of the receiving system."""
    where = Where(flow, ("to",))
    to = flow.value.get("to")
    if not isinstance(to, list) or REFUSED in to:
        return Fact(None, (where,), "missing" if to is None else "unknown")
    gaps = []
    for name in to:
        recipient = derived.entity(SHARED_NAMES, name)
        if recipient is None or not isinstance(recipient.value, dict):
            gaps.append(Fact(None, (where,), "unknown"))
        elif recipient.kind == "parties":
            return Fact(value=True, origins=(where,))
        elif (operator := recipient.value.get("operated_by")) is None:
            gaps.append(Fact(None, (Where(recipient, ("operated_by",)),), "missing"))
        elif operator is REFUSED:
            gaps.append(Fact(None, (Where(recipient, ("operated_by",)),), "unknown"))
        elif operator != ORGANISATION:
            return Fact(value=True, origins=(where, Where(recipient, ("operated_by",))))
    return gaps[0] if gaps else Fact(value=False, origins=(where,))


@fact_of("flows")
def sensitive(derived: Derived, flow: Entity) -> Fact:
    """The categories that the regime or the flow itself calls sensitive, with where they stand.

    Not known where it hangs on services that are not described.
    """
    if "data" in flow.value:
        fact = _called_sensitive(derived, [flow])
    else:
        sources = derived.origins_by(flow, "data", _categories) or (flow,)
        fact = derived.common(sources, "sensitive", lambda: _called_sensitive(derived, sources))
    added = strings(flow.value.get("sensitive"))
    if fact.state != "value" or not added:
        return fact
    return fact._replace(value=list(dict.fromkeys([*fact.value, *added])))


def _categories(flow: Entity) -> Sequence[str]:
    """Return the categories that a flow moves, or the one word for why they are not known."""
    data = flow.value.get("data")
    if not isinstance(data, list) or REFUSED in data:
        return ["missing" if data is None else "unknown"]
    return data


def _called_sensitive(derived: Derived, sources: Sequence[Entity]) -> Fact:
    for source in sources:
        data = source.value.get("data")
        if data is None:
            return Fact(None, (Where(source, ("data",)),), "missing")
        if data is REFUSED or REFUSED in data:
            return Fact(None, (Where(source, ("data",)),), "unknown")
    data = list(dict.fromkeys(category for one in sources for category in one.value["data"]))
    organisation = derived.organisation()
    described = organisation.value if isinstance(organisation.value, dict) else {}
    services = described.get("services", REFUSED if organisation.value is REFUSED else None)
    called = [*derived.law.sensitive]
    for with_, more in derived.law.sensitive_with:
        called += more if set(with_) & set(strings(services)) else []
    found = _among(data, called)
    perhaps = [one for _, more in derived.law.sensitive_with for one in more]
    if not found and not _is_whole(services) and _among(data, perhaps):
        state = "missing" if services is None else "unknown"
        return Fact(None, (Where(organisation, ("services",)),), state)
    return Fact(found, (Where(sources[0], ("data",)),))


def _among(data: Sequence[str], called: Sequence[str]) -> list[str]:
    return [c for c in data if any(within(c, s) or within(s, c) for s in called)]


def _is_whole(value: Any) -> bool:
    return isinstance(value, list) and REFUSED not in value


@fact_of("flows")
def assessed_by(derived: Derived, flow: Entity) -> Fact:
    """The assessments of own processing that cover it."""
    return derived.covering(flow, "processing")


@fact_of("flows")
def assessed_on_behalf_by(derived: Derived, flow: Entity) -> Fact:
    """The assessments of processing for somebody else that cover it."""
    return derived.covering(flow, "processing_on_behalf")


@fact_of("flows")
def copies(derived: Derived, flow: Entity) -> Fact:
    """The systems that it fills; copies further on are those of the flows that carry it on."""
    where = Where(flow, ("to",))
    to = flow.value.get("to")
    if not isinstance(to, list) or REFUSED in to:
        return Fact(None, (where,), "missing" if to is None else "unknown")
    return Fact(
        [name for name, _ in derived.workspace.recipients(flow) if _is_copy(derived, name)], ()
    )


def _is_copy(derived: Derived, name: str) -> bool:
    system = derived.entity(("systems",), name)
    return system is not None and (not isinstance(system.value, dict) or _ours(derived, system))


def _ours(derived: Derived, system: Entity) -> bool:
    party = derived.entity(("parties",), text_or_nothing(system.value.get("operated_by")))
    role = party.value.get("role") if party is not None and isinstance(party.value, dict) else None
    return role not in {"controller", "third_party", "state_agency"}


@fact_of("systems")
def ours(derived: Derived, system: Entity) -> Fact:
    """Whether the data in it is ours to protect and erase."""
    return Fact(_ours(derived, system), (Where(system, ("operated_by",)),))


@fact_of("systems")
def erases_backups(derived: Derived, system: Entity) -> Fact:
    """Whether its backups are gone by the time that erasure in it is said to take."""
    kept = _said(derived, system, ("protection", "loss_prevention", "backups_kept"))
    erased = _said(derived, system, ("deletion", "within"))
    origins = (*kept.origins, *erased.origins)
    if NONE in (kept.value, erased.value):
        return Fact(value=True, origins=origins)
    for gap in (kept, erased):
        if gap.state != "value":
            return gap
    longest, promised = parse_duration(kept.value), parse_duration(erased.value)
    gone = at_most(longest, promised)
    if gone is None:
        unit = str(suggest(longest, promised))
        reason = say("other-unit", value=kept.value, limit=erased.value, unit=unit)
        return Fact(None, origins, "unknown", reason)
    lacking = None if gone else say("backups-outlive", kept=kept.value, within=erased.value)
    return Fact(gone, origins, reason=lacking)


def _said(derived: Derived, system: Entity, path: Pointer) -> Fact:
    """Return what a system says at a path, the word `none` where a block is declared away."""
    value, where = system.value, Where(system)
    for part in path:
        where = Where(where.entity, (*where.pointer, part))
        value = value.get(part)
        named = text_or_nothing(value) if part == "protection" else ""
        if (entry := derived.entity(("protections",), named)) is not None:
            value, where = entry.value, Where(entry)
        if not isinstance(value, dict):
            break
    state = "missing" if value is None else "unknown" if value is REFUSED else "value"
    return Fact(value if state == "value" else None, (where,), state)


@fact_of("flows")
def kept_in(derived: Derived, flow: Entity) -> Fact:
    """The countries in which a copy of each of its categories lies, directly or downstream.

    Where no copy is known to lie at home, and the place of one is not known, neither is this:
    missing where the flow itself leads there, unknown where the chain is longer. So it is where a
    copy at home may hold it, and what that is filled with is not described.
    """
    where = Where(flow, ("to",))
    to = flow.value.get("to")
    if not isinstance(to, list) or REFUSED in to:
        return Fact(None, (where,), "missing" if to is None else "unknown")
    found = derived.lands(flow)
    lacking = [lands for lands in found if derived.law.home not in lands.sure]
    if lacking and all({derived.law.home, SOMEWHERE} & (sure | more) for sure, more in lacking):
        return _gap(derived, flow, lacking)
    known = frozenset.intersection(*(lands.sure for lands in found))
    return Fact(sorted(known - {SOMEWHERE}), (where,))


def _gap(derived: Derived, flow: Entity, lacking: Sequence[Lands]) -> Fact:
    if any(SOMEWHERE not in lands.sure for lands in lacking):
        return _untold(derived, flow)
    recipients = [name for name, _ in derived.workspace.recipients(flow)]
    for name in dict.fromkeys((*recipients, *derived.gaps(flow))):
        system = derived.workspace.entities["systems"].get(name)
        fact = derived.lies_in(system) if system is not None else None
        if fact is not None and fact.state != "value":
            if name in recipients:
                return fact
            reason = fact.reason or say("chain-broken", system=name)
            return fact._replace(state="unknown", reason=reason)
    return Fact(None, (Where(flow, ("to",)),), "unknown")


def _untold(derived: Derived, flow: Entity) -> Fact:
    """Return why it is not known whether a flow's data gets to a copy at home."""
    for source in (flow, *derived.origins_by(flow, "data", _categories)):
        untold = derived.untold(source)
        if untold is not None:
            return untold
    return Fact(None, (Where(flow, ("to",)),), "unknown", say("passed-on-untold", flow=flow.id))


@fact_of("flows")
def updates(derived: Derived, flow: Entity) -> Fact:
    """Whether it adds to or changes what is held already; a copy does only if it says so."""
    where, how = Where(flow, ("collected_by",)), flow.value.get("collected_by")
    if how in {"enrichment", "update"}:
        return Fact(value=True, origins=(where,))
    from_somebody_else = derived.from_somebody_else(flow)
    if from_somebody_else.value is not False:
        return from_somebody_else
    if isinstance(how, str) or (how is None and derived.leaves_own_system(flow)):
        return Fact(value=False, origins=(where,))
    return Fact(None, (where,), "missing" if how is None else "unknown")


@fact_of("flows")
def first_hand(derived: Derived, flow: Entity) -> Fact:
    """Whether every flow with which its data began takes it from the people themselves.

    Of what leaves a system that no described flow fills this is not known. What somebody else hands
    over is not first-hand, even if that came from us; consents that a system records are. Where it
    hangs on what a flow moves that does not say it, it is missing there.
    """
    flows = derived.workspace.entities["flows"]

    def kinds(id_: str) -> Iterator[Any]:
        fact = _from_people(derived, flows[id_])
        yield fact.state, fact.value

    def begins(id_: str) -> bool:
        return derived.from_somebody_else(flows[id_]).value is not False

    lineage = derived.workspace.lineage
    found = lineage.origins(flow.id, begins, "first_hand", kinds)
    begun = derived.ordered(found)
    whole = derived.common(begun, "first_hand", lambda: _all_from_people(derived, begun))
    if lineage.all_known or whole.value is True:
        return whole
    surely = lineage.origins(flow.id, begins, "first_hand", kinds, sure=True)
    return _as_far_as_sure(derived, flow, begun, derived.ordered(surely))


def _as_far_as_sure(
    derived: Derived, flow: Entity, begun: Sequence[Entity], surely: Sequence[Entity]
) -> Fact:
    """Return whether data is first-hand that some flows may not bring, and some surely do."""
    known = _all_from_people(derived, surely) if surely else None
    if known is not None and known.value is not True:
        return known
    doubtful = [one for one in begun if one not in surely]
    amiss = [one for one in doubtful if _from_people(derived, one).value is not True]
    if known is None and len(amiss) == len(doubtful):
        return _all_from_people(derived, begun)  # whichever of them it is
    return derived.untold(amiss[0]) or Fact(None, (Where(flow, ("data",)),), "unknown")


def _all_from_people(derived: Derived, begun: Sequence[Entity]) -> Fact:
    facts = [_from_people(derived, flow) for flow in begun]
    telling = [f for f in facts if f.value is False] or [f for f in facts if f.state != "value"]
    return telling[0] if telling else facts[0]


def _from_people(derived: Derived, flow: Entity) -> Fact:
    somebody_else = derived.from_somebody_else(flow)
    if somebody_else.value is not False:
        return somebody_else._replace(value=None if somebody_else.value is None else False)
    where, source = Where(flow, ("from",)), flow.value["from"]
    if source == "subject" or source in derived.workspace.recorded:
        return Fact(value=True, origins=(where,))
    holder = derived.entity(SHARED_NAMES, source)
    reason = say("not-filled", name=source)
    return Fact(None, (Where(holder) if holder else where, where), "unknown", reason)


@fact_of("flows")
def start(derived: Derived, flow: Entity) -> Fact:
    """The day on which it started: its own, else the day the organisation began to operate."""
    return derived.started(flow)


@fact_of("systems")
def countries(derived: Derived, system: Entity) -> Fact:
    """Where its copies lie."""
    return derived.countries(system)


@fact_of("systems")
def filled_by(derived: Derived, system: Entity) -> Fact:
    """The flows that lead into it, and those of whose people it records something."""
    into = [
        *derived.workspace.lineage.into(system.id),
        *derived.workspace.recorded.get(system.id, ()),
    ]
    if system.id in derived.workspace.watchers and derived.stand_in is not None:
        into.append(derived.stand_in.id)
    return Fact(list(dict.fromkeys(into)), (Where(system),))


@fact_of("assessments", "start")
def first_start(derived: Derived, assessment: Entity) -> Fact:
    """The first day on which a flow that it covers started."""
    covers = assessment.value.get("covers")
    where = Where(assessment, ("covers",))
    if not isinstance(covers, list) or REFUSED in covers or not covers:
        return Fact(None, (where,), "missing" if covers in (None, []) else "unknown")
    facts = [derived.started(derived.workspace.entities["flows"][name]) for name in covers]
    known = [fact for fact in facts if fact.state == "value"]
    return (
        min(known, key=lambda fact: str(fact.value))
        if len(known) == len(facts)
        else next(f for f in facts if f.state != "value")
    )


@fact_of("organisation")
def servers_in(derived: Derived, organisation: Entity) -> Fact:
    """Where its websites, and the applications that face users, have a copy."""
    here = Where(organisation, ("services",))
    found: list[str] = []
    places: list[Where] = []
    gaps: list[Fact] = []
    for system in derived.workspace.entities["systems"].values():
        if not isinstance(system.value, dict) or not _faces_users(system):
            continue
        fact = derived.countries(system)
        if fact.state == "value":
            found += fact.value
            places += fact.origins
        else:
            gaps.append(fact)
    if gaps and derived.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (here, *places))


@fact_of("organisation")
def users_in(derived: Derived, organisation: Entity) -> Fact:
    """Where people use its services, over all flows, as far as the home country is concerned."""
    found: list[str] = []
    said: dict[Where, None] = {}
    gaps = []
    for flow in derived.workspace.entities["flows"].values():
        if not isinstance(flow.value, dict):
            gaps.append(Fact(None, (Where(flow),), "unknown"))
            continue
        where, listed = _located(derived, flow)
        if where is not None:
            if isinstance(listed, list):
                found += strings(listed)
                said[where] = None
            else:
                gaps.append(Fact(None, (where,), "missing" if listed is None else "unknown"))
    if gaps and derived.law.home not in found:
        return gaps[0]
    return Fact(list(dict.fromkeys(found)), (Where(organisation), *said))


def _located(derived: Derived, flow: Entity) -> tuple[Where | None, Any]:
    """Where a flow says where its people are; nothing of what other flows hand down to it."""
    subjects, where = flow.value.get("subjects"), Where(flow, ("subjects",))
    if subjects is None and derived.origins(flow, "subjects"):
        return None, None
    if isinstance(subjects, str):
        entry = derived.workspace.entities["subjects"][subjects]
        subjects, where = entry.value, Where(entry)
    if isinstance(subjects, dict):
        return Where(where.entity, (*where.pointer, "located_in")), subjects.get("located_in")
    return where, subjects


def _has(system: Entity, block: str) -> Fact:
    """Whether a block is more than `none`; a kind that does not owe it has it if it says so."""
    if not isinstance(system.value, dict):
        return Fact(None, (Where(system),), "unknown")
    value, kind = system.value.get(block), system.value.get("kind")
    where = Where(system, (block,))
    if value is not None:
        return (
            Fact(None, (where,), "unknown") if value is REFUSED else Fact(value != NONE, (where,))
        )
    if kind is None or kind is REFUSED:
        return Fact(None, (Where(system, ("kind",)),), "missing" if kind is None else "unknown")
    return Fact(None, (where,), "missing") if kind in OWING else Fact(value=False, origins=(where,))


@fact_of("systems")
def has_accounts(_view: Derived, system: Entity) -> Fact:
    """Whether it has digital accounts."""
    return _has(system, "accounts")


@fact_of("systems")
def has_user_content(_view: Derived, system: Entity) -> Fact:
    """Whether users can post in it for others to see who are not at their work."""
    fact = _has(system, "user_content")
    if not fact.value:
        return fact
    where = Where(system, ("user_content", "audience"))
    audience = system.value["user_content"].get("audience")
    if not isinstance(audience, str):
        return Fact(None, (where,), "missing" if audience is None else "unknown")
    return Fact(audience != "staff", (where,))


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
    return _some(derived, has_user_content)


@fact_of("organisation", "has_accounts")
def some_accounts(derived: Derived, _organisation: Entity) -> Fact:
    """Whether some system has digital accounts."""
    return _some(derived, has_accounts)


def _faces_users(system: Entity) -> bool:
    """Tell whether it is a website, or an application with accounts or posts of users."""
    kind = system.value.get("kind")
    facing = any(_has(system, block).value is not False for block in ("accounts", "user_content"))
    return bool(kind == "website" or (kind == "application" and facing))


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
def serves_state(derived: Derived, organisation: Entity) -> Fact:
    """Whether it is a body of the state, or runs a system for a state agency."""
    facts = [_state_body(organisation), *_run_for_others(derived)]
    telling = [fact for fact in facts if fact.value] or [f for f in facts if f.state != "value"]
    return telling[0] if telling else facts[0]


def _state_body(organisation: Entity) -> Fact:
    where, kind = Where(organisation, ("kind",)), organisation.value.get("kind")
    if not isinstance(kind, str):
        return Fact(None, (where,), "missing" if kind is None else "unknown")
    return Fact(kind == "state_body", (where,))


def _run_for_others(derived: Derived) -> Iterator[Fact]:
    for system in derived.workspace.entities["systems"].values():
        value = system.value if isinstance(system.value, dict) else {}
        party = derived.entity(("parties",), text_or_nothing(value.get("operated_for")))
        if party is None or value.get("operated_by", ORGANISATION) != ORGANISATION:
            continue
        role = party.value.get("role") if isinstance(party.value, dict) else REFUSED
        if isinstance(role, str):
            yield Fact(role == "state_agency", (Where(system, ("operated_for",)),))
        else:
            yield Fact(None, (Where(party, ("role",)),), "missing" if role is None else "unknown")
