"""Fits of `pato fit`: one module each, with ``run(folder)``, found by its file name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pato.errors import UnknownNameError, unknown
from pato.estimate.verdict import differing
from pato.files import discover
from pato.files.estimates import find
from pato.futures.cluster import pieces
from pato.table import Table


@dataclass(frozen=True, slots=True)
class Refit:
    """A model fitted again.

    Attributes
    ----------
    estimate
        The plain values, as they ship in ``library/estimates/``.
    text
        The same as the text of that file.
    summary
        Table to show.
    differences
        One row per number that differs from the shipped one; all in one row if nothing ships yet.
    """

    estimate: Mapping[str, Any]
    text: str
    summary: Table
    differences: Table


def names() -> list[str]:
    """Return the models that can be fitted."""
    return list(discover.find(__name__))


def refit(model: str, folder: str | None = None) -> Refit:
    """Fit a model from the data store and compare it with what ships.

    Raises
    ------
    UnknownNameError
        If the model is unknown.
    """
    known = discover.find(__name__)
    if model not in known:
        raise UnknownNameError(unknown("model", model, known))
    result = known[model].load().run(folder)
    assert isinstance(result, Refit)
    return result


def refits(models: Sequence[str], folder: str | None = None) -> Iterator[tuple[str, Refit]]:
    """Fit several models and yield each when finished; on the workers of a cluster if one is connected.

    Parameters
    ----------
    models
        Their names.
    folder
        The data store; on a cluster, as its workers see it.

    Raises
    ------
    UnknownNameError
        If there is no such model; before any is fitted.
    """
    known = names()
    if wrong := [unknown("model", model, known) for model in models if model not in known]:
        raise UnknownNameError(wrong)
    asked = {"models": list(models), "folder": folder}
    for index, found in pieces("pato.estimate.fits:fitting", asked, len(models)):
        yield models[index], found


def fitting(asked: Mapping[str, Any]) -> Callable[[int], Refit]:
    """Return the function that fits the model with a number; see `pato.futures.cluster.pieces`."""
    return lambda index: refit(asked["models"][index], asked["folder"])


def compared(
    estimate: Mapping[str, Any], differences: Callable[[Mapping[str, Any], Mapping[str, Any]], Table]
) -> Table:
    """Return where an estimate differs from the one of its id that ships; one row if none ships yet."""
    before = find(estimate["id"])
    if before is None:
        return differing(estimate["id"], [("estimate", None, "new")])
    return differences(before, estimate)
