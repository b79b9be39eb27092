"""Write the tables of docs/law.md from the policies: instruments, their days, amounts, reliefs.

python docs/law.py [--check]    only tell whether they are as they should be
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from pdplint.report.pages.policies import counted_amounts, disposition
from pdplint.run.resources import Resources, load_library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pdplint.policy.instruments import Instrument
    from pdplint.policy.regimes import Regime

PAGE = Path(__file__).parent / "law.md"
REGIME = "vn-2026"
BEGIN = "<!-- {name}: written by docs/law.py -->\n"
END = "<!-- end of {name} -->\n"


def instruments(regime: Regime) -> Iterator[str]:
    """Yield the table of instruments: what each is, its days, what was read."""
    yield "| instrument | what it is | in force | what was read |\n|---|---|---|---|\n"
    for one in regime.instruments:
        days = f"{one.binds_from or ''} to {one.binds_until}" if one.binds_until else one.binds_from
        read = one.read.en if one.read else ""
        yield f"| `{one.id}` | {one.title.en} | {days} | {read} |\n"


def coverage(regime: Regime) -> Iterator[str]:
    """Yield the table of how the clauses of each instrument are accounted for."""
    yield "| instrument | points | checked whole | in part | by the duties sanctioned | "
    yield "at other clauses | conduct | repetition | outside a description | ask nothing |\n"
    yield "|---|---|---|---|---|---|---|---|---|---|\n"
    total: Counter[str] = Counter()
    for one in regime.instruments:
        counts = Counter(map(disposition, one.clauses.values()))
        total += counts
        yield _row(f"`{one.id}`", counts)
    yield _row("**all**", total)


def _row(name: str, counts: Counter[str]) -> str:
    kinds = ("whole", "part", "linked", "elsewhere", "conduct", "escalation", "outside", "told")
    cells = (str(counts.total()), *(str(counts[kind]) for kind in kinds))
    return f"| {name} | {' | '.join(cells)} |\n"


def amounts(regime: Regime) -> Iterator[str]:
    """Yield how the amounts of each instrument that has any count."""
    for one in regime.instruments:
        for rule in one.rules:
            yield f"- `{one.id}`: {counted_amounts(rule, one, 'en')}.\n"


def reliefs(regime: Regime) -> Iterator[str]:
    """Yield the reliefs and transitions: what each lifts, when, how it is lost."""
    yield "| clause | what it says | lifts | when | lost where |\n|---|---|---|---|---|\n"
    for one in regime.granted:
        lifted = ", ".join(one.lifts)
        when = f"{one.kind}: {one.when.en}"
        by = f" ({one.lost_by})" if one.lost_by else ""
        lost = one.lost.en + by if one.lost else ""
        yield f"| {one.id} | {one.says.en} | {lifted} | {when} | {lost} |\n"


def doubtful(regime: Regime) -> Iterator[str]:
    """Yield how many clauses carry a doubt, by instrument."""
    for one in regime.instruments:
        yield f"- `{one.id}`: {_doubts(one)} of {len(one.clauses)} clauses carry a doubt.\n"


def _doubts(one: Instrument) -> int:
    return sum(bool(clause.doubts) for clause in one.clauses.values())


TABLES: dict[str, Callable[[Regime], Iterator[str]]] = {
    "instruments": instruments,
    "coverage": coverage,
    "amounts": amounts,
    "reliefs": reliefs,
    "doubts": doubtful,
}


def page(text: str, regime: Regime) -> str:
    """Return the text of the page with the tables as they should be."""
    for name, made in TABLES.items():
        begin, end = BEGIN.format(name=name), END.format(name=name)
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = f"{before}{begin}\n{''.join(made(regime))}\n{end}{after}"
    return text


def main() -> int:
    """Write the tables, or tell that they are others."""
    regime = load_library(Resources(), tests=False, cache=False).regimes[REGIME]
    text = PAGE.read_text("utf-8")
    made = page(text, regime)
    if "--check" not in sys.argv:
        PAGE.write_text(made, "utf-8")
    elif made != text:
        print("docs/law.md has other tables: run make generate", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
