"""Interface of models in studies, and their discovery."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from inspect import signature
from typing import Any, NamedTuple, Protocol

from pato.errors import CoverageError, PatoError
from pato.files.discover import find, members, reading, user_folders
from pato.futures import Draws, Evaluation, Factor
from pato.models.rivals import PACIFIC
from pato.treaties.architecture import Architecture
from pato.world import World

_PACKAGE, OWN = "pato.models.makers", "models"
"""Package of makers, and the folder of a user's own."""


class Model(Protocol):
    """One question, answered for every future under an architecture.

    A model is made for one world and status quo and does not change.
    """

    @property
    def id(self) -> str:
        """Name of the model; what it cannot say is in the documentation page of that name."""

    def factors(self) -> list[Factor]:
        """Return the model's uncertain factors; models that name the same factor share its draws."""

    def evaluate(self, draws: Draws, architecture: Architecture) -> Evaluation:
        """Return outcomes with a ``future`` dimension and how the solves ended.

        A future's figures may depend on that future's draws alone, and not on which others are evaluated with it.
        """


class Setting(NamedTuple):
    """Setting for which a study's models are built.

    Attributes
    ----------
    world, status_quo, date
        Figures, the architecture in force, and the day on which pledges are read.
    challengers
        States of the totals over all challengers; None takes every state of the world.
    horizon_years
        Length of the future.
    members
        Parties of the pacts that the architectures add: the states counted as members.
    rival
        The state whose reaction is modelled.
    rivals
        States whose attacks count, in every model (see `pato.models.rivals`).
    baseline
        Which level of risk holds, in every model (see `pato.models.risk.levels`).
    readings
        Weights of readings by ``INSTRUMENT/READING``; those without one can have any.
    """

    world: World
    status_quo: Architecture
    date: str
    challengers: tuple[str, ...] | None
    horizon_years: int
    members: tuple[str, ...]
    rival: str
    rivals: tuple[str, ...] = PACIFIC
    baseline: str = "estimated"
    readings: Mapping[str, float] | None = None

    def make(self, kind: Any, **other: Any) -> Model:
        """Return a model of a kind: its ``of`` receives the attributes that its parameters name.

        Parameters
        ----------
        kind
            Its class.
        other
            Further arguments of ``of``, or replacements of attributes.
        """
        asked = signature(kind.of).parameters
        given = {name: value for name, value in self._asdict().items() if name in asked}
        found: Model = kind.of(**{**given, **other})
        return found


@dataclass(frozen=True, slots=True)
class Maker:
    """Builder of a model for studies: ``MAKER`` in a file of ``makers/`` named after the model's id.

    Attributes
    ----------
    of
        Makes it from the setting and the models made before, by id.
    rank
        Its place: the order of models fixes that of factors. Those that ship have 10 to 100.
    """

    of: Callable[[Setting, Mapping[str, Model]], Model]
    rank: int


def makers() -> Mapping[str, Maker]:
    """Return the builders of all models, by id and in order of rank: those that ship, and the user's own (``models/NAME.py``)."""
    return _makers(user_folders(), reading())


@lru_cache(4)
def _makers(folders: tuple[str, ...], number: int) -> Mapping[str, Maker]:
    del folders, number  # what the result is remembered by
    found = members(_PACKAGE, "MAKER", Maker, folder=OWN)
    return dict(sorted(found.items(), key=lambda item: item[1].rank))


def own_files_of(models: Iterable[str]) -> list[str]:
    """Return the user's own files that make some models."""
    found = find(_PACKAGE, folder=OWN)
    return [found[name].path for name in models if name in found and found[name].own]


class Made(NamedTuple):
    """Models in the order of their ranks, which fixes the order of factors; and those that lack figures, with the errors."""

    models: tuple[Model, ...]
    failed: Mapping[str, CoverageError]


def models_of(on: Setting, wanted: Iterable[str]) -> Made:
    """Return the requested models, and those that cannot be built from the available data.

    Raises
    ------
    PatoError
        If a maker makes a model of another id.
    """
    names, made, failed = set(wanted), dict[str, Model](), dict[str, CoverageError]()
    for name, maker in makers().items():
        if name in names:
            try:
                made[name] = maker.of(on, made)
            except CoverageError as error:
                failed[name] = error
                continue
            if made[name].id != name:
                raise PatoError(
                    f"the maker '{name}' makes the model '{made[name].id}': a file has the name of its model."
                )
    return Made(tuple(made.values()), failed)
