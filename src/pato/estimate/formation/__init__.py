"""The estimate of formation that ships (M6): which pairs conclude defence pacts, in ranks."""

from pato.estimate.formation.document import as_estimate as as_estimate
from pato.estimate.formation.fit import FormationFit as FormationFit
from pato.estimate.formation.fit import fit_formation as fit_formation
