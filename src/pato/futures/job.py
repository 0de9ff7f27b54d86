"""Jobs of a run folder: parts that are computed once, stored atomically, and combined at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

Result_co = TypeVar("Result_co", covariant=True)
Tell = Callable[[int, float], None]
"""Called by jobs with long parts, with a part's number and the share done."""


class Job(Protocol[Result_co]):
    """The one thing that `pato.futures.runner.execute` runs: a study over ranges of futures, a sweep over memberships."""

    @property
    def words(self) -> tuple[str, str, str]:
        """Names of the job, its request and its parts in messages: ``run``, ``study``, ``chunks``."""

    def held(self, folder: Path) -> dict[str, Any] | None:
        """Return the description in a folder; None if it is missing.

        Raises
        ------
        RunError
            If it cannot be read as what it should be.
        """

    def refuse_another(self, folder: Path, held: Mapping[str, Any]) -> None:
        """Raise RunError where the description is of another job."""

    def is_whole(self, folder: Path, held: Mapping[str, Any]) -> bool:
        """Return whether the job is finished."""

    def refuse_damaged(self, folder: Path, held: Mapping[str, Any]) -> None:
        """Raise RunError where a result was changed or damaged since it was written, and is not to be computed again unasked."""

    def has_parts(self, folder: Path) -> bool:
        """Return whether parts lie in the folder."""

    def discard(self, folder: Path) -> None:
        """Remove what lies in the folder, the description last."""

    def begin(self, folder: Path, held: dict[str, Any] | None) -> dict[str, Any]:
        """Write the description of a job under way, unless it is there, and return it."""

    def sizes(self, held: Mapping[str, Any]) -> Sequence[int]:
        """Return the amount of work of each part."""

    def is_done(self, folder: Path, part: int) -> bool:
        """Return whether a part is there and intact."""

    def compute(self, folder: Path, missing: list[int], workers: int, tell: Tell) -> Iterator[int]:
        """Compute and write parts, yielding the number of each when ready."""

    def finish(self, folder: Path, held: dict[str, Any]) -> Result_co:
        """Put the parts together, write the final description, return the result."""

    def result(self, folder: Path, held: dict[str, Any]) -> Result_co:
        """Return the result of a finished job."""
