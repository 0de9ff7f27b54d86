"""Options that mean the same in every command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pato.cli import loudness
from pato.table import ENDINGS, FORMATS, Table, fitted

if TYPE_CHECKING:
    from pato.result import Result

F = TypeVar("F", bound=Callable[..., Any])


def format_option(*more: str) -> Callable[[F], F]:
    """``--format`` and ``--excel``: how a result is printed or written."""
    how = click.option(
        "--format",
        "fmt",
        type=click.Choice((*FORMATS, *more)),
        default="table",
        show_default=True,
        help="How the result is printed; in a file, its ending says so too (.csv, .json, .md, .html, .xlsx, .dta, .parquet).",
    )
    return lambda function: how(excel_option()(function))


def excel_option() -> Callable[[F], F]:
    """``--excel``: whether CSV is written for Excel; see `wants_excel`."""
    return click.option(
        "--excel",
        is_flag=True,
        expose_value=False,
        callback=_for_excel,
        help="CSV that Excel opens directly (UTF-8 with byte-order mark).",
    )


def _for_excel(context: click.Context, _: click.Parameter, value: bool) -> None:
    context.meta[_EXCEL] = value


def wants_excel() -> bool:
    """Return whether ``--excel`` was given."""
    context = click.get_current_context(silent=True)
    return context is not None and bool(context.meta.get(_EXCEL))


_EXCEL = "pato.excel"


def architecture_option(default: str | None = "in-force") -> Callable[[F], F]:
    """``--architecture``: which instruments count."""
    return click.option(
        "--architecture",
        metavar="NAME|FILE",
        default=default,
        show_default=default is not None,
        help="Instruments that count: a name, NAME@DATE, or a file (default: what is in force on the date).",
    )


def date_option(*, required: bool = False, default: str = "today") -> Callable[[F], F]:
    """``--date``: the day the answer is for."""
    told = f"The day the answer is for (default: {default})."
    return click.option("--date", metavar="YYYY-MM-DD", required=required, help=told)


def output_option(what: str = "the result") -> Callable[[F], F]:
    """``-o``: where to write instead of the terminal."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(dir_okay=False),
        help=f"Write {what} to this file instead of the terminal.",
    )


def membership_options(*, futures: int = 300) -> Callable[[F], F]:
    """Return the options shared by questions about a membership: terms and ranges, treaties in force, draws, date and output.

    Parameters
    ----------
    futures
        How many draws are made unless the user says.
    """
    options = (
        click.option(
            "--without",
            metavar="X,Y",
            multiple=True,
            help="Terms to leave out: spill_overs, coercion, burden, common_budget, trade.",
        ),
        click.option(
            "--with",
            "priced",
            metavar="X,Y",
            multiple=True,
            help="Unmeasured terms to include at the assumed ranges: mistrust, autonomy.",
        ),
        click.option(
            "--assumptions",
            metavar="FILE",
            type=click.Path(dir_okay=False),
            help="Your copy of the assumed ranges.",
        ),
        click.option(
            "--status-quo",
            default="in-force",
            show_default=True,
            help="Architecture in force, to which gains are relative.",
        ),
        click.option(
            "--rivals",
            metavar="X,Y",
            multiple=True,
            help="States whose attacks count (default: CHN, PRK, RUS).",
        ),
        click.option(
            "--futures",
            type=click.IntRange(20, 100_000),
            default=futures,
            show_default=True,
            help="Draws, each under every assumption about deterrence.",
        ),
        click.option("--seed", type=int, default=1, show_default=True, help="Seed of the draws."),
        date_option(),
        format_option(),
        output_option("the answer"),
    )

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def cluster_option(function: F) -> F:
    """``--cluster``: who computes."""
    return click.option(
        "--cluster",
        metavar="tcp://HOST:PORT",
        help="Scheduler of dask whose workers compute; the results are the same.",
    )(function)


def cluster_options(function: F) -> F:
    """``--cluster`` and ``--chunks``: who computes, and where what was computed is written."""
    chunks = click.option(
        "--chunks",
        metavar="URL",
        default="",
        help="With --cluster: where chunks are written, any address of fsspec (default: the folder, which all workers must see).",
    )
    return cluster_option(chunks(function))


def world_option() -> Callable[[F], F]:
    """``--no-world``: whether to add alliances coded by ATOP to those of the library, if the data store has them."""
    return click.option(
        "--world/--no-world",
        default=True,
        help="Ask, below the library, the alliances that ATOP codes, where the data store has them (default: yes).",
    )


def names(text: tuple[str, ...] | str) -> list[str]:
    """Split comma lists, which every command accepts: ``USA,JPN AUS``."""
    parts = [text] if isinstance(text, str) else list(text)
    return [word for part in parts for word in part.replace(",", " ").split()]


def file_names(text: tuple[str, ...] | str) -> list[str]:
    """Split comma lists of names and files; the name of a file that exists stays whole, spaces and all."""
    parts = [text] if isinstance(text, str) else list(text)
    pieces = [piece.strip() for part in parts for piece in part.split(",")]
    return [word for piece in pieces for word in ([piece] if os.path.isfile(piece) else names(piece))]  # noqa: PTH113  pathlib costs start-up time (C9)


def state_names(text: Iterable[str] | str) -> list[str]:
    """Split comma-separated lists of states; names of several words stay whole: ``USA,North Korea``, ``North Korea USA``."""
    from pato.registry import states

    parts = [text] if isinstance(text, str) else list(text)
    return [name for part in parts for piece in part.split(",") for name in states.spoken(piece)]


def years_of(text: str) -> tuple[int, int]:
    """Return the first and the last year of ``FIRST-LAST``; of one year alone, that year twice.

    Raises
    ------
    click.UsageError
        If it is no span of years.
    """
    first, _, last = text.partition("-")
    if not (first.isdecimal() and (last or first).isdecimal()):
        raise click.UsageError(f"--years: '{text}' is no span of years. Write FIRST-LAST, as in 1816-2019.")
    return int(first), int(last or first)


def refuse_several_csv(fmt: str, output: str | None) -> None:
    """Refuse CSV on the terminal before several tables are computed: each goes to a file of its own.

    Raises
    ------
    click.UsageError
        If CSV is requested without a file to write.
    """
    if output is None and file_format(fmt, output) == "csv":
        raise click.UsageError(
            "These are several tables, and CSV holds one a file: name a file with -o and each goes to one of its own, or choose --format json."
        )


def say(line: str) -> None:
    """Print a line on standard error, unless pato is to be quiet: what takes long, what was written."""
    if not loudness.quiet:
        click.echo(line, err=True)


def emit(result: Table | Result | str, fmt: str = "table", output: str | None = None) -> None:
    """Print a result, or write it atomically to a file (several tables as CSV to one each).

    Without ``--format``, ``--excel`` means CSV, and a file's ending sets its format: see `file_format`.
    """
    written: list[Any] = [output]
    if isinstance(result, str):
        if output is None:
            click.echo(result, nl=not result.endswith("\n"))
            return
        from pato.files.storage import write_atomic

        write_atomic(output, result)
        written_to(*written)
        return
    fmt = file_format(fmt, output)
    excel = wants_excel() and fmt == "csv"
    if output is None:
        text = result.render(fmt)
        click.echo(("\ufeff" if excel else "") + text, nl=not text.endswith("\n"))
    elif isinstance(result, Table):
        result.write(output, fmt, excel=excel)
        written_to(*written)
    else:
        written_to(*result.save(output, fmt, excel=excel))


def file_format(fmt: str, output: str | None, more: Iterable[str] = ()) -> str:
    """Return the requested format or, without ``--format``, the one set by the file's ending, else CSV with ``--excel``.

    A command whose answer differs by format asks this before it makes it.

    Parameters
    ----------
    fmt, output
        Options given to the command.
    more
        Endings that this command knows besides those of tables.
    """
    context = click.get_current_context(silent=True)
    if context is None or context.get_parameter_source("fmt") is not click.core.ParameterSource.DEFAULT:
        return fmt
    ending = os.path.splitext(output or "")[1].lower()  # noqa: PTH122  pathlib costs start-up time (C9)
    if ending in tuple(more):
        return ending[1:]
    return ENDINGS.get(ending, "csv" if wants_excel() and fmt == "table" else fmt)


_ENDINGS = {".docx": "docx", ".xml": "akn", ".html": "html"}


def document_format(fmt: str | None, output: str | None) -> str:
    """Return the format of a document: the requested one, else that of the file's ending, else Markdown.

    Raises
    ------
    click.UsageError
        If a Word file is requested without a file name.
    """
    ending = "." + (output or "").rpartition(".")[2].lower()
    found = fmt or _ENDINGS.get(ending, "md")
    if found == "docx" and output is None:
        raise click.UsageError(
            "A Word file cannot be shown in the terminal: say where to write it with -o FILE.docx."
        )
    return found


def emit_text(text: str, output: str | None) -> None:
    """Print sentences and tables, lines fitted to the terminal, or write them atomically to a file."""
    emit(text if output else fitted(text), output=output)


def emit_document(text: str | bytes, output: str | None) -> None:
    """Print a document, or write it atomically to a file."""
    if isinstance(text, str):
        emit(text, output=output)
        return
    from pato.files.storage import write_atomic

    assert output is not None
    write_atomic(output, text)
    written_to(output)


def written_to(*paths: Any, more: str = "") -> None:
    """Report on standard output what was written, unless ``--quiet`` is set."""
    if not loudness.quiet:
        click.echo(f"Written: {', '.join(map(str, paths))}{more}")
