"""Pledges not to fight a state, without the universal ones (ATOP members)."""

from __future__ import annotations

import numpy as np
import polars as pl

from pato.estimate.panel.spells import expand, integers
from pato.models.pledges import UNIVERSAL_PARTIES
from pato.world.sources import store

TABLE = "atop51_member_level"
LAST_YEAR = 2018
_COLUMNS = ("atopid", "member", "yrent", "yrexit", "defense", "nonagg")


def nonaggression(folder: str | None = None, *, universal: bool = False) -> pl.DataFrame:
    """Return the pledges not to attack: ``giver``, ``receiver``, ``year``, each once.

    Treaties of at least `UNIVERSAL_PARTIES` parties that promise no defence (the Helsinki Final Act, the African Union's,
    ASEAN's Treaty of Amity and Cooperation) bind nearly everyone to everyone and are left out.

    Parameters
    ----------
    folder
        The data store.
    universal
        Keep them.
    """
    frame = store.read(TABLE, _COLUMNS, folder=folder).with_columns(pl.col("defense", "nonagg").fill_null(0))
    size = frame.group_by("atopid").agg(parties=pl.col("member").n_unique(), pact=pl.col("defense").max())
    wide = size.filter((pl.col("parties") >= UNIVERSAL_PARTIES) & (pl.col("pact") == 0))
    if not universal:
        frame = frame.join(wide.select("atopid"), on="atopid", how="anti")
    years = by_year(frame)
    givers = years.filter(pl.col("nonagg") == 1).select("atopid", "year", giver="member")
    both: pl.DataFrame = givers.join(years.select("atopid", "year", receiver="member"), on=["atopid", "year"])
    return both.filter(pl.col("giver") != pl.col("receiver")).select("giver", "receiver", "year").unique()


def by_year(members: pl.DataFrame) -> pl.DataFrame:
    """Return ATOP's spells of membership (``yrent`` to ``yrexit``, 0 for one that goes on) as one row per state and ``year``."""
    end = np.where(integers(members["yrexit"]) == 0, LAST_YEAR, integers(members["yrexit"]))
    spell, year = expand(integers(members["yrent"]), end)
    return members[spell].with_columns(year=pl.Series(year))
