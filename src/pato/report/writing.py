"""The report of a comparison in all its forms: HTML, Word, PDF, GeoJSON."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from pato.errors import Problem, UsageError
from pato.files.storage import write_atomic
from pato.registry.names import listed

if TYPE_CHECKING:
    from pato.assess.compare import Comparison
    from pato.futures import Run
    from pato.report.context import ReportContext

File = str | os.PathLike[str]


def report(
    run: Comparison | Run | File,
    path: File | None = None,
    *,
    about: File | None = None,
    full: bool = False,
    brief: bool = False,
    sweep: File | None = None,
    docx: File | None = None,
    pdf: File | None = None,
    geojson: File | None = None,
    tell: Callable[[str], None] | None = None,
) -> list[Path]:
    """Write the report of a comparison: self-contained, opens without a network (``pato report``).

    Parameters
    ----------
    run
        A `Comparison`, a run, or its folder.
    path
        The HTML file; ``report.html`` in the run's folder where None. A name that ends in .docx, .pdf or .geojson is the
        same as `docx`, `pdf` or `geojson`.
    about
        The architecture of the run that the report is about; the study's subject where None.
    full
        Also membership, decision, burden, trade and negotiation: a minute or two the first time.
    brief
        Two A4 pages in place of the report: ``brief.pdf`` and ``brief.docx`` in the run's folder, or the files named by
        `pdf` and `docx` alone.
    sweep
        Folder of a finished sweep, to show its frontier of memberships.
    docx, pdf, geojson
        Also as a Word file (extra ``office``), printed by a Chromium that is installed, and as members, duties and
        sites for maps.
    tell
        Called with a line on parts that take long.

    Returns
    -------
    list of pathlib.Path
        The files that were written.

    Raises
    ------
    RunError, MissingExtraError, UsageError
        If the run is not finished, a package is not installed, or an argument is of another type.
    """
    from pato.assess.results import comparison_of
    from pato.report.context import ReportContext
    from pato.report.document import build_sections, write_sections
    from pato.report.front import front

    comparison = comparison_of(run)
    if about is not None:
        comparison = comparison.about(about)
    path, docx, pdf, geojson = _files(path, docx, pdf, geojson)
    if full and tell is not None:
        tell("A full report computes models of its own: a minute or two.")
    context = ReportContext(comparison, Path(sweep) if sweep else None)
    if brief:
        _refuse_beside_brief({"path": path, "geojson": geojson, "full": full, "sweep": sweep})
        return _brief(context, docx, pdf)
    sections = build_sections(context, full=full)
    written = [write_sections(Path(path or Path(comparison.run.folder) / "report.html"), context, sections)]
    if docx:
        from pato.report.office import write_docx

        about_run = (context.title, context.subtitle, sections, context.meta)
        written.append(write_docx(Path(docx), *about_run, front(context)))
    if pdf:
        from pato.report.pdf import write_pdf

        written.append(write_pdf(Path(pdf), written[0]))
    if geojson:
        from pato.report.geojson import geojson as map_of

        write_atomic(geojson, map_of(context))
        written.append(Path(geojson))
    return written


def _files(
    path: File | None, docx: File | None, pdf: File | None, geojson: File | None
) -> tuple[File | None, File | None, File | None, File | None]:
    """Return the files to write, each with those of its kind: the ending of the first says what it is."""
    for name, given in (("path", path), ("docx", docx), ("pdf", pdf), ("geojson", geojson)):
        if given is not None and not isinstance(given, str | os.PathLike):
            raise UsageError(Problem(name, f"found {given!r}.", "Give the name of a file."))
    ending = "" if path is None else Path(path).suffix.lower()
    if ending in {"", ".html", ".htm"}:
        return path, docx, pdf, geojson
    if ending == ".docx":
        return None, docx or path, pdf, geojson
    if ending == ".pdf":
        return None, docx, pdf or path, geojson
    if ending == ".geojson":
        return None, docx, pdf, geojson or path
    fix = "The report is HTML (.html), Word (.docx), PDF (.pdf) or GeoJSON (.geojson)."
    raise UsageError(Problem("-o", f"'{path}' ends in '{ending}'.", fix))


def _refuse_beside_brief(given: Mapping[str, object]) -> None:
    """Refuse what the two pages do not have."""
    if wrong := [name for name, value in given.items() if value]:
        fix = "Name files that end in .pdf or .docx, or none; for the rest leave 'brief' out."
        raise UsageError(Problem("brief", f"is two pages as PDF and Word, without {listed(wrong)}.", fix))


def _brief(context: ReportContext, docx: File | None, pdf: File | None) -> list[Path]:
    """Write the two pages to the files named, or as both kinds of file into the run's folder."""
    from pato.report.two_pages import write_brief_docx, write_brief_pdf

    folder = Path(context.comparison.run.folder)
    both = docx is None and pdf is None
    written = []
    if pdf or both:
        written.append(write_brief_pdf(Path(pdf or folder / "brief.pdf"), context))
    if docx or both:
        written.append(write_brief_docx(Path(docx or folder / "brief.docx"), context))
    return written
