"""Markdown: what a page of GitHub or GitLab makes of it, and that text of others stays text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pdplint.model.finding import Related
from pdplint.model.law import Fine, Share
from pdplint.model.place import Place
from pdplint.model.report import STATES, Amount, Loosened, Reliance, Report, Scenario
from pdplint.model.text import plain
from pdplint.report import markdown, render
from pdplint.report.markdown import code, escaped, prose
from pdplint.words.findings import say
from tests.report.test_github import parse
from tests.report.test_sarif import CLEAN, EMPTY, HOSTILE, WORDS, waiver, worst
from tests.report.test_text import (
    BOTH,
    COSTS,
    FINES,
    LAW,
    NOT_BINDING,
    NOTHING,
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

GFM = MarkdownIt("commonmark").enable("table").enable("strikethrough")
OURS = {"h2", "h3", "p", "strong", "blockquote", "table", "thead", "tbody", "tr", "th", "td"}
OURS |= {"code", "details", "summary", "ul", "li"}
# What the filters of GitHub and GitLab look for in text that stands in no <code>.
REFERENCES = re.compile(r"(?<!\w)[@#!~$&^*%\[{][\w@#!\[{]")
# What a parser or a filter takes for an address, also in <code>.
ADDRESSES = re.compile(r"@\w|:/|www\.", re.IGNORECASE)


class Page(HTMLParser):
    """The tags of a page, its text outside of code, and its rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.said: list[str] = []
        self.all: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(GFM.render(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.all.append(data)
        (self.text if "code" in self.open else self.said).append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(decl)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)


def read(given_report: Report, lang: str = "en") -> str:
    """Return the page as written, after checking what holds for all of them."""
    printed = render("markdown", given_report, lang)
    assert printed.endswith("\n")
    assert len(printed.encode("utf-8")) <= markdown.LIMIT
    assert not any(parse(line) for line in printed.split("\n"))
    page = Page(printed)
    assert set(page.tags) <= OURS
    assert page.open == []
    assert page.attributes == []
    assert page.tags.count("details") == page.tags.count("summary")
    for text in page.said:
        assert not REFERENCES.search(text), text
    for text in page.text + page.said:
        assert not ADDRESSES.search(text), text
    _check_rows(printed)
    return printed


def _check_rows(printed: str) -> None:
    for table in re.findall(r"(?m)^\| .*\n\|(?: --- \|)+\n(?:\|.*\n)*", printed):
        head, *rows = table.splitlines()
        assert {row.count("|") for row in rows} == {head.count("|")}


def shown(printed: str) -> str:
    """Return what a reader sees."""
    page = GFM.render(printed)
    return re.sub(r"<[^>]+>", "", page).replace("\u200b", "").replace("&amp;", "&")


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("made", [EMPTY, CLEAN, full()], ids=["empty", "clean", "full"])
def test_a_report_stays_a_page(made: Report, lang: str) -> None:
    read(made, lang)


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_text_stays_text(word: str) -> None:
    read(worst(word))


@given(WORDS, st.sampled_from(["en", "vi"]))
def test_any_text_stays_text(word: str, lang: str) -> None:
    read(worst(word), lang)


MARKS = st.text(st.sampled_from("\\`*_{}[]()<>#+-.!|~@&$:%^=\"'/ aw1;?x"), max_size=30)


@given(MARKS)
def test_any_marks_stay_text(word: str) -> None:
    read(worst(word))


@given(MARKS.filter(lambda word: word == " ".join(word.split())))
def test_text_reads_as_it_was(word: str) -> None:
    for made in (prose(word), code(word)):
        page = Page(f"- it: {made}")
        assert set(page.tags) <= {"ul", "li", "p", "code"}
        read_ = "".join("".join(page.all).split()).replace("\u200b", "")
        assert read_ == "".join(f"it: {word}".split())


def test_what_is_escaped_reads_plainly_where_it_can() -> None:
    assert escaped("flows.yaml:5:31") == "flows.yaml:5:31"
    assert prose("15.1.e (VND 120–160 million); 5% of it") == (
        "15.1.e (VND 120–160 million); 5% of it"
    )
    assert prose("@team #1 https://x") == "&#64;&#8203;team &#35;&#8203;1 https:&#8203;//x"


def test_the_head_counts_and_says_that_a_draft_was_never_enacted() -> None:
    text = shown(read(report(finding(), **BOTH)))
    assert text.startswith("pdplint: 1 error in 3 files\n")
    assert "vn-draft-2021: a draft, never enacted; in force today: Law 91/2025/QH15" in text
    assert "vn-2026: Law (in force)" in text
    assert "nothing in them was verified" in text
    assert "would sanction" in text
    law = report(regimes=(LAW,), instruments=(STATUTE, FINES))
    assert "would sanction" not in shown(read(law))


def test_a_shortfall_is_a_row_and_opens() -> None:
    related = (
        Related(at("24mo"), "x", plain("kept")),
        Related(at("24mo"), "flows/a", say("asked-by", subject="flows/a"), asked_by=True),
    )
    hops = (Related(at("contract"), "x", plain("from there")),)
    cited = (cite(clause(doubts=(plain("unsure"),))),)
    printed = read(report(finding(related=related, hops=hops, citations=cited)))
    assert (
        "| error | <code>flows.yaml:5:31</code> | <code>deletion-deadline</code> | "
        "<code>3d is more than 48h</code> | 15.1.e | VND 120–160 million |\n"
    ) in printed
    ref = "draft-2021 15.1.e (a draft, never enacted)"
    details = printed.split("<details>")[1].split("</details>")[0]
    assert details.splitlines() == [
        f"<summary><code>flows/checkout</code> deletion-deadline: {finding().title.en}</summary>",
        "",
        "- <code>flows.yaml:5:31</code> <code>3d is more than 48h</code>",
        "- asks: at most 48h",
        f"- <code>{ref}</code> (VND 120–160 million): What 15.1.e says.",
        "- doubt: unsure",
        "- <code>flows.yaml:6:23</code> <code>kept</code>",
        "- <code>flows.yaml:4:18</code> <code>from there</code>",
        "- used by flows/a",
        "- help: Shorten it.",
        "",
    ]


@pytest.mark.parametrize("cost", COSTS)
def test_a_citation_tells_what_a_breach_can_cost(cost: Cost) -> None:
    for lang, lines in (("en", cost.en), ("vi", cost.vi)):
        printed = shown(read(report(finding(citations=(cost.citation,)), **BOTH), lang))
        items = [line for line in printed.split("at most 48h\n")[1].splitlines() if line.strip()]
        assert tuple(items[1 : 1 + len(lines)]) == lines
        assert len(items) == 2 + len(lines)
        told = cost.own.removeprefix(cost.citation.clause.ref)
        assert lang == "vi" or items[0].endswith(told)


def test_the_row_of_a_finding_tells_what_its_clauses_reach() -> None:
    (cost,) = COSTS[0].values
    assert isinstance(cost, Cost)
    printed = read(report(finding(citations=(cost.citation, cite())), **BOTH))
    assert (
        "| law-91/14.1, draft-2021/15.1.e | "
        "VND 40–80 million; up to 5% of revenue in Vietnam; VND 120–160 million |\n"
    ) in printed


def test_what_two_bindings_ask_is_told_once_each() -> None:
    both = cite()._replace(asked=(asked("at most 48h"), asked("copies told", "copies")))
    printed = read(report(finding(citations=(both, cite("15.1.h")))))
    assert re.findall(r"(?m)^- asks: (.*)$", printed) == ["at most 48h", "copies told"]


def test_the_parts_stand_in_the_order_in_which_they_are_read() -> None:
    made = report(
        missing("to"),
        finding(kind="undecided"),
        missing(control="applicability"),
        finding(),
        finding(kind="problem", subject=""),
        finding(waiver=waiver()),
        judged=(judged(state="holds"),),
        exposure={"draft-2021": exposure()},
    )
    heads = re.findall(r"(?m)^### (.*)$", read(made))
    assert heads == [
        "Cannot be read as a description (1)",
        "Falls short (1)",
        "Describe these first: they decide which clauses apply (1)",
        "Cannot be told (1)",
        "Not described (1)",
        "Set aside (1)",
        "Clauses judged",
        "Exposure: a floor of the ranges that the clauses name, not a forecast",
    ]


def test_what_is_missing_stands_below_its_subject() -> None:
    nowhere = missing("from", severity="warning", place=Place("flows.yaml", 0, ()))
    other = missing("to", subject="flows/other", citations=())
    lines = shown(read(report(missing("to"), nowhere, other))).splitlines()
    start = lines.index("Not described (3)")
    assert [line for line in lines[start + 1 :] if line.strip()] == [
        "flows/checkout (flows.yaml)",
        "error: 3: not described: to described 15.1.e",
        "warning: not described: from described 15.1.e",
        "flows/other (flows.yaml)",
        "error: 3: not described: to described",
    ]


def test_errors_come_before_warnings() -> None:
    printed = read(report(finding(control="a", severity="warning"), finding(control="b")))
    rows = re.findall(r"(?m)^\| (\w+) \| <code>", printed)
    assert rows == ["error", "warning"]


def test_findings_set_aside_are_shown_apart_with_who_signed() -> None:
    summary = NOTHING._replace(waived=1, baselined=1)
    known = finding(baselined=True, subject="flows/z")
    printed = shown(read(report(finding(waiver=waiver("x@y.example")), known, summary=summary)))
    assert "Set aside (2)" in printed
    assert "Falls short" not in printed
    assert "waived until x@y.example: x@y.example (signed by x@y.example, x@y.example)" in printed
    assert "known from the baseline" in printed
    assert "1 waived; 1 known from the baseline" in printed


def test_fines_are_those_of_clauses_that_repeat_nothing() -> None:
    echo = cite(clause("14.2", echo=True, fine=vnd(None, 5)))
    row = re.compile(r"\| ([^|]*) \|$", re.MULTILINE)
    both = report(finding(citations=(cite(), echo)))
    assert "VND 120–160 million" in row.findall(read(both))
    assert "up to VND 5" in row.findall(read(report(finding(citations=(echo,)))))


def test_of_many_clauses_the_first_are_told_and_the_rest_counted() -> None:
    many = tuple(cite(f"1.{number}") for number in range(11))
    assert "- and 3 more\n" in read(report(finding(citations=many)))


def test_clauses_judged_are_told_for_each_regime() -> None:
    ones = (judged(state="falls_short"), judged(clause("1.1"), "conduct"))
    printed = shown(read(report(judged=ones, **BOTH)))
    assert "vn-draft-2021: judged 1 of 2 clauses (1 whole, 0 in part)" in printed
    assert "1 falls short, 1 on conduct that no description shows" in printed
    assert "vn-2026: judged" not in printed


@pytest.mark.parametrize(("count", "en", "vi"), NOT_BINDING)
def test_clauses_that_do_not_bind_are_told_beside_those_judged(
    count: int, en: str, vi: str
) -> None:
    for lang, said in (("en", en), ("vi", vi)):
        assert f"{said} | 1 " in read(resting(count), lang)


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_every_state_has_its_words(lang: str) -> None:
    ones = tuple(judged(clause(f"1.{n}"), state) for n, state in enumerate(STATES))
    (row,) = re.findall(r"(?m)^\| vn-draft-2021: .* \| (.*) \|$", read(report(judged=ones), lang))
    assert len({told.removeprefix("1 ") for told in row.split(", ")}) == len(STATES)


def test_exposure_is_two_figures_of_a_draft_that_says_so() -> None:
    share = vnd(percent=Share(5, 5, REVENUE))
    leak = Scenario(clause("26.3"), vnd(1, 2), 250_000)
    one = exposure(apart=(share,), scenarios=(leak,), notes=(plain("one"), plain("Two.")))
    law = exposure(declared=Amount(0, 0, 0))
    exposures = {"draft-2021": one, "law-91": law, "none": exposure(**_nothing())}
    printed = {lang: shown(read(report(exposure=exposures, **BOTH), lang)) for lang in ("en", "vi")}
    text = printed["en"]
    assert "draft-2021: a draft names these amounts; they bind nobody" in text
    assert "declared and falling short: 1 act, VND 120–160 million" in text
    assert "declared and falling short: none" in text
    assert "The second figure holds the first" in text
    assert "not counted in either: 5% of revenue in Vietnam" in text
    assert "of 250,000 citizens: 26.3" in text
    assert "của 250.000 công dân" in printed["vi"]
    assert "Beside the figures: One. Two." in text
    assert text.count("declared and falling short") == 2
    assert "\nlaw-91\n" in text
    assert "none\n" not in text.replace("short: none\n", "")


def test_exposure_is_told_in_the_currency_of_its_instrument() -> None:
    act = Amount(1, 1_000_000, 2_500_000)
    euros = exposure(
        currency="EUR",
        declared=act,
        if_undeclared_too=act,
        apart=(Fine("EUR", percent=Share(None, 4, TURNOVER)),),
    )
    made = report(exposure={"regulation": euros})
    en, vi = (shown(read(made, lang)) for lang in ("en", "vi"))
    assert "declared and falling short: 1 act, EUR 1–2.5 million\n" in en
    assert "not counted in either: up to 4% of turnover worldwide\n" in en
    assert "đã mô tả và chưa đạt yêu cầu: 1 hành vi, 1–2,5 triệu EUR\n" in vi
    assert "không tính vào hai con số trên: đến 4% doanh thu toàn cầu\n" in vi


def _nothing() -> dict[str, Any]:
    return {"declared": Amount(0, 0, 0), "if_undeclared_too": Amount(0, 0, 0)}


def test_days_to_come_reliance_and_settings_are_listed() -> None:
    made = full()._replace(loosened=(Loosened("ignore", "x", "pdplint.yaml"),))
    text = shown(read(made))
    assert "Still to come (1)" in text
    assert "Relied on and not verified (1)" in text
    assert "ignore: x (pdplint.yaml)" in text


@pytest.mark.parametrize(("claim", "en", "vi"), TAKEN)
def test_a_claim_tells_the_clauses_that_it_takes_away(
    claim: Reliance, en: tuple[str, ...], vi: tuple[str, ...]
) -> None:
    for lang, lines in (("en", en), ("vi", vi)):
        told = shown(read(report(relied_on=(claim,), **BOTH), lang)).splitlines()
        (line,) = [one for one in told if one.startswith("flows.yaml:4:18 ")]
        assert line == ": ".join(
            filter(None, (f"flows.yaml:4:18 {claim.claim.of(lang)}", "; ".join(lines)))
        )


def test_a_page_that_is_too_long_is_cut_between_entries_and_says_so() -> None:
    long = plain("word " * 200)
    many = [finding(message=long, help=long, subject=f"flows/f{n}") for n in range(2_000)]
    printed = read(report(*many, judged=(judged(state="holds"),)))
    assert len(printed.encode()) > 0.9 * markdown.LIMIT
    (left,) = re.findall(r"Cut here: (\d+) more entries do not fit", printed)
    assert int(left) + printed.count("<details>") + printed.count("\n| error |") == 4_000
    assert "### Clauses judged" in printed


def test_sentences_are_in_the_language_asked() -> None:
    text = shown(read(report(finding(), missing("to")), "vi"))
    assert "dự thảo, chưa từng được ban hành" in text
    assert "3d vượt quá 48h" in text
    assert "120–160 triệu đồng" in text


def test_the_order_of_findings_changes_nothing() -> None:
    made = worst()
    turned = made._replace(
        findings=made.findings[::-1], relied_on=made.relied_on[::-1], deadlines=made.deadlines[::-1]
    )
    assert render("markdown", turned, "en") == render("markdown", made, "en")
