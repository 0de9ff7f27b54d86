"""The historical panel, the fits of what `pato.models` ships, and their validation."""
