"""States in files are codes of three letters or two; names of several words are read, the rest is answered with what was meant."""

import pytest

from pato.errors import FileError
from pato.files.problems import validated
from pato.files.yaml import read_text
from pato.treaties.schema.event import Event
from pato.treaties.schema.treaty import Treaty

EVENT = "format: 1\nid: e\ntitle: t\nattacker: {attacker}\nvictim: {victim}\nact: armed_attack\non: territory\ndate: 2026-11-21\n"
TREATY = "format: 1\nid: t\ntitle: t\nbinding: treaty\nstatus: in_force\nsigned: 2020-01-01\nin_force: {{from: 2020-01-01}}\nparties: [{{state: {one}}}, {{state: JPN}}]\n"


def event(attacker, victim="JPN"):
    text = EVENT.format(attacker=attacker, victim=victim)
    return validated(Event, read_text(text, name="e.yaml"))


def test_names_of_two_words_are_read_alone_and_in_lists():
    plain = event("[North Korea, RUS]", "South Korea").model_dump(mode="json")
    assert plain["attacker"] == ["PRK", "RUS"]
    assert "KOR" in str(plain["victim"])


@pytest.mark.parametrize(
    ("word", "code", "name"),
    [("Russia", "RUS", "Russia"), ("Norwey", "NOR", "Norway"), ("Norway", "NOR", "Norway")],
)
def test_other_words_suggest_the_code(word, code, name):
    with pytest.raises(FileError, match=rf"state '{word}' is not known\. Did you mean '{code}'\? \({name}\)"):
        event(word)
    with pytest.raises(
        FileError, match=rf"t\.yaml:8:\d+  state '{word}' is not known\. Did you mean '{code}'\?"
    ):
        validated(Treaty, read_text(TREATY.format(one=word), name="t.yaml"))


def test_two_letters_are_read_unquoted():
    plain = event("[NO, RU]", "JP").model_dump(mode="json")
    assert plain["attacker"] == ["NOR", "RUS"]
    assert "JPN" in str(plain["victim"])


def test_an_event_without_a_title_says_what_happens():
    text = EVENT.format(attacker="CN", victim="[JP, North Korea]").replace("title: t\n", "")
    assert (
        validated(Event, read_text(text, name="e.yaml")).title
        == "armed attack by CN on JP, North Korea, 2026-11-21"
    )


def test_two_words_that_name_no_state_are_refused_with_what_is_allowed():
    with pytest.raises(FileError, match="state 'North Atlantis' is not known"):
        event("North Atlantis")
