"""The kinds of file that people write: their model, their folder, and how a file shows its kind.

A new kind is one more entry here and one model. The models are named, not imported: they live in the
layers that use them, and quick commands load none of them (C9).
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from pato.errors import FileError, Problem

if TYPE_CHECKING:
    from pydantic import BaseModel

    from pato.files.yaml import Document


class Kind(NamedTuple):
    """One kind of file.

    Attributes
    ----------
    name
        The word for it in commands: ``pato new KIND``.
    folder
        Its folder in the library.
    model
        ``module:class`` of its pydantic model, the single definition of the format.
    marks
        Keys that only files of this kind have at the top.
    """

    name: str
    folder: str
    model: str
    marks: tuple[str, ...]

    def load_model(self) -> "type[BaseModel]":
        """Import and return the model."""
        from importlib import import_module

        module, _, name = self.model.partition(":")
        model: type[BaseModel] = getattr(import_module(module), name)
        return model


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "treaty", "treaties", "pato.treaties.schema.treaty:Treaty", ("binding", "obligations", "economy")
        ),
        Kind(
            "architecture",
            "architectures",
            "pato.treaties.schema.architecture:Architecture",
            ("extends", "add", "drop", "all_in_force"),
        ),
        Kind("event", "events", "pato.treaties.schema.event:Event", ("attacker", "victim", "act")),
        Kind("check", "checks", "pato.treaties.schema.check:CheckFile", ("checks", "expect", "expect_not")),
        Kind("study", "studies", "pato.assess.schema:Study", ("architectures", "futures", "factors")),
        Kind("claim", "claims", "pato.assess.schema:Claim", ("metric", "holds_if", "identified")),
        Kind(
            "negotiation",
            "negotiations",
            "pato.models.negotiation.schema:NegotiationFile",
            ("question", "dimension", "positions", "salience", "bands"),
        ),
        Kind(
            "theory",
            "theories",
            "pato.models.risk.theories.schema:TheoryFile",
            ("statistic", "says", "slope", "first_only"),
        ),
        Kind("ledger", "ledger", "pato.report.ledger.schema:Document", ("author", "statements")),
    )
}


def kind_of(document: "Document") -> Kind:
    """Tell the kind of a file by the keys at its top.

    Raises
    ------
    FileError
        If the keys fit none or several kinds; the message says what marks each.
    """
    data: Any = document.data
    keys = set(data) if isinstance(data, dict) else set()
    scores = {name: len(keys.intersection(kind.marks)) for name, kind in KINDS.items()}
    best = max(scores.values())
    fits = [name for name, score in scores.items() if score == best]
    if best and len(fits) == 1:
        return KINDS[fits[0]]
    marks = "; ".join(f"{name}: {', '.join(kind.marks)}" for name, kind in KINDS.items())
    raise FileError(
        Problem(
            document.where(()),
            "this is none of pato's kinds of file, or of several at once.",
            f"Each has keys of its own: {marks}.",
        )
    )
