"""The examples: their reports are what stands under `expected`, their mistakes are found, no more.

Where reports have changed on purpose, `PDPLINT_UPDATE=1 python -m pytest tests/test_examples.py`
writes what is expected anew; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
EXPECTED = "expected"
"""The folder of expected reports; none of them ends in .json, which would be a file skipped."""

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
    """What a user gets who checks an example: exit codes and reports, by language."""

    codes: set[int]
    texts: dict[str, str]
    data: dict[str, Any]

    @property
    def report(self) -> Any:
        """The report in English, as data."""
        return self.data["en"]


@cache
def check(name: str) -> Checked:
    """Check an example from the root of the repository, in both languages."""
    found = Checked(set(), {}, {})
    with tempfile.TemporaryDirectory() as folder:
        for lang in ("en", "vi"):
            text, data = Path(folder, f"{lang}.txt"), Path(folder, f"{lang}.json")
            command = [sys.executable, "-m", "pdplint", "check", f"examples/{name}"]
            options = ["--as-of", AS_OF, "--lang", lang, f"--format=text={text}"]
            options.append(f"--format=json={data}")
            ended = subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=False)
            assert ended.returncode in {0, 1}, ended.stderr.decode("utf-8", "replace")
            found.codes.add(ended.returncode)
            found.texts[f"{lang}.txt"] = text.read_text("utf-8")
            found.data[lang] = json.loads(data.read_text("utf-8"))
            if lang == "en":
                found.texts["report.json.txt"] = without_evidence(data.read_text("utf-8"))
    return found


def without_version(name: str, text: str) -> Any:
    """Return a report without the version of the tool, which changes for other reasons."""
    if ".json" not in name:
        return text
    report = json.loads(text)
    report["tool"].pop("version")
    return report


def without_evidence(text: str) -> str:
    """Return a report without digests and commit, which change with every policy and commit."""
    report = json.loads(text)
    for workspace in report["workspaces"]:
        assert workspace["evidence"]["descriptions"]
        workspace["evidence"] = None
    return json.dumps(report, ensure_ascii=False, indent=2) + "\n"


def findings_of(report: Any) -> list[Any]:
    """Return the findings of a report of one workspace."""
    [workspace] = report["workspaces"]
    findings: list[Any] = workspace["findings"]
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
    """Return everything else in an example but its expected reports."""
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
def test_reports_are_as_expected(name: str) -> None:
    folder = EXAMPLES / name / EXPECTED
    texts = check(name).texts
    if os.environ.get("PDPLINT_UPDATE") == "1":
        folder.mkdir(exist_ok=True)
        for file, text in texts.items():
            (folder / file).write_text(text, "utf-8", newline="\n")
    for file, text in texts.items():
        expected = (folder / file).read_text("utf-8")
        assert without_version(file, text) == without_version(file, expected), file
    assert {path.name for path in folder.iterdir()} == set(texts)


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
def test_expected_reports_are_no_descriptions(name: str) -> None:
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
