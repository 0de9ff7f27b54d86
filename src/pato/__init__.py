"""Collective security as software: executable treaties, the duties they create, and what follows from them.

The public names are imported when they are first used, so that ``import pato`` costs nothing (C9).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pato.errors import PatoError
    from pato.models.trade.results import trade
    from pato.table import Table
    from pato.treaties.architecture import load_architecture
    from pato.treaties.cascade import who_must_act
    from pato.treaties.events import load_event, make_event
    from pato.treaties.load import load_treaty
    from pato.treaties.relations import duty_matrix
    from pato.treaties.standing import gaps

__version__ = "0.1.0"

_PUBLIC = {
    "PatoError": "pato.errors",
    "Table": "pato.table",
    "duty_matrix": "pato.treaties.relations",
    "gaps": "pato.treaties.standing",
    "load_architecture": "pato.treaties.architecture",
    "load_event": "pato.treaties.events",
    "load_treaty": "pato.treaties.load",
    "make_event": "pato.treaties.events",
    "trade": "pato.models.trade.results",
    "who_must_act": "pato.treaties.cascade",
}
__all__ = [
    "PatoError",
    "Table",
    "duty_matrix",
    "gaps",
    "load_architecture",
    "load_event",
    "load_treaty",
    "make_event",
    "trade",
    "who_must_act",
]


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'pato' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted([*globals(), *_PUBLIC])
