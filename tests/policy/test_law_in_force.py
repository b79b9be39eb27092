"""The law in force, as it is shipped: its days, its amounts, its reliefs, and where it misleads.

That a number holds on it and fails one unit off is tested beside each article.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pdplint.model.builtin import UPCOMING
from pdplint.report import render
from pdplint.run.errors import UsageError
from tests.workspaces import ROOT, describe, library, ran

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Citation, Finding
    from pdplint.model.report import Report

LAW = "vn-2026"
DECREE = "decree-330-2026"
IN_FORCE = date(2026, 11, 21)
FLOW = (
    "{role: controller, legal_basis: consent, from: subject, to: [crm], data: [user.contact], MORE}"
)
SYSTEM = "{crm: {operated_by: organisation, hosted_by: organisation, hosted_in: [VN]}}"


def checked(folder: Path, *, flow: str = "", day: date = IN_FORCE, **blocks: str) -> Report:
    """Report what the law in force says of one flow, with more of it, and of further blocks."""
    organisation = blocks.pop("organisation", "{size: large, services: []}")
    text = f"pdplint: 1\norganisation: {organisation}\nsystems: {SYSTEM}\n"
    text += f"flows: {{x: {FLOW.replace(', MORE', f', {flow}' if flow else '')}}}\n"
    text += "".join(f"{key}: {value}\n" for key, value in blocks.items())
    return ran(describe(folder, text), as_of=day, regimes=(LAW,))


def shortfalls(report: Report, control: str) -> list[Finding]:
    """Return where a control falls short."""
    return [one for one in report.findings if one.control == control and one.kind == "shortfall"]


def cited(found: Finding) -> dict[str, Citation]:
    """Return what a finding cites, by clause."""
    return {one.clause.ref: one for one in found.citations}


def costs(citation: Citation) -> list[tuple[str, str | None, int | None, int | None]]:
    """Return the sanctions of a citation: by what raised, and the range."""
    return [
        (
            one.clause.id,
            one.raised_by.id if one.raised_by else None,
            one.fine.min,
            one.fine.max,
        )
        for one in citation.sanctions
    ]


# Every point is there ----------------------------------------------------------------------------


INSTRUMENTS = {
    "law-91-2025": (170, 138),
    "decree-356-2025": (138, 120),
    "law-116-2025": (54, 41),
    "decree-331-2026": (48, 46),
    "decree-333-2026": (46, 32),
    "decree-147-2024": (39, 34),
    "decree-91-2020": (15, 14),
    "law-122-2025": (43, 41),
    DECREE: (408, 268),
}
"""How many points the ledgers have of each instrument, and of how many a description can show something."""
NOT_SHOWN: dict[str, str] = {
    "law-91-2025": "9.4.c 10.2 37.1.dd 37.1.h 37.2.dd",
    "decree-356-2025": "7.4 28.2",
    "law-116-2025": "25.2.d 40.1.b",
    "decree-331-2026": "8.3 10.5",
    "decree-147-2024": "23.3.q 23.6.b 26.3 27.1.a",
    "decree-91-2020": "13.2",
    "law-122-2025": "20.2",
    DECREE: "37.3.l 43.2.a 45.1.a 47.2.a 48.3.a 48.3.b 48.3.c 48.3.d 51.1.dd 51.2.d 52.1.b 54.2.b 54.2.c 56.2.e",
}
"""Points of which the ledgers say that a description can show them, and that nothing here checks."""
BY_NUMBERS = "48.4 49.3 53.3.a 53.3.b 53.3.c 53.3.d 56.3.a 56.3.b 56.3.c 56.4.a 56.4.b 56.4.c"
"""Points of Decree 330/2026 that set the amount of another, and are shown with that."""


def test_the_regime_has_every_instrument() -> None:
    assert {one.id for one in library().regimes[LAW].instruments} == set(INSTRUMENTS)
    duties = [ids for name, (ids, _) in INSTRUMENTS.items() if name != DECREE]
    assert sum(duties) == 553
    points = library().instruments[DECREE].clauses.values()
    sections = [int(one.article) for one in points]
    assert sum(one in {23, 27, 29, 30, 31, 33, 34, 37, *range(39, 72)} for one in sections) == 347


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_every_point_of_the_ledger_is_a_clause(name: str) -> None:
    listed = ledger(name)
    assert sorted(listed["ids"]) == sorted(library().instruments[name].clauses)
    assert (len(listed["ids"]), len(listed["shown"])) == INSTRUMENTS[name]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_nothing_is_left_for_later(name: str) -> None:
    clauses = library().instruments[name].clauses.values()
    assert [c.ref for c in clauses if c.not_checked and c.not_checked.because == "later"] == []


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_what_a_description_can_show_is_checked_or_linked_but_for_what_is_named(name: str) -> None:
    clauses = library().instruments[name].clauses
    with_others = BY_NUMBERS.split() if name == DECREE else []
    unchecked = [
        id_
        for id_ in ledger(name)["shown"]
        if (reason := clauses[id_].not_checked) and reason.because != "elsewhere"
    ]
    assert [id_ for id_ in unchecked if id_ not in with_others] == NOT_SHOWN.get(name, "").split()


def test_of_the_points_that_have_sanctions_few_say_why_nothing_checks_them() -> None:
    assert len(NOT_SHOWN[DECREE].split()) <= 15


def ledger(name: str) -> Any:
    path = ROOT / "policies" / "instruments" / name / "ledger.yaml"
    return yaml.safe_load(path.read_text("utf-8"))


# Days --------------------------------------------------------------------------------------------


LATE = "rights: {delete: {within: 21d}}"


@pytest.mark.parametrize(
    ("day", "sanctions"),
    [
        pytest.param(date(2026, 1, 1), [], id="the duty binds, no fine does"),
        pytest.param(date(2026, 8, 18), [], id="on the last day without"),
        pytest.param(
            date(2026, 8, 19), [("44.3.c", None, 30_000_000, 40_000_000)], id="on the first with"
        ),
    ],
)
def test_a_duty_is_older_than_its_fine(
    tmp_path: Path, day: date, sanctions: list[tuple[Any, ...]]
) -> None:
    (found,) = shortfalls(checked(tmp_path, flow=LATE, day=day), "deletion-deadline")
    assert costs(cited(found)["decree-356-2025/5.4"]) == sanctions


@pytest.mark.parametrize("regimes", [("current",), (LAW,), ("current", "vn-draft-2021")])
def test_before_its_first_day_it_judges_nothing(tmp_path: Path, regimes: tuple[str, ...]) -> None:
    root = describe(tmp_path, "pdplint: 1\n")
    with pytest.raises(UsageError, match="2026-01-01"):
        ran(root, as_of=date(2025, 12, 31), regimes=regimes)


def test_on_a_day_before_it_the_draft_alone_can_judge(tmp_path: Path) -> None:
    root = describe(tmp_path, "pdplint: 1\n")
    report = ran(root, as_of=date(2025, 12, 31), regimes=("vn-draft-2021",))
    assert [one.id for one in report.regimes] == ["vn-draft-2021"]


@pytest.mark.parametrize(("day", "told"), [(date(2026, 10, 31), False), (date(2026, 11, 1), True)])
def test_what_was_read_until_when_is_said_of_a_later_day(
    tmp_path: Path, day: date, told: bool
) -> None:
    assert library().regimes[LAW].read_until == date(2026, 10, 31)
    assert ("read until 2026-10-31" in render("text", checked(tmp_path, day=day), "en")) is told


def test_the_route_of_the_dossiers_until_2027_is_a_doubt() -> None:
    clauses = library().instruments["decree-356-2025"].clauses
    for id_ in ("18.4", "19.4"):
        doubts = " ".join(doubt.en for doubt in clauses[id_].doubts)
        assert "Resolution 22/2026" in doubts, id_


def test_the_end_of_a_relief_is_a_note_beforehand(tmp_path: Path) -> None:
    small = "{size: small, services: [], reliefs: [law-91-2025/38.2], subjects_processed: 5, officer: none}"
    report = checked(tmp_path, organisation=small, day=date(2030, 12, 1))
    ahead = [one for one in report.findings if one.control == UPCOMING]
    assert {one.severity for one in ahead} == {"note"}
    assert any("2031-01-01" in one.message.en and "33.2" in one.message.en for one in ahead)
    assert shortfalls(report, "officer-appointed") == []


# Amounts -----------------------------------------------------------------------------------------

HANDED_ON = "to: [insurer], disclosed_on: consent, paid: none, subjects: {kinds: [WHOSE]}"
INSURER = "{insurer: {role: controller, country: VN}}"
SCORED = "purpose: score, legal_basis: GROUND"
SCORE = "{score: {use: finance.credit_assessment}}"
APP = "{app: {kind: application, operated_by: organisation, protection: {encryption: none}}}"


@pytest.mark.parametrize(
    ("control", "services", "flow", "blocks", "cited_", "named"),
    [
        pytest.param("disclosure-grounded", "health_care", HANDED_ON.replace("WHOSE", "patient"),
            {"parties": INSURER}, "law-91-2025/26.2", ["62.2"], id="data of patients goes to an insurer"),
        pytest.param("disclosure-grounded", "health_care", HANDED_ON.replace("WHOSE", "employee"),
            {"parties": INSURER}, "law-91-2025/26.2", [], id="that of own staff does, which is not fined"),
        pytest.param("encryption-in-use", "health_care", "", {"systems": APP}, "law-91-2025/26.3", ["62.1.b"],
            id="an app for health"),
        pytest.param("encryption-in-use", "insurance", "", {"systems": APP}, "law-91-2025/26.3", [],
            id="an app of an insurer is not fined"),
        pytest.param("lawful-basis", "lending", SCORED.replace("GROUND", "legitimate_interests"), {"purposes": SCORE},
            "law-91-2025/27.1.b", ["64.2.a"], id="scoring without a ground"),
        pytest.param("lawful-basis", "lending", SCORED.replace("GROUND", "contract"), {"purposes": SCORE},
            "law-91-2025/27.1.b", [], id="on another ground than consent it is not fined"),
    ],
)  # fmt: skip
def test_an_amount_is_named_only_for_whom_the_decree_fines(
    tmp_path: Path,
    control: str,
    services: str,
    flow: str,
    blocks: dict[str, str],
    cited_: str,
    named: list[str],
) -> None:
    of = f"{{size: large, services: [{services}]}}"
    text = f"pdplint: 1\norganisation: {of}\n"
    text += f"flows: {{x: {{role: controller, from: subject, data: [user.name], {flow}}}}}\n"
    text += "".join(f"{key}: {value}\n" for key, value in blocks.items())
    report = ran(describe(tmp_path, text), as_of=IN_FORCE, regimes=(LAW,))
    (citation,) = [
        one
        for found in shortfalls(report, control)
        for one in found.citations
        if one.clause.ref == cited_
    ]
    assert [one.clause.id for one in citation.sanctions] == named


@pytest.mark.parametrize(
    ("id_", "organisation", "expected"),
    [
        pytest.param("44.3.c", {}, (30_000_000, 40_000_000), id="as stated for an organisation"),
        pytest.param(
            "44.3.c", {"kind": "individual"}, (15_000_000, 20_000_000), id="half for a person"
        ),
        pytest.param(
            "44.3.c", {"size": "household"}, (15_000_000, 20_000_000), id="a household like one"
        ),
        pytest.param("44.3.c", {"size": "micro"}, (30_000_000, 40_000_000), id="micro is none"),
        pytest.param(
            "29.1.a", {}, (60_000_000, 100_000_000), id="stated for a person, doubled"
        ),
        pytest.param("29.1.a", {"kind": "individual"}, (30_000_000, 50_000_000), id="as stated"),
        pytest.param("37.6.a", {}, (160_000_000, 180_000_000), id="doubled, below the cap"),
    ],
)  # fmt: skip
def test_amounts_are_those_for_the_person_described(
    id_: str, organisation: dict[str, Any], expected: tuple[int, int]
) -> None:
    decree = library().instruments[DECREE]
    fine = decree.fine(decree.clauses[id_], organisation)
    assert (fine.min, fine.max) == expected


def test_no_amount_is_above_its_cap() -> None:
    decree = library().instruments[DECREE]
    for clause in decree.clauses.values():
        if clause.fine is None:
            continue
        cap = 200_000_000 if int(clause.article) <= 38 else 3_000_000_000
        for organisation, most in (({}, cap), ({"kind": "individual"}, cap // 2)):
            assert (decree.fine(clause, organisation).max or 0) <= most, clause.ref


@pytest.mark.parametrize(
    ("id_", "share", "organisation", "expected"),
    [
        pytest.param(
            "56.3.b",
            "percent",
            {"vietnam": {"revenue_vnd": 120_000_000_000}},
            (2, 3, 2_400_000_000, 3_600_000_000),
            id="of the revenue that is declared",
        ),
        pytest.param("56.3.b", "percent", {}, (2, 3, None, None), id="which is not declared"),
        pytest.param("53.1.a", "multiple", {}, (2, 10, None, None), id="of proceeds, named"),
        pytest.param(
            "53.1.a", "multiple", {"kind": "individual"}, (1, 5, None, None), id="half of them"
        ),
    ],
)
def test_shares_are_computed_where_their_base_is_declared(
    id_: str, share: str, organisation: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    decree = library().instruments[DECREE]
    found = getattr(decree.fine(decree.clauses[id_], organisation), share)
    assert (found.min, found.max, found.least, found.most) == expected


def test_the_amount_of_a_share_is_printed_beside_it(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {size: large, services: [], "
        "vietnam: {citizens_processed: 250000, revenue_vnd: 120000000000}}\n"
        "parties: {lab: {country: SG}}\nflows: {x: {from: subject, to: [lab], data: [user.contact]}}\n"
    )
    report = ran(describe(tmp_path, text), as_of=IN_FORCE, regimes=(LAW,))
    printed = " ".join(render("text", report, "en").split())
    share = "56.3.b (2–3% of revenue in Vietnam in the preceding year: VND 2.4–3.6 billion here)"
    assert share in printed


@pytest.mark.parametrize(
    ("sensitive", "expected"),
    [
        pytest.param("[]", ("48.1", None, 30_000_000, 50_000_000), id="of basic data"),
        pytest.param(
            "[user.contact]",
            ("48.1", "48.4", 50_000_000, 80_000_000),
            id="of sensitive data another takes its place",
        ),
    ],
)
def test_data_collected_before_anybody_agreed_costs_once(
    tmp_path: Path, sensitive: str, expected: tuple[Any, ...]
) -> None:
    flow = f"sensitive: {sensitive}, consent: {{given: after_collection}}"
    (found,) = shortfalls(checked(tmp_path, flow=flow), "consent-obtained")
    assert costs(cited(found)["law-91-2025/11.1"]) == [expected]


def test_handing_out_what_is_sensitive_costs_twice(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {size: large, services: []}\nparties: {lab: {country: VN}}\n"
        "flows: {x: {role: controller, from: subject, to: [lab], data: [user.contact], "
        "sensitive: [user.contact], disclosed_on: none}}\n"
    )
    (found,) = shortfalls(
        ran(describe(tmp_path, text), as_of=IN_FORCE, regimes=(LAW,)), "disclosure-grounded"
    )
    twice = ("49.2", "49.3", 40_000_000, 60_000_000)
    assert costs(cited(found)["law-91-2025/15.2.b"]) == [twice]


def test_one_act_is_one_sum(tmp_path: Path) -> None:
    flow = "purpose: news, retention: {kept: 2y, counted_from: collection, then: erase}"
    purposes = "{news: {lasts: 1y, counted_from: collection}}"
    report = checked(tmp_path, flow=flow, purposes=purposes, subjects="{}")
    (found,) = shortfalls(report, "retention-within-purpose")
    named = {ref for one in found.citations for ref, *_ in costs(one)}
    assert {"39.1.c", "51.2.a"} <= named
    (workspace,) = report.workspaces
    assert workspace.exposure[DECREE].declared.acts == 1


# Reliefs -----------------------------------------------------------------------------------------


SMALL = "{size: SIZE, services: [], subjects_processed: 5, officer: noneRELIEFS}"


def relied(report: Report) -> dict[str, set[str]]:
    """Return what is relied on, with the clauses that it takes away."""
    (workspace,) = report.workspaces
    return {
        one.claim.en: {citation.clause.ref for citation in one.citations}
        for one in workspace.relied_on
    }


@pytest.mark.parametrize(
    ("size", "reliefs", "claim"),
    [
        pytest.param(
            "small",
            ", reliefs: [law-91-2025/38.2]",
            "claims the relief of law-91-2025/38.2",
            id="claimed",
        ),
        pytest.param("micro", "", "is of the size micro", id="had without a claim"),
    ],
)
def test_a_relief_is_listed_as_relied_on(
    tmp_path: Path, size: str, reliefs: str, claim: str
) -> None:
    organisation = SMALL.replace("SIZE", size).replace("RELIEFS", reliefs)
    report = checked(tmp_path, organisation=organisation)
    assert shortfalls(report, "officer-appointed") == []
    (taken,) = [refs for told, refs in relied(report).items() if claim in told]
    assert {"law-91-2025/33.2", "decree-356-2025/13.1"} <= taken


def test_web_analytics_lose_the_relief_of_a_small_firm(tmp_path: Path) -> None:
    organisation = SMALL.replace("SIZE", "small").replace(
        "RELIEFS", ", reliefs: [law-91-2025/38.2]"
    )
    flow = "sensitive: []"
    quiet = checked(tmp_path / "a", organisation=organisation, flow=flow)
    assert shortfalls(quiet, "officer-appointed") == []
    text = f"pdplint: 1\norganisation: {organisation}\nsystems: {SYSTEM}\nflows: {{x: {{role: controller, data: [user.behavior.browsing_history]}}}}\n"
    loud = ran(describe(tmp_path / "b", text), as_of=IN_FORCE, regimes=(LAW,))
    assert len(shortfalls(loud, "officer-appointed")) == 1


# Where it misleads -------------------------------------------------------------------------------


def test_a_foreign_provider_in_vietnam_is_a_transfer(tmp_path: Path) -> None:
    systems = (
        "{crm: {operated_by: organisation, hosted_by: cloud, hosted_in: [VN], accessed_from: [VN]}}"
    )
    text = (
        "pdplint: 1\norganisation: {kind: enterprise, size: large, services: []}\nassessments: {}\n"
        f"parties: {{cloud: {{role: processor, country: COUNTRY}}}}\nsystems: {systems}\n"
        "flows: {x: {role: controller, from: subject, to: [crm], data: [user.contact]}}\n"
    )
    for country, expected in (("US", 1), ("VN", 0)):
        root = describe(tmp_path / country, text.replace("COUNTRY", country))
        report = ran(root, as_of=IN_FORCE, regimes=(LAW,))
        assert len(shortfalls(report, "transfer-assessment-kept")) == expected, country


def test_a_legitimate_interest_is_no_ground(tmp_path: Path) -> None:
    text = "pdplint: 1\norganisation: {size: large, services: []}\nflows: {x: {role: controller, legal_basis: legitimate_interests}}\n"
    report = ran(describe(tmp_path, text), as_of=IN_FORCE, regimes=(LAW,))
    (found,) = shortfalls(report, "lawful-basis")
    assert "law-91-2025/9.1" in cited(found)


def test_an_identity_card_is_right_for_the_draft_and_wrong_for_a_social_network(
    tmp_path: Path,
) -> None:
    text = (
        "pdplint: 1\norganisation: {size: large, services: [social_network]}\n"
        "systems: {app: {kind: application, serves: online_service, operated_by: organisation, "
        "accounts: {verified_by: [id_document], transactions: [currency]}}}\n"
    )
    root = describe(tmp_path, text)
    report = ran(root, as_of=IN_FORCE, regimes=(LAW, "vn-draft-2021"))
    (found,) = shortfalls(report, "account-without-identity-image")
    assert list(cited(found)) == ["law-91-2025/29.2"]
    assert shortfalls(report, "account-identity-documents") == []
    states = {one.clause.ref: one.state for one in report.judged}
    assert states["draft-2021/42.1.a"] == "holds"
