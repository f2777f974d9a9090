"""The guide: from a bare Google account to a client file, step by step, and how far one is."""
