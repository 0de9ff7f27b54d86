"""What a reader who takes over found wrong: each answer here was another one before."""

import pytest

from pato.treaties.cascade import who_must_act
from pato.treaties.contingencies import granting
from pato.treaties.events import make_event

DAY = "2020-01-01"
PARTIES = "parties: [{state: USA}, {state: JPN}, {state: AUS}]\n"
DEFENCE = "{id: defence, article: 5, kind: defence, when: {act: attack}, duty: assist_with_force%s}"


def pact(treaty, *obligations, more="", of=1):
    """Return an instrument of three states with some obligations."""
    head = f"format: {of}\nid: {{id}}\ntitle: A treaty of the tests\nbinding: treaty\nstatus: in_force\nin_force: {{{{from: 1950-01-01}}}}\n"
    return treaty(f"{PARTIES}{more}obligations:\n" + "".join(f"  - {o}\n" for o in obligations), head=head)


def owed(answer, kind="defence"):
    return {d.state: d.status for d in answer.duties if d.kind == kind and d.round == 0}


@pytest.mark.parametrize(
    ("fields", "grants"),
    [
        ("duty: grant_access", True),
        ("duty: deny_access", False),
        ("duty: grant_access, until: 2019-12-31", False),
        ("duty: grant_access, from: 2020-01-02", False),
    ],
)
def test_access_is_granted_while_it_lasts_and_never_by_a_promise_to_deny_it(treaty, system, fields, grants):
    found = pact(treaty, f"{{id: a, article: 6, kind: access, owed_by: [JPN], owed_to: [USA], {fields}}}")
    assert granting(system(found), DAY).get("USA", ()) == (("JPN",) if grants else ())
    event = make_event("CHN", "USA", date=DAY)
    assert owed(who_must_act(system(found), event), "access") == ({"JPN": "obliged"} if grants else {})
