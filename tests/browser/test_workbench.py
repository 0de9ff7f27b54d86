"""The stories of the workbench, walked in headless Chromium against the real server."""

import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

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
        os.killpg(self.process.pid, how)
        self.process.wait(20)


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
    """Keep screenshots of a page at both widths and in both themes, and see that nothing scrolls sideways."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} at {width}"
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
    user.wait_for_load_state()
    assert user.get_by_label("Taiwan: Party").is_checked(), "back shows the page as its address says"


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
    assert "PHL" in user.locator("#event .soft").first.inner_text()
    assert user.get_by_role("heading", name="Pledges that the act breaks").is_visible()
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
