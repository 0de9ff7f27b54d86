"""What a model must have to take part in a study, and which ones do."""

from __future__ import annotations

from typing import Protocol

from pato.futures import Draws, Evaluation, Factor
from pato.models.war_risk import WarRisk
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


def models_of(
    world: World, status_quo: Architecture, date: str, challengers: tuple[str, ...] | None
) -> tuple[Model, ...]:
    """Return all models of the library for a world; a new one is one more entry here."""
    return (WarRisk.of(world, status_quo, date, challengers=challengers),)
