"""Data on states and pairs: shipped values, their sources, and missing values.

>>> from pato import world
>>> world.load().state("JPN").value("capital")
'Tokyo'
"""

import sys
from types import ModuleType
from typing import Any

from pato.world.arrays import LabelledArray as LabelledArray
from pato.world.figures import Definition as Definition
from pato.world.figures import Figure as Figure
from pato.world.figures import PairFigures as PairFigures
from pato.world.figures import Source as Source
from pato.world.figures import StateFigures as StateFigures
from pato.world.model import World as World
from pato.world.model import load as load
from pato.world.trade import Flow as Flow
from pato.world.trade import TradeMatrix as TradeMatrix


class _World(ModuleType):
    """A package that is a question too: ``pato.world()`` is what `load` returns."""

    def __call__(self, overrides: Any = None, **options: Any) -> World:
        """Return the world; see `load`."""
        return load(overrides, **options)


sys.modules[__name__].__class__ = _World
