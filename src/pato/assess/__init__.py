"""Assess: studies over simulation runs, comparison of architectures within each run, and tests of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pato.files.kinds import Kind, register

if TYPE_CHECKING:
    from pydantic import BaseModel


def _study() -> type[BaseModel]:
    from pato.assess.schema import Study

    return Study


def _claim() -> type[BaseModel]:
    from pato.assess.schema import Claim

    return Claim


def _claims() -> type[BaseModel]:
    from pato.assess.schema import ClaimSet

    return ClaimSet


_SOURCES = (__file__.replace("__init__.py", "schema.py"),)
register(Kind("study", "studies", ("architectures", "futures", "factors"), _study, _SOURCES, 50))
register(Kind("claim", "claims", ("metric", "holds_if", "identified"), _claim, _SOURCES, 60))
register(Kind("claims", "claim-sets", ("document", "claims"), _claims, _SOURCES, 65))
