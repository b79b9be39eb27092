from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pdplint.model.text import LANGUAGES
from pdplint.run.settings import Options
from pdplint.workspace.contradictions import contradictions
from tests.workspaces import (
    FULL,
    called,
    describe,
    link,
    reported,
    underlined,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Finding

Both = tuple[str | None, list[str | None]]


def found(folder: Path) -> list[Finding]:
    workspace = link(folder)
    assert workspace.problems == []
    return list(contradictions(workspace))


def both(finding: Finding) -> Both:
    """Return what is underlined at a contradiction, and at the other places of it."""
    return underlined(finding.place), [underlined(one.place) for one in finding.related]


REGION = [
    pytest.param("hosted_on: aws/ap-southeast-1, hosted_in: [SG]", [], id="they agree"),
    pytest.param("hosted_on: aws/ap-southeast-1, hosted_in: [VN, SG]", [], id="one of several"),
    pytest.param("hosted_on: aws/ap-southeast-1", [], id="only the region"),
    pytest.param("hosted_in: [VN]", [], id="only the countries"),
    pytest.param("hosted_on: aws/ap-southeast-1, hosted_in: worldwide", [], id="worldwide"),
    pytest.param(
        "hosted_on: aws/ap-southeast-1, hosted_in: [VN]",
        [("aws/ap-southeast-1", ["hosted_in"])],
        id="they contradict each other",
    ),
]


@pytest.mark.parametrize(("system", "expected"), REGION)
def test_a_region_and_the_countries_agree(
    tmp_path: Path, system: str, expected: list[Both]
) -> None:
    folder = describe(tmp_path, f"pdplint: 1\nsystems: {{db: {{{system}}}}}\n")
    assert [both(one) for one in found(folder)] == expected


def test_a_country_that_is_misspelt_is_told_as_that_only(tmp_path: Path) -> None:
    text = "pdplint: 1\nsystems: {db: {hosted_on: aws/ap-southeast-1, hosted_in: [Singapore]}}\n"
    assert list(contradictions(link(describe(tmp_path, text)))) == []


@pytest.mark.parametrize(
    ("services", "system", "expected"),
    [
        pytest.param(
            "[health_care]", "hosted_on: fpt/hanoi, hosted_by: organisation",
            [("organisation", ["fpt/hanoi", "services"])], id="a rented region that nobody rents out",
        ),
        pytest.param(
            "[cloud_computing]", "hosted_on: fpt/hanoi, hosted_by: organisation", [],
            id="a region of its own cloud",
        ),
        pytest.param("[health_care]", "hosted_on: fpt/hanoi, hosted_by: host", [], id="a host of its own"),
        pytest.param("[health_care]", "hosted_on: fpt/hanoi", [], id="a host that is not named yet"),
        pytest.param("[health_care]", "hosted_by: organisation", [], id="own machines"),
    ],
)  # fmt: skip
def test_the_region_of_a_cloud_has_a_host(
    tmp_path: Path, services: str, system: str, expected: list[Both]
) -> None:
    text = (
        f"pdplint: 1\norganisation: {{services: {services}}}\nparties: {{host: {{kind: cloud}}}}\n"
        f"systems: {{db: {{kind: database, {system}}}}}\n"
    )
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        pytest.param(
            "operated_by: organisation, hosting: own_machines, hosted_by: host",
            [("own_machines", ["host"])], id="its own machines, and a host's",
        ),
        pytest.param("operated_by: organisation, hosting: own_machines, hosted_by: organisation", [], id="its own"),
        pytest.param("operated_by: organisation, hosting: own_machines", [], id="a host is not named"),
        pytest.param("operated_by: organisation, hosting: rented_machines, hosted_by: host", [], id="rented"),
        pytest.param("operated_by: host, hosting: own_machines, hosted_by: host", [], id="who runs it has them"),
    ],
)  # fmt: skip
def test_machines_of_ones_own_have_no_other_host(
    tmp_path: Path, system: str, expected: list[Both]
) -> None:
    text = f"pdplint: 1\nparties: {{host: {{kind: cloud}}}}\nsystems: {{db: {{kind: database, {system}}}}}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


SITES = [
    pytest.param(
        "services: []", "kind: website, operated_by: organisation",
        [("services", ["website"])], id="a website, and nothing is offered",
    ),
    pytest.param(
        "services: []", "kind: application, operated_by: organisation, accounts: {passwords: hashed}",
        [("services", ["application"])], id="an application with accounts, and nothing is offered",
    ),
    pytest.param(
        "services: []",
        "kind: application, operated_by: organisation, accounts: none, user_content: {prevented_by: []}",
        [("services", ["application"])], id="an application with posts, and nothing is offered",
    ),
    pytest.param(
        "services: [national_infrastructure]", "kind: website, operated_by: organisation",
        [("services", ["website"])], id="a power grid is no online service",
    ),
    pytest.param(
        "services: [other_online]", "kind: website, operated_by: organisation",
        [], id="any online service may be the one",
    ),
    pytest.param(
        "name: A", "kind: website, operated_by: organisation", [], id="services are left out",
    ),
    pytest.param(
        "services: []", "kind: website", [], id="who runs it is left out",
    ),
    pytest.param(
        "services: []", "kind: website, operated_by: agency", [], id="somebody else runs it",
    ),
    pytest.param(
        "services: []", "kind: website, operated_by: organisation, operated_for: agency",
        [], id="it is run for somebody else, whose service it is",
    ),
    pytest.param(
        "services: []", "kind: application, operated_by: organisation, accounts: none, user_content: none",
        [], id="an application of which no user is known, as one for staff",
    ),
    pytest.param(
        "services: []", "kind: application, operated_by: organisation",
        [], id="whether the application has users is left out",
    ),
    pytest.param(
        "services: []", "kind: database, operated_by: organisation, accounts: {passwords: hashed}",
        [], id="a database is no service",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("organisation", "system", "expected"), SITES)
def test_who_offers_nothing_online_runs_nothing_that_people_use(
    tmp_path: Path, organisation: str, system: str, expected: list[Both]
) -> None:
    text = (
        f"pdplint: 1\norganisation: {{{organisation}}}\n"
        f"parties: {{agency: {{role: controller}}}}\nsystems: {{shop: {{{system}}}}}\n"
    )
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


def test_all_sites_are_one_contradiction(tmp_path: Path) -> None:
    site = "{kind: website, operated_by: organisation}"
    text = f"pdplint: 1\norganisation: {{services: []}}\nsystems: {{a: {site}, b: {site}}}\n"
    [one] = found(describe(tmp_path, text))
    assert both(one) == ("services", ["website", "website"])
    assert "(a, b)" in one.message.en


SIGN_INS = [
    pytest.param(
        "kind: website, accounts: none", "from: subject, to: [s], data: [user.authorization.password]",
        "", [("none", ["user.authorization.password"])], id="people give it a password",
    ),
    pytest.param(
        "kind: application, accounts: none", "from: subject, to: [s], data: [user.name, user.authorization]",
        "", [("none", ["user.authorization"])], id="people give it credentials",
    ),
    pytest.param(
        "kind: database, accounts: none", "from: subject, to: [s], data: [user.authorization]",
        "", [("none", ["user.authorization"])], id="nothing else has the accounts either",
    ),
    pytest.param(
        "kind: database", "from: subject, to: [s], data: [user.authorization]",
        "web: {kind: website, accounts: none}",
        [("none", ["user.authorization"])], id="led past the website into its database",
    ),
    pytest.param(
        "kind: database, accounts: none", "from: subject, to: [s], data: [user.authorization]",
        "web: {kind: website, accounts: {passwords: hashed}}",
        [], id="a database keeps what the accounts of a website need",
    ),
    pytest.param(
        "kind: website, accounts: none", "from: subject, to: [s], data: [user.authorization]",
        "sso: {kind: account_service, accounts: {passwords: hashed}}",
        [("none", ["user.authorization"])], id="accounts elsewhere do not need it here",
    ),
    pytest.param(
        "kind: database", "from: subject, to: [s], data: [user.authorization]",
        "web: {kind: website}", [], id="whether the website has accounts is left out",
    ),
    pytest.param(
        "kind: website, accounts: none", "from: subject, to: [s], data: [user.contact]",
        "", [], id="nothing to sign in with",
    ),
    pytest.param(
        "kind: website, accounts: none", "from: subject, to: [s], data: [user]",
        "", [], id="everything about people may be meant without it",
    ),
    pytest.param(
        "kind: website, accounts: none", "from: third_party, to: [s], data: [user.authorization]",
        "", [], id="of an account elsewhere, perhaps",
    ),
    pytest.param(
        "kind: website", "from: subject, to: [s], data: [user.authorization]",
        "", [], id="whether it has accounts is left out",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("system", "flow", "more", "expected"), SIGN_INS)
def test_what_people_sign_in_with_needs_accounts(
    tmp_path: Path, system: str, flow: str, more: str, expected: list[Both]
) -> None:
    text = f"pdplint: 1\nsystems:\n  s: {{{system}}}\n  {more}\nflows:\n  f: {{{flow}}}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


PASSWORD = "user.authorization.password"  # noqa: S105 - a category of data, no password
PASSWORDS = [
    pytest.param(
        "f: {from: subject, to: [s], data: [user.authorization.password]}",
        [("none", [PASSWORD])], id="people give it a password",
    ),
    pytest.param(
        "f: {from: subject, to: [db], data: [user.authorization.password]}\n  g: {from: db, to: [s]}",
        [("none", [PASSWORD])], id="a copy without data of its own moves what it takes over",
    ),
    pytest.param(
        "f: {from: s, to: [db], data: [user.authorization.password]}",
        [("none", [PASSWORD])], id="a password comes out of it",
    ),
    pytest.param(
        "f: {from: subject, to: [db], data: [user.authorization.password]}",
        [("none", [PASSWORD])], id="no other accounts have passwords",
    ),
    pytest.param(
        "f: {from: subject, to: [s], data: [user.authorization]}",
        [], id="credentials may be other than passwords",
    ),
    pytest.param(
        "f: {from: subject, to: [db], data: [user.authorization.password]}\n  g: {from: db, to: [s], data: [user.name]}",
        [("none", [PASSWORD])], id="a copy that leaves the password behind, and nobody else has any",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("flows", "expected"), PASSWORDS)
def test_a_password_among_the_data_needs_passwords(
    tmp_path: Path, flows: str, expected: list[Both]
) -> None:
    text = (
        "pdplint: 1\nsystems:\n  s: {kind: website, accounts: {passwords: none}}\n"
        f"  db: {{kind: database, operated_by: organisation}}\nflows:\n  {flows}\n"
    )
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


@pytest.mark.parametrize(
    "other",
    [
        pytest.param("{kind: website, accounts: {passwords: hashed}}", id="another system has"),
        pytest.param("{kind: website, accounts: {verified_by: []}}", id="another does not say"),
        pytest.param("{kind: website}", id="of another it is not said whether it has accounts"),
        pytest.param("{accounts: {passwords: delegated}}", id="another has them kept elsewhere"),
    ],
)
def test_a_password_may_belong_to_other_accounts(tmp_path: Path, other: str) -> None:
    text = (
        "pdplint: 1\nsystems:\n  s: {kind: website, accounts: {passwords: none}}\n"
        f"  db: {{kind: database}}\n  other: {other}\n"
        "flows: {f: {from: subject, to: [db], data: [user.authorization.password]}}\n"
    )
    assert found(describe(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("named", "systems", "expected"),
    [
        pytest.param("[ai]", "{s: {technologies: [ai]}}", [], id="one that is named and used"),
        pytest.param("[]", "{s: {technologies: []}}", [], id="none"),
        pytest.param(
            "[]", "{s: {technologies: [ai]}}", [("ai", ["technologies"])],
            id="a system uses what the organisation does not name",
        ),
        pytest.param(
            "[ai]", "{s: {technologies: []}, t: {technologies: []}}", [("ai", ["technologies", "technologies"])],
            id="no system uses what the organisation names",
        ),
        pytest.param(
            "[ai]", "{s: {technologies: []}, t: {kind: database}}", [],
            id="of another system it is not said",
        ),
    ],
)  # fmt: skip
def test_technologies_are_those_of_the_systems(
    tmp_path: Path, named: str, systems: str, expected: list[Both]
) -> None:
    text = f"pdplint: 1\norganisation: {{technologies: {named}}}\nsystems: {systems}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


@pytest.mark.parametrize(
    ("services", "platforms", "expected"),
    [
        pytest.param("[website]", "[own_sales]", [("own_sales", ["services"])], id="a shop that is no e-commerce"),
        pytest.param("[]", "[intermediary]", [("intermediary", ["services"])], id="a marketplace of nobody"),
        pytest.param("[e_commerce]", "[own_sales, intermediary]", [], id="e-commerce"),
        pytest.param("[social_network]", "[social]", [], id="a social network"),
        pytest.param("[transport_connection]", "[intermediary]", [], id="drivers who offer rides"),
        pytest.param("[e_commerce]", "[payment]", [("payment", ["services"])], id="payments that are no service"),
        pytest.param("[online_payment]", "[payment]", [], id="payments"),
        pytest.param("[website]", "[]", [], id="no platform"),
    ],
)  # fmt: skip
def test_platforms_belong_to_a_service(
    tmp_path: Path, services: str, platforms: str, expected: list[Both]
) -> None:
    text = f"pdplint: 1\norganisation: {{services: {services}, e_commerce: {{platforms: {platforms}}}}}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        pytest.param(
            "established_in: VN, services: [website, e_commerce], e_commerce: none", [("none", ["e_commerce"])],
            id="it offers e-commerce, and has none",
        ),
        pytest.param(
            "established_in: SG, services: [e_commerce], e_commerce: none", [],
            id="it offers e-commerce, and none in Vietnam",
        ),
        pytest.param("services: [e_commerce], e_commerce: none", [], id="where it is founded is not said"),
        pytest.param("established_in: VN, services: [social_network], e_commerce: none", [], id="a network without shops"),
        pytest.param(
            "services: [e_commerce], e_commerce: {platforms: [], functions: [orders]}", [("orders", ["platforms"])],
            id="orders, and no platform on which",
        ),
        pytest.param(
            "services: [affiliate_marketing], e_commerce: {platforms: [], functions: [affiliate_marketing]}", [],
            id="links on platforms of others",
        ),
        pytest.param("services: [e_commerce], e_commerce: {platforms: [], functions: []}", [], id="it sells on those of others"),
        pytest.param("services: [e_commerce], e_commerce: {functions: [orders]}", [], id="the platforms are left out"),
    ],
)  # fmt: skip
def test_e_commerce_has_a_platform(tmp_path: Path, organisation: str, expected: list[Both]) -> None:
    text = f"pdplint: 1\norganisation: {{{organisation}}}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


MARKETING = [
    pytest.param(
        "essential.service", "{audience: bought}", [("bought", ["essential.service"])],
        id="a bought list for the service itself",
    ),
    pytest.param(
        "analytics", "{audience: own_customers, labelled: every_message}", [("own_customers", ["analytics"])],
        id="own customers, for analytics",
    ),
    pytest.param(
        "essential.service", "{labelled: every_message}", [("every_message", ["essential.service"])],
        id="people can decline advertising that there is none of",
    ),
    pytest.param(
        "essential.service", "{channels: [sms]}", [("channels", ["essential.service"])],
        id="advertising by message, and for the service itself",
    ),
    pytest.param(
        "marketing.communications.email", "none", [("none", ["marketing.communications.email"])],
        id="e-mail marketing that reaches nobody",
    ),
    pytest.param(
        "marketing.advertising.third_party.targeted", "none",
        [("none", ["marketing.advertising.third_party.targeted"])],
        id="advertisements that reach nobody",
    ),
    pytest.param("marketing", "{audience: bought}", [], id="marketing, and so a matter of 27.1.a"),
    pytest.param("marketing.communications.sms", "{}", [], id="the audience is left out"),
    pytest.param("marketing.advertising.profiling", "none", [], id="profiles are not sent to people"),
    pytest.param("marketing", "none", [], id="which marketing is not told"),
    pytest.param("essential.service", "none", [], id="no marketing at all"),
    pytest.param("essential.service", "{}", [], id="nothing is said of the marketing"),
]  # fmt: skip


@pytest.mark.parametrize(("use", "marketing", "expected"), MARKETING)
def test_marketing_has_a_purpose_that_is_marketing(
    tmp_path: Path, use: str, marketing: str, expected: list[Both]
) -> None:
    text = (
        f"pdplint: 1\npurposes: {{p: {{use: {use}}}}}\n"
        f"flows: {{f: {{purpose: p, marketing: {marketing}}}}}\n"
    )
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


@pytest.mark.parametrize(
    "purpose",
    [
        pytest.param("purposes: {p: {statement: Tell}}", id="its use is left out"),
        pytest.param("purposes: {q: {use: essential}}", id="its purpose is left out"),
    ],
)
def test_marketing_for_what_is_left_out_contradicts_nothing(tmp_path: Path, purpose: str) -> None:
    named = "purpose: p, " if "{p:" in purpose else ""
    text = f"pdplint: 1\n{purpose}\nflows: {{f: {{{named}marketing: {{audience: bought}}}}}}\n"
    assert found(describe(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("flow", "expected"),
    [
        pytest.param("role: third_party, from: subject", [("third_party", ["subject"])], id="both"),
        pytest.param("role: third_party, from: third_party", [], id="from somebody who had it"),
        pytest.param("role: controller, from: subject", [], id="whoever collects is the controller"),
        pytest.param("from: subject", [], id="the role is left out"),
        pytest.param("role: third_party", [], id="the source is left out"),
    ],
)  # fmt: skip
def test_a_third_party_takes_nothing_from_people_themselves(
    tmp_path: Path, flow: str, expected: list[Both]
) -> None:
    text = f"pdplint: 1\nflows: {{f: {{{flow}}}}}\n"
    assert [both(one) for one in found(describe(tmp_path, text))] == expected


ACTS = [
    *(
        pytest.param(
            f"{{default_on: true, expressed_by: {act}}}", [("true", [act])], id=f"{act} is an act"
        )
        for act in ("button", "voice", "sms", "written")
    ),
    *(
        pytest.param(f"{{default_on: true, expressed_by: {form}}}", [], id=f"{form} has a state")
        for form in ("tick_box", "setting")
    ),
    *(
        pytest.param(f"{{default_on: true, expressed_by: {form}}}", [], id=f"{form} is no act")
        for form in ("terms_acceptance", "continued_use", "silence")
    ),
    pytest.param("{default_on: false, expressed_by: button}", [], id="nothing stands at yes"),
    pytest.param("{default_on: true}", [], id="what expresses it is left out"),
    pytest.param("{expressed_by: button}", [], id="how it stands is left out"),
]


@pytest.mark.parametrize(("consent", "expected"), ACTS)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("pdplint: 1\nconsents: {c: %s}\n", id="in an entry"),
        pytest.param("pdplint: 1\nflows: {f: {consent: %s}}\n", id="at a flow"),
    ],
)
def test_before_an_act_nothing_stands_at_yes(
    tmp_path: Path, text: str, consent: str, expected: list[Both]
) -> None:
    assert [both(one) for one in found(describe(tmp_path, text % consent))] == expected


CITIZENS = [
    pytest.param("f: {subjects: {citizens_of: [SG]}}", [("7", ["citizens_of"])], id="of another country"),
    pytest.param("f: {subjects: {citizens_of: []}}", [("7", ["citizens_of"])], id="of none"),
    pytest.param(
        "{f: {subjects: s}, g: {subjects: s}}", [("7", ["citizens_of"])], id="of an entry, told once",
    ),
    pytest.param(
        "f: {from: subject, to: [db], subjects: {citizens_of: [SG]}}\n  g: {from: db}",
        [("7", ["citizens_of"])], id="a copy has whom its source has",
    ),
    pytest.param(
        "f: {subjects: {citizens_of: [SG]}}\n  g: {subjects: {citizens_of: [SG, VN]}}", [],
        id="one flow has them",
    ),
    pytest.param(
        "f: {subjects: {citizens_of: [SG]}}\n  g: {subjects: {kinds: [customer]}}", [],
        id="one flow leaves it out",
    ),
    pytest.param("f: {subjects: {citizens_of: [SG]}}\n  g: {from: subject}", [], id="or says nothing"),
    pytest.param("f: {subjects: {citizens_of: [SG]}}\n  g: {from: db}", [], id="or leaves an empty system"),
    pytest.param("{}", [], id="there is no flow"),
]  # fmt: skip


@pytest.mark.parametrize(("flows", "expected"), CITIZENS)
def test_citizens_who_are_counted_are_in_some_flow(
    tmp_path: Path, flows: str, expected: list[Both]
) -> None:
    text = (
        "pdplint: 1\norganisation: {vietnam: {citizens_processed: 7}}\n"
        "systems: {db: {operated_by: organisation}}\nsubjects: {s: {citizens_of: [JP]}}\n"
        f"flows:\n  {flows}\n"
    )
    told = found(describe(tmp_path, text))
    assert [both(one) for one in told] == expected
    assert {one.severity for one in told} <= {"note"}


@pytest.mark.parametrize("count", ["0", "1"])
def test_no_citizen_is_in_no_flow(tmp_path: Path, count: str) -> None:
    text = (
        f"pdplint: 1\norganisation: {{vietnam: {{citizens_processed: {count}}}}}\n"
        "flows: {f: {subjects: {citizens_of: []}}}\n"
    )
    assert len(found(describe(tmp_path, text))) == int(count)


def test_beside_what_could_not_be_read_what_is_not_there_contradicts_nothing(
    tmp_path: Path,
) -> None:
    text = (
        "pdplint: 1\norganisation: {vietnam: {citizens_processed: 7}}\n"
        "systems: {web: {kind: website, accounts: none}, db: {kind: database}}\n"
        "flows: {f: {from: subject, to: [db], data: [user.authorization], subjects: {citizens_of: []}}}\n"
    )
    assert len(list(contradictions(link(describe(tmp_path / "read", text))))) == 2
    unread = {"a.yaml": text, "b.yaml": "pdplint: 1\nflows: null\nsystems: null\n"}
    assert list(contradictions(link(write(tmp_path / "kinds", unread)))) == []
    unread = {"a.yaml": text, "b.yaml": "pdplint: 1\nname: [\n"}
    assert list(contradictions(link(write(tmp_path / "file", unread)))) == []


# What a run does with them ---------------------------------------------------------------------

NOTE = (
    "pdplint: 1\norganisation: {vietnam: {citizens_processed: 7}}\n"
    "flows: {f: {role: third_party, from: subject, subjects: {citizens_of: []}}}\n"
)


def test_a_contradiction_cannot_be_ignored_and_a_note_can(tmp_path: Path) -> None:
    folder = describe(tmp_path, NOTE)

    def severities(options: Options) -> list[str]:
        found = reported(folder, options).findings
        return sorted(f.severity for f in found if f.control == "contradiction")

    assert severities(Options()) == ["error", "note"]
    assert severities(Options(ignore=("contradiction",))) == ["error"]


def test_a_note_keeps_nobody_from_a_baseline_and_a_contradiction_does(tmp_path: Path) -> None:
    write(tmp_path, {"pdplint.yaml": "", "a.yaml": NOTE})
    refused = called("baseline", tmp_path)
    assert (refused.returncode, "no third party to it" in refused.stderr) == (2, True)
    (tmp_path / "a.yaml").write_text(NOTE.replace("third_party", "controller"))
    assert called("baseline", tmp_path).returncode == 0


def test_every_contradiction_is_said_in_both_languages_and_names_the_other_place(
    tmp_path: Path,
) -> None:
    text = FULL.replace("role: controller\n    data", "role: third_party\n    data")
    text = text.replace(
        "expressed_by: tick_box, default_on: false", "expressed_by: sms, default_on: true"
    )
    text = text.replace("passwords: hashed", "passwords: none").replace(
        "user.biometric]", f"{PASSWORD}]"
    )
    text = text.replace("hosted_in: [SG],", "hosted_in: [JP],").replace(
        "marketing: none", "marketing: {labelled: no_message}"
    )
    told = list(contradictions(link(describe(tmp_path, text, a_md="# Takedown\n"))))
    assert len(told) == 5
    for one in told:
        assert all(one.message.of(lang) and one.related[0].message.of(lang) for lang in LANGUAGES)
        assert "{" not in one.message.en + one.message.vi


def test_what_is_refused_contradicts_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    text = """\
        pdplint: 1
        organisation: {services: [], vietnam: {citizens_processed: 5}}
        systems: {s: {kind: website, accounts: none, passwords: none, operated_by: organisation}, t: 5}
        purposes: {p: {use: marketing}}
        flows:
          x: 5
          y: {from: s, to: [t, s], data: [user.authorization.password], purpose: p}
          z: {from: 7, to: 5, data: 5, subjects: 5, purpose: 5}
          w: {from: s, to: [s]}
        """
    told = reported(describe(tmp_path, text)).findings
    assert {"flows/x", "systems/t"} <= {f.subject for f in told if f.control == "shape"}
