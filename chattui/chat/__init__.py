"""The Chat API: its client, its models, and the plans that create spaces and change members."""
