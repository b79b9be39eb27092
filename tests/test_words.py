"""Every sentence stands once, in both languages, is said somewhere, and claims nothing."""

from __future__ import annotations

import ast
import re
from collections import Counter
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint.model.text import LANGUAGES, Text, plain
from pdplint.words import feeds, findings, html, pages, reports
from pdplint.words.findings import say
from pdplint.words.sentences import fill
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLES = {one.__name__.rpartition(".")[2]: one for one in (feeds, findings, html, pages, reports)}
WORDS = ROOT / "pdplint" / "words"
TREES = {
    path: ast.parse(path.read_text("utf-8"))
    for path in sorted((ROOT / "pdplint").rglob("*.py"))
    if path.parent != WORDS
}
every_table = pytest.mark.parametrize("name", TABLES)
IN_REPORTS = re.compile(
    r"compliant|lawful|\blegal|\bsafe|passed|clean|violat|offence|guilty|will be fined|law requires"
    r"|hợp pháp|tuân thủ|an toàn|vi phạm",
    re.IGNORECASE,
)
"""What no head, count or phrase around a finding says."""
IN_FINDINGS = re.compile(
    r"\b(?:compliant|lawful|legal|safe|passed|clean|violates|illegal|offence|verified)\b",
    re.IGNORECASE,
)
"""What no sentence says that names a clause's own matter: those may say what it sanctions."""
NEVER = {
    "feeds": IN_REPORTS, "html": IN_REPORTS, "reports": IN_REPORTS,
    "findings": IN_FINDINGS, "pages": IN_FINDINGS,
}  # fmt: skip


def placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@every_table
def test_a_sentence_is_there_in_both_languages_with_the_same_values(name: str) -> None:
    for key, (en, vi) in TABLES[name].SENTENCES.texts.items():
        assert en.strip(), key
        assert vi.strip(), key
        # The words of the units' messages are English only: the other language says it by itself.
        assert en == "{reason}" or placeholders(en) == placeholders(vi), key
        bare = [re.sub(r"\{\w+\}|\W", "", words) for words in (en, vi)]
        assert bare[0] != bare[1] or not bare[0], f"{key} was left in English"


@every_table
def test_a_sentence_never_claims_what_a_description_cannot_show(name: str) -> None:
    for key, text in TABLES[name].SENTENCES.texts.items():
        assert not NEVER[name].search(" ".join(text)), key


@every_table
def test_every_form_for_one_belongs_to_a_sentence(name: str) -> None:
    keys = set(TABLES[name].SENTENCES.texts)
    assert {key.removesuffix("-one") for key in keys if key.endswith("-one")} <= keys


def test_no_text_stands_twice() -> None:
    """Shared ones stand in `terms`; where only the languages together differ, they are two."""
    written: Counter[str] = Counter()
    for path in sorted(WORDS.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Text"), args=[_, _]):
                    written[ast.unparse(node)] += 1
    assert [text for text, count in written.items() if count > 1] == []


def _patterns(node: ast.AST) -> Iterator[str]:
    """Yield regular expressions of the keys that an expression can be."""
    match node:
        case ast.Constant(value=str(key)):
            yield re.escape(key)
        case ast.JoinedStr(values=parts):
            yield "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".+"
                for part in parts
            )
        case ast.IfExp(body=body, orelse=orelse):
            yield from _patterns(body)
            yield from _patterns(orelse)


def _tables(tree: ast.Module) -> Iterator[str]:
    """Yield the table that a module takes `say` from."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module)) if module.startswith("pdplint.words."):
                if any(one.name == "say" for one in node.names):
                    yield module.rpartition(".")[2]


def test_every_sentence_that_the_code_says_is_in_its_table() -> None:
    unknown = []
    for path, tree in TREES.items():
        keys = [key for name in _tables(tree) for key in TABLES[name].SENTENCES.texts]
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Name(id="say"), args=[key, *_]):
                    unknown += [
                        f"{path.relative_to(ROOT)}:{node.lineno} says {pattern}"
                        for pattern in _patterns(key)
                        if not any(re.fullmatch(pattern, known) for known in keys)
                    ]
    assert unknown == []


SAID_IN = {"feeds": "report", "html": "report", "reports": "report", "pages": "report/pages"}
"""The folder in which the sentences of a table are said; those of findings anywhere."""


@every_table
def test_every_sentence_in_a_table_is_said_somewhere(name: str) -> None:
    folder = ROOT / "pdplint" / SAID_IN.get(name, "")
    strings = {
        pattern
        for path, tree in TREES.items()
        if path.is_relative_to(folder)
        for node in ast.walk(tree)
        for pattern in _patterns(node)
        if pattern != ".+"
    }
    said = re.compile("|".join(sorted(strings)))
    keys = {key.removesuffix("-one") for key in TABLES[name].SENTENCES.texts}
    assert [key for key in sorted(keys) if not said.fullmatch(key)] == []


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
