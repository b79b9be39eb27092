"""The tests inside policies, run where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pdplint.judge.trial import Bank, Outcome, run_trials
from pdplint.run.discovery import root_of, shown_path
from pdplint.run.errors import UsageError
from pdplint.run.resources import shipped
from pdplint.run.settings import own_library
from pdplint.text.marks import Marks, mark

if TYPE_CHECKING:
    from collections.abc import Sequence


def run_policy_tests(files: Sequence[Path]) -> list[tuple[str, Outcome]]:
    """Run the tests of the policies, those of the config here too; of `files` only, if any.

    Returns the outcomes, each with its place.

    Raises:
        UsageError: a policy is wrong, or a file named holds no tests.
    """
    resources = shipped()
    _, library = own_library(root_of(Path.cwd()), resources, tests=True)
    calendar = next(iter(library.regimes.values())).calendar
    bank = Bank(resources.form, resources.table, calendar, library.scopes)
    wanted = {file.resolve() for file in files}
    outcomes = [
        o for o in run_trials(library, bank) if not wanted or Path(o.trial.path).resolve() in wanted
    ]
    if not outcomes:
        raise UsageError("no tests found in " + (", ".join(map(str, files)) or "the policies"))
    paths = {o.trial.path for o in outcomes}
    marks = {path: mark(Path(path).read_bytes()) for path in paths}
    return [(_spot(marks[o.trial.path], o), o) for o in outcomes]


def _spot(marks: Marks, outcome: Outcome) -> str:
    span = marks.nearest(0, (*outcome.trial.pointer, "name"))
    return f"{shown_path(Path(outcome.trial.path))}:{span.line}"
