"""The pages, each imported when it is opened."""
