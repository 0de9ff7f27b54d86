"""What a model must have to take part in a study, and which ones do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, Protocol

from pato.futures import Draws, Evaluation, Factor
from pato.treaties.architecture import Architecture
from pato.world import World


class Model(Protocol):
    """One question, answered for every future under an architecture.

    A model is made for one world and status quo and does not change.
    """

    @property
    def id(self) -> str:
        """Name of the model; what it cannot say is in the documentation page of that name."""

    def factors(self) -> list[Factor]:
        """Return what is uncertain in it; models that name the same factor share its draws."""

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return outcomes with a ``future`` dimension and how the solves ended.

        A future's figures may depend on that future's draws alone, and not on which others are evaluated with it.
        """


class Setting(NamedTuple):
    """What a study's models are made for.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which pledges are read.
    challengers
        Whose initiations count; None counts those of every state of the world.
    horizon_years
        Length of the future.
    members
        Parties of what the architectures add, and states that figures of members are about.
    rival
        The state whose reaction is asked about.
    """

    world: World
    status_quo: Architecture
    date: str
    challengers: tuple[str, ...] | None
    horizon_years: int
    members: tuple[str, ...]
    rival: str


def _war_risk(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.risk.war import WarRisk

    return WarRisk.of(
        on.world, on.status_quo, on.date, challengers=on.challengers, horizon_years=on.horizon_years
    )


def _support(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.support.arriving import Support

    return Support.of(on.world, on.status_quo, on.date, challengers=on.challengers)


def _entrapment(on: Setting, made: Mapping[str, Model]) -> Model:
    from pato.models.risk.entrapment import Entrapment
    from pato.models.risk.war import WarRisk

    risk = made.get("war_risk")
    return Entrapment.of(
        on.world,
        on.status_quo,
        on.date,
        members=on.members,
        challengers=on.challengers,
        horizon_years=on.horizon_years,
        risk=risk if isinstance(risk, WarRisk) else None,
    )


def _trade(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.trade.compared import TradeCompared

    return TradeCompared.of(on.world, on.status_quo, on.date, rival=on.rival)


def _disputes(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.risk.disputes import Disputes

    return Disputes.of(
        on.world, on.status_quo, on.date, challengers=on.challengers, horizon_years=on.horizon_years
    )


def _arming(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.arming.model import Arming

    return Arming.of(
        on.world, on.status_quo, on.date, challengers=on.challengers, horizon_years=on.horizon_years
    )


def _membership(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.membership.model import Membership

    return Membership.of(on.world, on.status_quo, on.date, states=on.members, horizon_years=on.horizon_years)


def _decision(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.decision.capacity import DecisionCapacity

    return DecisionCapacity.of(on.world, on.status_quo, on.date, members=on.members)


def _burden(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.burden.members import BurdenShares

    return BurdenShares.of(on.world, on.status_quo, on.date, members=on.members)


def _eligibility(on: Setting, _made: Mapping[str, Model]) -> Model:
    from pato.models.accession.share import Eligibility

    return Eligibility.of(on.world, on.status_quo, on.date, members=on.members)


MODELS: Mapping[str, Callable[[Setting, Mapping[str, Model]], Model]] = {
    "war_risk": _war_risk,
    "disputes": _disputes,
    "support": _support,
    "entrapment": _entrapment,
    "arming": _arming,
    "trade": _trade,
    "burden": _burden,
    "decision": _decision,
    "accession": _eligibility,
    "membership": _membership,
}
"""Models by id, each made when a study's metrics ask for it, given those made before; a new one is one more entry here."""


def models_of(on: Setting, wanted: Iterable[str]) -> tuple[Model, ...]:
    """Return the models wanted, in the order of `MODELS`, which fixes the order of factors."""
    names, made = set(wanted), dict[str, Model]()
    for name, make in MODELS.items():
        if name in names:
            made[name] = make(on, made)
    return tuple(made.values())
