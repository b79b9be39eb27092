"""A page in the making: one report, one language, one width, and what it has said already."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pdplint.report._screen import Line, Piece, columns, plain_lines, shown, wrap
from pdplint.words.reports import SENTENCES, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pdplint.model.finding import Citation, Related, Severity
    from pdplint.model.place import Place
    from pdplint.model.report import Report
    from pdplint.model.text import Text

LEAST_WIDTH, LARGEST_WIDTH = 40, 120
LONGEST_PROSE = 1200
LONGEST_NAME = 160
NAMED = 5
STYLE: dict[Severity, str] = {"error": "red", "warning": "yellow", "note": "blue"}


@dataclass(slots=True)
class Page:
    """What all parts of a text report share."""

    report: Report
    lang: str
    width: int
    told: dict[str, str] = field(default_factory=dict)

    def of(self, text: Text | str) -> str:
        """Return a statement in the language of the page, inert, cut where it is hostile."""
        words = text if isinstance(text, str) else text.of(self.lang)
        return shown(words, LONGEST_PROSE)

    def say(self, phrase: str, /, **values: Text | str | int) -> str:
        """Return a phrase of this report."""
        return self.of(say(phrase, **values))

    def prose(self, text: str, first: str = "", rest: str = "", style: str = "") -> list[Line]:
        """Return text in as many lines as it needs."""
        return plain_lines(wrap(text, self.width, first, rest), style)

    def heading(self, phrase: str, count: int = 0) -> Iterator[Line]:
        """Yield an empty line and the heading of a part."""
        text = self.say(phrase, count=str(count))
        yield ()
        yield (Piece(f"=== {text} ===", "bold"),)

    def names(self, names: Iterable[str], most: int = NAMED) -> str:
        """Return names in a row, the first few."""
        every = list(dict.fromkeys(names))
        row = ", ".join(name(one) for one in every[:most])
        rest = len(every) - most
        return self.say("names-more", names=row, count=str(rest)) if rest > 0 else row

    def clauses(self, citations: Iterable[Citation], room: int) -> str:
        """Return the clauses cited as ids in a row, as many as there is room for."""
        several = len(self.report.instruments) > 1
        refs = dict.fromkeys(c.clause.ref if several else c.clause.id for c in citations)
        ids = [name(ref) for ref in refs]
        row = ", ".join(ids)
        for most in range(len(ids) - 1, 0, -1):
            if columns(row) <= room:
                break
            row = self.say("clauses-more", clauses=", ".join(ids[:most]), count=len(ids) - most)
        return row

    def _kind(self, kind: str) -> str:
        phrase = f"kind-{kind}"
        return self.say(phrase) if phrase in SENTENCES else name(kind)

    def users(self, related: Iterable[Related]) -> str | None:
        """Return who else is asked for what stands here: `used by 3 flows: a, b, c`."""
        subjects = sorted({other.subject for other in related if other.asked_by})
        if not subjects:
            return None
        kinds = sorted({subject.partition("/")[0] for subject in subjects})
        short = [subject.partition("/")[2] or subject for subject in subjects]
        listed = self.names(short if len(kinds) == 1 < len(subjects) else subjects)
        kind = " / ".join(map(self._kind, kinds))
        return self.say("used-by", count=len(subjects), kind=kind, names=listed)


def name(words: str) -> str:
    """Return an id, a path or the like: inert, and cut where it is hostile."""
    return shown(words, LONGEST_NAME)


def position(place: Place) -> str:
    """Return `path:line:column`, or the path alone where there is no line."""
    at = "" if place.span is None else f":{place.span.line}:{place.span.column}"
    return name(place.path) + at


def source(report: Report, place: Place) -> Sequence[str]:
    """Return the lines of the file of a place, none where they are not known."""
    return report.lines.get(place.path, ())


def inside(subject: str, place: Place) -> str:
    """Return the pointer of a place from its subject on, with dots."""
    prefix = tuple(subject.split("/", 1))
    pointer = place.pointer
    inner = pointer[len(prefix) :] if pointer[: len(prefix)] == prefix else pointer
    return name(".".join(map(str, inner)))
