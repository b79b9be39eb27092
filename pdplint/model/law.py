"""Clauses of instruments as they are written: what they ask, and what a breach costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    from pdplint.model.text import Text

ClauseKind = Literal[
    "duty",
    "right",
    "prohibition",
    "sanction",
    "fine_band",
    "aggravated",
    "exemption",
    "definition",
    "scope",
    "power",
    "transition",
]


class Share(NamedTuple):
    """So many percent, or so many times, of a base: from `min` to `max`.

    `field` is where the organisation declares the base; `least` and `most` are the amounts that
    come of what it declares there, rounded down.
    """

    min: float | None
    max: float | None
    of: Text
    field: str = ""
    least: int | None = None
    most: int | None = None


class Fine(NamedTuple):
    """What a clause names: an amount, a percentage or a multiple of a base, a warning instead.

    Amounts are in whole units of `currency`, an ISO 4217 code.
    """

    currency: str
    min: int | None = None
    max: int | None = None
    percent: Share | None = None
    multiple: Share | None = None
    warning: bool = False


class NotChecked(NamedTuple):
    """Why no control checks a clause; what is checked `elsewhere` is so at other clauses."""

    because: Literal["elsewhere", "conduct", "escalation", "outside", "later"]
    why: Text


class Scale(NamedTuple):
    """A clause on harm to so many people, `unit` being which; the top is inclusive."""

    unit: str
    over: int
    up_to: int | None


class Raise(NamedTuple):
    """A clause that takes the place of others: from the how-manieth decision on, so many times."""

    clauses: tuple[str, ...]
    decisions: int | None = None
    times: int | None = None


class Clause(NamedTuple):
    """One point of an instrument: what it says, what it names, and why or by what it is checked.

    `fine` is as the text states it, `depends_on` what no description shows and an amount hangs on,
    `of` the scopes of those whom it addresses, `binds_from` and
    `binds_until` its first and last day.
    """

    instrument: str
    id: str
    kind: ClauseKind
    article: str
    section: str
    title: Text
    says: Text
    fine: Fine | None = None
    of: tuple[str, ...] = ()
    remedies: tuple[Text, ...] = ()
    additional: tuple[Text, ...] = ()
    extent: Literal["whole", "part"] | None = None
    leaves: Text | None = None
    same_act: str | None = None
    echo: bool = False
    not_checked: NotChecked | None = None
    rests_on: tuple[Text, ...] = ()
    reconstructed: Text | None = None
    doubts: tuple[Text, ...] = ()
    raises: Raise | None = None
    depends_on: Text | None = None
    scale: tuple[Scale, ...] = ()
    binds_from: date | None = None
    binds_until: date | None = None

    @property
    def ref(self) -> str:
        """The clause as reports, configs, waivers and `history` name it: `INSTRUMENT/ID`."""
        return f"{self.instrument}/{self.id}"

    def binds(self, day: date) -> bool:
        """Tell whether it binds on a day."""
        return binds(day, self.binds_from, self.binds_until)


def binds(day: date, first: date | None, last: date | None) -> bool:
    """Tell whether a day lies between a first and a last one; `None` is no bound."""
    return (first is None or first <= day) and (last is None or day <= last)


class Sanction(NamedTuple):
    """What a breach can cost the person described, and the clause that raised that, if one did."""

    clause: Clause
    fine: Fine
    raised_by: Clause | None = None
