"""Whether what members owe under one instrument conflicts with another."""

import xarray as xr

from pato.assess.metrics.base import Context, Metric
from pato.treaties.conflicts import KINDS, conflicts


def compute(context: Context) -> xr.DataArray:
    """Return how many pairs of duties cannot both be kept, dims (architecture,)."""

    def count(label: str) -> int:
        architecture = context.architectures[label]
        found = conflicts(architecture, architecture.date or context.date)
        return sum(c.kind == KINDS[0] and c.severity == "conflict" for c in found)

    return context.over_architectures(count)


METRIC = Metric(
    "conflicts",
    "duties of different instruments that cannot both be kept",
    "conflicts",
    "lower",
    compute,
    note="A duty to join an attack, or to fight a state towards which one has pledged neutrality; tensions are listed by 'pato conflicts'.",
    rank=6,
)
