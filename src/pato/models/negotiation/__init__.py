"""Outcome of bargaining over a clause: a spatial model of politics, its cases, courses and tables (M12).

>>> from pato.models.negotiation import Case, Switches, negotiate
>>> case = Case.of("Two and a half", ["size"], ["A", "B", "C"], [60, 40, 10], [[0], [60], [100]], [[80], [50], [90]])
>>> negotiate(case).status
'settled'

Names are imported when they are first used: the format of files needs no numbers' library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pato.models.negotiation.case import Case as Case
    from pato.models.negotiation.course import Negotiation as Negotiation
    from pato.models.negotiation.course import negotiate as negotiate
    from pato.models.negotiation.reading import read_case as read_case
    from pato.models.negotiation.switches import Switches as Switches

PATRON = "USA"
"""The state to whose ideal point alignment is measured."""
_HOMES = {
    "Case": "case",
    "Negotiation": "course",
    "negotiate": "course",
    "read_case": "reading",
    "Switches": "switches",
}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
