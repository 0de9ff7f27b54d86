"""Associates in memberships: nobody else's figures change by them, and theirs lie where the text puts them."""

from dataclasses import replace

import numpy as np
import pytest

from pato.errors import UsageError
from pato.kernels.membership.named import evaluate
from pato.models.membership.changes import Changes
from pato.models.membership.joined import with_treaty
from pato.models.membership.objections import why
from pato.models.membership.pool import Pool
from pato.models.membership.query import ask
from pato.models.membership.seats import Seats
from pato.models.membership.stability import stability
from pato.models.membership.standing import stand
from pato.treaties.architecture import load_architecture
from pato.treaties.associates import applies_to_associates, knows_associates

from .conftest import DATE, STATES

WITHOUT = ("trade", "coercion")
RIVALS = ("CHN", "PRK", "RUS")
TREATY = """\
format: 2
id: two-classes
title: A treaty with two classes of member
binding: treaty
status: proposed
sources: [{{title: "Written for a test"}}]
parties: [{{state: USA}}, {{state: JPN}}]
areas:
  pacific-area: {{includes: [{{ocean: [pacific]}}, {{administered_by: [parties, associates], host: any, on: [territory]}}]}}
obligations:
  - id: defence
    article: "1"
    kind: defence
    owed_by: {by}
    owed_to: {to}
    when: {{act: attack, in: pacific-area}}
    duty: assist_with_force
    text: "Each Party assists."
burden: {{rule: pledge, pledge_gdp_share: 0.05, common_budget: true}}
"""


def treaty_of(tmp_path, by, to):
    path = tmp_path / "two-classes.yaml"
    path.write_text(TREATY.format(by=by, to=to), encoding="utf-8")
    return load_architecture(path).instrument("two-classes")


def pool_of(figures, status_quo, treaty, associates=(), without=WITHOUT):
    return Pool.of(
        figures, status_quo, DATE, STATES, treaty, without=without, challengers=RIVALS, associates=associates
    )


@pytest.fixture(scope="module")
def seated(figures, status_quo, treaty):
    return pool_of(figures, status_quo, treaty, ("KOR", "TWN"))


@pytest.fixture(scope="module")
def across(seated):
    return seated.across_theories(seated.design(6, 3).draw())


def test_a_membership_without_associates_has_the_same_figures_to_the_last_digit(
    figures, status_quo, treaty, seated, across
):
    plain = pool_of(figures, status_quo, treaty)
    masks = list(range(1 << len(STATES)))
    draws, wars = plain.across_theories(plain.design(6, 3).draw())
    assert [f.id for f in plain.factors()] == [f.id for f in seated.factors()]
    one = plain.terms(draws, masks, wars=wars)
    other = seated.terms(across[0], masks, wars=across[1])
    assert list(one) == list(other)
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)


def test_an_associate_s_risk_is_that_of_the_war_model_under_the_text(seated, across, status_quo, treaty):
    draws, wars = across
    mask = seated.mask(("USA", "JPN", "KOR"), ("TWN",))
    system = with_treaty(status_quo, treaty, ("USA", "JPN", "KOR"), ("TWN",))
    theirs = seated.war.risk.probabilities(draws, seated.war.risk.committed(system))
    at = np.flatnonzero(seated.war.target == STATES.index("TWN"))
    found = seated.seats.folded(evaluate(seated.game(draws, wars=wars), [mask]).war_risk, [mask])
    np.testing.assert_allclose(found[:, 0, STATES.index("TWN")], theirs[:, at].sum(axis=1), rtol=1e-9)
    member = seated.mask(STATES)
    as_member = evaluate(seated.game(draws, wars=wars), [member]).war_risk
    assert np.abs(as_member[:, 0, 3] - found[:, 0, 3]).max() > 1e-6, "a member is owed more"


@pytest.mark.parametrize("place", ["KOR", "TWN"])
def test_with_the_duties_of_members_an_associate_gains_what_a_member_does(
    tmp_path, figures, status_quo, place
):
    both = "[parties, associates]"
    pool = pool_of(figures, status_quo, treaty_of(tmp_path, both, both), (place,))
    draws, wars = pool.across_theories(pool.design(5, 1).draw())
    others = [s for s in STATES if s != place]
    found = pool.terms(draws, [pool.mask(STATES), pool.mask(others, (place,))], wars=wars)
    for name in ("war", "entrapment", "spill_overs"):
        np.testing.assert_allclose(found[name][:, 0], found[name][:, 1], atol=1e-12, err_msg=name)
    at = STATES.index(place)
    assert (found["common_budget"][:, 1, at] == 0).all(), "the text binds the parties alone to pay"
    assert (found["burden"][:, 0, at] <= 0).all()
    assert (found["burden"][:, 1, at] == 0).all()
    assert (found["common_budget"][:, 0, at] < 0).all()


def test_nothing_owed_is_nothing_gained_but_what_others_peace_is_worth(tmp_path, figures, status_quo):
    pool = pool_of(figures, status_quo, treaty_of(tmp_path, "parties", "parties"), ("TWN",))
    draws, wars = pool.across_theories(pool.design(5, 1).draw())
    others, at = ("USA", "JPN", "KOR"), STATES.index("TWN")
    found = pool.terms(draws, [pool.mask(others, ("TWN",)), pool.mask(others)], wars=wars)
    for name, values in found.items():
        np.testing.assert_allclose(values[:, 0], values[:, 1], atol=1e-12, err_msg=name)
    assert np.abs(found["war"][:, 0, at]).max() < 1e-12


def test_who_is_owed_and_owes_nothing_fights_in_nobody_s_war(tmp_path, figures, status_quo):
    pool = pool_of(figures, status_quo, treaty_of(tmp_path, "parties", "[parties, associates]"), ("TWN",))
    draws, wars = pool.across_theories(pool.design(5, 1).draw())
    game = pool.game(draws, wars=wars)
    seat = pool.seats.seat("TWN", "associate")
    assert (game.fights_gain[:, seat] == 0).all()
    assert (game.newly[:, seat] == 0).all()
    protected = pool.war.target == seat
    assert protected.any()
    assert game.newly[:, :, protected].max() > 0


def test_standing_tells_what_each_would_gain_in_another_place(seated, across):
    draws, wars = across
    mask = seated.mask(("USA", "JPN", "KOR"), ("TWN",))
    found = stand(seated, draws, mask, wars=wars)
    assert [STATES[i] for i in found.members] == ["USA", "JPN", "KOR"]
    assert [STATES[i] for i in found.associates] == ["TWN"]

    def worth(members, associates, state):
        some = seated.terms(draws, [seated.mask(members, associates)], wars=wars)
        return sum(some.values())[:, 0, STATES.index(state)]

    here = worth(("USA", "JPN", "KOR"), ("TWN",), "TWN")
    np.testing.assert_allclose(found.enters[:, 3], worth(STATES, (), "TWN") - here, atol=1e-12)
    np.testing.assert_allclose(found.stays[:, 3], here - worth(STATES[:3], (), "TWN"), atol=1e-12)
    korea = worth(STATES[:2], ("KOR", "TWN"), "KOR") - worth(STATES[:3], ("TWN",), "KOR")
    np.testing.assert_allclose(found.steps_back[:, 2], korea, atol=1e-12)
    assert np.isnan(found.steps_back[:, [0, 1, 3]]).all()
    assert found.candidates == (3,)
    less = replace(found, steps_back=np.where(np.isnan(found.steps_back), np.nan, 1.0))
    assert not less.internally_stable.any(), "a member that would rather be an associate is none that stays"


def test_changes_start_from_the_membership_with_its_associates(seated, across):
    draws, wars = across
    mask = seated.mask(("USA", "JPN", "KOR"), ("TWN",))
    terms = {k: v[:, 0] for k, v in seated.terms(draws, [mask], wars=wars).items()}
    changes = Changes(seated, draws, wars, mask, terms)
    np.testing.assert_allclose(changes.utilities({}), sum(terms.values()), atol=1e-12)
    dearer = changes.utilities({"common_budget": 5.0})
    assert (dearer[:, 0] < -4).all()
    np.testing.assert_allclose(dearer[:, 3], sum(terms.values())[:, 3], atol=1e-12)


def test_the_text_says_in_what_associates_take_part(treaty, tmp_path):
    assert knows_associates(treaty)
    assert applies_to_associates(treaty, "economy")
    assert applies_to_associates(treaty, "standards")
    assert not applies_to_associates(treaty, "burden"), "Part V is not among those of Participants"
    assert not knows_associates(load_architecture("anzus").instrument("anzus"))
    seats = Seats.of(treaty_of(tmp_path, "parties", "parties"), STATES, ("TWN",))
    assert seats.trading
    assert not seats.paying


def test_questions_know_associates(figures):
    question = ask(figures, "pato-7-taiwan-associate", DATE, without=WITHOUT)
    assert question.associates == ("TWN",)
    told = why(question, "TWN", 20, 1)
    assert told.role == "associate"
    assert "TWN" not in told.question.members
    assert set(told.partners()) == set(question.members)
    assert not told.binds("JPN"), "Article 7(2) owes no defence"
    with pytest.raises(UsageError, match="neither a member nor an associate"):
        why(question, "IND", 20, 1)


def test_stability_asks_associates_too(figures):
    question = ask(figures, "pato-3", DATE, without=WITHOUT, every_place=True)
    found = stability(question, 20, 1)
    assert "no member would prefer to be an associate" in found.holds()
    assert set(found.places("JPN")) == {"member", "associate", "outside"}
    plain = stability(ask(figures, "pato-3", DATE, without=WITHOUT), 20, 1)
    np.testing.assert_array_equal(found.standing.utilities, plain.standing.utilities)
    np.testing.assert_array_equal(found.every, plain.every)
