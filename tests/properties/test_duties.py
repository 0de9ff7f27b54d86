"""What must hold of every answer, whatever the treaties: relabelling, growth, dates, order, round trips."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from pato.files import library
from pato.files.load import dump, load_file
from pato.files.problems import validated
from pato.files.yaml import Document
from pato.treaties.architecture import Architecture, load_architecture, with_parties
from pato.treaties.cascade import who_must_act
from pato.treaties.compiling import norm
from pato.treaties.cube import duty_cube
from pato.treaties.events import make_event
from pato.treaties.norm_parts import instrument
from pato.treaties.relations import duty_matrix
from pato.treaties.schema.treaty import Treaty

STATES = ("USA", "JPN", "AUS", "GBR", "FRA", "CHN")  # all of them states from before 1950 to today
CONDITIONS = ("constitutional_processes", "request_of_victim", "collective_decision")
DATES = ("1955-06-01", "1970-01-01", "1990-06-15", "2020-02-29")


@st.composite
def treaties(draw, identifier="t"):
    """A valid treaty with two to five dated parties and one to three obligations."""
    parties = draw(st.lists(st.sampled_from(STATES), min_size=2, max_size=5, unique=True))
    exits = draw(st.lists(st.sampled_from([None, *DATES]), min_size=len(parties), max_size=len(parties)))
    kinds = draw(
        st.lists(
            st.sampled_from(["defence", "consultation", "non_aggression", "assistance"]),
            min_size=1,
            max_size=3,
            unique=True,
        )
    )
    start = draw(st.sampled_from(["1950-01-01", "1960-01-01", "1980-01-01"]))
    listed = [
        {"state": s} | ({"until": u} if u and u > start else {}) for s, u in zip(parties, exits, strict=True)
    ]
    obligations = [_obligation(draw, i, kind, parties) for i, kind in enumerate(kinds)]
    return {
        "format": 1,
        "id": identifier,
        "title": "t",
        "binding": "treaty",
        "status": "in_force",
        "in_force": {"from": start},
        "parties": listed,
        "obligations": obligations,
    }


def _obligation(draw, i, kind, parties):
    duty = {
        "defence": "assist_with_force",
        "consultation": "consult",
        "non_aggression": "refrain",
        "assistance": "provide_arms",
    }[kind]
    one_sided = draw(st.booleans())
    when = {"defence": {"act": ["attack"]}, "consultation": {"act": ["threat"], "to": ["parties"]}}.get(kind)
    return {
        "id": f"o{i}",
        "article": str(i + 1),
        "kind": kind,
        "duty": duty,
        "owed_by": [parties[0]] if one_sided else ["parties"],
        "owed_to": ["parties"],
        "subject_to": draw(st.lists(st.sampled_from(CONDITIONS), max_size=2, unique=True)),
        **({"when": when} if when else {}),
    }


def made(data):
    document = Document(f"{data['id']}.yaml", data, {}, {})
    return instrument(norm(validated(Treaty, document), document))


def system(*data):
    return Architecture("s", "s", tuple(made(d) for d in data), None, ())


events = st.builds(
    lambda pair, act, date, requested: make_event(
        pair[0], pair[1], act, date=date, place="tokyo", on="armed_forces", requested=requested
    ),
    st.sampled_from(list(itertools.permutations(STATES, 2))),
    st.sampled_from(["armed_attack", "invasion", "ramming", "threat_of_force", "island_building"]),
    st.sampled_from(DATES),
    st.booleans(),
)
pairs = st.tuples(treaties("a"), treaties("b"))


def facts(answer):
    return {(d.round, d.state, d.to, d.kind, d.status, d.instrument, d.article) for d in answer.duties}


def renamed(data, names):
    text = {s: names[s] for s in STATES}

    def walk(value):
        if isinstance(value, dict):
            return {k: walk(v) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v) for v in value]
        return text.get(value, value) if isinstance(value, str) else value

    return walk(data)


@given(pairs, events, st.permutations(STATES))
def test_relabelling_states_permutes_the_answer(both, event, order):
    names = dict(zip(STATES, order, strict=True))
    held = names.get(event.place.sovereign, event.place.sovereign)
    there = event._replace(
        attacker=tuple(names[a] for a in event.attacker),
        victim=names[event.victim],
        place=event.place._replace(sovereign=held, administrator=held),
    )
    before = facts(who_must_act(system(*both), event))
    after = facts(who_must_act(system(*(renamed(d, names) for d in both)), there))
    assert after == {(r, names[s], tuple(names[t] for t in to), *rest) for r, s, to, *rest in before}


@given(pairs, events)
def test_no_answer_depends_on_the_order_of_files(both, event):
    assert facts(who_must_act(system(*both), event)) == facts(who_must_act(system(*reversed(both)), event))


@given(treaties(), events, st.sampled_from(STATES))
def test_a_new_party_removes_nobodys_duty_to_a_third(data, event, joiner):
    if joiner in {p["state"] for p in data["parties"]} or joiner in event.attacker:
        return
    wider = data | {"parties": [*data["parties"], {"state": joiner}]}
    before = {(d.state, d.to, d.kind) for d in who_must_act(system(data), event, cascade=False).duties}
    after = {(d.state, d.to, d.kind) for d in who_must_act(system(wider), event, cascade=False).duties}
    assert before <= after


@given(pairs, events)
def test_only_what_is_in_force_on_the_date_counts(both, event):
    whole = system(*both)
    assert facts(who_must_act(whole, event)) == facts(who_must_act(whole.on(event.date), event))


@given(pairs, events)
def test_the_cascade_ends_and_repeats_nothing(both, event):
    answer = who_must_act(system(*both), event, escalation=("forces", "territory"))
    assert max((d.round for d in answer.duties), default=0) <= len(STATES)
    keys = [(d.state, d.to, d.kind, d.instrument, d.article) for d in answer.duties]
    assert len(keys) == len(set(keys))


@given(pairs, events)
def test_nobody_owes_itself_and_no_attacker_defends(both, event):
    for duty in who_must_act(system(*both), event).duties:
        assert duty.state not in duty.to
        if duty.kind == "defence":
            assert duty.state not in event.attacker


@given(treaties(), events)
def test_a_request_and_a_decision_only_ever_make_duties_due(data, event):
    def owed(happening):
        # the host of the land has not asked: the request is the victim's own
        answer = who_must_act(system(data), happening, cascade=False)
        return {(d.state, d.to, d.kind): d.status for d in answer.duties if d.role == "victim"}

    before, after = owed(event), owed(event._replace(requested=True, decided=("t",)))
    assert before.keys() == after.keys()
    assert set(after.values()) <= {"obliged"}


@given(treaties())
def test_what_is_dumped_loads_to_the_same(data):
    treaty = validated(Treaty, Document("t", data, {}, {}))
    assert validated(Treaty, Document("t", dump(treaty), {}, {})) == treaty


def test_every_shipped_file_survives_the_round_trip():
    for kind in ("treaty", "architecture", "event", "check"):
        for path in library.files_of(kind):
            value, document = load_file(path, kind=kind)
            again = validated(type(value), Document(document.name, dump(value), {}, {}))
            assert again == value, path


@given(pairs)
def test_the_cube_of_many_dates_equals_the_matrices_of_each(both):
    whole = system(*both)
    cube = duty_cube(whole, DATES, STATES)
    for k, date in enumerate(DATES):
        one = duty_matrix(whole, date, group=STATES).to_pandas().to_numpy()
        assert (cube[k] == one).all()


def test_the_cube_equals_the_matrices_on_the_whole_library():
    whole = load_architecture("in-force")
    named = {s for i in whole.instruments for o in i.obligations for s in (*o.owed_by, *o.owed_to)}
    states = sorted(
        {m.state for i in whole.instruments for m in i.members} | named - {"parties", "associates"}
    )
    dates = [f"{year}-07-01" for year in range(1950, 2026, 5)]
    cube = duty_cube(whole, dates, states)
    for k, date in enumerate(dates):
        held = duty_matrix(whole, date).relations
        assert {(states[i], states[j]) for i, j in zip(*cube[k].nonzero(), strict=True)} == set(held)


@given(treaties(), st.lists(st.sampled_from(STATES), min_size=2, unique=True))
def test_another_membership_replaces_the_parties(data, members):
    found = with_parties(made(data), members)
    assert set(found.parties_on("2025-01-01")) <= set(members)


@given(pairs, events, st.sampled_from(STATES))
def test_another_attacker_takes_away_only_its_own_help(both, event, joiner):
    """T17: what is owed against one attacker stays owed against it, whoever joins in."""
    if joiner in (event.victim, *event.attacker):
        return

    def owed(happening):
        answer = who_must_act(system(*both), happening, cascade=False)
        return {
            (d.state, d.to, d.article, d.instrument, d.status, a)
            for d in answer.duties
            if d.kind == "defence" and d.role == "victim"
            for a in d.against
        }

    before = {row for row in owed(event) if row[0] != joiner}
    assert before <= owed(event._replace(attacker=(*event.attacker, joiner)))


@given(pairs, events)
def test_several_victims_are_answered_as_if_each_were_alone(both, event):
    """T18: an answer for several victims is the answers for each, side by side."""
    other = next(s for s in STATES if s not in (event.victim, *event.attacker))

    def owed(happening, victim):
        answer = who_must_act(system(*both), happening, cascade=False)
        return {
            (d.state, d.to, d.kind, d.status, d.instrument, d.article)
            for d in answer.duties
            if d.role == "victim" and d.victim == victim and not d.standing
        }

    together = event._replace(victims=(event.victim, other))
    for victim in (event.victim, other):
        assert owed(together, victim) == owed(event._replace(victim=victim, victims=(victim,)), victim)
