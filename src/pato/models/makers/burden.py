"""Builder of the burden model for studies."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.burden.members import BurdenShares

    return on.make(BurdenShares)


MAKER = Maker(_of, rank=70)
