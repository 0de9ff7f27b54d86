"""What an object is does not change with what it was asked: equality, hash and the line in an interpreter stay."""

import datetime as dt
import pickle
from copy import deepcopy

from hypothesis import given, settings
from hypothesis import strategies as st

from pato.treaties.architecture import load_architecture
from pato.treaties.load import norms
from pato.treaties.norm_parts import instrument
from pato.treaties.relations import duty_matrix
from pato.treaties.standing import duties_table, gaps

STATES = ("USA", "JPN", "AUS", "KOR", "PHL", "NZL")
NAMES = ("anzus", "pato", "us-japan-1960", "nato", "us-korea-1953")
dates = st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31)).map(str)
questions = st.lists(
    st.tuples(
        st.sampled_from((duty_matrix, gaps, duties_table)),
        dates,
        st.sampled_from(("defence", "consultation")),
    ),
    min_size=1,
    max_size=4,
)


def ask(architecture, question, date, kind):
    if question is duty_matrix:
        return question(architecture, date, kind)
    if question is gaps:
        return question(architecture, STATES, date, kind=kind)
    return question(architecture, "AUS", date)


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(NAMES), asked=questions)
def test_an_architecture_is_the_same_before_and_after_it_is_used(name, asked):
    system = load_architecture(name)
    before = (hash(system), repr(system), deepcopy(system), pickle.dumps(system))
    for question in asked:
        ask(system, *question)
    assert hash(system) == before[0]
    assert repr(system) == before[1]
    assert system == before[2] == pickle.loads(before[3])


@settings(max_examples=40, deadline=None)
@given(name=st.sampled_from(NAMES), date=dates, role=st.sampled_from(("member", "associate")))
def test_an_instrument_equals_its_twin_whatever_each_was_asked(name, date, role):
    one, other = (instrument(norms()[name]) for _ in range(2))
    one.parties_on(date, role)
    assert one == other
    assert hash(one) == hash(other)
    assert len({one, other}) == 1
    assert one != one.changed(title="another title")
