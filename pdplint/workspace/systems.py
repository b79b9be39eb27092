"""Derived facts of systems; what they mean stands in `schemas/facts.schema.json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.format.fields import NONE, ORGANISATION
from pdplint.units import at_most, parse_duration, suggest
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.linking import OWING, text_or_nothing
from pdplint.workspace.reads import Known, Missing, Unknown, known, not_known, read
from pdplint.workspace.register import fact_of

if TYPE_CHECKING:
    from pdplint.workspace.derive import Derived


def is_ours(derived: Derived, system: Entity) -> bool:
    """Tell whether no party operates a system that handles the data for itself."""
    party = derived.entity(("parties",), text_or_nothing(known(system, "operated_by")))
    role = known(party, "role") if party is not None else None
    return role not in {"controller", "third_party", "state_agency"}


@fact_of("systems")
def ours(derived: Derived, system: Entity) -> Fact:
    """Whether the data in it is ours to protect and erase."""
    return Fact(is_ours(derived, system), (Where(system, ("operated_by",)),))


SERVING_OTHERS = {"online_service", "infrastructure", "administrative_procedures"}


@fact_of("systems")
def for_others(derived: Derived, system: Entity) -> Fact:
    """Itself, if an organisation runs it for others to use, or if that is a body of the state.

    What leads on from it is asked of such systems only: not before it is known that it is one. Of
    an organisation founded abroad only a system in the home country is one.
    """
    operator, serves = read(system, "operated_by"), read(system, "serves")
    kind = read(derived.organisation(), "kind")
    if isinstance(operator, Known) and operator.value != ORGANISATION:
        return Fact(NONE, (operator.where,))
    for said in (serves, kind):
        if not isinstance(said, Known):
            return not_known(said)
    if not _is_for_others(known(system, "serves"), known(derived.organisation(), "kind")):
        return Fact(NONE, (serves.where, kind.where))
    if not isinstance(operator, Known):
        return not_known(operator)
    abroad = _stands_abroad(derived, system)
    if abroad.value is not False:
        return Fact(NONE, abroad.origins) if abroad.value else abroad
    return Fact(system.id, (serves.where, kind.where))


def _stands_abroad(derived: Derived, system: Entity) -> Fact:
    """Whether a system of an organisation founded abroad has no copy in the home country."""
    founded = read(derived.organisation(), "established_in")
    if not isinstance(founded, Known) or founded.value == derived.law.home:
        return Fact(value=False, origins=(founded.where,))
    lies = derived.countries(system)
    if lies.state != "value":
        return lies
    return Fact(derived.law.home not in lies.value, (founded.where, *lies.origins))


def _is_for_others(serves: str, kind: str) -> bool:
    return kind == "state_body" or (kind == "enterprise" and serves in SERVING_OTHERS)


@fact_of("systems")
def erases_backups(derived: Derived, system: Entity) -> Fact:
    """Whether its backups are gone by the time that erasure in it is said to take."""
    protection = derived.workspace.block(system, "protection")
    kept = _said(protection, "loss_prevention", "backups_kept")
    erased = _said(Where(system), "deletion", "within")
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


def _said(at: Where, *path: str) -> Fact:
    """Return what a block says at a path, the word `none` where one inside it is declared away."""
    said = read(at.entity, *at.pointer, *path)
    match said:
        case Known(value, where):
            return Fact(value, (where,))
        case Missing(where) if known(where.entity, *where.pointer) == NONE:
            return Fact(NONE, (where,))
    return not_known(said)


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


@fact_of("systems")
def handles_sensitive(derived: Derived, system: Entity) -> Fact:
    """Whether a flow that leads into it carries data that is called sensitive."""
    gaps = []
    for name in derived.facts(system)["filled_by"].value:
        flow = derived.entity(("flows",), name)
        if flow is None:
            continue
        told = isinstance(flow.value, dict)
        fact = derived.facts(flow)["sensitive"] if told else Fact(None, (Where(flow),), "unknown")
        if fact.state != "value":
            gaps.append(fact)
        elif fact.value:
            return Fact(value=True, origins=fact.origins)
    return gaps[0] if gaps else Fact(value=False, origins=(Where(system),))


def _has(system: Entity, block: str) -> Fact:
    """Whether a block is more than `none`; a kind that does not owe it has it if it says so."""
    said, kind = read(system, block), read(system, "kind")
    match said:
        case Known(value, where):
            return Fact(value != NONE, (where,))
        case Unknown():
            return not_known(said)
    if not isinstance(kind, Known):
        return not_known(kind)
    owing = kind.value in OWING
    return not_known(said) if owing else Fact(value=False, origins=(said.where,))


@fact_of("systems")
def has_accounts(_derived: Derived, system: Entity) -> Fact:
    """Whether it has digital accounts."""
    return _has(system, "accounts")


@fact_of("systems")
def has_user_content(_derived: Derived, system: Entity) -> Fact:
    """Whether users can post in it for others to see who are not at their work."""
    fact = _has(system, "user_content")
    if not fact.value:
        return fact
    audience = read(system, "user_content", "audience")
    if not isinstance(audience, Known):
        return not_known(audience)
    return Fact(audience.value != "staff", (audience.where,))


@fact_of("systems")
def in_cloud(_derived: Derived, system: Entity) -> Fact:
    """Whether it stands on machines of a cloud, or is software as a service of somebody else."""
    region, hosting, host = (read(system, name) for name in ("hosted_on", "hosting", "hosted_by"))
    if isinstance(region, Known):
        return Fact(value=True, origins=(region.where,))
    if isinstance(hosting, Known) and hosting.value == "cloud":
        return Fact(value=True, origins=(hosting.where,))
    hired = _hired(system)
    if hired.value is not False:
        return hired
    for gap in (region, hosting, host):
        if isinstance(gap, Unknown):
            return not_known(gap)
    if isinstance(hosting, Known):
        return Fact(value=False, origins=(hosting.where,))
    if isinstance(host, Known) and host.value == ORGANISATION:
        return Fact(value=False, origins=(host.where,))
    return not_known(hosting)


def _hired(system: Entity) -> Fact:
    """Whether it is software as a service that somebody else runs."""
    kind, operator = read(system, "kind"), read(system, "operated_by")
    if isinstance(kind, Known) and kind.value != "saas":
        return Fact(value=False, origins=(kind.where,))
    if isinstance(operator, Known) and operator.value == ORGANISATION:
        return Fact(value=False, origins=(operator.where,))
    for gap in (kind, operator):
        if not isinstance(gap, Known):
            return not_known(gap)
    return Fact(value=True, origins=(kind.where, operator.where))


def faces_users(system: Entity) -> bool:
    """Tell whether it is a website, or an application with accounts or posts of users."""
    kind = known(system, "kind")
    facing = any(_has(system, block).value is not False for block in ("accounts", "user_content"))
    return bool(kind == "website" or (kind == "application" and facing))
