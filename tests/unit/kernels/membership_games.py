"""Random games of memberships for tests, and simple ones whose answers are known."""

from dataclasses import fields

import numpy as np

from pato.kernels.deterrence import STATISTICS
from pato.kernels.membership.game import Game

THEORIES = {
    "no_effect": ("any", set()),
    "patron": ("largest", {"slope"}),
    "additive": ("total", {"slope", "cap"}),
    "pledge": ("any", {"step", "first_only"}),
    "provoke": ("any", {"surge", "surge_share"}),
    "provoke_patron": ("largest", {"slope", "surge", "surge_share"}),
    "est": ("support", {"slope"}),
}
"""The theories that ship, by what they look at and which figures they have."""
_NONE = {"slope": 0.0, "cap": np.inf, "step": 0.0, "surge": 0.0, "surge_share": 0.0}


def rows(number, **figures):
    """The theories' side of a game: figures that a theory does not have are not there."""
    kinds = list(THEORIES.values())
    has = {name: np.array([name in kinds[i][1] for i in number]) for name in (*_NONE, "first_only")}
    return {
        "theory": number,
        "statistic": np.array([STATISTICS.index(kinds[i][0]) for i in number]),
        "in_logs": np.ones(len(number), bool),
        "first_only": has["first_only"],
        **{name: np.where(has[name], figures[name], none) for name, none in _NONE.items()},
    }


def random_rows(rng, futures):
    """The theories' side of a game in which every future has a row of its own, of any kind."""
    return {
        "theory": np.arange(futures),
        "statistic": rng.integers(0, len(STATISTICS), futures),
        "in_logs": rng.random(futures) < 0.5,
        "first_only": rng.random(futures) < 0.3,
        "slope": rng.normal(-0.2, 0.3, futures) * (rng.random(futures) < 0.8),
        "cap": np.where(rng.random(futures) < 0.5, np.inf, rng.uniform(0.2, 4, futures)),
        "step": rng.normal(0, 0.4, futures) * (rng.random(futures) < 0.5),
        "surge": rng.normal(0, 0.5, futures) * (rng.random(futures) < 0.5),
        "surge_share": rng.uniform(0, 1, futures) * (rng.random(futures) < 0.8),
    }


def random_game(seed, *, n=5, q=8, futures=14, gifts=True, theory=None):
    """A game with every term at work; futures take the theories in turn unless one is given, or have rows of any kind (``any``)."""
    rng = np.random.default_rng(seed)
    target = rng.integers(0, n, q)
    challenger = rng.integers(-1, n, q)
    challenger = np.where(challenger == target, -1, challenger)
    free = (np.arange(n)[:, None] != target) & (np.arange(n)[:, None] != challenger)
    worth = rng.uniform(0.1, 1, (futures, n, q)) * free * (rng.random((n, q)) < 0.7)
    pledged = rng.random((1, q)) < 0.5
    largest = rng.gamma(1, 2, (futures, q)) * pledged
    support = rng.gamma(1, 1, (futures, n, q)) * free
    support0 = rng.gamma(1, 1, (futures, q))
    log_odds, total0 = rng.normal(-4, 1, (futures, q)), largest * (1 + pledged * rng.random((futures, q)))
    number = (
        np.arange(futures) % len(THEORIES)
        if theory in (None, "any")
        else np.full(futures, list(THEORIES).index(theory))
    )
    drawn = rows(
        number,
        slope=rng.normal(-0.4, 0.2, futures),
        cap=rng.uniform(1, 3, futures),
        step=rng.uniform(-0.5, 0.2, futures),
        surge=rng.uniform(0, 1, futures),
        surge_share=rng.uniform(0, 1, futures),
    )
    return Game(
        target=target,
        challenger=challenger,
        log_odds=log_odds,
        reach=rng.gamma(1, 2, (n, q)),
        worth=worth,
        newly=worth * rng.uniform(0.5, 1, (futures, n, 1)),
        largest0=largest,
        total0=total0,
        any0=rng.uniform(0, 1, (futures, q)) * pledged,
        **(random_rows(np.random.default_rng(seed + 1), futures) if theory == "any" else drawn),
        support0=support0,
        support_gain=support,
        own=rng.gamma(2, 1, (futures, q)) + 0.01,
        rival=rng.gamma(2, 1, (futures, q)) + 0.01,
        decisiveness=rng.uniform(0.5, 2, futures),
        loss_base=rng.uniform(0, 0.1, (futures, q)),
        loss_defeat=rng.uniform(0, 0.3, (futures, q)),
        fights0=rng.uniform(0, 0.2, (futures, n, q)) * free,
        fights_gain=rng.uniform(0, 0.5, (futures, n, q)) * free,
        war_cost=rng.uniform(0, 0.1, (futures, n)),
        alone=rng.normal(0, 0.1, (futures, n)),
        pairwise=rng.normal(0, 0.1, (futures, n, n)),
        outside=rng.normal(0, 0.02, (futures, n, n)),
        gift0=support0 * rng.random((futures, q)) if gifts else None,
        gift=support + 0.1 if gifts else None,
    )


def changed(game, **parts):
    """The game with some arrays exchanged."""
    return Game(**({f.name: getattr(game, f.name) for f in fields(game)} | parts))


def relabelled(game, order):
    """The game with states in another order: state order[i] becomes state i."""
    place = np.argsort(order)
    pairs = {
        name: getattr(game, name)
        for name in ("worth", "newly", "support_gain", "fights0", "fights_gain", "gift")
    }
    return changed(
        game,
        target=place[game.target],
        challenger=np.where(game.challenger < 0, -1, place[game.challenger]),
        reach=game.reach[order],
        war_cost=game.war_cost[:, order],
        alone=game.alone[:, order],
        pairwise=game.pairwise[:, order][:, :, order],
        outside=game.outside[:, order][:, :, order],
        weight=game.weights[order],
        **{name: None if v is None else v[:, order] for name, v in pairs.items()},
    )


def relabelled_mask(mask, order):
    """The same membership under the new labels."""
    return sum(1 << i for i, old in enumerate(order) if mask >> old & 1)


def symmetric_game(n, *, futures=7):
    """All states alike: each is challenged from outside once, and every other one would help it as much."""
    rng = np.random.default_rng(7)
    others = ~np.eye(n, dtype=bool)
    one = {name: rng.uniform(0.1, 1, futures) for name in ("gain", "fights", "alone", "pair", "out")}

    def same(name, scale=1.0):
        return scale * one[name][:, None, None] * others

    return Game(
        target=np.arange(n),
        challenger=np.full(n, -1),
        log_odds=np.full((futures, n), -3.0),
        reach=2.0 * others,
        worth=np.repeat(1.0 * others[None], futures, axis=0),
        newly=np.repeat(1.0 * others[None], futures, axis=0),
        largest0=np.zeros((futures, n)),
        total0=np.zeros((futures, n)),
        any0=np.zeros((futures, n)),
        **rows(
            np.arange(futures) % len(THEORIES),
            slope=np.full(futures, -0.4),
            cap=np.full(futures, 2.0),
            step=np.full(futures, -0.3),
            surge=np.full(futures, 0.2),
            surge_share=np.full(futures, 0.3),
        ),
        support0=np.ones((futures, n)),
        support_gain=same("gain"),
        own=np.ones((futures, n)),
        rival=np.full((futures, n), 2.0),
        decisiveness=np.ones(futures),
        loss_base=np.full(futures, 0.05),
        loss_defeat=np.full(futures, 0.1),
        fights0=same("fights", 0.1),
        fights_gain=same("fights"),
        war_cost=np.full((futures, n), 0.02),
        alone=np.repeat(-0.1 * one["alone"][:, None], n, axis=1),
        pairwise=same("pair", 0.05),
        outside=same("out", -0.01),
    )
