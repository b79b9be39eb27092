"""What flows hand to somebody with whom data gets abroad, or may: a transfer for each recipient."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdplint.workspace.entity import Entity, Fact, Where
from pdplint.workspace.linking import SHARED_NAMES, WORLDWIDE, text_or_nothing
from pdplint.workspace.reads import Known, Missing, known, listed, not_known, read

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.workspace.derive import Derived


def transfers(derived: Derived) -> Iterator[Entity]:
    """Yield the transfers of a workspace as the law of one country sees them."""
    for flow in derived.workspace.entities["flows"].values():
        if not isinstance(flow.value, dict):
            continue
        named = dict(derived.workspace.recorders(flow)) | dict(derived.workspace.recipients(flow))
        for name, here in named.items():
            recipient = derived.entity(SHARED_NAMES, name)
            if recipient is not None and isinstance(recipient.value, dict):
                yield from _transfer(derived, flow, here, recipient)
    yield from _watched(derived)


def _watched(derived: Derived) -> Iterator[Entity]:
    """Yield the transfers to those who record requests and watch for incidents abroad.

    They record people of every flow; one flow stands for all, so that each is told once.
    """
    flow = derived.stand_in
    if flow is None:
        return
    own = dict(derived.workspace.recipients(flow)) | dict(derived.workspace.recorders(flow))
    for name, here in derived.workspace.watchers.items():
        recipient = derived.entity(SHARED_NAMES, name)
        if recipient is None or name in own:
            continue
        if isinstance(recipient.value, dict):
            yield from _transfer(derived, flow, here, recipient)


def _transfer(derived: Derived, flow: Entity, here: Where, recipient: Entity) -> Iterator[Entity]:
    found, gaps = _reach(derived, recipient)
    abroad = [(country, where) for country, where in found if country != derived.law.home]
    if not abroad and not gaps:
        return
    why = tuple(dict.fromkeys(where for _, where in abroad))
    if abroad:
        is_abroad = Fact(True, (here, *why))
    else:
        is_abroad = Fact(None, tuple(gap.origins[0] for gap in gaps), gaps[0].state)
    value = {
        "flow": Fact(flow.id, (here,)),
        "recipient": Fact(recipient.id, (here,)),
        "abroad": is_abroad,
        "countries": Fact(list(dict.fromkeys(country for country, _ in abroad)), (here, *why)),
        "counterparties": _counterparties(derived, recipient, here),
        "assessments": derived.covering(flow, "transfer"),
        "start": derived.started(flow),
        "hosts_known": _hosts_known(derived, recipient, here),
    }
    id_ = f"{flow.id}/{recipient.id}"
    yield Entity("transfers", id_, value, flow.path, flow.document)


def _counterparties(derived: Derived, recipient: Entity, here: Where) -> Fact:
    if recipient.kind == "parties":
        return Fact([recipient.id], (here,))
    abroad = _lies_abroad(derived, recipient)
    found: list[str] = []
    for key in ("operated_by", "hosted_by"):
        party = derived.entity(("parties",), text_or_nothing(recipient.value.get(key)))
        if party is not None and (abroad or known(party, "country") != derived.law.home):
            found.append(party.id)
    return Fact(list(dict.fromkeys(found)), (here,))


def _hosts_known(derived: Derived, recipient: Entity, here: Where) -> Fact:
    if recipient.kind == "systems" and _lies_abroad(derived, recipient):
        host = read(recipient, "hosted_by")
        if not isinstance(host, Known):
            return not_known(host, host.where, here)
    return Fact(value=True, origins=(here,))


def _lies_abroad(derived: Derived, system: Entity) -> bool:
    """Tell whether a copy lies, or may lie, outside the home country."""
    copies = derived.countries(system)
    return copies.state != "value" or any(c != derived.law.home for c in copies.value)


def _reach(derived: Derived, recipient: Entity) -> tuple[list[tuple[str, Where]], list[Fact]]:
    """Return the countries that data reaches with a recipient, each with its place; and gaps.

    A system's are where its copies lie, where its operator and host work, and from where it is
    looked at; a gap is a fact that is missing or unknown.
    """
    if recipient.kind == "parties":
        return _named(recipient)
    found: list[tuple[str, Where]] = []
    gaps: list[Fact] = []
    copies = derived.countries(recipient)
    if copies.state == "value":
        found += [(country, copies.origins[0]) for country in copies.value]
    elif recipient.value.get("hosted_in") == WORLDWIDE:
        found.append((WORLDWIDE, copies.origins[0]))
    else:
        gaps.append(copies)
    for key in ("operated_by", "hosted_by"):
        party = derived.entity(("parties",), text_or_nothing(recipient.value.get(key)))
        if party is not None:
            named, missing = _named(party)
            found += named
            gaps += missing
        elif key not in recipient.value:
            gaps.append(Fact(None, (Where(recipient, (key,)),), "missing"))
    looked_at = read(recipient, "accessed_from")
    if isinstance(looked_at, Missing):
        gaps.append(not_known(looked_at))
    found += [(country, looked_at.where) for country in listed(recipient, "accessed_from")]
    return found, gaps


def _named(party: Entity) -> tuple[list[tuple[str, Where]], list[Fact]]:
    country = read(party, "country")
    if isinstance(country, Known):
        return [(country.value, country.where)], []
    return [], [not_known(country, Where(party, ("country",)))]
