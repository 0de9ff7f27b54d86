"""What tests of drafts share: a treaty to begin from and the namespace of Akoma Ntoso."""

from pato.treaties.schema.treaty import Treaty

AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"


def treaty(**fields):
    base = {
        "format": 1,
        "id": "test",
        "title": "A treaty",
        "binding": "treaty",
        "status": "proposed",
        "parties": [{"state": "AUS"}, {"state": "JPN"}],
    }
    return Treaty.model_validate(base | fields)
