"""Correlation among allies: chances of joining by ally, with an effect of each war shared by its defenders."""

from pato.estimate.reliability.document import as_estimate as as_estimate
from pato.estimate.reliability.fit import fit_reliability as fit_reliability
