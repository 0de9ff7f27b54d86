"""Initiators and later joiners of each dispute, with sides (Gibler, Miller and Little)."""

from __future__ import annotations

import polars as pl

from pato.world.sources import store

WAR = 5
PARTICIPANTS, PAIRS = "gml_part", "gml_dirdisp"
SIDES = ("target", "challenger")


def originators(folder: str | None = None) -> pl.DataFrame:
    """Return those who were in a dispute from its first day: ``dispute``, ``year`` it began in, ``state``, ``side``."""
    found = _participants(folder).filter(pl.col("orig") == 1)
    return found.with_columns(year=pl.col("styear").min().over("dispute")).select(
        "dispute", "year", "state", "side"
    )


def joiners(folder: str | None = None) -> pl.DataFrame:
    """Return those who came later: ``dispute``, ``state``, ``side``.

    A state with several spells joins once, on the side of its first spell; a returning originator does not join.
    """
    participants = _participants(folder)
    first = participants.sort("dispute", "state", "styear", "stmon", "stday").unique(
        ["dispute", "state"], keep="first", maintain_order=True
    )
    began = participants.filter(pl.col("orig") == 1).select("dispute", "state")
    later = first.filter(pl.col("orig") == 0).join(began, on=["dispute", "state"], how="anti")
    return later.select("dispute", "state", "side")


def wars(folder: str | None = None) -> pl.DataFrame:
    """Return ``dispute`` and ``war``: whether two of its originators reached the level of war with one another."""
    pairs = store.read(PAIRS, ("dispnum", "orig1", "orig2", "hostlev1"), folder=folder)
    between = pairs.filter((pl.col("orig1") == 1) & (pl.col("orig2") == 1))
    return between.group_by(dispute=pl.col("dispnum").cast(pl.Int64)).agg(
        war=(pl.col("hostlev1").max() >= WAR).cast(pl.Float64)
    )


def _participants(folder: str | None) -> pl.DataFrame:
    columns = ("dispnum", "ccode", "styear", "stmon", "stday", "sidea", "orig")
    frame = store.read(PARTICIPANTS, columns, folder=folder).cast(pl.Int64)
    return frame.rename({"dispnum": "dispute", "ccode": "state"}).with_columns(
        side=pl.when(pl.col("sidea") == 1).then(pl.lit("challenger")).otherwise(pl.lit("target"))
    )
