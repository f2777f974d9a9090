"""What git would say of a file, read from its own files and without running it."""
