"""Runs in the formats of other programs: the EMA workbench, SALib, and ArviZ for estimates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from pato.assess.compare import Comparison
from pato.assess.flat import FlatRuns, pandas_of
from pato.errors import MissingExtraError, Problem, UnknownNameError, UsageError, unknown
from pato.files.estimates import damaged, stored
from pato.futures.dims import ARCHITECTURE, FUTURE, flat_name
from pato.kernels.arrays import AnyArray, FloatArray

if TYPE_CHECKING:
    import pandas as pd

SCENARIO, POLICY, MODEL = "scenario", "policy", "model"
"""Columns that the EMA workbench adds to its experiments."""


def to_ema(comparison: Comparison) -> tuple[pd.DataFrame, dict[str, FloatArray]]:
    """Return experiments and outcomes in the EMA workbench's format: runs are scenarios, architectures are policies.

    Returns
    -------
    pandas.DataFrame
        One row per run and architecture: sampled inputs, and ``scenario``, ``policy``, ``model``.
    dict of str to numpy.ndarray
        By metric, shape (row,); metrics by state are left out.
    """
    import pandas as pd

    flat = FlatRuns(comparison)
    wide = pandas_of(flat.frame())
    drawn = [c.name for c in flat.columns if c.role == "input" and c.name != FUTURE]
    systems = list(comparison.study.labels)
    scenarios = wide[drawn].assign(**{SCENARIO: wide[FUTURE]})
    experiments = pd.concat(
        [scenarios.assign(**{POLICY: system, MODEL: "pato"}) for system in systems], ignore_index=True
    )
    experiments[POLICY] = pd.Categorical(experiments[POLICY], categories=systems)
    metrics = dict.fromkeys(c.metric for c in flat.columns if c.metric is not None)
    outcomes = {
        str(metric): np.concatenate([wide[flat_name(str(metric), system)].to_numpy() for system in systems])
        for metric in metrics
    }
    return experiments, outcomes


def from_ema(experiments: pd.DataFrame, outcomes: Mapping[str, AnyArray]) -> pd.DataFrame:
    """Return results of the EMA workbench as a flat table of runs, in the format of `pato.runs`.

    Parameters
    ----------
    experiments
        With columns ``scenario`` and ``policy``; every scenario with every policy, once.
    outcomes
        By name, shape (row,).

    Returns
    -------
    pandas.DataFrame
        One row per scenario: sampled inputs, ``LEVER__POLICY`` for a policy's settings, and ``OUTCOME__POLICY``.

    Raises
    ------
    UsageError
        If a column is missing, a scenario lacks a policy, or an outcome has another number of rows or a time axis.
    """
    import pandas as pd

    if missing := [c for c in (SCENARIO, POLICY) if c not in experiments]:
        raise UsageError(
            Problem("experiments", f"has no column '{missing[0]}'.", "Give what the workbench returned.")
        )
    where = experiments.reset_index(drop=True)
    if where.duplicated([SCENARIO, POLICY]).any():
        raise UsageError(Problem("experiments", "holds a scenario and policy twice.", "Give each pair once."))
    for name, values in outcomes.items():
        if np.shape(values) != (len(where),):
            told = (
                f"outcome '{name}' has the shape {np.shape(values)}, and there are {len(where)} experiments."
            )
            raise UsageError(Problem("outcomes", told, "Give one number an experiment."))
    drawn = [c for c in where.columns if c not in {SCENARIO, POLICY, MODEL}]
    # the workbench lists the scenarios again for each policy: their values show which are the same
    groups = {str(p): part.sort_values(SCENARIO) for p, part in where.groupby(POLICY, observed=True)}
    first = next(iter(groups.values()))
    for policy, part in groups.items():
        if part[SCENARIO].tolist() != first[SCENARIO].tolist():
            told = f"policy '{policy}' and '{first[POLICY].iloc[0]}' have other scenarios."
            raise UsageError(Problem("experiments", told, "Run every policy in every scenario."))
    # levers are set by policies: they differ between policies in one scenario
    levers = [c for c in drawn if any(p[c].tolist() != first[c].tolist() for p in groups.values())]
    found = {FUTURE: first[SCENARIO].to_numpy(), **{c: first[c].array for c in drawn if c not in levers}}
    for policy, part in groups.items():
        found |= {flat_name(lever, policy): part[lever].array for lever in levers}
        for name, values in outcomes.items():
            found[flat_name(name, policy)] = np.asarray(values)[part.index.to_numpy()]
    return pd.DataFrame(found)


def to_salib(
    comparison: Comparison, metric: str, architecture: str, against: str | None = None
) -> tuple[dict[str, Any], FloatArray, FloatArray]:
    """Return a SALib problem with its inputs and output, for methods that accept any sample (delta, RBD-FAST, PAWN).

    Parameters
    ----------
    comparison
        A finished comparison.
    metric, architecture
        The metric and architecture to explain.
    against
        If given, the output is the difference from this architecture in the same run.

    Returns
    -------
    problem
        ``num_vars``, ``names``, ``bounds`` (of the draws), ``groups`` (coefficients of one estimate are one group).
    X, Y
        Shape (run, input) and (run,); levels are coded as numbers; replicates and runs without a value are left out.

    Notes
    -----
    Draws are random, not a Saltelli or Morris design, so that methods that need those do not apply: `pato sensitivity`
    draws its own.
    """
    labels = comparison.study.labels
    for name in (architecture, against):
        if name is not None and name not in labels:
            raise UnknownNameError(unknown("architecture of this comparison", name, labels))
    figures = comparison.to_xarray()[comparison.metric(metric).id]
    values = figures.sel({ARCHITECTURE: architecture})
    if against is not None:
        values = values - figures.sel({ARCHITECTURE: against})
    if values.dims != (FUTURE,):
        told = f"'{metric}' has no single figure a run."
        raise UsageError(Problem("metric", told, "Choose one that is drawn and is not reported by state."))
    from pato.assess.inputs import inputs_for

    y = np.asarray(values.values, dtype=np.float64)
    there = np.isfinite(y)
    chosen = [i for i in inputs_for(comparison.study, [comparison.metric(metric)]) if not i.is_replicate]
    x = np.column_stack([np.asarray(i.values, dtype=np.float64) for i in chosen])
    problem = {
        "num_vars": len(chosen),
        "names": [i.id for i in chosen],
        "groups": [i.factor for i in chosen],
        "bounds": [[i.low, i.high] for i in chosen],
    }
    return problem, x[there], y[there]


def to_arviz(estimate: str, *, draws: int = 2000, seed: int = 1) -> Any:
    """Return a shipped estimate in ArviZ's format: draws from the normal distribution of its coefficients.

    Parameters
    ----------
    estimate
        A name that `pato explain` knows, with coefficients and their covariance.
    draws, seed
        Number of draws, in one chain, and their seed. Draws are independent, so chain diagnostics are uninformative.

    Raises
    ------
    UsageError
        If the estimate has no coefficients with a covariance.
    MissingExtraError
        If ArviZ is not installed.
    """
    try:
        import arviz
    except ImportError as error:
        raise MissingExtraError("arviz", "explore") from error
    import xarray as xr

    found = stored(estimate)
    if not {"names", "coefficients", "covariance"} <= found.keys():
        told = f"'{estimate}' is no estimate of coefficients with a covariance."
        raise UsageError(Problem("estimate", told, "See 'pato explain' for those that are."))
    names, mean = list(found["names"]), np.asarray(found["coefficients"], dtype=np.float64)
    covariance = np.asarray(found["covariance"], dtype=np.float64)
    if covariance.shape != (len(mean), len(mean)) or len(names) != len(mean):
        raise damaged(estimate, "names, coefficients and covariance do not fit together")
    values = np.random.default_rng(seed).multivariate_normal(mean, covariance, size=draws, method="eigh")
    about = {"estimate": estimate, "question": str(found.get("question", "")), "seed": seed}
    about["approximation"] = "multivariate normal at the estimate, with its robust covariance"
    posterior = xr.Dataset(
        {"coefficient": (("chain", "draw", "term"), values[None])},
        coords={"chain": [0], "draw": np.arange(draws), "term": names},
        attrs=about,
    )
    if hasattr(arviz, "InferenceData"):
        return arviz.InferenceData(posterior=posterior)
    return xr.DataTree.from_dict({"posterior": posterior})  # argument of ArviZ from version 1
