"""The assumptions of the spatial model as named switches, with the words of KTAB's files for them.

Source: the user guide of KTAB's spatial model of politics, version 1.4 (2019), which names them, their values and
defaults. `receiver_estimate` is ours: KTAB's program takes the receiver's expected gain where its guide speaks of a
probability; ``as_ktab`` does the same, for comparison.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

from pato.errors import Problem, UsageError, unknown


class Value(NamedTuple):
    """One value of a switch: our word, KTAB's, and what it means."""

    word: str
    ktab: str
    meaning: str


class Switch(NamedTuple):
    """One assumption: its name here, in KTAB's files, what it settles, and its values in the order of their numbers."""

    name: str
    ktab: str
    question: str
    values: tuple[Value, ...]
    default: str

    def number(self, word: str) -> int:
        """Return the number of a value by our word or KTAB's, whatever its case.

        Raises
        ------
        UsageError
            If the value is unknown.
        """
        folded = word.casefold().replace("_", "").replace("-", "")
        for number, value in enumerate(self.values):
            if folded in {value.word.replace("_", ""), value.ktab.casefold()}:
                return number
        raise UsageError(unknown(self.name, word, [v.word for v in self.values], where=f"switch {self.name}"))


def _switch(name: str, ktab: str, question: str, default: str, *values: tuple[str, str, str]) -> Switch:
    return Switch(name, ktab, question, tuple(Value(*v) for v in values), default)


SWITCHES: tuple[Switch, ...] = (
    _switch(
        "victory",
        "VictoryProbModel",
        "how the strengths of two coalitions become a chance of winning an election",
        "linear",
        ("linear", "Linear", "a ratio of 2 to 1 wins with 2/3"),
        ("square", "Square", "a ratio of 2 to 1 wins with 4/5"),
        ("quartic", "Quartic", "a ratio of 2 to 1 wins with 16/17"),
        ("octic", "Octic", "a ratio of 2 to 1 wins with 256/257"),
        ("binary", "Binary", "a tenth more strength wins for certain"),
    ),
    _switch(
        "election",
        "PCEModel",
        "how chances between every two options become the chance of each",
        "conditional",
        ("conditional", "Conditional", "given that one beats all others"),
        ("markov_incentive", "MarkovIncentive", "a chain of challenges, more often by who has more to gain"),
        ("markov_uniform", "MarkovUniform", "a chain of challenges by all alike"),
    ),
    _switch(
        "transition",
        "StateTransitions",
        "which of its bargains an actor takes",
        "deterministic",
        ("deterministic", "Deterministic", "the likeliest, by however little"),
        ("stochastic", "Stochastic", "one by its probability"),
    ),
    _switch(
        "voting",
        "VotingRule",
        "how much influence a difference of utilities moves",
        "proportional",
        ("binary", "Binary", "all, however small the difference"),
        ("proportional_binary", "PropBin", "four fifths proportional, one fifth binary"),
        ("proportional", "Prop", "in proportion"),
        ("proportional_cubic", "PropCbc", "half proportional, half cubic"),
        ("cubic", "Cubic", "the difference cubed"),
        ("asymmetric", "ASymProsp", "losses in full, gains at two thirds"),
    ),
    _switch(
        "risk_adjustment",
        "BigRAdjust",
        "how well others' attitudes to risk are known",
        "one_third",
        ("none", "None", "taken to be one's own"),
        ("one_third", "OneThird", "a third of the way to theirs"),
        ("half", "Half", "half way"),
        ("two_thirds", "TwoThirds", "two thirds of the way"),
        ("full", "Full", "known"),
    ),
    _switch(
        "risk_range",
        "BigRRange",
        "the attitude of whoever holds the least probable position (the most probable: averse, 1)",
        "mid",
        ("min", "Min", "neutral, 0"),
        ("mid", "Mid", "somewhat seeking, -1/2"),
        ("max", "Max", "seeking, -1"),
    ),
    _switch(
        "commitment",
        "ThirdPartyCommit",
        "what a third party must do after a contest",
        "semi",
        ("none", "NoCommit", "nothing"),
        ("semi", "SemiCommit", "adopt the winner's position if its side lost"),
        ("full", "FullCommit", "adopt the winner's position"),
    ),
    _switch(
        "interpolation",
        "InterVecBrgn",
        "where between two positions a bargain lies",
        "s2p2",
        ("s1p1", "S1P1", "by salience times probability"),
        ("s2p2", "S2P2", "by the squares of salience and probability"),
        ("s2pmax", "S2PMax", "by squared salience and how far the odds are uneven"),
    ),
    _switch(
        "bargains",
        "BargnModel",
        "whose view of the odds makes a bargain",
        "initiator",
        ("initiator", "InitOnlyInterp", "the initiator's"),
        ("both", "InitRcvrInterp", "one bargain from each view"),
        ("compromise", "PWCompInterp", "the mean of both, by power"),
    ),
    _switch(
        "resolution",
        "BargainResolutionMethod",
        "how bargains of different pairs interact",
        "actor_queues",
        ("actor_queues", "ActorQueues", "each actor settles those that concern it"),
        ("binding_best", "BindingBest", "one election over all: the best binds both parties, then the next"),
    ),
    _switch(
        "receiver_estimate",
        "",
        "what the receiver's view of the odds is",
        "probability",
        ("probability", "", "its estimate of the initiator's probability to prevail"),
        ("as_ktab", "", "its estimate of the initiator's gain, as KTAB's programme has it"),
    ),
)
"""In the order of `pato.kernels.bargaining.solve.Rules`."""
_OTHER_NAMES = {
    "probcondorcetelection": "election",
    "statetransition": "transition",
    "intervecbargn": "interpolation",
}


def switch(name: str) -> Switch:
    """Return a switch by its name here or in KTAB's files.

    Raises
    ------
    UsageError
        If there is none.
    """
    folded = name.casefold()
    for found in SWITCHES:
        if folded in {found.name, found.ktab.casefold()} or _OTHER_NAMES.get(folded) == found.name:
            return found
    raise UsageError(unknown("switch", name, [s.name for s in SWITCHES]))


@dataclass(frozen=True, slots=True)
class Switches:
    """One choice of every assumption; the defaults are KTAB's."""

    victory: str = "linear"
    election: str = "conditional"
    transition: str = "deterministic"
    voting: str = "proportional"
    risk_adjustment: str = "one_third"
    risk_range: str = "mid"
    commitment: str = "semi"
    interpolation: str = "s2p2"
    bargains: str = "initiator"
    resolution: str = "actor_queues"
    receiver_estimate: str = "probability"

    def __post_init__(self) -> None:
        problems: list[Problem] = []
        for own in fields(self):
            try:
                switch(own.name).number(getattr(self, own.name))
            except UsageError as error:
                problems += error.problems
        if problems:
            raise UsageError(problems)

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Switches:
        """Return the switches with some set, by our words or KTAB's.

        Raises
        ------
        UsageError
            With every unknown name or value.
        """
        chosen: dict[str, str] = {}
        problems: list[Problem] = []
        for name, word in given.items():
            try:
                found = switch(name)
                chosen[found.name] = found.values[found.number(word)].word
            except UsageError as error:
                problems += error.problems
        if problems:
            raise UsageError(problems)
        return cls(**chosen)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The switches as numbers, in the order of `pato.kernels.bargaining.solve.Rules`."""
        return tuple(s.number(getattr(self, s.name)) for s in SWITCHES)

    def line(self) -> str:
        """Return the switches in one line."""
        return "Assumptions: " + ", ".join(f"{s.name}={getattr(self, s.name)}" for s in SWITCHES) + "."

    def words(self) -> dict[str, str]:
        """Return each switch's value by its name."""
        return {s.name: s.values[s.number(getattr(self, s.name))].word for s in SWITCHES}
