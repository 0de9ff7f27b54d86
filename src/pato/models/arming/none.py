"""No response: rivals arm as they would have."""

from __future__ import annotations

from pato.models.arming.base import ArmingTheory


class NoResponse(ArmingTheory):
    """No response."""

    id = "none"
    label = "no response"
    basis = "assumption"

    def describe(self) -> str:
        """Return the theory's claim."""
        return "Rivals arm for other reasons: a new commitment leaves their forces and spending as they would have been."


THEORY = NoResponse()
