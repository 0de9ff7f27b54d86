"""Assess: studies over futures, comparison of architectures within each future, and tests of claims."""
