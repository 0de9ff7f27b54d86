"""Check files of any kind and run the checks beside the law (``pato check``)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.api.given import name_of
from pato.errors import PatoError, Problem

if TYPE_CHECKING:
    from pato.table import Table


class Checked(NamedTuple):
    """What was wrong, and how much was looked at.

    Attributes
    ----------
    problems
        Each with its place, what was found, what is allowed and how to repair it.
    warnings
        Traps of drafting in the files that were named: law that stands only in a note, a state outside every area.
    advice
        What treaty files could say better; no mistakes.
    files, checks
        How many files were read and how many checks run.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    advice: tuple[str, ...]
    files: int
    checks: int

    def __repr__(self) -> str:
        return f"<Checked {self.files} files, {self.checks} checks, {len(self.problems)} problems>"

    def to_table(self) -> Table:
        """Return one row a problem or warning."""
        from pato.table import Table

        rows = [("problem", *p) for p in self.problems] + [("warning", *w) for w in self.warnings]
        return Table(("kind", "where", "what", "fix"), rows, title=repr(self)[1:-1], notes=self.advice)

    def _repr_html_(self) -> str:
        return self.to_table()._repr_html_()


def check(*files: str | os.PathLike[str]) -> Checked:
    """Check files (treaty, architecture, event, check, study, claim, negotiation, theory, ledger); without any, the whole library.

    Check files are also run: each event must have the answer that is expected; so are the checks of a ledger.

    Returns
    -------
    Checked
        The problems of all files at once; none is raised.
    """
    work = _Work()
    named = [name_of(file, where="files") for file in files]
    for file in named:
        work.file(file)
    if not named:
        work.library()
    warned = tuple(w for file in named for w in _warnings(file))
    advice = tuple(line for file in named for line in _advice(file)) if named else tuple(_advice_on_library())
    return Checked(tuple(work.problems), warned, advice, work.files, work.checks)


class _Work:
    """The problems found so far."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.files = self.checks = 0

    def tried(self, action: Callable[[], object]) -> None:
        """Do something and keep its problems."""
        try:
            action()
        except PatoError as error:
            self.problems += error.problems

    def file(self, file: str) -> None:
        self.files += 1
        self.tried(lambda: self._file(file))

    def _file(self, file: str) -> None:
        from pato.files import library
        from pato.treaties import checks
        from pato.treaties.architecture import load_architecture

        compiled = library.user_file(file)
        kind = compiled["kind"]
        if kind == "architecture":
            load_architecture(file)
        if kind == "negotiation":
            _refuse_unbuildable(file)
        if kind == "study":
            _refuse_unresolvable(file)
        if kind == "theory":
            _refuse_unknown_symbols(compiled, file)
        if kind == "ledger":
            self.verdicts(file, file)
        if kind == "check":
            results = checks.run_checks(compiled)
            self.checks += len(results)
            self.problems += checks.problems(results)

    def library(self) -> None:
        from pato.files import library
        from pato.kinds import KINDS
        from pato.treaties import checks
        from pato.treaties.architecture import load_architecture

        for kind in KINDS:
            self.files += len(library.files_of(kind))
            self.tried(lambda kind=kind: library.entries(kind))  # type: ignore[misc]
        if self.problems:
            return
        for name in library.entries("architecture"):
            self.tried(lambda name=name: load_architecture(name))  # type: ignore[misc]
        for file in map(Path, library.files_of("negotiation")):
            self.tried(lambda file=file: _refuse_unbuildable(file))  # type: ignore[misc]
        results = checks.shipped()
        self.checks = len(results)
        for file in map(Path, library.files_of("ledger")):
            self.verdicts(file, f"library/ledger/{file.name}")
        self.problems += checks.problems(results)

    def verdicts(self, file: str | os.PathLike[str], name: str) -> None:
        """Compute what the library has on each statement of a ledger, and note verdicts that it contradicts."""
        from pato.report.ledger.verify import verify

        run, found = verify(Path(file), name=name)
        self.checks += run
        self.problems += found


def _refuse_unresolvable(file: str) -> None:
    """Raise where a study names an architecture, metric, factor or level that there is none of."""
    from pato.assess.load import from_options
    from pato.assess.study import resolve
    from pato.registry.dates import today

    resolve(from_options([file], {}), today=today())


def _refuse_unbuildable(file: str | os.PathLike[str]) -> None:
    """Raise where a negotiation needs a figure that the world does not hold."""
    from pato import world
    from pato.models.negotiation.forecast import factors
    from pato.models.negotiation.library import load_negotiation

    factors(load_negotiation(file), world.load())  # type: ignore[arg-type]


def _refuse_unknown_symbols(compiled: dict[str, Any], file: str) -> None:
    """Raise where a figure of a theory names a range or a coefficient that there is none of."""
    from pato.models.risk.theories.row import Theory

    Theory.of(compiled["data"], file).factors()


def _warnings(file: str) -> list[Problem]:
    """Return warnings on a file; one that has mistakes has none yet."""
    from pato.files import library
    from pato.registry.dates import today
    from pato.treaties.warnings import warnings

    try:
        return list(warnings(file, library.user_file(file)["kind"], today()))
    except PatoError:
        return []


def _advice(file: str) -> Iterator[str]:
    """Yield what a treaty file could say better."""
    from pato.files.load import load_file
    from pato.treaties.schema.treaty import Treaty
    from pato.treaties.schema.words import advice

    try:
        value, document = load_file(file)
    except PatoError:
        return
    if isinstance(value, Treaty):
        yield from (str(Problem(document.where(at), what, fix)) for at, what, fix in advice(value))


def _advice_on_library() -> Iterator[str]:
    """Yield in how many places the treaties of the library could say more."""
    from pato.files import library
    from pato.treaties.schema.treaty import Treaty
    from pato.treaties.schema.words import advice

    texts = [Treaty.model_validate(one["data"]) for one in library.entries("treaty").values()]
    found = [number for t in texts if (number := sum(1 for _ in advice(t)))]
    if found:
        old = sum(t.format == 1 for t in texts)
        yield f"{sum(found)} places in {len(found)} treaty files ({old} of format 1) could say more: pato check FILE."
