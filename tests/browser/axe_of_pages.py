"""What axe says against a page that is open in a browser."""

import pytest


def faults_of(page):
    """Return the rules that a page breaks, with the first place of each; no rules are left out."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in axe.run(page).response["violations"]]


def in_both_themes(page):
    """Return the faults of a page, unfolded: dark on a telephone, light on a screen."""
    found = []
    for width, scheme in ((390, "dark"), (1280, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
        found += [(width, scheme, *fault) for fault in faults_of(page)]
    return found
