from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.run.config import Config
from pdplint.run.discovery import find
from pdplint.run.reading import read_workspace
from pdplint.text.edit import Edit
from pdplint.text.reader import read
from pdplint.text.values import REFUSED
from tests.support import descriptions, form
from tests.workspaces import describe, judged, ran, reported, resources

if TYPE_CHECKING:
    from pathlib import Path

    from pdplint.model.place import Pointer


def below(value: Any, at: Pointer = ()) -> list[Pointer]:
    """Return the pointer of every place in a value."""
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else ())
    )
    return [at, *(pointer for key, sub in inner for pointer in below(sub, (*at, key)))]


values = st.recursive(
    st.integers(0, 3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.data(), values)
def test_an_edit_changes_what_it_is_asked_and_nothing_that_was_read(
    data: st.DataObject, value: Any
) -> None:
    before = deepcopy(value)
    expected = deepcopy(value)
    edit = Edit(value)
    for pointer in data.draw(st.lists(st.sampled_from(below(value)), max_size=4)):
        edit.put(pointer, "x")
        expected = _put(expected, pointer)
    assert edit.value == expected
    assert value == before


def _put(value: Any, pointer: Pointer) -> Any:
    if not pointer:
        return "x"
    holder = value
    for part in pointer[:-1]:
        holder = holder[part] if _has(holder, part) else None
    if _has(holder, pointer[-1]):
        holder[pointer[-1]] = "x"
    return value


def _has(holder: Any, part: Any) -> bool:
    return (
        part in holder
        if isinstance(holder, dict)
        else isinstance(holder, list) and part < len(holder)
    )


def test_what_stands_at_two_places_is_otherwise_at_one() -> None:
    shared = {"x": [1, 2]}
    edit = Edit({"a": shared, "b": shared})
    edit.put(("a", "x", 0), 3)
    edit.drop(("b", "x"))
    assert edit.value == {"a": {"x": [3, 2]}, "b": {}}
    assert shared == {"x": [1, 2]}


@pytest.mark.parametrize("pointer", [("x", "y"), ("a", 9), ("a", 0, "b"), ("c", "d")])
def test_a_place_that_is_not_there_is_left(pointer: Pointer) -> None:
    edit = Edit({"a": [1], "c": "text"})
    edit.put(pointer, 2)
    edit.drop(pointer)
    assert edit.value == {"a": [1], "c": "text"}


def test_an_anchor_used_twice_has_each_place_judged_by_its_own_form(tmp_path: Path) -> None:
    text = """\
        pdplint: 1
        organisation:
          complaints: &c {asked_at: a@b.vn, contains: [purposes], given: at_collection}
        notices: {page: *c}
        flows: {x: {role: controller, from: subject, to: [], notice: page}}
    """
    report = ran(describe(tmp_path, text), select=("notice-content",))
    told = [(one.control, one.subject) for one in report.findings if one.kind == "shortfall"]
    assert told == [("notice-content", "notices/page")]


@given(descriptions())
def test_nothing_that_was_read_is_ever_changed(document: Any) -> None:
    if not isinstance(document, dict):
        return
    before = deepcopy(document)
    apply_all(document)
    assert document == before


def apply_all(document: Any) -> None:
    from pdplint.format.form import apply
    from pdplint.workspace.linking import Document, Workspace

    fitting = apply(document, form().misfits(document))
    if isinstance(fitting, dict):
        kept = deepcopy(fitting)
        workspace = Workspace([Document("a.yaml", 0, fitting)], resources().table, ())
        workspace.check_papers(
            {one.address.partition("#")[0]: _none() for one in workspace.papers()}
        )
        assert fitting == kept


def _none() -> Any:
    from pdplint.model.paper import Paper
    from pdplint.words.findings import say

    return Paper(wrong=say("file-missing", path="x"))


def test_judging_a_description_twice_gives_the_same_twice(tmp_path: Path) -> None:
    folder = describe(
        tmp_path, "pdplint: 1\nflows: {x: {role: contrller, purpose: nope, to: [y]}}\n"
    )
    one = read_workspace(find(folder.resolve(), [], Config()), resources().form)
    before = deepcopy([document.value for document in one.documents])
    assert reported(folder).findings == reported(folder).findings
    judged(folder)
    assert [document.value for document in one.documents] == before
    assert read((tmp_path / "a.yaml").read_bytes()).documents[0] != REFUSED
