"""Figures of the workbench as plain SVG: made in a request, named for screen readers, coloured by the style sheet."""
