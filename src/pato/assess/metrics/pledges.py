"""Commitments: gaps, conflicts between obligations, and freedom of action."""

import numpy as np
import xarray as xr

from pato.assess.metrics.base import HUB, Context, Metric
from pato.models.pledges import gap_count
from pato.treaties.conflicts import incompatible_duties

_COVERAGE = (
    "Duties to states without figures in the study are not counted here; 'pato exposure' counts them all."
)


def _gaps(context: Context) -> xr.DataArray:
    """Return the number of pairs, dims (architecture,)."""
    return context.over_architectures(lambda a: gap_count(context.among_members(a)))


def _gaps_within_pact(context: Context) -> xr.DataArray:
    """Return the number of pairs, dims (architecture,); among all members where an architecture adds no pact."""

    def count(label: str) -> int:
        parties = [s for s in context.own.get(label, ()) if s in context.states] or context.members
        index = [context.states.index(s) for s in parties]
        return gap_count(context.pledges[label][np.ix_(index, index)])

    return context.over_architectures(count)


def _conflicts(context: Context) -> xr.DataArray:
    """Return the number of pairs of obligations that cannot both be kept, dims (architecture,)."""

    def count(label: str) -> int:
        architecture = context.architectures[label]
        found = incompatible_duties(architecture, architecture.date or context.date)
        return sum(c.severity == "conflict" for c in found)

    return context.over_architectures(count)


def _defence_duties_members(context: Context) -> xr.DataArray:
    """Return the number of states of the snapshot that members are bound to defend, summed, dims (architecture,)."""
    index = [context.states.index(m) for m in context.members]
    return context.over_architectures(lambda a: int(context.pledges[a][index].sum()))


def _freedom_of_action_hub(context: Context) -> xr.DataArray:
    """Return the number of states that the hub is bound to defend, dims (architecture,)."""
    rows = [i for i, state in enumerate(context.states) if state == HUB]  # a member or not
    return context.over_architectures(lambda a: int(context.pledges[a][rows].sum()))


def _freedom_of_action_spokes(context: Context) -> xr.DataArray:
    """Return the number of states that the spokes are bound to defend, summed, dims (architecture,)."""
    rows = [i for i in context.index if context.states[i] != HUB]
    return context.over_architectures(lambda a: int(context.pledges[a][rows].sum()))


METRICS = (
    Metric(
        "gaps",
        "pairs of members without a defence obligation",
        "pairs",
        "lower",
        _gaps,
        needs_members=True,
        no_difference=0.0,
        rank=5,
    ),
    Metric(
        "gaps_within_pact",
        "pairs of the pact's own parties without a defence obligation",
        "pairs",
        "lower",
        _gaps_within_pact,
        needs_members=True,
        note="Among the parties of the pact that the architecture adds; where it adds none, among all members.",
        no_difference=0.0,
        rank=5,
    ),
    Metric(
        "conflicts",
        "duties of different instruments that cannot both be kept",
        "conflicts",
        "lower",
        _conflicts,
        note="A duty to join an attack, or to fight a state towards which one has pledged neutrality; tensions are listed by 'pato conflicts'.",
        no_difference=0.0,
        rank=6,
    ),
    Metric(
        "defence_duties_members",
        "defence obligations that members owe to states of the study",
        "directed pairs",
        "neither",
        _defence_duties_members,
        needs_members=True,
        note=f"Each is protection to one side and an obligation to the other. {_COVERAGE}",
        rank=40,
    ),
    Metric(
        "freedom_of_action_hub",
        "defence obligations that the hub owes to states of the study",
        "states",
        "neither",
        _freedom_of_action_hub,
        needs_members=True,
        note=f"Each is protection to one side and an obligation to the other: fewer duties, more freedom of action. {_COVERAGE}",
        rank=41,
    ),
    Metric(
        "freedom_of_action_spokes",
        "defence obligations that the spokes owe to states of the study",
        "directed pairs",
        "neither",
        _freedom_of_action_spokes,
        needs_members=True,
        note=f"Each is protection to one side and an obligation to the other: fewer duties, more freedom of action. {_COVERAGE}",
        rank=42,
    ),
)
