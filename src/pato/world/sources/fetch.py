"""Downloads a provider's file: in pieces, resumed after a break, tried again, never half there."""

from __future__ import annotations

import contextlib
import http.client
import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pato.errors import DataError, Problem, UsageError
from pato.files.storage import hash_of_file, replace, write_atomic

Progress = Callable[[int, int | None], None]
"""Called with the bytes that are there and the bytes there will be (None where the server does not say)."""

TRIES = 5
_PIECE = 1 << 16
_TIMEOUT_S = 60.0
_EVERY_S = 0.25
_FINAL = frozenset({400, 401, 403, 404, 405, 410, 451})
"""Answers that another try does not change."""


class Ticker:
    """Tells a person how far a download is, at most a few times a second, with the time left.

    Parameters
    ----------
    write
        Takes a line; ``last`` is true when nothing follows.
    clock
        Seconds.
    """

    def __init__(
        self, write: Callable[[str, bool], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._write, self._clock = write, clock
        self._began: tuple[float, int] | None = None
        self._told = float("-inf")

    def __call__(self, have: int, total: int | None) -> None:
        """Take notice of a piece."""
        now = self._clock()
        if self._began is None:
            self._began = (now, have)
        whole = have == total
        if whole or now - self._told >= _EVERY_S:
            self._told = now
            self._write(self._line(have, total, now), whole)

    def _line(self, have: int, total: int | None, now: float) -> str:
        if total is None:
            return f"{have:,} bytes"
        assert self._began is not None
        seconds, got = now - self._began[0], have - self._began[1]
        left = f", {seconds / got * (total - have):.0f} s left" if got > 0 and have < total else ""
        return f"{have:,} of {total:,} bytes ({have / total:.0%}{left})"


@dataclass(frozen=True, slots=True)
class Fetched:
    """A finished download.

    Attributes
    ----------
    path, size, sha256
        The file.
    resumed_from
        Bytes that an earlier try had left behind.
    """

    path: Path
    size: int
    sha256: str
    resumed_from: int


def fetch(
    url: str,
    target: Path,
    *,
    progress: Progress | None = None,
    tries: int = TRIES,
    pause_s: float = 1.0,
    page: str = "",
) -> Fetched:
    """Download a file.

    An interrupted download stays next to the target (``NAME.part``) and is continued by this call or a later one, if
    the server still has the same version; else it starts again.

    Parameters
    ----------
    url
        Address, http or https.
    target
        Path of the finished file.
    progress
        Told about every piece.
    tries, pause_s
        How often in all, and the pause before the second try; each further pause is twice as long.
    page
        The provider's page, named when it fails.

    Raises
    ------
    DataError
        If the server refuses or all tries break; what was received is kept.
    UsageError
        If the address is not one of the web.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise UsageError(
            Problem(url, "is not an address of the web.", "It must begin with https:// or http://.")
        )
    part = target.with_name(target.name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    resumed_from = part.stat().st_size if part.exists() else 0
    for attempt in range(1, tries + 1):
        try:
            _attempt(url, part, progress)
            break
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in _FINAL or attempt == tries:
                raise _refused(url, f"the server answers {error.code} ({error.reason})", page) from error
        except (OSError, http.client.HTTPException) as error:
            if attempt == tries:
                have = part.stat().st_size if part.exists() else 0
                what = f"the connection broke {tries} times ({_reason(error)}); {have:,} bytes are kept and will be continued"
                raise _refused(url, what, page) from error
        time.sleep(pause_s * 2 ** (attempt - 1))
    return _finish(part, target, resumed_from)


def _attempt(url: str, part: Path, progress: Progress | None) -> None:
    """Continue, or begin, the partial file until the server says it is whole."""
    have, version = _kept(part, url)
    request = urllib.request.Request(url, headers={"User-Agent": "pato", "Accept-Encoding": "identity"})  # noqa: S310  the scheme was checked
    if have and version:
        request.add_header("Range", f"bytes={have}-")
        request.add_header("If-Range", version)
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT_S)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE:
            raise
        if _whole(error.headers.get("Content-Range"), have):
            error.close()
            return
        _forget(part)
        raise ConnectionError("the kept part is longer than the file") from error
    with answer:
        if answer.status != http.client.PARTIAL_CONTENT:
            have = 0
        total = _total(answer, have)
        _note(part, url, answer)
        _receive(answer, part, have, total, progress)


def _receive(
    answer: http.client.HTTPResponse, part: Path, have: int, total: int | None, progress: Progress | None
) -> None:
    with part.open("ab" if have else "wb") as stream:
        while piece := answer.read(_PIECE):
            stream.write(piece)
            have += len(piece)
            if progress:
                progress(have, total)
    if total is not None and have < total:
        raise ConnectionError(f"{have:,} of {total:,} bytes")
    if total is not None and have > total:
        _forget(part)
        raise ConnectionError(f"{have:,} bytes where {total:,} were announced")


def _total(answer: http.client.HTTPResponse, have: int) -> int | None:
    length = answer.headers.get("Content-Length")
    return have + int(length) if length and length.isdigit() else None


def _kept(part: Path, url: str) -> tuple[int, str]:
    """Return the number of bytes already there, and their version; (0, "") if the download cannot be continued."""
    try:
        noted = json.loads(_notes(part).read_text(encoding="utf-8"))
        size = part.stat().st_size
    except (OSError, ValueError):
        return 0, ""
    return (size, noted["version"]) if noted.get("url") == url and noted.get("version") else (0, "")


def _note(part: Path, url: str, answer: http.client.HTTPResponse) -> None:
    tag = answer.headers.get("ETag") or ""
    # a weak tag does not promise equal bytes (RFC 9110, 13.1.5)
    version = tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified") or ""
    write_atomic(_notes(part), json.dumps({"url": url, "version": version}))


def _notes(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _forget(part: Path) -> None:
    for path in (part, _notes(part)):
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


def _whole(content_range: str | None, have: int) -> bool:
    return content_range is not None and content_range.rpartition("/")[2] == str(have)


def _finish(part: Path, target: Path, resumed_from: int) -> Fetched:
    size = part.stat().st_size
    if not size:
        _forget(part)
        raise DataError(Problem(str(target), "the server sent an empty file.", "Try again later."))
    replace(part, target)
    _forget(part)
    return Fetched(target, size, hash_of_file(target), resumed_from)


def _reason(error: Exception) -> str:
    inner = getattr(error, "reason", None)
    return str(inner or error) or type(error).__name__


def _refused(url: str, what: str, page: str) -> DataError:
    fix = (
        f"Fetch the file by hand from {page} and give it with: pato data add NAME FILE."
        if page
        else "Try again later."
    )
    return DataError(Problem(url, f"{what}.", fix))
