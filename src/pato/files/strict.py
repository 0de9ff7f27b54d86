"""The base of everything that people write: what is read once and never changes, without a key that is not defined (C7)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen, and nothing that it does not know is let through."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, str_max_length=4000)
