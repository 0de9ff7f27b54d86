"""Collective defence as software: executable treaties, the obligations they create, and what follows from them.

The public names are imported when they are first used, so that ``import pato`` costs nothing (C9). Each function is
what the command of that name calls:

>>> import pato
>>> pato.gaps("in-force", ["USA", "JPN", "AUS"], "2026-11-21")
<Table '1 of 3 pairs owe each other no defence under in-force on 2026-11-21, as far as is known', 1 rows, 3 columns>
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pato import report as report
    from pato import world as world
    from pato.api.bargaining import negotiate as negotiate
    from pato.api.checking import check as check
    from pato.api.clauses import clauses as clauses
    from pato.api.decisions import burden as burden
    from pato.api.decisions import decide as decide
    from pato.api.decisions import power as power
    from pato.api.economy import coerce as coerce
    from pato.api.economy import trade as trade
    from pato.api.economy import trade_sectors as trade_sectors
    from pato.api.exchange import from_ema as from_ema
    from pato.api.exchange import runs as runs
    from pato.api.exchange import to_arviz as to_arviz
    from pato.api.exchange import to_ema as to_ema
    from pato.api.exchange import to_salib as to_salib
    from pato.api.forecasting import forecast_freeze as forecast_freeze
    from pato.api.forecasting import forecast_score as forecast_score
    from pato.api.law import atop as atop
    from pato.api.law import commitments as commitments
    from pato.api.law import conflicts as conflicts
    from pato.api.law import diff as diff
    from pato.api.law import draft as draft
    from pato.api.law import duties as duties
    from pato.api.law import duty_matrix as duty_matrix
    from pato.api.law import exposure as exposure
    from pato.api.law import gaps as gaps
    from pato.api.law import incidents as incidents
    from pato.api.law import legal_memo as legal_memo
    from pato.api.law import who_must_act as who_must_act
    from pato.api.memberships import eligible as eligible
    from pato.api.memberships import formation as formation
    from pato.api.memberships import refuse as refuse
    from pato.api.memberships import stable as stable
    from pato.api.memberships import why as why
    from pato.api.records import evidence as evidence
    from pato.api.records import explain as explain
    from pato.api.records import ledger as ledger
    from pato.api.records import panel as panel
    from pato.api.records import validate as validate
    from pato.api.studies import claims as claims
    from pato.api.studies import compare as compare
    from pato.api.studies import diff_runs as diff_runs
    from pato.api.studies import discover as discover
    from pato.api.studies import load_run as load_run
    from pato.api.studies import load_study as load_study
    from pato.api.studies import regret as regret
    from pato.api.studies import rerun as rerun
    from pato.api.studies import sensitivity as sensitivity
    from pato.api.studies import tipping as tipping
    from pato.api.sweeping import sweep as sweep
    from pato.errors import PatoError as PatoError
    from pato.registry.codes import codes as codes
    from pato.result import Result as Result
    from pato.table import Table as Table
    from pato.treaties.architecture import load_architecture as load_architecture
    from pato.treaties.events import load_event as load_event
    from pato.treaties.events import make_event as make_event
    from pato.treaties.load import load_treaty as load_treaty

__version__ = "0.2.0"

_OFFERED = {
    "pato.api.bargaining": ("negotiate",),
    "pato.api.checking": ("check",),
    "pato.api.clauses": ("clauses",),
    "pato.api.decisions": ("burden", "decide", "power"),
    "pato.api.economy": ("coerce", "trade", "trade_sectors"),
    "pato.api.exchange": ("from_ema", "runs", "to_arviz", "to_ema", "to_salib"),
    "pato.api.forecasting": ("forecast_freeze", "forecast_score"),
    "pato.api.law": (
        "atop", "commitments", "conflicts", "diff", "draft", "duties", "duty_matrix", "exposure", "gaps", "incidents", "legal_memo", "who_must_act",
    ),
    "pato.api.memberships": ("eligible", "formation", "refuse", "stable", "why"),
    "pato.api.records": ("evidence", "explain", "ledger", "panel", "validate"),
    "pato.api.studies": (
        "claims", "compare", "diff_runs", "discover", "load_run", "load_study", "regret", "rerun", "sensitivity",
        "tipping",
    ),
    "pato.api.sweeping": ("sweep",),
    "pato.errors": ("PatoError",),
    "pato.registry.codes": ("codes",),
    "pato.result": ("Result",),
    "pato.table": ("Table",),
    "pato.treaties.architecture": ("load_architecture",),
    "pato.treaties.events": ("load_event", "make_event"),
    "pato.treaties.load": ("load_treaty",),
}  # fmt: skip
"""Modules that define the public names."""
_PUBLIC = {name: module for module, names in _OFFERED.items() for name in names}
_CALLED = ("report", "world")
"""Packages that can also be called: ``pato.world()`` and ``pato.report("out/")``."""
__all__ = [*_PUBLIC, *_CALLED]  # noqa: PLE0604  the keys are words


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    if name in _CALLED:
        return import_module(f"pato.{name}")
    raise AttributeError(f"module 'pato' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted(__all__)
