"""The ranges that theories assume, from ``library/assumptions/deterrence.yaml``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pato.futures import Factor
    from pato.models.assumptions import Assumptions


@cache
def _assumptions() -> Assumptions:
    from pato.models.assumptions import load_assumptions

    return load_assumptions("deterrence")


def ranged(*symbols: str) -> list[Factor]:
    """Return assumed ranges as factors."""
    return _assumptions().factors(symbols)
