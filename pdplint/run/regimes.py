"""Which regimes a call asks, as they stand on its day, and how grave what they cite may be."""

from __future__ import annotations

from functools import lru_cache, reduce
from typing import TYPE_CHECKING

from pdplint.format.hints import near
from pdplint.model.finding import SEVERITIES, graver
from pdplint.model.same import Same
from pdplint.policy.own import CURRENT, DRAFT, OWN
from pdplint.run.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from pdplint.model.finding import Severity
    from pdplint.policy.loading import Library
    from pdplint.policy.regimes import Regime


def check_judges(regimes: Iterable[Regime]) -> None:
    """Make sure that each regime checks something: nothing asked is no pass.

    Raises:
        UsageError: one has no clause that anything checks.
    """
    for regime in regimes:
        if not regime.bindings:
            raise UsageError(
                f"the regime {regime.id} checks nothing: no clause of it that binds has "
                "`checked_by`; name another, or another day, or give it clauses"
            )


def standing_on(day: date, regimes: Iterable[Regime]) -> list[Regime]:
    """Return regimes as they stand on a day.

    Raises:
        UsageError: one had not begun, or had ended.
    """
    standing = []
    for regime in regimes:
        first, last = regime.binds_from, regime.binds_until
        if first is not None and day < first:
            raise UsageError(
                f"the regime {regime.id} begins on {first}: nothing of it binds on {day}"
            )
        if last is not None and day > last:
            raise UsageError(
                f"the regime {regime.id} ended on {last}: nothing of it binds on {day}"
            )
        standing.append(_standing(Same(regime), day))
    return standing


@lru_cache(maxsize=32)
def _standing(regime: Same, day: date) -> Regime:
    """Return the very same for many workspaces, so that what is made of it is made once."""
    standing: Regime = regime.held.on(day)
    return standing


@lru_cache(maxsize=32)
def _at_most(regime: Same, severity: Severity) -> Regime:
    capped: Regime = regime.held.at_most(severity)
    return capped


def capped(
    regimes: Iterable[Regime], named: Mapping[str, Severity], library: Library, day: date
) -> list[Regime]:
    """Return regimes with no more than the severities that a config names for some of them.

    The organisation's own numbers count as the gravest of the regimes that are asked beside them.
    """
    most = {
        regime.id: severity
        for name, severity in named.items()
        for regime in choose_regimes(library, [name], day)
    }
    every = [*regimes]
    others = [most.get(one.id, SEVERITIES[0]) for one in every if one.id != OWN]
    most[OWN] = reduce(graver, others, SEVERITIES[-1])
    return [
        one
        if most.get(one.id, SEVERITIES[0]) == SEVERITIES[0]
        else _at_most(Same(one), most[one.id])
        for one in every
    ]


def choose_regimes(
    library: Library, names: Sequence[str], day: date, *, by_default: bool = False
) -> list[Regime]:
    """Return the regimes of those names; `current` stands for what is in force on a day.

    Where they are those `by_default`, `current` may stand for none beside others.

    Raises:
        UsageError: there is no regime of that name, or none was in force.
    """
    chosen: list[Regime] = []
    for name in names:
        if name == CURRENT:
            found = _in_force(library, day)
            if not found and not by_default:
                raise _nothing_in_force(library, day)
            chosen += found
            continue
        if name not in library.regimes:
            known = ", ".join((CURRENT, *library.regimes))
            meant = near(name, (CURRENT, *library.regimes))
            hint = f"; did you mean {meant}?" if meant else ""
            raise UsageError(f"there is no regime {name!r}{hint} (known: {known})")
        chosen.append(library.regimes[name])
    return list({regime.id: regime for regime in chosen}.values())


def _period(regime: Regime) -> str:
    until = f" until {regime.binds_until}" if regime.binds_until else ""
    return f"{regime.id} from {regime.binds_from}{until}"


def _not_drafts(library: Library) -> list[Regime]:
    return [one for one in library.regimes.values() if one.status != DRAFT and one.id != OWN]


def _in_force(library: Library, day: date) -> list[Regime]:
    return [one for one in _not_drafts(library) if one.binds(day)]


def _nothing_in_force(library: Library, day: date) -> UsageError:
    periods = ", ".join(map(_period, _not_drafts(library))) or "none"
    return UsageError(
        f"no regime that is known here was in force on {day} (in force: {periods}); "
        "name one with --regime, or another day with --as-of"
    )
