"""Derived facts of flows; what they mean stands in `schemas/facts.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pdplint.format.fields import ORGANISATION
from pdplint.policy.operators import within
from pdplint.words.findings import say
from pdplint.workspace.derive import SOMEWHERE, Derived, Lands
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.linking import SHARED_NAMES
from pdplint.workspace.reads import Known, Missing, listed, not_known, read
from pdplint.workspace.register import fact_of
from pdplint.workspace.systems import is_ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@fact_of("flows")
def from_outside(derived: Derived, flow: Entity) -> Fact:
    """Whether the data comes from people, somebody else or a party, not out of an own system."""
    source = read(flow, "from")
    if not isinstance(source, Known):
        return not_known(source)
    if derived.comes_from_unread(flow):
        return Fact(None, (source.where,), "unknown")
    return Fact(not derived.leaves_own_system(flow), (source.where,))


@fact_of("flows")
def discloses(derived: Derived, flow: Entity) -> Fact:
    """Whether it hands data to a party, directly or as the operator of the receiving system."""
    to = read(flow, "to")
    if not isinstance(to, Known):
        return not_known(to)
    return _to_any([_disclosed(derived, name, to.where) for name in to.value], to.where)


def _to_any(told: Sequence[Fact], here: Where) -> Fact:
    """Return whether what is told of each recipient is so of one of them."""
    telling = [fact for fact in told if fact.value] or [f for f in told if f.state != "value"]
    return telling[0] if telling else Fact(value=False, origins=(here,))


def _disclosed(derived: Derived, name: str, here: Where) -> Fact:
    """Return whether what is handed to a recipient, named at a place, is a party's then."""
    recipient = derived.entity(SHARED_NAMES, name)
    if recipient is None or not isinstance(recipient.value, dict):
        return Fact(None, (here,), "unknown")
    if recipient.kind == "parties":
        return Fact(value=True, origins=(here,))
    operator = read(recipient, "operated_by")
    if not isinstance(operator, Known):
        return not_known(operator)
    return Fact(operator.value != ORGANISATION, (here, operator.where))


@fact_of("flows")
def reaches_partners(derived: Derived, flow: Entity) -> Fact:
    """Whether a party gets data that neither processes it for us nor is a state agency."""
    to = read(flow, "to")
    if not isinstance(to, Known):
        return not_known(to)
    return _to_any([_to_partner(derived, name, to.where) for name in to.value], to.where)


def _to_partner(derived: Derived, name: str, here: Where) -> Fact:
    disclosed = _disclosed(derived, name, here)
    recipient = derived.entity(SHARED_NAMES, name)
    if not disclosed.value or recipient is None:
        return disclosed
    held_by = name if recipient.kind == "parties" else recipient.value["operated_by"]
    role = read(derived.workspace.entities["parties"][held_by], "role")
    if not isinstance(role, Known):
        return not_known(role)
    return Fact(role.value not in {"processor", "state_agency"}, (here, role.where))


@fact_of("flows")
def given_to(derived: Derived, flow: Entity) -> Fact:
    """The parties that get data: recipients, and those who operate what receives it."""
    to = read(flow, "to")
    if not isinstance(to, Known):
        return not_known(to)
    told = {name: _disclosed(derived, name, to.where) for name in to.value}
    gaps = [fact for fact in told.values() if fact.state != "value"]
    if gaps:
        return gaps[0]
    found: list[str] = []
    for name in (name for name, fact in told.items() if fact.value):
        recipient = derived.entity(SHARED_NAMES, name)
        if recipient is not None:
            party = recipient.value.get("operated_by") if recipient.kind == "systems" else name
            found.append(party)
    return Fact(list(dict.fromkeys(found)), (to.where,))


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
    added = listed(flow, "sensitive")
    if fact.state != "value" or not added:
        return fact
    return fact._replace(value=list(dict.fromkeys([*fact.value, *added])))


def _categories(flow: Entity) -> Sequence[str]:
    """Return the categories that a flow moves, or the one word for why they are not known."""
    match read(flow, "data"):
        case Known(data):
            return list(data)
        case gap:
            return [not_known(gap).state]


def _called_sensitive(derived: Derived, sources: Sequence[Entity]) -> Fact:
    for source in sources:
        said = read(source, "data")
        if not isinstance(said, Known):
            return not_known(said)
    data = list(dict.fromkeys(category for one in sources for category in one.value["data"]))
    organisation = derived.organisation()
    offered = set(listed(organisation, "services"))
    called = [*derived.law.sensitive]
    for with_, more in derived.law.sensitive_with:
        called += more if set(with_) & offered else []
    found = _among(data, called)
    perhaps = [one for _, more in derived.law.sensitive_with for one in more]
    services = read(organisation, "services")
    if not found and not isinstance(services, Known) and _among(data, perhaps):
        return not_known(services, Where(organisation, ("services",)))
    return Fact(found, (Where(sources[0], ("data",)),))


def _among(data: Sequence[str], called: Sequence[str]) -> list[str]:
    return [c for c in data if any(within(c, s) or within(s, c) for s in called)]


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
    to = read(flow, "to")
    if not isinstance(to, Known):
        return not_known(to)
    return Fact(
        [name for name, _ in derived.workspace.recipients(flow) if _is_copy(derived, name)], ()
    )


def _is_copy(derived: Derived, name: str) -> bool:
    system = derived.entity(("systems",), name)
    return system is not None and is_ours(derived, system)


@fact_of("flows")
def kept_in(derived: Derived, flow: Entity) -> Fact:
    """The countries in which a copy of each of its categories lies, directly or downstream.

    Where no copy is known to lie at home, and the place of one is not known, neither is this:
    missing where the flow itself leads there, unknown where the chain is longer. So it is where a
    copy at home may hold it, and what that is filled with is not described.
    """
    to = read(flow, "to")
    if not isinstance(to, Known):
        return not_known(to)
    found = derived.lands(flow)
    lacking = [lands for lands in found if derived.law.home not in lands.sure]
    if lacking and all({derived.law.home, SOMEWHERE} & (sure | more) for sure, more in lacking):
        return _gap(derived, flow, lacking)
    sure = frozenset.intersection(*(lands.sure for lands in found))
    return Fact(sorted(sure - {SOMEWHERE}), (to.where,))


def _gap(derived: Derived, flow: Entity, lacking: Sequence[Lands]) -> Fact:
    if any(SOMEWHERE not in lands.sure for lands in lacking):
        return _untold(derived, flow)
    recipients = [name for name, _ in derived.workspace.recipients(flow)]
    for name in dict.fromkeys((*recipients, *derived.gaps(flow))):
        system = derived.workspace.entities["systems"].get(name)
        fact = derived.countries(system) if system is not None else None
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
    how = read(flow, "collected_by")
    if isinstance(how, Known) and how.value in {"enrichment", "update"}:
        return Fact(value=True, origins=(how.where,))
    from_somebody_else = derived.from_somebody_else(flow)
    if from_somebody_else.value is not False:
        return from_somebody_else
    if isinstance(how, Known) or (isinstance(how, Missing) and derived.leaves_own_system(flow)):
        return Fact(value=False, origins=(how.where,))
    return not_known(how)


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
    certain = _all_from_people(derived, surely) if surely else None
    if certain is not None and certain.value is not True:
        return certain
    doubtful = [one for one in begun if one not in surely]
    amiss = [one for one in doubtful if _from_people(derived, one).value is not True]
    if certain is None and len(amiss) == len(doubtful):
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
