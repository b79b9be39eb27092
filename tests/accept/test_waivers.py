"""Waivers: what they accept, what is wrong with them, and how one is written."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.accept import waivers as waive
from pdplint.model.finding import Finding, Waiver
from pdplint.model.place import Place
from pdplint.run.accepting import form_of
from pdplint.run.errors import UsageError
from pdplint.run.settings import Options
from pdplint.run.waiving import add_waiver
from pdplint.text.reader import read
from pdplint.text.values import scalar
from tests.workspaces import (
    INSTRUMENT,
    TODAY,
    called,
    clause,
    control,
    describe,
    policies,
    ran,
    resources,
    underlined,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

LATE = """\
pdplint: 1
organisation: {}
flows:
  x: {role: controller, rights: {delete: {within: 49h}}}
"""
SELECT = ("deletion-deadline",)
SIGNED = {"reason": "r", "approver": "a", "ticket": "t", "until": "2027-01-31"}
ENTRY = {
    "control": "deletion-deadline",
    "subject": "flows/x",
    "kind": "shortfall",
    "clauses": ["draft-2021/15.1.e"],
    **SIGNED,
}


def waivers(*entries: dict[str, Any]) -> str:
    """Return a file of waivers, each entry as changed from the one that fits."""
    items = (
        json.dumps({k: v for k, v in {**ENTRY, **e}.items() if v is not None}) for e in entries
    )
    return "waivers:\n" + "".join(f"  - {item}\n" for item in items)


def held(folder: Path, text: str, description: str = LATE, **options: Any) -> tuple[Finding, ...]:
    describe(folder, description, waivers_yaml=text)
    return ran(folder, **{"select": SELECT, **options}).findings


def wrong(findings: tuple[Finding, ...]) -> list[tuple[str, str, str | None]]:
    """Return what is wrong with waivers, each with the text that it underlines."""
    return [
        (f.severity, f.message.en, underlined(f.place)) for f in findings if f.control == "waiver"
    ]


def open_ones(findings: tuple[Finding, ...]) -> list[str]:
    return [f.control for f in findings if f.is_open and f.control != "waiver"]


# What a waiver accepts --------------------------------------------------------------------------


def test_a_waived_finding_is_judged_shown_and_counted_and_fails_nothing(tmp_path: Path) -> None:
    describe(tmp_path, LATE, waivers_yaml=waivers({}))
    report = ran(tmp_path, select=SELECT)
    [finding] = report.findings
    assert finding.waiver is not None
    assert (finding.waiver.reason, finding.waiver.until) == ("r", "2027-01-31")
    assert (report.summary.error, report.summary.waived) == (0, 1)
    assert report.exposure["draft-2021"].declared.acts == 1
    [judged] = [one for one in report.judged if one.clause.id == "15.1.e"]
    assert judged.state == "falls_short"


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({}, id="control, subject and kind"),
        pytest.param({"pointer": "/rights/delete/within"}, id="and the place"),
        pytest.param({"until": "2026-11-21"}, id="on its last day"),
        pytest.param(
            {"clauses": ["draft-2021/15.1.e", "draft-2021/15.2"]},
            id="more clauses than cited",
        ),
    ],
)
def test_what_a_waiver_is_for(tmp_path: Path, entry: dict[str, Any]) -> None:
    assert open_ones(held(tmp_path, waivers(entry))) == []


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param({"kind": "undeclared"}, id="another kind"),
        pytest.param({"subject": "organisation"}, id="another subject"),
        pytest.param({"control": "copies-country"}, id="another control"),
        pytest.param({"pointer": "/rights/delete"}, id="another place"),
        pytest.param({"clauses": ["draft-2021/15.2"]}, id="another clause"),
        pytest.param({"until": "2026-11-20"}, id="until yesterday"),
    ],
)
def test_what_a_waiver_is_not_for(tmp_path: Path, entry: dict[str, Any]) -> None:
    assert open_ones(held(tmp_path, waivers(entry))) == ["deletion-deadline"]


def test_a_citation_outside_reopens_the_finding_and_the_waiver_says_why(tmp_path: Path) -> None:
    findings = held(tmp_path, waivers({"clauses": ["draft-2021/15.2"]}))
    [finding] = [f for f in findings if f.control == "deletion-deadline"]
    assert finding.waiver is None
    [why] = finding.related
    assert why.message.en == (
        "this waiver does not accept draft-2021/15.1.e, so the finding stays open"
    )
    assert underlined(why.place) == '"clauses"'
    assert wrong(findings) == []  # it is used


def test_of_several_waivers_one_must_accept_all(tmp_path: Path) -> None:
    other = {"clauses": ["draft-2021/15.2"]}
    assert open_ones(held(tmp_path, waivers(other, {}))) == []


def test_what_cannot_be_read_cannot_be_waived(tmp_path: Path) -> None:
    text = waivers({"control": "reference", "kind": "undecided"}, {"control": "shape"})
    findings = held(tmp_path, text, "pdplint: 1\norganisation: {}\nflows: {x: {role: 5}}\n")
    assert any(f.control == "shape" and f.is_open for f in findings)


def test_waivers_are_held_also_where_only_a_part_is_reported(tmp_path: Path) -> None:
    write(tmp_path, {"pdplint.yaml": "", "waivers.yaml": waivers({}), "d/a.yaml": LATE})
    [finding] = ran(tmp_path / "d", select=SELECT).findings
    assert finding.waiver is not None


# What is wrong with waivers ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "message", "underline"),
    [
        pytest.param({"until": "2026-11-20"}, "this waiver ended on 2026-11-20 and waives nothing", '"2026-11-20"', id="expired"),
        pytest.param({"control": "deletion-deadlin"}, "there is no control 'deletion-deadlin'; did you mean deletion-deadline?", '"deletion-deadlin"', id="no such control"),
        pytest.param({"clauses": ["draft-2021/15.1.f1"]}, "there is no clause 'draft-2021/15.1.f1'; did you mean draft-2021/15.1.", '"draft-2021/15.1.f1"', id="no such clause"),
        pytest.param({"subject": "flows/xx"}, "'flows/xx' is not described in this workspace; did you mean flows/x?", '"flows/xx"', id="no such subject"),
        pytest.param({"kind": "shortfal"}, "'shortfal' is not known here; did you mean shortfall?", '"shortfal"', id="no such kind"),
        pytest.param({"kind": "problem"}, "'problem' is not known here", '"problem"', id="a problem"),
        pytest.param({"reason": None}, "the key reason is missing", '"control"', id="no reason"),
        pytest.param({"reason": ""}, "this text is empty", '""', id="an empty reason"),
        pytest.param({"clauses": []}, "this is empty; at least one is wanted", '"clauses"', id="no clause"),
        pytest.param({"clauses": ["15.1.e"]}, "'15.1.e' is not a clause", '"15.1.e"', id="no regime"),
        pytest.param({"until": "31.1.2027"}, "'31.1.2027' is not a date", '"31.1.2027"', id="no date"),
        pytest.param({"until": "2027-02-30"}, "2027-02-30 is not a date", '"2027-02-30"', id="no such day"),
        pytest.param({"untl": "2027-02-28"}, "there is no key 'untl' here; did you mean until?", '"2027-02-28"', id="an unknown key"),
    ],
)  # fmt: skip
def test_a_waiver_that_is_wrong_is_an_error_at_its_place_and_waives_nothing(
    tmp_path: Path, entry: dict[str, Any], message: str, underline: str
) -> None:
    findings = held(tmp_path, waivers(entry))
    [(severity, told, under)] = wrong(findings)
    assert told.startswith(message)
    assert (severity, under) == ("error", underline)
    assert open_ones(findings) == ["deletion-deadline"]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("waivers: [\n", id="broken"),
        pytest.param("waivers: 5\n", id="no list"),
        pytest.param("waivers: {}\n", id="a block"),
        pytest.param("- x\n", id="a list"),
        pytest.param(waivers({}) + "---\n{}\n", id="two documents"),
        pytest.param(waivers({}) + "waivers: []\n", id="the key twice"),
        pytest.param(waivers({}) + "  - *a\n", id="an alias to nothing"),
        pytest.param("waivers: null\n", id="nothing stands there"),
        pytest.param(waivers({"reason": 5}), id="a number as the reason"),
        pytest.param('waivers: ["x"]\n', id="a word as a waiver"),
    ],
)
def test_a_file_that_is_malformed_is_told_and_breaks_nothing(tmp_path: Path, text: str) -> None:
    findings = held(tmp_path, text)
    assert [severity for severity, *_ in wrong(findings)][:1] == ["error"]
    assert all(f.fingerprint for f in findings)


def test_one_malformed_waiver_does_not_undo_the_others(tmp_path: Path) -> None:
    findings = held(tmp_path, waivers({"reason": None}, {}))
    assert len(wrong(findings)) == 1
    assert open_ones(findings) == []


def test_what_an_alias_brings_in_is_refused_too(tmp_path: Path) -> None:
    entry = json.dumps({k: v for k, v in ENTRY.items() if k not in {"reason", "ticket"}})[1:-1]
    text = f"waivers:\n  - {{{entry}, ticket: &a null, reason: r}}\n  - {{{entry}, ticket: t, reason: *a}}\n"
    assert open_ones(held(tmp_path, text)) == ["deletion-deadline"]


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert wrong(held(tmp_path, "# none yet\n")) == []
    assert wrong(held(tmp_path, "waivers: []\n")) == []


@pytest.mark.parametrize(
    ("until", "days"),
    [
        pytest.param("2026-11-21", 0, id="today"),
        pytest.param("2026-12-21", 30, id="in 30 days"),
        pytest.param("2026-12-22", None, id="in 31 days"),
    ],
)
def test_thirty_days_before_its_end_a_waiver_warns(
    tmp_path: Path, until: str, days: int | None
) -> None:
    findings = held(tmp_path, waivers({"until": until}))
    expected = f"this waiver ends on {until}, in {days} days"
    assert wrong(findings) == ([] if days is None else [("warning", expected, f'"{until}"')])
    assert open_ones(findings) == []


GOOD = LATE.replace("49h", "24h")


@pytest.mark.parametrize(
    ("description", "options", "told"),
    [
        pytest.param(GOOD, {}, True, id="it was mended"),
        pytest.param(GOOD, {"select": ()}, True, id="in a whole run"),
        pytest.param(GOOD, {"select": ("consent-expression",)}, False, id="its control was not asked"),
        pytest.param(GOOD, {"select": (), "ignore": SELECT}, False, id="it was left out by the call"),
        pytest.param(GOOD + "systems: [\n", {}, False, id="a description could not be read"),
    ],
)  # fmt: skip
def test_a_waiver_that_nothing_was_found_for_is_a_warning_where_that_can_be_told(
    tmp_path: Path,
    description: str,
    options: dict[str, Any],
    told: bool,
) -> None:
    write(
        tmp_path,
        {
            "b.yaml": LATE.replace("flows:\n  x: ", "flows:\n  y: ")
            .replace("49h", "1h")
            .replace("organisation: {}\n", "")
        },
    )
    findings = held(tmp_path, waivers({}), description, **options)
    expected = [("warning", "nothing was found that this waiver is for; take it out", '"control"')]
    assert wrong(findings) == (expected if told else [])


def test_a_waiver_under_a_regime_that_was_not_judged_is_not_unused(tmp_path: Path) -> None:
    own = {"pdplint.yaml": "policies: [own]\n", "waivers.yaml": waivers({})}
    write(tmp_path, {"a.yaml": GOOD, **own})
    tiny(tmp_path / "own", "")
    assert wrong(ran(tmp_path, regimes=("tiny",)).findings) == []


# What a regime allows ---------------------------------------------------------------------------


def tiny(folder: Path, rules: str) -> Path:
    """Write own policies with one clause and what its instrument lets be waived."""
    made = policies(
        folder,
        [control("soon", "{/rights/delete/within: {at_most: 1h}}")],
        [clause("1.1", "{control: soon}"), clause("1.2", "{control: soon}")],
        text=INSTRUMENT + rules,
    )
    (made / "calendars" / "vn.yaml").unlink()
    return made


@pytest.mark.parametrize(
    ("rules", "until", "message"),
    [
        pytest.param("waivers: {longest: 12mo}\n", "2027-11-21", None, id="as long as allowed"),
        pytest.param(
            "waivers: {longest: 12mo}\n", "2027-11-22",
            "a waiver of tiny may last 12mo at most, that is until 2027-11-21", id="a day too long",
        ),
        pytest.param("waivers: {longest: forever}\n", "2199-01-01", None, id="as long as one likes"),
        pytest.param(
            "waivers: {never: ['1.2']}\n", "2027-01-01",
            "tiny/1.2 cannot be waived: its instrument does not allow it", id="never",
        ),
        pytest.param("", "2199-01-01", None, id="nothing is said"),
    ],
)  # fmt: skip
def test_an_instrument_sets_the_longest_term_and_what_is_never_waived(
    tmp_path: Path, rules: str, until: str, message: str | None
) -> None:
    tiny(tmp_path / "own", rules)
    entry = {"control": "soon", "clauses": ["tiny/1.1", "tiny/1.2"], "until": until}
    files = {"pdplint.yaml": "policies: [own]\n", "waivers.yaml": waivers(entry), "a.yaml": LATE}
    findings = ran(write(tmp_path, files), regimes=("tiny",)).findings
    assert [told for _, told, _ in wrong(findings)] == ([] if message is None else [message])
    assert ("soon" in open_ones(findings)) is (message is not None)


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        pytest.param("waivers: {longest: soon}\n", "'soon' is not a duration", id="no duration"),
        pytest.param("waivers: {never: ['1.3']}\n", "there is no clause '1.3'; did you mean '1.", id="no such clause"),
        pytest.param("waivers: {}\n", "{} should be non-empty", id="nothing"),
    ],
)  # fmt: skip
def test_rules_that_are_wrong_stop_the_run(tmp_path: Path, rules: str, message: str) -> None:
    tiny(tmp_path / "own", rules)
    describe(tmp_path, LATE, pdplint_yaml="policies: [own]\n")
    with pytest.raises(UsageError) as error:
        ran(tmp_path)
    assert message in str(error.value)
    assert "own/instruments/tiny/instrument.yaml:" in str(error.value)


# Calls ------------------------------------------------------------------------------------------


def test_other_files_can_be_named_and_waivers_taken_back(tmp_path: Path) -> None:
    describe(tmp_path, LATE, other_yaml=waivers({}))
    named = called("check", "--select", *SELECT, "--waivers", "other.yaml", cwd=tmp_path)
    assert named.returncode == 0
    assert "1 waived" in named.stdout
    assert "approved by a, t: r" in " ".join(named.stdout.split())
    (tmp_path / "pdplint.yaml").write_text("waivers: other.yaml\n")
    assert called("check", "--select", *SELECT, cwd=tmp_path).returncode == 0
    assert called("check", "--select", *SELECT, "--no-waivers", cwd=tmp_path).returncode == 1


def test_taking_waivers_back_takes_back_all_that_loosens(tmp_path: Path) -> None:
    config = """\
        exclude: [b.yaml]
        include: ["*.yaml"]
        ignore: [deletion-deadline]
        severity: {deletion-deadline: note}
        waivers: w.yaml
        """
    other = LATE.replace("  x:", "  y:").replace("organisation: {}\n", "")
    files = {"pdplint.yaml": config, "w.yaml": waivers({}), "a.yaml": LATE, "b.yaml": other}
    report = ran(write(tmp_path, files), select=SELECT, no_waivers=True)
    late = [(f.subject, f.severity, f.is_open) for f in report.findings]
    assert late == [("flows/x", "error", True), ("flows/y", "error", True)]
    assert [one.what for one in report.loosened] == ["select"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(("--waivers", "no.yaml"), "--waivers: cannot read no.yaml: No such file", id="not there"),
        pytest.param(("--waivers", "."), "--waivers: cannot read .: it is no regular file", id="a folder"),
        pytest.param(("--waivers", "a.yaml", "--no-waivers"), "give one or the other", id="both"),
        pytest.param(("--waivers", "a.yaml", "one", "two"), "--waivers is for one workspace, and the paths lie in 2", id="two workspaces"),
    ],
)  # fmt: skip
def test_a_wrong_call_exits_2(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    write(tmp_path, dict.fromkeys(("a.yaml", "one/a.yaml", "two/a.yaml"), LATE))
    done = called("check", *arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_an_expired_waiver_fails_a_run_and_a_warning_does_not(tmp_path: Path) -> None:
    describe(tmp_path, GOOD, waivers_yaml=waivers({}))
    call = ("check", "--select", *SELECT, "--as-of", "2026-11-21", tmp_path)
    assert called(*call).returncode == 0
    assert called(*call, "--fail-on", "warning").returncode == 1
    (tmp_path / "waivers.yaml").write_text(waivers({"until": "2026-01-01"}))
    assert called(*call).returncode == 1


# Writing ----------------------------------------------------------------------------------------


def waived(folder: Path, what: str = "a.yaml:4", **changed: str) -> str:
    """Waive what stands at a place and return the file."""
    options = Options(select=SELECT, writes=True)
    place = what if ":" not in what else f"{folder.as_posix()}/{what}"
    add_waiver(place, [folder], options, TODAY, {**SIGNED, **changed})
    return (folder / "waivers.yaml").read_bytes().decode()


WRITTEN = """\
  - control: deletion-deadline
    subject: flows/x
    kind: shortfall
    pointer: /rights/delete/within
    clauses: [draft-2021/15.1.e]
    reason: r
    approver: a
    ticket: t
    until: 2027-01-31
"""
OTHER = """\
- {control: deletion-deadline, subject: flows/x, kind: undeclared, clauses: [draft-2021/15.1.e],
    reason: r, approver: a, ticket: t, until: 2027-01-31}  # kept
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(None, "waivers:\n" + WRITTEN, id="no file"),
        pytest.param("", "waivers:\n" + WRITTEN, id="an empty file"),
        pytest.param("# ours", "# ours\nwaivers:\n" + WRITTEN, id="a comment without a line end"),
        pytest.param("waivers: []\n", "waivers:\n" + WRITTEN, id="an empty list"),
        pytest.param("waivers: [ ]  # none\n", "waivers:  # none\n" + WRITTEN, id="and a comment"),
        pytest.param(
            f"# ours\nwaivers:  # all\n\n  # first\n  {OTHER}\n# end\n",
            f"# ours\nwaivers:  # all\n\n  # first\n  {OTHER}\n# end\n{WRITTEN}",
            id="comments everywhere",
        ),
        pytest.param(
            f"waivers:\n{OTHER}", f"waivers:\n{OTHER}" + WRITTEN.replace("\n  ", "\n")[2:], id="a list without indent"
        ),
        pytest.param(
            f"waivers:\r\n  {OTHER}".replace("\n", "\r\n").replace("\r\r", "\r"),
            f"waivers:\n  {OTHER}{WRITTEN}".replace("\n", "\r\n"),
            id="line ends of Windows",
        ),
    ],
)  # fmt: skip
def test_an_entry_is_appended_and_nothing_else_is_touched(
    tmp_path: Path, before: str | None, after: str
) -> None:
    describe(tmp_path, LATE)
    if before is not None:
        (tmp_path / "waivers.yaml").write_bytes(before.encode())
    assert waived(tmp_path) == after
    [finding] = [f for f in ran(tmp_path, select=SELECT).findings if f.control != "waiver"]
    assert finding.waiver is not None


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("waivers: [{control: x}]\n", id="a list on one line"),
        pytest.param("waivers: [\n", id="broken"),
        pytest.param("{waivers: []}\n", id="a block on one line"),
        pytest.param("waivers:\n  a: 5\n", id="no list"),
        pytest.param(f"waivers:\n  {OTHER}...\n", id="an end of the document"),
        pytest.param("﻿waivers:\n  " + OTHER, id="a byte order mark"),
    ],
)
def test_where_nothing_can_be_appended_the_entry_is_shown_and_the_file_left(
    tmp_path: Path, before: str
) -> None:
    describe(tmp_path, LATE)
    file = tmp_path / "waivers.yaml"
    file.write_bytes(before.encode())
    with pytest.raises(UsageError) as error:
        waived(tmp_path)
    assert WRITTEN in str(error.value)
    assert file.read_bytes() == before.encode()


@pytest.mark.parametrize(
    ("what", "changed", "message"),
    [
        pytest.param("a.yaml:4", {"until": "2026-11-20"}, "this would waive nothing, and nothing was written: this waiver ended", id="until yesterday"),
        pytest.param("a.yaml:4", {"until": "soon"}, "--until: 'soon' is not a date", id="no day"),
        pytest.param("a.yaml:5", {}, "nothing is found that", id="nothing there"),
        pytest.param("a.yaml:4:1", {}, "nothing is found that", id="another column"),
        pytest.param("ffffffff", {}, "nothing is found that", id="another fingerprint"),
    ],
)  # fmt: skip
def test_what_would_waive_nothing_is_not_written(
    tmp_path: Path, what: str, changed: dict[str, str], message: str
) -> None:
    describe(tmp_path, LATE)
    with pytest.raises(UsageError, match=message):
        waived(tmp_path, what, **changed)
    assert not (tmp_path / "waivers.yaml").exists()


def test_a_finding_is_named_by_its_fingerprint_its_start_or_its_place(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    [finding] = ran(tmp_path, select=SELECT).findings
    span = finding.place.span
    assert span is not None
    for what in (finding.fingerprint, finding.fingerprint[:6], f"a.yaml:4:{span.column}"):
        assert waived(tmp_path, what) == "waivers:\n" + WRITTEN
        (tmp_path / "waivers.yaml").unlink()


def test_what_is_waived_already_is_told_with_where(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    waived(tmp_path)
    with pytest.raises(UsageError, match=r"is waived already, in .*waivers\.yaml:2"):
        waived(tmp_path)


def test_a_place_of_several_findings_needs_a_fingerprint(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    options = Options(writes=True)
    with pytest.raises(UsageError, match="names several findings") as error:
        add_waiver(f"{tmp_path.as_posix()}/a.yaml:4", [tmp_path], options, TODAY, SIGNED)
    assert "not-described  flows/x" in str(error.value)


def test_a_problem_cannot_be_waived(tmp_path: Path) -> None:
    describe(tmp_path, LATE + "systems: {a: {kind: 5}}\n")
    with pytest.raises(UsageError, match="cites no clause, so there is nothing to accept"):
        waived(tmp_path, "a.yaml:5")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        pytest.param(b"\xff\xfe", "cannot read .*waivers.yaml: it is not UTF-8", id="not UTF-8"),
        pytest.param(None, "cannot write .*waivers.yaml: Is a directory", id="a folder"),
    ],
)
def test_a_file_that_cannot_be_read_is_left(
    tmp_path: Path, data: bytes | None, message: str
) -> None:
    describe(tmp_path, LATE)
    file = tmp_path / "waivers.yaml"
    file.mkdir() if data is None else file.write_bytes(data)
    with pytest.raises(UsageError, match=message):
        waived(tmp_path)


def test_waived_findings_can_be_left_out_of_a_report_and_are_counted(tmp_path: Path) -> None:
    describe(tmp_path, LATE, waivers_yaml=waivers({"until": "2199-01-01"}))
    asked = ("check", "--select", *SELECT, "-f", "sarif")
    shown = json.loads(called(*asked, cwd=tmp_path).stdout)["runs"][0]["results"]
    assert [result["suppressions"][0]["kind"] for result in shown] == ["external"]
    hidden = called(*asked, "--hide-waived", cwd=tmp_path)
    assert hidden.returncode == 0
    assert json.loads(hidden.stdout)["runs"][0]["results"] == []
    counted = json.loads(called("check", "-f", "json", "--hide-waived", cwd=tmp_path).stdout)
    assert counted["summary"]["waived"] == 1


def test_the_command_writes_what_the_next_run_waives(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    found = json.loads(called("check", "-f", "json", cwd=tmp_path).stdout)["workspaces"][0][
        "findings"
    ]
    [late] = [f["fingerprint"] for f in found if f["control"] == "deletion-deadline"]
    signed = [f"--{name}={value}" for name, value in SIGNED.items() if name != "until"]
    unsigned = called("waive", late, *signed, cwd=tmp_path)
    assert unsigned.returncode == 2
    assert "give --until too" in unsigned.stderr
    done = called("waive", late, *signed, "--until=2199-01-01", "--file=w.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "w.yaml: deletion-deadline of flows/x is waived until 2199-01-01\n"
        "  under draft-2021/15.1.e\n"
    )
    call = ("check", "--select", *SELECT, "--waivers", "w.yaml")
    assert called(*call, cwd=tmp_path).returncode == 0
    report = json.loads(called(*call, "-f", "json", cwd=tmp_path).stdout)
    [finding] = report["workspaces"][0]["findings"]
    assert finding["waiver"] == {
        "path": "w.yaml", "document": 0, "line": 2, "column": 5, "end_line": 2, "end_column": 12,
        "pointer": "/waivers/0", "clauses": ["draft-2021/15.1.e"], **SIGNED, "until": "2199-01-01",
    }  # fmt: skip


# Laws -------------------------------------------------------------------------------------------

SHAPE = form_of(resources(), "waivers")
LINES = st.text(min_size=1).filter(lambda text: not any(0xD800 <= ord(c) < 0xE000 for c in text))


@given(LINES)
def test_a_scalar_is_read_back_as_it_was(text: str) -> None:
    content = read(f"- {scalar(text)}\n".encode())
    assert content.documents == [[text]]


@given(LINES, LINES, LINES, st.dates(min_value=date(1000, 1, 1)))
def test_what_is_written_is_read_back_as_the_same_waiver(
    reason: str, approver: str, ticket: str, until: date
) -> None:
    place = Place("w", 0, ("waivers", 0))
    signed = {"reason": reason, "approver": approver, "ticket": ticket}
    one = Waiver(
        place,
        "c",
        "flows/x",
        "shortfall",
        ("a/1",),
        **signed,
        until=until.isoformat(),
        pointer="/p",
    )
    text = waive.appended("", one)
    assert text is not None
    assert waive.read_waivers("w", text.encode(), SHAPE) == ([one], [])
    twice = waive.appended(text, one)
    assert twice is not None
    assert twice.startswith(text)
    assert len(waive.read_waivers("w", twice.encode(), SHAPE)[0]) == 2


@given(st.binary() | st.text().map(str.encode))
def test_whatever_a_file_holds_it_is_read_or_told(data: bytes) -> None:
    found, problems = waive.read_waivers("w", data, SHAPE)
    assert not found
    assert all(problem.control == "waiver" for problem in problems)
