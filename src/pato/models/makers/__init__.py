"""How a study makes each of its models: one file a model, found by its name, which is the model's id."""
