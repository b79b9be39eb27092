from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pdplint.judge.trial import Bank, run_trials
from pdplint.run.errors import UsageError
from pdplint.run.resources import load_library
from pdplint.run.testing import run_policy_tests
from tests.workspaces import ROOT, clause, control, policies, resources

if TYPE_CHECKING:
    from pathlib import Path

DELETION = "{/rights/delete/within: {at_most: $limit}}"


def outcomes(
    folder: Path, controls: list[str], clauses: list[str], tests: str = "", **more: str
) -> list[tuple[str, str]]:
    """Return of every test whose it is and what is wrong with it."""
    made = policies(folder, controls, clauses, tests=tests, **more)
    library = load_library(resources(), made, tests=True, cache=False)
    calendar = library.regimes["tiny"].calendar
    bank = Bank(resources().form, resources().table, calendar, library.scopes)
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


BOUND = [clause("1", f"{{control: c, with: {{limit: 48h}}, when: {ROLE}, unless: {BY_LAW}}}")]


def of_clause(*trials: str) -> str:
    """Return the tests of clause 1."""
    return "tests:\n  '1':\n" + "".join(f"    - {{name: n, {trial}}}\n" for trial in trials)


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
    found = outcomes(tmp_path, [CONTROL], BOUND, of_clause(trial))
    assert found == [("c", ""), ("tiny/1", wrong)]


def test_a_test_of_a_clause_that_nothing_checks_is_told(tmp_path: Path) -> None:
    tests = of_clause("given: {}, holds: true")
    assert outcomes(tmp_path, [CONTROL], [clause("1")], tests)[1] == (
        "tiny/1",
        "no control checks this clause",
    )


def test_all_bindings_of_a_clause_are_asked(tmp_path: Path) -> None:
    other = control(
        "d", "{/data: {empty: false}}", tests="[{name: n, given: {}, undeclared: [/data]}]"
    )
    bound = ["{control: c, with: {limit: 48h}}", "{control: d}"]
    trial = "given: {rights: {delete: none}}, falls_short: [/rights/delete], undeclared: [/data]"
    found = outcomes(tmp_path, [CONTROL, other], [clause("1", *bound)], of_clause(trial))
    assert {wrong for _, wrong in found} == {""}


# Rows, scopes, days ------------------------------------------------------------------------------

SCOPES = """\
scopes:
  - scope: controls_data
    each: /flows/*
    when: {/role: {one_of: [controller, controller_processor]}}
    inside: [{/role: controller}, {/role: controller_processor}]
    outside: [{/role: processor}]
    untold: [{}]
  - scope: big
    each: /organisation
    when: {/size: {equals: large}}
    inside: [{/size: large}]
    outside: [{/size: small}]
"""
HOLDS = "given: {rights: {delete: {within: 48h}}}, holds: true"


def scoped(*trials: str, of: str = "controls_data") -> dict[str, Any]:
    """Return a clause of some scopes, with tests of it."""
    bound = f"{{control: c, with: {{limit: 48h}}, of: {of}, unless: {BY_LAW}}}"
    return {"clauses": [clause("1", bound)], "tests": of_clause(*trials), "scopes": SCOPES}


def wrong_of(folder: Path, trial: str, of: str = "controls_data") -> str:
    """Return what is wrong with a test of a clause of some scopes."""
    return dict(outcomes(folder, [CONTROL], **scoped(trial, of=of)))["tiny/1"]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        pytest.param("set: {/rights/delete/within: 49h}, falls_short: [/rights/delete/within]", "", id="one value otherwise"),
        pytest.param("set: {/rights/delete/within: 49h}, holds: true",
                     "n2: inside controls_data (/role: controller): falls_short: expected nothing, found ['/rights/delete/within']",
                     id="which is told with the row"),
        pytest.param("unset: [/rights/delete/within], undeclared: [/rights/delete/within]", "", id="a value left out"),
        pytest.param("unset: [/rights/x/y], holds: true", "", id="what is not there is left out already"),
        pytest.param("set: {rights/desk: {delete: {within: 3d}}, /rights: desk}, falls_short: [rights/desk/delete/within]", "", id="another entity"),
        pytest.param("set: {/rights/delete/within: 49h}",
                     "n2: inside controls_data (/role: controller): falls_short: expected nothing, found ['/rights/delete/within']",
                     id="a row inherits no expectation"),
        pytest.param("as_of: 2026-02-30, holds: true",
                     "n2: inside controls_data (/role: controller): as_of: 2026-02-30 is not a date: there is no such day in the calendar",
                     id="a day of a row"),
    ],
)  # fmt: skip
def test_a_row_is_the_case_with_one_thing_otherwise(tmp_path: Path, row: str, wrong: str) -> None:
    trial = f"of: controls_data, {HOLDS}, but: [{{name: n2, {row}}}]"
    assert wrong_of(tmp_path, trial) == wrong


@pytest.mark.parametrize(
    ("of", "bound", "wrong"),
    [
        pytest.param("controls_data", "controls_data", "", id="as the clause has it"),
        pytest.param("[controls_data, big]", "[controls_data, big]", "", id="two that both hold"),
        pytest.param("[controls_data, big]", "controls_data",
                     "outside big (/size: small): expected not_asked, found holds", id="a scope that was dropped"),
        pytest.param("contrls", "controls_data", "there is no scope of contrls", id="a scope misspelt"),
    ],
)  # fmt: skip
def test_a_test_is_laid_over_the_examples_of_the_scopes_it_names(
    tmp_path: Path, of: str, bound: str, wrong: str
) -> None:
    trial = f"of: {of}, workspace: {{organisation: {{kind: enterprise}}}}, {HOLDS}"
    assert wrong_of(tmp_path, trial, bound).startswith(wrong)
    assert bool(wrong_of(tmp_path / "b", trial, bound)) is bool(wrong)


def test_one_control_of_a_clause_can_be_asked_alone(tmp_path: Path) -> None:
    other = control(
        "d", "{/data: {empty: false}}", tests="[{name: n, given: {}, undeclared: [/data]}]"
    )
    bound = ["{control: c, with: {limit: 48h}}", "{control: d}"]
    tests = of_clause(f"control: c, {HOLDS}", f"control: e, {HOLDS}")
    found = outcomes(tmp_path, [CONTROL, other], [clause("1", *bound)], tests)
    assert [wrong for of, wrong in found if of == "tiny/1"] == [
        "",
        "no control e checks this clause",
    ]


def test_a_test_of_a_clause_is_asked_by_what_binds_on_its_day(tmp_path: Path) -> None:
    bound = [
        "{control: c, with: {limit: 48h}, until: 2026-06-30}",
        "{control: c, with: {limit: 24h}, from: 2026-07-01}",
    ]
    trials = [f"as_of: {day}, given: {{rights: {{delete: {{within: 48h}}}}}}, {comes}" for day, comes in (
        ("2026-06-30", "holds: true"), ("2026-07-01", "falls_short: [/rights/delete/within]"))]  # fmt: skip
    found = outcomes(tmp_path, [CONTROL], [clause("1", *bound)], of_clause(*trials))
    assert {wrong for _, wrong in found} == {""}


@pytest.mark.parametrize(
    ("example", "where", "wrong"),
    [
        pytest.param("{/role: processor}", "inside", "expected True, found [False]", id="of whom it does not hold"),
        pytest.param("{/role: controller}", "outside", "expected False, found [True]", id="of whom it holds"),
        pytest.param("{/role: controller}", "untold", "expected None, found [True]", id="of whom it is known"),
        pytest.param("{/rol: controller}", "inside", "the test's own description is wrong at ['flows', 'given', 'rol']: ", id="that has not the form"),
    ],
)  # fmt: skip
def test_an_example_of_a_scope_that_is_none_is_told(
    tmp_path: Path, example: str, where: str, wrong: str
) -> None:
    examples = {"inside": "{/role: controller}", "outside": "{/role: processor}"} | {where: example}
    told = "".join(f"    {key}: [{value}]\n" for key, value in examples.items())
    scopes = f"scopes:\n  - scope: s\n    each: /flows/*\n    when: {{/role: {{equals: controller}}}}\n{told}"
    found = outcomes(tmp_path, [CONTROL], BOUND, scopes=scopes)
    assert [one.startswith(wrong) for of, one in found if of == "s" and one] == [True]


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
