"""The report in headless Chromium: it opens without errors, fits the widths people use, and prints."""

import csv
import pathlib
import shutil
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest
from axe_of_pages import faults_of

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
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    figures = page.locator("figure:not([data-name=own-weights])")
    assert figures.count() >= 5
    names = set()
    for i in range(figures.count()):
        figure = figures.nth(i)
        assert len(figure.locator("[role=img]").get_attribute("aria-label")) > 40
        assert figure.locator(".wide svg").bounding_box()["height"] > 50
        assert figure.locator("details table tbody tr").count() > 0
        assert (
            figure.locator("a[download$='.csv']")
            .get_attribute("href")
            .startswith("data:text/csv;charset=utf-8,")
        )
        assert figure.locator(".source").inner_text().startswith("Source: ")
        for kind in ("SVG", "PNG"):
            button = figure.get_by_role("button", name=kind)
            assert button.count() == 1
            names.add(button.get_attribute("aria-label"))
    assert len(names) == 2 * figures.count(), "buttons carry the names of their figures"


def test_no_figure_is_cut_on_a_telephone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    cut = page.evaluate(
        "[...document.querySelectorAll('.plot')].filter(p => p.scrollWidth > p.clientWidth + 1).map(p => p.ariaLabel)"
    )
    assert cut == []
    assert page.evaluate(
        "[...document.querySelectorAll('figure .narrow')].every(n => getComputedStyle(n).display === 'block')"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_reports_nothing(page, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.reload()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    assert faults_of(page) == []


def test_the_finding_and_four_numbers_stand_on_the_first_screen(page):
    page.set_viewport_size({"width": 1280, "height": 860})
    assert "closes every gap among its members on paper" in page.locator("h1").inner_text()
    cards = page.locator(".cards li")
    assert cards.count() == 4
    for card in cards.all():
        assert card.locator(".sure").inner_text().split(":")[0] in {
            "Certain",
            "Estimated",
            "Suggestive",
            "Assumed",
        }
    tops = [page.locator(".pair figure").nth(i).bounding_box()["y"] for i in (0, 1)]
    assert all(top < 500 for top in tops)


def test_tables_are_sorted_by_a_column(page):
    table = page.locator("[id=part-risk] table:visible").first
    head = table.locator("thead th").nth(3)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    column = table.locator("tbody tr td:nth-child(4)")
    values = [float(text) for text in column.all_inner_texts()]
    assert values == sorted(values)
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") == "descending"


def test_a_saved_figure_carries_title_and_source(page):
    with page.expect_download() as waiting:
        page.locator("figure[data-name=front-risk]").get_by_role("button", name="as SVG").click()
    text = pathlib.Path(waiting.value.path()).read_text(encoding="utf-8")
    assert "members' risk of war" in text
    assert "Source:" in text
    assert "var(--" not in text


def test_a_table_can_be_saved_as_csv(page, report):
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    with page.expect_download() as waiting:
        page.locator("a[download='summary.csv']").first.click()
    saved = pathlib.Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    kept = (report.parent / "tables" / "summary.csv").read_text(encoding="utf-8").splitlines()
    rows = [[line for line in lines if not line.startswith("#")] for lines in (saved, kept)]
    assert rows[0] == rows[1]


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
    assert 20_000 < len(pdf) < 4_000_000


def opened(page):
    """Open the futures browser."""
    page.evaluate("document.querySelectorAll('details.part').forEach(each => { each.open = true; })")
    page.locator("#futures details summary").click()


def test_the_first_slider_moves_the_figure(page):
    opened(page)
    shown = page.locator("#futures table tbody tr")
    assert shown.count() == 2, "changes of two designs against the first, assumptions combined"
    before = shown.first.inner_text()
    slider = page.locator("#futures fieldset[data-factor=deterrence] input").first
    slider.focus()
    page.keyboard.press("Home")
    assert slider.input_value() == "0"
    assert shown.first.inner_text() != before


def test_assumptions_are_shown_separately_when_asked(page):
    opened(page)
    shown = page.locator("#futures table tbody tr")
    page.locator("#futures-pool").uncheck()
    fieldset = page.locator("#futures fieldset[data-factor=deterrence]")
    theories = fieldset.locator("input").count()
    assert shown.count() == 2 * theories
    for i in range(theories):
        fieldset.locator("input").nth(i).focus()
        page.keyboard.press("Home")
    assert "No run is left" in page.locator("#futures [role=status]").inner_text()
    page.get_by_role("button", name="Reset the weights").click()
    assert shown.count() == 2


def test_contingencies_and_readings_move_the_figures(page):
    """With the United States staying away there is less support than with its pledges honoured."""
    opened(page)
    page.locator("#futures-metric").select_option(label="expected support for a member that is attacked")
    page.locator("#futures-compared").select_option("level")
    fieldset = page.locator("#futures fieldset[data-factor=guarantor]")
    assert fieldset.is_visible()
    assert not page.locator("#futures fieldset[data-factor=deterrence]").is_visible()

    def medians(kept):
        page.get_by_role("button", name="Reset the weights").click()
        for slider in fieldset.locator("input").all():
            if not slider.get_attribute("name").endswith(f"-{kept}"):
                slider.focus()
                page.keyboard.press("Home")
        rows = page.locator("#futures table tbody tr").all()
        return [float(row.locator("td").first.inner_text()) for row in rows]

    absent, honours = medians("absent"), medians("honours")
    assert len(absent) == len(honours) == 3
    assert all(less < more for less, more in zip(absent, honours, strict=True))
    shown = page.locator("#futures svg circle").first.get_attribute("cx")
    page.locator("#futures fieldset[data-factor=pledge_effect] input").first.focus()
    page.keyboard.press("End")
    assert page.locator("#futures svg circle").first.get_attribute("cx") != shown, "the figure follows"


def test_the_page_computes_what_the_program_computes(page, report):
    """Medians and shares of each theory equal those of the tables that the program wrote."""
    text = (report.parent / "tables" / "summary.csv").read_text().splitlines()
    header = next(i for i, line in enumerate(text) if line.startswith("metric,"))
    rows = list(csv.DictReader(text[header:]))
    opened(page)
    page.locator("#futures-compared").select_option("level")
    page.locator("#futures-pool").uncheck()
    label = page.locator("#futures-metric option").first.inner_text()
    names = {"Hub and spokes": "hub-and-spoke", "PATO of 7": "pato-7", "PATO of 8": "pato-8"}
    written = {(r["theory"], r["architecture"]): r for r in rows if r["metric"] == label}
    compared = 0
    for row in page.locator("#futures table tbody tr").all():
        theory, architecture = row.locator("th").all_inner_texts()
        cells = row.locator("td").all_inner_texts()
        own = written[theory, names[architecture]]
        for cell, column in zip(cells, ("median", "low50", "high50", "low90", "high90"), strict=False):
            assert float(cell) == pytest.approx(float(own[column]), rel=0.006)
            compared += 1
        if cells[5] != "–":
            assert float(cells[5].split()[0]) == pytest.approx(100 * float(own["better"]), abs=0.51)
    assert compared >= 5 * len(written) > 0


def test_a_figure_can_be_saved_as_png(page):
    button = page.get_by_role("button", name="PNG").first
    with page.expect_download() as waiting:
        button.click()
    saved = waiting.value
    assert saved.suggested_filename.endswith(".png")
    content = pathlib.Path(saved.path()).read_bytes()
    assert content.startswith(b"\x89PNG")
    assert len(content) > 5_000


def test_a_figure_can_be_saved_as_svg(page):
    figure = page.locator("figure").first
    with page.expect_download() as waiting:
        figure.get_by_role("button", name="SVG").click()
    assert waiting.value.suggested_filename == figure.get_attribute("data-name") + ".svg"
    drawing = ET.parse(waiting.value.path()).getroot()
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    letters = [e for e in drawing.iter("{http://www.w3.org/2000/svg}text") if e.text]
    assert len(letters) >= 8
    assert drawing.get("color", "").startswith("rgb"), "letters keep the page's colour outside it"


def test_the_readers_own_figure_can_be_saved(page):
    opened(page)
    place = page.locator("#futures > p.tools")
    page.locator("#futures fieldset[data-factor=deterrence] input").first.focus()
    page.keyboard.press("Home")
    with page.expect_download() as waiting:
        place.get_by_role("button", name="CSV").click()
    lines = pathlib.Path(waiting.value.path()).read_text(encoding="utf-8").splitlines()
    assert "additive 0" in next(line for line in lines if line.startswith("# deterrence:"))
    told = [line for line in lines if not line.startswith("#")]
    assert len(told) == 1 + page.locator("#futures table tbody tr").count()
    with page.expect_download() as waiting:
        place.get_by_role("button", name="PNG").click()
    assert pathlib.Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")


def test_paper_gets_the_assumptions_and_sources(page):
    """What a screen folds away is opened for the printer and closed again."""
    folded = page.locator("details.printed")
    assert folded.count() >= 4
    assert page.locator("details.printed[open]").count() == 0
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.printed[open]").count() == folded.count()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.printed[open]").count() == 0


def test_labels_are_inside_their_figures(page):
    """Fonts differ between machines: no label is cut off at the left edge of its figure."""
    outside = page.evaluate(
        """[...document.querySelectorAll('figure svg')].filter(svg => svg.getBoundingClientRect().width)
        .flatMap(svg => [...svg.querySelectorAll('text')].filter(t => t.getBoundingClientRect().left < svg.getBoundingClientRect().left - 1))
        .map(t => t.textContent)"""
    )
    assert outside == []


def test_without_scripts_everything_but_the_browser_is_there(browser, report):
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(report.as_uri())
    assert plain.locator("#futures").is_hidden()
    plain.locator("#part-browser > summary").click()
    assert "switched off" in plain.locator("#part-browser").inner_text()
    assert plain.locator("#part-comparison table tbody tr").count() > 10
    assert plain.locator("figure svg").first.is_visible()
    context.close()


def test_another_script_cannot_run(browser, report, tmp_path):
    """The page allows its own script by its hash; one that is put into the file does nothing."""
    changed = tmp_path / "changed.html"
    text = report.read_text(encoding="utf-8")
    changed.write_text(
        text.replace("<main>", "<main><script>document.title = 'taken'</script>", 1), encoding="utf-8"
    )
    opened = browser.new_page()
    opened.goto(changed.as_uri())
    assert opened.title() != "taken"
    opened.close()


def test_the_file_is_small_enough_to_mail(report):
    assert report.stat().st_size < 4_000_000
