"""The report in headless Chromium: it opens without errors, fits the widths people use, and prints."""

import shutil
import subprocess
import sys

import pytest

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report") / "out"
    command = [
        sys.executable,
        "-m",
        "pato",
        "compare",
        "hub-and-spoke",
        "pato-7",
        "pato-8",
        "--futures",
        "400",
        "--seed",
        "1",
        "-o",
        str(folder),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "report.html"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser, report):
    opened = browser.new_page()
    problems = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on(
        "request",
        lambda request: (
            problems.append(request.url) if not request.url.startswith(("file:", "data:", "blob:")) else None
        ),
    )
    opened.goto(report.as_uri())
    yield opened
    opened.close()
    assert problems == [], "errors, or requests that leave the file"


@pytest.mark.parametrize("width", [390, 794, 1280])
def test_the_page_never_scrolls_sideways(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        page.evaluate(
            "Math.max(...[...document.querySelectorAll('p, li, h1, h2, figcaption')].filter(e => !e.closest('.scroll')).map(e => e.getBoundingClientRect().right))"
        )
        <= width
    )


def test_every_figure_has_words_a_table_and_downloads(page):
    figures = page.locator("figure")
    assert figures.count() >= 5
    for i in range(figures.count()):
        figure = figures.nth(i)
        assert len(figure.locator("[role=img]").get_attribute("aria-label")) > 40
        assert figure.locator("svg").bounding_box()["height"] > 50
        assert figure.locator("details table tbody tr").count() > 0
        assert figure.locator("a[download$='.csv']").get_attribute("href").startswith("data:text/csv;base64,")
        assert (
            figure.locator("a[download$='.svg']")
            .get_attribute("href")
            .startswith("data:image/svg+xml;base64,")
        )


def test_contents_lead_to_sections(page):
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href")).count() == 1


def test_light_and_dark_keep_contrast(page):
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        ink, paper = (
            page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor")
        )
        assert contrast(ink, paper) > 7


def contrast(one, other):
    def luminance(text):
        values = [int(v) / 255 for v in text[text.index("(") + 1 : -1].split(",")[:3]]
        linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_it_prints_to_a4(page):
    page.emulate_media(media="print")
    pdf = page.pdf(format="A4")
    assert pdf.startswith(b"%PDF")
    assert 20_000 < len(pdf) < 6_000_000
