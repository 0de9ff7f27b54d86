"""Discover extensions that are one file each: the modules of a package, and a user's own files of the same kind.

A user's folders are named by ``PATO_PATH`` (several are separated as in ``PATH``) or by ``--library DIR``. They are laid
out as the package is: ``metrics/NAME.py``, ``commands/NAME.py``, ``treaties/ID.yaml`` and so on. Every quick command
loads this module, so it avoids pathlib (C9).
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType
from typing import Any, NamedTuple, TypeVar

from pato.errors import FileError, PatoError, Problem

T = TypeVar("T")
VARIABLE = "PATO_PATH"
OWN = "pato_own_"
"""Beginning of the names under which a user's own modules are imported."""
_SEEN: dict[str, Any] = {"reading": 0, "stamps": ()}
_ROOT = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120  no pathlib here


class Found(NamedTuple):
    """One module that was found.

    Attributes
    ----------
    name
        The file's name without its ending.
    path
        The file.
    module
        The name under which it is imported.
    own
        Whether it lies in a user's folder.
    """

    name: str
    path: str
    module: str
    own: bool

    def load(self) -> ModuleType:
        """Import the module.

        Raises
        ------
        FileError
            If a user's file cannot be imported; the message says why.
        """
        return _load_own(self) if self.own else import_module(self.module)


def user_folders() -> tuple[str, ...]:
    """Return the folders in which a user keeps files of their own.

    Raises
    ------
    PatoError
        If one of them does not exist.
    """
    given = [f for f in os.environ.get(VARIABLE, "").split(os.pathsep) if f]
    missing = [f for f in given if not os.path.isdir(f)]  # noqa: PTH112
    if missing:
        raise PatoError(
            [
                Problem(f, "is not a folder.", f"Name an existing folder with --library, or mend {VARIABLE}.")
                for f in missing
            ]
        )
    return tuple(given)


def look_again() -> None:
    """Let the user's own files be read anew where one has changed, so that a session sees what was edited.

    Called where a question begins and never within one: an answer is of one reading.
    """
    stamps = tuple(sorted(_stamps()))
    if stamps != _SEEN["stamps"]:
        _SEEN.update(reading=_SEEN["reading"] + 1, stamps=stamps)


def reading() -> int:
    """Return the number of times that the user's own files were found changed."""
    return int(_SEEN["reading"])


def _stamps() -> Iterator[tuple[str, int, int]]:
    """Yield path, time and size of the files in the user's folders; they lie one folder deep."""
    for mine in user_folders():
        for part in _entries(mine):
            for file in _entries(part.path):
                if file.name.endswith((".yaml", ".py")):
                    with suppress(OSError):  # gone since it was listed
                        about = file.stat()
                        yield file.path, about.st_mtime_ns, about.st_size


def _entries(folder: str) -> list[os.DirEntry[str]]:
    """Return the entries of a folder; none where it is none, or cannot be read."""
    try:
        return list(os.scandir(folder))
    except OSError:
        return []


@contextmanager
def user_folder(folder: str | None) -> Iterator[None]:
    """Add a folder to the user's own while the context lasts, in this process and those that it starts."""
    known = os.environ.get(VARIABLE)
    if folder is not None:
        os.environ[VARIABLE] = f"{folder}{os.pathsep}{known}" if known else folder
    try:
        yield
    finally:
        if folder is not None:
            os.environ.pop(VARIABLE)
            os.environ |= {VARIABLE: known} if known is not None else {}


def find(package: str, *, leave_out: tuple[str, ...] = (), folder: str | None = None) -> dict[str, Found]:
    """Return the modules of a package together with the user's own, sorted by name.

    Parameters
    ----------
    package
        Its dotted name, for example ``pato.assess.metrics``.
    leave_out
        Names of modules of the package that are of another kind.
    folder
        Name of the folder for this kind within a user's folders; by default the last part of the package's name.

    Raises
    ------
    FileError
        If a user's file has the name of another one.
    """
    at = os.path.join(_ROOT, *package.split(".")[1:])  # noqa: PTH118
    found = {
        name: Found(name, path, f"{package}.{name}", own=False)
        for name, path in files_in(at, ".py")
        if name not in leave_out
    }
    part = folder or package.rpartition(".")[2]
    for mine in user_folders():
        for name, path in files_in(os.path.join(mine, part), ".py"):  # noqa: PTH118
            if name in found or name in leave_out:
                other = found[name].path if name in found else f"a module of {package}"
                raise FileError(
                    Problem(path, f"has the name of {other}.", "Give the file a name of its own.")
                )
            found[name] = Found(name, path, f"{OWN}{part}_{name}", own=True)
    return dict(sorted(found.items()))


def members(
    package: str,
    attribute: str,
    kind: type[T],
    *,
    leave_out: tuple[str, ...] = (),
    folder: str | None = None,
) -> dict[str, T]:
    """Return what each module of a package, and each of the user's own files, defines under one name.

    Parameters
    ----------
    package, leave_out, folder
        See `find`.
    attribute
        The name, for example ``METRIC``.
    kind
        The class that it must be of.

    Raises
    ------
    FileError
        If a module defines nothing of the kind under the name.
    """
    found: dict[str, T] = {}
    for one in find(package, leave_out=leave_out, folder=folder).values():
        value = getattr(one.load(), attribute, None)
        if not isinstance(value, kind):
            raise FileError(
                Problem(
                    one.path,
                    f"defines no {attribute} of the class {kind.__name__}.",
                    f"Define {attribute} as the other files of {package} do.",
                )
            )
        found[one.name] = value
    return found


def files_in(folder: str, ending: str) -> list[tuple[str, str]]:
    """Return name and path of the files with an ending in a folder; none where there is no folder."""
    return sorted(
        (e.name[: -len(ending)], e.path)
        for e in _entries(folder)
        if e.name.endswith(ending) and e.name[0] != "_"
    )


def own_files(part: str, ending: str = ".yaml") -> list[str]:
    """Return the user's own files of one kind, folder by folder."""
    return [path for mine in user_folders() for _, path in files_in(os.path.join(mine, part), ending)]  # noqa: PTH118


def _load_own(one: Found) -> ModuleType:
    known: Any = sys.modules.get(one.module)
    if known is not None and known.__file__ == one.path and not _edited(known):
        found: ModuleType = known
        return found
    spec = spec_from_file_location(one.module, one.path)
    assert spec is not None
    assert spec.loader is not None
    module: Any = module_from_spec(spec)
    module.pato_read = reading(), _stamp_of(one.path)
    sys.modules[one.module] = module
    try:
        spec.loader.exec_module(module)
    except PatoError:
        del sys.modules[one.module]
        raise
    except Exception as error:
        del sys.modules[one.module]
        raise FileError(
            Problem(
                one.path,
                f"cannot be imported: {type(error).__name__}: {error}.",
                "Mend the file, or remove it.",
            )
        ) from error
    loaded: ModuleType = module
    return loaded


def _edited(module: Any) -> bool:
    """Return whether a user's module has changed between its import and the last look at the user's files."""
    number, stamp = module.pato_read
    if number == reading():
        return False
    module.pato_read = reading(), stamp
    return bool(stamp != _stamp_of(module.__file__))


def _stamp_of(path: str) -> tuple[int, int] | None:
    try:
        about = os.stat(path)  # noqa: PTH116  no pathlib here
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size
