from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest

from pdplint.judge.citations import citation
from pdplint.judge.exposure import Circumstances, added, exposure
from pdplint.judge.sanctions import Sanctions
from pdplint.model.finding import Finding, Kind
from pdplint.model.law import Clause, Fine, Sanction, Share
from pdplint.model.place import Place
from pdplint.model.report import Amount, Exposure
from pdplint.model.text import Text, plain
from tests.support import linked
from tests.workspaces import (
    INSTRUMENT,
    clause,
    control,
    decree,
    library,
    loaded,
    ran,
    write,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pdplint.policy.instruments import Instrument
    from pdplint.policy.regimes import Regime

CONTROL = control("c", "{/data: {empty: false}}")


def fine(least: int, most: int) -> str:
    return f"{{stated: {{min: {least}, max: {most}}}}}"


PERCENT = "{stated: {percent: {min: 5, max: 5, of: revenue}}}"
FIVE = Fine("VND", percent=Share(5, 5, Text("T", "T")))
RAISING = {"kind": "aggravated"}
BAND = {"kind": "fine_band", "raises": "['1.1']"}


@cache
def regime() -> Regime:
    """Return a regime with one clause for each thing that changes amounts."""
    asked = "{control: c}"
    clauses = [
        clause("1.1", asked, fine=fine(10, 20)),
        clause("1.2", asked, fine=fine(30, 40), same_act="one"),
        clause("1.3", asked, fine=fine(50, 60), same_act="one"),
        clause("1.4", asked, fine=fine(55, 60), same_act="one"),
        clause("1.5", asked, fine=fine(900, 900), echo="true"),
        clause("1.6", fine=fine(100, 200), raises="['1.1']", decisions="2", **RAISING),
        clause("1.7", fine=PERCENT, raises="['1.1']", decisions="3", **RAISING),
        clause("1.8", asked, fine=PERCENT),
        clause("1.9.1", fine=fine(1, 2), scale="{citizens: {up_to: 10000}}", **BAND),
        clause("1.9.2", fine=fine(3, 4), scale="{citizens: {over: 10000, up_to: 100000}}", **BAND),
        clause("1.9.3", fine=fine(5, 6), scale="{citizens: {from: 100001}}", **BAND),
    ]  # fmt: skip
    with TemporaryDirectory() as name:
        return loaded(Path(name), [CONTROL], clauses).regimes["tiny"]


def found(*clauses: str, kind: Kind = "shortfall", **organisation: Any) -> Finding:
    """Return a finding that cites clauses of the regime, with what they name for an organisation."""
    sanctions = Sanctions(regime(), organisation)
    context = linked().context
    by_id = {one.clause.id: one for one in regime().bindings}
    asked = [by_id[f"1.{id_}"] for id_ in clauses]
    cited = tuple(citation(one, sanctions.of(one, None, context)) for one in asked)
    place = Place("a.yaml", 0, ())
    return Finding("c", kind, "error", plain(""), plain(""), place, "flows/x", cited)


def exposed(*findings: Finding, transfers: bool = False, **organisation: Any) -> Exposure:
    return exposure(regime().instruments[0], findings, Circumstances(organisation, transfers))


def decisions(count: int, clause_id: str = "tiny/1.1") -> dict[str, Any]:
    return {"history": [{"clause": clause_id, "decided_on": "2025-01-01"}] * count}


# Acts ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        pytest.param([], Amount(0, 0, 0), id="nothing found"),
        pytest.param([found("1")], Amount(1, 10, 20), id="one clause"),
        pytest.param([found("1"), found("1")], Amount(1, 10, 20), id="one clause at two places"),
        pytest.param([found("1", "2")], Amount(2, 40, 60), id="two acts in one finding"),
        pytest.param([found("2"), found("3")], Amount(1, 50, 60), id="the same act: the highest"),
        pytest.param([found("3", "2")], Amount(1, 50, 60), id="in either order"),
        pytest.param([found("3", "4")], Amount(1, 55, 60), id="of one top, the higher floor"),
        pytest.param([found("5")], Amount(0, 0, 0), id="an echo adds nothing"),
        pytest.param([found("1", "5")], Amount(1, 10, 20), id="nor beside another clause"),
        pytest.param([found("8")], Amount(1, 0, 0), id="a percentage is no amount"),
    ],
)
def test_one_act_counts_once_with_its_highest_range(
    findings: list[Finding], expected: Amount
) -> None:
    assert exposed(*findings).declared == expected
    assert exposed(*findings).if_undeclared_too == expected


def test_two_figures_one_for_what_is_declared_and_one_with_what_is_not_described() -> None:
    findings = [found("1"), found("2", kind="undeclared"), found("3", kind="undecided")]
    both = exposed(*findings, found("8", kind="problem"))
    assert both.declared == Amount(1, 10, 20)
    assert both.if_undeclared_too == Amount(2, 60, 80)
    assert both.apart == ()


def test_a_percentage_stands_apart_and_only_for_what_is_declared() -> None:
    assert exposed(found("1")).apart == ()
    assert exposed(found("8")).apart == (FIVE,)
    assert exposed(found("8", kind="undeclared")).apart == ()


def test_sanctions_of_another_instrument_are_not_counted() -> None:
    other = found("1")
    [cited] = other.citations
    [sanction] = cited.sanctions
    foreign = sanction._replace(clause=sanction.clause._replace(instrument="other"))
    moved = cited._replace(sanctions=(foreign,))
    assert exposed(other._replace(citations=(moved,))).declared == Amount(0, 0, 0)


# Acts of the instruments that are shipped --------------------------------------------------------


def groups() -> dict[tuple[str, str], list[Clause]]:
    """Return the clauses that name one act, by their instrument and the name of the act."""
    found: dict[tuple[str, str], list[Clause]] = {}
    for instrument in library().instruments.values():
        for one in instrument.clauses.values():
            if one.same_act:
                found.setdefault((instrument.id, one.same_act), []).append(one)
    return found


def of_clauses(instrument: Instrument, clauses: Iterable[Clause]) -> Amount:
    """Return the exposure of one finding for each of some clauses of an instrument."""
    cited = found("1").citations[0]
    findings = [
        found("1")._replace(
            citations=(
                cited._replace(clause=one, sanctions=(Sanction(one, instrument.fine(one, {})),)),
            )
        )
        for one in clauses
    ]
    return exposure(instrument, findings, Circumstances({}, transfers=False)).declared


@pytest.mark.parametrize(
    ("group", "clauses"), [pytest.param(*one, id="/".join(one[0])) for one in groups().items()]
)
def test_an_act_that_several_clauses_name_counts_the_largest_of_them_once(
    group: tuple[str, str], clauses: list[Clause]
) -> None:
    instrument = library().instruments[group[0]]
    assert len(clauses) > 1
    alone = [of_clauses(instrument, [one]) for one in clauses]
    assert {one.acts for one in alone} == {1}
    assert of_clauses(instrument, clauses) == max(alone, key=lambda one: (one.max, one.min))


@pytest.mark.parametrize(
    "clauses",
    [
        pytest.param("43.1.a 47.3.a 48.1 48.2 39.1.a", id="data is taken or used without a ground, or beyond it"),
        pytest.param("43.1.a 48.1 61.1.a 61.1.b 61.1.c", id="that of applicants"),
        pytest.param("43.1.a 48.1 61.2.d 61.3", id="that of workers, by technical means"),
        pytest.param("43.1.a 48.1 63.1.a 63.2.a 63.2.c", id="that for advertising"),
        pytest.param("43.1.a 48.1 64.2.a 64.2.c", id="that for a score"),
        pytest.param("39.1.c 51.2.a 60.3 61.1.d 61.2.a 61.2.b 63.2.dd", id="data is kept too long"),
        pytest.param("43.1.a 48.1 65.1.c 65.2.c 70.2.a 70.2.b 71.2.a", id="that of users, of where they are, of bodies, of recordings"),
        pytest.param("61.2.c 65.1.a 65.1.e 70.1.a 71.1.a", id="people do not know what is collected"),
        pytest.param("62.1.b 64.2.b 66.2.b 67.2.g 68.2.b 69.2.a 69.2.c 70.1.d", id="whoever comes in sees the data"),
        pytest.param("43.1.c 63.1.c", id="consent is set beforehand"),
        pytest.param("43.1.dd 64.1.e", id="people do not know what they consent to"),
        pytest.param("49.2 62.2 71.2.b", id="data is handed on without consent or request"),
        pytest.param("54.2.a 54.3 64.1.a 70.1.dd", id="nobody is told of a breach in time"),
        pytest.param("54.1.b 70.1.g", id="no record is made of a breach"),
        pytest.param("66.1.b 69.1.b", id="no contract binds a provider"),
        pytest.param("66.2.c 67.2.e", id="nobody watches"),
        pytest.param("66.2.a 67.2.a", id="people do not know that machines process and how"),
        pytest.param("64.1.b 70.1.e", id="what they are told of it is not enough"),
        pytest.param("63.1.b 63.2.d", id="sharing for advertising cannot be refused"),
        pytest.param("20.1.b 37.5.a 63.1.b", id="nor can advertising"),
        pytest.param("20.1.a 37.1.a 37.1.e", id="messages go to people who did not agree, or refused"),
        pytest.param("37.2.b 37.3.q", id="what people agreed to and refused is not kept"),
        pytest.param("37.3.dd 37.3.e 37.3.n", id="nothing limits the messages"),
        pytest.param("37.5.g 37.6.b", id="the national list is not looked up"),
    ],
)  # fmt: skip
def test_what_two_articles_of_the_decree_fine_may_be_one_act(clauses: str) -> None:
    instrument = library().instruments["decree-330-2026"]
    assert of_clauses(instrument, [instrument.clauses[id_] for id_ in clauses.split()]).acts == 1


# Earlier decisions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("history", "expected", "apart", "note"),
    [
        pytest.param({}, Amount(1, 10, 20), (), False, id="the first time"),
        pytest.param(decisions(1), Amount(1, 100, 200), (), True, id="the second time"),
        pytest.param(decisions(2), Amount(1, 0, 0), (FIVE,), True, id="the third: a share of revenue"),
        pytest.param(decisions(9), Amount(1, 0, 0), (FIVE,), True, id="and ever after"),
        pytest.param(decisions(1, "tiny/1.2"), Amount(1, 10, 20), (), False, id="of another clause"),
        pytest.param(decisions(1, "other/1.1"), Amount(1, 10, 20), (), False, id="of another regime"),
        pytest.param({"history": 5}, Amount(1, 10, 20), (), False, id="a history that is refused"),
        pytest.param({"history": [5, {"clause": 5}]}, Amount(1, 10, 20), (), False, id="entries refused"),
    ],
)  # fmt: skip
def test_earlier_decisions_replace_the_range(
    history: dict[str, Any],
    expected: Amount,
    apart: tuple[Fine, ...],
    note: bool,
) -> None:
    result = exposed(found("1", **history), **history)
    assert (result.declared, result.apart) == (expected, apart)
    assert ("raised for earlier decisions: 1.1" in {n.en for n in result.notes}) is note


def test_a_clause_that_was_not_found_is_not_said_to_be_raised() -> None:
    notes = {note.en for note in exposed(found("2", **decisions(1)), **decisions(1)).notes}
    assert not any("raised" in note for note in notes)


# Scenarios -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("citizens", "expected"),
    [
        pytest.param(0, [], id="nobody"),
        pytest.param(1, ["1.9.1"], id="the first of the lowest band"),
        pytest.param(10_000, ["1.9.1"], id="its last"),
        pytest.param(10_001, ["1.9.2"], id="the first of the next"),
        pytest.param(100_000, ["1.9.2"], id="its last, too"),
        pytest.param(100_001, ["1.9.3"], id="the first of the highest"),
        pytest.param(10**12, ["1.9.3"], id="which has no end"),
    ],
)
def test_a_leak_is_a_scenario_of_the_band_of_its_citizens(
    citizens: int, expected: list[str]
) -> None:
    vietnam = {"vietnam": {"citizens_processed": citizens}}
    scenarios = exposed(transfers=True, **vietnam).scenarios
    assert [(one.clause.id, one.citizens) for one in scenarios] == [
        (id_, citizens) for id_ in expected
    ]
    assert exposed(transfers=True, **vietnam).declared == Amount(0, 0, 0)


@pytest.mark.parametrize(
    ("transfers", "vietnam"),
    [
        pytest.param(False, {"citizens_processed": 5}, id="nothing goes abroad"),
        pytest.param(True, {}, id="the number is not said"),
        pytest.param(True, None, id="nothing is said of Vietnam"),
        pytest.param(True, 5, id="what is said of it is refused"),
    ],
)
def test_no_scenario_without_a_transfer_and_a_number(transfers: bool, vietnam: object) -> None:
    assert exposed(transfers=transfers, vietnam=vietnam).scenarios == ()


@pytest.mark.parametrize("citizens", [10_000, 10_001, 100_000, 100_001, 1_000_000, 1_000_001])
def test_the_bands_of_the_draft_do_not_overlap_and_leave_no_hole(citizens: int) -> None:
    facts = Circumstances({"vietnam": {"citizens_processed": citizens}}, transfers=True)
    scenarios = exposure(decree(), [], facts).scenarios
    assert len({one.clause.id for one in scenarios}) == len(scenarios) == 1


# Notes -----------------------------------------------------------------------------------------


def test_every_exposure_says_that_it_is_a_floor_and_a_draft_that_it_is_one() -> None:
    notes = [note.en for note in exposed().notes]
    assert notes[0].startswith("one act counts once")
    assert notes[1] == "the amounts are those of a draft that was never enacted"
    assert notes[2:] == ["T"]


def test_an_instrument_in_force_is_no_draft(tmp_path: Path) -> None:
    text = INSTRUMENT.replace("status: draft", "status: in_force")
    made = loaded(tmp_path, [CONTROL], [clause("1", "{control: c}")], text=text).instruments["tiny"]
    notes = [note.en for note in exposure(made, [], Circumstances({}, transfers=False)).notes]
    assert not any("draft" in note for note in notes)


def test_an_individual_is_told_where_the_amounts_for_one_are_not_known() -> None:
    notes = {note.en for note in exposed(kind="individual").notes}
    assert "the organisation counts as one person, for whom other amounts may apply" in notes
    assert len(notes) == len(exposed(kind="enterprise").notes) + 1
    facts = Circumstances({"kind": "individual"}, transfers=False)
    assert "the amounts are those for individuals" in {
        n.en for n in exposure(decree(), [], facts).notes
    }


# For whom ----------------------------------------------------------------------------------------

RULES = """\
fines:
  - {articles: [1, 1], stated_for: individual, organisation: {times: 2}, cap: {organisation: 35, individual: 15}}
  - {clauses: ['1.2'], stated_for: organisation, individual: {divided_by: 2}}
fined_as_individuals: [household]
"""


@pytest.mark.parametrize(
    ("id_", "organisation", "expected"),
    [
        pytest.param("1.1", {}, (20, 35), id="twice what is stated for one person, and no more than the cap"),
        pytest.param("1.1", {"kind": "enterprise"}, (20, 35), id="an enterprise"),
        pytest.param("1.1", {"kind": "individual"}, (10, 15), id="as stated, and no more than its cap"),
        pytest.param("1.1", {"kind": "enterprise", "size": "household"}, (10, 15), id="a household counts as one person"),
        pytest.param("1.1", {"size": "micro"}, (20, 35), id="a small enterprise does not"),
        pytest.param("1.2", {}, (10, 20), id="a clause has a rule of its own before its article"),
        pytest.param("1.2", {"kind": "individual"}, (5, 10), id="half"),
        pytest.param("1.2.a", {"kind": "individual"}, (5, 10), id="and what stands below it"),
    ],
)  # fmt: skip
def test_amounts_are_those_for_the_person_described(
    tmp_path: Path, id_: str, organisation: dict[str, Any], expected: tuple[int, int]
) -> None:
    clauses = [clause("1.1"), clause("1.2"), clause("1.2.a")]
    text = INSTRUMENT.replace("fines: [{stated_for: organisation}]\n", RULES)
    made = loaded(tmp_path, [CONTROL], clauses, text=text).instruments["tiny"]
    named = made.fine(made.clauses[id_], organisation)
    assert (named.min, named.max) == expected


def test_what_stands_in_no_rule_is_as_it_is_stated(tmp_path: Path) -> None:
    text = INSTRUMENT.replace(
        "{stated_for: organisation}",
        "{articles: [2, 3], stated_for: individual, organisation: {times: 2}}",
    )
    made = loaded(tmp_path, [CONTROL], [clause("1.1")], text=text).instruments["tiny"]
    assert made.rule(made.clauses["1.1"]) is None
    assert made.fine(made.clauses["1.1"], {}) == Fine("VND", 10, 20)


# Several workspaces ----------------------------------------------------------------------------


def test_the_acts_of_two_organisations_are_different_acts() -> None:
    one = exposed(found("1"), transfers=True, vietnam={"citizens_processed": 5})
    two = exposed(found("1"), found("8"), kind="individual")
    both = added(one, two)
    assert both.declared == Amount(3, 20, 40)
    assert both.if_undeclared_too == Amount(3, 20, 40)
    assert both.apart == (FIVE,)
    assert both.scenarios == one.scenarios
    assert both.notes == tuple(dict.fromkeys(one.notes + two.notes))
    assert added(one, one).apart == ()


def test_a_run_over_two_workspaces_adds_them(tmp_path: Path) -> None:
    text = (
        "pdplint: 1\norganisation: {kind: enterprise, services: [website]}\n"
        "flows: {x: {role: controller, rights: {delete: {within: 90d}}}}\n"
    )
    for name in ("one", "two"):
        write(tmp_path / name, {"pdplint.yaml": "", "a.yaml": text})
    one = ran(tmp_path / "one").exposure["draft-2021"].declared
    both = ran(tmp_path).exposure["draft-2021"].declared
    assert one.acts > 0
    assert both == Amount(2 * one.acts, 2 * one.min, 2 * one.max)
