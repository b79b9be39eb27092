from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import pytest

from pdplint.report.pages.policies import DISPOSITIONS, disposition
from pdplint.run.testing import run_policy_tests
from tests.workspaces import ROOT, library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.law import Clause
    from pdplint.model.text import Text
    from pdplint.policy.regimes import Binding


def test_all_tests_inside_the_policies_hold() -> None:
    outcomes = run_policy_tests([])
    assert outcomes
    assert [f"{place}: {one.of}: {one.wrong}" for place, one in outcomes if one.wrong] == []


def bindings() -> Iterator[Binding]:
    for regime in library().regimes.values():
        yield from regime.bindings


def clauses() -> Iterator[Clause]:
    for instrument in library().instruments.values():
        yield from instrument.clauses.values()


def test_every_clause_has_a_disposition() -> None:
    checked = {binding.clause.ref for binding in bindings()}
    for clause in clauses():
        assert disposition(clause) in DISPOSITIONS
        if clause.not_checked is not None:
            assert clause.ref not in checked
        if clause.extent == "part":
            assert clause.leaves is not None, clause.ref


def test_every_clause_that_says_it_is_checked_is_checked() -> None:
    checked = {binding.clause.ref for binding in bindings()}
    assert [c.ref for c in clauses() if c.extent and c.ref not in checked] == []


def test_every_scope_and_list_is_used() -> None:
    raw = "".join(path.read_text("utf-8") for path in sorted((ROOT / "policies").rglob("*.yaml")))
    used = {scope for binding in bindings() for scope in binding.scopes}
    used |= {scope for clause in clauses() for scope in clause.of}
    assert set(library().scopes.scopes) == used
    assert [name for name in library().scopes.lists if f"${name}" not in raw] == []


LAWS = re.compile(
    r"\b(?:draft|decree|law|resolution)[ -]\d|\bdraft\b|\d+/\d{4}|nghị định|dự thảo|luật \d",
    re.IGNORECASE,
)


def test_no_text_of_a_control_names_a_law() -> None:
    found = [
        (control.id, match[0])
        for control in library().controls.values()
        for text in (control.title, control.help)
        for words in text
        if (match := LAWS.search(words))
    ]
    assert found == []


def test_every_control_is_bound() -> None:
    bound = {b.control.id for regime in library().regimes.values() for b in regime.bindings}
    assert set(library().controls) - bound == set()


# Numbers ---------------------------------------------------------------------------------------

UNITS = {
    "min": ("minute", "phút"),
    "h": ("hour", "giờ"),
    "d": ("day", "ngày"),
    "w": ("week", "tuần"),
    "mo": ("month", "tháng"),
    "y": ("year", "năm"),
    "wd": ("working day", "ngày làm việc"),
}
WORDS = {1: ("one", "a", "một"), 2: ("two", "hai"), 3: ("three", "ba"), 16: ("sixteen",)}


def spelled(value: object, lang: int) -> list[str]:
    """Return the ways in which a clause may put a number of a binding, in one language."""
    match = re.fullmatch(r"(\d+)(min|h|d|w|mo|y|wd)?", str(value))
    assert match is not None
    number, unit = int(match[1]), match[2]
    numerals = [str(number), f"{number:02d}", *WORDS.get(number, ())]
    if unit is None:
        return numerals
    ways = [f"{numeral} {UNITS[unit][lang]}" for numeral in numerals]
    if lang == 0:
        ways += [f"{numeral}-{UNITS[unit][0]}" for numeral in numerals]
    return ways


def numbers() -> Iterator[tuple[Binding, str, object]]:
    for binding in bindings():
        for name, value in binding.with_.items():
            if binding.control.parameters[name] in {"duration", "integer"} and value != "forever":
                yield binding, name, value


def own_words(clause: Clause, lang: str) -> str:
    return clause.says.of(lang)


@pytest.mark.parametrize(
    ("binding", "name", "value"),
    [
        pytest.param(*one, id=f"{one[0].clause.ref} {one[0].control.id} {one[1]} {index}")
        for index, one in enumerate(numbers())
    ],
)
def test_each_number_of_a_binding_stands_in_its_clause_in_both_languages(
    binding: Binding, name: str, value: object
) -> None:
    for lang, code in enumerate(("en", "vi")):
        said = own_words(binding.clause, code).lower()
        ways = spelled(value, lang)
        assert any(re.search(rf"(?<![\w.,]){re.escape(way)}", said) for way in ways), (
            f"{binding.clause.ref}: {name} is {value}, and none of {ways} stands in: {said}"
        )


# Words -----------------------------------------------------------------------------------------

NEVER = (
    r"compliant", r"non-compliant", r"lawful(?!ly)", r"legal(?=\b(?! obligation| basis| entit| person| advice| ground))",
    r"safe", r"passed(?!.on\b)", r"clean", r"violates?", r"illegal", r"offences?", r"will be fined", r"the law requires", r"verified",
)  # fmt: skip
NAMES_OF_THE_DRAFT = re.compile(
    r"illegal_content|verified_by|verified_only|legal_basis|legal_obligation"
)


MEANT = {
    ("account-verification", "verified")
}  # what the organisation does, not what a report found


def texts() -> Iterator[tuple[str, Text]]:
    for control in library().controls.values():
        yield control.id, control.title
        yield control.id, control.help


def statements() -> Iterator[tuple[str, str]]:
    """Yield what controls say of a description, without the names of fields."""
    for id_, text in texts():
        yield id_, NAMES_OF_THE_DRAFT.sub("", text.en)


def test_no_policy_says_of_a_description_what_the_output_never_says() -> None:
    found = [
        (id_, match[0], text)
        for id_, text in statements()
        for match in re.finditer(rf"\b(?:{'|'.join(NEVER)})\b", text, re.IGNORECASE)
        if (id_, match[0]) not in MEANT
    ]
    assert found == []


def test_every_text_stands_in_both_languages_and_ends_as_it_should() -> None:
    said = (text for clause in clauses() for text in (clause.says, clause.title))
    for text in chain((text for _, text in texts()), said):
        assert text.en.strip()
        assert text.vi.strip()
        assert text.en != text.vi
    assert [id_ for id_, text in texts() if text.en.count("$") or "  " in text.en] == []
