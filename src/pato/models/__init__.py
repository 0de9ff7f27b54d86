"""One question each: risk, joining, support, deterrence, and what follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.files.kinds import Kind, register

if TYPE_CHECKING:
    from pydantic import BaseModel


def _negotiation() -> type[BaseModel]:
    from pato.models.negotiation.schema import NegotiationFile

    return NegotiationFile


def _theory() -> type[BaseModel]:
    from pato.models.risk.theories.schema import TheoryFile

    return TheoryFile


_NEGOTIATION = tuple(
    __file__.replace("__init__.py", f"negotiation/{name}")
    for name in ("schema.py", "switches.py", "covariates")
)
register(
    Kind(
        "negotiation",
        "negotiations",
        ("question", "dimension", "positions", "salience", "bands"),
        _negotiation,
        _NEGOTIATION,
        70,
    )
)
register(
    Kind(
        "theory",
        "theories",
        ("statistic", "says", "slope", "first_only"),
        _theory,
        (__file__.replace("__init__", "risk/theories/schema"),),
        75,
    )
)
