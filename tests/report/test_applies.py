"""Which clauses address a workspace, and what decides of the others: the page and a report's fold."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.report import render
from tests.workspaces import called, describe, library, ran

if TYPE_CHECKING:
    from pathlib import Path

LAW = "vn-2026"
DAY = date(2026, 11, 27)
SHOP = """\
pdplint: 1
organisation: {established_in: VN, services: [SERVICES], technologies: []}
systems:
  crm: {kind: database, operated_by: organisation, hosted_by: organisation, hosted_in: [VN]}
flows:
  sign-up: {role: controller, from: subject, to: [crm], data: [user.contact], legal_basis: consent}
  advice: {role: processor, from: subject, to: [crm], data: [user.contact], on_behalf_of: client}
parties: {client: {role: controller, country: VN, agreement: none}}
"""


def shop(folder: Path, services: str = "website") -> Path:
    return describe(folder, SHOP.replace("SERVICES", services))


def applying(root: Path, *arguments: str) -> str:
    ended = called("clauses", "--applies", root, "--regime", LAW, *arguments)
    assert ended.returncode == 0
    return ended.stdout


def line(page: str, clause: str) -> str:
    """Return the line about a clause that applies, or nothing."""
    return next((one for one in page.splitlines() if one.startswith(f"- **{clause}**")), "")


def denied(page: str, clause: str) -> str:
    """Return the line about clauses that do not apply, one of them this."""
    rows = (one[2:].partition(": ") for one in page.splitlines() if one.startswith("- "))
    return next((why for clauses, _, why in rows if clause in clauses.split(", ")), "")


def test_what_applies_says_to_how_many_of_whom_and_as_whom(tmp_path: Path) -> None:
    found = line(applying(shop(tmp_path)), "9.3")
    assert "to 1 of 2 described; as uses_data_itself; by_consent)" in found


def test_the_scopes_that_it_names_are_spelled_out(tmp_path: Path) -> None:
    page = applying(shop(tmp_path))
    assert line(page, "by_consent").endswith("legal_basis consent")


def test_a_clause_of_a_service_that_is_not_offered_names_the_fact_that_decides(
    tmp_path: Path,
) -> None:
    page = applying(shop(tmp_path))
    assert not line(page, "29.3")
    assert denied(page, "29.3") == (
        "asked where organisation.services containing any of social_network, messaging; "
        "here it is website"
    )


def test_it_addresses_who_offers_the_service(tmp_path: Path) -> None:
    page = applying(shop(tmp_path, "social_network"))
    assert line(page, "29.6")
    assert not denied(page, "29.6")


def test_a_sanction_names_the_duties_by_which_it_is_judged(tmp_path: Path) -> None:
    assert "sanctions decree-356-2025/6.3" in line(applying(shop(tmp_path)), "43.1.c")


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_as_data_it_is_the_same(tmp_path: Path, lang: str) -> None:
    root = shop(tmp_path)
    (workspace,) = json.loads(applying(root, "-f", "json", "--lang", lang))["workspaces"]
    law = by_id(workspace)["law-91-2025"]
    (one,) = [one for one in law["applies"] if one["clause"] == "law-91-2025/9.3"]
    assert one["subjects"] == 1
    assert one["where"] == ["uses_data_itself; by_consent"]
    page = applying(root, "--lang", lang)
    for rest in law["does_not_apply"]:
        ids = ", ".join(clause.partition("/")[2] for clause in rest["clauses"])
        assert f"- {ids}: {rest['because']}" in page


def by_id(workspace: dict[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in workspace["instruments"]}


# In reports --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("services", "folded"),
    [
        pytest.param("website", True, id="no trade: one fact decides of the whole law"),
        pytest.param("e_commerce", False, id="trade: it is judged"),
    ],
)
def test_an_instrument_that_does_not_apply_is_one_line(
    tmp_path: Path, services: str, folded: bool
) -> None:
    report = ran(shop(tmp_path, services), as_of=DAY, regimes=(LAW,))
    text = " ".join(render("text", report, "en").split())
    said = "law-122-2025 does not apply" in text
    assert said is folded
    if folded:
        told = text.partition("law-122-2025 does not apply")[2]
        assert (
            "asked where services containing any of e_commerce, social_network, transport_connection; "
            in told
        )
        assert "here it is website" in told


def test_the_page_folds_instruments_and_says_why_one_does_not_apply(tmp_path: Path) -> None:
    html = render("html", ran(shop(tmp_path), as_of=DAY, regimes=(LAW,)), "en")
    assert html.count('class="instrument-block"') == len(library().regimes[LAW].instruments)
    assert "law-122-2025 does not apply" in html
