"""Support that a target can expect, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.support.arriving import Support

    return Support.of(
        on.world,
        on.status_quo,
        on.date,
        challengers=on.rivals,
        members=on.members,
        readings=on.readings,
    )


MAKER = Maker(_of, rank=30)
