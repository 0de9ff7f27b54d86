"""The historical panel: state-years, dyad-years and directed dyad-years with the field's covariates.

Conventions, each with its reason, are in ``docs/panel.md``. A new group of covariates is one new file in
``groups/``.
"""

from pato.estimate.panel.build import UNITS as UNITS
from pato.estimate.panel.build import build_panel as build_panel
from pato.estimate.panel.build import group_names as group_names
from pato.estimate.panel.system import FIRST_YEAR as FIRST_YEAR
from pato.estimate.panel.write import write_panel as write_panel
