"""The guide: from a bare Google account to a working Chat app, step by step, and how far one is."""
