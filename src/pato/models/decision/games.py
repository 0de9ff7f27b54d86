"""General games with transferable utility, through the coopgame library: Shapley value, core, nucleolus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from pato.errors import MissingExtraError, Problem, UsageError
from pato.kernels.arrays import FloatArray
from pato.models.decision.rules import VotingRule

MOST_PLAYERS = 20
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Solution:
    """Divisions of a game's total on which its players could agree.

    Attributes
    ----------
    players
        Names.
    shapley
        Shapley value.
    nucleolus
        The imputation that minimises the largest excess; None if there is no imputation, because players alone have
        more together than in one coalition.
    least_excess
        The least core's epsilon (Maschler, Peleg and Shapley 1979): the smallest number such that some division of
        the total leaves no proper coalition short of its worth by more. A division may give a player less than it has
        alone: a singleton is a coalition like any other. The core is empty if it is above zero.
    alone, together
        Sum of the players' own worths, and the worth of the grand coalition.
    """

    players: tuple[str, ...]
    shapley: tuple[float, ...]
    nucleolus: tuple[float, ...] | None
    least_excess: float
    alone: float = 0.0
    together: float = 0.0

    @property
    def core_is_empty(self) -> bool:
        """Whether some coalition gains by leaving under every division."""
        return self.least_excess > _TOLERANCE

    @property
    def why_no_nucleolus(self) -> str:
        """Reason why there is none, in words; empty if there is one."""
        if self.nucleolus is not None:
            return ""
        told = f"the players have {self.alone:g} each alone, added up, and {self.together:g} together"
        return f"No nucleolus: {told}, so that no sharing of the whole gives each what it has alone."


def solve_game(values: Sequence[float], players: Sequence[str]) -> Solution:
    """Solve a game of up to 20 players.

    Parameters
    ----------
    values
        Worth of each coalition in binary order: the coalition of the players whose bits are set in the index; length
        ``2**n``, the first zero.
    players
        Names, by bit.

    Raises
    ------
    MissingExtraError
        If the extra ``games`` (coopgame-py) is not installed.
    UsageError
        If the values are not those of a game of these players.
    """
    n = len(players)
    if not 1 <= n <= MOST_PLAYERS:
        raise UsageError(Problem("game", f"has {n} players.", f"1 to {MOST_PLAYERS} can be solved."))
    if len(values) != 2**n or values[0] != 0:
        raise UsageError(
            Problem(
                "game",
                f"{n} players make {2**n} coalitions, the empty one worth 0; found {len(values)} values.",
            )
        )
    worth = np.asarray(values, dtype=np.float64)
    if not np.isfinite(worth).all():
        raise UsageError(Problem("game", "has coalitions whose worth is no finite number."))
    library = _library()
    game = library.Game(list(values[1:]))
    alone = float(sum(values[1 << i] for i in range(n)))
    nucleolus = library.nucleolus(game)["allocation"] if alone <= values[-1] + _TOLERANCE else None
    return Solution(
        tuple(players),
        tuple(library.shapley(game)),
        None if nucleolus is None else tuple(nucleolus),
        _least_excess(worth, library.prenucleolus(game)["allocation"]) if n > 1 else 0.0,
        alone,
        float(values[-1]),
    )


def _least_excess(worth: FloatArray, prenucleolus: Sequence[float]) -> float:
    """Return the least core's epsilon: the largest excess of a proper coalition under the prenucleolus, which lies in the least core."""
    shared = np.zeros(1)
    for share in prenucleolus:
        shared = np.concatenate([shared, shared + share])
    return float((worth - shared)[1:-1].max())


def game_of(rule: VotingRule) -> list[float]:
    """Return a rule as a simple game: 1 for coalitions that win, in binary order.

    Raises
    ------
    UsageError
        If it has more than 20 voters.
    """
    n = len(rule.voters)
    if n > MOST_PLAYERS:
        raise UsageError(
            Problem(rule.id, f"has {n} voters.", f"Up to {MOST_PLAYERS} make a game that can be solved.")
        )
    measures, thresholds = rule.integers()
    members = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    sums = members @ measures.T
    wins = np.zeros(2**n, bool)
    for alternative in thresholds:
        wins |= (sums >= alternative).all(axis=1)
    return [float(v) for v in wins]


def _library() -> Any:
    try:
        import coopgame  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise MissingExtraError("coopgame", "games") from error
    return coopgame
