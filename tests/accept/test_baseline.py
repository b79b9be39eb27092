"""The baseline: it knows what was there, swallows nothing new, and only shrinks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.accept.baseline import (
    Baseline,
    Judged,
    Known,
    apply,
    known,
    read_baseline,
    shrunk,
    stale,
    written,
)
from pdplint.model.finding import Asked, Citation, Finding
from pdplint.model.place import Place
from pdplint.model.text import plain
from pdplint.run.accepting import form_of
from pdplint.run.baselining import Written, write_baselines
from pdplint.run.errors import UsageError
from pdplint.run.settings import Options
from tests.workspaces import TODAY, called, describe, draft, ran, resources, underlined, write

LATE = """\
pdplint: 1
organisation: {}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
SELECT = ("deletion-deadline",)
FILE = "pdplint-baseline.yaml"
ENTRY = """\
version: 1
findings:
  - control: deletion-deadline
    kind: shortfall
    subject: flows/x
    pointer: /rights/delete/within
    clauses: [draft-2021/15.1.e]
"""


def based(folder: Path, *paths: Path, **options: Any) -> list[Written]:
    return write_baselines(paths or [folder], Options(writes=True, **options), TODAY)


def late(folder: Path, **options: Any) -> Finding:
    """Return the one finding of the control."""
    found = ran(folder, select=SELECT, **options).findings
    [finding] = [one for one in found if one.control in SELECT]
    return finding


def test_what_is_in_the_baseline_is_marked_counted_and_fails_nothing(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    based(tmp_path)
    report = ran(tmp_path)
    assert all(finding.baselined for finding in report.findings)
    summary = report.summary
    assert (summary.error, summary.warning, summary.note) == (0, 0, 0)
    assert summary.baselined == len(report.findings) > 1
    assert report.exposure["draft-2021"].declared.acts == 1
    [loosened] = report.loosened
    assert (loosened.what, Path(loosened.value).name) == ("baseline", FILE)


def test_a_baseline_is_readable_and_sorted(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    based(tmp_path)
    text = (tmp_path / FILE).read_text()
    assert text.startswith("# What was known when `pdplint baseline` first wrote this.")
    assert ENTRY.partition("findings:\n")[2] in text
    subjects = [line for line in text.splitlines() if line.startswith("    subject: ")]
    assert len(subjects) == text.count("- control: ")


@pytest.mark.parametrize(
    ("changed", "is_known"),
    [
        pytest.param(("", ""), True, id="all the same"),
        pytest.param(("49h", "50h"), True, id="another value is the same shortfall"),
        pytest.param(("  x:", "  y:"), False, id="another flow"),
        pytest.param(("{within: 49h}", "none"), False, id="another place"),
        pytest.param(("49h", "2wd"), False, id="another kind: it cannot be told"),
    ],
)
def test_what_is_new_is_not_swallowed(
    tmp_path: Path,
    changed: tuple[str, str],
    is_known: bool,
) -> None:
    describe(tmp_path, LATE.replace(*changed))
    write(tmp_path, {FILE: ENTRY})
    assert late(tmp_path).baselined is is_known


def test_under_another_clause_it_is_new_and_the_report_says_which(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": LATE, FILE: ENTRY.replace("15.1.e", "15.2")})
    finding = late(tmp_path)
    assert not finding.baselined
    [why] = finding.related
    assert why.message.en == "the baseline knows this without draft-2021/15.1.e, so it is new"
    assert underlined(why.place) == "clauses"


def test_what_is_waived_is_not_put_in_and_stays_waived(tmp_path: Path) -> None:
    waiver = (
        "waivers: [{control: deletion-deadline, subject: flows/x, kind: shortfall, "
        "clauses: [draft-2021/15.1.e], reason: r, approver: a, ticket: t, until: 2027-01-31}]\n"
    )
    write(tmp_path, {"a.yaml": LATE, "waivers.yaml": waiver})
    based(tmp_path)
    assert "deletion-deadline" not in (tmp_path / FILE).read_text()
    write(tmp_path, {FILE: ENTRY})
    finding = late(tmp_path)
    assert finding.waiver is not None
    assert not finding.baselined
    assert not [
        f for f in ran(tmp_path).findings if "flows/x" in f.subject and f.control == "baseline"
    ]


# It only shrinks --------------------------------------------------------------------------------


def test_written_again_it_takes_out_what_is_mended_and_adds_nothing(tmp_path: Path) -> None:
    two = LATE + "  y: {role: controller, rights: {delete: {within: 50h}}}\n"
    describe(tmp_path, two)
    [first] = based(tmp_path)
    assert first.is_new
    text = (tmp_path / FILE).read_text()
    assert based(tmp_path) == [first._replace(is_new=False)]
    assert (tmp_path / FILE).read_text() == text
    describe(
        tmp_path, two.replace("49h", "24h") + "  z: {role: controller, rights: {delete: none}}\n"
    )
    [again] = based(tmp_path)
    assert (again.known, again.taken_out) == (first.known - 1, 1)
    assert again.not_in > 0
    left = (tmp_path / FILE).read_text()
    assert "flows/z" not in left
    assert left.count("deletion-deadline") == 1


def test_what_is_no_longer_found_is_a_note_at_its_entry(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": LATE.replace("49h", "24h"), FILE: ENTRY})
    [finding] = ran(tmp_path, select=SELECT).findings
    assert (finding.control, finding.severity, finding.subject) == ("baseline", "note", "flows/x")
    assert underlined(finding.place) == "control"
    assert finding.fingerprint
    done = called("check", "--select", *SELECT, cwd=tmp_path)
    assert done.returncode == 0
    assert "run `pdplint baseline` to take it out" in done.stdout


@pytest.mark.parametrize(
    ("description", "options"),
    [
        pytest.param(LATE.replace("49h", "24h"), {"select": ("consent-expression",)}, id="its control was not asked"),
        pytest.param(LATE.replace("49h", "24h") + "systems: [\n", {"select": SELECT}, id="a description could not be read"),
        pytest.param(LATE, {"select": SELECT}, id="it is still found"),
    ],
)  # fmt: skip
def test_where_it_cannot_be_told_no_entry_is_stale(
    tmp_path: Path, description: str, options: dict[str, Any]
) -> None:
    other = "pdplint: 1\nflows: {y: {role: controller}}\n"
    write(tmp_path, {"a.yaml": description, "b.yaml": other, FILE: ENTRY})
    assert not [f for f in ran(tmp_path, **options).findings if f.control == "baseline"]


def test_what_another_regime_says_is_kept(tmp_path: Path) -> None:
    clauses = "clauses: [draft-2021/15.1.e, vn-2026/1.1]"
    text = ENTRY.replace("clauses: [draft-2021/15.1.e]", clauses)
    write(tmp_path, {"a.yaml": LATE.replace("49h", "24h"), FILE: text})
    based(tmp_path)
    assert "clauses: [vn-2026/1.1]" in (tmp_path / FILE).read_text()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        pytest.param("systems: [\n", "a.yaml:", id="broken"),
        pytest.param("systems: {a: {kind: 5}}\n", "a.yaml:5", id="a misfit"),
        pytest.param("notices: {n: {document: no.md}}\n", "no.md is not a file", id="a paper that is not there"),
    ],
)  # fmt: skip
def test_of_what_cannot_be_read_no_baseline_is_written(
    tmp_path: Path, more: str, message: str
) -> None:
    write(tmp_path, {"a.yaml": LATE + more, "b.yaml": "pdplint: 1\nflows: {}\n"})
    with pytest.raises(UsageError, match="no baseline was written") as error:
        based(tmp_path)
    assert message in str(error.value)
    assert not (tmp_path / FILE).exists()


def test_each_workspace_has_its_own(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            f"{name}/{file}": text
            for name in "ab"
            for file, text in {"pdplint.yaml": "baseline: b.yaml\n", "x.yaml": LATE}.items()
        },
    )
    assert [
        Path(one.file).parent.name for one in based(tmp_path, tmp_path / "a", tmp_path / "b")
    ] == ["a", "b"]
    assert (tmp_path / "a/b.yaml").read_text() == (tmp_path / "b/b.yaml").read_text()


# Calls ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("version: 2\nfindings: []\n", ":1:10: this baseline is of version 2, and this pdplint reads version 1", id="another version"),
        pytest.param("findings: []\n", ":1:1: this baseline is of no version", id="no version"),
        pytest.param("version: true\n", "of version True", id="a truth"),
        pytest.param("[1]\n", "of no version", id="a list"),
        pytest.param("", "of no version", id="empty"),
        pytest.param("version: [\n", ":2:1: ", id="broken"),
        pytest.param("version: 1\n", "the key findings is missing", id="no findings"),
        pytest.param(ENTRY.replace("shortfall", "problem"), ":4:11: 'problem' is not known here", id="a problem"),
    ],
)  # fmt: skip
def test_a_baseline_that_cannot_be_used_exits_2_with_its_place(
    tmp_path: Path, text: str, message: str
) -> None:
    write(tmp_path, {"a.yaml": LATE, FILE: text})
    for command in ("check", "baseline"):
        done = called(command, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        assert f"pdplint: {FILE}:" in done.stderr
        assert message in done.stderr
    assert (tmp_path / FILE).read_text() == text


def test_a_wrong_call_is_told_before_that_there_is_nothing(tmp_path: Path) -> None:
    write(tmp_path, {FILE: "version: 2\n", "pdplint.yaml": ""})
    assert called("check", cwd=tmp_path).returncode == 2
    (tmp_path / FILE).unlink()
    assert called("check", cwd=tmp_path).returncode == 4


def test_from_red_to_green_and_back_by_the_command(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert called("check", cwd=tmp_path).returncode == 1
    done = called("baseline", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"wrote {FILE}: ")
    assert called("baseline", cwd=tmp_path).stdout.startswith(f"kept {FILE}: ")
    assert called("check", cwd=tmp_path).returncode == 0
    assert called("check", "--no-waivers", cwd=tmp_path).returncode == 1
    describe(tmp_path, LATE + "  y: {role: controller, rights: {delete: {within: 49h}}}\n")
    done = called("check", cwd=tmp_path)
    assert done.returncode == 1
    assert "flows/y" in done.stdout
    assert "flows/x falls short" not in done.stdout
    done = called("baseline", cwd=tmp_path)
    assert " new and not put in: mend or waive them" in done.stdout
    describe(tmp_path, LATE.replace("49h", "24h"))
    assert "1 no longer found and taken out" in called("baseline", cwd=tmp_path).stdout


def test_the_file_can_be_named(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    assert called("check", "--baseline", "b.yaml", cwd=tmp_path).returncode == 2
    assert called("baseline", "--baseline", "b.yaml", cwd=tmp_path).returncode == 0
    assert called("check", "--baseline", "b.yaml", cwd=tmp_path).returncode == 0
    assert called("check", cwd=tmp_path).returncode == 1


def test_a_baseline_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    done = called("baseline", "--baseline", "no/b.yaml", cwd=tmp_path)
    assert done.returncode == 2
    assert "cannot write no/b.yaml: No such file or directory" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["a.yaml"]


# Laws -------------------------------------------------------------------------------------------

SHAPE = form_of(resources(), "baseline")
CLAUSES = draft().clauses[:4]
WORDS = st.sampled_from(["a", "b", "é 1", "x: y", ""])
REFS = st.lists(st.sampled_from([one.ref for one in CLAUSES]), min_size=1, unique=True)
ENTRIES = st.lists(
    st.builds(
        Known,
        WORDS,
        st.sampled_from(["shortfall", "undeclared"]),
        WORDS,
        WORDS,
        REFS.map(lambda refs: tuple(sorted(refs))),
    ),
    unique_by=lambda one: one.key,
)


def finding(entry: Known) -> Finding:
    """Return a finding as an entry knows it."""
    cited = {one.ref: one for one in CLAUSES}
    return Finding(
        entry.control,
        entry.kind,  # type: ignore[arg-type]
        "error",
        plain("t"),
        plain("m"),
        Place("a", 0, ()),
        entry.subject,
        tuple(Citation(cited[ref], (Asked("c", {}, plain("r")),)) for ref in entry.clauses),
        inside=entry.pointer,
    )


def whole(entries: list[Known]) -> Judged:
    return Judged({entry.control for entry in entries}, ["vn-draft-2021"], whole=True)


@given(ENTRIES)
def test_what_is_written_is_read_back(entries: list[Known]) -> None:
    found = read_baseline("b", written(entries).encode(), SHAPE)
    assert list(found.entries) == sorted(entries)


@given(ENTRIES)
def test_a_baseline_of_findings_knows_all_of_them(entries: list[Known]) -> None:
    findings = [finding(entry) for entry in entries]
    baseline = Baseline("b", known(findings))
    assert all(one.baselined for one in apply(findings, baseline))
    assert list(stale(findings, baseline, whole(entries))) == []


@given(ENTRIES, ENTRIES)
def test_whatever_is_found_a_baseline_only_shrinks(old: list[Known], new: list[Known]) -> None:
    baseline = Baseline("b", tuple(old))
    left = {
        entry.key: {*entry.clauses} for entry in shrunk(map(finding, new), baseline, whole(old))
    }
    before = {entry.key: {*entry.clauses} for entry in old}
    assert left.keys() <= before.keys()
    assert all(clauses <= before[key] for key, clauses in left.items())


@given(ENTRIES, ENTRIES)
def test_what_is_marked_was_known_with_all_its_clauses(old: list[Known], new: list[Known]) -> None:
    before = {entry.key: {*entry.clauses} for entry in old}
    for entry, one in zip(new, apply(map(finding, new), Baseline("b", tuple(old))), strict=True):
        assert one.baselined is ({*entry.clauses} <= before.get(entry.key, set()))
