"""Answers on narrow terminals: lines fit, and no word or number is broken."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli
from pato.result import Result
from pato.table import fitted

COMMANDS = [
    "who senkaku-attack",
    "gaps USA JPN AUS KOR PHL --date 2026-11-21",
    "duties JPN --date 2026-11-21",
    "matrix JPN KOR USA --date 2026-11-21",
    "incidents",
    "list architecture",
    "world show JPN",
    "conflicts --architecture pato-7 --date 2026-11-21 --all",
]


def printed(command, columns):
    found = CliRunner().invoke(cli, command.split(), env={"COLUMNS": str(columns)})
    assert found.exit_code == 0, found.output
    return found.output


def words(text):
    """Return what is printed word by word, without the rules under headings."""
    return {word for word in text.split() if word.strip("-")}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("columns", [60, 80])
def test_a_narrow_terminal_breaks_no_word_and_no_number(command, columns):
    narrow = printed(command, columns)
    assert words(narrow) == words(printed(command, 400))
    long = [line for line in narrow.splitlines() if len(line) > columns]
    assert all(len(line.split()) <= 2 for line in long), "only a word that is longer than the line"


def test_sentences_are_left_alone_where_there_is_no_terminal(monkeypatch):
    text = "a word " * 40
    monkeypatch.delenv("COLUMNS", raising=False)
    assert fitted(text) == text  # pytest captures the output: no terminal
    assert Result("a question", {}, sentences=[text]).render().startswith(text)
    monkeypatch.setenv("COLUMNS", "60")
    assert max(map(len, fitted(text).splitlines())) <= 60
    assert max(map(len, Result("a question", {}, sentences=[text]).render().splitlines())) <= 60
