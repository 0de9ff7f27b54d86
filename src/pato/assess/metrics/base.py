"""What a metric is, and how metrics are found: every module beside this one that defines ``METRIC``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import xarray as xr

from pato.errors import PatoError


@dataclass(frozen=True, slots=True)
class Context:
    """What metrics are computed from.

    Attributes
    ----------
    outcomes
        The outcomes of a run, dims future, architecture and others.
    members
        Parties of what the compared architectures add to the status quo: the same states under every
        architecture, so that like is compared with like.
    horizon_years
        Length of the future that sums are taken over.
    pledges
        Who is pledged to defend whom, by architecture; states as in `states`.
    states
        ISO codes along the pledges' axes.
    """

    outcomes: xr.Dataset
    members: tuple[str, ...]
    horizon_years: int
    pledges: Mapping[str, npt.NDArray[np.bool_]]
    states: tuple[str, ...]

    def among_members(self, architecture: str) -> npt.NDArray[np.bool_]:
        """Return the pledges among members under an architecture, shape (defender, target)."""
        index = [self.states.index(m) for m in self.members]
        return self.pledges[architecture][np.ix_(index, index)]

    def over_architectures(self, count: Callable[[str], float]) -> xr.DataArray:
        """Return a figure that is the same in every future, dims (architecture,)."""
        labels = [str(a) for a in self.outcomes["architecture"].values]
        return xr.DataArray(
            [float(count(a)) for a in labels], dims=("architecture",), coords={"architecture": labels}
        )


@dataclass(frozen=True, slots=True)
class Metric:
    """One yardstick.

    Attributes
    ----------
    id, label
        Its name in studies and in tables.
    unit
        What its figures are in.
    better
        ``lower``, ``higher``, or ``neither`` where people differ on what is good.
    compute
        Returns dims (future, architecture), (future, architecture, target), or (architecture,) for what is the same
        in every future.
    needs_members
        Whether it has no meaning where the architectures add no party.
    note
        What a reader must know to use it.
    """

    id: str
    label: str
    unit: str
    better: Literal["lower", "higher", "neither"]
    compute: Callable[[Context], xr.DataArray]
    needs_members: bool = False
    note: str = ""


@cache
def metrics() -> Mapping[str, Metric]:
    """Return all metrics by id, in the order of their files."""
    found: dict[str, Metric] = {}
    for file in sorted(Path(__file__).parent.glob("*.py")):
        if file.stem in {"__init__", "base"}:
            continue
        metric = getattr(import_module(f"{__package__}.{file.stem}"), "METRIC", None)
        if not isinstance(metric, Metric) or metric.id != file.stem:
            raise PatoError(f"{file.name} must define METRIC, a Metric whose id is '{file.stem}'.")
        found[metric.id] = metric
    return found
