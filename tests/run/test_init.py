from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from pdplint.model.text import LANGUAGES
from pdplint.run.resources import Resources, shipped_regimes
from pdplint.run.starter import CONFIG, DESCRIPTION, SAMPLES, starter
from pdplint.run.starting import known_services, new_workspace, write_workspace
from pdplint.text.reader import read
from tests.support import schema
from tests.workspaces import TODAY, called, ran, write

if TYPE_CHECKING:
    from collections.abc import Iterator

BOTH = ("--service", "e_commerce", "--regime", "vn-draft-2021")
FILES = {
    CONFIG,
    DESCRIPTION,
    ".pdplint/config.schema.json",
    ".pdplint/description.schema.json",
}
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.MULTILINE)

every_service = pytest.mark.parametrize("service", known_services())
every_language = pytest.mark.parametrize("lang", LANGUAGES)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def begun(folder: Path, *services: str, lang: str = "en", regime: str = "vn-draft-2021") -> Path:
    """Write the starter for some services into a folder and return it."""
    write_workspace(folder, new_workspace(services, regime, TODAY, lang), force=False)
    return folder


# The starter -------------------------------------------------------------------------------------


def test_there_is_a_sample_for_each_service_of_the_format() -> None:
    assert sorted(SAMPLES) == sorted(known_services())


@every_language
@every_service
@pytest.mark.parametrize("regime", ["vn-draft-2021", "current"])
def test_a_starter_has_no_problem_and_falls_short_of_nothing_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str, lang: str, regime: str
) -> None:
    monkeypatch.chdir(begun(tmp_path, service, lang=lang, regime=regime))
    report = ran(Path())
    rest = [(f.control, f.severity) for f in report.findings if f.kind != "undeclared"]
    assert rest.count(("paper", "note")) == 1  # the name is nobody's own yet
    assert {*rest} <= {("paper", "note"), ("relied_on", "note")}
    assert any(finding.control == "applicability" for finding in report.findings)
    assert (report.summary.files, report.summary.skipped_files) == (1, 0)


@every_service
def test_a_starter_says_which_service_it_is_for(tmp_path: Path, service: str) -> None:
    (value,) = read((begun(tmp_path, service) / DESCRIPTION).read_bytes()).documents
    assert value["organisation"]["services"] == [service]


def test_of_several_services_all_are_named_and_the_first_gives_the_sample(tmp_path: Path) -> None:
    text = (begun(tmp_path, "data_processing", "website") / DESCRIPTION).read_text("utf-8")
    (value,) = read(text.encode()).documents
    assert value["organisation"]["services"] == ["data_processing", "website"]
    assert value["flows"]["client-records"]["on_behalf_of"] == "client"


@every_language
@pytest.mark.parametrize("name", [CONFIG, DESCRIPTION])
def test_the_modeline_leads_an_editor_to_a_schema_that_the_file_fits(
    tmp_path: Path, name: str, lang: str
) -> None:
    path = begun(tmp_path, "e_commerce", lang=lang) / name
    text = path.read_text("utf-8")
    (target,) = MODELINE.findall(text)
    assert text.startswith("# yaml-language-server: ")
    found: Any = read((path.parent / target).read_bytes()).documents[0]
    (value,) = read(text.encode()).documents
    Draft202012Validator(found).validate(value)
    assert found == schema({CONFIG: "config"}.get(name, "description"))


@every_service
def test_a_starter_is_short(service: str) -> None:
    text = starter([service], "vn-draft-2021", "A draft", {}, "en")[DESCRIPTION]
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(lines) <= 35
    assert max(map(len, text.splitlines())) <= 140


def test_comments_are_in_the_language_asked_for(tmp_path: Path) -> None:
    assert "tổ chức của bạn" in (begun(tmp_path, "website", lang="vi") / DESCRIPTION).read_text(
        "utf-8"
    )


def test_the_setting_that_is_proposed_in_a_comment_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(begun(tmp_path, "e_commerce"))
    config = Path(CONFIG)
    config.write_text(config.read_text("utf-8").replace("# severity:", "severity:"), "utf-8")
    report = ran(Path())
    assert {finding.severity for finding in report.findings} == {"warning", "note"}
    assert len(report.loosened) == 2


@pytest.mark.parametrize(
    ("within", "severity", "cited"),
    [
        pytest.param("3d", "warning", ["draft-2021/15.1.e"], id="late for the draft alone"),
        pytest.param(
            "21d", "error", ["decree-356-2025/5.4", "draft-2021/15.1.e"], id="late for what binds"
        ),
    ],
)
def test_what_init_proposes_makes_the_draft_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, within: str, severity: str, cited: list[str]
) -> None:
    monkeypatch.chdir(begun(tmp_path, "e_commerce", regime="current"))
    path = Path(DESCRIPTION)
    text = path.read_text("utf-8").replace(
        "    collected_by:",
        f"    legal_basis: consent\n    rights: {{delete: {{within: {within}}}}}\n    collected_by:",
    )
    path.write_text(text, "utf-8")
    report = ran(Path(), as_of=TODAY)
    (found,) = [one for one in report.findings if one.control == "deletion-deadline"]
    assert found.severity == severity
    assert sorted(one.clause.ref for one in found.citations) == cited


# The command -------------------------------------------------------------------------------------


def test_it_writes_and_says_what_and_what_next(tmp_path: Path) -> None:
    done = called("init", *BOTH, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    *wrote, following = done.stdout.splitlines()
    assert {line.removeprefix("wrote ") for line in wrote} == FILES == files_in(tmp_path)
    assert following.endswith("run: pdplint check")
    assert called("check", cwd=tmp_path).returncode == 1


def test_what_is_no_file_there_does_not_hold_it(tmp_path: Path) -> None:
    (tmp_path / "privacy").mkdir()
    os.mkfifo(tmp_path / "privacy/description.yaml")
    done = called("init", *BOTH, cwd=tmp_path)
    assert done.returncode == 2
    assert "already there: privacy/description.yaml; nothing was written" in done.stderr


def test_a_folder_is_made_where_there_is_none(tmp_path: Path) -> None:
    done = called("init", "a b/c", *BOTH, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.endswith("run: pdplint check 'a b/c'\n")
    assert files_in(tmp_path / "a b" / "c") == FILES


def test_without_a_terminal_it_says_what_it_takes(tmp_path: Path) -> None:
    done = called("init", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "pdplint: no service named, taking website; name one by --service",
        "pdplint: no regime named, taking current; name one by --regime",
    ]


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_is_there_stays_and_nothing_else_is_written(tmp_path: Path, name: str) -> None:
    write(tmp_path, {name: "mine\n"})
    done = called("init", *BOTH, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"already there: {name}; nothing was written" in done.stderr
    assert "--force" in done.stderr
    assert files_in(tmp_path) == {name}
    assert (tmp_path / name).read_text("utf-8") == "mine\n"


def test_a_link_that_leads_nowhere_is_there_too(tmp_path: Path) -> None:
    (tmp_path / CONFIG).symlink_to("gone")
    assert called("init", *BOTH, cwd=tmp_path).returncode == 2
    assert (tmp_path / CONFIG).is_symlink()


def test_force_overwrites_what_differs(tmp_path: Path) -> None:
    write(tmp_path, {CONFIG: "mine\n"})
    assert called("init", *BOTH, "--force", cwd=tmp_path).returncode == 0
    assert "regimes: [vn-draft-2021]" in (tmp_path / CONFIG).read_text("utf-8")
    again = called("init", *BOTH, "--force", cwd=tmp_path)
    assert (again.returncode, again.stdout.count("wrote")) == (0, 0)


def test_once_more_without_changes_is_no_mistake(tmp_path: Path) -> None:
    begun(tmp_path, "e_commerce")
    done = called("init", *BOTH, cwd=tmp_path)
    assert (done.returncode, done.stdout.count("wrote")) == (0, 0)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(
            ("--service", "e_comerce"),
            "'e_comerce'; did you mean e_commerce?",
            id="a service misspelt",
        ),
        pytest.param(
            ("--service", "zzz"),
            "there is no service 'zzz' (known: telecom, ",
            id="no such service",
        ),
        pytest.param(
            ("--regime", "vn-draft-2012"),
            "'vn-draft-2012'; did you mean vn-draft-2021?",
            id="a regime misspelt",
        ),
        pytest.param(("--lang", "fr"), "'fr' is not one of", id="no such language"),
    ],
)
def test_a_wrong_call_writes_nothing(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    done = called("init", *BOTH, *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert files_in(tmp_path) == set()


@pytest.mark.parametrize(
    ("there", "arguments", "told"),
    [
        pytest.param(
            "privacy", (), "cannot make the folder privacy: ", id="a file where the folder goes"
        ),
        pytest.param("a", ("a",), "cannot make the folder a", id="a file named as the folder"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, there: str, arguments: tuple[str, ...], told: str
) -> None:
    write(tmp_path, {there: "a file\n"})
    done = called("init", *arguments, *BOTH, cwd=tmp_path)
    assert done.returncode == 2
    assert told in done.stderr


# On a terminal -----------------------------------------------------------------------------------


def conversation(folder: Path, *answers: str) -> tuple[int, str]:
    """Run `pdplint init` on a terminal, answer each question, and return what it showed."""
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "pdplint"), "init"]
    with subprocess.Popen(
        command, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs
    ) as process:
        os.close(theirs)
        shown = ""
        for answer in answers:
            shown += "".join(_until_question(ours))
            os.write(ours, f"{answer}\n".encode())
        shown += "".join(_rest(ours))
    os.close(ours)
    return process.returncode, shown


def _until_question(terminal: int) -> Iterator[str]:
    seen, end = "", time.monotonic() + 30
    while not seen.endswith("]: ") and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096).decode()
    yield seen


def _rest(terminal: int) -> Iterator[str]:
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other side is closed
            return
        if not data:
            return
        yield data.decode()


def test_on_a_terminal_it_asks_for_service_and_regime(tmp_path: Path) -> None:
    code, shown = conversation(tmp_path, "messaging", "")
    assert code == 0, shown
    for known in (*known_services(), *shipped_regimes(Resources())):
        assert known in shown
    assert "services: [messaging]" in (tmp_path / DESCRIPTION).read_text("utf-8")
    assert "regimes: [current, {vn-draft-2021: warning}]" in (tmp_path / CONFIG).read_text("utf-8")


def test_a_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    code, shown = conversation(tmp_path, "mesaging", "messaging", "")
    assert code == 0, shown
    assert "'mesaging' is not one of" in shown
    assert "services: [messaging]" in (tmp_path / DESCRIPTION).read_text("utf-8")
