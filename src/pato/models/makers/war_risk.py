"""The risk of war under an architecture, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.risk.war import WarRisk

    return on.make(WarRisk)


MAKER = Maker(_of, rank=10)
