"""Replications of published results from the available data: one module each, with the printed and our values.

A replication is a module of this folder with ``run(folder)``; `run_all` finds them by their file names.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from pato.files import discover

Agreement = Literal["same", "close", "same sign", "differs"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure.

    Attributes
    ----------
    what
        In words.
    published
        As printed; None where only a finding in words was published.
    ours
        Our value, from the available data.
    agreement
        See `agreement`; or what a finding in words comes to; None where nothing was published to agree with.
    published_error, our_error
        Standard errors, where there are any.
    """

    what: str
    published: float | None
    ours: float
    agreement: Agreement | None
    published_error: float | None = None
    our_error: float | None = None


@dataclass(frozen=True, slots=True)
class Replication:
    """A published result and ours.

    Attributes
    ----------
    id, title
        Which.
    source
        Publication.
    differs
        Differences from the original: data, years, rules.
    rows
        The figures.
    """

    id: str
    title: str
    source: str
    differs: str
    rows: tuple[Compared, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def agreement(
    published: float, ours: float, *, digits: int, tolerance: float, signed: bool = True
) -> Agreement:
    """Return the agreement of a value: to the printed digits, within a tolerance, in sign, or not.

    Parameters
    ----------
    published, ours
        The figures.
    digits
        That were printed after the point.
    tolerance
        What counts as close: two published standard errors, say, or the width of a rounded percentage.
    signed
        Whether its sign says anything; that of a share does not.
    """
    if round(ours, digits) == round(published, digits):
        return "same"
    if abs(ours - published) <= tolerance:
        return "close"
    return "same sign" if signed and (ours > 0) == (published > 0) else "differs"


def names() -> list[str]:
    """Return the replications: the modules of this folder."""
    return list(discover.find(__name__))


def run_all(folder: str | None = None) -> list[dict[str, Any]]:
    """Return every replication as plain values, in the order of their names.

    Parameters
    ----------
    folder
        The data store.
    """
    return [one.load().run(folder).as_dict() for one in discover.find(__name__).values()]
