"""Facts of a linked workspace that cannot both be true, one function each; no law is asked.

Each is a problem with both places. What is left out, or was refused, contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from pdplint.format.fields import NONE, ORGANISATION
from pdplint.format.form import problem
from pdplint.format.regions import REGIONS
from pdplint.model.finding import Finding, Related, Severity
from pdplint.policy.operators import within
from pdplint.text.values import REFUSED
from pdplint.words.findings import say
from pdplint.workspace.entity import Entity, Where
from pdplint.workspace.linking import OWING, Workspace, place
from pdplint.workspace.reads import Known, Missing, is_whole, items, known, read

if TYPE_CHECKING:
    from pdplint.model.text import Text

SIGN_IN = "user.authorization"
PASSWORD = "user.authorization.password"  # noqa: S105 - a category of data, no password
MARKETING = "marketing"
REACHES_PEOPLE = (
    "marketing.communications",
    "marketing.advertising.first_party",
    "marketing.advertising.serving",
    "marketing.advertising.third_party",
)
"""Uses by which messages or advertisements reach people; others under `marketing` prepare them."""
ACTS = ("button", "sms", "voice", "written")
"""What expresses consent without a choice that could stand at yes beforehand."""
HOME = "VN"
"""Where what is said of e-commerce is about: in `e_commerce`, that of others is left out."""
SELLING = ("e_commerce", "social_network", "transport_connection")
PAYING = ("online_payment", "payment_intermediary")
"""Services that run e-commerce platforms, and platforms for payment."""
OFFLINE = ("national_infrastructure",)
"""Services that nobody uses through a website or an application."""


class Contradiction(NamedTuple):
    """Two facts that cannot both be true: one, what to say of them, and where the other stands.

    `role` says what stands at the other places.
    """

    where: Where
    message: Text
    others: tuple[Where, ...]
    role: Text
    severity: Severity = "error"


Sought = Callable[[Workspace], Iterable[Contradiction]]
SOUGHT: list[Sought] = []


def sought(seek: Sought) -> Sought:
    """Register the decorated function as one that finds contradictions."""
    SOUGHT.append(seek)
    return seek


def contradictions(workspace: Workspace) -> Iterator[Finding]:
    """Yield what cannot be true at the same time, each with all its places."""
    for seek in SOUGHT:
        for found in seek(workspace):
            yield _told(found)


def _told(found: Contradiction) -> Finding:
    related = (
        Related(place(other), other.entity.subject, found.role)
        for other in dict.fromkeys(found.others)
    )
    subject = found.where.entity.subject
    told = problem("contradiction", found.message, place(found.where), subject, tuple(related))
    return told._replace(severity=found.severity)


@sought
def region_and_countries(workspace: Workspace) -> Iterator[Contradiction]:
    """The region of a host lies in a country that holds no copy, as it is said."""
    for system, _ in _described(workspace, "systems"):
        region, countries = known(system, "hosted_on"), known(system, "hosted_in")
        if region and isinstance(countries, list) and REGIONS[region] not in countries:
            yield Contradiction(
                Where(system, ("hosted_on",)),
                say("region-country", region=region, country=REGIONS[region]),
                (Where(system, ("hosted_in",)),),
                say("role-countries"),
            )


@sought
def region_and_host(workspace: Workspace) -> Iterator[Contradiction]:
    """It stands in a region of a cloud, hosted by an organisation that says it offers none."""
    organisation = workspace.organisation
    services = known(organisation, "services")
    if services is None or set(services) & {"cloud_computing", "data_storage"}:
        return
    for system, _ in _described(workspace, "systems"):
        region = known(system, "hosted_on")
        if region and known(system, "hosted_by") == ORGANISATION:
            yield Contradiction(
                Where(system, ("hosted_by",)),
                say("region-host", region=region),
                (Where(system, ("hosted_on",)), Where(organisation, ("services",))),
                say("role-region"),
            )


@sought
def machines_and_host(workspace: Workspace) -> Iterator[Contradiction]:
    """What the organisation runs stands on its own machines, as it is said, and on a party's."""
    for system, _ in _described(workspace, "systems"):
        host = known(system, "hosted_by")
        ours = known(system, "operated_by") == ORGANISATION
        if ours and known(system, "hosting") == "own_machines" and host not in {None, ORGANISATION}:
            yield Contradiction(
                Where(system, ("hosting",)),
                say("machines-host", host=host),
                (Where(system, ("hosted_by",)),),
                say("role-host"),
            )


@sought
def services_and_sites(workspace: Workspace) -> Iterator[Contradiction]:
    """The organisation runs a website or application that people use, and offers nothing online."""
    organisation = workspace.organisation
    services = known(organisation, "services")
    if services is None or not set(services) <= {*OFFLINE}:
        return
    sites = [
        Where(system, ("kind",))
        for system, value in _described(workspace, "systems")
        if value.get("operated_by") == ORGANISATION
        and "operated_for" not in value
        and _is_used(value)
    ]
    if sites:
        shown = ", ".join(where.entity.id for where in sites[:10])
        yield Contradiction(
            Where(organisation, ("services",)),
            say("services-sites", systems=shown),
            tuple(sites),
            say("role-site"),
        )


@sought
def services_and_platforms(workspace: Workspace) -> Iterator[Contradiction]:
    """The organisation runs a platform, and no service that it offers has one of that kind."""
    organisation = workspace.organisation
    services = known(organisation, "services")
    if services is None:
        return
    for platform, where in items(organisation, "e_commerce", "platforms"):
        running = PAYING if platform == "payment" else SELLING
        if not set(running) & set(services):
            yield Contradiction(
                where,
                say("platform-services", platform=platform, services=", ".join(running)),
                (Where(organisation, ("services",)),),
                say("role-services"),
            )


@sought
def e_commerce_and_platforms(workspace: Workspace) -> Iterator[Contradiction]:
    """There is e-commerce by the services and none in itself, or things done on no platform."""
    organisation = workspace.organisation
    named = [where for one, where in items(organisation, "services") if one == "e_commerce"]
    said = Where(organisation, ("e_commerce",))
    at_home = known(organisation, "established_in") == HOME
    if named and at_home and known(organisation, "e_commerce") == NONE:
        yield Contradiction(said, say("e-commerce-none"), tuple(named), say("role-services"))
    if known(organisation, "e_commerce", "platforms") == []:
        platforms = Where(organisation, ("e_commerce", "platforms"))
        for function, where in items(organisation, "e_commerce", "functions"):
            if function != "affiliate_marketing":  # a service of its own, on platforms of others
                message = say("function-platforms", function=function)
                yield Contradiction(where, message, (platforms,), say("role-platforms"))


@sought
def technologies_and_systems(workspace: Workspace) -> Iterator[Contradiction]:
    """A system uses a technology that the organisation does not, or the organisation alone does."""
    organisation = workspace.organisation
    named = known(organisation, "technologies")
    if not is_whole(named):
        return
    used: set[str] = set()
    told: list[Where] = []
    is_told = not workspace.unread
    for system, _ in _described(workspace, "systems"):
        is_told = is_told and is_whole(known(system, "technologies"))
        told.append(Where(system, ("technologies",)))
        for one, where in items(system, "technologies"):
            used.add(one)
            if one not in named:
                yield Contradiction(
                    where,
                    say("technology-unnamed", technology=one),
                    (Where(organisation, ("technologies",)),),
                    say("role-technologies"),
                )
    for one, where in items(organisation, "technologies"):
        if is_told and told and one not in used:
            yield Contradiction(
                where,
                say("technology-unused", technology=one),
                tuple(told),
                say("role-technologies"),
            )


def _is_used(system: dict[str, Any]) -> bool:
    """Tell whether a system is a website, or an application with accounts or posts of users."""
    blocks = (system.get("accounts"), system.get("user_content"))
    taken_in = any(isinstance(block, dict) for block in blocks)
    kind = system.get("kind")
    return kind == "website" or (kind == "application" and taken_in)


@sought
def accounts_and_sign_ins(workspace: Workspace) -> Iterator[Contradiction]:
    """A system has no accounts, as it is said, and people hand it what they sign in with."""
    given = [
        (flow, data)
        for flow, value in _described(workspace, "flows")
        if value.get("from") == "subject" and (data := _item(flow, SIGN_IN))
    ]
    into = _by_recipient(workspace, given)
    homeless = _all_systems(workspace, _has_no_accounts)
    for system, value in _described(workspace, "systems"):
        if value.get("accounts") != NONE:
            continue
        owing = value.get("kind") in OWING
        flows = into.get(system.id, []) if owing or homeless else []
        if homeless and owing and not flows:
            flows = [data for _, data in given[:1]]
        if flows:
            yield Contradiction(
                Where(system, ("accounts",)),
                say("accounts-sign-in", system=system.id),
                tuple(flows),
                say("role-sign-in"),
            )


def _has_no_accounts(system: dict[str, Any]) -> bool:
    accounts, kind = system.get("accounts"), system.get("kind")
    left_out = accounts is None and isinstance(kind, str) and kind not in OWING
    return accounts == NONE or left_out


@sought
def passwords_and_data(workspace: Workspace) -> Iterator[Contradiction]:
    """A system has no passwords, as it is said, and a flow brings some to it or takes some out."""
    carried = [
        (flow, data)
        for flow, _ in _described(workspace, "flows")
        for one in _sources_of_data(workspace, flow)
        if (data := _item(one, PASSWORD))
    ]
    at = _by_recipient(workspace, carried)
    for flow, data in carried:
        source = flow.value.get("from")
        if isinstance(source, str):
            at.setdefault(source, []).append(data)
    homeless = _all_systems(workspace, lambda one: _has_no_accounts(one) or _has_no_passwords(one))
    for system, value in _described(workspace, "systems"):
        if not _has_no_passwords(value):
            continue
        flows = at.get(system.id) or [data for _, data in carried[:1] if homeless]
        if flows:
            yield Contradiction(
                Where(system, ("accounts", "passwords")),
                say("passwords-data", system=system.id),
                tuple(flows),
                say("role-password"),
            )


def _has_no_passwords(system: dict[str, Any]) -> bool:
    accounts = system.get("accounts")
    return isinstance(accounts, dict) and accounts.get("passwords") == NONE


@sought
def marketing_and_purpose(workspace: Workspace) -> Iterator[Contradiction]:
    """A flow advertises, as it is said, for a purpose that is no marketing; or the reverse."""
    purposes = workspace.entities["purposes"]
    for flow, value in _described(workspace, "flows"):
        purpose = purposes.get(known(flow, "purpose"))
        use = known(purpose, "use") if purpose is not None else None
        if purpose is None or use is None:
            continue
        contradicting = _marketing_beside(value.get("marketing"), use)
        if contradicting is not None:
            pointer, message = contradicting
            where = Where(flow, ("marketing", *pointer))
            yield Contradiction(where, message, (Where(purpose, ("use",)),), say("role-use"))


def _marketing_beside(marketing: Any, use: str) -> tuple[tuple[str, ...], Text] | None:
    """Return where what is said of marketing cannot be true of a use, and why."""
    if isinstance(marketing, dict) and not within(use, MARKETING):
        telling = ("audience", "labelled", "channels")
        said = [key for key in telling if isinstance(marketing.get(key), str | list)]
        if said:
            return (said[0],), say("marketing-other-use", use=use)
    if marketing == NONE and any(within(use, reaching) for reaching in REACHES_PEOPLE):
        return (), say("marketing-none", use=use)
    return None


@sought
def third_party_and_subject(workspace: Workspace) -> Iterator[Contradiction]:
    """People hand over their data themselves, and the organisation is a third party to it."""
    for flow, value in _described(workspace, "flows"):
        if value.get("role") == "third_party" and value.get("from") == "subject":
            yield Contradiction(
                Where(flow, ("role",)),
                say("third-party-subject"),
                (Where(flow, ("from",)),),
                say("role-from"),
            )


@sought
def default_and_act(workspace: Workspace) -> Iterator[Contradiction]:
    """A choice stands at yes beforehand, and what expresses it is an act that has no such state."""
    holders = [Where(entry) for entry, _ in _described(workspace, "consents")]
    holders += [Where(flow, ("consent",)) for flow, _ in _described(workspace, "flows")]
    for entity, pointer in holders:
        default = read(entity, *pointer, "default_on")
        act = read(entity, *pointer, "expressed_by")
        match default, act:
            case Known(True), Known(value) if value in ACTS:
                message = say("default-act", act=value)
                yield Contradiction(default.where, message, (act.where,), say("role-act"))


@sought
def citizens_and_flows(workspace: Workspace) -> Iterator[Contradiction]:
    """Citizens of Vietnam are counted, and no flow has any: a note, as more may stand elsewhere."""
    count = known(workspace.organisation, "vietnam", "citizens_processed")
    if not isinstance(count, int | float) or count <= 0 or not _read_whole(workspace, "flows"):
        return
    said = list(_citizens_said(workspace))
    if said and not any(where is None or "VN" in citizens for where, citizens in said):
        yield Contradiction(
            Where(workspace.organisation, ("vietnam", "citizens_processed")),
            say("citizens-flows", count=int(count)),
            tuple(where for where, _ in said if where is not None),
            say("role-citizens"),
            "note",
        )


def _citizens_said(workspace: Workspace) -> Iterator[tuple[Where | None, list[str]]]:
    """Yield where each flow says whose data it moves, no place where it does not; copies aside."""
    for flow in workspace.entities["flows"].values():
        entity, pointer = workspace.block(flow, "subjects")
        citizens = read(entity, *pointer, "citizens_of")
        if isinstance(citizens, Known):
            yield citizens.where, citizens.value
        elif not isinstance(read(flow, "subjects"), Missing) or not _is_copy(workspace, flow):
            yield None, []


# what several ask


def _described(workspace: Workspace, kind: str) -> Iterator[tuple[Entity, dict[str, Any]]]:
    for entity in workspace.entities[kind].values():
        if isinstance(entity.value, dict):
            yield entity, entity.value


def _all_systems(workspace: Workspace, is_so: Callable[[dict[str, Any]], bool]) -> bool:
    """Tell whether something is known to be so of every system there is."""
    systems = workspace.entities["systems"].values()
    known = all(isinstance(one.value, dict) and is_so(one.value) for one in systems)
    return known and _read_whole(workspace, "systems")


def _read_whole(workspace: Workspace, kind: str) -> bool:
    """Tell whether everything of a kind that is described could be read."""
    refused = any(document.value.get(kind) is REFUSED for document in workspace.documents)
    return not refused and not workspace.unread


def _item(flow: Entity, category: str) -> Where | None:
    """Return where a flow itself names a category, or one below it."""
    named = (where for item, where in items(flow, "data") if within(item, category))
    return next(named, None)


def _by_recipient(
    workspace: Workspace, flows: Iterable[tuple[Entity, Where]]
) -> dict[str, list[Where]]:
    found: dict[str, list[Where]] = {}
    for flow, data in flows:
        for name, _ in workspace.recipients(flow):
            found.setdefault(name, []).append(data)
    return found


def _is_copy(workspace: Workspace, flow: Entity) -> bool:
    """Tell whether a flow leaves an own system that others fill, and so inherits."""
    return workspace.leaves_own_system(flow) and workspace.lineage.is_fed(flow.id)


def _sources_of_data(workspace: Workspace, flow: Entity) -> Iterable[Entity]:
    """Return the flows whose data a flow moves: itself, or for a copy those that it repeats."""
    flows = workspace.entities["flows"]
    if "data" in flow.value or not _is_copy(workspace, flow):
        return [flow]

    def declares(id_: str) -> bool:
        return "data" in flows[id_].value or not workspace.leaves_own_system(flows[id_])

    def kinds(id_: str) -> Iterable[bool]:
        return [_item(flows[id_], PASSWORD) is not None]

    found = workspace.lineage.origins(flow.id, declares, "passwords", kinds)
    return [flows[id_] for id_ in found]
