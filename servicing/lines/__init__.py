"""A line's own terms, changed on request: its due day, its limit, its closing."""
