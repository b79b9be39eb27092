"""What begins to bind soon is a note that names its day, and the acceptances that it reopens."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.run.test_loosening import waiver, waivers
from tests.workspaces import INSTRUMENT, REGIME, called, clause, describe, policies, ran, write

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.finding import Finding
    from pdplint.model.report import Report

LATE = """\
pdplint: 1
organisation: {size: micro}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
TODAY = date(2026, 5, 5)
FIRST = "{control: deletion-deadline, with: {limit: 48h}}"


def begins(day: str, limit: str = "48h") -> str:
    return f"{{control: deletion-deadline, with: {{limit: {limit}}}, from: {day}}}"


def workspace(folder: Path, *clauses: str, regime: str = REGIME, config: str = "") -> Path:
    policies(folder / "own", [], clauses, regime, INSTRUMENT)
    (folder / "own" / "calendars" / "vn.yaml").unlink()
    return describe(folder, LATE, pdplint_yaml=f"policies: [own]\nregimes: [tiny]\n{config}")


def report(root: Path, **options: Any) -> Report:
    return ran(root, as_of=TODAY, **options)


def ahead(found: Report) -> list[Finding]:
    return [one for one in found.findings if one.control == "upcoming"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2026-05-05", ["deletion-deadline"], id="it binds since today"),
        pytest.param("2026-05-06", ["upcoming"], id="from tomorrow on"),
        pytest.param("2026-08-03", ["upcoming"], id="in 90 days"),
        pytest.param("2026-08-04", [], id="in 91 days"),
    ],
)
def test_what_begins_within_90_days_is_a_note(
    tmp_path: Path, day: str, expected: list[str]
) -> None:
    found = report(
        workspace(tmp_path, clause("1.0", "{control: purpose-stated}"), clause("1.1", begins(day)))
    )
    told = [one for one in found.findings if one.place.pointer[-1:] == ("within",)]
    assert [one.control for one in told] == expected
    if expected == ["upcoming"]:
        [note] = told
        assert note.severity == "note"
        assert [one.clause.ref for one in note.citations] == ["tiny/1.1"]
        assert note.message.en.startswith(f"from {day} on tiny/1.1 will bind, and then: ")
        assert "49h" in note.message.en
        assert not note.related


def test_a_clause_that_asks_more_of_a_place_is_told_by_itself(tmp_path: Path) -> None:
    clauses = (
        clause("1.1", FIRST),
        clause("1.2", begins("2026-06-01")),
        clause("1.3", begins("2026-07-01")),
    )
    found = report(workspace(tmp_path, *clauses))
    assert [one.control for one in found.findings if "within" in one.place.pointer] == [
        "deletion-deadline",
        "upcoming",
        "upcoming",
    ]
    told = {one.message.en[5:15]: [c.clause.ref for c in one.citations] for one in ahead(found)}
    assert told == {"2026-06-01": ["tiny/1.2"], "2026-07-01": ["tiny/1.3"]}
    assert len({one.fingerprint for one in found.findings}) == len(found.findings)


def test_what_is_met_is_not_told(tmp_path: Path) -> None:
    assert not ahead(
        report(
            workspace(tmp_path, clause("1.1", FIRST), clause("1.2", begins("2026-06-01", "50h")))
        )
    )


RELIEF = """\
reliefs:
  - {id: tiny/1.1, says: {en: s, vi: s}, lifts: [tiny/1.1], each: /organisation,
     when: {/size: {equals: micro}}, until: 2026-05-31}
"""


@pytest.mark.parametrize(("until", "is_told"), [("2026-05-31", True), ("2026-12-31", False)])
def test_a_relief_that_ends_lets_its_clause_begin(
    tmp_path: Path, until: str, *, is_told: bool
) -> None:
    regime = REGIME + RELIEF.replace("2026-05-31", until)
    found = report(workspace(tmp_path, clause("1.1", FIRST), regime=regime))
    assert [one.message.en[5:15] for one in ahead(found)] == ["2026-06-01"] * is_told
    assert not [one for one in found.findings if one.control == "deletion-deadline"]


def test_what_is_ahead_costs_nothing_yet(tmp_path: Path) -> None:
    def acts(*clauses: str) -> dict[str, int]:
        folder = tmp_path / str(len(clauses))
        found = report(workspace(folder, *clauses))
        return {id_: one.declared.acts for id_, one in found.exposure.items()}

    first = clause("1.1", FIRST)
    assert acts(first) == acts(first, clause("1.2", begins("2026-06-01"))) == {"tiny": 1}


def two(folder: Path) -> Path:
    return workspace(folder, clause("1.1", FIRST), clause("1.2", begins("2026-06-01")))


def test_it_names_the_waiver_that_it_reopens(tmp_path: Path) -> None:
    root = write(
        two(tmp_path), {"waivers.yaml": waivers(waiver(clauses="tiny/1.1", until="2026-07-01"))}
    )
    found = report(root)
    assert [one.is_open for one in found.findings if one.control == "deletion-deadline"] == [False]
    [note] = ahead(found)
    [reopened] = note.related
    assert reopened.place.path.endswith("waivers.yaml")
    assert reopened.place.span is not None
    assert "tiny/1.2" in reopened.message.en


def test_it_names_the_baseline_that_it_reopens(tmp_path: Path) -> None:
    root = two(tmp_path)
    called("baseline", root, "--as-of", str(TODAY))
    found = report(root)
    assert [one.is_open for one in found.findings if one.control == "deletion-deadline"] == [False]
    [note] = ahead(found)
    assert [one.message.en for one in note.related] == [
        "the baseline knows this without tiny/1.2, so it is new"
    ]


@pytest.mark.parametrize(
    ("config", "severities"),
    [
        ("", ["note"]),
        ("severity: {upcoming: error}\n", ["error"]),
        ("ignore: [upcoming]\n", []),
        ("ignore: [deletion-deadline]\n", []),
    ],
)
def test_a_config_can_have_it_otherwise(tmp_path: Path, config: str, severities: list[str]) -> None:
    clauses = clause("1.0", "{control: purpose-stated}"), clause("1.1", begins("2026-06-01"))
    root = workspace(tmp_path, *clauses, config=config)
    assert [one.severity for one in ahead(report(root))] == severities


def test_it_can_be_asked_alone(tmp_path: Path) -> None:
    found = report(two(tmp_path), select=("upcoming",))
    assert [one.control for one in found.findings] == ["upcoming"]
    assert not ahead(report(two(tmp_path / "b"), select=("deletion-deadline",)))[1:]
