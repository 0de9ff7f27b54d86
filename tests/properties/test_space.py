"""What must hold over all places and all defence instruments: land carries what stands on it, and water is never land (T12, T13)."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from pato.registry import acts, places
from pato.treaties.architecture import load_architecture
from pato.treaties.duties import duties_of_event
from pato.treaties.events import make_event
from pato.treaties.faces import in_ocean_area, in_waters, is_ship, zone_of
from pato.treaties.verdicts import FORCE

STANDING = ("military_base", "troops", "armed_forces", "population", "critical_infrastructure")
"""What stands on land."""
FORCEFUL = {"obliged": 3, "obliged_on_request": 3, "obliged_on_decision": 3, "disputed": 2}
PLACES = tuple(p.id for p in places.places())
TARGETS = tuple(t.id for t in acts.targets())


@cache
def defence_instruments():
    whole = load_architecture("in-force")
    return tuple(i for i in whole.instruments if any(o.kind == "defence" for o in i.obligations))


def days_of(instrument):
    """Days in the life of an instrument: its first, its last, and one between."""
    first = instrument.start
    last = instrument.end or "2026-06-01"
    middle = f"{(int(first[:4]) + int(last[:4])) // 2}-07-01"
    return sorted({day for day in (first, middle, "2026-06-01") if instrument.in_force_on(day)})


def struck(victim, attacker, there, day, on="territory"):
    """An attack, whatever states existed on the day: the law of the instrument is what is asked here."""
    event = make_event("CHN", "JPN", on=on, place=there.id, date="2020-06-01")
    return event._replace(attacker=(attacker,), victim=victim, place=there, date=day)


def owed(instrument, event):
    system = load_architecture("in-force")._replace(instruments=(instrument,))
    found = {}
    for duty in duties_of_event(system, event, kinds=("defence",))[0]:
        key = (duty.state, duty.to, duty.article)
        found[key] = max(found.get(key, 0), FORCEFUL.get(duty.status, 1))
    return found


@settings(max_examples=300)
@given(st.data())
def test_what_stands_on_the_land_is_on_the_land(data):
    """Territory owed implies base, forces, population and infrastructure owed; no article of the library says otherwise."""
    instrument = data.draw(st.sampled_from(defence_instruments()))
    day = data.draw(st.sampled_from(days_of(instrument)))
    members = {m.state for m in instrument.members}
    own = [
        p.id
        for p in (places.place(i, date=day) for i in PLACES)
        if p.kind != "waters" and {p.sovereign, p.administrator} & members
    ]
    if not own:
        return
    there = places.place(data.draw(st.sampled_from(own)), date=day)
    victim = there.administrator or there.sovereign
    attacker = data.draw(st.sampled_from(["CHN", "RUS", "SUN", "USA", "IND", "DEU", "VNM"]))
    if attacker == victim:
        return
    event = struck(victim, attacker, there, day)
    on_land = owed(instrument, event)
    for target in STANDING:
        found = owed(instrument, event._replace(on=target))
        weaker = {
            key: (force, found.get(key, 0)) for key, force in on_land.items() if found.get(key, 0) < force
        }
        assert not weaker, (instrument.id, there.id, day, target, weaker)


@given(
    st.sampled_from(PLACES),
    st.sampled_from(TARGETS),
    st.sampled_from(["pacific", "atlantic", "indian", "mediterranean"]),
)
def test_water_is_never_land(place, target, ocean):
    """Nothing that is on land, in a port or inland lies in waters; what lies in waters lies in the ocean area too."""
    there = places.place(place)
    zone = zone_of(there, target)
    wet = in_waters(there, zone, (ocean,))
    if zone in {"land", "port"}:
        assert not wet
    if wet:
        assert there.ocean == ocean
        assert there.sea not in {"black-sea", "baltic-sea", "sea-of-azov"}
        assert in_ocean_area(there, (ocean,))
        assert there.kind == "waters" or is_ship(target)


@given(st.sampled_from(PLACES), st.sampled_from([t for t in TARGETS if not is_ship(t)]))
def test_only_waters_are_water_for_what_is_no_ship(place, target):
    there = places.place(place)
    assert (zone_of(there, target) in {"eez", "high_seas"}) <= (
        there.kind == "waters" or there.zone is not None
    )


def test_guests_on_land_outside_are_not_in_the_sea():
    """No force of an ally on the land of a non-member falls under Article 6, at any place of the gazetteer."""
    nato = next(i for i in defence_instruments() if i.id == "nato")
    members = nato.parties_on("2026-06-01")
    for place in places.places():
        there = place.at("2026-06-01")
        holder = there.administrator or there.sovereign
        if there.kind == "waters" or holder is None or {there.sovereign, there.administrator} & set(members):
            continue
        for target in ("troops", "stationed_troops", "military_base", "nationals"):
            event = struck("FRA", "CHN", there, "2026-06-01", on=target)
            assert owed(nato, event) == {}, (place.id, target)


def test_the_outcomes_have_one_order():
    assert FORCE == ("fails", "undecided", "disputed", "holds")
