"""Reports for people, and what all formats share: characters, excerpts, amounts, order."""

from __future__ import annotations

import re
import sys
import unicodedata
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdplint import report as reports
from pdplint.model.finding import Asked, Citation, Finding, Related, Waiver
from pdplint.model.law import Clause, Fine, NotChecked, Sanction, Share
from pdplint.model.place import Place, Span
from pdplint.model.report import (
    STATES,
    Amount,
    Deadline,
    Exposure,
    InstrumentInfo,
    Judged,
    Loosened,
    RegimeInfo,
    Reliance,
    Report,
    Scenario,
    State,
    Summary,
    WorkspaceReport,
)
from pdplint.model.text import Text, plain
from pdplint.report import Style, formats, render
from pdplint.report._money import fined, money
from pdplint.report._order import ordered
from pdplint.report._screen import columns, cut, inert, wrap
from pdplint.report._snippet import strip
from pdplint.words.findings import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# --- factories ----------------------------------------------------------------------------------

FLOWS = """\
pdplint: 1
flows:
  checkout:
    legal_basis: contract
    rights: {delete: {within: 3d}}
    retention: {kept: 24mo}
consents:
  sign-up: {expressed_by: silence}
"""
FILES = {"flows.yaml": FLOWS}


def at(text: str, *pointer: str | int, path: str = "flows.yaml") -> Place:
    """Return the place of the first stretch of a file that reads `text`."""
    for number, line in enumerate(FILES[path].splitlines(), 1):
        if text in line:
            column = line.index(text) + 1
            return Place(path, 0, pointer, Span(number, column, number, column + len(text)))
    raise LookupError(text)


REVENUE = Text("revenue in Vietnam", "doanh thu tại Việt Nam")
TURNOVER = Text("turnover worldwide", "doanh thu toàn cầu")
GAINS = Text("what was gained by it", "khoản thu được từ đó")


def vnd(least: int | None = None, most: int | None = None, **more: Any) -> Fine:
    return Fine("VND", least, most, **more)


def clause(id_: str = "15.1.e", **changed: Any) -> Clause:
    made = Clause(
        instrument="draft-2021",
        id=id_,
        kind="sanction",
        article=id_.partition(".")[0],
        section="II",
        title=Text("Rights", "Quyền"),
        says=Text(f"What {id_} says.", f"Nội dung {id_}."),
        fine=vnd(120_000_000, 160_000_000),
        extent="whole",
    )
    return made._replace(**changed)


def cite(cited: Clause | str = "15.1.e", requires: str = "at most 48h", **with_: Any) -> Citation:
    """Return a citation with one binding; a clause that is a sanction reaches itself."""
    known = cited if isinstance(cited, Clause) else clause(cited)
    reached = (itself(known),) if known.fine else ()
    return Citation(known, (asked(requires, **with_),), reached)


def itself(one: Clause) -> Sanction:
    """Return what a clause names, for those for whom it states amounts."""
    return Sanction(one, one.fine or Fine(""))


def asked(requires: str, control: str = "deletion-deadline", **with_: Any) -> Asked:
    return Asked(control, with_, plain(requires))


def finding(**changed: Any) -> Finding:
    made = Finding(
        control="deletion-deadline",
        kind="shortfall",
        severity="error",
        title=Text("A request to delete is carried out in time", "Xóa đúng hạn"),
        message=Text("3d is more than 48h", "3d vượt quá 48h"),
        place=at("3d", "flows", "checkout", "rights", "delete", "within"),
        subject="flows/checkout",
        citations=(cite(limit="48h"),),
        help=Text("Shorten it.", "Hãy rút ngắn."),
        fingerprint="0123456789abcdef",
    )
    return made._replace(**changed)


def missing(*inner: str, **changed: Any) -> Finding:
    requires = plain(f"{'.'.join(inner)} described")
    return finding(
        control="not-described",
        kind="undeclared",
        title=say("title-not-described"),
        message=say("not-described", requires=requires),
        place=at("checkout", "flows", "checkout", *inner),
        help=say("help-not-described"),
    )._replace(**changed)


DRAFT = RegimeInfo(
    "vn-draft-2021",
    "draft",
    Text("Draft decree", "Dự thảo Nghị định"),
    Text("About it.", "Giới thiệu."),
    Text("Law 91/2025/QH15", "Luật 91/2025/QH15"),
    ("draft-2021",),
)
DECREE = InstrumentInfo("draft-2021", "draft", Text("Draft decree", "Dự thảo Nghị định"))
LAW = RegimeInfo(
    "vn-2026",
    "in_force",
    Text("Law", "Luật"),
    Text("About.", "Về."),
    None,
    ("law-91", "decree-330"),
)
STATUTE = InstrumentInfo("law-91", "in_force", Text("Law 91", "Luật 91"))
FINES = InstrumentInfo("decree-330", "in_force", Text("Decree 330", "Nghị định 330"))
BOTH: dict[str, Any] = {"regimes": (DRAFT, LAW), "instruments": (DECREE, STATUTE, FINES)}
"""Of a report: two regimes with three instruments."""
NOTHING = Summary(3, 0, 5, 0, 0, 0, 0, 0)


def report(*findings: Finding, **changed: Any) -> Report:
    counts = {s: sum(f.severity == s for f in findings) for s in ("error", "warning", "note")}
    made = Report(
        tool_version="0.1.0",
        as_of="2026-11-21",
        regimes=(DRAFT,),
        instruments=(DECREE,),
        default_regime=False,
        summary=NOTHING._replace(**counts),
        findings=findings,
        judged=(),
        relied_on=(),
        deadlines=(),
        loosened=(),
        exposure={},
        lines={path: tuple(text.splitlines()) for path, text in FILES.items()},
    )
    return together(made._replace(**changed))


def workspace(made: Report, **changed: Any) -> WorkspaceReport:
    """Return all that a report tells as that of one workspace."""
    known = {
        field: getattr(made, field) for field in WorkspaceReport._fields if field in made._fields
    }
    regimes = tuple(one.id for one in made.regimes)
    return WorkspaceReport(**{**known, "root": ".", "regimes": regimes, **changed})


def together(made: Report) -> Report:
    """Return a report whose one workspace tells what it tells, unless it has some."""
    return made if made.workspaces else made._replace(workspaces=(workspace(made),))


def text(*findings: Finding, lang: str = "en", width: int = 100, **changed: Any) -> str:
    return render("text", report(*findings, **changed), lang, width=width)


def under(printed: str, mark: str = "^") -> str:
    """Return what is underlined in a text report, by the columns of a terminal."""
    lines = printed.splitlines()
    at_line = next(i for i, line in enumerate(lines) if re.match(rf" *\| *\{mark}", line))
    line, marks = lines[at_line - 1], lines[at_line]
    begin = marks.index(mark)
    end = begin + len(re.findall(rf"\{mark}+", marks)[0])
    taken, used = "", 0
    for char in line:
        if begin <= used < end:
            taken += char
        used += columns(char)
    return taken


# --- formats ------------------------------------------------------------------------------------


def test_formats_are_the_modules_that_are_not_private() -> None:
    assert {"json", "text"} <= set(formats())
    assert not any(name.startswith("_") for name in formats())


def test_a_format_is_added_by_adding_one_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shout.py").write_text(
        "def render(report, style):\n    return report.as_of + style.lang + str(style.width)\n"
    )
    monkeypatch.setattr(reports, "__path__", [*reports.__path__, str(tmp_path)])
    assert "shout" in formats()
    assert "pdplint.report.shout" not in sys.modules
    assert render("shout", report(), "vi", width=7) == "2026-11-21vi7"
    monkeypatch.delitem(sys.modules, "pdplint.report.shout")


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("yaml", id="no such module"),
        pytest.param("_screen", id="a module that formats share"),
        pytest.param("text.render", id="not the name of a module"),
        pytest.param("..model", id="a module elsewhere"),
    ],
)
def test_an_unknown_format_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(ValueError, match=r"there are .*json.*text"):
        render(name, report(), "en")


@pytest.mark.parametrize("name", formats())
def test_every_format_renders_an_empty_report_to_lines(name: str) -> None:
    assert render(name, report(), "en").endswith("\n")
    assert callable(import_module(f"pdplint.report.{name}").render)


# --- amounts ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fine", "en", "vi"),
    [
        pytest.param(
            vnd(120_000_000, 160_000_000),
            "VND 120–160 million",
            "120–160 triệu đồng",
            id="a range in one unit says the unit once",
        ),
        pytest.param(
            vnd(960_000_000, 1_280_000_000),
            "VND 960 million–1.28 billion",
            "960 triệu–1,28 tỷ đồng",
            id="a range over two units says both",
        ),
        pytest.param(
            vnd(1_000_000_000, 2_500_000_000),
            "VND 1–2.5 billion",
            "1–2,5 tỷ đồng",
            id="no trailing zeros",
        ),
        pytest.param(
            vnd(None, 200_000_000), "up to VND 200 million", "đến 200 triệu đồng", id="upper end"
        ),
        pytest.param(
            vnd(50_000_000, None), "from VND 50 million", "từ 50 triệu đồng", id="lower end"
        ),
        pytest.param(
            vnd(40_000_000, 40_000_000), "VND 40 million", "40 triệu đồng", id="one amount"
        ),
        pytest.param(vnd(500_000, 500_000), "VND 500,000", "500.000 đồng", id="below a million"),
        pytest.param(vnd(0, 1_000_000), "VND 0–1 million", "0–1 triệu đồng", id="from nothing on"),
        pytest.param(
            vnd(1_234_567_000, 1_234_567_000),
            "VND 1,234.567 million",
            "1.234,567 triệu đồng",
            id="exact in a smaller unit",
        ),
        pytest.param(
            vnd(1_000_000_001, 1_000_000_001),
            "VND 1,000,000,001",
            "1.000.000.001 đồng",
            id="never rounded",
        ),
        pytest.param(
            Fine("EUR", None, 20_000_000),
            "up to EUR 20 million",
            "đến 20 triệu EUR",
            id="a currency without a word of its own is told by its code",
        ),
        pytest.param(
            Fine("EUR", 1_500, 2_500_000),
            "EUR 1,500–2.5 million",
            "1.500–2,5 triệu EUR",
            id="another currency over two units",
        ),
        pytest.param(
            vnd(percent=Share(5, 5, REVENUE)),
            "5% of revenue in Vietnam",
            "5% doanh thu tại Việt Nam",
            id="a share",
        ),
        pytest.param(
            vnd(percent=Share(1, 2.5, REVENUE)),
            "1–2.5% of revenue in Vietnam",
            "1–2,5% doanh thu tại Việt Nam",
            id="a range of shares, with the decimal mark of the language",
        ),
        pytest.param(
            vnd(percent=Share(None, 5, REVENUE)),
            "up to 5% of revenue in Vietnam",
            "đến 5% doanh thu tại Việt Nam",
            id="the upper end of a share",
        ),
        pytest.param(
            vnd(percent=Share(0.5, None, REVENUE)),
            "from 0.5% of revenue in Vietnam",
            "từ 0,5% doanh thu tại Việt Nam",
            id="the lower end of a share",
        ),
        pytest.param(
            vnd(percent=Share(33.333333, 33.333333, REVENUE)),
            "33.333333% of revenue in Vietnam",
            "33,333333% doanh thu tại Việt Nam",
            id="a share is not rounded either",
        ),
        pytest.param(
            vnd(multiple=Share(2, 10, GAINS)),
            "2–10 times what was gained by it",
            "2–10 lần khoản thu được từ đó",
            id="a multiple",
        ),
        pytest.param(
            vnd(multiple=Share(None, 10.0, GAINS)),
            "up to 10 times what was gained by it",
            "đến 10 lần khoản thu được từ đó",
            id="the upper end of a multiple, a whole number without a point",
        ),
        pytest.param(
            vnd(1_000_000, 2_000_000, percent=Share(5, 5, REVENUE)),
            "VND 1–2 million; 5% of revenue in Vietnam",
            "1–2 triệu đồng; 5% doanh thu tại Việt Nam",
            id="a range and a share",
        ),
        pytest.param(
            Fine("EUR", None, 20_000_000, percent=Share(None, 4, TURNOVER)),
            "up to EUR 20 million; up to 4% of turnover worldwide",
            "đến 20 triệu EUR; đến 4% doanh thu toàn cầu",
            id="upper ends of both in another currency",
        ),
        pytest.param(
            vnd(1_000_000, 2_000_000, warning=True),
            "VND 1–2 million, or a warning",
            "1–2 triệu đồng, hoặc cảnh cáo",
            id="a warning in place of an amount",
        ),
        pytest.param(
            vnd(warning=True), "a warning", "cảnh cáo", id="a warning alone is in place of nothing"
        ),
        pytest.param(vnd(), "no amount named", "không nêu mức tiền", id="nothing"),
        pytest.param(
            Fine(""), "no amount named", "không nêu mức tiền", id="nothing, in no currency"
        ),
        pytest.param(None, "no amount named", "không nêu mức tiền", id="no fine at all"),
    ],
)
def test_amounts_read_as_people_write_them(fine: Fine | None, en: str, vi: str) -> None:
    assert fined(fine) == Text(en, vi)


@given(st.integers(0, 10**15), st.sampled_from(["VND", "EUR"]))
def test_an_amount_in_words_is_exact(amount: int, currency: str) -> None:
    words = money(amount, currency).en.removeprefix(f"{currency} ")
    number, _, unit = words.replace(",", "").partition(" ")
    size = {"": 1, "million": 10**6, "billion": 10**9}[unit]
    whole, _, part = number.partition(".")
    assert int(whole) * size + int(part or 0) * size // 10 ** len(part) == amount


@given(st.floats(1e-9, 1e9) | st.integers(1, 10**9))
def test_a_share_in_words_is_exact(number: float) -> None:
    said = fined(vnd(multiple=Share(number, number, GAINS)))
    found = said.en.partition(" times ")[0]
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", found)
    assert float(found) == number
    assert said.vi.partition(" lần ")[0] == found.replace(".", ",")


# --- characters ---------------------------------------------------------------------------------


def test_every_character_that_is_obeyed_or_hidden_is_written_out() -> None:
    bad = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    left = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in bad and not inert(chr(code)).isascii()
    ]
    assert left == []


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        pytest.param("\x1b[31m", "\\u001b[31m", id="colour"),
        pytest.param("a\x9bb", "a\\u009bb", id="C1 control"),
        pytest.param("\u202eabc", "\\u202eabc", id="bidi override"),
        pytest.param("\u2066\u200d", "\\u2066\\u200d", id="isolate and joiner"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag character"),
        pytest.param("\ud800", "\\ud800", id="lone surrogate"),
        pytest.param("a\r\nb\t", "a\\r\\nb\\t", id="line ends and tabs"),
        pytest.param("bên kiểm soát é😀 漢", "bên kiểm soát é😀 漢", id="plain text stays"),
    ],
)
def test_hidden_characters_are_shown(raw: str, shown: str) -> None:
    assert inert(raw) == shown
    assert inert(shown) == shown


@pytest.mark.parametrize(
    ("words", "wide"),
    [
        pytest.param("abc", 3, id="ASCII"),
        pytest.param("漢字", 4, id="CJK"),
        pytest.param("😀", 2, id="emoji"),
        pytest.param("e\u0301", 1, id="combining"),
        pytest.param("한", 2, id="Korean in pieces, as macOS names files"),
    ],
)
def test_columns_are_those_of_a_terminal(words: str, wide: int) -> None:
    assert columns(words) == wide


@given(st.text(), st.integers(1, 60))
def test_cut_fits_and_says_that_it_cut(words: str, most: int) -> None:
    words = inert(words)
    shown = cut(words, most)
    assert columns(shown) <= most
    assert shown == words or shown.endswith("…")


def test_a_flood_of_combining_marks_is_cut() -> None:
    assert len(cut("a" + "\u0301" * 10_000, 10)) < 50


@given(st.text(), st.integers(10, 60))
def test_wrapped_lines_fit(words: str, width: int) -> None:
    assert all(columns(line) <= width for line in wrap(inert(words), width, "  ", "    "))


def test_wrapping_indents() -> None:
    assert wrap("one two three", 9, "- ", "  ") == ["- one two", "  three"]


# --- excerpts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "place"),
    [
        pytest.param("a: within 3d", "3d", id="plain"),
        pytest.param("tên: 'giao hàng' # 3d", "3d", id="Vietnamese"),
        pytest.param("漢字漢字: 3d", "3d", id="wide characters before"),
        pytest.param("a: 漢字 b", "漢字", id="wide characters in the place"),
        pytest.param("😀: {x: 3d}", "3d", id="emoji before"),
        pytest.param("e\u0301e\u0301: 3d", "3d", id="combining marks before"),
        pytest.param("x" * 300 + " 3d " + "y" * 300, "3d", id="far along a long line"),
        pytest.param("漢" * 300 + " 3d " + "漢" * 300, "3d", id="far along a long wide line"),
        pytest.param("3d" + "y" * 300, "3d", id="at the start of a long line"),
    ],
)
@pytest.mark.parametrize("width", [40, 100])
def test_the_underline_lies_under_the_place(line: str, place: str, width: int) -> None:
    start = line.index(place)
    span = Span(1, start + 1, 1, start + 1 + len(place))
    found = finding(place=Place("a.yaml", 0, (), span))
    printed = text(found, lines={"a.yaml": (line,)}, width=width)
    assert under(printed) == place
    assert all(columns(one) <= width for one in printed.splitlines() if re.match(r" *\d* \|", one))


def test_tabs_before_and_hidden_characters_are_spread_and_underlined_right() -> None:
    line = "\ta\t\x1b\u202e: 3d"
    shown = strip(line, line.index("3d"), len(line), 80)
    assert shown.text == "    a   \\u001b\\u202e: 3d"
    assert shown.text[shown.begin : shown.begin + shown.length] == "3d"


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [
        pytest.param(3, 3, " ", id="an empty place has one column"),
        pytest.param(7, 9, " ", id="beyond the end, the column after it"),
        pytest.param(4, 2, "e", id="an end before the start"),
    ],
)
def test_a_place_without_width_is_still_marked(start: int, end: int, marked: str) -> None:
    shown = strip("abc e", start, end, 80)
    assert (shown.text + " ")[shown.begin : shown.begin + shown.length] == marked


def test_of_a_place_over_several_lines_the_first_is_underlined() -> None:
    span = Span(3, 3, 6, 5)
    assert under(text(finding(place=Place("flows.yaml", 0, (), span)))) == "checkout:"


def test_a_place_longer_than_the_page_is_underlined_to_its_edge() -> None:
    line = "a: " + "x" * 500
    span = Span(1, 4, 1, 504)
    printed = text(finding(place=Place("a.yaml", 0, (), span)), lines={"a.yaml": (line,)})
    assert under(printed).startswith("xxxx")
    assert under(printed).endswith("x…")


def test_a_flood_of_zero_width_marks_in_a_line_is_cut() -> None:
    line = "a: 3d" + "\u0301" * 100_000
    span = Span(1, 4, 1, 6)
    printed = text(finding(place=Place("a.yaml", 0, (), span)), lines={"a.yaml": (line,)})
    assert len(printed) < 3_000
    assert "…" in printed


def test_a_long_message_stands_below_the_underline() -> None:
    printed = text(finding(message=plain("word " * 30)))
    assert re.search(r"\^\^\n +\| +word word", printed)


@pytest.mark.parametrize("lines", [{}, {"flows.yaml": ("one line",)}], ids=["no file", "too short"])
def test_without_the_line_the_place_and_the_message_stay(
    lines: Mapping[str, tuple[str, ...]],
) -> None:
    printed = text(finding(), lines=lines)
    assert "--> flows.yaml:5:31" in printed
    assert "3d is more than 48h" in printed
    assert "^" not in printed


def test_without_a_span_the_path_stands_alone() -> None:
    place = Place("flows.yaml", 0, ("flows",))
    printed = text(
        finding(place=place, related=(Related(place, "", plain("see there")),)),
        missing("to")._replace(place=place),
    )
    assert re.search(r"--> flows\.yaml\n", printed)
    assert re.search(r"::: flows\.yaml\n", printed)
    assert "flows/checkout  flows.yaml\n" in printed
    assert "see there" in printed


# --- the head and the end -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", ("never enacted", "in force today")), ("vi", ("chưa từng được ban hành", "hiệu lực"))],
)
def test_the_first_line_says_that_the_default_was_never_enacted(
    lang: str, said: tuple[str, ...]
) -> None:
    printed = text(lang=lang, default_regime=True)
    first, *rest = printed.splitlines()
    assert all(words in first for words in (*said, "91/2025/QH15"))
    assert "--regime" in " ".join(rest[:2])


@pytest.mark.parametrize(
    ("statuses", "said", "unsaid"),
    [
        pytest.param(
            ("in_force", "draft"), "what is in force is asked", "draft alone", id="beside law"
        ),
        pytest.param(("draft",), "the draft alone is asked", "in full beside", id="nothing else"),
    ],
)
def test_what_is_asked_by_default_is_said(
    statuses: tuple[str, ...], said: str, unsaid: str
) -> None:
    regimes = tuple(DRAFT._replace(id=f"r-{status}", status=status) for status in statuses)
    printed = " ".join(text(default_regime=True, regimes=regimes).split())
    assert said in printed
    assert unsaid not in printed
    assert "No regime was named" not in " ".join(text(regimes=regimes).split())


def test_a_default_without_a_law_in_force_says_that_there_is_one() -> None:
    regime = DRAFT._replace(in_force_today=None)
    first = text(default_regime=True, regimes=(regime,)).splitlines()[0]
    assert "other law is in force today" in first


@pytest.mark.parametrize(
    ("status", "said"),
    [("draft", "not in force"), ("in_force", "in force"), ("ended", "no longer in force")],
)
def test_a_regime_that_was_named_is_shown_with_its_status(status: str, said: str) -> None:
    one = InstrumentInfo("draft-2021", status, plain("Draft decree"))
    printed = text(regimes=(DRAFT._replace(status=status),), instruments=(one,))
    assert printed.splitlines()[0].endswith(f"{said})")
    assert ("would sanction" in printed) is (status == "draft")
    assert "nothing in them was verified" in printed


@pytest.mark.parametrize(
    ("changed", "last"),
    [
        pytest.param({}, "nothing to report at this level in 3 files", id="nothing"),
        pytest.param({"error": 2, "warning": 1}, "2 errors, 1 warning in 3 files", id="two kinds"),
        pytest.param({"error": 1, "note": 2}, "1 error, 2 notes in 3 files", id="a gap between"),
        pytest.param({"note": 1, "files": 1}, "1 note in 1 file", id="one of each"),
        pytest.param(
            {"warning": 2, "waived": 1, "baselined": 3, "skipped_files": 1},
            "2 warnings in 3 files; 1 waived; 3 known from the baseline; 1 file skipped",
            id="what is not counted",
        ),
    ],
)
def test_the_last_line_counts(changed: dict[str, int], last: str) -> None:
    assert text(summary=NOTHING._replace(**changed)).splitlines()[-1] == last


def test_the_last_line_counts_in_vietnamese() -> None:
    last = text(summary=NOTHING._replace(error=2, warning=1), lang="vi").splitlines()[-1]
    assert last == "2 lỗi, 1 cảnh báo trong 3 tệp"


# --- blocks -------------------------------------------------------------------------------------


def test_a_shortfall_says_what_where_by_which_clause_and_what_to_change() -> None:
    assert text(finding(), summary=NOTHING._replace(error=1)).split("\n\n")[1].splitlines() == [
        "=== Falls short (1) ===",
        f"error[deletion-deadline] flows/checkout falls short of: {finding().title.en}",
        " --> flows.yaml:5:31",
        "  |",
        "5 |     rights: {delete: {within: 3d}}",
        "  |                               ^^ 3d is more than 48h",
        "  |",
        "  = asks: at most 48h",
        "    draft-2021/15.1.e (VND 120–160 million): What 15.1.e says.",
        "  = help: Shorten it.",
    ]


def test_parts_come_in_the_order_in_which_they_decide() -> None:
    printed = text(
        missing("to"),
        finding(kind="undecided"),
        finding(severity="note", control="c-note"),
        finding(severity="warning", control="b-warning"),
        finding(control="a-error"),
        finding(control="applicability", kind="undecided"),
        finding(control="nothing-described", kind="undeclared"),
        finding(kind="problem", control="syntax", citations=(), help=None),
    )
    order = (
        "Cannot be read",
        "Describe these first",
        "Falls short",
        "Cannot be told",
        "Not described",
    )
    found = [printed.index(f"=== {heading}") for heading in order]
    assert found == sorted(found)
    severities = [printed.index(f"[{c}]") for c in ("a-error", "b-warning", "c-note")]
    assert severities == sorted(severities)


def test_a_problem_is_not_told_by_the_title_of_what_should_be_so() -> None:
    printed = text(finding(kind="problem", control="syntax", title=say("title-syntax")))
    assert "error[syntax] flows/checkout\n" in printed
    assert "The file can be read" not in printed


def test_what_cannot_be_told_is_not_said_to_fall_short() -> None:
    block = text(finding(kind="undecided")).split("=== Cannot be told (1) ===")[1]
    assert "it cannot be told of flows/checkout: A request" in block
    assert "falls short" not in block


def test_what_a_clause_leaves_and_its_doubts_are_told_once() -> None:
    doubtful = clause(
        extent="part",
        leaves=plain("the rest."),
        reconstructed=plain("from elsewhere."),
        doubts=(plain("Who is meant?"),),
    )
    other = clause("15.1.h", extent="part", doubts=(plain("Who is meant?"),))
    printed = text(
        finding(citations=(cite(doubtful), cite(other))),
        finding(control="deletion-reaches-copies", citations=(cite(doubtful),)),
    )
    assert printed.count("judged in part; no description shows: the rest.") == 1
    assert printed.count("reconstructed: from elsewhere.") == 1
    assert printed.count("doubt: Who is meant?") == 1
    assert printed.count("doubt: as for draft-2021/15.1.e above") == 1
    assert printed.count("What 15.1.e says. (more on this clause above)") == 1
    assert "judged in part\n" in printed


def test_clauses_that_ask_the_same_stand_under_it_together() -> None:
    printed = text(finding(citations=(cite("15.1.e"), cite("15.1.h"), cite("16.1", "at most 72h"))))
    assert printed.count("asks: at most 48h") == 1
    assert printed.count("asks: at most 72h") == 1


# What a clause can cost

DUTY = clause("14.1", instrument="law-91", kind="duty", fine=None)
BAN = clause(
    "52.1.a",
    instrument="decree-330",
    fine=vnd(20_000_000, 40_000_000),
    remedies=(Text("delete the data", "xóa dữ liệu"), Text("hand back gains", "nộp lại lợi")),
    additional=(Text("operations suspended", "đình chỉ hoạt động"),),
)
SHARE = clause("52.3", instrument="decree-330", fine=vnd(percent=Share(None, 5, REVENUE)))
AGAIN = clause("60.1", instrument="decree-330", kind="aggravated", fine=None)
ABROAD = clause(
    "83.5",
    instrument="regulation",
    fine=Fine("EUR", None, 20_000_000, percent=Share(None, 4, TURNOVER)),
)


EUROS = Text(
    "up to EUR 20 million; up to 4% of turnover worldwide",
    "đến 20 triệu EUR; đến 4% doanh thu toàn cầu",
)
RAISED = Text("raised by decree-330/60.1", "nâng theo decree-330/60.1")
BESIDE = Text(
    "to put right: delete the data, hand back gains; it can also bring: operations suspended",
    "buộc khắc phục: xóa dữ liệu, nộp lại lợi; có thể kèm theo: đình chỉ hoạt động",
)


class Cost(NamedTuple):
    """A citation, and what is told of it: the clause itself, and the lines below it."""

    citation: Citation
    own: str
    en: tuple[str, ...] = ()
    vi: tuple[str, ...] = ()


COSTS = [
    pytest.param(
        Cost(
            cite(DUTY)._replace(
                sanctions=(
                    Sanction(BAN, vnd(40_000_000, 80_000_000), AGAIN),
                    itself(SHARE),
                )
            ),
            "law-91/14.1: What 14.1 says.",
            (
                f"sanctioned by decree-330/52.1.a: VND 40–80 million; {RAISED.en}; {BESIDE.en}",
                "sanctioned by decree-330/52.3: up to 5% of revenue in Vietnam",
            ),
            (
                f"chế tài tại decree-330/52.1.a: 40–80 triệu đồng; {RAISED.vi}; {BESIDE.vi}",
                "chế tài tại decree-330/52.3: đến 5% doanh thu tại Việt Nam",
            ),
        ),
        id="a duty names nothing itself, and two clauses of another instrument do",
    ),
    pytest.param(
        Cost(cite(DUTY), "law-91/14.1 (no amount named): What 14.1 says."),
        id="a duty that nothing sanctions says so",
    ),
    pytest.param(
        Cost(
            cite(SHARE),
            "decree-330/52.3 (up to 5% of revenue in Vietnam): What 52.3 says.",
        ),
        id="a sanction cited itself is not told twice",
    ),
    pytest.param(
        Cost(
            cite(BAN)._replace(sanctions=(Sanction(BAN, vnd(40_000_000, 80_000_000), AGAIN),)),
            "decree-330/52.1.a (VND 40–80 million): What 52.1.a says.",
            (f"{RAISED.en}; {BESIDE.en}",),
            (f"{RAISED.vi}; {BESIDE.vi}",),
        ),
        id="a sanction cited itself tells what raised it and what it brings beside",
    ),
    pytest.param(
        Cost(
            cite()._replace(
                sanctions=(
                    Sanction(clause(), vnd(60_000_000, 80_000_000)),
                    itself(ABROAD),
                )
            ),
            "draft-2021/15.1.e (VND 60–80 million): What 15.1.e says.",
            (f"sanctioned by regulation/83.5: {EUROS.en}",),
            (f"chế tài tại regulation/83.5: {EUROS.vi}",),
        ),
        id="amounts are those for the person described, others in their own currency",
    ),
    pytest.param(
        Cost(
            cite(DUTY)._replace(
                sanctions=(Sanction(BAN._replace(remedies=(), additional=()), vnd(warning=True)),)
            ),
            "law-91/14.1: What 14.1 says.",
            ("sanctioned by decree-330/52.1.a: a warning",),
            ("chế tài tại decree-330/52.1.a: cảnh cáo",),
        ),
        id="a warning alone",
    ),
    pytest.param(
        Cost(
            cite()._replace(drives=True),
            "draft-2021/15.1.e (VND 120–160 million): What 15.1.e says.",
            ("the strictest of the numbers asked: it decides",),
            ("nghiêm nhất trong các con số được yêu cầu: có tính quyết định",),
        ),
        id="the strictest number decides",
    ),
]


def unwrapped(printed: str) -> str:
    return " ".join(printed.split())


@pytest.mark.parametrize("cost", COSTS)
def test_a_citation_tells_what_a_breach_can_cost(cost: Cost) -> None:
    for lang, lines in (("en", cost.en), ("vi", cost.vi)):
        printed = text(finding(citations=(cost.citation,)), lang=lang, **BOTH)
        below = unwrapped(printed.split("at most 48h\n")[1])
        assert " ".join(lines) in below
        told = ("sanctioned by", "raised by", "put right", "chế tài tại", "nâng theo", "khắc phục")
        assert lines or not any(words in below for words in told)
        assert lang == "vi" or below.startswith(cost.own)


def test_what_two_bindings_ask_stands_above_their_clause() -> None:
    both = cite()._replace(asked=(asked("at most 48h"), asked("copies told", "copies")))
    printed = text(finding(citations=(both, cite("15.1.h"))))
    asks = [line.strip() for line in printed.splitlines() if "asks: " in line or " (VND" in line]
    assert asks == [
        "= asks: at most 48h",
        "= asks: copies told",
        "draft-2021/15.1.e (VND 120–160 million): What 15.1.e says.",
        "= asks: at most 48h",
        "draft-2021/15.1.h (VND 120–160 million): What 15.1.h says.",
    ]


def test_bindings_that_ask_the_same_say_it_once() -> None:
    both = cite()._replace(asked=(asked("at most 48h"), asked("at most 48h", "copies")))
    assert text(finding(citations=(both,))).count("asks: at most 48h") == 1


def test_a_clause_told_before_still_tells_what_is_new_of_it() -> None:
    ban = Sanction(BAN, vnd(1, 2))
    first = cite(DUTY)._replace(sanctions=(ban,))
    second = first._replace(sanctions=(ban, Sanction(SHARE, vnd(3, 4))), drives=True)
    printed = text(finding(citations=(first,)), finding(control="z", citations=(second,)))
    before, after = printed.split("\nerror[z]")
    assert "sanctioned by decree-330/52.1.a: VND 1–2;" in before
    assert after.split("= asks: at most 48h\n")[1].splitlines()[:4] == [
        "    law-91/14.1: What 14.1 says. (more on this clause above)",
        "      the strictest of the numbers asked: it decides",
        "      sanctioned by decree-330/52.3: VND 3–4",
        "  = help: Shorten it.",
    ]


def test_catch_alls_and_many_clauses_are_named_only() -> None:
    many = tuple(cite(f"15.{number}") for number in range(8))
    echo = cite(clause("14.2", echo=True))
    printed = text(finding(citations=(echo, *many)))
    assert "also cited: 15.6, 15.7" in printed
    assert "also cited, as clauses that repeat others: 14.2" in printed
    assert "What 14.2 says" not in printed


def test_a_catch_all_alone_is_told_in_full() -> None:
    assert "What 14.2 says" in text(finding(citations=(cite(clause("14.2", echo=True)),)))


def test_for_whom_a_thing_is_asked_is_one_line() -> None:
    users = tuple(
        Related(
            at("checkout"), f"flows/f{n}", say("asked-by", subject=f"flows/f{n}"), asked_by=True
        )
        for n in range(7)
    )
    assert "= used by 7 flows: f0, f1, f2, f3, f4 and 2 more" in text(finding(related=users))
    assert "= used by flows/f0\n" in text(finding(related=users[:1]))
    mixed = (
        *users[:1],
        Related(at("checkout"), "systems/db", say("asked-by", subject="systems/db"), asked_by=True),
    )
    assert "used by 2 flows / systems: flows/f0, systems/db" in text(finding(related=mixed))


def test_other_places_are_shown_with_their_line() -> None:
    other = Related(at("24mo"), "flows/checkout", plain("compared with this"))
    printed = text(finding(related=(other,) * 6))
    assert "::: flows.yaml:6:23" in printed
    assert under(printed, "-") == "24mo"
    assert "::: and 2 more places" in printed
    assert "::: and one more place\n" in text(finding(related=(other,) * 5))


def test_a_long_title_is_wrapped() -> None:
    printed = text(finding(title=plain("word " * 40)))
    assert max(map(columns, printed.splitlines())) <= 100
    assert "\n  word word" in printed


# --- what is not described ----------------------------------------------------------------------


def test_what_is_not_described_is_one_line_a_place_under_its_subject() -> None:
    printed = text(
        missing("notice", severity="warning"),
        missing("consent", citations=(cite("15.1.b"), cite("15.1.b"), cite("16.1.a"))),
        missing("to", citations=()),
    )
    part = printed.split("=== Not described (3) ===\n")[1].split("\n\n")
    assert part[0].startswith("Describe it, or write none or []")
    assert part[1].splitlines() == [
        "flows/checkout  flows.yaml:3",
        "  error    consent described  15.1.b, 16.1.a",
        "  error    to described",
        "  warning  notice described  15.1.e",
    ]


def test_lines_stand_before_each_place_where_they_differ() -> None:
    inner = missing("rights", "access", place=at("rights", "flows", "checkout", "rights", "access"))
    part = text(missing("to"), inner).split("flows/checkout  flows.yaml\n")[1]
    assert part.startswith("  3  error    to described  15.1.e\n  5  error    rights.access")


def test_subjects_with_errors_come_before_those_with_warnings() -> None:
    other = missing("x", subject="flows/a", severity="warning")
    part = text(other, missing("to")).split("=== Not described")[1]
    assert part.index("flows/checkout  ") < part.index("flows/a  ")


def test_an_entry_under_several_flows_is_told_once_with_its_users() -> None:
    users = tuple(
        Related(at("checkout"), f"flows/{n}", say("asked-by", subject=f"flows/{n}"), asked_by=True)
        for n in "ab"
    )
    place = at("sign-up", "consents", "sign-up", "given")
    asked = say("not-described", requires=plain("consent.given described"))
    found = missing("given", subject="consents/sign-up", place=place, related=users, message=asked)
    part = text(found).split("consents/sign-up  flows.yaml:8\n")[1].splitlines()
    assert part[:2] == ["  used by 2 flows: a, b", "  error    given described  15.1.e"]


def test_a_place_that_the_words_do_not_name_is_put_before_them() -> None:
    found = missing("covered", message=plain("no impact assessment covers this flow"))
    assert "covered: no impact assessment covers this flow" in text(found)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        pytest.param(
            "rights.delete at most 48h; rights.access at most 48h",
            "rights: delete at most 48h; access at most 48h",
            id="the place is named once",
        ),
        pytest.param("rights described", "rights described", id="the place itself"),
        pytest.param("flow.rights described", "rights described", id="through a reference"),
        pytest.param("flow.rights.x described", "rights: x described", id="inside a reference"),
        pytest.param("bill_of_rights.x", "rights: bill_of_rights.x", id="part of another word"),
    ],
)
def test_what_is_asked_of_a_place_names_it_once(asked: str, told: str) -> None:
    found = missing("rights", message=say("not-described", requires=plain(asked)))
    assert f"  error    {told}  15.1.e\n" in text(found)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        pytest.param("", 1, id="short"),
        pytest.param("one of " + "word " * 10, 2, id="with its clauses on the next line"),
        pytest.param("one of " + "word " * 100, 2, id="cut"),
    ],
)
def test_a_missing_place_takes_two_lines_at_most(asked: str, lines: int) -> None:
    found = missing(
        "to",
        message=say("not-described", requires=plain(f"to {asked}")),
        citations=tuple(cite(f"15.1.{letter}") for letter in "abcdeghi"),
    )
    part = text(found, width=90).split("flows.yaml:3\n")[1].split("\n\n")[0]
    assert len(part.splitlines()) == lines
    assert all(columns(line) <= 90 for line in part.splitlines())
    assert "15.1.a" in part


def test_more_clauses_than_fit_are_counted() -> None:
    found = missing("to", citations=tuple(cite(f"15.1.{n}") for n in range(60)))
    assert re.search(r"15\.1\.7.* and \d+ more\n", text(found))


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        pytest.param(BOTH, "  draft-2021/15.1.e, law-91/8.1\n", id="several regimes"),
        pytest.param(
            {"regimes": (LAW,), "instruments": (STATUTE, FINES)},
            "  draft-2021/15.1.e, law-91/8.1\n",
            id="one regime of several instruments",
        ),
        pytest.param(
            {"regimes": (DRAFT, DRAFT._replace(id="own"))},
            "  15.1.e, 8.1\n",
            id="several regimes of one instrument, which the head names",
        ),
    ],
)
def test_clauses_of_several_instruments_are_told_apart(changed: dict[str, Any], told: str) -> None:
    cited = (cite("15.1.e"), cite(clause("8.1", instrument="law-91")))
    assert told in text(missing("to", citations=cited), **changed)


def test_what_decides_who_is_addressed_is_a_list_with_its_help() -> None:
    found = missing(
        "role",
        control="applicability",
        message=say("applicability", count=2),
        help=say("help-applicability"),
        citations=(cite("15.1.e"), cite("15.1.h")),
    )
    part = text(found).split("=== Describe these first")[1]
    assert "Describe this fact first" in part
    assert "  error    role  15.1.e, 15.1.h\n" in part


@pytest.mark.parametrize(
    ("state", "said"),
    [
        pytest.param("undeclared", "One clause cannot be judged", id="not judged"),
        pytest.param("undecided", "One clause cannot be judged", id="not told"),
        pytest.param("falls_short", None, id="judged by another place"),
    ],
)
def test_the_clauses_that_cannot_be_judged_are_counted(state: State, said: str | None) -> None:
    printed = text(missing("to"), judged=(judged(state=state), judged(clause("1.1"))))
    assert (said in printed) if said else ("cannot be judged for" not in printed)


# --- beside the findings ------------------------------------------------------------------------


def test_days_to_come_are_told_by_day() -> None:
    def deadline(day: str, days: int) -> Deadline:
        place = at("checkout", "flows", "checkout", "filed_on")
        message = say("due", date=day, days=days)
        return Deadline(place, "flows/checkout", day, days, message, (cite("25.2"),))

    printed = text(deadlines=(deadline("2026-12-18", 27), deadline("2026-12-01", 10)))
    assert printed.split("=== Still to come (2) ===\n")[1].splitlines()[:2] == [
        "  flows/checkout filed_on: due by 2026-12-01; 10 days left (flows.yaml:3:3, 25.2)",
        "  flows/checkout filed_on: due by 2026-12-18; 27 days left (flows.yaml:3:3, 25.2)",
    ]


def test_claims_are_told_once_with_their_number() -> None:
    ground = say("relied-ground", ground="contract")
    claims = (
        Reliance(at("checkout"), "flows/b", ground),
        Reliance(at("contract"), "flows/a", ground),
        Reliance(at("contract"), "parties/p", say("relied-role", role="processor")),
    )
    printed = text(relied_on=claims)
    assert "=== Relied on and not verified (3) ===" in printed
    assert "  relies on the ground contract (2): flows/b, flows/a\n" in printed
    assert "  relies on acting as processor: parties/p\n" in printed


CLAIM = Reliance(
    at("contract"),
    "flows/a",
    say("relied-ground", ground="contract"),
    (cite("15.1.e"), cite(DUTY), cite("15.1.h")),
    ((at("24mo"), "flows/b"), (at("24mo"), "flows/c")),
)
"""A claim that takes away clauses of two instruments, with two others."""
TAKEN = [
    pytest.param(
        CLAIM._replace(citations=(cite(DUTY),), shared=()),
        ("clauses that this takes away (1): law-91 14.1",),
        ("điều khoản không được hỏi đến vì vậy (1): law-91 14.1",),
        id="one clause, alone",
    ),
    pytest.param(
        CLAIM,
        (
            "clauses that this takes away (3): draft-2021 15.1.e, 15.1.h; law-91 14.1",
            "together with: flows/b, flows/c",
        ),
        (
            "điều khoản không được hỏi đến vì vậy (3): draft-2021 15.1.e, 15.1.h; law-91 14.1",
            "cùng với: flows/b, flows/c",
        ),
        id="clauses of two instruments, together with others",
    ),
    pytest.param(
        CLAIM._replace(citations=(), shared=()), (), (), id="a claim that takes nothing away"
    ),
]


@pytest.mark.parametrize(("claim", "en", "vi"), TAKEN)
def test_a_claim_tells_the_clauses_that_it_takes_away(
    claim: Reliance, en: tuple[str, ...], vi: tuple[str, ...]
) -> None:
    accepted = claim._replace(waiver=waiver())
    for lang, lines, by in (("en", en, "accepted by Lan"), ("vi", vi, "Lan đã chấp nhận")):
        printed = unwrapped(text(relied_on=(claim,), lang=lang, **BOTH))
        assert f"flows/a {'; '.join(lines)}".strip() in printed
        assert ("law-91 14.1" in printed) is bool(lines)
        assert "; ".join([*lines, by]) in unwrapped(text(relied_on=(accepted,), lang=lang, **BOTH))


def test_settings_that_report_less_are_told() -> None:
    loosened = (Loosened("ignore", "deletion-deadline", "pdplint.yaml"),)
    assert "  ignore: deletion-deadline (pdplint.yaml)\n" in text(loosened=loosened)


def exposure(**changed: Any) -> Exposure:
    made = Exposure(
        "VND",
        Amount(1, 120_000_000, 160_000_000),
        Amount(9, 960_000_000, 1_280_000_000),
        (),
        (),
        (),
    )
    return made._replace(**changed)


def test_exposure_is_two_figures_never_added_of_a_draft_that_says_so() -> None:
    printed = text(exposure={"draft-2021": exposure()})
    assert "a floor of the ranges that the clauses name, not a forecast" in printed
    assert "\ndraft-2021: a draft names these amounts; they bind nobody\n" in printed
    assert re.search(r"declared and falling short: +1 act, VND 120–160 million\n", printed)
    assert re.search(r"if that is missing too: 9 acts, VND 960 million–1\.28 billion\n", printed)
    assert "the two are not added" in printed
    assert "revenue" not in printed


def test_exposure_of_nothing_is_not_told() -> None:
    none = Amount(0, 0, 0)
    printed = text(exposure={"draft-2021": exposure(declared=none, if_undeclared_too=none)})
    assert "Exposure" not in printed


def test_exposure_states_the_rest_apart() -> None:
    leak = Scenario(clause("26.3"), vnd(320_000_000, 400_000_000), 250_000)
    one = exposure(
        declared=Amount(0, 0, 0),
        apart=(vnd(1, 2, percent=Share(5, 5, REVENUE), warning=True),),
        scenarios=(leak,),
        notes=(plain("A note."), plain("another")),
    )
    shown = {lang: text(exposure={"law-91": one}, lang=lang) for lang in ("en", "vi")}
    assert "declared and falling short:                         none\n" in shown["en"]
    assert "- not counted in either: 5% of revenue in Vietnam\n" in shown["en"]
    assert "of 250,000 citizens: 26.3 (VND 320–400 million)\n" in shown["en"]
    assert "của 250.000 công dân: 26.3 (320–400 triệu đồng)\n" in shown["vi"]
    assert "  Beside the figures: A note. Another.\n" in shown["en"]
    assert "a draft names" not in shown["en"]


def test_exposure_is_told_by_instrument_in_its_own_currency() -> None:
    act = Amount(1, 1_000_000, 2_500_000)
    euros = exposure(
        currency="EUR",
        declared=act,
        if_undeclared_too=act,
        apart=(Fine("EUR", percent=Share(None, 4, TURNOVER)),),
    )
    exposures = {"regulation": euros, "draft-2021": exposure()}
    en, vi = (text(exposure=exposures, lang=lang) for lang in ("en", "vi"))
    assert en.index("\ndraft-2021: a draft") < en.index("\nregulation\n")
    assert re.search(r"declared and falling short: +1 act, EUR 1–2\.5 million\n", en)
    assert "- not counted in either: up to 4% of turnover worldwide\n" in en
    assert re.search(r"đã mô tả và chưa đạt yêu cầu: +1 hành vi, 1–2,5 triệu EUR\n", vi)
    assert "- không tính vào hai con số trên: đến 4% doanh thu toàn cầu\n" in vi
    assert "1 hành vi, 120–160 triệu đồng\n" in vi


def judged(
    one: Clause | None = None,
    state: State = "undeclared",
    subjects: Mapping[str, int] | None = None,
    because: Text | None = None,
    regime: str = "vn-draft-2021",
) -> Judged:
    return Judged(regime, one or clause(), state, subjects or {}, because)


def test_judged_are_only_clauses_that_hold_or_fall_short() -> None:
    states: list[State] = ["holds", "falls_short", "undeclared", "undecided", "not_applicable"]
    states += ["elsewhere", "conduct", "escalation", "outside", "later", "holds"]
    assert set(states) == set(STATES)
    ones = [judged(clause(f"1.{n}"), state) for n, state in enumerate(states)]
    ones[0] = ones[0]._replace(clause=clause("1.0", extent="part"))
    printed = text(judged=tuple(ones))
    part = " ".join(printed.split("=== Clauses judged ===\n")[1].split("\n\n")[0].split())
    assert part == (
        "vn-draft-2021: judged 3 of 11 clauses (2 whole, 1 in part) 1 falls short, 2 hold as "
        "described, 1 not described, 1 cannot be told, 1 not applicable, 1 judged at other clauses, 1 on conduct that no "
        "description shows, 1 on repeated acts, 1 outside what is described, 1 not yet looked into"
    )


def test_a_regime_without_judged_clauses_has_no_line() -> None:
    regimes = (DRAFT, DRAFT._replace(id="vn-2026"))
    printed = text(judged=(judged(state="holds"),), regimes=regimes)
    assert "vn-2026: judged" not in printed
    assert "judged 1 of 1" in printed


def test_a_clause_of_two_regimes_is_judged_in_each() -> None:
    own = judged(state="falls_short", regime="own")
    printed = text(judged=(judged(state="holds"), own), regimes=(DRAFT, DRAFT._replace(id="own")))
    assert "vn-draft-2021: judged 1 of 1 clauses (1 whole, 0 in part)\n  1 holds" in printed
    assert "own: judged 1 of 1 clauses (1 whole, 0 in part)\n  1 falls short" in printed


NOT_BINDING = [
    pytest.param(
        0,
        "judged 1 of 1 clauses (1 whole, 0 in part)",
        "đã đánh giá 1 trên 1 điều khoản (1 trọn vẹn, 0 một phần)",
        id="all bind, and no more is said",
    ),
    pytest.param(
        1,
        "(1 whole, 0 in part); one further clause does not bind on this day",
        "(1 trọn vẹn, 0 một phần); một điều khoản khác không có hiệu lực vào ngày này",
        id="one",
    ),
    pytest.param(
        12,
        "(1 whole, 0 in part); 12 further clauses do not bind on this day",
        "(1 trọn vẹn, 0 một phần); 12 điều khoản khác không có hiệu lực vào ngày này",
        id="several",
    ),
]


def resting(count: int) -> Report:
    """Return a report with one clause judged, and so many that do not bind."""
    return report(judged=(judged(state="holds"),), regimes=(DRAFT._replace(not_binding=count),))


@pytest.mark.parametrize(("count", "en", "vi"), NOT_BINDING)
def test_clauses_that_do_not_bind_are_told_beside_those_judged(
    count: int, en: str, vi: str
) -> None:
    for lang, said in (("en", en), ("vi", vi)):
        printed = unwrapped(render("text", resting(count), lang))
        assert f"{said} 1 {'holds' if lang == 'en' else 'đạt'}" in printed


# --- hostile text -------------------------------------------------------------------------------


def full(word: str = "described", **changed: Any) -> Report:
    """Return a report with every field filled, all free text being `word`."""
    both = plain(word)
    cited = cite(
        clause(says=both, extent="part", leaves=both, reconstructed=both, doubts=(both,)), word
    )
    named = vnd(1, 2, percent=Share(1, 5, both), multiple=Share(None, 3, both), warning=True)
    fining = clause("9.1", instrument=word, says=both, fine=named, remedies=(both,))
    duty = clause("8.1", kind="duty", fine=None, says=both)
    costly = Citation(
        duty,
        (asked(word, word), asked(f"{word}!", word, limit=word)),
        (Sanction(fining._replace(additional=(both, both)), named, fining),),
        drives=True,
    )
    found = finding(
        title=both,
        message=both,
        help=both,
        citations=(cited, costly, cite(clause("14.2", echo=True))),
        related=(
            Related(at("24mo"), word, both),
            Related(at("24mo"), word, say("asked-by", subject=word), asked_by=True),
        ),
    )
    lost = Place(word, 0, (word,))
    not_checked = clause("1.1", not_checked=NotChecked("conduct", both))
    return report(
        found._replace(control=word, subject=word, fingerprint=word),
        found._replace(place=lost),
        found._replace(kind="problem"),
        found._replace(kind="undecided", severity="note"),
        missing("to", message=both, subject=word, citations=(cited,)),
        missing(word, place=lost, control="applicability", severity="warning"),
        default_regime=True,
        judged=(judged(because=both), judged(not_checked, "conduct", because=both)),
        relied_on=(Reliance(lost, word, both),),
        deadlines=(Deadline(lost, word, word, 3, both, (cited,)),),
        loosened=(Loosened(word, word, word),),
        exposure={
            "draft-2021": exposure(
                scenarios=(Scenario(clause("26.3"), named, 5),), notes=(both,), apart=(named,)
            )
        },
        summary=NOTHING._replace(waived=1, baselined=1, skipped_files=1, error=3),
        lines={"flows.yaml": (word,) * 8, word: (word,)},
    )._replace(**changed)


ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT, st.integers(0, 200), st.sampled_from(["en", "vi"]))
def test_no_text_reaches_the_terminal_as_a_command(word: str, width: int, lang: str) -> None:
    printed = render("text", full(word), lang, width=width)
    hidden = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert all(unicodedata.category(char) not in hidden for char in printed if char != "\n")
    source_lines = [line for line in printed.split("\n") if re.match(r" *\d* \| ", line)]
    assert all(columns(line) <= max(width, 40) for line in source_lines)


@pytest.mark.parametrize(
    "word", ["x" * 1_000_000, "x " * 500_000, "\x1b" * 300_000], ids=["x", "x ", "esc"]
)
def test_hostile_long_text_is_cut(word: str) -> None:
    assert len(render("text", full(word), "en")) < 60_000


def test_prose_stays_readable_on_a_very_wide_or_narrow_terminal() -> None:
    long = finding(message=plain("word " * 90))
    assert max(map(columns, text(long, width=400).splitlines())) <= 120
    assert max(map(columns, text(long, width=0).splitlines())) <= 50


def test_colour_is_used_only_if_wanted_and_changes_nothing_else() -> None:
    bare = render("text", full("\x1b[2J"), "en")
    coloured = render("text", full("\x1b[2J"), "en", color=True)
    assert "\x1b" not in bare
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == bare
    assert set(re.findall(r"\x1b\[([\d;]*)m", coloured)) == {"0", "1", "2", "1;31", "1;33", "1;34"}


# --- what is accepted, and the way of data -------------------------------------------------------


def waiver(**changed: Any) -> Waiver:
    place = Place("waivers.yaml", 0, ("waivers", 0), Span(2, 5, 2, 12))
    clauses = ("draft-2021/15.1.e",)
    signed = ("Until the move", "Lan", "P-1", "2027-01-31")
    accepted = Waiver(place, "deletion-deadline", "flows/checkout", "shortfall", clauses, *signed)
    return accepted._replace(**changed)


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "=== Waived: found, accepted for now, counted in the exposure (1) ===",
                "  flows/checkout rights.delete.within (deletion-deadline, 15.1.e): until 2027-01-31, approved by",
                "      Lan, P-1: Until the move",
                "      flows.yaml:5:31; waived in waivers.yaml:2:5",
            ],
        ),
        ("vi", ["=== Được tạm chấp nhận: vẫn còn, vẫn tính vào mức tiền (1) ==="]),
    ],
)
def test_what_is_waived_is_listed_apart(lang: str, lines: list[str]) -> None:
    made = report(finding(waiver=waiver()), summary=NOTHING._replace(waived=1))
    printed = render("text", made, lang).splitlines()
    at = printed.index(lines[0])
    assert printed[at : at + len(lines)] == lines
    assert not [line for line in printed if line.startswith("=== ") and "(1)" in line][1:]


def test_what_is_in_the_baseline_is_only_counted() -> None:
    made = report(finding(baselined=True), summary=NOTHING._replace(baselined=1))
    printed = render("text", made, "en")
    assert "deletion-deadline" not in printed
    assert "nothing to report at this level in 3 files; 1 known from the baseline" in printed


def test_what_is_wrong_with_waivers_has_its_own_heading() -> None:
    wrong = finding(control="waiver", kind="problem", citations=())
    assert "=== Waivers and baseline to mend (1) ===" in render("text", report(wrong), "en")


def test_a_house_beside_the_default_regime_is_no_draft() -> None:
    own = DRAFT._replace(id="own", status="in_force", title=plain("Our own"))
    made = report(regimes=(DRAFT, own), default_regime=True)
    assert "own: Our own (in force)" in render("text", made, "en")


def test_the_way_of_the_data_is_printed_step_by_step() -> None:
    steps = [
        Related(at("checkout", "flows", "checkout"), "flows/checkout", plain("from subject to db")),
        Related(at("sign-up", "consents"), "flows/copy", plain("from db to sg" + " far" * 40)),
    ]
    printed = render("text", report(finding(hops=tuple(steps))), "en")
    assert "  = the way of the data:\n    1. flows.yaml:3:3: from subject to db\n" in printed
    assert "    2. flows.yaml:8:3: from db to sg far" in printed
    assert "\n       far" in printed
    many = render("text", report(finding(hops=tuple(steps * 7))), "en")
    assert "and 2 more places" in many


# --- order --------------------------------------------------------------------------------------


def test_findings_are_ordered_by_path_line_column_and_control() -> None:
    def placed(path: str, line: int, column: int, control: str) -> Finding:
        return finding(place=Place(path, 0, (), Span(line, column, line, column)), control=control)

    expected = [
        finding(place=Place("a", 0, ())),
        placed("a", 2, 9, "a"),
        placed("a", 10, 1, "b"),
        placed("a", 10, 2, "a"),
        placed("a", 10, 2, "b"),
        placed("b", 1, 1, "a"),
    ]
    assert ordered(reversed(expected)) == expected


def test_the_text_does_not_depend_on_the_order_of_findings() -> None:
    whole = full()
    turned = whole._replace(findings=whole.findings[::-1], relied_on=whole.relied_on[::-1])
    assert render("text", turned, "en") == render("text", whole, "en")


def test_a_view_is_plain_unless_asked() -> None:
    assert Style("en") == Style(lang="en", color=False, width=100)
