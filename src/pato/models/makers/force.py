"""Uses of force, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.risk.force import Force

    return Force.of(
        on.world,
        on.status_quo,
        on.date,
        challengers=on.challengers,
        horizon_years=on.horizon_years,
        rivals=on.rivals,
        members=on.members,
        baseline=on.baseline,
    )


MAKER = Maker(_of, rank=25)
