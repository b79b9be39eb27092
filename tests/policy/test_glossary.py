"""The words of the law in force: each stands in a clause, and what is not to be said stands nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.workspaces import ROOT, library

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pdplint.model.text import Text

GLOSSARY: dict[str, Any] = yaml.safe_load((ROOT / "policies" / "glossary.yaml").read_text("utf-8"))
TERMS: list[dict[str, Any]] = GLOSSARY["terms"]


def texts() -> Iterator[tuple[str, Text]]:
    """Yield every text of the instruments, with where it stands."""
    for name in GLOSSARY["instruments"]:
        instrument = library().instruments[name]
        yield name, instrument.title
        for clause in instrument.clauses.values():
            every = [clause.says, clause.title, *clause.doubts]
            if clause.leaves is not None:
                every.append(clause.leaves)
            if clause.not_checked is not None:
                every.append(clause.not_checked[1])
            yield from ((clause.ref, text) for text in every)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term["en"])
def test_a_term_stands_in_the_law_and_its_clause_is_there(term: dict[str, Any]) -> None:
    name, _, id_ = term["by"].partition("/")
    clauses = library().instruments[name].clauses
    assert id_ in clauses or any(known.startswith(f"{id_}.") for known in clauses)
    said = " ".join(text.vi.lower() for _, text in texts())
    assert term["vi"].lower() in said


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_no_word_stands_that_is_not_to_be_used(lang: str) -> None:
    words = [word for term in TERMS for word in term.get("not", {}).get(lang, ())]
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    found = [(ref, match[0]) for ref, text in texts() if (match := pattern.search(text.of(lang)))]
    assert found == []
