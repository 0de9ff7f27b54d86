"""The response as estimated within states, each with a trend of its own."""

from __future__ import annotations

from pato.models.arming.base import ArmingTheory


class WithinStates(ArmingTheory):
    """Growth after a rival's new pledge, compared with the same state in other years."""

    id = "within_states"
    label = "as estimated within states"
    basis = "estimate"
    personnel = "personnel_states"
    expenditure = "expenditure_states"

    def describe(self) -> str:
        """Return the theory's claim."""
        return (
            "Personnel (1816-2010) and expenditure (1946-2010) grow by what a state's growth after its rival's new pledges exceeded its own in other "
            "years. An association, as above; personnel grew before nuclear weapons more than after."
        )


THEORY = WithinStates()
