"""How much pato says besides its answers: ``--quiet`` and ``--verbose``, wherever they stand."""

from __future__ import annotations

import sys
import time

quiet = False
"""Whether only answers and mistakes are printed: no progress, nothing about what was written or takes long."""
verbose = False
"""Whether, after an answer, it is said what it took and where pato looked."""
_begun = time.monotonic()


def take(arguments: list[str]) -> list[str]:
    """Take ``--quiet`` and ``--verbose`` out of the arguments, wherever they stand before ``--``; return the rest."""
    global quiet, verbose, _begun  # noqa: PLW0603  one program has one loudness
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before, after = arguments[:end], arguments[end:]
    quiet, verbose = "--quiet" in before, "--verbose" in before
    _begun = time.monotonic()
    return [a for a in before if a not in {"--quiet", "--verbose"}] + after


def report() -> None:
    """Say on standard error what the command took and where it looked, where that is wanted."""
    if not verbose:
        return
    from pato import __version__
    from pato.files import discover
    from pato.files.storage import cache_folder, data_folder

    own = ", ".join(discover.user_folders()) or "none"
    took = time.monotonic() - _begun
    print(
        f"pato {__version__}: {took:.2f} s. Cache: {cache_folder()}. Data store: {data_folder()}. Own folders: {own}.",
        file=sys.stderr,
    )
