"""The figure of memberships in headless Chromium: it opens without a network and finds memberships by name."""

import shutil

import numpy as np
import polars as pl
import pytest
from axe_of_pages import in_both_themes

from pato.models.sweep.ranking import NEEDED, ranked
from pato.report.frontier import write_figures

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
POOL = ("USA", "JPN", "AUS", "CAN", "KOR")


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    rng = np.random.default_rng(1)
    masks = np.array([m for m in range(32) if m.bit_count() > 1])
    columns = {c: rng.normal(0, 1, len(masks)) for c in NEEDED if c not in {"membership", "size"}}
    rows = pl.DataFrame({"membership": masks, "size": np.bitwise_count(masks).astype(int)} | columns)
    folder = tmp_path_factory.mktemp("frontier")
    write_figures(ranked(rows, POOL, {7: "pato-3"}), folder, text="Five states.")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        opened.asked, opened.wrong = [], []
        opened.on("request", lambda r: opened.asked.append(r.url))
        opened.on("pageerror", lambda e: opened.wrong.append(str(e)))
        opened.goto((folder / "frontier.html").as_uri())
        opened.wait_for_selector("#figure svg")
        yield opened
        browser.close()


@pytest.mark.parametrize(
    ("text", "found"),
    [("", 26), ("usa jpn", 8), ("JPN -USA", 7), ("=USA+JPN", 1), ("pato-3", 1), ("XXX", 0)],
)
def test_memberships_are_found_by_name(page, text, found):
    page.fill("#search", text)
    page.wait_for_function(f"document.querySelector('#count').textContent.startsWith('{found} of 26')")
    assert page.locator("#list tbody tr").count() == min(found, 25)


def test_points_are_reached_by_keyboard(page):
    page.fill("#search", "")
    page.locator("#search").focus()
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.closest('tr').cells[1].textContent") == "pato-3", (
        "the named come first"
    )
    drawn = page.locator("#figure svg").inner_html()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") != first
    assert page.locator("#figure svg").inner_html() != drawn, "the figure marks what has the focus"
    page.locator("#more").press("Enter")
    assert page.locator("#list tbody tr").count() == 26
    assert page.locator("#more").is_hidden()


def test_nothing_is_fetched_and_nothing_goes_wrong(page):
    assert [url for url in page.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert page.wrong == []


def test_axe_reports_nothing(page):
    assert in_both_themes(page) == []
