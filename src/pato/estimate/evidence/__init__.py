"""Associations of defence commitments with disputes and wars, provocation and arming, under every specification of a file."""
