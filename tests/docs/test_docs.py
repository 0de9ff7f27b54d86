"""The documentation says what the program does: every command and option, every convention, every link."""

import re
from pathlib import Path

import pytest

from pato.cli import app
from pato.shares import cardinal

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
PAGES = sorted((ROOT / "docs").rglob("*.md"))


def commands():
    return [(name, app.cli.get_command(None, name)) for name in app.cli.list_commands(None)]


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda v: v if isinstance(v, str) else "")
def test_every_command_and_option_is_documented(name, command):
    assert f"## pato {name}\n" in REFERENCE, "run: python tools/make_reference.py"
    section = REFERENCE.split(f"## pato {name}\n")[1].split("\n## ")[0]
    group = getattr(command, "commands", {})
    for part in [command, *group.values()]:
        for option in part.params:
            for word in getattr(option, "opts", []):
                if word.startswith("-"):
                    assert word in section, f"{name} {word}: run: python tools/make_reference.py"


def test_the_reference_is_what_the_program_prints():
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("make_reference", ROOT / "tools" / "make_reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.reference() == REFERENCE, "run: python tools/make_reference.py"
    python = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert module.python_reference() == python, "run: python tools/make_reference.py"


@pytest.mark.parametrize("page", [*PAGES, ROOT / "README.md", ROOT / "CONTRIBUTING.md"], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_conventions_and_rules_are_all_there():
    conventions = (ROOT / "docs" / "conventions.md").read_text(encoding="utf-8")
    language = (ROOT / "docs" / "treaty-language.md").read_text(encoding="utf-8")
    assert all(f"| C{k} |" in conventions for k in range(1, 14))
    assert all(f"| T{k} |" in language for k in range(1, 12))


def test_cited_conventions_exist():
    cited = {
        (kind, int(n))
        for path in (ROOT / "src").rglob("*.py")
        for kind, n in re.findall(r"\(([CT])(\d{1,2})\)", path.read_text(encoding="utf-8"))
    }
    assert cited
    assert all(1 <= n <= (14 if kind == "C" else 20) for kind, n in cited)


def test_the_readme_counts_what_ships():
    from pato.files import library
    from pato.registry import places

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    checks = sum(len(one["data"]["checks"]) for one in library.entries("check").values())
    assert f"{len(library.entries('treaty'))} instruments ship" in readme
    assert (
        f"{len(library.entries('event'))} dated events, {len(places.places())} places and {checks} checks"
        in readme
    )
    treaties = library.entries("treaty").values()
    recalled = sum(one["data"].get("checked", "recalled") == "recalled" for one in treaties)
    assert f"one instrument\nin {cardinal(round(len(treaties) / recalled))} is `recalled`" in readme


def test_the_readme_names_every_command():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [c for c in app.cli.list_commands(None) if not re.search(rf"pato {c}\b", readme)] == []


def test_the_navigation_leads_to_pages_and_leaves_few_out():
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = {p.relative_to(ROOT / "docs").as_posix() for p in PAGES}
    listed = set(re.findall(r"([\w/-]+\.md)$", text, re.MULTILINE))
    assert listed <= pages
    assert len(pages - listed) <= 5, "add the new pages to mkdocs.yml: " + ", ".join(sorted(pages - listed))
