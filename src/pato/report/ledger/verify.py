"""Whether the verdicts of a ledger file agree with what the library has, for ``pato check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pato.errors import PatoError, Problem
from pato.files.problems import validated
from pato.files.yaml import read_file
from pato.report.ledger.checks import Finding, find
from pato.report.ledger.schema import VERDICTS, Document, Statement


def verify(path: str | Path, *, name: str | None = None) -> tuple[int, list[Problem]]:
    """Return the number of checks run, and a problem for each verdict that they contradict.

    Parameters
    ----------
    path
        A ledger file.
    name
        Name of the file in messages, instead of its path.

    Raises
    ------
    FileError
        With every problem of the file itself.
    """
    source = read_file(path, name=name)
    document = validated(Document, source)
    assert isinstance(document, Document)
    problems: list[Problem] = []
    for i, statement in enumerate(document.statements):
        found: list[Finding] = []
        for j, check in enumerate(statement.checks):
            try:
                found.append(find(check))
            except PatoError as error:
                where = source.where(("statements", i, "checks", j))
                problems += (
                    Problem(where, f"{p.where}: {p.what}".strip(": "), p.fix) for p in error.problems
                )
        if len(found) == len(statement.checks):
            at = source.where(("statements", i, "verdict"))
            problems += (Problem(at, what, fix) for what, fix in _contradictions(statement, found))
    return sum(len(s.checks) for s in document.statements), problems


def _contradictions(statement: Statement, found: list[Finding]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with a verdict, and the repair: "holds" must agree with all checks, "wrong" must disagree with one."""
    told = "; ".join(f.found for f in found if not f.agrees)
    if statement.verdict == "holds" and told:
        yield (
            f"{statement.id}: the verdict is '{VERDICTS['holds']}', and the library has it otherwise: {told}.",
            "Change the verdict, or what the check claims.",
        )
    if statement.verdict == "wrong" and found and not told:
        yield (
            f"{statement.id}: the verdict is '{VERDICTS['wrong']}', and every check agrees with the statement.",
            "Change the verdict, or add a check that contradicts it.",
        )
