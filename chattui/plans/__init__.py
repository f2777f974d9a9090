"""Plans: every change of spaces and members, made, shown, carried out, reported and kept."""
