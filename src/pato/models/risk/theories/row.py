"""An assumption about deterrence as a row of figures, and what it makes of a situation; the rule itself is `pato.kernels.deterrence.moved`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from pato.errors import FileError, Problem, unknown
from pato.files.domains import NOT_NEGATIVE, POSITIVE, Domain
from pato.kernels.arrays import FloatArray
from pato.models.risk.theories.situation import Known, Situation

if TYPE_CHECKING:
    from pato.futures import Factor

Figure = float | str
_FIGURES = ("slope", "cap", "step", "ratio", "surge", "years")
_DOMAINS = {"ratio": POSITIVE, "years": NOT_NEGATIVE}
_95 = 1.96
SUPPORT_ESTIMATE, SUPPORT_EFFECT, SUPPORT_COEFFICIENT = "risk_support", "support_effect", "support"


class Figures(NamedTuple):
    """The numbers of a row in some futures, each of shape (future,); ``share`` is the share of the horizon that a surge lasts."""

    slope: FloatArray
    cap: FloatArray
    step: FloatArray
    surge: FloatArray
    share: FloatArray


@dataclass(frozen=True, slots=True)
class Surge:
    """A rise of risk for part of the horizon.

    Attributes
    ----------
    share
        Of the horizon, 0 to 1, shape (future, 1).
    log_odds
        Added during that part, shape (future, moved pair).
    """

    share: FloatArray
    log_odds: FloatArray


@dataclass(frozen=True)
class Theory:
    """A claim about how pledges change the log-odds of war; a named switch printed with every result.

    With x the log-odds of today, the yearly risk over the horizon is

        p = share * sigma(x + shift + surge) + (1 - share) * sigma(x + shift)

    Attributes
    ----------
    id, label, says
        Its name in studies and options, in tables, and in sentences.
    basis
        ``estimate`` or ``assumption`` (C2).
    claim
        Its claim; ``{estimate}``, ``{low}``, ``{high}`` and ``{events}`` are filled in from the estimate of the
        effect of support.
    statistic
        One of `pato.kernels.deterrence.STATISTICS`.
    log
        Whether capability and support count in logs.
    figures_of
        Its figures by name: numbers, or symbols of ranges and coefficients; those that are not given are not there.
    first_only
        Whether only a first commitment counts.
    ranges
        Its own assumed ranges by symbol, as plain values.
    file
        Its file.
    """

    id: str
    label: str
    says: str
    basis: str
    claim: str
    statistic: str
    log: bool = True
    figures_of: Mapping[str, Figure] = field(default_factory=dict)
    first_only: bool = False
    ranges: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    file: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any], file: str) -> Theory:
        """Return the theory of a file's plain data; see `pato.models.risk.theories.schema.TheoryFile`."""
        return cls(
            data["id"],
            data["title"],
            data["says"],
            data["basis"],
            data["claim"],
            data["statistic"],
            data.get("scale", "log") == "log",
            {name: data[name] for name in _FIGURES if data.get(name) is not None},
            data.get("first_only", False),
            {r["symbol"]: r for r in data.get("ranges", ())},
            file,
        )

    @property
    def symbols(self) -> tuple[str, ...]:
        """The symbols that its figures name, each once."""
        return tuple(dict.fromkeys(v for v in self.figures_of.values() if isinstance(v, str)))

    @property
    def is_own(self) -> bool:
        """Whether it is a user's own, and does not ship."""
        return not self.file.startswith("library/")

    @property
    def looks_at_support(self) -> bool:
        """Whether expected support has to be computed for it."""
        return self.statistic == "support"

    def describe(self) -> str:
        """Return its claim and its evidence, in two or three sentences."""
        if "{" not in self.claim:
            return self.claim
        b, se, events = _effect_of_support()
        told = {"estimate": f"{b:+.2f}", "low": f"{b - _95 * se:+.2f}", "high": f"{b + _95 * se:+.2f}"}
        text = self.claim
        for name, value in (told | {"events": str(events)}).items():
            text = text.replace(f"{{{name}}}", value)
        return text

    def factors(self) -> list[Factor]:
        """Return its uncertain factors beyond those of the risk model.

        Raises
        ------
        FileError
            If it names a symbol that is neither a range nor an estimated coefficient, or one whose values the figure cannot take.
        """
        return list(self._factors)

    @cached_property
    def _factors(self) -> tuple[Factor, ...]:
        found = [f for symbol in self.symbols for f in self._factor(symbol)]
        if problems := [p for name, domain in _DOMAINS.items() for p in self._beyond(name, domain)]:
            raise FileError(problems)
        if self.looks_at_support:
            from pato.models.risk.estimate import load_risk
            from pato.models.support.joining import factors_of

            found += factors_of(load_risk("joining"))
        return tuple(found)

    def _beyond(self, name: str, domain: Domain) -> Iterator[Problem]:
        """Yield that a figure is a symbol with values outside its domain; a coefficient can have any."""
        symbol = self.figures_of.get(name)
        if not isinstance(symbol, str):
            return
        from pato.futures.distributions import Distribution

        spans = [f.spec.support for f in self._factor(symbol) if isinstance(f.spec, Distribution)]
        if not spans or not all(domain.holds(*span) for span in spans):
            told = f"{name} is '{symbol}', which has other values than {name} can: {domain.words()}."
            yield Problem(f"{self.file}: {self.id}", told, f"Name a range that is {domain.words()}.")

    def _factor(self, symbol: str) -> list[Factor]:
        if symbol in self.ranges:
            return [_assumed(self.ranges[symbol])]
        known = known_symbols()
        if symbol not in known:
            where = f"{self.file}: {self.id}"
            raise FileError(unknown("range or coefficient", symbol, [*self.ranges, *known], where=where))
        return list(known[symbol])

    def figures(self, known: Known) -> Figures:
        """Return its figures in some futures."""
        ratio = np.log(self._figure("ratio", known, 1.0))
        return Figures(
            self._figure("slope", known, 0.0),
            self._figure("cap", known, np.inf),
            ratio if "ratio" in self.figures_of else self._figure("step", known, 0.0),
            self._figure("surge", known, 0.0),
            self._share(known),
        )

    def _share(self, known: Known) -> FloatArray:
        return np.asarray(np.minimum(self._figure("years", known, 0.0) / known.horizon_years, 1.0))

    def _figure(self, name: str, known: Known, otherwise: float) -> FloatArray:
        given = self.figures_of.get(name, otherwise)
        return known.value(given) if isinstance(given, str) else np.full(known.n_futures, float(given))

    @property
    def _shifts(self) -> bool:
        return any(self.figures_of.get(name, 0.0) != 0.0 for name in ("slope", "step", "ratio"))

    def shift(self, at: Situation) -> FloatArray:
        """Return the architecture's permanent addition to the log-odds, shape (future, moved pair)."""
        if not self._shifts or not at.shape[1]:
            return np.zeros(at.shape)
        from pato.kernels.deterrence import shifts

        slope, cap, step, *_ = self.figures(at.known)
        before, after = self._statistic(at)
        graded = self.statistic == "any"
        # where something was pledged already, a theory of first pledges counts only what that left to be pledged
        room = 1.0 - at.pledged.before.any if self.first_only and not graded else np.ones(at.shape)
        return shifts(slope, cap, step, before, after, room, graded=graded)

    def _statistic(self, at: Situation) -> tuple[FloatArray, FloatArray]:
        """Return the statistic before and after on its scale."""
        if self.statistic == "any":
            return at.pledged.before.any, at.pledged.after.any
        if self.looks_at_support:
            both = at.support
        else:
            both = (
                getattr(at.pledged.before, self.statistic),
                getattr(at.pledged.after, self.statistic),
            )
        return (np.log1p(both[0]), np.log1p(both[1])) if self.log else both

    def surge(self, at: Situation) -> Surge | None:
        """Return its addition in the first years for targets with new commitments; None if there is none.

        In proportion to how much the commitment of one defender rises at most; a theory of first pledges counts only what was left to be pledged.
        """
        if "surge" not in self.figures_of:
            return None
        newly = at.pledged.newly
        if self.first_only:
            newly = newly * (1.0 - at.pledged.before.any)
        rise = self._figure("surge", at.known, 0.0)
        return Surge(self._share(at.known)[:, None], rise[:, None] * newly)


@cache
def known_symbols() -> Mapping[str, tuple[Factor, ...]]:
    """Return the symbols available to any theory: shipped ranges, the effect of support, and the estimate's coefficients.

    Coefficients are drawn with the estimate of risk and bring no factor of their own.
    """
    from pato.models.assumptions import load_assumptions
    from pato.models.risk.estimate import load_risk

    shared = load_assumptions("deterrence")
    ranges = {symbol: tuple(shared.factors((symbol,))) for symbol in shared.of}
    return ranges | {SUPPORT_EFFECT: (_effect_factor(),)} | dict.fromkeys(load_risk().names, ())


def _assumed(given: Mapping[str, Any]) -> Factor:
    from pato.files.assumptions import Assumption
    from pato.models.assumptions import factor_of

    return factor_of(Assumption.model_validate(dict(given)))


def _effect_of_support() -> tuple[float, float, int]:
    """Return the estimated coefficient of the log of expected support, its standard error and the number of events."""
    from pato.models.risk.estimate import load_risk

    estimated = load_risk(SUPPORT_ESTIMATE)
    i = estimated.names.index(SUPPORT_COEFFICIENT)
    events = int(estimated.estimate["sample"]["events"])
    return float(estimated.coefficients[i]), float(estimated.covariance[i, i]) ** 0.5, events


def _effect_factor() -> Factor:
    from pato.futures import Factor
    from pato.futures.distributions import Normal

    b, se, events = _effect_of_support()
    source = f"pato fit {SUPPORT_ESTIMATE}: {events} events; standard error with the joining step"
    return Factor(SUPPORT_EFFECT, Normal(b, se), source, "estimate", "log-odds")
