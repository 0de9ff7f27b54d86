"""How-to pages print what they say they print; what takes long is left to `python tools/run_pages.py --slow`."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = (
    "tutorial",
    *(
        f"how-to/{name}"
        for name in (
            "wargame-designer",
            "drafter",
            "draft",
            "standards",
            "teacher",
            "scholar",
            "python",
            "other-programs",
        )
    ),
)


def tool():
    spec = spec_from_file_location("run_pages", ROOT / "tools" / "run_pages.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", PAGES)
def test_a_page_prints_what_it_says(name):
    run_pages = tool()
    text = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    with run_pages.own_folder():
        now = run_pages.rerun(text)
    assert "$ pato" in text or ">>> " in text
    assert now.splitlines() == text.splitlines(), (
        "look at the change, then: python tools/run_pages.py --write"
    )


def test_a_page_that_lies_is_found():
    run_pages = tool()
    page = "```console\n$ pato gaps USA JPN AUS --date 2026-11-21 | head -n 1\n0 of 3 pairs\n```\n"
    with run_pages.own_folder():
        assert run_pages.rerun(page) != page
        assert "1 of 3 pairs owe each other no defence" in run_pages.rerun(page)
