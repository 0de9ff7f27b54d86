"""Sections that only a full report has, because they compute for a minute or two: found by their file names."""
