"""Value of an economic architecture: trade and welfare in general equilibrium (M9)."""

from pato.models.trade.model import OUTCOMES, TradeModel

__all__ = ["OUTCOMES", "TradeModel"]
