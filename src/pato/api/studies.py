"""Comparisons: run one, read it back, and ask about claims, drivers and what remains open."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pato.api.given import Words, name_of, states_of, words_of, wrong_type
from pato.errors import Problem, UsageError
from pato.registry.dates import today
from pato.result import Result

if TYPE_CHECKING:
    from pato.assess.compare import Comparison
    from pato.assess.load import StudyFile
    from pato.assess.rerun import Reproduction
    from pato.futures import Run
    from pato.futures.runner import ProgressCallback
    from pato.table import Table

MANY = 4000
"""Number of draws from which several processes are worth starting."""


def load_study(name: str | os.PathLike[str]) -> StudyFile:
    """Return a study of the library by its id, or from a file; `compare` takes its name as well."""
    from pato.assess import load

    return load.load_study(name_of(name, where="study"))


def load_run(folder: str | os.PathLike[str]) -> Comparison:
    """Return the comparison of a finished run, with its study's display settings.

    Raises
    ------
    RunError
        If the folder holds no finished comparison, or what it was computed from has changed.
    """
    from pato.assess.results import comparison_of

    return comparison_of(folder)


def compare(
    *what: str | os.PathLike[str],
    futures: int | None = None,
    seed: int | None = None,
    date: str | None = None,
    rivals: Words = (),
    challengers: Words = (),
    baseline: str | None = None,
    by: Words = (),
    options: Mapping[str, Any] | None = None,
    workers: int | None = None,
    folder: str | os.PathLike[str] | None = None,
    resume: bool = False,
    overwrite: bool = False,
    report: bool = False,
    progress: ProgressCallback | None = None,
) -> Comparison:
    """Compare architectures over the same draws of everything uncertain, or run one study (``pato compare``).

    Parameters
    ----------
    what
        Architectures (the first is the baseline), or one study, by name or file.
    futures, seed, date
        Number of draws, their seed, and the date; by default the study's own, else 2000, 1 and the day that a
        design is made for, or today.
    rivals
        States whose attacks count, in every model; the study's own, else China, North Korea and Russia.
    challengers
        States counted in totals over all challengers; by default the study's own, else the given rivals, else all.
    baseline
        Level of baseline risk: ``estimated``, ``elicited``, ``recent_record`` or ``both``; by default the study's
        own, else ``estimated``.
    by
        Factors by which results are broken down.
    options
        Other fields of a study, such as ``{"metrics": ["gaps"]}``; an argument above counts before a field here.
    workers
        Number of processes; by default one, or one per processor from 4,000 draws where the program can start any: a script has to guard its calls with ``if __name__ == "__main__":``. Results do not depend on it.
    folder
        Folder for ``run.json``, ``results.nc`` and ``tables/``; the cache where None.
    resume, overwrite
        Whether to resume an unfinished run in the folder, or to discard the folder's contents.
    report
        Whether to write ``report.html`` into the folder.
    progress
        Called with the progress and the remaining time.

    Returns
    -------
    Comparison
        With ``tables()``, ``to_pandas()``, ``to_xarray()``, ``save(folder)``; ``run`` is the stored run.

    Raises
    ------
    UsageError, UnknownNameError, FileError, RunError
        If a name is unknown, a file has mistakes, or the folder holds another run.
    """
    from pato.assess.load import FUNCTION, from_options
    from pato.futures import cluster
    from pato.futures.processes import started

    if report and folder is None:
        raise UsageError(Problem("report", "needs a folder to write to.", "Name it: folder='out'."))
    given: dict[str, Any] = {"futures": futures, "seed": seed, "date": date, "baseline": baseline}
    given |= {"rivals": states_of(rivals, where="rivals") or None}
    given |= {"challengers": states_of(challengers, where="challengers") or None}
    given |= {"by": words_of(by, where="by") or None}
    own = dict(options or {}) | {name: value for name, value in given.items() if value is not None}
    names = [word for item in what for word in words_of(_text(item), where="what")]
    asked = from_options(names, own)
    count = 1 if cluster.connection() else workers or _processes(asked.study.futures)
    with started(count - 1, FUNCTION):  # before this process imports what the workers will import too
        from pato.assess.compare import Comparison
        from pato.assess.results import default_folder, write_shown, write_tables
        from pato.assess.run import run_study
        from pato.assess.study import resolve

        study = resolve(asked, today=today())
        place = Path(folder) if folder is not None else default_folder(study)
        run = run_study(
            study,
            place,
            workers=count,
            resume=resume or folder is None,  # the user cannot know of an unfinished run in the cache
            overwrite=overwrite,
            keep_chunks=folder is not None,
            progress=progress,
        )
    found = Comparison.of(study, run)
    if folder is not None:
        write_shown(study.study, place)
        write_tables(found.files(), place)
        if report:
            from pato.report.context import ReportContext
            from pato.report.document import write_report

            write_report(place / "report.html", ReportContext(found))
    return found


def claims(
    run: Comparison | Run | str | os.PathLike[str],
    *names: str,
    about: str | os.PathLike[str] | None = None,
    tables: bool = True,
) -> Result:
    """Return the share of runs in which claims hold, by theory, and what drives it (``pato claims``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    names
        Claims by id or file; by default all that ship.
    about
        The architecture that claims about "the design" refer to; by default the study's subject.
    tables
        Whether to add the terminal's short table after the full one.

    Returns
    -------
    Result
        ``found`` is the list of verdicts.
    """
    from pato.assess.claims import claims_summary, claims_table, verdict
    from pato.assess.load import load_claims
    from pato.assess.results import comparison_of

    comparison = comparison_of(run)
    if about is not None:
        comparison = comparison.about(about)
    chosen = tuple(w for n in names for w in words_of(n, where="claims"))
    verdicts = [verdict(claim, comparison) for claim in load_claims(chosen)]
    shown = {"claims": claims_table(verdicts, comparison)}
    if tables:
        shown["summary"] = claims_summary(verdicts, comparison)
    return Result("Claims", shown, found=verdicts)


def regret(
    run: Comparison | Run | str | os.PathLike[str],
    metrics: Words = (),
    *,
    enough: Words = (),
    dominance: bool = False,
) -> Result:
    """Return how far each architecture falls short of the best, draw by draw (``pato regret``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    metrics
        All with a better and a worse where none are named.
    enough
        Thresholds of good enough, such as ``gaps<1``: return the share of runs that reach them instead.
    dominance
        Whether to return the share of runs in which one architecture dominates another instead.
    """
    from pato.assess.regret import Enough, dominance_table, judged, regret_table, satisficing_table
    from pato.assess.results import comparison_of

    comparison = comparison_of(run)
    tables: dict[str, Table] = {}
    if wanted := words_of(enough, where="enough"):
        tables["enough"] = satisficing_table(comparison, [Enough.of(text) for text in wanted])
    chosen = words_of(metrics, where="metrics")
    if dominance:
        tables["dominance"] = dominance_table(comparison, judged(comparison, chosen))
    if not tables:
        tables["regret"] = regret_table(comparison, judged(comparison, chosen))
    return Result("Regret", tables)


def tipping(run: Comparison | Run | str | os.PathLike[str], factor: str, metrics: Words = ()) -> Table:
    """Return the values of a factor at which the preferred architecture changes (``pato tipping``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    factor
        A factor of the study, or a coefficient of an estimate such as ``risk_war.dose_largest``.
    metrics
        All with a better and a worse where none are named.
    """
    from pato.assess.regret import judged
    from pato.assess.results import comparison_of
    from pato.assess.tipping import tipping_table

    comparison = comparison_of(run)
    return tipping_table(comparison, factor, judged(comparison, words_of(metrics, where="metrics")))


def discover(
    run: Comparison | Run | str | os.PathLike[str],
    when: str,
    *,
    on: str | None = None,
    inputs: Words = (),
    density: float = 0.8,
    mass_min: float = 0.05,
    resamples: int = 10,
) -> Table:
    """Return the runs in which a condition holds, as boxes in words (``pato discover``, extra ``explore``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder; or any table as a CSV file.
    when
        ``A beats B on METRIC``, ``METRIC of A below 0.3``, ``METRIC of A above 0.3``; for a table ``COLUMN above
        0.3``, ``COLUMN below 0.3``, ``COLUMN is WORD``.
    on
        The metric, if the condition names none.
    inputs
        For a table: the columns searched for boxes; by default all others.
    density, mass_min
        Target share of a box's runs in which the condition holds, and smallest share of all runs in a box.
    resamples
        Number of resamples on which the search for the first box is repeated.
    """
    from pato.assess.discovery_table import boxes_table
    from pato.assess.results import comparison_of

    columns = [inputs] if isinstance(inputs, str) else list(inputs)
    if isinstance(run, str | os.PathLike) and Path(run).is_file():
        from pato.assess.discovery_file import boxes_of_file

        if on is not None:
            raise UsageError(
                Problem("on", "names a metric, and a table has columns.", "Name the column in the condition.")
            )
        return boxes_of_file(run, when, columns, density=density, mass_min=mass_min, resamples=resamples)
    if columns:
        raise UsageError(Problem("inputs", "names columns of a table, and this is a run.", "Leave it out."))
    comparison = comparison_of(run)
    return boxes_table(comparison, when, on, density=density, mass_min=mass_min, resamples=resamples)


def sensitivity(
    run: Comparison | Run | str | os.PathLike[str],
    metric: str | None = None,
    *,
    architecture: str | None = None,
    against: str | None = None,
    alone: bool = False,
    groups: Words = (),
    rows: int = 512,
    first_order: bool = False,
    workers: int = 1,
    progress: ProgressCallback | None = None,
) -> Table:
    """Return the share of a result's variance due to each factor (``pato sensitivity``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    metric, architecture, against
        Result to analyse; by default every metric, the study's subject, and its difference from the baseline.
    alone
        Whether to analyse the architecture's own level, not a difference.
    groups
        Factors treated as one, each given as ``NAME=FACTOR,FACTOR``.
    rows
        Number of additional rows: total indices need draws of their own, which are kept in the run's folder.
    first_order
        Whether to return only first-order indices, from the run's existing draws.
    workers, progress
        Processes, and what is called with what is done.
    """
    from pato.assess.results import comparison_of
    from pato.assess.sensitivity_tables import Question, extended, plain

    comparison = comparison_of(run)
    asked = Question.of(comparison, metric, architecture, against, alone=alone)
    if first_order:
        return plain(comparison, asked)
    texts = [groups] if isinstance(groups, str) else list(groups)
    split = [g for text in texts for g in ([text] if "=" in text else words_of(text, where="groups"))]
    return extended(comparison, asked, rows=rows, groups=split, workers=workers, progress=progress)


def diff_runs(
    first: Comparison | Run | str | os.PathLike[str], second: Comparison | Run | str | os.PathLike[str]
) -> Result:
    """Return the inputs that differ between two runs, and the results that changed (``pato diff-runs``)."""
    from pato.assess.differences import changed_inputs, changes_table, moved_table
    from pato.assess.results import run_of

    one, other = run_of(first), run_of(second)
    tables = {"inputs": changes_table(changed_inputs(one, other)), "moved": moved_table(one, other)}
    return Result(f"{one.folder} and {other.folder}", tables)


def rerun(
    run: Comparison | Run | str | os.PathLike[str],
    folder: str | os.PathLike[str] | None = None,
    *,
    workers: int = 1,
    progress: ProgressCallback | None = None,
) -> Reproduction:
    """Repeat a run from its description and report whether the results are the same (``pato rerun``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    folder
        Folder in which to keep the new run; none by default.
    workers, progress
        Processes, and what is called with what is done.
    """
    import tempfile

    from pato.assess import rerun as engine
    from pato.assess.results import run_of

    old = run_of(run)
    if folder is not None:
        return engine.rerun(old, os.fspath(folder), workers=workers, progress=progress)
    with tempfile.TemporaryDirectory() as temporary:
        return engine.rerun(old, temporary, workers=workers, progress=progress)


def _text(given: Any) -> str:
    if isinstance(given, (str, os.PathLike)):
        return os.fspath(given)
    raise wrong_type(
        given, "what", "the name or the file of an architecture or study: it is kept with the run"
    )


def _processes(futures: int) -> int:
    """Return the number of processes worth starting."""
    from pato.futures.processes import script_may_start

    return 1 if futures < MANY or not script_may_start() else max(os.cpu_count() or 1, 1)
