"""Trade agreements in force between two states, and how deep they are.

The provider's table of pairs lists an agreement only where the pair has no earlier one of its own: of the
110 directed pairs of the CPTPP it holds 52. For the agreements of ``plurilateral.csv``, which bind every
party to every other, the pairs that are left out are added here; the parties are those the table itself
names.

The depth of a cluster is read from the provider's own depth index, not from the cluster's number: the mean
of the index over agreements and policy areas is 5.1 in cluster 1, 3.4 in 2 and 2.6 in 3 of ``kmean``.
"""

from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import polars as pl

from pato.estimate.agreement_panel import DEPTHS, UNCODED
from pato.estimate.snapshot.states import Read

YEAR = 2023


def in_force(read: Read, states: pl.DataFrame) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the ids of the agreements in force in 2023 between each pair (codes in alphabetical order)."""
    rows = read("rta_bilateral_year_1958_2023").filter((pl.col("year") == YEAR) & (pl.col("rta_v2") == 1))
    isos = set(states["iso"])
    pairs: dict[tuple[str, str], set[int]] = {}
    parties: dict[int, set[str]] = {}
    for agreement, one, two in rows.select("id_agree", "iso_o", "iso_d").iter_rows():
        parties.setdefault(agreement, set()).update((one, two))
        if one in isos and two in isos:
            pairs.setdefault(_key(one, two), set()).add(agreement)
    for agreement in plurilateral():
        for one, two in combinations(sorted(parties[agreement] & isos), 2):
            pairs.setdefault((one, two), set()).add(agreement)
    return {pair: tuple(sorted(ids)) for pair, ids in pairs.items()}


def listed(read: Read, pairs: dict[tuple[str, str], tuple[int, ...]]) -> list[tuple[str, ...]]:
    """Return the cells of ``agreements.csv``: id, name, entry into force, owner's cluster, depth, mean depth index."""
    used = {a for ids in pairs.values() for a in ids}
    names = {
        i: (name, force)
        for i, name, force in read("rta_agreements")
        .select("id_agree", "agreement", "entry_force")
        .iter_rows()
    }
    clusters, index = _clusters(read), _depth_index(read)
    depth = depth_of_clusters(read)
    rows: list[tuple[str, ...]] = []
    for agreement in sorted(used):
        name, force = names[agreement]
        cluster = clusters.get(agreement)
        mean = index.get(agreement)
        label = depth[cluster] if cluster is not None else UNCODED
        rows.append(
            (
                str(agreement),
                " ".join(name.split()),
                str(force),
                _cell(cluster),
                label,
                "" if mean is None else f"{mean:.3g}",
            )
        )
    return rows


def depths(read: Read) -> dict[int, str]:
    """Return the depth of every coded agreement."""
    label = depth_of_clusters(read)
    return {agreement: label[cluster] for agreement, cluster in _clusters(read).items()}


def deepest(ids: tuple[int, ...], depth: dict[int, str]) -> str:
    """Return the depth of the deepest agreement; ``uncoded`` if none is coded.

    >>> deepest((1, 2, 3), {1: "shallow", 2: "medium"})
    'medium'
    """
    found = {depth.get(i, UNCODED) for i in ids}
    return next((d for d in DEPTHS if d in found), UNCODED)


def depth_of_clusters(read: Read) -> dict[int, str]:
    """Return the depth of the provider's clusters, by the mean of the provider's depth index in each."""
    index = _depth_index(read)
    sums: dict[int, list[float]] = {}
    for agreement, cluster in _clusters(read).items():
        if agreement in index:
            sums.setdefault(cluster, []).append(index[agreement])
    ranked = sorted(sums, key=lambda c: -sum(sums[c]) / len(sums[c]))
    return dict(zip(ranked, DEPTHS, strict=True))


def plurilateral() -> tuple[int, ...]:
    """Return the agreements that bind every party to every other."""
    with Path(__file__).with_name("plurilateral.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(int(row["agreement"]) for row in csv.DictReader(stream))


def _clusters(read: Read) -> dict[int, int]:
    return dict(read("rta_depth_clusters").select("id_agree", "kmean").iter_rows())


def _depth_index(read: Read) -> dict[int, float]:
    table = (
        read("rta_depth_by_policy_area")
        .group_by("id_agree")
        .agg(pl.col("rta_deep_std").cast(pl.Float64).mean())
    )
    return dict(table.iter_rows())


def _key(one: str, two: str) -> tuple[str, str]:
    return (one, two) if one < two else (two, one)


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)
