"""Memberships of named architectures, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.membership.model import Membership

    return Membership.of(
        on.world,
        on.status_quo,
        on.date,
        states=on.members,
        horizon_years=on.horizon_years,
        rivals=on.rivals,
        baseline=on.baseline,
        readings=on.readings,
    )


MAKER = Maker(_of, rank=100)
