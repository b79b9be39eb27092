from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pdplint.run.errors import UsageError
from pdplint.run.resources import load_library
from pdplint.run.testing import run_policy_tests
from pdplint.trial import Bank, run_trials
from tests.workspaces import ROOT, clause, control, policies, resources

if TYPE_CHECKING:
    from pathlib import Path

DELETION = "{/rights/delete/within: {at_most: $limit}}"


def outcomes(folder: Path, controls: list[str], clauses: list[str]) -> list[tuple[str, str]]:
    """Return of every test whose it is and what is wrong with it."""
    made = policies(folder, controls, clauses)
    library = load_library(resources(), made, tests=True, cache=False)
    calendar = library.regimes["tiny"].calendar
    bank = Bank(resources().shape, resources().table, calendar)
    return [(outcome.of, outcome.wrong) for outcome in run_trials(library, bank)]


def asking(trial: str, require: str = DELETION, each: str = "/flows/*") -> str:
    parameters = {"parameters": "{limit: duration}"} if "$limit" in require else {}
    return control("c", require, each, tests=f"[{{name: n, {trial}}}]", **parameters)


LIMIT = "with: {limit: 48h}"


@pytest.mark.parametrize(
    "trial",
    [
        pytest.param("given: {rights: {delete: {within: 48h}}}, holds: true", id="it holds"),
        pytest.param(
            "given: {rights: {delete: {within: 3d}}}, falls_short: [/rights/delete/within]",
            id="it falls short at a place",
        ),
        pytest.param("given: {rights: {}}, undeclared: [/rights/delete]", id="it is not described"),
        pytest.param(
            "given: {rights: {delete: {within: 2wd}}}, undecided: [/rights/delete/within]",
            id="it cannot be told",
        ),
        pytest.param(
            "given: {rights: desk}, workspace: {rights: {desk: {delete: {within: 3d}}}}, "
            "falls_short: [rights/desk/delete/within]",
            id="it falls short in another entity",
        ),
        pytest.param(
            "workspace: {flows: {a: {rights: {delete: {within: 3d}}}, b: {rights: {delete: {within: 1h}}}}}, "
            "falls_short: [flows/a/rights/delete/within]",
            id="every subject of a workspace",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 1h}}}, workspace: {flows: {b: {rights: {delete: none}}}}, holds: true",
            id="only what is given, beside others",
        ),
        pytest.param("workspace: {}, not_asked: true", id="there is nothing to ask of"),
    ],
)
def test_a_test_that_expects_what_is_so_is_right(tmp_path: Path, trial: str) -> None:
    assert outcomes(tmp_path, [asking(f"{LIMIT}, {trial}")], [clause("1")]) == [("c", "")]


@pytest.mark.parametrize(
    ("trial", "wrong"),
    [
        pytest.param(
            "given: {rights: {delete: {within: 3d}}}, holds: true",
            "falls_short: expected nothing, found ['/rights/delete/within']",
            id="expects that it holds, and it falls short",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 1h}}}, falls_short: [/rights/delete/within]",
            "falls_short: expected ['/rights/delete/within'], found nothing",
            id="expects that it falls short, and it holds",
        ),
        pytest.param(
            "given: {rights: {delete: none}}, falls_short: [/rights/delete/within]",
            "falls_short: expected ['/rights/delete/within'], found ['/rights/delete']",
            id="expects another place",
        ),
        pytest.param(
            "given: {rights: {}}, falls_short: [/rights/delete]",
            "falls_short: expected ['/rights/delete'], found nothing",
            id="expects another kind",
        ),
        pytest.param(
            "given: {rights: {}}, undecided: [/rights/delete]",
            "undeclared: expected nothing, found ['/rights/delete']",
            id="leaves something out",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 2wd}}}, holds: true",
            "undecided: expected nothing, found ['/rights/delete/within']",
            id="expects that it holds, and it cannot be told",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 1h}}}, not_asked: true",
            "expected not_asked, found holds",
            id="expects that it is not asked",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 1h}}}, exempt: true",
            "expected exempt, found holds",
            id="expects that it is exempt",
        ),
        pytest.param("workspace: {}, holds: true", "expected holds, found not_asked", id="of nothing"),
        pytest.param(
            "given: {rights: {delete: {within: 1h}}}",
            "the test expects nothing: add holds, falls_short, undeclared, …",
            id="expects nothing",
        ),
        pytest.param(
            "given: {rigths: {}}, holds: true",
            "the test's own description is wrong at ['flows', 'given', 'rigths']: ",
            id="its description has not the form",
        ),
        pytest.param(
            "given: {rights: nope}, holds: true",
            "the test's own description is wrong: nope is not described in this workspace",
            id="a reference in it leads nowhere",
        ),
        pytest.param(
            "given: {}, workspace: {flows: []}, holds: true",
            "the test's own description is wrong at ['flows']: ",
            id="what stands beside it has not the form",
        ),
        pytest.param(
            "given: {}, as_of: 2026-02-30, holds: true",
            "as_of: 2026-02-30 is not a date: there is no such day in the calendar",
            id="its day is none",
        ),
    ],
)  # fmt: skip
def test_each_way_in_which_a_test_can_be_wrong_is_told(
    tmp_path: Path, trial: str, wrong: str
) -> None:
    [(of, found)] = outcomes(tmp_path, [asking(f"{LIMIT}, {trial}")], [clause("1")])
    assert of == "c"
    assert found == wrong or (wrong.endswith(": ") and found.startswith(wrong))


def test_a_test_of_the_organisation_gives_it_whole(tmp_path: Path) -> None:
    text = asking(
        "given: {officer: none}, falls_short: [/officer]",
        "{/officer: {present: true}}",
        "/organisation",
    )
    assert outcomes(tmp_path, [text], [clause("1")]) == [("c", "")]


def test_a_test_is_judged_on_its_own_day(tmp_path: Path) -> None:
    require = "{/started_on: {no_later_than: 2026-06-01}}"
    early = asking("given: {}, as_of: 2026-06-01, holds: true", require)
    late = asking("given: {}, as_of: 2026-06-02, falls_short: [/started_on]", require)
    assert outcomes(tmp_path / "a", [early], [clause("1")]) == [("c", "")]
    assert outcomes(tmp_path / "b", [late], [clause("1")]) == [("c", "")]


# Tests of clauses ------------------------------------------------------------------------------

ROLE = "{/role: {one_of: [controller]}}"
BY_LAW = "{/rights/delete/by_law: {present: true}}"


def with_trials(*trials: str) -> list[str]:
    bound = f"{{control: c, with: {{limit: 48h}}, when: {ROLE}, unless: {BY_LAW}}}"
    return [clause("1", bound, tests=f"[{', '.join(f'{{name: n, {trial}}}' for trial in trials)}]")]


CONTROL = asking(f"{LIMIT}, given: {{rights: {{}}}}, undeclared: [/rights/delete]")


@pytest.mark.parametrize(
    ("trial", "wrong"),
    [
        pytest.param("given: {role: processor}, not_asked: true", "", id="whom it does not address"),
        pytest.param(
            "given: {role: controller, rights: {delete: {within: 1y, by_law: Law}}}, exempt: true",
            "", id="whom it relieves",
        ),
        pytest.param(
            "given: {role: controller, rights: {delete: {within: 1h}}}, exempt: true",
            "expected exempt, found holds", id="whom it does not relieve",
        ),
        pytest.param(
            "given: {rights: {delete: {within: 3d}}}, undeclared: [/role]", "", id="who that is, is not said"
        ),
    ],
)  # fmt: skip
def test_a_test_of_a_clause_has_its_scope_and_numbers(
    tmp_path: Path, trial: str, wrong: str
) -> None:
    found = outcomes(tmp_path, [CONTROL], with_trials(trial))
    assert found == [("c", ""), ("tiny/1", wrong)]


def test_a_test_of_a_clause_that_nothing_checks_is_told(tmp_path: Path) -> None:
    clauses = [clause("1", tests="[{name: n, given: {}, holds: true}]")]
    assert outcomes(tmp_path, [CONTROL], clauses)[1] == ("tiny/1", "no control checks this clause")


def test_all_bindings_of_a_clause_are_asked(tmp_path: Path) -> None:
    other = control(
        "d", "{/data: {empty: false}}", tests="[{name: n, given: {}, undeclared: [/data]}]"
    )
    bound = ["{control: c, with: {limit: 48h}}", "{control: d}"]
    trial = "[{name: n, given: {rights: {delete: none}}, falls_short: [/rights/delete], undeclared: [/data]}]"
    clauses = [clause("1", *bound, tests=trial)]
    assert {wrong for _, wrong in outcomes(tmp_path, [CONTROL, other], clauses)} == {""}


# The tests inside the shipped policies ---------------------------------------------------------


def test_only_the_tests_of_the_files_named_are_run() -> None:
    file = ROOT / "policies/controls/rights/deletion-deadline.yaml"
    found = run_policy_tests([file])
    assert {outcome.of for _, outcome in found} == {"deletion-deadline"}
    lines = file.read_text("utf-8").splitlines()
    for place, outcome in found:
        path, _, line = place.rpartition(":")
        assert path.endswith("policies/controls/rights/deletion-deadline.yaml")
        assert outcome.trial.raw["name"] in lines[int(line) - 1]


def test_a_file_without_tests_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"no tests found in .*README\.md"):
        run_policy_tests([ROOT / "README.md"])
