"""Programs: what chattui does, as complete programs that a person runs without it."""
