"""Trade with several sectors: accounts, model, answers."""
