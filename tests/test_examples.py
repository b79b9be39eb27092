"""The examples: what is found stands under `expected`, their mistakes are found, no more.

Where findings have changed on purpose, `PDPLINT_UPDATE=1 python -m pytest tests/test_examples.py`
writes what is expected anew; read the difference before you commit it. How whole reports look is
kept once, by `tests/test_snapshots.py`.
"""

from __future__ import annotations

import json
import os
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.findings import lines_of
from tests.workspaces import called

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
EXPECTED = "expected"
FINDINGS = "findings.txt"
"""What is found, a line for each thing; it is no description, and does not end as one."""

AS_OF = "2026-11-21"
MARK = "# mistake:"

TWINS = ("bank", "camera-network", "marketplace", "shop")
"""Each has a twin that differs in its mistakes alone."""

EXITS = {
    **dict.fromkeys(TWINS, 0),
    **{f"{name}-broken": 1 for name in TWINS},
    "platform": 1,
    "social-network": 1,
}

every_example = pytest.mark.parametrize("name", sorted(EXITS))
every_pair = pytest.mark.parametrize("name", TWINS)


class Checked(NamedTuple):
    """What a user gets who checks an example: exit codes, and reports by language."""

    codes: set[int]
    data: dict[str, Any]

    @property
    def report(self) -> Any:
        """The report in English, as data."""
        return self.data["en"]


@cache
def check(name: str) -> Checked:
    """Check an example from the root of the repository, in both languages."""
    found = Checked(set(), {})
    for lang in ("en", "vi"):
        options = ("--as-of", AS_OF, "--lang", lang, "--format=json")
        ended = called("check", f"examples/{name}", *options)
        assert ended.returncode in {0, 1}, ended.stderr
        found.codes.add(ended.returncode)
        found.data[lang] = json.loads(ended.stdout)
    return found


def expected(name: str) -> list[str]:
    """Return the lines that are expected of an example."""
    return (EXAMPLES / name / EXPECTED / FINDINGS).read_text("utf-8").splitlines()


def workspace_of(report: Any) -> Any:
    """Return the one workspace of a report."""
    [workspace] = report["workspaces"]
    return workspace


def findings_of(report: Any) -> list[Any]:
    """Return the findings of a report of one workspace."""
    findings: list[Any] = workspace_of(report)["findings"]
    return findings


def descriptions(name: str) -> dict[str, list[str]]:
    """Return the lines of each description of an example, by path inside it."""
    root = EXAMPLES / name
    found = {path: path.read_text("utf-8").splitlines() for path in sorted(root.rglob("*.yaml"))}
    return {
        path.relative_to(root).as_posix(): lines
        for path, lines in found.items()
        if "pdplint: 1" in lines
    }


def papers(name: str) -> dict[str, bytes]:
    """Return everything else in an example but what is expected."""
    root = EXAMPLES / name
    files = {
        path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }
    known = descriptions(name)
    return {
        path.as_posix(): content
        for path, content in files.items()
        if path.parts[0] != EXPECTED and path.as_posix() not in known
    }


class Mistake(NamedTuple):
    """A mistake: the lines that speak of it, and the one that it is, counted from 1."""

    comment: range
    line: int


def mistakes(lines: list[str]) -> list[Mistake]:
    """Return the mistakes marked: on their own line, or by a comment above it."""
    found = []
    for start, text in enumerate(lines, 1):
        if MARK in text:
            line = start
            while lines[line - 1].lstrip().startswith("#"):
                line += 1
            found.append(Mistake(range(start, line), line))
    return found


def underlined(report: Any) -> set[tuple[str, int]]:
    """Return each path and line that a finding shows, as its own place or a related one."""
    places = [
        place
        for finding in findings_of(report)
        for place in (finding, *finding["related"])
        if place["line"] is not None
    ]
    return {
        (place["path"], line)
        for place in places
        for line in range(place["line"], (place.get("end_line") or place["line"]) + 1)
    }


def test_every_example_is_known() -> None:
    assert {path.name for path in EXAMPLES.iterdir() if path.is_dir()} == set(EXITS)


@every_example
def test_what_is_found_is_as_expected(name: str) -> None:
    folder = EXAMPLES / name / EXPECTED
    found = lines_of(workspace_of(check(name).report))
    if os.environ.get("PDPLINT_UPDATE") == "1":
        folder.mkdir(exist_ok=True)
        text = "".join(f"{line}\n" for line in found)
        (folder / FINDINGS).write_text(text, "utf-8", newline="\n")
    assert found == expected(name)
    assert [path.name for path in folder.iterdir()] == [FINDINGS]


@every_example
def test_exit_code(name: str) -> None:
    assert check(name).codes == {EXITS[name]}


@every_example
def test_both_languages_find_the_same(name: str) -> None:
    english, vietnamese = (
        [(finding["fingerprint"], finding["severity"]) for finding in findings_of(report)]
        for report in check(name).data.values()
    )
    assert english == vietnamese


@every_example
def test_what_is_expected_is_no_description(name: str) -> None:
    summary = check(name).report["summary"]
    assert (summary["files"], summary["skipped_files"]) == (len(descriptions(name)), 0)


@every_pair
def test_nothing_is_found_in_a_good_twin(name: str) -> None:
    findings = findings_of(check(name).report)
    assert {finding["control"] for finding in findings} <= {"relied_on"}  # what it claims is listed
    assert {finding["severity"] for finding in findings} <= {"note"}
    assert not any(MARK in line for lines in descriptions(name).values() for line in lines)


@every_pair
def test_every_mistake_is_underlined(name: str) -> None:
    broken = f"{name}-broken"
    shown = underlined(check(broken).report)
    marked = {
        (f"examples/{broken}/{path}", mistake.line)
        for path, lines in descriptions(broken).items()
        for mistake in mistakes(lines)
    }
    assert marked
    assert marked - shown == set()


@every_pair
def test_twins_differ_in_what_is_marked_alone(name: str) -> None:
    good, broken = descriptions(name), descriptions(f"{name}-broken")
    assert list(good) == list(broken)
    assert papers(name) == papers(f"{name}-broken")
    for path, lines in broken.items():
        marked = mistakes(lines)
        spoken = {number for mistake in marked for number in mistake.comment}
        wrong = {mistake.line for mistake in marked}
        changes = SequenceMatcher(None, good[path], lines, autojunk=False).get_opcodes()
        for change, start, end, first, last in changes:
            if change == "equal":
                continue
            numbers = range(first + 1, last + 1)
            assert set(numbers) <= spoken | wrong, f"{path}:{first + 1} differs and is not marked"
            assert sum(number in wrong for number in numbers) == end - start, (
                f"{path}:{first + 1} is not one line for one"
            )
