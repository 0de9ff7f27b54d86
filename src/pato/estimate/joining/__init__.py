"""The estimate of joining that ships (M2): who fights for a target against a challenger."""

from pato.estimate.joining.document import as_estimate as as_estimate
from pato.estimate.joining.fit import JoiningFit as JoiningFit
from pato.estimate.joining.fit import fit_joining as fit_joining
