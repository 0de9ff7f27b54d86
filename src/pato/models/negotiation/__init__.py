"""Where bargaining over a clause ends: a spatial model of politics, its cases, courses and tables (M12).

>>> from pato.models.negotiation import Case, Switches, negotiate
>>> case = Case.of("Two and a half", ["size"], ["A", "B", "C"], [60, 40, 10], [[0], [60], [100]], [[80], [50], [90]])
>>> negotiate(case).status
'settled'
"""

from pato.models.negotiation.case import Case as Case
from pato.models.negotiation.course import Negotiation as Negotiation
from pato.models.negotiation.course import negotiate as negotiate
from pato.models.negotiation.reading import read_case as read_case
from pato.models.negotiation.switches import Switches as Switches
