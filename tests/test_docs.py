"""Every command in README.md and docs/*.md does what stands there.

A block ```console is run: a line that begins with `$ ` is a command, the lines after it are what
it prints, and `…` leaves something out: in a line of its own any number of lines, else some of its
line. A document is one session of a shell, in a new folder with `examples/` in it, and the output
is that of both streams. `<!-- write: FILE -->` above a block writes the block into a file there.

A block ```sh is not run, for want of a network: its options of pdplint have to exist.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from pdplint.format.fields import split
from pdplint.policy.operators import OPERATORS
from tests.workspaces import ROOT, library, pdplint

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BUILT = ROOT / "docs" / "reference"
"""What `make reference` writes; a checkout does not have it."""

_FENCE = re.compile(
    r"(?:^<!-- (?P<mark>[^>]*) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_CALL = re.compile(r"\bpdplint (?P<command>[a-z]+)(?P<rest>(?: [^|;&\n]*)?)")
_OPTION = re.compile(r"(?<![\w-])--?[a-zA-Z][\w-]*")


class Block(NamedTuple):
    """A fenced block: what is marked above it, its language, its text, its first line's number."""

    mark: str
    kind: str
    text: str
    line: int


def blocks(document: Path) -> list[Block]:
    text = document.read_text("utf-8")
    return [
        Block(
            found["mark"] or "",
            found["kind"],
            found["text"],
            text.count("\n", 0, found.start("text")) + 1,
        )
        for found in _FENCE.finditer(text)
    ]


def block(document: str, mark: str) -> str:
    """Return the one block of a document that stands under a mark."""
    (found,) = [one for one in blocks(ROOT / document) if one.mark == mark]
    return found.text


def commands(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a console block with the output that is shown."""
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def pattern(shown: str) -> str:
    """Return a regular expression for an output in which `…` leaves something out."""
    made = []
    for line in shown.splitlines():
        if line.strip() == "…":
            made.append(r"(?:.*\n)*?")
        else:
            made.append(".*".join(map(re.escape, line.split("…"))) + r"\n")
    return "".join(made)


class Shell:
    """One session: the folder, variables and exit code go from command to command."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(ROOT / "examples", folder / "examples")
        self.folder = folder
        self.at = folder
        self.code = 0
        dropped = {"NO_COLOR", "PDPLINT_DEBUG", "COLUMNS"}
        self.environment = {
            **{
                key: value
                for key, value in os.environ.items()
                if key not in dropped and not key.startswith("GIT_")
            },
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "GIT_CONFIG_GLOBAL": os.devnull,
            **dict.fromkeys(("GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"), "Somebody"),
            **dict.fromkeys(("GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"), "s@shop.example"),
        }

    def run(self, command: str) -> str:
        """Run a command and return what it printed."""
        state = self.folder / ".state"
        script = f"(exit {self.code})\n{command}\ncode=$?; pwd >{state}; exit $code"
        done = subprocess.run(
            ["bash", "-c", script],  # noqa: S607 whichever the reader has
            cwd=self.at,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        self.code = done.returncode
        self.at = Path(state.read_text("utf-8").strip())
        return done.stdout

    def write(self, name: str, text: str) -> None:
        path = self.at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def surprises(document: Path, shell: Shell) -> Iterator[str]:
    """Yield where a document shows something else than what comes out."""
    for one in blocks(document):
        if one.mark.startswith("write: "):
            shell.write(one.mark.removeprefix("write: "), one.text)
        elif one.kind == "console":
            for command, shown in commands(one.text):
                printed = shell.run(command)
                if not re.fullmatch(pattern(shown), printed):
                    missing = _first_missing(shown, printed)
                    where = f"{document.name}:{one.line}: $ {command}"
                    yield f"{where}\ndoes not print: {missing}\n{_end(printed)}"


def _end(printed: str, lines: int = 20) -> str:
    """Return the last lines: counts stand there, and they are what changes."""
    kept = printed.splitlines(keepends=True)[-lines:]
    return "".join(kept)


def _first_missing(shown: str, printed: str) -> str:
    lines = shown.splitlines(keepends=True)
    for count, line in enumerate(lines, 1):
        if not re.match(pattern("".join(lines[:count])), printed):
            return line
    return "(nothing more, where more is printed)"


@pytest.mark.parametrize("document", [pytest.param(one, id=one.name) for one in DOCUMENTS])
def test_what_the_documents_show_is_what_comes_out(document: Path, tmp_path: Path) -> None:
    found = list(surprises(document, Shell(tmp_path.resolve())))
    assert not found, "\n".join(found)


@cache
def options(command: str) -> frozenset[str]:
    """Return the options of a command, as its help has them."""
    done = pdplint(command, "--help")
    assert done.returncode == 0, f"there is no command {command}"
    return frozenset(_OPTION.findall(done.stdout))


@pytest.mark.parametrize("document", [pytest.param(one, id=one.name) for one in DOCUMENTS])
def test_options_that_documents_name_exist(document: Path) -> None:
    named = [
        (f"{document.name}:{one.line}", call["command"], option)
        for one in blocks(document)
        if one.kind in {"sh", "console"}
        for call in _CALL.finditer(one.text)
        for option in _OPTION.findall(call["rest"])
    ]
    assert [what for what in named if what[2] not in options(what[1])] == []


@pytest.mark.parametrize("document", [pytest.param(one, id=one.name) for one in DOCUMENTS])
def test_links_between_documents_lead_somewhere(document: Path) -> None:
    assert [target for target in _links(document) if not _leads(document, target)] == []


def _links(document: Path) -> list[str]:
    text = re.sub(r"^```.*?^```$", "", document.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]


def _leads(document: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    path = document.parent / name if name else document
    if not path.exists() or path.resolve().is_relative_to(BUILT):
        return False
    return not anchor or anchor in {_slug(one) for one in _headings(path)}


def _headings(path: Path) -> list[str]:
    return re.findall(r"^#{1,6} (.+)$", path.read_text("utf-8"), re.MULTILINE)


def _slug(heading: str) -> str:
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


def make_reference(folder: Path) -> Path:
    made = subprocess.run(
        [sys.executable, ROOT / "docs" / "make.py", folder],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr.decode("utf-8", "replace")
    return folder


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the reference, as `make reference` writes it."""
    return make_reference(tmp_path_factory.mktemp("built") / "reference")


@pytest.mark.parametrize("suffix", ["", ".vi"])
def test_the_reference_has_every_clause_and_control_in_both_languages(
    reference: Path, suffix: str
) -> None:
    titles = _headings(reference / f"controls{suffix}.md")
    assert [control for control in library().controls if control not in titles] == []
    for regime in library().regimes.values():
        ledger = (reference / f"{regime.id}{suffix}.md").read_text("utf-8")
        titles = _headings(reference / f"{regime.id}-clauses{suffix}.md")
        assert [one.ref for one in regime.clauses if one.ref not in titles] == []
        assert [one.ref for one in regime.clauses if f"- **{one.id}** " not in ledger] == []


def test_the_reference_has_every_field_and_operator(reference: Path) -> None:
    fields = (reference / "format.md").read_text("utf-8")
    named = ["/".join(split(path)) for path, _ in library().table.walk()]
    assert [name for name in named if f"| `{name}` |" not in fields] == []
    titles = _headings(reference / "operators.md")
    assert [name for name in OPERATORS if name not in titles] == []


def test_links_in_the_reference_lead_somewhere_and_to_every_page(reference: Path) -> None:
    pages = sorted(reference.glob("*.md"))
    links = {page.name: _links(page) for page in pages}
    assert [to for page in pages for to in links[page.name] if not _leads(page, to)] == []
    assert {page.name for page in pages} == {"README.md", *links["README.md"]}


def test_pages_of_an_earlier_reference_go_and_what_somebody_wrote_stays(
    reference: Path, tmp_path: Path
) -> None:
    earlier = (reference / "format.md").read_text("utf-8")
    (tmp_path / "no-more.md").write_text(earlier, "utf-8")
    (tmp_path / "own.md").write_text("# Ours\n", "utf-8")
    made = {path.name for path in make_reference(tmp_path).iterdir()}
    assert made == {path.name for path in reference.iterdir()} | {"own.md"}


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        pytest.param("a\n", "a\n", True, id="the same"),
        pytest.param("a\n", "a\nb\n", False, id="more is printed"),
        pytest.param("", "b\n", False, id="something where nothing is shown"),
        pytest.param("…\nb\n", "a\na\nb\n", True, id="lines left out"),
        pytest.param("…\nb\n", "b\n", True, id="no line left out"),
        pytest.param("a … c\n", "a b c\n", True, id="part of a line left out"),
        pytest.param("a … c\n", "a b\nc\n", False, id="a line is not left out within a line"),
        pytest.param("a.c\n", "abc\n", False, id="a dot is a dot"),
    ],
)
def test_an_ellipsis_leaves_out_lines_or_part_of_one(shown: str, printed: str, same: bool) -> None:
    assert bool(re.fullmatch(pattern(shown), printed)) is same
