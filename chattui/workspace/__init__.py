"""The other Workspace APIs: people of the directory, and groups by their address."""
