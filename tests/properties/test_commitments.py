"""Commitments are known by what they depend on: whatever was asked before, they are what the engine answers event by event."""

from hypothesis import given, settings
from hypothesis import strategies as st

from pato.treaties.access import granting
from pato.treaties.architecture import Architecture, load_architecture, with_parties
from pato.treaties.commitments import DUTIES, commitments_of
from pato.treaties.contingencies import contingencies, events_of
from pato.treaties.duties import duties_of_event
from pato.treaties.tried import KINDS

POOL = ("USA", "JPN", "AUS", "KOR", "TWN", "PHL", "CHN", "GBR", "FRA", "TUR")
TEXTS = (
    "pato",
    "nato",
    "anzus",
    "us-japan-1960",
    "us-philippines-1951",
    "manila-pact",
    "rio-treaty",
    "taiwan-relations-act",
    "quad-treaty",
)
DATES = ("1975-06-01", "2005-05-05", "2026-11-21")
STATUSES = ("obliged", "obliged_on_request", "obliged_on_decision", "disputed")


def rank(duty):
    what = DUTIES.index(duty.duty) if duty.duty in DUTIES else len(DUTIES)
    status = STATUSES.index(duty.status) if duty.status in STATUSES else len(STATUSES)
    return status, what


def plainly(instrument, contingency, target, challenger, date, granted):
    """Return what the engine that `pato who` asks says of each event, the strongest duty of each state and kind."""
    alone = Architecture(instrument.id, "", (instrument,), None, ())
    held = granted if (contingency.where or {}).get("granted_to_target") else ()
    events = list(events_of(contingency, target, challenger, date, granted_by=held))
    owed = {}
    for event in events:
        best = {}
        for duty in duties_of_event(alone, event, kinds=KINDS)[0]:
            key = duty.state, duty.kind
            if target in duty.to and (key not in best or rank(duty) < rank(best[key])):
                best[key] = duty
        for key, duty in best.items():
            owed.setdefault(key, []).append(duty)
    return {
        key: (
            [(d.duty, d.status, d.article, d.binding, d.subject_to, d.standing, readings(d)) for d in duties],
            len(duties) / len(events),
        )
        for key, duties in owed.items()
    }


def readings(duty):
    return tuple((r.id, r.holds) for r in duty.readings) if duty.status == "disputed" else ()


@st.composite
def questions(draw):
    text = load_architecture(draw(st.sampled_from(TEXTS))).instruments[0]
    if draw(st.booleans()):
        parties = draw(st.lists(st.sampled_from(POOL), min_size=2, max_size=6, unique=True))
        associates = draw(
            st.lists(st.sampled_from([s for s in POOL if s not in parties]), max_size=2, unique=True)
        )
        text = with_parties(with_parties(text, parties), associates, "associate")
    contingency = draw(st.sampled_from(contingencies()))
    target, challenger = draw(st.lists(st.sampled_from(POOL), min_size=2, max_size=2, unique=True))
    return text, contingency, target, challenger, draw(st.sampled_from(DATES))


@settings(max_examples=150)
@given(questions())
def test_what_is_kept_is_what_the_engine_answers(asked):
    instrument, contingency, target, challenger, date = asked
    granted = granting(load_architecture("in-force", date=date), date).get(target, ())
    expected = plainly(instrument, contingency, target, challenger, date, granted)
    found = commitments_of(instrument, contingency, target, challenger, date, granted)
    assert {(c.defender, c.kind) for c in found} == set(expected)
    for one in found:
        duties, share = expected[one.defender, one.kind]
        assert one.share == share
        assert (one.target, one.challenger, one.contingency) == (target, challenger, contingency.id)
        assert (one.duty, one.status, one.article, one.binding) in {d[:4] for d in duties}
        alike = {}
        for duty, status, _, _, conditions, standing, told in duties:
            key = duty, status, told, conditions, standing
            alike[key] = alike.get(key, 0) + 1
        events = round(len(duties) / share)
        assert {tuple(p[:-1]): p.share for p in one.parts} == {k: v / events for k, v in alike.items()}
