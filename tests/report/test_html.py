"""The page: valid, inert whatever the text, of use by keyboard, on a phone, without scripts."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdplint.model.finding import Related
from pdplint.model.law import Fine, Share
from pdplint.model.place import Place, Span
from pdplint.model.report import (
    STATES,
    Amount,
    Deadline,
    Exposure,
    Graph,
    GraphEdge,
    GraphNode,
    Loosened,
    Reliance,
    Report,
    Scenario,
)
from pdplint.model.text import Text, plain
from pdplint.report import formats, render
from pdplint.report._html.assets import asset
from pdplint.report._html.element import data, seen, tag
from tests.report.test_sarif import CLEAN, EMPTY, HOSTILE, WORDS, waiver, worst
from tests.report.test_text import (
    BAN,
    BOTH,
    COSTS,
    DRAFT,
    DUTY,
    FINES,
    LAW,
    NOT_BINDING,
    REVENUE,
    STATUTE,
    TAKEN,
    TURNOVER,
    Cost,
    asked,
    at,
    cite,
    clause,
    exposure,
    finding,
    full,
    judged,
    missing,
    report,
    resting,
    vnd,
)
from tests.workspaces import ROOT, ran

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


EXAMPLES = ("social-network", "shop-broken", "marketplace-broken")

# Reports ------------------------------------------------------------------------------------------


@cache
def example(name: str) -> Report:
    return ran(ROOT / "examples" / name)


def node(id_: str, group: str = "Vietnam", findings: int = 0) -> GraphNode:
    kind, _, label = id_.partition("/")
    kinds = {"systems": "system", "parties": "party"}
    return GraphNode(id_, plain(label or id_), kinds.get(kind, kind), plain(group), findings)


def graph(systems: int = 20) -> Graph:
    """Return a map with as many systems in three countries, and a ring of two flows each."""
    groups = ("Vietnam", "Vietnam", "Singapore", "United States")
    ids = [f"systems/system-{n}" for n in range(systems)]
    nodes = [
        node("subject", ""),
        *(node(id_, groups[n % 4], n % 3) for n, id_ in enumerate(ids)),
        node("parties/mail-house", ""),
    ]
    home = {one.id: one.group.en == "Vietnam" for one in nodes}
    edges = [GraphEdge("subject", ids[0], "sign-up", crossing=False, findings=0)]
    for n, source in enumerate(ids):
        for step in (1, 3):
            target = ids[(n + step) % systems]
            crossing = home[source] and not home[target]
            edges.append(GraphEdge(source, target, f"flow-{n}-{step}", crossing, n % 2))
    edges.append(GraphEdge(ids[0], "parties/mail-house", "checkout", crossing=False, findings=1))
    return Graph(tuple(nodes), tuple(edges))


def hostile_graph(word: str) -> Graph:
    odd = GraphNode(word, plain(word), word, plain(word), 1)
    edges = (
        GraphEdge(word, "systems/a", word, crossing=True, findings=1),
        GraphEdge("systems/a", f"{word}!", word, crossing=False, findings=0),
    )
    return Graph((odd, node("systems/a", word)), edges)


def all_of(word: str) -> Report:
    return worst(word)._replace(graph=hostile_graph(word))


# Reading a page -----------------------------------------------------------------------------------


def parsed(page: str) -> Element:
    """Return the tree of a page as browsers make it, after checking that the page is valid."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(page)
    assert [(code, where) for where, code, _ in parser.errors] == []
    return root


def shown(made: Report, lang: str = "en") -> Element:
    return parsed(render("html", made, lang))


def words(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_class(root: Element, name: str) -> list[Element]:
    return [one for one in root.iter() if name in (one.get("class") or "").split()]


def by_id(root: Element, name: str) -> Element:
    (found,) = [one for one in root.iter() if one.get("id") == name]
    return found


def check_structure(root: Element) -> None:
    """Check what assistive technology relies on: ids, names, headings in order, one main."""
    ids = [one.get("id") for one in root.iter() if one.get("id") is not None]
    assert len(set(ids)) == len(ids)
    assert not [id_ for id_ in ids if not id_ or re.search(r"\s", id_)]
    for one in root.iter():
        for name in ("aria-labelledby", "for"):
            assert one.get(name) is None or one.get(name) in ids
        href = one.get("href")
        assert href is None or (href.startswith("#") and href[1:] in ids)
        if one.tag in {"input", "select"}:
            assert one.get("type") == "checkbox" or one.get("id")
    levels = [int(one.tag[1]) for one in root.iter() if re.fullmatch("h[1-6]", str(one.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    for landmark in ("main", "nav", "footer"):
        assert len(root.findall(f".//{landmark}")) == 1


# Valid and inert ----------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize(
    "made",
    [
        pytest.param(EMPTY, id="empty"),
        pytest.param(CLEAN, id="clean"),
        pytest.param(full(), id="full"),
        pytest.param(worst()._replace(graph=graph()), id="worst"),
    ],
)
def test_a_page_is_valid_and_in_its_language(made: Report, lang: str) -> None:
    root = shown(made, lang)
    check_structure(root)
    assert root.get("lang") == lang


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_page_of_an_example_is_valid(name: str) -> None:
    root = shown(example(name))
    check_structure(root)
    assert len(list(root.iter("script"))) == 4


ALLOWED = set(
    "html head body meta title style script a header footer nav main section article div p span b "
    "strong code pre mark h1 h2 h3 h4 h5 ul ol li dl dt dd form fieldset legend label input select "
    "option button details summary table thead tbody tr th td {svg}svg {svg}rect".replace(
        "{svg}", "{http://www.w3.org/2000/svg}"
    ).split()
)


def check_inert(page: str) -> None:
    """Check that nothing in a page comes from text: neither elements nor what could run or load."""
    root = parsed(page)
    assert {str(one.tag) for one in root.iter()} <= ALLOWED
    assert len(list(root.iter("script"))) == 4
    for one in root.iter():
        for name, value in one.attrib.items():
            assert not name.startswith("on")
            assert name not in {"style", "src", "srcset", "action", "formaction", "data"}
            assert name != "href" or value.startswith("#")
    # What hides in text is written out.
    assert not re.search(
        "[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f\\u200b-\\u200f\\u2028-\\u202e\\u2066-\\u2069]", page
    )


@pytest.mark.parametrize(
    "word",
    [
        *HOSTILE,
        "</script><script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<!--<script>",
        "]]></style><style>*{display:none}",
        "' onfocus=alert(1) autofocus='",
        "\u2028\u2029</title>",
        "&lt;b&gt;&amp;quot;",
        "\ufdd0\U0001ffff\U0001f600",
    ],
)
def test_hostile_text_stays_text(word: str) -> None:
    check_inert(render("html", all_of(word), "en"))


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_stays_text(word: str, lang: str) -> None:
    check_inert(render("html", all_of(word), lang))


@given(WORDS)
def test_text_comes_back_as_it_was_shown(word: str) -> None:
    assert words(parsed(f"<!doctype html><title>t</title>{tag('p', word)}").find(".//p")) == (
        " ".join(seen(word).split())
    )


@given(st.recursive(WORDS, lambda inner: st.lists(inner, max_size=3)))
def test_data_is_the_same_in_a_script_element(value: Any) -> None:
    made = data(value)
    assert json.loads(made) == value
    assert made.isascii()
    assert not set("<>&") & set(made)


def test_the_policy_names_each_script_and_the_style_by_its_hash() -> None:
    root = shown(full()._replace(graph=graph()))
    (policy,) = [one.get("content") or "" for one in root.iter("meta") if one.get("http-equiv")]
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    own = [one for one in root.iter("script") if one.get("type") is None]
    for one in (*own, *root.iter("style")):
        digest = b64encode(sha256((one.text or "").encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_a_page_loads_nothing() -> None:
    page = render("html", full()._replace(graph=graph()), "en")
    for text in (asset("page.css"), asset("page.js"), asset("map.js")):
        assert not re.search(r"url\(|@import|@font-face|fetch\(|XMLHttp|import\(|innerHTML", text)
    assert "sourceMappingURL" not in page


def test_a_page_says_the_same_twice() -> None:
    made = example("shop-broken")
    assert render("html", made, "en") == render("html", made, "en")
    turned = made._replace(findings=made.findings[::-1])
    assert render("html", turned, "en") == render("html", made, "en")


def test_the_page_of_a_large_example_stays_small() -> None:
    report = example("social-network")
    clauses = sum(len(one.judged) for one in report.workspaces)
    findings = sum(len(one.findings) for one in report.workspaces)
    size = len(render("html", report, "en").encode())
    assert size < 200_000 + clauses * 1_000 + findings * 3_000


# The library --------------------------------------------------------------------------------------


def test_the_layout_library_is_bundled_unchanged_with_its_licence() -> None:
    notice = (ROOT / "NOTICE").read_text("utf-8")
    digest = sha256((files("pdplint.report._html") / "dagre.min.js").read_bytes()).hexdigest()
    assert digest in notice
    page = render("html", report(graph=graph()), "en")
    assert asset("dagre.LICENSE").strip() in page


def test_what_the_page_is_made_of_is_no_format() -> None:
    assert "html" in formats()
    assert not any("_html" in name for name in formats())


# What is told -------------------------------------------------------------------------------------


def test_the_head_says_that_a_draft_was_never_enacted_and_of_which_day_it_speaks() -> None:
    made = report(finding(), **BOTH, default_regime=True)
    said = words(by_id(shown(made), "summary"))
    assert "a draft, never enacted; in force today: Law 91/2025/QH15" in said
    assert "vn-2026: Law (in force)" in said
    assert "As of 2026-11-21." in said
    assert "1 Errors" in said.replace("Errors 1", "1 Errors")
    assert "No regime was named: what is in force is asked, and the draft in full beside it" in said
    assert "bị" not in said
    assert "chưa từng được ban hành" in words(by_id(shown(made, "vi"), "summary"))


def test_a_fault_shows_its_source_clause_doubt_fine_and_help() -> None:
    law = clause(
        extent="part",
        leaves=plain("What is left."),
        doubts=(plain("Perhaps."),),
        reconstructed=plain("From memory."),
    )
    root = shown(report(finding(citations=(cite(law),))))
    (card,) = by_class(root, "card")
    said = words(card)
    assert [words(one) for one in card.iter("mark")] == ["3d"]
    for part in (
        "flows/checkout falls short of: A request to delete is carried out in time",
        "3d is more than 48h",
        "flows.yaml:5:31",
        "Asks: at most 48h",
        "15.1.e VND 120–160 million What 15.1.e says.",
        "no description shows: What is left.",
        "reconstructed: From memory.",
        "doubt: Perhaps.",
        "What to do: Shorten it.",
    ):
        assert part in said


@pytest.mark.parametrize("cost", COSTS)
def test_a_citation_tells_what_a_breach_can_cost(cost: Cost) -> None:
    for lang, lines in (("en", cost.en), ("vi", cost.vi)):
        (card,) = by_class(shown(report(finding(citations=(cost.citation,)), **BOTH), lang), "card")
        (listed,) = by_class(card, "cited")
        ref = cost.citation.clause.ref
        assert [words(one) for one in listed.iter("b")] == [ref]
        notes = [words(one) for one in listed.findall(".//ul/li")]
        assert tuple(notes) == lines
        if lang == "en":
            named = re.findall(r"\((.*)\): What", cost.own)
            assert [words(one) for one in by_class(listed, "fine")] == named


def test_what_two_bindings_ask_stands_above_their_clause() -> None:
    both = cite()._replace(asked=(asked("at most 48h"), asked("copies told", "copies")))
    (card,) = by_class(shown(report(finding(citations=(both, cite("15.1.h"))))), "card")
    told = [
        words(one) if "asks" in (one.get("class") or "") else words(one.find(".//b"))
        for one in card.iter()
        if (one.get("class") or "") in {"asks", "cited"}
    ]
    assert told == [
        "Asks: at most 48h",
        "Asks: copies told",
        "15.1.e",
        "Asks: at most 48h",
        "15.1.h",
    ]


def test_hops_stand_in_order_each_with_its_line() -> None:
    hops = (
        Related(at("contract"), "flows/a", plain("a: from subject to db")),
        Related(at("24mo"), "flows/b", plain("b: from db to abroad")),
    )
    (card,) = by_class(shown(report(finding(hops=hops))), "card")
    (listed,) = card.iter("ol")
    assert [words(one.find("p")) for one in listed] == [hop.message.en for hop in hops]
    assert [words(one) for one in listed.iter("mark")] == ["contract", "24mo"]


def test_many_other_places_are_cut_and_counted() -> None:
    other = Related(at("24mo"), "flows/checkout", plain("compared"))
    asker = Related(at("24mo"), "flows/a", Text("asked by flows/a", "do flows/a"))
    (card,) = by_class(shown(report(finding(related=(*[other] * 14, asker)))), "card")
    assert "and 2 more places" in words(card) or "and 3 more places" in words(card)


def test_many_clauses_are_folded_and_those_that_repeat_others_come_last() -> None:
    echo = cite(clause("14.2", echo=True))
    cited = (echo, *(cite(clause(f"15.{n}")) for n in range(7)))
    (card,) = by_class(shown(report(finding(citations=cited))), "card")
    ids = [words(one) for one in card.iter("b")]
    assert ids == [*(f"15.{n}" for n in range(7)), "14.2"]
    assert "2 more clauses" in words(card)


def test_what_is_set_aside_is_shown_marked_and_with_its_reason() -> None:
    made = report(
        finding(waiver=waiver("agreed")),
        finding(baselined=True, subject="flows/b"),
        missing("to", waiver=waiver("later")),
        missing("from", baselined=True),
    )
    root = shown(made)
    second, first = by_class(root, "card")
    assert "Waived until agreed by agreed (agreed): agreed" in words(first)
    assert "Known from the baseline" in words(second)
    assert len(by_class(root, "set-aside")) == 4
    assert len(by_class(root, "aside")) == 4


def test_what_is_not_described_stands_under_its_subject() -> None:
    made = report(
        missing("notice", severity="warning"),
        missing("to"),
        missing("from", subject="flows/other", citations=()),
        missing("role", control="applicability"),
    )
    groups = by_class(shown(made), "group")
    told = [(words(one.find("h4")), [words(q) for q in by_class(one, "asked")]) for one in groups]
    assert told == [
        ("flows/checkout", ["role"]),
        ("flows/other", ["from described"]),
        ("flows/checkout", ["to described", "notice described"]),
    ]


def test_a_problem_names_the_file_where_no_subject_is_known() -> None:
    made = report(finding(kind="problem", subject="", citations=(), help=None))
    assert words(by_class(shown(made), "card")[0].find("h4")) == "flows.yaml"


def test_the_ledger_holds_every_clause_with_its_state_and_why() -> None:
    made = report(
        finding(),
        judged=(
            judged(state="falls_short", subjects={"holds": 4, "shortfall": 1}),
            judged(clause("15.2", extent="part"), "holds", {"holds": 1}),
            judged(clause("16.1"), "not_applicable", because=plain("nothing of that kind")),
            judged(clause("17.1", rests_on=(plain("Article 3"),)), "outside"),
        ),
    )
    rows = by_class(shown(made), "clause")
    assert [row.get("id") for row in rows] == [
        f"c-draft-2021-{id_}" for id_ in ("15.1.e", "15.2", "16.1", "17.1")
    ]
    for row, parts in zip(
        rows,
        [
            ("falls short", "judged whole", "4 hold, 1 fall short", "Show the findings"),
            ("holds as described", "judged in part"),
            ("not applicable", "Because: nothing of that kind"),
            ("outside", "rests on: Article 3"),
        ],
        strict=True,
    ):
        assert all(part in words(row) for part in parts)
        assert words(by_class(row, "fine")[0]) == "VND 120–160 million"


def test_the_ledger_holds_clauses_of_several_instruments_under_their_articles() -> None:
    other = clause("14.2", instrument="decree-330", title=plain("Fines"))
    made = report(
        finding(citations=(cite(DUTY),)),
        judged=(
            judged(),
            judged(DUTY, "falls_short", regime="vn-2026"),
            judged(other, "holds", regime="vn-2026"),
        ),
        **BOTH,
    )
    root = shown(made)
    check_structure(root)
    assert [words(one) for one in by_class(root, "article")] == [
        "Article 15: Rights",
        "law-91",
        "Article 14: Rights",
        "decree-330",
        "Article 14: Fines",
    ]
    rows = by_class(root, "clause")
    assert [words(one.find(".//b")) for one in rows] == [
        "draft-2021/15.1.e",
        "law-91/14.1",
        "decree-330/14.2",
    ]
    assert [len(by_class(row, "fine")) for row in rows] == [1, 0, 1]
    (card,) = by_class(root, "card")
    assert [one.get("href") for one in by_class(card, "id")] == ["#c-law-91-14.1"]


def test_a_clause_of_two_regimes_stands_in_the_ledger_of_each() -> None:
    own = DRAFT._replace(id="own", title=plain("Our own"))
    ones = (judged(state="falls_short"), judged(state="holds", regime="own"))
    root = shown(report(finding(), judged=ones, regimes=(DRAFT, own)))
    check_structure(root)
    rows = {row.get("id"): row.get("data-state") for row in by_class(root, "clause")}
    assert rows == {"c-draft-2021-15.1.e": "falls_short", "c-draft-2021-15.1.e-2": "holds"}
    (card,) = by_class(root, "card")
    assert [one.get("href") for one in by_class(card, "id")] == ["#c-draft-2021-15.1.e"]
    told = [words(one.find("p")) for one in by_class(by_id(root, "ledger"), "regime")]
    assert told == [
        f"{id_}: judged 1 of 1 clauses (1 whole, 0 in part)" for id_ in ("vn-draft-2021", "own")
    ]


@pytest.mark.parametrize(("count", "en", "vi"), NOT_BINDING)
def test_clauses_that_do_not_bind_are_told_beside_those_judged(
    count: int, en: str, vi: str
) -> None:
    for lang, said in (("en", en), ("vi", vi)):
        root = shown(resting(count), lang)
        (bar,) = by_class(root, "judged")
        (ledger,) = by_class(by_id(root, "ledger"), "regime")
        assert words(bar).endswith(said)
        assert words(ledger.find("p")).endswith(said)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_state_has_its_words_and_its_colour(lang: str) -> None:
    ones = tuple(judged(clause(f"1.{n}"), state) for n, state in enumerate(STATES))
    root = shown(report(judged=ones), lang)
    badges = {words(by_class(row, "badge")[0]) for row in by_class(root, "clause")}
    options = [one.get("value") for one in by_id(root, "ledger-state")]
    assert len(badges) == len(STATES)
    assert set(options) == {"", *STATES}
    for state in STATES:
        for mark in (rf"\.f-{state}\b", rf"\.k-{state}::before"):
            assert re.search(mark, asset("page.css")), mark


def test_the_bar_of_states_is_as_wide_as_all_clauses() -> None:
    root = shown(example("shop-broken"))
    bars = [*by_class(root, "bar")]
    assert len(bars) == len(example("shop-broken").regimes)
    for bar in bars:
        widths = [float((rect.get("width") or "").rstrip("%")) for rect in bar]
        assert sum(widths) == pytest.approx(100, abs=0.01)
        assert "fall short" in (bar.get("aria-label") or "")


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        pytest.param(BOTH, "draft-2021/15.1.e", id="two regimes"),
        pytest.param(
            {"regimes": (LAW,), "instruments": (STATUTE, FINES)},
            "draft-2021/15.1.e",
            id="one regime of two instruments",
        ),
        pytest.param(
            {"regimes": (DRAFT, DRAFT._replace(id="own"))},
            "15.1.e",
            id="two regimes of one instrument",
        ),
    ],
)
def test_clauses_are_named_with_their_instrument_where_there_are_several(
    changed: dict[str, Any], named: str
) -> None:
    due = Deadline(at("24mo"), "flows/a", "2027-01-01", 41, plain("file it"), (cite(BAN), cite()))
    one = judged(regime=changed["regimes"][0].id)
    root = shown(report(finding(), deadlines=(due,), judged=(one,), **changed))
    assert words(by_class(by_class(root, "card")[0], "id")[0]) == named
    assert words(by_class(by_class(root, "clause")[0], "id")[0]) == named
    assert words(by_id(root, "deadlines")).endswith(f", {named}")


def test_exposure_has_two_figures_that_are_never_added() -> None:
    exposed = Exposure(
        "VND",
        Amount(0, 0, 0),
        Amount(2, 240_000_000, 320_000_000),
        (vnd(1, 2, percent=Share(5, 5, REVENUE)),),
        (Scenario(clause("26.3"), vnd(320_000_000, 400_000_000), 90_000),),
        (plain("half of it for individuals"),),
    )
    made = report(exposure={"draft-2021": exposed})
    said = words(by_id(shown(made), "exposure"))
    assert "draft-2021: a draft names these amounts; they bind nobody" in said
    assert "declared and falling short none" in said
    assert "VND 240–320 million2 acts" in said
    assert "the two are not added" in said
    assert "not counted in either: 5% of revenue in Vietnam" in said
    assert "of 90,000 citizens: 26.3 (VND 320–400 million)" in said
    assert "Half of it for individuals." in said
    assert "90.000 công dân" in words(by_id(shown(made, "vi"), "exposure"))


def test_exposure_without_anything_beside_it_is_only_the_figures() -> None:
    act = Amount(1, 120_000_000, 160_000_000)
    exposed = exposure(declared=act, if_undeclared_too=act)
    made = report(exposure={"law-91": exposed}, regimes=(LAW,), instruments=(STATUTE, FINES))
    said = words(by_id(shown(made), "exposure"))
    assert "VND 120–160 million1 act" in said
    assert "Beside the figures" not in said
    assert "law-91 declared and falling short" in said
    assert "a draft names" not in said


def test_exposure_is_told_in_the_currency_of_its_instrument() -> None:
    act = Amount(1, 1_000_000, 2_500_000)
    euros = exposure(
        currency="EUR",
        declared=act,
        if_undeclared_too=act,
        apart=(Fine("EUR", percent=Share(None, 4, TURNOVER)),),
    )
    made = report(exposure={"regulation": euros, "draft-2021": exposure()})
    en, vi = (words(by_id(shown(made, lang), "exposure")) for lang in ("en", "vi"))
    assert en.index("draft-2021: a draft") < en.index("regulation declared")
    assert "EUR 1–2.5 million1 act" in en
    assert "not counted in either: up to 4% of turnover worldwide" in en
    assert "1–2,5 triệu EUR1 hành vi" in vi
    assert "không tính vào hai con số trên: đến 4% doanh thu toàn cầu" in vi


def test_nothing_to_pay_is_no_section() -> None:
    none = Amount(0, 0, 0)
    made = report(exposure={"draft-2021": exposure(declared=none, if_undeclared_too=none)})
    assert not [one for one in shown(made).iter() if one.get("id") == "exposure"]


def test_days_reliance_and_settings_are_listed() -> None:
    place = at("24mo")
    made = report(
        deadlines=(
            Deadline(place, "flows/b", "2027-01-01", 41, plain("file it"), (cite(),)),
            Deadline(place, "flows/a", "2026-11-22", 1, plain("sign it"), ()),
        ),
        relied_on=(
            Reliance(place, "flows/a", plain("relies on a law")),
            Reliance(place, "flows/b", plain("relies on a law")),
        ),
        loosened=(Loosened("ignore", "notice-content", "pdplint.yaml"),),
    )
    root = shown(made)
    due = words(by_id(root, "deadlines"))
    assert due.index("2026-11-22 in 1 day flows/a") < due.index("2027-01-01 in 41 days")
    assert words(by_id(root, "relied")).count("relies on a law") == 1
    assert "ignore: notice-content (pdplint.yaml)" in words(by_id(root, "loosened"))
    assert "Nothing is loosened" in words(by_id(shown(report()), "loosened"))


@pytest.mark.parametrize(("claim", "en", "vi"), TAKEN)
def test_a_claim_tells_the_clauses_that_it_takes_away(
    claim: Reliance, en: tuple[str, ...], vi: tuple[str, ...]
) -> None:
    for lang, lines in (("en", en), ("vi", vi)):
        relied = by_id(shown(report(relied_on=(claim,), **BOTH), lang), "relied")
        (told,) = relied.findall(".//ul/li/ul/li")
        assert words(told) == " ".join(["flows/a flows.yaml:4:18", "; ".join(lines)]).strip()


class Cut(NamedTuple):
    """A line with a place in it, and what is marked of it."""

    line: str
    span: Span
    marked: str | None


@pytest.mark.parametrize(
    "cut",
    [
        pytest.param(Cut("é: 😀 x", Span(1, 4, 1, 5), "😀"), id="columns are code points"),
        pytest.param(Cut("a: b", Span(1, 5, 1, 5), ""), id="an empty place has a space"),
        pytest.param(Cut("a: b", Span(1, 90, 1, 95), ""), id="a place beyond the line"),
        pytest.param(Cut("a: |-", Span(1, 4, 3, 2), "|-"), id="the first line of several"),
        pytest.param(Cut("\ta:\tb", Span(1, 5, 1, 6), "b"), id="tabs are spread"),
        pytest.param(Cut("x" * 500 + "y", Span(1, 501, 1, 502), "y"), id="far to the right"),
        pytest.param(Cut("x" * 500, Span(1, 1, 1, 501), "x" * 160 + "…"), id="a long place"),
        pytest.param(Cut("a: \u202eb", Span(1, 4, 1, 6), "\\u202eb"), id="what hides is shown"),
        pytest.param(Cut("a", Span(9, 1, 9, 2), None), id="a line that is not there"),
        pytest.param(Cut("a", Span(0, 0, 0, 0), None), id="a place without a line"),
    ],
)
def test_the_place_is_marked_in_its_line(cut: Cut) -> None:
    made = report(finding(place=Place("f.yaml", 0, (), cut.span)), lines={"f.yaml": (cut.line,)})
    marks = [words(one) for one in shown(made).iter("mark")]
    assert marks == ([] if cut.marked is None else [cut.marked])


def test_flows_stand_in_a_table_too() -> None:
    made = report(graph=graph(4))
    root = shown(made)
    rows = [words(row) for row in by_id(root, "map").findall(".//tbody/tr")]
    assert len(rows) == len(graph(4).edges)
    assert "flow-1-1 system-1 (Vietnam) system-2 (Singapore) goes abroad, 1 finding" in rows
    assert "6 systems" not in words(by_id(root, "map"))
    assert "5 systems and parties, 10 flows" in words(by_id(root, "map"))


def test_an_end_that_is_not_on_the_map_is_named_in_the_table() -> None:
    edge = GraphEdge("systems/a", "systems/gone", "f", crossing=False, findings=0)
    made = report(graph=Graph((node("systems/a"),), (edge,)))
    assert "f a (Vietnam) systems/gone" in words(by_id(shown(made), "map"))


@pytest.mark.parametrize("empty", [None, Graph((), ())], ids=["no graph", "nothing on it"])
def test_without_a_graph_there_is_no_map(empty: Graph | None) -> None:
    root = shown(report(finding(), graph=empty))
    assert not [one for one in root.iter() if one.get("id") == "map"]
