"""Base of the models of user files: immutable once read, and without undefined keys (C7)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Strict(BaseModel):
    """Frozen model that rejects unknown keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, str_max_length=4000, allow_inf_nan=False
    )
