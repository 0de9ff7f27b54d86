"""What `pato fit` can fit: one module each, with ``run(folder)``, found by its file name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pato.errors import UnknownNameError, unknown
from pato.files import discover
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
        What to show.
    differences
        A row for each number that is not what ships; all of them, in one row, where nothing ships yet.
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
        If there is no such model.
    """
    known = discover.find(__name__)
    if model not in known:
        raise UnknownNameError(unknown("model", model, known))
    result = known[model].load().run(folder)
    assert isinstance(result, Refit)
    return result


def nothing_ships(model: str) -> Table:
    """Return the comparison with an estimate that does not ship yet."""
    title = f"Where the fit of '{model}' differs from what ships"
    return Table(("what", "shipped", "fitted now"), [("estimate", None, "new")], title=title)
