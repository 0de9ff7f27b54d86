"""Properties of defence pacts by ATOP's own variables: conditional, limited to an adversary or a place, backed by military provisions."""

from __future__ import annotations

import polars as pl

from pato.estimate.joining.restraint import TABLE, by_year
from pato.estimate.specification import TermSpec
from pato.world.sources import store

_KEYS = ["dispute", "state"]
# a limit counts where every pact of the two has it, strength where any has it
_LIMITS = {"defence_conditional": "defcon", "defence_adversary": "defcoadv", "defence_location": "defcoloc"}
_STRENGTH = ("milcon", "intcom", "base")
STRENGTH = "defence_strength"
TERMS = {name: TermSpec(name=name, column=name) for name in (*_LIMITS, STRENGTH)}
"""Covariates that a variant may add: 0 without a defence pact."""


def pacts(folder: str | None = None) -> pl.DataFrame:
    """Return the properties of each defence pledge: ``giver``, ``receiver``, ``year`` and a 0/1 column per covariate, one row per pair and year.

    ``defence_conditional``: only on conditions (``defcon``), of which ``defence_adversary`` and ``defence_location`` name an adversary or a place;
    ``defence_strength``: contact of forces, an integrated command or bases, where ATOP codes any above 0 (``milcon``, ``intcom``, ``base``).

    Parameters
    ----------
    folder
        The data store.
    """
    columns = ("atopid", "member", "yrent", "yrexit", "defense", *_LIMITS.values(), *_STRENGTH)
    frame = store.read(TABLE, columns, folder=folder)
    strong = pl.any_horizontal(pl.col(c).fill_null(0) > 0 for c in _STRENGTH)
    frame = frame.with_columns(
        *(pl.col(c).fill_null(0).cast(pl.Int8).alias(name) for name, c in _LIMITS.items()),
        strong.cast(pl.Int8).alias(STRENGTH),
    )
    years = by_year(frame.select("atopid", "member", "yrent", "yrexit", "defense", *TERMS)).drop(
        "yrent", "yrexit"
    )
    givers = years.filter(pl.col("defense") == 1).rename({"member": "giver"}).drop("defense")
    both = givers.join(years.select("atopid", "year", receiver="member").unique(), on=["atopid", "year"])
    return (
        both.filter(pl.col("giver") != pl.col("receiver"))
        .group_by("giver", "receiver", "year")
        .agg(*(pl.col(n).min() for n in _LIMITS), pl.col(STRENGTH).max())
        .with_columns(pl.col("giver", "receiver", "year").cast(pl.Int64))
    )


def with_conditions(rows: pl.DataFrame, targets: pl.DataFrame, folder: str | None = None) -> pl.DataFrame:
    """Return disputes x third parties with the covariates of `TERMS`: what the state's defence pacts with originators of the target's side were like the year before.

    Parameters
    ----------
    rows
        As `third_parties` makes them.
    targets
        Originators of the target's side: ``dispute``, ``state``.
    folder
        The data store.
    """
    pairs = rows.filter(pl.col("defence") == 1).select("dispute", "year", "state")
    tied = pairs.join(targets.select("dispute", receiver="state"), on="dispute").join(
        pacts(folder).with_columns(pl.col("year") + 1),
        left_on=["state", "receiver", "year"],
        right_on=["giver", "receiver", "year"],
    )
    of = tied.group_by(_KEYS).agg(*(pl.col(n).min() for n in _LIMITS), pl.col(STRENGTH).max())
    return (
        rows.join(of, on=_KEYS, how="left")
        .with_columns(pl.col(*TERMS).fill_null(0).cast(pl.Float64))
        .sort(_KEYS)
    )
