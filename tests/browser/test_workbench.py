"""The stories of the workbench, walked in headless Chromium against the real server."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from axe_of_pages import faults_of

psutil = pytest.importorskip("psutil")
pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
PICTURES = Path(os.environ["PATO_PICTURES"]) if "PATO_PICTURES" in os.environ else None
"""Where screenshots are kept to be looked at."""
WAIT = 60_000


class Server:
    """`pato serve` on a folder, as a user starts it."""

    def __init__(self, folder):
        self.folder = folder
        command = [sys.executable, "-m", "pato", "serve", str(folder), "--port", "0", "--no-open"]
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
        self.said = []
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"at (http://127\.0\.0\.1:\d+)/\?token=(\S+)", line):
                self.base, self.token = found.groups()
                return
        pytest.fail("the server did not start: " + "".join(self.said))

    def stop(self, how=signal.SIGTERM):
        """End the server alone: its processes end with it."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        workers = [c for c in children if "spawn_main" in " ".join(c.cmdline())]
        self.process.send_signal(how)
        self.process.wait(20)
        _, alive = psutil.wait_procs(workers, timeout=20)
        assert not alive, "an evaluation process outlives its server"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    started = Server(tmp_path_factory.mktemp("desk"))
    yield started
    started.stop()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


def context_of(browser, server, **options):
    """A browser of one user who has opened the address that was printed."""
    context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))
    context.set_default_timeout(WAIT)
    context.problems = []
    page = context.new_page()
    watch(page, context.problems, server)
    page.goto(f"{server.base}/?token={server.token}")
    return context, page


def watch(page, problems, server):
    page.on("pageerror", lambda e: problems.append(str(e)))
    page.on("console", lambda m: problems.append(m.text) if "Content Security Policy" in m.text else None)
    page.on(
        "request",
        lambda r: problems.append(r.url) if not r.url.startswith((server.base, "data:", "blob:")) else None,
    )


@pytest.fixture
def user(browser, server):
    context, page = context_of(browser, server)
    yield page
    context.close()
    assert context.problems == [], "errors of scripts or of the policy, or requests that leave the machine"


def value(page, figure):
    return page.locator(f'[data-figure="{figure}"]').inner_text().split("\n")[0].strip()


def settled(page):
    """Wait until a change has been shown and its marks are gone."""
    for what in (".busy", ".changed"):
        sync_api.expect(page.locator(what)).to_have_count(0, timeout=WAIT)


def look(page, name):
    """Keep screenshots of a page at both widths and in both themes; nothing scrolls sideways, axe reports nothing."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
            if (width, scheme) in {(390, "dark"), (1280, "light")}:  # axe takes a second a page
                assert faults_of(page) == [], f"{name} at {width}, {scheme}"
            if PICTURES:
                page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def test_an_adviser_changes_the_members_reads_what_changed_and_a_colleague_sees_the_same(
    browser, server, user
):
    """Story 1."""
    assert "A pact of eight" in user.locator("h1").inner_text()
    before = value(user, "gaps")
    user.get_by_label("India: Associate").check()
    user.wait_for_url("**with=IND**")
    user.get_by_label("Taiwan: Out").check()
    user.get_by_role("heading", name="A pact of seven").wait_for()
    assert "⇒" in user.locator('[data-figure="gaps"]').inner_text(), "old and new stand together at first"
    settled(user)
    assert before in user.locator('[data-figure="gaps"] .was').inner_text(), "a small difference is kept"
    assert "A pact of seven" in user.locator("#said").inner_text(), "a screen reader hears one sentence"
    assert user.locator(".card .sure").all_inner_texts()[0].startswith("certain")
    link = user.locator("[data-copy]").get_attribute("data-copy")
    assert "with=IND" in link
    figures = {name: value(user, name) for name in ("gaps", "risk", "support", "holds")}
    other, colleague = context_of(browser, server)
    colleague.goto(server.base + link)
    assert {name: value(colleague, name) for name in figures} == figures
    assert colleague.get_by_label("India: Associate").is_checked()
    assert not colleague.get_by_label("Taiwan: Party").is_checked()
    other.close()
    look(user, "answer")
    user.go_back()
    # back shows the page as its address says
    sync_api.expect(user.get_by_label("Taiwan: Party")).to_be_checked(timeout=20_000)


def test_a_designer_of_exercises_asks_follows_the_cascade_and_prints(user, server):
    """Story 2."""
    user.goto(server.base + "/?in=USA.JPN.AUS.KOR.PHL")
    user.get_by_role("link", name="Ask about an event").click()
    user.get_by_label("Attacker(s)").fill("China, Philippines")
    user.get_by_label("Attacker(s)").press("Tab")
    user.wait_for_url("**attacker=**")
    user.get_by_label("Place").select_option("senkaku")
    user.wait_for_url("**place=senkaku**")
    settled(user)
    assert "must help defend Japan" in user.locator("#event h1").inner_text()
    assert "Philippines" in user.locator("#event .soft").first.inner_text()
    assert user.get_by_role("heading", name="Commitments that the act breaks").is_visible()
    assert "The event itself" in user.locator(".rounds").inner_text()
    look(user, "event")
    with user.expect_download() as card:
        user.get_by_role("link", name="Card as PDF").click()
    content = Path(card.value.path()).read_bytes()
    assert content.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", content)) == 1, "the card is one page"
    with user.expect_download() as memo:
        user.get_by_role("link", name="Memo as Word").click()
    assert Path(memo.value.path()).read_bytes().startswith(b"PK")


def test_a_drafter_weakens_an_article_mends_a_mistake_and_a_second_window_loses_nothing(
    browser, server, user
):
    """Story 3."""
    user.goto(server.base + "/text?file=library/treaties/pato.yaml")
    user.get_by_label("Copy it to").fill("treaties/weak.yaml")
    user.get_by_role("button", name="Copy and edit").click()
    area = user.get_by_label("Text of treaties/weak.yaml")
    text = area.input_value()
    other, window = context_of(browser, server)
    window.goto(server.base + "/text?file=treaties/weak.yaml")
    wrong = text.replace(
        "[own_judgment, constitutional_processes, request_of_victim]",
        "[own_judgement, collective_decision]",
        1,
    )
    area.fill(wrong)
    line = wrong[: wrong.index("own_judgement")].count("\n") + 1
    user.get_by_role("link", name=f"Line {line}", exact=True).wait_for()
    assert "own_judgment" in user.locator("#mistakes").inner_text(), (
        "the message names the word that was meant"
    )
    assert user.locator(".gutter .wrong").inner_text().endswith(str(line))
    user.get_by_role("link", name=f"Line {line}", exact=True).click()
    assert "own_judgement" in user.evaluate(
        "() => { const a = document.querySelector('#text'); return a.value.slice(a.selectionStart, a.selectionEnd); }"
    )
    area.fill(wrong.replace("own_judgement", "own_judgment"))
    user.get_by_role("heading", name="No mistake: treaty file").wait_for()
    user.get_by_role("cell", name="own judgment, collective decision").first.wait_for()
    user.get_by_text("Draft as a readable text").click()
    assert "Article 5" in user.locator("pre.draft").inner_text()
    user.keyboard.press("Control+s")
    user.get_by_text("finds no mistake").wait_for()
    look(user, "text")
    checked = subprocess.run(
        [sys.executable, "-m", "pato", "check", str(server.folder / "treaties" / "weak.yaml")],
        capture_output=True,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    theirs = (server.folder / "treaties" / "weak.yaml").read_text(encoding="utf-8")
    window.get_by_label("Text of treaties/weak.yaml").fill(text + "# mine\n")
    window.get_by_role("button", name="Save", exact=True).click()
    window.get_by_role("heading", name="Another version has been saved").wait_for()
    assert window.get_by_label("Text of treaties/weak.yaml").input_value() == text + "# mine\n"
    assert (server.folder / "treaties" / "weak.yaml").read_text(encoding="utf-8") == theirs
    window.get_by_label("File", exact=True).fill("treaties/mine.yaml")
    window.get_by_role("button", name="Save as a new file").click()
    window.get_by_role("heading", name="treaties/mine.yaml").wait_for()
    assert (server.folder / "treaties" / "mine.yaml").read_text(encoding="utf-8") == text + "# mine\n"
    other.close()
    user.get_by_role("link", name="Ask what this text changes").click()
    user.get_by_role("heading", name="A pact of eight").wait_for()


def test_the_editor_offers_words_of_the_schema(user, server):
    (server.folder / "treaties").mkdir(exist_ok=True)
    (server.folder / "treaties" / "words.yaml").write_text("format: 2\nid: x\nbinding: \n", encoding="utf-8")
    user.goto(server.base + "/text?file=treaties/words.yaml")
    area = user.get_by_label("Text of treaties/words.yaml")
    area.focus()
    user.keyboard.press("Control+End")
    user.keyboard.press("ArrowUp")
    user.keyboard.press("End")
    user.keyboard.press("Control+Space")
    assert "treaty" in user.get_by_role("listbox").inner_text()
    user.keyboard.type("tre")
    user.keyboard.press("Enter")
    assert "binding: treaty" in area.input_value()


def test_a_scholar_weighs_assumptions_and_opens_the_data_behind_a_figure(user, server):
    """Story 4."""
    user.get_by_role("link", name="Weight the assumptions").click()
    alike = user.locator("#runs-part p", has_text="pooled: median").inner_text()
    user.get_by_label("All commitments add up: twice").check()
    user.get_by_label("Commitments deter nothing: leave out").check()
    user.get_by_role("heading", name="With your weights").wait_for()
    user.wait_for_url("**no_effect:0**")
    settled(user)
    assert user.locator("#runs-part p", has_text="pooled: median").inner_text() != alike
    assert "one of these must be true: all commitments add up" in user.locator("#runs-part").inner_text()
    assert "Commitments deter nothing 0\u00a0%" in user.locator("#runs-part").inner_text()
    look(user, "runs")
    user.get_by_role("link", name="Data and sources behind this figure").click()
    assert user.get_by_role("heading", name="Members’ risk of war").is_visible()
    assert "pato fit risk_war" in user.locator("#war_risk").inner_text()
    look(user, "data")


def test_a_teacher_searches_the_memberships_without_the_united_states(user, server):
    """Story 5."""
    user.get_by_role("link", name="Memberships", exact=True).click()
    user.get_by_label("United States: In none").check()
    user.get_by_role("heading", name="without the United States").wait_for()
    settled(user)
    row = user.locator("table.accepts tbody tr").first
    assert re.search(r"\(−?[\d.]+ to −?[\d.]+\)", row.inner_text()), "intervals stand beside figures"
    assert re.search(r"\d+ %", row.inner_text()), "the chance of being dominated"
    row.get_by_role("link").first.click()
    user.get_by_text("Selected:").wait_for()
    assert user.locator("svg.scatter .picked .bar").count() > 0
    look(user, "memberships")
    names = user.locator("tr.picked th").inner_text().split(" (")[0].split(", ")
    user.locator("tr.picked").get_by_role("link", name="Load").click()
    user.get_by_role("heading", name="A pact of").wait_for()
    for name in names:
        assert user.get_by_label(f"{name}: Party").is_checked()
    assert not user.get_by_label("United States: Party").is_checked()


def test_a_long_run_outlives_page_and_program(browser, tmp_path):
    """Story 6."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    first = Server(tmp_path)
    context, page = context_of(browser, first)
    page.goto(first.base + "/runs?in=USA.JPN.AUS")
    page.get_by_label("Name").fill("night")
    page.get_by_label("Simulation runs").fill("100000")
    page.get_by_role("button", name="Start").click()
    page.locator('[data-job="night"]').get_by_text("running").wait_for()
    context.close()
    holder = tmp_path / "runs" / "night" / "run.holder.json"
    first.stop(signal.SIGKILL)
    os.kill(
        json.loads(holder.read_text(encoding="utf-8"))["pid"], signal.SIGKILL
    )  # the machine was switched off
    next_day = Server(tmp_path)
    context, page = context_of(browser, next_day)
    page.goto(next_day.base + "/runs?in=USA.JPN.AUS")
    row = page.locator('[data-job="night"]')
    assert "stopped before the end" in row.inner_text()
    row.get_by_role("button", name="Go on").click()
    row.get_by_text("running").wait_for()
    row.get_by_role("button", name="Cancel").click()
    row.get_by_text("stopped before the end").wait_for()
    look(page, "long-run")
    context.close()
    next_day.stop()
    assert (tmp_path / "runs" / "night" / "run.json").is_file()


def test_everything_works_without_script(browser, server):
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(f"{server.base}/?token={server.token}")
    page.get_by_text("Change the design").click()
    page.get_by_label("Taiwan: Out").check()
    page.get_by_role("button", name="Show what changes").click()
    assert "A pact of seven" in page.locator("h1").inner_text()
    assert "TWN" not in page.url.partition("in=")[2].partition("&")[0]
    context.close()


def test_everything_can_be_done_by_keyboard(user):
    user.keyboard.press("Tab")
    assert user.evaluate("document.activeElement.className") == "skip"
    user.keyboard.press("Enter")
    assert user.evaluate("document.activeElement.id") == "main"
    for _ in range(8):
        user.keyboard.press("Tab")
        if user.evaluate("document.activeElement.name") == "s.USA":
            break
    assert user.evaluate("document.activeElement.name") == "s.USA"
    user.keyboard.press("Tab")
    user.keyboard.press("ArrowRight")
    user.wait_for_url("**with=JPN**")
    assert user.evaluate("document.activeElement.value") == "associate", "the focus stays where it was"


def test_controls_are_named_and_large_enough(user):
    small = user.evaluate("""() => [...document.querySelectorAll('button, select, summary, .button, .states label, input[type=date]')]
        .filter(e => e.offsetParent && (e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24)).map(e => e.outerHTML.slice(0, 80))""")
    assert small == []
    unnamed = user.evaluate("""() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea')]
        .filter(e => !e.labels?.length && !e.getAttribute('aria-label')).map(e => e.outerHTML.slice(0, 80))""")
    assert unnamed == []


def test_errors_are_said_on_the_page_and_mended(user, server):
    user.get_by_label("Add a state").fill("Narnia")
    user.get_by_label("Add a state").press("Enter")
    user.wait_for_selector("[role=alert]")
    assert "Narnia" in user.locator("[role=alert]").inner_text()
    user.goto(server.base + "/")
    assert "A pact of eight" in user.locator("h1").inner_text()


def test_the_first_page_is_light(browser, server):
    context, page = context_of(browser, server)
    sizes = []
    page.on("response", lambda r: sizes.append(len(r.body())))
    page.goto(server.base + "/", wait_until="networkidle")
    assert 0 < sum(sizes) < 700_000
    context.close()
