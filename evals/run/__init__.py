"""Running cases: worlds, trials, the journal, many at once."""
