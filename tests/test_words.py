from __future__ import annotations

import ast
import re
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.text import LANGUAGES, Text, plain
from pdplint.words import SENTENCES, fill, say
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCES = [path for path in sorted((ROOT / "pdplint").rglob("*.py")) if path.name != "words.py"]


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_there_in_both_languages_with_the_same_values(key: str) -> None:
    text = SENTENCES[key]
    assert text.en
    assert text.vi
    # The words of the units' messages are English only: the other language says it all by itself.
    if text.en != "{reason}":
        assert placeholders(text.en) == placeholders(text.vi)


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_never_claims_what_a_description_cannot_show(key: str) -> None:
    never = r"\b(compliant|lawful|legal|safe|passed|clean|violates|illegal|offence|verified)\b"
    assert not re.search(never, SENTENCES[key].en)


def _patterns(node: ast.expr) -> Iterator[str]:
    """Yield regular expressions of the keys that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
            for part in node.values
        )
    elif isinstance(node, ast.IfExp):
        yield from _patterns(node.body)
        yield from _patterns(node.orelse)


def calls_of_say() -> Iterator[tuple[str, ast.expr]]:
    """Yield what is said with this table: not the phrases that `report` keeps for itself."""
    for path in SOURCES:
        tree = ast.parse(path.read_text("utf-8"))
        imports = (n for n in ast.walk(tree) if isinstance(n, ast.ImportFrom))
        if not any(n.module == "pdplint.words" for n in imports):
            continue
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[key, *_]):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", key


def test_every_sentence_that_the_code_says_is_in_the_table() -> None:
    unknown = [
        f"{where} says {pattern}"
        for where, key in calls_of_say()
        for pattern in _patterns(key)
        if not any(re.fullmatch(pattern, known) for known in SENTENCES)
    ]
    assert unknown == []


def test_every_sentence_in_the_table_is_said_somewhere() -> None:
    strings = {
        pattern
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for pattern in _patterns(node)
        if pattern != ".+"
    }
    silent = [key for key in SENTENCES if not any(re.fullmatch(said, key) for said in strings)]
    assert silent == []


def test_the_languages_are_those_of_the_texts() -> None:
    assert Text._fields == LANGUAGES
    assert [Text("hello", "xin chào").of(lang) for lang in LANGUAGES] == ["hello", "xin chào"]
    assert plain("VN") == Text("VN", "VN")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param({"first": "a", "second": "b"}, Text("a, or b", "a, hoặc b"), id="words"),
        pytest.param({"first": 1, "second": 2}, Text("1, or 2", "1, hoặc 2"), id="numbers"),
        pytest.param(
            {"first": Text("x", "y"), "second": "b"},
            Text("x, or b", "y, hoặc b"),
            id="a text is put in language by language",
        ),
        pytest.param(
            {"first": "{second}", "second": "{0.__class__}"},
            Text("{second}, or {0.__class__}", "{second}, hoặc {0.__class__}"),
            id="a value is never read as a template",
        ),
    ],
)
def test_values_are_put_into_a_sentence(values: dict[str, Any], expected: Text) -> None:
    assert say("or", **values) == expected


def test_a_sentence_without_its_value_is_a_bug_not_a_gap() -> None:
    with pytest.raises(KeyError):
        say("or", first="a")


@given(st.text(), st.text())
def test_whatever_a_value_says_it_stands_there_as_it_is(one: str, other: str) -> None:
    assert fill(plain("<{a}|{b}|{a}>"), a=one, b=other).en == f"<{one}|{other}|{one}>"
