"""Words that no reader meets: help, messages, pages, texts of the library, docstrings and comments keep the glossary."""

import ast
import io
import re
import tokenize
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
"""Words to avoid, and their replacements."""
STILTED = {
    r"\b(?:one|a) (?:row|line|column|figure|value|record|edge) an? (?!year\b|decade\b|day\b|month\b)[a-z]+": "one row per state",
    r"(?m)^\W*Tell (?:whether|how|by)\b": "Return whether",
    r"(?m)^\W*(?:What|Whose|Whom) (?:is|was|are|were|it|they|a|an|the|each|one|has|had|to|must|may|can|of)\b": "a noun: the question, the states",
    r"\b[Rr]eturn what (?:is|was|it|they|a|an|the|can|would) \b": "Return the result, the rule, the changes",
    r"\bwhole or not (?:at all|there)\b": "atomically",
    r"\bnone of that (?:name|id)\b": "If the name is unknown",
    r"\bas (?:a|an|the|its|it) [\w' ]{1,30} has (?:it|them)\b": "as in the file",
    r"\bstate of things\b": "status quo",
    r"\bdata at hand\b|\bfigures at hand\b": "available data",
    r"\bwords? of (?:today|old)\b|\bof old\b(?! workbooks)": "current, outdated",
    r"\bAmerican word\b|\bthe word of (?:a|the) (?:state|guarantor|ally)": "credibility of the US commitment",
    r"\bworked out\b|\btaken apart\b(?! by)": "computed, analysed",
    r"\bnobody\b.{0,40}\bnothing\b": "one negative",
}
"""Turns of phrase that read as translated, and plain ones; docstrings and comments are held to them as well."""
NO_MESSAGES = {"kernels", "library"}
"""Packages without messages for readers."""
MODULES = sorted((ROOT / "src" / "pato").rglob("*.py"))
READ = [path for path in MODULES if not NO_MESSAGES & set(path.relative_to(ROOT / "src" / "pato").parts)]
CODE = ("futures", "[TC]")
"""Parts of the expressions with words that docstrings may use: runs are futures in code, and rules have codes there."""
TEXTS = sorted((ROOT / "src" / "pato" / "library").rglob("*.yaml"))
QUOTED = re.compile(r"^[\s\-{]*(?:text|words|says|article|by|duty|act|event|made_by):")
"""Lines of the library that quote a treaty or a document."""
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


def comments(text):
    """Return the comments of a module by line; those to a checker have words of their own."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    found = [(t.start[0], t.string) for t in tokens if t.type == tokenize.COMMENT]
    return [(line, words) for line, words in found if not re.search(r"noqa|type:|pragma", words)]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT / "src" / "pato")))
def test_docstrings_and_comments_keep_the_glossary(path):
    words = {word: better for word, better in NOT.items() if not any(code in word for code in CODE)} | STILTED
    text = path.read_text(encoding="utf-8")
    found = [(n.lineno, n.value) for n in docstrings(ast.parse(text))] + comments(text)
    assert [f"line {line}: {f}" for line, said in found for f in faults(said, words)] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: str(p.relative_to(ROOT / "src" / "pato" / "library")))
def test_texts_of_the_library_keep_the_glossary(path):
    words = {word: better for word, better in NOT.items() if not any(code in word for code in CODE)}
    lines = path.read_text(encoding="utf-8").splitlines()
    said = [(number, line) for number, line in enumerate(lines, 1) if not QUOTED.match(line)]
    assert [f"line {number}: {f}" for number, line in said for f in faults(line, words)] == []


def test_a_stilted_sentence_is_found():
    """Each expression finds the fault that it is meant for, and not the sentence that repairs it."""
    assert len(faults("Return what is in force, one row a state, as the file has it.", STILTED)) == 3
    assert faults("Return the treaties in force, one row per state, as in the file.", STILTED) == []
    assert faults("What is drawn.", STILTED)
    assert comments("x = 1  # nobody is told apart\n") == [(1, "# nobody is told apart")]


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
