"""Every page that a command writes, held against axe: both themes, a telephone and a screen, everything unfolded."""

import shutil

import pytest
from axe_of_pages import in_both_themes
from click.testing import CliRunner

from pato.cli.app import cli

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PAGES = {
    "scoreboard.html": ["validate", "-o", "scoreboard.html"],
    "beside.html": ["draft", "anzus", "--compare", "nato", "-o", "beside.html"],
}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed")
    folder = tmp_path_factory.mktemp("pages")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        for command in PAGES.values():
            found = CliRunner().invoke(cli, command)
            assert found.exit_code == 0, found.output
    return folder


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.mark.parametrize("name", PAGES)
def test_axe_reports_nothing(written, browser, name):
    page = browser.new_page()
    page.goto((written / name).as_uri())
    assert in_both_themes(page) == []
    page.close()
