"""The runs of a comparison as one flat table: one row per run with its inputs and outcomes, levels by name."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from pato.assess.compare import Comparison
from pato.assess.inputs import Input, columns_of
from pato.assess.metrics.base import label_dim
from pato.errors import Problem, UsageError
from pato.futures.dims import ARCHITECTURE, FUTURE, flat_name
from pato.kernels.arrays import AnyArray

FORMATS = (".parquet", ".csv", ".dta")
AT_ONCE = 50_000
"""Number of runs drawn and written at a time, so that memory use does not grow with the number of runs."""
_MOST_STATA = 200_000


class Column(NamedTuple):
    """One column of the table.

    Attributes
    ----------
    name
        ``FACTOR``, ``FACTOR__COEFFICIENT``, ``METRIC__ARCHITECTURE`` or ``METRIC__ARCHITECTURE__STATE``; letters, digits and
        underscores, so that it is valid in SQL, R, Stata and Python.
    role
        ``input`` or ``outcome``.
    label, unit, source
        Label, unit and source of the column.
    levels
        The levels of a categorical factor.
    metric, architecture, state
        Of an outcome; None otherwise.
    """

    name: str
    role: str
    label: str
    unit: str = ""
    source: str = ""
    levels: tuple[str, ...] = ()
    metric: str | None = None
    architecture: str | None = None
    state: str | None = None


class FlatRuns:
    """The table of a comparison, made range by range of its runs.

    Parameters
    ----------
    comparison
        A finished comparison.
    by_state
        Whether to include results by state; not available for runs so large that only metrics were kept.
    """

    def __init__(self, comparison: Comparison, *, by_state: bool = False) -> None:
        self.comparison = comparison
        self.runs = comparison.study.study.futures
        self._design = comparison.study.design
        sources = {f.id: f for f in self._design.factors}
        drawn = self._inputs(0, min(2, self.runs))
        self.columns = [Column(FUTURE, "input", "number of the run")]
        for one in drawn:
            factor = sources[one.factor]
            name = (
                flat_name(one.factor)
                if one.id == one.factor
                else flat_name(one.factor, one.id.removeprefix(f"{one.factor}."))
            )
            self.columns.append(Column(name, "input", one.id, one.unit, factor.source, one.levels))
        self.columns += self._outcome_columns(by_state=by_state)

    def _inputs(self, start: int, stop: int) -> list[Input]:
        return list(columns_of(self._design.draw(start, stop), self._design.factors))

    def _outcome_columns(self, *, by_state: bool) -> Iterator[Column]:
        for name, values in self.comparison.values.items():
            metric, dim = self.comparison.metric(name), label_dim(values)
            if dim is not None and (not by_state or values.sizes.get(FUTURE, self.runs) < self.runs):
                continue
            for system in map(str, values[ARCHITECTURE].values):
                about = ("outcome", f"{metric.label}, {system}", metric.unit, "", (), name, system)
                if dim is None:
                    yield Column(flat_name(name, system), *about)
                    continue
                for state in map(str, values[dim].values):
                    told = f"{metric.label}, {system}, {state}"
                    yield Column(flat_name(name, system, state), "outcome", told, *about[2:], state)

    def frame(self, start: int = 0, stop: int | None = None) -> pl.DataFrame:
        """Return the rows of some runs; all by default."""
        stop = self.runs if stop is None else min(stop, self.runs)
        found: dict[str, pl.Series] = {FUTURE: pl.Series(FUTURE, np.arange(start, stop))}
        drawn = [c for c in self.columns if c.role == "input"][1:]
        for column, one in zip(drawn, self._inputs(start, stop), strict=True):
            words = pl.Series(column.name, one.values)
            if one.levels:
                kind = pl.Enum(one.levels)
                words = pl.Series(column.name, one.words().tolist(), dtype=kind)
            found[column.name] = words
        for column in self.columns:
            if column.role == "outcome":
                found[column.name] = pl.Series(
                    column.name, self._values(column, start, stop), nan_to_null=True
                )
        return pl.DataFrame(found)

    def _values(self, column: Column, start: int, stop: int) -> AnyArray:
        assert column.metric is not None
        values = self.comparison.values[column.metric].sel({ARCHITECTURE: column.architecture})
        if column.state is not None:
            values = values.sel({label_dim(values): column.state})
        if FUTURE not in values.dims:
            return np.full(stop - start, float(values.values))
        return np.asarray(values.values[start:stop], dtype=np.float64)

    def about(self) -> dict[str, Any]:
        """Return the table's metadata: columns with units, sources and levels, and provenance."""
        columns = {
            c.name: {
                "role": c.role,
                "label": c.label,
                "unit": c.unit,
                "source": c.source,
                "levels": list(c.levels),
            }
            for c in self.columns
        }
        title = str(self.comparison.run.description["title"])
        return {"title": title, "rows": self.runs, "columns": columns, **self.comparison.meta()}

    def labels(self) -> dict[str, str]:
        """Return each column's label with its unit."""
        return {c.name: f"{c.label} ({c.unit})" if c.unit else c.label for c in self.columns}

    def write(self, path: str | Path, *, excel: bool = False) -> Path:
        """Write the table atomically, together with ``NAME.meta.json``.

        Parameters
        ----------
        path
            The ending sets the format: .parquet, .csv or .dta (Stata, with variable and value labels).
        excel
            Whether CSV begins with the byte-order mark by which Excel recognises UTF-8.

        Raises
        ------
        UsageError
            For another ending, or more runs than fit in memory as Stata.
        """
        import json

        from pato.files.storage import write_atomic

        target = Path(path)
        ending = target.suffix.lower()
        if ending not in FORMATS:
            told = f"'{target.name}' has no known ending."
            raise UsageError(Problem("-o", told, f"Allowed: {', '.join(FORMATS)}."))
        if ending == ".dta":
            write_atomic(target, self._stata())
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            self._stream(target, ending, excel=excel)
        text = json.dumps(self.about(), indent=1, ensure_ascii=False, default=str) + "\n"
        write_atomic(target.with_suffix(".meta.json"), text)
        return target

    def _stream(self, target: Path, ending: str, *, excel: bool) -> None:
        """Write ranges of runs one after another into a temporary file that then replaces the target."""
        from pato.files.storage import replace

        with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}.") as folder:
            made = Path(folder) / target.name
            ranges = [(s, min(s + AT_ONCE, self.runs)) for s in range(0, self.runs, AT_ONCE)]
            if ending == ".csv":
                with made.open("wb") as stream:
                    stream.write(b"\xef\xbb\xbf" if excel else b"")
                    for start, stop in ranges:
                        stream.write(_csv(self.frame(start, stop), header=start == 0))
            else:
                parts = []
                for start, stop in ranges:
                    parts.append(Path(folder) / f"{start:09d}.part")
                    self.frame(start, stop).write_parquet(parts[-1])
                pl.scan_parquet(parts).sink_parquet(made)
            replace(made, target)

    def _stata(self) -> bytes:
        from pato.exports import to_stata

        if self.runs > _MOST_STATA:
            told = f"{self.runs:,} runs are more than Stata's format can be written with ({_MOST_STATA:,})."
            raise UsageError(Problem("-o", told, "Write .parquet or .csv."))
        return to_stata(pandas_of(self.frame()), title=self.about()["title"], labels=self.labels())


def _csv(frame: pl.DataFrame, *, header: bool) -> bytes:
    stream = io.BytesIO()
    frame.write_csv(stream, include_header=header)
    return stream.getvalue()


def pandas_of(frame: pl.DataFrame) -> Any:
    """Return a pandas frame, without pyarrow; levels become categories."""
    import pandas as pd

    columns: dict[str, Any] = {}
    for one in frame.get_columns():
        if isinstance(one.dtype, pl.Enum):
            levels = one.dtype.categories.to_list()
            columns[one.name] = pd.Categorical(one.cast(pl.String).to_list(), categories=levels)
        else:
            columns[one.name] = one.to_numpy()
    return pd.DataFrame(columns)
