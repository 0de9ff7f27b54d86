"""What rivals do when capability is pledged against them: arming, by competing theories, and how encircled they are (M5)."""

from pato.models.arming.base import ArmingTheory as ArmingTheory
from pato.models.arming.base import theories as theories
from pato.models.arming.model import Arming as Arming
