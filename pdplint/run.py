"""The only place that opens files: finds descriptions and policies, reads, checks, adds the lines.

A run is one call for some paths. Each path belongs to a workspace, whose root is the folder of the
nearest `pdplint.yaml` above it, else the path itself; all of a workspace is read, whatever is asked
to be reported.
"""

from __future__ import annotations

import json
import os
import re
from difflib import get_close_matches
from functools import cached_property, reduce
from pathlib import Path
from typing import Any, NamedTuple, TYPE_CHECKING

from pdplint import __version__
from pdplint.check import Checked, check, law
from pdplint.condition import Bench
from pdplint.exposure import Circumstances, added, exposure
from pdplint.fields import FieldTable, field_table
from pdplint.library import Library, Policies, PolicyError, PolicyProblem, Regime, Source, load
from pdplint.model import (
    Exposure,
    Finding,
    Judged,
    Place,
    RegimeInfo,
    Report,
    Span,
    State,
    Summary,
    Text,
)
from pdplint.operators import Days
from pdplint.shape import Shape, apply, problem
from pdplint.source import Content, Marks, mark, read, sentence
from pdplint.trial import Bank, Outcome, run_trials
from pdplint.words import say
from pdplint.workspace import KINDS, Document, Papers, View, Workspace, is_address

if TYPE_CHECKING:
    from datetime import date
    from collections.abc import Iterator, Mapping, Sequence

CONFIG = "pdplint.yaml"
DEFAULT_REGIME = "vn-draft-2021"
ENDINGS = (".yaml", ".yml", ".json")
_MARKER = re.compile(rb'^(?:\xef\xbb\xbf)?[ \t]*\{?[ \t]*["\']?pdplint["\']?[ \t]*:', re.MULTILINE)
_FORMAT_KEY = re.compile(rb"^(organisation|%s)[ \t]*:" % "|".join(KINDS).encode(), re.MULTILINE)
_WIDE_MARKERS = ("pdplint:".encode("utf-16-le"), "pdplint:".encode("utf-16-be"))
_LINE_END = re.compile(r"\r\n|\r|\n")
_HEADING = re.compile(r"^#{1,6}[ \t]+(.*?)[ \t]*#*$", re.MULTILINE)


class UsageError(Exception):
    """A call, a config or a policy that cannot be used: what, where, what to do next."""


class NothingFoundError(Exception):
    """No description was found where one was asked for."""


# --- policies and schemas -----------------------------------------------------------------------


class Resources:
    """The schemas and policies that are shipped, and the field table made from them."""

    def __init__(self) -> None:
        package = Path(__file__).parent
        self.root = package if (package / "policies").is_dir() else package.parent

    def schema(self, name: str) -> dict[str, Any]:
        """Return a JSON Schema by name: `description`, `control`, `report` …"""
        found: dict[str, Any] = json.loads(self._schema_path(name).read_text("utf-8"))
        return found

    def _schema_path(self, name: str) -> Path:
        return self.root / "schemas" / f"{name}.schema.json"

    @cached_property
    def table(self) -> FieldTable:
        """The field table of descriptions and derived facts."""
        return field_table(self.schema("description"), self.schema("facts"))

    @cached_property
    def shape(self) -> Shape:
        """The compiled schema of descriptions."""
        return Shape(self.schema("description"), self.table.root)

    @cached_property
    def policies(self) -> Path:
        """The folder of the policies."""
        return self.root / "policies"


def load_library(resources: Resources, folder: Path | None = None) -> Library:
    """Read and compile the policies of a folder; the shipped ones unless one is named.

    Raises:
        UsageError: a policy is wrong; every problem with its file, line and column.
    """
    folder = folder or resources.policies
    reader = _PolicyReader(resources, folder)
    try:
        policies = reader.policies()
        return load(policies, resources.table)
    except PolicyError as error:
        lines = [reader.located(wrong) for wrong in error.problems]
        raise UsageError("\n".join(lines)) from None


class _PolicyReader:
    """Reads a folder of policies and knows where things stand in it."""

    def __init__(self, resources: Resources, folder: Path) -> None:
        self.resources = resources
        self.folder = folder
        self.problems: list[PolicyProblem] = []

    def policies(self) -> Policies:
        controls = [
            self._read(path, "control") for path in sorted(self.folder.glob("controls/**/*.yaml"))
        ]
        regimes, articles = {}, {}
        for path in sorted(self.folder.glob("*/regime.yaml")):
            regime = self._read(path, "regime")
            name = regime.value.get("regime", path.parent.name)
            regimes[name] = regime
            found = sorted(path.parent.glob("**/article-*.yaml"))
            articles[name] = [self._read(article, "article") for article in found]
        calendars = {
            path.stem: self._read(path, None).value
            for path in sorted(self.folder.glob("calendars/*.yaml"))
        }
        if self.problems:
            raise PolicyError(self.problems)
        return Policies(controls, regimes, articles, calendars)

    def _read(self, path: Path, schema: str | None) -> Source:
        content = read(path.read_bytes())
        name = path.as_posix()
        for wrong in content.problems:
            self.problems.append(PolicyProblem(name, wrong.pointer, sentence(wrong, "en")))
        value = content.documents[0] if len(content.documents) == 1 else None
        if not isinstance(value, dict):
            self.problems.append(PolicyProblem(name, (), "a policy file is one block with keys"))
            return Source(name, {})
        if schema and not content.problems:
            self.problems += self._validate(name, value, schema)
        return Source(name, value)

    def _validate(self, name: str, value: Any, schema: str) -> Iterator[PolicyProblem]:
        for error in self._validators[schema].iter_errors(value):
            pointer = tuple(error.absolute_path)
            message = error.message if len(error.message) < 300 else f"{error.message[:300]}…"  # noqa: PLR2004
            yield PolicyProblem(name, pointer, message)

    @cached_property
    def _validators(self) -> dict[str, Any]:
        from jsonschema import Draft202012Validator

        return {
            name: Draft202012Validator(self.resources.schema(name))
            for name in ("control", "regime", "article")
        }

    def located(self, wrong: PolicyProblem) -> str:
        marks = mark(Path(wrong.path).read_bytes())
        span = marks.nearest(0, wrong.pointer)
        return f"{shown_path(Path(wrong.path))}:{span.line}:{span.column}: {wrong.message}"


def choose_regimes(library: Library, names: Sequence[str]) -> list[Regime]:
    """Return the regimes of those names.

    Raises:
        UsageError: there is no regime of that name.
    """
    chosen = []
    for name in names:
        if name not in library.regimes:
            known = ", ".join(library.regimes)
            near = get_close_matches(name, library.regimes, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise UsageError(f"there is no regime {name!r}{hint} (known: {known})")
        chosen.append(library.regimes[name])
    return list({regime.id: regime for regime in chosen}.values())


# --- discovery ----------------------------------------------------------------------------------


class Found(NamedTuple):
    """The candidates of one workspace: its root, descriptions by shown path, and what failed."""

    root: Path
    descriptions: Mapping[str, bytes]
    problems: Sequence[Finding]
    skipped: int


def root_of(path: Path) -> Path:
    """Return the root of the workspace to which a path belongs."""
    start = path if path.is_dir() else path.parent
    for folder in (start, *start.parents):
        if (folder / CONFIG).is_file():
            return folder
    return start


def shown_path(path: Path) -> str:
    """Return a path as reports show it: from the working folder where it lies below, with slashes."""
    try:
        return path.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return path.as_posix()


def roots_of(paths: Sequence[Path]) -> list[Path]:
    """Return the roots of all workspaces at or below the paths, each once, in order.

    Raises:
        UsageError: a path does not exist.
    """
    roots: dict[Path, None] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist")
        roots[root_of(path.resolve())] = None
        if path.is_dir():
            for folder, _ in _folders(path.resolve(), nested=True):
                if (folder / CONFIG).is_file():
                    roots[folder] = None
    return list(roots)


def _folders(root: Path, *, nested: bool) -> Iterator[tuple[Path, list[str]]]:
    """Yield each folder below `root` with its files; folders that begin with a dot are left out."""
    for name, folders, files in os.walk(root):
        folder = Path(name)
        folders[:] = sorted(
            sub
            for sub in folders
            if not sub.startswith(".")
            and sub not in {"node_modules", "__pycache__"}
            and (nested or not (folder / sub / CONFIG).is_file())
        )
        yield folder, sorted(files)


def find(root: Path, named: Sequence[Path]) -> Found:
    """Return the descriptions of a workspace; `named` files are taken whatever they hold."""
    descriptions: dict[str, bytes] = {}
    problems: list[Finding] = []
    skipped = 0
    wanted = {path.resolve() for path in named if path.is_file()}
    for folder, files in _folders(root, nested=False):
        for name in files:
            path = folder / name
            if not name.endswith(ENDINGS) or name == CONFIG:
                continue
            shown = (
                shown_path(path)
                if not path.is_symlink()
                else (shown_path(folder) + "/" + name).removeprefix("./")
            )
            data = _data(path, root, shown, problems)
            if data is None:
                continue
            if path.resolve() in wanted or _is_description(data):
                descriptions[shown] = data
            elif len(set(_FORMAT_KEY.findall(data))) > 1:
                problems.append(
                    problem(
                        "shape", say("no-marker"), Place(shown, 0, (), _first_line(data)), shown
                    )
                )
            else:
                skipped += 1
    return Found(root, descriptions, problems, skipped)


def _data(path: Path, root: Path, shown: str, problems: list[Finding]) -> bytes | None:
    try:
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            problems.append(problem("file", say("link-outside"), Place(shown, 0, ()), shown))
            return None
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        problems.append(
            problem("file", say("unreadable", reason=reason), Place(shown, 0, ()), shown)
        )
        return None


def _is_description(data: bytes) -> bool:
    return bool(_MARKER.search(data)) or any(marker in data for marker in _WIDE_MARKERS)


def _first_line(data: bytes) -> Span:
    match = _FORMAT_KEY.search(data)
    start = match.start() if match else 0
    line = data.count(b"\n", 0, start) + 1
    return Span(line, 1, line, 1 + (len(match.group(1)) if match else 0))


# --- checking -----------------------------------------------------------------------------------


class Read(NamedTuple):
    """One workspace as read: its documents, what is wrong with their text and form, its files."""

    found: Found
    documents: Sequence[Document]
    problems: Sequence[Finding]
    unread: Sequence[str]


def read_workspace(found: Found, shape: Shape) -> Read:
    """Read all descriptions of a workspace; what cannot be read is a problem with its place."""
    documents: list[Document] = []
    problems: list[Finding] = list(found.problems)
    unread = [finding.place.path for finding in found.problems if finding.control == "file"]
    for path, data in found.descriptions.items():
        content = read(data)
        problems += _text_problems(path, content)
        if not content.whole:
            unread.append(path)
        elif not content.documents:
            problems.append(problem("shape", say("empty-document"), Place(path, 0, ()), path))
        for index, value in enumerate(content.documents):
            misfits = shape.misfits(value)
            for misfit in misfits:
                at = Place(path, index, misfit.pointer)
                problems.append(
                    problem("shape", misfit.message, at, _subject(misfit.pointer, path))
                )
            fitting = apply(value, misfits)
            if isinstance(fitting, dict):
                documents.append(Document(path, index, fitting))
            else:
                unread.append(path)
    return Read(found, documents, problems, unread)


def _text_problems(path: str, content: Content) -> Iterator[Finding]:
    for wrong in content.problems:
        message = Text(sentence(wrong, "en"), sentence(wrong, "vi"))
        at = Place(path, wrong.document, wrong.pointer, wrong.span)
        yield problem("syntax", message, at, _subject(wrong.pointer, path))


def _subject(pointer: Sequence[str | int], path: str) -> str:
    if pointer and pointer[0] == "organisation":
        return "organisation"
    return "/".join(map(str, pointer[:2])) if len(pointer) > 1 else path


def papers_of(workspace: Workspace, root: Path) -> Papers:
    """Return which of the files that descriptions name exist below the root, with their headings."""
    headings: dict[str, frozenset[str] | None] = {}
    for _, address in workspace.papers():
        name = address.partition("#")[0]
        if is_address(address) or name in headings:
            continue
        path = root / name
        if not path.resolve().is_relative_to(root):
            headings[name] = None
        elif path.exists():
            headings[name] = _headings(path)
    return Papers(headings)


def _headings(path: Path) -> frozenset[str]:
    if path.suffix.lower() not in {".md", ".markdown"} or not path.is_file():
        return frozenset()
    found = _HEADING.findall(path.read_text("utf-8", "replace"))
    return frozenset(_slug(heading) for heading in found)


def _slug(heading: str) -> str:
    """Return a heading's anchor as GitHub and GitLab make it: lower case, spaces to hyphens."""
    kept = "".join(char for char in heading.lower() if char.isalnum() or char in " -_")
    return kept.replace(" ", "-")


class Options(NamedTuple):
    """What a call asks for, beyond its paths."""

    regimes: Sequence[str] = ()
    as_of: date | None = None


class Judging(NamedTuple):
    """One workspace as judged."""

    read: Read
    workspace: Workspace
    checked: Checked


def run(paths: Sequence[Path], options: Options, today: date) -> Report:
    """Check the workspaces of some paths and report what concerns the paths.

    Raises:
        UsageError: the call or a policy is wrong.
        NothingFoundError: no description was found.
    """
    resources = Resources()
    roots = roots_of(paths)
    library = load_library(resources)
    regimes = choose_regimes(library, options.regimes or [DEFAULT_REGIME])
    as_of = options.as_of or today
    reads = [read_workspace(find(root, paths), resources.shape) for root in roots]
    if not any(one.found.descriptions or one.problems for one in reads):
        raise NothingFoundError(", ".join(map(str, paths)))
    days = {regime.id: Days(as_of, regime.calendar) for regime in regimes}
    judgings = [
        judge(one, library, regimes, days, resources.table) for one in reads if one.documents
    ]
    return _report(reads, judgings, regimes, as_of, paths, named=bool(options.regimes))


def judge(
    one: Read,
    library: Library,
    regimes: Sequence[Regime],
    days: Mapping[str, Days],
    table: FieldTable,
) -> Judging:
    """Link and check one workspace that was read."""
    workspace = Workspace(one.documents, table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found.root))
    return Judging(one, workspace, check(workspace, library, regimes, days))


def _report(
    reads: Sequence[Read],
    judgings: Sequence[Judging],
    regimes: Sequence[Regime],
    as_of: date,
    paths: Sequence[Path],
    *,
    named: bool,
) -> Report:
    places = _Places({path: data for one in reads for path, data in one.found.descriptions.items()})
    found = [
        *(f for one in reads for f in one.problems),
        *(f for j in judgings for f in j.checked.findings),
    ]
    findings = sorted((places.finding(f) for f in found if _concerns(f, paths)), key=_order)
    return Report(
        tool_version=__version__,
        as_of=as_of.isoformat(),
        regimes=tuple(map(_info, regimes)),
        default_regime=not named,
        summary=_summary(reads, findings, judgings),
        findings=tuple(findings),
        judged=tuple(_merged(judgings)),
        relied_on=tuple(
            r._replace(place=places.place(r.place)) for j in judgings for r in j.checked.relied_on
        ),
        deadlines=tuple(
            d._replace(place=places.place(d.place)) for j in judgings for d in j.checked.deadlines
        ),
        loosened=(),
        exposure={
            regime.id: reduce(added, (_exposed(regime, j) for j in judgings))
            for regime in regimes
            if judgings
        },
        lines=places.lines,
    )


def _exposed(regime: Regime, judging: Judging) -> Exposure:
    organisation = judging.workspace.organisation.value
    facts = Circumstances(
        organisation if isinstance(organisation, dict) else {},
        transfers=bool(View(judging.workspace, law(regime)).transfers),
    )
    return exposure(regime, judging.checked.findings, facts)


def _concerns(finding: Finding, paths: Sequence[Path]) -> bool:
    """Tell whether a finding lies in, or is related to, something at or below one of the paths."""
    shown = [finding.place.path, *(related.place.path for related in finding.related)]
    return any(
        Path(name).resolve().is_relative_to(path.resolve()) for name in shown for path in paths
    )


def _order(finding: Finding) -> tuple[Any, ...]:
    span = finding.place.span or Span(0, 0, 0, 0)
    return (finding.place.path, span, finding.control, finding.kind)


class _Places:
    """Gives places their spans: only files with something to show are read again for marks."""

    def __init__(self, data: Mapping[str, bytes]) -> None:
        self.data = data
        self.lines: dict[str, tuple[str, ...]] = {}
        self._marks: dict[str, Marks] = {}

    def place(self, place: Place) -> Place:
        if place.path not in self.data:
            return place
        if place.path not in self.lines:
            text = self.data[place.path].decode("utf-8-sig", "replace")
            self.lines[place.path] = tuple(_LINE_END.split(text))
        if place.span is not None:
            return place
        if place.path not in self._marks:
            self._marks[place.path] = mark(self.data[place.path])
        span = self._marks[place.path].nearest(place.document, place.pointer)
        return place._replace(span=span)

    def finding(self, finding: Finding) -> Finding:
        related = tuple(r._replace(place=self.place(r.place)) for r in finding.related)
        return finding._replace(place=self.place(finding.place), related=related)


def _info(regime: Regime) -> RegimeInfo:
    return RegimeInfo(regime.id, regime.status, regime.title, regime.about, regime.in_force_today)


def _summary(
    reads: Sequence[Read], findings: Sequence[Finding], judgings: Sequence[Judging]
) -> Summary:
    severities = [finding.severity for finding in findings]
    return Summary(
        files=sum(len(one.found.descriptions) for one in reads),
        skipped_files=sum(one.found.skipped for one in reads),
        flows=sum(len(j.workspace.entities["flows"]) for j in judgings),
        error=severities.count("error"),
        warning=severities.count("warning"),
        note=severities.count("note"),
        waived=0,
        baselined=0,
    )


_WORST: Sequence[State] = ("falls_short", "undeclared", "undecided", "holds", "not_applicable")


def _merged(judgings: Sequence[Judging]) -> Iterator[Judged]:
    """Yield each clause once for all workspaces of the run: the worst state, subjects added up."""
    for same in zip(*(judging.checked.judged for judging in judgings), strict=True):
        first: Judged = same[0]
        if first.state not in _WORST:
            yield first
            continue
        worst = min(same, key=lambda judged: _WORST.index(judged.state))
        counts = {key: sum(judged.subjects[key] for judged in same) for key in first.subjects}
        yield worst._replace(subjects=counts)


def write_whole(path: Path, text: str) -> None:
    """Write a report so that no reader ever sees half of it.

    Raises:
        UsageError: the file cannot be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_text(text, "utf-8", newline="\n")
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def run_policy_tests(files: Sequence[Path]) -> list[tuple[str, Outcome]]:
    """Run the tests inside the shipped policies; of `files` only, where any are named.

    Returns the outcomes, each with its place.

    Raises:
        UsageError: a policy is wrong, or a file named holds no tests.
    """
    resources = Resources()
    library = load_library(resources)
    calendar = next(iter(library.regimes.values())).calendar
    bank = Bank(resources.shape, resources.table, calendar)
    wanted = {file.resolve() for file in files}
    outcomes = [
        o for o in run_trials(library, bank) if not wanted or Path(o.trial.path).resolve() in wanted
    ]
    if not outcomes:
        raise UsageError("no tests found in " + (", ".join(map(str, files)) or "the policies"))
    marks = {o.trial.path: mark(Path(o.trial.path).read_bytes()) for o in outcomes}
    return [(_spot(marks[o.trial.path], o), o) for o in outcomes]


def _spot(marks: Marks, outcome: Outcome) -> str:
    span = marks.nearest(0, (*outcome.trial.pointer, "name"))
    return f"{shown_path(Path(outcome.trial.path))}:{span.line}"


# --- pages --------------------------------------------------------------------------------------


def explain(what: str, regime: str | None, lang: str) -> str:
    """Return the page of a control or a clause, found by its id.

    Raises:
        UsageError: there is no such control or clause.
    """
    from pdplint.pages import clause_page, control_page

    library = load_library(Resources())
    if what in library.controls:
        return control_page(library, library.controls[what], lang)
    prefix, slash, id_ = what.rpartition("/")
    (chosen,) = choose_regimes(library, [prefix if slash else regime or DEFAULT_REGIME])
    for clause in chosen.clauses:
        if clause.id == id_:
            return clause_page(chosen, clause, lang)
    raise _nothing_of_that_name(what, id_, library, chosen)


def _nothing_of_that_name(what: str, id_: str, library: Library, regime: Regime) -> UsageError:
    known = [*library.controls, *(clause.id for clause in regime.clauses)]
    near = get_close_matches(id_, known, 1)
    hint = f"; did you mean {near[0]}?" if near else ""
    return UsageError(f"there is no control and no clause of {regime.id} called {what!r}{hint}")


def explain_verdict(
    control: str, subject: str, regime: str | None, root: Path, today: date, lang: str
) -> str:
    """Return the truth tables of a control for one subject of a workspace, one for each clause.

    Raises:
        UsageError: there is no such control or subject, or no clause of the regime cites it.
        NothingFoundError: no description was found.
    """
    from pdplint.pages import truth_table

    resources = Resources()
    library = load_library(resources)
    (chosen,) = choose_regimes(library, [regime or DEFAULT_REGIME])
    if control not in library.controls:
        raise _nothing_of_that_name(control, control, library, chosen)
    one = read_workspace(find(root_of(root.resolve()), [root]), resources.shape)
    if not one.documents:
        raise NothingFoundError(str(root))
    workspace = Workspace(one.documents, resources.table, one.unread)
    workspace.check_papers(papers_of(workspace, one.found.root))
    view = View(workspace, law(chosen))
    known = {entity.subject: entity for entity in view.subjects(library.controls[control].kind)}
    if subject not in known:
        near = get_close_matches(subject, known, 1)
        hint = f"; did you mean {near[0]}?" if near else f" (known: {', '.join(known)})"
        raise UsageError(f"{control} is not asked of {subject!r}{hint}")
    bench = Bench(view, library.table, Days(today, chosen.calendar))
    bindings = [binding for binding in chosen.bindings if binding.control.id == control]
    if not bindings:
        raise UsageError(f"no clause of {chosen.id} asks {control}")
    return "\n".join(truth_table(binding, known[subject], bench, lang) for binding in bindings)
