"""The question that `pato trade-sectors` asks: words into changes, equilibria over a range of elasticities and effects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pato.errors import DataError, Problem, UsageError
from pato.files.delimited import decode, read_lines
from pato.kernels.sectors.solve import Deficits
from pato.models.sectors.model import (
    ILLUSTRATION,
    Change,
    SectorOutcome,
    agreement_effect,
    between,
    counterfactual,
    illustration,
    world_of,
)
from pato.world.input_output import read_table

Elasticity = float | dict[str, float]
_NORMAL_90 = 1.6448536269514722
_PERCENT = 100.0


@dataclass(frozen=True, slots=True)
class Question:
    """The question, in the command's words."""

    file: str
    elasticity: str
    layout: str | None = None
    costs: tuple[str, ...] = ()
    tariffs: tuple[str, ...] = ()
    tariffs_before: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    depth: str = "medium"
    deficits: Deficits = "additive"


@dataclass(frozen=True, slots=True)
class Answer:
    """Equilibria of a question.

    Attributes
    ----------
    question
        The question.
    centre, outcomes
        The equilibrium at the middle of both ranges, and all of them.
    effect
        The source of the agreement's effect, in a sentence; empty without an agreement.
    """

    question: Question
    centre: SectorOutcome
    outcomes: tuple[SectorOutcome, ...]
    effect: str


def answer(question: Question) -> Answer:
    """Solve a question at every elasticity and at the agreement effect's centre and 90 % limits.

    Raises
    ------
    UsageError
        If nothing changes, or an argument cannot be parsed.
    """
    fixed = [*changes_from(question.costs, "cost"), *changes_from(question.tariffs, "tariff")]
    if not fixed and not question.members:
        raise UsageError(Problem("trade-sectors", "nothing changes.", "Give --cost, --tariff or --members."))
    here = question.file == ILLUSTRATION
    table = illustration() if here else read_table(Path(question.file), question.layout)
    effects, told = _effects(question)
    rates = changes_from(question.tariffs_before, "tariff")
    thetas = elasticities(question.elasticity)
    outcomes = []
    for theta in thetas:
        world = world_of(table, theta, tariffs=rates)
        for effect in effects:
            agreed = between(question.members, effect) if question.members else []
            outcomes.append(counterfactual(world, [*fixed, *agreed], deficits=question.deficits))
    centre = outcomes[(len(thetas) // 2) * len(effects) + len(effects) // 2]
    return Answer(question, centre, tuple(outcomes), told)


def _effects(question: Question) -> tuple[list[float], str]:
    if not question.members:
        return [0.0], ""
    centre, error = agreement_effect(question.depth)
    told = (
        f"Agreement: {question.depth}, effect on log trade {centre:.3f} (s.e. {error:.3f}; pato fit agreements), the same in all sectors; "
        "range: its 90 % interval."
    )
    return [centre - _NORMAL_90 * error, centre, centre + _NORMAL_90 * error], told


def changes_from(words: Sequence[str], kind: str) -> list[Change]:
    """Read ``EXPORTER:IMPORTER[:SECTOR]=PERCENT`` as changes of costs or as tariffs.

    Raises
    ------
    UsageError
        With one problem a word that cannot be read.

    >>> changes_from(["CHN:AUS=30"], "tariff")[0].tariff
    0.3
    """
    found: list[Change] = []
    problems = []
    for word in words:
        left, _, right = word.rpartition("=")
        parts = left.split(":")
        try:
            percent = float("inf") if right.strip() == "end" and kind == "cost" else float(right)
        except ValueError:
            percent = float("nan")
        if len(parts) not in {2, 3} or not all(parts) or not percent > -_PERCENT:
            problems.append(
                Problem(
                    f"--{kind}",
                    f"'{word}' cannot be read.",
                    "Write EXPORTER:IMPORTER=PERCENT, as in CHN:AUS=30.",
                )
            )
            continue
        sector = parts[2] if len(parts) == 3 else "*"
        if kind == "cost":
            found.append(Change(parts[0], parts[1], sector, cost=1 + percent / _PERCENT))
        else:
            found.append(Change(parts[0], parts[1], sector, tariff=percent / _PERCENT))
    if problems:
        raise UsageError(problems)
    return found


def elasticities(text: str) -> list[Elasticity]:
    """Read numbers, in ascending order and with a middle, or a csv file with the columns ``sector`` and ``elasticity``.

    Raises
    ------
    UsageError
        If it is neither.
    DataError
        If the file has no such columns, or holds something else than numbers.
    """
    parts = [p for p in text.replace(" ", "").split(",") if p]
    try:
        numbers = sorted(float(p) for p in parts)
    except ValueError:
        return [_from_file(Path(text))]
    if len(numbers) == 2:  # a range needs a middle
        numbers.insert(1, sum(numbers) / 2)
    if not numbers:
        raise UsageError(
            Problem("--elasticity", "is empty.", "Give a number, as in 4, or a range, as in 3,5,8.")
        )
    return [*numbers]


def _from_file(path: Path) -> dict[str, float]:
    if not path.is_file():
        raise UsageError(
            Problem(
                "--elasticity",
                f"'{path}' is no number and no file.",
                "Give a number, as in 4, or a csv file.",
            )
        )
    try:
        lines = read_lines(decode(path.read_bytes(), str(path)), str(path))
        head, *body = [row for _, row in lines.rows]
        sector, value = head.index("sector"), head.index("elasticity")
        return {row[sector]: lines.number(row[value]) for row in body}
    except (ValueError, IndexError) as error:
        raise DataError(
            Problem(
                str(path),
                f"is no table of elasticities ({error}).",
                "Its columns are sector and elasticity; '*' stands for all other sectors.",
            )
        ) from error
