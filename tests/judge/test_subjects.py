"""Compiled questions come to what the engine that explains comes to: it is the oracle."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from textwrap import dedent
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdplint.format.fields import DERIVED, EVERY, KINDS, ORGANISATION
from pdplint.format.form import apply
from pdplint.judge.asking import Asking
from pdplint.judge.check import check
from pdplint.judge.paths import Context
from pdplint.judge.reliance import Claims
from pdplint.judge.subjects import Questions, Sorting
from pdplint.judge.verdict import verdicts, worst
from pdplint.policy.compiling import Compiler
from pdplint.policy.condition import Relief, question_of
from pdplint.policy.files import WrongError
from pdplint.policy.operators import OPERATORS
from pdplint.policy.regimes import Binding
from pdplint.policy.values import Days
from pdplint.run.config import Config
from pdplint.run.discovery import find
from pdplint.run.reading import read_workspace
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Document, Workspace
from tests.support import JUNK
from tests.workspaces import ROOT, TODAY, decree, describe, draft, library, resources

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pdplint.format.fields import Field
    from pdplint.model.checked import Checked
    from pdplint.policy.condition import Condition, Question
    from pdplint.workspace.derive import Derived

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
DAYS = Days(TODAY, draft().calendar)
slowly = settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@cache
def documents(name: str) -> Sequence[Document]:
    found = find((ROOT / "examples" / name).resolve(), [], Config())
    return read_workspace(found, resources().form).documents


def linked(described: Sequence[Document]) -> Workspace:
    return Workspace(described, resources().table, ())


def judged(described: Sequence[Document], *, explained: bool) -> Checked:
    """Judge by every regime that pdplint brings."""
    regimes = [regime.on(TODAY) for regime in library().regimes.values()]
    days = {regime.id: Days(TODAY, regime.calendar) for regime in regimes}
    return check(linked(described), library(), regimes, days, explained=explained)


def test_two_kinds_that_enter_the_same_block_are_each_answered_their_own(tmp_path: Path) -> None:
    """Both go through the first door of their kind, and it leads to the organisation."""
    text = """\
        pdplint: 1
        organisation: {services: [social_network]}
        systems: {media: {}}
        flows: {receive: {to: [database, media]}}
        """
    found = find(describe(tmp_path, dedent(text)), [], Config())
    described = read_workspace(found, resources().form).documents
    assert judged(described, explained=False) == judged(described, explained=True)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_comes_to_the_same_with_everything_explained(name: str) -> None:
    assert judged(documents(name), explained=False) == judged(documents(name), explained=True)


@pytest.mark.parametrize("name", ["shop", "marketplace", "bank", "camera-network"])
def test_where_nothing_is_amiss_little_is_explained(name: str) -> None:
    """A deadline that lies ahead is told, and needs an explanation though it silences."""
    regime = draft().on(TODAY)
    workspace = linked(documents(name))
    derived = derive(workspace, regime.law)
    asking = Asking(Context(derived, resources().table, DAYS, {}), {})
    count = explained = 0
    for kind in {binding.control.kind for binding in regime.bindings}:
        bindings = [one for one in regime.bindings if one.control.kind == kind]
        questions = Questions(kind, bindings, resources().table, DAYS)
        subjects = Sorting(questions, derived, asking).sorted(derived.subjects(kind))
        count += len(bindings) * subjects.count
        explained += sum(map(len, subjects.unexplained))
    assert explained < count / 50


# Examples in which something is otherwise ---------------------------------------------------------


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for key, sub in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*at, key)
        if isinstance(sub, dict | list):
            yield from places(sub, (*at, key))


@cache
def said() -> dict[str, list[Any]]:
    """What the examples say under each key."""
    found: dict[str, list[Any]] = {}
    for name in EXAMPLES:
        for document in documents(name):
            for place in places(document.value):
                value: Any = document.value
                for part in place:
                    value = value[part]
                found.setdefault(str(place[-1]), []).append(value)
    return found


class Changed:
    """An example of which something is otherwise, shown by what that is."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.documents = list(documents(name))
        self.changes: list[str] = []

    def __repr__(self) -> str:
        return f"{self.name}: {'; '.join(self.changes)}"


@st.composite
def changed_examples(draw: st.DrawFn) -> Changed:
    """Draw an example with a few keys deleted, refused, or saying what others say there."""
    changed = Changed(draw(st.sampled_from(EXAMPLES)))
    found = changed.documents
    for _ in range(draw(st.integers(1, 6))):
        number = draw(st.integers(0, len(found) - 1))
        value = deepcopy(found[number].value)
        there = [place for place in places(value) if place != ("pdplint",)]
        if not there:
            continue
        place = draw(st.sampled_from(there))
        holder: Any = value
        for part in place[:-1]:
            holder = holder[part]
        others = st.sampled_from(said()[str(place[-1])])
        how = draw(st.sampled_from(["drop", "other", "other", "word", "junk", "future"]))
        if how == "drop":
            del holder[place[-1]]
        else:
            words = st.sampled_from(["none", "never", "organisation"])
            kinds = {"other": others, "word": words, "junk": st.sampled_from(JUNK)}
            holder[place[-1]] = deepcopy(draw(kinds.get(how, st.just("2026-12-24"))))
        changed.changes.append(f"{how} {number} {'/'.join(map(str, place))}")
        fitting = apply(value, resources().form.misfits(value, most=500))
        if isinstance(fitting, dict):
            found[number] = found[number]._replace(value=fitting)
    return changed


@settings(slowly, max_examples=15)
@given(changed_examples())
def test_a_changed_example_comes_to_the_same_with_everything_explained(
    changed: Changed,
) -> None:
    described = changed.documents
    assert judged(described, explained=False) == judged(described, explained=True)


# Any question, of any path ------------------------------------------------------------------------


def paths(kind: str) -> Iterator[tuple[str, ...]]:
    """Yield paths from a kind of entity, through at most two references."""
    yield from _paths(resources().table.kinds[kind], (), doors=2)


def _paths(field: Field, at: tuple[str, ...], doors: int) -> Iterator[tuple[str, ...]]:
    if at and at[-1] != DERIVED:
        yield at
    if field.type == "reference":
        for kind in field.refers_to if doors else ():
            if kind in resources().table.kinds:
                yield from _paths(resources().table.kinds[kind], at, doors - 1)
        return
    for name, child in field.children.items():
        yield from _paths(child, (*at, name), doors)
    if field.item is not None:
        yield from _paths(field.item, (*at, EVERY), doors)


@cache
def paths_of(kind: str) -> Sequence[str]:
    own = {"/" + "/".join(path) for path in paths(kind)}
    away = {f"/{ORGANISATION}/" + "/".join(path) for path in paths(ORGANISATION)}
    return sorted(own | away)


ARGUMENTS: Sequence[Any] = (
    True, False, "none", "consent", "subject", "organisation", "VN", ["VN", "US"], "48h", "12mo",
    "forever", "2026-01-01", "2026-12-31", "today", 3, "user", ["user.contact", "user.biometric"],
    ["marketing"], "controller", ["controller", "processor"], "website", ["employee"], "erase",
    {"after": "/started_on", "within": "60wd"}, {"after": "2026-11-01", "within": "30d"},
    "/purpose/lasts", "/purpose/needs", "/purpose", "/retention/kept", "/data", "/started_on",
)  # fmt: skip


@cache
def fitting(kind: str, path: str, *, asks: bool) -> Sequence[dict[str, Any]]:
    """What a policy can ask of a path: each operator with each argument that is not refused."""
    compiler = Compiler(resources().table, kind, {})
    found: list[dict[str, Any]] = []
    for name in OPERATORS:
        for argument in ARGUMENTS:
            one = {path: {name: argument}}
            try:
                compiler.condition(one, asks=asks)
            except (WrongError, LookupError):
                continue
            found.append(one)
    return found


@st.composite
def conditions(draw: st.DrawFn, kind: str, *, asks: bool) -> Condition:
    """Draw a condition that a policy could have of a kind of entity."""
    raw: dict[str, Any] = {}
    for _ in range(draw(st.integers(1, 2))):
        fits = fitting(kind, draw(st.sampled_from(paths_of(kind))), asks=asks)
        if fits:
            raw |= draw(st.sampled_from(fits))
    if raw and draw(st.integers(0, 3)) == 0:
        raw = {"any": [{path: asked} for path, asked in raw.items()]}
    return Compiler(resources().table, kind, {}).condition(raw, asks=asks)


class Posed:
    """A question of a kind of entity, shown by its terms."""

    def __init__(self, kind: str, question: Question) -> None:
        self.kind = kind
        self.question = question

    def __repr__(self) -> str:
        when, unless, require, _, reliefs = self.question
        parts = [f"{self.kind}: require {_shown(require)}"]
        parts += [f"when {_shown(one)}" for one in when]
        parts += [f"unless {_shown(one)}" for one in unless]
        parts += [f"relieved {_shown(one.given)}" for one in reliefs]
        parts += [f"lost {_shown(one.lost)}" for one in reliefs if one.lost]
        return "; ".join(parts)


def _shown(condition: Condition) -> str:
    told = [f"{one.path} {one.operator.name} {one.argument}" for one in condition.terms]
    told += [" or ".join(map(_shown, group)) for group in condition.groups]
    return f"({', '.join(told)})"


@st.composite
def questions(draw: st.DrawFn) -> Posed:
    kind = draw(st.sampled_from(["flows", "flows", "systems", "transfers", *KINDS, ORGANISATION]))
    scope = conditions(kind, asks=False)
    when, unless = (draw(st.lists(scope, max_size=2)) for _ in range(2))
    reliefs = [
        Relief("law/1", draw(scope), draw(st.none() | scope))
        for _ in range(draw(st.integers(0, 1)))
    ]
    return Posed(kind, question_of(when, unless, draw(conditions(kind, asks=True)), reliefs))


def binding_of(question: Question) -> Binding:
    nothing: Any = None
    return Binding(
        control=nothing,
        clause=next(iter(decree().clauses.values())),
        question=question,
        with_={},
        severity="error",
        scopes=(),
        exempt_by="",
        sanctions=(),
        binds_from=None,
        binds_until=None,
    )


@settings(slowly, max_examples=250)
@given(st.lists(questions(), min_size=1, max_size=3), changed_examples())
def test_a_question_is_silent_where_the_engine_that_explains_is(
    all_posed: Sequence[Posed], changed: Changed
) -> None:
    """Questions of several kinds share what is kept while a workspace is asked."""
    workspace = linked(changed.documents)
    derived = derive(workspace, draft().law)
    claims = Claims(workspace, "VN")
    context = Context(derived, resources().table, DAYS, {})
    asking = Asking(context, claims.places)
    for posed in all_posed:
        assert_silent_alike(posed, derived, claims, context, asking)


def assert_silent_alike(
    posed: Posed, derived: Derived, claims: Claims, context: Context, asking: Asking
) -> None:
    kind, question = posed.kind, posed.question
    compiled = Questions(kind, [binding_of(question)], resources().table, DAYS)
    subjects = Sorting(compiled, derived, asking).sorted(derived.subjects(kind))
    for alike in subjects.alike.values():
        (outcome,) = alike.found
        for entity in alike.entities if outcome.state not in {"", "undecided"} else ():
            every = verdicts(question, entity, context._replace(known={}))
            assert worst(every) == outcome.state
            assert not any(one.faults or one.pending for one in every)
            assert {one.relief for one in every} - {""} == set(outcome.reliefs)
            taking = {one for found in every for one in claims.taking(found.silenced_by)}
            assert taking == {one for one, of in alike.claims.get(0, {}).items() if entity in of}
