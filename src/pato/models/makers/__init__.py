"""How a study makes each of its models: one file per model, found by its name, which is the model's id."""
