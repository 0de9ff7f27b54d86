"""The one family of errors, and the messages they carry.

Every error a user can meet says where, what was found, what is allowed and how to repair it (C11), and
reports all problems of a file or a call at once. This module imports nothing else of pato.
"""

from collections.abc import Iterable
from typing import NamedTuple

FINDINGS = 1
"""Exit status of a command that worked and found something wrong."""
USAGE = 2
"""Exit status of a command that could not do what was asked."""


INTERNAL = 70
"""Exit status of a command that met a mistake of pato's own (EX_SOFTWARE of sysexits.h)."""

_DRIVING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
"""Control characters but for ends of lines and tabs, what turns the direction of text, and halves of characters."""


def harmless(text: str) -> str:
    r"""Return text without characters that control a terminal or change the reading order; newlines and tabs stay.

    >>> harmless("a\x1b[31mb")
    'a\ufffd[31mb'
    """
    # whatever drives a terminal is not printable; quick commands do without a regular expression
    if text.isprintable() or text.replace("\n", "").replace("\t", "").isprintable():
        return text
    import re

    return re.sub(_DRIVING, "\ufffd", text)


class Problem(NamedTuple):
    """One thing that is wrong.

    Attributes
    ----------
    where
        ``file:line:column``, an option, or the name of the data set or argument.
    what
        The finding and the allowed values, in one or two sentences.
    fix
        How to repair it; empty where ``what`` already says it.
    """

    where: str
    what: str
    fix: str = ""

    def __str__(self) -> str:
        text = f"{self.where}  {self.what}" if self.where else self.what
        return harmless(f"{text} {self.fix}" if self.fix else text)


class PatoError(Exception):
    """Base of every error that pato raises on purpose.

    Parameters
    ----------
    problems
        One message, one `Problem`, or several of them.
    """

    exit_code = USAGE

    def __init__(self, problems: str | Problem | Iterable[Problem]) -> None:
        if isinstance(problems, str):
            problems = [Problem("", problems)]
        elif isinstance(problems, Problem):
            problems = [problems]
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class FileError(PatoError):
    """A file that a person wrote cannot be read as what it should be (T8)."""


class UnknownNameError(PatoError):
    """A name that no state, place, act, treaty, architecture, source or model has (T6)."""


class CoverageError(PatoError):
    """A question outside what an instrument or a data set covers: unknown, not zero (C1, T6)."""


class DataError(PatoError):
    """A data file is missing, truncated, changed in shape, or holds impossible values."""


class EstimationError(PatoError):
    """A model cannot be estimated: separation, a singular matrix, an empty window."""


class UsageError(PatoError):
    """A command or function was called in a way that makes no sense."""


class RunError(PatoError):
    """A run folder is damaged, locked, or belongs to another study."""


class MissingExtraError(PatoError):
    """A command needs an optional dependency that is not installed."""

    def __init__(self, package: str, extra: str, alternative: str = "") -> None:
        fix = f"Install it with: pip install 'pato[{extra}]'"
        super().__init__(
            Problem(
                "",
                f"This needs the package '{package}'.",
                f"{fix}{', or ' + alternative if alternative else ''}.",
            )
        )


def nearest(word: str, allowed: Iterable[str]) -> str | None:
    """Return the allowed word that is closest in spelling, or None.

    >>> nearest("armd_attack", ["armed_attack", "threat"])
    'armed_attack'
    """
    from difflib import get_close_matches

    choices = list(allowed)
    folded = {c.casefold(): c for c in choices}
    letters = sorted(str(word).casefold())
    if swapped := next((c for key, c in folded.items() if sorted(key) == letters), None):
        return swapped
    close = get_close_matches(str(word).casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


_LISTED = {
    "architecture or treaty": "architecture",
    **{kind: kind for kind in ("treaty", "architecture", "event", "claim")},
    **{kind: f"--{kind}s" for kind in ("state", "place", "act", "target", "metric", "factor")},
}
"""Options of ``pato list`` by the word used in messages."""


def unknown(kind: str, word: str, allowed: Iterable[str], *, where: str = "", limit: int = 12) -> Problem:
    """Describe an unknown name: what was found, the nearest valid one, and what is allowed.

    >>> print(unknown("state", "JNP", ["JPN", "USA"]))
    state 'JNP' is not known. Did you mean 'JPN'? Allowed: JPN, USA.
    """
    choices = sorted(set(allowed))
    hint = nearest(word, choices)
    meant = f" Did you mean '{hint}'?" if hint else ""
    start = str(word).casefold()[:3]
    alike = sorted(choices, key=lambda c: start not in c.casefold())  # those that hold its beginning first
    shown = ", ".join(alike[:limit])
    if len(choices) > limit:
        listed = f"; 'pato list {_LISTED[kind]}' shows them" if kind in _LISTED else ""
        shown += f", … ({len(choices)} in all{listed})"
    return Problem(where, f"{kind} '{word}' is not known.{meant}", f"Allowed: {shown}." if choices else "")
