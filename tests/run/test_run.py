from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from pdplint.model.report import Loosened
from pdplint.run.config import Config, read_config
from pdplint.run.discovery import find
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.explaining import explain, explain_verdict
from pdplint.run.regimes import choose_regimes
from pdplint.run.resources import _compiled_before, load_library
from pdplint.run.settings import Options
from pdplint.run.writing import write_whole
from tests.workspaces import (
    NO_CONFIG,
    REGIME,
    ROOT,
    TEXT,
    TODAY,
    called,
    clause,
    control,
    describe,
    library,
    policies,
    ran,
    reported,
    resources,
    told,
    under,
    underlined,
    write,
)

DESCRIPTION = "pdplint: 1\nflows: {x: {}}\n"
LATE = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"


def names(root: Path, named: list[Path] | None = None, config: Config = NO_CONFIG) -> list[str]:
    """Return the descriptions of a workspace, from its root."""
    found = find(root.resolve(), named or [], config)
    return [Path(name).relative_to(root.resolve()).as_posix() for name in found.descriptions]


# What is a description -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.yaml", b"pdplint: 1\n", id="the first line"),
        pytest.param(
            "a.yml", b"# comment\n---\npdplint: 1\n", id="a later line, and the other ending"
        ),
        pytest.param("a.yaml", b"\xef\xbb\xbfpdplint: 1\n", id="after a byte order mark"),
        pytest.param("a.yaml", b"flows: {x: [\r\npdplint : 1\r\n", id="YAML that is broken"),
        pytest.param("a.yaml", b"{pdplint: 1}", id="flow style"),
        pytest.param("a.yaml", b"'pdplint': 1\n", id="in quotes"),
        pytest.param("a.json", b'{"pdplint": 1}', id="JSON on one line"),
        pytest.param("a.json", b'{\n  "pdplint": 1,\n', id="JSON that is broken"),
        pytest.param("a.yaml", "pdplint: 1\n".encode("utf-16"), id="UTF-16 with a byte order mark"),
        pytest.param("a.yaml", "pdplint: 1\n".encode("utf-16-be"), id="UTF-16 without one"),
        pytest.param("sub/deep/a.yaml", b"pdplint: 1\n", id="in a folder below"),
        pytest.param("a b é.yaml", b"pdplint: 1\n", id="a name with spaces and accents"),
    ],
)
def test_a_description_is_found_by_its_marker(tmp_path: Path, name: str, data: bytes) -> None:
    assert names(write(tmp_path, {name: data})) == [name]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.yaml", b"name: pdplint: 1\n", id="not at the start of a line"),
        pytest.param("a.yaml", b"# pdplint: 1\n", id="in a comment"),
        pytest.param("a.yaml", b"pdplinter: 1\n", id="another word"),
        pytest.param("a.yaml", b"flows: {}\n", id="one key of the format may be chance"),
        pytest.param("a.yaml", b"", id="an empty file"),
    ],
)
def test_other_yaml_is_skipped_and_counted(tmp_path: Path, name: str, data: bytes) -> None:
    write(tmp_path, {name: data, "b.yaml": DESCRIPTION})
    report = ran(tmp_path)
    assert (report.summary.files, report.summary.skipped_files) == (1, 1)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("a.txt", id="another ending"),
        pytest.param("pdplint.yaml", id="the config"),
        pytest.param(".github/a.yaml", id="a hidden folder"),
        pytest.param("node_modules/a.yaml", id="what npm put there"),
        pytest.param("sub/__pycache__/a.yaml", id="what Python put there"),
    ],
)
def test_what_is_not_looked_at(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: DESCRIPTION, "b.yaml": DESCRIPTION})
    found = find(tmp_path.resolve(), [], Config())
    assert [Path(path).name for path in found.descriptions] == ["b.yaml"]
    assert found.skipped == []


def test_a_near_miss_is_a_problem_with_its_place(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "# ours\nflows:\n  x: {}\nsystems: {}\n", "b.yaml": DESCRIPTION})
    report = ran(tmp_path)
    [problem] = [f for f in report.findings if f.control == "shape"]
    assert problem.message.en == "this looks like a description and does not say pdplint: 1"
    assert Path(problem.place.path).name == "a.yaml"
    assert under((tmp_path / "a.yaml").read_text(), problem.place.span) == "flows"


def test_a_folder_with_the_name_of_a_file_is_a_folder(tmp_path: Path) -> None:
    assert names(write(tmp_path, {"x.yaml/a.yaml": DESCRIPTION})) == ["x.yaml/a.yaml"]


# Roots and paths -------------------------------------------------------------------------------


def test_a_folder_with_its_own_config_is_a_workspace_of_its_own(tmp_path: Path) -> None:
    same = "pdplint: 1\norganisation: {name: A}\n"
    write(tmp_path, {"a.yaml": same, "in/pdplint.yaml": "", "in/a.yaml": same})
    assert names(tmp_path) == ["a.yaml"]
    report = ran(tmp_path)
    assert report.summary.files == 2
    assert not [f for f in report.findings if f.control == "reference"]


def test_the_root_is_the_folder_of_the_nearest_config_above(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pdplint.yaml": "",
            "a.yaml": "pdplint: 1\nflows: {x: {purpose: p}}\n",
            "sub/b.yaml": "pdplint: 1\npurposes: {p: {}}\n",
        },
    )
    for path in (tmp_path, tmp_path / "a.yaml", tmp_path / "sub"):
        report = ran(path)
        assert report.summary.files == 2
        assert not [f for f in report.findings if f.control == "reference"]


def test_paths_choose_what_is_reported_and_never_what_is_read(tmp_path: Path) -> None:
    rights = "pdplint: 1\nrights: {desk: {delete: {within: 49h}}}\n"
    flow = "pdplint: 1\nflows: {x: {role: controller, rights: desk}}\n"
    other = "pdplint: 1\nflows: {y: {role: controller, rights: {delete: {within: 50h}}}}\n"
    write(tmp_path, {"pdplint.yaml": "", "rights.yaml": rights, "x.yaml": flow, "y.yaml": other})
    late = {
        name: told(
            [f for f in ran(tmp_path / f"{name}.yaml").findings if f.kind == "shortfall"],
            "deletion-deadline",
        )
        for name in ("rights", "x", "y")
    }
    assert [underline for _, underline in late["rights"]] == ["49h"]
    assert late["x"] == late["rights"]  # related: asked for flows/x
    assert [underline for _, underline in late["y"]] == ["50h"]


def test_a_path_given_twice_is_reported_once(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    once, twice = ran(tmp_path), ran(tmp_path, tmp_path / "a.yaml", tmp_path)
    assert once.findings == twice.findings


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("notes.txt", id="another ending"),
        pytest.param("a.yaml", id="no marker"),
        pytest.param(".hidden/a.yaml", id="in a hidden folder"),
        pytest.param("node_modules/a.yaml", id="in a folder that is left out"),
    ],
)
@pytest.mark.parametrize(
    "config", [pytest.param(True, id="root above"), pytest.param(False, id="no root")]
)
def test_a_file_that_is_named_is_taken_whatever_it_holds(
    tmp_path: Path,
    name: str,
    config: bool,
) -> None:
    write(tmp_path, {name: "flows: {x: 5}\n"} | ({"pdplint.yaml": ""} if config else {}))
    report = ran(tmp_path / name)
    assert report.summary.files == 1
    assert ("the key pdplint is missing", "flows") in told(report.findings, "shape")


def test_nothing_to_check_is_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": "x: 1\n", "sub/b.yaml": DESCRIPTION})
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "empty", tmp_path / "nope"):
        with pytest.raises((NothingFoundError, UsageError)):
            ran(path)
    with pytest.raises(NothingFoundError, match="empty"):
        ran(tmp_path, tmp_path / "empty")


@pytest.mark.parametrize(
    "name", [pytest.param("nope", id="not there"), pytest.param("x" * 300, id="too long")]
)
def test_a_path_that_does_not_exist_is_an_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        ran(tmp_path / name)


# Files that cannot be used ---------------------------------------------------------------------


def outside(tmp_path: Path) -> Path:
    root = write(tmp_path / "root", {"b.yaml": DESCRIPTION})
    write(tmp_path, {"secret.yaml": LATE})
    (root / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    return root


def broken_link(tmp_path: Path) -> Path:
    root = write(tmp_path, {"b.yaml": DESCRIPTION})
    (root / "link.yaml").symlink_to(root / "nowhere.yaml")
    return root


def link_to_itself(tmp_path: Path) -> Path:
    root = write(tmp_path, {"b.yaml": DESCRIPTION})
    (root / "link.yaml").symlink_to(root / "link.yaml")
    return root


def pipe(tmp_path: Path) -> Path:
    root = write(tmp_path, {"b.yaml": DESCRIPTION})
    os.mkfifo(root / "link.yaml")
    return root


@pytest.mark.parametrize(
    ("made", "message"),
    [
        pytest.param(outside, "this link leads out of the workspace and is not followed", id="a link out"),
        pytest.param(broken_link, "the file cannot be read: No such file or directory", id="a broken link"),
        pytest.param(link_to_itself, "the file cannot be read: ", id="a link to itself"),
        pytest.param(pipe, "the file cannot be read: it is no regular file", id="a pipe, which would wait"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_told_and_the_others_are_judged(
    tmp_path: Path, made: object, message: str
) -> None:
    root = made(tmp_path)  # type: ignore[operator]
    report = ran(root)
    [problem] = [f for f in report.findings if f.control == "file"]
    assert problem.message.en.startswith(message)
    assert Path(problem.place.path).name == "link.yaml"
    assert report.summary.flows == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": DESCRIPTION, "b.yaml": LATE})
    (tmp_path / "a.yaml").chmod(0)
    report = ran(tmp_path)
    assert [f.message.en for f in report.findings if f.control == "file"] == [
        "the file cannot be read: Permission denied"
    ]
    assert report.summary.flows == 1


def test_a_link_inside_the_root_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.txt": DESCRIPTION})
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real/a.txt")
    assert names(tmp_path) == ["link.yaml"]


def test_a_link_to_a_description_that_is_there_is_not_read_twice(tmp_path: Path) -> None:
    write(tmp_path, {"real/a.yaml": DESCRIPTION})
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real/a.yaml")
    assert names(tmp_path) == ["real/a.yaml"]


# Config ----------------------------------------------------------------------------------------


def test_without_a_config_nothing_is_set(tmp_path: Path) -> None:
    assert read_config(tmp_path, resources()) == Config()


def test_an_empty_config_only_marks_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"pdplint.yaml": "# nothing\n"})
    config = read_config(tmp_path, resources())
    assert config._replace(source="") == Config()
    assert config.source.endswith("pdplint.yaml")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("excludes: [x]\n", ":1:1: there is no setting 'excludes'; did you mean exclude?", id="misspelt"),
        pytest.param(
            "\nzzz: 1\n",
            ":2:6: there is no setting 'zzz' (known: regimes, include, exclude, ",
            id="nothing near",
        ),
        pytest.param("exclude: x\n", ":1:10: 'x' is not of type 'array'", id="a word where a list is wanted"),
        pytest.param("severity: {a: fatal}\n", ":1:15: 'fatal' is not one of", id="no severity"),
        pytest.param("ignore: [\n", ":2:1: ", id="broken"),
        pytest.param("ignore: null\n", ":1:9: ", id="nothing stands there"),
        pytest.param("- x\n", ":1:3: ['x'] is not of type 'object'", id="no block"),
        pytest.param("{}\n---\n{}\n", ": a config is one document", id="two documents"),
        pytest.param("ignore: [deletion-deadlin]\n", "there is no control 'deletion-deadlin'; did you mean deletion-deadline?", id="no such control"),
        pytest.param("severity: {deletion-deadlin: note}\n", "there is no control 'deletion-deadlin'; did you mean deletion-deadline?", id="nor there"),
        pytest.param("regimes: [vn-draft-2012]\n", "there is no regime 'vn-draft-2012'; did you mean vn-draft-2021?", id="no such regime"),
    ],
)  # fmt: skip
def test_a_config_that_is_wrong_stops_the_run_with_its_place_and_a_hint(
    tmp_path: Path, text: str, message: str
) -> None:
    describe(tmp_path, DESCRIPTION, pdplint_yaml=text)
    with pytest.raises(UsageError) as error:
        ran(tmp_path)
    assert message in str(error.value)


def test_files_can_be_included_and_excluded(tmp_path: Path) -> None:
    write(tmp_path, dict.fromkeys(("a/x.yaml", "a/y.yaml", "b/x.yaml"), DESCRIPTION))
    assert names(tmp_path, config=Config(include=("a/",))) == ["a/x.yaml", "a/y.yaml"]
    assert names(tmp_path, config=Config(exclude=("x.yaml",))) == ["a/y.yaml"]
    assert names(tmp_path, config=Config(include=("a/",), exclude=("*y.yaml",))) == ["a/x.yaml"]
    assert names(tmp_path, config=Config(exclude=("*", "!b/x.yaml"))) == ["b/x.yaml"]


def test_a_file_that_is_named_is_taken_though_it_is_excluded(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": DESCRIPTION, "b.yaml": DESCRIPTION})
    assert names(tmp_path, [tmp_path / "a.yaml"], Config(exclude=("*",))) == ["a.yaml"]


def test_what_is_loosened_is_listed_with_where_it_was_set(tmp_path: Path) -> None:
    text = """\
        include: [a.yaml]
        exclude: [old/]
        ignore: [deletion-deadline]
        severity: {deletion-deadline: note, not-described: error}
        """
    describe(tmp_path, LATE, pdplint_yaml=text)
    report = ran(tmp_path, select=("deletion-deadline",), ignore=("not-described",))
    source = next(one.source for one in report.loosened if one.what == "exclude")
    assert source.endswith("pdplint.yaml")
    assert set(report.loosened) == {
        Loosened("include", "a.yaml", source),
        Loosened("exclude", "old/", source),
        Loosened("ignore", "deletion-deadline", source),
        Loosened("severity", "deletion-deadline: note", source),
        Loosened("severity", "not-described: error", source),
        Loosened("select", "deletion-deadline", "--select"),
        Loosened("ignore", "not-described", "--ignore"),
    }


def test_a_severity_that_is_not_lowered_is_not_loosened() -> None:
    config = Config("c", severity={"deletion-deadline": "error"})
    assert list(config.loosened(library())) == []


def test_a_config_names_the_regimes_unless_the_call_does(tmp_path: Path) -> None:
    describe(tmp_path, LATE, pdplint_yaml="regimes: [vn-draft-2021]\n")
    assert not ran(tmp_path).default_regime
    assert not ran(tmp_path, regimes=("vn-draft-2021",)).default_regime
    (tmp_path / "pdplint.yaml").unlink()
    assert ran(tmp_path).default_regime


@pytest.mark.parametrize(
    ("day", "asked"),
    [
        pytest.param(date(2026, 1, 1), ["vn-2026", "vn-draft-2021"], id="the first day of a law"),
        pytest.param(date(2025, 12, 31), ["vn-draft-2021"], id="the day before: the draft alone"),
    ],
)
def test_by_default_what_is_in_force_is_asked_and_the_draft_in_full(
    tmp_path: Path, day: date, asked: list[str]
) -> None:
    describe(tmp_path, LATE)
    report = ran(tmp_path, as_of=day)
    assert [one.id for one in report.regimes] == asked
    cited = [c for found in report.findings for c in found.citations if found.severity == "error"]
    instruments = {c.clause.instrument for c in cited}
    assert "draft-2021" in instruments
    assert (instruments > {"draft-2021"}) is (len(asked) > 1)


def test_a_regime_named_twice_is_judged_once() -> None:
    assert len(choose_regimes(library(), ["vn-draft-2021", "vn-draft-2021"], TODAY)) == 1


# Policies --------------------------------------------------------------------------------------

GOOD = control("c", "{/data: {empty: false}}")
BOUND = "{control: c}"


@pytest.mark.parametrize(
    ("controls", "clauses", "place", "message"),
    [
        pytest.param(
            [GOOD.replace("empty", "emty")], [clause("1", BOUND)],
            "c0.yaml:4:25", "there is no operator 'emty'; did you mean 'empty'?", id="an operator",
        ),
        pytest.param(
            [GOOD.replace("/data:", "/dta:")], [clause("1", BOUND)],
            "c0.yaml:4:", "there is no 'dta' in /dta; did you mean 'data'?", id="a path",
        ),
        pytest.param(
            [GOOD], [clause("1", "{control: cc}")],
            "article-01.yaml:11:", "there is no control 'cc'; did you mean 'c'?", id="a control",
        ),
        pytest.param(
            [GOOD], [clause("1", "{control: c, with: {limit: 1h}}")],
            "article-01.yaml:11:", "c has no parameter 'limit'", id="a parameter",
        ),
        pytest.param(
            [GOOD.replace("severity: error", "severity: fatal")], [clause("1", BOUND)],
            "c0.yaml:5:11", "'fatal' is not one of ['error', 'warning', 'note']", id="a word of the schema",
        ),
        pytest.param([GOOD + "x: [\n"], [clause("1", BOUND)], "c0.yaml:9:1: ", "", id="broken YAML"),
        pytest.param(["- x\n"], [clause("1", BOUND)], "c0.yaml:1:", "a policy file is one block with keys", id="a list"),
    ],
)  # fmt: skip
def test_a_policy_that_is_wrong_is_told_with_its_place(
    tmp_path: Path, controls: list[str], clauses: list[str], place: str, message: str
) -> None:
    folder = policies(tmp_path, controls, clauses)
    with pytest.raises(UsageError) as error:
        load_library(resources(), folder, cache=False)
    first = str(error.value).splitlines()[0]
    assert place in first
    assert message in first


def test_all_that_is_wrong_with_policies_is_told_at_once(tmp_path: Path) -> None:
    folder = policies(
        tmp_path, [GOOD, GOOD.replace("empty", "emty")], [clause("1", "{control: no}")]
    )
    with pytest.raises(UsageError) as error:
        load_library(resources(), folder, cache=False)
    assert len(str(error.value).splitlines()) >= 3


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param(
            "notes.yaml", "x: 1\n", "notes.yaml:1:1: this is no policy file", id="at the top"
        ),
        pytest.param(
            "tiny/other.yaml",
            "x: 1\n",
            "tiny/other.yaml:1:1: this is no policy file",
            id="no article",
        ),
        pytest.param(
            "controls/c.yml", "x: 1\n", "controls/c.yml:1:1: this is no policy file", id="an ending"
        ),
        pytest.param(
            "regimes/other.yaml",
            REGIME,
            "tiny stands under the name other: the two are to be the same",
            id="a name",
        ),
        pytest.param(
            "instruments/alone/article-02.yaml",
            f"instrument: alone\narticle: 2\ntitle: {TEXT}\nclauses:\n" + clause("2"),
            "there is no instruments/alone/instrument.yaml",
            id="an article without an instrument",
        ),
        pytest.param(
            "instruments/tiny/article-02.yaml",
            f"instrument: tny\narticle: 2\ntitle: {TEXT}\nclauses:\n" + clause("2"),
            "tny stands under the name tiny",
            id="an article of another instrument",
        ),
        pytest.param(
            "instruments/tiny/more/article-02.yaml",
            "x: 1\n",
            "this is no policy file",
            id="too deep",
        ),
    ],
)
def test_a_file_among_the_policies_that_is_none_is_told(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    folder = write(policies(tmp_path, [GOOD], [clause("1", BOUND)]), {name: text})
    with pytest.raises(UsageError) as error:
        load_library(resources(), folder, cache=False)
    assert message in str(error.value)


def test_policies_that_were_kept_are_the_same(tmp_path: Path) -> None:
    folder = policies(tmp_path, [GOOD], [clause("1", BOUND)])
    first = load_library(resources(), folder)
    _compiled_before.cache_clear()
    again = load_library(resources(), folder)
    assert again.regimes is not first.regimes
    assert again.regimes["tiny"].clauses == first.regimes["tiny"].clauses
    write(folder, {"regimes/tiny.yaml": REGIME.replace("status: draft", "status: ended")})
    assert load_library(resources(), folder).regimes["tiny"].status == "ended"


def test_the_same_policies_are_compiled_once_a_process_and_changed_ones_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = policies(tmp_path, [GOOD], [clause("1", BOUND)])
    first = load_library(resources(), folder)
    monkeypatch.chdir(folder.parent)
    again = load_library(resources(), folder)
    assert again.regimes is first.regimes
    [digest] = first.digests.values()
    assert again.digests == {folder.name: digest}
    write(folder, {"regimes/tiny.yaml": REGIME.replace("status: draft", "status: ended")})
    changed = load_library(resources(), folder)
    assert changed.regimes["tiny"].status == "ended"
    assert not {*changed.digests.values()} & {*first.digests.values()}


# Writing ---------------------------------------------------------------------------------------


def test_a_report_replaces_a_file_whole(tmp_path: Path) -> None:
    file = tmp_path / "r.txt"
    file.write_text("an older and longer report", "utf-8")
    write_whole(file, "é\n")
    assert file.read_bytes() == b"\xc3\xa9\n"
    assert [path.name for path in tmp_path.iterdir()] == ["r.txt"]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("no/such/r.txt", id="no such folder"),
        pytest.param("folder", id="a folder"),
        pytest.param("file/r.txt", id="below a file"),
        pytest.param("x" * 300, id="a name that is too long"),
        pytest.param("", id="the folder itself"),
        pytest.param("/", id="the root of all"),
    ],
)
def test_a_report_that_cannot_be_written_leaves_no_half_file(tmp_path: Path, name: str) -> None:
    write(tmp_path, {"file": "x", "folder/y": "y"})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="cannot write"):
        write_whole(tmp_path / name, "text")
    assert sorted(tmp_path.rglob("*")) == before


# Spans -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(LATE, id="plain"),
        pytest.param(LATE.replace("\n", "\r\n"), id="CRLF"),
        pytest.param("\ufeff" + LATE, id="a byte order mark"),
        pytest.param(LATE.replace("{x: {role", "{x: {name: 'đ😀é', role"), id="emoji before it"),
        pytest.param(LATE.replace("49h", '"49h"'), id="in quotes"),
        pytest.param(LATE.replace("within: 49h", "within:\t49h"), id="after a tab"),
        pytest.param("pdplint: 1\norganisation: {}\n---\n" + LATE.replace("organisation: {}\n", ""), id="a second document"),
        pytest.param('{"pdplint": 1,\n\t"flows": {"x": {"role": "controller", "rights": {"delete": {"within": "49h"}}}}}', id="JSON with tabs"),
    ],
)  # fmt: skip
def test_what_is_underlined_is_what_is_meant(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.yaml").write_bytes(text.encode())
    findings = list(reported(tmp_path, Options(select=("deletion-deadline",))).findings)
    [late] = [f for f in findings if f.kind == "shortfall"]
    assert (underlined(late.place) or "").strip('"') == "49h"
    assert ran(tmp_path, select=("deletion-deadline",)).findings == tuple(findings)


def test_the_lines_of_a_file_with_findings_are_in_the_report(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("\ufeffpdplint: 1\r\nflows:\r  x: {}\n".encode())
    [lines] = ran(tmp_path).lines.values()
    assert lines == ("pdplint: 1", "flows:", "  x: {}", "")


def test_findings_are_in_the_order_of_the_text(tmp_path: Path) -> None:
    write(
        tmp_path, {"b.yaml": LATE, "a.yaml": "pdplint: 1\nflows: {y: {nope: 1}, z: {from: gone}}\n"}
    )
    places = [(f.place.path, f.place.span) for f in ran(tmp_path).findings]
    assert places == sorted(places)


def test_a_binary_file_that_is_named_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(bytes(range(256)))
    report = ran(tmp_path / "a.yaml")
    assert {f.control for f in report.findings} == {"syntax"}
    assert report.regimes == ()


# Explaining ------------------------------------------------------------------------------------


def test_a_page_is_found_by_control_and_by_clause() -> None:
    assert explain("deletion-deadline", None, ROOT, TODAY, "en").startswith("# deletion-deadline\n")
    page = explain("15.1.e", None, ROOT, TODAY, "en")
    assert page.startswith("# draft-2021/15.1.e\n")
    assert explain("draft-2021/15.1.e", None, ROOT, TODAY, "en") == page
    assert explain("15.1.e", "vn-draft-2021", ROOT, TODAY, "en") == page


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        pytest.param("controls_data", ["- Inside: {/role: controller}", "- Outside: {/role: processor}", "- Cited by: draft-2021/15.1.e"], id="a scope"),
        pytest.param("draft-2021", ["- Issued by: Ministry of Public Security", "- Amounts: all articles: stated for organisations; times 1/2 for individuals"], id="an instrument"),
        pytest.param("vn-draft-2021", ["- Status: a draft, not in force", "- Instruments: draft-2021: Draft decree on administrative sanctions in cybersecurity (September 2021)"], id="a regime"),
    ],
)  # fmt: skip
def test_scopes_instruments_and_regimes_have_pages(what: str, lines: list[str]) -> None:
    page = explain(what, None, ROOT, TODAY, "en").splitlines()
    assert page[0] == f"# {what}"
    assert {*lines} <= {*page}
    assert explain(what, None, ROOT, TODAY, "vi") != "\n".join(page)


def test_own_policies_are_explained_and_tested_as_the_shipped_ones_are(tmp_path: Path) -> None:
    tests = "tests:\n  '1': [{name: n, given: {}, undeclared: [/data]}]\n"
    made = policies(tmp_path / "own", [GOOD], [clause("1", BOUND)], tests=tests)
    (made / "calendars" / "vn.yaml").unlink()
    config = "policies: [own]\nregimes: [tiny]\n"
    describe(tmp_path, LATE, pdplint_yaml=config)
    assert "checks" in explain("tiny/1", None, tmp_path, TODAY, "en") or "# tiny/1" in explain(
        "1", None, tmp_path, TODAY, "en"
    )
    assert explain("c", None, tmp_path, TODAY, "en").startswith("# c\n")
    listed = called("clauses", cwd=tmp_path)
    assert "- **1** (checked whole: c" in listed.stdout
    tested = called("test", "own/instruments/tiny/article-01.tests.yaml", cwd=tmp_path)
    assert (tested.returncode, tested.stdout) == (0, "1 passed, 0 failed\n")


@pytest.mark.parametrize(
    ("what", "regime", "message"),
    [
        pytest.param(
            "deletion-deadlin", None, "did you mean deletion-deadline?", id="a control misspelt"
        ),
        pytest.param("15.1.ee", None, "did you mean 15.1.e?", id="a clause misspelt"),
        pytest.param(
            "draft-2012/15.1.e",
            None,
            "did you mean draft-2021/15.1.e?",
            id="an instrument misspelt",
        ),
        pytest.param("controls_dta", None, "did you mean controls_data?", id="a scope misspelt"),
        pytest.param("15.1.e", "nope", "there is no regime 'nope'", id="no such regime"),
        pytest.param("zzz", None, "called 'zzz'", id="nothing near"),
    ],
)
def test_a_page_that_is_not_there_is_told_with_what_is_near(
    what: str, regime: str | None, message: str
) -> None:
    with pytest.raises(UsageError) as error:
        explain(what, regime, ROOT, TODAY, "en")
    assert message in str(error.value)


def test_the_truth_of_a_verdict_names_each_term_with_its_value_and_place(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    page = explain_verdict("deletion-deadline", "flows/x", None, tmp_path, TODAY, "en")
    assert "deletion-deadline flows/x" in page
    assert "-> false (49h; flows/x/rights/delete/within)" in page
    assert "It falls short." in page


@pytest.mark.parametrize(
    ("control_id", "subject", "message"),
    [
        pytest.param("nope", "flows/x", "called 'nope'", id="no such control"),
        pytest.param("deletion-deadline", "flows/xx", "did you mean flows/x?", id="misspelt"),
        pytest.param("deletion-deadline", "zzz", "(known: flows/x)", id="nothing near"),
    ],
)
def test_a_verdict_that_is_not_there_is_told(
    tmp_path: Path, control_id: str, subject: str, message: str
) -> None:
    describe(tmp_path, LATE)
    with pytest.raises(UsageError) as error:
        explain_verdict(control_id, subject, None, tmp_path, TODAY, "en")
    assert message in str(error.value)


def test_a_verdict_needs_a_description(tmp_path: Path) -> None:
    with pytest.raises(NothingFoundError):
        explain_verdict("deletion-deadline", "flows/x", None, tmp_path, TODAY, "en")


def test_a_verdict_of_something_refused_can_be_shown(tmp_path: Path) -> None:
    describe(tmp_path, "pdplint: 1\nflows: {x: 5}\n")
    page = explain_verdict("deletion-deadline", "flows/x", None, tmp_path, TODAY, "en")
    assert "It cannot be told." in page
