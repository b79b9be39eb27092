"""Nothing that pdplint prints is obeyed: by a terminal, or by what reads the log of a build."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unicodedata import category

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdplint.model.place import Place, Span
from pdplint.model.report import Graph, GraphEdge, GraphNode
from pdplint.model.text import plain
from pdplint.report import formats, render
from pdplint.report._screen import inert, unobeyed
from pdplint.report._snippet import strip
from pdplint.report.pages.map import FORMATS as MAPS
from tests.report.test_html import all_of
from tests.report.test_sarif import HOSTILE
from tests.report.test_text import finding, report, text
from tests.workspaces import ROOT, called, describe, write

if TYPE_CHECKING:
    from collections.abc import Iterator

# What readers obey --------------------------------------------------------------------------------

STYLE = re.compile(r"\x1b\[[0-9;]*m")
# `::: ` is our sign for a further place; no command of a runner is called `:`.
AT_START = re.compile(r"\s*::(?!: )")
ANYWHERE = re.compile(r"##\w*\[")
HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}

COMMANDS = [
    "::stop-commands::x",
    "\n::add-mask::a\r\n ::error::x",
    "##[error]x",
    "a ##vso[task.setvariable variable=x]y",
    "##teamcity[buildStatus status='SUCCESS']",
    "a ::error::x ##[group]y " * 30,
    "\x1b[2J\x1b]0;x\x07\x9b31m",
    "\u202edcba\u2066\u200b\u2028x",
    "###[x]##[",
]
PARTS = [*":#[] \t\n\rx", "##[", "::", "##vso[", "\x1b[1m", "\x85", "\u202e", "\u3000"]
MARKS = st.lists(st.sampled_from(PARTS), max_size=30).map("".join)
WORDS = st.one_of(st.sampled_from([*COMMANDS, *HOSTILE]), MARKS, st.text(max_size=30))


def obeyed(printed: str) -> list[str]:
    """Return the lines that a terminal or the reader of a log would obey."""
    return [line for line in printed.split("\n") if _is_obeyed(line)]


def _is_obeyed(line: str) -> bool:
    if any(category(char) in HIDDEN for char in line):
        return True
    return bool(AT_START.match(line) or ANYWHERE.search(line))


# Lines --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        pytest.param("::stop-commands::x", "\\u003a:stop-commands::x", id="GitHub's, at the start"),
        pytest.param("  \t::error::x", "  \t\\u003a:error::x", id="behind white space"),
        pytest.param("\u3000::a::x", "\u3000\\u003a:a::x", id="behind white space of any kind"),
        pytest.param("a\n::a::x", "a\n\\u003a:a::x", id="in a later line"),
        pytest.param("\x1b[1m ::a::\x1b[0m", "\x1b[1m \\u003a:a::\x1b[0m", id="behind a style"),
        pytest.param(":::a::x", "\\u003a::a::x", id="three colons and a word"),
        pytest.param("a ::error::x", "a ::error::x", id="not at the start: nobody obeys it"),
        pytest.param("  ::: flows.yaml:1:1", "  ::: flows.yaml:1:1", id="our own sign stays"),
        pytest.param("##[error]x", "#\\u0023[error]x", id="GitHub's older form"),
        pytest.param("a##[b", "a#\\u0023[b", id="anywhere"),
        pytest.param("##vso[a]", "#\\u0023vso[a]", id="Azure's"),
        pytest.param("##teamcity[a]", "#\\u0023teamcity[a]", id="TeamCity's"),
        pytest.param("####[a]", "###\\u0023[a]", id="of many signs the last two"),
        pytest.param("##\x1b[0m[a]", "#\\u0023\x1b[0m[a]", id="with a style between"),
        pytest.param("## [x] ## a[0]", "## [x] ## a[0]", id="headings stay"),
    ],
)
def test_what_a_log_reader_obeys_has_one_character_written_out(line: str, shown: str) -> None:
    assert unobeyed(line) == shown
    assert unobeyed(shown) == shown


@given(WORDS)
def test_no_text_is_obeyed_as_a_line(word: str) -> None:
    assert obeyed(unobeyed(inert(word))) == []
    assert obeyed(STYLE.sub("", unobeyed(f"\x1b[1m{inert(word)}\x1b[0m"))) == []


@pytest.mark.parametrize(
    "many",
    [" " * 500_000, " \x1b[1m" * 200_000, "#" * 200_000, "##a" * 200_000, "##" + "a" * 500_000],
    ids=["white space", "styles", "signs", "signs and letters", "one sign and letters"],
)
def test_long_lines_are_looked_at_once(many: str) -> None:
    """That it comes to an end shows it: looked at again from each place, it would take hours."""
    assert unobeyed(f"{many}x") == f"{many}x"


def test_a_line_that_was_wrapped_is_not_obeyed() -> None:
    """Not in the file, but on the page the command comes to the start of a line."""
    words = "word " * 30 + "::stop-commands::x " + "word " * 30
    for width in range(40, 120):
        printed = text(finding(help=plain(words), message=plain(words)), width=width)
        assert obeyed(printed) == []
        assert "stop-commands::x" in printed


def test_an_underline_lies_under_its_place_behind_what_is_written_out() -> None:
    line = 'a: "##[error] ##vso[x]" # 3d'
    shown = strip(line, line.index("3d"), len(line), 80)
    assert shown.text == 'a: "#\\u0023[error] #\\u0023vso[x]" # 3d'
    assert shown.text[shown.begin : shown.begin + shown.length] == "3d"
    span = Span(1, len(line) - 1, 1, len(line) + 1)
    printed = text(finding(place=Place("a.yaml", 0, (), span)), lines={"a.yaml": (line,)})
    (above, below) = re.findall(r"\n *1 \| (.*)\n +\| ( *\^\^)", printed)[0]
    assert above[len(below) - 2 :] == "3d"


# Formats ------------------------------------------------------------------------------------------


def map_of(word: str) -> Graph:
    """Return a map in which a text is every name."""
    kinds = ("system", "party", "subject")
    nodes = [GraphNode(f"{kind}/a", plain(word), kind, plain(word), 1) for kind in kinds]
    edge = GraphEdge("system/a", "party/a", word, crossing=True, findings=1, data=(word, word))
    return Graph(tuple(nodes), (edge,))


def reports(word: str, lang: str) -> Iterator[str]:
    made = all_of(word)
    for name in formats():
        printed = render(name, made, lang)
        if name == "github":  # its own commands are obeyed, and no others: see its tests
            printed = re.sub(r"(?m)^::(error|warning|notice) ", "", printed)
        yield printed
    for width in (40, 100):
        yield STYLE.sub("", render("text", made, lang, color=True, width=width))
    for draw in MAPS.values():
        yield draw(map_of(word), lang)


@pytest.mark.parametrize("word", COMMANDS)
def test_no_line_of_a_report_is_obeyed(word: str) -> None:
    for printed in reports(word, "en"):
        assert obeyed(printed) == []


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.sampled_from(["en", "vi"]))
def test_no_text_makes_a_line_of_a_report_obeyed(word: str, lang: str) -> None:
    for printed in reports(word, lang):
        assert obeyed(printed) == []


def test_json_says_what_was_there() -> None:
    word = "##[error] ::stop-commands::x"
    made = json.loads(render("json", report(finding(subject=word)), "en"))
    assert made["workspaces"][0]["findings"][0]["subject"] == word


# The command line ---------------------------------------------------------------------------------


def said(*arguments: str) -> tuple[int, str]:
    """Return the exit code of a call in this process, and what it printed on both streams."""
    done = called(*arguments, cwd=Path.cwd())
    return done.returncode, done.stdout + done.stderr


def calls(word: str, name: str) -> list[list[str]]:
    """Return calls that print what files, keys and arguments hold."""
    signed = ["--reason", word, "--approver", word, "--ticket", word, "--until", "2099-01-01"]
    every = [["check", ".", "-f", one] for one in formats() if one != "github"]
    every += [["graph", "."], ["graph", ".", "-f", "dot"], ["check", name], ["check", word]]
    every += [["check", f"--{option}", word] for option in OPTIONS]
    every += [["check", f"--{word}"], ["check", "-f", f"json={name}/x"], ["check", "-f", word]]
    every += [["explain", "deletion-deadline", one] for one in ("flows/x", word)]
    every += [["explain", word], ["clauses", "--regime", word], ["schema", word], ["test", word]]
    every += [["config", "."], ["config", ".", "-f", "json"], ["config", word], ["baseline", word]]
    every += [["waive", word, ".", *signed], ["waive", "a.yaml:1", ".", *signed], [word]]
    every += [["init", name], ["init", ".", "--service", word], ["baseline", "."]]
    return every


OPTIONS = ["changed-since", "select", "regime", "root", "waivers", "config", "as-of", "fail-on"]
NAMES = [
    "check-text",
    "a\n::stop-commands::x.yaml",
    "##[error]x.yaml",
    "\x1b[2J\u202ex.yaml",
    "::add-mask::x.yaml",
]


def lay_out(word: str, name: str) -> None:
    """Describe, configure and waive with a text in every place, in the working folder."""
    key = f"{word}!"
    flow = {"role": "controller", "rights": {"delete": {"within": word}}, key: word, "from": word}
    late = {"role": "controller", "rights": {"delete": {"within": "49h"}}, "legal_basis": word}
    for file, flows in (("a.yaml", {"x": flow, key: flow}), (name, {"x": late, "y": late})):
        described = {"pdplint": 1, "flows": flows, "notices": {"n": {"document": word}}}
        Path(file).write_text(json.dumps(described), "ascii")
    waiver = dict.fromkeys(("control", "subject", "reason", "approver", "ticket"), word)
    waived = [{**waiver, "kind": "shortfall", "clauses": [word], "until": "2099-01-01"}]
    Path("waivers.yaml").write_text(json.dumps({"waivers": waived}), "ascii")


def check_calls(word: str, name: str, chosen: list[list[str]]) -> None:
    with TemporaryDirectory() as folder, chdir(folder):
        lay_out(word, name)
        for config in ({"include": ["*"], "exclude": [word]}, {word: word}):
            Path("pdplint.yaml").write_text(json.dumps(config), "ascii")
            for call in chosen:
                code, printed = said(*call)
                assert obeyed(printed) == [], call
                assert code in {0, 1, 2, 4}, (call, printed)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        pytest.param(COMMANDS[0], NAMES[1], id="stop-commands"),
        pytest.param(COMMANDS[1], NAMES[2], id="add-mask"),
        pytest.param(COMMANDS[2], NAMES[1], id="error"),
        pytest.param(COMMANDS[6] + COMMANDS[7], NAMES[2], id="a terminal's escapes"),
    ],
)
def test_no_line_of_a_command_is_obeyed(word: str, name: str) -> None:
    check_calls(word, name, calls(word, name))


def _is_possible(word: str) -> bool:
    """Tell whether a text can be an argument."""
    try:
        return b"\0" not in os.fsencode(word)
    except UnicodeEncodeError:
        return False


ARGUMENTS = WORDS.filter(_is_possible)
COUNT = len(calls("x", "x"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(ARGUMENTS, st.sampled_from(NAMES), st.integers(0, COUNT - 1))
def test_no_text_makes_a_line_of_a_command_obeyed(word: str, name: str, number: int) -> None:
    check_calls(word, name, [calls(word, name)[number]])


def test_a_line_end_in_what_a_message_quotes_begins_no_line(tmp_path: Path) -> None:
    """Nobody but pdplint begins a line of pdplint: else whoever names a file adds messages."""
    word = "x\npdplint: all is well"
    for call in (("check", word), ("check", "--regime", word), ("explain", word), (word,)):
        done = called(*call, cwd=describe(tmp_path, "pdplint: 1\n"))
        assert done.returncode == 2
        assert "all is well" in done.stderr
        assert not [one for one in done.stderr.splitlines() if one.startswith("pdplint: all")]
    write(tmp_path, {"pdplint.yaml": json.dumps({word: 1, f"{word}!": 1})})
    done = called("check", ".", cwd=tmp_path)
    assert len(done.stderr.splitlines()) == 2  # one line a problem


def test_explain_shows_what_a_description_holds_and_nothing_obeys_it(tmp_path: Path) -> None:
    hostile = "\\u001b[2J\\u202e ##[error]x\\n- require: all is well"
    flow = f'{{role: controller, rights: {{delete: {{within: "{hostile}"}}}}, from: "{hostile}"}}'
    describe(tmp_path, f"pdplint: 1\nflows: {{x: {flow}}}\n")
    for subject in ("flows/x", "flows/\x1b[31m"):
        done = called("explain", "deletion-deadline", subject, "--root", tmp_path)
        assert obeyed(done.stdout + done.stderr) == []
        assert not re.search("^- require: all", done.stdout, re.MULTILINE)


def test_an_error_of_ours_is_inert_with_its_traceback_too(tmp_path: Path) -> None:
    code = (
        "import pdplint.cli as cli, click\n"
        "def fail(*_, **__): raise RuntimeError('\\x1b[2J\\n::stop-commands::x\\n##[error]y')\n"
        "cli.pdplint.main = fail\n"
        "cli.main([])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PDPLINT_DEBUG": "1", "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 3
    assert "RuntimeError" in done.stderr
    assert obeyed(done.stderr) == []


def test_every_command_prints_through_the_streams() -> None:
    """What a command prints by itself would be inert only while somebody thinks of it."""
    bare = {
        (path.name, node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
        for path in (ROOT / "pdplint" / "cli").glob("*.py")
        if path.name != "_streams.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)
    }
    assert [one for one in bare if one[1] in {"echo", "secho", "print", "print_exception"}] == []
