"""One-line descriptions of objects in an interpreter: name and size, never the full content."""

import os
from collections.abc import Callable, Sized
from typing import Any, TypeVar

T = TypeVar("T")
_LONGEST, _FEW = 60, 8


def brief(*fields: str) -> Callable[[type[T]], type[T]]:
    """Return a class decorator that makes ``repr`` one line of some attributes.

    Parameters
    ----------
    fields
        Attributes to show, paths allowed (``world.vintage``): plain values as they are, few words as a list, anything
        else that has a length as a count.

    Examples
    --------
    >>> @brief("id", "parties", "text")
    ... class Pact:
    ...     id, parties, text = "anzus", ("AUS", "NZL", "USA"), ["…"] * 12
    >>> Pact()
    <Pact id='anzus', parties=AUS NZL USA, 12 text>
    """

    def decorate(cls: type[T]) -> type[T]:
        def __repr__(self: Any) -> str:  # noqa: N807  it becomes the method of that name
            return f"<{cls.__name__} {', '.join(_told(self, name) for name in fields)}>"

        cls.__repr__ = __repr__  # type: ignore[method-assign]
        return cls

    return decorate


def _told(value: Any, name: str) -> str:
    for part in name.split("."):
        value = getattr(value, part)
    last = name.removesuffix(".id").rpartition(".")[2]
    if isinstance(value, (str, os.PathLike)):
        value = os.fspath(value)
        return f"{last}={value if len(value) <= _LONGEST else value[: _LONGEST - 1] + '…'!r}"
    if (
        isinstance(value, tuple)
        and len(value) <= _FEW
        and all(isinstance(v, str) and len(v) < 20 for v in value)
    ):
        return f"{last}={' '.join(value)}"
    if isinstance(value, Sized) and not hasattr(value, "_fields"):
        return f"{len(value)} {last}"
    return f"{last}={value!r}"
