"""Components that this installation has and lacks. [system]"""

from __future__ import annotations

import importlib.metadata as installed
import platform
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from pato.cli.options import emit, format_option, output_option
from pato.errors import FINDINGS
from pato.table import Table

Row = tuple[str, str, str, str | None]


@click.command()
@format_option()
@output_option()
@click.pass_context
def command(ctx: click.Context, fmt: str, output: str | None) -> None:
    """Look over this installation: Python, packages, folders, compiled kernels, library, data store, extras.

    'lacks' is something that pato needs, and the exit status is then 1; 'absent' is something that you may do without.

    Example:  pato doctor
    """
    rows = [
        *_python(),
        *_packages(),
        *_folders(),
        *_kernels(),
        *_library(),
        *_store(),
        *_extras(),
        *_browser(),
    ]
    lacking = sum(row[1] == "lacks" for row in rows)
    title = f"pato {installed_version()}: {'nothing lacks' if not lacking else f'{lacking} things lack'}"
    emit(Table(("what", "state", "found", "repair"), rows, title=title), fmt, output)
    ctx.exit(FINDINGS if lacking else 0)


def installed_version() -> str:
    """Return the version of pato."""
    from pato import __version__

    return __version__


def _python() -> Iterator[Row]:
    yield "Python", "ok", f"{platform.python_version()} on {platform.system()} {platform.machine()}", None


def _requirements() -> Iterator[tuple[str, str | None]]:
    """Yield the packages that pato declares, and the extra of each; None for those that it always needs."""
    for text in installed.requires("pato") or ():
        name = re.match(r"[A-Za-z0-9_.-]+", text)
        extra = re.search(r"extra == ['\"](\w+)['\"]", text)
        if name:
            yield name[0], extra[1] if extra else None


def _version(name: str) -> str | None:
    try:
        return installed.version(name)
    except installed.PackageNotFoundError:
        return None


def _packages() -> Iterator[Row]:
    needed = [name for name, extra in _requirements() if extra is None]
    for name in needed:
        if (version := _version(name)) is None:
            yield f"package {name}", "lacks", "not installed", f"pip install {name}"
        else:
            yield f"package {name}", "ok", version, None


def _folders() -> Iterator[Row]:
    from pato.files.storage import cache_folder

    folder = cache_folder()
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        yield "cache", "ok", folder, None
    except OSError as error:
        fix = "Point PATO_CACHE to a folder that can be written; without it everything is computed again each time."
        yield "cache", "lacks", f"{folder}: {error.strerror or error}", fix


def _kernels() -> Iterator[Row]:
    from pato.kernels import jit

    folder = jit.kept_in()
    count = sum(1 for _ in folder.glob("*.nbc")) if folder is not None else 0
    if folder is None:
        yield (
            "compiled kernels",
            "absent",
            "no folder can be written",
            "Set NUMBA_CACHE_DIR; each start compiles again.",
        )
    else:
        yield (
            "compiled kernels",
            "ok" if count else "absent",
            f"{count} in {folder}",
            None if count else "pato warm",
        )


def _library() -> Iterator[Row]:
    from pato.errors import PatoError
    from pato.files import library
    from pato.kinds import KINDS

    try:
        count = sum(len(library.entries(kind)) for kind in KINDS)
    except PatoError as error:
        yield "library", "lacks", str(error.problems[0]), "pato check"
        return
    yield "library", "ok", f"{count} files", None


def _store() -> Iterator[Row]:
    from pato.files.storage import data_folder

    folder = data_folder()
    if Path(folder).is_dir():
        yield "data store", "ok", folder, None
    else:
        fix = "Only panels and fits need it: pato data list."
        yield "data store", "absent", f"{folder} does not exist", fix


def _extras() -> Iterator[Row]:
    by_extra: dict[str, list[str]] = {}
    for name, extra in _requirements():
        if extra is not None:
            by_extra.setdefault(extra, []).append(name)
    for extra, names in sorted(by_extra.items()):
        missing = [n for n in dict.fromkeys(names) if _version(n) is None]
        fix = f"pip install 'pato[{extra}]'" if missing else None
        yield f"extra {extra}", "absent" if missing else "ok", ", ".join(missing or dict.fromkeys(names)), fix


def _browser() -> Iterator[Row]:
    from pato.errors import PatoError
    from pato.report.pdf import browser

    try:
        yield "browser for PDF", "ok", browser(), None
    except PatoError as error:
        yield "browser for PDF", "absent", "none of the Chromium family", error.problems[0].fix
