"""A body that must decide first consists of those who sit in it: a membership's own members, not the whole pool."""

import json

import numpy as np
import pytest

from pato.futures import Design
from pato.models.membership.joined import with_treaty
from pato.models.membership.model import Membership
from pato.models.membership.pool import Pool
from pato.models.risk.war import WarRisk
from pato.treaties.architecture import load_architecture, with_parties

DATE = "2026-11-21"
POOL = ("AUS", "CAN", "JPN", "KOR", "NZL", "TWN", "USA")


@pytest.fixture(scope="module")
def deciding(tmp_path_factory):
    """PATO as a file of its own, with a Council that must be unanimous before anything is owed."""
    pact = {
        "format": 2,
        "id": "council-pact",
        "title": "A pact with a council",
        "binding": "treaty",
        "status": "proposed",
        "checked": "text",
        "sources": [{"title": "made for a test", "date": "2026-01-01"}],
        "parties": [{"state": s} for s in POOL],
        "areas": {"here": {"article": "2", "includes": [{"administered_by": list(POOL), "on": ["territory"]}]}},
        "decisions": {
            "default": {"rule": "unanimity", "article": "3"},
            "invocation": {"rule": "unanimity", "article": "3"},
        },
        "obligations": [
            {
                "id": "defence", "article": "1", "kind": "defence", "duty": "assist_with_force",
                "when": {"act": "attack", "in": "here"}, "subject_to": ["collective_decision"],
            }
        ],
    }  # fmt: skip
    path = tmp_path_factory.mktemp("pact") / "pact.yaml"
    path.write_text(json.dumps(pact))
    return load_architecture(str(path)).instruments[0]


def worth(figures, status_quo, treaty, seated):
    pool = Pool.of(figures, status_quo, DATE, POOL, treaty, without=("trade", "coercion"), seated=seated)
    war, draws = pool.war, pool.design(24, 1).draw()
    at = tuple(war.risk.states.index(s) for s in ("AUS", "JPN", "CHN"))
    then = war.then[0][-1]
    return war.risk.valuation.worth(then, draws).deterring[:, then.of[at]]


def test_three_decide_sooner_than_seven(figures, status_quo, deciding):
    three, all_seven, unasked = (
        worth(figures, status_quo, deciding, seated) for seated in (("AUS", "JPN", "USA"), POOL, None)
    )
    np.testing.assert_array_equal(all_seven, unasked)
    assert (three >= all_seven).all()
    assert three.mean() > all_seven.mean()


def test_a_study_makes_a_pool_for_each_membership_only_where_a_body_decides(
    figures, status_quo, deciding, treaty
):
    model = Membership.of(figures, status_quo, DATE, states=POOL, without=("trade", "coercion"))
    assert model.pool(treaty, DATE) is model.pool(treaty, DATE)
    assert len(model._pools._held) == 1
    model.pool(deciding, DATE)
    fewer = with_parties(deciding, [s for s in POOL if s != "NZL"])
    assert model.pool(fewer, DATE) is not model.pool(deciding, DATE)


def test_a_pool_in_which_others_sit_is_the_one_made_for_them(figures, status_quo, deciding):
    """What is shared between memberships changes no figure: those that sit apart from a pool made anew for them."""
    options = {"without": ("trade", "coercion"), "associates": ("TWN",)}
    whole = Pool.of(figures, status_quo, DATE, POOL, deciding, **options)
    draws = whole.design(24, 1).draw()
    for seated in (("AUS", "JPN", "USA"), ("KOR", "TWN"), POOL):
        anew = Pool.of(figures, status_quo, DATE, POOL, deciding, seated=seated, **options)
        one, other = whole.seating(deciding, seated).wars(draws), anew.wars(draws)
        np.testing.assert_array_equal(one.log_odds, other.log_odds)
        assert one.joining.keys() == other.joining.keys()
        for name, values in one.joining.items():
            np.testing.assert_array_equal(values, other.joining[name], err_msg=name)


def test_the_same_words_are_worth_something_else_when_others_sit_in_the_body(figures, status_quo, deciding):
    """Where one state alone owes, an entry changes nobody's words but the entrant's, and the body for all."""
    alone = deciding.changed(obligations=tuple(o._replace(owed_by=("USA",)) for o in deciding.obligations))
    small, large = (with_treaty(status_quo, alone, states) for states in (("AUS", "JPN", "TWN", "USA"), POOL))
    risk = WarRisk.of(figures, small, DATE, challengers=("CHN",))
    now, then = risk.now, risk.committed(large)
    draws = risk_draws(risk)
    by, target, against = (risk.states.index(s) for s in ("USA", "AUS", "CHN"))
    assert not then.differs(now)[by, target, against], "AUS is owed what it was owed"
    worth = [risk.valuation.worth(c, draws).deterring[:, c.of[by, target, against]] for c in (now, then)]
    assert (worth[0] > worth[1]).any(), "a larger body decides less often"
    moved, before, after = (
        risk.moved(draws, then),
        risk.doses.valued(now, draws),
        risk.doses.valued(then, draws),
    )
    still = np.setdiff1d(np.arange(len(risk.targets)), moved.pairs)
    np.testing.assert_array_equal(before.total[:, still], after.total[:, still])
    np.testing.assert_allclose(moved.after.total, after.total[:, moved.pairs], rtol=1e-12)
    np.testing.assert_allclose(moved.before.total, before.total[:, moved.pairs], rtol=1e-12)
    assert target in risk.targets[moved.pairs]
    assert risk.joining.moves(then)[by, target, against], "and what it is worth in joining is added"


def risk_draws(risk):
    return Design(tuple(risk.factors()), 24, 1).draw()
