"""What pledges of defence go with: disputes and wars, provocation, arming; under every specification of a file."""
