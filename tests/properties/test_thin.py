"""What must hold of the world layer and of coverage, whatever ATOP codes and whatever the library holds."""

import sys
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "unit" / "treaties"))
from thin_pacts import pact, pledge, world

from pato.report.duties_text import answer_text
from pato.treaties.architecture import Architecture
from pato.treaties.cascade import who_must_act
from pato.treaties.coverage import coverage, within
from pato.treaties.cube import duty_cube
from pato.treaties.events import make_event
from pato.treaties.relations import duty_matrix

STATES = ("USA", "FRA", "GBR", "BEL")  # in the state system all through the years below
YEARS = st.integers(1920, 1935)
EMPTY = Architecture("none", "Nothing that was read", (), None, (), whole=True)
DAYS = [f"{year}-{month}-15" for year in range(1919, 1937, 3) for month in ("01", "07")]


@st.composite
def spans(draw):
    first = draw(YEARS)
    return f"{first}-03-01", draw(
        st.one_of(st.none(), st.integers(first + 1, 1937).map(lambda y: f"{y}-10-01"))
    )


@st.composite
def layers(draw):
    """One to three alliances with members and pledges, and files of the library that speak for some of them."""
    pacts, held = [], {}
    for number in range(draw(st.integers(1, 3))):
        members = [
            [s, *draw(spans())] for s in draw(st.lists(st.sampled_from(STATES), min_size=2, unique=True))
        ]
        owed = draw(st.lists(st.sampled_from([m[0] for m in members]), min_size=1, unique=True))
        conditions = draw(st.sampled_from([(), ("coded_adversary",)]))
        ends = [m[2] for m in members]
        end = None if None in ends else max(ends)
        pacts.append(
            pact(
                f"atop-{number}", members, pledge(owed_by=owed, conditions=conditions), number=number, end=end
            )
        )
        files = draw(st.integers(0, 2))
        held[number] = [
            [
                [s, *draw(spans())]
                for s in draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True))
            ]
            for _ in range(files)
        ]
    return world(*pacts, held=held)


def brute(layer, debtor, creditor, day):
    """Whether a pledge is coded on a day and no file speaks for both: written again, member by member."""

    def in_(rows, state):
        return any(s == state and a <= day and (b is None or day < b) for s, a, b, *_ in rows)

    for record in layer.pacts.values():
        speaks = any(in_(f, debtor) and in_(f, creditor) for f in layer.held.get(record["atop_id"], []))
        if (
            debtor in record["obligations"][0]["owed_by"]
            and day < record["end"]
            and in_(record["members"], debtor)
            and in_(record["members"], creditor)
            and not speaks
        ):
            return True
    return False


@given(layers())
def test_the_matrix_of_a_day_the_spans_and_the_cube_agree_with_the_rule(layer):
    cube = duty_cube(EMPTY, DAYS, STATES, world=layer)
    for i, day in enumerate(DAYS):
        matrix = duty_matrix(EMPTY, day, group=STATES, world=layer)
        for j, debtor in enumerate(STATES):
            for k, creditor in enumerate(STATES):
                expected = debtor != creditor and brute(layer, debtor, creditor, day)
                assert matrix.owes(debtor, creditor) == expected
                assert bool(cube[i, j, k]) == expected


@given(layers(), st.sampled_from(DAYS))
def test_an_attack_calls_those_whom_the_matrix_names_and_no_cascade(layer, day):
    answer = who_must_act(EMPTY, make_event("CHN", "BEL", date=day), world=layer)
    matrix = duty_matrix(EMPTY, day, group=STATES, world=layer)
    assert {d.state for d in answer.duties} == {d for d, c in matrix.relations if c == "BEL"}
    assert {d.round for d in answer.duties} <= {0}
    assert {d.status for d in answer.duties} <= {"coded", "coded_if"}
    assert all((d.status == "coded_if") == bool(d.subject_to) for d in answer.duties)


@given(layers(), st.sampled_from(DAYS), st.lists(st.sampled_from(STATES), min_size=2, unique=True))
def test_what_is_owed_stands_on_an_alliance_that_the_coverage_names(layer, day, group):
    found = coverage(EMPTY, day, *within(group), layer)
    owed = duty_matrix(EMPTY, day, group=group, world=layer).relations
    assert {r.instrument for relations in owed.values() for r in relations} <= set(found.coded)
    for identifier in found.coded:
        parties = layer.pact(identifier).parties_on(day)
        assert sum(s in group for s in parties) >= 2


@given(
    st.one_of(st.none(), layers()),
    st.sampled_from(["1816-01-01", *DAYS, "2018-12-31", "2019-01-01", "2026-11-21"]),
)
def test_nobody_is_said_only_inside_the_days_with_nothing_left(layer, day):
    answer = who_must_act(EMPTY, make_event("GBR", "FRA", date=day), world=layer)
    found = answer.coverage
    if "No state owes anything" in answer_text(answer):
        assert found.complete
        assert not answer.duties
    if found.complete:
        assert layer is not None
        assert "1815-01-01" <= found.date <= "2018-12-31"
        assert not found.known_not_held
        assert not found.unknown


@given(layers(), st.sampled_from(DAYS))
def test_the_sentence_is_one_and_the_plain_form_has_the_keys_of_the_design(layer, day):
    found = coverage(EMPTY, day, *within(STATES), layer)
    assert found.sentence().startswith("Coverage: ")
    assert found.sentence().endswith(".")
    assert {"curated", "coded", "known_not_held", "unknown", "until"} <= set(found.to_dict())
    assert all({"id", "pair", "period"} <= set(k) for k in found.to_dict()["known_not_held"])
    assert all(set(u) == {"id", "why"} for u in found.to_dict()["unknown"])
