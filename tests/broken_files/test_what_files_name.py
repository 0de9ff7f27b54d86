"""Mistakes that only show when a file is put to work: circles, names of nothing, checks that fail."""

from pathlib import Path

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.errors import PatoError
from pato.files import library
from pato.files.load import load_file
from pato.treaties.architecture import load_architecture
from pato.treaties.checks import problems, run_file

HERE = Path(__file__).parent / "resolver"


def refused(name):
    load_file(HERE / name)  # the file itself is well formed
    with pytest.raises(PatoError) as caught:
        load_architecture(HERE / name)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def library_with_circles(tmp_path, monkeypatch):
    """The shipped library and four more architectures: `extends` knows only shipped ones, so files of a user form no circle."""
    found = dict(library.entries("architecture"))
    for one, other in (("inner", "outer"), ("outer", "rim"), ("rim", "inner"), ("alone", "alone")):
        path = tmp_path / f"{one}.yaml"
        path.write_text(f"format: 1\nid: {one}\ntitle: T\nextends: {other}\n")
        found[one] = library.user_file(path, "architecture")
    monkeypatch.setattr(library, "entries", lambda kind: {"architecture": found}[kind])


@pytest.mark.parametrize(
    ("start", "chain"),
    [
        ("inner", "inner -> outer -> rim -> inner"),
        ("rim", "rim -> inner -> outer -> rim"),
        ("alone", "alone -> alone"),
    ],
)
@pytest.mark.usefixtures("library_with_circles")
def test_architectures_that_extend_one_another_in_a_circle(start, chain):
    with pytest.raises(PatoError) as caught:
        load_architecture(start)
    (problem,) = caught.value.problems
    assert chain in str(problem)
    assert "in a circle" in str(problem)


def test_a_file_cannot_extend_itself_or_a_file(tmp_path):
    (tmp_path / "self.yaml").write_text("format: 1\nid: self\ntitle: T\nextends: self\n")
    with pytest.raises(PatoError, match="'self' is not known"):
        load_architecture(tmp_path / "self.yaml")
    (tmp_path / "path.yaml").write_text("format: 1\nid: path\ntitle: T\nextends: ./self.yaml\n")
    with pytest.raises(
        PatoError, match=r"path.yaml:4:10  extends './self.yaml' is not written as it should be"
    ):
        load_architecture(tmp_path / "path.yaml")


def test_dropping_what_is_not_held_names_all_of_it():
    shown = refused("drops-what-it-has-not.yaml")
    assert len(shown) == 2
    assert all("drops-what-it-has-not.yaml" in text for text in shown)
    assert any("instrument to drop 'anzus' is not known" in text for text in shown)
    assert any("instrument to drop 'natto' is not known. Did you mean 'nato'?" in text for text in shown)


def test_adding_the_unknown_and_giving_parties_to_what_is_not_held_are_reported_together():
    shown = refused("adds-the-unknown.yaml")
    assert len(shown) == 2
    assert any("treaty 'anzuss' is not known. Did you mean 'anzus'?" in text for text in shown)
    assert any("instrument under 'parties' 'pato' is not known" in text for text in shown)


def test_extending_the_unknown_names_the_nearest():
    (text,) = refused("extends-the-unknown.yaml")
    assert "'hub-and-spokes' is not known. Did you mean 'hub-and-spoke'?" in text


def test_adding_a_file_of_another_kind():
    shown = refused("adds-an-event.yaml")
    assert any("strike.yaml" in text for text in shown)


def test_adding_a_broken_treaty_names_the_line_of_the_treaty():
    (text,) = refused("adds-a-broken-treaty.yaml")
    assert "misspelt-duty.yaml:14:" in text
    assert "Did you mean 'assist_with_force'?" in text


def test_adding_a_file_that_is_not_there():
    (text,) = refused("adds-a-missing-file.yaml")
    assert "nowhere.yaml" in text
    assert "cannot be read" in text


def test_every_check_that_fails_says_what_was_found():
    results = {r.id: r for r in run_file(HERE / "unknown-event.yaml")}
    words = {
        "one": ["event 'senkaku-atack' is not known", "Did you mean 'senkaku-attack'?"],
        "two": ["'patto-7' is not known", "Did you mean 'pato-7'?"],
        "three": [
            "AUS should owe defence; found:",
            "USA should not owe defence; found: defence by us-japan-1960 Article V (obliged)",
        ],
        "four": ["USA should owe defence (disputed); found:"],
        "five": ["no other state should owe defence; found:", "PHL"],
        "six": ["USA should owe defence; found: nothing"],
    }
    for identifier, wanted in words.items():
        shown = " ".join(results[identifier].failures)
        assert not results[identifier].passed
        assert all(word in shown for word in wanted), f"{identifier}: {shown}"
    printed = [str(p) for p in problems(list(results.values()))]
    assert all("unknown-event.yaml" in text and "Expected by: Text." in text for text in printed)
