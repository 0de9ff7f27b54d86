"""Amount of output besides answers: ``--quiet`` and ``--verbose``, at any position."""

from __future__ import annotations

import sys
import time

quiet = False
"""Whether only answers and mistakes are printed: no progress, and no notes on files written or long tasks."""
verbose = False
"""Whether to report, after an answer, the time it took and the folders searched."""
_begun = time.monotonic()


def take(arguments: list[str]) -> list[str]:
    """Remove ``--quiet`` and ``--verbose`` from the arguments, at any position before ``--``; return the rest."""
    global quiet, verbose, _begun  # noqa: PLW0603  one program has one loudness
    end = arguments.index("--") if "--" in arguments else len(arguments)
    before, after = arguments[:end], arguments[end:]
    quiet, verbose = "--quiet" in before, "--verbose" in before
    _begun = time.monotonic()
    return [a for a in before if a not in {"--quiet", "--verbose"}] + after


def report() -> None:
    """Report on standard error the time that the command took and the folders searched, if wanted."""
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
