"""Status of a solve: a value with a message, never a NaN passed on (C1)."""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from pato.kernels.arrays import BoolArray, Int8Array


class Status(StrEnum):
    """Status of a model's solve in a future; each member is its message for readers.

    Codes are positions in this list and are stored in results: new members go to the end.
    """

    CONVERGED = "converged."
    NOT_CONVERGED = "did not converge in the steps allowed; its result is left out. Raise the number of steps or widen the tolerance."
    SEVERAL_EQUILIBRIA = (
        "has more than one equilibrium; the result is that of the one selected, and it is marked."
    )
    NOT_COVERED = "lies outside what the data cover: unknown, which is not zero."
    REFUSED = (
        "was refused, because the request cannot be answered with these inputs; see the message of the run."
    )

    @property
    def code(self) -> int:
        """Number under which the status is stored in results (0 is converged)."""
        return list(Status).index(self)

    @property
    def word(self) -> str:
        """The name in small letters, for attributes and tables."""
        return self.name.lower()

    @property
    def has_figure(self) -> bool:
        """Whether a future that ended so carries a figure."""
        return self in {Status.CONVERGED, Status.SEVERAL_EQUILIBRIA}

    @classmethod
    def of(cls, code: int) -> Status:
        """Return the status with a stored code."""
        return list(cls)[code]


def flags() -> dict[str, object]:
    """Return the attributes that explain stored codes to any reader of netCDF (CF conventions, section 3.5)."""
    return {
        "flag_values": np.arange(len(Status), dtype=np.int8),
        "flag_meanings": " ".join(status.word for status in Status),
    }


def codes_without_figure(codes: Int8Array) -> BoolArray:
    """Return where the stored codes mean that there is no value; same shape as ``codes``."""
    empty = [status.code for status in Status if not status.has_figure]
    return np.isin(codes, empty)
