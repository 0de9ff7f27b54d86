"""Runs and estimates in the formats of other programs: flat tables, the EMA workbench, SALib, ArviZ."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from pato.api.given import name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from pato.assess.compare import Comparison
    from pato.futures import Run
    from pato.kernels.arrays import AnyArray, FloatArray


def runs(
    run: Comparison | Run | str | os.PathLike[str],
    path: str | os.PathLike[str] | None = None,
    *,
    by_state: bool = False,
    excel: bool = False,
) -> pd.DataFrame | None:
    """Return the runs of a comparison as one flat table, or write it (``pato runs``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    path
        FILE.parquet, FILE.csv or FILE.dta. Nothing is then returned, so that a million runs fit in memory.
    by_state
        Whether to include results by state as columns.
    excel
        Whether CSV begins with the byte-order mark by which Excel recognises UTF-8.

    Returns
    -------
    pandas.DataFrame or None
        One row per run: ``future``, sampled inputs (levels by name), and ``METRIC__ARCHITECTURE``; labels, units and
        sources are in its ``attrs``.
    """
    from pato.assess.flat import FlatRuns, pandas_of
    from pato.assess.results import comparison_of

    flat = FlatRuns(comparison_of(run), by_state=by_state)
    if path is not None:
        flat.write(os.fspath(path), excel=excel)
        return None
    frame: pd.DataFrame = pandas_of(flat.frame())
    frame.attrs.update(flat.about())
    return frame


def to_ema(
    run: Comparison | Run | str | os.PathLike[str],
) -> tuple[pd.DataFrame, dict[str, FloatArray]]:
    """Return experiments and outcomes in the EMA workbench's format; see `pato.assess.exchange.to_ema`."""
    from pato.assess import exchange
    from pato.assess.results import comparison_of

    return exchange.to_ema(comparison_of(run))


def from_ema(experiments: pd.DataFrame, outcomes: Mapping[str, AnyArray]) -> pd.DataFrame:
    """Return results of the EMA workbench as a flat table of runs; see `pato.assess.exchange.from_ema`."""
    from pato.assess import exchange

    return exchange.from_ema(experiments, outcomes)


def to_salib(
    run: Comparison | Run | str | os.PathLike[str], metric: str, architecture: str, against: str | None = None
) -> tuple[dict[str, Any], FloatArray, FloatArray]:
    """Return a SALib problem with its inputs and output; see `pato.assess.exchange.to_salib`."""
    from pato.assess import exchange
    from pato.assess.results import comparison_of

    return exchange.to_salib(comparison_of(run), metric, architecture, against)


def to_arviz(estimate: str, *, draws: int = 2000, seed: int = 1) -> Any:
    """Return a shipped estimate in ArviZ's format; see `pato.assess.exchange.to_arviz`."""
    from pato.assess import exchange

    return exchange.to_arviz(name_of(estimate, where="estimate"), draws=draws, seed=seed)
