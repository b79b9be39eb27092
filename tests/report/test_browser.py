"""The page in a real browser: filters, links, keys, the map, and what it must not do."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from base64 import b64decode
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

from pdplint.model.place import Place
from pdplint.report import render
from tests.report.test_html import EXAMPLES, all_of, example, graph
from tests.report.test_sarif import worst
from tests.report.test_text import (
    DRAFT,
    cite,
    clause,
    finding,
    judged,
    missing,
    report,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selenium.webdriver.remote.webelement import WebElement

    from pdplint.model.report import Report

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Browser:
    """A headless Chromium that opens pages of its own folder, and knows what they asked for."""

    def __init__(self, driver: webdriver.Chrome, folder: Path) -> None:
        self.driver = driver
        self.folder = folder

    def open(self, made: Report, address: str = "", lang: str = "en") -> None:
        path = self.folder / "report.html"
        path.write_text(render("html", made, lang), "utf-8")
        self.driver.get("about:blank")
        for log in ("browser", "performance"):
            self.driver.get_log(log)  # type: ignore[no-untyped-call]
        self.driver.get(path.as_uri() + address)

    def run(self, script: str, *arguments: object) -> Any:
        return self.driver.execute_script(script, *arguments)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def seen(self, selector: str) -> int:
        """Return how many elements are shown."""
        return sum(one.is_displayed() for one in self.all(selector))

    def size(self, width: int, height: int = 800) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def media(self, scheme: str = "light", media: str = "screen") -> None:
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        asked = {"media": media, "features": features}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", asked)

    def scripts(self, *, run: bool) -> None:
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not run})

    def requests(self) -> list[str]:
        """Return the addresses asked for since the page was opened, those blocked left out."""
        entries = self.driver.get_log("performance")  # type: ignore[no-untyped-call]
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        blocked = {
            one["params"]["requestId"]
            for one in messages
            if one["method"] == "Network.loadingFailed" and one["params"].get("blockedReason")
        }
        return [
            one["params"]["request"]["url"]
            for one in messages
            if one["method"] == "Network.requestWillBeSent"
            and one["params"]["requestId"] not in blocked
        ]

    def complaints(self) -> list[str]:
        entries = self.driver.get_log("browser")  # type: ignore[no-untyped-call]
        return [entry["message"] for entry in entries]

    def address(self) -> str:
        return str(self.run("return location.hash"))

    def press(self, *keys: str) -> None:
        self.driver.switch_to.active_element.send_keys(*keys)


def missing_browser() -> str | None:
    absent = [name for name in ("chromium", "chromedriver") if not shutil.which(name)]
    if not absent:
        return None
    return f"{' and '.join(absent)} not found: install Debian's chromium and chromium-driver"


@pytest.fixture(scope="module")
def started() -> Iterator[Browser]:
    absent = missing_browser()
    if absent and os.environ.get("CI") == "true":
        pytest.fail(absent)
    if absent:
        pytest.skip(absent)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = Options()
        options.binary_location = shutil.which("chromium") or ""
        for flag in (*FLAGS, f"--user-data-dir={folder}/profile"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        service = Service(shutil.which("chromedriver"))
        driver = webdriver.Chrome(options=options, service=service)
        try:
            yield Browser(driver, Path(folder))
        finally:
            driver.quit()


@pytest.fixture
def browser(started: Browser) -> Browser:
    started.scripts(run=True)
    started.size(1280)
    started.media()
    return started


def mixed() -> Report:
    """Return findings that differ in all that filters know."""
    return report(
        finding(fingerprint="one"),
        finding(
            fingerprint="two",
            severity="warning",
            control="notice-content",
            subject="flows/b",
            citations=(cite("15.2"), cite("16.1")),
        ),
        finding(fingerprint="three", kind="undecided", place=Place("other.yaml", 0, ())),
        missing("to", fingerprint="four", citations=(cite("16.1"),)),
        missing("from", fingerprint="five", subject="flows/được", baselined=True),
        judged=(
            judged(clause("15.2"), "falls_short", {"shortfall": 1}),
            judged(clause("16.1"), "undeclared", {"undeclared": 1}),
        ),
        graph=graph(),
    )


def test_a_page_opens_without_a_complaint_and_asks_for_nothing(browser: Browser) -> None:
    browser.open(mixed())
    assert browser.complaints() == []
    assert {url.partition(":")[0] for url in browser.requests()} <= {"file", "data"}
    browser.open(mixed())
    assert [url.rpartition("/")[2] for url in browser.requests()] == ["report.html"]


@pytest.mark.parametrize(
    ("facet", "value", "shown_"),
    [
        pytest.param("control", "notice-content", 1, id="control"),
        pytest.param("clause", "draft-2021/16.1", 2, id="a clause among several"),
        pytest.param("file", "other.yaml", 1, id="file"),
        pytest.param("subject", "flows/checkout", 3, id="subject"),
    ],
)
def test_a_choice_narrows_the_findings(
    browser: Browser, facet: str, value: str, shown_: int
) -> None:
    browser.open(mixed())
    assert browser.one("#filter-count").text == "5 of 5 findings shown"
    Select(browser.one(f"#filter-{facet}")).select_by_value(value)
    assert browser.seen("[data-finding]") == shown_
    assert browser.one("#filter-count").text == f"{shown_} of 5 findings shown"


@pytest.mark.parametrize(
    ("facet", "value", "shown_"),
    [
        pytest.param("severity", "error", 1, id="severity"),
        pytest.param("kind", "undeclared", 3, id="kind"),
        pytest.param("aside", "standing", 1, id="only what is set aside"),
    ],
)
def test_a_box_taken_off_hides_its_findings(
    browser: Browser, facet: str, value: str, shown_: int
) -> None:
    browser.open(mixed())
    browser.one(f"[name={facet}][value={value}]").click()
    assert browser.seen("[data-finding]") == shown_


def test_filters_add_up_stand_in_the_address_and_come_back_from_it(browser: Browser) -> None:
    browser.open(mixed())
    browser.one("[name=kind][value=undecided]").click()
    Select(browser.one("#filter-clause")).select_by_value("draft-2021/16.1")
    browser.one("#filter-text").send_keys("falls")
    assert browser.seen("[data-finding]") == 1
    address = browser.address()
    assert "clause=draft-2021%2F16.1" in address
    assert "text=falls" in address
    browser.open(mixed(), address)
    assert browser.one("#filter-count").text == "1 of 5 findings shown"
    assert browser.one("#filter-text").get_attribute("value") == "falls"
    assert not browser.one("[name=kind][value=undecided]").is_selected()
    browser.one("#filters button").click()
    assert browser.one("#filter-count").text == "5 of 5 findings shown"
    assert browser.address() == "#findings"


def test_text_is_found_without_its_marks(browser: Browser) -> None:
    browser.open(mixed())
    browser.one("#filter-text").send_keys("DUOC")
    assert browser.seen("[data-finding]") == 0
    browser.one("#filter-text").send_keys(Keys.CONTROL, "a")
    browser.one("#filter-text").send_keys("from")
    assert browser.seen("[data-finding]") >= 1


def test_parts_and_groups_with_nothing_left_are_hidden(browser: Browser) -> None:
    browser.open(mixed(), "#control=deletion-deadline")
    assert browser.seen("#findings .part") == 2
    assert browser.seen("#findings .group") == 0
    browser.open(mixed(), "#control=no-such-control")
    assert browser.one("#none-shown").is_displayed()
    assert browser.one("#filter-count").text == "0 of 5 findings shown"


def test_a_link_to_a_finding_opens_it_and_takes_off_the_filter(browser: Browser) -> None:
    browser.open(mixed(), "#control=notice-content")
    browser.run("location.hash = 'f-four'")
    browser.run("return new Promise((done) => setTimeout(done, 50))")
    assert browser.one("#f-four details").get_attribute("open")
    assert browser.one("#filter-count").text == "5 of 5 findings shown"


def test_the_ledger_is_narrowed_by_state_and_leads_to_findings(browser: Browser) -> None:
    browser.open(mixed())
    Select(browser.one("#ledger-state")).select_by_value("undeclared")
    assert browser.seen(".clause") == 1
    assert browser.one("#ledger-count").text == "1 of 2 clauses shown"
    assert browser.address() == "#state=undeclared"
    link = next(one for one in browser.all(".clause .narrow") if one.is_displayed())
    link.click()
    browser.run("return new Promise((done) => setTimeout(done, 50))")
    assert browser.one("#filter-count").text == "2 of 5 findings shown"


def test_the_way_through_a_page_by_keyboard_has_no_trap_and_shows_where_it_is(
    browser: Browser,
) -> None:
    browser.open(mixed())
    browser.press(Keys.TAB)
    skip = browser.driver.switch_to.active_element
    assert skip.text == "Skip to the findings"
    browser.press(Keys.ENTER)
    assert browser.run("return document.activeElement.id") == "findings"
    browser.run("document.activeElement.blur(); scrollTo(0, 0)")
    browser.open(mixed())
    visited: list[tuple[int, bool]] = []
    for _ in range(200):
        browser.press(Keys.TAB)
        now = browser.run(
            "const e = document.activeElement; if (e === document.body) return null;"
            "const all = [...document.querySelectorAll('*')]; const s = getComputedStyle(e);"
            "return [all.indexOf(e), s.outlineStyle === 'solid' && s.outlineWidth === '3px'];"
        )
        if now is None or (visited and now[0] == visited[0][0]):
            break
        visited.append(now)
    assert 20 < len(visited) < 200
    assert len({place for place, _ in visited}) == len(visited)
    assert [place for place, _ in visited] == sorted(place for place, _ in visited)
    assert all(marked for _, marked in visited)


@pytest.mark.parametrize("lang", ["en", "vi"])
@pytest.mark.parametrize("name", EXAMPLES)
def test_a_phone_never_scrolls_sideways(browser: Browser, name: str, lang: str) -> None:
    browser.size(360, 740)
    browser.open(example(name), lang=lang)
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    assert browser.run("return document.documentElement.scrollWidth") <= 360
    tall = browser.run(
        "return [...document.querySelectorAll('button')].every((b) => b.offsetHeight >= 24)"
    )
    assert tall


def test_a_long_hostile_word_does_not_widen_a_phone(browser: Browser) -> None:
    browser.size(360, 740)
    browser.open(all_of("x" * 3_000))
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    assert browser.run("return document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(
    "word",
    [
        "<script>window.ran = 1</script>",
        "</script><script>window.ran = 1</script>",
        '"><img src=x onerror="window.ran = 1">',
        "<svg onload=window.ran=1>",
        "' autofocus onfocus='window.ran=1",
        "<!--<script>",
        "javascript:window.ran=1",
        "__proto__",
    ],
)
def test_hostile_text_never_runs_nor_asks_for_anything(browser: Browser, word: str) -> None:
    browser.open(all_of(word), f"#text={word}")
    assert browser.run("return window.ran") is None
    assert browser.complaints() == []
    assert {url.rpartition("/")[2].partition("#")[0] for url in browser.requests()} == {
        "report.html"
    }
    assert browser.seen("#map-frame svg") == 1


def test_the_policy_holds_even_if_markup_got_in(browser: Browser) -> None:
    path = browser.folder / "broken.html"
    page = render("html", mixed(), "en")
    hole = (
        "<main><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
        "<img src='https://example.invalid/x'><a href='javascript:window.ran=1' id='bad'>x</a>"
    )
    path.write_text(page.replace("<main>", hole, 1), "utf-8")
    browser.driver.get("about:blank")
    browser.requests()
    browser.driver.get(path.as_uri())
    browser.one("#bad").click()
    assert browser.run("return window.ran") is None
    assert [url for url in browser.requests() if url.startswith("http")] == []
    assert len(browser.complaints()) >= 3


def test_the_map_draws_every_node_line_and_country(browser: Browser) -> None:
    browser.open(mixed())
    made = graph()
    assert browser.seen("#map-frame .node") == len(made.nodes)
    pairs = {(edge.source, edge.target) for edge in made.edges}
    assert len(browser.all("#map-frame .edge")) == len(pairs)
    crossing = {(edge.source, edge.target) for edge in made.edges if edge.crossing}
    assert len(browser.all("#map-frame .edge.crossing")) == len(crossing)
    groups = {one.text for one in browser.all("#map-frame .group text")}
    assert groups == {"Vietnam", "Singapore", "United States", "country not known"}
    assert len(browser.all("#map-frame .node.found")) == sum(n.findings > 0 for n in made.nodes)
    assert not browser.one("#map table").is_displayed()


def test_no_two_nodes_of_the_map_lie_on_each_other(browser: Browser) -> None:
    browser.open(mixed())
    boxes = browser.run(
        "return [...document.querySelectorAll('#map .node rect')].map((r) => {"
        "const b = r.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height] })"
    )
    for index, (x, y, right, bottom) in enumerate(boxes):
        for left, top, end, low in boxes[index + 1 :]:
            assert right <= left or end <= x or bottom <= top or low <= y


def test_the_map_zooms_by_button_and_key_and_leads_to_findings(browser: Browser) -> None:
    browser.open(mixed())
    frame = browser.one("#map-frame")

    def width() -> float:
        return float(browser.one("#map-frame svg").get_attribute("width") or 0)

    first = width()
    browser.one("[data-zoom=in]").click()
    assert width() > first
    browser.one("[data-zoom=out]").click()
    assert width() == pytest.approx(first)
    frame.send_keys("-")
    assert width() < first
    frame.send_keys("+")
    frame.send_keys("+")
    before = browser.run("return document.getElementById('map-frame').scrollLeft")
    frame.send_keys(Keys.ARROW_RIGHT)
    browser.run("return new Promise((done) => setTimeout(done, 300))")
    assert browser.run("return document.getElementById('map-frame').scrollLeft") > before
    frame.send_keys("0")
    assert width() <= browser.run("return document.getElementById('map-frame').clientWidth") + 1
    browser.run("document.querySelector('#map-frame a.narrow').focus()")
    browser.press(Keys.ENTER)
    browser.run("return new Promise((done) => setTimeout(done, 50))")
    assert browser.address().startswith("#subject=systems%2F")


def test_a_map_that_cannot_be_drawn_leaves_its_table(browser: Browser) -> None:
    path = browser.folder / "without.html"
    page = render("html", mixed(), "en")
    path.write_text(page.replace("var dagre=", "var dagra="), "utf-8")
    browser.driver.get(path.as_uri())
    assert browser.one("#map table").is_displayed()
    assert browser.one("#map-failed").is_displayed()
    assert browser.one("#filter-count").text == "5 of 5 findings shown"


def test_without_scripts_all_is_told(browser: Browser) -> None:
    browser.scripts(run=False)
    browser.open(mixed())
    assert browser.one("#map table").is_displayed()
    assert not browser.one("#map-drawn").is_displayed()
    assert not browser.one("#filters").is_displayed()
    assert browser.seen("[data-finding]") == 5


def test_a_dark_page_is_dark_and_a_printed_one_opens_what_is_folded(browser: Browser) -> None:
    browser.open(mixed())
    paper = "return getComputedStyle(document.body).backgroundColor"
    assert browser.run(paper) == "rgb(255, 255, 255)"
    browser.media("dark")
    assert browser.run(paper) == "rgb(20, 23, 27)"
    browser.media("dark", "print")
    assert browser.run(paper) == "rgb(255, 255, 255)"
    assert not browser.one("nav").is_displayed()
    browser.run("dispatchEvent(new Event('beforeprint'))")
    assert browser.seen(".clause") == 2
    printed = browser.driver.execute_cdp_cmd("Page.printToPDF", {})["data"]
    assert b64decode(printed).startswith(b"%PDF-")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("lang", "width"), [pytest.param("en", 1280, id="desk"), pytest.param("vi", 360, id="phone")]
)
def test_axe_finds_nothing_to_mend(browser: Browser, lang: str, width: int, scheme: str) -> None:
    browser.size(width)
    browser.media(scheme)
    browser.open(worst()._replace(graph=graph(), regimes=(DRAFT,)), lang=lang)
    browser.run("for (const one of document.querySelectorAll('details')) one.open = true")
    browser.run((files("axe_core_python") / "axe.min.js").read_text("utf-8"))
    found = browser.run("return axe.run()")
    told = [(one["id"], [n["html"][:200] for n in one["nodes"][:3]]) for one in found["violations"]]
    assert told == []
