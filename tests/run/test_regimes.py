"""By which regimes a workspace is judged: those in force on a day, and how grave what they cite is."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.run.errors import UsageError
from tests.workspaces import INSTRUMENT, REGIME, called, clause, describe, policies, ran

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.report import Report

LATE = """\
pdplint: 1
organisation: {}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
BINDING = "{control: deletion-deadline, with: {limit: 48h}}"
IN_FORCE = REGIME.replace("status: draft", "status: in_force\nfrom: 2026-03-01\nuntil: 2026-08-31")


def workspace(folder: Path, config: str, regime: str = IN_FORCE, text: str = LATE) -> Path:
    """Write a workspace with a regime of its own, `tiny`, that asks when data is deleted."""
    policies(folder / "own", [], [clause("1", BINDING)], regime, INSTRUMENT)
    (folder / "own" / "calendars" / "vn.yaml").unlink()
    return describe(folder, text, pdplint_yaml=f"policies: [own]\n{config}")


def judged(folder: Path, day: str = "2026-05-05", **options: Any) -> list[str]:
    report = ran(folder, as_of=date.fromisoformat(day), **options)
    return [regime.id for regime in report.regimes]


@pytest.mark.parametrize("day", ["2026-03-01", "2026-08-31"])
def test_current_is_what_is_in_force_on_the_day(tmp_path: Path, day: str) -> None:
    root = workspace(tmp_path, "regimes: [current]\n")
    assert judged(root, day) == ["vn-2026", "tiny"]
    both = ["vn-2026", "tiny", "vn-draft-2021"]
    assert judged(root, day, regimes=("current", "vn-draft-2021")) == both
    assert judged(root, day, regimes=("tiny", "current")) == ["tiny", "vn-2026"]


@pytest.mark.parametrize("day", ["2020-02-28", "2020-09-01"])
def test_where_nothing_was_in_force_that_is_refused(tmp_path: Path, day: str) -> None:
    regime = IN_FORCE.replace("2026-", "2020-")
    root = workspace(tmp_path, "regimes: [current]\n", regime)
    with pytest.raises(UsageError) as error:
        judged(root, day)
    assert f"no regime that is known here was in force on {day}" in str(error.value)
    assert "tiny from 2020-03-01 until 2020-08-31" in str(error.value)


def test_a_draft_is_never_current(tmp_path: Path) -> None:
    root = workspace(tmp_path, "regimes: [tiny]\n", REGIME)
    with pytest.raises(UsageError, match="no regime that is known here was in force"):
        judged(root, "2020-05-05", regimes=("current",))


def test_current_is_meant_where_it_is_nearly_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean current"):
        judged(workspace(tmp_path, "regimes: [curent]\n"))


def severities(report: Report) -> dict[str, str]:
    """Return the severity of each control that was found to fall short."""
    return {one.control: one.severity for one in report.findings if one.citations}


DRAFT = "vn-draft-2021"
BOTH = ("deletion-deadline", "not-described")


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param(
            f"regimes: [{DRAFT}]\n",
            {"deletion-deadline": "error", "not-described": "error"},
            id="as the draft has it",
        ),
        pytest.param(
            f"regimes: [{{{DRAFT}: warning}}]\n",
            {"deletion-deadline": "warning", "not-described": "warning"},
            id="at most a warning, also what is built in",
        ),
        pytest.param(
            f"regimes: [{{{DRAFT}: note}}]\n",
            {"deletion-deadline": "note", "not-described": "note"},
            id="at most a note",
        ),
        pytest.param(
            f"regimes: [{{{DRAFT}: warning}}]\n"
            "severity: {deletion-deadline: error, not-described: error}\n",
            {"deletion-deadline": "warning", "not-described": "warning"},
            id="which a severity of the config does not raise",
        ),
        pytest.param(
            f"regimes: [{{{DRAFT}: warning}}]\nseverity: {{deletion-deadline: note}}\n",
            {"deletion-deadline": "note", "not-described": "warning"},
            id="but lowers",
        ),
        pytest.param(
            f"regimes: [tiny, {{{DRAFT}: warning}}]\n",
            {"deletion-deadline": "error", "not-described": "warning"},
            id="what another regime cites too is as grave as that has it",
        ),
        pytest.param(
            f"regimes: [{{current: note}}, {{{DRAFT}: warning}}]\n",
            {"deletion-deadline": "warning", "not-described": "warning"},
            id="of two that are lowered the graver counts",
        ),
        pytest.param(
            f"regimes: [{{{DRAFT}: warning}}]\nparameters: {{deletion-deadline: {{limit: 24h}}}}\n",
            {"deletion-deadline": "warning", "not-described": "warning"},
            id="own numbers are no graver than all that is asked beside them",
        ),
        pytest.param(
            f"regimes: [tiny, {{{DRAFT}: warning}}]\n"
            "parameters: {deletion-deadline: {limit: 24h}}\n",
            {"deletion-deadline": "error", "not-described": "warning"},
            id="but as grave as one of it",
        ),
    ],
)
def test_what_a_lowered_regime_alone_cites_is_at_most_that(
    tmp_path: Path, config: str, expected: dict[str, str]
) -> None:
    root = workspace(tmp_path, config)
    found = severities(ran(root, as_of=date(2026, 5, 5)))
    assert {control: found[control] for control in BOTH} == expected


def test_a_regime_that_is_lowered_is_listed_and_taken_back(tmp_path: Path) -> None:
    root = workspace(tmp_path, f"regimes: [{{{DRAFT}: warning}}]\n")
    report = ran(root)
    assert [(one.what, one.value) for one in report.loosened] == [("regimes", f"{DRAFT}: warning")]
    assert severities(ran(root, no_waivers=True))["deletion-deadline"] == "error"


def test_a_regime_that_the_call_names_is_not_lowered(tmp_path: Path) -> None:
    root = workspace(tmp_path, f"regimes: [{{{DRAFT}: warning}}]\n")
    report = ran(root, regimes=(DRAFT,))
    assert severities(report)["deletion-deadline"] == "error"
    assert not report.loosened


def test_what_is_remembered_of_a_lowered_regime_is_not_taken_for_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)
    root = workspace(tmp_path / "w", f"regimes: [{{{DRAFT}: warning}}]\n")
    kept: dict[str, Any] = {"cache": True, "draws_map": False}
    for _ in range(2):
        assert severities(ran(root, **kept))["deletion-deadline"] == "warning"
        assert severities(ran(root, regimes=(DRAFT,), **kept))["deletion-deadline"] == "error"


@pytest.mark.parametrize(
    ("regimes", "told"),
    [
        ("[{vn-draft-2021: error}]", ":2:27: 'error' is not one of ['warning', 'note']"),
        ("[{}]", ":2:11: {} should be non-empty"),
        ("[{a: note, b: note}]", "{'a': 'note', 'b': 'note'} has too many properties"),
        ("[{vn-draft-2021: 1}]", ":2:27: 1 is not one of ['warning', 'note']"),
        ("[1]", ":2:11: 1 is not of type 'string', 'object'"),
    ],
)
def test_a_regime_is_lowered_one_by_one_to_a_severity_below(
    tmp_path: Path, regimes: str, told: str
) -> None:
    found = called("check", workspace(tmp_path, f"regimes: {regimes}\n"))
    assert found.returncode == 2
    assert told in found.stderr


READ = IN_FORCE.replace("status:", "read_until: 2026-05-04\nstatus:")


@pytest.mark.parametrize(
    ("day", "is_told"), [("2026-05-03", False), ("2026-05-04", False), ("2026-05-05", True)]
)
@pytest.mark.parametrize(
    ("format_", "told"),
    [
        ("text", "read until 2026-05-04"),
        ("markdown", "read until 2026-05-04"),
        ("json", '"read_until": "2026-05-04"'),
    ],
)
def test_a_report_of_a_later_day_says_until_when_its_law_was_read(
    tmp_path: Path, format_: str, told: str, day: str, is_told: bool
) -> None:
    root = workspace(tmp_path, "regimes: [current]\n", READ)
    text = called("check", root, "--as-of", day, "-f", format_).stdout
    assert (told in text) == is_told
