"""One uncertain thing of a study: what it is, how it is drawn, and where that comes from (C2)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from pato.brief import brief
from pato.errors import Problem, UsageError, unknown
from pato.files.domains import ANY, Domain, domain_of
from pato.files.renamed import levels_now, source_now
from pato.futures.distributions import Distribution, distribution
from pato.kernels.arrays import FloatArray

Basis = Literal["fact", "estimate", "assumption"]
Role = Literal["theory", "reading", "contingency", "replicate"]
Kind = Literal["continuous", "categorical", "posterior"]
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_.\-]*\Z")


@dataclass(frozen=True, slots=True)
class Levels:
    """Alternatives that exclude each other: theories, readings, contingencies, bootstrap replicates.

    They are drawn evenly; what weight each deserves is the user's to say, at summary.
    """

    values: tuple[str, ...]
    role: Role = "contingency"

    def __post_init__(self) -> None:
        if self.role not in get_args(Role):
            raise UsageError(unknown("role", self.role, get_args(Role)))
        if not self.values or len(set(self.values)) != len(self.values) or not all(self.values):
            raise UsageError(f"levels must be one or more different words, found {list(self.values)}.")
        if any(any(c.isspace() for c in value) for value in self.values):
            raise UsageError(f"a level is one word without blanks, found {list(self.values)}.")


@brief("names")
@dataclass(frozen=True, slots=True)
class Posterior:
    """Coefficients drawn together: means and covariance, shapes (coefficient,) and (coefficient, coefficient)."""

    names: tuple[str, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    def __post_init__(self) -> None:
        k = len(self.names)
        if (
            k == 0
            or len(set(self.names)) != k
            or len(self.mean) != k
            or [len(row) for row in self.covariance] != [k] * k
        ):
            raise UsageError(
                f"a posterior over {k} different coefficients needs {k} means and a {k} x {k} covariance."
            )
        matrix = np.array(self.covariance)
        if not (np.isfinite(matrix).all() and np.isfinite(self.mean).all()):
            raise UsageError("means and covariance of a posterior must be finite numbers.")
        if not np.allclose(matrix, matrix.T, rtol=1e-8, atol=1e-12 * np.abs(matrix).max()):
            raise UsageError("the covariance of a posterior must be symmetric.")
        cholesky(matrix)

    @classmethod
    def of(cls, names: tuple[str, ...], mean: Any, covariance: Any) -> Posterior:
        """Return the posterior with arrays or lists as means and covariance."""
        rows = tuple(tuple(float(v) for v in row) for row in covariance)
        return cls(tuple(names), tuple(float(v) for v in mean), rows)


def cholesky(matrix: FloatArray) -> FloatArray:
    """Return a root L of a covariance, L L' = matrix, by Cholesky's method with the largest pivot first.

    Covariances of small samples are often singular, and estimates are stored rounded: values below a millionth of the
    largest variance count as 0, but for those of coefficients in so small a unit that all of their variance is.
    Written out, because LAPACK's rounding differs between its builds (C5) and because it refuses singular matrices.
    Rows are in the order of the matrix; the root is triangular up to the order of its rows.

    Raises
    ------
    UsageError
        If the matrix is no covariance: some combination of coefficients would have negative variance.
    """
    k = len(matrix)
    root, rest = np.zeros((k, k)), np.array(matrix, dtype=np.float64)
    own = np.diag(rest).copy()
    scale = max(float(np.abs(own).max()), 0.0)
    for j in range(k):
        left = np.diag(rest)
        if left.max() <= 1e-9 * scale:
            left = np.where((own > 0) & (own <= 1e-9 * scale), left / np.where(own > 0, own, 1.0), 0.0)
            if left.max() <= 1e-9:
                break
        pivot = int(np.argmax(left))
        variance = float(rest[pivot, pivot])
        root[:, j] = rest[:, pivot] / math.sqrt(variance)
        rest -= root[:, j, None] * root[:, j]
        rest[pivot, :] = rest[:, pivot] = 0.0
    if np.abs(rest).max() > 1e-6 * scale:
        raise UsageError(f"the covariance of a posterior of {k} coefficients is not positive semi-definite.")
    return root


@brief("id", "kind", "basis")
@dataclass(frozen=True, slots=True)
class Factor:
    """One uncertain thing.

    Attributes
    ----------
    id
        Unique in a design; with the seed it fixes the stream of random words.
    spec
        A `Distribution`, `Levels` or a `Posterior`.
    source
        Source of the distribution or the alternatives.
    basis
        ``fact`` (drawn only for its data error), ``estimate`` or ``assumption``.
    unit
        Unit of a continuous factor, which fixes its domain; empty for alternatives.
    """

    id: str
    spec: Distribution | Levels | Posterior
    source: str
    basis: Basis
    unit: str = ""

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise UsageError(
                f"factor id '{self.id}' must start with a letter and hold letters, digits, '_', '-' and '.' only."
            )
        if self.basis not in get_args(Basis):
            raise UsageError(unknown("basis", self.basis, get_args(Basis), where=f"factor {self.id}"))
        if not self.source.strip():
            raise UsageError(
                Problem(f"factor {self.id}", "has no source.", "Name where its range or estimate comes from.")
            )

    @property
    def domain(self) -> Domain:
        """The values that a continuous factor can take, by its unit; by default any number."""
        return domain_of(self.unit) or ANY

    @property
    def kind(self) -> Kind:
        """``continuous``, ``categorical`` or ``posterior``."""
        if isinstance(self.spec, Levels):
            return "categorical"
        return "posterior" if isinstance(self.spec, Posterior) else "continuous"

    @property
    def levels(self) -> tuple[str, ...]:
        """The alternatives of a categorical factor; empty for other kinds."""
        return self.spec.values if isinstance(self.spec, Levels) else ()

    def to_dict(self) -> dict[str, Any]:
        """Return the factor as plain values that JSON keeps exactly."""
        body: dict[str, Any] = {"id": self.id, "source": self.source, "basis": self.basis, "unit": self.unit}
        if isinstance(self.spec, Levels):
            return body | {"values": list(self.spec.values), "role": self.spec.role}
        if isinstance(self.spec, Posterior):
            posterior = {
                "names": list(self.spec.names),
                "mean": list(self.spec.mean),
                "covariance": [list(r) for r in self.spec.covariance],
            }
            return body | {"posterior": posterior}
        return body | {"distribution": self.spec.spec()}

    @classmethod
    def from_dict(cls, body: Mapping[str, Any]) -> Factor:
        """Return the factor that `to_dict` wrote."""
        spec: Distribution | Levels | Posterior
        if "values" in body:
            spec = Levels(tuple(levels_now(body["id"], body["values"])), body.get("role", "contingency"))
        elif "posterior" in body:
            joint = body["posterior"]
            spec = Posterior.of(tuple(joint["names"]), joint["mean"], joint["covariance"])
        else:
            spec = distribution(body["distribution"], where=f"factor {body['id']}")
        source = source_now(body["id"], body["source"])
        return cls(body["id"], spec, source, body["basis"], body.get("unit", ""))


def together(factors: Iterable[Factor]) -> list[Factor]:
    """Return factors, each once and in the order in which they are first named: models that name the same factor share its draws.

    Raises
    ------
    UsageError
        If two different factors have one id: one of them would be drawn as the other.
    """
    found: dict[str, Factor] = {}
    for factor in factors:
        if found.setdefault(factor.id, factor) != factor:
            told = f"stands for two things: '{found[factor.id].source}' and '{factor.source}'"
            raise UsageError(Problem(f"factor {factor.id}", told, "Give each its own id."))
    return list(found.values())
