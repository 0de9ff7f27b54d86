"""The words that people write for a state: names of several words, two letters, numbers of two systems."""

import pytest

from pato.cli.options import names, state_names
from pato.errors import UnknownNameError, UsageError
from pato.registry import source
from pato.registry.states import spoken, state, states, suggest


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("North Korea", ["North Korea"]),
        ("North Korea,Japan", ["North Korea", "Japan"]),
        (("USA", "North Korea", "South Korea"), ["USA", "North Korea", "South Korea"]),
        ("USA North Korea JPN", ["USA", "North Korea", "JPN"]),
        (("USA,JPN", "AUS"), ["USA", "JPN", "AUS"]),
        ("Papua New Guinea New Zealand", ["Papua New Guinea", "New Zealand"]),
        ("North Atlantis", ["North", "Atlantis"]),
        ("", []),
        (" , ", []),
    ],
)
def test_lists_of_states_hold_names_of_several_words(given, expected):
    assert state_names(given) == expected


def test_every_registered_name_is_read_whole_in_a_list():
    for one in states(kind=None):
        if "," not in one.name:
            assert spoken(f"USA {one.name} JPN") == ["USA", one.name, "JPN"], one.name


def test_other_lists_are_split_at_every_space():
    assert names("trade,burden mistrust") == ["trade", "burden", "mistrust"]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("Russia", "RUS"),
        ("russia", "RUS"),
        ("NO", "NOR"),
        ("Norway", "NOR"),
        ("Norwey", "NOR"),
        ("CN", "CHN"),
        ("RU", "RUS"),
        ("JNP", "JPN"),
        ("AUSS", "AUS"),
        ("North Korea", "PRK"),
        ("xqzw", None),
    ],
)
def test_suggestions_come_from_names_two_letters_and_codes(word, code):
    assert suggest(word) == code


@pytest.mark.parametrize(
    ("word", "code"), [("NO", "NOR"), ("no", "NOR"), ("cn", "CHN"), ("NA", "NAM"), ("GB", "GBR")]
)
def test_two_letters_of_iso_are_read(word, code):
    assert state(word).iso3 == code


def test_two_letters_of_nobody_are_not_known():
    with pytest.raises(UnknownNameError, match="state 'QX' is not known"):
        state("QX")


@pytest.mark.parametrize("number", ["840", "710", "392", "040"])
def test_a_number_that_iso_uses_is_asked_about(number):
    with pytest.raises(UsageError, match=f"Say which: cow:{number} or iso:{number}"):
        state(number)


def test_the_question_names_both():
    with pytest.raises(
        UsageError, match="'840' is Philippines as a COW number and United States as an ISO number"
    ):
        state("840")
    with pytest.raises(UsageError, match="'392' is no state as a COW number and Japan as an ISO number"):
        state("392")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("iso:840", "USA"),
        ("ISO:040", "AUT"),
        ("cow:840", "PHL"),
        ("cow:2", "USA"),
        ("002", "USA"),
        (840, "PHL"),
    ],
)
def test_a_number_that_says_whose_it_is_is_read(word, code):
    assert state(word).iso3 == code


@pytest.mark.parametrize("word", ["iso:999", "cow:999", "iso:"])
def test_a_number_of_nobody_is_not_known(word):
    with pytest.raises(UnknownNameError):
        state(word)


def test_iso_codes_are_of_registered_states_and_used_once():
    index = source.load("states")
    two, number = index.index("iso2"), index.index("iso_number")
    assert len(set(two.values())) == len(two)
    assert len(set(number.values())) == len(number)
    assert set(two.values()) | set(number.values()) <= set(index["states"])
    assert (two["NO"], number["578"]) == ("NOR", "NOR")
    today = {s.iso3 for s in states("2026-01-01")}
    assert today <= set(two.values())
