from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from pdplint.model.law import Raise, Scale, Share
from pdplint.model.text import Text
from pdplint.policy.instruments import Factor
from pdplint.run.resources import load_library
from tests.workspaces import REGIME, ROOT, control, resources, write
from tools.ledger import TO_NAME, TO_WRITE, main, order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pdplint.model.law import Clause
    from pdplint.policy.loading import Library

SANCTIONS = """\
---
ledger: decree-330-2026
instrument:
  number: 330/2026/NĐ-CP
  kind: decree of the Government of a country
  issued: "2026-08-19"
  in_force: "2026-08-19"
  ended: null
  status: in_force
  sources: ['A gazette, no. 7: page 3']
  copies_compared: every amount was compared with another copy
conventions:
  fine_organisation: 'Sections 1-5 doubled and capped at 50 (7.1, 7.3); Section 6 as stated, capped by 7.4'
  individual_amount: Section 6 half (7.1); household businesses like individuals (2.3)
remedies:
  erase: {means: data erased beyond recovery, art_5_group: "5.7"}
additional_penalties:
  confiscate: what the act was done with confiscated
articles:
  - {article: "39", title: Words of a title, section: 6, amounts_for: organisation, note: A note of words.}
general:
  - {id: "2.3", topic: who, fact: Households are fined like individuals.}
  - id: "7.1"
    topic: fine_rule
    fact: Sections 1-5 (Arts 9-38) state amounts for individuals; organisations pay twice. Section 6
      (Arts 39-71) states amounts for organisations; individuals pay half.
    numbers: {sections_1_5_factor_for_organisations: 2, section_6_factor_for_individuals: 0.5}
  - {id: "7.3", topic: cap, fact: A cap., numbers: {cap_organisation_vnd: 50, cap_individual_vnd: 25}}
  - {id: "7.4.a", topic: cap, fact: A cap., numbers: {cap_organisation_vnd: 900}}
  - {id: "7.4.b", topic: cap, fact: A cap., numbers: {cap_multiple_of_proceeds: 10}}
points:
  - {id: "39.10", kind: violation, paraphrase: Words of ten., checkable: "no", why: turns on conduct or intent,
    fine: {basis: organisation, min_vnd: 10, max_vnd: 20, warning_possible: true},
    fine_organisation: {min_vnd: 10, max_vnd: 20, warning_possible: true}}
  - {id: "39.9.dd", kind: violation, paraphrase: Words of nine., checkable: "yes", enforces: ["law-1-2030:4"],
    fine: {basis: organisation, percent_of_revenue: {min: 1, max: 2.5}, revenue: revenue of the year before the act},
    fine_organisation: {percent_of_revenue: {min: 1, max: 2.5}, ceiling_percent: 5, fallback: "39.11"},
    remedies: [erase], additional_penalties: [confiscate], same_act: erasing}
  - {id: "39.9.d", kind: violation, paraphrase: Words., checkable: partly, addressed_to: [controller], mirrors: ["draft-2021:1.2.a"],
    fine: {basis: organisation, multiple_of_proceeds: {min: 2, max: 10}}}
  - {id: "39.11", kind: fine_band, of: "39.9", paraphrase: Words., checkable: partly,
    numbers: {citizens: "10000-99999", deadline: 72h}, fine: {basis: organisation, min_vnd: 30, max_vnd: 40}}
  - {id: "39.12", kind: aggravated, of: "39.10", paraphrase: Words., checkable: "yes",
    fine: {basis: organisation, multiple_of_clause: "39.10", factor: 2, min_vnd: 20, max_vnd: 40}}
  - {id: "39.13", kind: exemption, paraphrase: Words., fine: null, checkable: "no", why: exception to a rule}
  - {id: "39.14", kind: fine_rule, of: "39.9", paraphrase: Words., fine: {basis: organisation, max_vnd: 99}}
related_points:
  - {id: "24.1", paraphrase: Words., fine: {basis: individual, min_vnd: 20, max_vnd: 30},
    fine_organisation: {min_vnd: 40, max_vnd: 50}}
"""

DUTIES = """\
---
ledger: duties
instruments:
  - {id: law-1-2030, number: 1/2030/QH, kind: law, subject: words on data of persons, issued: "2030-01-01",
    in_force: "2030-02-01", ended: null, status: in_force, sources: [A gazette], read: whole}
  - {id: law-2-2030, number: 2/2030/QH, kind: law, issued: "2030-01-01", in_force: "2030-02-01",
    ended: "2030-12-31", status: 'repealed (law-1-2030:5, later)', sources: [Excerpts], read: excerpts}
obligations:
  - id: "law-1-2030:4"
    kind: duty
    paraphrase: These words of a ledger are not to be copied.
    numbers: {deadline: 20d, if_processor: 30d}
    applies_to: [controller]
    exceptions: [law-2-2030:1, 'harm to the life or health of another person (law-1-2030:5)']
    sanctioned_by: ["39.9.dd", "39.11"]
    checkable: "yes"
    note: These words of a note are not to be copied.
  - {id: "law-1-2030:5", kind: exemption, paraphrase: W., numbers: {until: "2031-12-31", years: 5}, sanctioned_by: [], checkable: "yes"}
  - {id: "law-1-2030:6", kind: authority_power, paraphrase: W., numbers: {}, sanctioned_by: [], checkable: "no"}
  - {id: "law-1-2030:7", kind: prohibition, paraphrase: W., numbers: {}, sanctioned_by: ["39.9.d"], checkable: partly, why: a sign shows}
  - {id: "law-1-2030:8", kind: duty, paraphrase: W., numbers: {in_force: "2030-02-01"}, sanctioned_by: [], checkable: "no", why: content of messages is not visible}
  - {id: "law-1-2030:9", kind: greeting, paraphrase: W., numbers: {}, sanctioned_by: [], checkable: "no"}
  - {id: "law-2-2030:1", kind: legal_basis, paraphrase: W., numbers: {}, sanctioned_by: [], checkable: partly, secondary: true}
"""

MAP = """\
"decree-330-2026/39.9.dd": {checkable: "yes", controls: ["erased-in-time{20d}", "+erased-everywhere"]}
"law-1-2030/9": {checkable: "yes", controls: ["scope-of decree-330-2026/39.10"]}
"decree-330-2026/39.9.d": {checkable: partly, controls: ["named-here"]}
"""

LAWS = ("law-1-2030", "law-2-2030")
TO_WRITE_TOO = Text(**TO_WRITE)
WHOLE = ("decree-330-2026", *LAWS)


@pytest.fixture
def ledgers(tmp_path: Path) -> Path:
    return write(
        tmp_path, {"decree-330-2026.yaml": SANCTIONS, "duties.yaml": DUTIES, "map.yaml": MAP}
    )


def scaffold(ledgers: Path, *names: str) -> Path:
    """Write instruments beside what they are loaded with, and return the folder of all that."""
    to = ledgers / "made"
    for name in names:
        ledger = ledgers / ("duties.yaml" if name in LAWS else f"{name}.yaml")
        assert (
            main([str(ledger), name, "--proposals", str(ledgers / "map.yaml"), "--to", str(to)])
            == 0
        )
    calendar = (resources().policies / "calendars" / "vn.yaml").read_text("utf-8")
    regime = REGIME.replace("[tiny]", f"[{', '.join(names)}]")
    return write(to, {"regimes/tiny.yaml": regime, "calendars/vn.yaml": calendar})


def load(folder: Path) -> Library:
    return load_library(resources(), folder, cache=False)


def article(folder: Path, instrument: str, number: int) -> str:
    path = folder / "instruments" / instrument / f"article-{number:02}.yaml"
    return path.read_text("utf-8")


def clauses(ledgers: Path) -> Mapping[str, Clause]:
    library = load(scaffold(ledgers, *WHOLE))
    return {c.ref: c for one in library.instruments.values() for c in one.clauses.values()}


# What is written ---------------------------------------------------------------------------------


def test_what_is_written_loads_with_every_id_in_the_order_of_the_law(ledgers: Path) -> None:
    folder = scaffold(ledgers, *WHOLE)
    library = load(folder)
    ids = {name: [*one.clauses] for name, one in library.instruments.items()}
    assert ids["law-1-2030"] == ["4", "5", "6", "7", "8", "9"]
    assert ids["law-2-2030"] == ["1"]
    sanctions = "2.3 7.1 7.3 7.4.a 7.4.b 24.1 39.9.d 39.9.dd 39.10 39.11 39.12 39.13 39.14"
    assert " ".join(ids["decree-330-2026"]) == sanctions
    for name, found in ids.items():
        raw = yaml.safe_load((folder / "instruments" / name / "ledger.yaml").read_text("utf-8"))
        assert raw["ids"] == found
        assert set(raw["shown"]) <= set(found)
    listed = yaml.safe_load(
        (folder / "instruments" / "decree-330-2026" / "ledger.yaml").read_text("utf-8")
    )
    assert listed["shown"] == ["39.9.d", "39.9.dd", "39.11", "39.12"]
    assert "39.10" in listed["ids"], "what the ledger calls not checkable is a clause all the same"


def test_points_are_in_the_order_of_the_vietnamese_alphabet() -> None:
    ids = ["1.1.a", "1.1.d", "1.1.dd", "1.1.e", "1.1.g", "1.2", "1.10", "2", "10"]
    assert sorted([*ids[4:], *ids[:4]], key=order) == ids


def test_kinds_are_those_of_clauses_and_what_else_they_were_is_told(ledgers: Path) -> None:
    found = clauses(ledgers)
    kinds = {
        "decree-330-2026/39.10": "sanction",
        "decree-330-2026/39.11": "fine_band",
        "decree-330-2026/39.12": "aggravated",
        "decree-330-2026/39.13": "exemption",
        "decree-330-2026/39.14": "definition",
        "decree-330-2026/24.1": "sanction",
        "decree-330-2026/2.3": "scope",
        "law-1-2030/6": "power",
        "law-1-2030/7": "prohibition",
        "law-1-2030/9": "scope",
        "law-2-2030/1": "exemption",
    }
    assert {ref: found[ref].kind for ref in kinds} == kinds
    made = ledgers / "made"
    assert "# ledger: kind: greeting\n" in article(made, "law-1-2030", 9)
    assert "# ledger: kind: legal_basis\n" in article(made, "law-2-2030", 1)
    assert "# ledger: kind" not in article(made, "law-1-2030", 6)


def test_amounts_are_stated_and_count_as_the_ledger_says(ledgers: Path) -> None:
    library = load(scaffold(ledgers, "decree-330-2026"))
    decree = library.instruments["decree-330-2026"]
    fines = {id_: one.fine for id_, one in decree.clauses.items() if one.fine}
    assert (fines["39.10"].min, fines["39.10"].max, fines["39.10"].warning) == (10, 20, True)
    assert fines["39.9.dd"].percent == Share(1, 2.5, TO_WRITE_TOO)
    assert fines["39.9.d"].multiple == Share(2, 10, TO_WRITE_TOO)
    sections, personal = decree.rules
    assert (sections.articles, sections.stated_for, sections.by) == (
        (9, 38),
        "individual",
        ("7.1", "7.3"),
    )
    assert sections.factors["organisation"] == Factor(2)
    assert sections.caps == {"organisation": 50, "individual": 25}
    assert (personal.articles, personal.stated_for, personal.by) == (
        (39, 71),
        "organisation",
        ("7.1", "7.4.a"),
    )
    assert (personal.factors["individual"], personal.caps) == (
        Factor(1, 2),
        {"organisation": 900},
    )
    assert decree.fined_as_individuals == ("household",)
    counted = decree.fine(decree.clauses["24.1"], {})
    assert (counted.min, counted.max) == (40, 50)
    assert "fine_organisation" not in article(ledgers / "made", "decree-330-2026", 24)


def test_an_amount_that_no_rule_gives_is_told(ledgers: Path) -> None:
    write(
        ledgers,
        {
            "decree-330-2026.yaml": SANCTIONS.replace(
                "{min_vnd: 40, max_vnd: 50}", "{min_vnd: 41, max_vnd: 50}"
            )
        },
    )
    text = article(scaffold(ledgers, "decree-330-2026"), "decree-330-2026", 24)
    assert "# ledger: fine_organisation: {min_vnd: 41}\n" in text


def test_what_raises_names_the_clauses_below_what_it_is_of(ledgers: Path) -> None:
    found = clauses(ledgers)
    band, doubled = found["decree-330-2026/39.11"], found["decree-330-2026/39.12"]
    refs = ("decree-330-2026/39.9.d", "decree-330-2026/39.9.dd")
    assert (band.raises, band.scale) == (Raise(refs, None, None), (Scale("citizens", 9999, 99999),))
    assert (doubled.raises, doubled.fine) == (Raise(("decree-330-2026/39.10",), None, 2), None)


def test_measures_days_and_what_comes_of_them(ledgers: Path) -> None:
    found = clauses(ledgers)
    sanction = found["decree-330-2026/39.9.dd"]
    assert (len(sanction.remedies), len(sanction.additional), sanction.same_act) == (
        1,
        1,
        "erasing",
    )
    library = load(ledgers / "made")
    days = {
        i.id: (str(i.binds_from), str(i.binds_until), i.status)
        for i in library.instruments.values()
    }
    assert days["law-1-2030"] == ("2030-02-01", "None", "in_force")
    assert days["law-2-2030"] == ("2030-02-01", "2030-12-31", "ended")
    assert library.instruments["law-2-2030"].secondary
    assert str(found["law-1-2030/5"].binds_until) == "2031-12-31"
    assert "from:" not in article(ledgers / "made", "law-1-2030", 8)


def test_what_nothing_checks_says_why_in_a_word(ledgers: Path) -> None:
    because = {ref: c.not_checked.because for ref, c in clauses(ledgers).items() if c.not_checked}
    assert because == {
        "decree-330-2026/24.1": "later",
        "decree-330-2026/39.9.d": "later",
        "decree-330-2026/39.9.dd": "later",
        "decree-330-2026/39.10": "conduct",
        "decree-330-2026/39.11": "escalation",
        "decree-330-2026/39.12": "escalation",
        "law-1-2030/4": "later",
        "law-1-2030/7": "later",
        "law-1-2030/8": "outside",
    }


def test_what_has_no_place_is_kept_in_comments_and_words_are_not(ledgers: Path) -> None:
    folder = scaffold(ledgers, *WHOLE)
    decree = article(folder, "decree-330-2026", 39)
    for line in (
        "# ledger: fine: {revenue: in words}",
        '# ledger: fine_organisation: {ceiling_percent: 5, fallback: "39.11"}',
        "# ledger: enforces: [law-1-2030/4]",
        "# ledger: addressed_to: [controller]",
        "# ledger: mirrors: [draft-2021/1.2.a]",
        "# ledger: numbers: {deadline: 72h}",
        "# ledger: amount: {min_vnd: 20, max_vnd: 40}",
        '# ledger: of: "39.9"',
        "# ledger: checkable: partly",
        "# ledger: in words: note",
    ):
        assert f"{line}\n" in decree
    law = article(folder, "law-1-2030", 4)
    for line in (
        "# ledger: numbers: {deadline: 20d, if_processor: 30d}",
        "# ledger: exceptions: [law-2-2030/1, law-1-2030/5, in words]",
        "# ledger: sanctioned_by: [decree-330-2026/39.11]",
        "# ledger: in words: note",
    ):
        assert f"  {line}\n" in law
    whole = "".join(path.read_text("utf-8") for path in folder.rglob("*20*/*.yaml"))
    assert not re.findall(
        "Words|words of|W\\.|beyond recovery|confiscated|turns on|the year before", whole
    )


def test_links_wait_in_a_comment_at_the_duty_ready_to_be_uncommented(ledgers: Path) -> None:
    folder = scaffold(ledgers, *WHOLE)
    text = article(folder, "law-1-2030", 4)
    assert text.endswith(
        "    # extent: whole\n"
        "    # checked_by:\n"
        "    #   - {control: erased-in-time, sanctioned_by: [decree-330-2026/39.9.dd]}  # {20d}\n"
        "    #   - {control: erased-everywhere, sanctioned_by: [decree-330-2026/39.9.dd]}  # new\n"
    )
    ready = re.sub("    not_checked.*\n", "", text).replace("    # ", "    ")
    (folder / "instruments/law-1-2030/article-04.yaml").write_text(ready, "utf-8", newline="\n")
    require = "{/purpose: {present: true}}"
    controls = {
        f"controls/a/{name}.yaml": control(name, require)
        for name in ("erased-in-time", "erased-everywhere")
    }
    bindings = load(write(folder, controls)).regimes["tiny"].bindings
    reached = {b.control.id: [one.clause.id for one in b.sanctions] for b in bindings}
    assert reached == {"erased-in-time": ["39.9.dd"], "erased-everywhere": ["39.9.dd"]}


def test_what_only_lies_in_part_and_what_no_proposal_names(ledgers: Path) -> None:
    write(ledgers, {"map.yaml": '"law-1-2030/9": {controls: ["scope-of decree-330-2026/39.10"]}\n'})
    folder = scaffold(ledgers, *LAWS)
    assert article(folder, "law-1-2030", 7).endswith(
        "    # extent: part\n"
        "    # leaves: {en: TO BE WRITTEN, vi: TO BE WRITTEN}\n"
        "    # checked_by:\n"
        f"    #   - {{control: {TO_NAME}, sanctioned_by: [decree-330-2026/39.9.d]}}\n"
    )
    assert article(folder, "law-1-2030", 9).endswith(
        "    # proposed: scope-of decree-330-2026/39.10\n"
    )


@pytest.mark.parametrize(
    ("controls", "told"),
    [
        ('"scope-of law-1-2030/9"', [TO_NAME]),
        ('"own{3}", "scope-of law-1-2030/9"', ["own"]),
        ('"named-here"', ["named-here", TO_NAME]),
    ],
    ids=["no control", "one of its own", "one for another sanction"],
)
def test_no_link_is_lost_to_a_proposal(ledgers: Path, controls: str, told: list[str]) -> None:
    write(
        ledgers,
        {
            "duties.yaml": DUTIES.replace('["39.9.d"]', '["39.9.d", "39.10"]'),
            "map.yaml": f'"law-1-2030/7": {{controls: [{controls}]}}\n'
            '"decree-330-2026/39.9.d": {controls: [named-here]}\n'.replace(
                "named-here", "named-here" if len(told) > 1 else "scale-of x"
            ),
        },
    )
    text = article(scaffold(ledgers, *LAWS), "law-1-2030", 7)
    assert re.findall("control: ([\\w-]+)", text) == told
    for ref in ("39.9.d", "39.10"):
        assert re.search(f"sanctioned_by.*decree-330-2026/{ref}\\b", text)


def test_a_sanction_without_a_duty_carries_the_check_itself(ledgers: Path) -> None:
    text = article(scaffold(ledgers, "decree-330-2026"), "decree-330-2026", 39)
    assert "    #   - {control: named-here}\n" in text
    assert "erased-in-time" not in text


def test_where_no_general_entry_says_it_amounts_are_for_whom_the_points_say(ledgers: Path) -> None:
    text = re.sub(r"(?s)general:.*?(?=points:)", "", SANCTIONS)
    write(ledgers, {"decree-330-2026.yaml": text})
    rules = load(scaffold(ledgers, "decree-330-2026")).instruments["decree-330-2026"].rules
    assert [(one.articles, one.stated_for) for one in rules] == [
        ((24, 24), "individual"),
        ((39, 39), "organisation"),
    ]


def test_a_summary_counts_what_was_written_and_what_stands_in_comments(
    ledgers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scaffold(ledgers, "decree-330-2026")
    told = capsys.readouterr().out
    assert "decree-330-2026: 13 clauses (definition 5, sanction 4, " in told
    assert "fine_organisation 1" in told
    assert "raise, and on what that depends is to be written: 39.12" in told


# What is refused ---------------------------------------------------------------------------------


def test_files_that_are_there_are_named_and_nothing_is_written(
    ledgers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = ledgers / "made" / "instruments" / "law-1-2030"
    write(folder, {"article-07.yaml": "mine\n"})
    assert main([str(ledgers / "duties.yaml"), "law-1-2030", "--to", str(ledgers / "made")]) == 2
    assert "article-07.yaml" in capsys.readouterr().err
    assert [(path.name, path.read_text("utf-8")) for path in folder.iterdir()] == [
        ("article-07.yaml", "mine\n")
    ]


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "has no instrument law-9 (it has law-1-2030, law-2-2030)"),
        ({"duties.yaml": "a: b\n"}, "is no ledger"),
        ({"duties.yaml": "[a]\n"}, "is not one block with keys"),
        ({"duties.yaml": "a: [\n"}, "is no YAML"),
        ({"duties.yaml": b"\xff\xfe\xff"}, "is no YAML"),
        (
            {
                "duties.yaml": DUTIES.replace("law-1-2030, number", "law-9, number")
                .replace("law-1-2030:", "law-9:")
                .replace("paraphrase: W., numbers: {}, ", "numbers: 7, ")
            },
            "has not the form of a ledger",
        ),
        (
            {
                "duties.yaml": DUTIES.replace("law-1-2030", "law-9").replace(
                    "kind: exemption", "kind: fine_band"
                )
            },
            "law-9/5: its `of` (none) names no entry",
        ),
    ],
    ids=["instrument", "no ledger", "a list", "no YAML", "no text", "another form", "of nothing"],
)
def test_what_is_wrong_is_said_in_a_sentence(
    ledgers: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str | bytes],
    told: str,
) -> None:
    write(ledgers, files)
    assert main([str(ledgers / "duties.yaml"), "law-9", "--to", str(ledgers / "made")]) == 2
    said = capsys.readouterr()
    assert told in said.err
    assert (said.out, "Traceback" in said.err, (ledgers / "made").exists()) == ("", False, False)


@pytest.mark.parametrize("proposals", ["missing.yaml", "duties.yaml"])
def test_proposals_that_are_none_are_refused(
    ledgers: Path, capsys: pytest.CaptureFixture[str], proposals: str
) -> None:
    asked = [str(ledgers / "duties.yaml"), "law-1-2030", "--proposals", str(ledgers / proposals)]
    assert main([*asked, "--to", str(ledgers / "made")]) == 2
    assert proposals in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    ledgers: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    taken = ledgers / "map.yaml"
    assert main([str(ledgers / "duties.yaml"), "law-1-2030", "--to", str(taken)]) == 2
    assert str(taken) in capsys.readouterr().err


# What is shipped ---------------------------------------------------------------------------------

INSTRUMENTS = sorted(path.parent for path in ROOT.glob("policies/instruments/*/instrument.yaml"))
HAVE_NONE = {"own"}


def raw(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def test_every_instrument_has_a_ledger() -> None:
    without = [one.name for one in INSTRUMENTS if not (one / "ledger.yaml").is_file()]
    assert set(without) - HAVE_NONE == set()


@pytest.mark.parametrize("folder", INSTRUMENTS, ids=lambda folder: folder.name)
def test_an_instrument_has_the_clauses_of_its_ledger(folder: Path) -> None:
    if not (folder / "ledger.yaml").is_file():
        pytest.skip(f"{folder.name} has no ledger")
    articles = [path for path in folder.glob("article-*.yaml") if ".tests." not in path.name]
    found = {clause["id"] for path in articles for clause in raw(path)["clauses"]}
    listed = raw(folder / "ledger.yaml")["ids"]
    assert sorted(set(listed) - found, key=order) == [], "in the ledger alone"
    assert sorted(found - set(listed), key=order) == [], "in the articles alone"
    assert listed == sorted(set(listed), key=order), "not in the order of the law, or twice"
