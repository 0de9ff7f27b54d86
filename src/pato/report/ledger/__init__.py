"""The ledger: what the two documents state as fact, each statement checked against the library."""

from pato.report.ledger.checks import Finding as Finding
from pato.report.ledger.checks import find as find
from pato.report.ledger.files import documents as documents
from pato.report.ledger.schema import Document as Document
from pato.report.ledger.schema import Statement as Statement
from pato.report.ledger.tables import ledger_table as ledger_table
