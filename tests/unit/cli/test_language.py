"""Words that no reader meets: help of every command, pages for readers, and the report's own sentences keep the glossary."""

import ast
import re
from pathlib import Path

import pytest

from pato.cli import app

ROOT = Path(__file__).resolve().parents[3]
NOT = {
    r"\bhangs? on\b": "depends on, is driven by",
    r"\breported separately\b|\btells? \w+ apart\b": "broken down by",
    r"\bstands? (?:beside|against)\b": "is shown with, conflicts with",
    r"\bat the door\b|\bwants? in\b": "candidate states, seek accession",
    r"\bdut(?:y|ies) of defence\b": "mutual-defence obligation",
    r"\bshares? of futures\b": "share of runs",
    r"\bthe owners'? (?:of|data|tables)": "the data providers",
    r"\bwar-level initiations?\b": "attack that leads to war",
    r"\b[Cc]ollective security as\b": "collective defence",
    r"\ball terms together\b": "net benefit to members",
    r"\bstable within and without\b": "no member gains by leaving and no outsider would be admitted",
    r"^Whose\b|\"Whose\b": "name the thing",
    r"\([TC]\d{1,2}\)": "words instead of codes of rules",
}
"""What is left out, and what stands in its place."""
READ = [
    *sorted((ROOT / "src" / "pato" / "report" / "sections").rglob("*.py")),
    *(
        ROOT / "src" / "pato" / "report" / f"{name}.py"
        for name in ("front", "headline", "two_pages", "features")
    ),
]
PAGES = ["docs/index.md", "docs/glossary.md", "docs/reading-a-result.md", "examples/README.md"]


def faults(text):
    return [
        f"{found.group()!r}: write {better}"
        for word, better in NOT.items()
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


@pytest.mark.parametrize("path", READ, ids=lambda p: p.stem)
def test_the_reports_sentences_keep_the_glossary(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    found = [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and id(n) not in docs
    ]
    assert [f for text in found for f in faults(text)] == []


@pytest.mark.parametrize("page", PAGES)
def test_pages_for_readers_keep_the_glossary(page):
    assert faults((ROOT / page).read_text(encoding="utf-8")) == []
