"""Nothing is read that is not ours, and what is below the root is judged or told."""

from __future__ import annotations

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdplint.run.discovery import MOST_DEEP, MOST_LOOKED_INTO, Named, find, roots_of
from pdplint.run.door import MOST_BYTES
from pdplint.run.errors import NothingFoundError, UsageError
from pdplint.run.papers import MOST_PAPER, MOST_SKIMMED
from pdplint.text.values import LIMITS
from pdplint.workspace.marker import signs_of
from tests.workspaces import NO_CONFIG, called, describe, pdplint, ran, reported, told, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

    from pdplint.model.report import Report

LATE = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"
SECRET = "S3CRET=do-not-print\n"  # noqa: S105 it stands for one


def everything(report: Report) -> str:
    return repr(report)


def files_told(root: Path, *paths: Path) -> list[tuple[str, str]]:
    """Return what is told of files: the name from the root, and the sentence."""
    found = ran(*(paths or (root,))).findings
    here = root.resolve()
    return [
        (Path(os.path.abspath(f.place.path)).relative_to(here).as_posix(), f.message.en)  # noqa: PTH100 links stay
        for f in found
        if f.control == "file"
    ]


def as_user(*arguments: str | Path, cwd: Path) -> CompletedProcess[str]:
    """Start the command as somebody whom permissions bind, as they do not the superuser."""
    if os.geteuid() != 0:
        return pdplint(*arguments, cwd=cwd)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("the superuser may read everything, and setpriv is not there")
    gone = "-dac_override,-dac_read_search"
    prefix = (setpriv, f"--bounding-set={gone}", f"--inh-caps={gone}")
    return pdplint(*arguments, cwd=cwd, prefix=prefix)


# What is no file of ours ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["waivers.yaml", "pdplint.yaml", "pdplint-baseline.yaml"])
@pytest.mark.parametrize("how", ["link", "pipe", "loop", "sparse", "socket"])
def test_a_file_of_settings_that_is_no_regular_file_of_the_workspace_is_neither_read_nor_quoted(
    tmp_path: Path, name: str, how: str
) -> None:
    write(tmp_path, {"secret": SECRET, "r/a.yaml": LATE})
    odd = tmp_path / "r" / name
    make_odd(odd, how, tmp_path / "secret")
    done = called("check", ".", cwd=tmp_path / "r")
    assert done.returncode == 2
    assert f"cannot read {'the config ' if name == 'pdplint.yaml' else ''}{name}: " in done.stderr
    assert "S3CRET" not in done.stdout + done.stderr


def make_odd(path: Path, how: str, elsewhere: Path) -> None:
    if how == "link":
        path.symlink_to(elsewhere)
    elif how == "pipe":
        os.mkfifo(path)
    elif how == "loop":
        path.symlink_to(path)
    elif how == "sparse":
        with path.open("wb") as file:
            file.truncate(40_000_000_000)
    else:
        with socket.socket(socket.AF_UNIX) as made:
            here = Path.cwd()
            os.chdir(path.parent)  # the path of a socket must be short
            made.bind(path.name)
            os.chdir(here)


def test_the_environment_of_the_process_is_not_printed_through_a_link(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    (tmp_path / "waivers.yaml").symlink_to("/proc/self/environ")
    for arguments in (("check",), ("waive", "a.yaml:3", "--reason", "r"), ("baseline",)):
        done = pdplint(*arguments, cwd=tmp_path, environment={"TOKEN": "S3CRET"})
        assert "S3CRET" not in done.stdout + done.stderr
    assert pdplint("check", cwd=tmp_path).returncode == 2


def test_a_link_inside_the_workspace_may_name_its_settings(tmp_path: Path) -> None:
    describe(tmp_path, LATE)
    write(tmp_path, {"conf/real": "ignore: [deletion-deadline]\n"})
    (tmp_path / "pdplint.yaml").symlink_to("conf/real")
    assert not [f for f in ran(tmp_path).findings if f.control == "deletion-deadline"]


@pytest.mark.parametrize("more", [0, 1], ids=["at the limit", "one byte more"])
def test_a_config_is_read_up_to_its_limit(tmp_path: Path, more: int) -> None:
    start = "ignore: [deletion-deadline]\n#"
    describe(tmp_path, LATE, pdplint_yaml=start + "x" * (MOST_BYTES - len(start) + more))
    done = called("check", cwd=tmp_path)
    assert done.returncode == (2 if more else 1)
    told = "cannot read the config pdplint.yaml: it has more than 2000000 bytes"
    assert (told in done.stderr) == bool(more)


@pytest.mark.parametrize(
    ("option", "text"),
    [
        pytest.param("--config", "regimes: [vn-draft-2021]\n", id="a config"),
        pytest.param("--waivers", "waivers: []\n", id="waivers"),
    ],
)
def test_what_the_call_names_may_stand_elsewhere_and_be_a_link(
    tmp_path: Path, option: str, text: str
) -> None:
    describe(tmp_path / "r", LATE)
    write(tmp_path, {"gate.yaml": text})
    (tmp_path / "link.yaml").symlink_to("gate.yaml")
    done = called("check", option, "../link.yaml", cwd=tmp_path / "r")
    assert (done.returncode, done.stderr) == (1, "")


def linked_folder(root: Path) -> None:
    write(root.parent, {"elsewhere/b.yaml": LATE.replace("x:", "secret-flow:")})
    (root / "privacy").symlink_to(root.parent / "elsewhere")


def linked_hidden_folder(root: Path) -> None:
    write(root, {".hidden/b.yaml": LATE})
    (root / "privacy").symlink_to(".hidden")


def link_to_nothing_elsewhere(root: Path) -> None:
    (root / "privacy").symlink_to(root.parent / "nowhere")


def too_deep(root: Path) -> None:
    folder = root.joinpath(*(["d"] * (MOST_DEEP + 1)))
    write(folder, {"b.yaml": LATE})


OUT = (
    "this link leads out of what is read here and is not followed: put what belongs here in its "
    "place, or leave it out by exclude in pdplint.yaml"
)


@pytest.mark.parametrize(
    ("made", "place", "message"),
    [
        pytest.param(linked_folder, "privacy", OUT, id="a folder that is a link out"),
        pytest.param(linked_hidden_folder, "privacy", OUT, id="one into a folder that is left out"),
        pytest.param(link_to_nothing_elsewhere, "privacy", OUT, id="a link out, to what may be one"),
        pytest.param(
            too_deep,
            "/".join(["d"] * (MOST_DEEP + 1)),
            f"folders lie more than {MOST_DEEP} deep in one another here, and what lies deeper was not judged",
            id="folders too deep in one another",
        ),
    ],
)  # fmt: skip
def test_a_folder_that_is_not_looked_into_is_told(
    tmp_path: Path, made: Callable[[Path], None], place: str, message: str
) -> None:
    root = describe(tmp_path / "r", LATE)
    made(root)
    assert files_told(root) == [(place, message)]
    assert "secret-flow" not in everything(ran(root))
    write(
        root,
        {
            "pdplint.yaml": f"exclude: ['{place.split('/', maxsplit=1)[0]}/', /{place.split('/', maxsplit=1)[0]}]\n"
        },
    )
    assert files_told(root) == []
    assert ("exclude", f"{place.split('/', maxsplit=1)[0]}/") in [
        (x.what, x.value) for x in ran(root).loosened
    ]


@pytest.mark.parametrize(
    "target",
    [
        pytest.param(".", id="to the root"),
        pytest.param("sub", id="to a folder that is read where it stands"),
    ],
)
def test_a_link_to_a_folder_that_is_read_anyway_is_no_trouble(tmp_path: Path, target: str) -> None:
    write(describe(tmp_path, LATE), {"sub/b.yaml": "pdplint: 1\n"})
    (tmp_path / "again").symlink_to(target)
    report = ran(tmp_path)
    assert (files_told(tmp_path), report.summary.files) == ([], 2)


def test_folders_at_the_limit_are_looked_into(tmp_path: Path) -> None:
    write(tmp_path.joinpath(*(["d"] * MOST_DEEP)), {"b.yaml": LATE})
    assert (files_told(tmp_path), ran(tmp_path).summary.files) == ([], 1)


@pytest.mark.parametrize(
    ("mode", "name", "message"),
    [
        pytest.param(0o111, "sub", "the folder cannot be listed (Permission denied), so what it holds was not judged: allow it, or leave it out by exclude in pdplint.yaml", id="may be entered and not listed"),
        pytest.param(0o444, "sub/b.yaml", "the file cannot be read: Permission denied", id="may be listed and not entered"),
    ],
)  # fmt: skip
def test_a_folder_without_permission_is_told(
    tmp_path: Path, mode: int, name: str, message: str
) -> None:
    write(describe(tmp_path, "pdplint: 1\norganisation: {}\n"), {"sub/b.yaml": LATE})
    (tmp_path / "sub").chmod(mode)
    try:
        done = as_user("check", "-f", "gitlab", ".", cwd=tmp_path)
    finally:
        (tmp_path / "sub").chmod(0o755)
    assert done.returncode == 1
    assert f'"path": "{name}"' in done.stdout
    assert message in done.stdout


def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": LATE, "b.yaml": LATE.replace("x:", "y:")})
    (tmp_path / "a.yaml").chmod(0)
    done = as_user("check", ".", cwd=tmp_path)
    (tmp_path / "a.yaml").chmod(0o644)
    assert done.returncode == 1
    assert "the file cannot be read: Permission denied" in done.stdout
    assert "flows/y" in done.stdout


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("evil.yaml", id="a file"),
        pytest.param("evil", id="a folder"),
    ],
)
@pytest.mark.parametrize("config", [True, False], ids=["in a workspace", "in none"])
def test_a_named_link_is_of_the_workspace_in_which_it_stands(
    tmp_path: Path, name: str, config: bool
) -> None:
    root = write(tmp_path / "r", {"a.yaml": LATE} | ({"pdplint.yaml": ""} if config else {}))
    write(tmp_path, {"out/f.yaml": LATE.replace("x:", "secret-flow:")})
    (root / name).symlink_to(tmp_path / ("out/f.yaml" if name.endswith("yaml") else "out"))
    if name == "evil" and not config:
        assert ran(root / name).summary.files == 1  # the call names a folder, by whatever name
        return
    report = ran(root / name)
    assert [place for place, _ in files_told(root, root / name)] == [name]
    assert "secret-flow" not in everything(report)


def test_only_a_warning_is_not_something_checked(tmp_path: Path) -> None:
    sparse(tmp_path / "big.yaml", MOST_LOOKED_INTO + 1)
    with pytest.raises(NothingFoundError):
        ran(tmp_path)


# Large files ------------------------------------------------------------------------------------


def sparse(path: Path, size: int, start: bytes = b"", end: bytes = b"") -> Path:
    with path.open("wb") as file:
        file.write(start)
        file.truncate(size)
        file.seek(size - len(end))
        file.write(end)
    return path


@pytest.mark.parametrize(
    ("size", "start", "end", "expected"),
    [
        pytest.param(LIMITS.size, b"pdplint: 1\n#", b"", "control", id="as large as is read: its zeros are told"),
        pytest.param(LIMITS.size + 1, b"pdplint: 1\n#", b"", "size", id="one byte more"),
        pytest.param(LIMITS.size + 1, b"#\n", b"\npdplint: 1\n", "size", id="with its marker at the end"),
        pytest.param(40_000_000_000, b"pdplint: 1\n#", b"", "size", id="40 GB that are sparse"),
        pytest.param(40_000_000_000, b"", b"", "not looked into", id="40 GB without a marker in sight"),
        pytest.param(MOST_LOOKED_INTO, b"x: 1\n", b"", None, id="all of it was looked into, and it is none"),
        pytest.param(MOST_LOOKED_INTO + 1, b"x: 1\n", b"", "not looked into", id="one byte more than is looked into"),
        pytest.param(LIMITS.size + 9, b"flows: {}\nsystems: {}\n", b"", "no marker", id="two keys of the format and no marker"),
    ],
)  # fmt: skip
def test_a_large_file_is_told_in_bounded_time(
    tmp_path: Path, size: int, start: bytes, end: bytes, expected: str | None
) -> None:
    describe(tmp_path, LATE)
    sparse(tmp_path / "big.yaml", size, start, end)
    messages = {
        "control": "The character U+0000 is not allowed in YAML: take it out.",
        "size": f"The file is larger than {LIMITS.size} bytes: split it into several files.",
        "not looked into": f"the file has more than {MOST_LOOKED_INTO} bytes and was not looked into to its end: if it is a description, split it; if it is none, leave it out by exclude in pdplint.yaml",
        "no marker": "this looks like a description and does not say pdplint: 1",
    }
    found = ran(tmp_path).findings
    of_it = [f for f in found if Path(f.place.path).name == "big.yaml"]
    assert [f.message.en for f in of_it] == ([messages[expected]] if expected else [])
    assert {f.severity for f in of_it} <= {"warning" if expected == "not looked into" else "error"}


def test_a_file_that_may_be_a_description_or_not_hides_nothing_else(tmp_path: Path) -> None:
    describe(tmp_path, "pdplint: 1\norganisation: {}\n")
    sparse(tmp_path / "big.yaml", MOST_LOOKED_INTO + 1)
    assert [f for f in ran(tmp_path).findings if f.control == "nothing-described"]


# What looks like a description --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        pytest.param("a.yaml", b"--- {pdplint: 1, flows: {}}\n", id="behind the start of a document"),
        pytest.param("a.yaml", b"%YAML 1.2\n---\n{flows: {},\n pdplint: 1}\n", id="in flow style, not first"),
        pytest.param("a.json", b'{"flows": {}, "pdplint": 1}', id="one line of JSON, not first"),
        pytest.param("a.json", b'{"flows": {"a": {}}, \t"pdplint"\t:\t1}', id="JSON with tabs, which YAML refuses"),
        pytest.param("a.yaml", b"  pdplint: 1\n  flows: {}\n", id="an indented root"),
        pytest.param("a.yaml", b"# x\n\n    flows: {}\n    'pdplint': 1\n", id="an indented root with quotes"),
        pytest.param("a.yaml", b'"pdplint": 1\n', id="in double quotes"),
        pytest.param("a.yaml", b'"\\u0070dp\\x6Cint": 1\n', id="with escapes"),
        pytest.param("a.json", b'{"\\u0070dplint": 1}', id="JSON with escapes"),
        pytest.param("a.yaml", b"&m pdplint: 1\n", id="behind an anchor"),
        pytest.param("a.yaml", b"flows: &f pdplint\n*f : 1\n", id="by an alias"),
        pytest.param("a.yaml", b"? pdplint\n: 1\n", id="an explicit key"),
        pytest.param("a.yaml", b'? "pdp\\\n  lint"\n: 1\n', id="over two lines"),
        pytest.param("a.yaml", b"!!str pdplint: 1\n", id="with a tag"),
        pytest.param("a.yaml", b"x: 1\n---\ny: 2\n---\npdplint: 1\n", id="in a later document"),
        pytest.param("a.yaml", b"pdplint:\nflows: {}\n", id="without a value"),
        pytest.param("a.yaml", b"pdplint: 1", id="without a line end"),
        pytest.param("a.yaml", "﻿--- {pdplint: 1}".encode(), id="after a byte order mark"),
        pytest.param("a.yaml", b"{flows: {x: [}, pdplint: 1\n", id="flow style that is broken"),
        pytest.param("a.yaml", b"\xff\n  pdplint: 1\n", id="no UTF-8"),
        pytest.param("a.yaml", "x: é\npdplint: 1\n".encode("utf-32"), id="UTF-32"),
        pytest.param("A.YAML", b"pdplint: 1\n", id="an ending in capitals"),
        pytest.param("a.Yml", b"pdplint: 1\n", id="an ending in mixed letters"),
        pytest.param("a.JSON", b'{"pdplint": 1}', id="JSON in capitals"),
    ],
)  # fmt: skip
def test_a_marker_is_seen_whatever_its_spelling(tmp_path: Path, name: str, data: bytes) -> None:
    found = find(write(tmp_path, {name: data}).resolve(), [], NO_CONFIG)
    assert [Path(path).name for path in found.descriptions] == [name]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"pdplint:\n  stage: test\n  script: [pdplint check]\n", id="a job of a pipeline"),
        pytest.param(b"hooks: [{id: pdplint}]\n", id="a value"),
        pytest.param(b"tools:\n  pdplint: 1\n", id="a key further in"),
        pytest.param(b"- pdplint: 1\n", id="a key in a list"),
        pytest.param(b"text: |\n  pdplint: 1\n", id="a line of a text"),
        pytest.param(b"x: 'a\n\n  pdplint: 1'\n", id="a line of a text in quotes"),
        pytest.param(b'{"a": "\\u0070dplint"}', id="a value with an escape"),
        pytest.param(b"[pdplint, 1]\n", id="a list"),
        pytest.param(b"a: {flows: {}, systems: {}}\n", id="keys of the format further in"),
        pytest.param(b"? {pdplint: 1}\n: 1\n", id="a key of a key"),
    ],
)  # fmt: skip
def test_what_is_no_marker(tmp_path: Path, data: bytes) -> None:
    found = find(write(tmp_path, {"a.yaml": data}).resolve(), [], NO_CONFIG)
    assert (list(found.descriptions), found.problems, len(found.skipped)) == ([], [], 1)


@pytest.mark.parametrize(
    ("data", "underlined"),
    [
        pytest.param("# x\nflows: {}\nsystems: {}\n", "flows", id="in block style"),
        pytest.param("{x: 1, flows: {}, systems: {}}", "flows", id="in flow style"),
        pytest.param('{"parties": {}, "é": {}, "flows": {}}', "parties", id="JSON on one line"),
        pytest.param("  flows: {}\n  systems: {}\n", "flows", id="indented"),
        pytest.param("é: {x: 1}\nflows: {}\nsystems: [\n", "flows", id="broken further on"),
        pytest.param("pdplint: {}\nflows: {}\nsystems: {}\n", "flows", id="the marker is a block"),
    ],
)
def test_two_keys_of_the_format_without_a_marker_are_told(
    tmp_path: Path, data: str, underlined: str
) -> None:
    write(tmp_path, {"a.yaml": data, "b.yaml": LATE})
    form = [one for one in told(ran(tmp_path).findings, "shape") if "looks like" in one[0]]
    assert form == [("this looks like a description and does not say pdplint: 1", underlined)]


# Spellings of one key at the root, all with the value 1.
PLAIN = st.sampled_from(
    ["pdplint: 1", "pdplint:  1 # x", "pdplint : 1", "'pdplint': 1", '"pdplint": 1']
)
ESCAPES = st.lists(st.sampled_from(["", "x", "u", "U"]), min_size=7, max_size=7).map(
    lambda kinds: '"' + "".join(map(escaped, "pdplint", kinds)) + '": 1'
)
ODD = st.sampled_from(["&a pdplint: 1", "? pdplint\n: 1", "!!str pdplint: 1", "&b 'pdplint' : 1"])
OTHERS = st.lists(
    st.sampled_from(["flows: {}", "x: [1, {pdplint: 2}]", "'é': 'a: b'", 'y: "\\\\"', "z: '#'"]),
    max_size=3,
    unique=True,
)


def escaped(char: str, kind: str) -> str:
    digits = {"x": 2, "u": 4, "U": 8}
    return f"\\{kind}{ord(char):0{digits[kind]}x}" if kind else char


@st.composite
def spelled(draw: st.DrawFn) -> tuple[str, bytes]:
    """Draw the name and bytes of a file with the marker, in some spelling at some place."""
    key = draw(PLAIN | ESCAPES | ODD)
    others = draw(OTHERS)
    at = draw(st.integers(0, len(others)))
    lines = [*others[:at], key, *others[at:]]
    indent = " " * draw(st.integers(0, 4))
    if "\n" not in key and draw(st.booleans()):
        body = draw(st.sampled_from(["{%s}", "--- {%s}\n", "  {\n %s\n}\n"])) % ",\n ".join(
            one.partition(" #")[0] for one in lines
        )
    else:
        body = "".join(f"{indent}{line}\n" for one in lines for line in one.split("\n"))
    start = draw(st.sampled_from(["", "\ufeff", "# comment\n\n", "---\n", "a: 1\n---\n"]))
    if body.startswith("---") and start == "---\n":
        start = ""
    ending = draw(st.sampled_from([".yaml", ".yml", ".YAML", ".json", ".Yml"]))
    text = start + body
    return f"file{ending}", (text.replace("\n", "\r\n") if draw(st.booleans()) else text).encode()


@given(spelled())
@settings(max_examples=300)
def test_every_spelling_of_a_marker_is_one(file: tuple[str, bytes]) -> None:
    _, data = file
    assert signs_of(data).is_description


KINDS_OF_NODE = (
    "description", "other", "near", "empty",
    "link-in", "link-out", "link-nowhere", "loop", "pipe", "folder", "folder-link-in", "folder-link-out",
)  # fmt: skip


@st.composite
def trees(draw: st.DrawFn) -> list[tuple[str, str, Any]]:
    """Draw what stands in a workspace: a name, what it is, and what it is made of."""
    count = draw(st.integers(1, 6))
    made = []
    for index in range(count):
        kind = draw(st.sampled_from(KINDS_OF_NODE))
        below = draw(st.sampled_from(["", "sub/", "sub/deep/"]))
        name, data = draw(spelled())
        stem, ending = name.rsplit(".", 1)
        made.append((f"{below}{stem}-{index}.{ending}", kind, data))
    return made


def build(root: Path, nodes: list[tuple[str, str, Any]], elsewhere: Path) -> None:
    for name, kind, data in nodes:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if kind in {"description", "other", "near", "empty"}:
            texts = {"other": b"x: 1\n", "near": b"flows: {}\nsystems: {}\n", "empty": b""}
            path.write_bytes(texts.get(kind, data))
        elif kind == "pipe":
            os.mkfifo(path)
        elif kind == "folder":
            write(path, {"inner.yaml": data})
        else:
            targets = {
                "link-in": root / "inside.txt", "link-out": elsewhere / "secret.yaml",
                "link-nowhere": root / "nowhere.yaml", "loop": path,
                "folder-link-in": root / "sub", "folder-link-out": elsewhere,
            }  # fmt: skip
            path.symlink_to(targets[kind])


@given(trees())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_below_the_root_is_judged_or_told_and_what_is_not_is_never_quoted(
    tmp_path_factory: pytest.TempPathFactory, nodes: list[tuple[str, str, Any]]
) -> None:
    base = tmp_path_factory.mktemp("tree")
    root, elsewhere = base / "r", base / "elsewhere"
    write(
        elsewhere, {"secret.yaml": LATE + "# S3CRET\n", "more.yaml": LATE.replace("x:", "S3CRET:")}
    )
    write(root, {"inside.txt": "pdplint: 1\n", "sub/own.yaml": "pdplint: 1\n"})
    build(root, nodes, elsewhere)
    found = find(root.resolve(), [], NO_CONFIG)
    assert not any(b"S3CRET" in data for data in found.descriptions.values())
    assert "S3CRET" not in everything(reported(root))
    problems = {problem.place.path for problem in found.problems}
    for name, kind, _ in nodes:
        shown = str(root.resolve() / name)
        if kind in {"other", "empty"}:
            assert shown in found.skipped
        elif kind == "description":
            assert shown in found.descriptions
        elif kind == "folder":
            assert f"{shown}/inner.yaml" in found.descriptions
        elif kind == "link-in":
            assert shown in found.descriptions
        elif kind == "folder-link-in":
            assert shown not in problems  # what it leads to is read where it stands
        else:
            assert shown in problems


# Papers -----------------------------------------------------------------------------------------

NOTICE = "pdplint: 1\nnotices: {n: {document: %s}}\n"


def papers_told(root: Path) -> list[str]:
    return [f.message.en for f in ran(root).findings if f.control in {"file", "paper"}]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        pytest.param("p.md", b"", "p.md has no text in it, so it is no paper", id="empty"),
        pytest.param("p.md", b" \n\t\r\n\x00\xef\xbb\xbf", "p.md has no text in it, so it is no paper", id="white space"),
        pytest.param("p.md", "\u200b\u00a0\u2028".encode(), "p.md has no text in it, so it is no paper", id="what nobody sees"),
        pytest.param("p.pdf", b" " * MOST_SKIMMED + b"x", "p.pdf has no text in it, so it is no paper", id="no text at its beginning"),
        pytest.param("p.pdf", b" " * (MOST_SKIMMED - 1) + b"x", None, id="text just at its beginning"),
        pytest.param("p.md", b"x" * MOST_PAPER, None, id="as much Markdown as is read"),
        pytest.param("p.md", b"x" * (MOST_PAPER + 1), "p.md: the file has more than 2000000 bytes: split it", id="one byte more"),
        pytest.param("p.pdf", b"%PDF-1.7\xff\xfe\x00", None, id="a PDF"),
        pytest.param("p.png", b"\x89PNG\r\n\x1a\n", None, id="a picture"),
        pytest.param("p.txt", "thông báo".encode("utf-16"), None, id="UTF-16"),
        pytest.param("a.yaml", None, "a.yaml is a file of pdplint (a description, config, waivers or baseline) and no paper", id="the description itself"),
        pytest.param("pdplint.yaml", b"# notice\n", "pdplint.yaml is a file of pdplint (a description, config, waivers or baseline) and no paper", id="the config"),
        pytest.param("waivers.yaml", b"waivers: []\n", "waivers.yaml is a file of pdplint (a description, config, waivers or baseline) and no paper", id="the waivers"),
        pytest.param("pdplint-baseline.yaml", b"version: 1\nfindings: []\n", "pdplint-baseline.yaml is a file of pdplint (a description, config, waivers or baseline) and no paper", id="the baseline"),
        pytest.param("p.txt", b"pdplint: 1\n", "p.txt is a file of pdplint (a description, config, waivers or baseline) and no paper", id="a copy of a description"),
        pytest.param("p.md", b"# Example JSC\n", "p.md still holds Example JSC, which `pdplint init` put there: write what is true of you", id="with what init left"),
    ],
)  # fmt: skip
def test_a_paper_counts_once_it_can_be_one(
    tmp_path: Path, name: str, data: bytes | None, message: str | None
) -> None:
    write(tmp_path, {"a.yaml": NOTICE % name} | ({} if data is None else {name: data}))
    assert papers_told(tmp_path) == ([] if message is None else [message])


@pytest.mark.parametrize(
    ("how", "message"),
    [
        pytest.param("link", "p.md leads out of the workspace", id="a link out"),
        pytest.param("pipe", "p.md: the file cannot be read: it is no regular file", id="a pipe"),
        pytest.param(
            "loop", "p.md: the file cannot be read: the link leads to itself", id="a loop"
        ),
        pytest.param("sparse", "p.md: the file has more than 2000000 bytes: split it", id="40 GB"),
        pytest.param(
            "socket", "p.md: the file cannot be read: it is no regular file", id="a socket"
        ),
    ],
)
def test_a_paper_that_is_no_regular_file_of_the_workspace_is_told(
    tmp_path: Path, how: str, message: str
) -> None:
    write(tmp_path, {"r/a.yaml": NOTICE % "p.md", "secret": SECRET})
    make_odd(tmp_path / "r/p.md", how, tmp_path / "secret")
    assert papers_told(tmp_path / "r") == [message]


def test_a_paper_outside_is_told_alike_be_it_there_or_not(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "r/a.yaml": NOTICE % "../secret",
            "r/b.yaml": "pdplint: 1\nnotices: {m: {document: ../none}}\n",
            "secret": SECRET,
        },
    )
    assert papers_told(tmp_path / "r") == [
        "../secret leads out of the workspace",
        "../none leads out of the workspace",
    ]  # fmt: skip


MATTERS = """\
pdplint: 1
organisation: {name: A, incidents: {plan: %s}, officer: {document: %s}}
notices: {n: {document: %s}, m: {document: %s}}
"""


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        pytest.param(("p.md",) * 4, ["p.md stands for 3 different matters (incidents.plan, notices.document, officer.document): a reader has to find each; name its own paper or #heading for each"], id="three matters"),
        pytest.param(("q.md", "p.md", "p.md", "p.md"), [], id="two matters, one of them at two places"),
        pytest.param(("p.md#a", "p.md#b", "p.md", "p.md"), [], id="a heading is a paper of its own"),
        pytest.param(("p.md#a",) * 4, ["p.md#a stands for 3 different matters (incidents.plan, notices.document, officer.document): a reader has to find each; name its own paper or #heading for each"], id="one heading for three matters"),
    ],
)  # fmt: skip
def test_one_paper_for_more_than_two_matters_is_a_note(
    tmp_path: Path, papers: tuple[str, ...], expected: list[str]
) -> None:
    write(tmp_path, {"a.yaml": MATTERS % papers, "p.md": "# A\n# B\n", "q.md": "q"})
    found = [f for f in ran(tmp_path).findings if f.control == "paper"]
    assert [f.message.en for f in found] == expected
    assert {f.severity for f in found} <= {"note"}


def test_notes_on_papers_can_be_ignored_and_stop_no_baseline(tmp_path: Path) -> None:
    text = MATTERS % (("p.md",) * 4)
    write(tmp_path, {"a.yaml": text, "p.md": "p", "pdplint.yaml": "ignore: [paper]\n"})
    assert papers_told(tmp_path) == []
    (tmp_path / "pdplint.yaml").unlink()
    assert called("baseline", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("Example JSC", ["Example JSC is what `pdplint init` put here: write what is true of you"], id="as init wrote it"),
        pytest.param("Example Shop JSC", [], id="another name"),
    ],
)  # fmt: skip
def test_the_name_that_init_wrote_is_told(tmp_path: Path, name: str, expected: list[str]) -> None:
    describe(tmp_path, f"pdplint: 1\norganisation: {{name: {name}}}\n")
    assert papers_told(tmp_path) == expected


# Policies ---------------------------------------------------------------------------------------


def test_a_folder_of_policies_that_is_a_link_out_stops_the_run(tmp_path: Path) -> None:
    write(tmp_path, {"r/a.yaml": LATE, "r/pdplint.yaml": "policies: [own]\n", "out/x.yaml": SECRET})
    (tmp_path / "r/own").mkdir()
    (tmp_path / "r/own/controls").symlink_to(tmp_path / "out")
    with pytest.raises(UsageError, match="own/controls: this link leads out of what is read here"):
        ran(tmp_path / "r")


# Bounded work -----------------------------------------------------------------------------------


def calls(act: Callable[[], object]) -> int:
    """Return how many functions an act calls, of Python and of C: a unit that no clock disturbs."""
    count = 0

    def profile(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(profile)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


def test_files_that_the_call_names_cost_what_they_are_and_not_their_square(tmp_path: Path) -> None:
    counts = []
    for number in (50, 100):
        root = write(tmp_path / str(number), {f"{i}.yaml": "pdplint: 1\n" for i in range(number)})
        paths = sorted(root.iterdir())

        def signs(root: Path = root, paths: list[Path] = paths) -> None:
            [(found_root, own)] = roots_of(paths).items()
            assert (found_root, own) == (root.resolve(), paths)
            found = find(found_root, own, NO_CONFIG)
            named = Named(paths)
            assert [named.over(shown) for shown in found.descriptions] == [(one,) for one in paths]

        signs()
        counts.append(calls(signs))
    assert counts[1] <= 2.2 * counts[0]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("# x" + " " * 1_900_000 + "y", id="spaces inside of a heading"),
        pytest.param("#" * 1_900_000, id="hashes"),
        pytest.param("# x " + "# " * 900_000, id="hashes that close"),
        pytest.param(("# a" + " " * 50 + "\n") * 30_000, id="many headings"),
    ],
)
def test_a_paper_of_hostile_headings_is_read_in_one_pass(tmp_path: Path, line: str) -> None:
    write(tmp_path, {"a.yaml": NOTICE % "'p.md#here'", "p.md": f"{line}\n# Here\n"})
    assert papers_told(tmp_path) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\n" + b" " * 1_900_000, id="one line of spaces"),
        pytest.param(b"{ " * 900_000, id="open blocks"),
        pytest.param(b"\n" + b"--- " * 400_000 + b"pdplin", id="starts of documents"),
        pytest.param(b"flows" + b" " * 1_900_000 + b"systems", id="spaces after a key"),
        pytest.param(b"\xff\n&" + b"a" * 1_900_000 + b" pdplint", id="an anchor without an end"),
        pytest.param(b"flows, systems" + b"[" * 1_900_000, id="open lists"),
    ],
)
def test_a_file_of_hostile_bytes_is_looked_at_in_one_pass(data: bytes) -> None:
    assert not signs_of(data).is_description


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b'a: %s\n"\\x70dplint": 1\n', True, id="the marker in escapes behind it"),
        pytest.param(b"a: %s\n--- {&x pdplint: 1}\n", True, id="in a later document"),
        pytest.param(b"- %s\n- pdplint\n", True, id="the word alone, as more cannot be told"),
        pytest.param(b"a: %s\nflows: 1\nname: 2\n", False, id="no word, and one key of the format"),
    ],
)
def test_what_lies_behind_deep_nesting_is_not_passed_over(data: bytes, expected: bool) -> None:
    deep = data % (b"[" * 2_000 + b"]" * 2_000)
    assert signs_of(deep).is_description is expected


def test_nesting_is_looked_into_as_far_as_a_limit_whatever_libyaml_has() -> None:
    counts = [calls(lambda n=n: signs_of(b"a: pdplint\nb: " + b"[" * n)) for n in (5_000, 50_000)]  # type: ignore[misc]
    assert counts[0] == counts[1]
