"""How far allies stand or fall together: chances of joining by ally, with an effect of each war that its defenders share."""

from pato.estimate.reliability.document import as_estimate as as_estimate
from pato.estimate.reliability.fit import fit_reliability as fit_reliability
