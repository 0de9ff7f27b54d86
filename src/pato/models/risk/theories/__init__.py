"""What a pledge does to the risk of war: competing theories, one file each (M4)."""

from pato.kernels.projection import PledgeDose as PledgeDose
from pato.kernels.projection import miles_per_day as miles_per_day
from pato.kernels.projection import pledge_dose as pledge_dose
from pato.models.risk.theories.base import Draws as Draws
from pato.models.risk.theories.base import ExpectedSupport as ExpectedSupport
from pato.models.risk.theories.base import Situation as Situation
from pato.models.risk.theories.base import Surge as Surge
from pato.models.risk.theories.base import Theory as Theory
from pato.models.risk.theories.base import theories as theories
from pato.models.risk.theories.base import theory as theory
