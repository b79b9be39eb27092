"""Nobody buys silence unseen: each claim that takes clauses away is listed with them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.judge.reliance import Claims
from pdplint.policy.wording import show
from pdplint.workspace.entity import Where
from tests.run.test_changes import committed
from tests.workspaces import called, describe, link, ran, underlined, write

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Finding
    from pdplint.model.report import Report

WHOLE = """\
pdplint: 1
organisation: {kind: enterprise, established_in: VN, services: [e_commerce], operating_since: 2026-01-01}
purposes: {p: {statement: s, use: essential.service, needs: [user.name], lasts: 2y, counted_from: collection}}
parties: {t: {role: third_party, country: US}}
systems: {app: {kind: application, operated_by: organisation, hosted_in: [US], accounts: {}, user_content: {audience: public}}}
flows:
  f:
    purpose: p
    role: controller
    data: [user.name]
    subjects: {kinds: [customer], citizens_of: [VN], located_in: [VN]}
    from: subject
    to: [app]
    legal_basis: consent
    retention: {kept: 1y, counted_from: collection, then: erase}
"""
"""A description that claims nothing by which a clause is taken away."""


MANY_NEEDS = [
    "user.contact.email", "user.contact.phone_number", "user.contact.address", "user.contact.url",
    "user.job_title", "user.workplace", "user.payment", "user.location", "user.device", "user.content",
]  # fmt: skip
MANY = ", ".join(MANY_NEEDS)
MANY_SHOWN = show(["user.name", *MANY_NEEDS])


def changed(old: str = "", new: str = "") -> str:
    assert not old or WHOLE.count(old) == 1
    return WHOLE.replace(old, new) if old else WHOLE


def taken(report: Report) -> dict[tuple[str, str], set[str]]:
    """Return the clauses that claims take away, by subject and claim."""
    return {
        (one.subject, one.claim.en): {citation.clause.id for citation in one.citations}
        for one in report.relied_on
        if one.citations
    }


def told(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.control == "relied_on"]


def test_where_nothing_is_claimed_nothing_is_listed(tmp_path: Path) -> None:
    assert taken(ran(describe(tmp_path, WHOLE))) == {}


@pytest.mark.parametrize(
    ("old", "new", "subject", "claim", "clauses", "underline"),
    [
        pytest.param("role: controller", "role: third_party", "flows/f", "relies on acting as third_party", {"14.1.a", "15.1.a", "15.1.e", "25.1.a"}, "third_party", id="a third party"),
        pytest.param("role: controller", "role: processor", "flows/f", "relies on acting as processor", {"15.1.a", "15.1.e", "16.1.b"}, "processor", id="a processor"),
        pytest.param("citizens_of: [VN]", "citizens_of: []", "flows/f", "none of these people is a citizen of VN", {"26.1.a", "26.1.c", "26.2.a"}, "citizens_of", id="nobody's citizens, so no transfer is asked about"),
        pytest.param("citizens_of: [VN]", "citizens_of: [US]", "flows/f", "none of these people is a citizen of VN", {"26.1.a"}, "citizens_of", id="citizens of elsewhere"),
        pytest.param("services: [e_commerce]", "services: []", "organisation", "offers no services", {"33.1.c", "37.1.e"}, "services", id="no services"),
        pytest.param("accounts: {}", "accounts: none", "systems/app", "has no accounts", {"37.1.a", "37.1.b", "42.1.c"}, "none", id="no accounts, asked of the system and of the organisation"),
        pytest.param("user_content: {audience: public}", "user_content: none", "systems/app", "has no content of users", {"12.1.b", "12.1.c", "39.1.a"}, "none", id="no posts"),
        pytest.param("audience: public", "audience: staff", "systems/app", "relies on only staff seeing what users post", {"12.1.b", "39.1.a"}, "staff", id="posts that only staff see"),
        pytest.param("operated_by: organisation", "operated_by: t", "systems/app", "is operated by t", {"14.1.e", "33.1.dd"}, "t", id="a sister company operates it"),
        pytest.param("legal_basis: consent", "legal_basis: contract", "flows/f", "relies on the ground contract", {"16.1.b", "16.1.c"}, "contract", id="another ground"),
        pytest.param("then: erase}", "then: erase, by_law: Law 1}", "flows/f", "relies on a law: Law 1", {"14.1.g"}, "Law 1", id="a law"),
        pytest.param("legal_basis: consent", "legal_basis: consent\n    notice: {contains: [rights_refused]}", "flows/f", "the notice says that rights are refused", {"15.1.c"}, "contains", id="a refusal in a notice"),
        pytest.param("lasts: 2y", "lasts: 11y", "purposes/p", "p is said to last 11y", {"14.1.g"}, "11y", id="a long purpose"),
        pytest.param("lasts: 2y", "lasts: forever", "purposes/p", "p is said to last forever", {"14.1.g"}, "forever", id="a purpose without an end"),
        pytest.param("services: [e_commerce]", "services: [e_commerce], technologies: []", "organisation", "uses none of the technologies", {"9.2.c", "10.2", "11.2.a"}, "technologies", id="no technologies"),
        pytest.param("services: [e_commerce]", "services: [e_commerce], e_commerce: none", "organisation", "has no e-commerce", {"11.1", "11.2"}, "none", id="no e-commerce"),
        pytest.param("services: [e_commerce]", "services: [telecom], address_log: {translation: not_used}", "organisation", "shares no IP address among subscribers by translation", {"22.2"}, "not_used", id="no translation of addresses"),
        pytest.param("kind: application", "kind: application, serves: internal_work", "systems/app", "serves internal work alone", {"12.1", "30.7"}, "internal_work", id="internal work"),
        pytest.param("kind: application", "kind: application, serves: industrial_control", "systems/app", "controls industrial plant alone", {"12.1", "30.7"}, "industrial_control", id="industrial plant"),
        pytest.param("kind: application", "kind: application, serves: infrastructure, infrastructure_for: one_organisation", "systems/app", "serves one organisation alone", {"13.3", "14.2"}, "one_organisation", id="infrastructure for one"),
        pytest.param("operated_by: organisation", "operated_by: organisation, serves: online_service, operated_for: t", "systems/app", "is run for t", {"10.1.a", "28.2", "30.7"}, "t", id="a system run for somebody else"),
        pytest.param("operated_by: organisation", "operated_by: organisation, hosting: cloud, hosted_by: organisation", "systems/app", "stands in a cloud of its own", {"12.2.a", "12.2.c"}, "organisation", id="a cloud of its own"),
        pytest.param("kind: application", "kind: application, serves: online_service, device_access: none", "systems/app", "opens nothing of a device", {"31.3.b"}, "none", id="nothing of a device"),
        pytest.param("kind: application", "kind: application, serves: online_service, device_access: {location: not_used}", "systems/app", "does not open where a device is", {"31.3.b"}, "not_used", id="no location"),
        pytest.param("needs: [user.name]", "needs: [user]", "purposes/p", "p is said to need user", {"14.1.dd"}, "needs", id="a need that holds all there is"),
        pytest.param("needs: [user.name]", f"needs: [user.name, {MANY}]", "purposes/p", f"p is said to need {MANY_SHOWN}", {"14.1.d", "14.1.dd"}, "needs", id="more needs than anybody reads"),
    ],
)  # fmt: skip
def test_a_claim_is_listed_with_the_clauses_that_it_takes_away(
    tmp_path: Path, old: str, new: str, subject: str, claim: str, clauses: set[str], underline: str
) -> None:
    report = ran(describe(tmp_path, changed(old, new)))
    found = taken(report)
    assert clauses <= found[subject, claim]
    [one] = [r for r in report.relied_on if (r.subject, r.claim.en) == (subject, claim)]
    assert underlined(one.place) == underline


def test_a_line_of_business_without_conditions_is_listed(tmp_path: Path) -> None:
    serves = "kind: application, serves: online_service, conditional_line: not_conditional"
    text = changed("services: [e_commerce]", "services: [website]")
    report = ran(describe(tmp_path, text.replace("kind: application", serves)))
    claim = "lies in no conditional line of business"
    assert "13.2.a" in taken(report)["systems/app", claim]


@pytest.mark.parametrize(
    ("old", "said", "claim"),
    [
        pytest.param("operated_by: organisation", ", technologies: [blockchain], chain: none", "no personal data lies on the blockchain", id="no chain"),
        pytest.param("operated_by: organisation", ", technologies: [blockchain], chain: {holds: nothing}", "no personal data lies on the blockchain", id="an empty chain"),
        pytest.param("operated_by: organisation", ", technologies: [ai], ai: {inferences: none_made}", "its artificial intelligence infers nothing of people", id="no inferences"),
        pytest.param("role: controller", "\n    for_service: other", "processes for others in a service of another kind", id="no business of processing"),
    ],
)  # fmt: skip
def test_what_makes_a_clause_hold_because_nothing_is_there_is_listed_always(
    tmp_path: Path, old: str, said: str, claim: str
) -> None:
    text = changed(old, old + said)
    claims = [one.claim.en for one in ran(describe(tmp_path, text)).relied_on]
    assert claim in claims


@pytest.mark.parametrize(
    ("word", "listed"),
    [
        ("emergency", True),
        ("written_request", True),
        ("law", True),
        ("authority_request", True),
        ("reorganisation", True),
        ("consent", False),
        ("processing_agreement", False),
        ("none", False),
    ],
)
def test_on_what_data_is_handed_over_beside_consent_is_listed_always(
    tmp_path: Path, word: str, listed: bool
) -> None:
    """A word excuses from asking people, and nothing that is described shows that it is so."""
    text = changed("to: [app]", f"to: [app, t]\n    disclosed_on: {word}")
    claims = {one.claim.en for one in ran(describe(tmp_path, text)).relied_on}
    assert (f"hands data over on the ground {word}" in claims) is listed


def test_an_agreement_to_keep_data_is_listed_also_where_it_takes_no_clause_away(
    tmp_path: Path,
) -> None:
    text = changed("then: erase}", "then: erase, by_agreement: https://example.vn/kept.pdf}")
    report = ran(describe(tmp_path, text), select=("licence-held",))
    claim = "relies on an agreement: https://example.vn/kept.pdf"
    [one] = [r for r in report.relied_on if r.claim.en == claim]
    assert (one.subject, one.citations) == ("flows/f", ())
    assert underlined(one.place) == "https://example.vn/kept.pdf"


@pytest.mark.parametrize(
    ("old", "new", "claim"),
    [
        pytest.param("lasts: 2y", "lasts: 10y", "last", id="ten years"),
        pytest.param("needs: [user.name]", "needs: [user.name, user.contact]", "need", id="two categories"),
        pytest.param("role: controller", "role: controller_processor", "acting", id="both roles at once"),
        pytest.param("citizens_of: [VN]", "citizens_of: [US, VN]", "citizen", id="citizens of here too"),
    ],
)  # fmt: skip
def test_what_is_no_claim(tmp_path: Path, old: str, new: str, claim: str) -> None:
    report = ran(describe(tmp_path, changed(old, new)))
    assert not [told for _, told in taken(report) if claim in told]


def test_the_description_that_bought_silence_by_claims_has_each_listed(tmp_path: Path) -> None:
    """Health data, passwords, a tracker abroad, no agreement, no consent: it ended in exit 0."""
    text = """\
        pdplint: 1
        organisation: {kind: individual, established_in: VN, services: [], operating_since: 2026-01-01}
        purposes: {p: {statement: s, use: essential.service, needs: [user], lasts: forever}}
        parties: {t: {role: third_party, country: US}}
        systems: {app: {kind: application, operated_by: t, hosted_in: [US], accounts: none, user_content: none}}
        flows:
          f:
            purpose: p
            role: third_party
            data: [user.health_and_medical, user.authorization.password]
            subjects: {kinds: [customer], citizens_of: [], located_in: []}
            from: subject
            to: [app]
            legal_basis: legitimate_interests
            retention: {kept: 20y, then: erase, by_law: x}
        """
    report = ran(describe(tmp_path, text))
    claims = {claim for _, claim in taken(report)}
    for part in ("third_party", "citizen of VN", "is in VN", "no services", "no accounts", "no content", "operated by t", "ground legitimate_interests", "a law: x", "need user", "individual"):  # fmt: skip
        assert [claim for claim in claims if part in claim], part
    counts = [len(one.citations) for one in report.relied_on]
    assert counts == sorted(counts, reverse=True)


# Several claims -----------------------------------------------------------------------------------


def shared(report: Report, subject: str) -> list[tuple[str, list[str], set[str]]]:
    return [
        (one.claim.en, [name for _, name in one.shared], {c.clause.id for c in one.citations})
        for one in report.relied_on
        if one.subject == subject and one.shared
    ]


def test_claims_that_only_together_take_a_clause_away_are_listed_once_under_all(
    tmp_path: Path,
) -> None:
    """16.1.h is for controllers with consent: either claim alone would be enough to silence it."""
    text = changed("role: controller", "role: third_party").replace("consent", "contract")
    report = ran(describe(tmp_path, text))
    [(claim, others, clauses)] = shared(report, "flows/f")
    assert claim == "relies on the ground contract; relies on acting as third_party"
    assert (others, "16.1.h" in clauses) == (["flows/f"], True)
    alone = taken(report)["flows/f", "relies on acting as third_party"]
    assert "16.1.h" not in alone


def test_that_no_system_has_accounts_is_what_all_of_them_claim(tmp_path: Path) -> None:
    text = changed("accounts: {}", "accounts: none").replace(
        "public}}}", "public}}, site: {kind: website, accounts: none}}"
    )
    [(claim, others, clauses)] = shared(ran(describe(tmp_path, text)), "systems/app")
    assert (claim, others) == ("has no accounts", ["systems/site"])
    assert {"37.1.c", "38.1.a"} <= clauses


A, B = ("role",), ("legal_basis",)
SOLID = ("from",)


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        pytest.param([[A]], [{A}], id="all that silenced reads one claim"),
        pytest.param([[A], [SOLID]], [], id="it is silent for a reason that is no claim too"),
        pytest.param([[A, SOLID]], [{A}], id="what silenced reads a claim and something else"),
        pytest.param([[A, B]], [{A, B}], id="it reads two claims: both share it"),
        pytest.param([[A, B], [A]], [{A}], id="one of them would be enough"),
        pytest.param([[A], [B]], [{A, B}], id="only together"),
        pytest.param([], [], id="nothing silenced"),
        pytest.param([[]], [], id="nothing was read"),
    ],
)
def test_which_claims_make_up_a_silence(
    tmp_path: Path, reason: list[list[Any]], expected: list[set[Any]]
) -> None:
    text = changed("role: controller", "role: third_party").replace("consent", "contract")
    workspace = link(describe(tmp_path, text))
    flow = workspace.entities["flows"]["f"]
    parts = tuple(tuple(Where(flow, pointer) for pointer in part) for part in reason)
    found = Claims(workspace, "VN").taking([parts])
    assert [{where.pointer for where in claims} for claims in found] == expected


def test_a_clause_that_another_binding_asks_is_not_taken_away(tmp_path: Path) -> None:
    """15.1.b asks processors for something else than controllers."""
    report = ran(describe(tmp_path, changed("role: controller", "role: processor")))
    assert "15.1.b" not in taken(report)["flows/f", "relies on acting as processor"]


def test_the_order_of_keys_and_files_changes_no_claim(tmp_path: Path) -> None:
    text = changed("role: controller", "role: third_party").replace("consent", "contract")
    lines = text.splitlines(keepends=True)
    moved = lines[:1] + lines[4:5] + lines[1:4] + lines[5:7] + lines[:6:-1]
    first, second = (
        ran(describe(tmp_path / "a", text)),
        ran(describe(tmp_path / "b", "".join(moved))),
    )
    assert taken(first) == taken(second)
    assert {f.fingerprint for f in told(first)} == {f.fingerprint for f in told(second)}


# What it costs ------------------------------------------------------------------------------------

SELECT = ("--select", "licence-held")
WAIVER = """\
waivers:
  - {{control: relied_on, subject: organisation, kind: undecided, clauses: [{clauses}], reason: r, approver: Lan, ticket: t, until: 2027-01-31}}
"""


def no_services(folder: Path, **more: str) -> Path:
    text = changed("services: [e_commerce]", "services: []")
    facing = "kind: application, operated_by: organisation, hosted_in: [US], accounts: {}, user_content: {audience: public}"
    return describe(
        folder, text.replace(facing, "kind: database, operated_by: organisation"), **more
    )


def test_a_claim_is_a_note_that_fails_nothing_unless_a_config_says_so(tmp_path: Path) -> None:
    no_services(tmp_path)
    assert called("check", *SELECT, cwd=tmp_path).returncode == 0
    assert called("check", *SELECT, "--fail-on", "note", cwd=tmp_path).returncode == 1
    no_services(tmp_path, pdplint_yaml="severity: {relied_on: error}\n")
    done = called("check", *SELECT, cwd=tmp_path)
    assert done.returncode == 1
    assert "error[relied_on]" in done.stdout
    assert "Loosened: " in done.stdout  # by --select
    assert "severity: relied_on" not in done.stdout
    assert called("check", *SELECT, "--no-waivers", cwd=tmp_path).returncode == 1


def test_a_claim_can_be_waived_and_the_list_says_by_whom(tmp_path: Path) -> None:
    config = "severity: {relied_on: error}\n"
    refs = "decree-356-2025/25.1, draft-2021/40.4.a, draft-2021/40.4.b"
    no_services(tmp_path, pdplint_yaml=config, waivers_yaml=WAIVER.format(clauses=refs))
    done = called("check", *SELECT, "--as-of", "2026-11-21", cwd=tmp_path)
    assert done.returncode == 0
    assert "accepted by Lan" in " ".join(done.stdout.split())
    one = refs.partition(",")[0]
    no_services(tmp_path, pdplint_yaml=config, waivers_yaml=WAIVER.format(clauses=one))
    assert called("check", *SELECT, "--as-of", "2026-11-21", cwd=tmp_path).returncode == 1


def test_a_claim_adds_nothing_to_what_the_clauses_name(tmp_path: Path) -> None:
    asked = {"select": ("licence-held",)}
    with_claim = ran(no_services(tmp_path), **asked).exposure["draft-2021"]
    assert (with_claim.declared.acts, with_claim.if_undeclared_too.acts) == (0, 0)


@pytest.mark.parametrize(
    "name", ["text", "markdown", "html", "json", "sarif", "gitlab", "junit", "github"]
)
def test_each_format_tells_the_claim_with_its_clauses(tmp_path: Path, name: str) -> None:
    no_services(tmp_path)
    done = called("check", *SELECT, "-f", name, cwd=tmp_path)
    out = done.stdout.replace("&#x2F;", "/")
    assert "offers no services" in out
    for clause in ("40.4.a", "40.4.b"):
        assert clause in out


def test_programs_read_the_clauses_and_whether_somebody_accepted_it(tmp_path: Path) -> None:
    no_services(tmp_path)
    found: Any = json.loads(called("check", *SELECT, "-f", "json", cwd=tmp_path).stdout)
    [one] = [r for r in found["workspaces"][0]["relied_on"] if r["claim"] == "offers no services"]
    assert one["clauses"] == ["decree-356-2025/25.1", "draft-2021/40.4.a", "draft-2021/40.4.b"]
    assert (one["shared_with"], one["waived"], one["line"]) == ([], False, 2)


def test_what_a_change_claims_is_of_the_change(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": WHOLE})
    write(tmp_path, {"a.yaml": changed("services: [e_commerce]", "services: []")})
    report = ran(tmp_path, changed_since="HEAD", select=("licence-held",))
    assert [finding.subject for finding in told(report)] == ["organisation"]


def test_a_treaty_that_bars_what_a_law_asks_of_foreign_platforms_is_listed(tmp_path: Path) -> None:
    """A legal person of its own is not asked for then; that somebody is authorised still is."""
    commerce = (
        "{platforms: [intermediary], functions: [orders], aimed_at_vietnam_by: [vn_domain],"
        " representative: authorised_legal_person"
    )
    text = changed("established_in: VN", f"established_in: SG, e_commerce: {commerce}}}")
    before = ran(describe(tmp_path / "a", text), regimes=("vn-2026",))
    after = ran(
        describe(tmp_path / "b", text.replace(commerce, f"{commerce}, treaty: T 1")),
        regimes=("vn-2026",),
    )
    asked = [
        [one for one in report.findings if one.control == "local-representative"]
        for report in (before, after)
    ]
    assert [len(found) for found in asked] == [1, 0]
    [one] = [r for r in after.relied_on if r.claim.en == "relies on a treaty: T 1"]
    assert underlined(one.place) == "T 1"
