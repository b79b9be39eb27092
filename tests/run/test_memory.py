"""What is remembered of a workspace is what a run without memory would find, whatever was changed."""

from __future__ import annotations

import os
import pickle
import shutil
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.model.builtin import NOT_DESCRIBED
from pdplint.run import judging, memory
from pdplint.run.checking import run
from pdplint.run.settings import Options
from pdplint.text import marks
from tests.workspaces import ROOT, TODAY, clause, control, describe, pdplint, policies, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pdplint.model.report import Report

LATE = "pdplint: 1\norganisation: {}\nflows: {x: {role: controller, rights: {delete: {within: 49h}}}}\n"
DESCRIBED = ("flows.yaml", "organisation.yaml", "systems.yaml")
PAPERS = ("privacy/notice.md", "legal/officer.md", "legal/transfer-record.md")


@pytest.fixture(autouse=True)
def _kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is kept in a folder of the test's own, also where tests run in CI."""
    (tmp_path / "cache").mkdir(mode=0o700)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CI", raising=False)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list of the roots that were judged, and not remembered, up to now."""
    roots = []
    outcome = judging.outcome

    def counted(one: Any, *rest: Any) -> Any:
        roots.append(one.root)
        return outcome(one, *rest)

    monkeypatch.setattr(judging, "outcome", counted)
    return roots


def report(*paths: Path, day: date = TODAY, **options: Any) -> Report:
    return run(paths, Options(draws_map=False, **options), day)


def test_what_has_not_changed_is_not_judged_again(tmp_path: Path, asked: list[Path]) -> None:
    root = describe(tmp_path / "r", LATE)
    assert report(root) == report(root)
    assert len(asked) == 1


def test_of_many_workspaces_only_that_is_judged_which_changed(
    tmp_path: Path, asked: list[Path]
) -> None:
    for name in ("a", "b", "c"):
        describe(tmp_path / "all" / name, LATE, pdplint_yaml="")
    report(tmp_path / "all")
    (tmp_path / "all/b/a.yaml").write_text(LATE.replace("49h", "50h"), "utf-8")
    del asked[:]
    report(tmp_path / "all")
    assert [root.name for root in asked] == ["b"]


def test_what_was_looked_for_in_a_text_is_not_looked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = describe(tmp_path / "r", LATE)
    spans = [finding.place.span for finding in report(root).findings]
    assert None not in spans
    monkeypatch.setattr(marks, "mark", None)
    assert [finding.place.span for finding in report(root).findings] == spans


@pytest.mark.parametrize("odd", [b"{", b"1", b"[1]", b"[[0, 1, 2]]", b"[[0, [], [1]]]"])
def test_spans_that_are_odd_are_made_again(tmp_path: Path, odd: bytes) -> None:
    root = describe(tmp_path / "r", LATE)
    before = report(root)
    put(tmp_path / "cache/pdplint/cache.sqlite", odd, "spans")
    assert report(root) == before


def test_a_map_is_drawn_of_what_is_judged_now(tmp_path: Path) -> None:
    root = describe(tmp_path / "r", LATE)
    drawn = run([root], Options(cache=False), TODAY)
    assert run([root], Options(), TODAY) == run([root], Options(), TODAY) == drawn


def paper(text: str) -> Callable[[Path], object]:
    return lambda root: write(root, {"notice.md": text})


WITH_PAPER = LATE.replace(
    "organisation: {}", "organisation: {}\nnotices: {n: {document: 'notice.md#who'}}"
)
OTHER_CONFIG = "severity: {deletion-deadline: warning}\n"


@pytest.mark.parametrize(
    ("change", "options"),
    [
        pytest.param(lambda r: write(r, {"a.yaml": WITH_PAPER.replace("49h", "50h")}), {}, id="a description"),
        pytest.param(lambda r: (r / "a.yaml").rename(r / "b.yaml"), {}, id="its name"),
        pytest.param(lambda r: write(r, {"b.yaml": "pdplint: 1\n"}), {}, id="one more"),
        pytest.param(lambda r: (r / "b.yaml").symlink_to("/etc/hostname"), {}, id="a link out"),
        pytest.param(paper("# Whom\n"), {}, id="the heading of a paper"),
        pytest.param(paper(""), {}, id="a paper that is empty now"),
        pytest.param(lambda r: (r / "notice.md").unlink(), {}, id="a paper that is gone"),
        pytest.param(lambda r: write(r, {"pdplint.yaml": OTHER_CONFIG}), {}, id="a severity"),
        pytest.param(lambda r: write(r, {"pdplint.yaml": "ignore: [deletion-deadline]\n"}), {}, id="what the config leaves out"),
        pytest.param(lambda r: write(r, {"pdplint.yaml": "parameters: {deletion-deadline: {limit: 1h}}\n"}), {}, id="own numbers"),
        pytest.param(lambda _: None, {"select": (NOT_DESCRIBED,)}, id="what is selected"),
        pytest.param(lambda _: None, {"ignore": ("deletion-deadline",)}, id="what the call leaves out"),
        pytest.param(lambda _: None, {"day": TODAY + timedelta(1)}, id="the day"),
    ],
)  # fmt: skip
def test_what_an_outcome_rests_on_is_looked_at_again(
    tmp_path: Path, asked: list[Path], change: Callable[[Path], object], options: dict[str, Any]
) -> None:
    root = write(tmp_path / "r", {"a.yaml": WITH_PAPER, "notice.md": "# Who\n"})
    report(root)
    change(root)
    assert report(root, **options) == report(root, cache=False, **options)
    assert len(asked) == 3


def test_other_code_judges_again(tmp_path: Path) -> None:
    """Who works on pdplint, or installs another build of one version, gets no old verdict."""
    write(tmp_path, {"p/a.py": "", "p/q/b.py": "", "p/q/c.txt": ""})
    before = sorted(memory.stamps(tmp_path / "p", {".py"}))
    assert [Path(name).name for name, *_ in before] == ["a.py", "b.py"]
    os.utime(tmp_path / "p/q/b.py", (1, 1))
    assert sorted(memory.stamps(tmp_path / "p", {".py"})) != before


def test_code_that_was_written_after_the_start_is_not_taken_for_that_which_runs(
    tmp_path: Path, asked: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_BEGUN", 0)
    root = describe(tmp_path / "r", LATE)
    memory._code.cache_clear()
    assert report(root) == report(root)
    memory._code.cache_clear()
    assert len(asked) == 2


# changed at random


class Desk:
    """A workspace of policies of its own that is changed at random, and the day."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.random = random
        self.root = folder / "shop"
        self.day = TODAY
        shutil.copytree(ROOT / "examples/shop", self.root, ignore=lambda *_: ["expected"])
        self.own("1h")

    def own(self, limit: str) -> None:
        made = policies(
            self.root / "own",
            [control("soon", f"{{/rights/delete/within: {{at_most: {limit}}}}}")],
            [clause("1.1", "{control: soon}")],
        )
        (made / "calendars" / "vn.yaml").unlink(missing_ok=True)

    def changes(self) -> Iterator[Callable[[], object]]:
        """Yield what can be done to it, each with a weight by how often it is yielded."""
        described = [self.root / name for name in (*DESCRIBED, "more.yaml")]
        for path in described:
            if path.exists():
                yield partial(self.drop_line, path)
                yield partial(self.other_word, path)
        yield partial(self.write, "more.yaml", LATE, "pdplint: 1\n", "x: 1\n", "[")
        yield partial((self.root / "more.yaml").unlink, missing_ok=True)
        for name in PAPERS:
            yield partial(self.write, name, "", "# Data\n", "TODO\n")
        yield partial((self.root / self.random.choice(PAPERS)).unlink, missing_ok=True)
        yield partial(self.own, self.random.choice(["1h", "48h", "90d"]))
        yield partial(self.write, "pdplint.yaml", *SETTINGS)
        yield self.another_day
        yield self.mended

    def write(self, name: str, *texts: str) -> None:
        write(self.root, {name: self.random.choice(texts)})

    def another_day(self) -> None:
        self.day = TODAY + timedelta(self.random.choice([0, 1, 400]))

    def mended(self) -> None:
        shutil.rmtree(self.root)
        shutil.copytree(ROOT / "examples/shop", self.root, ignore=lambda *_: ["expected"])
        self.own("1h")

    def drop_line(self, path: Path) -> None:
        lines = path.read_text("utf-8").splitlines(keepends=True)
        index = self.random.randrange(len(lines)) if lines else 0
        path.write_text("".join(lines[:index] + lines[index + 1 :]), "utf-8")

    def other_word(self, path: Path) -> None:
        text = path.read_text("utf-8")
        old, new = self.random.choice(WORDS)
        path.write_text(text.replace(old, new), "utf-8")


SETTINGS = (
    "regimes: [vn-draft-2021]\n",
    "regimes: [vn-draft-2021, tiny]\npolicies: [own]\n",
    "regimes: [vn-draft-2021]\nignore: [deletion-deadline]\n",
    "regimes: [vn-draft-2021]\nseverity: {deletion-deadline: note}\n",
    "regimes: [vn-draft-2021]\nparameters: {deletion-deadline: {limit: 12h}}\n",
)
WORDS = (
    ("24h", "72h"), ("72h", "24h"), ("VN", "SG"), ("SG", "VN"), ("subject", "third_party"),
    ("12mo", "1mo"), ("consent", "contract"), ("organisation", "organization"), (".md", ".txt"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_after_any_change_memory_comes_to_the_same_as_a_cold_run(
    tmp_path: Path, asked: list[Path], seed: int
) -> None:
    random = Random(seed)  # noqa: S311 - nothing is kept secret by it
    desk = Desk(tmp_path, random)
    states = 0
    for _ in range(12):
        for _ in range(random.choice([0, 1, 1, 2])):
            random.choice([*desk.changes()])()
        cold = outcome_of(lambda: report(desk.root, day=desk.day, cache=False))
        del asked[:]
        warm = [outcome_of(lambda: report(desk.root, day=desk.day)) for _ in range(2)]
        assert warm == [cold, cold]
        states += not asked
    assert states  # else nothing was ever remembered


def outcome_of(call: Callable[[], Report]) -> object:
    """Return a report, or why there is none."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 whatever it is, it has to be the same
        return type(error), str(error)


# what an entry may hold


def test_no_entry_can_have_code_run(tmp_path: Path) -> None:
    """Who forges an entry with its right seal gets plain data, or nothing."""
    held = (1, "")
    described, home = describe(tmp_path / "r", LATE), tmp_path / "home"
    here = {"HOME": str(home), "XDG_CACHE_HOME": str(tmp_path / "cache"), "CI": ""}

    def code() -> tuple[int, str]:
        done = pdplint("check", cwd=described, environment=here)
        return done.returncode, done.stderr

    assert code() == held
    for forged in (
        pickle.dumps(Runs()),
        pickle.dumps(({}, (Path("x"), None))),
        pickle.dumps(({}, 1)),
        pickle.dumps(1),
        b"cpdplint.model.finding\nfingerprint\n.",
        b"cpdplint.model.finding\nsha256\n.",
        b"cos\nmkdir\n(S'was-run'\ntR.",
        pickle.dumps(({}, ((), None)))[:-3],
        b"",
        b"\x80\x05\x8c\x05wrongQ.",
    ):
        put(tmp_path / "cache/pdplint/cache.sqlite", forged)
        assert code() == held
        assert not (described / "was-run").exists()


class Runs:
    """A value that has code run where it is read."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, ("was-run",))


def put(path: Path, value: bytes, kind: str = "outcome") -> None:
    with closing(sqlite3.connect(path)) as file:
        [key] = file.execute("SELECT key FROM kept WHERE key GLOB ?", (f"{kind}-*",)).fetchone()
        seal = sha256(key.encode() + b"\0" + value).digest()
        file.execute("UPDATE kept SET value = ?, seal = ? WHERE key = ?", (value, seal, key))
        file.commit()
