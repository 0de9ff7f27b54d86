"""Response of rivals to capability pledged against them: arming, by competing theories, and encirclement (M5)."""

from pato.models.arming.base import ArmingTheory as ArmingTheory
from pato.models.arming.base import theories as theories
from pato.models.arming.model import Arming as Arming
