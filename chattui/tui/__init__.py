"""The Textual app: asks, shows and calls; nothing that a person can do lives in a screen."""
