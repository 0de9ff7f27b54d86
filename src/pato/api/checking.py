"""Check files of any kind and run the checks that ship with the treaties (``pato check``)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pato.api.given import name_of
from pato.errors import FileError, PatoError, Problem

if TYPE_CHECKING:
    from pato.files.yaml import Document
    from pato.table import Table


class Checked(NamedTuple):
    """Result of checking: the mistakes, and how much was checked.

    Attributes
    ----------
    problems
        Mistakes, each with its place, what was found, what is allowed and how to repair it.
    warnings
        Drafting traps in the named files: law that appears only in a note, a state outside every area.
    advice
        Possible improvements to treaty files; not mistakes.
    files, checks
        Number of files read and of checks run.
    """

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    advice: tuple[str, ...]
    files: int
    checks: int

    def __repr__(self) -> str:
        return f"<Checked {self.files} files, {self.checks} checks, {len(self.problems)} problems>"

    def to_table(self) -> Table:
        """Return a table with one row for each problem or warning."""
        from pato.table import Table

        rows = [("problem", *p) for p in self.problems] + [("warning", *w) for w in self.warnings]
        return Table(("kind", "where", "what", "fix"), rows, title=repr(self)[1:-1], notes=self.advice)

    def _repr_html_(self) -> str:
        return self.to_table()._repr_html_()


def check(*files: str | os.PathLike[str]) -> Checked:
    """Check files (treaty, architecture, event, check, study, claim, negotiation, theory, ledger), or the whole library.

    Check files are also run: each event must have the expected answer. The checks of a ledger are run too.

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
        """Call a function and record its problems."""
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

        try:
            compiled = library.user_file(file)
        except FileError as error:
            self.problems += _all_of(file, error.problems)
            return
        kind = compiled["kind"]
        if kind in _NAMES:
            self.problems += _all_of(file, ())
        if kind == "negotiation":
            _refuse_unbuildable(file)
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
        """Compute the library's answer to each statement of a ledger, and note contradicted verdicts."""
        from pato.report.ledger.verify import verify

        run, found = verify(Path(file), name=name)
        self.checks += run
        self.problems += found


def _all_of(file: str, told: Iterable[Problem]) -> list[Problem]:
    """Return the problems of a file and of the names in it, in the order of lines, one for each place.

    Where parts of the file cannot be read, the names in the rest are still checked, so that one mistake does not hide
    another.
    """
    from pato.files.kinds import KINDS, kind_of
    from pato.files.problems import rest_as_meant
    from pato.files.yaml import read_file

    found = list(told)
    try:
        document = read_file(file)
        kind = kind_of(document)
    except PatoError:
        return found  # not YAML, or no known kind of file: already reported
    rest = rest_as_meant(KINDS[kind.name].model(), document) if kind.name in _NAMES else None
    if rest is not None:
        places = {p.where for p in found}
        named = (_placed(p, document) for p in _NAMES[kind.name](rest, document, file))
        found += [p for p in named if p.where not in places]
    return sorted(dict.fromkeys(found), key=_line)


def _placed(problem: Problem, document: Document) -> Problem:
    """Return a problem of the whole file, placed at the word that it concerns."""
    word = _QUOTED.search(problem.what)
    if problem.where != document.name or word is None:
        return problem
    at = next((p for p in document.keys if p[-1] == word[1]), None)
    if at is not None:
        return problem._replace(where=document.where(at, key=True))
    at = next((p for p in document.positions if document.at(p) == word[1]), None)
    return problem if at is None else problem._replace(where=document.where(at))


def _line(problem: Problem) -> tuple[int, int]:
    numbers = [int(part) for part in problem.where.rsplit(":", 2)[-2:] if part.isdigit()]
    return (numbers[0], numbers[1]) if len(numbers) == 2 else (0, 0)


def _of_architecture(rest: Any, document: Document, file: str) -> Iterable[Problem]:
    """Return unknown treaties, architectures and instruments of an architecture file."""
    from pato.files.load import dump
    from pato.treaties.architecture import problems_of

    del document
    return problems_of(dump(rest), file)


def _of_study(rest: Any, document: Document, file: str) -> Iterable[Problem]:
    """Return a study's unknown names and impossible requests."""
    from pato.assess.load import StudyFile
    from pato.assess.study import examined
    from pato.registry.dates import today

    return examined(StudyFile(rest, document, Path(file).parent), today=today())[1]


def _of_claims(rest: Any, document: Document, file: str) -> Iterator[Problem]:
    """Yield unknown metrics of claims."""
    from pato.assess.metrics import metrics
    from pato.errors import unknown

    del file
    claims = getattr(rest, "claims", None)
    for i, claim in enumerate([rest] if claims is None else claims):
        start: tuple[str | int, ...] = () if claims is None else ("claims", i)
        parts = [((*start, "parts", n, "metric"), part.metric) for n, part in enumerate(claim.parts)]
        for path, name in [((*start, "metric"), claim.metric), *parts]:
            if name is not None and name not in metrics():
                told = unknown("metric", name, metrics())
                yield told._replace(where=document.where(path))


_NAMES: dict[str, Callable[[Any, Document, str], Iterable[Problem]]] = {
    "architecture": _of_architecture,
    "study": _of_study,
    "claim": _of_claims,
    "claims": _of_claims,
}
"""Functions that check the names in a file, by kind."""
_QUOTED = re.compile(r"'([^']+)' is not known")


def _refuse_unbuildable(file: str | os.PathLike[str]) -> None:
    """Raise where a negotiation needs data that the world lacks."""
    from pato import world
    from pato.models.negotiation.forecast import factors
    from pato.models.negotiation.library import load_negotiation

    factors(load_negotiation(file), world.load())  # type: ignore[arg-type]


def _refuse_unknown_symbols(compiled: dict[str, Any], file: str) -> None:
    """Raise where a number of a theory names an unknown range or coefficient."""
    from pato.models.risk.theories.row import Theory

    Theory.of(compiled["data"], file).factors()


def _warnings(file: str) -> list[Problem]:
    """Return warnings on a file; none while it has mistakes."""
    from pato.files import library
    from pato.registry.dates import today
    from pato.treaties.warnings import warnings

    try:
        return list(warnings(file, library.user_file(file)["kind"], today()))
    except PatoError:
        return []


def _advice(file: str) -> Iterator[str]:
    """Yield possible improvements to a treaty file."""
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
    """Yield the number of places in which the library's treaties could say more."""
    from pato.files import library
    from pato.treaties.schema.treaty import Treaty
    from pato.treaties.schema.words import advice

    texts = [Treaty.model_validate(one["data"]) for one in library.entries("treaty").values()]
    found = [number for t in texts if (number := sum(1 for _ in advice(t)))]
    if found:
        old = sum(t.format == 1 for t in texts)
        yield f"{sum(found)} places in {len(found)} treaty files ({old} of format 1) could say more: pato check FILE."
