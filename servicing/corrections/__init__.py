"""Taking postings back without editing them."""
