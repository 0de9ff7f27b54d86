"""What `pato check` advises on treaty files: no mistakes, and nothing that is left unseen (T15)."""

import pytest
from click.testing import CliRunner

from pato.cli.app import cli

OLD = """format: 1
id: small-pact
title: A small pact
binding: treaty
status: in_force
in_force: {from: 1950-06-01}
parties:
  - {state: NOR, reservation: not in the Arctic}
  - {state: DNK}
areas:
  home: {includes: [{territory_of: parties, on: [territory, population]}, {ocean: [atlantic]}]}
obligations:
  - {id: defence, article: 1, kind: defence, when: {act: attack, on: [territory, population], in: home}, duty: assist_with_force, subject_to: [own_judgment], unless: [{id: x, label: not these, by: [SWE]}]}
"""
NEW = OLD.replace("format: 1", "format: 2").replace(", reservation: not in the Arctic", "")


@pytest.fixture
def advised(tmp_path):
    def run(text):
        path = tmp_path / "small-pact.yaml"
        path.write_text(text)
        result = CliRunner().invoke(cli, ["check", str(path)])
        assert result.exception is None, result.output
        return [line for line in result.output.splitlines() if line.startswith("advice:")]

    return run


@pytest.mark.parametrize(
    "said",
    [
        "'ocean' takes in every coast of it",
        "targets on land are listed one by one",
        "'defence' lists targets",
        "NOR's reservation is text that no answer uses",
        "quotes no operative words",
    ],
)
def test_a_file_of_format_1_is_told_what_the_new_words_say_better(advised, said):
    (line,) = [line for line in advised(OLD) if said in line]
    assert "small-pact.yaml:" in line
    assert "format" in line


@pytest.mark.parametrize("said", ["area 'home'", "codes 'on'", "codes 'subject_to'", "exception 'x'"])
def test_a_file_of_format_2_is_warned_where_words_are_missing(advised, said):
    assert sum(said in line for line in advised(NEW)) == 1


def test_a_file_that_quotes_all_its_words_is_left_in_peace(advised):
    full = (
        NEW.replace("home: {includes", 'home: {words: "their territory", includes')
        .replace("duty: assist", 'words: {on: "on the territory", subject_to: "as it deems"}, duty: assist')
        .replace("label: not these", 'label: not these, words: "except"')
    )
    assert advised(full) == []
