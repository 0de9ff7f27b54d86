"""Profiles of commitments: put together from those in force they are what all instruments together give; their worth is the formula's."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pato.errors import UsageError
from pato.files.discover import user_folder
from pato.futures import Design
from pato.kernels.commitments import Asked, worth_of_profiles
from pato.memo import Memo
from pato.models.commitments import profiles as read
from pato.models.commitments import worth
from pato.models.commitments.profiles import commitments_among
from pato.treaties.architecture import load_architecture, with_parties

DATE = "2026-11-29"
STATES = ("USA", "JPN", "AUS", "TWN", "PHL", "KOR", "GBR", "FRA", "CHN", "RUS", "PRK", "IND")
POOL = STATES[:6]


def anew(architecture, basis):
    """Read commitments as if nothing had been read before."""
    for name in ("_READ", "_OF_PAIRS", "_ASKED", "_TERMS", "_SAME"):
        setattr(read, name, Memo(20_000))
    return commitments_among(architecture, DATE, STATES, ("CHN", "RUS", "USA", "IND"), basis=basis)


@pytest.fixture
def untouched(monkeypatch):
    """Give the module its memories back after the test."""
    for name in ("_READ", "_OF_PAIRS", "_ASKED", "_TERMS", "_SAME"):
        monkeypatch.setattr(read, name, getattr(read, name))


@pytest.mark.parametrize("name", ["pato-3", "pato-8", "pato-7-taiwan-associate", "quad-alliance", "in-force"])
def test_what_a_pact_adds_to_what_is_in_force_is_what_all_instruments_together_ask(
    untouched, monkeypatch, name
):
    basis, architecture = load_architecture("in-force"), load_architecture(name)
    added = anew(architecture, basis)
    alone = read._owed
    monkeypatch.setattr(
        read, "_owed", lambda instruments, before, asked, who: alone(instruments, (), asked, who)
    )
    whole = anew(architecture, basis)
    for here in np.ndindex(whole.of.shape):
        assert added.profiles[added.of[here]] == whole.profiles[whole.of[here]], [STATES[i] for i in here]
    assert set(added.bodies) == set(whole.bodies)


@given(st.sets(st.sampled_from(POOL), min_size=2), st.integers(0, 3))
@settings(max_examples=12)
def test_whatever_was_read_before_a_membership_is_owed_the_same(parties, before):
    basis, pact = load_architecture("in-force"), load_architecture("pato-8")

    def of(members):
        held = [with_parties(i, members) if i.id == "pato" else i for i in pact.instruments]
        return pact._replace(instruments=tuple(held))

    one = of(tuple(sorted(parties)))
    commitments_among(of(POOL[: 2 + before]), DATE, STATES, ("CHN",), basis=basis)
    found = commitments_among(one, DATE, STATES, ("CHN",), basis=basis)
    n = len(STATES)
    kept = read._READ
    try:
        read._READ = Memo(4)
        again = commitments_among(one, DATE, STATES, ("CHN",), basis=basis)
    finally:
        read._READ = kept
    assert all(
        found.profiles[found.of[here]] == again.profiles[again.of[here]] for here in np.ndindex((n, n, n))
    )
    # a party is owed at least what it is owed today by every other
    today = commitments_among(basis, DATE, STATES, ("CHN",), basis=basis)
    c = STATES.index("CHN")
    worths = [worth.Valuation().central(x) for x in (today, found)]
    before_, after = (w.deterring[0][x.of[:, :, c]] for w, x in zip(worths, (today, found), strict=True))
    assert (after >= before_ - 1e-12).all()


def plainly(asked, terms, shares, shift, least):
    """The formula of the module, one profile and future after the other."""
    out = []
    for p in range(len(asked.profile_first) - 1):
        places = range(asked.profile_first[p], asked.profile_first[p + 1])
        values, weights = [], []
        for at in places:
            c = asked.profile_cells[at]
            groups = range(asked.cell_first[c], asked.cell_first[c + 1])
            sums = [
                sum(terms[t] for t in asked.group_terms[asked.group_first[g] : asked.group_first[g + 1]])
                for g in groups
            ]
            best = np.max([np.zeros_like(terms[0]), *sums], axis=0)
            best[2] *= 1 - best[1]
            values.append(best)
            weights.append(shares[asked.profile_shares[at]])
        mean = sum(w * v for w, v in zip(weights, values, strict=True))
        weakest = np.min(
            [np.where(w >= least, v, np.inf) for w, v in zip(weights, values, strict=True)], axis=0
        )
        weakest = np.where(np.isfinite(weakest), weakest, mean)
        out.append(np.minimum(mean + shift * np.minimum(weakest - mean, 0), 1))
    return np.array(out)


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_the_worth_of_profiles_is_the_formulas(seed):
    draw = np.random.default_rng(seed)
    counts = draw.integers(1, 4, 5)
    group_first = np.concatenate([[0], np.cumsum(counts)])
    cell_first = np.array([0, 2, 2, 5])  # the second cell asks nothing
    asked = Asked(
        group_first,
        draw.integers(0, 6, group_first[-1]),
        cell_first,
        np.array([0, 3, 4]),
        np.array([0, 1, 2, 2]),
        np.array([0, 1, 2, 3]),
    )
    terms, shares = draw.uniform(0, 0.4, (6, 4, 7)), draw.dirichlet(np.ones(3), 7).T
    shares = np.vstack([shares, np.ones(7)])
    shift = draw.uniform(0, 1, 7)
    np.testing.assert_allclose(
        worth_of_profiles(asked, terms, shares, shift, 0.1),
        plainly(asked, terms, shares, shift, 0.1),
        rtol=1e-14,
        atol=1e-15,
    )


def test_what_profiles_are_worth_does_not_depend_on_what_was_valued_before():
    basis, pact = load_architecture("in-force"), load_architecture("pato-8")
    draws = Design(tuple(worth.factors()), 40, 3).draw()
    today, then = (commitments_among(a, DATE, STATES, ("CHN",), basis=basis) for a in (basis, pact))
    one, other = worth.Valuation(), worth.Valuation()
    one.worth(today, draws)
    for part in ("deterring", "joining", "consulting", "word"):
        assert np.array_equal(getattr(one.worth(then, draws), part), getattr(other.worth(then, draws), part))


def test_contingencies_of_another_folder_are_asked_anew(tmp_path):
    basis, architecture = load_architecture("in-force"), load_architecture("pato-8")

    def of(part, where):
        place = tmp_path / part / "contingencies"
        place.mkdir(parents=True)
        (place / "mine.yaml").write_text(
            f"format: 1\nid: mine\ntitle: Mine\nact: armed_attack\non: [territory]\nwhere: {where}\n"
            'weight: {low: 0.0, high: 0.1, source: "A test."}\n', encoding="utf-8"
        )  # fmt: skip
        with user_folder(str(tmp_path / part)):
            assert worth.medians()["weight_mine"] == pytest.approx(0.05)
            kept = commitments_among(architecture, DATE, STATES, ("CHN",), basis=basis)
        return [kept.profiles[n] for n in kept.of.flat]

    home, abroad = "{held_by_target: true, metropolitan: true}", "{held_by_target: true, metropolitan: false}"
    shipped = commitments_among(architecture, DATE, STATES, ("CHN",), basis=basis)
    first, second, third = of("first", home), of("second", abroad), of("third", home)
    assert first == third
    assert first != second
    assert commitments_among(architecture, DATE, STATES, ("CHN",), basis=basis) is shipped
    with pytest.raises(UsageError, match="'weight_mine' is not known"):
        worth.medians()["weight_mine"]
