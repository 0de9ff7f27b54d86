"""The response as estimated on the years since 1946."""

from __future__ import annotations

from pato.models.arming.base import ArmingTheory


class Since1946(ArmingTheory):
    """Growth after a rival's new pledge, compared with other states that have rivals in the same year."""

    id = "since_1946"
    label = "as estimated since 1946"
    basis = "estimate"
    personnel = "personnel_nuclear"
    expenditure = "expenditure"

    def describe(self) -> str:
        """Return the theory's claim."""
        return (
            "Personnel and expenditure grow as they did in states whose rival received a new commitment in 1946-2010, compared with other "
            "states that had rivals in that year. An association: the pledge and the arming may answer the same threat."
        )


THEORY = Since1946()
