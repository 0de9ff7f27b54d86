"""T-null: pledges do not change the risk of war."""

from __future__ import annotations

from pato.models.risk.theories.base import Theory


class Null(Theory):
    """No effect."""

    id = "null"
    label = "no effect"
    basis = "assumption"

    def describe(self) -> str:
        """Return what it claims."""
        return (
            "Pledges leave the risk of war as it is. Defence pacts show no effect on disputes after 1945 in the "
            "project's own estimates, and Kenwick, Vasquez and Powers (2015) find none on war in the nuclear era."
        )


THEORY = Null()
