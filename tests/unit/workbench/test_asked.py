"""An address says what is asked: it is read, written and read again as the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pato.errors import UsageError
from pato.workbench.asked import GUARANTOR, PROPOSED, SHOWN, Asked, read

TODAY = "2026-11-21"
roles = st.dictionaries(
    st.sampled_from([*SHOWN, "NOR", "CHL"]), st.sampled_from(["party", "associate", "candidate", "out"])
)


def test_nothing_asked_is_the_proposal_of_eight_today():
    asked = read({}, today=TODAY)
    assert asked == Asked(date=TODAY)
    assert asked.parties == PROPOSED


@given(
    roles,
    st.sampled_from(GUARANTOR),
    st.dictionaries(st.sampled_from(["patron", "no_effect"]), st.integers(1, 9)),
)
def test_what_is_read_is_written_and_read_again_as_the_same(chosen, guarantor, weights):
    form = {f"s.{s}": role for s, role in chosen.items()} | {f"w.{k}": str(v) for k, v in weights.items()}
    asked = read(
        {"in": "USA.JPN"} | form | {"guarantor": guarantor, "s.USA": "party", "s.JPN": "party"}, today=TODAY
    )
    assert read(dict(asked.query()), today="1999-01-01") == asked
    assert all(asked.role(s) == role for s, role in chosen.items() if s not in {"USA", "JPN"})
    assert len(set(asked.named)) == len(asked.named), "a state has one role"


def test_a_form_moves_a_state_and_a_name_adds_one():
    asked = read(
        {"in": "USA.JPN.AUS.TWN", "s.TWN": "out", "s.IND": "associate", "add": "South Korea"}, today=TODAY
    )
    assert asked.parties == ("USA", "JPN", "AUS", "KOR")
    assert asked.associates == ("IND",)


@pytest.mark.parametrize(
    ("given_", "says"),
    [
        ({"in": "USA"}, "two parties"),
        ({"in": "USA.XYZ.JPN"}, "XYZ"),
        ({"guarantor": "perhaps"}, "honours"),
        ({"date": "tomorrow"}, "date"),
        ({"w": "patron:-1"}, "0 to 10"),
        ({"w": "patron:nan"}, "0 to 10"),
        ({"w": "patron:0"}, "leaves every assumption out"),
        ({"s.JPN": "boss"}, "boss"),
        ({"text": "x" * 300}, "longer than"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(given_, says):
    with pytest.raises(UsageError, match=says):
        read(given_, today=TODAY)
