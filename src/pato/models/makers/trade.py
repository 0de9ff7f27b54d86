"""Builder of the trade model for studies."""

from __future__ import annotations

from collections.abc import Mapping

from pato.models.base import Maker, Model, Setting


def _of(on: Setting, _made: Mapping[str, Model]) -> Model:
    """Return the model of a setting."""
    from pato.models.trade.compared import TradeCompared

    return on.make(TradeCompared)


MAKER = Maker(_of, rank=60)
