"""Effect of a commitment on the risk of war: competing theories, each a row of data in a file, evaluated by one rule (M4)."""
