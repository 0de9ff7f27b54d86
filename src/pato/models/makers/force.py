"""Uses of force, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.risk.force import Force

    return on.make(Force)


MAKER = Maker(_of, rank=25)
