from __future__ import annotations

import copy
import json
import pickle
import re
import time
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from pdplint.model.place import Span
from pdplint.text.marks import mark
from pdplint.text.messages import MESSAGES, sentence
from pdplint.text.reader import read
from pdplint.text.values import LIMITS, REFUSED, Content, Limits, Problem

LINE_BREAK = re.compile(r"\r\n|\r|\n")


def under(text: str, span: Span | None) -> str | None:
    """Return what an editor would underline."""
    if span is None:
        return None
    starts = [0, *(match.end() for match in LINE_BREAK.finditer(text))]
    start, end = (
        starts[span.line - 1] + span.column - 1,
        starts[span.end_line - 1] + span.end_column - 1,
    )
    assert start <= end <= len(text)
    return text[start:end]


def only(text: str | bytes) -> Any:
    content = read(text if isinstance(text, bytes) else text.encode())
    assert content.problems == []
    assert content.whole
    [value] = content.documents
    return value


def told(text: str) -> list[tuple[str, tuple[str | int, ...], str | None]]:
    problems = read(text.encode()).problems
    return [(each.code, each.pointer, under(text, each.span)) for each in problems]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("NO", "NO", id="Norway is a string"),
        pytest.param("yes", "yes", id="YAML 1.1's booleans are strings"),
        pytest.param("on", "on", id="a switch is a string"),
        pytest.param("TRUE", True, id="three spellings of true"),
        pytest.param("False", False, id="three spellings of false"),
        pytest.param("tRUE", "tRUE", id="no fourth spelling"),
        pytest.param("010", 10, id="a leading zero is decimal"),
        pytest.param("0o17", 15, id="octal says so"),
        pytest.param("0xFF", 255, id="hexadecimal says so"),
        pytest.param("-0x1", "-0x1", id="hexadecimal has no sign"),
        pytest.param("+12", 12, id="a plus is a sign"),
        pytest.param("-0", 0, id="minus zero is an integer"),
        pytest.param("0b1", "0b1", id="binary is YAML 1.1"),
        pytest.param("1_000", "1_000", id="grouped digits are YAML 1.1"),
        pytest.param("1:30", "1:30", id="sexagesimal is YAML 1.1"),
        pytest.param("1e3", 1000.0, id="an exponent needs no point"),
        pytest.param(".5", 0.5, id="a float may start with its point"),
        pytest.param("1.", 1.0, id="a float may end with its point"),
        pytest.param("-.5E-1", -0.05, id="signs on both sides"),
        pytest.param(".", ".", id="a point is no number"),
        pytest.param("+", "+", id="a sign is no number"),
        pytest.param("2026-01-05", "2026-01-05", id="a date is a string"),
        pytest.param("48h", "48h", id="a duration is a string"),
        pytest.param("12345678901234567890123", 12345678901234567890123, id="integers are exact"),
        pytest.param('"10"', "10", id="double quotes make a string"),
        pytest.param("'null'", "null", id="single quotes make a string"),
        pytest.param('""', "", id="an empty string is a value"),
        pytest.param("|\n  10\n", "10\n", id="a literal block is a string"),
        pytest.param(">-\n  true\n", "true", id="a folded block is a string"),
        pytest.param("[]", [], id="an empty list says none"),
        pytest.param("{}", {}, id="an empty mapping is a value"),
        pytest.param(
            "a: {b: [1, {c: 2}]}\nd: x", {"a": {"b": [1, {"c": 2}]}, "d": "x"}, id="nested"
        ),
        pytest.param("- - 1\n  - 2\n- 3", [[1, 2], 3], id="lists in lists"),
        pytest.param('"<<": 1', {"<<": 1}, id="a quoted merge key is a key"),
        pytest.param('"1": a', {"1": "a"}, id="a quoted number is a key"),
        pytest.param('"": a', {"": "a"}, id="JSON allows the empty key"),
        pytest.param(
            "&k a: &v 1\nb: *v\nc: *k", {"a": 1, "b": 1, "c": "a"}, id="anchors on keys too"
        ),
        pytest.param("a: &x [1]\nb: [*x, *x]", {"a": [1], "b": [[1], [1]]}, id="aliases of a list"),
        pytest.param(
            "a: &x 1\nb: &x 2\nc: *x", {"a": 1, "b": 2, "c": 2}, id="the last anchor counts"
        ),
        pytest.param("\ufeffa: 1", {"a": 1}, id="a byte order mark is no text"),
        pytest.param("%YAML 1.2\n---\na: NO", {"a": "NO"}, id="YAML 1.2 is what is read"),
        pytest.param("%TAG !x! a\n---\na: 1", {"a": 1}, id="an unused tag handle does nothing"),
        pytest.param("a: 'x\u2028y\x85z\u2029'", {"a": "x\u2028y\x85z\u2029"}, id="not folded"),
        pytest.param("a: x\u2028b: y", None, id="LS ends no line, so two ': ' stand in one"),
        pytest.param('a: "\u2028\\U0010fffd"', {"a": "\u2028\U0010fffd"}, id="no mix with escapes"),
        pytest.param("- |\n  x\u2028y\n", ["x\u2028y\n"], id="LS in a block"),
        pytest.param('{\n\t"a":\t1\n}', {"a": 1}, id="JSON indented with tabs"),
        pytest.param('\t{"a":\n\t1}\n\t', {"a": 1}, id="JSON with tabs around"),
        pytest.param(
            '["\\ud83d\\ude00\\\\ud83d"]', ["😀\\ud83d"], id="a pair, not after a backslash"
        ),
        pytest.param('\t"\\u2028\u2028"', "\u2028\u2028", id="JSON with all at once"),
        pytest.param('["\\u0000\\/\\u007f"]', ["\0/\x7f"], id="JSON's escapes"),
    ],
)
def test_text_means_what_the_core_schema_says(text: str, value: Any) -> None:
    if value is None:
        assert not read(text.encode()).whole
        return
    result = only(text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("text", "documents"),
    [
        pytest.param("", [], id="an empty file"),
        pytest.param("# nothing\n", [], id="only a comment"),
        pytest.param("---\n---\n", [], id="only separators"),
        pytest.param("--- 1\n---\n--- 2\n", [1, 2], id="an empty one is not counted"),
        pytest.param("a: &x 1\n---\nb: 2\n...\n", [{"a": 1}, {"b": 2}], id="two"),
    ],
)
def test_empty_documents_are_left_out(text: str, documents: list[Any]) -> None:
    assert read(text.encode()) == Content(documents, [], whole=True)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        pytest.param("a:\nb: 1", {"a": REFUSED, "b": 1}, [("null", ("a",), "a")], id="left empty"),
        pytest.param(
            "{a, b: ~}",
            {"a": REFUSED, "b": REFUSED},
            [("null", ("a",), "a"), ("null", ("b",), "~")],
            id="in a flow mapping",
        ),
        pytest.param(
            "-\n- Null",
            [REFUSED, REFUSED],
            [("null", (0,), "-"), ("null", (1,), "Null")],
            id="in a list",
        ),
        pytest.param("--- null", REFUSED, [("null", (), "null")], id="as a document"),
        pytest.param(
            "a: &x\nb: *x",
            {"a": REFUSED, "b": REFUSED},
            [("null", ("a",), "&x")],
            id="anchored: told once",
        ),
        pytest.param("a: .inf", {"a": REFUSED}, [("number", ("a",), ".inf")], id="infinity"),
        pytest.param(
            "[-.INF, .NaN]",
            [REFUSED, REFUSED],
            [("number", (0,), "-.INF"), ("number", (1,), ".NaN")],
            id="not a number",
        ),
        pytest.param(
            "a: 1e999", {"a": REFUSED}, [("number", ("a",), "1e999")], id="a float that overflows"
        ),
        pytest.param(
            "a: " + "1" * 5000,
            {"a": REFUSED},
            [("number", ("a",), "1" * 5000)],
            id="more digits than int() takes",
        ),
        pytest.param(
            "a: 0x" + "f" * 5000,
            {"a": REFUSED},
            [("number", ("a",), "0x" + "f" * 5000)],
            id="more digits than float() takes",
        ),
        pytest.param(
            "1: a\nb: 2", {"1": REFUSED, "b": 2}, [("key", ("1",), "1")], id="a number as key"
        ),
        pytest.param(
            "{true: a, ~: b, .nan: c}",
            {"true": REFUSED, "~": REFUSED, ".nan": REFUSED},
            [("key", ("true",), "true"), ("key", ("~",), "~"), ("key", (".nan",), ".nan")],
            id="no strings as keys",
        ),
        pytest.param("?\n: a", {"": REFUSED}, [("empty-key", ("",), "?")], id="an empty key"),
        pytest.param(
            "1:\n  x: ~",
            {"1": REFUSED},
            [("key", ("1",), "1"), ("null", ("1", "x"), "~")],
            id="beneath a refused key",
        ),
        pytest.param(
            "1:",
            {"1": REFUSED},
            [("key", ("1",), "1"), ("null", ("1",), "1")],
            id="a refused key of nothing",
        ),
        pytest.param("{[a]: 1, b: 2}", {"b": 2}, [("complex-key", (), "[")], id="a list as key"),
        pytest.param(
            "k: {{a: ~}: {z: ~}}",
            {"k": {}},
            [("complex-key", ("k",), "{"), ("null", ("k",), "~"), ("null", ("k",), "~")],
            id="a mapping as key",
        ),
        pytest.param(
            "- ? [1]\n  :\n",
            [{}],
            [("complex-key", (0,), "["), ("null", (0,), ":")],
            id="a list as key of nothing",
        ),
        pytest.param(
            "a: &x k\n*x : 1\nb: 2",
            {"a": "k", "b": 2},
            [("complex-key", (), "*x")],
            id="an alias as key",
        ),
        pytest.param(
            "a: 1\nb: 2\na: {x: ~}",
            {"a": REFUSED, "b": 2},
            [("duplicate-key", ("a",), "a"), ("null", ("a", "x"), "~")],
            id="a key twice: neither is trusted",
        ),
        pytest.param(
            "- {a: 1, a: 2, a: 3}",
            [{"a": REFUSED}],
            [("duplicate-key", (0, "a"), "a")] * 2,
            id="a key three times",
        ),
        pytest.param(
            "a: &x {b: 1}\nc: {<<: *x, d: 2}",
            {"a": {"b": 1}, "c": {"<<": REFUSED, "d": 2}},
            [("merge-key", ("c", "<<"), "<<")],
            id="a merge key",
        ),
        pytest.param(
            "a: !!str 1", {"a": REFUSED}, [("tag", ("a",), "!!str 1")], id="a core tag on a scalar"
        ),
        pytest.param(
            "- ! a\n- !x\n- b",
            [REFUSED, REFUSED, "b"],
            [("tag", (0,), "! a"), ("tag", (1,), "!x")],
            id="other tags",
        ),
        pytest.param(
            "a: !!seq [~]\nb: 1",
            {"a": REFUSED, "b": 1},
            [("tag", ("a",), "!!seq ["), ("null", ("a", 0), "~")],
            id="a core tag on a list",
        ),
        pytest.param(
            "a: !t &x {b: 1}\nc: 1",
            {"a": REFUSED, "c": 1},
            [("tag", ("a",), "!t &x {")],
            id="a tag and an anchor",
        ),
        pytest.param(
            "&x !t a: 1", {"a": REFUSED}, [("tag", ("a",), "&x !t a")], id="a tag on a key"
        ),
        pytest.param(
            "a: *x\nb: 1",
            {"a": REFUSED, "b": 1},
            [("alias", ("a",), "*x")],
            id="an alias of nothing",
        ),
        pytest.param(
            "- &x [1, *x]",
            [[1, REFUSED]],
            [("recursive-alias", (0, 1), "*x")],
            id="an alias of itself",
        ),
        pytest.param(
            "%YAML 1.1\n---\na: NO", REFUSED, [("version", (), "%YAML 1.1")], id="another version"
        ),
    ],
)
def test_what_is_refused_is_told_at_its_place_and_leaves_a_sentinel(
    text: str, value: Any, expected: list[tuple[str, tuple[str | int, ...], str]]
) -> None:
    content = read(text.encode())
    assert told(text) == expected
    assert content.documents == [value]
    assert content.whole


def test_an_alias_of_an_earlier_document_is_unknown() -> None:
    content = read(b"a: &x 1\n---\nb: *x\n")
    assert [(each.code, each.document, each.pointer) for each in content.problems] == [
        ("alias", 1, ("b",))
    ]


@pytest.mark.parametrize(
    ("text", "first_lines"),
    [
        pytest.param("a: 1\n\nb: 2\na: 3\n", ["1"], id="in a block"),
        pytest.param("x:\n- {a: 1,\n  a: 2,\n  a: 3}\n", ["2", "2"], id="always the first"),
        pytest.param("a: {x: 1}\na:\n  x: 2\n  x: 3\n", ["1", "3"], id="inside of the second one"),
        pytest.param("1: a\n'1': b\n", ["1"], id="of a refused key"),
        pytest.param("? [a]\n: 1\nb: 2\nb: 3", ["3"], id="after a complex key"),
        pytest.param("? {c: 1,\n   c: 2}\n: 1\n", ["1"], id="inside of a complex key"),
    ],
)
def test_a_duplicate_key_tells_the_line_of_the_first(text: str, first_lines: list[str]) -> None:
    problems = read(text.encode()).problems
    lines = [each.args["first_line"] for each in problems if each.code == "duplicate-key"]
    assert lines == first_lines


@pytest.mark.parametrize(
    ("data", "code", "place", "documents"),
    [
        pytest.param(
            b"a: 1\n--- [", "syntax", (2, 6, 2, 6), [{"a": 1}], id="documents before it are kept"
        ),
        pytest.param(b"a: [1\nb: 2\n", "syntax", (2, 2, 2, 3), [], id="a list that is not closed"),
        pytest.param(
            b"a: 'x\nb: 2\n", "syntax", (1, 4, 1, 5), [], id="an open quote is told where it opens"
        ),
        pytest.param(
            b"\xef\xbb\xbf\xc3\xa9: b: c",
            "syntax",
            (1, 5, 1, 6),
            [],
            id="columns count no mark, and code points",
        ),
        pytest.param(b"a: 1\r\nb: ]", "syntax", (2, 4, 2, 5), [], id="CRLF is one line break"),
        pytest.param(b"a: 1\rb: ]", "syntax", (2, 4, 2, 5), [], id="CR is a line break"),
        pytest.param(
            "# \u2028\x85\na: ]".encode(), "syntax", (2, 4, 2, 5), [], id="LS and NEL are none"
        ),
        pytest.param(b"!%ed%a0%80 x", "syntax", (1, 13, 1, 13), [], id="a tag of surrogates"),
        pytest.param(
            b"%YAML 3.0\n---\na", "version", (1, 1, 1, 10), [], id="a version libyaml refuses"
        ),
        pytest.param(b'a: "\\ud800"', "text", (1, 5, 1, 11), [], id="a lone surrogate"),
        pytest.param(
            b'["\\ud83d\\ude00\\ud83d"]',
            "text",
            (1, 15, 1, 21),
            [],
            id="a lone surrogate after a pair",
        ),
        pytest.param(b'a: "\\U00110000"', "text", (1, 5, 1, 15), [], id="beyond Unicode"),
        pytest.param(b"a: \xff", "encoding", (1, 4, 1, 5), [], id="Latin-1"),
        pytest.param(
            "é: 1\nb: é\udcff".encode(errors="surrogateescape"),
            "encoding",
            (2, 5, 2, 6),
            [],
            id="the first bad byte",
        ),
        pytest.param(b"a: \xed\xa0\x80", "encoding", (1, 4, 1, 5), [], id="a surrogate in UTF-8"),
        pytest.param("a: 1".encode("utf-16"), "encoding", (1, 1, 1, 2), [], id="UTF-16"),
        pytest.param(
            "a: 1".encode("utf-16-le"), "encoding", (1, 1, 1, 2), [], id="UTF-16 without a mark"
        ),
        pytest.param("a: 1".encode("utf-32"), "encoding", (1, 1, 1, 2), [], id="UTF-32"),
        pytest.param(b"a: b\0c", "control", (1, 5, 1, 6), [], id="NUL"),
        pytest.param(b"a: 1\nb: \x1b[31m", "control", (2, 4, 2, 5), [], id="an escape sequence"),
        pytest.param("a: \x9b".encode(), "control", (1, 4, 1, 5), [], id="a C1 control"),
        pytest.param(b'{"a": "\x7f"}', "control", (1, 8, 1, 9), [], id="DEL, in JSON too"),
        pytest.param(b"{\t'a': ]", "syntax", (1, 8, 1, 9), [], id="looks like JSON and is not"),
        pytest.param(
            b"%TAG !a! b\n" * 200,
            "directives",
            (1, 1, 1, 2),
            [],
            id="libyaml is quadratic in these",
        ),
    ],
)
def test_what_cannot_be_read_past_is_told_and_the_rest_is_not_silent(
    data: bytes, code: str, place: tuple[int, int, int, int], documents: list[Any]
) -> None:
    content = read(data)
    assert [(each.code, each.span) for each in content.problems] == [(code, Span(*place))]
    assert content.problems[0].document == len(documents)
    assert content.documents == documents
    assert not content.whole


def test_a_syntax_problem_tells_how_deep_it_is() -> None:
    [problem] = read(b"a:\n- b: {c: [1, ]]}").problems
    assert problem.pointer == ("a", 0, "b")
    assert problem.args == {
        "problem": "did not find expected ',' or '}'",
        "context": "while parsing a flow mapping",
        "context_line": "2",
    }


@pytest.mark.parametrize(
    ("text", "limits", "code", "place"),
    [
        pytest.param("a: 1234", Limits(size=6), "size", "4", id="one byte too many"),
        pytest.param("[[[]]]", Limits(depth=2), "depth", "[", id="one list too deep"),
        pytest.param("[" * 3_000, Limits(depth=2_000), "depth", "[", id="too deep for libyaml too"),
        pytest.param(
            "a: &x [[]]\nb: [*x]", Limits(depth=3), "depth", "*x", id="too deep through an alias"
        ),
        pytest.param("[a, b]", Limits(nodes=3), "nodes", "b", id="one value too many"),
        pytest.param(
            "a: &x [1, 2]\nb: *x", Limits(nodes=7), "nodes", "*x", id="an alias counts all it has"
        ),
        pytest.param("[~, ~, ~]", Limits(problems=2), "problems", "~", id="problems enough"),
    ],
)
def test_a_limit_ends_the_reading(text: str, limits: Limits, code: str, place: str) -> None:
    content = read(text.encode(), limits)
    assert content.documents == []
    assert not content.whole
    assert content.problems[-1].code == code
    assert under(text, content.problems[-1].span) == place


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        pytest.param("a: 1234", Limits(size=7), id="bytes"),
        pytest.param("\ufeffa: 1234", Limits(size=7), id="bytes, a mark is none"),
        pytest.param("[[[]]]", Limits(depth=3), id="depth"),
        pytest.param("a: &x [[]]\nb: [*x]", Limits(depth=4), id="depth of an alias"),
        pytest.param(
            "- &x [[[]], &y []]\n- [*y]", Limits(depth=4), id="depth of an anchor in an anchor"
        ),
        pytest.param("a: &x [1, 2]\nb: *x", Limits(nodes=10), id="nodes"),
        pytest.param("abc: 1", Limits(key=3), id="key"),
    ],
)
def test_a_limit_is_what_is_still_read(text: str, limits: Limits) -> None:
    content = read(text.encode(), limits)
    assert content.problems == []
    assert content.whole


DEEPER_THAN_LIBYAML = 1_500  # it reads 1,000 since 0.2.6, and 0.2.5 any number


@pytest.mark.parametrize(
    ("before", "opening", "depth", "document", "pointer"),
    [
        pytest.param("", "[", 64, 0, (0,) * 64, id="lists"),
        pytest.param("", "{a: ", 64, 0, ("a",) * 64, id="mappings"),
        pytest.param("", '{"a":', 64, 0, ("a",) * 64, id="mappings without a space"),
        pytest.param("", "- ", 64, 0, (0,) * 64, id="block lists on one line"),
        pytest.param("", "[\n", 64, 0, (0,) * 64, id="a line each"),
        pytest.param("a: ", "[", 63, 0, ("a", *(0,) * 63), id="below a key"),
        pytest.param("a:\n  - ", "[", 62, 0, ("a", 0, *(0,) * 62), id="flow within block"),
        pytest.param("a: 1\n---\n", "[", 64, 1, (0,) * 64, id="in a later document"),
        pytest.param(
            'a: "[[[\\"]]"\nb: \'[[[\'\'\'  # [[[\nc: ', "[", 63, 0, ("c", *(0,) * 63),
            id="brackets in quotes and comments are none",
        ),
        pytest.param("é😀: 1\r\nb: ", "[", 63, 0, ("b", *(0,) * 63), id="beyond one byte"),
        pytest.param("a: '\u2028\x85'\nb: ", "[", 63, 0, ("b", *(0,) * 63), id="hidden breaks"),
        pytest.param('["\\ud83d\\ude00",\t', "[", 63, 0, (1, *(0,) * 63), id="JSON, rewritten"),
        pytest.param('{"a":\t"\\ud83d\\ude00", "b":\t', "[", 63, 0, ("b", *(0,) * 63), id="JSON, a tab"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "is_closed", [pytest.param(True, id="closed"), pytest.param(False, id="open")]
)
def test_what_is_nested_beyond_libyamls_own_limit_is_told_by_ours(
    before: str,
    opening: str,
    depth: int,
    document: int,
    pointer: tuple[str | int, ...],
    *,
    is_closed: bool,
) -> None:
    closing = {"[": "]", "{": "1}"}.get(opening[0], "")
    end = {'["': "]", '{"': "}"}.get(before[:2], "")
    text = before + opening * DEEPER_THAN_LIBYAML
    if is_closed or end:  # JSON that is open is none
        text += closing * DEEPER_THAN_LIBYAML + end
    problem = read(text.encode()).problems[-1]
    assert (problem.code, problem.args) == ("depth", {"limit": "64"})
    assert (problem.document, problem.pointer) == (document, pointer)
    start = Span(1, 1, problem.span.line, problem.span.column)
    assert under(text, start) == before + opening * depth
    less = (before + opening * 100 + closing * 100 + end).encode()
    assert mark(text.encode()).nearest(document, pointer) == mark(less).nearest(document, pointer)


def test_a_long_key_is_refused_under_its_start() -> None:
    content = read(b"? abcdef\n: 1\nb: 2", Limits(key=4))
    assert content.documents == [{"abcd": REFUSED, "b": 2}]
    assert [(each.code, each.pointer) for each in content.problems] == [("long-key", ("abcd",))]


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        pytest.param(b"[" * 50_000, ["depth"], id="50,000 open lists"),
        pytest.param(b"[" * 50_000 + b"]" * 50_000, ["depth"], id="50,000 lists"),
        pytest.param(b"{a: " * 50_000, ["depth"], id="50,000 mappings"),
        pytest.param(b"{" * 50_000, ["complex-key", "depth"], id="50,000 mappings as keys"),
        pytest.param(b"- " * 50_000, ["depth"], id="50,000 dashes"),
        pytest.param(
            b"a: &a [x,x,x,x,x,x,x,x,x]\n"
            + b"".join(
                b"%c: &%c [%s]\n" % (c + 1, c + 1, b",".join([b"*%c" % c] * 9))
                for c in range(97, 121)
            ),
            ["nodes"],
            id="a billion laughs",
        ),
        pytest.param(
            b"- &a0 [x]\n" + b"".join(b"- &a%d [*a%d]\n" % (i + 1, i) for i in range(1000)),
            ["depth"],
            id="a tower of aliases",
        ),
        pytest.param(b"%TAG !a! b\n" * 100_000, ["directives"], id="100,000 directives"),
        pytest.param(
            b"- \n" * 100_000, ["null"] * LIMITS.problems + ["problems"], id="100,000 nulls"
        ),
    ],
)
def test_hostile_text_is_told_in_bounded_time(data: bytes, codes: list[str]) -> None:
    start = time.perf_counter()
    assert [each.code for each in read(data).problems] == codes
    mark(data)
    assert time.perf_counter() - start < 5


PLACES = """\
pdplint: 1
flows:
  é😀: &x   đơn 😀  # so
  list:
  - one
  - [two, {three: 3}]
  - {}
  - four: 4
  nothing:
  again: &y {in: [1]}
  alias: *y
  block: |
    text

last: "q\\
  r"
"""


@pytest.mark.parametrize(
    ("pointer", "key", "value", "nearest"),
    [
        pytest.param((), None, None, "pdplint", id="the root: its first key"),
        pytest.param(("pdplint",), "pdplint", "1", "1", id="a scalar"),
        pytest.param(("flows",), "flows", "flows", "flows", id="a mapping: its key"),
        pytest.param(("flows", "é😀"), "é😀", "đơn 😀", "đơn 😀", id="code points; no anchor"),
        pytest.param(("flows", "list"), "list", "list", "list", id="a list: its key"),
        pytest.param(("flows", "list", 0), "one", "one", "one", id="an item: itself"),
        pytest.param(("flows", "list", 1), "two", "two", "two", id="a list in a list: its first"),
        pytest.param(
            ("flows", "list", 1, 1),
            "three",
            "three",
            "three",
            id="a mapping in a list: its first key",
        ),
        pytest.param(("flows", "list", 1, 1, "three"), "three", "3", "3", id="in a flow mapping"),
        pytest.param(("flows", "list", 2), "{}", "{}", "{}", id="an empty item: all of it"),
        pytest.param(("flows", "list", 3), "four", "four", "four", id="a block mapping in a list"),
        pytest.param(("flows", "list", 4), None, None, "list", id="an item that is not there"),
        pytest.param(("flows", "list", "x", "y"), None, None, "list", id="a key in a list"),
        pytest.param(("flows", "nothing"), "nothing", "nothing", "nothing", id="nothing: its key"),
        pytest.param(("flows", "again", "in", 0), "1", "1", "1", id="beneath an anchor"),
        pytest.param(("flows", "alias"), "alias", "*y", "*y", id="an alias"),
        pytest.param(("flows", "alias", "in", 0), "*y", "*y", "*y", id="beneath an alias"),
        pytest.param(
            ("flows", "block"),
            "block",
            "|\n    text",
            "|\n    text",
            id="a block ends with its text",
        ),
        pytest.param(("last",), "last", '"q\\\n  r"', '"q\\\n  r"', id="two lines"),
        pytest.param(("last", "x"), None, None, "last", id="beneath a scalar: its key"),
        pytest.param(("absent", "x"), None, None, "pdplint", id="not there at all"),
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_every_value_has_its_place(
    line_break: str, pointer: tuple[str | int, ...], key: str, value: str, nearest: str
) -> None:
    text = PLACES.replace("\n", line_break)
    marks = mark(text.encode())
    found = [marks.key(0, pointer), marks.value(0, pointer), marks.nearest(0, pointer)]
    shown = [
        each and each.replace(line_break, "\n") for each in (under(text, span) for span in found)
    ]
    assert shown == [key, value, nearest]


@pytest.mark.parametrize(
    ("text", "document", "pointer", "nearest"),
    [
        pytest.param("\ufeffa: b", 0, ("a",), "b", id="a byte order mark has no column"),
        pytest.param("a: 'x\u2028y\x85'\nb: c", 0, ("b",), "c", id="LS and NEL end no line"),
        pytest.param(
            '["\\ud83d\\ude00", "\\ud83d\\ude00b", 3]',
            0,
            (1,),
            '"\\ud83d\\ude00b"',
            id="pairs keep their width",
        ),
        pytest.param('["\\ud83d\\ude00", "\\ud83d\\ude00b", 3]', 0, (2,), "3", id="after pairs"),
        pytest.param('\t["a"]', 0, (0,), '"a"', id="rewritten JSON"),
        pytest.param("a: 1\n---\n---\nb: 2", 1, ("b",), "2", id="empty documents are not counted"),
        pytest.param("a: 1\nb: [2, {c: 3\n", 0, ("b", 1, "c"), "3", id="before a syntax problem"),
        pytest.param("a: 1\nb: [2, {c: 3\n", 5, (), "a", id="no such document: the last"),
        pytest.param("a: 1\n---\n[", 1, (), "[", id="a document that was only begun"),
        pytest.param("- a\n- b", 0, (), "a", id="a list as the root"),
        pytest.param("--- abc", 0, (), "abc", id="a scalar as the root"),
        pytest.param("[ ]", 0, (), "[ ]", id="nothing as the root"),
        pytest.param("a: 1\na: {b: 2}", 0, ("a",), "1", id="of two keys the first"),
        pytest.param("a: 1\na: {b: 2}", 0, ("a", "b"), "a", id="not inside of the second"),
        pytest.param("{a: b, [c]: {d: e}, f: g}", 0, ("a",), "b", id="before a complex key"),
        pytest.param("{a: b, *x : {d: e}, f: g}", 0, ("f",), "g", id="after an alias as key"),
        pytest.param(
            "{a: b, {c: h}: e, f: g}", 0, ("a",), "b", id="a complex key's value has no place"
        ),
        pytest.param("1: a", 0, ("1",), "a", id="beneath a refused key"),
        pytest.param("&x a: &y # c\n  'b'", 0, ("a",), "'b'", id="an anchor in the line before"),
        pytest.param("&x a: {}", 0, ("a", "c"), "a", id="an anchor on a key"),
        pytest.param("%YAML 1.1\n---\na: b", 0, ("a",), "b", id="a refused document"),
    ],
)
def test_the_nearest_place_is(
    text: str, document: int, pointer: tuple[str | int, ...], nearest: str
) -> None:
    marks = mark(text.encode())
    assert under(text.removeprefix("\ufeff"), marks.nearest(document, pointer)) == nearest


@pytest.mark.parametrize("data", [b"", b"\xff", b"---\n"], ids=["empty", "not UTF-8", "no value"])
def test_only_a_text_without_values_has_no_better_place_than_its_start(data: bytes) -> None:
    marks = mark(data)
    assert marks.nearest(0, ("a",)) == Span(1, 1, 1, 1)
    assert marks.key(0, ("a",)) is None
    assert marks.value(0, ()) is None


def test_the_sentinel_is_one_and_false() -> None:
    assert pickle.loads(pickle.dumps(REFUSED)) is REFUSED  # noqa: S301 - our own bytes
    assert copy.deepcopy([REFUSED])[0] is REFUSED
    assert not REFUSED
    assert repr([REFUSED]) == "[REFUSED]"


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("code", MESSAGES)
def test_every_code_has_a_sentence_in_each_language(code: str, lang: str) -> None:
    word, _, detail = code.partition(": ")
    args = dict.fromkeys(re.findall(r"{(\w+)}", MESSAGES[code]["en"]), "@") | {
        "problem": detail or "@"
    }
    words = sentence(Problem(word, args, 0, (), Span(1, 1, 1, 1)), lang)
    assert words.endswith(".")
    assert "{" not in words.replace("'}'", "")
    assert set(re.findall(r"{(\w+)}", MESSAGES[code]["en"])) == set(
        re.findall(r"{(\w+)}", MESSAGES[code]["vi"])
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(
            b"a: 1\na: 2",
            "The key a is given twice, first in line 1: keep one of them.",
            id="plain",
        ),
        pytest.param(
            b'"\\e[31m": 1\n"\\e[31m": 2',
            "The key \\x1b[31m is given twice, first in line 1: keep one of them.",
            id="no control character comes out",
        ),
        pytest.param(
            b"a: *" + b"x" * 100,
            "No anchor &"
            + "x" * 59
            + "\N{HORIZONTAL ELLIPSIS} stands before this alias in the document: "
            "add it, or write the value out.",
            id="cut",
        ),
        pytest.param(
            b"k: {a: 1\nb: 2",
            "A ',' or a '}' is missing here: close the mapping opened in line 1.",
            id="libyaml's own words are replaced",
        ),
        pytest.param(
            b"%FOO\n---\na",
            "This cannot be read as YAML: found unknown directive name. "
            "Mend the text here or just above.",
            id="or shown",
        ),
    ],
)
def test_a_sentence_says_what_and_what_to_do(data: bytes, words: str) -> None:
    assert sentence(read(data).problems[0], "en") == words


class CoreLoader(yaml.CSafeLoader):
    """The oracle: libyaml composing, with the core schema in place of YAML 1.1's."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - as in the class above


for tag, pattern, first in [
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("null", r"^(?:null|Null|NULL|~|)$", ["n", "N", "~", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
]:
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
CoreLoader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))
CoreLoader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))

words = st.text(st.sampled_from("abNnoty01.-+eExo~ :#'\"é😀đ\u00a0\u2028\x85%&*!|>"), max_size=8)
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
scalars = st.one_of(words, st.text(max_size=6), st.booleans(), numbers)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)
near_yaml = st.lists(
    st.sampled_from(
        [
            "a",
            "b: ",
            "- ",
            "\n",
            "\r\n",
            "\r",
            "  ",
            "\t",
            "[",
            "]",
            "{",
            "}",
            ",",
            ": ",
            "? ",
            "&x ",
            "*x",
            "!t ",
            "!!str ",
            "<<: ",
            "'",
            '"',
            "\\",
            "\\ud800",
            "|\n",
            ">-\n",
            "# c",
            "---\n",
            "...\n",
            "%YAML 1.1\n",
            "%TAG ! x\n",
            "~",
            "1",
            ".inf",
            "\u2028",
            "\x85",
            "\ufeff",
            "😀",
            "\0",
            "\x1b",
        ]
    ),
    max_size=30,
).map("".join)


def same(one: Any, other: Any) -> bool:
    """Compare with types: 1, 1.0 and True differ."""
    return repr(one) == repr(other)


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    content = read(data)
    mark(data).nearest(0, ())
    assert content.whole or content.problems


@given(near_yaml, st.booleans())
@example("{}: ~", False)
@example("&x a: &x\n- *x", False)
def test_no_text_raises_and_every_problem_has_a_place_and_a_sentence(
    text: str, as_json: bool
) -> None:
    text = f"[{text}]" if as_json else text
    content, marks = read(text.encode()), mark(text.encode())
    for problem in content.problems:
        under(text.removeprefix("\ufeff"), problem.span)
        under(text.removeprefix("\ufeff"), marks.nearest(problem.document, problem.pointer))
        assert sentence(problem, "en").isprintable()
        assert sentence(problem, "vi").isprintable()
    pickle.dumps(content)


@given(near_yaml)
def test_what_is_read_without_problems_is_what_the_core_schema_says(text: str) -> None:
    content = read(text.encode())
    if not content.problems and not set(text) & set("\u2028\x85\ufeff"):
        expected = [value for value in yaml.load_all(text, CoreLoader) if value is not None]
        assert same(content.documents, expected)


@given(values, st.booleans())
def test_yaml_comes_back_as_it_was_dumped(value: Any, allow_unicode: bool) -> None:
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=allow_unicode)
    content = read(text.encode())
    if not content.problems and not set(text) & set("\u2028\u2029\x85"):
        assert same(content.documents[0], yaml.load(text, CoreLoader))  # noqa: S506 a safe loader with other resolvers


@given(values, st.sampled_from([None, 2, "\t"]), st.booleans())
def test_json_is_read_as_json_reads_it(
    value: Any, indent: int | str | None, ensure_ascii: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ensure_ascii)
    content = read(text.encode(errors="surrogatepass"))
    if any(problem.code in {"text", "control", "encoding"} for problem in content.problems):
        return  # JSON has more characters than YAML
    assert content.problems == []
    assert same(content.documents, [json.loads(text)])


@given(
    st.lists(
        st.tuples(
            words, st.text("aé😀 đ#:'\"\\", max_size=9), st.sampled_from(["\n", "\r\n", "\r"])
        ),
        max_size=5,
    )
)
def test_the_text_under_a_scalar_read_again_is_the_scalar(rows: list[tuple[str, str, str]]) -> None:
    pairs = {key: (value, line_break) for key, value, line_break in rows}
    text = "".join(
        f"{json.dumps(key, ensure_ascii=False)} : "
        f"&x{number} {json.dumps(value, ensure_ascii=False)}  # 😀{line_break}"
        for number, (key, (value, line_break)) in enumerate(pairs.items())
    )
    marks, [document] = mark(text.encode()), read(text.encode()).documents or [{}]
    assert document == {key: value for key, (value, _) in pairs.items()}
    for key, (value, _) in pairs.items():
        assert only(under(text, marks.key(0, (key,))) or "") == key
        assert only(under(text, marks.value(0, (key,))) or "") == value


@given(values)
def test_the_text_under_every_scalar_of_a_dump_is_that_scalar(value: Any) -> None:
    text = yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True, width=2**30)
    content, marks = read(text.encode()), mark(text.encode())
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), each) for each in content.documents]
    while todo:
        pointer, each = todo.pop()
        if isinstance(each, dict):
            todo += [((*pointer, key), inner) for key, inner in each.items()]
        elif isinstance(each, list):
            todo += [((*pointer, index), inner) for index, inner in enumerate(each)]
        elif each is not REFUSED:
            found = under(text, marks.value(0, pointer)) or ""
            if "\n" not in found:
                assert same(only(found), each)
