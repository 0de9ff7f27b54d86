"""Bodies that decide: members of an instrument on a date, and the rule that each matter is under."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import lcm
from typing import Any

from pato.brief import brief
from pato.errors import CoverageError, Problem, UsageError, unknown
from pato.models.decision.rules import WEIGHT, VotingRule
from pato.shares import exact, spelled
from pato.treaties.architecture import Architecture
from pato.treaties.load import text_of
from pato.treaties.norms import Instrument
from pato.world import World

MATTERS = ("invocation", "accession", "suspension", "amendment", "budget")
CONSENSUS, UNANIMITY, MINUS_ACCUSED = "consensus", "unanimity", "unanimity_minus_accused"
_MAJORITY = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """Rule by which a body decides one matter.

    Attributes
    ----------
    kind
        ``consensus``, ``unanimity``, ``unanimity_minus_accused``, ``qualified_majority`` or ``majority``.
    weights
        One a member, shape (member,).
    threshold
        The weight that must agree; above it for ``majority``.
    label
        In words.
    share
        What `threshold` is of the total, exactly.
    also
        Further counts that must be reached too: weights and share of each.
    without_accused
        Whether the accused has no vote under any kind of rule, so that shares are those of the rest.
    """

    kind: str
    weights: tuple[float, ...]
    threshold: float
    label: str
    share: Fraction = Fraction(1)
    also: tuple[tuple[tuple[float, ...], Fraction], ...] = ()
    without_accused: bool = False

    def counts(self) -> list[tuple[tuple[float, ...], float, float]]:
        """Return weights, threshold and share of each count that must be reached."""
        first = (self.weights, self.threshold, float(self.share))
        return [first, *((w, float(share * _total(w)), float(share)) for w, share in self.also)]

    @property
    def is_lenient(self) -> bool:
        """Whether silence is consent."""
        return self.kind == CONSENSUS

    @property
    def leaves_out_accused(self) -> bool:
        """Whether the accused has no vote."""
        return self.kind == MINUS_ACCUSED or self.without_accused


@brief("id", "members")
@dataclass(frozen=True, slots=True)
class Body:
    """Members and rules.

    Attributes
    ----------
    id, title
        For tables.
    members
        ISO codes of those that vote.
    decisions
        The file's rules by matter and ``default``, or empty if the text has none.
    voiceless
        By matter, members that vote on the rest and not on it: participants under their class.
    accused_is_silent
        Whether the file gives a party no vote on its own suspension.
    seated
        ISO codes of associates and observers that have a seat and no vote.
    """

    id: str
    title: str
    members: tuple[str, ...]
    decisions: Mapping[str, Any]
    voiceless: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    accused_is_silent: bool = False
    seated: tuple[str, ...] = ()

    def rule(self, matter: str, world: World) -> tuple[DecisionRule, str]:
        """Return the rule of a matter, and its article.

        Raises
        ------
        UsageError
            If the matter is unknown, or cannot be decided.
        CoverageError
            If the rule's weights need a figure that is not known.
        """
        if matter not in MATTERS:
            raise UsageError(unknown("matter", matter, MATTERS))
        given = self._given(matter)
        if given is None:
            return self._equal(CONSENSUS, matter), "no rule in the text: consensus assumed"
        if not self.decides(matter):
            raise UsageError(Problem(self.id, f"decides nothing on {matter}.", "Choose another matter."))
        article = given.get("article") or self.decisions.get("article")
        rule = self._ruled(given, matter, world)
        if matter == "suspension" and self.accused_is_silent:
            rule = replace(rule, without_accused=True)
        return rule, f"Article {article}" if article else "the treaty file"

    def decides(self, matter: str) -> bool:
        """Return whether a matter is decided by the body at all: its text can say that nobody decides."""
        given = self._given(matter)
        return given is None or given["rule"] != "none"

    def _given(self, matter: str) -> Mapping[str, Any] | None:
        """Return the file's rule on a matter, or on all; None if the text has none."""
        return self.decisions.get(matter) or self.decisions.get("default")

    def _ruled(self, given: Mapping[str, Any], matter: str, world: World) -> DecisionRule:
        kind = given["rule"]
        if kind not in {"qualified_majority", "majority"}:
            return self._equal(kind, matter)
        share = exact(given["share"]) if given.get("share") else _MAJORITY
        weights, by = self._weighed(given, matter, world)
        at_least = "at least" if given.get("share") else "more than"
        labels, also = [f"{at_least} {spelled(share)} of {by}"], []
        for count in given.get("also", ()):
            more, of_what = self._weighed(count, matter, world)
            also.append((more, exact(count["share"])))
            labels.append(f"at least {spelled(exact(count['share']))} of {of_what}")
        threshold = float(share * _total(weights))
        return DecisionRule(kind, weights, threshold, " and ".join(labels), share, tuple(also))

    def _equal(self, kind: str, matter: str) -> DecisionRule:
        """Return a rule in which the consent of every member that votes on a matter counts."""
        rule = equal_rule(kind, len(self.members))
        weights = self._with_voice(rule.weights, matter)
        return replace(rule, weights=weights, threshold=sum(weights))

    def _weighed(self, given: Mapping[str, Any], matter: str, world: World) -> tuple[tuple[float, ...], str]:
        weights, by = _weights(self.members, given.get("weights"), world, self.id)
        return self._with_voice(weights, matter), by

    def _with_voice(self, weights: tuple[float, ...], matter: str) -> tuple[float, ...]:
        silent = self.voiceless.get(matter, ())
        return tuple(0.0 if m in silent else w for m, w in zip(self.members, weights, strict=True))

    def alternatives(self, matter: str, world: World) -> list[DecisionRule]:
        """Return the rules that a matter is compared under; who has no vote on it has none under any of them."""
        found = [self._equal(kind, matter) for kind in (CONSENSUS, UNANIMITY, MINUS_ACCUSED)]
        shares = (Fraction(3, 4), Fraction(2, 3))
        asked: list[tuple[Fraction, str]] = [(share, "equal") for share in shares]
        if all(m in world.states and world.states[m]["gdp_usd_bn"] for m in self.members):
            asked.append((Fraction(3, 4), "contribution"))
        for share, measure in asked:
            weights, by = self._weighed({"weights": measure}, matter, world)
            threshold, label = float(share * _total(weights)), f"at least {spelled(share)} of {by}"
            found.append(DecisionRule("qualified_majority", weights, threshold, label, share))
        weights, by = self._weighed({}, matter, world)
        half, label = float(_MAJORITY * _total(weights)), f"more than {spelled(_MAJORITY)} of {by}"
        return [*found, DecisionRule("majority", weights, half, label, _MAJORITY)]

    def voting_rule(self, matter: str, world: World) -> VotingRule:
        """Return the rule as a voting game, for indices of power."""
        rule, source = self.rule(matter, world)
        title = f"{self.id}, {matter}: {rule.label}"
        measures, needed = {}, {}
        for k, (weights, share) in enumerate(((rule.weights, rule.share), *rule.also), start=1):
            name = WEIGHT if k == 1 else f"{WEIGHT} {k}"
            measures[name] = tuple(_rounded(w) for w in weights)
            finest = lcm(*(w.denominator for w in measures[name]))
            # more than half: half and less than any weight could add
            needed[name] = share * sum(measures[name]) + (
                Fraction(1, 4 * finest) if rule.kind == "majority" else 0
            )
        return VotingRule(self.id, title, self.members, measures, (needed,), source)


def _rounded(weight: float) -> Fraction:
    return Fraction(str(round(weight, 6)))


def _total(weights: Sequence[float]) -> Fraction:
    return sum((Fraction(str(w)) for w in weights), Fraction(0))


def equal_rule(kind: str, n: int) -> DecisionRule:
    """Return a rule in which every member's consent counts."""
    labels = {
        CONSENSUS: "consensus: nobody objects",
        UNANIMITY: "unanimity: all say yes",
        MINUS_ACCUSED: "unanimity without the accused",
    }
    return DecisionRule(kind, (1.0,) * n, float(n), labels[kind])


def _weights(members: Sequence[str], given: Any, world: World, where: str) -> tuple[tuple[float, ...], str]:
    if given is None or given == "equal":
        return (1.0,) * len(members), "members"
    if isinstance(given, Mapping):
        lacking = [m for m in members if m not in given]
        if lacking:
            raise UsageError(
                Problem(where, f"gives no weight to {', '.join(lacking)}.", "Add them under 'weights'.")
            )
        return tuple(float(given[m]) for m in members), "weights in the treaty file"
    figure = {"population": "population", "contribution": "gdp_usd_bn"}[given]
    values, unknown_ = [], []
    for m in members:
        found = world.states[m][figure] if m in world.states else None
        values.append(0.0 if found is None else float(found.value))
        if found is None:
            unknown_.append(m)
    if unknown_:
        raise CoverageError(
            Problem(
                where,
                f"weighs votes by {figure}, which is not known of {', '.join(unknown_)}.",
                "Set it in a study's 'world', or use another rule.",
            )
        )
    return tuple(values), {"population": "population", "contribution": "contributions (by GDP)"}[given]


def body_of(architecture: Architecture, date: str, name: str | None = None) -> Body:
    """Return the body that decides in an architecture.

    Parameters
    ----------
    architecture
        A treaty as one, or several instruments.
    date
        Date that fixes the members.
    name
        The instrument; None takes the only one that has rules of decision and is assumed to be in force (the one
        that a proposal adds), or the only one at all.

    Raises
    ------
    UsageError
        If several could be meant, or the one meant has no members on the date.
    """
    found = architecture.instrument(name) if name else _meant(architecture, date)
    body = body_of_instrument(found, date)
    if not body.members:
        raise UsageError(Problem(found.id, f"has no members on {date}.", "Choose another --date or --body."))
    return body


def body_of_instrument(found: Instrument, date: str) -> Body:
    """Return the body that an instrument's parties form on a date, with its participants where their class has a vote."""
    members = found.parties_on(date)
    seated: tuple[str, ...] = ()
    voiceless: dict[str, tuple[str, ...]] = {}
    for role, rights in (text_of(found).get("classes") or {}).items():
        held = tuple(m for m in found.parties_on(date, role) if m not in members)
        if rights.get("vote"):
            members += held
            for matter in rights.get("no_vote_on", ()):
                voiceless[matter] = (*voiceless.get(matter, ()), *held)
        elif rights.get("seat", True):
            seated += held
    silent = "party_concerned" in (text_of(found).get("suspension") or {}).get("no_vote", ())
    return Body(found.id, found.title, members, decisions_of(found), voiceless, silent, seated)


def _meant(architecture: Architecture, date: str) -> Instrument:
    deciding = [i for i in architecture.instruments if decisions_of(i) and i.in_force_on(date)]
    added = [i for i in deciding if i.assumed]
    for choice in (added, deciding, architecture.instruments):
        if len(choice) == 1:
            return choice[0]
    names = ", ".join(i.id for i in deciding)
    raise UsageError(
        Problem(
            architecture.id,
            "holds several bodies that decide.",
            f"Name one with --body: {names or 'none has rules of decision'}.",
        )
    )


def decisions_of(instrument: Instrument) -> Mapping[str, Any]:
    """Return the decision rules in an instrument's file; empty if it has none."""
    found: Mapping[str, Any] = text_of(instrument).get("decisions") or {}
    return found


def pledge_of(instrument: Instrument) -> float | None:
    """Return the share of GDP that an instrument's members pledge to spend, or None."""
    found: float | None = (text_of(instrument).get("burden") or {}).get("pledge_gdp_share")
    return found
