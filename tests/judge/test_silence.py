"""No silence that is not earned: what deleting a key, or another order, does to all examples.

Descriptions are read once, and judged in memory with policies that were loaded once.
"""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from pdplint.format.fields import ORGANISATION
from pdplint.format.form import apply
from pdplint.format.hints import Hints
from pdplint.judge.check import check
from pdplint.judge.findings import Collector
from pdplint.judge.paths import Context
from pdplint.judge.regime import Pass
from pdplint.judge.verdict import AMISS
from pdplint.model.builtin import NOTHING_DESCRIBED
from pdplint.model.place import Place
from pdplint.policy.values import Days
from pdplint.run.config import Config
from pdplint.run.discovery import find
from pdplint.run.papers import Shelf, papers_among
from pdplint.run.reading import read_workspace
from pdplint.workspace.facts import derive
from pdplint.workspace.linking import Workspace
from tests.workspaces import ROOT, TODAY, draft, library, resources

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from pdplint.format.fields import Field
    from pdplint.model.checked import Checked
    from pdplint.model.finding import Finding
    from pdplint.model.place import Pointer
    from pdplint.policy.regimes import Regime
    from pdplint.run.papers import LookUp
    from pdplint.run.reading import Read
    from pdplint.workspace.linking import Document

pytestmark = (
    pytest.mark.no_cover
)  # it judges thousands of times, and what it runs is covered elsewhere

EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if path.is_dir())
MOST_MISFITS = 500

every_example = pytest.mark.parametrize("name", EXAMPLES)


class Example(NamedTuple):
    """An example as read, and the papers that it names, each looked up once."""

    read: Read
    paper: LookUp


@cache
def example(name: str) -> Example:
    one = read_workspace(find((ROOT / "examples" / name).resolve(), [], Config()), resources().form)
    return Example(one, cache(Shelf(one.found.root, list(map(Path, one.found.descriptions))).paper))


def link(one: Example, documents: Sequence[Document]) -> Workspace:
    workspace = Workspace(documents, resources().table, one.read.unread)
    workspace.check_papers(papers_among(workspace, one.paper))
    return workspace


@cache
def in_force() -> Regime:
    return library().regimes["vn-2026"].on(TODAY)


def days(law: Regime) -> Days:
    return Days(TODAY, law.calendar)


def judged(one: Example, documents: Sequence[Document], *laws: Regime) -> Checked:
    linked = link(one, documents)
    return check(linked, library(), laws, {law.id: days(law) for law in laws})


# What becomes of one clause for one subject -------------------------------------------------------

Asked = tuple[str, str]
"""A clause and a subject."""


def states(
    workspace: Workspace, law: Regime, asked: Collection[Asked] | None = None
) -> Mapping[Asked, str]:
    """Return the state of each clause for each subject, or of those asked that there are."""
    derived = derive(workspace, law.law)
    context = Context(derived, library().table, days(law), {})
    regime = Pass(law, derived, context, Collector(workspace), None, explained=True)
    found: dict[Asked, str] = {}
    for index, binding in enumerate(regime.bindings):
        regime.context = regime.context._replace(known={})
        subjects = regime.subjects[binding.control.kind]
        for one in subjects.unexplained[regime.numbers[index]]:
            if asked is None or (binding.clause.ref, one.entity.subject) in asked:
                regime._judge_subject(index, one)
        refused = subjects.alike.get("refused")
        for entity in refused.entities if refused else ():
            found[binding.clause.ref, entity.subject] = "undecided"
    return found | {
        (clause, subject): state
        for clause, by_subject in regime.states.items()
        for subject, state in by_subject.items()
    }


def amiss(found: Mapping[Asked, str]) -> set[Asked]:
    return {asked for asked, state in found.items() if state in AMISS}


# Deleting a key -----------------------------------------------------------------------------------


def keys(value: Any, field: Field | None, at: Pointer = ()) -> Iterator[tuple[Pointer, bool]]:
    """Yield every key of a description, and whether to leave it out is a declaration."""
    for key, sub in value.items() if isinstance(value, dict) else enumerate(value):
        child = (field.children.get(str(key)) or field.item) if field is not None else None
        if isinstance(value, dict):
            yield (*at, key), child is not None and child.absent is not None
        if isinstance(sub, dict | list):
            yield from keys(sub, child, (*at, key))


def without(value: Any, pointer: Pointer) -> Any:
    """Return a description without what stands at a place."""
    key, rest = pointer[0], pointer[1:]
    if isinstance(value, dict):
        if not rest:
            return {name: sub for name, sub in value.items() if name != key}
        return {name: without(sub, rest) if name == key else sub for name, sub in value.items()}
    if not rest:
        return [sub for index, sub in enumerate(value) if index != key]
    return [without(sub, rest) if index == key else sub for index, sub in enumerate(value)]


def told_at(found: Sequence[Finding], at: Place) -> bool:
    """Tell whether something was found at a place or around it, the root of a file apart."""
    return any(
        one.place.path == at.path
        and one.place.document == at.document
        and one.place.pointer
        and at.pointer[: len(one.place.pointer)] == one.place.pointer
        for one in found
    )


def is_earned(at: Place, subject: str, found: Checked) -> bool:
    """Tell whether the silence on a subject is one that deleting a whole entity may buy.

    A description says what there is: of what nobody describes nothing can be told. So a subject
    that was deleted is silent, and so is what only a deleted flow led to or was made of. Whoever
    still names what was deleted is told (`reference`), and so is a kind of which nothing is left.
    """
    kind, inside = str(at.pointer[0]), at.pointer[1:]
    if len(inside) > 1 or (inside and kind == ORGANISATION):
        return False
    if kind == "flows" or subject == "/".join(map(str, at.pointer)):
        return True
    if not inside and subject.partition("/")[0] == kind:
        return True
    return any(one.control in {"reference", NOTHING_DESCRIBED} for one in found.findings)


def is_never_given(value: Any, at: Place, found: Checked) -> bool:
    """Tell whether a block says of itself that it is never given, and that is told.

    What it contains is not asked for then: it is one shortfall, at `given`.
    """
    for part in at.pointer[:-1]:
        value = value[part]
    said = at._replace(pointer=(*at.pointer[:-1], "given"))
    told = any(one.place == said for one in found.findings)
    return isinstance(value, dict) and value.get("given") == "never" and told


def sanctioned(law: Regime) -> Mapping[str, set[str]]:
    """Return for each sanction the clauses whose breach it sanctions."""
    found: dict[str, set[str]] = {}
    for binding in law.bindings:
        for reached in binding.sanctions:
            found.setdefault(reached.clause.ref, set()).add(binding.clause.ref)
    return found


def deletable(documents: Sequence[Document]) -> Iterator[tuple[int, Pointer]]:
    """Yield every key whose absence declares nothing, with the number of its document."""
    for number, document in enumerate(documents):
        for pointer, declares in keys(document.value, resources().table.root):
            if not declares and pointer != ("pdplint",):
                yield number, pointer


def silenced(one: Example, law: Regime, deleted: Sequence[tuple[int, Pointer]]) -> Iterator[str]:
    """Yield each clause that deleting one of some keys silences.

    A sanction is none as long as a duty that it sanctions is amiss: then that tells another one.
    """
    documents = one.read.documents
    before = amiss(states(link(one, documents), law))
    duties = sanctioned(law)
    for number, pointer in deleted if before else ():  # else nothing is amiss that could go silent
        document = documents[number]
        value = without(document.value, pointer)
        misfits = resources().form.misfits(value, Hints(), MOST_MISFITS)
        changed = [*documents]
        changed[number] = document._replace(value=apply(value, misfits))
        after = states(link(one, changed), law, before)
        gone = [
            (clause, subject)
            for clause, subject in before
            if after.get((clause, subject)) not in AMISS
            and not any(after.get((duty, subject)) in AMISS for duty in duties.get(clause, ()))
        ]
        if gone and not any(pointer[: len(m.pointer)] == m.pointer for m in misfits):
            at = Place(document.path, document.number, pointer)
            whole = judged(one, changed, law)
            yield from (
                f"{'/'.join(map(str, pointer))}: {clause} of {subject}: {after.get((clause, subject))}"
                for clause, subject in gone
                if not told_at(whole.findings, at)
                and not is_earned(at, subject, whole)
                and not is_never_given(document.value, at, whole)
            )


@every_example
def test_deleting_a_key_makes_no_clause_silent_that_was_not(name: str) -> None:
    one = example(name)
    every = list(deletable(one.read.documents))
    assert len(every) > 150
    assert list(silenced(one, draft(), every)) == []


SOME = 30
"""How many keys are deleted under the law in force; all of them with PDPLINT_EVERY_KEY set."""


@every_example
def test_nor_does_it_under_the_law_in_force(name: str) -> None:
    one = example(name)
    every = list(deletable(one.read.documents))
    some = every if "PDPLINT_EVERY_KEY" in os.environ else Random(name).sample(every, SOME)  # noqa: S311 - it hides nothing
    assert list(silenced(one, in_force(), some)) == []


# Another order ------------------------------------------------------------------------------------

ORDERS = 3


def shuffled(value: Any, random: Random) -> Any:
    """Return a description with all keys in another order; that of lists is kept."""
    if isinstance(value, list):
        return [shuffled(item, random) for item in value]
    if not isinstance(value, dict):
        return value
    names = random.sample(list(value), len(value))
    return {name: shuffled(value[name], random) for name in names}


def said(made: Checked) -> Counter[tuple[Any, ...]]:
    """Return what was found, without places, hops and the order of anything."""
    return Counter(
        (one.fingerprint, one.control, one.kind, one.severity, one.subject, cited(one))
        for one in made.findings
    )


def cited(one: Finding) -> frozenset[str]:
    return frozenset(citation.clause.id for citation in one.citations)


def counted(made: Checked) -> list[tuple[Any, ...]]:
    """Return the state of each clause, for how many it is so, and what was relied on or is due."""
    clauses = [(one.clause.ref, one.state, dict(one.subjects)) for one in made.judged]
    relied = [(one.subject, one.claim.en) for one in made.relied_on]
    due = [(one.subject, one.due_on) for one in made.deadlines]
    return [*clauses, *sorted(relied), *sorted(due)]


@every_example
@pytest.mark.parametrize("seed", range(ORDERS))
def test_another_order_of_keys_and_files_changes_nothing_but_places(name: str, seed: int) -> None:
    one, random = example(name), Random(f"{name} {seed}")  # noqa: S311 - it hides nothing
    documents = one.read.documents
    other = [d._replace(value=shuffled(d.value, random)) for d in documents]
    random.shuffle(other)
    before, after = (judged(one, these, draft(), in_force()) for these in (documents, other))
    assert said(after) - said(before) == Counter()
    assert said(before) - said(after) == Counter()
    assert counted(before) == counted(after)
