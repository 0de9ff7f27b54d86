"""What the world's figures say about actors, each on 0 to 1: a covariate is one file here, found by its name.

Each defines ``covariate(table, draws)`` of shape (future, actor), or (1, actor) where nothing is drawn. Where a
figure is missing, the negotiation's file must give a range instead (C1). Names are known without loading numpy,
because files are checked and compiled without it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pato.futures import Draws
    from pato.models.negotiation.seats import FloatArray, Table


def names() -> tuple[str, ...]:
    """Return the words for covariates in files, sorted."""
    return tuple(sorted(f.stem for f in Path(__file__).parent.glob("*.py") if not f.stem.startswith("_")))


def covariate(name: str) -> Callable[[Table, Draws], FloatArray]:
    """Return the function of one covariate."""
    found: Callable[[Table, Draws], FloatArray] = import_module(f"{__name__}.{name}").covariate
    return found
