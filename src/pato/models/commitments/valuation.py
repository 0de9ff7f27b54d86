"""Valuation of commitments in a study, with the decision model for bodies that must decide first, and the study's weights of readings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from pato.errors import CoverageError, DataError
from pato.futures import Design
from pato.kernels.arrays import FloatArray
from pato.memo import Memo
from pato.models.commitments.worth import Valuation

if TYPE_CHECKING:
    from pato.treaties.norms import Instrument
    from pato.world import World

CASES, SEED = 256, 1
_MADE, _DECIDED = Memo(16), Memo(1024)


def valuation_of(world: World, date: str, readings: Mapping[str, float] | None = None) -> Valuation:
    """Return the valuation of commitments in a world on a date; one object for all models, so that they share results.

    Parameters
    ----------
    world, date
        Figures, and the day on which members are read.
    readings
        Weights of readings by id.
    """
    given = tuple(sorted((readings or {}).items()))
    return _MADE.get(world, date, given, make=lambda: Valuation(partial(_chances, world), dict(given)))


def _chances(world: World, instrument: Instrument, date: str) -> FloatArray:
    """Return the chances that an instrument's body decides to act on an attack, kept for its text and members; see `_computed`."""
    # instruments with the same text share their areas, whatever their parties
    text = instrument.areas, instrument.file, instrument.assumed
    return _DECIDED.get(
        world, *text, instrument.members, date, make=lambda: _computed(world, instrument, date)
    )


def _computed(world: World, instrument: Instrument, date: str) -> FloatArray:
    """Return the chances that an instrument's body decides to act on an attack, one a case of what the decision model is uncertain about.

    If the model has no answer (a member without an ideal point), anything from never to always.
    """
    from pato.models.decision.capacity import DecisionCapacity
    from pato.treaties.architecture import Architecture

    system = Architecture(instrument.id, instrument.title, (instrument,), date, ())
    members = instrument.parties_on(date)
    try:
        model = DecisionCapacity.of(world, system._replace(instruments=()), date, members=members)
        draws = Design(tuple(model.factors()), CASES, SEED).draw()
        found = model.agreed(draws, system)
    except (CoverageError, DataError):
        found = None
    return np.array([0.0, 1.0]) if found is None else found
