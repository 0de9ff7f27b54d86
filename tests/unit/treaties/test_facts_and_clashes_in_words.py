"""What an answer says of facts that decide, and what it says of duties that cannot both be kept, word by word."""

import sys
from pathlib import Path

import pytest

from pato.treaties.cascade import headline, who_must_act
from pato.treaties.events import make_event
from pato.treaties.facts import host_of, variants
from pato.treaties.incompatible import incompatible

sys.path.insert(0, str(Path(__file__).parent))
from kept_answers import kept

PACT = """
parties: [{state: USA}, {state: KWT, from: 1961-06-19}, {state: JPN}, {state: SAU}]
obligations:
  - {id: defence, article: 5, kind: defence, when: {act: attack}, duty: assist_with_force, subject_to: [request_of_victim, collective_decision]}
  - {id: consult, article: 4, kind: consultation, when: {act: threat, to: [parties]}, duty: consult}
"""
FACTS = {
    "plain": {},
    "at no place": {"on": "armed_forces", "place": None},
    "mistake": {"intent": "mistake"},
    "accident": {"intent": "accident"},
    "intent open": {"intent": "unknown"},
    "consent": {"consent": {"by": "KWT", "status": "given"}},
    "consent disputed": {"consent": {"by": None, "status": "disputed"}},
    "consent open": {"consent": {"by": "KWT", "status": "unknown"}},
    "victim first": {"first_force": "KWT"},
    "ally first": {"first_force": "USA"},
    "attacker first": {"first_force": "IRQ"},
    "first open": {"first_force": "unknown"},
    **{f"council {s}": {"council": {"status": s}} for s in ("not_acted", "seized", "measures", "authorised", "binding_stop", "unknown")},
    "council's resolution": {"council": {"status": "measures", "resolution": "661", "date": "1990-08-06"}},
    "requested": {"requested": True},
    "request open": {"requested": "unknown", "decided": ["unknown"]},
    "decided": {"decided": ["test-pact"]},
    "a band": {"attacker": [], "author": {"group": "band", "base": "IRQ", "link": "none"}},
    "a band sent": {"attacker": [], "author": {"group": "band", "base": "IRQ", "link": "sent"}},
    "a band sent perhaps": {"attacker": [], "author": {"group": "band", "base": "IRQ", "link": "unknown"}},
    "a band from nowhere": {"attacker": [], "author": {"group": "band", "link": "unknown"}},
    "home-grown": {"attacker": [], "author": {"group": "band", "home_grown": True}},
    "soil lent": {"lends": ["JOR"]},
    "two attackers": {"attacker": ["IRQ", "IRN"]},
    "two victims": {"victim": ["KWT", "SAU"]},
    "two victims at home": {"victim": ["KWT", "SAU"], "place": None},
    "guests struck": {"victim": "USA", "on": "armed_forces"},
    "guests struck with consent": {"victim": "USA", "on": "armed_forces", "consent": {"by": None, "status": "given"}},
    "guests struck at sea": {"victim": "USA", "on": "warship", "zone": "territorial_sea"},
    "guests struck in port": {"victim": "USA", "on": "warship", "zone": "port"},
    "below": {"act": "ramming", "on": "public_vessel"},
    "pressure": {"act": "economic_coercion", "on": "economy"},
    "cyber": {"act": "cyber_attack", "on": "information_systems"},
    "threat": {"act": "ultimatum"},
}  # fmt: skip


@pytest.fixture
def pact(treaty, system):
    return system(treaty(PACT))


def made(facts):
    base = {"attacker": "IRQ", "victim": "KWT", "act": "armed_attack", "place": "kuwait-city"}
    said = base | {"date": "1990-08-02"} | facts
    return make_event(said.pop("attacker"), said.pop("victim"), said.pop("act"), **said)


def test_facts_that_decide_are_told_with_the_answer(pact):
    lines = []
    for name, facts in FACTS.items():
        event = made(facts)
        answer = who_must_act(pact, event, cascade=False)
        lines += [f"## {name}", headline(event), f"host: {host_of(event)}", *answer.notes]
        lines += [f"variant: {label}" for label in answer.variants]
        rows = {}
        for d in answer.duties:
            what = d.kind, d.status, d.to, d.against, d.victim, d.role, d.face, d.subject_to, d.given
            rows.setdefault(what, []).append(d.state)
        lines += [f"{', '.join(who)}: {' | '.join(map(str, what))}" for what, who in rows.items()]
    kept("facts.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_every_answer_to_what_is_open_is_an_event_of_its_own(pact, facts):
    """The answer to an open question is that of each closed event; what all of them say is said without a condition."""
    event = made(facts)
    closed = variants(event)
    answer = who_must_act(pact, event, cascade=False)
    assert answer.variants == (tuple(label for label, _ in closed) if len(closed) > 1 else ())
    each = {label: who_must_act(pact, one, cascade=False).duties for label, one in closed}
    for label, duties in each.items():
        assert {d._replace(given=()) for d in answer.duties if label in (d.given or (label,))} == {*duties}


GUARD = "parties: [{{state: USA}}, {{state: JPN}}, {{state: AUS}}]\nobligations:\n  - {{id: d, article: 5, kind: {kind}, {rest}duty: assist_with_force{more}}}\n"
PLEDGE = "parties: [{{state: USA}}, {others}]\n{more}obligations:\n  - {{id: p, article: 2, kind: {kind}}}\n"
PEACE, NEUTRAL = "non_aggression, duty: refrain", "neutrality, duty: remain_neutral"
FIVE = "{state: IND}, {state: CHN}, {state: RUS}, {state: PRK}, {state: IRN}, {state: VNM}"
CLASHES = {
    "a pledge of peace to one": (PEACE, "{state: IND}", "defence", "when: {act: attack}, ", ""),
    "a pledge of peace to several": (PEACE, FIVE, "defence", "when: {act: attack}, ", ""),
    "a pledge of peace to an ally": (PEACE, "{state: JPN}", "defence", "when: {act: attack}, ", ""),
    "a pledge of peace and a joint attack": (PEACE, "{state: IND}", "offence", "when: {act: attack}, ", ""),
    "an ally, and a joint attack": (PEACE, "{state: JPN}", "offence", "when: {act: attack}, ", ""),
    "a pledge of peace when attacked": (PEACE.replace("duty", "when: {act: attack}, duty"), "{state: IND}", "defence", "when: {act: attack}, ", ""),
    "neutrality whatever happens": (NEUTRAL, "{state: IND}", "defence", "when: {act: attack}, ", ""),
    "neutrality in any event": (NEUTRAL.replace("duty", "when: {act: any}, duty"), "{state: IND}", "defence", "when: {act: attack}, ", ""),
    "neutrality when attacked": (NEUTRAL.replace("duty", "when: {act: attack}, duty"), "{state: IND}", "defence", "when: {act: attack}, ", ""),
    "neutrality, and a joint attack": (NEUTRAL, "{state: IND}", "offence", "when: {act: attack}, ", ""),
    "against named attackers": (PEACE, FIVE, "defence", "when: {act: attack, by: [CHN, RUS]}, ", ""),
    "against all but named attackers": (PEACE, FIVE, "defence", "when: {act: attack, not_by: [CHN, RUS]}, ", ""),
    "against parties": (PEACE, "{state: IND}", "defence", "when: {act: attack, by_party: true}, ", ""),
    "against others than parties": (PEACE, "{state: IND}", "defence", "when: {act: attack, by_party: false}, ", ""),
    "save against one": (PEACE, FIVE, "defence", "when: {act: attack}, ", ", unless: [{id: x, label: X, by: [CHN]}]"),
    "save against one, long ago": (PEACE, "{state: IND}", "defence", "when: {act: attack}, ", ", unless: [{id: x, label: X, by: [IND], until: 1990-01-01}]"),
    "save against one in a place": (PEACE, "{state: IND}", "defence", "when: {act: attack}, ", ", unless: [{id: x, label: X, by: [IND], place: [guam]}]"),
    "owed by others alone": (PEACE, "{state: IND}", "defence", "owed_by: [JPN], owed_to: [AUS], when: {act: attack}, ", ""),
    "owed to one": (NEUTRAL, "{state: IND}", "defence", "owed_by: [USA], owed_to: [AUS], when: {act: attack}, ", ""),
}  # fmt: skip


def test_duties_that_cannot_both_be_kept_word_by_word(treaty):
    lines = []
    for name, (pledge, others, kind, rest, more) in CLASHES.items():
        guard = treaty(GUARD.format(kind=kind, rest=rest, more=more), "guard")
        given = treaty(PLEDGE.format(others=others, kind=pledge, more=""), "pledge")
        found = list(incompatible((guard, given), "2020-01-01"))
        lines += [f"## {name}", *(f"{tuple(c[1:])}" for c in found)]
    two = treaty(PLEDGE.format(others=FIVE, kind=PEACE, more=""), "pledge")
    guards = [
        treaty(GUARD.format(kind=k, rest="", more=""), i) for k, i in (("defence", "a"), ("offence", "b"))
    ]
    lines += ["## two guards", *(f"{tuple(c[1:])}" for c in incompatible((*guards, two), "2020-01-01"))]
    kept("clashes.txt", "\n".join(lines) + "\n")


def test_the_order_of_texts_changes_no_clash_and_a_text_does_not_clash_with_itself(treaty):
    guard = treaty(GUARD.format(kind="offence", rest="", more=""), "guard")
    pledge = treaty(PLEDGE.format(others="{state: IND}, {state: JPN}", kind=PEACE, more=""), "pledge")
    found = sorted(incompatible((guard, pledge), "2020-01-01"))
    assert found == sorted(incompatible((pledge, guard), "2020-01-01"))
    assert [c.states for c in found] == [("JPN", "USA", "IND"), ("USA", "IND", "JPN")]
    assert list(incompatible((guard, pledge._replace(universal=True)), "2020-01-01")) == []
    assert list(incompatible((guard, guard, pledge), "1949-01-01")) == []
    both = treaty(
        GUARD.format(kind="offence", rest="", more=", unless: [{id: p, label: P}]")
        + "  - {id: p, article: 2, kind: non_aggression, duty: refrain, unless: [{id: d, label: D}]}\n"
    )
    assert list(incompatible((both,), "2020-01-01")) == []
