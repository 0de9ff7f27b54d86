"""The text of the Pacific Alliance Treaty in its seven versions, read as a drafter reads it."""

import re

import pytest

from pato.treaties.draft import draft
from pato.treaties.draft.load import load_version

FORMS = ("", "-taiwan-associate", "-without-taiwan")
VERSIONS = ("pato-3", *(f"pato-{n}{form}" for n in (7, 8) for form in FORMS))


@pytest.fixture(scope="module", params=VERSIONS)
def version(request):
    return request.param, draft(load_version(request.param), "md")


def articles(text):
    return re.findall(r"^### Article (\S+)\.", text, flags=re.MULTILINE)


def test_articles_run_from_1_to_49_and_7_stands_where_there_is_a_participant(version):
    name, text = version
    numbers = [str(n) for n in range(1, 50)]
    numbers.insert(numbers.index("5") + 1, "5bis")
    if "associate" not in name:
        numbers.remove("7")
    assert articles(text) == numbers


def test_five_parts_and_the_annexes_of_the_version(version):
    name, text = version
    assert re.findall(r"^## Part (\w+)\.", text, flags=re.MULTILINE) == ["I", "II", "III", "IV", "V"]
    letters = re.findall(r"^## Annex (\w)\.", text, flags=re.MULTILINE)
    assert letters == (["A"] if "associate" in name else []) + ["B", "C", "D", "E"]


def test_no_place_in_dispute_no_variable_and_no_name_in_braces_stands_in_the_law(version):
    _, text = version
    for word in ("Senkaku", "Dokdo", "Takeshima", "Thitu", "Itu Aba", "v2x", "{", "Webster", "our choice"):
        assert word not in text, word


def test_taiwan_stands_as_the_version_has_it(version):
    name, text = version
    party = "Taiwan is a Party in its own name" in text
    participant = "### Article 7. Protection of Participants" in text
    assert party == (name in {"pato-7", "pato-8"})
    assert participant == ("associate" in name)
    if "without" in name or name == "pato-3":
        assert "Taiwan" not in text
        assert "Participant" not in text


def test_the_philippines_accede_with_a_plan_of_transition(version):
    name, text = version
    assert ("The Philippines accedes with such a plan" in text) == name.startswith("pato-8")


@pytest.mark.parametrize(
    ("form", "owed"),
    [
        ("consultation", "shall give it arms, training"),
        ("full", "apply between the Parties and a Participant"),
    ],
)
def test_the_form_of_participation_is_a_switch_of_the_text(form, owed):
    chosen = load_version("pato-7-taiwan-associate").choosing({"participant-form": form})
    assert owed in draft(chosen, "md")


def test_numbers_stand_once_and_the_commentary_says_whose_choice_they_are():
    text = draft(load_version("pato-7"), "md", commentary=True)
    assert "takes effect after eighteen months" in text
    assert "The source names no threshold" in text
    law = draft(load_version("pato-7"), "md")
    assert "The source names no threshold" not in law
    assert len(law) < len(text)
