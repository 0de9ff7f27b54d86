"""Opens providers' files: plain ones, or the one that is meant in a zip archive, of archives within archives too.

Every fault is a `DataError` that names the file, the fault and the repair.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from pato.errors import DataError, Problem

_LIMIT = 4_000_000_000
"""Largest size of an unpacked member, in bytes."""
REPAIR = "Fetch it again from the provider, whole and unopened (a spreadsheet program changes what it saves)."


def damaged(path: Path, what: str, fix: str = REPAIR) -> DataError:
    """Return the error of a file that cannot be what it should be."""
    return DataError(Problem(str(path), what, fix))


BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    EOFError,
    ValueError,
    OSError,
    NotImplementedError,
    RuntimeError,
    zlib.error,
)
"""Errors raised by unpacking a damaged zip archive."""


def content(path: Path, wanted: Callable[[str], bool] | None = None) -> tuple[str, bytes]:
    """Return name and bytes of a file, or of the one wanted member of a zip archive.

    Parameters
    ----------
    path
        The file.
    wanted
        Test of whether a member's name (without folders) is wanted.

    Raises
    ------
    DataError
        If the file is absent, empty, a broken archive, or an archive without exactly one such member.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise damaged(path, f"cannot be read: {error.strerror}.", "Check the path.") from error
    if not data:
        raise damaged(path, "is empty: the download did not finish.")
    if path.suffix.lower() != ".zip" and not data.startswith(b"PK\x03\x04"):
        return path.name, data
    if path.suffix.lower() == ".xlsx":
        return path.name, data
    return _member(path, data, wanted)


def _first_inner(
    path: Path, archives: list[bytes], wanted: Callable[[str], bool] | None
) -> tuple[str, bytes]:
    """Return the wanted member of the first archive inside an archive that has it."""
    refusals: list[DataError] = []
    for data in archives:
        try:
            return _member(path, data, wanted, deeper=False)
        except DataError as error:
            refusals.append(error)
    raise refusals[-1]


def _is_file(name: str) -> bool:
    return not name.endswith("/") and "__MACOSX" not in name and Path(name).name[:1] not in {"", "."}


def _member(
    path: Path, data: bytes, wanted: Callable[[str], bool] | None, *, deeper: bool = True
) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [i for i in archive.infolist() if _is_file(i.filename)]
            fitting = [i for i in names if wanted is None or wanted(Path(i.filename).name)]
            inner = [i for i in names if i.filename.lower().endswith(".zip") and i.file_size <= _LIMIT]
            if not fitting and deeper and inner:
                return _first_inner(path, [archive.read(i) for i in inner], wanted)
            if len(fitting) != 1:
                inside = ", ".join(sorted(i.filename for i in names)[:12]) or "nothing"
                found = (
                    "no file that is meant here"
                    if not fitting
                    else f"{len(fitting)} files that could be meant"
                )
                raise damaged(
                    path, f"holds {found}; inside: {inside}.", "Unpack it and give the file itself."
                )
            if fitting[0].file_size > _LIMIT:
                raise damaged(
                    path,
                    f"{fitting[0].filename} would unpack to {fitting[0].file_size:,} bytes.",
                    "Unpack it and give the file itself.",
                )
            return Path(fitting[0].filename).name, archive.read(fitting[0])
    except BROKEN_ARCHIVE as error:
        raise damaged(path, f"is a broken or truncated zip archive ({error}).") from error
