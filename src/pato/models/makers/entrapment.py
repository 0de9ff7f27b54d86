"""Wars fought for others, as a study makes the model."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.risk.entrapment import Entrapment
    from pato.models.risk.war import WarRisk

    risk = made.get("war_risk")
    return on.make(Entrapment, risk=risk if isinstance(risk, WarRisk) else None)


MAKER = Maker(_of, rank=40)
