"""chattui: from a downloaded OAuth client file to a working Google Chat space."""

__version__ = "0.1.0"
