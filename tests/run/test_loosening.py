"""What a change may not loosen unseen: its own settings, and those of the base branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from pdplint.run.errors import UsageError
from tests.run.test_changes import committed
from tests.run.test_config import own
from tests.workspaces import REGIME, called, clause, describe, policies, ran, write

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.report import Report

LATE = """\
pdplint: 1
organisation: {}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
CLAUSE = "draft-2021/15.1.e"
SELECT = ("deletion-deadline",)


def late(report: Report) -> list[str]:
    """Return the subjects that delete late, and count."""
    return [f.subject for f in report.findings if f.control in SELECT and f.is_open]


def loosened(report: Report) -> list[tuple[str, str]]:
    """Return what is loosened, but for what the tests themselves ask."""
    return [(one.what, one.value) for one in report.loosened if one.what != "select"]


def waiver(
    subject: str = "flows/x", clauses: str = CLAUSE, until: str = "2027-01-31", **more: str
) -> str:
    given = {"control": "deletion-deadline", "subject": subject, "kind": "shortfall", **more}
    entries = ", ".join(f"{key}: {value}" for key, value in given.items())
    return f"  - {{{entries}, clauses: [{clauses}], reason: r, approver: a, ticket: t, until: {until}}}\n"


def waivers(*entries: str) -> str:
    return "waivers:\n" + "".join(entries) if entries else "waivers: []\n"


# Regimes of one's own ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param("regimes: [tiny]\n", [("regimes", "tiny")], id="only one's own: it takes all"),
        pytest.param("regimes: [tiny, vn-draft-2021]\n", [], id="one's own beside a bundled one"),
        pytest.param("regimes: [vn-draft-2021]\n", [], id="a bundled one"),
        pytest.param("", [], id="none named"),
        pytest.param("parameters: {deletion-deadline: {limit: 24h}}\n", [], id="a number of one's own adds"),
    ],
)  # fmt: skip
def test_regimes_of_ones_own_that_take_clauses_away_are_listed_and_taken_back(
    tmp_path: Path, config: str, expected: list[tuple[str, str]]
) -> None:
    own(tmp_path / "own")
    describe(tmp_path, LATE, pdplint_yaml=f"policies: [own]\n{config}")
    report = ran(tmp_path)
    assert loosened(report) == expected
    assert late(report) == ([] if expected else ["flows/x"])
    assert all(one.source.endswith("pdplint.yaml:2") for one in report.loosened)
    for more in ({"no_waivers": True}, {"regimes": ("vn-draft-2021",)}):
        back = ran(tmp_path, **more)
        assert (late(back), loosened(back)) == (["flows/x"], [])


def test_a_config_that_the_call_names_is_no_loosening_of_the_tree(tmp_path: Path) -> None:
    own(tmp_path / "gate/own")
    describe(tmp_path / "r", LATE, pdplint_yaml="ignore: [deletion-deadline]\n")
    write(tmp_path, {"gate/c.yaml": "policies: [own]\nregimes: [tiny]\n"})
    assert loosened(ran(tmp_path / "r", config=tmp_path / "gate/c.yaml")) == []


def test_a_regime_that_judges_nothing_stops_the_run(tmp_path: Path) -> None:
    made = policies(tmp_path / "own", [], [clause("1")], REGIME)
    (made / "calendars" / "vn.yaml").unlink()
    describe(tmp_path, LATE, pdplint_yaml="policies: [own]\nregimes: [tiny]\n")
    done = called("check", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        "the regime tiny checks nothing: no clause of it that binds has `checked_by`" in done.stderr
    )


# Settings of the base branch ---------------------------------------------------------------------


def from_base(root: Path, **options: Any) -> Report:
    return ran(root, **{"select": SELECT, "settings_from": "HEAD", **options})


BASELINE = f"""\
version: 1
findings:
  - {{control: deletion-deadline, kind: shortfall, subject: flows/x, pointer: /rights/delete/within, clauses: [{CLAUSE}]}}
"""
EMPTY_BASELINE = "version: 1\nfindings: []\n"


@pytest.mark.parametrize(
    ("base", "change", "expected", "listed"),
    [
        pytest.param({"pdplint.yaml": ""}, {"pdplint.yaml": "ignore: [deletion-deadline]\n"}, ["flows/x"], [], id="a change that ignores a control"),
        pytest.param({"pdplint.yaml": ""}, {"pdplint.yaml": "exclude: [a.yaml]\n"}, ["flows/x"], [], id="a change that leaves out a file"),
        pytest.param({"pdplint.yaml": ""}, {"pdplint.yaml": "regimes: [\n"}, ["flows/x"], [], id="a change that breaks the config"),
        pytest.param({"pdplint.yaml": ""}, {"pdplint.yaml": None}, ["flows/x"], [], id="a change that takes the config out"),
        pytest.param({"pdplint.yaml": "severity: {deletion-deadline: warning}\n"}, {"pdplint.yaml": ""}, ["flows/x"], [("severity", "deletion-deadline: warning")], id="what the base has loosened is listed"),
        pytest.param({"pdplint.yaml": "", "pdplint-baseline.yaml": EMPTY_BASELINE}, {"pdplint-baseline.yaml": BASELINE}, ["flows/x"], [("baseline", "HEAD:pdplint-baseline.yaml")], id="a change that knows more"),
        pytest.param({"pdplint.yaml": "", "pdplint-baseline.yaml": BASELINE}, {"pdplint-baseline.yaml": None}, [], [("baseline", "HEAD:pdplint-baseline.yaml")], id="the baseline of the base"),
        pytest.param({}, {"pdplint.yaml": "ignore: [deletion-deadline]\n"}, [], [("config", "pdplint.yaml: HEAD has none"), ("ignore", "deletion-deadline")], id="the base has no config yet: the change's own, and that is listed"),
        pytest.param({"pdplint.yaml": ""}, {"pdplint-baseline.yaml": BASELINE}, [], [("baseline", "pdplint-baseline.yaml")], id="the base has no baseline yet: the change's own, listed"),
    ],
)  # fmt: skip
def test_config_and_baseline_are_those_of_the_base(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    base: dict[str, str],
    change: dict[str, str | None],
    expected: list[str],
    listed: list[tuple[str, str]],
) -> None:
    monkeypatch.chdir(committed(tmp_path, {"a.yaml": LATE, **base}))
    for name, text in change.items():
        if text is None:
            (tmp_path / name).unlink()
        else:
            (tmp_path / name).write_text(text, "utf-8")
    report = from_base(tmp_path)
    assert (late(report), loosened(report)) == (expected, listed)


def test_where_a_setting_of_the_base_stands_is_named_with_the_ref(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE, "pdplint.yaml": "\nignore: [deletion-deadlin]\n"})
    with pytest.raises(UsageError, match=r"HEAD:.*pdplint\.yaml: there is no control"):
        from_base(tmp_path)
    done = called("config", "--settings-from", "HEAD", cwd=committed(tmp_path / "r", {"pdplint.yaml": "\nignore: [waiver]\n"}))  # fmt: skip
    [row] = [line for line in done.stdout.splitlines() if line.startswith("ignore:")]
    assert row.split() == ["ignore:", "[waiver]", "#", "HEAD:pdplint.yaml:2"]


def test_policies_of_ones_own_are_those_of_the_base(tmp_path: Path) -> None:
    own(tmp_path / "own")
    config = "policies: [own]\nregimes: [tiny, vn-draft-2021]\n"
    committed(tmp_path, {"a.yaml": LATE, "pdplint.yaml": config})
    for path in (tmp_path / "own").rglob("*.yaml"):
        path.write_text("broken: [\n", "utf-8")
    report = ran(tmp_path, select=("soon",), settings_from="HEAD")
    assert [f.control for f in report.findings] == ["soon"]


def test_policies_that_the_base_has_not_are_those_of_the_change(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    own(tmp_path / "own")
    write(tmp_path, {"pdplint.yaml": "policies: [own]\nregimes: [tiny, vn-draft-2021]\n"})
    assert [f.control for f in ran(tmp_path, select=("soon",), settings_from="HEAD").findings] == ["soon"]  # fmt: skip


def test_a_config_of_the_base_that_leads_out_of_the_tree_is_refused(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r/pdplint.yaml").symlink_to("../elsewhere.yaml")
    write(tmp_path, {"elsewhere.yaml": "ignore: [S3CRET]\n"})
    root = committed(tmp_path / "r", {"a.yaml": LATE})
    with pytest.raises(
        UsageError, match=r"HEAD:pdplint\.yaml leads out of the tree or has more than"
    ):
        from_base(root)


@pytest.mark.parametrize("ref", ["nope", "--help", "HEAD:a.yaml", ""])
def test_a_ref_that_does_not_exist_stops_the_run(tmp_path: Path, ref: str) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    done = called("check", "--settings-from", ref, cwd=tmp_path)
    assert done.returncode == (2 if ref else 1)  # an empty one asks nothing
    assert not ref or f"--settings-from: there is no commit {ref!r}" in done.stderr


# Waivers that the base lacks ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "change", "new"),
    [
        pytest.param(None, [waiver()], 1, id="the base has no waivers"),
        pytest.param([], [waiver()], 1, id="it does not have this one"),
        pytest.param([waiver()], [waiver()], 0, id="it has it"),
        pytest.param([waiver(until="2027-01-31")], [waiver(until="2027-02-01")], 1, id="not for so long"),
        pytest.param([waiver(until="2027-02-01")], [waiver(until="2027-01-31")], 0, id="for longer"),
        pytest.param([waiver(clauses=f"{CLAUSE}, draft-2021/15.1.a")], [waiver()], 0, id="with further clauses"),
        pytest.param([waiver(clauses="draft-2021/15.1.a")], [waiver()], 1, id="of another clause"),
        pytest.param([waiver()], [waiver(pointer="/rights/delete/within")], 0, id="for the whole subject"),
        pytest.param([waiver(pointer="/rights/delete/within")], [waiver()], 1, id="for one place only"),
        pytest.param([waiver()], [], 0, id="the change takes it out"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("by", ["settings_from", "changed_since"])
def test_each_waiver_that_the_base_lacks_is_listed_and_can_stop_the_run(
    tmp_path: Path, base: list[str] | None, change: list[str], new: int, by: str
) -> None:
    files = {} if base is None else {"waivers.yaml": waivers(*base)}
    committed(tmp_path, {"a.yaml": LATE, **files})
    write(tmp_path, {"waivers.yaml": "# by the change\n" + waivers(*change)})
    asked = {"select": SELECT, by: "HEAD"}
    report = ran(tmp_path, **asked)
    listed = [one for one in report.loosened if one.what == "waiver"]
    assert len(listed) == new
    assert all(one.source.endswith("waivers.yaml:3") for one in listed)
    assert not [f for f in report.findings if f.message.en.startswith("this waiver is new")]
    stopped = [f for f in ran(tmp_path, **asked, new_waivers="error").findings if f.control == "waiver" and f.severity == "error"]  # fmt: skip
    assert [f.message.en.partition(":")[0] for f in stopped] == ["this waiver is new with the change"] * new  # fmt: skip


def test_a_new_waiver_holds_by_default_and_the_report_says_of_what(tmp_path: Path) -> None:
    committed(tmp_path, {"a.yaml": LATE})
    write(tmp_path, {"waivers.yaml": waivers(waiver())})
    call = ("check", "--select", *SELECT, "--settings-from", "HEAD")
    done = called(*call, cwd=tmp_path)
    assert done.returncode == 0
    line = f"waiver: deletion-deadline flows/x {CLAUSE} until 2027-01-31 (waivers.yaml:2)"
    assert line in " ".join(done.stdout.split())
    assert called(*call, "--new-waivers", "error", cwd=tmp_path).returncode == 1


def test_waivers_that_the_call_names_are_not_of_the_change(tmp_path: Path) -> None:
    committed(tmp_path / "r", {"a.yaml": LATE})
    write(tmp_path, {"w.yaml": waivers(waiver())})
    report = from_base(tmp_path / "r", waivers=tmp_path / "w.yaml", new_waivers="error")
    assert (late(report), loosened(report)) == ([], [])


def test_what_becomes_of_new_waivers_is_one_of_two_words(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    with pytest.raises(UsageError, match="--new-waivers is list or error, not 'no'"):
        ran(tmp_path, new_waivers="no")


def test_new_since_when_has_to_be_said(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    done = called("check", "--new-waivers", "error", cwd=tmp_path)
    assert done.returncode == 2
    assert "--new-waivers needs --settings-from or --changed-since" in done.stderr


# A subject that only one side has ----------------------------------------------------------------

OTHER = LATE.replace("  x:", "  y:")


@pytest.mark.parametrize(
    ("before", "after", "subject", "expected"),
    [
        pytest.param(LATE, OTHER, "flows/x", ["warning"], id="the change takes the flow out"),
        pytest.param(LATE, OTHER, "flows/y", [], id="the change brings the flow"),
        pytest.param(LATE, OTHER, "flows/z", ["error"], id="neither side has it"),
        pytest.param("pdplint: 1\n", LATE, "flows/x", [], id="the base describes nothing"),
    ],
)
@pytest.mark.parametrize("by", ["settings_from", "changed_since"])
def test_a_waiver_whose_subject_only_one_side_has_is_no_error(
    tmp_path: Path, before: str, after: str, subject: str, expected: list[str], by: str
) -> None:
    committed(tmp_path, {"a.yaml": before, "waivers.yaml": waivers(waiver(subject))})
    write(tmp_path, {"a.yaml": after})
    found = ran(tmp_path, select=SELECT, **{by: "HEAD"}).findings
    assert [f.severity for f in found if f.control == "waiver"] == expected


@pytest.mark.parametrize(
    ("hosted_in", "errors"),
    [
        pytest.param("SG", 0, id="a transfer of the base"),
        pytest.param("VN", 1, id="none there either"),
    ],
)
def test_a_transfer_that_only_the_base_has_is_known(
    tmp_path: Path, hosted_in: str, errors: int
) -> None:
    system = f"{{operated_by: organisation, hosted_by: p, hosted_in: [{hosted_in}], accessed_from: [VN]}}"
    text = (
        LATE.replace("{role", "{to: [s], role")
        + f"systems: {{s: {system}}}\nparties: {{p: {{country: VN}}}}\n"
    )
    entry = waiver("transfers/x/s")
    committed(tmp_path, {"a.yaml": text, "waivers.yaml": waivers(entry)})
    write(tmp_path, {"a.yaml": LATE})
    found = [f for f in ran(tmp_path, settings_from="HEAD").findings if f.control == "waiver"]
    assert [f.severity for f in found].count("error") == errors


def test_waivers_that_stand_elsewhere_may_be_for_what_is_not_there(tmp_path: Path) -> None:
    """A central file is merged before the flow that it is for, and outlives one."""
    describe(tmp_path / "r", LATE)
    write(tmp_path, {"w.yaml": waivers(waiver("flows/later"))})
    found = ran(tmp_path / "r", select=SELECT, waivers=tmp_path / "w.yaml").findings
    told = [(f.severity, f.message.en) for f in found if f.control == "waiver"]
    assert [(severity, words.partition(";")[0]) for severity, words in told] == [
        ("warning", "'flows/later' is not described in this workspace")
    ]
