"""Obligations that contradict each other: sets of bits find the pairs that looking at each pair would find."""

from itertools import combinations
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from pato.treaties.schema.base import DateInterval
from pato.treaties.schema.pairs import _OPPOSED, _WIDE, Pairs, first_day

MEMBERS = {"USA", "JPN", "AUS"}
DAYS = ["1950-01-01", "1960-06-23", "1999-12-31"]
day = st.sampled_from([None, *DAYS]) | st.builds(
    lambda d: DateInterval.model_construct(not_before=DAYS[d], not_after=DAYS[d + 1]), st.integers(0, 1)
)
states = st.sampled_from([["parties"], ["USA"], ["JPN"], ["AUS", "JPN"], ["KOR"]])
trigger = st.builds(
    SimpleNamespace,
    act=st.sampled_from([None, ["armed_attack"], ["blockade"], ["attack"], ["blockade", "threat"]]),
    on=st.sampled_from([None, ["territory"], ["public_vessel"], ["any"]]),
    by=st.sampled_from([None, ["CHN"], ["PRK", "CHN"], ["RUS"], [{"list": "rivals"}]]),
    not_by=st.sampled_from([None, ["CHN"], ["CHN", "PRK"], [{"list": "rivals"}]]),
    by_party=st.sampled_from([None, True, False]),
    in_=st.sampled_from([None, "home", "sea"]),
)
obligation = st.builds(
    SimpleNamespace,
    kind=st.sampled_from(["defence", "neutrality", "offence", "non_aggression", "consultation"]),
    duty=st.sampled_from(["assist_with_force", "act_to_meet_common_danger"]),
    owed_by=states,
    owed_to=states,
    from_=day,
    until=day,
    when=st.none() | trigger,
    unless=st.lists(st.builds(SimpleNamespace, id=st.sampled_from(["o0", "o1", "o2"])), max_size=1),
)


def contradict(a, b):
    """Return the rule word for word, of one pair; a comes first."""

    def named(words):
        return MEMBERS if "parties" in words else set(words)

    def overlap(x, y):
        return x is None or y is None or bool(set(x) & set(y)) or bool(set(_WIDE) & {*x, *y})

    def plain(by):
        return None if by is None or not all(isinstance(word, str) for word in by) else by

    def apart(x, y):
        named = plain(x.by)
        return named is not None and set(named) <= {w for w in y.not_by or () if isinstance(w, str)}

    opposed = any({a.kind, b.kind} == set(pair) for pair in _OPPOSED)
    doubled = a.kind == b.kind == "defence" and a.duty != b.duty
    if not (opposed or doubled) or any(e.id == b.id for e in a.unless) or any(e.id == a.id for e in b.unless):
        return False
    if not named(a.owed_by) & named(b.owed_by) or not named(a.owed_to) & named(b.owed_to):
        return False
    for one, other in ((a, b), (b, a)):
        if one.until and other.from_ and first_day(one.until) <= first_day(other.from_):
            return False
    if a.when is None or b.when is None:
        return True
    areas = a.when.in_, b.when.in_
    return (
        overlap(a.when.act, b.when.act)
        and overlap(a.when.on, b.when.on)
        and overlap(plain(a.when.by), plain(b.when.by))
        and (None in (a.when.by_party, b.when.by_party) or a.when.by_party == b.when.by_party)
        and not apart(a.when, b.when)
        and not apart(b.when, a.when)
        and (None in areas or areas[0] == areas[1])
    )


@given(st.lists(obligation, max_size=8))
def test_the_pairs_are_those_of_the_rule(obligations):
    for i, one in enumerate(obligations):
        one.id = f"o{i}"
    pairs = Pairs(obligations, MEMBERS)
    found = [(i, j) for j in range(len(obligations)) for i in pairs.contradicted_by(j)]
    expected = {(i, j) for (i, a), (j, b) in combinations(enumerate(obligations), 2) if contradict(a, b)}
    assert set(found) == expected
    assert len(found) == len(expected)
