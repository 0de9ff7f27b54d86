"""Cache of values computed from immutable inputs, shared between models.

Architectures are evaluated one after the other with the same draws, and several models read the same pledges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_BY_WORTH = frozenset((str, bytes, int, float, bool, tuple))


class Memo:
    """Results by what they were made from: plain values and tuples of them by value, other objects by identity.

    Returned objects are shared: do not change them. Threads may compute a value twice, but never get a wrong one.

    Parameters
    ----------
    most
        How many results are held; the one that nobody has asked for longest goes first. One is enough for what belongs to the last draws.
    """

    __slots__ = ("_held", "_most")

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._held: dict[tuple[Any, ...], tuple[tuple[Any, ...], Any]] = {}

    def get(self, *asked: Any, make: Callable[[], T]) -> T:
        """Return the value made from ``asked``; if it is not cached, it is made and stored with ``asked``."""
        key = tuple(map(_key, asked))
        known = self._held.pop(key, None)
        if known is None:
            return self.put(*asked, value=make())
        self._held[key] = known  # as the latest: what every question needs outlasts what one question needed
        found: T = known[1]
        return found

    def known(self, *asked: Any) -> Any | None:
        """Return the value stored for ``asked``, or None."""
        found = self._held.get(tuple(map(_key, asked)))
        return None if found is None else found[1]

    def put(self, *asked: Any, value: T) -> T:
        """Hold a value for ``asked``, in place of what was held for it, and return it."""
        while len(self._held) >= self._most:
            try:
                self._held.pop(next(iter(self._held)), None)
            except (RuntimeError, StopIteration):  # another thread was quicker
                continue
        # with what was asked: an object that is held cannot lend its identity to another
        self._held[tuple(map(_key, asked))] = asked, value
        return value

    def __deepcopy__(self, memo: dict[int, Any]) -> Memo:
        """Return an empty memory: identities do not outlive a copy."""
        return Memo(self._most)

    def __reduce__(self) -> tuple[type[Memo], tuple[int]]:
        """Pickle empty: identities are meaningless in another process."""
        return Memo, (self._most,)


def _key(asked: object) -> object:
    # named tuples are objects: an architecture is one, and long to compare
    kind = type(asked)
    return (kind, asked) if kind in _BY_WORTH else id(asked)
