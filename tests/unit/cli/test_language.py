"""Words that no reader meets: help of every command, pages for readers, and the report's own sentences keep the glossary."""

import ast
import re
from pathlib import Path

import pytest

from pato.cli import app

ROOT = Path(__file__).resolve().parents[3]
NOT = {
    r"\bhangs? on\b": "depends on, is driven by",
    r"\btold apart\b|\btells? \w+ apart\b": "broken down by",
    r"\bst(?:ands?|anding|ood) (?:beside|against)\b": "is shown with, conflicts with",
    r"\bat the door\b|\bwants? in\b": "candidate states, seek accession",
    r"\bdut(?:y|ies) of defence\b": "mutual-defence obligation",
    r"(?<![-.'\w])futures?\b(?![:'`=])(?!\.\w)": "runs",
    r"\btheor(?:y|ies) of (?:deterrence|arming)\b": "assumption about deterrence",
    r"\b[Tt]he(?:ir)? owners?\b": "the data provider",
    r"\bwar-level initiations?\b": "attack that leads to war",
    r"\b[Cc]ollective security as\b": "collective defence",
    r"\ball terms together\b": "net benefit to members",
    r"\bstable within and without\b": "no member gains by leaving and no outsider would be admitted",
    r"^Whose\b|\"Whose\b": "name the thing",
    r"\([TC]\d{1,2}\)": "words instead of codes of rules",
}
"""What is left out, and what stands in its place."""
NO_READER = {
    "kernels",
    "estimate",
    "library",
}  # code, and texts that ship with estimates and change with a fit
MODULES = sorted((ROOT / "src" / "pato").rglob("*.py"))
READ = [path for path in MODULES if not NO_READER & set(path.relative_to(ROOT / "src" / "pato").parts)]
CODE = ("futures", "[TC]")
"""Parts of the expressions whose words docstrings may have: runs are futures in code, and rules have their codes there."""
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "examples/README.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md")) if "reference" not in p.parts),
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "changelog.d").glob("*.md"))),
]


def faults(text, words=NOT):
    return [
        f"{found.group()!r}: write {better}"
        for word, better in words.items()
        for found in re.finditer(word, text)
    ]


def commands():
    return [(name, app.cli.get_command(None, name)) for name in app.cli.list_commands(None)]


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda v: v if isinstance(v, str) else "")
def test_help_keeps_the_glossary(name, command):
    said = [command.help or "", *(getattr(option, "help", None) or "" for option in command.params)]
    for part in getattr(command, "commands", {}).values():
        said += [part.help or "", *(getattr(option, "help", None) or "" for option in part.params)]
    assert [f for text in said for f in faults(text)] == []


def docstrings(tree):
    """Return the strings of a module that stand alone as a statement: of modules, classes, functions and attributes."""
    return [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant) and isinstance(n.value.value, str)
    ]


def sentences(path):
    """Return the strings of a module that a reader may meet: words with a space between, no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(n) for n in docstrings(tree)}
    return [
        (n.lineno, n.value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs and " " in n.value
    ]


@pytest.mark.parametrize("path", READ, ids=lambda p: str(p.relative_to(ROOT / "src" / "pato")))
def test_messages_and_sentences_keep_the_glossary(path):
    assert [f"line {line}: {f}" for line, text in sentences(path) for f in faults(text)] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src" / "pato")))
def test_docstrings_keep_the_glossary(path):
    words = {word: better for word, better in NOT.items() if not any(code in word for code in CODE)}
    found = docstrings(ast.parse(path.read_text(encoding="utf-8")))
    assert [f"line {n.lineno}: {f}" for n in found for f in faults(n.value, words)] == []


def prose(page):
    """Return a page without its blocks and words of code: what commands print is tested above."""
    text = (ROOT / page).read_text(encoding="utf-8")
    text = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    text = re.sub(r"^ {4}.*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`]*`|\]\([^)]*\)", "", text)


@pytest.mark.parametrize("page", PAGES)
def test_pages_keep_the_glossary(page):
    rules = page == "docs/treaty-language.md"  # the page of the rules has their codes
    assert [f for f in faults(prose(page)) if not (rules and "codes of rules" in f)] == []
