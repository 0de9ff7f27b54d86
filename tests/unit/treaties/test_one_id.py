"""Two instruments with one id never replace each other silently, in either order."""

import pytest

from pato.errors import FileError
from pato.treaties.architecture import load_architecture

TREATY = """format: 1
id: nato
title: Another treaty with the id of one in the library
binding: treaty
status: in_force
signed: 2020-01-01
in_force: {from: 2020-01-01}
sources: [{title: s}]
parties: [{state: USA}, {state: JPN}]
obligations:
  - {id: o, article: 1, kind: defence, when: {act: attack}, duty: assist_with_force}
"""
HEAD = "format: 1\nid: mine\ntitle: Mine\n"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "other.yaml").write_text(TREATY)

    def write(body):
        path = tmp_path / "mine.yaml"
        path.write_text(HEAD + body)
        return path

    return write


@pytest.mark.parametrize(
    "body",
    [
        "add: [nato, ./other.yaml]\n",
        "add: [./other.yaml, nato]\n",
        "all_in_force: true\nadd: [./other.yaml]\n",
        "extends: nato-2024\nadd: [./other.yaml]\n",
    ],
)
def test_it_is_an_error_that_names_both_files_and_the_repair(file, body):
    with pytest.raises(FileError, match="two instruments have the id 'nato'") as caught:
        load_architecture(file(body))
    (problem,) = caught.value.problems
    assert "library/treaties/nato.yaml" in problem.what
    assert "other.yaml" in problem.what
    assert "list 'nato' under 'drop'" in problem.fix


def test_one_that_is_dropped_makes_room_for_the_other(file):
    held = load_architecture(file("all_in_force: true\ndrop: [nato]\nadd: [./other.yaml]\n")).instrument(
        "nato"
    )
    assert held.parties_on("2024-01-01") == ("USA", "JPN")


@pytest.mark.parametrize("body", ["add: [nato, nato]\n", "all_in_force: true\nadd: [nato]\n"])
def test_the_same_instrument_twice_is_one(file, body):
    assert [i.id for i in load_architecture(file(body)).instruments].count("nato") == 1
